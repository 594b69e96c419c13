"""What calendars were told of each session: a sequence that never falls, and whether it is off."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from soleus.store.entries import to_json
from soleus.store.plan_checks import by_uid
from soleus.store.records import CancelledSession
from soleus.store.tables import sessions

__all__ = ["list_cancelled", "list_sequences", "tell_calendars"]


def session_digest(session: Mapping[str, Any]) -> str:
    """The same for the same content of a session."""
    return hashlib.sha256(to_json(session, "plan").encode()).hexdigest()


def tell_calendars(
    connection: sa.Connection,
    athlete: int,
    plan: Mapping[str, Any] | None,
    done: Collection[str],
    today: dt.date,
) -> None:
    """After the plan in force changed: sessions that are new start at 0, those that changed or
    came back rise by one, and those no longer planned are cancelled, also by one more; but not
    those of days before `today`, nor those done."""
    rows = connection.execute(sa.select(sessions).where(sessions.c.athlete_id == athlete)).all()
    known = {row.uid: row for row in rows}
    planned = by_uid(plan)
    for uid, session in planned.items():
        _tell(connection, athlete, known.get(uid), session)
    for uid, row in known.items():
        if uid not in planned and not row.cancelled and row.date >= today and uid not in done:
            _update(connection, athlete, uid, sequence=row.sequence + 1, cancelled=True)


def _tell(connection: sa.Connection, athlete: int, old: Any, session: Mapping[str, Any]) -> None:
    values = {
        "date": dt.date.fromisoformat(session["date"]), "label": session["label"],
        "digest": session_digest(session), "cancelled": False,
    }  # fmt: skip
    if old is None:
        made = {"athlete_id": athlete, "uid": session["uid"], "sequence": 0, **values}
        connection.execute(sa.insert(sessions).values(made))
    elif old.digest != values["digest"] or old.cancelled:
        _update(connection, athlete, session["uid"], sequence=old.sequence + 1, **values)


def _update(connection: sa.Connection, athlete: int, uid: str, **values: Any) -> None:
    which = sa.and_(sessions.c.athlete_id == athlete, sessions.c.uid == uid)
    connection.execute(sa.update(sessions).where(which).values(values))


def list_sequences(
    connection: sa.Connection, athlete: int, uids: Collection[str]
) -> dict[str, int]:
    """The sequence of each of these sessions."""
    query = sa.select(sessions.c.uid, sessions.c.sequence).where(sessions.c.athlete_id == athlete)
    return {row.uid: row.sequence for row in connection.execute(query) if row.uid in uids}


def list_cancelled(connection: sa.Connection, athlete: int) -> tuple[CancelledSession, ...]:
    """All sessions that were called off, by day."""
    query = (
        sa.select(sessions.c.uid, sessions.c.date, sessions.c.label, sessions.c.sequence)
        .where(sessions.c.athlete_id == athlete, sessions.c.cancelled.is_(True))
        .order_by(sessions.c.date, sessions.c.uid)
    )
    return tuple(CancelledSession(*row) for row in connection.execute(query))
