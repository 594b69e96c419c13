"""Strong's export: one row a set, and rows for rests and notes; columns differ by version."""

from __future__ import annotations

import re

from soleus.base.errors import DataError
from soleus.store.strength_csv import KG_PER_LB, M_PER_MILE, Row, Workout, read_rows

__all__ = ["read_strong"]

_NEEDED = ("date", "workout name", "exercise name", "set order", "reps")
#: Set orders that are letters: warm-up, drop set, to failure. Others are rests and notes.
_LETTERS = ("w", "d", "f")
_KG = {"kg": 1.0, "kgs": 1.0, "lb": KG_PER_LB, "lbs": KG_PER_LB}
_M = {"m": 1.0, "meters": 1.0, "km": 1000.0, "mi": M_PER_MILE, "miles": M_PER_MILE}
_DURATION = re.compile(r"(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s(?:ec)?)?")


def read_strong(data: bytes, where: str, weight_unit: str | None = None) -> list[Workout]:
    """The workouts, oldest first. `weight_unit` (kg or lb) is for a table that names none.

    Strong writes 0 for a distance, time or RPE that a set does not have; a weight of 0 is body
    weight alone. Raises `DataError` with row, column and value for what cannot be read, or for
    weights whose unit nobody says.
    """
    found: dict[tuple[str, ...], Workout] = {}
    for row in read_rows(data, where, _NEEDED):
        key = row.text("workout #"), row.text("date"), row.text("workout name")
        if key not in found:
            found[key] = Workout(
                row.text("workout name") or "Workout", row.moment("date"), "strong", _length(row),
                row.text("workout notes"),
            )  # fmt: skip
        order = row.text("set order").lower()
        if not order.isdigit() and order not in _LETTERS:
            continue  # "Rest Timer", "Note"
        title = row.text("exercise name")
        if not title:
            raise row.fail("exercise name", "is empty")
        seconds = row.value("seconds") or None
        distance = _in_unit(row, "distance", _M, None) or None
        repetitions = row.count("reps")
        if repetitions == 0 and (seconds or distance):
            repetitions = None
        if repetitions is None and not seconds and not distance:
            continue
        found[key].add(
            row, title, repetitions=repetitions, duration_s=seconds, distance_m=distance,
            load_kg=_in_unit(row, "weight", _KG, weight_unit), effort=row.value("rpe") or None,
        )  # fmt: skip
    return sorted((w for w in found.values() if w.sets), key=lambda w: w.start.isoformat())


def _in_unit(row: Row, name: str, units: dict[str, float], unit: str | None) -> float | None:
    """A quantity whose unit is in the name of its column, in a column beside it, or was told."""
    for column in row.cells:
        if column.startswith(f"{name} (") and column.endswith(")"):
            value = row.value(column)
            return None if value is None else round(value * _factor(row, column, column, units), 3)
    value = row.value(name)
    if not value:
        return value
    beside = row.text(f"{name} unit") or unit or ""
    if not beside and name == "weight":
        raise DataError(
            f"{row.where}: row {row.number}, weight '{row.text(name)}' has no unit; say which: "
            "--weight-unit kg or lb"
        )
    if not beside:
        raise row.fail(name, "has no unit; export it again with a newer Strong")
    return round(value * _factor(row, name, beside, units), 3)


def _factor(row: Row, column: str, text: str, units: dict[str, float]) -> float:
    unit = text.rpartition("(")[2].rstrip(")").strip().lower()
    if unit not in units:
        raise row.fail(column, f"is in '{unit}'; known are {', '.join(units)}")
    return units[unit]


def _length(row: Row) -> float | None:
    """How long the workout took, s: seconds, or "1h 5m"."""
    for column in ("duration (sec)", "duration", "workout duration"):
        text = row.text(column)
        if not text:
            continue
        if text.replace(".", "", 1).isdigit():
            return float(text)
        match = _DURATION.fullmatch(text)
        if match is None or not any(match.groups()):
            raise row.fail(column, "is no duration; it looks like 1h 5m")
        hours, minutes, seconds = (int(g or 0) for g in match.groups())
        return float(3600 * hours + 60 * minutes + seconds)
    return None
