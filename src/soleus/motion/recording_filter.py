"""The low-pass filter recorded angles and markers go through before they are differentiated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import InputError
from soleus.motion.recording_tables import recording_limits

__all__ = ["check_cutoff", "cutoff_asked", "low_pass"]

Array = NDArray[np.float64]
_CUTOFFS = (2.0, 60.0)
#: Share of the rate a filter run twice can hold.
_HELD = 0.4


def cutoff_asked(asked: float | None) -> float:
    """Cut-off, 1/s: as asked, else the usual one; `InputError` outside 2 to 60."""
    cutoff = recording_limits()["angle_cutoff"].value if asked is None else asked
    if not _CUTOFFS[0] <= cutoff <= _CUTOFFS[1]:
        raise InputError(
            f"--filter-hz {cutoff:g}: a low-pass filter is {_CUTOFFS[0]:g} to {_CUTOFFS[1]:g} Hz"
        )
    return cutoff


def check_cutoff(cutoff: float, time: Array, path: object) -> None:
    """Raise `InputError` where rows over `time`, s, are too few a second to hold the cut-off."""
    rate = 1.0 / float(np.median(np.diff(time)))
    if cutoff >= _HELD * rate:
        raise InputError(
            f"--filter-hz {cutoff:g}: {path} was recorded at {rate:.0f} Hz, the filter must be "
            f"below {_HELD * rate:.3g} Hz"
        )


def low_pass(values: Array, time: Array, cutoff: float) -> Array:
    """Values (time, ...) without what is faster than `cutoff` (1/s): Butterworth of second order,
    forth and back, so nothing is delayed. Left alone when sampled too slowly to hold it."""
    from scipy.signal import butter, filtfilt

    rate = 1.0 / float(np.median(np.diff(time)))
    if cutoff >= _HELD * rate or len(time) < 12:
        return values
    # Twice through: each pass is opened so that together they halve the power at the cut-off.
    b, a = butter(2, cutoff / 0.802 / (0.5 * rate))
    length = min(3 * round(rate / cutoff), len(time) - 1)
    filtered: Array = filtfilt(b, a, values, axis=0, padlen=length)
    return filtered
