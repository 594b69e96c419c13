"""Doses of steps in the gait library: their keys, and what they are in another body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, build_leg
from soleus.dose.metrics import METRICS, TISSUES
from soleus.muscle.curves import inverse_tendon_force, tendon_shape
from soleus.muscle.parameters import load_muscle
from soleus.solve.gait_table import REFERENCE

__all__ = ["reference_legs", "scaled_dose", "tissue_key"]

Array = NDArray[np.float64]


def tissue_key(tissue: str, metric: str) -> str:
    """Under which key a dose metric of a step stands in the gait library."""
    return f"dose.{tissue}.{metric}"


@cache
def reference_legs() -> Leg:
    """The leg of the library's body."""
    return build_leg(REFERENCE)


def _strain_ratio(numbers: Mapping[str, Array], tissue: str, load: float) -> Array:
    """How strain changes when the same share of weight meets another strength: along the
    tendon curve, at the peak of the step."""
    share = np.maximum(numbers[tissue_key(tissue, "peak_force_share")], 1e-6)
    shape = tendon_shape(load_muscle("soleus").constants["tendon_strain_at_one_norm_force"].si)
    own = inverse_tendon_force(share * load, shape)
    ratio: Array = own / inverse_tendon_force(share, shape)
    return ratio


def scaled_dose(
    numbers: Mapping[str, Array], leg: Leg, reference: Leg, scale: float
) -> dict[str, dict[str, Array | None]]:
    """Dose metrics of steps for a body, from the reference body's numbers (already scaled in
    time and length by the gait table): what is absolute follows weight and strength."""
    weight = leg.person.body_weight / reference.person.body_weight
    result: dict[str, dict[str, Array | None]] = {}
    for tissue in TISSUES:
        index = list(leg.achilles_indices) if tissue == "achilles" else [leg.index(tissue)]
        strength = float(
            leg.parameters.max_isometric_force[index].sum()
            / reference.parameters.max_isometric_force[index].sum()
        )
        row: dict[str, Array | None] = {}
        for key in METRICS:
            value = numbers.get(tissue_key(tissue, key))
            if value is not None:
                if key.endswith("_n"):
                    value = value * weight
                elif key.endswith("_j"):
                    value = value * weight * scale
                elif key.endswith("_share"):
                    value = value * weight / strength
                elif key in ("peak_strain_percent", "peak_strain_rate_percent_per_s"):
                    value = value * _strain_ratio(numbers, tissue, weight / strength)
            row[key] = value
        result[tissue] = row
    return result
