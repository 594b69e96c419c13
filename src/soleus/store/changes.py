"""The changes of an athlete: written in order, listed, undone; never deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from soleus.base.errors import InputError
from soleus.store.records import Change
from soleus.store.tables import changes, entries, replacements

__all__ = [
    "change_row", "find_undo", "has_change", "is_live", "list_changes", "mark_undone", "not_with",
    "read_change", "refresh_live", "undone_at", "write_change",
]  # fmt: skip

_SHOWN = (changes.c.number, changes.c.at, changes.c.command, changes.c.summary, changes.c.undone_at)
_MOST = 2**31 - 1  # of a column of whole numbers
#: Of a change joined to something: whether it is in force.
is_live = changes.c.undone_at.is_(None)


def not_with(key: int) -> sa.ColumnElement[bool]:
    """Of a change joined to something: whether it is neither the one of that key nor came with
    it."""
    apart = sa.or_(changes.c.brought_by.is_(None), changes.c.brought_by != key)
    return sa.and_(changes.c.id != key, apart)


def read_change(row: Any) -> Change:
    """The change of a row of the table."""
    return Change(row.number, row.at, row.command, row.summary, row.undone_at is not None)


def write_change(
    connection: sa.Connection, athlete: int, uid: str, command: str, summary: str, **more: Any
) -> tuple[int, Change]:
    """A new change with the next number; its key, and what it is. `more` sets `at`, `undone_at`
    and `brought_by` of one that comes from an export."""
    highest = sa.select(sa.func.max(changes.c.number)).where(changes.c.athlete_id == athlete)
    summary = summary.replace("\0", " ").encode("utf-8", "replace").decode()  # names of files
    values = {
        "athlete_id": athlete, "number": (connection.scalar(highest) or 0) + 1, "uid": uid,
        "at": dt.datetime.now(dt.UTC), "command": command, "summary": summary, **more,
    }  # fmt: skip
    key = connection.execute(sa.insert(changes).values(values).returning(changes.c.id)).scalar_one()
    undone = values.get("undone_at") is not None
    return int(key), Change(values["number"], values["at"], command, summary, undone)


def has_change(connection: sa.Connection, uid: str) -> bool:
    """Whether a change was written, by the uid it was to have."""
    return connection.scalar(sa.select(changes.c.id).where(changes.c.uid == uid)) is not None


def undone_at(connection: sa.Connection, at: dt.datetime) -> bool:
    """Whether a change was undone at just that moment."""
    return connection.scalar(sa.select(changes.c.id).where(changes.c.undone_at == at)) is not None


def list_changes(connection: sa.Connection, athlete: int, limit: int | None) -> list[Change]:
    """The changes of an athlete, newest first. Raises `InputError` for a limit below 1."""
    if limit is not None and limit < 1:
        raise InputError(f"changes: a limit of {limit} must be at least 1")
    limit = None if limit is None else min(limit, _MOST)
    query = sa.select(*_SHOWN).where(changes.c.athlete_id == athlete)
    query = query.order_by(changes.c.number.desc()).limit(limit)
    return [read_change(row) for row in connection.execute(query)]


def find_undo(connection: sa.Connection, athlete: int, number: int | None) -> Any:
    """The change of a number, of None the newest in force. Raises `InputError` where there is none,
    or it is undone already."""
    if number is None:
        newest = sa.select(sa.func.max(changes.c.number))
        number = connection.scalar(newest.where(changes.c.athlete_id == athlete, is_live))
        if number is None:
            raise InputError("there is nothing to undo")
    row = change_row(connection, athlete, number)
    if row.undone_at is not None:
        raise InputError(f"change {row.number} ({row.summary}) is already undone")
    return row


def change_row(connection: sa.Connection, athlete: int, number: int) -> Any:
    """A change by its number. Raises `InputError` where there is none."""
    if not 1 <= number <= _MOST:
        raise InputError(f"there is no change {number}; see the list of changes")
    query = sa.select(changes).where(changes.c.athlete_id == athlete, changes.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise InputError(f"there is no change {number}; see the list of changes")
    return row


def mark_undone(connection: sa.Connection, athlete: int, row: Any, at: dt.datetime) -> Change:
    """Put a change out of force, with all it brought. What its entries replaced is back."""
    brought = sa.or_(changes.c.id == row.id, changes.c.brought_by == row.id)
    keys = connection.scalars(sa.select(changes.c.id).where(brought, is_live)).all()
    connection.execute(sa.update(changes).where(changes.c.id.in_(keys)).values(undone_at=at))
    refresh_live(connection, list(keys))
    return Change(row.number, row.at, row.command, row.summary, True)


def refresh_live(connection: sa.Connection, keys: list[int]) -> None:
    """Say anew which entries of these changes, and of those they replaced, are in force."""
    replaced = sa.select(replacements.c.entry_id).where(replacements.c.change_id.in_(keys))
    touched = sa.or_(entries.c.change_id.in_(keys), entries.c.id.in_(replaced))
    alive = sa.exists().where(changes.c.id == entries.c.change_id, is_live)
    taken = sa.exists().where(
        replacements.c.entry_id == entries.c.id,
        changes.c.id == replacements.c.change_id,
        is_live,
    )
    other = entries.alias()
    doubled = sa.exists().where(
        other.c.athlete_id == entries.c.athlete_id,
        other.c.id != entries.c.id,
        other.c.live.is_(True),
        sa.or_(other.c.digest == entries.c.digest, other.c.uid == entries.c.uid),
    )
    lives = sa.and_(alive, ~taken, ~doubled)
    for value in (False, True):  # first what goes: no two of the same may be in force at once
        change = sa.update(entries).where(touched, lives if value else ~lives)
        connection.execute(change.values(live=value))
