"""A trial from markers and ground forces: the ankle of each leg, with what is approximated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InputError
from soleus.motion.markers import Markers, landmarks, read_trc
from soleus.motion.markers_ankle import LegKinematics, ankle_moment, leg_kinematics
from soleus.motion.markers_c3d import read_c3d
from soleus.motion.markers_feet import assign_feet
from soleus.motion.recording_checks import ankle_sign_warning, check_computed
from soleus.motion.recording_clock import check_under_foot, loaded_frames
from soleus.motion.recording_filter import check_cutoff, cutoff_asked, low_pass
from soleus.motion.recording_forces import GroundForces, check_mass, read_forces
from soleus.motion.recording_options import TrialOptions, options_asked
from soleus.motion.recording_time import Clock, common_time
from soleus.motion.recording_trial import Trial
from soleus.motion.trajectory import Trajectory

__all__ = ["read_c3d_trial", "read_marker_trial"]

Array = NDArray[np.float64]
_UP = np.array([0.0, 1.0, 0.0])


def read_marker_trial(
    markers: str | Path,
    forces: str | Path,
    person: Person,
    options: TrialOptions | None = None,
    overrides: Mapping[str, str] | None = None,
    cutoff: float | None = None,
) -> tuple[Trial, Person]:
    """A trial from a .trc file and a table of ground forces, y up in both.

    Only the ankle is balanced; the knee angle sets the length of the gastrocnemii. Returns the
    trial and the person with the shank length the markers show. Raises `DataError` and
    `InputError` that say which landmarks are missing, and where markers were not seen.
    """
    return _trial(read_trc(markers), read_forces(forces), person, options, overrides, cutoff)


def read_c3d_trial(
    path: str | Path,
    person: Person,
    options: TrialOptions | None = None,
    overrides: Mapping[str, str] | None = None,
    cutoff: float | None = None,
) -> tuple[Trial, Person]:
    """As `read_marker_trial`, from one .c3d file with markers and force plates."""
    markers, forces = read_c3d(path)
    return _trial(markers, forces, person, options, overrides, cutoff)


def _trial(
    markers: Markers,
    forces: GroundForces,
    person: Person,
    options: TrialOptions | None,
    overrides: Mapping[str, str] | None,
    cutoff: float | None,
) -> tuple[Trial, Person]:
    options = options_asked(options)
    if not isinstance(person, Person):
        raise InputError(f"person must be a Person, not {type(person).__name__}")
    cut = cutoff_asked(cutoff)
    check_cutoff(cut, markers.time, markers.path)
    name = f"{markers.path}"
    force_name = name if forces.path == markers.path else str(forces.path)
    tables = {name: Clock(markers.time, markers.lines)}
    if force_name != name:
        tables[force_name] = Clock(forces.time, forces.lines)
    time, notes = common_time(tables, options)
    points, missing = _legs(markers, options, overrides, time, cut)
    both = points if len(points) == 2 else points | _others(markers, points, overrides, time, cut)
    ankles = {s: 0.5 * (p["lateral_malleolus"] + p["medial_malleolus"]) for s, p in both.items()}
    ground = assign_feet(forces, time, ankles, person.mass)
    legs, motions = {}, {}
    for side, own in points.items():
        if side not in ground.feet:
            missing.append(f"the {side} leg is left out: no ground force of it in {forces.path}")
            continue
        motions[side] = motion = _kinematics(own, side, ground, time, person.mass)
        legs[side] = _trajectory(markers.path.stem, side, motion, ground, time, person)
    if not legs:
        raise DataError(missing[0])
    shank = float(np.mean([_length(m) for m in motions.values()]))
    notes += missing + _approximations(motions, shank, cut)
    whole = ground if len(ground.feet) == 2 else forces
    notes.append(check_mass(whole, person.mass, -np.inf, np.inf))
    feet = {s: np.stack([m.heel, m.toe], axis=1) for s, m in motions.items()}
    warned = (*check_under_foot(ground, time, feet, person.mass),)
    for side, leg in legs.items():
        assert leg.moments is not None
        loaded = loaded_frames(ground, side, time, person.mass)
        check_computed(f"{name} with {force_name}", side, leg.moments, loaded, time, person.mass)
        warned += ankle_sign_warning(
            side, leg.angles["ankle_angle"], leg.moments["ankle_angle"], person.mass
        )
    if person.shank_length is None:
        person = replace(person, shank_length=shank)
    taken = {
        "angles": "from markers",
        "moments_unit": "nm",
        "moments_sign": "plantar-flexion-negative",
        "moments_from": f"ground force about the ankle, {forces.path}",
    }
    every = (*warned, *markers.notes, *notes)
    return Trial(markers.path.stem, legs, every, taken, warnings=warned), person


def _legs(
    markers: Markers, options: TrialOptions, overrides: Mapping[str, str] | None, time: Array,
    cut: float,
) -> tuple[dict[str, dict[str, Array]], list[str]]:  # fmt: skip
    """Landmarks of the legs that have all, filtered and at `time`; a line for the others."""
    legs, lines = {}, []
    for side in options.sides:
        found, missing = landmarks(markers, side, overrides)
        if missing:
            lines.append(
                f"the {side} leg is left out: {markers.path} has no {'; no '.join(missing)}; name "
                f"labels with --marker, like --marker {side}_heel=LABEL"
            )
            continue
        if "hip" not in found:
            raise DataError(
                f"{markers.path}: no hip or trochanter marker of the {side} leg, so the knee angle "
                f"and with it the gastrocnemius is unknown; name one with --marker {side}_hip=LABEL"
            )
        legs[side] = {k: _at(markers, k, v, time, cut) for k, v in found.items()}
    if not legs:
        raise DataError(lines[0].split(": ", 1)[1])
    return legs, lines


def _others(
    markers: Markers, known: Mapping[str, object], overrides: Mapping[str, str] | None,
    time: Array, cut: float,
) -> dict[str, dict[str, Array]]:  # fmt: skip
    """The leg not asked for, where its ankle is there: to tell whose foot is on a plate."""
    result = {}
    for side in ("right", "left"):
        found, _ = landmarks(markers, side, overrides)
        ends = ("lateral_malleolus", "medial_malleolus")
        if side not in known and all(e in found for e in ends):
            result[side] = {k: _at(markers, k, found[k], time, cut) for k in ends}
    return result


def _at(markers: Markers, name: str, values: Array, time: Array, cut: float) -> Array:
    """A landmark filtered and at other times; gaps inside the trial are an error."""
    inside = (markers.time >= time[0] - 1e-9) & (markers.time <= time[-1] + 1e-9)
    gaps = np.flatnonzero(inside & ~np.isfinite(values).all(axis=1))
    if len(gaps):
        label = next(k for k, v in markers.points.items() if v is values)
        raise DataError(
            f"{markers.path}: marker '{label}' ({name.replace('_', ' ')}) is not seen in "
            f"{len(gaps)} {'frames, the first' if len(gaps) > 1 else 'frame,'} at "
            f"{markers.time[gaps[0]]:g} s; fill the gaps or cut the trial with --from-s and --to-s"
        )
    seen: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=1))
    first, last = np.flatnonzero(inside)[[0, -1]]
    while first > 0 and seen[first - 1]:
        first -= 1
    while last < len(seen) - 1 and seen[last + 1]:
        last += 1
    rows = slice(int(first), int(last) + 1)
    smooth = low_pass(values[rows], markers.time[rows], cut)
    return np.stack([np.interp(time, markers.time[rows], v) for v in smooth.T], axis=1)


def _kinematics(
    points: Mapping[str, Array], side: str, ground: GroundForces, time: Array, mass: float
) -> LegKinematics:
    motion = leg_kinematics(points, side, loaded_frames(ground, side, time, mass), _UP)
    if float(np.mean((motion.knee - motion.ankle)[:, 1])) < 0.5 * _length(motion):
        raise DataError(
            f"the {side} knee is not above the ankle along y: turn markers and forces so that y "
            "points up"
        )
    return motion


def _length(motion: LegKinematics) -> float:
    return float(np.median(np.linalg.norm(motion.knee - motion.ankle, axis=1)))


def _trajectory(
    name: str, side: str, motion: LegKinematics, ground: GroundForces, time: Array, person: Person
) -> Trajectory:
    assert motion.knee_angle is not None
    angles = {"ankle_angle": motion.ankle_angle, "knee_angle": motion.knee_angle}
    rates = {k: np.gradient(v, time) for k, v in angles.items()}
    moment = ankle_moment(motion, ground.at(side, time), person, _UP)
    return Trajectory(f"{name}, {side}", time, angles, rates, {"ankle_angle": moment})


def _approximations(motions: Mapping[str, LegKinematics], shank: float, cut: float) -> list[str]:
    flat = ", ".join(f"{s} {np.degrees(m.flat):+.0f} deg" for s, m in motions.items())
    return [
        "from markers: only the ankle is balanced, knee and hip are free; joint centers midway "
        "between markers; ankle moment from ground force and foot weight, without the foot's "
        f"inertia; markers low-pass filtered at {cut:g} Hz",
        f"ankle 0 where the foot stands flat: the line heel to toe rises there by {flat}",
        f"shank {1000 * shank:.0f} mm between knee and ankle centers",
    ]
