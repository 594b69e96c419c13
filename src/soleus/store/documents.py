"""Persons and plans of an athlete in their revisions; the newest of a change in force counts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from soleus.base.errors import DataError
from soleus.store.changes import is_live, not_with
from soleus.store.tables import changes, documents

__all__ = [
    "StoredDocument", "add_document", "current_document", "planned_sessions", "planned_times",
]  # fmt: skip

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A person or plan as it was saved: `body` its JSON fields, `text` the same as text, `number`
    that of the change that saved it, `saved_at` UTC."""

    revision: int
    number: int
    saved_at: dt.datetime
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The fields, read anew. Raises `DataError` for text that was damaged."""
        try:
            fields: dict[str, Any] = json.loads(self.text)
        except json.JSONDecodeError as error:
            raise DataError(f"what change {self.number} saved is damaged: {error}") from None
        return fields


def current_document(
    connection: sa.Connection, athlete: int, kind: str, without: int | None = None
) -> StoredDocument | None:
    """What is in force, or would be `without` the change of that key and what it brought."""
    query = (
        sa.select(documents.c.revision, changes.c.number, changes.c.at, documents.c.body)
        .join(changes, changes.c.id == documents.c.change_id)
        .where(documents.c.athlete_id == athlete, documents.c.kind == kind, is_live)
        .order_by(documents.c.revision.desc())
        .limit(1)
    )
    if without is not None:
        query = query.where(not_with(without))
    row = connection.execute(query).first()
    return None if row is None else StoredDocument(*row)


def add_document(
    connection: sa.Connection, athlete: int, change: int, kind: str, text: str
) -> None:
    """Save a revision, numbered after all there ever were."""
    highest = connection.scalar(
        sa.select(sa.func.max(documents.c.revision)).where(
            documents.c.athlete_id == athlete, documents.c.kind == kind
        )
    )
    connection.execute(
        sa.insert(documents).values(
            athlete_id=athlete, change_id=change, kind=kind, revision=(highest or 0) + 1, body=text
        )
    )


def planned_sessions(plan: Fields) -> Iterator[dict[str, Any]]:
    """The sessions of a plan's fields."""
    for week in plan["weeks"]:
        yield from week["sessions"]


def planned_times(connection: sa.Connection, athlete: int, session_uid: str) -> int:
    """How often a session is to be done on its day; 1 for one that is not in the plan."""
    plan = current_document(connection, athlete, "plan")
    for session in planned_sessions(plan.body) if plan else ():
        if session["uid"] == session_uid:
            return int(session.get("times", 1))
    return 1
