"""A motion over time: what every solver takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.skeleton import Segment, Skeleton, rotate
from soleus.base.errors import InputError
from soleus.motion.exercise import Exercise
from soleus.motion.osim_geometry import MuscleGeometry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BodyMotion", "MovingBody", "Trajectory"]

Array = NDArray[np.float64]
Points = NDArray[np.complex128]
_LARGEST_ANGLE, _LARGEST_MOMENT = np.pi, 1e5


@dataclass(frozen=True)
class MovingBody:
    """A rigid body or point mass in motion: position and acceleration of its center of mass
    (m, m/s^2, complex x + iy, shape (time,)), velocity, angular velocity and acceleration
    (counterclockwise +, rad/s and rad/s^2). `part` names the segment it belongs to."""

    part: str
    mass: float
    inertia: float
    position: Points
    velocity: Points
    acceleration: Points
    angular_velocity: Array
    angular_acceleration: Array


@dataclass(frozen=True)
class BodyMotion:
    """The whole planar body in motion: one leg, its share of the trunk, the load, a free leg.

    `tilts[segment]` is an array (3, time): tilt in rad, its rate and its acceleration
    (see `soleus.anatomy.skeleton`). `ankle` is (3, time) complex: position, velocity,
    acceleration. `legs` is 1 or 2; with 2, trunk and load count half.
    """

    skeleton: Skeleton
    legs: int
    tilts: Mapping[str, Array]
    ankle: Points
    load_mass: float = 0.0
    load_at: str = ""
    load_point: complex = 0j
    free_leg: tuple[Segment, ...] = ()
    free_tilts: tuple[float, ...] = ()

    def joint(self, name: str) -> Points:
        """Position, velocity and acceleration (3, time) of ankle, knee or hip."""
        points = self.ankle
        if name == "ankle":
            return points
        points = points + self.arm("shank", 1j * self.skeleton.shank.length)
        if name == "knee":
            return points
        return points + self.arm("thigh", 1j * self.skeleton.thigh.length)

    def arm(self, segment: str, local: complex) -> Points:
        """Motion (3, time) of a local vector fixed to a segment."""
        tilt, rate, acceleration = self.tilts[segment]
        return np.array([rotate(local, tilt, rate, acceleration, order) for order in range(3)])

    def point(self, segment: str, local: complex) -> Points:
        """Motion (3, time) of a point fixed to a segment, given relative to its lower joint."""
        origin = {"foot": "ankle", "shank": "ankle", "thigh": "knee", "trunk": "hip"}[segment]
        return self.joint(origin) + self.arm(segment, local)

    def bodies(self) -> list[MovingBody]:
        """All bodies with mass; the trunk and the load by the share this leg carries."""
        share = 1.0 / self.legs
        result = []
        for name in ("foot", "shank", "thigh", "trunk"):
            segment: Segment = getattr(self.skeleton, name)
            part = share if name == "trunk" else 1.0
            result.append(self._body(name, segment, self.point(name, segment.com), part))
        if self.load_mass:
            motion = self.point(self.load_at, self.load_point)
            still = np.zeros(motion.shape[1])
            result.append(
                MovingBody(
                    self.load_at, self.load_mass * share, 0.0, motion[0], motion[1], motion[2],
                    still, still,
                )
            )  # fmt: skip
        return result + self._free_bodies()

    def _body(self, name: str, segment: Segment, motion: Points, share: float) -> MovingBody:
        _, rate, acceleration = self.tilts[name]
        return MovingBody(
            name, segment.mass * share, segment.inertia * share, motion[0], motion[1], motion[2],
            -rate, -acceleration,
        )  # fmt: skip

    def _free_bodies(self) -> list[MovingBody]:
        """The other leg in single-leg exercises: carried by the hip at fixed tilts."""
        result = []
        origin = self.joint("hip")
        still = np.zeros(origin.shape[1])
        for segment, tilt in zip(self.free_leg, self.free_tilts, strict=True):
            down = -1j * segment.length * np.exp(-1j * tilt)
            lower = origin.copy()
            lower[0] = lower[0] + down
            center = (lower if segment is not self.free_leg[-1] else origin).copy()
            center[0] = center[0] + segment.com * np.exp(-1j * tilt)
            result.append(
                MovingBody(
                    "trunk", segment.mass, segment.inertia, center[0], center[1], center[2],
                    still, still,
                )
            )  # fmt: skip
            origin = lower
        return result


@dataclass(frozen=True)
class Trajectory:
    """Joint angles over time, and what is known of the forces.

    `time` (time,) s, rising; `angles` and `velocities` map coordinates (hip_flexion,
    knee_angle, ankle_angle, ...) to (time,) rad and rad/s; `moments`, for recorded motion, map
    the balanced joints to (time,) N m in OpenSim's signs (plantar flexion negative). `body`
    is there for synthesized motion, whose moments follow by inverse dynamics. `windows` names
    spans of time, s: "repetition" and "hold". `geometry` holds muscle paths that come with the
    trial, in place of the leg's own. Raises `InputError` for arrays that do not fit.
    """

    name: str
    time: Array
    angles: Mapping[str, Array]
    velocities: Mapping[str, Array]
    moments: Mapping[str, Array] | None = None
    body: BodyMotion | None = None
    exercise: Exercise | None = None
    windows: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    geometry: MuscleGeometry | None = None

    def __post_init__(self) -> None:
        if self.time.ndim != 1 or len(self.time) < 2 or not np.all(np.diff(self.time) > 0):
            raise InputError(f"{self.name}: time must have at least two rising values")
        named = {
            **self.angles,
            **{f"{k} velocity": v for k, v in self.velocities.items()},
            **{f"{k} moment": v for k, v in (self.moments or {}).items()},
        }
        for key, value in named.items():
            if np.shape(value) != self.time.shape:
                raise InputError(
                    f"{self.name}: {key} has {np.size(value)} values, time has {len(self.time)}"
                )
            if not np.isfinite(value).all():
                row = int(np.flatnonzero(~np.isfinite(value))[0])
                raise InputError(f"{self.name}: {key} is not a number in row {row}")
        if self.geometry is not None and len(self.geometry.lengths) != len(self.time):
            raise InputError(
                f"{self.name}: muscle geometry has {len(self.geometry.lengths)} frames, time has "
                f"{len(self.time)}"
            )
        self._check_size()

    def _check_size(self) -> None:
        """Angles in degrees and moments no body has are told apart from real ones."""
        if not self.angles:
            raise InputError(f"{self.name}: no joint angles")
        for values, limit, unit in (
            (self.angles, _LARGEST_ANGLE, "rad"),
            (self.moments or {}, _LARGEST_MOMENT, "N m"),
        ):
            for key, value in values.items():
                if np.abs(value).max() > limit:
                    raise InputError(
                        f"{self.name}: {key} reaches {np.abs(value).max():.4g} {unit}; at most "
                        f"{limit:.4g} {unit} is possible"
                    )

    def window(self, name: str) -> NDArray[np.bool_]:
        """Mask (time,) of a named span; all of it when there is no such span."""
        if name not in self.windows:
            return np.ones(len(self.time), dtype=bool)
        start, end = self.windows[name]
        return (self.time >= start - 1e-9) & (self.time <= end + 1e-9)

    def table(self) -> pd.DataFrame:
        """Angles in degrees over time in s, one row a frame."""
        import pandas as pd

        columns = {f"{k}_deg": np.degrees(v) for k, v in self.angles.items()}
        return pd.DataFrame({"time_s": self.time, **columns})
