"""The fields rules may read: what each means, its unit, and how to find it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, data_path, read_file

__all__ = ["FIELDS", "KINDS", "Field", "Value", "check_field", "in_words"]

KINDS = ("number", "text", "bool")
Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `kind` one of `KINDS`, `unit` ("" for none), `about` what it means in one line.

    `shape` is value, series or both; `measure` says how to find it out, `choices` what a text may
    be; `descriptive` marks what is shown only, so that no rule may read it.
    """

    name: str
    kind: str
    unit: str
    about: str
    shape: str = "value"
    measure: str = ""
    choices: tuple[str, ...] = ()
    descriptive: bool = False


def _field(name: str, content: Any) -> Field:
    where = f"fields.yaml: {name}"
    if not isinstance(content, Mapping):
        raise DataError(f"{where}: expected kind, unit and about")
    optional = {"unit", "shape", "measure", "choices", "descriptive"}
    check_keys(content, {"kind", "about"}, optional, where)
    for key, known in (("kind", KINDS), ("shape", ("value", "series", "both"))):
        if content.get(key, "value" if key == "shape" else None) not in known:
            raise DataError(f"{where}: {key} '{content.get(key)}'; {nearest(content[key], known)}")
    return Field(
        name,
        content["kind"],
        str(content.get("unit", "")),
        " ".join(str(content["about"]).split()),
        content.get("shape", "value"),
        " ".join(str(content.get("measure", "")).split()),
        tuple(map(str, content.get("choices", ()))),
        bool(content.get("descriptive", False)),
    )


def _load() -> dict[str, Field]:
    content = read_file(data_path("rules", "fields.yaml"))
    return {name: _field(name, entry) for name, entry in content.items()}


#: Every field by name.
FIELDS: Mapping[str, Field] = _load()


def check_field(name: str, value: Any) -> None:
    """Raise `InputError` for a value that is not of the field's kind, or a field nobody knows."""
    if name not in FIELDS:
        raise InputError(f"no field '{name}'; {nearest(name, FIELDS)}")
    field = FIELDS[name]
    kinds: dict[str, Any] = {"number": (int, float), "text": str, "bool": bool}
    wrong = isinstance(value, bool) != (field.kind == "bool")
    if wrong or not isinstance(value, kinds[field.kind]):
        raise InputError(f"{name} = {value!r} is not a {field.kind}")
    if field.choices and value not in field.choices:
        raise InputError(f"{name} = '{value}'; {nearest(value, field.choices)}")


def in_words(value: Value | None, unit: str = "") -> str:
    """A value as people write it: yes or no, three digits and the unit, shares as percentages."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit == "1":
        return f"{100 * value:.0f} %"
    if unit == "m" and abs(value) >= 1000:
        value, unit = value / 1000, "km"
    digits = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    if unit == "days" and digits == "1":
        unit = "day"
    return f"{digits} {unit}" if unit and unit != "0-10" else digits
