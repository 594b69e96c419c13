"""Version 3: doses in a column of their own.

They are nearly all of the text of a log, and most readers of a history ask for few of them. Going
up they are taken out of the bodies of entries, going down they are put back.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

__all__ = ["down", "up"]

_ENTRIES = sa.table("entries", sa.column("id"), sa.column("body"), sa.column("dose"))
_CHANGE = (
    sa.update(_ENTRIES)
    .where(_ENTRIES.c.id == sa.bindparam("key"))
    .values(body=sa.bindparam("content"), dose=sa.bindparam("values"))
)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def up(connection: sa.Connection) -> None:
    """Make the column and fill it."""
    connection.exec_driver_sql("ALTER TABLE entries ADD COLUMN dose TEXT")
    moved = []
    for key, body in connection.execute(sa.select(_ENTRIES.c.id, _ENTRIES.c.body)):
        content = json.loads(body)
        if "dose" in content:
            dose = content.pop("dose")
            moved.append({"key": key, "content": _text(content), "values": _text(dose)})
    if moved:
        connection.execute(_CHANGE, moved)


def down(connection: sa.Connection) -> None:
    """Put the doses back and drop the column."""
    query = sa.select(_ENTRIES).where(_ENTRIES.c.dose.is_not(None))
    moved = [
        {"key": key, "content": _text({**json.loads(body), "dose": json.loads(dose)}),
         "values": None}
        for key, body, dose in connection.execute(query)
    ]  # fmt: skip
    if moved:
        connection.execute(_CHANGE, moved)
    connection.exec_driver_sql("ALTER TABLE entries DROP COLUMN dose")
