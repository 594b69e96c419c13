"""Files into a log: each told by its content, each thing in it once."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soleus.base.errors import DataError
from soleus.plan.history import DoneSession, History, RunEntry
from soleus.store.csv_hevy import read_hevy
from soleus.store.csv_strong import read_strong
from soleus.store.entries import Entry, digest_of
from soleus.store.import_activity import find_zone, read_runs, recorded_twice
from soleus.store.import_content import Content, read_content
from soleus.store.run_answers import answer_plan
from soleus.store.strength_csv import Workout, session_of

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.anatomy.person import Person
    from soleus.plan.plan import Plan
    from soleus.store.log import TrainingLog
    from soleus.store.records import Change

__all__ = ["FileResult", "ImportOptions", "Importer", "LogFaultError", "log_access"]


class LogFaultError(DataError):
    """The log, not the file, cannot be read or written now."""


@contextmanager
def log_access() -> Iterator[None]:
    """Errors of the log inside become `LogFaultError`."""
    try:
        yield
    except LogFaultError:
        raise
    except DataError as error:
        raise LogFaultError(str(error)) from None


@dataclass(frozen=True)
class ImportOptions:
    """`timezone` is a name, None for the one kept in the log, else this machine's; `sport` what a
    file's sport is to be read as; `day` for a watch without a clock; `weight_unit` (kg or lb) for
    a table that names none. `keep_both` keeps a run another device recorded too, `replace` takes
    a workout that was changed since for the old one, `outside_plan` lets no run answer the plan.
    """

    timezone: str | None = None
    sport: str | None = None
    day: dt.date | None = None
    weight_unit: str | None = None
    keep_both: bool = False
    replace: bool = False
    outside_plan: bool = False


@dataclass
class FileResult:
    """What a file held: `new` entries, how many are `known`, what was `left_out` and why, `notes`
    to tell, and for an export its `document`. `whole` is False where the file was cut. `failed`
    says why nothing could be read."""

    path: Path
    kind: str = ""
    new: list[Entry] = field(default_factory=list)
    known: int = 0
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    document: Any = None
    whole: bool = True
    failed: str = ""


class Importer:
    """Reads files against a log, which may be None for one that is not there yet. Call `refresh`
    before reading; what was read and not yet kept counts as there, so that a thing given twice
    comes in once."""

    def __init__(self, log: TrainingLog | None, options: ImportOptions | None = None) -> None:
        self.log, self.options = log, options or ImportOptions()
        self._leg: Leg | None = None
        self._doser: Any = None
        self._body = ""
        self.zone = find_zone(self.options.timezone)

    def refresh(self) -> None:
        """Look at the log anew, and forget what was read and not kept. Raises `LogFaultError`."""
        log = self.log
        with log_access():
            history = History() if log is None else log.history()
            stored = None if log is None else log.plan()
            person = None if log is None else log.person()
            if log is not None and self.options.timezone is None:
                self.zone = find_zone(log.state("timezone"))
        self.plan: Plan | None = None if stored is None else stored.plan
        self.person: Person | None = person or (self.plan.person if self.plan else None)
        self.runs: list[RunEntry] = list(history.runs)
        self.hashes = {r.content_hash for r in history.runs}
        self._workouts = {_key(d): digest_of(d) for d in history.done if d.started}

    def read(self, path: Path) -> FileResult:
        """What a file brings. Raises `DataError` or `InputError` where it is at fault."""
        content = read_content(path)
        result = FileResult(path, content.kind, whole=content.whole)
        if content.kind == "activity":
            self._read_activity(content, result)
        elif content.kind == "export":
            self._read_export(content, result)
        else:
            self._read_workouts(content, result)
        return result

    def keep(self, results: Sequence[FileResult], command: str, summary: str) -> list[Change]:
        """Write what was read: all entries as one change, each export as one of its own. Raises
        `LogFaultError` when the log cannot be written, `InputError` where it contradicts."""
        assert self.log is not None
        entries = [e for r in results for e in r.new]
        made: list[Change | None] = []
        with log_access():
            for result in results:
                if result.document is not None:
                    made.append(self.log.import_all(result.document, command))
            if entries:
                made.append(self.log.add(entries, command, summary, self.options.replace))
        return [change for change in made if change is not None]

    def _read_activity(self, content: Content, result: FileResult) -> None:
        if content.digest in self.hashes:
            result.known = 1 + sum(h.startswith(f"{content.digest}/") for h in self.hashes)
            return
        options = self.options
        runs, whole = read_runs(
            result.path, content.digest, self.leg, self.zone, options.sport, options.day, self._body
        )
        result.whole = result.whole and whole
        result.notes += [self._body] if self._body else []
        for run in runs:
            if run.content_hash in self.hashes:
                result.known += 1
                continue
            other = None if options.keep_both else recorded_twice(run, self.runs)
            if other is not None:
                result.left_out.append(
                    f"the run of {run.date} is there already as another device recorded it "
                    f"({other.file_name or 'an entry'}); --keep-both keeps both"
                )
                continue
            if not options.outside_plan:
                run, words = answer_plan(run, self.plan, self.runs)
                result.notes += [words] if words else []
            result.new.append(run)
            self.runs.append(run)
            self.hashes.add(run.content_hash)

    def _read_export(self, content: Content, result: FileResult) -> None:
        from soleus.store.export_document import read_export

        result.document = json.loads(content.data)
        for athlete in read_export(result.document):
            result.notes.append(f"{athlete.name}: {len(athlete.changes)} changes")

    def _read_workouts(self, content: Content, result: FileResult) -> None:
        where = str(result.path)
        if content.kind == "hevy":
            workouts = read_hevy(content.data, where)
        else:
            workouts = read_strong(content.data, where, self.options.weight_unit)
        unknown: Counter[str] = Counter()
        for workout in workouts:
            session = self._new_workout(workout, result)
            if session is not None:
                result.new.append(session)
                unknown += workout.unknown
        if unknown:
            names = ", ".join(f"{name} ({n})" for name, n in unknown.most_common(6))
            more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
            result.notes.append(
                f"{sum(unknown.values())} sets of {len(unknown)} exercises without a dose, as the "
                f"model does not know them: {names}{more}"
            )
        if self.person is None and len(unknown) < sum(len(_sets(e)) for e in result.new):
            result.notes.append("no body known yet (soleus plan): these sets have no dose")

    def _new_workout(self, workout: Workout, result: FileResult) -> DoneSession | None:
        """The session with its dose, None where it is known or another account of it is."""
        session = session_of(workout, self.zone)
        key, digest = _key(session), digest_of(session)
        before = self._workouts.get(key)
        if before == digest:
            result.known += 1
            return None
        if before is not None and not self.options.replace:
            result.left_out.append(
                f"'{session.label}' of {session.date} was changed since it was imported; "
                "--replace takes the new account of it"
            )
            return None
        self._workouts[key] = digest
        return replace(session, dose=self._dose(session))

    def _dose(self, session: DoneSession) -> Any:
        from soleus.plan.done_dose import dose_of_sets
        from soleus.plan.doser import Doser

        if self.person is None:
            return {}
        if self._doser is None:
            self._doser = Doser(self.leg)
        return dose_of_sets(session.sets, self._doser)

    @property
    def leg(self) -> Leg:
        """The leg of the person; the gait library's own body where nobody is known."""
        if self._leg is None or (self.person is not None and self._leg.person != self.person):
            from soleus.anatomy.leg import build_leg
            from soleus.solve.gait_table import REFERENCE

            self._leg, self._doser = build_leg(self.person or REFERENCE), None
            self._body = "" if self.person else f"no body known: {REFERENCE.describe()} taken"
        return self._leg


def _sets(entry: Entry) -> Sequence[Any]:
    return entry.sets if isinstance(entry, DoneSession) else ()


def _key(session: DoneSession) -> tuple[str, str, str]:
    """Two accounts of one workout have the same."""
    assert session.started is not None
    moment = session.started.astimezone(dt.UTC).isoformat()
    return moment, session.origin, session.label
