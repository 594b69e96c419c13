"""From an exercise and a leg to a whole-body motion."""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.errors import DataError, InfeasibleError, InputError
from soleus.motion.exercise import Exercise, Phase
from soleus.motion.postures import (
    Posture,
    contact_constant,
    free_leg,
    lowest_heel_raise,
    posture_family,
)
from soleus.motion.trajectory import BodyMotion, Trajectory

__all__ = ["schedule", "synthesize"]

Array = NDArray[np.float64]
_NODES = 24
_TOLERANCE = math.radians(0.5)


def synthesize(
    exercise: Exercise, leg: Leg, time_step: float = 0.01, nodes: int = _NODES
) -> Trajectory:
    """One repetition of an exercise, and its finishing hold, on this leg.

    The posture at every value of the moving coordinate follows from contact and balance; in
    time the coordinate moves along minimum-jerk curves, at rest at both ends of each phase,
    so positions, velocities and accelerations are smooth. `time_step` in s; `nodes` postures
    are computed and the others lie on the polynomial through them.

    Raises `InfeasibleError` when no posture balances or the ankle lacks the range.
    """
    if not 0 < time_step <= 0.1:
        raise InputError(f"time_step {time_step} s is outside 0 to 0.1 s")
    family = posture_family(leg, exercise)
    low = exercise.low
    if low is None:
        low = lowest_heel_raise(leg, exercise, family)
    time, coordinate, windows = _timeline(exercise, low, time_step)
    if exercise.high > low:
        values = _chebyshev_nodes(low, exercise.high, nodes)
    else:
        values = np.array([low])
    postures = [family(float(value)) for value in values]
    _check_range(leg, exercise, postures)
    tilts, ankle = _follow(values, postures, coordinate)
    segments, free_tilts = free_leg(leg, exercise.legs)
    at, point = _load_place(leg, exercise)
    body = BodyMotion(
        leg.skeleton, exercise.legs, tilts, ankle, exercise.load_mass, at, point, segments,
        free_tilts,
    )  # fmt: skip
    angles, velocities = _joint_angles(exercise, tilts)
    return Trajectory(
        exercise.name, time, angles, velocities, body=body, exercise=exercise, windows=windows
    )


def _joint_angles(
    exercise: Exercise, tilts: dict[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Joint angles and velocities in OpenSim's words from segment tilts."""
    toes = tilts["foot"] if exercise.support != "knee_pad_roller_plate" else 0 * tilts["foot"]
    joints = {
        "hip_flexion": tilts["trunk"] - tilts["thigh"],
        "knee_angle": tilts["shank"] - tilts["thigh"],
        "ankle_angle": tilts["shank"] - tilts["foot"],
        "mtp_angle": toes,
    }
    return {k: v[0] for k, v in joints.items()}, {k: v[1] for k, v in joints.items()}


def _minimum_jerk(share: Array) -> tuple[Array, Array, Array]:
    """Position, velocity and acceleration of a unit move over unit time."""
    t = np.clip(share, 0.0, 1.0)
    return (
        t**3 * (10 - 15 * t + 6 * t**2),
        30 * t**2 * (1 - t) ** 2,
        60 * t * (1 - t) * (1 - 2 * t),
    )


def schedule(exercise: Exercise) -> tuple[list[Phase], float]:
    """All phases in order (a hold at the top is reached and left like a repetition), and the
    share of the range where the repetition starts: 0 at the bottom, 1 at the top."""
    phases = list(exercise.phases)
    moves = [p for p in phases if p.kind in ("raise", "lower")]
    start = 1.0 if moves and moves[0].kind == "lower" else 0.0
    hold = exercise.finishing_hold
    if hold is None:
        return phases, start
    if hold.at == "full_stretch":
        if exercise.low is not None or start == 1.0:
            raise DataError(
                f"{exercise.name}: a hold at full_stretch needs a repetition that starts "
                "'from: full_stretch'"
            )
        return [*phases, Phase("hold_bottom", hold.duration)], start
    up = [m for m in moves if m.kind == "raise"] if start == 0.0 else []
    return [*phases, *up, Phase("hold_top", hold.duration)], start


def _timeline(
    exercise: Exercise, low: float, time_step: float
) -> tuple[Array, Array, dict[str, tuple[float, float]]]:
    """Time (time,), the coordinate with rate and acceleration (3, time), and named spans."""
    phases, level = schedule(exercise)
    total = sum(p.duration for p in phases)
    time = np.linspace(0.0, total, round(total / time_step) + 1)
    value = np.zeros((3, len(time)))
    span, start = exercise.high - low, 0.0
    for phase in phases:
        inside = (time >= start - 1e-9) & (time <= start + phase.duration + 1e-9)
        goal = {"raise": 1.0, "lower": 0.0}.get(phase.kind, level)
        moves = _minimum_jerk((time[inside] - start) / phase.duration)
        for order in range(3):
            value[order, inside] = (goal - level) * span * moves[order] / phase.duration**order
        value[0, inside] += low + level * span
        level, start = goal, start + phase.duration
    windows = {"repetition": (0.0, exercise.repetition_duration)}
    if exercise.finishing_hold:
        # what comes after the repetition: the hold, and the way up to it where it is at the top
        windows["hold"] = (exercise.repetition_duration, total)
    return time, value, windows


def _chebyshev_nodes(low: float, high: float, count: int) -> Array:
    """Nodes at which a polynomial through smooth data does not swing between them."""
    place = np.cos(np.pi * np.arange(count) / (count - 1))[::-1]
    return 0.5 * (low + high) + 0.5 * (high - low) * place


def _follow(
    nodes: Array, postures: list[Posture], coordinate: Array
) -> tuple[dict[str, Array], NDArray[np.complex128]]:
    """Tilts and ankle over time: polynomials through the postures at Chebyshev nodes of the
    coordinate (exact to rounding for such smooth families), chained with its motion."""
    value, rate, acceleration = coordinate

    def chain(samples: list[float]) -> Array:
        if len(samples) == 1:
            return np.array([np.full_like(value, samples[0]), 0 * value, 0 * value])
        curve = Chebyshev.fit(nodes, samples, len(nodes) - 1, domain=[value.min(), value.max()])
        first, second = curve.deriv(1)(value), curve.deriv(2)(value)
        return np.array([curve(value), first * rate, second * rate**2 + first * acceleration])

    tilts = {
        name: chain([p.tilts[name] for p in postures])
        for name in ("foot", "shank", "thigh", "trunk")
    }
    x = chain([p.ankle.real for p in postures])
    y = chain([p.ankle.imag for p in postures])
    return tilts, x + 1j * y


def _check_range(leg: Leg, exercise: Exercise, postures: list[Posture]) -> None:
    """Every posture must lie within this person's ankle range."""
    for posture in postures:
        have = float(leg.max_dorsiflexion(posture.knee_angle))
        if posture.ankle_angle > have + _TOLERANCE:
            raise InfeasibleError(
                f"{exercise.name}: needs {math.degrees(posture.ankle_angle):.0f} deg of "
                f"dorsiflexion with the knee at {math.degrees(posture.knee_angle):.0f} deg; "
                f"this ankle has {math.degrees(have):.0f} deg (a heel wedge, or a smaller bend)"
            )
        if -posture.ankle_angle > leg.max_plantar_flexion + _TOLERANCE:
            raise InfeasibleError(
                f"{exercise.name}: needs {-math.degrees(posture.ankle_angle):.0f} deg of plantar "
                f"flexion; this ankle has {math.degrees(leg.max_plantar_flexion):.0f} deg"
            )


def _load_place(leg: Leg, exercise: Exercise) -> tuple[str, complex]:
    """Segment that carries the load, and where on it."""
    if exercise.load is None or exercise.load.at == "shoulders":
        return "trunk", leg.skeleton.shoulder
    return "thigh", 1j * contact_constant("thigh_load_from_knee") * leg.skeleton.thigh.length
