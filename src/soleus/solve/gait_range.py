"""What speeds, grades and cadences the running model covers."""

from __future__ import annotations

import math

from soleus.base.errors import InputError, nearest

__all__ = ["CADENCES", "GAITS", "GRADES", "check_request"]

#: Gait -> slowest and fastest speed, m/s.
GAITS = {"walk": (0.8, 2.2), "run": (1.8, 9.0)}
#: Rise over run.
GRADES = (-0.12, 0.25)
#: Steps a minute of both feet together.
CADENCES = (80.0, 240.0)
_RUN_FROM = 2.0


def check_request(speed: float, grade: float, cadence: float | None, gait: str | None) -> str:
    """The gait that is meant; `InputError` names the value, the range and the nearest inside."""
    if gait is not None and gait not in GAITS:
        raise InputError(f"gait '{gait}' is unknown; {nearest(gait, GAITS)}")
    _inside("grade", 100 * grade, 100 * GRADES[0], 100 * GRADES[1], "%")
    if cadence is not None:
        _inside("cadence", cadence, *CADENCES, "steps/min")
    if gait is None:
        _inside("speed", speed, GAITS["walk"][0], GAITS["run"][1], "m/s")
        return "run" if speed >= _RUN_FROM else "walk"
    _inside(f"speed of a {gait}", speed, *GAITS[gait], "m/s")
    return gait


def _inside(what: str, value: float, low: float, high: float, unit: str) -> None:
    if not math.isfinite(value) or not low <= value <= high:
        near = min(max(value, low), high) if math.isfinite(value) else low
        raise InputError(
            f"{what} {value:g} {unit} is outside the {low:g} to {high:g} {unit} the running model "
            f"covers; the nearest is {near:g} {unit}"
        )
