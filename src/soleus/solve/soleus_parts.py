"""The four parts of the soleus at work: one activation, one aponeurosis, one tendon.

The unknown is how far the common aponeurosis is from where the whole soleus has its optimal
length; all fibers follow it (each part at constant height, as in `muscle.contraction`), the
tendon takes the rest of the muscle-tendon length, and the parts together carry the tendon force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.soleus_parts import SoleusParts, soleus_parts
from soleus.base.errors import InputError
from soleus.muscle.contraction import (
    bracketed_root,
    fiber_forces,
    shortest_fiber_along_tendon,
)
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.solve.solution import Solution

__all__ = ["PartStates", "part_forces", "part_states", "solve_parts"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PartStates:
    """What the four parts do; arrays (time, part) in the order of `parts.names`.

    `force` N along the tendon, `passive_force` N of it; `fiber_length` m and `pennation_angle`
    rad; `tendon_force` N (time,) is what the common tendon carries, the sum of `force`.
    """

    parts: SoleusParts
    activation: Array
    force: Array
    passive_force: Array
    fiber_length: Array
    pennation_angle: Array
    tendon_force: Array

    @property
    def normalized_fiber_length(self) -> Array:
        """Fiber lengths over each part's optimal one, (time, part)."""
        length: Array = self.fiber_length / self.parts.parameters.optimal_fiber_length
        return length

    @property
    def fibula_force(self) -> Array:
        """What the soleus pulls on the fibula with, N (time,)."""
        pull: Array = self.force @ self.parts.fibula_shares
        return pull


def solve_parts(
    leg: Leg,
    activation: Any,
    muscle_tendon_length: Any,
    aponeurosis_velocity: Any = 0.0,
    sample: int | None = None,
    parts: SoleusParts | None = None,
) -> PartStates:
    """The parts in equilibrium with their common tendon.

    `activation` 0..1, `muscle_tendon_length` m of the soleus and `aponeurosis_velocity` m/s
    (away from the origins +) broadcast to (time,). `sample` as in `soleus_parts`, or `parts`
    divided already. Raises `InputError` for what lies outside.
    """
    a, length, velocity = (
        np.atleast_1d(v).astype(float)
        for v in np.broadcast_arrays(activation, muscle_tendon_length, aponeurosis_velocity)
    )
    if not np.all((a >= 0) & (a <= 1)):
        raise InputError(f"solve_parts: activation {activation} is outside 0 to 1")
    if not np.all(length > 0):
        raise InputError("solve_parts: muscle_tendon_length must be above 0 m")
    division = parts or soleus_parts(leg, sample)
    p, start, middle = division.parameters, *_optimum(division, leg)
    strength = p.max_isometric_force.sum()
    shape = tendon_shape(p.tendon_strain_at_one_norm_force[0])
    slack = p.tendon_slack_length[0]

    def tension(shift: Array) -> Array:
        strain = (length - middle - shift) / slack - 1.0
        force: Array = strength * tendon_force(strain, shape)
        return force

    def residual(shift: Array) -> Array:
        active, passive = _forces(shift, a, velocity, division, start)
        surplus: Array = (tension(shift) - (active + passive).sum(axis=-1)) / strength
        return surplus

    low = np.full_like(length, (shortest_fiber_along_tendon(p) - start).min())
    high = np.fmax(length - middle - 0.98 * slack, low + 1e-3 * slack)
    shift = bracketed_root(residual, low, high)
    return _states(division, start, shift, a, velocity, tension(shift))


def part_states(solution: Solution, leg: Leg, sample: int | None = None) -> PartStates:
    """The parts through a solved motion: at the activation, muscle-tendon length and speed of the
    soleus in `solution`, with the equilibrium solved anew, so that their sum may differ a little
    from the one-bundle force."""
    state = solution.state
    i = leg.index("soleus")
    angle = np.broadcast_to(state.pennation_angle, solution.saturated.shape)[:, i]
    x = solution.of("soleus", "fiber_length") * np.cos(angle)
    velocity = np.broadcast_to(state.fiber_velocity, solution.saturated.shape)[:, i]
    length = x + solution.of("soleus", "tendon_length")
    activation = np.clip(solution.of("soleus", "activation"), 0.0, 1.0)
    return solve_parts(leg, activation, length, velocity / np.cos(angle), sample)


def part_forces(solution: Solution | Any, leg: Leg, sample: int | None = None) -> Array:
    """Forces of the four parts along the tendon, N (time, part), that sum to the soleus' force.

    From a solved motion: in proportion to what each part can give at the activation, length and
    speed of the one-bundle soleus there. From a force series alone, N (time,): in proportion to
    strength along the tendon. Raises `InputError` for a series that is not of numbers >= 0.
    """
    if not isinstance(leg, Leg):
        raise InputError("part_forces: first the solution or forces, then the leg")
    division = soleus_parts(leg, sample)
    p = division.parameters
    if not isinstance(solution, Solution):
        try:
            force = np.atleast_1d(np.asarray(solution, dtype=float))
        except (TypeError, ValueError):
            force = np.full(1, np.nan)
        if force.ndim != 1 or not np.all(np.isfinite(force) & (force >= 0)):
            raise InputError("part_forces: soleus force must be numbers >= 0, one a time")
        weight = p.max_isometric_force * np.cos(p.pennation_angle_at_optimal)
        split: Array = force[:, None] * weight / weight.sum()
        return split
    start, middle = _optimum(division, leg)
    angle = np.broadcast_to(solution.state.pennation_angle, solution.saturated.shape)
    i = leg.index("soleus")
    cosine = np.cos(angle[:, i])
    shift = solution.of("soleus", "fiber_length") * cosine - middle
    velocity = np.broadcast_to(solution.state.fiber_velocity, angle.shape)[:, i] / cosine
    activation = solution.of("soleus", "activation")
    weights = np.sum(_forces(shift, activation, velocity, division, start), axis=0)
    weights = np.fmax(weights, 1e-12 * p.max_isometric_force)  # slack: by strength
    result: Array = solution.force("soleus")[:, None] * weights / weights.sum(-1, keepdims=True)
    return result


def _optimum(parts: SoleusParts, leg: Leg) -> tuple[Array, float]:
    """Fiber lengths along the tendon, m, of the parts (part,) and of the one-bundle soleus when
    the latter is at its optimal length."""
    p = parts.parameters
    length = p.optimal_fiber_length * (1.0 + parts.offset)
    whole = leg.parameters.each(lambda v: float(v[leg.index("soleus")]))
    middle = whole.optimal_fiber_length * np.cos(whole.pennation_angle_at_optimal)
    return np.sqrt(length**2 - p.fiber_height**2), float(middle)


def _along(shift: Array, parts: SoleusParts, start: Array) -> Array:
    """Fiber lengths along the tendon, m (time, part), never below the shortest."""
    x: Array = np.fmax(start + shift[:, None], shortest_fiber_along_tendon(parts.parameters))
    return x


def _forces(
    shift: Array, activation: Array, velocity: Array, parts: SoleusParts, start: Array
) -> tuple[Array, Array]:
    """Active and passive force of each part along the tendon, N (time, part)."""
    p = parts.parameters
    x = _along(shift, parts, start)
    speed = velocity[:, None] * x / np.hypot(x, p.fiber_height)
    factor = force_velocity(speed / (p.max_contraction_velocity * p.optimal_fiber_length))
    active, passive = fiber_forces(x, activation[:, None], factor, p)
    return p.max_isometric_force * active, p.max_isometric_force * passive


def _states(
    parts: SoleusParts, start: Array, shift: Array, a: Array, velocity: Array, tension: Array
) -> PartStates:
    active, passive = _forces(shift, a, velocity, parts, start)
    x, height = _along(shift, parts, start), parts.parameters.fiber_height
    return PartStates(
        parts, a, active + passive, passive, np.hypot(x, height),
        np.arctan2(height + 0.0 * x, x), tension,
    )  # fmt: skip
