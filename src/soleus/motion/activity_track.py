"""A session as a watch file tells it, and its time line put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FOOT_SPORTS",
    "Recording",
    "Span",
    "Timeline",
    "Track",
    "name_sport",
    "order_records",
    "tell_times",
]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
#: Start, end (s since 1970, UTC) and distance (m, NaN unknown) of a lap or a pause.
Span = tuple[float, float, float]

#: Sports whose steps load the calf as running and walking do.
FOOT_SPORTS = (
    "running", "trail_running", "track_running", "treadmill_running", "virtual_running",
    "walking", "treadmill_walking", "hiking",
)  # fmt: skip
#: Words of the formats that name a sport but say nothing; 9 and 1 are Strava's numbers in GPX.
_UNKNOWN = ("", "generic", "other", "all", "none", "unknown", "uncategorized", "default")
_KINDS = (("run", "running"), ("jog", "running"), ("walk", "walking"), ("hik", "hiking"),
          ("mountaineering", "hiking"), ("bik", "cycling"), ("cycl", "cycling"))  # fmt: skip
_NUMBERS = {"9": "running", "1": "cycling"}
#: Records further apart, s, do not belong to one stretch of time: a clock was set, or a file was
#: continued weeks later. (Assumption; the longest rest within a race on foot is shorter.)
_LONGEST_GAP = 12 * 3600.0
#: A single time off by more, s, is wrong; by less, records are out of order (assumption).
_GLITCH = 10.0


@dataclass(frozen=True, eq=False)
class Track:
    """One session before anything is put right.

    `sport` is a word of `FOOT_SPORTS`, "unknown", or another sport. `time` (record,) s since 1970
    UTC in the order of the file, NaN unknown; `columns` maps speed (m/s), distance (m, running
    total), altitude (m), latitude and longitude (deg), cadence (1/min, as the file counts it),
    contact_time (s) and step_length (m) to (record,), NaN unknown. `pauses` and `laps` are on the
    same clock. `dated` is False where the clock was never set; `notes` say what was assumed so far.
    """

    sport: str
    time: Array
    columns: Mapping[str, Array]
    pauses: tuple[Span, ...] = ()
    laps: tuple[Span, ...] = ()
    dated: bool = True
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> Array:
        """A column, all NaN where the file has none."""
        found = self.columns.get(name)
        return np.full(len(self.time), np.nan) if found is None else found


@dataclass(frozen=True)
class Recording:
    """All sessions of one file; `notes` say what of it could not be used, `complete` is False
    when that is because the file was cut or damaged. `holds` names the content when there is no
    session ("a FIT workout")."""

    tracks: tuple[Track, ...]
    notes: tuple[str, ...] = ()
    complete: bool = True
    holds: str = ""


@dataclass(frozen=True)
class Timeline:
    """Rising time of a session: `rows` are the records used, in order of time, `time` (record,)
    their seconds since the first of them, `stamps` their clock time, `start` that of second 0."""

    rows: Rows
    time: Array
    stamps: Array
    start: float
    notes: tuple[str, ...] = ()

    def at(self, stamps: Array) -> Array:
        """Seconds since the start of clock times; those outside get the nearest end."""
        return np.interp(stamps, self.stamps, self.time)


def name_sport(sport: object, detail: object = "") -> str:
    """The sport in Soleus's words, from whatever a file calls it ("Run", "trail_running", "9").

    `detail` is FIT's sub_sport. Says "unknown" where the file does not tell.
    """
    text = str(sport).strip().lower().replace("-", "_").replace(" ", "_")
    text = _NUMBERS.get(text, text)
    both = f"{text} {str(detail).lower()}"
    if text in _UNKNOWN or text.isdigit():
        return "unknown"
    if "wheelchair" in text:
        return text
    kind = next((name for part, name in _KINDS if part in text), text)
    if "treadmill" in both and kind != "cycling":
        return "treadmill_walking" if kind in ("walking", "hiking") else "treadmill_running"
    if kind == "running":
        for part in ("trail", "track", "virtual"):
            if part in both:
                return f"{part}_running"
        return "treadmill_running" if "indoor" in both else "running"
    if kind == "walking":
        return "treadmill_walking" if "indoor" in both else "walking"
    return kind


def order_records(track: Track) -> Timeline | None:
    """Put the records of a session into one rising line of time; None below 1 s.

    Records without a time are left out, as single ones far off; those out of order are sorted, a
    clock that was set back runs on, and gaps too long for one session are taken out. The date is
    that of the longest stretch, because clocks are wrong at the start rather than later.
    """
    rows = np.flatnonzero(np.isfinite(track.time))
    if len(rows) < 2:
        return None
    rows, notes = _without_glitches(track.time, rows)
    stamps, set_back = _run_on(track.time[rows], track.column("distance")[rows])
    notes += set_back
    order = np.argsort(stamps, kind="stable")
    unsorted = int(np.sum(np.diff(stamps) < 0))
    if unsorted:
        notes.append(f"time steps back {tell_times(unsorted)}: records sorted by time")
    rows, stamps = rows[order], stamps[order]
    steps = np.diff(stamps)
    breaks = steps > _LONGEST_GAP
    time = np.concatenate([[0.0], np.cumsum(np.where(breaks, 1.0, steps))])
    stretch = np.concatenate([[0], np.cumsum(breaks)])
    if time[-1] < 1:
        return None
    first = int(np.searchsorted(stretch, np.bincount(stretch).argmax()))
    notes += _tell_gaps(stamps, time, np.flatnonzero(breaks), track.dated)
    return Timeline(rows, time, stamps, float(stamps[first] - time[first]), tuple(notes))


def _without_glitches(time: Array, rows: Rows) -> tuple[Rows, list[str]]:
    """Rows without single records whose time lies far outside that of both neighbors, which are
    themselves in order."""
    before, at, after = time[rows[:-2]], time[rows[1:-1]], time[rows[2:]]
    wrong = (before <= after) & ((at > after + _GLITCH) | (at < before - _GLITCH))
    if not wrong.any():
        return rows, []
    kept = np.concatenate([[True], ~wrong, [True]])
    return rows[kept], [f"{wrong.sum()} records with a time out of place left out"]


def _run_on(stamps: Array, distance: Array) -> tuple[Array, list[str]]:
    """Undo clocks set back during a session: there time falls while the distance goes on."""
    falls = np.flatnonzero(np.diff(stamps) < -2.0)
    forth = np.diff(distance)[falls]
    set_back = falls[(forth >= 0.0) & (forth < 1000.0) & (distance[falls] > 0.0)]
    if len(set_back) == 0:
        return stamps, []
    shift = np.zeros(len(stamps))
    shift[set_back + 1] = stamps[set_back] - stamps[set_back + 1] + 1.0
    return stamps + np.cumsum(shift), [f"clock set back {tell_times(len(set_back))}: time runs on"]


def _tell_gaps(stamps: Array, time: Array, breaks: Rows, dated: bool) -> list[str]:
    """A sentence for each gap taken out, or one for all when there are many."""
    lengths = stamps[breaks + 1] - stamps[breaks]
    if len(breaks) > 3:
        return [f"{len(breaks)} gaps of {_length(float(lengths.sum()))} in total ignored"]
    notes = []
    for row, length in zip(breaks, lengths, strict=True):
        place = f"after {time[row]:.0f} s"
        if dated:
            place = f"from {_tell_time(stamps[row])} to {_tell_time(stamps[row + 1])}"
        notes.append(f"gap of {_length(float(length))} ignored {place}")
    return notes


def tell_times(count: int) -> str:
    """A number of times as words."""
    return "once" if count == 1 else f"{count} times"


def _length(seconds: float) -> str:
    days = seconds / 86400
    return f"{days:.0f} days" if days >= 2 else f"{seconds / 3600:.0f} h"


def _tell_time(stamp: float) -> str:
    """A clock time as text, "2019-01-29 10:25"; years no calendar has are shown as seconds."""
    try:
        return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return f"{stamp:.0f} s"
