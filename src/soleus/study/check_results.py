"""What the model says to every declared check: number, interval, within or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import LegSamples, sample_legs
from soleus.base.errors import InfeasibleError, SoleusError
from soleus.solve.gait_spread import interval_90, relative_spread
from soleus.study.check_rows import Check, Place, load_checks
from soleus.study.experiments import EXPERIMENTS
from soleus.study.experiments.endurance import sampled_rates
from soleus.study.experiments.reading import ManyLegs

__all__ = [
    "Result",
    "central",
    "compare",
    "evaluate",
    "evaluate_check",
    "gait_spread",
    "interval_of",
    "largest",
    "nominal",
    "sample",
    "summarize",
]

Array = NDArray[np.float64]
Interval = tuple[float, float]
_SAMPLES, _SEED = 60, 0
#: Gait numbers that carry the spread of the library's forces, by the start of their key.
_GAIT_FORCES = {"achilles.peak_force": "achilles", "muscles.soleus.peak_force": "soleus"}


@dataclass(frozen=True)
class Result:
    """A row with the model's numbers in its unit: one, one a point of an order, or one a point
    of a curve; `intervals` (90 %) as many, None where the model states no spread."""

    check: Check
    model: tuple[float, ...]
    intervals: tuple[Interval | None, ...]

    @property
    def deviations(self) -> tuple[float, ...]:
        """Model less measurement in tolerances, one a number; empty for an order."""
        c = self.check
        return tuple(
            (m - t) / s for m, t, s in zip(self.model, c.target, c.tolerance, strict=False)
        )

    @property
    def deviation(self) -> float | None:
        """How far off the row is in tolerances: of a curve the root mean square over its points
        with the sign of their mean; None for an order."""
        values = np.array(self.deviations)
        if not len(values):
            return None
        if len(values) == 1:
            return float(values[0])
        size = float(np.sqrt(np.mean(values**2)))
        return size if values.mean() >= 0 else -size

    @property
    def within(self) -> bool:
        """Within the tolerance or range; an order rises at every step; a curve is off by at most
        one tolerance in the root mean square."""
        off = self.deviation
        if off is None:
            return bool(np.all(np.diff(self.model) > 0))
        return abs(off) <= 1.0 + 1e-9

    @property
    def reached(self) -> bool:
        """Not within, but a 90 % interval that reaches into the tolerance."""
        if self.within or len(self.model) != 1 or (span := self.intervals[0]) is None:
            return False
        low, high = self.check.bounds
        return span[0] <= high and span[1] >= low


def evaluate(
    checks: Sequence[Check] | None = None, say: Callable[[str], None] | None = None
) -> list[Result]:
    """All rows (or those given) with the model's numbers; `say` hears what is being done."""
    rows = load_checks() if checks is None else checks
    results = []
    for i, check in enumerate(rows):
        if say is not None:
            say(f"{i + 1} of {len(rows)}: {check.quantity}, {check.condition}")
        results.append(evaluate_check(check))
    return results


def evaluate_check(check: Check) -> Result:
    """One row with the model's numbers; errors of the experiment name the row."""
    try:
        model = np.concatenate([np.atleast_1d(_ask(check, p)) for p in check.places])
        return Result(check, tuple(map(float, model)), interval_of(check, model))
    except SoleusError as error:
        raise type(error)(f"check {check.id}: {error}") from None


def _arguments(check: Check, place: Place) -> dict[str, Any]:
    curve = {check.over: np.array(check.x)} if check.over else {}
    return {**place.arguments, **curve}


def _ask(check: Check, place: Place) -> Any:
    """The model's answer in the row's unit, for the nominal legs."""
    value = _answer(check, place, nominal(place.person))
    if check.against is None:
        return value
    return compare(value, _answer(check, check.against, nominal(check.against.person)), check.how)


def _answer(check: Check, place: Place, leg: Leg) -> Any:
    experiment = EXPERIMENTS[place.experiment]
    return np.asarray(experiment.function(leg, **_arguments(check, place)), dtype=float)


def compare(value: Any, base: Any, how: str) -> Any:
    """A number against another: its change, percent change, or ratio."""
    if how == "change":
        return value - base
    return value / base if how == "ratio" else 100.0 * (value / base - 1.0)


@cache
def nominal(person: Person) -> Leg:
    """The leg of a person (built once)."""
    return build_leg(person)


@cache
def samples(person: Person) -> LegSamples:
    """Legs within the spreads of a person's leg (drawn once)."""
    return sample_legs(nominal(person), _SAMPLES, _SEED)


@cache
def sampled_leg(person: Person, i: int) -> Leg:
    return samples(person).leg(i)


def interval_of(check: Check, model: Array) -> tuple[Interval | None, ...]:
    """90 % intervals of a row's numbers: THE place where spreads are plugged in.

    By what the experiment says its spread comes from: "legs" all sampled legs at once, "leg" one
    after the other, "exercise" a batch of many legs, "rates" the spread of the fatigue rates,
    "own" draws of its model's constants, each on another sampled leg, "gait" the spread of the
    library's peak forces. "none" and orders have none.
    """
    nothing: tuple[None, ...] = (None,) * len(model)
    if check.kind == "order":
        return nothing
    place = check.places[0]
    spread = EXPERIMENTS[place.experiment].spread
    if spread == "gait":
        return _gait_interval(check, model) or nothing
    values = sample(place.experiment, _arguments(check, place), place.person)
    if values is None:
        return nothing
    if check.against is not None:
        other = check.against
        base = sample(other.experiment, _arguments(check, other), other.person)
        values = compare(values, base, check.how)
    return tuple(central(column) for column in values.reshape(len(values), -1).T)


def sample(name: str, arguments: Mapping[str, Any], person: Person) -> Array | None:
    """Answers (sample,) or (sample, point) of an experiment for sampled legs or rates; None for
    experiments whose spread is not sampled."""
    experiment = EXPERIMENTS[name]
    function, spread = experiment.function, experiment.spread
    if spread == "legs":
        return np.asarray(function(samples(person).legs, **arguments), dtype=float)
    if spread == "leg":
        return np.array([_try(function, person, i, arguments) for i in range(_SAMPLES)])
    if spread == "own":
        draws = ({**arguments, "sample": i} for i in range(_SAMPLES))
        return np.array([_try(function, person, i, a) for i, a in enumerate(draws)])
    if spread == "exercise":
        values = np.asarray(function(ManyLegs(nominal(person), _SAMPLES), **arguments), dtype=float)
        # samples are solved on fewer frames: placed about the finely solved nominal leg
        fine = float(function(nominal(person), **arguments))
        return np.asarray(values[1:] + (fine - values[0]))
    if spread == "rates":
        rates = sampled_rates(arguments.get("group", "plantar_flexors"), 4 * _SAMPLES)
        leg = nominal(person)
        return np.array([function(leg, **arguments, rates=r) for r in rates], dtype=float)
    return None


def _try(function: Any, person: Person, i: int, arguments: Mapping[str, Any]) -> Any:
    """The answer of a sampled leg; NaN where that leg cannot do what is asked."""
    try:
        return np.asarray(function(sampled_leg(person, i), **arguments), dtype=float)
    except InfeasibleError:
        return np.nan


def central(values: Array) -> Interval:
    """The central 90 % of samples (sample,); some may be infinite, those without a number do not
    count."""
    values = values[~np.isnan(values)]
    low, high = np.quantile(values, (0.05, 0.95), method="inverted_cdf")
    return float(low), float(high)


def _gait_interval(check: Check, model: Array) -> tuple[Interval, ...] | None:
    """The library's own spread of peak forces, for rows that are such a force."""
    share = None if check.against is not None else gait_spread(check.places[0])
    if share is None:
        return None
    return tuple((low, high) for low, high in (interval_90(float(m), share) for m in model))


def gait_spread(place: Place) -> float | None:
    """One standard deviation, as a share, of a peak force from the gait library; None for
    anything else."""
    key = place.arguments.get("key")
    if EXPERIMENTS[place.experiment].spread != "gait" or not isinstance(key, str):
        return None
    tissue = next((t for k, t in _GAIT_FORCES.items() if key.startswith(k)), None)
    if tissue is None or place.arguments.get("over"):
        return None
    return float(relative_spread("peak", scaled=False)[tissue])


def summarize(results: Sequence[Result]) -> dict[str, Any]:
    """How many rows there are, how many are within, how many of the others have an interval that
    reaches into the tolerance; the counts without rows that test an input of the model or were
    chosen in sight of them; and how many tolerances there are, and are the project's own."""
    own = [r for r in results if r.check.independent]
    within = sum(r.within for r in results)
    return {
        "checks": len(results),
        "within": within,
        "within_percent": 100.0 * within / max(len(results), 1),
        "interval_reaches": sum(r.reached for r in results),
        "independent": len(own),
        "independent_within": sum(r.within for r in own),
        "tolerances": sum(bool(r.check.tolerance) for r in results),
        "own_tolerances": sum(r.check.own_tolerance for r in results),
    }


def largest(results: Sequence[Result], count: int = 3) -> list[Result]:
    """The rows furthest off, in tolerances; orders do not count, nor what is not independent
    of the model."""
    rated = [r for r in results if r.deviation is not None and r.check.independent]
    return sorted(rated, key=lambda r: -abs(r.deviation or 0.0))[:count]
