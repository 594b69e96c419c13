"""Whole exercises: what one leg's tendon and muscles get.

Each function takes one leg, or `ManyLegs` and answers with an array, the nominal leg first. Further
arguments change the exercise (`soleus.study.experiments.reading.changed`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import DataError
from soleus.solve.gait_table import load_gait_table
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
def force_share(
    leg: Any, exercise: str | list[str], muscle: str, legs: Any = None,
    walking_ms: float | None = None, **changes: Any,
) -> Any:  # fmt: skip
    """Share of a muscle in the Achilles force at its peak, %; mean over exercises, done on `legs`
    (one number, or one an exercise), and over walking at `walking_ms` (m/s): there of the sum of
    the three muscles' peaks, from the gait library, the same for every leg."""
    names = [exercise] if isinstance(exercise, str) else exercise
    counts = legs if isinstance(legs, list) else [legs] * len(names)
    if len(counts) != len(names):
        raise DataError(f"force_share: {len(names)} exercises, but legs of {len(counts)}")
    shares = []
    for name, count in zip(names, counts, strict=True):
        found = read(leg, name, legs=count, **changes)
        total, part = found.force("achilles"), found.force(muscle)
        peak = np.argmax(total, axis=-1)[..., None]
        share = np.take_along_axis(part, peak, -1) / np.take_along_axis(total, peak, -1)
        shares.append(share[..., 0])
    if walking_ms is not None:
        shares.append(np.asarray(_walking_share(muscle, walking_ms)))
    return 100 * np.mean(np.broadcast_arrays(*shares), axis=0)


def _walking_share(muscle: str, speed: float) -> float:
    keys = [f"dose.{m}.peak_force_n" for m in ACHILLES]
    peaks = load_gait_table("walk").at(keys, speed, 0.0)
    return float(peaks[f"dose.{muscle}.peak_force_n"] / sum(peaks[k] for k in keys))


@experiment("%", spread="exercise")
def mean_activation(leg: Any, exercise: str, muscle: str = "triceps", **changes: Any) -> Any:
    """Mean activation over a repetition, %; "triceps" is the mean of the three muscles."""
    found = read(leg, exercise, **changes)
    names = ACHILLES if muscle == "triceps" else (muscle,)
    return 100 * np.mean([found.mean(found.activation(m)) for m in names], axis=0)
