"""A log in one SQLite file: made whole or not at all, and written so that what was confirmed is on
the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from soleus.base.errors import DataError, InputError

__all__ = ["check_file", "create_file", "file_engine", "is_sound", "memory_engine"]

#: How long one statement waits for another program, s.
BUSY_TIMEOUT = 5.0
_MAGIC = b"SQLite format 3\0"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def file_engine(path: Path, mode: str = "rw") -> sa.Engine:
    """Connections to the file, a new one for each use: a file that was replaced is seen as such.

    A rollback journal, not WAL: one file that can be copied, read from a read-only disk and kept
    in a synchronized folder. `synchronous = EXTRA` waits for the disk, its folder too, before a
    commit is answered; `secure_delete` overwrites what is deleted.
    """

    def connect() -> sqlite3.Connection:
        link = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT,
            isolation_level=None, check_same_thread=False,
        )  # fmt: skip
        for pragma in ("foreign_keys = ON", "synchronous = EXTRA", "secure_delete = ON"):
            link.execute(f"PRAGMA {pragma}")
        return link

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "begin", _begin)
    return engine


def memory_engine() -> sa.Engine:
    """A database that vanishes: what a log looks like before anything was written."""
    return sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)


def _begin(connection: sa.Connection) -> None:
    """Take the lock of a writer at the start: two that read first and then write would block."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    writing = options.get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def check_file(path: Path) -> bool:
    """Whether there is a log file; `DataError` where there is something else."""
    try:
        if not path.exists():
            return False
        if path.is_dir():
            raise DataError(f"{path}: is a folder, not a training log; give a file")
        if not path.is_file():  # reading from a pipe would wait for ever
            raise DataError(f"{path}: is not a file; give another place")
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    if not start:
        raise DataError(f"{path}: is empty, not a training log; delete it, or give another file")
    if start != _MAGIC:
        raise DataError(f"{path}: is not a training log (not a database); give another file")
    return True


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    try:
        link = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(link):
            return link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def create_file(path: Path, own: bool, fill: Callable[[sa.Engine], Any]) -> None:
    """Make the file with its tables. It appears under its name only when it is complete; where
    another program was faster, that one's stays. `own` allows to make its folder, for the user
    alone. Raises `InputError` for a missing folder, `DataError` for one that takes no file."""
    if own:
        with _told(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist")
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with _told(path):
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        fill(file_engine(draft))
        with _told(path), contextlib.suppress(FileExistsError):
            _publish(draft, path)
    finally:
        for leftover in (draft, Path(f"{draft}-journal")):
            leftover.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if path.exists():  # a disk without links: a moment in which another may come between
            return
        draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _told(path: Path) -> Any:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise DataError(f"{path}: cannot be made ({error.strerror}); nothing was written") from None
