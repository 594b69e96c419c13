"""A recorded trial as one JSON object."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import dose_with_intervals, sensitivity, with_intervals
from soleus.faces.payload import (
    ankle_payload,
    lengths_and_share,
    person_payload,
    reserves,
    rounded,
)

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["trial_payload"]


def trial_payload(result: TrialResult) -> dict[str, Any]:
    """The trial; values per leg, over the whole trial. `taken` says how the files were read."""
    legs = result.legs.values()
    first = next(iter(legs)).solution
    payload: dict[str, Any] = {
        "trial": result.trial.name,
        "person": person_payload(first.leg.person),
        "body_weight_n": first.leg.person.body_weight,
        "method": result.method,
        "converged": all(leg.converged for leg in legs),
        "from_s": float(first.time[0]),
        "to_s": float(first.time[-1]),
        "rate_hz": (len(first.time) - 1) / float(first.time[-1] - first.time[0]),
        "taken": dict(result.trial.taken),
        **{side: _leg(leg) for side, leg in result.legs.items()},
        "notes": [*result.warnings, *result.notes],
        "warnings": [*result.warnings, *first.leg.warnings],
    }
    answer: dict[str, Any] = rounded(payload)
    return answer


def _leg(result: LegResult) -> dict[str, Any]:
    solution, dose = result.solution, result.dose
    values = dose.per_repetition
    joint, reserve = result.largest_reserve

    def tissue(name: str, *keys: str) -> dict[str, Any]:
        found = {k: values[name][k] for k in keys}
        if not result.converged:
            return dict(found)
        return with_intervals(found, partial(dose.interval, "repetition", name))

    angles = solution.trajectory.angles
    return {
        "verdict": result.verdict,
        "converged": result.converged,
        "feasible": solution.feasible,
        "ankle": ankle_payload(dose, result.converged),
        "knee": {
            "angle_range_deg": [
                float(np.degrees(angles["knee_angle"].min())),
                float(np.degrees(angles["knee_angle"].max())),
            ]
        },
        "achilles": tissue(
            "achilles", "peak_force_n", "peak_force_bw", "impulse_bw_s", "peak_strain_percent"
        ),
        "muscles": {
            m: {
                **tissue(m, "peak_force_n", "peak_force_bw", "impulse_bw_s", "peak_activation"),
                **lengths_and_share(dose, m, values, result.converged),
            }
            for m in ACHILLES
        },
        "reserves": reserves(solution),
        "largest_reserve": {"joint": joint, "peak_nm": reserve},
        "dose": dose_with_intervals(dose, "repetition", values)
        if result.converged
        else {t: dict(row) for t, row in values.items()},
        "sensitivity": sensitivity(dose) if result.converged else {},
    }
