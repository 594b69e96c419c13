"""Columns of recorded tables by what they mean, however the file spells them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, nearest
from soleus.motion.recording_tables import recording_words
from soleus.motion.recordings import Storage

__all__ = ["Column", "check_gaps", "find_column", "spellings"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """One column of a table: its name there, its values (row,) as written, and the unit its
    name ends in ("" when it says none)."""

    table: Storage
    name: str
    values: Array
    unit: str


def spellings(kind: str, quantity: str, side: str) -> list[str]:
    """Names a quantity of `kind` (angles, moments, markers) may have for a side."""
    s = side[0]
    return [
        n.replace("{side}", side).replace("{s}", s).replace("{S}", s.upper())
        for n in recording_words()[kind][quantity]
    ]


def find_column(table: Storage, kind: str, quantity: str, side: str) -> Column | None:
    """The column of a joint's angle or moment; None when the table has none.

    Plain names, OpenSim paths (/jointset/.../name/value) and names that end in a unit are
    known; case does not count. Raises `DataError` when two columns fit.
    """
    wanted = [n.lower() for n in spellings(kind, quantity, side)]
    found = []
    for i, name in enumerate(table.columns[1:], start=1):
        plain, unit = _plain(name, kind)
        if plain in wanted:
            found.append((wanted.index(plain), i, unit))
    if not found:
        return None
    found.sort()
    if len(found) > 1 and found[0][0] == found[1][0]:
        first, second = (table.columns[i] for _, i, _ in found[:2])
        raise DataError(
            f"{table.path}: columns '{first}' and '{second}' are both the {side} {quantity}"
        )
    _, i, unit = found[0]
    return Column(table, table.columns[i], table.values[:, i], unit)


def missing_column(table: Storage, kind: str, quantity: str, side: str) -> str:
    """One line about a column that is not there, with the nearest names that are, those of the
    same side first."""
    names = [_plain(c, kind)[0] for c in table.columns[1:]]
    wanted = spellings(kind, quantity, side)[0]
    other = "left" if side == "right" else "right"
    same = [n for n in names if not re.search(rf"(^|_)({other}|{other[0]})(_|$)", n)]
    hints = [nearest(wanted, same), nearest(wanted, names)]
    hint = next((h for h in hints if not h.startswith("known")), "")
    if not hint:
        hint = "it has " + ", ".join(table.columns[1:7]) + (" ..." if len(names) > 6 else "")
    what = f"{side} {quantity.split('_')[0]} {kind.removesuffix('s')}"
    return f"{table.path}: no column '{wanted}' ({what}); {hint}"


def _plain(name: str, kind: str) -> tuple[str, str]:
    """Lower-case name without path and unit, and the unit."""
    parts = name.lower().split("/")
    if len(parts) > 1 and parts[-1] in ("value", "speed", "acceleration"):
        if parts[-1] != "value":
            return name.lower(), ""
        parts = parts[:-1]
    plain = parts[-1].strip()
    for unit, endings in recording_words()["endings"].get(kind, {}).items():
        for ending in endings:
            if plain.endswith(ending):
                return plain.removesuffix(ending), unit
    return plain, ""


def check_gaps(column: Column, start: float, end: float) -> None:
    """Raise `DataError` for values missing between start and end, s: where and how many."""
    time = column.table.time
    inside = (time >= start - 1e-9) & (time <= end + 1e-9)
    gaps = np.flatnonzero(inside & ~np.isfinite(column.values))
    if not len(gaps):
        return
    where = f"line {column.table.lines[gaps[0]]} ({time[gaps[0]]:g} s)"
    if np.isinf(column.values[gaps[0]]):
        what = f"is infinite in {where}; correct it"
    elif len(gaps) == 1:
        what = f"has 1 missing value, in {where}; fill it"
    else:
        what = f"has {len(gaps)} missing values, the first in {where}; fill them"
    raise DataError(
        f"{column.table.path}: column '{column.name}' {what} or cut the trial with --from-s and "
        "--to-s"
    )
