"""Load sharing: which muscle carries how much of the joint moments.

Of all activations that give the joint moments, the one with the least sum of squares
(`weight` optional), frame by frame, each frame in equilibrium of fibers and tendon.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError, nearest
from soleus.motion.exercise import Exercise
from soleus.motion.synthesis import synthesize
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import (
    fiber_forces,
    shortest_fiber_along_tendon,
    state_at,
)
from soleus.muscle.curves import force_velocity, tendon_shape
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.inverse_dynamics import BALANCED_JOINTS, inverse_dynamics
from soleus.solve.solution import Solution

__all__ = ["Problem", "load_sharing_problem", "share_load", "solve_exercise", "solve_problem"]

Array = NDArray[np.float64]
TENDONS = ("compliant", "rigid")
_VELOCITY_LIMIT = 0.95
_VELOCITY_PASSES = 10
_RELAXATION = 0.5
_VELOCITY_TOLERANCE = 3e-3
#: Fiber lengths are smoothed by a Gaussian of this standard deviation, s, before they are
#: differentiated: its gain is one half at 6 Hz, the usual cut-off for human motion. Without it
#: muscles that can replace each other trade force from frame to frame.
_SMOOTHING = 0.022


@dataclass(frozen=True)
class Problem:
    """Arrays a load-sharing kernel takes; SI units.

    `lengths` and `length_rates` (time, muscle) m and m/s; `arms` (time, muscle, joint) m;
    `moments` (time, joint) N m; `weight` (muscle,) of each activation in the cost, which adds up
    weight * activation ** exponent.
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
    """Muscle lengths, their rates and moment arms along a trajectory; see `Problem`."""
    joints = tuple(j for j in BALANCED_JOINTS if j in moments)
    crossed = {c for path in leg.paths for c in path.crosses}
    angles = {k: v for k, v in trajectory.angles.items() if k in crossed}
    lengths = leg.muscle_tendon_lengths(angles)
    moving = tuple(k for k in angles if np.any(trajectory.velocities.get(k, 0.0)))
    rates = np.zeros_like(lengths)
    slopes = leg.moment_arms(angles, moving)
    for j, coordinate in enumerate(moving):
        rates -= slopes[:, :, j] * trajectory.velocities[coordinate][:, None]
    return Problem(
        trajectory.time,
        joints,
        lengths,
        rates,
        leg.moment_arms(angles, joints),
        np.stack([moments[j] for j in joints], axis=-1),
        np.ones(len(leg.muscles)),
        leg.parameters,
    )


def share_load(
    leg: Leg,
    trajectory: Trajectory,
    tendon: str = "compliant",
    weight: dict[str, float] | str | None = None,
    exponent: int = 2,
) -> Solution:
    """Share the joint moments of a trajectory among the muscles of a leg.

    `tendon` is "compliant" (default) or "rigid". `weight` multiplies the activations in the
    cost: a mapping for named muscles (1 where absent), or "volume" for muscle volume relative
    to the mean. `exponent` of activation in the cost is 2, or 3 with compliant tendons.

    Joint moments come from the trajectory, or by inverse dynamics; hip, knee and ankle are
    balanced, as far as their moments are known. Reserves (N m) fill what no muscle can give,
    at the price of one full activation per N m.

    Quasi-static: fiber velocity follows from the fiber lengths of the solution itself (smoothed
    at 6 Hz), iterated until it changes by less than 0.3 % of the maximal velocity in the mean
    (`Solution.velocity_residual`; above 3 % the verdict says so).
    Raises `InputError` for an unknown tendon model, muscle, or missing moments.
    """
    if tendon not in TENDONS:
        raise InputError(f"tendon '{tendon}' is not known; {nearest(tendon, TENDONS)}")
    loads = inverse_dynamics(leg, trajectory)
    if not loads.moments:
        raise InputError(f"{trajectory.name}: no moment of {', '.join(BALANCED_JOINTS)} is known")
    problem = load_sharing_problem(leg, trajectory, loads.moments)
    if exponent not in (2, 3) or (exponent == 3 and tendon == "rigid"):
        raise InputError(f"exponent {exponent} with {tendon} tendons: 2, or 3 if compliant")
    problem = replace(problem, weight=_weights(leg, weight), exponent=exponent)
    answer = solve_problem(problem, tendon)
    state = state_at(
        answer["x"], answer["activation"], problem.lengths, answer["fiber_velocity"],
        leg.parameters,
    )  # fmt: skip
    if tendon == "rigid":
        state = _with_fiber_force_on_tendon(state, leg.parameters)
    return Solution(
        leg, trajectory, f"quasi-static, {tendon} tendons", problem.joints, problem.moments,
        answer["reserves"], problem.arms, state, tuple(loads.contacts),
        answer["iterations"].astype(np.int64), answer["residual"],
        float(answer.get("velocity_residual", 0.0)),
    )  # fmt: skip


def _weights(leg: Leg, weight: dict[str, float] | str | None) -> Array:
    """Weight of each muscle in the cost, (muscle,)."""
    p = leg.parameters
    if weight == "volume":
        volume: Array = p.max_isometric_force * p.optimal_fiber_length
        relative: Array = volume / volume.mean()
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


def _with_fiber_force_on_tendon(state: Any, p: MuscleParameters) -> Any:
    """With a rigid tendon the fibers set the force and the tendon has no strain."""
    force = state.fiber_force * np.cos(state.pennation_angle)
    strain = np.zeros_like(state.tendon_strain)
    return replace(state, tendon_force=force, tendon_strain=strain)


def solve_exercise(exercise: Exercise, leg: Leg) -> Solution:
    """Synthesize an exercise on a leg and share its load; errors as in both steps."""
    return share_load(leg, synthesize(exercise, leg))


def _padded(values: Array) -> Array:
    """Three joints for the kernel: absent ones are zero and stay unloaded."""
    missing = 3 - values.shape[-1]
    return np.ascontiguousarray(np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)]))


def solve_problem(problem: Problem, tendon: str = "compliant") -> dict[str, Array]:
    """Run the kernel; returns activation, x (fiber length along the tendon, m), fiber_velocity
    (m/s), reserves (N m), iterations and residual, arrays over time."""
    return _solve_rigid(problem) if tendon == "rigid" else _solve_compliant(problem)


def _clip_velocity(velocity: Array, p: MuscleParameters) -> Array:
    limit = _VELOCITY_LIMIT * p.max_contraction_velocity * p.optimal_fiber_length
    clipped: Array = np.clip(velocity, -limit, limit)
    return clipped


def _factor(velocity: Array, p: MuscleParameters) -> Array:
    factor: Array = force_velocity(velocity / (p.max_contraction_velocity * p.optimal_fiber_length))
    return factor


def _rigid_fibers(problem: Problem) -> tuple[Array, Array]:
    """Fiber length along the tendon (m) and fiber velocity (m/s) with tendons at slack length."""
    p = problem.parameters
    x = np.maximum(problem.lengths - p.tendon_slack_length, shortest_fiber_along_tendon(p))
    velocity = problem.length_rates * x / np.sqrt(x**2 + p.fiber_height**2)
    return x, _clip_velocity(velocity, p)


def _solve_rigid(problem: Problem) -> dict[str, Array]:
    from soleus.solve.kernel import share_rigid

    p = problem.parameters
    x, velocity = _rigid_fibers(problem)
    active, passive = fiber_forces(x, 1.0, _factor(velocity, p), p)
    activation, reserves, steps = share_rigid(
        active * p.max_isometric_force, passive * p.max_isometric_force, _padded(problem.arms),
        _padded(problem.moments), problem.weight,
    )  # fmt: skip
    return {
        "activation": activation,
        "x": x,
        "fiber_velocity": velocity,
        "reserves": reserves[:, : len(problem.joints)],
        "iterations": steps,
        "residual": np.zeros(len(problem.time)),
    }


def _solve_compliant(problem: Problem) -> dict[str, Array]:
    from soleus.solve.kernel import share_compliant

    p = problem.parameters
    arms, moments = _padded(problem.arms), _padded(problem.moments)
    _, velocity = _rigid_fibers(problem)
    found = velocity
    still = not np.any(problem.length_rates) and bool(np.ptp(problem.moments, axis=0).max() < 1e-9)
    for turn in range(1 if still else _VELOCITY_PASSES):
        if turn > 0:
            velocity = velocity + _RELAXATION * (found - velocity)
        activation, x, _, reserves, steps, change = share_compliant(
            problem.lengths, _factor(velocity, p), arms, moments, problem.weight,
            p.max_isometric_force, p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height,
            tendon_shape(p.tendon_strain_at_one_norm_force),
            p.passive_fiber_strain_at_one_norm_force, shortest_fiber_along_tendon(p),
            problem.exponent,
        )  # fmt: skip
        length = np.sqrt(x**2 + p.fiber_height**2)
        found = _clip_velocity(smooth_rate(length, problem.time), p)
        shift = (found - velocity) / (p.max_contraction_velocity * p.optimal_fiber_length)
        settled = float(np.sqrt(np.mean(shift**2)))
        if settled < _VELOCITY_TOLERANCE:
            break
    return {
        "activation": activation,
        "x": x,
        "fiber_velocity": velocity,
        "reserves": reserves[:, : len(problem.joints)],
        "iterations": steps,
        "residual": change,
        "velocity_residual": np.array(settled),
    }


def smooth_rate(values: Array, time: Array) -> Array:
    """Time derivative (time, ...) of values smoothed by a Gaussian of 22 ms.

    Ends are continued by point reflection. Uneven time steps are interpolated to even ones.
    """
    even = np.linspace(time[0], time[-1], len(time))
    uneven = bool(np.abs(even - time).max() > 1e-6)
    step = float(even[1] - even[0])
    reach = min(int(np.ceil(4 * _SMOOTHING / step)), len(time) - 1)
    if uneven:
        values = np.stack([np.interp(even, time, v) for v in values.T], axis=-1)
    head = 2 * values[0] - values[reach:0:-1]
    tail = 2 * values[-1] - values[-2 : -reach - 2 : -1]
    padded = np.concatenate([head, values, tail])
    offset = np.arange(-reach, reach + 1)
    bell = np.exp(-0.5 * (offset * step / _SMOOTHING) ** 2)
    slope = np.gradient(padded, step, axis=0)
    rate = np.zeros_like(values, dtype=float)
    for k, weight in zip(offset + reach, bell / bell.sum(), strict=True):
        rate += weight * slope[k : k + len(values)]
    if uneven:
        rate = np.stack([np.interp(time, even, r) for r in rate.T], axis=-1)
    return rate
