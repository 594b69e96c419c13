"""The running problem as a nonlinear program: scales, bounds, and one solve of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.paths import FITTED_RANGE
from soleus.muscle.curves import C_TENDON
from soleus.solve.collocation import PeriodicProblem, radau_mesh
from soleus.solve.gait_body import LEGS, N_COORDINATES
from soleus.solve.gait_constants import gait_constants
from soleus.solve.gait_muscles import GAIT_JOINTS
from soleus.solve.gait_point import N_GROUPS, N_MUSCLES, N_STATES, point_problem

__all__ = ["RawSolution", "gait_problem", "solve_raw", "swap_legs", "variable_bounds"]

Array = NDArray[np.float64]
#: Shortest and longest time of a step, s (240 and 70 steps/min).
STEP_TIME = (0.25, 0.86)
_nq, _nm = N_COORDINATES, N_MUSCLES


@dataclass(frozen=True)
class RawSolution:
    """What IPOPT returned: unknown vector `x`, whether it `converged`, its own words `status`,
    `iterations`, wall `time` s, largest constraint violation, and the `cost` per meter."""

    x: Array
    converged: bool
    status: str
    iterations: int
    time: float
    violation: float
    cost: float


def _scale() -> Array:
    """Typical sizes of the point's variables, so that the solver sees numbers near 1."""
    rate = np.full(_nq, 10.0)
    rate[:2] = 1.0
    acceleration = np.full(_nq, 300.0)
    acceleration[:2] = 30.0
    toes = [6, 10]
    rate[toes], acceleration[toes] = 20.0, 2000.0
    rest = [np.ones(2 * _nm), acceleration, np.full(_nm, 30.0), np.full(_nm, 30.0)]
    return np.concatenate([np.ones(_nq), rate, *rest])


def _exchange() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of q and of muscles when right and left change roles."""
    q = np.array([0, 1, 2, 7, 8, 9, 10, 3, 4, 5, 6])
    m = np.concatenate([N_GROUPS + np.arange(N_GROUPS), np.arange(N_GROUPS)])
    return q, m


def swap_legs() -> NDArray[np.int64]:
    """Order of all variables of a point with the legs exchanged."""
    q, m = _exchange()
    ns = N_STATES
    parts = [q, _nq + q, 2 * _nq + m, 2 * _nq + _nm + m, ns + q, ns + _nq + m, ns + _nq + _nm + m]
    return np.concatenate(parts)


@cache
def gait_problem(intervals: int | None = None) -> PeriodicProblem:
    """The half-cycle problem on the model's mesh (or a finer one), built once a process."""
    p = point_problem()
    ns = N_STATES
    rate_of = np.concatenate(
        [_nq + np.arange(_nq), ns + np.arange(_nq), ns + _nq + np.arange(2 * _nm)]
    )
    n = intervals or int(gait_constants("mesh")["intervals"].value)
    return PeriodicProblem(
        p.variables, p.parameters, p.cost, p.equal, p.unequal,
        _scale(), rate_of, swap_legs()[:ns], radau_mesh(n),
    )  # fmt: skip


def variable_bounds() -> tuple[Array, Array]:
    """Lowest and highest value of each variable of a point, SI."""
    ranges = [FITTED_RANGE[j] for j in GAIT_JOINTS]
    ranges[3] = (np.radians(-30.0), np.radians(75.0))
    low = [-5.0, 0.3, np.radians(-30.0), *[r[0] for r in ranges] * len(LEGS)]
    high = [5.0, 1.8, np.radians(45.0), *[r[1] for r in ranges] * len(LEGS)]
    rate = np.array([8.0, 5.0, 10.0, *[30.0, 40.0, 40.0, 60.0] * len(LEGS)])
    acceleration = np.array([200.0, 200.0, 300.0, *[2e3, 3e3, 4e3, 2e4] * len(LEGS)])
    tension = np.full(_nm, 200.0)
    lower = np.concatenate(
        [low, -rate, np.full(_nm, 0.01 - C_TENDON), np.full(_nm, 0.01), -acceleration, -tension,
         np.full(_nm, -100.0)]
    )  # fmt: skip
    upper = np.concatenate(
        [high, rate, np.full(_nm, 3.0), np.ones(_nm), acceleration, tension, np.full(_nm, 100.0)]
    )
    return lower, upper


def _bounds(problem: PeriodicProblem, step_time: tuple[float, float]) -> tuple[Array, Array]:
    lower, upper = variable_bounds()
    below = np.append(np.tile(lower / problem.scale, problem.n_points), step_time[0])
    above = np.append(np.tile(upper / problem.scale, problem.n_points), step_time[1])
    below[0] = above[0] = 0.0  # the belt has no landmarks: one place is as good as another
    return below, above


def solve_raw(
    parameters: Array, start: Array, step_time: float | None = None, seconds: float = 30.0,
    warm: bool = False, intervals: int | None = None,
) -> RawSolution:  # fmt: skip
    """Solve from a start (unknown vector). `step_time` fixes the cadence, s; None leaves it free.

    `warm` starts near the bounds' interior path for a start that is nearly a solution;
    `seconds` of processor time end the attempt.
    """
    problem = gait_problem(intervals)
    options: dict[str, Any] = {"max_iter": 250, "max_cpu_time": seconds}
    if warm:
        options |= {"mu_strategy": "monotone", "mu_init": 1e-3}
    span = (step_time, step_time) if step_time else STEP_TIME
    low, high = _bounds(problem, span)
    constraint_low, constraint_high = problem.bounds_of_constraints(point_problem().upper)
    begin = time.perf_counter()
    solver = problem.solver(**options)
    result = solver(
        x0=np.clip(start, low, high), p=parameters, lbx=low, ubx=high,
        lbg=constraint_low, ubg=constraint_high,
    )  # fmt: skip
    stats = solver.stats()
    g = np.array(result["g"]).ravel()
    violation = float(np.max(np.maximum(constraint_low - g, g - constraint_high).clip(min=0.0)))
    return RawSolution(
        np.array(result["x"]).ravel(), bool(stats["success"]), stats["return_status"],
        int(stats["iter_count"]), time.perf_counter() - begin, violation, float(result["f"]),
    )  # fmt: skip
