"""Do force and motion belong together: does the center of pressure lie under the foot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.base.quantities import GRAVITY
from soleus.motion.recording_forces import GroundForces
from soleus.motion.recording_tables import recording_limits

__all__ = ["check_under_foot", "distance_to_foot", "loaded_frames"]

Array = NDArray[np.float64]
_SHIFTS = np.arange(-30, 31) * 0.005


def loaded_frames(forces: GroundForces, side: str, time: Array, mass: float) -> NDArray[np.bool_]:
    """Where a foot carries enough to count as loaded, (time,)."""
    share = recording_limits()["contact_force"].si
    loaded: NDArray[np.bool_] = forces.at(side, time).force[:, 1] > share * mass * GRAVITY
    return loaded


def distance_to_foot(
    forces: GroundForces, side: str, time: Array, foot: Array, mass: float, shift: float = 0.0
) -> float:
    """Mean horizontal distance, m, of the center of pressure from the line heel to toe tip while
    the foot is loaded; NaN when it never is.

    `foot` (time, 2, 3) m holds heel and toe tip over `time`; `shift` (s) is added to the clock
    of the forces.
    """
    own = forces.at(side, time - shift)
    loaded = own.force[:, 1] > recording_limits()["contact_force"].si * mass * GRAVITY
    if not loaded.any():
        return float("nan")
    point, heel, toe = (v[loaded][:, [0, 2]] for v in (own.point, foot[:, 0], foot[:, 1]))
    along = toe - heel
    place = ((point - heel) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
    gap = point - heel - np.clip(place, 0.0, 1.0)[:, None] * along
    return float(np.linalg.norm(gap, axis=1).mean())


def check_under_foot(
    forces: GroundForces, time: Array, feet: Mapping[str, Array], mass: float
) -> list[str]:
    """Sentences of warning where a plate is never loaded, or the center of pressure would lie
    much better under the foot with the clock of the forces moved. Arguments as above, `feet` by
    side. Raises `DataError` where it does not lie under a loaded foot at all."""
    limits = {k: q.si for k, q in recording_limits().items()}
    said, known = [], {}
    for side in (s for s in feet if s in forces.feet):
        away = distance_to_foot(forces, side, time, feet[side], mass)
        if np.isnan(away):
            said.append(
                f"{side} leg: its plate is never loaded in the time analyzed; the ankle moment is "
                "that of a foot in the air"
            )
        else:
            known[side] = away
    if not known:
        return said
    shift, better = _best_shift(forces, time, {s: feet[s] for s in known}, mass)
    now = float(np.mean(list(known.values())))
    gain = now - better > limits["clock_gain"] and better < 0.7 * now
    offset = abs(shift) >= limits["clock_shift"] and gain
    clocks = (
        f"; their clocks look offset, with the forces {1000 * abs(shift):.0f} ms "
        f"{'later' if shift > 0 else 'earlier'} it would be {100 * better:.1f} cm"
    )
    if max(known.values()) > limits["under_foot"]:
        far = " and ".join(f"{100 * d:.0f} cm off the loaded {s} foot" for s, d in known.items())
        raise DataError(
            f"{forces.path}: forces and motion do not fit: the center of pressure lies {far} on "
            f"average, {100 * limits['under_foot']:g} cm are allowed; feet swapped, or another "
            f"trial?{clocks if offset else ''}"
        )
    if not offset:
        return said
    text = (
        f"{forces.path}: forces and motion do not fit, do not trust the moments: under the loaded "
        f"feet the center of pressure lies {100 * now:.1f} cm off the line from heel to toe"
    )
    return [*said, text + clocks]


def _best_shift(
    forces: GroundForces, time: Array, feet: Mapping[str, Array], mass: float
) -> tuple[float, float]:
    """Shift of the force clock, s, with the least mean distance, m, over all feet given."""
    means = [
        np.mean([distance_to_foot(forces, s, time, f, mass, float(shift)) for s, f in feet.items()])
        for shift in _SHIFTS
    ]
    best = int(np.argmin(np.where(np.isnan(means), np.inf, means)))
    return float(_SHIFTS[best]), float(means[best])
