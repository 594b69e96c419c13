"""Dose of one hard run uphill: speed over the distance, and the steps it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.uncertainty import SAMPLES, latin_hypercube
from soleus.base.errors import InfeasibleError
from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import GRAVITY, Quantity
from soleus.dose.gait_scale import scaled_dose, tissue_key
from soleus.dose.measure import Values
from soleus.dose.metrics import METRICS, TISSUES
from soleus.dose.technique import technique_notes
from soleus.motion.run_exercise import RunExercise, running_cost
from soleus.solve.gait_spread import relative_spread
from soleus.solve.gait_table import GaitTable, leg_scale, load_gait_table

__all__ = [
    "SprintDose",
    "draw_gait",
    "measure_sprint",
    "speed_constants",
    "speed_profile",
    "top_speed",
]

Array = NDArray[np.float64]
_STEP = 0.05  # s
#: Samples of runs are drawn apart from those of exercises: other errors make them.
_SEED, _STILL = 17, ("peak_activation", "fiber_length_highest")
_STEEPEST = 0.20  # where the library ends: acceleration beyond is held there


@dataclass(frozen=True)
class SprintDose:
    """One run of one leg: `time` s, `speed` m/s and `felt_grade` (ratio: the hill, and
    acceleration as the slope it is like) over it; `steps` of both feet, `fastest_s` all-out;
    `dose` adds up all steps of one leg; `peaks` are per step over time, BW; `notes` on
    technique; `relative` one standard deviation of forces, as a share; `assumptions` what was
    taken where the model has nothing."""

    run: RunExercise
    time: Array
    speed: Array
    felt_grade: Array
    cadence: Array
    contact_time: Array
    steps: int
    fastest_s: float
    dose: Values
    peaks: Mapping[str, Array]
    notes: tuple[str, ...]
    relative: Mapping[str, float]
    verdict: str
    assumptions: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        return float(self.time[-1])

    def drawn(self, dose: Values) -> Values:
        """A dose of this run (of one or many) on many possible bodies, arrays (sample,)."""
        return draw_gait(dose, self.relative)


def draw_gait(dose: Values, relative: Mapping[str, float]) -> Values:
    """A dose of steps on many possible bodies, arrays (sample,).

    One factor a tissue, by the spread of its forces (`relative`, one standard deviation as a
    share): impulses by that of impulses, peaks by that of peaks, and what follows from the force
    (time above a band, work, strain) like it. Activations and fiber lengths stay.
    """
    z = latin_hypercube(SAMPLES, 1, _SEED)[:, 0]
    peak = relative_spread("peak")

    def row(tissue: str, values: Mapping[str, float | None]) -> dict[str, Any]:
        kind = "gastrocnemius" if tissue.startswith("gastrocnemius") else tissue
        factor = {
            "sum": np.exp(z * relative[kind]), "max": np.exp(z * peak[kind]),
            "min": np.ones(SAMPLES),
        }  # fmt: skip
        return {
            key: None if value is None else value * (
                np.ones(SAMPLES) if key in _STILL else factor[METRICS[key].combine]
            )
            for key, value in values.items()
        }  # fmt: skip

    return {tissue: row(tissue, values) for tissue, values in dose.items()}


@cache
def speed_constants() -> dict[str, Quantity]:
    """How speed goes over a hard run: `data/runs.toml`."""
    table = read_file(data_path("runs.toml"))["speed"]
    return load_quantities(table, "runs.toml: speed")


def top_speed(table: GaitTable, leg: Leg, grade: float) -> float:
    """Fastest steady run of this body at a grade, m/s: the model's limit, scaled."""
    top = np.interp(grade, table.grades, table.top)
    return float(top * np.sqrt(leg_scale(leg, table)))


def speed_profile(
    table: GaitTable, leg: Leg, run: RunExercise, effort: float
) -> tuple[Array, Array]:
    """Time s and speed m/s over the distance: an exponential start, then a fade from the top
    speed at this grade toward what breathing sustains there; all of it times the effort."""
    c = {k: q.si for k, q in speed_constants().items()}
    top = top_speed(table, leg, run.grade)
    sustained = c["sustained_share"] * top_speed(table, leg, 0.0)
    sustained = min(sustained * running_cost(0.0) / running_cost(run.grade), top)
    time = np.arange(0.0, 400.0, _STEP)
    fading = sustained + (top - sustained) * np.exp(-c["fade_rate"] * time)
    speed = effort * fading * (1.0 - np.exp(-time / c["acceleration_time"]))
    distance = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]) * _STEP)])
    end = int(np.searchsorted(distance, run.distance)) + 1
    return time[:end], speed[:end]


def _effort_for(table: GaitTable, leg: Leg, run: RunExercise) -> tuple[float, float]:
    """Effort that gives the run's time, and the fastest time, s."""
    fastest = float(speed_profile(table, leg, run, 1.0)[0][-1])
    if run.duration is None:
        return run.effort, fastest
    if run.duration < fastest - _STEP:
        raise InfeasibleError(
            f"{run.distance:g} m up {100 * run.grade:g} % in {run.duration:g} s is beyond this "
            f"body: all-out the model needs {fastest:.1f} s"
        )
    low, high = 0.1, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        slow = speed_profile(table, leg, run, middle)[0][-1] > run.duration
        low, high = (middle, high) if slow else (low, middle)
    return 0.5 * (low + high), fastest


def measure_sprint(run: RunExercise, leg: Leg) -> SprintDose:
    """Simulate one hard run by the gait library, scaled to this body.

    Every instant takes the steady gait at its speed and felt grade: the hill plus
    acceleration over gravity (`diprampero2005`). Raises `InfeasibleError` for a time no such
    body could run, with the fastest it could.
    """
    table = load_gait_table("run")
    scale = leg_scale(leg, table)
    effort, fastest = _effort_for(table, leg, run)
    time, speed = speed_profile(table, leg, run, effort)
    wanted = run.grade + np.gradient(speed, time) / GRAVITY
    felt = np.clip(wanted, table.grades[0], _STEEPEST)
    keys = [tissue_key(t, m) for t in TISSUES for m in METRICS]
    known = [k for k in keys if k in table.values]
    values = table.at(["cadence_spm", "contact_time_s", *known], speed, felt, np.nan, scale)
    # the first steps are walking speed: fewer per second than the slowest run has
    slowest = table.speeds[0] * np.sqrt(scale)
    cadence = values["cadence_spm"] * np.minimum(speed / slowest, 1.0)
    rate = cadence / 120.0
    rows = scaled_dose(values, leg, scale)
    dose = {t: {k: _total(k, rows[t][k], rate) for k in METRICS} for t in TISSUES}
    peaks = {t: np.asarray(rows[t]["peak_force_bw"]) for t in TISSUES}
    steady = run.changed(effort=min(max(effort, 0.5), 1.0))
    verdict = (
        f"{time[-1]:.1f} s at {100 * effort:.0f} % of an all-out {fastest:.1f} s, "
        f"top {speed.max():.1f} m/s"
    )
    return SprintDose(
        steady, time, speed, felt, cadence, values["contact_time_s"],
        round(2 * float(rate.sum() * _STEP)), fastest, dose, peaks,
        technique_notes(table, leg, float(speed.max()), run.grade), relative_spread(), verdict,
        _assumptions(wanted, speed, slowest),
    )  # fmt: skip


def _assumptions(wanted: Array, speed: Array, slowest: float) -> tuple[str, ...]:
    """What stands in for what the model does not have, in words."""
    start = float((speed < slowest).sum() * _STEP)
    steep = float((wanted > _STEEPEST).sum() * _STEP)
    return (
        "the steady gait at every instant; acceleration counts as the slope it is like",
        f"steps below {slowest:.1f} m/s ({start:.1f} s) take the forces of that speed",
        f"acceleration beyond a slope of {100 * _STEEPEST:.0f} % ({steep:.1f} s) is held there",
        "the top speed is the model's at this grade, for a body of average muscles of this size; "
        "fade and start after published curves for other people",
    )


def _total(key: str, values: Array | None, rate: Array) -> float | None:
    """A metric over all steps of one leg; `rate` steps/s."""
    if values is None:
        return None
    how = METRICS[key].combine
    if how == "sum":
        return float((values * rate).sum() * _STEP)
    return float(values.max() if how == "max" else values.min())


def describe_speed(sprint: SprintDose) -> dict[str, Any]:
    """Times and speeds of a run, for people and JSON."""
    fast = sprint.speed >= 0.95 * sprint.speed.max()
    return {
        "distance_m": sprint.run.distance,
        "grade_percent": 100 * sprint.run.grade,
        "duration_s": sprint.duration,
        "fastest_s": sprint.fastest_s,
        "top_speed_ms": float(sprint.speed.max()),
        "last_speed_ms": float(sprint.speed[-1]),
        "steps": sprint.steps,
        "cadence_spm": float(sprint.cadence[fast].mean()),
        "contact_time_s": float(sprint.contact_time[fast].mean()),
    }
