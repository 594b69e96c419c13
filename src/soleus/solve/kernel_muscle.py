"""Muscle curves with their first two derivatives, compiled for the load-sharing kernel.

Values come from `soleus.muscle.curves`, compiled as they stand; only derivatives are added
here, and a test compares them with complex-step derivatives of the same curves.
"""

from __future__ import annotations

import math

from soleus.muscle import curves
from soleus.solve.kernel_cache import compiled

__all__ = ["force_of_activation", "newton_length"]

_jit = compiled()

_bell = _jit(curves.bell)
_B1, _B2, _B3 = curves.BELL_1, curves.BELL_2, curves.BELL_3
_LOW, _HIGH = curves.GATE_LOW, curves.GATE_HIGH
_K, _MIN = curves.K_PASSIVE, curves.MIN_LENGTH
_C, _SOFT = curves.C_TENDON, curves.TENDON_SOFTNESS


@_jit
def _bell_jet(length, b1, b2, b3, b4):  # type: ignore[no-untyped-def]
    width = 1.0 / (b3 + b4 * length)
    value = _bell(length, b1, b2, b3, b4)
    u = (length - b2) * width
    u1 = (b3 + b4 * b2) * width * width
    u2 = -2.0 * b4 * u1 * width
    return value, -value * u * u1, value * (u * u * u1 * u1 - u1 * u1 - u * u2)


@_jit
def fiber_jet(length, strain_at_one):  # type: ignore[no-untyped-def]
    """Active and passive force-length factors with first and second derivatives."""
    f, f1, f2 = _bell_jet(length, _B1[0], _B1[1], _B1[2], _B1[3])
    d, d1, d2 = _bell_jet(length, _B2[0], _B2[1], _B2[2], _B2[3])
    f, f1, f2 = f + d, f1 + d1, f2 + d2
    d, d1, d2 = _bell_jet(length, _B3[0], _B3[1], _B3[2], _B3[3])
    f, f1, f2 = f + d, f1 + d1, f2 + d2
    k = _K / strain_at_one
    offset = math.exp(k * (_MIN - 1.0))
    scale = 1.0 / (math.exp(_K) - offset)
    p = math.exp(k * (length - 1.0))
    p, p1, p2 = (p - offset) * scale, k * p * scale, k * k * p * scale
    if length < _HIGH:
        span = 1.0 / (_HIGH - _LOW)
        t = min(max((length - _LOW) * span, 0.0), 1.0)
        q = t * t * t * (10.0 - 15.0 * t + 6.0 * t * t)
        q1 = 30.0 * t * t * (1.0 - t) * (1.0 - t) * span
        q2 = 60.0 * t * (1.0 - t) * (1.0 - 2.0 * t) * span * span
        f, f1, f2 = q * f, q1 * f + q * f1, q2 * f + 2.0 * q1 * f1 + q * f2
        p, p1, p2 = q * p, q1 * p + q * p1, q2 * p + 2.0 * q1 * p1 + q * p2
    return f, f1, f2, p, p1, p2


@_jit
def tendon_jet(strain, shape):  # type: ignore[no-untyped-def]
    """Tendon force with first and second derivatives in strain."""
    e = math.exp(shape * strain)
    z = _C * (e - 1.0) / _SOFT
    g1 = _C * shape * e
    g2 = shape * g1
    if z > 40.0:
        return z * _SOFT, g1, g2
    if z < -700.0:
        return 0.0, 0.0, 0.0
    s = math.exp(-abs(z))
    value = _SOFT * (max(z, 0.0) + math.log1p(s))
    sigma = 1.0 / (1.0 + s) if z >= 0.0 else s / (1.0 + s)
    return value, sigma * g1, sigma * g2 + sigma * (1.0 - sigma) * g1 * g1 / _SOFT


@_jit
def force_of_activation(x, a, velocity_factor, length, optimal, slack, height, shape, passive):  # type: ignore[no-untyped-def]
    """Equilibrium near fiber length along tendon x at activation a.

    Returns the residual (tendon minus fiber force), its slope in x, dx/da, the tendon force F,
    its slope in x, and its derivatives dF/da and d2F/da2 along the equilibrium; forces as share
    of maximal.
    """
    square = x * x + height * height
    fiber = math.sqrt(square)
    inverse = 1.0 / fiber
    c = x * inverse
    c1 = height * height * inverse * inverse * inverse
    c2 = -3.0 * c1 * x * inverse * inverse
    per_length = 1.0 / optimal
    f, f1, f2, p, p1, p2 = fiber_jet(fiber * per_length, passive)
    n1, n2 = c * per_length, c1 * per_length
    active = a * velocity_factor
    y, y1, y2 = active * f + p, active * f1 + p1, active * f2 + p2
    q = c * y
    q1 = c1 * y + c * y1 * n1
    q2 = c2 * y + 2.0 * c1 * y1 * n1 + c * (y2 * n1 * n1 + y1 * n2)
    qa = velocity_factor * c * f
    qa1 = velocity_factor * (c1 * f + c * f1 * n1)
    t, t1, t2 = tendon_jet((length - x) / slack - 1.0, shape)
    t1, t2 = -t1 / slack, t2 / (slack * slack)
    # A fiber on the descending limb can be softer than nothing; stay on the stable side.
    slope = min(t1 - q1, -1e-6 * per_length)
    dx = qa / slope
    force1 = t1 * dx
    rise = (t2 * qa + t1 * qa1) * dx
    fall = (t2 - q2) * dx - qa1
    force2 = (rise - force1 * fall) / slope
    return t - q, slope, dx, t, t1, force1, force2


@_jit
def newton_length(x, a, velocity_factor, length, optimal, slack, height, shape, passive, lowest):  # type: ignore[no-untyped-def]
    """Fiber length along tendon in equilibrium at activation a: Newton inside a bracket."""
    low, high = lowest, max(length - 0.98 * slack, lowest * 1.001)
    x = min(max(x, low), high)
    last = math.inf
    for _ in range(120):
        residual, slope, _, _, _, _, _ = force_of_activation(
            x, a, velocity_factor, length, optimal, slack, height, shape, passive
        )
        if residual > 0.0:
            low = x
        else:
            high = x
        if abs(residual) < 1e-12 or high - low < 1e-13:
            break
        # on the steep end of the tendon curve Newton crawls: halve the bracket instead
        step = x - residual / slope
        newton = low < step < high and abs(residual) < 0.5 * last
        last = abs(residual)
        x = step if newton else 0.5 * (low + high)
    return x
