"""The part of a plan or a history that an export is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from soleus.base.errors import InputError
from soleus.dose.measure import add_doses
from soleus.plan.history import History
from soleus.plan.plan import Plan, Week

__all__ = ["bounds", "select_history", "select_plan"]

Bounds = tuple[dt.date, dt.date]


def bounds(start: dt.date | None, weeks: int | None, first: dt.date) -> Bounds:
    """First day and the day after the last: from `start` (else from `first`), for a number of
    calendar weeks (else without an end). Raises `InputError` for a count outside 1 to 520."""
    if weeks is not None and not 1 <= weeks <= 520:
        raise InputError(f"--weeks {weeks} is outside 1 to 520")
    start = start or first
    if weeks is None:
        return start, dt.date.max
    try:
        monday = start - dt.timedelta(days=start.weekday())
        return start, monday + dt.timedelta(weeks=weeks)
    except OverflowError:
        raise InputError(f"--from {start}: too near the end of the calendar") from None


def select_plan(plan: Plan, asked: Bounds) -> Plan:
    """The plan with the sessions of those days alone; doses of weeks are those of what is left.
    Raises `InputError` when no session is left."""
    start, end = asked
    weeks = [_part(week, start, end) for week in plan.weeks]
    if not any(w.sessions for w in weeks):
        dates = [s.date for s in plan.sessions()]
        until = "" if end == dt.date.max else f" and before {end}"
        raise InputError(
            f"no session from {start}{until}; the plan runs from {min(dates)} to {max(dates)}"
        )
    return replace(plan, weeks=tuple(w for w in weeks if w.sessions))


def _part(week: Week, start: dt.date, end: dt.date) -> Week:
    kept = tuple(s for s in week.sessions if start <= s.date < end)
    if kept == week.sessions:
        return week
    doses = [s.dose for s in kept if s.dose]
    return replace(week, sessions=kept, start=max(start, week.start), dose=add_doses(doses))


def select_history(history: History, asked: Bounds) -> History:
    """The entries of those days alone."""
    start, end = asked
    names = ("done", "pain", "runs", "tests", "symptoms")
    parts = {n: tuple(e for e in getattr(history, n) if start <= e.date < end) for n in names}
    return replace(history, **parts)
