"""The gait of the shipped library that answers for a body's run or walk.

The library has gaits of one body at steps of speed and grade. Bodies of one shape move alike at
one Froude number: another body's speed stands for that times the root of its leg length over that
of the library's (`soleus.solve.gait_table`).
"""

from __future__ import annotations

import math
from functools import cache

from soleus.anatomy.leg import Leg
from soleus.base.errors import InfeasibleError
from soleus.solve.gait_library import load_library, node_solution, reference_leg
from soleus.solve.gait_range import check_request
from soleus.solve.gait_solution import GaitSolution

__all__ = ["USUAL_SPEED", "gait_title", "leg_ratio", "nearest_gait", "own_speed"]

#: Speed of a gait where none is asked for, m/s.
USUAL_SPEED = {"walk": 1.25, "run": 3.0}
#: A gait is near within half a step of the library (0.5 m/s running, 5 %), and rounding.
_FAR_SPEED, _FAR_GRADE = 0.26, 0.026
_WORDS = {"walk": "walking", "run": "running"}


def nearest_gait(
    leg: Leg, gait: str, speed: float | None = None, grade: float = 0.0
) -> GaitSolution:
    """The gait of the library nearest to a run or walk of a body at a speed (m/s, None: the usual
    one) and grade (rise over run); `own_speed` and its `grade` say which that is.

    Raises `InputError` outside what the running model covers, and `InfeasibleError` where the
    library has nothing near.
    """
    speed = USUAL_SPEED.get(gait, math.nan) if speed is None else speed
    check_request(speed, grade, None, gait)
    library = load_library()
    nodes = library.solved(gait, kind=0) if library else []
    if not nodes:
        raise InfeasibleError(f"no {gait} ships with this installation; run 'make library'")
    root = math.sqrt(leg_ratio(leg, reference_leg()))
    at = min((n.grade for n in nodes), key=lambda g: abs(g - grade))
    row = [n for n in nodes if n.grade == at]
    best = min(row, key=lambda n: abs(n.speed * root - speed))
    if abs(best.speed - speed / root) > _FAR_SPEED or abs(at - grade) > _FAR_GRADE:
        ends = (pick(n.speed for n in row) * root for pick in (min, max))
        low, high = (f"{v:.2g}" for v in ends)
        raise InfeasibleError(
            f"{_WORDS[gait]} {speed:g} m/s at {100 * grade:g} %: no such gait was found; at "
            f"{100 * at:g} % there are {low} to {high} m/s"
        )
    return _solution(best.key)


@cache
def _solution(key: tuple[str, float, float, int]) -> GaitSolution:
    library = load_library()
    assert library is not None
    return node_solution(library.nodes[key])


def leg_ratio(leg: Leg, other: Leg) -> float:
    """Leg length of a body over that of another."""
    mine, theirs = (b.skeleton.thigh.length + b.skeleton.shank.length for b in (leg, other))
    return mine / theirs


def own_speed(leg: Leg, gait: GaitSolution) -> float:
    """Speed, m/s, at which this body moves as a gait of another one says."""
    return gait.speed * math.sqrt(leg_ratio(leg, gait.leg))


def gait_title(gait: str, speed: float, grade: float) -> str:
    """A gait as people say it: "running 3 m/s, +5 %"."""
    slope = f", {100 * grade:+.3g} %" if grade else ""
    return f"{_WORDS[gait]} {speed:.3g} m/s{slope}"
