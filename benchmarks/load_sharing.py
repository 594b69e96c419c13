"""Speed and correctness of load sharing: `make bench`.

12 muscles over hip, knee and ankle, one core, a smooth motion whose moments come from known
activations. SLSQP (SciPy) solves the same problems as the reference answer. Times are the
best of several runs on this machine; the ratio column compares within this one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.muscle.contraction import (
    equilibrium_residual,
    fiber_forces,
    shortest_fiber_along_tendon,
    solve_equilibrium,
)
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.kernel import share_compliant, share_rigid

MUSCLES = (
    "soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis", "tibialis_posterior",
    "peroneus_longus", "flexor_hallucis_longus", "tibialis_anterior", "vastus_lateralis",
    "rectus_femoris", "semimembranosus", "gluteus_maximus_middle", "psoas",
)  # fmt: skip
JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
FRAMES, REFERENCE = 20_000, {"rigid": 100, "compliant": 6}
TARGETS = {"rigid": 1e6, "compliant": 4e4}


def problem(leg: Leg, frames: int) -> dict[str, Any]:
    """A bending and straightening leg with activations that wave between 0 and 0.5."""
    t = np.arange(frames) / 100
    angles = {
        "hip_flexion": np.radians(40 + 30 * np.sin(4.1 * t)),
        "knee_angle": np.radians(55 + 45 * np.sin(5.3 * t + 1)),
        "ankle_angle": np.radians(-2 + 18 * np.sin(6.7 * t + 2)),
    }
    rows = [leg.index(m) for m in MUSCLES]
    p = MuscleParameters(
        **{k: getattr(leg.parameters, k)[rows] for k in MuscleParameters.__slots__}
    )
    lengths = leg.muscle_tendon_lengths(angles)[:, rows]
    rates = np.gradient(lengths, t, axis=0)
    x = np.maximum(lengths - p.tendon_slack_length, shortest_fiber_along_tendon(p))
    velocity = rates * x / np.hypot(x, p.fiber_height)
    velocity /= p.max_contraction_velocity * p.optimal_fiber_length
    factor = force_velocity(np.clip(velocity, -0.9, 0.9))
    arms = np.ascontiguousarray(leg.moment_arms(angles, JOINTS)[:, rows])
    phase = np.arange(len(rows))
    activation = 0.25 + 0.25 * np.sin(np.outer(t, 3 + 0.4 * phase) + phase)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    along = solve_equilibrium(activation, factor, lengths, p)
    force = p.max_isometric_force * tendon_force(
        (lengths - along) / p.tendon_slack_length - 1, shape
    )
    active, passive = (f * p.max_isometric_force for f in fiber_forces(x, 1.0, factor, p))
    return {
        "p": p, "lengths": lengths, "factor": factor, "arms": arms, "shape": shape,
        "active": active, "passive": passive, "weight": np.ones(len(rows)),
        "compliant": np.einsum("ti,tij->tj", force, arms),
        "rigid": np.einsum("ti,tij->tj", activation * active + passive, arms),
    }  # fmt: skip


def run_rigid(d: dict[str, Any]) -> np.ndarray:
    return share_rigid(d["active"], d["passive"], d["arms"], d["rigid"], d["weight"])[0]


def run_compliant(d: dict[str, Any]) -> np.ndarray:
    p = d["p"]
    return share_compliant(
        d["lengths"], d["factor"], d["arms"], d["compliant"], d["weight"], p.max_isometric_force,
        p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height, d["shape"],
        p.passive_fiber_strain_at_one_norm_force, shortest_fiber_along_tendon(p),
    )[0]  # fmt: skip


def reference_rigid(d: dict[str, Any], k: int) -> np.ndarray:
    """SLSQP on one frame: activations and reserves, moments as equality constraints."""
    g = (d["active"][k][:, None] * d["arms"][k]).T
    b = d["rigid"][k] - d["passive"][k] @ d["arms"][k]
    return _slsqp(lambda a: g @ a - b, lambda a: g, np.full(len(MUSCLES), 0.2))


def reference_compliant(d: dict[str, Any], k: int) -> np.ndarray:
    """SLSQP on one frame, tendon forces from bisection at every step."""
    p, arms = d["p"], d["arms"][k].T

    def force(a: np.ndarray) -> np.ndarray:
        x = solve_equilibrium(a, d["factor"][k], d["lengths"][k], p)
        strain = (d["lengths"][k] - x) / p.tendon_slack_length - 1
        return p.max_isometric_force * tendon_force(strain, d["shape"])

    def slope(a: np.ndarray) -> np.ndarray:
        x = solve_equilibrium(a, d["factor"][k], d["lengths"][k], p)
        h = 1e-7
        e = [equilibrium_residual(x + s, a, d["factor"][k], d["lengths"][k], p) for s in (h, -h)]
        active, _ = fiber_forces(x, 1.0, d["factor"][k], p)
        strain = (d["lengths"][k] - x) / p.tendon_slack_length - 1
        tendon = [tendon_force(strain + s / p.tendon_slack_length, d["shape"]) for s in (-h, h)]
        tendon_slope = (tendon[0] - tendon[1]) / (2 * h)
        return arms * (p.max_isometric_force * active * tendon_slope / ((e[0] - e[1]) / (2 * h)))

    return _slsqp(lambda a: arms @ force(a) - d["compliant"][k], slope, np.full(len(MUSCLES), 0.2))


def _slsqp(
    moment: Callable[[np.ndarray], np.ndarray],
    slope: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
) -> np.ndarray:
    n = len(start)
    answer = minimize(
        lambda z: 0.5 * z @ z,
        np.concatenate([start, np.zeros(3)]),
        jac=lambda z: z,
        bounds=[(0, 1)] * n + [(None, None)] * 3,
        constraints={
            "type": "eq",
            "fun": lambda z: moment(z[:n]) + z[n:],
            "jac": lambda z: np.hstack([slope(z[:n]), np.eye(3)]),
        },
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 400},
    )
    return answer.x[:n]


def best_time(function: Callable[[], object], runs: int = 7) -> float:
    function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    leg = build_leg(Person(1.75, 72, "male", 30))
    d = problem(leg, FRAMES)
    table = Table(
        title="Load sharing, 12 muscles x 3 joints, one core",
        caption="SLSQP finds each compliant equilibrium by bisection: there it is the reference "
        "for the answer, not for speed.",
    )
    for column in ("tendons", "frames/s", "asked", "SLSQP frames/s", "ratio", "largest difference"):
        table.add_column(column, justify="right")
    kernels = {
        "rigid": (run_rigid, reference_rigid),
        "compliant": (run_compliant, reference_compliant),
    }
    for name, (kernel, reference) in kernels.items():
        speed = FRAMES / best_time(lambda kernel=kernel: kernel(d))
        frames = np.linspace(0, FRAMES - 1, REFERENCE[name]).astype(int)
        start = time.perf_counter()
        answers = np.array([reference(d, k) for k in frames])
        slow = REFERENCE[name] / (time.perf_counter() - start)
        difference = np.abs(answers - kernel(d)[frames]).max()
        table.add_row(
            name, f"{speed:,.0f}", f"{TARGETS[name]:,.0f}", f"{slow:,.1f}",
            f"{speed / slow:,.0f} x", f"{difference:.1e}",
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
