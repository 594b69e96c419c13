"""Speed and correctness of load sharing: `make bench`.

12 muscles over hip, knee and ankle, a smooth motion whose moments come from known activations.
SLSQP (SciPy) solves the same problems as the reference answer. Times are the best of several
runs on this machine; the ratio column compares within this one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.muscle.contraction import (
    equilibrium_residual,
    fiber_forces,
    shortest_fiber_along_tendon,
    solve_equilibrium,
)
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.batch import share_load_batch
from soleus.solve.ensemble import solve_ensemble
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.kernel import share_compliant, share_rigid
from soleus.solve.sharing_trials import in_parts, threads

MUSCLES = (
    "soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis", "tibialis_posterior",
    "peroneus_longus", "flexor_hallucis_longus", "tibialis_anterior", "vastus_lateralis",
    "rectus_femoris", "semimembranosus", "gluteus_maximus_middle", "psoas",
)  # fmt: skip
JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
FRAMES, REFERENCE = 20_000, {"rigid": 100, "compliant": 6}
TRIALS = 200  # of 100 frames each, for all cores
#: frames/s asked on one core and on two
TARGETS = {("rigid", 1): 1e6, ("compliant", 1): 4e4, ("rigid", 2): 3e6, ("compliant", 2): 1e5}


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


def _trials(values: np.ndarray, trials: int) -> np.ndarray:
    """Frames cut into trials, which is what threads share."""
    return values.reshape(trials, -1, *values.shape[1:])


def run_rigid(d: dict[str, Any], trials: int = 1) -> np.ndarray:
    inputs = [_trials(d[k], trials) for k in ("active", "passive", "arms", "rigid")]
    result, reserves = np.empty_like(inputs[0]), np.empty_like(inputs[3])
    steps, weight = np.empty(result.shape[:2], np.int64), np.tile(d["weight"], (trials, 1))

    def part(s: slice) -> None:
        share_rigid(*(v[s] for v in inputs), weight[s], result[s], reserves[s], steps[s])

    in_parts(part, trials, inputs[0].shape[1])
    return result.reshape(d["active"].shape)


def run_compliant(d: dict[str, Any], trials: int = 1) -> np.ndarray:
    p = d["p"]
    inputs = [_trials(d[k], trials) for k in ("lengths", "factor", "arms", "compliant")]
    constants = [
        p.max_isometric_force, p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height,
        d["shape"], p.passive_fiber_strain_at_one_norm_force, shortest_fiber_along_tendon(p),
    ]  # fmt: skip
    result, along = np.empty_like(inputs[0]), np.empty_like(inputs[0])
    shape = result.shape[:2]
    outputs = [result, along, np.empty_like(inputs[3]), np.empty(shape, np.int64), np.empty(shape)]
    rows = [np.tile(c, (trials, 1)) for c in (d["weight"], *constants)]

    def part(s: slice) -> None:
        share_compliant(
            *(v[s] for v in inputs), *(r[s] for r in rows), 2, False,
            *(o[s] for o in outputs),
        )  # fmt: skip

    in_parts(part, trials, shape[1])
    return result.reshape(d["lengths"].shape)


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


def kernel_table(leg: Leg) -> Table:
    """Frames a second of the kernels, on one core and on all, against SLSQP."""
    d = problem(leg, FRAMES)
    table = Table(
        title="Load sharing, 12 muscles x 3 joints, given fiber velocities",
        caption="SLSQP finds each compliant equilibrium by bisection: there it is the reference "
        "for the answer, not for speed.",
    )
    for column in (
        "tendons",
        "cores",
        "frames/s",
        "asked",
        "SLSQP frames/s",
        "ratio",
        "difference",
    ):
        table.add_column(column, justify="right")
    kernels = {
        "rigid": (run_rigid, reference_rigid),
        "compliant": (run_compliant, reference_compliant),
    }
    for name, (kernel, reference) in kernels.items():
        frames = np.linspace(0, FRAMES - 1, REFERENCE[name]).astype(int)
        start = time.perf_counter()
        answers = np.array([reference(d, k) for k in frames])
        slow = REFERENCE[name] / (time.perf_counter() - start)
        for cores, trials in ((1, 1), (threads(), TRIALS)):
            speed = FRAMES / best_time(lambda k=kernel, t=trials: k(d, t))
            difference = np.abs(answers - kernel(d, trials)[frames]).max()
            asked = TARGETS.get((name, cores))
            table.add_row(
                name, str(cores), f"{speed:,.0f}", f"{asked:,.0f}" if asked else "",
                f"{slow:,.1f}", f"{speed / slow:,.0f} x", f"{difference:.1e}",
            )  # fmt: skip
    return table


def batch_table(leg: Leg) -> Table:
    """The whole way of `share_load_batch`: paths, fiber velocities by iteration, states."""
    motion = synthesize(load_exercise("single_leg_calf_raise"), leg, 0.04)
    moments = inverse_dynamics(leg, motion).moments
    motions = [
        replace(motion, body=None, exercise=None, moments={k: f * v for k, v in moments.items()})
        for f in np.linspace(0.3, 1.0, 1000)
    ]
    subjects = [build_leg(Person(1.6 + 0.0015 * k, 55 + 0.2 * k, "male", 30)) for k in range(200)]
    frames = len(motion.time)
    table = Table(title=f"share_load_batch, {len(leg.muscles)} muscles, all cores, everything in")
    for column in ("what", "tendons", "frames", "frames/s"):
        table.add_column(column, justify="right")
    for what, legs, trials in (
        ("1,000 trials of one leg", leg, motions), ("200 subjects, one trial", subjects, motions[0])
    ):  # fmt: skip
        for tendon in ("rigid", "compliant"):
            count = frames * (1000 if trials is motions else 200)
            seconds = best_time(
                lambda a=legs, b=trials, t=tendon: share_load_batch(a, b, tendon=t), 2
            )
            table.add_row(what, tendon, f"{count:,}", f"{count / seconds:,.0f}")
    return table


def ensemble_table(leg: Leg) -> Table:
    """Intervals: 200 samples and every parameter moved alone."""
    table = Table(title="Uncertainty of an exercise, 200 samples")
    for column in ("exercise", "s", "asked"):
        table.add_column(column, justify="right")
    for name in list_exercises():
        exercise = load_exercise(name)
        seconds = best_time(lambda e=exercise: solve_ensemble(e, leg), 2)
        table.add_row(name, f"{seconds:.2f}", "1")
    return table


def main() -> None:
    leg = build_leg(Person(1.75, 72, "male", 30))
    for table in (kernel_table(leg), batch_table(leg), ensemble_table(leg)):
        Console(width=100).print(table)


if __name__ == "__main__":
    main()
