"""Reads and writes of a log, each in one transaction, with bounded patience for what passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from soleus.base.errors import DataError
from soleus.store.address import Address
from soleus.store.faults import DAMAGED, Fault, explain, is_damage
from soleus.store.migrate import NEWEST, migrate, stored_version
from soleus.store.postgres import server_engine
from soleus.store.sqlite_file import check_file, create_file, file_engine, is_sound, memory_engine
from soleus.store.tables import metadata, version

__all__ = ["PATIENCE", "Database"]

#: How long a read or write is tried again while the fault may pass, s.
PATIENCE = 6.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.5
T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Database:
    """The tables of a log at an `Address`. They are made by the first write and brought to the
    newest version when they are first used; both in the transaction that needs them."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        self.address = address
        self.patience = patience
        self.engine = _engine(address)
        self._empty: sa.Engine | None = None
        self._seen = False  # that the table of versions is there

    def _there(self) -> bool:
        """Whether there is anything that could be opened."""
        return self.address.path is None or check_file(self.address.path)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        if self._empty is not None:
            self._empty.dispose()

    def exists(self) -> bool:
        """Whether anything was ever written here."""
        return self._there() and self._patiently(self._look, "") is not None

    def read(self, work: Work[T]) -> T:
        """`work` in a transaction that sees one moment; on empty tables where there are none.
        Raises `DataError` when the database cannot be read."""
        if not self._there():
            return self._on_nothing(work)
        return self._patiently(lambda: self._read_once(work), "")

    def write(self, work: Work[T], done: Callable[[sa.Connection], bool] | None = None) -> T:
        """`work` in a transaction of its own, the only one that writes. It may be called again
        when the transaction was lost; `done` then tells whether a commit that was never answered
        had gone through. Raises `DataError` when it cannot be written."""
        outcome: list[T] = []  # of a commit that was sent
        return self._patiently(
            lambda: self._write_once(work, done, outcome),
            "; nothing was written",
            lambda: bool(outcome),
        )

    def erase_traces(self) -> None:
        """Give the space of deleted rows back, so that nothing of them is left in the files."""

        def vacuum() -> None:
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                for table in metadata.tables if self.address.path is None else ("",):
                    full = f"FULL {table}" if table else ""
                    connection.exec_driver_sql(f"VACUUM {full}")

        self._patiently(vacuum, " completely; the entries are deleted, but not yet overwritten")

    def _look(self) -> int | None:
        with self.engine.connect() as connection, connection.begin():
            return self._version(connection)

    def _version(self, connection: sa.Connection) -> int | None:
        if (
            self._seen and self.address.path is None
        ):  # a look at the list of tables costs more than reading one row
            number = connection.scalar(sa.select(version.c.number))
            if number == NEWEST:
                return NEWEST
        number = stored_version(connection, self.address.label)
        self._seen = number is not None
        return number

    def _read_once(self, work: Work[T]) -> T:
        while True:
            with self.engine.connect() as connection, connection.begin():
                number = self._version(connection)
                if number == NEWEST:
                    return work(connection)
            if number is None:
                return self._on_nothing(work)
            self.write(lambda _: None)  # brings it to the newest version

    def _on_nothing(self, work: Work[T]) -> T:
        if self._empty is None:
            self._empty = memory_engine()
            with self._empty.begin() as connection:
                migrate(connection, 0)
        with self._empty.connect() as connection:
            return work(connection)

    def _write_once(
        self, work: Work[T], done: Callable[[sa.Connection], bool] | None, outcome: list[T]
    ) -> T:
        if self.address.path is not None and not self._there():
            create_file(self.address.path, self.address.own, _fill)
        with self.engine.connect().execution_options(writing=True) as connection:
            connection.begin()
            number = self._version(connection)
            if number != NEWEST:
                migrate(connection, number or 0)
            if outcome and done is not None and done(connection):
                return outcome[0]
            outcome[:] = []
            result = work(connection)
            outcome.append(result)
            try:
                connection.commit()
            except sa.exc.DBAPIError as error:
                fault = explain(error, self.address)
                if fault is None or not fault.lost:
                    outcome.clear()
                raise
            self._seen = True
            return result

    def _patiently(
        self, attempt: Callable[[], T], consequence: str, unsure: Callable[[], bool] = bool
    ) -> T:
        """Try again while the fault may pass, then give up in one line."""
        end, pause = time.monotonic() + self.patience, _FIRST_PAUSE
        while True:
            try:
                return attempt()
            except sa.exc.DBAPIError as error:
                fault = explain(error, self.address)
                if fault is None:
                    raise
                self._seen = False
                if not fault.passing or time.monotonic() + pause > end:
                    raise _giving_up(fault, consequence, unsure()) from None
            except (ValueError, TypeError, LookupError) as error:
                path = self.address.path
                if not is_damage(error) and (path is None or is_sound(path)):
                    raise
                raise DataError(f"{self.address.label}: {DAMAGED}{consequence}") from error
            time.sleep(pause)
            pause = min(2.0 * pause, _LONGEST_PAUSE)


def _engine(address: Address) -> sa.Engine:
    if address.path is not None:
        return file_engine(address.path)
    assert address.url is not None
    return server_engine(address.url)


def _fill(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, 0)


def _giving_up(fault: Fault, consequence: str, unsure: bool) -> DataError:
    if unsure:
        return DataError(
            f"{fault.text}; it broke off while this was being written, so it may be there or not: "
            "look at the log when it answers again"
        )
    return DataError(f"{fault.text}{consequence}")
