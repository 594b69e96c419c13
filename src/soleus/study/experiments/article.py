"""What the article's claims are tried with, where no other topic already asks it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InputError
from soleus.motion.run_exercise import running_cost
from soleus.plan.capacity import repetitions_possible
from soleus.plan.plan import Plan
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme
from soleus.solve.gait_table import load_gait_table
from soleus.solve.load_sharing import solve_exercise
from soleus.study.experiments.reading import ManyLegs, changed, read
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]
#: Muscles that share a tendon, beside the Achilles.
_TENDONS = {
    "quadriceps": ("rectus_femoris", "vastus_intermedius", "vastus_lateralis", "vastus_medialis"),
    "iliopsoas": ("iliacus", "psoas"),
}


@experiment("1", spread="legs")
def tendon_strength_ratio(leg: Leg) -> Any:
    """Largest force the muscles of the Achilles tendon can give, over that of the next strongest
    tendon of the leg (the quadriceps', the iliopsoas' or any single muscle's)."""
    strength = np.asarray(leg.parameters.max_isometric_force)
    achilles = strength[..., list(leg.achilles_indices)].sum(axis=-1)
    grouped = {leg.index(m) for names in _TENDONS.values() for m in names}
    grouped |= set(leg.achilles_indices)
    others = [strength[..., i] for i in range(len(leg.muscles)) if i not in grouped]
    others += [strength[..., [leg.index(m) for m in n]].sum(axis=-1) for n in _TENDONS.values()]
    return achilles / np.max(others, axis=0)


@experiment("%", spread="exercise")
def steadiness(leg: Any, exercise: str, tissue: str = "soleus", **changes: Any) -> Any:
    """Lowest force of a tissue over a repetition as a share of its highest, %: 100 where the
    tension is constant, 0 where it lets go."""
    force = read(leg, exercise, **changes).force(tissue)
    return 100 * force.min(axis=-1) / force.max(axis=-1)


@experiment("%", spread="exercise")
def phase_force(
    leg: Any, exercise: str, phase: str, tissue: str = "soleus", **changes: Any
) -> Any:  # fmt: skip
    """Mean force of a tissue in phases of one kind (raise, hold_top, lower) as a share of its
    mean over the repetition, %."""
    part = read(leg, exercise, phases=[phase], **changes)
    whole = read(leg, exercise, **changes)
    return 100 * part.mean(part.force(tissue)) / whole.mean(whole.force(tissue))


@experiment("%", spread="exercise")
def phase_activation(
    leg: Any, exercise: str, phase: str, muscle: str = "soleus", **changes: Any
) -> Any:  # fmt: skip
    """Mean activation of a muscle in phases of one kind as a share of its mean over the
    repetition, %."""
    part = read(leg, exercise, phases=[phase], **changes)
    whole = read(leg, exercise, **changes)
    mean = whole.mean(whole.activation(muscle))
    # a leg that carries a repetition on stretch alone is as silent in the phase as in the whole
    silent = mean < 1e-6
    return np.where(silent, 100.0, 100 * part.mean(part.activation(muscle)) / np.fmax(mean, 1e-6))


@experiment("BW s", spread="exercise")
def repetition_impulse(leg: Any, exercise: str, tissue: str = "soleus", **changes: Any) -> Any:
    """Impulse of a tissue over one repetition, body weight seconds, one leg."""
    found = read(leg, exercise, **changes)
    once = np.trapezoid(found.force(tissue), found.time[..., found.mask], axis=-1)
    return once / _person(leg).body_weight


@experiment("%", spread="leg")
def set_effort(leg: Leg, exercise: str, repetitions: int, **changes: Any) -> float:
    """How much of what a rested calf can do a set asks, %: its repetitions over those the fatigue
    model allows; 0 where it could go on for ever, 100 where the set is too much."""
    solution = solve_exercise(changed(exercise, **changes), leg)
    most = repetitions_possible(solution, leg)
    return 100.0 if most <= repetitions else 100.0 * repetitions / most


def _person(leg: Any) -> Person:
    person: Person = leg.leg.person if isinstance(leg, ManyLegs) else leg.person
    return person


@experiment("", spread="own")
def scheme_week(
    leg: Leg, scheme: str, tissue: str, metric: str, weeks: int = 4, sample: int | None = None
) -> float:
    """A number of the dose of a scheme's last week of so many, one leg."""
    week = _plan(scheme, leg.person, weeks).weeks[-1]
    if metric not in week.dose.get(tissue, {}):
        raise DataError(f"scheme_week: {scheme} has no {metric} of {tissue}")
    if sample is None:
        return float(week.dose[tissue][metric] or 0.0)
    values = np.asarray(week.samples[tissue][metric])
    values = values[np.isfinite(values)]  # legs that cannot do a session have none
    return float(values[sample % len(values)])


@cache
def _plan(scheme: str, person: Person, weeks: int) -> Plan:
    # any Monday does: no rule of a scheme looks at the calendar
    return make_plan(load_scheme(scheme), person, weeks, dt.date(2026, 1, 5))


@experiment("%", spread="none")
def hill_at_equal_power(
    leg: Leg, grade: float, level_speed_ms: float, tissue: str = "soleus"
) -> float:  # fmt: skip
    """Change of a tissue's impulse a second, %, when the same metabolic power is spent running
    up a grade instead of on the level at a speed (`minetti2002`); the hill is run slower."""
    table, key = load_gait_table("run"), f"dose.{tissue}.impulse_bw_s"
    if key not in table.values:
        raise InputError(f"hill_at_equal_power: no {tissue} in the gait library")
    slow = level_speed_ms * float(running_cost(0.0) / running_cost(grade))

    def rate(speed: float, slope: float) -> float:
        found = table.at([key, "cadence_spm"], speed, slope)
        return float(found[key] * found["cadence_spm"])

    return 100 * (rate(slow, grade) / rate(level_speed_ms, 0.0) - 1.0)


@experiment("%", spread="none")
def last_of_speed(
    leg: Leg, tissue: str = "soleus", share: float = 0.9, grade: float = 0.0
) -> float:
    """Change of a tissue's peak force, %, from a share of the model's top speed to the top."""
    table, key = load_gait_table("run"), f"dose.{tissue}.peak_force_bw"
    top = float(np.interp(grade, table.grades, table.top))
    slow, fast = (float(table.at([key], v, grade)[key]) for v in (share * top, top))
    return 100 * (fast / slow - 1.0)
