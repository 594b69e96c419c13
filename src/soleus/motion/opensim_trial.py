"""A trial from a model, joint angles and ground forces: moments and paths by OpenSim."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError
from soleus.motion.opensim_loads import sides_of_loads
from soleus.motion.opensim_run import OpenSimResult, opensim_python, run_opensim
from soleus.motion.osim_geometry import MuscleGeometry
from soleus.motion.osim_muscles import OsimMuscle, read_osim_muscles
from soleus.motion.recording_angles import RecordedAngles, read_angles
from soleus.motion.recording_checks import ankle_sign_warning, check_computed
from soleus.motion.recording_clock import check_under_foot, loaded_frames
from soleus.motion.recording_columns import Column, check_gaps
from soleus.motion.recording_filter import check_cutoff, cutoff_asked, low_pass
from soleus.motion.recording_forces import GroundForces, check_mass, read_forces
from soleus.motion.recording_options import (
    ANGLE_UNITS,
    TrialOptions,
    mass_asked,
    options_asked,
)
from soleus.motion.recording_text import path_asked
from soleus.motion.recording_time import Clock, common_time
from soleus.motion.recording_trial import Trial, left_out, unit_word
from soleus.motion.trajectory import Trajectory

__all__ = ["read_raw_trial"]

Array = NDArray[np.float64]
_JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
_ENDS_OF_LENGTHS = ("_tx", "_ty", "_tz")


def read_raw_trial(
    model: str | Path,
    coordinates: str | Path,
    forces: str | Path,
    mass: float,
    options: TrialOptions | None = None,
    external_loads: str | Path | None = None,
    cutoff: float | None = None,
    feet: Mapping[str, str] | None = None,
) -> Trial:
    """A trial with moments by inverse dynamics and muscle paths of the model.

    `cutoff` (1/s) of the low-pass filter on angles, 6 unless said. Where forces are numbered,
    `external_loads` (a file) or `feet` (right and left to a number) say whose they are. The
    trial's legs carry `geometry`, its `muscles` the constants that belong to it. Warns of clocks
    apart. Raises `SoleusError` when OpenSim is missing, `DataError` and `InputError` with file
    and column, also when the center of pressure is not under the foot.
    """
    options, mass = options_asked(options), mass_asked(mass)
    opensim_python()  # says what to install before anything is read
    model = path_asked(model, "model")
    cut = cutoff_asked(cutoff)
    ground = _sided_forces(forces, external_loads, feet or {})
    angles = read_angles(coordinates, options.sides, options.angles)
    sides = [s for s in angles.columns if s in ground.feet]
    if not sides:
        raise DataError(f"{forces}: no ground force of the {' or '.join(angles.columns)} foot")
    tables = {str(coordinates): angles.clock, str(forces): Clock(ground.time, ground.lines)}
    time, notes = common_time(tables, options)
    check_cutoff(cut, angles.time, coordinates)
    names, values = _all_coordinates(angles, float(time[0]), float(time[-1]), cut)
    frames = np.stack([np.interp(time, angles.time, v) for v in values.T], axis=1)
    muscles = {side: read_osim_muscles(model, side) for side in sides}
    wanted = {
        m.name: (side, _coordinate_names(side)) for side in sides for m in muscles[side].values()
    }
    result = run_opensim(model, names, angles.time, values, frames, ground, wanted)
    legs = {
        side: _leg(Path(coordinates), side, time, angles, (names, values), result, muscles, wanted)
        for side in sides
    }
    said = [
        left_out(s, str(forces if s in angles.columns else coordinates), sides)
        for s in options.sides if s not in sides
    ]  # fmt: skip
    warned = (*angles.warnings, *check_under_foot(ground, time, dict(result.feet), mass))
    for side, leg in legs.items():
        assert leg.moments is not None
        loaded = loaded_frames(ground, side, time, mass)
        check_computed(f"{model} with {forces}", side, leg.moments, loaded, time, mass)
        warned += ankle_sign_warning(
            side, leg.angles["ankle_angle"], leg.moments["ankle_angle"], mass
        )
    said += [
        f"inverse dynamics and muscle paths by OpenSim from {model}; angles low-pass filtered at "
        f"{cut:g} Hz",
        check_mass(ground, mass, -np.inf, np.inf),
    ]
    taken = {
        "angles": unit_word(angles.unit.taken), "moments_unit": "nm",
        "moments_sign": "plantar-flexion-negative", "moments_from": "OpenSim inverse dynamics",
        "knee_flexion": angles.knee.taken, "paths_from": str(model),
    }  # fmt: skip
    every = (*warned, *angles.notes, *notes, *said)
    return Trial(Path(coordinates).stem, legs, every, taken, muscles, warned)


def _coordinate_names(side: str) -> tuple[str, str, str]:
    hip, knee, ankle = (f"{j}_{side[0]}" for j in _JOINTS)
    return hip, knee, ankle


def _sided_forces(
    forces: str | Path, external_loads: str | Path | None, feet: Mapping[str, str]
) -> GroundForces:
    ground = read_forces(forces)
    if external_loads is not None and feet:
        raise InputError("--external-loads says whose forces are whose; leave --right-foot and "
                         "--left-foot")  # fmt: skip
    if external_loads is not None:
        return ground.named(sides_of_loads(Path(external_loads), ground))
    if feet:
        return ground.named(_numbers(ground, feet))
    if not ground.sided:
        raise InputError(
            f"{forces}: does not say which foot is which (forces {', '.join(ground.feet)}); give "
            "--right-foot and --left-foot with their numbers, or --external-loads FILE.xml"
        )
    return ground


def _numbers(ground: GroundForces, feet: Mapping[str, str]) -> dict[str, str]:
    """Number of a force to its side."""
    if ground.sided:
        raise InputError(
            f"{ground.path}: says itself which foot is which; leave --right-foot and --left-foot"
        )
    for side, number in feet.items():
        if number not in ground.feet:
            known = ", ".join(ground.feet)
            raise InputError(f"--{side}-foot {number}: {ground.path} has forces {known}")
    if len(set(feet.values())) < len(feet):
        raise InputError("--right-foot and --left-foot name the same force")
    return {number: side for side, number in feet.items()}


def _all_coordinates(
    angles: RecordedAngles, start: float, end: float, cutoff: float
) -> tuple[list[str], Array]:
    """All coordinates of the table by plain name, rad and m, filtered; coupled ones left to the
    model (the kneecap follows the knee, whatever a file says)."""
    table = angles.table
    scale = ANGLE_UNITS[angles.unit.taken]
    names, columns = [], []
    for i, column in enumerate(table.columns[1:], start=1):
        parts = column.split("/")
        if len(parts) > 1 and parts[-1] != "value":
            continue
        name = parts[-2] if len(parts) > 1 else column
        if name.endswith("_beta"):
            continue
        check_gaps(Column(table, column, table.values[:, i], ""), start, end)
        factor = 1.0 if name.endswith(_ENDS_OF_LENGTHS) else scale
        names.append(name)
        columns.append(factor * table.values[:, i])
    values = np.stack(columns, axis=1)
    if not np.isfinite(values).all():
        raise DataError(
            f"{table.path}: values are missing outside {start:g} to {end:g} s; cut the file there"
        )
    return names, low_pass(values, table.time, cutoff)


def _leg(
    path: Path,
    side: str,
    time: Array,
    angles: RecordedAngles,
    table: tuple[list[str], Array],
    result: OpenSimResult,
    muscles: Mapping[str, Mapping[str, OsimMuscle]],
    order: Mapping[str, object],
) -> Trajectory:
    names, values = table
    motion, rates = {}, {}
    for joint, column in angles.columns[side].items():
        plain = column.name.split("/")[-2] if "/" in column.name else column.name
        own = angles.sign(joint) * values[:, names.index(plain)]
        motion[joint] = np.interp(time, angles.time, own)
        rates[joint] = np.interp(time, angles.time, np.gradient(own, angles.time))
    moments = {}
    for joint, name in zip(_JOINTS, _coordinate_names(side), strict=True):
        if name not in result.moments:
            raise DataError(f"OpenSim gave no moment of {name}")
        own = angles.sign(joint) * result.moments[name]
        moments[joint] = np.interp(time, result.moment_time, own)
    index = [list(order).index(m.name) for m in muscles[side].values()]
    lengths = result.lengths[:, index]
    signs = np.array([angles.sign(j) for j in _JOINTS])
    geometry = MuscleGeometry(
        tuple(muscles[side]), _JOINTS, lengths, np.gradient(lengths, time, axis=0),
        result.arms[:, index] * signs,
    )  # fmt: skip
    return Trajectory(f"{path.stem}, {side}", time, motion, rates, moments, geometry=geometry)
