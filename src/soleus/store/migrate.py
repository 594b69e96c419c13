"""Brings the tables of a log to another version, up or down, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from soleus.base.errors import DataError
from soleus.store.migrations import MIGRATIONS
from soleus.store.tables import metadata, version

__all__ = ["NEWEST", "migrate", "stored_version"]

NEWEST = len(MIGRATIONS)


def stored_version(connection: sa.Connection, where: str) -> int | None:
    """The version of the tables, None where there are none yet. Raises `DataError` where tables
    of another program are in the way, or one was written by a newer Soleus."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(version.name):
        names = set(inspector.get_table_names())
        foreign = names if connection.dialect.name == "sqlite" else names & set(metadata.tables)
        if foreign:
            raise DataError(
                f"{where}: holds tables of another program ({min(foreign)}), not a training log; "
                "give another place"
            )
        return None
    found: Sequence[int] = connection.scalars(sa.select(version.c.number)).all()
    if len(found) != 1:
        raise DataError(f"{where}: does not say its version; not a training log of Soleus")
    if found[0] < 1:
        raise DataError(f"{where}: says version {found[0]}, which never was; the file is damaged")
    if found[0] > NEWEST:
        raise DataError(
            f"{where}: written by a newer Soleus (version {found[0]} of the log, this one knows "
            f"{NEWEST}); update Soleus; nothing was touched"
        )
    return found[0]


def migrate(connection: sa.Connection, start: int, target: int = NEWEST) -> None:
    """Run the migrations from version `start` (0: no tables) to `target`, up or down."""
    if not 0 <= target <= NEWEST:
        raise ValueError(f"version {target} is outside 0 to {NEWEST}")
    for number in range(start + 1, target + 1):
        MIGRATIONS[number - 1].up(connection)
        connection.execute(sa.update(version).values(number=number))
    for number in range(start, target, -1):
        MIGRATIONS[number - 1].down(connection)
        if number > 1:
            connection.execute(sa.update(version).values(number=number - 1))
