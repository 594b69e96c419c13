"""The instant answer: what the gait library says of a body at a speed and grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.base.errors import InfeasibleError
from soleus.solve.gait_checks import Check, run_checks
from soleus.solve.gait_range import check_request
from soleus.solve.gait_spread import interval_90, relative_spread
from soleus.solve.gait_table import (
    GaitTable,
    follow_strength,
    leg_scale,
    load_gait_table,
)

__all__ = ["GaitEstimate", "add_intervals", "estimate_gait"]


@dataclass(frozen=True)
class GaitEstimate:
    """Numbers of a gait from the library, scaled to a body: `summary` has the keys of
    `gait_summary.summarize`; `checks` as for a solution; `top_speed` m/s at this grade."""

    leg: Leg
    speed: float
    grade: float
    gait: str
    summary: dict[str, Any]
    checks: tuple[Check, ...]
    top_speed: float
    cadence_is_input: bool

    @property
    def verdict(self) -> str:
        """What was found, as a sentence."""
        missed = [c.sentence() for c in self.checks if not c.met]
        head = "from the gait library, scaled to this body by leg length, weight and calf strength"
        if missed:
            return f"{head}; outside published ranges: " + "; ".join(missed)
        return f"{head}; all {len(self.checks)} checks met"


def estimate_gait(
    leg: Leg, speed: float, grade: float = 0.0, cadence: float | None = None,
    gait: str | None = None,
) -> GaitEstimate:  # fmt: skip
    """A body's gait at a speed (m/s), grade (ratio) and cadence (steps/min; None: the model's
    own), between the library's nodes and scaled by leg length and weight.

    Raises `InputError` outside the model's range and `InfeasibleError` where the library
    found nothing that fast, with the nearest it has.
    """
    gait = check_request(speed, grade, cadence, gait)
    table = load_gait_table(gait)
    scale = leg_scale(leg, table)
    _refuse_uncovered(table, speed, grade, cadence, scale)
    keys = [k for k in table.values if not k.startswith("dose.")]
    flat = table.at(keys, speed, grade, np.nan if cadence is None else cadence, scale)
    summary = _nested({k: float(v) for k, v in follow_strength(flat, leg).items()})
    summary["speed_ms"], summary["grade_percent"] = speed, 100 * grade
    if cadence is not None:
        summary["cadence_spm"] = cadence
        summary["step_length_m"] = speed * 60.0 / cadence
    achilles = summary["achilles"]
    force = achilles["peak_force_bw"] * leg.person.body_weight
    achilles["peak_strain_percent"] = 100 * float(leg.achilles_strain(force))
    top = float(np.interp(grade, table.grades, table.top)) * np.sqrt(scale)
    checks = run_checks(summary, gait, speed, grade)
    return GaitEstimate(leg, speed, grade, gait, summary, checks, top, cadence is not None)


def _refuse_uncovered(
    table: GaitTable, speed: float, grade: float, cadence: float | None, scale: float
) -> None:
    low = float(table.speeds[0] * np.sqrt(scale))
    if not bool(table.covered(max(speed, low) if speed > 0.97 * low else speed, grade, scale)):
        near = min(max(grade, table.grades[0]), table.grades[-1])
        high = float(np.interp(near, table.grades, table.reach) * np.sqrt(scale))
        raise InfeasibleError(
            f"the gait library has no {table.gait} at {speed:g} m/s and {100 * grade:+g} % for a "
            f"body of this size; the nearest it has is {min(max(speed, low), high):.2f} m/s at "
            f"{100 * near:+g} % (--solve searches for this body itself)"
        )
    least, most = (float(c) for c in table.cadence_range(speed, grade, scale))
    if cadence is not None and not least <= cadence <= most:
        raise InfeasibleError(
            f"the gait library has {least:.0f} to {most:.0f} steps/min at {speed:g} m/s and "
            f"{100 * grade:+g} %, not {cadence:g} (--solve searches for this body itself)"
        )


def _nested(flat: dict[str, float]) -> dict[str, Any]:
    """Dotted keys as nested dictionaries; `_low` and `_high` as a range."""
    result: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        place = result
        for part in path:
            place = place.setdefault(part, {})
        if last.endswith("_low"):
            place[last.removesuffix("_low")] = [value, flat[key.removesuffix("_low") + "_high"]]
        elif not last.endswith("_high"):
            place[last] = value
    return result


def add_intervals(summary: dict[str, Any], scaled: bool = True) -> dict[str, Any]:
    """The summary with 90 % intervals beside the forces and impulses of soleus, gastrocnemius
    and Achilles tendon (`..._interval`); wider where the library was `scaled` to a body."""
    result = {**summary, "muscles": {**summary["muscles"]}}
    impulse, peak = relative_spread("impulse", scaled), relative_spread("peak", scaled)

    def widened(values: dict[str, Any], tissue: str) -> dict[str, Any]:
        return {
            **values,
            "peak_force_bw_interval": interval_90(values["peak_force_bw"], peak[tissue]),
            "impulse_bw_s_interval": interval_90(values["impulse_bw_s"], impulse[tissue]),
        }

    result["achilles"] = widened(summary["achilles"], "achilles")
    for muscle in ("soleus", "gastrocnemius"):
        result["muscles"][muscle] = widened(summary["muscles"][muscle], muscle)
    return result
