"""Tables of training apps, read by the names of their columns; what both apps have in common."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from soleus.base.errors import DataError, InputError
from soleus.base.library import check_keys, data_path, load_sources, read_file
from soleus.plan.history import DoneSession, DoneSet
from soleus.store.import_content import header_cells

__all__ = ["KG_PER_LB", "M_PER_MILE", "Row", "Workout", "find_exercise", "read_rows", "session_of"]

KG_PER_LB, M_PER_MILE = 0.45359237, 1609.344
_MOMENTS = (
    "%d %b %Y, %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M:%S %p",
    "%d %b %Y, %I:%M %p",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a table: its number in the file (the header is 1) and its cells by lower-case
    column name. `comma` says that numbers are written with a decimal comma."""

    where: str
    number: int
    cells: Mapping[str, str]
    comma: bool = False

    def fail(self, column: str, why: str) -> DataError:
        """The error that names file, row, column and value."""
        return DataError(
            f"{self.where}: row {self.number}, {column} '{self.cells.get(column, '')}' {why}"
        )

    def text(self, column: str) -> str:
        """A cell; "" where it is empty or there is no such column."""
        return self.cells.get(column, "").strip()

    def value(self, column: str) -> float | None:
        """A number, None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        if self.comma and "." not in text:
            text = text.replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            raise self.fail(column, "is not a number") from None
        if not math.isfinite(number):
            raise self.fail(column, "is not a number")
        return number

    def count(self, column: str) -> int | None:
        """A whole number, None where the cell is empty."""
        number = self.value(column)
        if number is not None and number != int(number):
            raise self.fail(column, "is not a whole number")
        return None if number is None else int(number)

    def moment(self, column: str) -> dt.datetime:
        """A moment, without zone where the table gives none (both apps write local time)."""
        text = " ".join(self.text(column).split())
        for form in _MOMENTS:
            try:
                return dt.datetime.strptime(text, form)
            except ValueError:
                continue
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        raise self.fail(column, "is no time; write it like 2025-03-28 17:29:00")


def read_rows(data: bytes, where: str, needed: Sequence[str]) -> list[Row]:
    """The rows of a CSV with comma, semicolon or tab; empty lines are left out. Raises
    `DataError` for a column that is missing, text that is not UTF-8, and a row that is cut."""
    separator, _ = header_cells(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{where}: is not UTF-8 text; export it again") from None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        table = [(lines.line_num, cells) for cells in lines if any(c.strip() for c in cells)]
    except csv.Error as error:
        raise DataError(f"{where}: line {lines.line_num} is cut or damaged ({error})") from None
    names = [" ".join(c.split()).lower() for c in table[0][1]]
    for column in needed:
        if column not in names:
            raise DataError(f"{where}: column '{column}' is missing; it has {', '.join(names)}")
    rows = []
    for number, cells in table[1:]:
        if len(cells) != len(names):
            raise DataError(
                f"{where}: row {number} has {len(cells)} cells, the header has {len(names)}; "
                "the file is cut or damaged"
            )
        found = dict(zip(names, cells, strict=True))
        rows.append(Row(where, number, found, separator == ";"))
    return rows


@dataclass
class Workout:
    """One workout as an app tells it: `start` local where it has no zone, `unknown` how many
    sets of exercises we do not know."""

    title: str
    start: dt.datetime
    origin: str
    duration_s: float | None = None
    note: str = ""
    sets: list[DoneSet] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row, title: str, **values: float | None) -> None:
        """Add a set; its exercise stays under its own name where we do not know it."""
        known = find_exercise(self.origin, title)
        if known is None:
            self.unknown[title] += 1
        try:
            self.sets.append(DoneSet(known or title, **values))  # type: ignore[arg-type]
        except InputError as error:
            raise DataError(f"{row.where}: row {row.number}: {error}") from None


def session_of(workout: Workout, zone: dt.tzinfo | None) -> DoneSession:
    """A workout as it is kept: on the local day it began in `zone` (None: this machine's). Its
    effort is not known: the apps ask for it set by set."""
    start = workout.start
    if start.tzinfo is None:
        start = start.replace(tzinfo=zone) if zone is not None else start.astimezone()
        day = workout.start.date()
    else:
        day = start.astimezone(zone).date()
    return DoneSession(
        day, workout.title, tuple(workout.sets), started=start.astimezone(dt.UTC),
        duration_s=workout.duration_s, note=workout.note, origin=workout.origin,
    )  # fmt: skip


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


@cache
def _own_names() -> dict[str, str]:
    from soleus.motion.exercise_files import list_exercises, load_exercise

    return dict(_own(list_exercises(), load_exercise))


def _own(names: Sequence[str], load: object) -> Iterator[tuple[str, str]]:
    for name in names:
        yield _plain(name), name
        yield _plain(load(name).label), name  # type: ignore[operator]


@cache
def _app_names(app: str) -> dict[str, str]:
    where = "exercise_names.toml"
    content = read_file(data_path(where))
    check_keys(content, {"source", "hevy", "strong"}, set(), where)
    if content["source"] not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    own = set(_own_names().values())
    for title, name in content[app].items():
        if name not in own:
            raise DataError(f"{where}: {app}: '{title}' stands for '{name}', which is no exercise")
    return {_plain(title): name for title, name in content[app].items()}


def find_exercise(app: str, title: str) -> str | None:
    """Our name of an exercise of an app (hevy or strong), None for one we do not know."""
    key = _plain(title)
    return _app_names(app).get(key) or _own_names().get(key)
