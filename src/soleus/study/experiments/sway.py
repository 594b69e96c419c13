"""Quiet standing as it goes on: sway, who works how long and how hard, and what sways their fibers.

Each simulated stance is kept as a few numbers, so that all rows about it share one simulation. The
nominal one is what `soleus stand` does when nothing else is said: the same minute, the same seed.
A nominal body that cannot stand raises `InfeasibleError`; a sampled one has no number (NaN).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from soleus.anatomy.leg import ACHILLES, Leg, SameLeg
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InfeasibleError
from soleus.solve.standing import DURATION, intrinsic_stiffness, run_stance, simulate_standing
from soleus.solve.standing_control import MUSCLES, Stance, build_stance
from soleus.solve.standing_result import StandingResult
from soleus.study.experiments.registry import experiment


def _constants(sample: int | None) -> Constants:
    return load_constants("standing").drawn(sample)


def _stance(leg: Leg, lean_deg: float, sample: int | None) -> Stance | None:
    """A stance; None where feet or muscles of a sampled body do not allow it."""
    try:
        return build_stance(leg, math.radians(lean_deg), _constants(sample))
    except InfeasibleError:
        if sample is None:
            raise
        return None


@lru_cache(maxsize=4096)
def _stood(leg: SameLeg, lean_deg: float, control: str, sample: int | None) -> dict[str, float]:
    """Numbers of a stance of the nominal body or of a sample; none where a sample cannot stand.

    Raises `InfeasibleError`, saying when and why, where the nominal body cannot.
    """
    if sample is None:
        return _numbers(simulate_standing(leg.leg, math.radians(lean_deg), control=control))
    stance = _stance(leg.leg, lean_deg, sample)
    if stance is None:
        return {}
    result = run_stance(stance, DURATION, control, sample)
    return {} if result.fell_at is not None else _numbers(result)


def _numbers(r: StandingResult) -> dict[str, float]:
    """What is asked of a stance, by key."""
    numbers = {
        "pressure": r.sway_rms_mm, "body": r.body_sway_rms_mm, "velocity": r.mean_velocity_mm_s,
    }  # fmt: skip
    for muscle in MUSCLES:
        numbers[f"share {muscle}"] = 100 * r.active_share(muscle)
        numbers[f"level {muscle}"] = 100 * r.mean_activation(muscle)
    for muscle in ACHILLES:
        numbers[f"paradox {muscle}"] = r.sway_correlation(muscle)
    return numbers


def _ask(leg: Leg, key: str, lean_deg: float, control: str, sample: int | None) -> float:
    return _stood(SameLeg(leg), float(lean_deg), control, sample).get(key, math.nan)


@experiment("mm", spread="own")
def sway_rms(
    leg: Leg, of: str = "pressure", lean_deg: float = 0.0, control: str = "continuous",
    sample: int | None = None,
) -> float:  # fmt: skip
    """Sway forward and back in quiet standing, SD of the center of `pressure` or of the `body`,
    mm."""
    return _ask(leg, of, lean_deg, control, sample)


@experiment("mm/s", spread="own")
def sway_velocity(leg: Leg, control: str = "continuous", sample: int | None = None) -> float:
    """Mean velocity of the center of pressure in quiet standing, forward and back, mm/s."""
    return _ask(leg, "velocity", 0.0, control, sample)


@experiment("%", spread="own")
def active_share(
    leg: Leg, muscle: str, lean_deg: float = 0.0, control: str = "continuous",
    sample: int | None = None,
) -> float:  # fmt: skip
    """Share of the time a muscle is active in standing, %; lean beyond the usual, forward +."""
    return _ask(leg, f"share {muscle}", lean_deg, control, sample)


@experiment("%", spread="own")
def standing_level(
    leg: Leg, muscle: str, lean_deg: float = 0.0, control: str = "continuous",
    sample: int | None = None,
) -> float:  # fmt: skip
    """Mean activation of a muscle in standing over time, % of maximum; lean beyond the usual,
    forward +."""
    return _ask(leg, f"level {muscle}", lean_deg, control, sample)


@experiment("1", spread="own")
def sway_paradox(
    leg: Leg, muscle: str = "soleus", control: str = "continuous", sample: int | None = None
) -> float:
    """Correlation of a muscle's fiber length with how far forward the body is, over a stance;
    below 0 its fibers shorten as the body sways forward."""
    return _ask(leg, f"paradox {muscle}", 0.0, control, sample)


@experiment("%", spread="own")
def turn_stiffness(
    leg: Leg, turn_deg: Any, turn_s: float | None = None, active: bool = True,
    to_and_fro: bool = False, sample: int | None = None,
) -> Any:  # fmt: skip
    """Stiffness of both ankles in standing over m g h, %, in a turn (deg) of some duration (0.14 s
    unless said) with the command held, or with silent muscles: tendons, and bridges of silent
    fibers up to where they are dragged along or let go."""
    stance = _stance(leg, 0.0, sample)
    values = [
        math.nan if stance is None
        else 100 * intrinsic_stiffness(stance, math.radians(t), turn_s, active, to_and_fro)
        / stance.body.toppling
        for t in np.atleast_1d(np.asarray(turn_deg, dtype=float))
    ]  # fmt: skip
    return np.array(values) if np.ndim(turn_deg) else values[0]


@experiment("%", spread="own")
def passive_share(leg: Leg, lean_deg: float = 0.0, sample: int | None = None) -> float:
    """Share of the moment that standing asks for which silent muscles give, %; lean forward +."""
    stance = _stance(leg, lean_deg, sample)
    return math.nan if stance is None else 100 * stance.passive_moment() / stance.moment
