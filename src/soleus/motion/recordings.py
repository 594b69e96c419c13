"""Recorded motion: OpenSim's storage files (.mot, .sto)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError
from soleus.motion.recording_text import path_asked, text_of
from soleus.motion.trajectory import Trajectory

__all__ = ["Storage", "read_recording", "read_storage", "storage_of"]

Array = NDArray[np.float64]
_ANGLES = ("hip_flexion", "knee_angle", "ankle_angle", "subtalar_angle", "mtp_angle")
_MOMENTS = ("hip_flexion", "knee_angle", "ankle_angle")


@dataclass(frozen=True)
class Storage:
    """A table of a recording: header entries, column names and (row, column) values; the first
    column is time, s. `lines` (row,) are the lines of the file the rows stand on."""

    path: Path
    header: dict[str, str]
    columns: tuple[str, ...]
    values: Array
    lines: NDArray[np.int64]

    @property
    def time(self) -> Array:
        return self.values[:, 0]

    @property
    def in_degrees(self) -> bool:
        return self.header.get("inDegrees", "no").strip().lower() == "yes"

    def column(self, name: str) -> Array:
        """A column by name, or by the OpenSim path that ends in `name/value`."""
        for i, column in enumerate(self.columns):
            if column == name or column.endswith(f"/{name}/value"):
                return self.values[:, i]
        known = ", ".join(self.columns[:8])
        raise DataError(f"{self.path}: no column '{name}'; it has {known} ...")

    def __contains__(self, name: str) -> bool:
        return any(c == name or c.endswith(f"/{name}/value") for c in self.columns)


def read_storage(path: str | Path) -> Storage:
    """Read a .mot or .sto file; `DataError` names file, line and what is wrong there."""
    path = path_asked(path, "recording")
    lines = text_of(path).splitlines()
    end = next((i for i, line in enumerate(lines) if line.strip() == "endheader"), None)
    if end is None or end + 1 >= len(lines):
        raise DataError(f"{path}: no 'endheader' line, so this is not an OpenSim storage file")
    header = dict(line.split("=", 1) for line in lines[:end] if "=" in line)
    columns = tuple(lines[end + 1].split())
    body = [(n, line.split()) for n, line in enumerate(lines[end + 2 :], end + 3) if line.strip()]
    return storage_of(path, {k.strip(): v for k, v in header.items()}, columns, body)


def storage_of(
    path: Path, header: dict[str, str], columns: tuple[str, ...], body: list[tuple[int, list[str]]]
) -> Storage:
    """A table from its cells as text, (line, cells) a row, time first.

    Raises `DataError` naming the line for rows of another length, cells that are no numbers,
    and time that does not rise.
    """
    for number, row in body:
        if len(row) != len(columns):
            raise DataError(
                f"{path}: line {number} has {len(row)} values, the header {len(columns)}"
            )
    try:
        values = np.array([row for _, row in body], dtype=float)
    except ValueError:
        raise DataError(f"{path}: {_first_text(body, columns)}") from None
    numbers = np.array([n for n, _ in body], dtype=np.int64)
    if len(values) < 2:
        raise DataError(f"{path}: time must rise over at least two rows; it has {len(values)}")
    falls = np.flatnonzero(~(np.diff(values[:, 0]) > 0))
    if len(falls):
        k = int(falls[0])
        raise DataError(
            f"{path}: time must rise, but line {numbers[k + 1]} says {values[k + 1, 0]:g} s "
            f"after {values[k, 0]:g} s"
        )
    return Storage(path, header, columns, values, numbers)


def _first_text(body: list[tuple[int, list[str]]], columns: tuple[str, ...]) -> str:
    """Where the first cell stands that is no number."""
    for number, row in body:
        for name, cell in zip(columns, row, strict=True):
            try:
                float(cell)
            except ValueError:
                return f"line {number}, column '{name}': could not convert '{cell}' to a number"
    return "could not convert a cell to a number"


def read_recording(
    coordinates: str | Path,
    moments: str | Path,
    side: str,
    span: tuple[float, float] | None = None,
    rate: float = 100.0,
) -> Trajectory:
    """A recorded trial of one leg: inverse-kinematics angles and inverse-dynamics moments.

    `side` is "right" or "left"; `span` (s) cuts the trial; both files are interpolated to
    `rate` (1/s). Angles are degrees or radians as their header says. Raises `DataError` for
    files that do not fit, `InputError` for an unknown side or an empty span.
    """
    if side not in ("right", "left"):
        raise InputError(f"side '{side}' is not known; it is right or left")
    motion, loads = read_storage(coordinates), read_storage(moments)
    start, end = max(motion.time[0], loads.time[0]), min(motion.time[-1], loads.time[-1])
    if span is not None:
        start, end = max(start, span[0]), min(end, span[1])
    if end - start < 2 / rate:
        raise InputError(f"{coordinates}: no time in common with {moments} in the span asked")
    time = np.linspace(start, end, round((end - start) * rate) + 1)
    scale = np.pi / 180 if motion.in_degrees else 1.0
    angles, velocities = {}, {}
    for name in _ANGLES:
        column = f"{name}_{side[0]}"
        if column in motion:
            values = scale * motion.column(column)
            if name == "mtp_angle":  # OpenSim counts toe flexion positive, our paths extension
                values = -values
            angles[name] = np.interp(time, motion.time, values)
            velocities[name] = np.interp(time, motion.time, np.gradient(values, motion.time))
    known = {
        name: np.interp(time, loads.time, loads.column(f"{name}_{side[0]}_moment"))
        for name in _MOMENTS
        if f"{name}_{side[0]}_moment" in loads
    }
    if "ankle_angle" not in angles or "ankle_angle" not in known:
        raise DataError(f"{coordinates}, {moments}: no {side} ankle angle and moment")
    return Trajectory(f"{Path(coordinates).stem}, {side}", time, angles, velocities, known)
