"""Hevy's export: one row a set, times local, weights in kg or lb by the name of the column."""

from __future__ import annotations

from soleus.store.strength_csv import KG_PER_LB, M_PER_MILE, Row, Workout, read_rows

__all__ = ["read_hevy"]

_NEEDED = ("title", "start_time", "exercise_title", "reps")


def read_hevy(data: bytes, where: str) -> list[Workout]:
    """The workouts, oldest first; warm-up sets count as sets. Raises `DataError` with row, column
    and value for what cannot be read."""
    found: dict[tuple[str, str], Workout] = {}
    for row in read_rows(data, where, _NEEDED):
        key = row.text("title"), row.text("start_time")
        if key not in found:
            found[key] = _begin(row)
        title = row.text("exercise_title")
        if not title:
            raise row.fail("exercise_title", "is empty")
        values: dict[str, float | None] = {
            "repetitions": row.count("reps"),
            "load_kg": _scaled(row, ("weight_kg", 1.0), ("weight_lbs", KG_PER_LB)),
            "distance_m": _scaled(
                row, ("distance_km", 1000.0), ("distance_miles", M_PER_MILE), ("distance_meters", 1)
            ),
            "duration_s": row.value("duration_seconds"),
        }
        if any(values[k] is not None for k in ("repetitions", "distance_m", "duration_s")):
            found[key].add(row, title, **values, effort=row.value("rpe"))
    return sorted((w for w in found.values() if w.sets), key=lambda w: w.start.isoformat())


def _begin(row: Row) -> Workout:
    start = row.moment("start_time")
    length = None
    if row.text("end_time"):
        length = (row.moment("end_time") - start).total_seconds()
        if length < 0:
            raise row.fail("end_time", f"is before start_time '{row.text('start_time')}'")
    return Workout(row.text("title") or "Workout", start, "hevy", length, row.text("description"))


def _scaled(row: Row, *columns: tuple[str, float]) -> float | None:
    """The first of some columns that has a number, in our unit."""
    for column, factor in columns:
        value = row.value(column)
        if value is not None:
            return round(value * factor, 3)
    return None
