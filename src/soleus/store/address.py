"""Where a log lives: a file, or a PostgreSQL database by its address."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from soleus.base.errors import InputError

__all__ = ["Address", "find_address"]

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_FORM = "write it like postgresql://user:password@host:5432/database"


@dataclass(frozen=True)
class Address:
    """Either `path` (SQLite) or `url` (PostgreSQL) is set. `label` names the place in messages and
    never holds a password; `own` says that it is the default file, whose folder may be made."""

    label: str
    path: Path | None = None
    url: sa.URL | None = None
    own: bool = False


def find_address(database: str | Path | None) -> Address:
    """The place that a text, a path or nothing (the file in the user's data folder) names. Raises
    `InputError` for an address of another kind, or PostgreSQL without its driver."""
    if database is None or database == "":
        from platformdirs import user_data_dir

        path = Path(user_data_dir("soleus", appauthor=False)) / "log.sqlite"
        return Address(str(path), path, own=True)
    if isinstance(database, Path) or "://" not in database:
        path = Path(database).expanduser()
        return Address(str(path), path)
    scheme = database.split("://", 1)[0]
    if scheme not in _SCHEMES:
        raise InputError(
            f"database address '{scheme}://...' is not known; give a file, or {_FORM[14:]}"
        )
    return _postgres(database)


def _postgres(text: str) -> Address:
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise InputError(f"the postgresql:// address cannot be read; {_FORM}") from None
    if not url.database:
        raise InputError(f"the postgresql:// address names no database; {_FORM}")
    if find_spec("psycopg") is None:
        raise InputError(
            "a log in PostgreSQL needs psycopg, which is not installed; install soleus[postgres]"
        )
    host = url.host or str(url.query.get("host", "this machine"))
    where = f"{host}:{url.port or 5432}"
    return Address(where, url=url.set(drivername="postgresql+psycopg"))
