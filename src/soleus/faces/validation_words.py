"""How checks read: numbers, what was measured, what the model says."""

from __future__ import annotations

import math

from soleus.study.check_results import Result
from soleus.study.check_rows import Check

__all__ = ["label", "measured", "modeled", "number", "verdict"]


def number(value: float) -> str:
    """Three digits, no exponents."""
    if math.isinf(value):
        return "without end"
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{round(value, digits):.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit(check: Check) -> str:
    return "" if check.unit == "1" else f" {check.unit}"


def label(check: Check) -> str:
    """Quantity and condition."""
    return f"{check.quantity}, {check.condition}"


def measured(check: Check) -> str:
    """What people were measured to do."""
    if check.kind == "order":
        return "rises: " + ", ".join(check.labels)
    if check.kind == "curve":
        ends = f"{number(min(check.target))} to {number(max(check.target))}"
        return f"{ends}{_unit(check)} at {len(check.x)} points"
    if check.kind == "range":
        low, high = check.bounds
        return f"{number(low)} to {number(high)}{_unit(check)}"
    return f"{number(check.target[0])} ± {number(check.tolerance[0])}{_unit(check)}"


def modeled(result: Result) -> str:
    """What the model does, with its interval."""
    check = result.check
    if check.kind == "order":
        return ", ".join(number(v) for v in result.model) + _unit(check)
    if check.kind == "curve":
        ends = f"{number(min(result.model))} to {number(max(result.model))}"
        return f"{ends}; off by {abs(result.deviation or 0.0):.1f} tolerances (rms)"
    text = number(result.model[0])
    if (span := result.intervals[0]) is not None and span[0] != span[1]:
        text += f" ({number(span[0])} to {number(span[1])})"
    return text


def verdict(result: Result) -> str:
    """yes or no."""
    return "yes" if result.within else "no"
