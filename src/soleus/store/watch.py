"""A folder whose files go into the log as they arrive, each once it is whole."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.store.import_content import OtherContentError
from soleus.store.import_words import outcome_of, result_words, summary_of
from soleus.store.imports import Importer, LogFaultError, log_access

if TYPE_CHECKING:
    from soleus.store.log import TrainingLog

__all__ = ["ENDINGS", "PATIENCE_S", "Arrival", "FolderWatch", "Taken", "taker"]

#: Names that are looked at, also with .gz or .zip behind them.
ENDINGS = (".fit", ".tcx", ".gpx", ".csv", ".json", ".zip", ".gz")
#: How long an unreadable file may stay unchanged before it counts as broken, s (assumption: no
#: copy to a folder pauses that long).
PATIENCE_S = 600.0
_REASONS = "reasons.txt"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: `outcome` is new, known or left_out, `text` a line about it."""

    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something to tell: `name` of the file ("" for the folder or log itself), `outcome` (new,
    known, left_out, failed, other, waiting, away, back), a line, and where the file lies now."""

    name: str
    outcome: str
    text: str
    moved_to: str = ""


Signature = tuple[int, int, int]


@dataclass(slots=True)
class _Seen:
    """A file as it was at the last look; `since` when it was first seen so. `fault` is why it
    could not be read, `settled` what became of it where it could not be moved away."""

    signature: Signature
    since: float
    fault: str = ""
    told: bool = False
    settled: bool = False


class FolderWatch:
    """Looks at a folder, and hands each whole file to `take` once.

    A file is tried when size and times are the same at two looks. `take` raises `LogFaultError`
    when the log is busy or away (the file stays and is tried again) and any other error for a
    file that cannot be read: that one is waited for, and after `patience` s unchanged moved to
    `failed`, with a line in reasons.txt there. Others are moved to `done`; nothing is ever
    overwritten. With `by_file_time` the age of a file counts, not how long it was watched.
    """

    def __init__(
        self,
        folder: Path,
        take: Callable[[Path], Taken],
        patience: float = PATIENCE_S,
        dry_run: bool = False,
        by_file_time: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not folder.is_dir():
            raise InputError(f"{folder}: is no folder; make it, or name another to watch")
        self.folder, self.take, self.patience = folder, take, patience
        self.dry_run, self.by_file_time, self.clock = dry_run, by_file_time, clock
        self._seen: dict[str, _Seen] = {}
        self._away = self._busy = False

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of files that are there and not yet dealt with."""
        return tuple(name for name, seen in self._seen.items() if not seen.settled)

    def look(self) -> Iterator[Arrival]:
        """One look: what there is to tell, as it happens."""
        try:
            found = self._scan()
        except OSError as error:
            if not self._away:
                self._away = True
                yield Arrival("", "away", f"{self.folder} is away ({error.strerror}): waiting")
            return
        if self._away:
            self._away = False
            yield Arrival("", "back", f"{self.folder} is back")
        self._seen = {name: seen for name, seen in self._seen.items() if name in found}
        for name, signature in sorted(found.items(), key=lambda item: (item[1][1], item[0])):
            seen = self._seen.get(name)
            if seen is None or seen.signature != signature:
                self._seen[name] = _Seen(signature, self.clock())
            elif not seen.settled:
                yield from self._deal_with(name, seen)

    def _scan(self) -> dict[str, Signature]:
        """The files by name. Raises `OSError` when the folder is away; a file that vanishes
        meanwhile is none."""
        found = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.lower().endswith(ENDINGS):
                    continue
                with contextlib.suppress(OSError):
                    if entry.is_file():
                        facts = (self.folder / entry.name).stat()
                        found[entry.name] = facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns
        return found

    def _deal_with(self, name: str, seen: _Seen) -> Iterator[Arrival]:
        path = self.folder / name
        if not seen.fault:
            try:
                taken = self.take(path)
            except LogFaultError as error:
                if not self._busy:
                    yield Arrival("", "waiting", f"{error}: files stay, and are tried again")
                self._busy = True
                return
            except OtherContentError as error:
                seen.settled = True
                yield Arrival(name, "other", f"left alone: {_without(error, path)}")
                return
            except SoleusError as error:
                if not path.exists():
                    self._seen.pop(name, None)
                    return
                seen.fault = _without(error, path)
            else:
                self._busy = False
                yield self._settle(path, seen, "done", taken.outcome, taken.text)
                return
        if self._age(seen) >= self.patience:
            yield self._settle(path, seen, "failed", "failed", seen.fault)
        elif not seen.told:
            seen.told = True
            yield Arrival(name, "waiting", f"not whole yet? waiting for it ({seen.fault})")

    def _age(self, seen: _Seen) -> float:
        if self.by_file_time:
            return time.time() - max(seen.signature[1:]) / 1e9
        return self.clock() - seen.since

    def _settle(self, path: Path, seen: _Seen, place: str, outcome: str, text: str) -> Arrival:
        """Move a file that was dealt with; where that cannot be, it stays and is not tried again
        before it changes."""
        seen.settled = True
        if self.dry_run:
            return Arrival(path.name, outcome, text)
        try:
            target = _move(path, self.folder / place)
        except OSError as error:
            return Arrival(path.name, outcome, f"{text}; it stays here ({error.strerror})")
        self._seen.pop(path.name, None)
        if outcome == "failed":
            with contextlib.suppress(OSError), (target.parent / _REASONS).open("a") as lines:
                lines.write(f"{target.name}: {text}\n")
        return Arrival(path.name, outcome, text, str(target))


def taker(
    importer: Importer,
    log: Callable[[], AbstractContextManager[TrainingLog | None]],
    dry_run: bool = False,
) -> Callable[[Path], Taken]:
    """What a `FolderWatch` does with a whole file: import it as a change of its own. `log` opens
    the log anew for each file, so that one that goes away and returns does no harm."""

    def take(path: Path) -> Taken:
        with ExitStack() as stack:
            with log_access():
                importer.log = stack.enter_context(log())
            importer.refresh()
            result = importer.read(path)
            if not result.whole:
                raise DataError(
                    f"{path}: is cut or damaged; to use what is there: soleus import {path.name}"
                )
            if not dry_run:
                importer.keep([result], "watch", summary_of([result]))
            return Taken(outcome_of(result), result_words(result))

    return take


def _without(error: SoleusError, path: Path) -> str:
    """The error without the path in front, which is told already."""
    return str(error).removeprefix(f"{path}: ").removeprefix(f"{path}/")


def _move(path: Path, folder: Path) -> Path:
    """Move a file into a folder under its name, or with a number where that is taken. The name is
    reserved first, so that two movers never meet. Raises `OSError`."""
    folder.mkdir(exist_ok=True)
    stem, dot, endings = path.name.partition(".")
    number = 1
    while True:
        more = "" if number == 1 else f" ({number})"
        target = folder / f"{stem}{more}{dot}{endings}"
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            number += 1
            continue
        try:
            return path.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise
