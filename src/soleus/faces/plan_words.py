"""What is typed on the command line for a plan, as values of a request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from soleus.base.errors import InputError, nearest

__all__ = ["request_values"]

_HILL = re.compile(r"^\s*([\d.]+)\s*m?\s*@\s*([\d.]+)\s*%?\s*$")
_EVENT = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*(?:=\s*([\d.]+)\s*(km|k|mi|m)?)?\s*$")
_KM = {"km": 1.0, "k": 1.0, None: 1.0, "mi": 1.609344, "m": 0.001}


def request_values(
    *, goal: str | None, days: str | None, minutes: str | None, equipment: str | None,
    weights: str | None, hills: Sequence[str] | None, races: Sequence[str] | None,
    long_runs: Sequence[str] | None, busy: Sequence[str] | None, clinician: bool,
    overrides: Sequence[str] | None, **numbers: float | None,
) -> dict[str, Any]:  # fmt: skip
    """Edge keys of a request for what was given; raises `InputError` for a word it cannot read."""
    result: dict[str, Any] = {k: v for k, v in numbers.items() if v is not None}
    if goal is not None:
        result["goal"] = goal.strip().lower().replace("-", "_")
    if days is not None:
        result["days"] = _words(days, "--days", "mon,wed,sat")
    if minutes is not None:
        result["minutes"] = _minutes(minutes)
    if equipment is not None:
        words = _words(equipment, "--equipment", "step,weights")
        words = [w.replace("-", "_") for w in words]
        result["equipment"] = [] if words == ["none"] else words
    if weights is not None:
        result["weights_kg"] = [_number(w, "--weights-kg") for w in _words(weights, "", "5,10")]
    if hills:
        result["hills"] = [_hill(text) for text in hills]
    events = [
        *(_event(text, "race", "--race") for text in races or ()),
        *(_event(text, "long_run", "--long-run") for text in long_runs or ()),
        *(_event(text, "busy", "--busy") for text in busy or ()),
    ]
    if events:
        result["events"] = events
    if overrides:
        result["overrides"] = [o.strip().upper() for o in overrides]
    if clinician:
        result["override_by"] = "clinician"
    return result


def _words(text: str, option: str, example: str) -> list[str]:
    words = [w.strip().lower() for w in text.split(",") if w.strip()]
    if not words:
        raise InputError(f"{option} '{text}' names nothing; write it like {example}")
    return words


def _number(text: str, option: str) -> float:
    try:
        return float(text.removesuffix("kg").removesuffix("min").strip())
    except ValueError:
        raise InputError(f"{option}: '{text}' is not a number") from None


def _minutes(text: str) -> Any:
    if "=" not in text:
        return _number(text, "--minutes")
    result = {}
    for part in _words(text, "--minutes", "mon=30,sat=60"):
        day, _, value = part.partition("=")
        if not value:
            raise InputError(f"--minutes: '{part}' must look like mon=30")
        result[day.strip()] = _number(value, "--minutes")
    return result


def _hill(text: str) -> dict[str, float]:
    found = _HILL.match(text)
    if not found:
        raise InputError(f"--hill '{text}' must look like 120m@9%")
    return {"length_m": _number(found[1], "--hill"), "grade_percent": _number(found[2], "--hill")}


def _event(text: str, kind: str, option: str) -> dict[str, Any]:
    found = _EVENT.match(text)
    if not found:
        unit = re.sub(r"[\d\s.=-]", "", text)
        hint = f"; {nearest(unit, [k for k in _KM if k])}" if unit else ""
        raise InputError(f"{option} '{text}' must look like 2026-02-01 or 2026-02-01=10km{hint}")
    try:
        dt.date.fromisoformat(found[1])
    except ValueError:
        raise InputError(f"{option}: {found[1]} is no day of the calendar") from None
    distance = None if found[2] is None else _number(found[2], option) * _KM[found[3]]
    return {"date": found[1], "kind": kind, "distance_km": distance}
