"""Ankle range over weeks of stretching, or of work at full stretch."""

from __future__ import annotations

import math

from soleus.anatomy.leg import Leg
from soleus.base.constants import load_constants
from soleus.dose.mobility import mean_gain, stretch_dose
from soleus.study.experiments.registry import experiment


@experiment("deg", spread="own")
def range_gain(
    leg: Leg, weeks: float = 8.0, weekly_seconds: float | None = None, loaded: bool = True,
    sets: int = 3, repetitions: int = 18, hold_s: float = 20.0, per_week: float = 2.5,
    sample: int | None = None,
) -> float:  # fmt: skip
    """Ankle range gained on average over people, deg, by weeks of work (or, not `loaded`, of quiet
    stretching) of so many seconds near full stretch a week; without seconds, those of calf
    raises in a deep squat with a closing hold."""
    seconds = weekly_seconds
    if seconds is None:
        dose = stretch_dose(
            leg, sets=sets, repetitions=repetitions, hold=hold_s, per_week=per_week, sample=sample
        )
        seconds = dose.weekly
    constants = load_constants("mobility").drawn(sample)
    return math.degrees(mean_gain(seconds, weeks, loaded, constants))
