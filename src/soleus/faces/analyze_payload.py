"""A recorded trial as one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import dose_with_intervals, sensitivity, with_intervals
from soleus.faces.payload import person_payload, reserves, rounded, share_interval

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["trial_payload"]


_Find = Callable[[str], tuple[float, float] | None]


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
        return beside(
            {k: values[name][k] for k in keys}, partial(dose.interval, "repetition", name)
        )

    def beside(found: Mapping[str, float | None], find: _Find) -> dict[str, Any]:
        return with_intervals(found, find if result.converged else _no_interval)

    angles = solution.trajectory.angles
    return {
        "verdict": result.verdict,
        "converged": result.converged,
        "feasible": solution.feasible,
        "ankle": {
            **beside(
                {k: dose.ankle[k] for k in ("peak_moment_nm", "peak_moment_nm_per_kg")},
                dose.ankle_interval,
            ),
            "angle_range_deg": [dose.ankle["lowest_angle_deg"], dose.ankle["highest_angle_deg"]],
        },
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
                "fiber_length_range": [
                    values[m]["fiber_length_lowest"],
                    values[m]["fiber_length_highest"],
                ],
                **beside(
                    {"share_of_plantarflexion_moment": dose.moment_share.get(m)},
                    partial(share_interval, dose, m),
                ),
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


def _no_interval(_: str) -> None:
    """What is not converged is not known within any interval."""
