"""What the calf can do by its tests, whether the coming sets can be finished, and the tendon's
time in its strain window."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import body_constants
from soleus.anatomy.strength import check_strength, dynamometer_moment
from soleus.base.errors import InputError, SoleusError
from soleus.plan.adapt_records import WeekDone
from soleus.plan.block_spec import BlockSpec
from soleus.plan.capacity import SetCourse, repetitions_possible, set_course, strength_share
from soleus.plan.doser import Doser
from soleus.plan.fact_tests import heel_raise_norm
from soleus.plan.history import History
from soleus.plan.plan import Plan, Session
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.swaps import describe

__all__ = ["Capacity", "PlannedSets", "Strength", "TendonStimulus", "judge_capacity", "person_now"]

_WINDOW = ("achilles", "time_in_strain_window_s")


@dataclass(frozen=True, slots=True)
class Strength:
    """A test against the model: `measured` and `expected` (None for the heaviest load of one
    raise, which is compared by its moment) in `unit`, `ratio` the strength this
    says over that of the model's calf for this size of body (1: as modeled)."""

    test: str
    date: dt.date | None
    measured: float
    expected: float | None
    unit: str
    ratio: float


@dataclass(frozen=True, slots=True)
class PlannedSets:
    """Planned sets of an exercise (`spec`): peak `share` of strength, repetitions `possible` when
    rested, and what the fatigue model says of all sets with their rests (`course`)."""

    date: dt.date
    session_uid: str
    spec: BlockSpec
    share: float
    possible: float
    course: SetCourse

    @property
    def exercise(self) -> str:
        return self.spec.exercise

    @property
    def load_kg(self) -> float:
        return self.spec.load

    @property
    def sets(self) -> int:
        return self.spec.sets

    @property
    def repetitions(self) -> int:
        return self.spec.repetitions


@dataclass(frozen=True, slots=True)
class TendonStimulus:
    """Seconds at 4.5-6.5 % strain of one leg: done in the last week of the plan, planned in the
    coming seven days, and the phase's target where it has one. None where not known."""

    done: float | None
    planned: float | None
    low: float | None = None
    high: float | None = None

    @property
    def on_target(self) -> bool | None:
        """Whether the coming days meet the target; None without one."""
        if self.planned is None or (self.low is None and self.high is None):
            return None
        return (self.low or 0.0) <= self.planned <= (math.inf if self.high is None else self.high)


@dataclass(frozen=True)
class Capacity:
    """Capacity by tests and model; `heel_raises` of the weaker side and its `norm` for age and
    sex, None where unknown. The fatigue model is a model: see the notes of its data file."""

    person: Person
    strength: tuple[Strength, ...]
    heel_raises: float | None
    norm: float | None
    sets: tuple[PlannedSets, ...]
    tendon: TendonStimulus

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> tuple[str, ...]:
        """What to show."""
        lines = [_strength_words(s) for s in self.strength]
        hard = {_sentence(s): None for s in self.sets if not s.course.finished}
        lines += list(hard)
        t = self.tendon
        if t.planned is not None:
            goal = ""
            if t.on_target is not None:
                ends = " to ".join(f"{e:.0f}" for e in (t.low, t.high) if e is not None)
                goal = f", target {ends} s: {'met' if t.on_target else 'not met'}"
            done = "not known" if t.done is None else f"{t.done:.0f} s"
            lines.append(
                f"tendon at 4.5-6.5 % strain: {done} done this week, {t.planned:.0f} s in the "
                f"coming seven days{goal}"
            )
        return tuple(lines)


def _strength_words(s: Strength) -> str:
    usual = "" if s.expected is None else f" (a calf of this size {s.expected:.0f})"
    return (
        f"{s.test.replace('_', ' ')} {s.measured:g} {s.unit}{usual}: {100 * s.ratio:.0f} % of the "
        "strength modeled for this size"
    )


def _sentence(s: PlannedSets) -> str:
    possible = "without end" if math.isinf(s.possible) else f"about {s.possible:.0f}"
    return (
        f"{describe(s.spec)}: by the "
        f"fatigue model set {s.course.failed_in} cannot be finished ({possible} repetitions are "
        "possible when rested)"
    )


def person_now(plan: Plan, history: History) -> tuple[Person, str]:
    """The plan's person with the latest tests of the weaker side, and what is new in words ("" for
    nothing). Results that no body of this size could have are left out and said so."""
    person, words = plan.person, []
    for test, name in (("isometric_plantarflexion", "isometric_moment"),
                       ("heel_raises", "heel_raises")):  # fmt: skip
        value = _weaker(history, test)
        if value is None or not value or value == getattr(person, name):
            continue
        try:
            changed = (
                replace(person, isometric_moment=value)
                if name == "isometric_moment"
                else replace(person, heel_raises=value)
            )
            build_leg(changed)
        except InputError as error:
            words.append(f"the test is not used: {error}")
            continue
        before = getattr(person, name)
        was = "not known before" if before is None else f"{before:g} before"
        person = changed
        words.append(f"{test.replace('_', ' ')} {value:g} ({was})")
    return person, "; ".join(words)


def _latest(history: History, test: str) -> dict[str, tuple[dt.date, float]]:
    found: dict[str, tuple[dt.date, float]] = {}
    for entry in history.tests:
        if entry.name == test:
            found[entry.side] = (entry.date, entry.value)
    if "both" in found and any(d > found["both"][0] for s, (d, _) in found.items() if s != "both"):
        del found["both"]
    return {"both": found["both"]} if "both" in found else found


def _weaker(history: History, test: str) -> float | None:
    return min((v for _, v in _latest(history, test).values()), default=None)


def judge_capacity(
    plan: Plan, history: History, today: dt.date, doser: Doser, weeks: Sequence[WeekDone],
    ahead: Sequence[Session],
) -> Capacity:  # fmt: skip
    """Tests against the model, the sets of the coming seven days, the tendon's strain window."""
    heel_raises = _weaker(history, "heel_raises")
    if heel_raises is None:
        heel_raises = plan.person.heel_raises
    return Capacity(
        plan.person,
        _strength(plan, history, doser),
        heel_raises,
        heel_raise_norm(plan.person),
        tuple(_planned_sets(ahead, doser)),
        _tendon(plan, weeks, ahead),
    )


def _strength(plan: Plan, history: History, doser: Doser) -> tuple[Strength, ...]:
    usual = replace(plan.person, isometric_moment=None, heel_raises=None, isometric_tests=())
    known = usual == plan.person
    sized = doser if known else Doser(build_leg(usual), doser.progress)
    found = []
    for test in ("heel_raises", "isometric_plantarflexion", "loaded_heel_raise",
                 "loaded_bent_knee_heel_raise"):  # fmt: skip
        latest = _latest(history, test)
        if latest:
            date, value = min(latest.values(), key=lambda pair: pair[1])
            entry = _compared(test, date, value, sized)
            found += [entry] if entry is not None else []
    return tuple(found)


def _compared(test: str, date: dt.date, value: float, doser: Doser) -> Strength | None:
    """A test beside what the calf of a body of this size would do in it."""
    if test == "isometric_plantarflexion":
        expected = dynamometer_moment(doser.leg)
        return Strength(test, date, value, expected, "N m", value / expected)
    if test == "heel_raises":
        person = doser.leg.person
        constants = body_constants("strength", "heel_raise")
        expected = constants["norm_men" if person.sex == "male" else "norm_women"].si
        try:
            ratio = check_strength(replace(person, heel_raises=value), doser.leg)
        except InputError:
            return None
        return Strength(test, date, value, expected, "raises", ratio)
    name = (
        "single_leg_calf_raise"
        if test == "loaded_heel_raise"
        else "single_leg_bent_knee_calf_raise"
    )
    share = _share(BlockSpec(name, load=value), doser)
    # the load that was just possible takes all of the measured strength
    return None if share is None else Strength(test, date, value, None, "kg", share)


def _share(spec: BlockSpec, doser: Doser) -> float | None:
    try:
        return strength_share(doser.solve(spec.resolve()))
    except SoleusError:
        return None


def _planned_sets(ahead: Sequence[Session], doser: Doser) -> list[PlannedSets]:
    known: dict[str, PlannedSets] = {}
    found = []
    for session in ahead:
        for block in session.blocks:
            spec = block.spec
            if spec is None or spec.exercise in (*RUNNING, *STEADY):
                continue
            key = repr(spec)
            if key not in known:
                known[key] = _sets_of(session, spec, doser)
            found.append(replace(known[key], date=session.date, session_uid=session.uid))
    return found


def _sets_of(session: Session, spec: BlockSpec, doser: Doser) -> PlannedSets:
    solution = doser.solve(spec.resolve())
    return PlannedSets(
        session.date, session.uid, spec, strength_share(solution),
        repetitions_possible(solution, doser.leg),
        set_course(solution, doser.leg, spec.sets, spec.repetitions, spec.rest),
    )  # fmt: skip


def _tendon(plan: Plan, weeks: Sequence[WeekDone], ahead: Sequence[Session]) -> TendonStimulus:
    done = weeks[-1].done[" ".join(_WINDOW)] if weeks else None
    values = [(s.dose.get(_WINDOW[0]) or {}).get(_WINDOW[1]) for s in ahead]
    known = [v for v in values if v is not None]
    planned = sum(known) if len(known) == len(values) else None
    phases = {s.phase for s in ahead}
    targets = [
        t for p in plan.scheme.phases if p.name in phases
        for t in p.targets if (t.tissue, t.metric) == _WINDOW
    ]  # fmt: skip
    if not targets:
        return TendonStimulus(done, planned)
    return TendonStimulus(done, planned, targets[0].low, targets[0].high)
