"""A scheme and a person make a dated plan, each block dosed by simulation."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, InputError
from soleus.dose.measure import Dose, Values, add_doses, measure_dose
from soleus.dose.sprint import SprintDose, measure_sprint
from soleus.motion.exercise import Exercise
from soleus.motion.exercise_files import load_exercise
from soleus.motion.run_exercise import RunExercise, load_run
from soleus.plan.scheme import RUNNING, BlockTemplate, Range, Scheme, SessionTemplate
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.solution import Solution

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Block", "Plan", "Session", "Week", "make_plan"]

LONGEST_PLAN_WEEKS = 104
Progress = Callable[[str], None]
_COLUMNS = (
    "exercise", "sets", "repetitions", "hold_s", "load_kg", "distance_m", "grade_percent", "rest_s",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One exercise of a session: what to do (`hold_s`, `rest_s`, `load_kg`, `distance_m`,
    `grade_percent` in the unit of their name) and its `dose` for one leg over all sets."""

    exercise: str
    label: str
    sets: int
    repetitions: int
    hold_s: float | None
    load_kg: float
    distance_m: float | None
    rest_s: float
    tempo: str
    dose: Values | None
    note: str
    verdict: str
    grade_percent: float | None = None
    technique: tuple[str, ...] = ()
    draw: Callable[[], Values] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs this person may have, arrays (sample,); they add up over
        blocks leg by leg. Computed on first use."""
        return self.draw() if self.draw else {}


@dataclass(frozen=True)
class Session:
    """A dated session; `dose` adds up the blocks that have one."""

    date: dt.date
    name: str
    label: str
    blocks: tuple[Block, ...]
    dose: Values

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs, arrays (sample,)."""
        return add_doses([b.samples for b in self.blocks if b.samples])


@dataclass(frozen=True)
class Week:
    """A week of sessions; `start` is its first day."""

    number: int
    start: dt.date
    sessions: tuple[Session, ...]
    dose: Values

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs, arrays (sample,)."""
        return add_doses([s.samples for s in self.sessions if s.samples])


@dataclass(frozen=True)
class Plan:
    """A dated plan for one person. `solutions` holds the simulation of each exercise in it."""

    person: Person
    leg: Leg
    scheme: Scheme
    weeks: tuple[Week, ...]
    solutions: Mapping[str, Solution] = field(default_factory=dict)

    def table(self) -> pd.DataFrame:
        """One row a block: date, exercise, what to do, and the dose of one leg (NaN where it is
        not known yet)."""
        import pandas as pd

        rows = [
            {
                "week": week.number,
                "date": session.date,
                **{k: getattr(block, k) for k in _COLUMNS},
                **{
                    f"{tissue}_{key}": (block.dose or {}).get(tissue, {}).get(key)
                    for tissue in ("soleus", "achilles")
                    for key in ("impulse_bw_s", "peak_force_bw", "time_in_strain_window_s")
                },
            }
            for week in self.weeks
            for session in week.sessions
            for block in session.blocks
        ]
        return pd.DataFrame(rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Outside the data behind the scaling, or beyond this body's strength."""
        verdicts = {
            f"{s.trajectory.name}: {s.verdict}" for s in self.solutions.values() if not s.feasible
        }
        return (*self.leg.warnings, *sorted(verdicts))


def make_plan(
    scheme: Scheme,
    person: Person,
    weeks: int,
    start: dt.date,
    progress: Progress | None = None,
) -> Plan:
    """Turn a scheme into dated sessions with simulated doses.

    The plan begins in the week of `start` (sessions before `start` are left out); ranges of
    the scheme run from their first value in the first week to their last in the last.
    `progress` is called with the name of each exercise before it is simulated. Raises
    `InputError` for a length that is not 1 to 104 weeks, `InfeasibleError` when an exercise
    of the scheme needs a range of motion this person lacks.
    """
    if not 1 <= weeks <= LONGEST_PLAN_WEEKS:
        raise InputError(f"weeks = {weeks} is outside 1 to {LONGEST_PLAN_WEEKS}")
    try:
        monday = start - dt.timedelta(days=start.weekday())
        monday + dt.timedelta(weeks=weeks)
    except OverflowError:
        raise InputError(f"start {start}: too near the end of the calendar") from None
    leg = build_leg(person)
    doser = _Doser(leg, progress)
    result = []
    for number in range(1, weeks + 1):
        first = monday + dt.timedelta(weeks=number - 1)
        share = (number - 1) / (weeks - 1) if weeks > 1 else 0.0
        sessions = _week_sessions(scheme, first, start, share, doser)
        doses = [s.dose for s in sessions if s.dose]
        result.append(Week(number, max(first, start), sessions, add_doses(doses)))
    if not any(week.sessions for week in result):
        raise InputError(
            f"no session of the scheme falls on or after {start} in {weeks} week(s); start earlier "
            "or plan more weeks"
        )
    return Plan(person, leg, scheme, tuple(result), doser.solutions)


class _Doser:
    """Simulates each exercise once and scales its dose to sets and repetitions."""

    def __init__(self, leg: Leg, progress: Progress | None) -> None:
        self.leg, self.progress = leg, progress
        self.solutions: dict[str, Solution] = {}
        self._doses: dict[tuple[str, int, int], Dose] = {}
        self._sprints: dict[RunExercise, SprintDose] = {}

    def sprint(self, run: RunExercise) -> SprintDose:
        """One run; the same one is simulated once."""
        if run not in self._sprints:
            if self.progress:
                self.progress(run.name)
            self._sprints[run] = measure_sprint(run, self.leg)
        return self._sprints[run]

    def dose(self, exercise: Exercise, sets: int, repetitions: int) -> Dose:
        key = exercise.name
        if exercise.load_mass:
            key = f"{key} {exercise.load_mass:g} kg"
        if key not in self.solutions:
            if self.progress:
                self.progress(key)
            self.solutions[key] = solve_exercise(exercise, self.leg)
        index = key, sets, repetitions
        if index not in self._doses:
            self._doses[index] = measure_dose(self.solutions[key], repetitions, sets)
        return self._doses[index]


def _week_sessions(
    scheme: Scheme, monday: dt.date, start: dt.date, share: float, doser: _Doser
) -> tuple[Session, ...]:
    sessions = []
    for template in scheme.sessions:
        if share < template.from_share:
            continue
        for day in template.days:
            date = monday + dt.timedelta(days=day)
            if date >= start:
                sessions.append(_session(template, date, share, doser))
    return tuple(sorted(sessions, key=lambda s: s.date))


def _session(template: SessionTemplate, date: dt.date, share: float, doser: _Doser) -> Session:
    blocks = tuple(_block(b, share, doser) for b in template.blocks)
    dose = add_doses([b.dose for b in blocks if b.dose is not None])
    return Session(date, template.name, template.label, blocks, dose)


def _between(pair: Range, share: float) -> float:
    return pair[0] + share * (pair[1] - pair[0])


def _block(template: BlockTemplate, share: float, doser: _Doser) -> Block:
    sets = math.floor(_between(template.sets, share) + 0.5)
    repetitions = math.floor(_between(template.repetitions, share) + 0.5)
    if template.exercise in RUNNING and template.distance is not None:
        return _run_block(template, sets, repetitions, share, doser)
    load = 0.5 * round(2 * _between(template.load, share))
    exercise = load_exercise(template.exercise).with_load(load)
    try:
        dose = doser.dose(exercise, sets, repetitions)
    except InfeasibleError as error:
        raise InfeasibleError(f"the scheme cannot be planned for this person: {error}") from None
    hold = exercise.finishing_hold.duration if exercise.finishing_hold else None
    tempo = "-".join(f"{p.duration:g}" for p in exercise.phases) + " s"
    return Block(
        exercise.name, exercise.label, sets, repetitions, hold, exercise.load_mass, None,
        template.rest, tempo, dose.total, template.note, dose.verdict,
        draw=lambda: dose.samples,
    )  # fmt: skip


def _run_block(
    template: BlockTemplate, sets: int, repetitions: int, share: float, doser: _Doser
) -> Block:
    """A run: its dose is that of one repetition as often as it is run."""
    assert template.distance is not None
    distance = 10.0 * round(_between(template.distance, share) / 10)
    run = load_run(template.exercise).changed(
        distance=distance, grade=template.grade, effort=template.effort
    )
    sprint = doser.sprint(run)
    total = add_doses([sprint.dose] * (sets * repetitions))
    return Block(
        run.name, run.label, sets, repetitions, None, 0.0, distance, template.rest, "",
        total, template.note, sprint.verdict, 100 * run.grade, sprint.notes,
        lambda: sprint.drawn(total),
    )  # fmt: skip
