"""The soleus as four bundles, by where they arise: fibular head, upper third of the fibula,
tendinous arch, soleal line of the tibia. One aponeurosis takes all of them to the Achilles tendon.

Strength, fiber length and pennation of the whole are the leg's; how they are divided is in
`data/models/soleus_parts.toml`, in shares and ratios only. Literature divides the soleus into a
posterior part (medial and lateral) and an anterior bipennate one (`bolsterlee2018`), which do not
map one to one on origins: every origin gets a share of anterior fibers, and its pennation follows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InputError
from soleus.muscle.parameters import MuscleParameters

__all__ = ["PARTS", "SoleusPart", "SoleusParts", "soleus_parts"]

Array = NDArray[np.float64]
Point = tuple[float, float, float]

#: The four parts, in the order of every part axis.
PARTS = ("fibular_head", "fibula_upper_third", "tendinous_arch", "soleal_line")
_LABELS = {
    "fibular_head": "back of the fibular head",
    "fibula_upper_third": "upper third of the fibula",
    "tendinous_arch": "tendinous arch between the bones",
    "soleal_line": "soleal line of the tibia",
}
_BONES = {
    "fibular_head": "fibula",
    "fibula_upper_third": "fibula",
    "tendinous_arch": "arch",
    "soleal_line": "tibia",
}


@dataclass(frozen=True)
class SoleusPart:
    """One bundle of the soleus of one leg.

    `bone` is "fibula", "tibia", or "arch" (hung between both); `fibula_share` of its pull goes into
    the fibula. `share` of the physiological cross-section of the soleus (the four sum to 1).
    `optimal_fiber_length` m, `pennation_angle_at_optimal` rad. `origin` is the middle of the
    origin and `extent` its upper and lower end, m, in the shank frame: x forward, y up along the
    shank from the ankle center, z to the outside.
    """

    name: str
    label: str
    bone: str
    fibula_share: float
    share: float
    optimal_fiber_length: float
    pennation_angle_at_optimal: float
    origin: Point
    extent: tuple[Point, Point]


@dataclass(frozen=True)
class SoleusParts:
    """The four parts with their constants as arrays (part,).

    `parameters` of the parts have the tendon of the whole: at equal tendon strain their shares of
    its force sum to the soleus' tendon force. `offset` (part,): how far a part is beyond its
    optimal length, in optimal lengths, when the whole soleus is at its own; its mean, weighted by
    cross-section, is 0. `anterior` (part,):
    share of the anterior bipennate compartment in each part.
    """

    parts: tuple[SoleusPart, ...]
    parameters: MuscleParameters
    offset: Array
    anterior: Array

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.parts)

    @property
    def shares(self) -> Array:
        """Shares of the physiological cross-section, (part,), sum 1."""
        return np.array([p.share for p in self.parts])

    @property
    def fibula_shares(self) -> Array:
        """Share of each part's pull that goes into the fibula, (part,)."""
        return np.array([p.fibula_share for p in self.parts])

    @property
    def fibula_share(self) -> float:
        """Share of the soleus' strength that pulls on the fibula."""
        return float(self.shares @ self.fibula_shares)


def soleus_parts(leg: Leg, sample: int | None = None) -> SoleusParts:
    """The soleus of a leg in its four parts.

    `sample` draws the division within its spread (None: the nominal one). Cross-sections sum to
    the soleus' strength, cross-section times fiber length to its volume, and the mean pennation,
    weighted by cross-section, is the soleus' own. Raises `InputError` for a record of many legs.
    """
    return divide_soleus(leg, load_constants("soleus_parts").drawn(sample))


def divide_soleus(leg: Leg, constants: Constants) -> SoleusParts:
    """`soleus_parts` with constants of the caller's own (`Constants.changed`)."""
    if np.ndim(leg.parameters.max_isometric_force) != 1:
        raise InputError("soleus_parts: one leg at a time; take it from the samples with leg(i)")
    c, whole = constants, leg.parameters.each(lambda v: float(v[leg.index("soleus")]))
    share = _shares(c)
    anterior = _anterior(c, share)
    ratio = np.array([c[f"length_ratio_{name}"] for name in PARTS])
    length = whole.optimal_fiber_length * ratio / (share @ ratio)
    tilt = c["pennation_difference"] * (share @ anterior - anterior)
    pennation = whole.pennation_angle_at_optimal * (1.0 + tilt)

    def same(value: float) -> Array:
        return np.full(len(PARTS), value)

    parameters = MuscleParameters(
        max_isometric_force=whole.max_isometric_force * share,
        optimal_fiber_length=length,
        tendon_slack_length=same(whole.tendon_slack_length),
        pennation_angle_at_optimal=pennation,
        max_contraction_velocity=same(whole.max_contraction_velocity),
        tendon_strain_at_one_norm_force=same(whole.tendon_strain_at_one_norm_force),
        passive_fiber_strain_at_one_norm_force=same(whole.passive_fiber_strain_at_one_norm_force),
    )
    ends = _ends(c, leg.skeleton.shank.length)
    fibula = {"fibula": 1.0, "tibia": 0.0, "arch": c["arch_fibula_share"]}
    parts = tuple(
        SoleusPart(
            name, _LABELS[name], _BONES[name], fibula[_BONES[name]], float(share[i]),
            float(length[i]), float(pennation[i]), _middle(*ends[name]), ends[name],
        )
        for i, name in enumerate(PARTS)
    )  # fmt: skip
    offset = np.array([c[f"offset_{name}"] for name in PARTS])
    return SoleusParts(parts, parameters, offset - share @ offset, anterior)


def _shares(c: Constants) -> Array:
    """Shares of the cross-section, (part,): the arch's own, the rest by bone, the fibula's by
    head and shaft."""
    bones = 1.0 - c["arch_share"]
    fibula = bones * c["lateral_share"]
    head = fibula * c["head_share"]
    return np.array([head, fibula - head, c["arch_share"], bones - fibula])


def _anterior(c: Constants, share: Array) -> Array:
    """Share of anterior fibers within each part, (part,): the arch gives a part of them, the bones
    the rest in proportion to their cross-section; never more than the arch has."""
    total, arch = c["anterior_share"], PARTS.index("tendinous_arch")
    from_arch = min(c["anterior_from_arch"] * total, share[arch])
    result = np.full(len(PARTS), (total - from_arch) / (1.0 - share[arch]))
    result[arch] = from_arch / share[arch]
    return result


def _ends(c: Constants, shank: float) -> dict[str, tuple[Point, Point]]:
    """Upper and lower end of each origin, m, in the shank frame."""

    def point(x: float, y: float, z: float) -> Point:
        return (shank * x, shank * y, shank * z)

    under = c["head_top_y"] - c["head_height"]
    top = point(c["head_x"], c["head_top_y"], c["head_z"])
    neck = point(c["head_x"], under, c["head_z"])
    shaft = point(c["upper_third_bottom_x"], c["upper_third_bottom_y"], c["upper_third_bottom_z"])
    line = point(c["soleal_top_x"], under - c["arch_drop"], c["head_z"] - c["arch_width"])
    border = point(c["soleal_bottom_x"], c["soleal_bottom_y"], c["soleal_bottom_z"])
    return {
        "fibular_head": (top, neck),
        "fibula_upper_third": (neck, shaft),
        "tendinous_arch": (neck, line),
        "soleal_line": (line, border),
    }


def _middle(a: Point, b: Point) -> Point:
    x, y, z = ((p + q) / 2 for p, q in zip(a, b, strict=True))
    return (x, y, z)


def origin_length(part: SoleusPart) -> float:
    """Length of the line a part arises from, m."""
    return math.dist(*part.extent)
