"""Load sharing over many frames, compiled: rigid and compliant tendons.

Both kernels walk the trials one by one, the frames of each in order, and start each frame from
the answer of the one before. They write into arrays they are given and hold no lock, so several
threads can share the trials.
"""

from __future__ import annotations

import numpy as np

from soleus.solve.kernel_cache import compiled, drop_stale_cache
from soleus.solve.kernel_dual import solve_dual
from soleus.solve.kernel_muscle import force_of_activation, newton_length

__all__ = ["share_compliant", "share_rigid"]

_jit = compiled()

_OUTER, _UNDAMPED, _DAMPED = 120, 12, 30
# Newton's error squares at every step, so a last change of 2e-5 leaves about 1e-8.
_TOLERANCE = 2e-5
# Nearer to equilibrium (share of maximal force) one common Newton step is better than finding it.
_NEAR = 1e-2


@_jit
def _rigid_trial(active, passive, arms, moments, weight, result, reserves, steps):  # type: ignore[no-untyped-def]
    """One trial of `share_rigid`; fills activations, reserves and Newton steps."""
    frames, n = active.shape
    g, c, a = np.empty((n, 3)), np.zeros(n), np.empty(n)
    y0, y1, y2 = 0.0, 0.0, 0.0
    for k in range(frames):
        b0, b1, b2 = moments[k, 0], moments[k, 1], moments[k, 2]
        for i in range(n):
            x, y, z = arms[k, i, 0], arms[k, i, 1], arms[k, i, 2]
            p, q = passive[k, i], active[k, i]
            b0 -= p * x
            b1 -= p * y
            b2 -= p * z
            g[i, 0], g[i, 1], g[i, 2] = q * x, q * y, q * z
        y0, y1, y2, steps[k] = solve_dual(g, weight, c, n, b0, b1, b2, y0, y1, y2, a)
        reserves[k, 0], reserves[k, 1], reserves[k, 2] = y0, y1, y2
        for i in range(n):
            result[k, i] = a[i]


@_jit
def share_rigid(active, passive, arms, moments, weight, result, reserves, steps):  # type: ignore[no-untyped-def]
    """Rigid tendons: force = activation * active + passive.

    active, passive (trial, frame, muscle) N along the tendon; arms (trial, frame, muscle, 3) m;
    moments (trial, frame, 3) N m; weight (trial, muscle) of each squared activation. Fills
    result, the activations (trial, frame, muscle), reserves (trial, frame, 3) N m and Newton
    steps (trial, frame).
    """
    for t in range(active.shape[0]):
        _rigid_trial(
            active[t], passive[t], arms[t], moments[t], weight[t], result[t], reserves[t], steps[t]
        )


@_jit
def _linearize(  # type: ignore[no-untyped-def]
    a, x, factor, length, pull, weight, strength, optimal, slack, height, shape, passive, lowest,
    exponent,
):  # fmt: skip
    """Expand one muscle around activation a; `pull` is how much one newton of it lowers the
    Lagrangian. Numbers only: passing arrays from here to there would cost more than the physics.

    Returns x in equilibrium, dx/da, the force (N) per activation, what of it does not depend on
    activation, curvature h and center c of its cost in the Lagrangian, and how far from
    equilibrium it was (share of the force, or of maximal force where that is small).
    """
    residual, slope, dx, f, rise, f1, f2 = force_of_activation(
        x, a, factor, length, optimal, slack, height, shape, passive
    )
    if abs(residual) > _NEAR:
        x = newton_length(
            x - residual / slope, a, factor, length, optimal, slack, height, shape, passive, lowest
        )
        residual, slope, dx, f, rise, f1, f2 = force_of_activation(
            x, a, factor, length, optimal, slack, height, shape, passive
        )
    shift = -residual / slope  # the last small residual, to first order
    force = strength * (f + rise * shift)
    per_activation = strength * f1
    slope_of_cost, curvature_of_cost = weight * a, weight
    if exponent == 3:
        slope_of_cost, curvature_of_cost = weight * a * a, 2.0 * weight * a
    h = max(curvature_of_cost - pull * strength * f2, 0.1 * weight)
    c = a - slope_of_cost / h
    imbalance = abs(residual) / (1.0 + f)
    return x + shift, dx, per_activation, force - per_activation * a, h, c, imbalance


@_jit
def _compliant_trial(  # type: ignore[no-untyped-def]
    lengths, factors, arms, moments, weight, strength, optimal, slack, height, shape, passive,
    lowest, exponent, warm, result, along, reserves, steps, change,
):  # fmt: skip
    """One trial of `share_compliant`; fills the last five arguments."""
    frames, n = lengths.shape
    g, h, c = np.empty((n, 3)), np.empty(n), np.empty(n)
    a, new, x, dx = np.full(n, 0.02), np.empty(n), lengths[0] - slack, np.empty(n)
    moved_a, moved_x = np.zeros(n), np.zeros(n)
    y0, y1, y2 = 0.0, 0.0, 0.0
    for k in range(frames):
        error = 1.0
        for i in range(n):
            if warm:  # start from what the arrays hold, moved as the frame before moved
                a[i] = min(max(result[k, i] + moved_a[i], 0.0), 1.0)
                x[i] = max(along[k, i] + moved_x[i], lowest[i])
            elif k > 1:  # start where the last two frames point to
                a[i] = min(max(2.0 * a[i] - result[k - 2, i], 0.0), 1.0)
                x[i] = max(2.0 * x[i] - along[k - 2, i], lowest[i])
        for turn in range(_OUTER):
            steps[k] = turn + 1
            b0, b1, b2 = moments[k, 0], moments[k, 1], moments[k, 2]
            imbalance = 0.0
            for i in range(n):
                r0, r1, r2 = arms[k, i, 0], arms[k, i, 1], arms[k, i, 2]
                x[i], dx[i], per_activation, rest, h[i], c[i], off = _linearize(
                    a[i], max(x[i], lowest[i]), factors[k, i], lengths[k, i],
                    r0 * y0 + r1 * y1 + r2 * y2, weight[i], strength[i], optimal[i], slack[i],
                    height[i], shape[i], passive[i], lowest[i], exponent,
                )  # fmt: skip
                imbalance = max(imbalance, off)
                g[i, 0], g[i, 1], g[i, 2] = (
                    per_activation * r0,
                    per_activation * r1,
                    per_activation * r2,
                )
                b0 -= rest * r0
                b1 -= rest * r1
                b2 -= rest * r2
            y0, y1, y2, _ = solve_dual(g, h, c, n, b0, b1, b2, y0, y1, y2, new)
            error = 0.0
            damping = 1.0 if turn < _UNDAMPED else 0.5 if turn < _DAMPED else 0.15
            for i in range(n):
                step = damping * (new[i] - a[i])
                error = max(error, abs(step))
                a[i] += step
                x[i] = max(x[i] + dx[i] * step, lowest[i])
            error = max(error, imbalance)
            if error < _TOLERANCE:
                break
        reserves[k, 0], reserves[k, 1], reserves[k, 2] = y0, y1, y2
        change[k] = error
        for i in range(n):
            moved_a[i], moved_x[i] = a[i] - result[k, i], x[i] - along[k, i]
            result[k, i] = a[i]
            along[k, i] = x[i]


@_jit
def share_compliant(  # type: ignore[no-untyped-def]
    lengths, factors, arms, moments, weight, strength, optimal, slack, height, shape, passive,
    lowest, exponent, warm, result, along, reserves, steps, change,
):  # fmt: skip
    """Compliant tendons, quasi-static: each frame in equilibrium of fibers and tendon.

    lengths m and force-velocity factors (trial, frame, muscle); arms (trial, frame, muscle, 3) m;
    moments (trial, frame, 3) N m; the rest (trial, muscle): weight, maximal isometric force N,
    optimal fiber and tendon slack length m, fiber height m, tendon shape, passive strain, lowest
    x m; the cost is the sum of weight * activation^exponent / exponent (2 or 3).
    Sequential quadratic programming on activations with the exact curvature of force over
    activation. Fills result, the activations, and along, the fiber lengths along the tendon
    (trial, frame, muscle); with `warm` their content is the start. Fills reserves (trial, frame,
    3) N m, iterations and the larger of the last change of activation and the imbalance of
    fibers and tendon (trial, frame).
    """
    for t in range(lengths.shape[0]):
        _compliant_trial(
            lengths[t], factors[t], arms[t], moments[t], weight[t], strength[t], optimal[t],
            slack[t], height[t], shape[t], passive[t], lowest[t], exponent, warm, result[t],
            along[t], reserves[t], steps[t], change[t],
        )  # fmt: skip


drop_stale_cache(share_compliant)
