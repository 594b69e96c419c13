"""Many trials through load sharing, a few at a time on every core.

All steps (muscle paths, fiber velocities, the compiled kernel, muscle states) run on a part of the
trials that fits the processor's cache; parts are shared among threads, as neither NumPy's loops nor
the kernels hold Python's lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import take_legs
from soleus.muscle.contraction import MuscleState, state_at
from soleus.solve.load_sharing import with_fiber_force_on_tendon
from soleus.solve.sharing_problem import Problem, problem_of_angles
from soleus.solve.sharing_solver import solve_problem

__all__ = ["SolvedTrials", "in_parts", "solve_trials", "threads"]

Array = NDArray[np.float64]
_T = TypeVar("_T")
#: Frames of a part.
_PART = 10_000


@dataclass(frozen=True)
class SolvedTrials:
    """What `solve_trials` found, with a leading trial axis: see `Problem` and `Solution`."""

    joints: tuple[str, ...]
    moment_arms: Array
    state: MuscleState
    reserves: Array
    iterations: NDArray[np.int64]
    residual: Array
    velocity_residual: Array


def threads() -> int:
    """Threads load sharing may use: the cores of this process, or `SOLEUS_THREADS`."""
    asked = os.environ.get("SOLEUS_THREADS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    here = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    return len(here) if here else os.cpu_count() or 1


def in_parts(function: Callable[[slice], _T], trials: int, frames: int) -> list[_T]:
    """Call a function with slices that cover all trials, on all threads; answers in order."""
    workers = min(trials, threads())
    parts = min(max(workers, -(-trials * frames // _PART)), trials)
    cuts = [trials * k // parts for k in range(parts + 1)]
    slices = [slice(a, b) for a, b in pairwise(cuts)]
    if workers == 1:
        return [function(s) for s in slices]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, slices))


def solve_trials(
    leg: Leg,
    time: Array,
    angles: Mapping[str, Array],
    velocities: Mapping[str, Array],
    moments: Mapping[str, Array],
    weight: Array | None = None,
    exponent: int = 2,
    tendon: str = "compliant",
    offset: Problem | None = None,
) -> SolvedTrials:
    """Share the load of many trials.

    `time`, `angles`, `velocities` and `moments` are (trial, time), or (1, time) where all trials
    have the same; `leg` is one leg or many (one a trial, see `stack_legs`). `weight` is (muscle,)
    or (trial, muscle), 1 by default. `offset` holds lengths, rates and arms (..., time, muscle,
    ...) to add to those of the leg's paths, where trials bring their own.
    """
    many = np.ndim(leg.parameters.max_isometric_force) == 2
    given = [time, *angles.values(), *velocities.values(), *moments.values()]
    trials = max(*(len(v) for v in given), len(leg.parameters.max_isometric_force) if many else 1)
    frames = time.shape[-1]

    def part(values: Mapping[str, Array], chosen: slice) -> dict[str, Array]:
        return {k: _part(v, chosen) for k, v in values.items()}

    weights = np.ones(len(leg.muscles)) if weight is None else weight

    def solve(chosen: slice) -> tuple[Problem, dict[str, Any], MuscleState]:
        own = take_legs(leg, chosen) if many else leg

        def some(values: Array, one_trial: int) -> Array:
            return values if values.ndim == one_trial else values[chosen]

        problem = problem_of_angles(
            own, _part(time, chosen), part(angles, chosen), part(velocities, chosen),
            part(moments, chosen),
        )  # fmt: skip
        shape = (chosen.stop - chosen.start, frames)
        own_weight = weights[chosen] if weights.ndim == 2 else weights
        problem = replace(_repeated(problem, shape), weight=own_weight, exponent=exponent)
        if offset is not None:
            problem = replace(
                problem, lengths=problem.lengths + some(offset.lengths, 2),
                length_rates=problem.length_rates + some(offset.length_rates, 2),
                arms=problem.arms + some(offset.arms, 3),
            )  # fmt: skip
        answer = solve_problem(problem, tendon)
        return problem, answer, _state(problem, answer, tendon)

    return _joined(in_parts(solve, trials, frames))


def _part(values: Array, chosen: slice) -> Array:
    return values if len(values) == 1 else values[chosen]


def _repeated(problem: Problem, shape: tuple[int, int]) -> Problem:
    """Arrays with the full trial axis, where one leg or one motion serves all trials."""

    def full(values: Array) -> Array:
        return np.broadcast_to(values, (*shape, *values.shape[2:]))

    return replace(
        problem, time=full(problem.time), lengths=full(problem.lengths),
        length_rates=full(problem.length_rates), arms=full(problem.arms),
        moments=full(problem.moments),
    )  # fmt: skip


def _state(problem: Problem, answer: dict[str, Any], tendon: str) -> MuscleState:
    p = problem.parameters
    p = p.over_time() if np.ndim(p.max_isometric_force) == 2 else p
    state = state_at(
        answer["x"], answer["activation"], problem.lengths, answer["fiber_velocity"], p
    )
    found = with_fiber_force_on_tendon(state) if tendon == "rigid" else state
    return MuscleState(
        **{f: np.broadcast_to(getattr(found, f), problem.lengths.shape) for f in found.__slots__}
    )


def _joined(parts: list[tuple[Problem, dict[str, Any], MuscleState]]) -> SolvedTrials:
    def join(pieces: list[Any]) -> Any:
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    states = {f: join([getattr(s, f) for _, _, s in parts]) for f in MuscleState.__slots__}
    answers = {
        k: join([a[k] for _, a, _ in parts])
        for k in ("reserves", "iterations", "residual", "velocity_residual")
    }
    arms = join([p.arms for p, _, _ in parts])
    return SolvedTrials(parts[0][0].joints, arms, MuscleState(**states), **answers)
