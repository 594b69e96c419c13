"""Conditions of rules: six operators, judged with missing values in mind.

A condition is true, false, or None where a field it needs is not known. `all` is false as soon as
one part is, `any` true as soon as one is, whatever is missing. `soleus.plan.condition_files`
reads them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from soleus.plan.fact_fields import FIELDS, Value, in_words
from soleus.plan.facts import Facts

__all__ = [
    "COMPARE", "NEVER", "OPERATORS", "Comparison", "Condition", "Expression", "Leaf",
]  # fmt: skip

OPERATORS = ("compare", "all/any", "within", "count_in", "max_in", "trend")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_NEEDED = {
    ">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "==": "",
    "!=": "not ",
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


class Condition(Protocol):
    """Anything a rule can ask."""

    def holds(self, facts: Facts) -> bool | None:
        """True, false, or None where it is not known."""

    def leaves(self) -> tuple[Leaf, ...]:
        """The single comparisons in it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A number, text or yes/no; or a field with at most one step of arithmetic."""

    constant: Value | None = None
    field: str = ""
    sign: str = ""
    number: float = 0.0

    def of(self, facts: Facts) -> Value | None:
        """Its value, None where the field is not known (or the division is by 0)."""
        if not self.field:
            return self.constant
        value = facts.values.get(self.field)
        if not self.sign or value is None:
            return value
        if self.sign == "/" and self.number == 0:
            return None
        return _ARITHMETIC[self.sign](float(value), self.number)

    def __str__(self) -> str:
        if not self.field:
            return in_words(self.constant)
        step = f" {self.sign} {self.number:g}" if self.sign else ""
        return f"{self.field}{step}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison: `field`, or what is left of its series over `days`, against `value`.

    `window` is "" (the field's value), within (some entry compares true), count_in (how many of
    them do, against `count`), max_in (the largest entry) or trend (change a day, by least squares
    over entries on at least two days).
    """

    field: str
    op: str
    value: Expression
    window: str = ""
    days: int = 0
    count_op: str = ""
    count: float = 0.0

    def seen(self, facts: Facts) -> Value | None:
        """What is compared: value, count, maximum or slope; None where it is not known."""
        if not self.window:
            return facts.values.get(self.field)
        entries = facts.window(self.field, self.days)
        if entries is None:
            return None
        if self.window == "max_in":
            return max(entries)
        if self.window == "trend":
            return _slope(facts, self.field, self.days)
        wanted = self.value.of(facts)
        if wanted is None:
            return None
        count = sum(COMPARE[self.op](e, wanted) for e in entries)
        return count > 0 if self.window == "within" else float(count)

    def holds(self, facts: Facts) -> bool | None:
        seen = self.seen(facts)
        if seen is None:
            return None
        if self.window == "within":
            return bool(seen)
        if self.window == "count_in":
            return COMPARE[self.count_op](seen, self.count)
        wanted = self.value.of(facts)
        return None if wanted is None else COMPARE[self.op](seen, wanted)

    def leaves(self) -> tuple[Leaf, ...]:
        return (self,)

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields it reads."""
        return (self.field, self.value.field) if self.value.field else (self.field,)

    def needed(self, facts: Facts) -> str:
        """What would make it true, in words with numbers."""
        unit = FIELDS[self.field].unit
        wanted = self.value.of(facts)
        text = str(self.value) if wanted is None else in_words(wanted, unit)
        text = f"{_NEEDED[self.op]}{text}"
        if self.window == "max_in":
            return f"{text} on the last {self.days} days"
        if self.window == "trend":
            return f"a change of {text} a day over {self.days} days"
        if self.window == "within":
            return f"once {text} on the last {self.days} days"
        if self.window == "count_in":
            times = f"{_NEEDED[self.count_op]}{self.count:g}"
            return f"{times} times {text} on the last {self.days} days"
        return text

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Fields that are not known."""
        found = [] if self._known(facts) else [self.field]
        if self.value.field and self.value.of(facts) is None:
            found.append(self.value.field)
        return tuple(found)

    def _known(self, facts: Facts) -> bool:
        if not self.window:
            return self.field in facts.values
        if self.window == "trend":
            return self.seen(facts) is not None
        return facts.window(self.field, self.days) is not None


def _slope(facts: Facts, name: str, days: int) -> float | None:
    entries = [
        ((d - facts.date).days, float(v))
        for d, v in facts.series.get(name, ())
        if -days < (d - facts.date).days <= 0
    ]
    day, value = (np.array(column) for column in zip(*entries, strict=True))
    if len(set(day.tolist())) < 2:
        return None
    day = day - day.mean()
    return float((day * value).sum() / (day**2).sum())


@dataclass(frozen=True, slots=True)
class Comparison:
    """All or any of several conditions."""

    kind: str
    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool | None:
        found = [p.holds(facts) for p in self.parts]
        decisive = self.kind == "any"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for part in self.parts for leaf in part.leaves())


#: What is never true.
NEVER = Comparison("any", ())
