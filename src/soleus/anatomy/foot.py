"""The foot of a leg as a bow: hindfoot and forefoot about one midfoot joint, held by springs.

Sagittal plane, m, as complex numbers x + iy from the back of the heel at the sole, x forward and y
up, the foot unloaded and flat. `flattening` (rad) is how far the midfoot joint has turned from
there, + when the arch sinks; `toe_extension` (rad) is the angle of the metatarsophalangeal
joints. All functions take floats or arrays of one shape. The leg itself keeps its stiff foot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import body_constants
from soleus.base.constants import Constants, load_constants

__all__ = ["Band", "Foot", "build_foot"]


@dataclass(frozen=True, slots=True)
class Band:
    """A band that only pulls: force grows with the square of its elongation up to `toe` (m), then
    in a straight line of slope `stiffness` (N/m). `slack` (m) is taken off first."""

    length: float
    stiffness: float
    toe: float
    slack: float = 0.0

    def force(self, elongation: Any) -> Any:
        """Tension, N, 0 while slack."""
        pulled = np.maximum(np.asarray(elongation, dtype=float) - self.slack, 0.0)
        low = np.minimum(pulled, self.toe)
        return self.stiffness * (low**2 / (2 * self.toe) + pulled - low)

    def energy(self, elongation: Any) -> Any:
        """Energy stored, J."""
        pulled = np.maximum(np.asarray(elongation, dtype=float) - self.slack, 0.0)
        low = np.minimum(pulled, self.toe)
        high = pulled - low
        return self.stiffness * (low**3 / (6 * self.toe) + high * self.toe / 2 + high**2 / 2)


@dataclass(frozen=True)
class Foot:
    """One foot, ready to be loaded.

    `ankle`, `heel` (below the pad), `ball` (the ground below the metatarsal heads), `mtp` and
    `midfoot` are places in the unloaded foot, as are the ends of the fascia (`fascia_hind` at the
    heel bone, `fascia_fore` below the metatarsal heads) and of the long plantar ligament.
    `joint_stiffness` N m/rad and `joint_hardening` N m/rad^3; arms in m; `intrinsic_force` N is
    that of the short muscles of the sole at full activation. `fascia_failure` N is where fasciae of
    cadavers failed, whatever their size; nothing breaks here.
    """

    length: float
    ankle: complex
    heel: complex
    ball: complex
    mtp: complex
    midfoot: complex
    fascia_hind: complex
    fascia_fore: complex
    ligament_hind: complex
    ligament_fore: complex
    fascia: Band
    ligament: Band
    fascia_failure: float
    windlass_radius: float
    joint_stiffness: float
    joint_hardening: float
    extrinsic_arm: float
    intrinsic_arm: float
    intrinsic_force: float

    def bow(self, flattening: Any) -> tuple[Any, Any]:
        """Place of the midfoot joint along the line from heel to ball, from the ball backward, and
        its height above that line: the arch height. Both m."""
        behind, ahead = self.heel - self.midfoot, self.ball - self.midfoot
        a, b = abs(behind), abs(ahead)
        line = _span(behind, ahead, flattening)
        height = a * b * np.sin(_opening(behind, ahead) + flattening) / line
        return (b**2 + line**2 - a**2) / (2 * line), height

    def arch_height(self, flattening: Any) -> Any:
        """Height of the midfoot joint above the line from heel to ball, m."""
        return self.bow(flattening)[1]

    def spread(self, flattening: Any) -> Any:
        """How much longer the line from heel to ball has become, m."""
        behind, ahead = self.heel - self.midfoot, self.ball - self.midfoot
        return _span(behind, ahead, flattening) - abs(ahead - behind)

    def fascia_elongation(self, flattening: Any, toe_extension: Any) -> Any:
        """Elongation of the plantar fascia, m: by the arch, and wound up by the toes."""
        hind, fore = self.fascia_hind - self.midfoot, self.fascia_fore - self.midfoot
        return _span(hind, fore, flattening) - abs(fore - hind) + (
            self.windlass_radius * toe_extension
        )  # fmt: skip

    def fascia_arm(self, flattening: Any) -> Any:
        """Moment arm of the fascia about the midfoot joint, m: the slope of its length."""
        return _arm(self.fascia_hind - self.midfoot, self.fascia_fore - self.midfoot, flattening)

    def ligament_elongation(self, flattening: Any) -> Any:
        """Elongation of the long plantar ligament, m."""
        hind, fore = self.ligament_hind - self.midfoot, self.ligament_fore - self.midfoot
        return _span(hind, fore, flattening) - abs(fore - hind)

    def ligament_arm(self, flattening: Any) -> Any:
        """Moment arm of the long plantar ligament about the midfoot joint, m."""
        hind, fore = self.ligament_hind - self.midfoot, self.ligament_fore - self.midfoot
        return _arm(hind, fore, flattening)

    def passive_moment(self, flattening: Any, toe_extension: Any) -> Any:
        """Moment with which fascia, ligament and joint resist flattening, N m."""
        tension = self.fascia.force(self.fascia_elongation(flattening, toe_extension))
        pull = self.ligament.force(self.ligament_elongation(flattening))
        bands = tension * self.fascia_arm(flattening) + pull * self.ligament_arm(flattening)
        return bands + self.joint_stiffness * flattening + self.joint_hardening * flattening**3

    def energy(self, flattening: Any, toe_extension: Any) -> Any:
        """Elastic energy in fascia, ligament and joint, J."""
        bands = self.fascia.energy(self.fascia_elongation(flattening, toe_extension))
        bands = bands + self.ligament.energy(self.ligament_elongation(flattening))
        joint = self.joint_stiffness * flattening**2 / 2 + self.joint_hardening * flattening**4 / 4
        return bands + joint


def _opening(hind: complex, fore: complex) -> float:
    """Angle between two points as seen from the midfoot joint, unloaded, rad (0 to pi)."""
    a, b, line = abs(hind), abs(fore), abs(fore - hind)
    return math.acos((a**2 + b**2 - line**2) / (2 * a * b))


def _span(hind: complex, fore: complex, flattening: Any) -> Any:
    """Distance of a point of the hindfoot from one of the forefoot, m."""
    a, b = abs(hind), abs(fore)
    return np.sqrt(a**2 + b**2 - 2 * a * b * np.cos(_opening(hind, fore) + flattening))


def _arm(hind: complex, fore: complex, flattening: Any) -> Any:
    angle = _opening(hind, fore) + flattening
    return abs(hind) * abs(fore) * np.sin(angle) / _span(hind, fore, flattening)


def build_foot(leg: Leg, constants: Constants | None = None) -> Foot:
    """The foot of a leg: its landmarks and length, all else from `data/models/foot.toml`.

    Springs of feet of one make grow in stiffness with length, joints with its cube, muscles in
    force with its square. The short muscles have the specific tension of the leg's.
    """
    c = constants or load_constants("foot")
    s = leg.skeleton
    length = s.foot_length
    size = length / c["reference_length"]
    mtp = s.mtp - s.heel
    midfoot = complex(c["midfoot_from_heel"], c["midfoot_height"]) * length
    fascia_hind = complex(c["fascia_from_heel"], c["fascia_height"]) * length
    radius = c["windlass_radius"] * size
    fascia_fore = mtp - 1j * radius
    hind = midfoot + complex(c["ligament_hind_x"], c["ligament_hind_y"]) * length
    fore = midfoot + complex(c["ligament_fore_x"], c["ligament_fore_y"]) * length
    fascia_length, ligament_length = abs(fascia_fore - fascia_hind), abs(fore - hind)
    tension = body_constants("strength", "muscle")["specific_tension"].si
    return Foot(
        length=length,
        ankle=-s.heel,
        heel=complex(c["heel_pad_from_heel"] * length, 0.0),
        ball=s.ball - s.heel,
        mtp=mtp,
        midfoot=midfoot,
        fascia_hind=fascia_hind,
        fascia_fore=fascia_fore,
        ligament_hind=hind,
        ligament_fore=fore,
        fascia=Band(
            fascia_length, c["fascia_stiffness"] * size, c["fascia_toe_strain"] * fascia_length,
            c["fascia_slack"] * size,
        ),
        ligament=Band(
            ligament_length, c["ligament_stiffness"] * size,
            c["ligament_toe_strain"] * ligament_length,
        ),
        fascia_failure=c["fascia_failure"],
        windlass_radius=radius,
        joint_stiffness=c["joint_stiffness"] * size**3,
        joint_hardening=c["joint_hardening"] * size**3,
        extrinsic_arm=c["extrinsic_arm"] * length,
        intrinsic_arm=c["intrinsic_arm"] * length,
        intrinsic_force=c["intrinsic_area"] * tension * size**2,
    )  # fmt: skip
