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

from soleus.base.errors import DataError, InputError
from soleus.plan.history import DoneSet, History, RunEntry
from soleus.store.changes import is_live, not_with
from soleus.store.documents import planned_times
from soleus.store.doses import KeptDose
from soleus.store.entries import KINDS, Entry, EntryRow, entry_from, row_of
from soleus.store.rivals import Known, Rivals, refusal
from soleus.store.same_run import SAME_START_S, same_run
from soleus.store.tables import changes, entries, replacements

__all__ = [
    "NewEntries", "answered", "check_against_log", "find_overlap", "insert_entries", "load_history",
    "select_new",
]  # fmt: skip

_AT_ONCE = 200  # values in one query
_FIELDS = (
    entries.c.kind, entries.c.uid, entries.c.date, entries.c.session_uid, entries.c.started,
    entries.c.body, entries.c.dose,
)  # fmt: skip
_NAMES = {"done": "done", "pain": "pain", "run": "runs", "test": "tests", "symptom": "symptoms"}


@dataclass(frozen=True, slots=True)
class NewEntries:
    """What is to be written: the rows, and the keys of those they replace."""

    rows: tuple[EntryRow, ...] = ()
    replaced: tuple[int, ...] = ()


def select_new(
    connection: sa.Connection, athlete: int, given: Sequence[Entry], replacing: bool
) -> NewEntries:
    """Those of the entries that are not there yet. Raises `InputError` where one contradicts
    another: a session that is done already, another pain of the same morning, a uid in use."""
    rows = [row_of(entry, uuid.uuid4().hex) for entry in given]
    rivals = Rivals(_known(connection, athlete, rows))
    chosen: list[EntryRow] = []
    replaced: list[int] = []
    for row in rows:
        against = rivals.of(row)
        live = [k for k in against if k.live]
        same = rivals.same(row)
        if any(k.row.uid == row.uid for k in same):
            continue
        row = _another_round(connection, athlete, row, live)
        if "#" not in row.digest:
            if same:
                continue
            if live and (not replacing or any(k.id == 0 for k in live)):
                raise InputError(refusal(row, live[0]))
            for k in against if live else ():
                k.live = False
                replaced.append(k.id)
        rivals.add(Known(0, 0, True, row))
        chosen.append(row)
    return NewEntries(tuple(chosen), tuple(dict.fromkeys(replaced)))


def _known(connection: sa.Connection, athlete: int, rows: Sequence[EntryRow]) -> list[Known]:
    """What is in the log and may be the same as, or contradict, one of the rows."""
    found: dict[int, Known] = {}
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
            row = EntryRow(
                r.kind, r.uid, r.date, r.session_uid, r.started, r.digest, r.body, r.dose
            )
            found[r.id] = Known(r.id, r.number, r.live, row)
    return list(found.values())


def check_against_log(
    connection: sa.Connection, athlete: int, rows: Sequence[EntryRow]
) -> set[str]:
    """The digests of rows that are in the log already. Raises `InputError` for a row that
    contradicts the log; that they agree with each other is taken for granted."""
    rivals = Rivals(_known(connection, athlete, rows))
    there = set()
    for row in rows:
        if any(k.row.digest == row.digest for k in rivals.same(row)):
            there.add(row.digest)
            continue
        live = [k for k in rivals.of(row) if k.live]
        if live:
            raise InputError(refusal(row, live[0]))
    return there


def _another_round(
    connection: sa.Connection, athlete: int, row: EntryRow, rivals: Sequence[Known]
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
            "digest": r.digest, "live": True, "body": r.body, "dose": r.dose,
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
    known: dict[tuple[Any, ...], DoneSet] = {}
    rows = connection.execute(query).all()
    bodies = _contents([row.body for row in rows])
    for (kind, uid, date, session_uid, started, _, dose), body in zip(rows, bodies, strict=True):
        if dose is not None:
            body["dose"] = KeptDose(dose)
        parts[kind].append(entry_from(kind, uid, date, session_uid, started, body, known))
    return History(**{_NAMES[kind]: tuple(found) for kind, found in parts.items()})


def _contents(bodies: Sequence[str]) -> list[dict[str, Any]]:
    """Bodies read at once, which takes a fifth less time than one by one."""
    try:
        found: list[dict[str, Any]] = json.loads(f"[{','.join(bodies)}]")
    except ValueError as error:
        raise DataError(f"an entry of the log is not whole: {error}") from None
    return found


def answered(connection: sa.Connection, athlete: int, without: int | None = None) -> dict[str, int]:
    """The planned sessions that were done, by uid, with the number of the change that says so;
    leaving out what was done by the change of key `without`, or came with it."""
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
    if without is not None:
        query = query.where(not_with(without))
    return {row.session_uid: row.number for row in connection.execute(query)}


def find_overlap(connection: sa.Connection, athlete: int, run: RunEntry) -> RunEntry | None:
    """A run in the log that is the same run, recorded by another device."""
    if run.started is None:
        return None
    margin = dt.timedelta(seconds=SAME_START_S)
    query = sa.select(*_FIELDS).where(
        entries.c.athlete_id == athlete,
        entries.c.live.is_(True),
        entries.c.kind == "run",
        entries.c.started.between(run.started - margin, run.started + margin),
    )
    for r in connection.execute(query.order_by(entries.c.id)):
        (content,) = _contents([r.body])
        content |= {} if r.dose is None else {"dose": KeptDose(r.dose)}
        other = entry_from(r.kind, r.uid, r.date, r.session_uid, r.started, content)
        assert isinstance(other, RunEntry)
        if same_run(run, other):
            return other
    return None
