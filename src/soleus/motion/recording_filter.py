"""The low-pass filter recorded angles and markers go through before they are differentiated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import InputError
from soleus.motion.recording_tables import recording_limits

__all__ = ["cutoff_asked", "low_pass"]

Array = NDArray[np.float64]
_CUTOFFS = (2.0, 60.0)


def cutoff_asked(asked: float | None) -> float:
    """Cut-off, 1/s: as asked, else the usual one; `InputError` outside 2 to 60."""
    cutoff = recording_limits()["angle_cutoff"].value if asked is None else asked
    if not _CUTOFFS[0] <= cutoff <= _CUTOFFS[1]:
        raise InputError(f"--filter-hz {cutoff:g} is outside {_CUTOFFS[0]:g} to {_CUTOFFS[1]:g}")
    return cutoff


def low_pass(values: Array, time: Array, cutoff: float) -> Array:
    """Values (time, ...) without what is faster than `cutoff` (1/s): Butterworth of second order,
    forth and back, so nothing is delayed. Left alone when sampled too slowly to hold it."""
    from scipy.signal import butter, filtfilt

    rate = 1.0 / float(np.median(np.diff(time)))
    if cutoff >= 0.4 * rate or len(time) < 12:
        return values
    # Twice through: each pass is opened so that together they halve the power at the cut-off.
    b, a = butter(2, cutoff / 0.802 / (0.5 * rate))
    length = min(3 * round(rate / cutoff), len(time) - 1)
    filtered: Array = filtfilt(b, a, values, axis=0, padlen=length)
    return filtered
