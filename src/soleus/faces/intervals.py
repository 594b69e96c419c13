"""Intervals and sensitivities beside numbers, for JSON and for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.dose.spread import interval_about

if TYPE_CHECKING:
    from soleus.dose.measure import Dose, Values

__all__ = [
    "HEADLINES",
    "beyond_words",
    "dose_with_intervals",
    "samples_with_intervals",
    "sensitivity",
    "span",
    "with_intervals",
]

Interval = tuple[float, float] | None
#: Numbers whose sensitivities are shown: tissue, metric of a set, words.
HEADLINES = (
    ("soleus", "peak_force_bw", "soleus peak force, BW"),
    ("soleus", "impulse_bw_s", "soleus impulse of a set, BW s"),
    ("achilles", "peak_force_bw", "Achilles peak force, BW"),
    ("achilles", "peak_strain_percent", "Achilles peak strain, %"),
)


def span(low: float, high: float, digits: int | None = None) -> str:
    """An interval in a few characters."""
    if digits is None:
        digits = 0 if abs(high) >= 100 else 1 if abs(high) >= 10 else 2
    return f"{low:.{digits}f}–{high:.{digits}f}"


def with_intervals(
    values: Mapping[str, float | None], find: Callable[[str], Interval]
) -> dict[str, Any]:
    """Values, each followed by `<key>_interval`, its 90 % interval, where there is one."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        result[key] = value
        found = None if value is None else find(key)
        if found is not None:
            result[f"{key}_interval"] = list(found)
    return result


def dose_with_intervals(dose: Dose, scope: str, values: Values) -> dict[str, Any]:
    """One scope of a dose (repetition, hold, set, total) with its intervals, by tissue."""
    return {t: with_intervals(row, partial(dose.interval, scope, t)) for t, row in values.items()}


def samples_with_intervals(values: Values, samples: Values) -> dict[str, Any]:
    """A dose that adds up exercises, with the intervals of its samples, by tissue."""

    def find(tissue: str, key: str) -> Interval:
        drawn = samples.get(tissue, {}).get(key)
        if drawn is None or np.ptp(drawn) == 0:  # nothing is known of its spread
            return None
        value = values[tissue][key]
        assert value is not None
        return interval_about(np.asarray(drawn), value)

    return {t: with_intervals(row, partial(find, t)) for t, row in values.items()}


def beyond_words(dose: Dose) -> str:
    """How many of the possible legs the motion is beyond, in words; empty for hardly any."""
    share = 0.0 if dose.spread is None else dose.spread.beyond_strength
    if share < 0.02:
        return ""
    return f"beyond the strength of {100 * share:.0f} % of the legs this person may have"


def sensitivity(dose: Dose) -> dict[str, Any]:
    """What moves the headline numbers most: by number, rows of parameter, value with it one
    standard deviation down and up, and share of the variance."""
    if dose.spread is None:
        return {}
    result: dict[str, Any] = {}
    for tissue, key, _ in HEADLINES:
        effects = dose.spread.effects(dose.spread.of("set", tissue, key))
        result[f"{tissue}_{key}"] = [
            {"parameter": e.name, "label": e.label, "down": e.down, "up": e.up, "share": e.share}
            for e in effects
            if e.share >= 0.0005
        ]
    return result
