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
from soleus.motion.recording_options import ANGLE_UNITS
from soleus.motion.recording_tables import read_table, recording_limits, time_note
from soleus.motion.recording_time import Clock
from soleus.motion.recording_units import Decision, angle_unit, knee_sign
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
    def clock(self) -> Clock:
        return Clock(self.table.time, self.table.lines)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided, as sentences."""
        turned = (self.knee.why,) if self.knee.taken == "negative" else ()
        return (*time_note(self.table), self.unit.why, *turned)

    @property
    def warnings(self) -> tuple[str, ...]:
        return (self.unit.warning,) if self.unit.warning else ()

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

    A leg without any column is left out. Raises `DataError` for a leg that has some of them and
    not all, when no leg is there, for a unit that cannot be told, for ankles that count from
    another neutral, and what `read_table` raises.
    """
    table = read_table(path)
    columns: dict[str, dict[str, Column]] = {}
    for side in sides:
        found = {c: find_column(table, "angles", c, side) for c in COORDINATES}
        if all(found[joint] is None for joint in _TELLING):
            continue
        for needed in ("ankle_angle", "knee_angle"):
            if found[needed] is None:
                raise DataError(missing_column(table, "angles", needed, side))
        columns[side] = {k: c for k, c in found.items() if c is not None}
    if not columns:
        raise DataError(missing_column(table, "angles", "ankle_angle", sides[0]))
    for side, own in columns.items():
        if "hip_flexion" not in own and any("hip_flexion" in c for c in columns.values()):
            raise DataError(missing_column(table, "angles", "hip_flexion", side))
    telling = [c for own in columns.values() for k, c in own.items() if k in _TELLING]
    unit = angle_unit(telling, asked_unit)
    knees = [own["knee_angle"] for own in columns.values()]
    for own in columns.values():
        _check_neutral(own["ankle_angle"], unit.taken)
    return RecordedAngles(table, columns, unit, knee_sign(knees, unit.taken))


def _check_neutral(ankle: Column, unit: str) -> None:
    """Ask where the ankle's angles lie about another zero than the foot square to the shank."""
    seen = np.degrees(ANGLE_UNITS[unit] * ankle.values[np.isfinite(ankle.values)])
    if abs(float(np.median(seen))) > recording_limits()["neutral_ankle"].value:
        raise DataError(
            f"{ankle.table.path}: {ankle.name} runs from {seen.min():.0f} to {seen.max():.0f} deg; "
            "does it count 90 where the foot is square to the shank? There it must be 0, with "
            "dorsiflexion positive: subtract 90"
        )
