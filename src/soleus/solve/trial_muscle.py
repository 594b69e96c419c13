"""One muscle at one instant of a trial, as CasADi functions with exact derivatives.

Unknowns: activation, stretch of the tendon, excitation, rate of stretch (1/s). The stretch is
tendon strain times the exponent of the tendon curve: the tendon's tension is an exponential of
it, so it stays near 1 in work, and runs on in a straight line as the tendon goes slack, where
tension itself (`soleus.muscle.curves.pull_only`) ends at a singular point. Fiber length and
velocity follow from it without solving anything.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import casadi as ca
import numpy as np

from soleus.muscle.activation import activation_rate
from soleus.muscle.contraction import fiber_forces
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.muscle.parameters import MuscleParameters

__all__ = ["FIELDS", "N_PARAMETERS", "N_UNKNOWNS", "MuscleFunctions", "muscle_functions"]

if hasattr(ca.GlobalOptions, "setNumpyMode"):
    ca.GlobalOptions.setNumpyMode(-1)  # NumPy functions on expressions give expressions

FIELDS = [f.name for f in fields(MuscleParameters)]
#: Activation, stretch, excitation, rate of stretch.
N_UNKNOWNS = 4
#: Muscle-tendon length (m) and its rate (m/s), weight in the cost, then `MuscleParameters`.
N_PARAMETERS = 3 + len(FIELDS)
#: Size of a rate of stretch, 1/s: unknowns are divided by it.
RATE_SCALE = 30.0


@dataclass(frozen=True)
class MuscleFunctions:
    """Functions of the scaled unknowns (4,) and parameters (10,) of one muscle at one point.

    `value` gives the imbalance of tendon and fibers (share of maximal force), the rate of
    activation (1/s), the tendon force (N) and the cost; `slope` the gradients of the four, one
    a row; `curvature` the upper triangle of the Hessian of their sum, each times its factor.
    """

    value: Any
    slope: Any
    curvature: Any


@cache
def muscle_functions(exponent: int, excitation: float, stretch_rate: float) -> MuscleFunctions:
    """Built once a process: muscles differ in parameters only. `exponent` of activation in the
    cost; `excitation`, `stretch_rate`: weights of their squares."""
    z, p = ca.SX.sym("z", N_UNKNOWNS), ca.SX.sym("p", N_PARAMETERS)
    activation, stretch, command, rate = z[0], z[1], z[2], RATE_SCALE * z[3]
    muscle = MuscleParameters(**{name: p[3 + i] for i, name in enumerate(FIELDS)})
    shape = tendon_shape(muscle.tendon_strain_at_one_norm_force)
    along = p[0] - muscle.tendon_slack_length * (1.0 + stretch / shape)
    along_rate = p[1] - muscle.tendon_slack_length * rate / shape
    cosine = along / np.sqrt(along**2 + muscle.fiber_height**2)
    fastest = muscle.max_contraction_velocity * muscle.optimal_fiber_length
    factor = force_velocity(along_rate * cosine / fastest)
    active, passive = fiber_forces(along, activation, factor, muscle)
    pull = tendon_force(stretch / shape, shape)
    cost = (
        p[2] * activation**exponent / exponent
        + 0.5 * excitation * command**2
        + 0.5 * stretch_rate * (rate / RATE_SCALE) ** 2
    )
    outputs = ca.vertcat(
        pull - active - passive, activation_rate(command, activation),
        muscle.max_isometric_force * pull, cost,
    )  # fmt: skip
    factors, options = ca.SX.sym("factors", 4), {"cse": True}
    curvature = ca.triu(ca.hessian(ca.dot(factors, outputs), z)[0])
    return MuscleFunctions(
        ca.Function("value", [z, p], [outputs], options),
        ca.Function("slope", [z, p], [ca.jacobian(outputs, z)], options),
        ca.Function("curvature", [z, p, factors], [curvature], options),
    )
