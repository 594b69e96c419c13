"""How a motion answers to what is uncertain: angles, velocities and joint moments, to first order
below and above the nominal value of each parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import move_body
from soleus.anatomy.uncertainty import load_uncertainty
from soleus.base.errors import InfeasibleError
from soleus.motion.exercise import Exercise
from soleus.motion.synthesis import schedule, synthesize
from soleus.motion.trajectory import Trajectory
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.sharing_problem import Problem, path_offset

__all__ = ["AnsweringMotion", "exercise_motion", "trial_motion"]

Array = NDArray[np.float64]
_FRAMES, _STEPS, _NODES = 60, (0.01, 0.08), 12
#: Holds are solved over this time at most, s: nothing happens in them.
_HOLD = 0.4
#: Frames of a recorded trial that variants are solved on, at most.
_TRIAL_FRAMES = 150
#: A step of less than this, in standard deviations, is no step.
_LEAST_STEP = 0.05
#: Angles, velocities and moments by coordinate or joint, (time,) each.
Series = tuple[dict[str, Array], dict[str, Array], dict[str, Array]]


@dataclass(frozen=True)
class Response:
    """What one standard deviation of a parameter adds to angles, velocities and moments, below
    and above nominal; `low` and `high` bound how far it can go, in standard deviations."""

    down: Series
    up: Series
    low: float = -np.inf
    high: float = np.inf

    def add(self, which: int, key: str, z: Array) -> Any:
        """What `z` (variant, 1) standard deviations add, (variant, time)."""
        inside = np.clip(z, self.low, self.high)
        above, below = (s[which].get(key, 0.0) for s in (self.up, self.down))
        return np.maximum(inside, 0.0) * above + np.minimum(inside, 0.0) * below


@dataclass(frozen=True)
class AnsweringMotion:
    """A motion, arrays (time,), and by parameter how it answers.

    `windows` are masks (time,) of named spans that reach to the frames just outside, `ends` the
    ends of these spans as solved, s. Where long holds of an exercise were cut, `marks` are the
    times of its phases as solved, `durations` their real durations, and `moving` tells which of
    them move. `offset` is what muscle paths that came with a trial differ from the leg's own.
    """

    time: Array
    windows: Mapping[str, NDArray[np.bool_]]
    ends: Mapping[str, tuple[float, float]]
    series: Series
    responses: Mapping[str, Response]
    marks: Array = field(default_factory=lambda: np.zeros(0))
    durations: Array = field(default_factory=lambda: np.zeros(0))
    moving: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    offset: Problem | None = None

    def variants(self, which: int, z: Mapping[str, Array]) -> dict[str, Array]:
        """Angles (0), velocities (1) or moments (2) of all variants, (variant, time), at `z`
        standard deviations (variant, 1) by parameter."""
        count = len(next(iter(z.values())))
        result = {}
        for key, value in self.series[which].items():
            total = np.repeat(value[None], count, axis=0)
            for name, response in self.responses.items():
                total = total + response.add(which, key, z[name])
            result[key] = total
        return result

    def real_time(self, tempo: Array) -> tuple[Array, dict[str, Array]]:
        """Time (variant, time), s, at each variant's tempo (variant, 1), and the ends of each
        window (variant, 2); holds last their full length, moves take the tempo."""
        if not len(self.marks):
            one = np.ones_like(tempo)
            return self.time * one, {w: np.array(e) * one for w, e in self.ends.items()}
        lengths = np.where(self.moving, self.durations * tempo, self.durations)
        starts = np.concatenate([np.zeros((len(tempo), 1)), np.cumsum(lengths, axis=1)], axis=1)

        def real(solved: Any) -> Array:
            return np.stack([np.interp(solved, self.marks, row) for row in starts])

        return real(self.time), {w: real(end) for w, end in self.ends.items()}


def _masks(time: Array, ends: Mapping[str, tuple[float, float]]) -> dict[str, NDArray[np.bool_]]:
    step = float(time[1] - time[0])
    return {w: (time > a - step) & (time < b + step) for w, (a, b) in ends.items()}


def trial_motion(trajectory: Trajectory, leg: Leg) -> AnsweringMotion:
    """A recorded trial: its moments carry an error of their own. Long trials are solved on 150
    frames; what that blurs moves value and samples alike."""
    moments = inverse_dynamics(leg, trajectory).moments
    trial = _thinned(replace(trajectory, moments=moments, body=None, exercise=None))
    spread = load_uncertainty()["recorded_moments"].spread
    assert trial.moments is not None
    known = dict(trial.moments)
    change: Series = {}, {}, {j: m * spread.spread / spread.value for j, m in known.items()}
    velocities = {k: trial.velocities.get(k, 0 * trial.time) for k in trial.angles}
    ends = dict(trial.windows)
    ends.setdefault("repetition", (float(trial.time[0]), float(trial.time[-1])))
    return AnsweringMotion(
        trial.time, _masks(trial.time, ends), ends, (dict(trial.angles), velocities, known),
        {"recorded_moments": Response(change, change)}, offset=path_offset(trial, leg, known),
    )  # fmt: skip


def _thinned(trial: Trajectory) -> Trajectory:
    """The trial on at most `_TRIAL_FRAMES` frames."""
    if len(trial.time) <= _TRIAL_FRAMES:
        return trial
    time = np.linspace(trial.time[0], trial.time[-1], _TRIAL_FRAMES)

    def at(values: Any) -> Array:
        rows = np.asarray(values).reshape(len(trial.time), -1)
        found = np.stack([np.interp(time, trial.time, v) for v in rows.T], axis=-1)
        return found.reshape(len(time), *np.shape(values)[1:])

    geometry = trial.geometry
    if geometry is not None:
        geometry = replace(
            geometry, lengths=at(geometry.lengths), length_rates=at(geometry.length_rates),
            arms=at(geometry.arms),
        )  # fmt: skip
    return replace(
        trial, time=time, angles={k: at(v) for k, v in trial.angles.items()},
        velocities={k: at(v) for k, v in trial.velocities.items()},
        moments={k: at(v) for k, v in (trial.moments or {}).items()}, geometry=geometry,
    )  # fmt: skip


def exercise_motion(exercise: Exercise, leg: Leg) -> AnsweringMotion:
    """The exercise with cut holds, and what each parameter of body and motion does to it."""
    phases = schedule(exercise)[0]
    durations = np.array([p.duration for p in phases])
    moving = np.array([p.kind in ("raise", "lower") for p in phases])
    short = _with_cut_holds(exercise)
    cut = np.array([p.duration for p in schedule(short)[0]])
    step = float(np.clip(cut.sum() / _FRAMES, *_STEPS))
    nominal = synthesize(short, leg, step, _NODES)
    series: Series = (
        dict(nominal.angles), dict(nominal.velocities), inverse_dynamics(leg, nominal).moments
    )  # fmt: skip
    responses = {n: _response(n, short, leg, step, series) for n in _moving_parameters(exercise)}
    return AnsweringMotion(
        nominal.time, _masks(nominal.time, nominal.windows), nominal.windows, series, responses,
        np.concatenate([[0.0], np.cumsum(cut)]), durations, moving,
    )  # fmt: skip


def _with_cut_holds(exercise: Exercise) -> Exercise:
    phases = tuple(
        replace(p, duration=min(p.duration, _HOLD)) if p.kind.startswith("hold") else p
        for p in exercise.phases
    )
    hold = exercise.finishing_hold
    if hold:
        hold = replace(hold, duration=min(hold.duration, _HOLD))
    return replace(exercise, phases=phases, finishing_hold=hold)


def _moving_parameters(exercise: Exercise) -> list[str]:
    """Parameters that change how this exercise moves or what its joints carry."""
    chosen = []
    for name, parameter in load_uncertainty().items():
        if parameter.moves == "ankle_range" and exercise.low is not None:
            continue
        if name == "tempo" and exercise.coordinate == "none":
            continue
        if name == "contact_split" and exercise.share is None:
            continue
        if parameter.moves in ("ankle_range", "body", "motion"):
            chosen.append(name)
    return chosen


def _response(name: str, exercise: Exercise, leg: Leg, step: float, nominal: Series) -> Response:
    """How the exercise answers to a parameter: from one synthesis below and one above. On a side
    where the exercise could not be done, the other side's answer is continued."""
    low, high = _bounds(name, exercise)
    sides: list[Series | None] = []
    for z in (max(-1.0, low), min(1.0, high)):
        sides.append(
            _slope(name, exercise, leg, step, nominal, z) if abs(z) > _LEAST_STEP else None
        )
    down, up = sides
    none: Series = {}, {}, {}
    return Response(down or up or none, up or down or none, low, high)


def _bounds(name: str, exercise: Exercise) -> tuple[float, float]:
    """How far a parameter can go, in standard deviations."""
    if name != "contact_split" or exercise.share is None:
        return -np.inf, np.inf
    share = exercise.share
    one = float(load_uncertainty()[name].shift(1.0)) * (share.high - share.low)
    return (share.low - share.value) / one, (share.high - share.value) / one


def _slope(
    name: str, exercise: Exercise, leg: Leg, step: float, nominal: Series, z: float
) -> Series | None:
    """Change of angles, velocities and moments for one standard deviation, from a step of `z`;
    None where the exercise cannot be done there."""
    what, body, pace = _moved(name, exercise, leg, z)
    try:
        moved = synthesize(what, body, step * pace, _NODES)
        loads = inverse_dynamics(body, moved).moments
    except InfeasibleError:
        return None
    found = (moved.angles, moved.velocities, loads)
    angles, velocities, moments = (
        {k: (new[k] - v) / z for k, v in old.items()}
        for new, old in zip(found, nominal, strict=True)
    )
    return angles, velocities, moments


def _moved(name: str, exercise: Exercise, leg: Leg, z: float) -> tuple[Exercise, Leg, float]:
    """The exercise and the leg with one parameter moved, and how much slower it then is."""
    parameter = load_uncertainty()[name]
    if parameter.moves != "motion":
        return exercise, move_body(leg, {name: z}), 1.0
    if name == "tempo":
        pace = float(parameter.factor(z))
        phases = tuple(replace(p, duration=p.duration * pace) for p in exercise.phases)
        hold = exercise.finishing_hold
        if hold:
            hold = replace(hold, duration=hold.duration * pace)
        return replace(exercise, phases=phases, finishing_hold=hold), leg, pace
    if name == "contact_split" and exercise.share:
        share = exercise.share
        value = share.value + float(parameter.shift(z)) * (share.high - share.low)
        return exercise.with_share(float(np.clip(value, share.low, share.high))), leg, 1.0
    return replace(exercise, pressure_ahead=float(parameter.shift(z))), leg, 1.0
