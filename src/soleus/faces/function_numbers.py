"""What `soleus function` shows, with 90 % intervals: once, for tables, JSON and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.ankle_range import (
    LIMIT,
    FullStretch,
    PassiveRange,
    full_stretch,
    passive_range,
)
from soleus.anatomy.calibration import believed_legs
from soleus.anatomy.function import (
    PARTS,
    TENDONS,
    Insufficiency,
    StrengthMap,
    gastrocnemius_insufficiency,
    plantar_flexion_strength,
)
from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import LegSamples, sample_legs
from soleus.anatomy.uncertainty import SAMPLES, interval

__all__ = ["ANKLES_DEG", "BENT_DEG", "KNEES_DEG", "FunctionNumbers", "Reach", "measure_function"]

Array = NDArray[np.float64]
Interval = tuple[float, float]
#: Angles of the tables, deg; the bent knee of range tests is that of `baumbach2014`.
KNEES_DEG = (0.0, 45.0, 90.0, 120.0)
ANKLES_DEG = (-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0)
BENT_DEG = 75.0


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
    """Strength at the angles of the tables, insufficiency with this tendon and the other (ankle at
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

    def payload(self) -> dict[str, Any]:
        """For JSON: angles in deg, moments in N m."""
        s, i = self.strength, self.insufficiency
        moments = {
            part: {
                "value": _rows(values),
                "interval": _rows(self.moments[part]),
            }
            for part, values in ({p: s.moments[p] for p in PARTS} | {"total": s.total}).items()
        }
        return {
            "person": self.leg.person.describe(),
            "tendon": s.tendon,
            "activation": s.activation,
            "knee_angles_deg": list(KNEES_DEG),
            "ankle_angles_deg": list(ANKLES_DEG),
            "moments_nm": moments,
            "passive_moments_nm": {p: _rows(v) for p, v in s.passive.items()},
            "normalized_fiber_lengths": {
                m: _rows(v, 3) for m, v in s.normalized_fiber_lengths.items()
            },
            "soleus_share_percent": {
                "value": _rows(100 * s.soleus / s.total), "interval": _rows(100 * self.shares)
            },
            "gastrocnemius_insufficiency": {
                "ankle_angle_deg": 0.0,
                "half_left_at_knee_deg": _degrees(i.half_knee),
                "half_left_at_knee_deg_interval": _both(self.half_interval),
                "share_percent": 100 * i.insufficient_share,
                "insufficient_from_knee_deg": _degrees(i.insufficient_knee),
                "insufficient_from_knee_deg_interval": _both(self.insufficient_interval),
                "other_tendon": self.other_tendon.tendon,
                "other_tendon_insufficient_from_knee_deg": _degrees(
                    self.other_tendon.insufficient_knee
                ),
                "knee_angles_deg": np.degrees(i.knee_angles).round(1).tolist(),
                "share_left": i.share.round(4).tolist(),
            },
            "range": {"knee_straight": _reach(self.straight), "knee_bent": _reach(self.bent)},
        }  # fmt: skip


def measure_function(leg: Leg, tendon: str = "compliant") -> FunctionNumbers:
    """All numbers for one leg; intervals from 200 legs the person may have."""
    samples = believed_legs(leg) or sample_legs(leg, SAMPLES)
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
        np.quantile(weak.share, [0.05, 0.95], axis=0),
        gastrocnemius_insufficiency(leg, 0.0, other),
        (gastrocnemius_insufficiency(leg, np.radians(-20.0), tendon),
         gastrocnemius_insufficiency(leg, np.radians(20.0), tendon)),
        _measure_reach(leg, samples, 0.0), _measure_reach(leg, samples, np.radians(BENT_DEG)),
    )  # fmt: skip


def _over_legs(values: Array) -> Array:
    """90 % intervals of values (leg, ...), shape (..., 2)."""
    return np.moveaxis(np.quantile(values, [0.05, 0.95], axis=0), 0, -1)


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


def _rows(values: Any, digits: int = 1) -> Any:
    return np.round(values, digits).tolist()


def _degrees(angle: float) -> float | None:
    return None if np.isnan(angle) else round(float(np.degrees(angle)), 1)


def _both(found: Interval) -> list[float]:
    return [round(float(np.degrees(v)), 1) for v in found]


def _reach(r: Reach) -> dict[str, Any]:
    s = r.stretch
    return {
        "knee_angle_deg": _degrees(s.knee_angle),
        "by_hand_deg": _degrees(r.by_hand.angle),
        "by_hand_deg_interval": _both(r.by_hand_interval),
        "by_hand_moment_nm": r.by_hand.moment,
        "by_hand_stopped_by_calf": r.by_hand.reached,
        "weight_bearing_deg": _degrees(s.ankle_angle),
        "weight_bearing_deg_interval": _both(r.range_interval),
        "passive_moment_nm": round(s.moment, 1),
        "passive_moment_nm_interval": [round(v, 1) for v in r.moment_interval],
        "passive_forces_n": {m: round(v, 1) for m, v in s.forces.items()},
        "normalized_fiber_lengths": {m: round(v, 3) for m, v in s.normalized_fiber_lengths.items()},
        "achilles_strain_percent": round(100 * s.tendon_strain, 2),
        "tolerated_moment_nm": s.tolerated_moment,
        "limited_by": s.limited_by,
        "limited_by_calf_share": round(r.calf_share, 2),
    }
