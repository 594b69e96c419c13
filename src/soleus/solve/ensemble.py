"""One exercise or trial on many possible legs at once: the stuff intervals are made of.

Every uncertain parameter is moved alone, one standard deviation down and up, and all are moved
together at random; all these variants go through load sharing in one batch. Muscles, tendons and
moment arms of a variant are its own in full. How angles and joint moments of an exercise answer to
body and motion is taken to first order, from one synthesis a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import (
    LegSamples,
    body_parameters,
    check_count,
    join_legs,
    move_leg,
)
from soleus.anatomy.uncertainty import SAMPLES, latin_hypercube, load_uncertainty
from soleus.base.errors import InputError
from soleus.motion.exercise import Exercise
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import MuscleState
from soleus.solve.ensemble_motion import AnsweringMotion, exercise_motion, trial_motion
from soleus.solve.sharing_trials import SolvedTrials, solve_trials
from soleus.solve.solution import RESERVE_FLOOR, RESERVE_SHARE

__all__ = ["Ensemble", "solve_ensemble"]

Array = NDArray[np.float64]
#: A variant is settled below this residual, and not pushed below this reserve at the ankle, N m.
_SETTLED, _PUSHED = 1e-3, 2.0


@dataclass(frozen=True)
class Ensemble:
    """All variants of one motion. The first axis of every array is the variant: the nominal
    one, each parameter moved down and up (`single`), then the samples (`samples`).

    `names` are the uncertain parameters, `z` (variant, parameter) their standard deviations;
    `time` (variant, time) s; `windows` masks (time,) of repetition and hold, which reach to the
    frames just outside, and `bounds` their ends (variant, 2), s, to cut time there; `angles` by
    coordinate and `moments` by joint (variant, time), rad and N m; `carried` (variant,) tells
    which variants muscles carry, `usable` (variant,) which count at all: those the solver settled
    on, whose calf can be stretched as far as the exercise asks. `moment_arms` (variant, time,
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
    carried: NDArray[np.bool_]
    usable: NDArray[np.bool_]
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


def solve_ensemble(
    motion: Exercise | Trajectory,
    leg: Leg,
    count: int = SAMPLES,
    seed: int = 0,
    drawn: LegSamples | None = None,
    tendon: str = "compliant",
    weight: Array | None = None,
    exponent: int = 2,
) -> Ensemble:
    """Solve an exercise, or a recorded trial, on `count` legs drawn around `leg`.

    `drawn` are samples of the leg to use instead, such as a posterior. `tendon`, `weight` (muscle,)
    and `exponent` as in `share_load`; quasi-static. Raises `InputError` for fewer than 2 samples,
    and what the motion itself raises.
    """
    check_count(count, seed)
    if not isinstance(leg, Leg) or not isinstance(motion, Exercise | Trajectory):
        raise InputError("solve_ensemble takes an exercise or a trajectory, then a leg")
    found = _answering(motion, leg)
    body = drawn.names if drawn else body_parameters()
    extra = [n for n in found.responses if n not in body]
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
    moved = np.concatenate([first, random])
    method = {"tendon": tendon, "weight": weight, "exponent": exponent}
    return _solve(found, legs, names, moved, _from_this_leg(moved, names, leg, center), method)


def _answering(motion: Exercise | Trajectory, leg: Leg) -> AnsweringMotion:
    return (
        exercise_motion(motion, leg) if isinstance(motion, Exercise) else trial_motion(motion, leg)
    )


def _from_this_leg(z: Array, names: tuple[str, ...], leg: Leg, center: Leg) -> Array:
    """Where the motion was made on a leg whose ankle range is measured, samples drawn around the
    unmeasured leg hold that measurement already: it must not move the motion twice."""
    moved = z.copy()
    if center is not leg and "ankle_range" in names:
        one = load_uncertainty()["ankle_range"].spread.si_spread
        away = (leg.max_dorsiflexion_bent - center.max_dorsiflexion_bent) / one
        moved[1 + 2 * len(names) :, names.index("ankle_range")] -= away
    return moved


def _solve(
    motion: AnsweringMotion, legs: Leg, names: tuple[str, ...], z: Array, moved: Array,
    method: Mapping[str, Any],
) -> Ensemble:  # fmt: skip
    columns = {n: moved[:, k : k + 1] for k, n in enumerate(names)}
    angles, velocities, moments = (motion.variants(k, columns) for k in range(3))
    tempo = np.ones((len(z), 1))
    if "tempo" in columns:
        tempo = load_uncertainty()["tempo"].factor(columns["tempo"])
    solved = solve_trials(
        legs, motion.time * tempo, angles, velocities, moments, offset=motion.offset, **method
    )
    time, bounds = motion.real_time(tempo)
    carried, usable = _judge(motion, solved, moments)
    return Ensemble(
        legs, names, z, time, motion.windows, bounds, angles, moments, carried, usable,
        solved.moment_arms, solved.state,
    )  # fmt: skip


def _judge(
    motion: AnsweringMotion, solved: SolvedTrials, moments: Mapping[str, Array]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which variants (variant,) muscles carry, and which can be used at all: the solver settled,
    and in an exercise the calf is not stretched so tight that it would have to be pushed."""
    asked = np.stack([np.abs(moments[j]).max(axis=1) for j in solved.joints], axis=-1)
    left = np.abs(solved.reserves).max(axis=1)
    carried: NDArray[np.bool_] = np.all(
        left <= np.maximum(RESERVE_FLOOR, RESERVE_SHARE * asked), axis=1
    )
    usable: NDArray[np.bool_] = np.all(solved.residual <= _SETTLED, axis=1)
    if len(motion.marks) and "ankle_angle" in solved.joints:
        pushed = solved.reserves[..., solved.joints.index("ankle_angle")].max(axis=1)
        usable &= pushed <= _PUSHED
    return carried, usable
