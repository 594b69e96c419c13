"""Whole exercises: what one leg's tendon and muscles get.

Each function takes one leg, or `ManyLegs` and answers with an array, the nominal leg first. Further
arguments change the exercise (`soleus.study.experiments.reading.changed`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.study.experiments.reading import ManyLegs, read
from soleus.study.experiments.registry import experiment


def _person(leg: Any) -> Any:
    return leg.leg.person if isinstance(leg, ManyLegs) else leg.person


@experiment("BW", spread="exercise")
def peak_force(leg: Any, exercise: str, tissue: str = "achilles", **changes: Any) -> Any:
    """Largest force of a tissue in an exercise, body weights."""
    return read(leg, exercise, **changes).force(tissue).max(axis=-1) / _person(leg).body_weight


@experiment("N m/kg", spread="exercise")
def peak_moment(leg: Any, exercise: str, **changes: Any) -> Any:
    """Largest plantar-flexion moment of the ankle in an exercise, N m/kg."""
    found = read(leg, exercise, **changes)
    return found.moment[..., found.mask].max(axis=-1) / _person(leg).mass


@experiment("BW", spread="exercise")
def fixed_arm_force(leg: Any, exercise: str, arm_cm: float = 5.0, **changes: Any) -> Any:
    """Achilles force as studies with a constant moment arm report it, body weights: the largest
    plantar-flexion moment of the ankle over 5 cm (or `arm_cm`)."""
    moment = peak_moment(leg, exercise, **changes) * _person(leg).mass
    return moment / (arm_cm / 100) / _person(leg).body_weight


@experiment("%", spread="exercise")
def force_share(leg: Any, exercise: str | list[str], muscle: str, **changes: Any) -> Any:
    """Share of a muscle in the Achilles force at its peak, %; mean over exercises."""
    names = [exercise] if isinstance(exercise, str) else exercise
    shares = []
    for name in names:
        found = read(leg, name, **changes)
        total, part = found.force("achilles"), found.force(muscle)
        peak = np.argmax(total, axis=-1)[..., None]
        share = np.take_along_axis(part, peak, -1) / np.take_along_axis(total, peak, -1)
        shares.append(share[..., 0])
    return 100 * np.mean(shares, axis=0)


@experiment("%", spread="exercise")
def mean_activation(leg: Any, exercise: str, muscle: str = "triceps", **changes: Any) -> Any:
    """Mean activation over a repetition, %; "triceps" is the mean of the three muscles."""
    found = read(leg, exercise, **changes)
    names = ACHILLES if muscle == "triceps" else (muscle,)
    return 100 * np.mean([found.mean(found.activation(m)) for m in names], axis=0)
