"""What `soleus function` shows, as plain numbers for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.anatomy.function import PARTS
from soleus.anatomy.function_spread import (
    ANKLES_DEG,
    KNEES_DEG,
    FunctionNumbers,
    Interval,
    Reach,
)

__all__ = ["KNEES_DEG", "FunctionNumbers", "Reach", "function_payload"]


def function_payload(numbers: FunctionNumbers) -> dict[str, Any]:
    """Everything shown, for JSON: angles in deg, moments in N m."""
    s, i = numbers.strength, numbers.insufficiency
    moments = {
        part: {
            "value": _rows(values),
            "interval": _rows(numbers.moments[part]),
        }
        for part, values in ({p: s.moments[p] for p in PARTS} | {"total": s.total}).items()
    }
    return {
        "person": numbers.leg.person.describe(),
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
            "value": _rows(100 * s.soleus / s.total), "interval": _rows(100 * numbers.shares)
        },
        "gastrocnemius_insufficiency": {
            "ankle_angle_deg": 0.0,
            "half_left_at_knee_deg": _degrees(i.half_knee),
            "half_left_at_knee_deg_interval": _both(numbers.half_interval),
            "share_percent": 100 * i.insufficient_share,
            "insufficient_from_knee_deg": _degrees(i.insufficient_knee),
            "insufficient_from_knee_deg_interval": _both(numbers.insufficient_interval),
            "other_tendon": numbers.other_tendon.tendon,
            "other_tendon_insufficient_from_knee_deg": _degrees(
                numbers.other_tendon.insufficient_knee
            ),
            "knee_angles_deg": np.degrees(i.knee_angles).round(1).tolist(),
            "share_left": i.share.round(4).tolist(),
        },
        "range": {"knee_straight": _reach(numbers.straight), "knee_bent": _reach(numbers.bent)},
    }  # fmt: skip


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
