"""The arrays load sharing works on: what muscles can do and what joints ask for, frame by frame.

One trial, or many at once: then a trial axis leads all arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError, nearest
from soleus.motion.trajectory import Trajectory
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.inverse_dynamics import BALANCED_JOINTS

__all__ = [
    "Problem",
    "cost_weights",
    "load_sharing_problem",
    "path_offset",
    "problem_of_angles",
]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """Arrays a load-sharing kernel takes; SI units.

    `time` (..., time) s; `lengths` and `length_rates` (..., time, muscle) m and m/s; `arms`
    (..., time, muscle, joint) m; `moments` (..., time, joint) N m; `weight` (..., muscle) of each
    activation in the cost, which adds up weight * activation ** exponent. `...` is nothing, or
    one trial axis; `parameters` hold arrays (muscle,) or (trial, muscle).
    """

    time: Array
    joints: tuple[str, ...]
    lengths: Array
    length_rates: Array
    arms: Array
    moments: Array
    weight: Array
    parameters: MuscleParameters
    exponent: int = 2


def load_sharing_problem(leg: Leg, trajectory: Trajectory, moments: dict[str, Array]) -> Problem:
    """Muscle lengths, their rates and moment arms along a trajectory; see `Problem`. Paths that
    come with the trajectory take the place of the leg's own."""
    problem = problem_of_angles(
        leg, trajectory.time, trajectory.angles, trajectory.velocities, moments
    )
    if trajectory.geometry is None:
        return problem
    lengths, rates, arms = trajectory.geometry.put_into(
        leg.muscles, problem.joints, problem.lengths, problem.length_rates, problem.arms
    )
    return replace(problem, lengths=lengths, length_rates=rates, arms=arms)


def path_offset(trajectory: Trajectory, leg: Leg, moments: Mapping[str, Array]) -> Problem | None:
    """What muscle paths that come with a trial differ from the leg's own (lengths, rates, arms);
    None where it brings none."""
    if trajectory.geometry is None:
        return None
    theirs = load_sharing_problem(leg, trajectory, dict(moments))
    ours = load_sharing_problem(leg, replace(trajectory, geometry=None), dict(moments))
    return replace(
        theirs, lengths=theirs.lengths - ours.lengths, arms=theirs.arms - ours.arms,
        length_rates=theirs.length_rates - ours.length_rates,
    )  # fmt: skip


def problem_of_angles(
    leg: Leg,
    time: Array,
    angles: Mapping[str, Array],
    velocities: Mapping[str, Array],
    moments: Mapping[str, Array],
) -> Problem:
    """As `load_sharing_problem`, from angles (rad), their rates (rad/s) and joint moments (N m),
    arrays (..., time) by coordinate; `leg` may be many legs (`stack_legs`)."""
    joints = tuple(j for j in BALANCED_JOINTS if j in moments)
    crossed = {c for path in leg.paths for c in path.crosses}
    angles = {k: v for k, v in angles.items() if k in crossed}
    lengths = leg.muscle_tendon_lengths(angles)
    moving = tuple(k for k in angles if np.any(velocities.get(k, 0.0)))
    needed = tuple(dict.fromkeys((*joints, *moving)))
    arms = leg.moment_arms(angles, needed)
    rates = np.zeros_like(lengths)
    for coordinate in moving:
        rates -= arms[..., needed.index(coordinate)] * velocities[coordinate][..., None]
    shape = lengths.shape[:-1]
    return Problem(
        np.broadcast_to(time, shape),
        joints,
        lengths,
        rates,
        np.ascontiguousarray(arms[..., : len(joints)]),
        np.stack([np.broadcast_to(moments[j], shape) for j in joints], axis=-1),
        np.ones(len(leg.muscles)),
        leg.parameters,
    )


def cost_weights(leg: Leg, weight: dict[str, float] | str | None) -> Array:
    """Weight of each muscle in the cost, (muscle,), or (leg, muscle) for many legs: named ones (1
    where absent), or "volume", muscle volume relative to the mean. Raises `InputError` for unknown
    muscles and weights."""
    p = leg.parameters
    if weight == "volume":
        volume: Any = p.max_isometric_force * p.optimal_fiber_length
        relative: Array = volume / volume.mean(axis=-1, keepdims=True)
        return relative
    if isinstance(weight, str):
        raise InputError(f"weight '{weight}' is not known; {nearest(weight, ['volume'])}")
    result = np.ones(len(leg.muscles))
    for name, value in (weight or {}).items():
        if name not in leg.muscles:
            raise InputError(f"weight: no muscle '{name}'; {nearest(name, leg.muscles)}")
        if not 0 < value < 1e6:
            raise InputError(f"weight: {name} = {value} is outside 0 to 1e6")
        result[leg.index(name)] = value
    return result
