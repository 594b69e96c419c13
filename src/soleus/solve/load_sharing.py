"""Load sharing: which muscle carries how much of the joint moments.

Of all activations that give the joint moments, the one with the least sum of squares
(`weight` optional), frame by frame, each frame in equilibrium of fibers and tendon.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError, nearest
from soleus.motion.exercise import Exercise
from soleus.motion.synthesis import synthesize
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import state_at
from soleus.solve.inverse_dynamics import BALANCED_JOINTS, inverse_dynamics
from soleus.solve.sharing_problem import Problem, cost_weights, load_sharing_problem
from soleus.solve.sharing_solver import smooth_rate, solve_problem
from soleus.solve.solution import Solution

__all__ = [
    "Problem",
    "load_sharing_problem",
    "share_load",
    "smooth_rate",
    "solve_exercise",
    "solve_problem",
]

TENDONS = ("compliant", "rigid")


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
    check_method(tendon, exponent)
    if not isinstance(leg, Leg) or not isinstance(trajectory, Trajectory):
        raise InputError("share_load takes a leg, then a trajectory")
    loads = inverse_dynamics(leg, trajectory)
    if not loads.moments:
        raise InputError(f"{trajectory.name}: no moment of {', '.join(BALANCED_JOINTS)} is known")
    problem = load_sharing_problem(leg, trajectory, loads.moments)
    problem = replace(problem, weight=cost_weights(leg, weight), exponent=exponent)
    answer = solve_problem(problem, tendon)
    state = state_at(
        answer["x"], answer["activation"], problem.lengths, answer["fiber_velocity"],
        leg.parameters,
    )  # fmt: skip
    if tendon == "rigid":
        state = with_fiber_force_on_tendon(state)
    return Solution(
        leg, trajectory, f"quasi-static, {tendon} tendons", problem.joints, problem.moments,
        answer["reserves"], problem.arms, state, tuple(loads.contacts),
        answer["iterations"].astype(np.int64), answer["residual"],
        float(answer["velocity_residual"]), tendon, problem.weight, exponent,
    )  # fmt: skip


def check_method(tendon: str, exponent: int) -> None:
    """Raise `InputError` for a tendon model or exponent load sharing does not have."""
    if tendon not in TENDONS:
        raise InputError(f"tendon '{tendon}' is not known; {nearest(tendon, TENDONS)}")
    if exponent not in (2, 3) or (exponent == 3 and tendon == "rigid"):
        raise InputError(f"exponent {exponent} with {tendon} tendons: 2, or 3 if compliant")


def with_fiber_force_on_tendon(state: Any) -> Any:
    """With a rigid tendon the fibers set the force and the tendon has no strain."""
    force = state.fiber_force * np.cos(state.pennation_angle)
    strain = np.zeros_like(state.tendon_strain)
    return replace(state, tendon_force=force, tendon_strain=strain)


def solve_exercise(exercise: Exercise, leg: Leg) -> Solution:
    """Synthesize an exercise on a leg and share its load; errors as in both steps."""
    return share_load(leg, synthesize(exercise, leg))
