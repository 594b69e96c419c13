"""A recorded trial: both legs from joint angles and joint moments, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.motion.osim_muscles import OsimMuscle
from soleus.motion.recording_angles import RecordedAngles, read_angles
from soleus.motion.recording_checks import ankle_sign_warning, check_column_size
from soleus.motion.recording_columns import Column, check_gaps, find_column, missing_column
from soleus.motion.recording_forces import check_mass, read_forces
from soleus.motion.recording_options import (
    MOMENT_SIGNS,
    MOMENT_UNITS,
    TrialOptions,
    mass_asked,
    options_asked,
)
from soleus.motion.recording_tables import read_table, time_note
from soleus.motion.recording_time import Clock, common_time
from soleus.motion.recording_units import Decision, check_moment_sign, moment_unit
from soleus.motion.recordings import Storage
from soleus.motion.trajectory import Trajectory

__all__ = ["Trial", "TrialOptions", "left_out", "read_trial", "unit_word"]

Array = NDArray[np.float64]
_JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")


@dataclass(frozen=True)
class Trial:
    """A recorded trial ready to solve: a `Trajectory` with moments for each leg there is.

    `notes` say what was decided and left out; `warnings` those of them that put the answer in
    doubt; `taken` holds the decisions by key (angles, moments_unit, moments_sign, ...).
    `muscles` by side are the constants that belong to paths of a model (`Trajectory.geometry`),
    empty when our own paths are used.
    """

    name: str
    legs: Mapping[str, Trajectory]
    notes: tuple[str, ...]
    taken: Mapping[str, str]
    muscles: Mapping[str, Mapping[str, OsimMuscle]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


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
    options, mass = options_asked(options), mass_asked(mass)
    angles = read_angles(coordinates, options.sides, options.angles)
    loads = read_table(moments)
    sides, missing = _sides(angles, loads, options)
    tables = {str(coordinates): angles.clock, str(moments): Clock(loads.time, loads.lines)}
    time, notes = common_time(tables, options)
    angles.check_gaps(time[0], time[-1])
    found = {side: _moment_columns(loads, side) for side in sides}
    unit = moment_unit([c["ankle_angle"] for c in found.values()], mass, options.moments_unit)
    factor = MOMENT_UNITS[unit.taken] * (mass if unit.taken == "nm_per_kg" else 1.0)
    legs: dict[str, Trajectory] = {}
    said: list[str] = []
    warned: list[str] = []
    for side in sides:
        known = {}
        for joint, column in found[side].items():
            check_gaps(column, time[0], time[-1])
            check_column_size(column, joint, factor, mass, time[0], time[-1])
            turned = _turn(joint, angles, options) * factor * column.values
            known[joint] = np.interp(time, loads.time, turned)
        said += _sign_seen(found[side]["ankle_angle"], factor, mass, options)
        values, rates = angles.sampled(side, time)
        warned += ankle_sign_warning(side, values["ankle_angle"], known["ankle_angle"], mass)
        said += _absent(side, values, known)
        legs[side] = Trajectory(f"{Path(coordinates).stem}, {side}", time, values, rates, known)
    said += _turned_words(options)
    if forces is not None:
        ground = read_forces(forces)
        clock = Clock(ground.time, ground.lines)
        clock.check_unit(str(forces))
        clock.check_gaps(str(forces), time[0], time[-1])
        said.append(check_mass(ground, mass, -np.inf, np.inf))
    return _trial(coordinates, moments, legs, angles, unit, options, (
        *angles.notes, *time_note(loads), unit.why, *notes, *missing, *said
    ), (*angles.warnings, *warned))  # fmt: skip


def _trial(
    coordinates: str | Path, moments: str | Path, legs: Mapping[str, Trajectory],
    angles: RecordedAngles, unit: Decision, options: TrialOptions, notes: tuple[str, ...],
    warnings: tuple[str, ...],
) -> Trial:  # fmt: skip
    taken = {
        "angles": unit_word(angles.unit.taken), "moments_unit": unit.taken,
        "moments_sign": options.moments_sign or MOMENT_SIGNS[0],
        "moments_from": str(moments), "knee_flexion": angles.knee.taken,
    }  # fmt: skip
    return Trial(Path(coordinates).stem, legs, (*warnings, *notes), taken, warnings=warnings)


def _turn(joint: str, angles: RecordedAngles, options: TrialOptions) -> float:
    """-1 where a moment of the file is turned round."""
    if options.moments_sign == MOMENT_SIGNS[1]:
        return -1.0
    if options.moments_sign == MOMENT_SIGNS[2] and joint == "ankle_angle":
        return -1.0
    return angles.sign(joint)


def _turned_words(options: TrialOptions) -> list[str]:
    if options.moments_sign == MOMENT_SIGNS[1]:
        return ["moments were given with plantar flexion, knee extension and hip extension "
                "positive; all three were turned"]  # fmt: skip
    if options.moments_sign == MOMENT_SIGNS[2]:
        return ["ankle moments were given with plantar flexion positive; only they were turned"]
    return []


def _sign_seen(ankle: Column, factor: float, mass: float, options: TrialOptions) -> list[str]:
    """Check the sign over the whole file; what was seen, where it could not be told."""
    turn = -1.0 if options.moments_sign in MOMENT_SIGNS[1:] else 1.0
    seen = check_moment_sign(ankle, turn * factor * ankle.values, mass, options.moments_sign)
    return [seen.why] if "could not" in seen.why else []


def unit_word(unit: str) -> str:
    return {"deg": "degrees", "rad": "radians"}[unit]


def _moment_columns(loads: Storage, side: str) -> dict[str, Column]:
    found = {j: find_column(loads, "moments", j, side) for j in _JOINTS}
    return {j: c for j, c in found.items() if c is not None}


def _sides(
    angles: RecordedAngles, loads: Storage, options: TrialOptions
) -> tuple[list[str], list[str]]:
    """Legs with angles and an ankle moment, and a line for each one left out.

    Raises `DataError` for a leg that has some moments and lacks others that the ankle or the
    other leg needs.
    """
    every = {side: _moment_columns(loads, side) for side in ("right", "left")}
    sides, lines = [], []
    for side in options.sides:
        own = every[side]
        needed = [j for j in _JOINTS if j == "ankle_angle" or any(j in e for e in every.values())]
        lost = [j for j in needed if j not in own]
        if side in angles.columns and own and lost:
            joint = "ankle_angle" if "ankle_angle" in lost else lost[0]
            raise DataError(missing_column(loads, "moments", joint, side))
        if side not in angles.columns:
            lines.append((side, angles.table, "angles"))
        elif not own:
            lines.append((side, loads, "moments"))
        else:
            sides.append(side)
    if not sides:
        side, table, kind = lines[0]
        raise DataError(missing_column(table, kind, "ankle_angle", side))
    return sides, [left_out(side, str(table.path), sides) for side, table, _ in lines]


def left_out(side: str, path: str, sides: Sequence[str]) -> str:
    """A sentence on a leg a file does not have."""
    return f"{path} has no {side} leg; only the {' and the '.join(sides)} is computed"


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
