"""Grade of the ground from a watch's altitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soleus.motion.activity_track import tell_times

__all__ = ["STEEPEST", "clean_altitude", "grade_over_distance", "undo_drift"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Grades beyond this are cut off: steeper ground is climbed, not run (assumption; the steepest at
#: which running has been measured, +-0.45).
STEEPEST = 0.45
#: Altitudes on land, m; FIT's codes for "unknown" and "zero" (12607 and -500) lie outside.
_LOWEST, _HIGHEST = -450.0, 8900.0
#: A change beyond 4 m + 2 m/s x time is a step of the sensor, not of the runner (assumption).
_STEP, _CLIMB = 4.0, 2.0
#: Without records for longer, s, altitude counts as unknown (assumption).
_HOLE = 60.0
#: Grade is the slope of a line fitted over this distance, m, by the altitude's noise, m:
#: a barometer, an average fix, a bad one (assumptions; a hill sprint is 200 m long).
_WINDOWS = ((0.4, 50.0), (1.5, 100.0), (np.inf, 200.0))
_SPACING = 2.0
#: Start and end within this distance, m, are one place; a drift below the next is not looked at.
_SAME_PLACE, _DRIFT = 30.0, 10.0


def clean_altitude(
    when: Array, altitude: Array, time: Array, moving: Mask
) -> tuple[Array | None, list[str]]:
    """Altitude (second,) m on the grid `time`, from records `altitude` at times `when`, without
    impossible values, steps, and what changed while the person did not move.

    Those are taken out of the increments, so that what follows them keeps its shape; the median
    level stays. None where nothing is left to tell a slope.
    """
    real = (altitude > _LOWEST) & (altitude < _HIGHEST)
    if real.sum() < 2:
        word = "impossible" if len(real) > real.sum() else "missing"
        return None, [f"altitude {word}: flat ground assumed"]
    when, altitude = when[real], altitude[real]
    rises, spans = np.diff(altitude), np.diff(when)
    notes = [] if rises.any() else ["altitude never changes: flat ground assumed"]
    ends = np.arange(len(time) + 1.0)
    walked = np.interp(when, ends, np.concatenate([[0.0], np.cumsum(moving)]))
    steps = np.abs(rises) > _STEP + _CLIMB * spans
    if steps.any():
        notes.append(f"altitude leaps {tell_times(int(steps.sum()))}: leaps taken out")
    steps |= np.diff(walked) < spans / 2  # mostly at rest: the sensor moved, not the person
    level = np.concatenate([[0.0], np.cumsum(np.where(steps, 0.0, rises))])
    level += np.median(altitude - level)
    unseen = moving[:-1].sum() - np.diff(walked)[spans <= _HOLE].sum()
    if unseen > 0.1 * moving.sum():
        notes.append(f"no altitude for {unseen:.0f} s: straight lines there")
    return np.interp(time, when, level), notes


def undo_drift(altitude: Array, ends_apart: float) -> tuple[Array, list[str]]:
    """Altitude without the drift between a start and an end at the same place (`ends_apart` m,
    NaN unknown), taken out evenly over time."""
    drift = float(altitude[-1] - altitude[0])
    if not ends_apart < _SAME_PLACE or abs(drift) < _DRIFT:
        return altitude, []
    note = f"altitude drifted {drift:.0f} m between start and end at one place: taken out"
    return altitude - np.linspace(0.0, drift, len(altitude)), [note]


def grade_over_distance(altitude: Array, distance: Array) -> tuple[Array, Array, list[str]]:
    """Smoothed altitude (second,) m and grade (second,), rise over run within +-`STEEPEST`.

    Both come from a straight line fitted around each place over 50, 100 or 200 m of the way
    (`distance` (second,) m, never falling), the longer the noisier the altitude.
    """
    noise = _noise(altitude)
    window = next(width for limit, width in _WINDOWS if noise <= limit)
    notes = []
    if window > _WINDOWS[0][1]:
        notes.append(f"altitude noisy ({noise:.1f} m): smoothed over {window:.0f} m")
    count = int(distance[-1] / _SPACING) + 1
    if count < 3:
        return altitude, np.zeros(len(altitude)), notes
    place = _SPACING * np.arange(count)
    nearest = np.minimum((distance / _SPACING + 0.5).astype(int), count - 1)
    visits = np.bincount(nearest, minlength=count)
    heights = np.bincount(nearest, weights=altitude - altitude[0], minlength=count)
    seen = visits > 0
    height = np.interp(place, place[seen], heights[seen] / visits[seen])
    level, slope = _fit_lines(height, min(int(window / 2 / _SPACING), (count - 1) // 2))
    grade = np.interp(distance, place, slope)
    steep = np.abs(grade) > STEEPEST
    if steep.any():
        notes.append(f"grade beyond {STEEPEST:.0%} for {int(steep.sum())} s: cut off there")
    smooth = altitude[0] + np.interp(distance, place, level)
    return smooth, np.clip(grade, -STEEPEST, STEEPEST), notes


def _fit_lines(height: Array, half: int) -> tuple[Array, Array]:
    """Height and slope of the straight line fitted to `half` places before and behind each one;
    at both ends the first and the last whole line go on."""
    offsets = np.arange(-half, half + 1)
    level = np.convolve(height, np.ones(len(offsets)) / len(offsets), "valid")
    slope = np.convolve(height, -offsets / np.sum(offsets**2) / _SPACING, "valid")
    ends = _SPACING * np.arange(1, half + 1)
    before, behind = level[0] - slope[0] * ends[::-1], level[-1] + slope[-1] * ends
    return np.concatenate([before, level, behind]), np.pad(slope, half, "edge")


def _noise(altitude: Array) -> float:
    """Noise of single altitudes, m: what is left where a straight line over 6 s is expected."""
    if len(altitude) < 7:
        return 0.0
    bends = altitude[6:] - 2 * altitude[3:-3] + altitude[:-6]
    return float(np.mean(np.abs(bends)) * np.sqrt(np.pi / 2 / 6))
