"""A new plan after what an earlier one already has behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from soleus.dose.measure import add_doses
from soleus.plan.plan import Plan, Session, Week

__all__ = ["continue_plan"]


def continue_plan(
    old: Plan, new: Plan, start: dt.date, answered: frozenset[str] = frozenset()
) -> Plan:
    """The new plan with the old one's sessions before `start`, and those from `start` on that are
    `answered` already (their uids); what else the old one had is dropped.

    Weeks are numbered through; a week both have a part in is one week.
    """
    kept = [s for s in old.sessions() if s.date < start or s.uid in answered]
    behind = {id(s): w for w in old.weeks for s in w.sessions}
    by_monday: dict[dt.date, tuple[list[Session], Week]] = {}
    for session in kept:
        by_monday.setdefault(_monday(session.date), ([], behind[id(session)]))[0].append(session)
    for week in new.weeks:
        known, old_week = by_monday.get(_monday(week.start), ([], week))
        fresh = [s for s in week.sessions if s.uid not in answered]
        start_day = min(old_week.start, week.start)
        by_monday[_monday(week.start)] = (
            [*known, *fresh], replace(week, start=start_day),
        )  # fmt: skip
    weeks = []
    for number, monday in enumerate(sorted(by_monday), start=1):
        sessions, week = by_monday[monday]
        ordered = tuple(sorted(sessions, key=lambda s: s.date))
        dose = add_doses([s.dose for s in ordered if s.dose])
        weeks.append(replace(week, number=number, sessions=ordered, dose=dose))
    return replace(new, weeks=tuple(weeks), uid=old.uid if kept else new.uid)


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())
