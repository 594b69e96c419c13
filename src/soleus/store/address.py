"""Where a log lives: a file, or a PostgreSQL database by its address."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
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
    if url.port is not None and not 1 <= url.port <= 65535:
        raise InputError(f"the postgresql:// address: port {url.port} is outside 1 to 65535")
    if find_spec("psycopg") is None:
        raise InputError(
            "a log in PostgreSQL needs psycopg, which is not installed; install soleus[postgres]"
        )
    try:
        import_module("psycopg")
    except ImportError:  # it is there, but not PostgreSQL's own library
        raise InputError(
            "a log in PostgreSQL needs psycopg with its library (libpq), which cannot be loaded; "
            "install soleus[postgres]"
        ) from None
    return Address(_place(url), url=url.set(drivername="postgresql+psycopg"))


def _place(url: sa.URL) -> str:
    """Host and port as messages name them; the part after '?' may say them, once or several."""

    def said(name: str, usual: str) -> str:
        value = url.query.get(name, usual)
        return value if isinstance(value, str) else ",".join(value)

    port = url.port or said("port", "5432")
    if url.host:
        return f"[{url.host}]:{port}" if ":" in url.host else f"{url.host}:{port}"
    hosts = said("host", "this machine")
    return hosts if ":" in hosts else f"{hosts}:{port}"
