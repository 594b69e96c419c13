"""A session on whole seconds: its columns read there, its pauses and gaps marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.motion.activity_track import Timeline, Track, tell_times

__all__ = ["Grid", "make_grid", "masked_mean"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Values are interpolated between records at most this far apart, s; records further apart than
#: the second number are a gap. More where a watch records seldom. (Assumptions: smart recording
#: writes every 1 to 10 s.)
_REACH, _GAP = 10.0, 60.0
#: Numbers that large are no measurement, whatever they measure.
_HUGE = 1e9


@dataclass(frozen=True)
class Grid:
    """A track, its time line, and `time` (second,) s at 1 Hz over the time elapsed; `rest`
    (second,) marks pauses of the timer and gaps without records; `reach` is how far apart, s,
    two records may be to interpolate between them."""

    track: Track
    line: Timeline
    time: Array
    rest: Mask
    reach: float
    notes: tuple[str, ...]

    def known(self, *names: str) -> list[Array]:
        """Times, s, and values of columns where all of them are known; of several records at one
        time, the last."""
        values = [self.track.column(name)[self.line.rows] for name in names]
        rows = np.flatnonzero(np.all(np.abs(values) < _HUGE, axis=0))
        rows = rows[np.append(np.diff(self.line.time[rows]) > 0, True)[: len(rows)]]
        return [self.line.time[rows], *(column[rows] for column in values)]

    def spread(self, when: Array, values: Array) -> Array:
        """Values at times `when` on the grid (second,), NaN where their neighbors in time are
        out of reach."""
        if len(when) == 0:
            return np.full(len(self.time), np.nan)
        result = np.interp(self.time, when, values, left=np.nan, right=np.nan)
        ends = np.concatenate([[-np.inf], when, [np.inf]])
        after = np.searchsorted(ends, self.time)
        between = self.time < ends[after]
        result[between & (ends[after] - ends[after - 1] > self.reach)] = np.nan
        return result

    def sample(self, name: str) -> Array:
        """A column on the grid (second,), NaN unknown."""
        return self.spread(*self.known(name))


def make_grid(track: Track, line: Timeline) -> Grid:
    """The grid of a session, with what there is to say of pauses and gaps."""
    time = np.arange(int(line.time[-1]) + 1.0)
    usual = float(np.median(np.diff(line.time)))
    pauses = line.at(np.array([span[:2] for span in track.pauses], dtype=float).reshape(-1, 2))
    pauses = pauses[pauses[:, 1] - pauses[:, 0] >= 1.0]
    far = np.flatnonzero(np.diff(line.time) > max(_GAP, 5 * usual))
    gaps = np.stack([line.time[far], line.time[far + 1]], axis=1)
    paused = _inside(pauses, time)
    covered = np.append(0, np.cumsum(paused))
    hours = np.searchsorted(time, gaps)
    known = np.diff(covered[hours], axis=1)[:, 0] > np.diff(hours, axis=1)[:, 0] / 2
    paused |= _inside(gaps[known], time)  # the timer's stop and the last record differ by some s
    missing = _inside(gaps[~known], time) & ~paused
    notes = []
    if paused.any():
        notes.append(f"paused {tell_times(len(pauses))} for {paused.sum()} s in total")
    if missing.any():
        count = int(np.sum(np.diff(missing.astype(int), prepend=0) == 1))
        notes.append(
            f"no records {tell_times(count)} for {missing.sum()} s in total: taken as rest"
        )
    return Grid(track, line, time, paused | missing, max(_REACH, 3 * usual), tuple(notes))


def _inside(spans: Array, time: Array) -> Mask:
    """Seconds (second,) from the start of a span (row, 2) on, up to its end."""
    edges = np.zeros(len(time) + 1)
    np.add.at(edges, np.searchsorted(time, spans[:, 0]), 1.0)
    np.add.at(edges, np.searchsorted(time, spans[:, 1]), -1.0)
    return np.cumsum(edges)[:-1] > 0


def masked_mean(values: Array, mask: Mask, width: int) -> Array:
    """Mean of `values` (second,) over `width` seconds around each, of those in `mask` alone; 0
    where there are none."""
    width = min(width, len(values) - (len(values) + 1) % 2)
    window = np.ones(width)
    total = np.convolve(np.where(mask, values, 0.0), window, "same")
    count = np.convolve(mask.astype(float), window, "same")
    mean: Array = np.divide(total, count, out=np.zeros(len(values)), where=count > 0.5)
    return mean
