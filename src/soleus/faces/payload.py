"""Records as plain dictionaries with stable keys: the JSON of every command."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.person import Person, person_fields
from soleus.faces.intervals import (
    dose_with_intervals,
    sensitivity,
    with_intervals,
)

if TYPE_CHECKING:
    from soleus.dose.measure import Dose, Values
    from soleus.motion.exercise import Exercise
    from soleus.muscle.parameters import Muscle
    from soleus.solve.solution import Solution

__all__ = [
    "ankle_payload",
    "exercise_payload",
    "exercise_summary",
    "lengths_and_share",
    "muscle_payload",
    "person_payload",
    "reserves",
    "rounded",
]


def rounded(value: Any) -> Any:
    """Numbers with six significant digits, through nested dictionaries and lists; a value that
    is not a number becomes null."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float | np.floating):
        number = float(value)
        return float(f"{number:.6g}") if math.isfinite(number) else None
    if isinstance(value, Mapping):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value]


def person_payload(person: Person) -> dict[str, Any]:
    """What is known of a person, with edge keys."""
    return {k: v for k, v in person_fields(person).items() if v not in (None, "")}


def _no_interval(_: str) -> None:
    """What is not known within any interval."""


def ankle_payload(dose: Dose, sure: bool = True) -> dict[str, Any]:
    """Moment and range of the ankle, with intervals where `sure`."""
    moments = {k: dose.ankle[k] for k in ("peak_moment_nm_per_kg", "peak_moment_nm")}
    return {
        **with_intervals(moments, dose.ankle_interval if sure else _no_interval),
        "angle_range_deg": [dose.ankle["lowest_angle_deg"], dose.ankle["highest_angle_deg"]],
    }


def lengths_and_share(dose: Dose, muscle: str, values: Values, sure: bool = True) -> dict[str, Any]:
    """Fiber length range of a muscle in a scope's values, and its share of the plantar-flexion
    moment, with its interval where `sure`."""
    share = {"share_of_plantarflexion_moment": dose.moment_share.get(muscle)}
    row = values[muscle]
    return {
        "fiber_length_range": [row["fiber_length_lowest"], row["fiber_length_highest"]],
        **with_intervals(share, lambda _: dose.share_interval(muscle) if sure else None),
    }


def exercise_payload(
    exercise: Exercise, solution: Solution, dose: Dose, band: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One exercise; values per leg, peaks over repetition and hold, impulses per repetition, each
    with its 90 % interval under `<key>_interval`."""
    peak, per_repetition = dose.per_set, dose.per_repetition

    def tissue(name: str, *keys: str) -> dict[str, Any]:
        row = with_intervals(
            {k: peak[name][k] for k in keys}, lambda k: dose.interval("set", name, k)
        )
        one = {"impulse_bw_s": per_repetition[name]["impulse_bw_s"]}
        return row | with_intervals(one, lambda k: dose.interval("repetition", name, k))

    muscles = {
        m: {
            **tissue(m, "peak_force_n", "peak_force_bw", "peak_activation"),
            **lengths_and_share(dose, m, peak),
        }
        for m in ACHILLES
    }
    result = {
        "exercise": exercise.name,
        "description": exercise.describe(),
        "person": person_payload(solution.leg.person),
        "verdict": solution.verdict,
        "feasible": solution.feasible,
        "sides": exercise.legs,
        "load_kg": exercise.load_mass,
        "repetitions": dose.repetitions,
        "ankle": ankle_payload(dose),
        "achilles": tissue("achilles", "peak_force_bw", "peak_force_n", "peak_strain_percent"),
        "muscles": muscles,
        "reserves": reserves(solution),
        "dose": {
            "per_repetition": dose_with_intervals(dose, "repetition", per_repetition),
            "per_hold": dose_with_intervals(dose, "hold", dose.per_hold) or None,
            "per_set": dose_with_intervals(dose, "set", dose.per_set),
        },
        "sensitivity": sensitivity(dose),
        "legs_beyond_strength": dose.spread.beyond_strength if dose.spread else None,
        "warnings": [*solution.leg.warnings, *solution.warnings],
    }
    if band:
        result["band"] = band
    answer: dict[str, Any] = rounded(result)
    return answer


def reserves(solution: Solution) -> dict[str, float]:
    """Largest reserve of each joint, N m."""
    names = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}
    return {
        f"peak_{names[joint]}_nm": float(np.abs(solution.reserves[:, j]).max())
        for j, joint in enumerate(solution.joints)
    }


def exercise_summary(exercise: Exercise) -> dict[str, Any]:
    """An exercise without a person: what `soleus exercises` lists."""
    result: dict[str, Any] = rounded(
        {
            "exercise": exercise.name,
            "label": exercise.label,
            "about": exercise.about,
            "description": exercise.describe(),
            "sides": exercise.legs,
            "support": exercise.support,
            "takes_load": exercise.load is not None,
            "free": list(exercise.free),
            "source": exercise.source,
        }
    )
    return result


def muscle_payload(muscle: Muscle, path: Mapping[str, Any]) -> dict[str, Any]:
    """A muscle's constants with units, spreads and sources, and its path."""
    constants = {
        key: {
            "value": q.value,
            "unit": q.unit,
            "spread": q.spread,
            "source": q.source,
            "note": q.note,
        }
        for key, q in muscle.constants.items()
    }
    head = {"muscle": muscle.name, "label": muscle.label, "group": muscle.group}
    result: dict[str, Any] = rounded(
        {**head, "about": muscle.about, "constants": constants, "path": path}
    )
    return result
