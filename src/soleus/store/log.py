"""The training log of one athlete: what was planned, done, felt and measured."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from soleus.base import clock
from soleus.base.errors import InputError, nearest
from soleus.plan.history import History, RunEntry
from soleus.store import plan_table, transfer
from soleus.store.address import find_address
from soleus.store.athletes import (
    check_name,
    choose_athlete,
    ensure_athlete,
    find_athlete,
    list_athletes,
)
from soleus.store.changes import (
    change_row,
    find_undo,
    has_change,
    list_changes,
    mark_undone,
    read_change,
    undone_at,
    write_change,
)
from soleus.store.database import PATIENCE, Database
from soleus.store.documents import add_document, current_document
from soleus.store.entries import Entry, to_json
from soleus.store.entry_table import find_overlap, insert_entries, load_history, select_new
from soleus.store.export_document import read_export
from soleus.store.records import CancelledSession, Change, StoredPlan
from soleus.store.sequences import list_cancelled
from soleus.store.tables import settings

if TYPE_CHECKING:
    from soleus.anatomy.person import Person
    from soleus.plan.plan import Plan

__all__ = ["CancelledSession", "Change", "StoredPlan", "TrainingLog", "open_log"]

T = TypeVar("T")


def open_log(
    database: str | Path | None = None,
    athlete: str | None = None,
    create: bool = True,
    patience: float = PATIENCE,
) -> TrainingLog:
    """Open the log of an athlete; nothing is written yet.

    `database` is a file, a `postgresql://user:password@host:port/database` address, or None for
    the file in the user's data folder. `athlete` None is the only one, the one written to last,
    or "me". `create` False refuses a log, or an athlete, that is not there yet. `patience` is how
    long a fault that may pass is waited for, s. Raises `InputError` for a place or name that
    cannot be, `DataError` for a file that is no log, one of a newer Soleus, or a server that does
    not answer.
    """
    store = Database(find_address(database), patience)
    try:
        if not create and not store.exists():
            raise InputError(f"there is no training log yet at {store.address.label}")
        if athlete is None:
            return TrainingLog(store, store.read(choose_athlete))
        name = check_name(athlete)
        known = store.read(list_athletes)
        if not create and name not in known:
            raise InputError(f"athlete '{name}' has no log yet; {nearest(name, known)}")
        return TrainingLog(store, name)
    except BaseException:
        store.close()
        raise


class TrainingLog:
    """The log of one `athlete`; use as a context manager. Every method that writes does so in one
    transaction and returns when it is on the disk. All raise `DataError` when the database cannot
    be read or written."""

    def __init__(self, store: Database, athlete: str) -> None:
        self._store = store
        self.athlete = athlete

    def __enter__(self) -> TrainingLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    @property
    def where(self) -> str:
        """Where the log is, in words (a file, or host and port)."""
        return self._store.address.label

    def _read(self, work: Callable[[sa.Connection, int], T]) -> T:
        return self._store.read(lambda c: work(c, find_athlete(c, self.athlete)))

    def athletes(self) -> list[str]:
        """The names of all who have a log here, sorted."""
        return self._store.read(list_athletes)

    def person(self) -> Person | None:
        """The person as last saved."""
        from soleus.anatomy.person import person_from_fields

        found = self._read(lambda c, a: current_document(c, a, "person"))
        return None if found is None else person_from_fields(found.body, f"{self.where}: person")

    def save_person(self, person: Person, command: str = "plan") -> Change:
        """Save the person; one that is saved already makes no new change."""
        from soleus.anatomy.person import person_fields

        given = {k: v for k, v in person_fields(person).items() if v not in (None, "")}
        text, uid = to_json(given, "person"), uuid.uuid4().hex

        def work(connection: sa.Connection) -> Change:
            athlete = ensure_athlete(connection, self.athlete)
            old = current_document(connection, athlete, "person")
            if old is not None and old.text == text:
                return read_change(change_row(connection, athlete, old.number))
            key, change = write_change(connection, athlete, uid, command, person.describe())
            add_document(connection, athlete, key, "person", text)
            return change

        return self._store.write(work, lambda c: has_change(c, uid))

    def plan(self) -> StoredPlan | None:
        """The plan in force; None before the first and after the undoing of the last."""
        found = self._read(plan_table.load_plan)
        return None if found is None else plan_table.read_plan(found)

    def cancelled(self) -> tuple[CancelledSession, ...]:
        """All sessions that were planned and called off, also where no plan is in force."""
        return self._read(list_cancelled)

    def check_plan(self, plan: Plan, today: dt.date) -> None:
        """Raise the `InputError` that `save_plan` would raise; writes nothing."""
        new = plan_table.document_of(plan)
        self._read(lambda c, a: plan_table.check_new(c, a, new, today))

    def save_plan(self, plan: Plan, command: str, summary: str, today: dt.date) -> Change:
        """Save a revision of the plan; one that is in force already makes no new change.

        Raises `InputError` where it changes a day before `today` or a session that was done. A
        plan with another uid takes the place of the old one from `today` on; sessions of the old
        one from then on that were not done are cancelled.
        """
        new, uid = plan_table.document_of(plan), uuid.uuid4().hex

        def work(connection: sa.Connection) -> Change:
            athlete = ensure_athlete(connection, self.athlete)
            old = current_document(connection, athlete, "plan")
            if old is not None and old.text == to_json(new, "plan"):
                return read_change(change_row(connection, athlete, old.number))
            plan_table.check_new(connection, athlete, new, today)
            key, change = write_change(connection, athlete, uid, command, summary)
            plan_table.put_plan(connection, athlete, key, new, today)
            return change

        return self._store.write(work, lambda c: has_change(c, uid))

    def history(self) -> History:
        """All that was done, felt and measured and is in force."""
        return self._read(load_history)

    def new_entries(self, entries: Sequence[Entry], replace: bool = False) -> int:
        """How many of the entries `add` would write; raises what it would, writes nothing."""
        return len(self._read(lambda c, a: select_new(c, a, entries, replace)).rows)

    def add(
        self, entries: Sequence[Entry], command: str, summary: str, replace: bool = False
    ) -> Change | None:
        """Write entries as one change; those that are there already are left out, and without any
        new one the answer is None.

        The same entry is one with the same content (of its file, for a run), whatever its uid or
        dose; an entry without uid gets one. Raises `InputError` where an entry contradicts one in
        the log: a planned session that is done already (as often as it is planned that day), one
        that began at the same moment, another pain of the same morning, a uid in use. `replace`
        puts the contradicted entries out of force instead; undoing the change brings them back.
        """
        uid = uuid.uuid4().hex

        def work(connection: sa.Connection) -> Change | None:
            new = select_new(connection, find_athlete(connection, self.athlete), entries, replace)
            if not new.rows:
                return None
            athlete = ensure_athlete(connection, self.athlete)
            key, change = write_change(connection, athlete, uid, command, summary)
            insert_entries(connection, athlete, key, new)
            return change

        return self._store.write(work, lambda c: has_change(c, uid))

    def overlapping(self, entry: RunEntry) -> RunEntry | None:
        """A run in the log that is this run as another device recorded it (started within 2 min,
        as long within 10 %), None where there is none or the file is the same."""
        return self._read(lambda c, a: find_overlap(c, a, entry))

    def changes(self, limit: int | None = None) -> list[Change]:
        """The changes, newest first, the undone ones too."""
        return self._read(lambda c, a: list_changes(c, a, limit))

    def undo(self, change: int | None = None, today: dt.date | None = None) -> Change:
        """Put a change out of force, the newest one where none is named; nothing is deleted.

        The plan, person or entries before it are back, and a file it imported can be imported
        again. Raises `InputError` where there is nothing to undo, no such change, or a plan whose
        days were lived (before `today`, the local day) or whose sessions were done.
        """
        at, day = dt.datetime.now(dt.UTC), today or clock.today()
        self._read(lambda c, a: find_undo(c, a, change))  # before anything is made

        def work(connection: sa.Connection) -> Change:
            athlete = ensure_athlete(connection, self.athlete)
            row = find_undo(connection, athlete, change)
            plan_table.check_undo_of(connection, athlete, row, day)
            undone = mark_undone(connection, athlete, row, at)
            plan_table.tell(connection, athlete, day)
            return undone

        return self._store.write(work, lambda c: undone_at(c, at))

    def state(self, key: str) -> Any:
        """A small value kept under a key, None where there is none."""
        query = sa.select(settings.c.body).where(settings.c.key == key)
        mine = settings.c.athlete_id
        return self._read(lambda c, a: json.loads(c.scalar(query.where(mine == a)) or "null"))

    def keep_state(self, key: str, value: Any) -> None:
        """Keep a value of JSON under a key, in place of the one before; None forgets it."""
        text = to_json(value, f"state '{key}'")

        def work(connection: sa.Connection) -> None:
            athlete = ensure_athlete(connection, self.athlete)
            which = sa.and_(settings.c.athlete_id == athlete, settings.c.key == key)
            connection.execute(sa.delete(settings).where(which))
            if value is not None:
                row = {"athlete_id": athlete, "key": key, "body": text}
                connection.execute(sa.insert(settings).values(row))

        self._store.write(work)

    def export_all(self, athlete: str | None = None) -> dict[str, Any]:
        """Everything of all athletes, or of one, undone changes too, as one JSON document."""
        return self._store.read(lambda c: transfer.export_log(c, athlete))

    def import_all(self, document: Any, command: str = "import") -> Change | None:
        """Bring in what an exported document holds and this log does not; None where it holds all
        of it. Raises `InputError` for a document that is no export, or contradicts the log."""
        given, today = read_export(document), clock.today()
        uids = [uuid.uuid4().hex for _ in given]

        def work(connection: sa.Connection) -> Change | None:
            made: dict[str, Change | None] = {}
            for athlete, uid in zip(given, uids, strict=True):
                change = transfer.import_athlete(connection, athlete, uid, command, today)
                made[athlete.name] = change
            found = [change for change in made.values() if change is not None]
            return made.get(self.athlete) or (found[0] if found else None)

        try:
            return self._store.write(work, lambda c: any(has_change(c, uid) for uid in uids))
        except sa.exc.IntegrityError:
            raise InputError("the export holds one thing twice; nothing was written") from None

    def delete_athlete(self, name: str) -> None:
        """Delete all of one athlete for good; it cannot be undone. Raises `InputError` for a name
        that has no log."""
        known = self.athletes()
        if name not in known:
            raise InputError(f"athlete '{name}' has no log; {nearest(name, known)}")
        self._store.write(lambda c: transfer.delete_log(c, name))
        self._store.erase_traces()

    def delete_everything(self) -> None:
        """Delete all of all athletes for good; it cannot be undone."""
        if self._store.exists():
            self._store.write(lambda c: transfer.delete_log(c, None))
            self._store.erase_traces()
