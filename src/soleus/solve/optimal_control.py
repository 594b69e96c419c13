"""Load sharing over a whole trial: activation and tendon dynamics by direct collocation.

Where `share_load` balances each instant by itself, here excitations drive activations, and
tendons take up length, from the first instant to the last.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.errors import InputError, nearest
from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import Quantity
from soleus.motion.trajectory import Trajectory
from soleus.muscle.activation import activation_rate
from soleus.muscle.contraction import state_at
from soleus.muscle.curves import tendon_shape
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.load_sharing import load_sharing_problem, share_load
from soleus.solve.sharing_problem import cost_weights
from soleus.solve.solution import Solution
from soleus.solve.trial_mesh import TrialMesh, motion_at, trial_mesh
from soleus.solve.trial_muscle import muscle_functions
from soleus.solve.trial_problem import TrialAnswer, TrialProblem

__all__ = ["leg_with", "optimal_control"]

Array = NDArray[np.float64]


@cache
def trial_constants(table: str) -> dict[str, Quantity]:
    """Constants of one table of `data/optimal_control.toml`."""
    content = read_file(data_path("optimal_control.toml"))
    return load_quantities(content[table], f"optimal_control.toml: {table}")


def leg_with(leg: Leg, muscles: tuple[str, ...]) -> Leg:
    """The leg with these muscles only, in their order in the leg.

    Raises `InputError` for unknown muscles, and when a head of the Achilles tendon is missing.
    """
    if isinstance(muscles, str):
        raise InputError(f"muscles '{muscles}': give several names, in a tuple")
    for name in muscles:
        if name not in leg.muscles:
            raise InputError(f"muscles: no muscle '{name}'; {nearest(name, leg.muscles)}")
    for name in ACHILLES:
        if name not in muscles:
            raise InputError(f"muscles: {name} is missing; all of {', '.join(ACHILLES)} are needed")
    return leg.only([name for name in leg.muscles if name in muscles])


def optimal_control(
    leg: Leg,
    trajectory: Trajectory,
    muscles: tuple[str, ...] | None = None,
    exponent: int = 2,
    weight: dict[str, float] | str | None = None,
    interval: float | None = None,
    seconds: float = 120.0,
) -> Solution:
    """Share the joint moments of a whole trial among the muscles of a leg, with the dynamics of
    activation (`soleus.muscle.activation`) and of compliant tendons (`degroote2016`).

    Minimizes the integral of the sum of weight * activation ** exponent / exponent and of half
    the squared reserves (N m), as `share_load` does at each instant, plus two numerical terms
    (`data/optimal_control.toml`). Radau collocation in intervals of at most `interval` s, warm
    started from `share_load`; IPOPT. `muscles` takes a subset (the three heads of the Achilles
    tendon among them); `weight`, `exponent` as in `share_load`. `seconds` of processor time, or
    an iteration limit, end each of two attempts: then the verdict says "not converged".

    The state at the first instant is free, and so is the end: muscles may start as active and as
    stretched as suits them, as if the motion had a past, and nothing comes after it. Within a few
    activation times (60 ms) of both ends, read the answer with care. Angles and velocities are
    taken as they are, without smoothing: filter recordings first. `state` is given at the frames
    of the trajectory; reserves there are what moments the forces leave, so they also hold what
    the mesh does not follow. `residual` is the largest violation of an equation by the solver.

    Raises `InputError` for unknown muscles or weights, missing moments, an `interval` outside
    1 ms to 0.5 s, and velocities that contradict the angles.
    """
    if interval is None:
        interval = trial_constants("mesh")["interval"].si
    if not 1e-3 <= interval <= 0.5:
        raise InputError(f"interval {interval} s is outside 0.001 to 0.5 s")
    if not seconds > 0:
        raise InputError(f"seconds {seconds} must be above 0")
    if muscles is not None:
        leg = leg_with(leg, muscles)
    start = share_load(leg, trajectory, weight=weight, exponent=exponent)
    moments = inverse_dynamics(leg, trajectory).moments
    mesh = trial_mesh(float(trajectory.time[0]), float(trajectory.time[-1]), interval)
    motion, known = motion_at(trajectory, moments, mesh.time)
    problem = replace(
        load_sharing_problem(leg, motion, known),
        weight=cost_weights(leg, weight),
        exponent=exponent,
    )
    cost = trial_constants("cost")
    functions = muscle_functions(exponent, cost["excitation"].si, cost["stretch_rate"].si)
    trial = TrialProblem(problem, mesh, functions)
    answer = trial.solve(_guess(trial, start), seconds)
    return _solution(start, mesh, answer)


def _guess(trial: TrialProblem, start: Solution) -> Array:
    """The quasi-static answer on the points of the mesh."""
    p, time = start.leg.parameters, trial.mesh.time

    def at(values: Array) -> Array:
        return np.stack([np.interp(time, start.time, v) for v in values.T], axis=-1)

    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    strain = start.state.tendon_length / p.tendon_slack_length - 1.0
    stretch = at(shape * strain)
    a = np.clip(at(start.state.activation), 0.0, 1.0)
    rise = trial.mesh.slopes @ a
    per_excitation = activation_rate(a + 0.01, a) / 0.01  # nearly linear in excitation
    return trial.pack(a, stretch, np.clip(a + rise / per_excitation, 0.0, 1.0), at(start.reserves))


def _solution(start: Solution, mesh: TrialMesh, answer: TrialAnswer) -> Solution:
    """The answer at the frames of the trajectory."""
    leg, trajectory, p = start.leg, start.trajectory, start.leg.parameters
    values, rates = mesh.to(trajectory.time)
    moments = dict(zip(start.joints, start.moments.T, strict=True))
    problem = load_sharing_problem(leg, trajectory, moments)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    x = problem.lengths - p.tendon_slack_length * (1.0 + values @ answer.stretch / shape)
    along_rate = problem.length_rates - p.tendon_slack_length * (rates @ answer.stretch) / shape
    velocity = along_rate * x / np.hypot(x, p.fiber_height)
    state = state_at(x, np.clip(values @ answer.activation, 0.0, 1.0), problem.lengths, velocity, p)
    carried = np.einsum("tm,tmj->tj", state.tendon_force, problem.arms)
    frames = len(trajectory.time)
    nearest_point = np.abs(trajectory.time[:, None] - mesh.time).argmin(axis=1)
    residual = answer.violation[nearest_point] if answer.converged else np.full(frames, np.inf)
    method = f"optimal control, {mesh.intervals} intervals ({answer.status.replace('_', ' ')})"
    return Solution(
        leg, trajectory, method, start.joints,
        start.moments, start.moments - carried, problem.arms, state, start.contacts,
        np.full(frames, answer.iterations, dtype=np.int64), residual, 0.0, "compliant",
        start.weight, start.exponent,
    )  # fmt: skip
