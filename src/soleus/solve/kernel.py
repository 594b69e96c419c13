"""Load sharing over many frames, compiled: rigid and compliant tendons.

Both kernels walk the frames in order and start each from the answer of the one before.
"""

from __future__ import annotations

import numba
import numpy as np

from soleus.solve.kernel_dual import solve_dual
from soleus.solve.kernel_muscle import force_of_activation, newton_length

__all__ = ["share_compliant", "share_rigid"]

_jit = numba.njit(cache=True, fastmath={"contract", "reassoc", "arcp", "nsz"}, error_model="numpy")

_OUTER = 60
_TOLERANCE = 1e-7


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
def share_compliant(  # type: ignore[no-untyped-def]
    lengths, factors, arms, moments, weight, strength, optimal, slack, height, shape, passive, lowest
):
    """Compliant tendons, quasi-static: each frame in equilibrium of fibers and tendon.

    lengths and force-velocity factors (frame, muscle); arms (frame, muscle, 3) m; moments
    (frame, 3) N m; the rest (muscle,): weights, maximal isometric force N, optimal fiber and
    tendon slack length m, fiber height m, tendon shape, passive strain, lowest x m.
    Sequential quadratic programming on activations with the exact curvature of force over
    activation. Returns activations, fiber lengths along the tendon, tendon forces N, reserves
    N m, iterations (frame,) and the last change of activation (frame,).
    """
    frames, n = lengths.shape
    result, along, force = np.empty((frames, n)), np.empty((frames, n)), np.empty((frames, n))
    reserves, steps, change = np.empty((frames, 3)), np.empty(frames, np.int64), np.empty(frames)
    g, h, c = np.empty((n, 3)), np.empty(n), np.empty(n)
    a, new = np.full(n, 0.02), np.empty(n)
    x, dx = np.full(n, -1.0), np.empty(n)
    y0, y1, y2 = 0.0, 0.0, 0.0
    for k in range(frames):
        error = 1.0
        for outer in range(_OUTER):
            steps[k] = outer + 1
            b0, b1, b2 = moments[k, 0], moments[k, 1], moments[k, 2]
            for i in range(n):
                if outer == 0 and (k == 0 or x[i] < 0.0):
                    x[i] = newton_length(
                        lengths[k, i] - slack[i], a[i], factors[k, i], lengths[k, i], optimal[i],
                        slack[i], height[i], shape[i], passive[i], lowest[i],
                    )  # fmt: skip
                for _ in range(4):
                    residual, slope, dx[i], f, f1, f2 = force_of_activation(
                        x[i], a[i], factors[k, i], lengths[k, i], optimal[i], slack[i],
                        height[i], shape[i], passive[i],
                    )  # fmt: skip
                    if abs(residual) < 1e-5:
                        break
                    x[i] = newton_length(
                        x[i] - residual / slope, a[i], factors[k, i], lengths[k, i], optimal[i],
                        slack[i], height[i], shape[i], passive[i], lowest[i],
                    )  # fmt: skip
                # one free Newton correction of the small residual, to first order
                shift = -residual / slope
                x[i] += shift
                f += (dx[i] and f1 / dx[i] or 0.0) * shift
                r0, r1, r2 = arms[k, i, 0], arms[k, i, 1], arms[k, i, 2]
                s, s1 = strength[i] * f, strength[i] * f1
                pull = (r0 * y0 + r1 * y1 + r2 * y2) * strength[i]
                curvature = max(weight[i] - pull * f2, 0.1 * weight[i])
                h[i] = curvature
                c[i] = a[i] * (1.0 - weight[i] / curvature)
                g[i, 0], g[i, 1], g[i, 2] = s1 * r0, s1 * r1, s1 * r2
                rest = s - s1 * a[i]
                b0 -= rest * r0
                b1 -= rest * r1
                b2 -= rest * r2
                force[k, i] = s
            y0, y1, y2, _ = solve_dual(g, h, c, n, b0, b1, b2, y0, y1, y2, new)
            error = 0.0
            damping = 1.0 if outer < 12 else 0.5
            for i in range(n):
                step = damping * (new[i] - a[i])
                error = max(error, abs(step))
                a[i] += step
                x[i] = max(x[i] + dx[i] * step, lowest[i])
            if error < _TOLERANCE:
                break
        reserves[k, 0], reserves[k, 1], reserves[k, 2] = y0, y1, y2
        change[k] = error
        for i in range(n):
            result[k, i] = a[i]
            along[k, i] = x[i]
    return result, along, force, reserves, steps, change
