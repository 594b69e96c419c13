"""Fatigue of a muscle group: three compartments (resting, active, tired) with rest recovery.

Motor units are resting, active or tired. Active ones tire at the rate F, tired ones recover at
the rate R, r times faster while nothing is held (`freylaw2012`, `looft2018`; numbers of the
plantar flexors: `rakshit2021`). The drive that activates units follows the load at once here
(in the published model within a tenth of a second), so what is active is the load, or all that
is not tired where that is less. Between changes of the load the tired share then runs along an
exponential: every step is exact, however long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.skeleton import body_constants
from soleus.base.errors import InputError, nearest

__all__ = [
    "FatigueCourse",
    "FatigueParameters",
    "advance",
    "capacity_after_set",
    "endurance_time",
    "load_fatigue",
    "simulate_fatigue",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FatigueParameters:
    """Rates of tiring and recovering, 1/s, and how many times faster rest recovers.

    Every field is a float, or an array that broadcasts with the loads (samples, people).
    """

    fatigue: Any
    recovery: Any
    rest_multiplier: Any = 1.0


@dataclass(frozen=True)
class FatigueCourse:
    """State at the ends of the phases of a load history; the first axis is the phase's end, the
    first entry the start.

    `time` (phase + 1,) s; `fatigued` the tired share of all units and `capacity` what could be
    held at once, share of rested strength, both (phase + 1, ...). `met` (phase, ...) tells where
    the load could be held to the end of its phase.
    """

    time: Array
    fatigued: Array
    met: NDArray[np.bool_]

    @property
    def capacity(self) -> Array:
        result: Array = 1.0 - self.fatigued
        return result

    @property
    def failed(self) -> NDArray[np.bool_]:
        """True where some phase could not be held to its end (...)."""
        return np.asarray(~self.met.all(axis=0))


def load_fatigue(group: str = "plantar_flexors") -> FatigueParameters:
    """Rates of a muscle group (`data/bodies/fatigue.toml`): plantar_flexors, or the same of one
    sex with _male or _female behind. `InputError` with the nearest name for another."""
    known = [f"plantar_flexors{end}" for end in ("", "_male", "_female")]
    if group not in known:
        raise InputError(f"no fatigue rates of '{group}'; {nearest(group, known)}")
    q = body_constants("fatigue", group)
    return FatigueParameters(*(q[n].si for n in ("fatigue", "recovery", "rest_multiplier")))


def endurance_time(share: Any, p: FatigueParameters) -> Array:
    """How long a rested group holds a share (0 to 1) of its maximal force, s.

    Infinite at and below the share R / (F + R), which recovery keeps up with; 0 at full force.
    Arrays of any shape. Raises `InputError` for a share outside 0 to 1.
    """
    share = _checked(share)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1.0 - p.recovery * (1.0 - share) / (p.fatigue * share)
        time = -np.log(np.where(left > 0, left, 0.0)) / p.recovery
    result: Array = np.where(left > 0, np.abs(time), np.inf)
    return result


def advance(fatigued: Any, load: Any, duration: Any, p: FatigueParameters) -> Array:
    """Tired share (0 to 1) after holding a load (share of rested strength) for a duration, s.

    Exact: while the load is met the tired share tends to F * load / R, once it is not to
    F / (F + R), and a step changes from one to the other at most once. Arrays broadcast.
    """
    fatigued, load, duration = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (fatigued, load, duration))
    )
    recovery = np.where(load > 0, p.recovery, p.recovery * p.rest_multiplier)
    limit = 1.0 - load
    met_rate, short_rate = recovery, p.fatigue + recovery
    met_goal, short_goal = p.fatigue * load / met_rate, p.fatigue / short_rate
    met = (fatigued < limit) | ((fatigued == limit) & (met_goal <= limit))
    first_rate, then_rate = np.where(met, (met_rate, short_rate), (short_rate, met_rate))
    first_goal, then_goal = np.where(met, (met_goal, short_goal), (short_goal, met_goal))
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = -np.log((limit - first_goal) / (fatigued - first_goal)) / first_rate
    ahead = (limit - fatigued) * (first_goal - limit) > 0
    crossing = np.where(ahead, crossing, np.inf)
    before = np.minimum(duration, crossing)
    middle = first_goal + (fatigued - first_goal) * np.exp(-first_rate * before)
    middle = np.where(duration > crossing, limit, middle)
    result: Array = then_goal + (middle - then_goal) * np.exp(-then_rate * (duration - before))
    return np.where(duration > before, result, middle)


def simulate_fatigue(
    durations: Any, loads: Any, p: FatigueParameters, fatigued: Any = 0.0
) -> FatigueCourse:
    """Follow a history of loads: phase after phase, each at one load.

    `durations` (phase,) s and `loads` (phase, ...) share of rested strength, 0 for rest; further
    axes are separate histories (people, samples). `fatigued` is the tired share at the start.
    Raises `InputError` for a load outside 0 to 1, a duration below 0, or counts that differ.
    """
    durations, loads = np.asarray(durations, dtype=float), _checked(loads)
    if durations.ndim != 1 or loads.ndim < 1 or len(loads) != len(durations) or not len(loads):
        raise InputError(
            f"fatigue: {durations.size} durations and {np.shape(loads)} loads do not fit; "
            "one load (or row of loads) a duration is needed"
        )
    if not np.all(durations >= 0) or not np.isfinite(durations).all():
        raise InputError("fatigue: durations must be 0 s or longer")
    shape = np.broadcast_shapes(loads.shape[1:], np.shape(fatigued), np.shape(p.fatigue))
    states, met = [np.broadcast_to(np.asarray(fatigued, dtype=float), shape)], []
    for duration, load in zip(durations, loads, strict=True):
        states.append(advance(states[-1], np.broadcast_to(load, shape), duration, p))
        met.append(1.0 - states[-1] >= load - 1e-12)
    return FatigueCourse(np.append(0.0, np.cumsum(durations)), np.stack(states), np.stack(met))


def capacity_after_set(
    share: Any, repetitions: int, work: float, rest: float, p: FatigueParameters
) -> Array:
    """Strength left (share of rested) after repetitions of `work` s at a share of maximal force
    with `rest` s between them; a hold is one repetition. Errors as in `simulate_fatigue`."""
    if type(repetitions) is not int or repetitions < 1:
        raise InputError(f"fatigue: {repetitions} repetitions must be a whole number, at least 1")
    share = np.asarray(share, dtype=float)
    durations = np.tile([work, rest], repetitions)[:-1]
    loads = np.stack([share, np.zeros_like(share)] * repetitions)[:-1]
    left: Array = simulate_fatigue(durations, loads, p).capacity[-1]
    return left


def _checked(share: Any) -> Array:
    values: Array = np.asarray(share, dtype=float)
    if not np.all((values >= 0) & (values <= 1)):
        raise InputError(f"fatigue: load {share} is outside 0 to 1 (share of rested strength)")
    return values
