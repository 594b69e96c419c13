"""Standing as a body that topples about its ankles, compiled: muscles, delay, command, noise.

Curves come compiled from `soleus.muscle.curves`, activation from `soleus.muscle.activation`;
fibers take an implicit step, so a silent muscle (nothing damps it) is no harder than a busy one.
"""

from __future__ import annotations

import math

import numpy as np

from soleus.muscle import activation, curves
from soleus.solve.kernel_cache import compiled, drop_stale_cache
from soleus.solve.kernel_muscle import fiber_jet, tendon_jet

__all__ = ["fiber_step", "hold_activation", "sway"]

_jit = compiled()
_factor = _jit(curves.force_velocity)
_rate = _jit(activation.activation_rate)
_D1, _D2, _D3 = curves.D1, curves.D2, curves.D3
_UP, _DOWN = activation.ACTIVATION_TIME, activation.DEACTIVATION_TIME


@_jit
def factor_slope(velocity):  # type: ignore[no-untyped-def]
    """Slope of `force_velocity` in normalized velocity."""
    u = _D2 * velocity + _D3
    return _D1 * _D2 / math.sqrt(u * u + 1.0)


@_jit
def fiber_step(  # type: ignore[no-untyped-def]
    x, a, z, length, step, strength, optimal, slack, height, shape, passive, speed, lowest,
    stiffness, limit, turnover,
):  # fmt: skip
    """Fiber length along tendon (m) one time step (s) after x, bridge stretch z and the tendon
    force (N) then.

    a activation, length of the whole unit (m), speed the largest fiber velocity (m/s). Bridges of
    silent fibers (`stiffness`, maximal forces an optimal length) are stretched by z optimal
    lengths, drag along from `limit` on, and let go to attach anew, unstretched, after `turnover` s
    on average. Backward Euler: tendon and fiber forces are equal at the new length, at the
    velocity that led there.
    """
    before = math.sqrt(x * x + height * height)
    old = z / (1.0 + step / turnover)
    low, high = lowest, max(length - 0.98 * slack, lowest * 1.001)
    x = min(max(x, low), high)
    tension = 0.0
    for _ in range(80):
        fiber = math.sqrt(x * x + height * height)
        cosine = x / fiber
        turn = height * height / (fiber * fiber * fiber)
        f, f1, _, p, p1, _ = fiber_jet(fiber / optimal, passive)
        tension, rise, _ = tendon_jet((length - x) / slack - 1.0, shape)
        velocity = (fiber - before) / (step * speed)
        factor = _factor(velocity)
        move = (fiber - before) / optimal
        drag = 1.0 / (1.0 + abs(move) / limit)
        z = (old + move) * drag
        side = old / limit if move >= 0.0 else -old / limit
        pull = a * factor * f + p + stiffness * z
        residual = tension - pull * cosine
        steeper = a * f * factor_slope(velocity) / (step * speed)
        steeper += stiffness * (1.0 - side) * drag * drag / optimal
        slope = -rise / slack - turn * pull
        slope -= cosine * cosine * ((a * factor * f1 + p1) / optimal + steeper)
        if residual > 0.0:
            low = x
        else:
            high = x
        if abs(residual) < 1e-9 or high - low < 1e-14:
            break
        new = x - residual / slope if slope < 0.0 else low
        x = new if low < new < high else 0.5 * (low + high)
    return x, z, strength * tension


@_jit
def _between(table, place):  # type: ignore[no-untyped-def]
    """A table at a place in steps of its grid, straight between and level beyond."""
    last = len(table) - 1
    place = min(max(place, 0.0), last - 1e-9)
    i = int(place)
    return table[i] + (place - i) * (table[i + 1] - table[i])


@_jit
def _feedback(mode, e, w, p, d, slope, radius):  # type: ignore[no-untyped-def]
    """Moment, N m, that the delayed error e (rad) and rate w (rad/s) ask for beyond the steady one.

    Mode 0 none, 1 continuous, 2 intermittent (`asai2009`): silent while the body comes back by
    itself (between the axis and a line of `slope`, 1/s) and close to rest (`radius`).
    """
    if mode == 0 or (
        mode == 2 and (e * (w - slope * e) <= 0.0 or e * e + w * w <= radius * radius)
    ):
        return 0.0
    return p * e + d * w


@_jit
def sway(  # type: ignore[no-untyped-def]
    mode, steps, step, every, muscles, lengths, arms, others, grid, drives, moments, thresholds,
    body, gains, memory, noise, x, a, z, start, out,
):  # fmt: skip
    """Fills `out` (record, 5 + 3 muscle) every `every` steps of `step` s; returns the step at
    which the body was beyond its feet, or -1.

    muscles (muscle, 11) as in `fiber_step`; lengths, arms (place, muscle) m, plantar flexion +,
    and others (place,) N m, the passive moment of one ankle, over the grid (first angle, step)
    of body angles; drives over the grid `moments` (first, step) of the moment commanded of both
    legs; thresholds (muscle,) of drive, last the dorsiflexor, which works at drives below 0.
    body: m g h, inertia, rest angle, moments at which heel and toes lift, angles beyond which it
    has fallen, moment at rest. gains: P, D, slope, radius, delay in steps, motor noise.
    memory, noise (3,), (step, 3): decay per step and white noise of angle, rate and motor command
    (already scaled). x, a, z (muscle,) start lengths, activations, bridge stretches; start: angle
    and rate.
    out: angle, rate, moment, drive, feedback; then activation, fiber length along tendon, force.
    """
    toppling, inertia, rest = body[0], body[1], body[2]
    n, delay = len(x), int(gains[4])
    theta, omega = start[0], start[1]
    past = np.empty((delay + 1, 2))
    for i in range(delay + 1):
        past[i, 0], past[i, 1] = theta, omega
    q0, q1, q2 = 0.0, 0.0, 0.0
    force = np.zeros(n)
    for k in range(steps):
        q0 = memory[0] * q0 + noise[k, 0]
        q1 = memory[1] * q1 + noise[k, 1]
        q2 = memory[2] * q2 + noise[k, 2]
        now = k % (delay + 1)
        past[now, 0], past[now, 1] = theta, omega
        then = (k + 1) % (delay + 1)
        e, w = past[then, 0] - rest + q0, past[then, 1] + q1
        asked = _feedback(mode, e, w, gains[0], gains[1], gains[2], gains[3])
        drive = _between(drives, (body[7] + asked - moments[0]) / moments[1])
        place = (theta - grid[0]) / grid[1]
        moment = _between(others, place)
        for i in range(n):
            wanted = -drive if i == n - 1 else (drive - thresholds[i]) / (1.0 - thresholds[i])
            wanted = min(max(wanted, 0.0) * max(1.0 + gains[5] * q2, 0.0), 1.0)
            a[i] = min(max(a[i] + step * _rate(wanted, a[i], _UP, _DOWN), 0.0), 1.0)
            m = muscles[i]
            x[i], z[i], force[i] = fiber_step(
                x[i], a[i], z[i], _between(lengths[:, i], place), step,
                m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10],
            )  # fmt: skip
            moment += _between(arms[:, i], place) * force[i]
        moment = min(max(2.0 * moment, body[3]), body[4])
        if k % every == 0:
            r = k // every
            out[r, 0], out[r, 1], out[r, 2] = theta, omega, moment
            out[r, 3], out[r, 4] = drive, asked
            for i in range(n):
                out[r, 5 + i], out[r, 5 + n + i], out[r, 5 + 2 * n + i] = a[i], x[i], force[i]
        omega += step * (toppling * math.sin(theta) - moment) / inertia
        theta += step * omega
        if not body[5] < theta < body[6]:
            return k
    return -1


@_jit
def hold_activation(angles, step, muscles, lengths, arms, others, grid, x, a, z):  # type: ignore[no-untyped-def]
    """Plantar-flexion moment of both ankles, N m, at the end of body angles (time,) a step apart,
    activations held; arrays as in `sway`."""
    moment = 0.0
    for k in range(len(angles)):
        place = (angles[k] - grid[0]) / grid[1]
        moment = _between(others, place)
        for i in range(len(x)):
            m = muscles[i]
            x[i], z[i], force = fiber_step(
                x[i], a[i], z[i], _between(lengths[:, i], place), step,
                m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10],
            )  # fmt: skip
            moment += _between(arms[:, i], place) * force
    return 2.0 * moment


drop_stale_cache(sway)
