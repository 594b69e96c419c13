"""Predict how a body runs or walks at a speed and grade: the verb of the running model."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, InputError
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_library import load_library, start_of
from soleus.solve.gait_range import GAITS, check_request
from soleus.solve.gait_solution import LIMIT_MUSCLES, GaitSolution
from soleus.solve.gait_solver import RawSolution, gait_problem, solve_raw
from soleus.solve.gait_templates import template

__all__ = ["predict_gait", "solution_from"]

Array = NDArray[np.float64]
Progress = Callable[[str], None]
_TEMPLATE_CADENCE = {"run": 166.0, "walk": 115.0}
_SLOWER = 0.5  # m/s
_FOR_REQUEST = 0.7  # share of the time for what was asked; the rest tells why it failed


def predict_gait(
    person: Person | Leg, speed: float, grade: float = 0.0, cadence: float | None = None,
    gait: str | None = None, seconds: float = 30.0, progress: Progress | None = None,
) -> GaitSolution:  # fmt: skip
    """Predict the gait of a person by muscle-driven optimal control, from physics alone.

    `speed` m/s along the ground, `grade` rise over run (0.1 is 10 %), `cadence` steps/s * 60
    (None: the model chooses), `gait` run or walk (None: run from 2 m/s). The search starts
    from the library's nearest gaits, then from a template, and ends after `seconds` of
    processor time. The first gait that passes every hard check (`data/gait/checks.yaml`) is
    returned; its verdict names what lies outside published ranges.

    Raises `InputError` for values outside what the model covers (the nearest that it does is
    named), `InfeasibleError` when this body cannot go so fast there, with the fastest gait
    found. A solver that gives up for another reason returns a solution whose verdict says so.
    """
    if not seconds >= 1.0:
        raise InputError(f"seconds = {seconds:g} is too short; at least 1 s is needed")
    leg = person if isinstance(person, Leg) else build_leg(person)
    gait = check_request(speed, grade, cadence, gait)
    given = cadence is not None
    parameters = gait_parameters(leg, speed, grade)
    end = time.perf_counter() + _FOR_REQUEST * seconds
    best: GaitSolution | None = None
    for name, start in _starts(leg, gait, speed, grade, cadence, parameters):
        left = end - time.perf_counter()
        if best is not None and left < 1.0:
            break
        if progress:
            progress(f"solving {speed:g} m/s at {100 * grade:+.0f} % from {name}")
        raw = solve_raw(parameters, start, 60.0 / cadence if cadence else None, left)
        found = solution_from(raw, leg, speed, grade, gait, given)
        if found.accepted:
            return found
        if best is None or (found.converged, -found.violation) > (best.converged, -best.violation):
            best = found
    assert best is not None
    limit = max((1 - _FOR_REQUEST) * seconds, 1.0)
    slower = None if given else _fastest_below(leg, gait, speed, grade, limit)
    if slower is not None and len(slower.saturated) >= LIMIT_MUSCLES:
        names = ", ".join(m.replace("_", " ") for m in slower.saturated)
        raise InfeasibleError(
            f"{speed:g} m/s at {100 * grade:+.0f} % is beyond this body: {slower.speed:.2f} m/s "
            f"is solved there, with the {names} at full activation"
        )
    return best


def solution_from(
    raw: RawSolution, leg: Leg, speed: float, grade: float, gait: str, cadence_is_input: bool
) -> GaitSolution:
    """A solver's answer as a `GaitSolution`."""
    z, step_time = gait_problem().unpack(raw.x)
    return GaitSolution(
        leg, speed, grade, gait, step_time, z, gait_parameters(leg, speed, grade), "solved",
        raw.converged, raw.status, raw.iterations, raw.time, raw.violation, raw.cost,
        cadence_is_input,
    )  # fmt: skip


def _starts(
    leg: Leg, gait: str, speed: float, grade: float, cadence: float | None, parameters: Array
) -> list[tuple[str, Array]]:
    """Where to start from: the two nearest library gaits, and the template."""
    starts: list[tuple[str, Array]] = []
    library = load_library()
    if library is not None:
        scale = leg_length(leg) / library.leg_length
        own = cadence * math.sqrt(scale) if cadence else None
        for node in library.nearest(gait, speed / math.sqrt(scale), grade, own)[:2]:
            starts.append(
                (f"the library's {node.speed:g} m/s at {100 * node.grade:+.0f} %",
                 start_of(node, scale))
            )  # fmt: skip
    period = 60.0 / (cadence or _TEMPLATE_CADENCE[gait])
    starts.append(("a template", template(gait, gait_problem(), parameters, period)))
    return starts


def leg_length(leg: Leg) -> float:
    """Hip to ankle, m."""
    return leg.skeleton.thigh.length + leg.skeleton.shank.length


def _fastest_below(
    leg: Leg, gait: str, speed: float, grade: float, seconds: float
) -> GaitSolution | None:
    """A slower gait that solves: what tells a body's limit from a solver's failure."""
    end = time.perf_counter() + seconds
    for slower in _slower_speeds(leg, gait, speed, grade):
        parameters = gait_parameters(leg, slower, grade)
        start = _starts(leg, gait, slower, grade, None, parameters)[0][1]
        left = end - time.perf_counter()
        if left < 0.5:
            break
        raw = solve_raw(parameters, start, None, left)
        found = solution_from(raw, leg, slower, grade, gait, False)
        if found.accepted:
            return found
    return None


def _slower_speeds(leg: Leg, gait: str, speed: float, grade: float) -> list[float]:
    """Speeds to try instead: near the library's top at this grade, and below it."""
    library = load_library()
    fastest = speed - _SLOWER
    if library is not None and (top := library.top_speed(gait, grade)) is not None:
        fastest = min(fastest, top[0] * math.sqrt(leg_length(leg) / library.leg_length))
    lowest = GAITS[gait][0]
    return [v for v in (fastest, fastest - 0.25, fastest - 0.5) if v >= lowest]
