"""The sentence of a rule that fired, with the numbers of the day put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from soleus.base.errors import DataError
from soleus.plan.condition_files import parse_condition, parse_expression
from soleus.plan.conditions import Condition, Expression
from soleus.plan.fact_fields import FIELDS, in_words
from soleus.plan.facts import Facts

__all__ = ["Says", "parse_says"]

_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence with holes for fields, said where `when` holds (None: always)."""

    template: str
    holes: tuple[Expression, ...]
    when: Condition | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether it is the sentence for these facts."""
        return self.when is None or self.when.holds(facts) is True

    def text(self, facts: Facts) -> str | None:
        """The sentence; None where a number for it is missing."""
        result = self.template
        for hole in self.holes:
            value = hole.of(facts)
            if value is None:
                return None
            unit = "" if hole.sign else FIELDS[hole.field].unit
            start, end = _HOLE.search(result).span()  # type: ignore[union-attr]
            result = result[:start] + in_words(value, unit) + result[end:]
        return result


def parse_says(content: Any, where: str) -> tuple[Says, ...]:
    """One sentence, or a list of {when, text} of which the last that fits is said."""
    if isinstance(content, str):
        return (_says(content, None, where),)
    if not isinstance(content, list):
        raise DataError(f"{where}: says is a sentence, or a list of when and text")
    found = []
    for entry in content:
        if not isinstance(entry, dict) or not {"text"} <= set(entry) <= {"text", "when"}:
            raise DataError(f"{where}: says: each entry needs a text, and may have a when")
        when = parse_condition(entry["when"], where) if "when" in entry else None
        found.append(_says(str(entry["text"]), when, where))
    return tuple(found)


def _says(text: str, when: Condition | None, where: str) -> Says:
    template = " ".join(text.split())
    holes = []
    for hole in _HOLE.findall(template):
        name = re.split(r"[-+*/\s]", hole.strip())[0]
        kind = FIELDS[name].kind if name in FIELDS else "number"
        found = parse_expression(hole, f"{where}: says", "number" if kind == "number" else kind)
        if not found.field:
            raise DataError(f"{where}: says: '{{{hole}}}' must name a field")
        holes.append(found)
    return Says(template, tuple(holes), when)
