"""A recorded trial: both legs from joint angles and joint moments, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError
from soleus.motion.osim_muscles import OsimMuscle
from soleus.motion.recording_angles import RecordedAngles, read_angles
from soleus.motion.recording_columns import Column, check_gaps, find_column, missing_column
from soleus.motion.recording_forces import check_mass, read_forces
from soleus.motion.recording_tables import read_table
from soleus.motion.recording_units import MOMENT_UNITS, check_moment_sign, moment_unit
from soleus.motion.recordings import Storage
from soleus.motion.trajectory import Trajectory

__all__ = ["Trial", "TrialOptions", "common_time", "read_trial"]

Array = NDArray[np.float64]
_JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
_RATES = (10.0, 2000.0)
_FEWEST = 10


@dataclass(frozen=True)
class TrialOptions:
    """What a user may say about a trial; None leaves it to the files.

    `side` both, right or left; `start` and `end` s cut the trial; `rate` 1/s; `angles` deg or
    rad; `moments_unit` nm, nmm or nm_per_kg; `moments_sign` see `MOMENT_SIGNS`.
    """

    side: str = "both"
    start: float | None = None
    end: float | None = None
    rate: float = 100.0
    angles: str | None = None
    moments_unit: str | None = None
    moments_sign: str | None = None

    def __post_init__(self) -> None:
        if self.side not in ("both", "right", "left"):
            raise InputError(f"--side '{self.side}' is not known; it is both, right or left")
        if not _RATES[0] <= self.rate <= _RATES[1]:
            raise InputError(f"--rate-hz {self.rate:g} is outside {_RATES[0]:g} to {_RATES[1]:g}")

    @property
    def sides(self) -> tuple[str, ...]:
        return ("right", "left") if self.side == "both" else (self.side,)


@dataclass(frozen=True)
class Trial:
    """A recorded trial ready to solve: a `Trajectory` with moments for each leg there is.

    `notes` say what was decided and left out; `taken` holds the decisions by key (angles,
    moments_unit, moments_sign, moments_from, ...). `muscles` by side are the constants that
    belong to paths of a model (`Trajectory.geometry`), empty when our own paths are used.
    """

    name: str
    legs: Mapping[str, Trajectory]
    notes: tuple[str, ...]
    taken: Mapping[str, str]
    muscles: Mapping[str, Mapping[str, OsimMuscle]] = field(default_factory=dict)


def common_time(tables: Mapping[str, Array], options: TrialOptions) -> tuple[Array, list[str]]:
    """Evenly spaced times, s, that all tables (name to its times) and the options share.

    Raises `InputError` when nothing, or less than 10 frames, is common. Also returns
    sentences on tables that end elsewhere.
    """
    start = max(float(t[0]) for t in tables.values())
    end = min(float(t[-1]) for t in tables.values())
    spans = ", ".join(f"{name} {t[0]:.3f} to {t[-1]:.3f} s" for name, t in tables.items())
    if end <= start:
        raise InputError(f"the tables have no time in common: {spans}")
    notes = []
    longest = max(float(t[-1] - t[0]) for t in tables.values())
    if end - start < 0.95 * longest:
        notes.append(f"tables of different length ({spans}); {start:.3f} to {end:.3f} s is common")
    low = start if options.start is None else max(start, options.start)
    high = end if options.end is None else min(end, options.end)
    if high - low < _FEWEST / options.rate:
        raise InputError(
            f"from {low:g} to {high:g} s is too short or outside the trial; common is "
            f"{start:.3f} to {end:.3f} s ({spans})"
        )
    for name, t in tables.items():
        recorded = 1.0 / float(np.median(np.diff(t)))
        if options.rate > 1.05 * recorded:
            notes.append(
                f"{name} was recorded at {recorded:.0f} Hz; {options.rate:g} Hz lies on straight "
                "lines between its rows"
            )
    return np.linspace(low, high, round((high - low) * options.rate) + 1), notes


def read_trial(
    coordinates: str | Path,
    moments: str | Path,
    mass: float,
    options: TrialOptions | None = None,
    forces: str | Path | None = None,
) -> Trial:
    """A trial from joint angles and joint moments (N m, OpenSim's signs unless said).

    `mass` kg turns moments per kg into N m and is checked against `forces` when given. Units
    and signs are decided or asked for as `recording_units` says; every decision is a note.
    Raises `DataError` and `InputError` with file, column and row.
    """
    options = options or TrialOptions()
    angles = read_angles(coordinates, options.sides, options.angles)
    loads = read_table(moments)
    time, notes = common_time({str(coordinates): angles.time, str(moments): loads.time}, options)
    found = {side: _moment_columns(loads, side) for side in options.sides}
    sides, missing = _sides(angles, loads, found, options)
    angles.check_gaps(time[0], time[-1])
    ankles = [found[side]["ankle_angle"] for side in sides]
    unit = moment_unit(ankles, mass, options.moments_unit)
    factor = MOMENT_UNITS[unit.taken] * (mass if unit.taken == "nm_per_kg" else 1.0)
    turn = -1.0 if options.moments_sign == "plantar-flexion-positive" else 1.0
    legs, said = {}, []
    for side in sides:
        known = {}
        for joint, column in found[side].items():
            check_gaps(column, time[0], time[-1])
            sign = turn * (angles.sign(joint) if turn > 0 else 1.0)
            known[joint] = np.interp(time, loads.time, sign * factor * column.values)
        sign_seen = check_moment_sign(
            found[side]["ankle_angle"], known["ankle_angle"], time, options.moments_sign
        )
        said += [sign_seen.why] if "could not" in sign_seen.why else []
        values, rates = angles.sampled(side, time)
        said += _absent(side, values, known)
        legs[side] = Trajectory(f"{Path(coordinates).stem}, {side}", time, values, rates, known)
    if turn < 0:
        said.append("moments were given with plantar flexion, knee extension and hip extension "
                    "positive; all three were turned")  # fmt: skip
    if forces is not None:
        said.append(check_mass(read_forces(forces), mass, -np.inf, np.inf))
    taken = {
        "angles": unit_word(angles.unit.taken), "moments_unit": unit.taken,
        "moments_sign": options.moments_sign or "plantar-flexion-negative",
        "moments_from": str(moments), "knee_flexion": angles.knee.taken,
    }  # fmt: skip
    return Trial(
        Path(coordinates).stem, legs, (*angles.notes, unit.why, *notes, *missing, *said), taken
    )


def unit_word(unit: str) -> str:
    return {"deg": "degrees", "rad": "radians"}[unit]


def _moment_columns(loads: Storage, side: str) -> dict[str, Column]:
    found = {j: find_column(loads, "moments", j, side) for j in _JOINTS}
    return {j: c for j, c in found.items() if c is not None}


def _sides(
    angles: RecordedAngles,
    loads: Storage,
    found: Mapping[str, Mapping[str, Column]],
    options: TrialOptions,
) -> tuple[list[str], list[str]]:
    """Legs with angles and an ankle moment, and a line for each one left out."""
    sides, lines = [], []
    for side in options.sides:
        if side not in angles.columns:
            lines.append(missing_column(angles.table, "angles", "ankle_angle", side))
        elif "ankle_angle" not in found[side]:
            lines.append(missing_column(loads, "moments", "ankle_angle", side))
        else:
            sides.append(side)
    if not sides:
        raise DataError(lines[0])
    absent = [s for s in options.sides if s not in sides]
    said = [f"the {s} leg is left out: {line}" for s, line in zip(absent, lines, strict=True)]
    return sides, said


def _absent(side: str, angles: Mapping[str, Array], moments: Mapping[str, Array]) -> list[str]:
    """What the files lack of a leg and what that means."""
    said = []
    words = {"hip_flexion": "hip", "knee_angle": "knee"}
    lost = [words[j] for j in words if j not in moments]
    if lost:
        said.append(f"{side} leg: no moment of {' and '.join(lost)}; only the other joints are "
                    "balanced")  # fmt: skip
    if "hip_flexion" not in angles:
        said.append(f"{side} leg: no hip angle; taken as 0, which matters for thigh muscles only")
    return said
