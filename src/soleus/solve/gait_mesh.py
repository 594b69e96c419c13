"""The same gait on a finer mesh: how much of it is discretization."""

from __future__ import annotations

import numpy as np

from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_library import Node, reference_leg, start_of
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_solver import gait_problem, solve_raw

__all__ = ["on_finer_mesh"]


def on_finer_mesh(node: Node, intervals: int = 32, seconds: float = 120.0) -> GaitSolution:
    """A library gait solved again on a mesh of so many intervals a step, from itself."""
    coarse, fine, leg = gait_problem(), gait_problem(intervals), reference_leg()
    z, step_time = coarse.unpack(start_of(node))
    columns = [np.interp(fine.mesh.time, coarse.mesh.time, c) for c in z.T]
    parameters = gait_parameters(leg, node.speed, node.grade)
    start = fine.pack(np.stack(columns, axis=1), step_time)
    raw = solve_raw(parameters, start, None, seconds, intervals=intervals)
    z, step_time = fine.unpack(raw.x)
    return GaitSolution(
        leg, node.speed, node.grade, node.gait, step_time, z, parameters, "solved",
        raw.converged, raw.status, raw.iterations, raw.time, raw.violation, raw.cost,
    )  # fmt: skip
