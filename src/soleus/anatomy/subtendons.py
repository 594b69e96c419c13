"""The Achilles tendon as three subtendons: soleus, gastrocnemius medialis and lateralis.

Each runs from its muscle to the heel; in the free tendon they lie side by side, twisted about each
other, and a matrix between them binds them more or less. What each yields in the free tendon
follows from its cross-section; the tendon and aponeurosis above yields the rest, so that the
whole is as compliant as the leg says (`data/models/subtendons.toml`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InputError
from soleus.muscle.curves import inverse_tendon_force, tendon_force, tendon_shape
from soleus.muscle.parameters import MuscleParameters

__all__ = ["TWIST_TYPES", "Subtendons", "subtendons"]

Array = NDArray[np.float64]

#: Types of twist: least, moderate, extreme.
TWIST_TYPES = (1, 2, 3)
#: The free tendon yields at most this share of what any one muscle's tendon yields, so that the
#: aponeurosis above never has to push.
_MOST = 0.9
#: Forces below this share of a subtendon's strength count as that: a slack tendon has no length.
_SLACK = 1e-9


@dataclass(frozen=True)
class Subtendons:
    """Three subtendons of one leg; arrays (subtendon,) in the order of `ACHILLES`.

    `share` of the free tendon's cross-section (sum 1), `twist` rad about the tendon's axis over
    the free part, `length` m of the free part along its axis, `radius` m of the helix a subtendon
    runs on, `strain_at_one_norm_force` of the free tendon at `strength` N (of the three muscles
    together), `coupling` 0 (slide freely) to 1 (glued). `muscles` are the constants of the muscles.
    """

    share: Array
    twist: Array
    length: float
    radius: float
    strain_at_one_norm_force: float
    strength: float
    coupling: float
    muscles: MuscleParameters

    @property
    def names(self) -> tuple[str, ...]:
        return ACHILLES

    @property
    def path_length(self) -> Array:
        """Length of each subtendon along its helix in the free tendon, m (subtendon,)."""
        length: Array = np.hypot(self.length, self.radius * self.twist)
        return length

    @property
    def cosine(self) -> Array:
        """Cosine of the angle between a subtendon's fibers and the tendon's axis."""
        cosine: Array = self.length / self.path_length
        return cosine

    def force(self, elongation: Any) -> Any:
        """Force along the tendon, N (..., subtendon), of subtendons whose upper ends have moved by
        `elongation`, m."""
        shape = tendon_shape(self.strain_at_one_norm_force)
        return self._strengths * tendon_force(self.strain(elongation), shape)

    def elongation(self, force: Any) -> Any:
        """How far the upper end of each subtendon moves, m, when it alone carries `force`, N."""
        share = self.taut(force) / self._strengths
        strain = inverse_tendon_force(share, tendon_shape(self.strain_at_one_norm_force))
        return strain * self.length / self.cosine**2

    def taut(self, force: Any) -> Any:
        """A force, N (..., subtendon), or the least that still tells where the upper end is."""
        return np.fmax(np.asarray(force), _SLACK * self._strengths)

    def strain(self, elongation: Any) -> Any:
        """Strain of each subtendon's fibers in the free tendon (ratio), below 0 where slack."""
        return np.asarray(elongation) * self.cosine**2 / self.length

    def stiffness(self, force: float) -> float:
        """Stiffness of the free tendon as a whole, N/m, at a total force, N, shared so that its
        subtendons are strained alike."""
        step = 1e-3 * self.strength
        shape = tendon_shape(self.strain_at_one_norm_force)
        ends = np.array([force - step, force + step]) / self.strength
        low, high = inverse_tendon_force(ends, shape)
        return float(2 * step / ((high - low) * self.length))

    @property
    def _strengths(self) -> Array:
        """Force along the tendon at which a subtendon has `strain_at_one_norm_force`, N.

        `share` is of cuts across the tendon: across its slanting fibers a subtendon is thinner by
        the cosine, and only that much of their tension acts along the tendon.
        """
        strengths: Array = self.strength * self.share * self.cosine**2
        return strengths


def subtendons(
    leg: Leg, coupling: float | None = None, twist_type: int | None = None,
    sample: int | None = None,
) -> Subtendons:  # fmt: skip
    """The three subtendons of a leg.

    `coupling` 0 (slide freely) to 1 (glued; None: the nominal 0.3), `twist_type` 1, 2 or 3 (least,
    moderate, extreme; None: the mean of all people). `sample` draws the constants within their
    spreads. Raises `InputError` for what lies outside, and for a record of many legs.
    """
    constants = load_constants("subtendons").drawn(sample)
    if coupling is not None:
        constants = constants.changed(coupling=coupling)
    return divide_tendon(leg, constants, twist_type)


def divide_tendon(leg: Leg, constants: Constants, twist_type: int | None = None) -> Subtendons:
    """`subtendons` with constants of the caller's own (`Constants.changed`)."""
    if np.ndim(leg.parameters.max_isometric_force) != 1:
        raise InputError("subtendons: one leg at a time; take it from the samples with leg(i)")
    if twist_type is not None and twist_type not in TWIST_TYPES:
        raise InputError(f"twist type {twist_type} is not known; 1 (least), 2 or 3 (extreme)")
    c, index = constants, list(leg.achilles_indices)
    p = leg.parameters.each(lambda v: v[index])
    strength = float(p.max_isometric_force.sum())
    calf = 1.0 - c["share_soleus"]
    medial = calf * c["share_medial"]
    factor = 1.0 if twist_type is None else c[f"twist_type_{twist_type}"]
    result = Subtendons(
        share=np.array([c["share_soleus"], medial, calf - medial]),
        twist=factor * np.array([c[f"twist_{name}"] for name in ACHILLES]),
        length=c["free_tendon_length"],
        radius=c["centroid"] * math.sqrt(c["cross_section"] / math.pi),
        strain_at_one_norm_force=1.0,
        strength=strength,
        coupling=c["coupling"],
        muscles=p,
    )
    whole = float(p.tendon_strain_at_one_norm_force @ p.max_isometric_force) / strength
    return replace(
        result,
        strain_at_one_norm_force=min(c["free_strain_ratio"] * whole, _stiffest(result)),
    )


def _stiffest(s: Subtendons) -> float:
    """Largest strain at one normalized force of the free tendon with which every subtendon's free
    part yields at most `_MOST` of its muscle's whole tendon, at any force."""
    p = s.muscles
    tendon = p.tendon_slack_length * p.tendon_strain_at_one_norm_force
    over = np.fmax(p.max_isometric_force / (s.strength * s.share * s.cosine**2), 1.0)
    return float((_MOST * tendon * s.cosine**2 / (s.length * over)).min())
