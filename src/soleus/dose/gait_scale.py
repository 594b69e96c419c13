"""Doses of steps in the gait library: their keys, and what they are in another body."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.dose.metrics import METRICS, TISSUES
from soleus.solve.gait_table import reference_leg, strength_ratio

__all__ = ["scaled_dose", "tissue_key"]

Array = NDArray[np.float64]


def tissue_key(tissue: str, metric: str) -> str:
    """Under which key a dose metric of a step stands in the gait library."""
    return f"dose.{tissue}.{metric}"


def scaled_dose(
    numbers: Mapping[str, Array], leg: Leg, scale: float
) -> dict[str, dict[str, Array | None]]:
    """Dose metrics of steps for a body, from the reference body's numbers (already scaled in
    time and length by the gait table).

    The calf uses the same share of its strength (`strength_ratio`), so shares, activations and
    strains stay; forces and impulses in body weights follow strength per weight, absolute ones
    strength, work strength and length. Times above bands stay those of the reference body.
    """
    weight = leg.person.body_weight / reference_leg().person.body_weight
    result: dict[str, dict[str, Array | None]] = {}
    for tissue in TISSUES:
        ratio = strength_ratio(leg, tissue)
        row: dict[str, Array | None] = {}
        for key in METRICS:
            value = numbers.get(tissue_key(tissue, key))
            if value is not None and not key.startswith("time_"):
                if key.endswith(("_bw", "_bw_s")):
                    value = value * ratio
                elif key.endswith("_n"):
                    value = value * ratio * weight
                elif key.endswith("_j"):
                    value = value * ratio * weight * scale
            row[key] = value
        result[tissue] = row
    return result
