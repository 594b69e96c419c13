"""Speed and distance of a session, from the best that its file has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.motion.activity_grid import Grid, masked_mean

__all__ = ["FASTEST", "STANDING", "Pace", "ends_apart", "find_pace"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Nobody runs faster, m/s (assumption: the top speed in the 100 m world record).
FASTEST = 12.4
#: Slower, a person stands, m/s (assumption: a satellite fix at rest wanders about as fast).
STANDING = 0.3
#: Speed is averaged over so many s, by where it comes from (assumption).
_WIDTHS = {"speed": 5, "distance": 9, "positions": 9, "steps": 5, "laps": 1}
#: Fixes may be off by this, m, before a leap between them counts as wrong (assumption).
_FIX = 5.0
#: Speeds whose sum is less or more than this part of the way are no speeds: 0 where there is no
#: sensor, or km/h (assumptions).
_LEAST, _MOST = 0.2, 2.0
#: Speed is scaled to the distance over so many s, for a way longer than this, m, unless they
#: contradict each other by more (assumptions).
_AROUND, _SHORT, _CONTRADICTION = 121, 100.0, 0.25
_EARTH = 6371008.8  # mean radius, m


@dataclass(frozen=True)
class Pace:
    """Speed (second,) m/s, 0 at rest; `moving` (second,); distance (second,) m, never falling.
    `typical` and `high` are the median and the 95th percentile of the speed in motion before
    impossible values are taken out, m/s."""

    speed: Array
    moving: Mask
    distance: Array
    typical: float
    high: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    """Raw speed (second,), NaN unknown, where it comes from, and the distance (second,) the file
    gives, if it does."""

    speed: Array
    kind: str
    way: Array | None
    notes: tuple[str, ...] = ()


def find_pace(grid: Grid) -> Pace | None:
    """Speed from the first of speed, distance, positions, steps and laps that tells of motion.
    None where nothing does."""
    source = _find_source(grid)
    if source is None:
        return None
    on = ~grid.rest
    notes = list(source.notes)
    raw = np.where(on, source.speed, np.nan)
    in_motion = raw[raw >= STANDING]
    typical, high = np.percentile(in_motion, [50, 95]) if len(in_motion) else (0.0, 0.0)
    fast = raw > FASTEST
    if fast.any():
        notes.append(f"speed impossible (over {FASTEST} m/s) for {fast.sum()} s: left out")
    speed = _smooth(np.where(fast, np.nan, raw), grid.time, on, source.kind)
    moving = on & (speed >= STANDING)
    speed = np.where(moving, speed, 0.0)
    distance = np.cumsum(speed) - speed[0]
    if source.way is not None:
        advance = np.diff(source.way, prepend=source.way[0])
        advance = np.where(fast | (advance > FASTEST), speed, advance)
        if source.kind == "speed":
            speed, more = _reconcile(speed, advance, moving)
            notes += more
        distance = np.cumsum(advance)
    return Pace(speed, moving, distance, float(typical), float(high), tuple(notes))


def _find_source(grid: Grid) -> _Source | None:
    """The first source that tells of motion; speeds that contradict the way are none."""
    speed = np.maximum(grid.sample("speed"), 0.0)
    on = ~grid.rest
    known = bool(on.any()) and np.mean(np.isfinite(speed[on])) > 0.5
    shown = float(np.nansum(speed[on])) if known else 0.0
    way = _accumulate(grid)
    if way is not None:
        if _LEAST * way[-1] < shown < _MOST * way[-1]:
            return _Source(np.where(np.isfinite(speed), speed, np.gradient(way)), "speed", way)
        word = "speed contradicts the distance" if known else "no speed"
        return _Source(np.gradient(way), "distance", way, (f"{word}: taken from distance",))
    positions = _speed_of_positions(grid)
    gone = 0.0 if positions is None else float(np.nansum(positions))
    if shown > 0 and not 0 < _MOST * gone < shown:
        return _Source(speed, "speed", None, ("no distance: taken from speed",))
    if positions is not None and gone > 0:
        word = "speed contradicts the positions" if known else "no speed or distance"
        return _Source(positions, "positions", None, (f"{word}: taken from satellite positions",))
    rest = _Source(speed, "speed", None) if known else None
    return _speed_of_steps(grid) or _speed_of_laps(grid) or rest


def _accumulate(grid: Grid) -> Array | None:
    """Distance from 0 on the grid, None where it stays there; a total that starts anew goes on."""
    when, distance = grid.known("distance")
    total = np.cumsum(np.maximum(np.diff(distance, prepend=distance[:1]), 0.0))
    return np.interp(grid.time, when, total) if total.any() else None


def _speed_of_positions(grid: Grid) -> Array | None:
    """Speed along the path of the fixes, whose steps are first averaged over 5 s as vectors:
    otherwise their jitter would count as way. Leaps no runner makes are unknown, unless they are
    many: then this is a vehicle, to be told by its speed."""
    when, latitude, longitude = _fixes(grid)
    if len(when) < 2:
        return None
    north, east = _steps(latitude, longitude)
    wild = np.hypot(north, east) > FASTEST * np.diff(when) + _FIX
    if wild.mean() > 0.2:
        wild[:] = False
    leap = wild[np.searchsorted(when, grid.time).clip(1, len(when) - 1) - 1]
    means = []
    for axis in (north, east):
        path = np.concatenate([[0.0], np.cumsum(np.where(wild, 0.0, axis))])
        step = np.diff(np.interp(grid.time, when, path), prepend=np.nan)
        step[:1] = step[1:2]
        means.append(masked_mean(step, ~grid.rest & ~leap, 5))
    speed: Array = np.hypot(*means)
    return np.where(leap, np.nan, speed)


def _fixes(grid: Grid) -> tuple[Array, Array, Array]:
    """Times and positions (deg) that can be; 0, 0 is what watches write before the first fix."""
    when, latitude, longitude = grid.known("latitude", "longitude")
    real = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    real &= (latitude != 0) | (longitude != 0)
    return when[real], latitude[real], longitude[real]


def _steps(latitude: Array, longitude: Array) -> tuple[Array, Array]:
    """From each fix (deg) to the next, m to the north and to the east."""
    turn = np.radians((np.diff(longitude) + 180) % 360 - 180)
    middle = np.radians((latitude[1:] + latitude[:-1]) / 2)
    return _EARTH * np.radians(np.diff(latitude)), _EARTH * turn * np.cos(middle)


def ends_apart(grid: Grid) -> float:
    """Distance between the first fix and the last, m; NaN without fixes."""
    _, latitude, longitude = _fixes(grid)
    if len(latitude) < 2:
        return np.nan
    return float(np.hypot(*_steps(latitude[[0, -1]], longitude[[0, -1]]))[0])


def _speed_of_steps(grid: Grid) -> _Source | None:
    """Speed from cadence and step length; a cadence below 120 is that of one foot."""
    steps = grid.sample("cadence")
    speed = steps * grid.sample("step_length") / 60.0
    if not np.nansum(speed) > 0:
        return None
    if np.median(steps[steps > 0]) < 120:
        speed *= 2.0
    return _Source(speed, "steps", None, ("no speed or distance: taken from steps",))


def _speed_of_laps(grid: Grid) -> _Source | None:
    """Speed from the totals of laps, even over each."""
    laps = [lap for lap in grid.track.laps if lap[2] > 0]
    if not laps:
        return None
    way = np.zeros(len(grid.time))
    for start, end, length in laps:
        begin, stop = grid.line.at(np.array([start, end]))
        if stop > begin:
            way += np.interp(grid.time, [begin, stop], [0.0, length])
    if not way[-1] > 0:
        return None
    note = "no speed or distance in the records: laps taken as even"
    return _Source(np.diff(way, append=2 * way[-1] - way[-2]), "laps", way, (note,))


def _smooth(speed: Array, time: Array, on: Mask, kind: str) -> Array:
    """Speed without holes, and averaged over the seconds in motion only."""
    known = np.isfinite(speed) & on
    if not known.any():
        return np.zeros(len(speed))
    speed = np.interp(time, time[known], speed[known])
    width = _WIDTHS[kind]
    if kind == "speed" and len(speed) >= width:
        around = np.lib.stride_tricks.sliding_window_view(speed, width)
        half = width // 2
        speed = np.concatenate([speed[:half], np.median(around, axis=1), speed[-half:]])
    return masked_mean(speed, on, width)


def _reconcile(speed: Array, advance: Array, moving: Mask) -> tuple[Array, list[str]]:
    """Speed scaled to the distance the file gives, within 2 min around each second: watches
    correct the distance when they know better, but not the speed they have shown."""
    moving = moving & (np.arange(len(speed)) > 0)  # nothing has been gone at second 0
    way, total = float(advance[moving].sum()), float(speed[moving].sum())
    if way < _SHORT or total == 0:
        return speed, []
    excess = total / way - 1
    if abs(excess) > _CONTRADICTION:
        return speed, [f"speed {excess:+.0%} off the distance: speed used"]
    shown, gone = (masked_mean(v, moving, _AROUND) for v in (speed, advance))
    ratio = np.divide(gone, shown, out=np.ones(len(speed)), where=shown > 0)
    scaled = speed * ratio.clip(1 - _CONTRADICTION, 1 + _CONTRADICTION)
    scaled = np.where(speed > 0, scaled.clip(STANDING, FASTEST), 0.0)
    note = f"speed {excess:+.0%} off the distance: scaled to it"
    return scaled, [note] if abs(excess) > 0.02 else []
