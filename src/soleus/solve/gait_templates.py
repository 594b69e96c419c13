"""Where a gait solution starts from when nothing better is known: hand-drawn joint angles."""

from __future__ import annotations

from typing import Any

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from soleus.solve.gait_body import N_COORDINATES
from soleus.solve.gait_point import N_MUSCLES, N_POINT, N_STATES, point_problem

__all__ = ["template"]

Array = NDArray[np.float64]
# Percent of a stride from the right foot's touch-down minus a tenth, degrees; drawn by hand after
# the textbook shape of walking and running, not data.
_SHAPES: dict[str, dict[str, tuple[list[float], list[float]]]] = {
    "run": {
        "hip": ([0, 10, 20, 33, 45, 60, 75, 88], [38, 34, 20, -6, 2, 34, 52, 48]),
        "knee": ([0, 10, 18, 33, 50, 62, 75, 90], [15, 36, 42, 18, 70, 98, 85, 24]),
        "ankle": ([0, 9, 18, 28, 35, 46, 62, 82], [4, 16, 24, 2, -20, -14, 0, 4]),
        "mtp": ([0, 15, 25, 32, 40, 60, 85], [0, 0, 12, 25, 5, 0, 0]),
    },
    "walk": {
        "hip": ([0, 12, 30, 50, 62, 75, 88], [28, 24, 5, -12, -4, 20, 31]),
        "knee": ([0, 14, 38, 52, 62, 72, 85, 95], [6, 18, 6, 18, 45, 62, 30, 4]),
        "ankle": ([0, 7, 25, 46, 54, 62, 75, 90], [0, -6, 4, 11, 2, -18, -2, 1]),
        "mtp": ([0, 35, 48, 58, 65, 75, 90], [0, 0, 12, 28, 8, 0, 0]),
    },
}
_BOUNCE = {"run": (0.035, 0.35), "walk": (0.018, 0.6)}  # m, share of the step where it is lowest
_LEAN = {"run": 5.0, "walk": 0.0}
_PRESSED = 0.012  # m, how deep the lowest contact point is at the lowest instant


def _periodic(phase: Array, percent: list[float], degrees: list[float]) -> Array:
    """Smooth periodic curve through the given points: monotone cubic pieces, rounded."""
    x = np.array(percent) / 100.0
    y = np.radians(degrees)
    grid = np.linspace(0, 1, 400, endpoint=False)
    raw = np.interp(grid, np.r_[x, x[0] + 1], np.r_[y, y[0]])
    spectrum = np.fft.rfft(raw)
    spectrum[9:] = 0.0
    smooth = np.fft.irfft(spectrum, len(grid))
    return np.interp(np.mod(phase, 1.0), np.r_[grid, 1.0], np.r_[smooth, smooth[0]])


def template(gait: str, problem: Any, parameters: Array, period: float) -> Array:
    """Unknown vector to start from: `gait` is run or walk, `period` the time of a step, s."""
    tau = problem.mesh.time
    q = np.zeros((len(tau), N_COORDINATES))
    for leg in range(2):
        for j, curve in enumerate(_SHAPES[gait].values()):
            q[:, 3 + 4 * leg + j] = _periodic(tau / 2 + 0.5 * leg, *curve)
    q[:, 2] = np.radians(_LEAN[gait])
    size, lowest = _BOUNCE[gait]
    q[:, 1] = -size * np.cos(2 * np.pi * (tau - lowest))
    expressions = point_problem()
    heights = ca.Function(
        "heights", [expressions.variables, expressions.parameters],
        [expressions.outputs["points_right"][1, 3:6], expressions.outputs["points_left"][1, 3:6]],
    )  # fmt: skip
    z = np.zeros(N_POINT)
    z[:N_COORDINATES] = q[int(np.argmin(abs(tau - lowest)))]
    q[:, 1] -= min(float(np.min(np.array(h))) for h in heights(z, parameters)) + _PRESSED
    states = np.zeros((len(tau), N_STATES))
    states[:, :N_COORDINATES] = q
    states[:, 2 * N_COORDINATES :] = 0.15
    full = np.zeros((len(tau), N_POINT))
    states[:, N_COORDINATES : 2 * N_COORDINATES] = problem.rates(states, period)[:, :N_COORDINATES]
    rates = problem.rates(states, period)[:, N_COORDINATES : 2 * N_COORDINATES]
    full[:, :N_STATES] = states
    full[:, N_STATES : N_STATES + N_COORDINATES] = np.clip(rates, -500.0, 500.0)
    assert full.shape[1] == N_STATES + N_COORDINATES + 2 * N_MUSCLES
    packed: Array = problem.pack(full, period)
    return packed
