"""Time of recorded tables: whole, in seconds, and what several tables have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError
from soleus.motion.recording_options import TrialOptions
from soleus.motion.recording_tables import recording_limits

__all__ = ["Clock", "common_time"]

Array = NDArray[np.float64]
_FEWEST = 10


@dataclass(frozen=True)
class Clock:
    """Times of the rows of a table, s, and the lines of the file they stand on, where it has
    lines."""

    time: Array
    lines: NDArray[np.int64] | None = None

    @property
    def step(self) -> float:
        """The usual time between rows, s."""
        return float(np.median(np.diff(self.time)))

    def check_unit(self, name: str) -> None:
        """Raise `DataError` where rows stand too far apart to be seconds."""
        if self.step > recording_limits()["longest_step"].si:
            raise DataError(
                f"{name}: time runs {self.time[0]:g} to {self.time[-1]:g} s with {self.step:g} s "
                "between rows; is it in milliseconds or in frames?"
            )

    def check_gaps(self, name: str, start: float, end: float) -> None:
        """Raise `DataError` where rows are missing between start and end, s."""
        limits = recording_limits()
        steps = np.diff(self.time)
        longest = max(limits["gap_steps"].value * self.step, limits["gap"].si)
        inside = (self.time[:-1] < end - 1e-9) & (self.time[1:] > start + 1e-9)
        gaps = np.flatnonzero((steps > longest) & inside)
        if len(gaps):
            before, after = (self._place(int(gaps[0]) + k) for k in (0, 1))
            raise DataError(
                f"{name}: no rows between {before} and {after}; fill them or cut the trial with "
                "--from-s and --to-s"
            )

    def _place(self, row: int) -> str:
        where = f"row {row + 1}" if self.lines is None else f"line {self.lines[row]}"
        return f"{self.time[row]:.3f} s ({where})"


def common_time(tables: Mapping[str, Clock], options: TrialOptions) -> tuple[Array, list[str]]:
    """Evenly spaced times, s, that all tables (name to its times) and the options share.

    Also returns sentences on tables that end elsewhere. Raises `DataError` for times that are
    no seconds and for missing rows, `InputError` when less than 10 or too many frames are
    common, or the options reach beyond what is.
    """
    for name, clock in tables.items():
        clock.check_unit(name)
    start = max(float(c.time[0]) for c in tables.values())
    end = min(float(c.time[-1]) for c in tables.values())
    spans = ", ".join(f"{n} {c.time[0]:.3f} to {c.time[-1]:.3f} s" for n, c in tables.items())
    if end <= start:
        raise InputError(f"the tables have no time in common: {spans}")
    notes = []
    longest = max(float(c.time[-1] - c.time[0]) for c in tables.values())
    if end - start < 0.95 * longest:
        notes.append(f"tables of different length ({spans}); {start:.3f} to {end:.3f} s is common")
    slack = max(1.0 / options.rate, *(c.step for c in tables.values()))
    low, high = _cut(options, start, end, slack, spans)
    for name, clock in tables.items():
        clock.check_gaps(name, low, high)
        recorded = 1.0 / clock.step
        if options.rate > 1.05 * recorded:
            notes.append(
                f"{name} was recorded at {recorded:.0f} Hz; {options.rate:g} Hz lies on straight "
                "lines between its rows"
            )
    return np.linspace(low, high, round((high - low) * options.rate) + 1), notes


def _cut(
    options: TrialOptions, start: float, end: float, slack: float, spans: str
) -> tuple[float, float]:
    """Where to begin and end, s, of what is common."""
    for option, value in (("from-s", options.start), ("to-s", options.end)):
        if value is not None and not start - slack <= value <= end + slack:
            raise InputError(
                f"--{option} {value:g} is outside the trial: {start:.3f} to {end:.3f} s ({spans})"
            )
    low = start if options.start is None else max(start, options.start)
    high = end if options.end is None else min(end, options.end)
    if high - low < _FEWEST / options.rate:
        raise InputError(
            f"{low:g} to {high:g} s is too short: at {options.rate:g} Hz at least "
            f"{_FEWEST / options.rate:g} s ({_FEWEST} frames) are needed"
        )
    most, count = round(recording_limits()["most_frames"].value), round((high - low) * options.rate)
    if count > most:
        raise InputError(
            f"{high - low:g} s at {options.rate:g} Hz are {count} frames a leg, at most {most} are "
            "solved; cut the trial with --from-s and --to-s, or lower --rate-hz"
        )
    return low, high
