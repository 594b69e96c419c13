"""Tables of recorded trials in any of the common forms: .mot, .sto and text tables (.csv)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, nearest
from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import Quantity
from soleus.motion.recording_text import path_asked, text_of
from soleus.motion.recordings import Storage, read_storage, storage_of

__all__ = ["read_table", "recording_limits", "recording_words", "time_note"]

_STORAGE, _TEXT = (".mot", ".sto"), (".csv", ".tsv", ".txt")


@cache
def recording_words() -> dict[str, Any]:
    """Names of columns, markers and muscles in recordings, from `data/recordings.toml`."""
    return read_file(data_path("recordings.toml"))


@cache
def recording_limits(table: str = "limits") -> dict[str, Quantity]:
    """What tells a plausible recording from a wrong one: constants of `data/recordings.toml`."""
    content: Any = recording_words()
    for part in table.split("."):
        content = content[part]
    return load_quantities(content, f"recordings.toml: {table}")


def read_table(path: str | Path) -> Storage:
    """Read one table of a trial by the ending of its name.

    .mot and .sto are OpenSim storage files. .csv, .tsv and .txt have one header line and commas,
    semicolons (then with decimal commas too) or tabs between cells; empty cells are gaps (NaN).
    Time is the column named so (time, time_s, t, "Time (s)"), which comes first in the answer.
    Raises `DataError` naming file and line.
    """
    path = path_asked(path, "table")
    ending = path.suffix.lower()
    if ending in _STORAGE:
        table = read_storage(path)
        if _time_column(path, table.columns) != 0:
            raise DataError(f"{path}: time must be the first column of a .mot or .sto file")
        return table
    if ending in _TEXT:
        return _read_text(path)
    hint = nearest(ending, (*_STORAGE, *_TEXT))
    raise DataError(f"{path}: a table ends in .mot, .sto or .csv, not in '{ending}'; {hint}")


def _read_text(path: Path) -> Storage:
    text = text_of(path)
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(n, line) for n, line in lines if not line.lstrip().startswith("#")]
    if not lines:
        raise DataError(f"{path}: is empty")
    mark = next((m for m in ("\t", ";", ",") if m in lines[0][1]), None)
    if mark is None:
        raise DataError(f"{path}: line {lines[0][0]} has no comma, semicolon or tab between names")
    columns = [c.strip() for c in next(csv.reader([lines[0][1]], delimiter=mark))]
    if all(_is_number(c) for c in columns):
        raise DataError(f"{path}: line {lines[0][0]} should name the columns, it has numbers")
    body = []
    for number, line in lines[1:]:
        cells = [c.strip() for c in next(csv.reader([line], delimiter=mark))]
        if mark != ",":
            cells = [c.replace(",", ".") for c in cells]
        body.append((number, [c or "nan" for c in cells]))
    at = _time_column(path, columns)
    order = [at, *(i for i in range(len(columns)) if i != at)]
    for number, row in body:
        if len(row) != len(columns):
            raise DataError(
                f"{path}: line {number} has {len(row)} values, the header {len(columns)}"
            )
    moved = [(n, [row[i] for i in order]) for n, row in body]
    return storage_of(path, {}, tuple(columns[i] for i in order), moved)


def _time_column(path: Path, columns: Sequence[str]) -> int:
    names = recording_words()["time"]["names"]
    lower = [c.strip().lower() for c in columns]
    found = [lower.index(n) for n in names if n in lower]
    if not found:
        known = ", ".join(columns[:4])
        raise DataError(
            f"{path}: no column 'time' (or {', '.join(names[1:])}); its columns begin {known}"
        )
    return found[0]


def time_note(table: Storage) -> tuple[str, ...]:
    """A sentence on which column was taken for time, where it is not just called time."""
    name = table.columns[0]
    return () if name.lower() == "time" else (f"{table.path}: time is column '{name}', in s",)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
