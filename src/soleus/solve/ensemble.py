"""One exercise or trial on many possible legs at once: the stuff intervals are made of.

Every uncertain parameter is moved alone, one standard deviation down and up, and all are moved
together at random; all these variants go through load sharing in one batch. Muscles, tendons and
moment arms of a variant are its own in full. How angles and joint moments of an exercise answer to
body and motion is taken to first order, from one synthesis a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import LegSamples, body_parameters, join_legs, move_body, move_leg
from soleus.anatomy.uncertainty import latin_hypercube, load_uncertainty
from soleus.base.errors import InfeasibleError, InputError
from soleus.motion.exercise import Exercise
from soleus.motion.synthesis import schedule, synthesize
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import MuscleState
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.sharing_problem import Problem, load_sharing_problem
from soleus.solve.sharing_trials import solve_trials

__all__ = ["SAMPLES", "Ensemble", "solve_ensemble"]

Array = NDArray[np.float64]
#: Samples an interval rests on.
SAMPLES = 200
_FRAMES, _STEPS, _NODES = 60, (0.01, 0.08), 12
#: Holds are solved over this time at most, s: nothing happens in them.
_HOLD = 0.4


@dataclass(frozen=True)
class Ensemble:
    """All variants of one motion. The first axis of every array is the variant: the nominal
    one, each parameter moved down and up (`single`), then the samples (`samples`).

    `names` are the uncertain parameters, `z` (variant, parameter) their standard deviations;
    `time` (variant, time) s; `windows` masks (time,) of repetition and hold, which reach to the
    frames just outside, and `bounds` their ends (variant, 2), s, to cut time there; `angles` by
    coordinate and `moments` by joint (variant, time), rad and N m; `moment_arms` (variant, time,
    muscle, joint) m; `state` arrays (variant, time, muscle). `leg` holds all legs.
    """

    leg: Leg
    names: tuple[str, ...]
    z: Array
    time: Array
    windows: Mapping[str, NDArray[np.bool_]]
    bounds: Mapping[str, Array]
    angles: Mapping[str, Array]
    moments: Mapping[str, Array]
    reserves: Array
    moment_arms: Array
    state: MuscleState

    def span(self, window: str) -> tuple[NDArray[np.bool_], Array]:
        """Mask (time,) of a window, and its times (variant, frames in it), s, cut to its ends."""
        mask, ends = self.windows[window], self.bounds[window]
        return mask, np.clip(self.time[:, mask], ends[:, :1], ends[:, 1:])

    @property
    def joints(self) -> tuple[str, ...]:
        return tuple(self.moments)

    @property
    def samples(self) -> slice:
        """Variants that sample all parameters together."""
        return slice(1 + 2 * len(self.names), None)

    @property
    def single(self) -> slice:
        """Variants that move one parameter: down and up for each name in turn."""
        return slice(1, 1 + 2 * len(self.names))


@dataclass(frozen=True)
class _Motion:
    """A motion and how it answers to parameters: arrays (time,), and by parameter its changes
    for one standard deviation (coordinate or joint -> (time,))."""

    time: Array
    windows: Mapping[str, NDArray[np.bool_]]
    angles: Mapping[str, Array]
    velocities: Mapping[str, Array]
    moments: Mapping[str, Array]
    changes: Mapping[str, tuple[dict[str, Array], dict[str, Array], dict[str, Array]]]
    #: What muscle paths that came with a trial differ from the leg's own.
    offset: Problem | None = None

    def real_time(self, tempo: Array) -> tuple[Array, dict[str, Array]]:
        """Time (variant, time), s, of variants of a tempo (variant, 1), and the ends of each
        window (variant, 2)."""
        time = self.time * np.ones_like(tempo)
        return time, {w: time[:, [0, -1]] for w in self.windows}


def solve_ensemble(
    motion: Exercise | Trajectory,
    leg: Leg,
    count: int = SAMPLES,
    seed: int = 0,
    drawn: LegSamples | None = None,
) -> Ensemble:
    """Solve an exercise, or a recorded trial, on `count` legs drawn around `leg`.

    `drawn` are samples of the leg to use instead, such as a posterior. Compliant tendons,
    quasi-static. Raises `InputError` for fewer than 2 samples, and what the motion itself raises.
    """
    if count < 2:
        raise InputError(f"{count} samples: at least 2 are needed")
    found = _exercise(motion, leg) if isinstance(motion, Exercise) else _trial(motion, leg)
    body = drawn.names if drawn else body_parameters()
    extra = [n for n in found.changes if n not in body]
    names = (*body, *extra)
    # one column for every parameter there is: sample k of two motions then is the same leg
    everything = list(load_uncertainty())
    random = latin_hypercube(drawn.count if drawn else count, len(everything), seed)
    random = random[:, [everything.index(n) for n in names]]
    scale = np.ones(len(names))
    if drawn:
        random = np.concatenate([drawn.z, random[:, len(body) :]], axis=1)
        scale[: len(body)] = drawn.z.std(axis=0)
    single = np.repeat(np.diag(scale), 2, axis=0)
    single[::2] *= -1
    first = np.concatenate([np.zeros((1, len(names))), single])
    center = drawn.nominal if drawn else leg
    legs = join_legs(
        move_leg(leg, body, first[:, : len(body)]).legs,
        move_leg(center, body, random[:, : len(body)]).legs,
    )
    return _solve(found, legs, names, np.concatenate([first, random]))


def _solve(motion: _Motion, legs: Leg, names: tuple[str, ...], z: Array) -> Ensemble:
    columns = {n: z[:, k : k + 1] for k, n in enumerate(names)}

    def all_variants(which: int, nominal: Mapping[str, Array]) -> dict[str, Array]:
        result = {}
        for key, value in nominal.items():
            total = np.repeat(value[None], len(z), axis=0)
            for name, change in motion.changes.items():
                if key in change[which]:
                    total += columns[name] * change[which][key]
            result[key] = total
        return result

    angles, velocities, moments = (
        all_variants(k, v) for k, v in enumerate((motion.angles, motion.velocities, motion.moments))
    )
    tempo = np.ones((len(z), 1))
    if "tempo" in columns:
        tempo = load_uncertainty()["tempo"].factor(columns["tempo"])
    solved = solve_trials(
        legs,
        motion.time * tempo,
        angles,
        velocities,
        moments,
        np.ones(len(legs.muscles)),
        offset=motion.offset,
    )
    time, bounds = motion.real_time(tempo)
    return Ensemble(
        legs, names, z, time, motion.windows, bounds, angles, moments, solved.reserves,
        solved.moment_arms, solved.state,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Timed(_Motion):
    """The motion of an exercise whose long holds were cut: `marks` are the times, s, of its
    phases as solved, `durations` their real durations, `moving` which of them move; `ends` the
    ends of each window as solved, s."""

    marks: Array
    durations: Array
    moving: NDArray[np.bool_]
    ends: Mapping[str, tuple[float, float]]

    def real_time(self, tempo: Array) -> tuple[Array, dict[str, Array]]:
        """Holds last their full length, moves take each variant's tempo."""
        lengths = np.where(self.moving, self.durations * tempo, self.durations)
        starts = np.concatenate([np.zeros((len(tempo), 1)), np.cumsum(lengths, axis=1)], axis=1)

        def real(solved: Any) -> Array:
            return np.stack([np.interp(solved, self.marks, row) for row in starts])

        return real(self.time), {w: real(end) for w, end in self.ends.items()}


def _trial(trajectory: Trajectory, leg: Leg) -> _Motion:
    """A recorded trial: its moments carry an error of their own."""
    moments = inverse_dynamics(leg, trajectory).moments
    spread = load_uncertainty()["recorded_moments"].spread
    change = {j: m * spread.spread / spread.value for j, m in moments.items()}
    whole = {"repetition": np.ones(len(trajectory.time), dtype=bool)}
    velocities = {k: trajectory.velocities.get(k, 0 * trajectory.time) for k in trajectory.angles}
    return _Motion(
        trajectory.time, whole, trajectory.angles, velocities, moments,
        {"recorded_moments": ({}, {}, change)}, _path_offset(trajectory, leg, moments),
    )  # fmt: skip


def _path_offset(trajectory: Trajectory, leg: Leg, moments: dict[str, Array]) -> Problem | None:
    """What the paths a trial brings differ from the leg's own: variants move on top of them."""
    if trajectory.geometry is None:
        return None
    theirs = load_sharing_problem(leg, trajectory, moments)
    ours = load_sharing_problem(leg, replace(trajectory, geometry=None), moments)
    return replace(
        theirs, lengths=theirs.lengths - ours.lengths, arms=theirs.arms - ours.arms,
        length_rates=theirs.length_rates - ours.length_rates,
    )  # fmt: skip


def _exercise(exercise: Exercise, leg: Leg) -> _Timed:
    """The exercise with cut holds, and what each parameter of body and motion does to it."""
    phases = schedule(exercise)[0]
    durations = np.array([p.duration for p in phases])
    moving = np.array([p.kind in ("raise", "lower") for p in phases])
    short = _with_cut_holds(exercise)
    cut = np.array([p.duration for p in schedule(short)[0]])
    step = float(np.clip(cut.sum() / _FRAMES, *_STEPS))
    nominal = synthesize(short, leg, step, _NODES)
    moments = inverse_dynamics(leg, nominal).moments
    changes = {}
    for name in _moving_parameters(exercise):
        changes[name] = _change(name, short, leg, step, nominal, moments)
    time = nominal.time
    step = float(time[1] - time[0])
    windows = {
        w: (time > start - step) & (time < end + step)
        for w, (start, end) in nominal.windows.items()
    }
    return _Timed(
        time, windows, nominal.angles, nominal.velocities, moments, changes,
        marks=np.concatenate([[0.0], np.cumsum(cut)]), durations=durations, moving=moving,
        ends=nominal.windows,
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


def _change(
    name: str, exercise: Exercise, leg: Leg, step: float, nominal: Trajectory,
    moments: Mapping[str, Array],
) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:  # fmt: skip
    """Change of angles, velocities and moments for one standard deviation of a parameter; taken
    downward where upward the exercise could not be done, nothing where neither can."""
    for z in (1.0, -1.0):
        what, body, pace = _moved(name, exercise, leg, z)
        try:
            moved = synthesize(what, body, step * pace, _NODES)
            loads = inverse_dynamics(body, moved).moments
        except InfeasibleError:
            continue
        return (
            {k: (moved.angles[k] - v) / z for k, v in nominal.angles.items()},
            {k: (moved.velocities[k] - v) / z for k, v in nominal.velocities.items()},
            {k: (loads[k] - v) / z for k, v in moments.items()},
        )
    return {}, {}, {}


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
