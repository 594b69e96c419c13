"""The small quadratic problem inside load sharing, compiled.

    minimise  sum_i h_i/2 (a_i - c_i)^2 + sum_j r_j^2 / 2      over 0 <= a_i <= 1
    so that   sum_i a_i g_ij + r_j = b_j                       for three joints j

with activations a, joint reserves r (N m) and g_ij the moment a fully active muscle adds to
joint j. Solved in its dual: one multiplier a joint, a_i = clip(c_i + g_i.y / h_i, 0, 1) and
r = y. The dual is smooth and concave, so a semismooth Newton with backtracking finds it in one
to three steps from a warm start. Fewer than three joints: leave their columns zero.
"""

from __future__ import annotations

from soleus.solve.kernel_cache import compiled

__all__ = ["solve_dual"]

_STEPS = 60
_jit = compiled()


@_jit
def _newton_step(h00, h01, h02, h11, h12, h22, g0, g1, g2):  # type: ignore[no-untyped-def]
    """Solve the symmetric 3 x 3 system H s = -g."""
    a = h11 * h22 - h12 * h12
    b = h02 * h12 - h01 * h22
    c = h01 * h12 - h02 * h11
    inverse = -1.0 / (h00 * a + h01 * b + h02 * c)
    d = h00 * h22 - h02 * h02
    e = h01 * h02 - h00 * h12
    f = h00 * h11 - h01 * h01
    return (
        (a * g0 + b * g1 + c * g2) * inverse,
        (b * g0 + d * g1 + e * g2) * inverse,
        (c * g0 + e * g1 + f * g2) * inverse,
    )


@_jit
def _dual_value(g, h, c, n, y0, y1, y2, b0, b1, b2):  # type: ignore[no-untyped-def]
    """Negative dual function (to be minimised)."""
    total = 0.5 * (y0 * y0 + y1 * y1 + y2 * y2) - b0 * y0 - b1 * y1 - b2 * y2
    for i in range(n):
        pull = g[i, 0] * y0 + g[i, 1] * y1 + g[i, 2] * y2
        a = min(max(c[i] + pull / h[i], 0.0), 1.0)
        d = a - c[i]
        total += pull * a - 0.5 * h[i] * d * d
    return total


@_jit
def solve_dual(g, h, c, n, b0, b1, b2, y0, y1, y2, a):  # type: ignore[no-untyped-def]
    """Fill `a` with the activations; return the multipliers (= reserves) and the step count.

    g (muscle, 3) N m, h and c (muscle,), n muscles, b the moments in N m, y the start.
    """
    tolerance = 1e-10 * (1.0 + max(abs(b0), max(abs(b1), abs(b2))))
    steps = 0
    for _ in range(_STEPS):
        h00, h01, h02, h11, h12, h22 = 1.0, 0.0, 0.0, 1.0, 0.0, 1.0
        g0, g1, g2 = y0 - b0, y1 - b1, y2 - b2
        for i in range(n):
            x, y, z = g[i, 0], g[i, 1], g[i, 2]
            inverse = 1.0 / h[i]
            value = c[i] + (x * y0 + y * y1 + z * y2) * inverse
            if value <= 0.0:
                value, inverse = 0.0, 0.0
            elif value >= 1.0:
                value, inverse = 1.0, 0.0
            a[i] = value
            g0 += value * x
            g1 += value * y
            g2 += value * z
            h00 += inverse * x * x
            h01 += inverse * x * y
            h02 += inverse * x * z
            h11 += inverse * y * y
            h12 += inverse * y * z
            h22 += inverse * z * z
        if abs(g0) < tolerance and abs(g1) < tolerance and abs(g2) < tolerance:
            break
        steps += 1
        s0, s1, s2 = _newton_step(h00, h01, h02, h11, h12, h22, g0, g1, g2)
        slope = s0 * g0 + s1 * g1 + s2 * g2
        start = _dual_value(g, h, c, n, y0, y1, y2, b0, b1, b2)
        t = 1.0
        for _ in range(30):
            end = _dual_value(g, h, c, n, y0 + t * s0, y1 + t * s1, y2 + t * s2, b0, b1, b2)
            if end <= start + 1e-4 * t * slope + 1e-12 * abs(start):
                break
            t *= 0.4
        y0 += t * s0
        y1 += t * s1
        y2 += t * s2
    return y0, y1, y2, steps
