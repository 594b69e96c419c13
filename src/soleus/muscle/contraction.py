"""Fiber and tendon in series: geometry, force and equilibrium of a muscle-tendon unit.

The unknown is `fiber_length_along_tendon`, x: everything else follows from it without
solving anything. Fibers of constant height h make the angle atan(h / x) with the tendon, the
tendon takes the rest of the muscle-tendon length, and both must carry the same force.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from soleus.base.errors import InputError
from soleus.muscle.curves import (
    GATE_LOW,
    active_force_length,
    force_velocity,
    passive_force_length,
    tendon_force,
    tendon_shape,
)
from soleus.muscle.parameters import MuscleParameters

__all__ = ["MuscleState", "bracketed_root", "muscle_state", "solve_equilibrium", "state_at"]

#: Root finding stops at this width of the bracket, m, and after so many steps at the latest.
_WIDTH, _MOST_STEPS = 1e-14, 80


@dataclass(frozen=True, slots=True)
class MuscleState:
    """Where a muscle-tendon unit is; fields broadcast over time and muscle.

    Lengths in m, angle in rad, forces in N along the tendon (`fiber_force` along the fiber),
    `fiber_velocity` in m/s (lengthening +), stiffnesses in N/m, strain as a ratio.
    """

    activation: Any
    fiber_length: Any
    normalized_fiber_length: Any
    fiber_velocity: Any
    pennation_angle: Any
    fiber_force: Any
    passive_fiber_force: Any
    tendon_force: Any
    tendon_length: Any
    tendon_strain: Any


def shortest_fiber_along_tendon(p: MuscleParameters) -> Any:
    """Lower bound of x, m: fibers never get shorter than 0.2 optimal lengths."""
    shortest = GATE_LOW * p.optimal_fiber_length
    square = shortest**2 - p.fiber_height**2
    return np.sqrt(np.fmax(square, (0.05 * p.optimal_fiber_length) ** 2))


def fiber_forces(
    x: Any, activation: Any, velocity_factor: Any, p: MuscleParameters
) -> tuple[Any, Any]:
    """Active and passive force along the tendon, as share of maximal isometric force.

    `velocity_factor` is `force_velocity` at the normalized fiber velocity.
    """
    length = np.sqrt(x * x + p.fiber_height**2)
    normalized = length / p.optimal_fiber_length
    cosine = x / length
    active = activation * velocity_factor * active_force_length(normalized) * cosine
    passive = passive_force_length(normalized, p.passive_fiber_strain_at_one_norm_force) * cosine
    return active, passive


def tendon_strain_at(x: Any, muscle_tendon_length: Any, p: MuscleParameters) -> Any:
    """Tendon strain (ratio) when the fibers take x of the muscle-tendon length."""
    return (muscle_tendon_length - x) / p.tendon_slack_length - 1.0


def equilibrium_residual(
    x: Any, activation: Any, velocity_factor: Any, muscle_tendon_length: Any, p: MuscleParameters
) -> Any:
    """Tendon minus fiber force, as share of maximal isometric force; zero in equilibrium."""
    active, passive = fiber_forces(x, activation, velocity_factor, p)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    strain = tendon_strain_at(x, muscle_tendon_length, p)
    return tendon_force(strain, shape) - active - passive


def solve_equilibrium(
    activation: Any, velocity_factor: Any, muscle_tendon_length: Any, p: MuscleParameters
) -> Any:
    """Fiber length along the tendon, m, at which fiber and tendon forces are equal.

    Arrays of any broadcastable shape. The root is always inside a bracket (the tendon is slack
    at its upper end, the fibers are at the lower), which inverse quadratic interpolation shrinks
    where it can be trusted and halving where not (Chandrupatla's method), so it cannot fail;
    about ten steps reach 1e-15 m.
    """
    low = shortest_fiber_along_tendon(p)
    high = np.fmax(muscle_tendon_length - 0.98 * p.tendon_slack_length, low * 1.001)
    shape = np.broadcast(activation, velocity_factor, muscle_tendon_length, low).shape
    low, high = np.broadcast_to(low, shape) + 0.0, np.broadcast_to(high, shape) + 0.0

    def residual(x: Any) -> Any:
        return equilibrium_residual(x, activation, velocity_factor, muscle_tendon_length, p)

    return bracketed_root(residual, low, high)


def bracketed_root(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """Roots of a function, elementwise, by Chandrupatla's method; an end of the bracket where
    the function does not change sign."""
    b, a = low, high
    fb, fa = function(b), function(a)
    c, fc = a, fa
    share = np.full(np.shape(b), 0.5)
    for _ in range(_MOST_STEPS):
        x = a + share * (b - a)
        fx = function(x)
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        width = np.abs(b - a)
        if np.all((width < _WIDTH) | (fa == 0)):
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (
                fc - fa
            ) * fb / (fc - fb)
        least = np.minimum(0.5 * _WIDTH / np.fmax(width, _WIDTH), 0.5)
        share = np.clip(
            np.where(trusted & np.isfinite(quadratic), quadratic, 0.5), least, 1 - least
        )
    return np.where(np.abs(fa) < np.abs(fb), a, b)


def state_at(
    x: Any, activation: Any, muscle_tendon_length: Any, fiber_velocity: Any, p: MuscleParameters
) -> MuscleState:
    """The full state from x, with x taken as given (the tendon force is what the tendon bears).

    `fiber_velocity` in m/s, lengthening positive.
    """
    factor = force_velocity(fiber_velocity / (p.max_contraction_velocity * p.optimal_fiber_length))
    active, passive = fiber_forces(x, activation, factor, p)
    length = np.sqrt(x * x + p.fiber_height**2)
    cosine = x / length
    strain = tendon_strain_at(x, muscle_tendon_length, p)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    return MuscleState(
        activation=activation,
        fiber_length=length,
        normalized_fiber_length=length / p.optimal_fiber_length,
        fiber_velocity=fiber_velocity,
        pennation_angle=np.arctan2(p.fiber_height, x),
        fiber_force=p.max_isometric_force * (active + passive) / cosine,
        passive_fiber_force=p.max_isometric_force * passive / cosine,
        tendon_force=p.max_isometric_force * tendon_force(strain, shape),
        tendon_length=muscle_tendon_length - x,
        tendon_strain=np.fmax(strain, 0.0),
    )


def muscle_state(
    p: MuscleParameters,
    activation: Any,
    muscle_tendon_length: Any,
    fiber_velocity: Any = 0.0,
) -> MuscleState:
    """State of a muscle-tendon unit in equilibrium at a given activation.

    `activation` 0..1, `muscle_tendon_length` in m, `fiber_velocity` in m/s (lengthening +,
    0 is isometric); arrays broadcast. Raises `InputError` for what lies outside.
    """
    if not np.all((np.asarray(activation) >= 0) & (np.asarray(activation) <= 1)):
        raise InputError(f"activation {activation} is outside 0 to 1")
    if not np.all(np.asarray(muscle_tendon_length) > 0):
        raise InputError("muscle_tendon_length must be above 0 m")
    factor = force_velocity(fiber_velocity / (p.max_contraction_velocity * p.optimal_fiber_length))
    x = solve_equilibrium(activation, factor, muscle_tendon_length, p)
    return state_at(x, activation, muscle_tendon_length, fiber_velocity, p)
