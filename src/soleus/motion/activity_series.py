"""The series of a session, second by second: what a file lacks follows from what it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.motion.activity_grade import clean_altitude, grade_over_distance, undo_drift
from soleus.motion.activity_grid import Grid, make_grid
from soleus.motion.activity_speed import Pace, ends_apart, find_pace
from soleus.motion.activity_track import Timeline, Track

__all__ = ["Series", "make_series"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Steps/min of both feet usual at a speed, m/s: enough to tell one foot from two (assumption).
_SPEEDS, _STEPS = (0.4, 1.4, 2.2, 3.0, 5.0), (70.0, 115.0, 145.0, 165.0, 185.0)
#: What feet can do: steps/min, and s on the ground (assumptions).
_CADENCES, _CONTACTS = (30.0, 260.0), (0.06, 1.5)


@dataclass(frozen=True)
class Series:
    """Series (second,) at 1 Hz; units and signs as in `Activity`. Speed, motion and distance are
    in `pace`."""

    time: Array
    pace: Pace
    grade: Array
    altitude: Array
    cadence: Array
    contact_time: Array
    notes: tuple[str, ...]


def make_series(track: Track, line: Timeline) -> Series | None:
    """Everything on one grid; None where nothing tells how fast the person went."""
    grid = make_grid(track, line)
    pace = find_pace(grid)
    if pace is None:
        return None
    altitude, grade, hills = _ground(grid, pace)
    cadence, steps = _cadence(grid, pace)
    contact = np.where(pace.moving, grid.sample("contact_time"), np.nan)
    notes = [*track.notes, *line.notes, *grid.notes, *pace.notes, *hills, *steps]
    if not pace.moving.any():
        notes.append("no motion in it")
    return Series(
        grid.time, pace, grade, altitude, cadence, _within(contact, _CONTACTS), tuple(notes)
    )


def _ground(grid: Grid, pace: Pace) -> tuple[Array, Array, list[str]]:
    """Altitude (second,) m, grade (second,) and what was assumed of them."""
    flat = np.zeros(len(grid.time))
    for word in ("treadmill", "virtual"):
        if grid.track.sport.startswith(word):
            return flat, flat, [f"{word.replace('virtual', 'virtual run')}: a level belt assumed"]
    when, values = grid.known("altitude")
    altitude, notes = clean_altitude(when, values, grid.time, pace.moving)
    if altitude is None:
        return flat, flat, notes
    altitude, drift = undo_drift(altitude, ends_apart(grid))
    advance = np.diff(pace.distance, prepend=0.0)
    way = np.cumsum(np.where(pace.moving, advance, 0.0))  # as the altitude: without the rests
    smooth, grade, noise = grade_over_distance(altitude, way)
    return smooth, grade, [*notes, *drift, *noise]


def _cadence(grid: Grid, pace: Pace) -> tuple[Array, list[str]]:
    """Steps/min of both feet (second,), NaN at rest and where unknown. Whether the file counts
    one foot is told by the speed: at one foot's count the steps would be too long to be true."""
    when, values = grid.known("cadence")
    steps = grid.spread(when[values > 0], values[values > 0])
    steps[~pace.moving] = np.nan
    known = np.isfinite(steps)
    if not known.any():
        return steps, ["no cadence: left to the model"]
    notes = []
    usual = np.interp(np.median(pace.speed[known]), _SPEEDS, _STEPS)
    if np.median(steps[known]) < usual / np.sqrt(2):
        steps = 2 * steps
        notes.append("cadence counted one foot: doubled")
    steps = _within(steps, _CADENCES)
    lost = int(np.sum(pace.moving & ~np.isfinite(steps)))
    if lost > 0.1 * pace.moving.sum():
        notes.append(f"no cadence for {lost} s: left to the model there")
    return steps, notes


def _within(values: Array, limits: tuple[float, float]) -> Array:
    """Values within limits, NaN elsewhere."""
    inside = (values >= limits[0]) & (values <= limits[1])
    return np.where(inside, values, np.nan)
