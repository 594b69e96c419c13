"""The fibula: a rigid rod beside the tibia, held by springs.

Frame of the shank: x forward, y up along it from the ankle center, z to the outside; a left leg is
the same in a mirror. A small motion of the rod is six numbers: displacement (m) at the ankle center
and rotation (rad) about x, y, z; a load is six: force (N) and moment about the ankle center (N m).

The upper joint with the tibia (`ptfj`) gives in three directions, the membrane between the bones
along its slanting fibers, the lower joint (`syndesmosis`) along its three ligaments, within its
notch, and in turning. All springs are linear and act both ways. Left out: the bone's own bending,
the ligaments from malleolus to foot and from the knee to the head. Constants:
`data/models/fibula.toml`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.constants import Constants, load_constants

__all__ = ["GROUPS", "Fibula", "RodSpring", "build_fibula", "wrench"]

Array = NDArray[np.float64]
#: What holds the fibula.
GROUPS = ("ptfj", "membrane", "syndesmosis")
_MEMBRANE_SPRINGS = 5


@dataclass(frozen=True)
class RodSpring:
    """One spring between tibia and fibula: `row` (6,) is its stretch per motion of the rod (m, or
    rad where it resists a turn), `stiffness` N/m or N m/rad; `group` is one of `GROUPS`."""

    name: str
    group: str
    row: Array
    stiffness: float


@dataclass(frozen=True)
class Fibula:
    """The fibula of one leg: `length` of the shank (m), its springs, and places (3,) m: middle of
    the `head`, outer `malleolus` at the height of the ankle center."""

    constants: Constants
    length: float
    springs: tuple[RodSpring, ...]
    head: Array
    malleolus: Array

    @cached_property
    def stiffness(self) -> Array:
        """Load per motion of the rod, (6, 6), symmetric and positive."""
        rows = np.array([s.row for s in self.springs])
        values = np.array([s.stiffness for s in self.springs])
        result: Array = rows.T @ (values[:, None] * rows)
        return result

    def motion(self, load: Array) -> Array:
        """Motion of the rod (..., 6) in equilibrium with loads on it (..., 6)."""
        result: Array = np.asarray(load, dtype=float) @ np.linalg.inv(self.stiffness)
        return result

    def displacement(self, motion: Array, point: Array) -> Array:
        """Displacement (..., 3) m of a point of the rod."""
        result: Array = motion[..., :3] + np.cross(motion[..., 3:], point)
        return result

    def holding(self, motion: Array, group: str) -> Array:
        """Load (..., 6) the springs of a group put on the fibula."""
        total = np.zeros(motion.shape)
        for s in self.springs:
            if s.group == group:
                total = total - s.stiffness * (motion @ s.row)[..., None] * s.row
        return total

    @cached_property
    def shaft_share(self) -> float:
        """Of a push up at the malleolus, what passes up the shaft: all but the syndesmosis'."""
        push = wrench(self.malleolus, np.array([0.0, 1.0, 0.0]))
        return float(1.0 + self.holding(self.motion(push), "syndesmosis")[1])

    def shaft(self, height: float) -> Array:
        """Axis of the bone (3,) m at a height, m."""
        share = height / self.head[1]
        result: Array = self.malleolus + share * (self.head - self.malleolus)
        return result


def wrench(point: Array, force: Array) -> Array:
    """Force(s) (..., 3) at point(s) as a load (..., 6) about the ankle center."""
    return np.concatenate([force, np.cross(point, force)], axis=-1)


def build_fibula(
    leg: Leg, sample: int | None = None, changes: Mapping[str, float] | None = None
) -> Fibula:
    """The fibula of a leg, with its springs.

    `sample` draws the constants within their spreads (None: the nominal ones); `changes` sets some
    of them, each in its unit. Raises `InputError` for a constant that is not known or outside its
    limits.
    """
    constants = load_constants("fibula").changed(**(changes or {})).drawn(sample)
    return _assemble(constants, leg.skeleton.shank.length)


def _assemble(c: Constants, shank: float) -> Fibula:
    head = shank * np.array([c["head_x"], c["head_y"], c["head_z"]])
    malleolus = shank * np.array([c["malleolus_x"], 0.0, c["malleolus_z"]])
    rod = Fibula(c, shank, (), head, malleolus)
    inward = np.array([0.0, 0.0, -shank * c["bone_half_width"]])
    springs = (
        *_upper_joint(c, head),
        *_membrane(c, rod, inward),
        *_syndesmosis(c, rod.shaft(shank * c["syndesmosis_y"]) + inward),
    )
    return Fibula(c, shank, springs, head, malleolus)


def _upper_joint(c: Constants, point: Array) -> list[RodSpring]:
    names = ("ptfj_anteroposterior", "ptfj_axial", "ptfj_mediolateral")
    return [RodSpring(n, "ptfj", wrench(point, np.eye(3)[i]), c[n]) for i, n in enumerate(names)]


def _membrane(c: Constants, rod: Fibula, inward: Array) -> list[RodSpring]:
    """A sheet of parallel fibers as a few springs: fibers between the borders are gap / sin(angle)
    long and take up sin(angle) of the sheet's height in width."""
    angle, gap = c["membrane_fiber_angle"], c["membrane_gap"]
    height = rod.length * max(c["membrane_top"] - c["membrane_bottom"], 0.0)
    total = c["membrane_modulus"] * c["membrane_thickness"] * height * math.sin(angle) ** 2 / gap
    fiber = np.array([0.0, -math.cos(angle), math.sin(angle)])
    shares = (np.arange(_MEMBRANE_SPRINGS) + 0.5) / _MEMBRANE_SPRINGS
    heights = rod.length * c["membrane_bottom"] + height * shares
    return [
        RodSpring(
            f"membrane_{i}", "membrane", wrench(rod.shaft(h) + inward, fiber), total / len(heights)
        )
        for i, h in enumerate(heights)
    ]


def _syndesmosis(c: Constants, center: Array) -> list[RodSpring]:
    """Front, middle and back ligament, all sloping down and outward; and the notch, which
    resists motion in the level and turning of the bone about its length."""
    depth = c["syndesmosis_depth"]
    springs = []
    for name, place in (("anterior", 0.5), ("interosseous", 0.0), ("posterior", -0.5)):
        slope = c[f"{name}_tibiofibular_slope"]
        point = center + np.array([place * depth, 0.0, 0.0])
        along = np.array([0.0, -math.sin(slope), math.cos(slope)])
        full = f"{name}_tibiofibular"
        springs.append(RodSpring(full, "syndesmosis", wrench(point, along), c[full]))
    notch = {
        "anteroposterior": wrench(center, np.eye(3)[0]),
        "mediolateral": wrench(center, np.eye(3)[2]),
        "rotation": np.eye(6)[4],
    }
    for name, row in notch.items():
        full = f"syndesmosis_{name}"
        springs.append(RodSpring(full, "syndesmosis", row, c[full]))
    return springs
