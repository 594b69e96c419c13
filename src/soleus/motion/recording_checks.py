"""Could a body have moved so: joint moments and ankle of a recorded leg."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.motion.recording_columns import Column
from soleus.motion.recording_tables import recording_limits

__all__ = ["ankle_sign_warning", "check_column_size", "check_computed"]

Array = NDArray[np.float64]
_WORDS = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}


def _largest(joint: str) -> float:
    """Moment of a joint nobody reaches, N m/kg."""
    return recording_limits()[f"largest_{_WORDS[joint]}_moment"].si


def check_column_size(
    column: Column, joint: str, factor: float, mass: float, start: float, end: float
) -> None:
    """Raise `DataError` that names the line where a column of moments (times `factor` N m)
    reaches what nobody gives, between start and end, s."""
    time = column.table.time
    inside = (time >= start) & (time <= end) & np.isfinite(column.values)
    per_kg = np.where(inside, np.abs(factor * column.values) / mass, 0.0)
    row = int(np.argmax(per_kg))
    if per_kg[row] > _largest(joint):
        raise DataError(
            f"{column.table.path}: column '{column.name}' says {column.values[row]:.6g} in line "
            f"{column.table.lines[row]} ({time[row]:g} s), {per_kg[row]:.3g} N m/kg; nobody gives "
            f"more than {_largest(joint):g} at the {_WORDS[joint]}"
        )


def check_computed(
    origin: str, side: str, moments: Mapping[str, Array], loaded: NDArray[np.bool_], time: Array,
    mass: float,
) -> None:  # fmt: skip
    """Raise `DataError` where moments computed from motion and forces, N m (time,) by joint,
    cannot be: larger than anybody's, or pulling the loaded foot up. `origin` is what they
    were computed from."""
    for joint, values in moments.items():
        frame = int(np.argmax(np.abs(values)))
        per_kg = abs(float(values[frame])) / mass
        if per_kg > _largest(joint):
            raise DataError(
                f"{origin}: the {side} {_WORDS[joint]} moment reaches {per_kg:.3g} N m/kg at "
                f"{time[frame]:.2f} s; nobody gives more than {_largest(joint):g}. Do model, "
                "motion, forces and mass belong together?"
            )
    limits = {k: q.si for k, q in recording_limits().items()}
    if not loaded.any():
        return
    ankle = moments["ankle_angle"][loaded] / mass
    up, down = float(ankle.max()), float(-ankle.min())
    if up > max(limits["one_sided"] * down, 0.5 * limits["telling_moment"]):
        raise DataError(
            f"{origin}: in contact the {side} ankle pulls the foot up with {up:.2f} N m/kg and "
            f"down with {max(down, 0.0):.2f} at most; model, motion and forces do not belong "
            "together"
        )


def ankle_sign_warning(side: str, angle: Array, moment: Array, mass: float) -> tuple[str, ...]:
    """A sentence where the ankle (rad, dorsiflexion +) is plantar flexed at its largest
    plantar-flexion moment (N m, negative), both (time,): is the sign of the angle right?"""
    limits = {k: q.si for k, q in recording_limits().items()}
    frame = int(np.argmin(moment))
    if -moment[frame] / mass < limits["telling_moment"] or angle[frame] > -limits["ankle_down"]:
        return ()
    return (
        f"{side} leg: at its largest plantar-flexion moment the ankle is plantar flexed by "
        f"{-np.degrees(angle[frame]):.0f} deg; in walking and running it is dorsiflexed then: is "
        "dorsiflexion positive in the file?",
    )
