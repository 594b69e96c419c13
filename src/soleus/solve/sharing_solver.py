"""Solve load-sharing problems: the compiled kernel, and fiber velocities by iteration."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.muscle.contraction import fiber_forces, shortest_fiber_along_tendon
from soleus.muscle.curves import force_velocity, tendon_shape
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.sharing_problem import Problem

__all__ = ["smooth_rate", "solve_problem"]

Array = NDArray[np.float64]
_VELOCITY_LIMIT = 0.95
_VELOCITY_PASSES = 10
_RELAXATION = 0.5
_VELOCITY_TOLERANCE = 3e-3
#: Fiber lengths are smoothed by a Gaussian of this standard deviation, s, before they are
#: differentiated: its gain is one half at 6 Hz, the usual cut-off for human motion. Without it
#: muscles that can replace each other trade force from frame to frame.
_SMOOTHING = 0.022


def solve_problem(problem: Problem, tendon: str = "compliant") -> dict[str, Any]:
    """Run the kernel on one trial or many.

    Returns activation, x (fiber length along the tendon, m), fiber_velocity (m/s), reserves
    (N m), iterations, residual (..., time), and velocity_residual (...), in the shapes of
    `problem`.
    """
    many = problem.lengths.ndim == 3
    work = problem if many else _as_one_trial(problem)
    answer = (_solve_rigid if tendon == "rigid" else _solve_compliant)(work)
    return answer if many else {key: value[0] for key, value in answer.items()}


def _as_one_trial(problem: Problem) -> Problem:
    return Problem(
        problem.time[None], problem.joints, problem.lengths[None], problem.length_rates[None],
        problem.arms[None], problem.moments[None], problem.weight, problem.parameters,
        problem.exponent,
    )  # fmt: skip


def _rows(p: MuscleParameters, trials: int) -> MuscleParameters:
    """Parameters as arrays (trial, muscle)."""
    return p.each(lambda v: np.broadcast_to(np.atleast_2d(v), (trials, np.shape(v)[-1])))


def _weights(problem: Problem) -> Array:
    """Weights as an array (trial, muscle)."""
    trials, _, n = problem.lengths.shape
    return np.ascontiguousarray(np.broadcast_to(problem.weight, (trials, n)))


def _padded(values: Array) -> Array:
    """Three joints for the kernel: absent ones are zero and stay unloaded."""
    missing = 3 - values.shape[-1]
    if not missing:
        return np.ascontiguousarray(values)
    return np.ascontiguousarray(np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)]))


def _clip_velocity(velocity: Array, p: MuscleParameters) -> Array:
    limit = _VELOCITY_LIMIT * p.max_contraction_velocity * p.optimal_fiber_length
    clipped: Array = np.clip(velocity, -limit, limit)
    return clipped


def _factor(velocity: Array, p: MuscleParameters) -> Array:
    factor: Array = force_velocity(velocity / (p.max_contraction_velocity * p.optimal_fiber_length))
    return factor


def _rigid_fibers(problem: Problem, p: MuscleParameters) -> tuple[Array, Array]:
    """Fiber length along the tendon (m) and fiber velocity (m/s) with tendons at slack length."""
    x = np.maximum(problem.lengths - p.tendon_slack_length, shortest_fiber_along_tendon(p))
    velocity = problem.length_rates * x / np.sqrt(x**2 + p.fiber_height**2)
    return x, _clip_velocity(velocity, p)


def _solve_rigid(problem: Problem) -> dict[str, Any]:
    from soleus.solve.kernel import share_rigid

    trials, frames, n = problem.lengths.shape
    p = _rows(problem.parameters, trials).over_time()
    x, velocity = _rigid_fibers(problem, p)
    active, passive = fiber_forces(x, 1.0, _factor(velocity, p), p)
    activation, reserves = np.empty((trials, frames, n)), np.empty((trials, frames, 3))
    steps = np.empty((trials, frames), np.int64)
    share_rigid(
        active * p.max_isometric_force, passive * p.max_isometric_force, _padded(problem.arms),
        _padded(problem.moments), _weights(problem), activation, reserves, steps,
    )  # fmt: skip
    return {
        "activation": activation,
        "x": x,
        "fiber_velocity": velocity,
        "reserves": reserves[..., : len(problem.joints)],
        "iterations": steps,
        "residual": np.zeros((trials, frames)),
        "velocity_residual": np.zeros(trials),
    }


class _Compliant:
    """Trials with compliant tendons on their way to settled fiber velocities."""

    def __init__(self, problem: Problem) -> None:
        trials, frames, n = problem.lengths.shape
        self.problem, self.rows = problem, _rows(problem.parameters, trials)
        p = self.rows
        self.constants = [
            p.max_isometric_force, p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height,
            tendon_shape(p.tendon_strain_at_one_norm_force),
            p.passive_fiber_strain_at_one_norm_force, shortest_fiber_along_tendon(p),
        ]  # fmt: skip
        self.constants = [np.ascontiguousarray(c) for c in self.constants]
        self.lengths, self.weight = np.ascontiguousarray(problem.lengths), _weights(problem)
        self.arms, self.moments = _padded(problem.arms), _padded(problem.moments)
        self.activation, self.x = np.empty((trials, frames, n)), np.empty((trials, frames, n))
        self.reserves = np.empty((trials, frames, 3))
        self.steps = np.empty((trials, frames), np.int64)
        self.change = np.empty((trials, frames))
        _, self.velocity = _rigid_fibers(problem, p.over_time())
        self.residual = np.zeros(trials)

    def share(self, chosen: Any, warm: bool) -> None:
        """Solve the chosen trials with the fiber velocities at hand."""
        from soleus.solve.kernel import share_compliant

        p = self.rows.each(lambda v: v[chosen]).over_time()
        out = [self.activation, self.x, self.reserves, self.steps, self.change]
        parts = [o[chosen] for o in out]
        share_compliant(
            self.lengths[chosen], _factor(self.velocity[chosen], p), self.arms[chosen],
            self.moments[chosen], self.weight[chosen], *(c[chosen] for c in self.constants),
            self.problem.exponent, warm, *parts,
        )  # fmt: skip
        for whole, part in zip(out, parts, strict=True):
            whole[chosen] = part

    def found_velocity(self, chosen: Any) -> Array:
        """Fiber velocities (m/s) that the fiber lengths of the chosen trials make."""
        p = self.rows.each(lambda v: v[chosen]).over_time()
        length = np.sqrt(self.x[chosen] ** 2 + p.fiber_height**2)
        found = _clip_velocity(smooth_rate(length, self.problem.time[chosen]), p)
        shift = found - self.velocity[chosen]
        shift = shift / (p.max_contraction_velocity * p.optimal_fiber_length)
        self.residual[chosen] = np.sqrt(np.mean(shift**2, axis=(1, 2)))
        return found


def _solve_compliant(problem: Problem) -> dict[str, Any]:
    work = _Compliant(problem)
    still = ~np.any(problem.length_rates, axis=(1, 2))
    still &= np.ptp(problem.moments, axis=1).max(axis=1) < 1e-9
    unsettled = ~still
    chosen: Any = slice(None)  # a slice where possible, as it does not copy
    for turn in range(_VELOCITY_PASSES):
        last = work.residual.copy()
        work.share(chosen, warm=turn > 0)
        found = work.found_velocity(chosen)
        unsettled &= work.residual > _VELOCITY_TOLERANCE
        if turn:  # what does not get closer any more stays where it is
            unsettled &= work.residual < 0.95 * last
        if not unsettled.any() or turn == _VELOCITY_PASSES - 1:
            break
        before = np.arange(len(unsettled))[chosen]
        chosen = slice(None) if unsettled.all() else np.flatnonzero(unsettled)
        kept = found[np.isin(before, np.arange(len(unsettled))[chosen])]
        work.velocity[chosen] += _RELAXATION * (kept - work.velocity[chosen])
    return {
        "activation": work.activation,
        "x": work.x,
        "fiber_velocity": work.velocity,
        "reserves": work.reserves[..., : len(problem.joints)],
        "iterations": work.steps,
        "residual": work.change,
        "velocity_residual": work.residual,
    }


def smooth_rate(values: Array, time: Array) -> Array:
    """Time derivative of values (..., time, column) smoothed by a Gaussian of 22 ms.

    `time` (..., time) s. Ends are continued by point reflection. Uneven time steps are
    interpolated to even ones.
    """
    if values.ndim == 2:
        single: Array = smooth_rate(values[None], time[None])[0]
        return single
    time = np.broadcast_to(time, values.shape[:2])
    share = np.linspace(0.0, 1.0, time.shape[1])
    even = time[:, :1] + share * (time[:, -1:] - time[:, :1])
    uneven = np.flatnonzero(np.abs(even - time).max(axis=1) > 1e-6)
    if len(uneven):
        values = values.copy()
        for k in uneven:
            values[k] = _resampled(values[k], time[k], even[k])
    rate = _smooth_even(values, even[:, 1] - even[:, 0])
    for k in uneven:
        rate[k] = _resampled(rate[k], even[k], time[k])
    return rate


def _resampled(values: Array, time: Array, at: Array) -> Array:
    return np.stack([np.interp(at, time, v) for v in values.T], axis=-1)


def _smooth_even(values: Array, step: Array) -> Array:
    """`smooth_rate` for even steps (trial,), s."""
    frames = values.shape[1]
    reach = min(int(np.ceil(4 * _SMOOTHING / step.min())), frames - 1)
    head = 2 * values[:, :1] - values[:, reach:0:-1]
    tail = 2 * values[:, -1:] - values[:, -2 : -reach - 2 : -1]
    padded = np.concatenate([head, values, tail], axis=1)
    slope = np.gradient(padded, axis=1) / step[:, None, None]
    offset = np.arange(-reach, reach + 1)
    bell = np.exp(-0.5 * (offset * step[:, None] / _SMOOTHING) ** 2)
    bell /= bell.sum(axis=1, keepdims=True)
    rate = np.zeros_like(values, dtype=float)
    for k in range(len(offset)):
        rate += bell[:, k, None, None] * slope[:, k : k + frames]
    return rate
