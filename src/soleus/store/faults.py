"""What an error of a database means: one clear line, and whether trying again makes sense."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from soleus.store.address import Address

__all__ = ["DAMAGED", "Fault", "explain", "is_damage"]

DAMAGED = "the file is damaged; take a backup, or import an earlier export"


@dataclass(frozen=True, slots=True)
class Fault:
    """`text` names the place and what is wrong; `passing` is a fault that may go away by itself,
    `lost` a connection that broke, which leaves the outcome of a commit unknown."""

    text: str
    passing: bool = False
    lost: bool = False


# start of SQLite's name for the error -> what it means, whether it may pass
_SQLITE = (
    ("SQLITE_BUSY", "another program is writing to it", True),
    ("SQLITE_LOCKED", "another program is writing to it", True),
    ("SQLITE_READONLY", "the file or its disk is read-only", False),
    ("SQLITE_FULL", "the disk is full", False),
    ("SQLITE_IOERR", "the disk reports an error ({name})", False),
    ("SQLITE_CORRUPT", DAMAGED, False),
    ("SQLITE_NOTADB", "is not a training log (not a database)", False),
    ("SQLITE_CANTOPEN", "cannot be opened; check the permissions of file and folder", False),
    ("SQLITE_PERM", "cannot be opened; check the permissions of file and folder", False),
    ("SQLITE_TOOBIG", "the entry is too large", False),
)
# start of PostgreSQL's code for the error -> what it means, whether it may pass
_POSTGRES = (
    ("08", "does not answer", True),
    ("57P", "does not answer", True),
    ("53300", "takes no more connections", True),
    ("40", "was changed by another program at the same moment", True),
    ("55P03", "is being written by another program", True),
    ("53100", "its disk is full", False),
    ("53", "has no memory or space left", False),
    ("25006", "is read-only", False),
    ("57014", "broke this off at its own limit of time", False),
    ("22P05", "cannot hold these characters; make it anew with ENCODING 'UTF8'", False),
    ("28", "refuses this user or password", False),
    ("3D", "does not have a database of that name", False),
    ("3F", "has no schema to keep the log in (search_path)", False),
    ("42501", "does not allow this user to read and write the log", False),
    ("42P01", "has lost the tables of the log", False),
    ("58", "reports an error of its disk", False),
    ("XX", "is damaged", False),
)
# Until a connection stands there is no code, only words; what they mean, whether it may pass.
_REFUSED = (
    ("authentication failed", "refuses this user or password", False),
    ("no password supplied", "refuses this user or password", False),
    ("pg_hba.conf", "refuses connections of this user from here", False),
    ("permission denied for database", "refuses connections of this user from here", False),
    ("too many c", "takes no more connections", True),
    ("remaining connection slots", "takes no more connections", True),
    ("not currently accepting connections", "takes no connections", False),
    ("failed to resolve host", "cannot be found: no such host is known", True),
    ("does not support SSL", "does not speak SSL, which its address asks for", False),
    ("certificate", "has no certificate that can be trusted, or its file is not there", False),
    ("invalid connection option", "has an unknown option after '?' in its address", False),
    ("bad value for", "has an option after '?' in its address that cannot be", False),
    (" value: ", "has an option after '?' in its address that cannot be", False),
    ("does not exist", "does not have this user or database", False),
)


def explain(error: sa.exc.DBAPIError, address: Address) -> Fault | None:
    """What an error of the driver means, None for one that no surroundings can cause."""
    if address.path is not None:
        return _explain_sqlite(error, address.label)
    return _explain_postgres(error, f"the database at {address.label}")


def _explain_sqlite(error: sa.exc.DBAPIError, where: str) -> Fault | None:
    name = getattr(error.orig, "sqlite_errorname", None) or ""
    for start, text, passing in _SQLITE:
        if name.startswith(start):
            return Fault(f"{where}: {text.format(name=name)}", passing)
    words = str(error.orig)
    if words.startswith("no such "):
        return Fault(f"{where}: has lost tables of the log; take a backup, or import an export")
    if words.startswith("Could not decode"):
        return Fault(f"{where}: {DAMAGED}")
    return None


def is_damage(error: Exception) -> bool:
    """Whether an error in reading what is stored can only come from text that was changed behind
    our back: no JSON, no UTF-8, no date."""
    broken = isinstance(error, json.JSONDecodeError | UnicodeDecodeError)
    return broken or (isinstance(error, ValueError) and "isoformat" in str(error))


def _explain_postgres(error: sa.exc.DBAPIError, where: str) -> Fault | None:
    code = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated
    for start, text, passing in _POSTGRES:
        if code.startswith(start):
            return Fault(f"{where} {text}", passing, lost)
    words = str(error.orig)
    for part, text, passing in _REFUSED:
        if not code and part in words:
            return Fault(f"{where} {text}", passing, lost)
    if lost or (not code and isinstance(error, sa.exc.OperationalError)):
        return Fault(f"{where} does not answer", True, True)
    return None
