"""Technique in numbers: cadence, contact and overstride at a speed and grade."""

from __future__ import annotations

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.solve.gait_table import GaitTable, leg_scale

__all__ = ["technique_notes"]

_KEYS = [
    "cadence_spm", "contact_time_s", "overstride_m", "achilles.peak_force_bw",
    "knee.peak_moment_nm_per_kg",
]  # fmt: skip


def technique_notes(
    table: GaitTable, leg: Leg, speed: float, grade: float, cadence: float | None = None
) -> tuple[str, ...]:
    """Sentences on what technique means here: the model's own cadence, contact time and where
    the foot lands at this speed (m/s) and grade, and what 8 % fewer or more steps would change;
    with a `cadence` (steps/min), how it compares."""
    scale = leg_scale(leg, table)
    own = _at(table, speed, grade, np.nan, scale)
    best = own["cadence_spm"]
    notes = [
        f"At {speed:.1f} m/s and {100 * grade:+.0f} % the model's own cadence is {best:.0f} "
        f"steps/min, {1000 * own['contact_time_s']:.0f} ms on the ground, the ankle landing "
        f"{100 * own['overstride_m']:.0f} cm ahead of the hip."
    ]
    slow = _at(table, speed, grade, 0.92 * best, scale)
    fast = _at(table, speed, grade, 1.08 * best, scale)
    notes.append(
        "With 8 % fewer steps a minute the Achilles peak changes by "
        f"{_change(slow, own, 'achilles.peak_force_bw', 1, '+.1f')} BW and the peak knee moment by "
        f"{_change(slow, own, 'knee.peak_moment_nm_per_kg', 1, '+.2f')} N m/kg; with 8 % more by "
        f"{_change(fast, own, 'achilles.peak_force_bw', 1, '+.1f')} BW and "
        f"{_change(fast, own, 'knee.peak_moment_nm_per_kg', 1, '+.2f')} N m/kg."
    )
    if cadence is not None and np.isfinite(cadence):
        off = 100 * (cadence / best - 1)
        word = "close to" if abs(off) < 4 else "above" if off > 0 else "below"
        given = _at(table, speed, grade, cadence, scale)
        notes.append(
            f"At your {cadence:.0f} steps/min, {word} what costs the model least ({off:+.0f} %), "
            f"it is {1000 * given['contact_time_s']:.0f} ms on the ground and lands the ankle "
            f"{100 * given['overstride_m']:.0f} cm ahead of the hip."
        )
    top = float(np.interp(grade, table.grades, table.top)) * np.sqrt(scale)
    if speed > 0.93 * top:
        notes.append(
            f"This is near this body's limit at this grade ({top:.1f} m/s): speed never at the "
            "cost of technique. When contact gets longer or the trunk folds, the run is over."
        )
    return tuple(n.replace("+0 %", "0 %") for n in notes)


def _at(
    table: GaitTable, speed: float, grade: float, cadence: float, scale: float
) -> dict[str, float]:
    return {k: float(v) for k, v in table.at(_KEYS, speed, grade, cadence, scale).items()}


def _change(
    other: dict[str, float], own: dict[str, float], key: str, factor: float, form: str = ".0f"
) -> str:
    return format(factor * (other[key] - own[key]), form).replace("-", "\u2212")
