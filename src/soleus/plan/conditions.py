"""Conditions of rules: six operators, checked when read, judged with missing values in mind.

A condition is true, false, or None where a field it needs is not known. `all` is false as soon as
one part is, `any` true as soon as one is, whatever is missing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from soleus.base.errors import DataError, nearest
from soleus.plan.fact_fields import FIELDS, Value, in_words
from soleus.plan.facts import Facts

__all__ = [
    "NEVER", "OPERATORS", "Comparison", "Condition", "Expression", "Leaf", "parse_condition",
    "parse_expression",
]  # fmt: skip

OPERATORS = ("compare", "all/any", "within", "count_in", "max_in", "trend")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
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
_EXPRESSION = re.compile(r"^\s*([a-z_]+(?:\.[a-z0-9_]+)*)\s*(?:([-+*/])\s*(\d+(?:\.\d+)?))?\s*$")
_WINDOWS = ("within", "count_in", "max_in", "trend")
_MOST_DAYS = 366


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
        count = sum(_COMPARE[self.op](e, wanted) for e in entries)
        return count > 0 if self.window == "within" else float(count)

    def holds(self, facts: Facts) -> bool | None:
        seen = self.seen(facts)
        if seen is None:
            return None
        if self.window == "within":
            return bool(seen)
        if self.window == "count_in":
            return _COMPARE[self.count_op](seen, self.count)
        wanted = self.value.of(facts)
        return None if wanted is None else _COMPARE[self.op](seen, wanted)

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


def parse_expression(value: Any, where: str, kind: str = "number") -> Expression:
    """A value of a condition: number, yes/no, text, or "other.field * 1.1" of the same kind.
    Raises `DataError` naming `where`."""
    if isinstance(value, bool) or (isinstance(value, str) and kind == "text"):
        found: Value = value
    elif isinstance(value, int | float):
        found = float(value)
    else:
        return _field_expression(value, where, kind)
    if kind != {bool: "bool", str: "text", float: "number"}[type(found)]:
        raise DataError(f"{where}: value {value!r} is not a {kind}")
    return Expression(found)


def _field_expression(value: Any, where: str, kind: str) -> Expression:
    match = _EXPRESSION.match(str(value))
    if not isinstance(value, str) or not match:
        raise DataError(
            f"{where}: value '{value}' is not a {kind}, nor a field with one step of arithmetic "
            "(other.field + 1, other.field * 1.1)"
        )
    name, sign, number = match.groups()
    found = FIELDS[_field(name, where, "value")]
    if found.kind != kind or (sign and kind != "number"):
        raise DataError(f"{where}: value '{value}' is a {found.kind}, not a {kind}")
    return Expression(None, name, sign or "", float(number or 0.0))


def _field(name: Any, where: str, shape: str) -> str:
    if name not in FIELDS:
        raise DataError(f"{where}: no field '{name}'; {nearest(name, FIELDS)}")
    field = FIELDS[str(name)]
    if field.descriptive:
        raise DataError(f"{where}: field '{name}' is a description only, no rule may read it")
    if field.shape not in (shape, "both"):
        raise DataError(f"{where}: field '{name}' is a {field.shape}, a {shape} is needed")
    return str(name)


def parse_condition(content: Any, where: str) -> Condition:
    """A condition from its mapping.

    One of: {field, op, value}; {all: [...]}, {any: [...]}; {within: days, field, op, value};
    {count_in: days, field, op, value, times: ">= 3"}; {max_in: days, field, op, value};
    {trend: days, field, op, value}. Raises `DataError` with `where`, the key and the nearest
    spelling.
    """
    if not isinstance(content, Mapping):
        raise DataError(f"{where}: expected a condition, found '{content}'")
    for kind in ("all", "any"):
        if kind in content:
            if set(content) != {kind}:
                raise DataError(f"{where}: '{kind}' stands alone, found {', '.join(content)}")
            parts = content[kind]
            if not isinstance(parts, list) or not parts:
                raise DataError(f"{where}: '{kind}' needs a list of conditions")
            return Comparison(kind, tuple(parse_condition(p, where) for p in parts))
    return _leaf(content, where)


def _leaf(content: Mapping[str, Any], where: str) -> Leaf:
    known = ("all", "any", "field", "op", "value", "times", *_WINDOWS)
    for key in content:
        if key not in known:
            raise DataError(f"{where}: unknown operator '{key}'; {nearest(key, known)}")
    windows = [w for w in _WINDOWS if w in content]
    if len(windows) > 1:
        raise DataError(f"{where}: {' and '.join(windows)} exclude each other")
    window = windows[0] if windows else ""
    for key in ("field", "op", "value", *(["times"] if window == "count_in" else [])):
        if key not in content:
            raise DataError(f"{where}: key '{key}' is missing")
    if "times" in content and window != "count_in":
        raise DataError(f"{where}: 'times' belongs to count_in")
    name = _field(content["field"], where, "series" if window else "value")
    kind = FIELDS[name].kind
    if window in ("max_in", "trend") and kind != "number":
        raise DataError(f"{where}: {window} needs numbers, '{name}' is a {kind}")
    op = _op(content["op"], kind, where)
    value = parse_expression(content["value"], where, kind)
    choices = FIELDS[name].choices
    if isinstance(value.constant, str) and choices and value.constant not in choices:
        close = nearest(value.constant, choices)
        raise DataError(f"{where}: {name} is never '{value.constant}'; {close}")
    count_op, count = _times(content["times"], where) if window == "count_in" else ("", 0.0)
    days = _days(content[window], f"{where}: {window}") if window else 0
    return Leaf(name, op, value, window, days, count_op, count)


def _op(op: Any, kind: str, where: str) -> str:
    if op not in _COMPARE:
        raise DataError(f"{where}: op '{op}' is not known; known: {' '.join(_COMPARE)}")
    if kind != "number" and op not in ("==", "!="):
        raise DataError(f"{where}: op '{op}' needs numbers; a {kind} takes == or !=")
    return str(op)


def _times(value: Any, where: str) -> tuple[str, float]:
    match = re.match(r"^\s*(>=|<=|==|>|<)\s*(\d+)\s*$", str(value))
    if not match:
        raise DataError(f"{where}: times '{value}' must be like '>= 3'")
    return match[1], float(match[2])


def _days(value: Any, where: str) -> int:
    if type(value) is not int or not 1 <= value <= _MOST_DAYS:
        raise DataError(f"{where} = {value} must be whole days, 1 to {_MOST_DAYS}")
    return value
