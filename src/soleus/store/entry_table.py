"""Writing entries, each once: exact duplicates are left out, contradictions refused or replaced."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import sqlalchemy as sa

from soleus.base.errors import InputError
from soleus.plan.history import History, RunEntry
from soleus.store.changes import is_live
from soleus.store.documents import planned_times
from soleus.store.entries import KINDS, Entry, EntryRow, entry_from, row_of
from soleus.store.tables import changes, entries, replacements

__all__ = [
    "NewEntries",
    "answered",
    "check_against_log",
    "find_overlap",
    "insert_entries",
    "load_history",
    "select_new",
]

_AT_ONCE = 200  # values in one query
_FIELDS = (
    entries.c.kind, entries.c.uid, entries.c.date, entries.c.session_uid, entries.c.started,
    entries.c.body,
)  # fmt: skip
_NAMES = {"done": "done", "pain": "pain", "run": "runs", "test": "tests", "symptom": "symptoms"}
#: Two files of one run: how far apart they may start, s, and how much their length may differ.
_SAME_START, _SAME_LENGTH = 120.0, 0.1


@dataclass(frozen=True, slots=True)
class NewEntries:
    """What is to be written: the rows, and the keys of those they replace."""

    rows: tuple[EntryRow, ...] = ()
    replaced: tuple[int, ...] = ()


@dataclass(slots=True)
class _Known:
    """A row that is in force or about to be (`id` 0), or that was replaced (`live` False)."""

    id: int
    number: int
    live: bool
    row: EntryRow


def select_new(
    connection: sa.Connection, athlete: int, given: Sequence[Entry], replacing: bool
) -> NewEntries:
    """Those of the entries that are not there yet. Raises `InputError` where one contradicts
    another: a session that is done already, another pain of the same morning, a uid in use."""
    rows = [row_of(entry, uuid.uuid4().hex) for entry in given]
    known = _known(connection, athlete, rows)
    chosen: list[EntryRow] = []
    replaced: list[int] = []
    for row in rows:
        live = [k for k in known if k.live]
        if any(k.row.uid == row.uid and k.row.digest.startswith(row.digest) for k in live):
            continue
        rivals = [k for k in live if _contradict(k.row, row)]
        row = _another_round(connection, athlete, row, rivals)
        if any(k.row.digest.partition("#")[0] == row.digest for k in live):
            continue
        if rivals and "#" not in row.digest:
            if not replacing or any(k.id == 0 for k in rivals):
                raise InputError(_refusal(row, rivals[0]))
            gone = [k for k in known if _contradict(k.row, row)]
            replaced += [k.id for k in gone]
            for k in gone:
                k.live = False
        known.append(_Known(0, 0, True, row))
        chosen.append(row)
    return NewEntries(tuple(chosen), tuple(dict.fromkeys(replaced)))


def _known(connection: sa.Connection, athlete: int, rows: Sequence[EntryRow]) -> list[_Known]:
    """What is in the log and may be the same as, or contradict, one of the rows."""
    found: dict[int, _Known] = {}
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        query = (
            sa.select(entries, changes.c.number)
            .join(changes, changes.c.id == entries.c.change_id)
            .where(
                entries.c.athlete_id == athlete,
                is_live,
                sa.or_(
                    entries.c.date.in_({r.date for r in part}),
                    entries.c.digest.in_({r.digest for r in part}),
                    entries.c.uid.in_({r.uid for r in part}),
                    entries.c.session_uid.in_({r.session_uid for r in part if r.session_uid}),
                ),
            )
        )
        for r in connection.execute(query):
            row = EntryRow(r.kind, r.uid, r.date, r.session_uid, r.started, r.digest, r.body)
            found[r.id] = _Known(r.id, r.number, r.live, row)
    return list(found.values())


def check_against_log(
    connection: sa.Connection, athlete: int, rows: Sequence[EntryRow]
) -> set[str]:
    """The digests of rows that are in the log already. Raises `InputError` for a row that
    contradicts the log; that they agree with each other is taken for granted."""
    live = [k for k in _known(connection, athlete, rows) if k.live]
    there = {k.row.digest for k in live}
    for row in rows:
        rivals = [k for k in live if row.digest not in there and _contradict(k.row, row)]
        if rivals:
            raise InputError(_refusal(row, rivals[0]))
    return there & {row.digest for row in rows}


def _contradict(old: EntryRow, new: EntryRow) -> bool:
    """Whether only one of two entries can be true."""
    if old.uid == new.uid:
        return True
    if old.kind != new.kind:
        return False
    if new.kind == "done":
        if new.session_uid is not None and old.session_uid == new.session_uid:
            return True
        return (
            new.started is not None and old.started == new.started and _origin(old) == _origin(new)
        )
    if new.kind == "pain" and old.date == new.date:
        return _morning(old) is not None and _morning(old) == _morning(new)
    return False


def _origin(row: EntryRow) -> tuple[str, str]:
    body = json.loads(row.body)
    return body.get("origin", "log"), body["label"]


def _morning(row: EntryRow) -> str | None:
    body = json.loads(row.body)
    return body.get("side", "both") if body["when"] == "morning" else None


def _another_round(
    connection: sa.Connection, athlete: int, row: EntryRow, rivals: Sequence[_Known]
) -> EntryRow:
    """A session that is planned several times a day may be done as often."""
    if not rivals or row.kind != "done" or row.session_uid is None:
        return row
    same = [k for k in rivals if k.row.session_uid == row.session_uid]
    others = [k for k in rivals if k not in same or k.row.uid == row.uid]
    if others or (row.started is not None and any(k.row.started == row.started for k in same)):
        return row
    if len(same) >= planned_times(connection, athlete, row.session_uid):
        return row
    taken = {k.row.digest for k in same}
    free = next(n for n in count(2) if f"{row.digest}#{n}" not in taken)
    return replace(row, digest=f"{row.digest}#{free}")


def _refusal(row: EntryRow, rival: _Known) -> str:
    where = f"change {rival.number}" if rival.number else "the same entry list"
    how = "undo that first, or replace it"
    if rival.row.uid == row.uid:
        return f"entry {row.uid} is already in the log with other content ({where}); {how}"
    if row.kind == "pain":
        return f"pain of the morning of {row.date} is already logged otherwise ({where}); {how}"
    label = _origin(row)[1]
    name = f"'{label}' ({row.session_uid})" if row.session_uid else f"'{label}' at {row.started}"
    return f"session {name} is already logged for {rival.row.date} ({where}); {how}"


def insert_entries(connection: sa.Connection, athlete: int, change: int, new: NewEntries) -> None:
    """Write what `select_new` found, as part of a change."""
    for start in range(0, len(new.replaced), _AT_ONCE):
        keys = new.replaced[start : start + _AT_ONCE]
        connection.execute(sa.update(entries).where(entries.c.id.in_(keys)).values(live=False))
        connection.execute(
            sa.insert(replacements), [{"entry_id": key, "change_id": change} for key in keys]
        )
    rows = [
        {
            "athlete_id": athlete, "change_id": change, "kind": r.kind, "uid": r.uid,
            "date": r.date, "session_uid": r.session_uid, "started": r.started,
            "digest": r.digest, "live": True, "body": r.body,
        }
        for r in new.rows
    ]  # fmt: skip
    connection.execute(sa.insert(entries), rows)


def load_history(connection: sa.Connection, athlete: int) -> History:
    """All entries in force, by day and in the order they were written."""
    query = (
        sa.select(*_FIELDS)
        .where(entries.c.athlete_id == athlete, entries.c.live.is_(True))
        .order_by(entries.c.date, entries.c.id)
    )
    parts: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, uid, date, session_uid, started, body in connection.execute(query):
        entry = entry_from(kind, uid, date, session_uid, started, json.loads(body))
        parts[kind].append(entry)
    return History(**{_NAMES[kind]: tuple(found) for kind, found in parts.items()})


def answered(connection: sa.Connection, athlete: int) -> dict[str, int]:
    """The planned sessions that were done, by uid, with the number of the change that says so."""
    query = (
        sa.select(entries.c.session_uid, changes.c.number)
        .join(changes, changes.c.id == entries.c.change_id)
        .where(
            entries.c.athlete_id == athlete,
            entries.c.live.is_(True),
            entries.c.kind.in_(("done", "run")),
            entries.c.session_uid.is_not(None),
        )
    )
    return {row.session_uid: row.number for row in connection.execute(query)}


def find_overlap(connection: sa.Connection, athlete: int, run: RunEntry) -> RunEntry | None:
    """A run in the log that is the same run, recorded by another device."""
    if run.started is None:
        return None
    margin = dt.timedelta(seconds=_SAME_START)
    query = sa.select(*_FIELDS).where(
        entries.c.athlete_id == athlete,
        entries.c.live.is_(True),
        entries.c.kind == "run",
        entries.c.started.between(run.started - margin, run.started + margin),
    )
    for r in connection.execute(query.order_by(entries.c.id)):
        other = entry_from(r.kind, r.uid, r.date, r.session_uid, r.started, json.loads(r.body))
        assert isinstance(other, RunEntry)
        longer = max(other.duration_s, run.duration_s)
        same_file = bool(run.content_hash) and other.content_hash == run.content_hash
        if not same_file and abs(other.duration_s - run.duration_s) <= _SAME_LENGTH * longer:
            return other
    return None
