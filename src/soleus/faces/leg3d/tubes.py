"""Muscles and tendons as tubes along anchors that move with the bones.

Places are drawn by eye on the bones of the source model, in shares of segment lengths, except the
origins of the soleus, which are those of `soleus.anatomy.soleus_parts`. Volumes are the leg's own:
maximal isometric force times optimal fiber length over specific tension. A belly keeps its volume
at every instant, so it thickens as it shortens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import Skeleton, body_constants
from soleus.anatomy.soleus_parts import SoleusPart, soleus_parts
from soleus.solve.solution import Solution

__all__ = ["LABELS", "Anchor", "Tube", "build_tubes", "shifts"]

Array = NDArray[np.float64]
_Row = tuple[str, float, float, float, float, float, float]


@dataclass(frozen=True)
class Anchor:
    """A station of a tube: place (x forward, y up, z outward, m) in a frame ("thigh", "shank",
    "foot"), half width and half depth there, m. `follows` is how far it moves up the shank with
    the fibers' shortening (0 a bone, 1 the tendon). In the frame "wrap" it lies midway between its
    neighbors, but never nearer to the knee axis than x."""

    frame: str
    x: float
    y: float
    z: float
    wide: float
    deep: float
    follows: float = 0.0

    def packed(self) -> list[Any]:
        """For the page: the frame, then 0.1 mm, and the share in percent."""
        numbers = [round(1e4 * v) for v in (self.x, self.y, self.z, self.wide, self.deep)]
        return [self.frame, *numbers, round(100 * self.follows)]


@dataclass(frozen=True)
class Tube:
    """One muscle or tendon. `volume` (m^3) is kept by the belly; 0 for a tendon. `muscle` names
    whose fibers move it, "" for what has no force."""

    name: str
    muscle: str
    volume: float
    anchors: tuple[Anchor, ...]


#: (frame, x, y, z, half width, half depth, follows): shares of thigh, shank or foot length; widths
#: in shares of the shank. Drawn by eye.
_GASTROCNEMIUS: dict[str, tuple[_Row, ...]] = {
    "gastrocnemius_medialis": (
        ("thigh", -0.002, 0.060, -0.048, 0.020, 0.008, 0),
        ("wrap", 0.084, 0, -0.052, 0.028, 0.013, 0),
        ("shank", -0.108, 0.885, -0.058, 0.044, 0.026, 0.1),
        ("shank", -0.144, 0.780, -0.066, 0.062, 0.038, 0.3),
        ("shank", -0.168, 0.665, -0.062, 0.066, 0.036, 0.6),
        ("shank", -0.170, 0.560, -0.050, 0.056, 0.025, 0.9),
        ("shank", -0.158, 0.480, -0.036, 0.032, 0.010, 1.0),
        ("shank", -0.152, 0.435, -0.026, 0.014, 0.003, 1.0),
    ),
    "gastrocnemius_lateralis": (
        ("thigh", -0.012, 0.064, 0.052, 0.018, 0.008, 0),
        ("wrap", 0.082, 0, 0.052, 0.025, 0.013, 0),
        ("shank", -0.112, 0.895, 0.056, 0.040, 0.024, 0.1),
        ("shank", -0.142, 0.800, 0.066, 0.054, 0.032, 0.3),
        ("shank", -0.164, 0.700, 0.062, 0.056, 0.030, 0.6),
        ("shank", -0.166, 0.605, 0.050, 0.046, 0.020, 0.9),
        ("shank", -0.158, 0.530, 0.036, 0.026, 0.008, 1.0),
        ("shank", -0.153, 0.485, 0.028, 0.012, 0.003, 1.0),
    ),
}  # fmt: skip
_ACHILLES: tuple[_Row, ...] = (
    ("shank", -0.150, 0.600, 0.004, 0.012, 0.003, 1.0),
    ("shank", -0.154, 0.550, 0.004, 0.040, 0.004, 1.0),
    ("shank", -0.153, 0.450, 0.006, 0.054, 0.0045, 1.0),
    ("shank", -0.145, 0.325, 0.008, 0.042, 0.006, 1.0),
    ("shank", -0.138, 0.195, 0.010, 0.026, 0.0075, 0.8),
    ("wrap", 0, 0, 0.012, 0.0165, 0.0085, 0),
    ("foot", -0.214, -0.100, 0.020, 0.023, 0.0075, 0),
    ("foot", -0.220, -0.128, 0.020, 0.027, 0.004, 0),
)  # fmt: skip
#: Along the origin of a bundle, from its upper end (0) to its lower one (1): how far the bundle
#: lies behind and outside the line, half width and half depth, in shares of the shank.
_ALONG: dict[str, tuple[tuple[float, ...], ...]] = {
    "fibular_head": ((0.1, -0.006, 0, 0.012, 0.010), (0.9, -0.022, 0.002, 0.022, 0.018)),
    "fibula_upper_third": (
        (0.0, -0.004, 0, 0.010, 0.010), (0.3, -0.026, 0.008, 0.032, 0.028),
        (0.65, -0.036, 0.010, 0.046, 0.038), (1.0, -0.038, 0.004, 0.050, 0.038),
    ),
    "tendinous_arch": ((0.35, -0.010, 0, 0.016, 0.010), (0.75, -0.030, -0.006, 0.024, 0.018)),
    "soleal_line": (
        (0.0, -0.006, -0.010, 0.012, 0.010), (0.3, -0.034, -0.034, 0.036, 0.030),
        (0.65, -0.052, -0.050, 0.052, 0.040), (1.0, -0.086, -0.036, 0.058, 0.040),
    ),
}  # fmt: skip
#: Way of each bundle below its origin, as the gastrocnemii.
_SOLEUS: dict[str, tuple[_Row, ...]] = {
    "fibular_head": (
        ("shank", -0.112, 0.750, 0.060, 0.034, 0.022, 0.3),
        ("shank", -0.132, 0.620, 0.056, 0.036, 0.021, 0.5),
        ("shank", -0.141, 0.480, 0.040, 0.030, 0.014, 0.8),
        ("shank", -0.142, 0.350, 0.022, 0.015, 0.007, 1.0),
        ("shank", -0.140, 0.270, 0.014, 0.006, 0.003, 1.0),
    ),
    "fibula_upper_third": (
        ("shank", -0.112, 0.470, 0.046, 0.048, 0.034, 0.6),
        ("shank", -0.115, 0.345, 0.032, 0.037, 0.025, 0.9),
        ("shank", -0.118, 0.215, 0.020, 0.022, 0.014, 1.0),
        ("shank", -0.124, 0.110, 0.013, 0.008, 0.004, 1.0),
    ),
    "tendinous_arch": (
        ("shank", -0.112, 0.755, -0.010, 0.036, 0.022, 0.3),
        ("shank", -0.134, 0.625, -0.014, 0.038, 0.021, 0.5),
        ("shank", -0.142, 0.485, -0.010, 0.032, 0.014, 0.8),
        ("shank", -0.143, 0.355, 0.000, 0.016, 0.007, 1.0),
        ("shank", -0.141, 0.275, 0.006, 0.006, 0.003, 1.0),
    ),
    "soleal_line": (
        ("shank", -0.106, 0.430, -0.034, 0.054, 0.036, 0.7),
        ("shank", -0.113, 0.320, -0.018, 0.039, 0.026, 0.9),
        ("shank", -0.117, 0.205, -0.004, 0.022, 0.014, 1.0),
        ("shank", -0.124, 0.110, 0.006, 0.008, 0.004, 1.0),
    ),
}  # fmt: skip
#: The ligament of the patella, drawn without a force: from its lower pole to the tibia.
_LIGAMENT: tuple[_Row, ...] = (
    ("patella", 0.002, 0.030, 0.003, 0.028, 0.006, 0),
    ("shank", 0.095, 0.908, 0.008, 0.026, 0.0055, 0),
    ("shank", 0.068, 0.832, 0.012, 0.022, 0.005, 0),
)  # fmt: skip
#: Labels: name, text, the tube it points to, and how far along it. The soleus is named as a whole
#: while the gastrocnemius covers it.
LABELS = (
    ("gastrocnemius_medialis", "Gastroc. med.", "gastrocnemius_medialis", 0.55),
    ("gastrocnemius_lateralis", "Gastroc. lat.", "gastrocnemius_lateralis", 0.55),
    ("soleus", "Soleus", "fibula_upper_third", 0.52),
    ("fibular_head", "Soleus, fibular head", "fibular_head", 0.38),
    ("fibula_upper_third", "Soleus, fibula", "fibula_upper_third", 0.42),
    ("tendinous_arch", "Soleus, arch", "tendinous_arch", 0.38),
    ("soleal_line", "Soleus, tibia", "soleal_line", 0.42),
    ("achilles", "Achilles tendon", "achilles", 0.66),
)


def _anchor(row: _Row, skeleton: Skeleton) -> Anchor:
    frame, x, y, z, wide, deep, follows = row
    shank = skeleton.shank.length
    size = {"thigh": skeleton.thigh.length, "foot": skeleton.foot_length}.get(frame, shank)
    return Anchor(frame, size * x, size * y, size * z, shank * wide, shank * deep, follows)


def _volume(leg: Leg, muscle: str) -> float:
    """Volume of a muscle, m^3."""
    p, i = leg.parameters, leg.index(muscle)
    tension = body_constants("strength", "muscle")["specific_tension"].si
    return float(p.max_isometric_force[i] * p.optimal_fiber_length[i] / tension)


def _along(part: SoleusPart, row: tuple[float, ...], shank: float) -> Anchor:
    """A station of a bundle beside the line it arises from."""
    share, back, out, wide, deep = row
    x, y, z = (a + share * (b - a) for a, b in zip(*part.extent, strict=True))
    return Anchor("shank", x + shank * back, y, z + shank * out, shank * wide, shank * deep)


def _soleus(leg: Leg) -> list[Tube]:
    """The four bundles: each begins on the line it arises from, and its volume is its share of
    cross-section times its fiber length."""
    whole, shank = soleus_parts(leg), leg.skeleton.shank.length
    sizes = whole.shares * [p.optimal_fiber_length for p in whole.parts]
    result = []
    for part, size in zip(whole.parts, sizes / sizes.sum(), strict=True):
        starts = [_along(part, row, shank) for row in _ALONG[part.name]]
        ends = [_anchor(row, leg.skeleton) for row in _SOLEUS[part.name]]
        volume = float(size) * _volume(leg, "soleus")
        result.append(Tube(part.name, "soleus", volume, (*starts, *ends)))
    return result


def shifts(solution: Solution, frames: Sequence[int]) -> dict[str, Array]:
    """How far the lower end of each belly is moved up the shank, m (frame,), by muscle of the
    calf, from a neutral ankle with the tendon just taut: what the heel pulls or lets go, and what
    the tendon stretches."""
    leg, chosen = solution.leg, list(frames)
    still = {k: 0.0 * v[chosen] for k, v in solution.trajectory.angles.items()}
    moved = still | {"ankle_angle": solution.trajectory.angles["ankle_angle"][chosen]}
    lengths = leg.muscle_tendon_lengths(still) - leg.muscle_tendon_lengths(moved)
    result = {}
    for i in leg.achilles_indices:
        slack = leg.parameters.tendon_slack_length[i]
        stretch = np.maximum(solution.state.tendon_length[chosen, i] - slack, 0.0)
        result[leg.muscles[i]] = lengths[:, i] + stretch
    return result


def build_tubes(leg: Leg) -> list[Tube]:
    """All tubes of a leg: four bundles of the soleus, both gastrocnemii, the Achilles tendon, and
    the ligament of the patella."""
    result = _soleus(leg)
    for name, rows in _GASTROCNEMIUS.items():
        anchors = tuple(_anchor(row, leg.skeleton) for row in rows)
        result.append(Tube(name, name, _volume(leg, name), anchors))
    for name, muscle, rows in (
        ("achilles", "soleus", _ACHILLES),
        ("patellar_ligament", "", _LIGAMENT),
    ):
        anchors = tuple(_anchor(row, leg.skeleton) for row in rows)
        result.append(Tube(name, muscle, 0.0, anchors))
    return result
