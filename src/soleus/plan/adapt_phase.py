"""Phases move on when their gates are passed, and go on for another week when they are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.plan.adapt_numbers import block_words
from soleus.plan.adapt_records import PlanChange, day_words
from soleus.plan.fact_load import week_at
from soleus.plan.facts import Facts
from soleus.plan.gates import Gate, judge_gate
from soleus.plan.plan import Plan, Reason, Session, Week
from soleus.plan.rules import RuleBook
from soleus.plan.scheme import Phase

__all__ = ["Boundary", "boundary_of", "present_gates", "stay"]

_WEEK = dt.timedelta(days=7)
#: How many days before a phase begins it is decided whether it does.
_AHEAD = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Boundary:
    """The last week of a phase, and the first of the next, which is about to begin."""

    phase: Phase
    last: Week
    following: Week
    weeks: int


def _phase(plan: Plan, name: str) -> Phase | None:
    return next((p for p in plan.scheme.phases if p.name == name), None)


def present_gates(plan: Plan, facts: Facts, book: RuleBook, today: dt.date) -> tuple[Gate, ...]:
    """The gates of the phase the day before lies in, judged."""
    week = week_at(plan, today - dt.timedelta(days=1))
    phase = _phase(plan, week.phase) if week else None
    return tuple(judge_gate(rule, facts, book) for rule in phase.gates) if phase else ()


def boundary_of(plan: Plan, today: dt.date, answered: frozenset[str]) -> Boundary | None:
    """Whether a new phase begins within three days of today (or has just, nothing of it done);
    None in the midst of a phase, and before the plan begins."""
    if not plan.weeks or plan.weeks[0].start > today:
        return None
    behind = [w for w in plan.weeks if any(s.date < today or s.uid in answered for s in w.sessions)]
    if not behind:
        return None
    last = behind[-1]
    ahead = [w for w in plan.weeks if w.number > last.number and w.sessions]
    phase = _phase(plan, last.phase)
    if not ahead or phase is None or ahead[0].phase == last.phase:
        return None
    if min(s.date for s in ahead[0].sessions) - today > _AHEAD + _days_in(ahead[0]):
        return None
    weeks = sum(w.phase == last.phase for w in plan.weeks)
    return Boundary(phase, last, ahead[0], weeks)


def _days_in(week: Week) -> dt.timedelta:
    """How far into its week the first session lies."""
    return min(s.date for s in week.sessions) - week.start


def stay(
    plan: Plan, at: Boundary, gates: Sequence[Gate], today: dt.date
) -> tuple[Plan, tuple[PlanChange, ...], tuple[str, ...]]:
    """One more week of the phase, everything after it a week later; with what changes, and notes.

    The new week is the phase's last one again, seven days on. Sessions that move keep their uid.
    """
    shut = [g for g in gates if g.passed is not True]
    reasons = tuple(
        Reason(g.rule.id, f"week {at.weeks + 1} of '{at.phase.label}': {_because(g)}") for g in shut
    )
    start = at.following.start
    again = tuple(
        replace(
            s,
            date=s.date + (start - at.last.start if s.date >= at.last.start else _WEEK),
            uid=f"{plan.uid}-{start:%Y%m%d}-{s.name}-again{i}",
            reasons=reasons,
        )
        for i, s in enumerate(at.last.sessions, start=1)
    )
    again = tuple(s for s in again if s.date >= today)
    more = Week(at.following.number, start, again, _dose(again), at.last.phase, reasons)
    before = tuple(w for w in plan.weeks if w.number < at.following.number)
    after = tuple(_later(w) for w in plan.weeks if w.number >= at.following.number)
    changes = [
        PlanChange(s.date, s.uid, s.label, "one more week", "", block_words(s.blocks), reasons)
        for s in again
    ]
    changes += [
        PlanChange(
            s.date, s.uid, s.label, "a week later", day_words(s.date - _WEEK), day_words(s.date),
            reasons,
        )
        for w in after for s in w.sessions
    ]  # fmt: skip
    notes = []
    most = at.phase.weeks[1]
    if most is not None and at.weeks + 1 > most:
        notes.append(
            f"'{at.phase.label}' usually takes at most {most} weeks; this is week {at.weeks + 1}. "
            "Have a physiotherapist look at what keeps the gate shut."
        )
    return replace(plan, weeks=(*before, more, *after)), tuple(changes), tuple(notes)


def _because(gate: Gate) -> str:
    return "; ".join(gate.missing) or gate.rule.reason


def _later(week: Week) -> Week:
    sessions = tuple(replace(s, date=s.date + _WEEK) for s in week.sessions)
    return replace(week, number=week.number + 1, start=week.start + _WEEK, sessions=sessions)


def _dose(sessions: Sequence[Session]) -> dict[str, dict[str, float | None]]:
    from soleus.dose.measure import add_doses

    return add_doses([s.dose for s in sessions if s.dose])
