"""Version 2: the sessions that calendars know, with sequences that never fall.

Version 1 could only tell them by reading all plans again, and could not tell that undoing a plan
changed its sessions back. Going up they are worked out from the plans in the log; going down they
are dropped, and the plans they came from stay.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

__all__ = ["down", "up"]

_TABLES = sa.MetaData()
_athletes = sa.Table("athletes", _TABLES, sa.Column("id", sa.Integer, primary_key=True))
_sessions = sa.Table(
    "sessions", _TABLES,
    sa.Column("athlete_id", sa.Integer, sa.ForeignKey("athletes.id", ondelete="CASCADE"),
              primary_key=True),
    sa.Column("uid", sa.Text, primary_key=True),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("cancelled", sa.Boolean, nullable=False),
)  # fmt: skip
_PLANS = sa.text(
    "SELECT d.body, c.undone_at FROM documents d JOIN changes c ON c.id = d.change_id "
    "WHERE d.athlete_id = :athlete AND d.kind = 'plan' ORDER BY d.revision"
)


def up(connection: sa.Connection) -> None:
    """Make the table and fill it from the plans."""
    _sessions.create(connection, checkfirst=False)
    for athlete in connection.scalars(sa.select(_athletes.c.id)).all():
        plans = connection.execute(_PLANS, {"athlete": athlete}).all()
        rows = _replay(athlete, [(json.loads(body), undone is not None) for body, undone in plans])
        if rows:
            connection.execute(sa.insert(_sessions), rows)


def down(connection: sa.Connection) -> None:
    """Drop the table."""
    _sessions.drop(connection, checkfirst=False)


def _planned(plan: Any) -> Iterator[Any]:
    for week in plan["weeks"]:
        yield from week["sessions"]


def _replay(athlete: int, plans: list[tuple[Any, bool]]) -> list[dict[str, Any]]:
    """What calendars were told by plans saved one after the other and, at the end, by the undoing
    of some; a session that left the plan before its day was cancelled."""
    known: dict[str, dict[str, Any]] = {}
    in_force = [plan for plan, undone in plans if not undone][-1:]
    steps = [plan for plan, _ in plans] + (in_force if plans and plans[-1][1] else [])
    for plan in steps:
        _tell(athlete, plan, known)
    if plans and not in_force:
        for row in known.values():
            _cancel(row)
    return list(known.values())


def _tell(athlete: int, plan: Any, known: dict[str, dict[str, Any]]) -> None:
    days = [dt.date.fromisoformat(s["date"]) for s in _planned(plan)]
    first = min(days, default=dt.date.max)
    present = set()
    for session in _planned(plan):
        present.add(session["uid"])
        text = json.dumps(session, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row = {
            "athlete_id": athlete, "uid": session["uid"],
            "date": dt.date.fromisoformat(session["date"]), "label": session["label"],
            "digest": hashlib.sha256(text.encode()).hexdigest(), "sequence": 0, "cancelled": False,
        }  # fmt: skip
        old = known.get(session["uid"])
        if old is not None:
            same = old["digest"] == row["digest"] and not old["cancelled"]
            row["sequence"] = old["sequence"] + (not same)
        known[session["uid"]] = row
    for uid, row in known.items():
        if uid not in present and row["date"] >= first:
            _cancel(row)


def _cancel(row: dict[str, Any]) -> None:
    if not row["cancelled"]:
        row.update(cancelled=True, sequence=row["sequence"] + 1)
