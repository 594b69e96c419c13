"""Joint angles of a recorded table, both legs, in our units and signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.paths import COORDINATES
from soleus.base.errors import DataError
from soleus.motion.recording_columns import Column, check_gaps, find_column, missing_column
from soleus.motion.recording_tables import read_table
from soleus.motion.recording_units import ANGLE_UNITS, Decision, angle_unit, knee_sign
from soleus.motion.recordings import Storage

__all__ = ["RecordedAngles", "read_angles"]

Array = NDArray[np.float64]
#: Joints whose range shows the unit; a foot joint may be locked or barely move.
_TELLING = ("hip_flexion", "knee_angle", "ankle_angle")


@dataclass(frozen=True)
class RecordedAngles:
    """Joint angles of one table: `columns[side][coordinate]` as written, `unit` and `knee` as
    decided. `values` and `rates` give rad and rad/s in our signs (see `COORDINATES`)."""

    table: Storage
    columns: Mapping[str, Mapping[str, Column]]
    unit: Decision
    knee: Decision

    @property
    def time(self) -> Array:
        return self.table.time

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided, as sentences."""
        return (self.unit.why, *((self.knee.why,) if self.knee.taken == "negative" else ()))

    def sign(self, coordinate: str) -> float:
        """-1 where the file counts the other way round than we do."""
        if coordinate == "mtp_angle":  # OpenSim counts toe flexion positive, our paths extension
            return -1.0
        return -1.0 if coordinate == "knee_angle" and self.knee.taken == "negative" else 1.0

    def values(self, side: str) -> dict[str, Array]:
        """Angles of one leg, rad, on the rows of the table."""
        scale = ANGLE_UNITS[self.unit.taken]
        return {k: self.sign(k) * scale * c.values for k, c in self.columns[side].items()}

    def sampled(self, side: str, time: Array) -> tuple[dict[str, Array], dict[str, Array]]:
        """Angles (rad) and rates (rad/s) of one leg at other times, s, on a line between rows."""
        angles, rates = {}, {}
        for name, values in self.values(side).items():
            angles[name] = np.interp(time, self.time, values)
            rates[name] = np.interp(time, self.time, np.gradient(values, self.time))
        return angles, rates

    def check_gaps(self, start: float, end: float) -> None:
        """Raise `DataError` for missing values between start and end, s."""
        for columns in self.columns.values():
            for column in columns.values():
                check_gaps(column, start, end)


def read_angles(
    path: str | Path, sides: tuple[str, ...], asked_unit: str | None = None
) -> RecordedAngles:
    """Read the joint angles of the sides a table has; see `RecordedAngles`.

    Raises `DataError` when no leg has its ankle and knee, for a unit that cannot be told, and
    what `read_table` raises.
    """
    table = read_table(path)
    columns: dict[str, dict[str, Column]] = {}
    for side in sides:
        found = {c: find_column(table, "angles", c, side) for c in COORDINATES}
        if found["ankle_angle"] is None and found["knee_angle"] is None:
            continue
        for needed in ("ankle_angle", "knee_angle"):
            if found[needed] is None:
                raise DataError(missing_column(table, "angles", needed, side))
        columns[side] = {k: c for k, c in found.items() if c is not None}
    if not columns:
        raise DataError(missing_column(table, "angles", "ankle_angle", sides[0]))
    telling = [c for own in columns.values() for k, c in own.items() if k in _TELLING]
    unit = angle_unit(telling, asked_unit)
    knees = [own["knee_angle"] for own in columns.values()]
    return RecordedAngles(table, columns, unit, knee_sign(knees, unit.taken))
