"""Reading conditions of rules: every field, operator and value is checked before one is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from soleus.base.errors import DataError, nearest
from soleus.plan.conditions import COMPARE, Comparison, Condition, Expression, Leaf
from soleus.plan.fact_fields import FIELDS, Value

__all__ = ["parse_condition", "parse_expression"]

_EXPRESSION = re.compile(r"^\s*([a-z_]+(?:\.[a-z0-9_]+)*)\s*(?:([-+*/])\s*(\d+(?:\.\d+)?))?\s*$")
_WINDOWS = ("within", "count_in", "max_in", "trend")
_MOST_DAYS = 366


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
    if op not in COMPARE:
        raise DataError(f"{where}: op '{op}' is not known; known: {' '.join(COMPARE)}")
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
