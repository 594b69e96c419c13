"""Load sharing over many frames, compiled: rigid and compliant tendons.

Both kernels walk the frames in order and start each from the answer of the one before.
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


@_jit
def share_rigid(active, passive, arms, moments, weight):  # type: ignore[no-untyped-def]
    """Rigid tendons: force = activation * active + passive.

    active, passive (frame, muscle) N along the tendon; arms (frame, muscle, 3) m; moments
    (frame, 3) N m; weight (muscle,) of each squared activation. Returns activations, reserves
    (frame, 3) N m and Newton steps (frame,).
    """
    frames, n = active.shape
    result = np.empty((frames, n))
    reserves = np.empty((frames, 3))
    steps = np.empty(frames, np.int64)
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
    return result, reserves, steps


@_jit
def _linearize(  # type: ignore[no-untyped-def]
    i, a, x, factor, length, arm, y0, y1, y2, weight, strength, optimal, slack, height, shape,
    passive, lowest, exponent, g, h, c,
):  # fmt: skip
    """Expand muscle i around activation a: moment g (N m) per activation, curvature h and
    center c of its cost in the Lagrangian.

    Returns x in equilibrium, dx/da, the force (N), what of it does not depend on activation, and
    how far from equilibrium it was (share of the force, or of maximal force where that is small).
    """
    residual, slope, dx, f, rise, f1, f2 = force_of_activation(
        x, a, factor, length, optimal[i], slack[i], height[i], shape[i], passive[i]
    )
    if abs(residual) > 1e-5:
        x = newton_length(
            x - residual / slope, a, factor, length, optimal[i], slack[i], height[i], shape[i],
            passive[i], lowest[i],
        )  # fmt: skip
        residual, slope, dx, f, rise, f1, f2 = force_of_activation(
            x, a, factor, length, optimal[i], slack[i], height[i], shape[i], passive[i]
        )
    shift = -residual / slope  # the last small residual, to first order
    force = strength[i] * (f + rise * shift)
    per_activation = strength[i] * f1
    pull = (arm[0] * y0 + arm[1] * y1 + arm[2] * y2) * strength[i]
    slope_of_cost = weight[i] * a ** (exponent - 1)
    curvature_of_cost = weight[i] * (exponent - 1) * a ** (exponent - 2)
    h[i] = max(curvature_of_cost - pull * f2, 0.1 * weight[i])
    c[i] = a - slope_of_cost / h[i]
    for j in range(3):
        g[i, j] = per_activation * arm[j]
    imbalance = abs(residual) / (1.0 + f)
    return x + shift, dx, force, force - per_activation * a, imbalance


@_jit
def share_compliant(  # type: ignore[no-untyped-def]
    lengths, factors, arms, moments, weight, strength, optimal, slack, height, shape, passive,
    lowest, exponent=2,
):  # fmt: skip
    """Compliant tendons, quasi-static: each frame in equilibrium of fibers and tendon.

    lengths and force-velocity factors (frame, muscle); arms (frame, muscle, 3) m; moments
    (frame, 3) N m; the rest (muscle,): weights, maximal isometric force N, optimal fiber and
    tendon slack length m, fiber height m, tendon shape, passive strain, lowest x m; the cost is
    the sum of weight * activation^exponent / exponent (2 or 3).
    Sequential quadratic programming on activations with the exact curvature of force over
    activation. Returns activations, fiber lengths along the tendon, tendon forces N, reserves
    N m, iterations (frame,) and the larger of the last change of activation and
    the imbalance of fibers and tendon (frame,).
    """
    frames, n = lengths.shape
    result, along, force = np.empty((frames, n)), np.empty((frames, n)), np.empty((frames, n))
    reserves, steps, change = np.empty((frames, 3)), np.empty(frames, np.int64), np.empty(frames)
    g, h, c = np.empty((n, 3)), np.empty(n), np.empty(n)
    a, new, x, dx = np.full(n, 0.02), np.empty(n), lengths[0] - slack, np.empty(n)
    y0, y1, y2 = 0.0, 0.0, 0.0
    for k in range(frames):
        error = 1.0
        if k > 1:  # start where the last two frames point to
            for i in range(n):
                a[i] = min(max(2.0 * a[i] - result[k - 2, i], 0.0), 1.0)
                x[i] = max(2.0 * x[i] - along[k - 2, i], lowest[i])
        for turn in range(_OUTER):
            steps[k] = turn + 1
            b0, b1, b2 = moments[k, 0], moments[k, 1], moments[k, 2]
            imbalance = 0.0
            for i in range(n):
                x[i], dx[i], force[k, i], rest, off = _linearize(
                    i, a[i], max(x[i], lowest[i]), factors[k, i], lengths[k, i], arms[k, i],
                    y0, y1, y2, weight, strength, optimal, slack, height, shape, passive, lowest,
                    exponent, g, h, c,
                )  # fmt: skip
                imbalance = max(imbalance, off)
                b0 -= rest * arms[k, i, 0]
                b1 -= rest * arms[k, i, 1]
                b2 -= rest * arms[k, i, 2]
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
            result[k, i] = a[i]
            along[k, i] = x[i]
    return result, along, force, reserves, steps, change


drop_stale_cache(share_compliant)
