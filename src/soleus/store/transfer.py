"""All of a log out, in, or away."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from soleus.base.errors import InputError, nearest
from soleus.store.athletes import ensure_athlete, find_athlete, list_athletes
from soleus.store.changes import refresh_live, write_change
from soleus.store.entry_table import check_against_log
from soleus.store.export_document import FORMAT, GivenAthlete, GivenChange
from soleus.store.plan_table import tell
from soleus.store.records import Change
from soleus.store.tables import (
    athletes,
    changes,
    documents,
    entries,
    replacements,
    sessions,
    settings,
)

__all__ = ["delete_log", "export_log", "import_athlete"]


def export_log(connection: sa.Connection, athlete: str | None) -> dict[str, Any]:
    """Everything of all athletes, or of one. Raises `InputError` for one without a log."""
    names = list_athletes(connection)
    if athlete is not None and athlete not in names:
        raise InputError(f"athlete '{athlete}' has no log; {nearest(athlete, names)}")
    wanted = names if athlete is None else [athlete]
    return {"format": FORMAT, "athletes": [_athlete_out(connection, name) for name in wanted]}


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _athlete_out(connection: sa.Connection, name: str) -> dict[str, Any]:
    key = find_athlete(connection, name)

    def rows(table: sa.Table, *order: sa.Column[Any]) -> Sequence[Any]:
        query = sa.select(table).where(table.c.athlete_id == key)
        return connection.execute(query.order_by(*order)).all()

    papers, notes = defaultdict(list), defaultdict(list)
    for row in rows(documents, documents.c.id):
        paper = {"kind": row.kind, "revision": row.revision, "content": json.loads(row.body)}
        papers[row.change_id].append(paper)
    replaced = _replaced_by(connection, key)
    for row in rows(entries, entries.c.id):
        notes[row.change_id].append(_entry_out(row, replaced[row.id]))
    return {
        "name": name,
        "changes": [
            {
                "uid": c.uid, "number": c.number, "at": _iso(c.at), "command": c.command,
                "summary": c.summary, "undone_at": _iso(c.undone_at),
                "documents": papers[c.id], "entries": notes[c.id],
            }
            for c in rows(changes, changes.c.number)
        ],
        "sessions": [
            {
                "uid": s.uid, "date": s.date.isoformat(), "label": s.label, "digest": s.digest,
                "sequence": s.sequence, "cancelled": s.cancelled,
            }
            for s in rows(sessions, sessions.c.date, sessions.c.uid)
        ],
        "settings": {s.key: json.loads(s.body) for s in rows(settings, settings.c.key)},
    }  # fmt: skip


def _replaced_by(connection: sa.Connection, athlete: int) -> dict[int, list[str]]:
    query = (
        sa.select(replacements.c.entry_id, changes.c.uid)
        .join(changes, changes.c.id == replacements.c.change_id)
        .where(changes.c.athlete_id == athlete)
        .order_by(changes.c.number)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for entry, uid in connection.execute(query):
        found[entry].append(uid)
    return found


def _entry_out(row: Any, replaced_by: list[str]) -> dict[str, Any]:
    return {
        "kind": row.kind, "uid": row.uid, "date": row.date.isoformat(),
        "session_uid": row.session_uid, "started": _iso(row.started),
        "round": int(row.digest.partition("#")[2] or 1), "replaced_by": replaced_by,
        "content": json.loads(row.body) | ({"dose": json.loads(row.dose)} if row.dose else {}),
    }  # fmt: skip


def import_athlete(
    connection: sa.Connection, given: GivenAthlete, uid: str, command: str, today: dt.date
) -> Change | None:
    """Bring in the changes of an athlete that are not there, or that came with an import that was
    undone; None where there are none. `uid` is for the change that says so."""
    athlete = ensure_athlete(connection, given.name)
    _keep_settings(connection, athlete, given)
    mine = {c.uid: c for c in connection.execute(
        sa.select(changes).where(changes.c.athlete_id == athlete)
    )}  # fmt: skip
    undone = {c.id for c in mine.values() if c.undone_at is not None}
    fresh = [c for c in given.changes if c.uid not in mine]
    back = [
        c for c in given.changes
        if c.uid in mine and mine[c.uid].brought_by in undone and c.undone_at is None
    ]  # fmt: skip
    if not fresh and not back:
        return None
    skipped = check_against_log(connection, athlete, _in_force(given, fresh + back))
    keys = {c.uid: mine[c.uid].id for c in given.changes if c.uid in mine}
    for change in fresh:
        times = {"at": change.at, "undone_at": change.undone_at}
        key, _ = write_change(
            connection, athlete, change.uid, change.command, change.summary, **times
        )
        keys[change.uid] = key
    for change in back:
        which = changes.c.id == keys[change.uid]
        connection.execute(sa.update(changes).where(which).values(undone_at=change.undone_at))
    _bring_documents(connection, athlete, fresh, keys)
    for change in fresh:
        _bring_entries(connection, athlete, change, keys, skipped)
    summary = _summary(fresh + back)
    key, made = write_change(connection, athlete, uid, command, summary)
    brought = [keys[c.uid] for c in fresh + back]
    for start in range(0, len(brought), 500):
        part = brought[start : start + 500]
        connection.execute(sa.update(changes).where(changes.c.id.in_(part)).values(brought_by=key))
        refresh_live(connection, part)
    _merge_sessions(connection, athlete, given)
    tell(connection, athlete, today)
    return made


def _summary(brought: list[GivenChange]) -> str:
    count = sum(len(c.entries) for c in brought)
    what = f"{len(brought)} change{'s' if len(brought) != 1 else ''}"
    return f"{what} with {count} {'entries' if count != 1 else 'entry'} from an export"


def _in_force(given: GivenAthlete, brought: list[GivenChange]) -> list[Any]:
    """Rows of the entries that will be in force."""
    valid = {c.uid for c in given.changes if c.undone_at is None}
    return [
        entry.row
        for change in brought
        for entry in change.entries
        if change.uid in valid and not valid & set(entry.replaced_by)
    ]


def _keep_settings(connection: sa.Connection, athlete: int, given: GivenAthlete) -> None:
    """Settings that are not there; those that are stay."""
    mine = set(
        connection.scalars(sa.select(settings.c.key).where(settings.c.athlete_id == athlete))
    )
    rows = [
        {"athlete_id": athlete, "key": key, "body": body}
        for key, body in given.settings.items()
        if key not in mine
    ]
    if rows:
        connection.execute(sa.insert(settings), rows)


def _bring_documents(
    connection: sa.Connection, athlete: int, fresh: list[GivenChange], keys: dict[str, int]
) -> None:
    """Number the revisions after mine, or before mine where mine in force was saved later."""
    for kind in ("person", "plan"):
        found = sorted(
            ((d.revision, d.text, c) for c in fresh for d in c.documents if d.kind == kind),
            key=lambda item: item[0],
        )
        if not found:
            continue
        of_kind = sa.and_(documents.c.athlete_id == athlete, documents.c.kind == kind)
        last = connection.scalar(sa.select(sa.func.max(documents.c.revision)).where(of_kind)) or 0
        first = last + 1
        theirs = [c.at for _, _, c in found if c.undone_at is None]
        mine = connection.scalar(
            sa.select(sa.func.max(changes.c.at))
            .join(documents, documents.c.change_id == changes.c.id)
            .where(of_kind, changes.c.undone_at.is_(None), changes.c.id.not_in(keys.values()))
        )
        if mine is not None and (not theirs or mine >= theirs[-1]):
            shift = max(last, len(found))
            moved = sa.update(documents).where(of_kind)
            connection.execute(moved.values(revision=documents.c.revision + shift))
            first = 1
        rows = [
            {
                "athlete_id": athlete, "change_id": keys[change.uid], "kind": kind,
                "revision": first + i, "body": text,
            }
            for i, (_, text, change) in enumerate(found)
        ]  # fmt: skip
        connection.execute(sa.insert(documents), rows)


def _bring_entries(
    connection: sa.Connection,
    athlete: int,
    change: GivenChange,
    keys: dict[str, int],
    skipped: set[str],
) -> None:
    """Write the entries of a change, not yet in force."""
    brought = [entry for entry in change.entries if entry.row.digest not in skipped]
    rows = [
        {
            "athlete_id": athlete, "change_id": keys[change.uid], "kind": r.kind, "uid": r.uid,
            "date": r.date, "session_uid": r.session_uid, "started": r.started,
            "digest": r.digest, "live": False, "body": r.body, "dose": r.dose,
        }
        for r in (entry.row for entry in brought)
    ]  # fmt: skip
    if not rows:
        return
    made = sa.insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    ids = connection.scalars(made, rows).all()
    links = [
        {"entry_id": key, "change_id": keys[uid]}
        for key, entry in zip(ids, brought, strict=True)
        for uid in entry.replaced_by
        if uid in keys
    ]
    if links:
        connection.execute(sa.insert(replacements), links)


def _merge_sessions(connection: sa.Connection, athlete: int, given: GivenAthlete) -> None:
    """Of two accounts of what calendars know the one with the higher sequence counts."""
    query = sa.select(sessions.c.uid, sessions.c.sequence).where(sessions.c.athlete_id == athlete)
    mine = {row.uid: row.sequence for row in connection.execute(query)}
    for session in given.sessions:
        known = session.known
        if mine.get(known.uid, -1) >= known.sequence:
            continue
        which = sa.and_(sessions.c.athlete_id == athlete, sessions.c.uid == known.uid)
        connection.execute(sa.delete(sessions).where(which))
        row = {
            "athlete_id": athlete, "uid": known.uid, "date": known.date, "label": known.label,
            "digest": session.digest, "sequence": known.sequence, "cancelled": session.cancelled,
        }  # fmt: skip
        connection.execute(sa.insert(sessions).values(row))


def delete_log(connection: sa.Connection, athlete: str | None) -> None:
    """Delete all of an athlete, or of everyone; what belongs to them goes with them."""
    query = sa.delete(athletes)
    connection.execute(query if athlete is None else query.where(athletes.c.name == athlete))
