"""Whose log: athletes of a database by name."""

from __future__ import annotations

import sqlalchemy as sa

from soleus.base.errors import InputError
from soleus.store.tables import athletes

__all__ = ["check_name", "choose_athlete", "ensure_athlete", "find_athlete", "list_athletes"]

#: Who it is when nobody says.
NOBODY = "me"


def check_name(name: str) -> str:
    """A name as it is kept. Raises `InputError` for one that is empty, long or not printable."""
    kept = " ".join(name.split())
    if not kept or len(kept) > 100 or not kept.isprintable():
        raise InputError(f"athlete {name[:100]!r}: a name has 1 to 100 printable characters")
    return kept


def list_athletes(connection: sa.Connection) -> list[str]:
    """All names, sorted."""
    return sorted(connection.scalars(sa.select(athletes.c.name)))


def choose_athlete(connection: sa.Connection) -> str:
    """The only one, else the one written to last, else `NOBODY`."""
    last = sa.select(athletes.c.name).order_by(athletes.c.used.desc(), athletes.c.id).limit(1)
    return connection.scalar(last) or NOBODY


def find_athlete(connection: sa.Connection, name: str) -> int:
    """The key of an athlete, 0 (which nothing has) for one without a log."""
    return connection.scalar(sa.select(athletes.c.id).where(athletes.c.name == name)) or 0


def ensure_athlete(connection: sa.Connection, name: str) -> int:
    """The key of an athlete, who is made where new and is now the one used last."""
    last = connection.scalar(sa.select(sa.func.max(athletes.c.used))) or 0
    row = connection.execute(
        sa.select(athletes.c.id, athletes.c.used).where(athletes.c.name == name)
    ).first()
    if row is None:
        made = sa.insert(athletes).values(name=name, used=last + 1).returning(athletes.c.id)
        return int(connection.execute(made).scalar_one())
    if row.used != last:
        change = sa.update(athletes).where(athletes.c.id == row.id).values(used=last + 1)
        connection.execute(change)
    return int(row.id)
