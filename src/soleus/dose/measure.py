"""Dose of an exercise: per repetition, hold, set and session, for each tissue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InputError
from soleus.dose.metrics import METRICS, TISSUES, TissueSeries, combine, evaluate
from soleus.dose.spread import DoseSpread, measure_spread, place_interval
from soleus.solve.solution import Solution

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TISSUES", "Dose", "add_doses", "measure_dose", "tissue_series"]

Array = NDArray[np.float64]
Values = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Dose:
    """What one leg got.

    `per_repetition`, `per_hold` (empty without one), `per_set` and `total` map tissue
    (soleus, gastrocnemius_medialis, gastrocnemius_lateralis, achilles) to metric to value;
    units are in the metric's key (`soleus.dose.metrics`). `total` is `sets` sets.
    `ankle` holds peak_moment_nm, peak_moment_nm_per_kg (plantar flexion +), lowest_angle_deg and
    highest_angle_deg; `moment_share` the share of each triceps muscle in the plantar-flexion
    moment of all plantar flexors, over the repetition. `spread` says how sure all that is.
    """

    name: str
    sets: int
    repetitions: int
    duration_s: float
    per_repetition: Values
    per_hold: Values
    per_set: Values
    total: Values
    ankle: Mapping[str, float]
    moment_share: Mapping[str, float]
    verdict: str
    estimate_spread: Callable[[], DoseSpread] | None = field(
        default=None, compare=False, repr=False
    )

    @cached_property
    def spread(self) -> DoseSpread | None:
        """The dose on many legs this person may have, for intervals and sensitivities; computed
        on first use, in less than a second. None where nothing is known."""
        return self.estimate_spread() if self.estimate_spread else None

    @cached_property
    def samples(self) -> Values:
        """`total` on each of the possible legs: arrays (sample,), which add up over exercises
        leg by leg; empty where nothing is known."""
        return self.spread.placed("total", self.total) if self.spread else {}

    def interval(self, scope: str, tissue: str, key: str) -> tuple[float, float] | None:
        """90 % interval of one value; scope is repetition, hold, set or total."""
        values = {
            "repetition": self.per_repetition, "hold": self.per_hold, "set": self.per_set,
            "total": self.total,
        }[scope]  # fmt: skip
        value = values.get(tissue, {}).get(key)
        if value is None or self.spread is None:
            return None
        return self.spread.interval(scope, tissue, key, value)

    def ankle_interval(self, key: str) -> tuple[float, float] | None:
        """90 % interval of a number of `ankle`."""
        return self._placed(self.ankle, key, "ankle")

    def share_interval(self, muscle: str) -> tuple[float, float] | None:
        """90 % interval of a muscle's share of the plantar-flexion moment."""
        return self._placed(self.moment_share, muscle, "moment_share")

    def _placed(
        self, values: Mapping[str, float], key: str, where: str
    ) -> tuple[float, float] | None:
        if self.spread is None or key not in values:
            return None
        variants = getattr(self.spread, where)[key]
        return place_interval(self.spread.samples(variants), variants[0], values[key])

    def table(self) -> pd.DataFrame:
        """One row a metric and scope, one column a tissue."""
        import pandas as pd

        scopes = {"repetition": self.per_repetition, "hold": self.per_hold, "set": self.per_set}
        if self.sets > 1:
            scopes["session"] = self.total
        rows = [
            {"scope": scope, "metric": key, **{t: values[t][key] for t in TISSUES}}
            for scope, values in scopes.items()
            if values
            for key in METRICS
        ]
        return pd.DataFrame(rows).set_index(["scope", "metric"])

    def __str__(self) -> str:
        head = f"{self.name}, {self.sets} x {self.repetitions}, one leg: {self.verdict}\n"
        line = "{:<34}" + "{:>22}" * len(TISSUES)
        short = ("soleus", "gastroc. m.", "gastroc. l.", "Achilles")
        rows = [line.format("per repetition (90 % interval)", *short)]
        for key, m in METRICS.items():
            texts = [self._text(t, key) for t in TISSUES]
            rows.append(line.format(f"{m.label} [{m.unit}]", *texts))
        return head + "\n".join(rows)

    def _text(self, tissue: str, key: str) -> str:
        value = self.per_repetition[tissue][key]
        if value is None:
            return ""
        found = self.interval("repetition", tissue, key)
        return f"{value:.3g}" + (f" ({found[0]:.3g} to {found[1]:.3g})" if found else "")


def tissue_series(solution: Solution, tissue: str, mask: NDArray[np.bool_]) -> TissueSeries:
    """Time series of one tissue over the frames of a mask; see `TissueSeries`."""
    time, weight = solution.time, solution.leg.person.body_weight
    p = solution.leg.parameters
    if tissue == "achilles":
        strain, force = solution.achilles_strain, solution.achilles_force
        index = list(solution.leg.achilles_indices)
        strength = float(p.max_isometric_force[index].sum())
        lengths = solution.state.tendon_length[:, index]
        forces = solution.state.tendon_force[:, index]
        power = (np.gradient(lengths, time, axis=0) * forces).sum(axis=1)
        return TissueSeries(
            time[mask], force[mask], strength, weight, strain[mask],
            np.gradient(strain, time)[mask], power[mask],
        )  # fmt: skip
    i = solution.leg.index(tissue)
    force = solution.force(tissue)
    strain = solution.of(tissue, "tendon_strain")
    fiber = solution.of(tissue, "fiber_length")
    along = fiber * np.cos(solution.of(tissue, "pennation_angle"))
    fiber_power = -force * np.gradient(along, time)
    tendon_power = force * np.gradient(solution.of(tissue, "tendon_length"), time)
    return TissueSeries(
        time[mask], force[mask], float(p.max_isometric_force[i]), weight, strain[mask],
        np.gradient(strain, time)[mask], tendon_power[mask],
        solution.of(tissue, "activation")[mask],
        solution.of(tissue, "normalized_fiber_length")[mask], fiber_power[mask],
    )  # fmt: skip


def measure_dose(solution: Solution, repetitions: int | None = None, sets: int = 1) -> Dose:
    """Measure what a solved exercise (or recorded trial) gives, for one leg.

    `repetitions` a set default to the exercise's own (1 for a recording). The solution holds
    one repetition and the finishing hold; a set is that repetition as often as asked and the
    hold once. Raises `InputError` for counts below 1.
    """
    exercise = solution.trajectory.exercise
    if repetitions is None:
        repetitions = exercise.repetitions if exercise else 1
    if type(repetitions) is not int or type(sets) is not int or min(repetitions, sets) < 1:
        raise InputError(
            f"sets x repetitions = {sets} x {repetitions} must be whole numbers, at least 1 x 1"
        )
    in_repetition = solution.trajectory.window("repetition")
    per_repetition = {t: evaluate(tissue_series(solution, t, in_repetition)) for t in TISSUES}
    per_hold: dict[str, dict[str, float | None]] = {}
    if "hold" in solution.trajectory.windows:
        in_hold = solution.trajectory.window("hold")
        per_hold = {t: evaluate(tissue_series(solution, t, in_hold)) for t in TISSUES}
    per_set = _combine([per_repetition, per_hold], [repetitions, 1])
    times = solution.time[in_repetition]
    duration = repetitions * float(times[-1] - times[0])
    if "hold" in solution.trajectory.windows:
        start, end = solution.trajectory.windows["hold"]
        duration += end - start
    return Dose(
        name=solution.trajectory.name,
        sets=sets,
        repetitions=repetitions,
        duration_s=sets * duration,
        per_repetition=per_repetition,
        per_hold=per_hold,
        per_set=per_set,
        total=_combine([per_set], [sets]),
        ankle=_ankle(solution),
        moment_share=_moment_share(solution, in_repetition),
        verdict=solution.verdict,
        estimate_spread=_estimate(solution, repetitions, sets),
    )


def _estimate(solution: Solution, repetitions: int, sets: int) -> Callable[[], DoseSpread]:
    def estimate() -> DoseSpread:
        return measure_spread(solution.ensemble, repetitions, sets)

    return estimate


def _combine(parts: Sequence[Values], counts: list[int]) -> dict[str, dict[str, float | None]]:
    """Parts done so many times each, metric by metric; empty parts count nothing."""
    present = [(p, n) for p, n in zip(parts, counts, strict=True) if p]
    counts_present = [n for _, n in present]
    return {
        tissue: {
            key: combine(m.combine, [p[tissue].get(key) for p, _ in present], counts_present)
            for key, m in METRICS.items()
        }
        for tissue in TISSUES
    }


def add_doses(totals: Sequence[Values]) -> dict[str, dict[str, float | None]]:
    """Sum of several totals (a session, a week); empty when there is none."""
    return _combine(totals, [1] * len(totals)) if totals else {}


def _ankle(solution: Solution) -> dict[str, float]:
    result: dict[str, float] = {}
    if "ankle_angle" in solution.joints:
        moment = -solution.moments[:, solution.joints.index("ankle_angle")]
        result["peak_moment_nm"] = float(moment.max())
        result["peak_moment_nm_per_kg"] = float(moment.max() / solution.leg.person.mass)
    angle = np.degrees(solution.trajectory.angles["ankle_angle"])
    result["lowest_angle_deg"] = float(angle.min())
    result["highest_angle_deg"] = float(angle.max())
    return result


def _moment_share(solution: Solution, mask: NDArray[np.bool_]) -> dict[str, float]:
    if "ankle_angle" not in solution.joints:
        return {}
    moments = solution.plantar_flexion_moments[mask]
    total: Any = np.trapezoid(np.maximum(moments, 0.0).sum(axis=1), solution.time[mask])
    return {
        m: float(np.trapezoid(moments[:, solution.leg.index(m)], solution.time[mask]) / total)
        for m in ACHILLES
    }
