"""What a calf can do over its joints, for one leg and for the legs its person may have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.ankle_range import (
    LIMIT,
    FullStretch,
    PassiveRange,
    full_stretch,
    passive_range,
)
from soleus.anatomy.function import (
    PARTS,
    TENDONS,
    Insufficiency,
    StrengthMap,
    gastrocnemius_insufficiency,
    plantar_flexion_strength,
)
from soleus.anatomy.leg import Leg
from soleus.anatomy.possible_legs import possible_legs
from soleus.anatomy.sampling import LegSamples
from soleus.anatomy.uncertainty import SAMPLES, interval

__all__ = ["ANKLES_DEG", "BENT_DEG", "KNEES_DEG", "FunctionNumbers", "Reach", "measure_function"]

Array = NDArray[np.float64]
Interval = tuple[float, float]
#: Angles of the numbers, deg; the bent knee of range tests is that of `baumbach2014`.
KNEES_DEG = (0.0, 45.0, 90.0, 120.0)
ANKLES_DEG = (-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0)
BENT_DEG = 75.0
#: Ankle angles beside the right angle at which insufficiency is asked for, deg.
_POINTED_DEG, _UP_DEG = -20.0, 20.0


@dataclass(frozen=True)
class Reach:
    """How far the ankle goes at one knee angle: by hand and with body weight, rad, with intervals;
    the silent calf there, the interval of its moment, N m, and in which share of possible legs it
    is the calf that ends the movement."""

    by_hand: PassiveRange
    by_hand_interval: Interval
    stretch: FullStretch
    range_interval: Interval
    moment_interval: Interval
    calf_share: float


@dataclass(frozen=True)
class FunctionNumbers:
    """Strength at the angles above, insufficiency with this tendon and the other (ankle at
    a right angle), and reach with the knee straight and bent.

    `moments` holds intervals (knee, ankle, 2), N m, for each of `PARTS` and "total", `shares` those
    of the soleus in the total; `left` (2, knee) is the interval of `insufficiency.share`.
    `at_ankles` is insufficiency with the toes pointed and pulled up by 20 deg.
    """

    leg: Leg
    strength: StrengthMap
    moments: dict[str, Array]
    shares: Array
    insufficiency: Insufficiency
    half_interval: Interval
    insufficient_interval: Interval
    left: Array
    other_tendon: Insufficiency
    at_ankles: tuple[Insufficiency, Insufficiency]
    straight: Reach
    bent: Reach


def measure_function(leg: Leg, tendon: str = "compliant", count: int = SAMPLES) -> FunctionNumbers:
    """All numbers for one leg, with 90 % intervals from `count` legs the person may have. Raises as
    `plantar_flexion_strength`."""
    samples = possible_legs(leg, count)
    many = samples.legs
    angles = (np.radians(ANKLES_DEG), np.radians(KNEES_DEG), tendon)
    strength = plantar_flexion_strength(leg, *angles)
    drawn = plantar_flexion_strength(many, *angles)
    parts = {p: drawn.moments[p] for p in PARTS} | {"total": drawn.total}
    other = next(t for t in TENDONS if t != tendon)
    weak = gastrocnemius_insufficiency(many, 0.0, tendon)
    return FunctionNumbers(
        leg, strength, {p: _over_legs(v) for p, v in parts.items()},
        _over_legs(drawn.soleus / drawn.total), gastrocnemius_insufficiency(leg, 0.0, tendon),
        _bend(weak, weak.half_knee), _bend(weak, weak.insufficient_knee),
        _over_legs(weak.share).T,
        gastrocnemius_insufficiency(leg, 0.0, other),
        (gastrocnemius_insufficiency(leg, np.radians(_POINTED_DEG), tendon),
         gastrocnemius_insufficiency(leg, np.radians(_UP_DEG), tendon)),
        _measure_reach(leg, samples, 0.0), _measure_reach(leg, samples, np.radians(BENT_DEG)),
    )  # fmt: skip


def _over_legs(values: Array) -> Array:
    """90 % intervals of values (leg, ...), shape (..., 2)."""
    ends = np.apply_along_axis(interval, 0, values)
    return np.moveaxis(ends, 0, -1)


def _bend(found: Insufficiency, knees: Array) -> Interval:
    """Interval of knee angles, rad; legs that never get there count with the deepest bend."""
    return interval(np.nan_to_num(knees, nan=float(found.knee_angles[-1])))


def _measure_reach(leg: Leg, samples: LegSamples, knee: float) -> Reach:
    stretch = full_stretch(leg, knee)
    ankle = min(stretch.ankle_angle, LIMIT)
    silent = plantar_flexion_strength(samples.legs, ankle, knee, activation=0.0).total[:, 0, 0]
    ranges = np.array([samples.leg(i).max_dorsiflexion(knee) for i in range(samples.count)])
    return Reach(
        passive_range(leg, knee), interval(np.asarray(passive_range(samples.legs, knee).angle)),
        stretch, interval(ranges), interval(silent),
        float(np.mean(silent >= stretch.tolerated_moment - stretch.tolerated_spread)),
    )  # fmt: skip
