"""Recorded runs as entries of a log: their local day, their dose, which of them are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from soleus.base.errors import DataError, InputError, nearest
from soleus.plan.history import RunEntry
from soleus.store.same_run import same_run

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.dose.running import RunDose
    from soleus.motion.activities import Activity

__all__ = ["find_zone", "local_day", "read_runs", "recorded_twice"]

_KEPT = ("impulse_bw_s", "peak_force_bw")


def find_zone(name: str | None) -> dt.tzinfo | None:
    """The time zone of a name like Europe/Amsterdam; None (this machine's) without one. Raises
    `InputError` with the nearest spelling."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    known = {zone.lower().replace("-", "_"): zone for zone in available_timezones()}
    words = nearest(name, known)
    if not words.startswith("did you mean"):
        words = "write it like Europe/Amsterdam"
    for low, zone in known.items():
        words = words.replace(f" {low}?", f" {zone}?").replace(f" {low} ", f" {zone} ")
    raise InputError(f"time zone '{name}' is not known; {words}")


def local_day(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.date:
    """The day on the athlete's calendar at a moment that has a zone; `zone` None is this
    machine's, with the clock it had then."""
    return moment.astimezone(zone).date()


def read_runs(
    path: Path, digest: str, leg: Leg, zone: dt.tzinfo | None, sport: str | None = None,
    day: dt.date | None = None, note: str = "",
) -> tuple[list[RunEntry], bool]:  # fmt: skip
    """Every run and walk of a file with its dose on a leg, and whether the file is whole.

    A run belongs to the local day it began; `day` is for a watch without a clock. `digest` is the
    SHA-256 of the content; of several runs in a file, those after the first get a number behind
    it. Raises `DataError` for a file without any, or without a clock where no `day` is given.
    """
    from soleus.dose.running import measure_run
    from soleus.motion.activities import read_activity

    activities = read_activity(path, sport)
    runs = []
    for number, activity in enumerate(activities, 1):
        if activity.start is None and day is None:
            raise DataError(f"{path}: its watch had no clock; give the day: --date 2026-01-06")
        own = digest if number == 1 else f"{digest}/{number}"
        date = day if activity.start is None else local_day(activity.start, zone)
        assert date is not None
        runs.append(_entry(activity, measure_run(activity, leg), date, own, note))
    return runs, all(a.complete for a in activities)


def _entry(activity: Activity, dose: RunDose, date: dt.date, digest: str, note: str) -> RunEntry:
    summary = dose.summary
    notes = (*dose.assumptions, *((note,) if note else ()))
    return RunEntry(
        date=date,
        sport=activity.sport,
        duration_s=round(float(summary["duration_s"]), 1),
        distance_m=round(float(summary["distance_m"]), 1),
        started=activity.start,
        climb_m=round(float(summary["climb_m"]), 1),
        dose=_dose(summary),
        file_name=activity.path.name,
        content_hash=digest,
        notes=notes,
    )


def _dose(summary: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float | None]]:
    from soleus.dose.running import RUN_TISSUES

    return {
        tissue: {key: round(float(summary[tissue][key]), 3) for key in _KEPT}
        for tissue in RUN_TISSUES
    }


def recorded_twice(run: RunEntry, others: Sequence[RunEntry]) -> RunEntry | None:
    """The one of some runs that is this run as another device recorded it."""
    return next((other for other in others if same_run(run, other)), None)
