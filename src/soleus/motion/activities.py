"""Runs and walks as a watch recorded them: FIT, TCX and GPX files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError, nearest
from soleus.motion.activity_content import read_content
from soleus.motion.activity_series import Series, make_series
from soleus.motion.activity_track import (
    FOOT_SPORTS,
    Recording,
    Timeline,
    Track,
    order_records,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FOOT_SPORTS", "Activity", "Lap", "read_activity"]

Array = NDArray[np.float64]

#: A session of unknown sport is one on foot when the median of its speed in motion and the 95th
#: percentile are below these, m/s (assumption: few people run a kilometer in 3:02).
_USUAL_LIMIT, _HIGH_LIMIT = 5.5, 9.0
#: Slower in the median, m/s, is walking (assumption: where most people change to running).
_RUNNING = 2.0
#: One session lasts no longer, s (assumption: races of several days).
_LONGEST = 7 * 86400.0


@dataclass(frozen=True)
class Lap:
    """A lap: number from 1, start and end in s since the start of the activity, distance m."""

    number: int
    start_s: float
    end_s: float
    distance_m: float


@dataclass(frozen=True, eq=False)
class Activity:
    """One run or walk, second by second.

    `time` (second,) s since `start` (UTC, None where the watch had no clock), at 1 Hz over the
    time elapsed. `moving` (second,) is False in pauses, gaps and standing; there `speed` is 0 and
    `cadence` and `contact_time` are NaN. `speed` m/s along the ground. `grade` rise over run,
    uphill +, within +-0.45. `altitude` m, smoothed over the same distance as the grade. `cadence`
    steps/min of both feet and `contact_time` s of one foot on the ground, NaN where unknown.
    `distance` m since the start. `laps` has at least one. `assumptions`: a sentence for whatever
    the file lacked and was assumed instead. `complete` is False when the file was cut or damaged.
    """

    path: Path
    sport: str
    start: datetime | None
    time: Array
    moving: NDArray[np.bool_]
    speed: Array
    grade: Array
    altitude: Array
    cadence: Array
    distance: Array
    contact_time: Array
    laps: tuple[Lap, ...]
    assumptions: tuple[str, ...]
    complete: bool

    def __post_init__(self) -> None:
        for name in ("moving", "speed", "grade", "altitude", "cadence", "distance", "contact_time"):
            if getattr(self, name).shape != self.time.shape:
                raise InputError(
                    f"{self.path}: {name} has {getattr(self, name).size} values, "
                    f"time has {len(self.time)}"
                )

    def table(self) -> pd.DataFrame:
        """One row a second."""
        import pandas as pd

        return pd.DataFrame(
            {
                "time_s": self.time,
                "moving": self.moving,
                "speed_m_s": self.speed,
                "grade_percent": 100 * self.grade,
                "altitude_m": self.altitude,
                "cadence_per_min": self.cadence,
                "distance_m": self.distance,
                "contact_time_ms": 1000 * self.contact_time,
            }
        )


def read_activity(path: str | Path, sport: str | None = None) -> list[Activity]:
    """All running and walking in a FIT, TCX or GPX file, gzipped or zipped or not, in its order.

    The format is told by the content. Sessions of other sports are left out; a session of unknown
    sport is told by its speed. `sport` (a word of `FOOT_SPORTS`) replaces what the file says of
    its sessions on foot and unknown ones, and, where it has none of them, of all. Of a cut or
    damaged file, what could be read is used; the activities then say so. Raises `DataError` when
    nothing could be, `InputError` for an unknown sport.
    """
    path = Path(path)
    sport = sport.strip().lower().replace(" ", "_") if sport is not None else None
    if sport is not None and sport not in FOOT_SPORTS:
        raise InputError(f"sport '{sport}' is not known; {nearest(sport, FOOT_SPORTS)}")
    recording = read_content(path)
    if not recording.tracks:
        reason = f" ({recording.notes[0]})" if recording.notes else ""
        raise DataError(f"{path}: is {recording.holds}, not an activity{reason}")
    tracks, left = _choose(recording.tracks, sport)
    activities, reasons = [], []
    for track in tracks:
        activity = _build(path, track, recording)
        if isinstance(activity, Activity):
            activities.append(activity)
        else:
            reasons.append(activity)
    if not activities:
        raise DataError(f"{path}: {_nothing(left, reasons)}")
    more = _left_out(left) + [f"a session left out: {reason}" for reason in reasons]
    return [replace(a, assumptions=a.assumptions + tuple(more)) for a in activities]


def _choose(tracks: tuple[Track, ...], sport: str | None) -> tuple[list[Track], list[str]]:
    """The tracks to use, with the sport forced on them, and the sports of those left out."""
    able = [t for t in tracks if t.sport in FOOT_SPORTS or t.sport == "unknown"]
    if sport is not None:
        forced = [_force(t, sport) for t in able or tracks]
        return forced, [t.sport for t in tracks if able and t not in able]
    return able, [t.sport for t in tracks if t not in able]


def _force(track: Track, sport: str) -> Track:
    if track.sport == sport:
        return track
    known = "no sport in the file" if track.sport == "unknown" else f"{track.sport} in the file"
    return replace(track, sport=sport, notes=(f"{known}: {sport} as asked", *track.notes))


def _build(path: Path, track: Track, recording: Recording) -> Activity | str:
    """The activity of a track, or why there is none."""
    line = order_records(track)
    if line is None:
        times = np.isfinite(track.time).any() or not len(track.time)
        return "lasts less than 1 s" if times else "has no times, so no speed can be known"
    if line.time[-1] > _LONGEST:
        return f"lasts {line.time[-1] / 86400:.0f} days; an activity lasts 7 days at most"
    series = make_series(track, line)
    if series is None:
        return "has neither speed, distance, positions nor steps, so no speed can be known"
    sport, notes = _tell_sport(track.sport, series)
    if not sport:
        return notes[0]
    laps, lap_notes = _laps(track, line, series)
    return Activity(
        path=path,
        sport=sport,
        start=_date(line.start) if track.dated else None,
        time=series.time,
        moving=series.pace.moving,
        speed=series.pace.speed,
        grade=series.grade,
        altitude=series.altitude,
        cadence=series.cadence,
        distance=series.pace.distance,
        contact_time=series.contact_time,
        laps=laps,
        assumptions=(*recording.notes, *series.notes, *notes, *lap_notes),
        complete=recording.complete,
    )


def _tell_sport(sport: str, series: Series) -> tuple[str, list[str]]:
    """The sport and what to say of it: an unknown one by its speed, "" for that of wheels."""
    pace = series.pace
    speeds = f"median {pace.typical:.1f} m/s, 95th percentile {pace.high:.1f}"
    on_foot = pace.typical < _USUAL_LIMIT and pace.high < _HIGH_LIMIT
    if sport != "unknown" and on_foot:
        return sport, []
    if sport != "unknown":
        return sport, [f"{sport} faster than on foot ({speeds}): check the sport"]
    if not on_foot:
        return "", [f"its sport is not given and too fast for one on foot ({speeds})"]
    sport = "running" if pace.typical >= _RUNNING else "walking"
    return sport, [f"no sport in the file: {sport} by its speed ({speeds})"]


def _laps(track: Track, line: Timeline, series: Series) -> tuple[tuple[Lap, ...], list[str]]:
    """Laps within the activity; one over all of it where there are none."""
    time, distance = series.time, series.pace.distance
    laps: list[Lap] = []
    for start, end, length in track.laps:
        begin, stop = (float(v) for v in line.at(np.array([start, end])))
        if stop > begin:
            first, last = np.interp([begin, stop], time, distance)
            way = float(length if np.isfinite(length) else last - first)
            laps.append(Lap(len(laps) + 1, begin, stop, way))
    if laps:
        return tuple(laps), []
    return (Lap(1, 0.0, float(time[-1]), float(distance[-1])),), ["no laps in the file: one"]


def _date(stamp: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _left_out(sports: list[str]) -> list[str]:
    """Sessions of other sports, counted."""
    notes = []
    for sport in sorted(set(sports)):
        count = sports.count(sport)
        plural = "s" if count > 1 else ""
        notes.append(f"{count} {sport.replace('_', ' ')} session{plural} left out")
    return notes


def _nothing(left: list[str], reasons: list[str]) -> str:
    if reasons:
        return reasons[0]
    held = ", ".join(sport.replace("_", " ") for sport in sorted(set(left)))
    return f"holds only {held}; give the sport running to read it all the same"
