"""What a new plan, or the undoing of one, may not touch: days that are over, sessions done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from soleus.base.errors import DataError, InputError
from soleus.store.documents import planned_sessions
from soleus.store.entries import to_json

__all__ = ["by_uid", "check_plan", "check_undo"]

Fields = Mapping[str, Any]


def by_uid(plan: Fields | None) -> dict[str, dict[str, Any]]:
    """The sessions of a plan's fields by uid. Raises `InputError` for a plan without uids, or
    where two sessions share one."""
    try:
        sessions = list(planned_sessions(plan)) if plan else []
        counts = Counter(s["uid"] for s in sessions)
        for session in sessions:
            _day(session)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"not a plan: {type(error).__name__} {error}") from None
    for uid, count in counts.items():
        if not uid:
            raise InputError("a session of the plan has no uid; a log cannot follow it")
        if count > 1:
            raise InputError(f"{count} sessions of the plan share the uid {uid}")
    return {s["uid"]: s for s in sessions}


def _same(one: Fields | None, other: Fields | None) -> bool:
    return one is not None and other is not None and _text(one) == _text(other)


def _text(session: Fields) -> str:
    return to_json(session, "plan")


def _day(session: Fields) -> dt.date:
    return dt.date.fromisoformat(session["date"])


def check_plan(old: Fields | None, new: Fields, done: Mapping[str, int], today: dt.date) -> None:
    """Raise `InputError` where a new plan changes a session of a day before `today` or one that
    was done (`done`: uid to number of change). Another plan (by uid) need not repeat the sessions
    of the old one; a first plan may begin in the past."""
    before, after = by_uid(old), by_uid(new)
    if old is None:
        return
    continued = old["uid"] == new["uid"]
    for uid, session in before.items():
        fixed = _day(session) < today or uid in done
        if fixed and not _same(session, after.get(uid)) and (continued or uid in after):
            raise InputError(_refusal(session, after.get(uid), done.get(uid)))
    for uid, session in after.items():
        old_day = _day(before[uid]) if uid in before else dt.date.max
        if _day(session) < today <= old_day:
            raise InputError(
                f"the plan puts '{session['label']}' on {session['date']}, a day that is over; "
                f"plan from {today} on"
            )


def _refusal(session: Fields, changed: Fields | None, number: int | None) -> str:
    what = "change" if changed else "drop"
    name = f"'{session['label']}' of {session['date']}"
    if number is None:
        return f"the plan would {what} {name}, a day that is over; days that are over stay"
    return f"the plan would {what} {name}, which is done (change {number}); undo that first"


def check_undo(
    now: Fields, then: Fields | None, saved: dt.date, done: Mapping[str, int], today: dt.date
) -> None:
    """Raise `InputError` where undoing the plan in force (`now`, saved on the day `saved`) would
    bring back (`then`) other sessions on days lived by it, or lose one that was done."""
    before, after = by_uid(now), by_uid(then)
    for uid, session in before.items():
        if uid in done and not _same(session, after.get(uid)):
            raise InputError(
                f"the plan holds '{session['label']}' of {session['date']}, which is done (change "
                f"{done[uid]}); undo that first"
            )
    for uid in {**before, **after}:
        one, other = before.get(uid), after.get(uid)
        days = [_day(s) for s in (one, other) if s is not None]
        if not _same(one, other) and any(saved <= day < today for day in days):
            raise InputError(
                f"the plan cannot be undone: {min(days)} was lived by it; save another plan instead"
            )
