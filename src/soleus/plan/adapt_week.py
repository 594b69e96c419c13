"""Dose and sessions done against planned, week by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from soleus.dose.measure import Values, add_doses
from soleus.motion.exercise_files import list_exercises
from soleus.plan.adapt_records import WeekDone
from soleus.plan.done_dose import dose_of_session
from soleus.plan.doser import Doser
from soleus.plan.history import DoneSet, History
from soleus.plan.plan import Plan, Session
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["DONE_METRICS", "answered", "compare_weeks", "done_share", "missed", "with_doses"]

#: What is compared, tissue and metric.
DONE_METRICS = (
    ("soleus", "impulse_bw_s"),
    ("achilles", "impulse_bw_s"),
    ("achilles", "time_in_strain_window_s"),
)
_WEEK = dt.timedelta(days=7)


def with_doses(plan: Plan, history: History, doser: Doser) -> History:
    """The history with the dose of every session that was logged without one."""
    planned = {s.uid: s for s in plan.sessions()}
    done = tuple(
        replace(d, dose=dose_of_session(d, doser, planned.get(d.session_uid or "")))
        for d in history.done
    )
    return replace(history, done=done)


def answered(history: History) -> frozenset[str]:
    """Planned sessions that a logged session or a run answers."""
    uids = [d.session_uid for d in history.done] + [r.session_uid for r in history.runs]
    return frozenset(uid for uid in uids if uid)


def missed(plan: Plan, history: History, today: dt.date) -> tuple[Session, ...]:
    """Planned sessions of the last 7 days, before today, that nothing answers."""
    known = answered(history)
    return tuple(
        s for s in plan.sessions() if today - _WEEK <= s.date < today and s.uid not in known
    )


def compare_weeks(plan: Plan, history: History, today: dt.date) -> tuple[WeekDone, ...]:
    """Every week of the plan that has begun: what was planned up to now, and what was done.

    Planned are sessions before today and those of later that are answered already. Done are all
    sessions and runs of the week, planned or not; a dose that is not known leaves the sum unknown.
    """
    known = answered(history)
    begun = [w for w in plan.weeks if w.start <= today]
    result = []
    for index, week in enumerate(begun):
        end = begun[index + 1].start if index + 1 < len(begun) else today + dt.timedelta(days=1)
        planned = [s for s in week.sessions if s.date < today or s.uid in known]
        due = [_due(s, history, today) for s in planned]
        done = _doses(history, week.start, end)
        result.append(
            WeekDone(
                week.number, week.start, len(planned), sum(s.uid in known for s in planned),
                _sums(due), _sums(done),
            )
        )  # fmt: skip
    return tuple(result)


def _due(session: Session, history: History, today: dt.date) -> Values:
    """The dose a session should have given by now: of one that is done several times a day, on
    its day, only of the times it was done."""
    times = sum(d.session_uid == session.uid for d in history.done)
    if session.date < today or not 0 < times < session.times:
        return session.dose
    return add_doses([b.dose for b in session.blocks if b.dose is not None] * times)


def _doses(history: History, start: dt.date, end: dt.date) -> list[Values]:
    """Doses of what was done from start to before end; a run that answers a logged session is in
    that session's."""
    logged = {d.session_uid for d in history.done if d.session_uid and d.dose}
    runs = [r for r in history.runs if not (r.session_uid and r.session_uid in logged)]
    also = {r.session_uid for r in runs if r.session_uid}
    done = [d for d in history.done if d.dose or d.session_uid not in also]
    done = [d for d in done if d.dose or not d.sets or any(map(_ours, d.sets))]
    return [d.dose for d in done if start <= d.date < end] + [
        r.dose for r in runs if start <= r.date < end
    ]


def _ours(done: DoneSet) -> bool:
    """Whether a set is of an exercise known here; of others nothing is counted."""
    return done.exercise in (*list_exercises(), *RUNNING, *STEADY)


def _sums(doses: Sequence[Values]) -> dict[str, float | None]:
    result: dict[str, float | None] = {}
    for tissue, metric in DONE_METRICS:
        values = [(d.get(tissue) or {}).get(metric) for d in doses]
        known = [v for v in values if v is not None]
        result[f"{tissue} {metric}"] = sum(known) if len(known) == len(values) else None
    return result


def done_share(plan: Plan, history: History, today: dt.date) -> float | None:
    """Achilles impulse done over that planned in the 7 days before today (what was done today
    counts); None where nothing was planned or a dose is not known."""
    known = answered(history)
    start = today - _WEEK
    sessions = [
        _due(s, history, today) for s in plan.sessions()
        if start <= s.date and (s.date < today or (s.uid in known and s.date == today))
    ]  # fmt: skip
    planned = _sums(sessions)["achilles impulse_bw_s"]
    done = _sums(_doses(history, start, today + dt.timedelta(days=1)))["achilles impulse_bw_s"]
    return done / planned if planned and done is not None else None
