"""Which published numbers of our collection the checks use, and why the others are not used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, read_file
from soleus.study.check_rows import load_checks

__all__ = ["NotUsed", "UnusedPart", "load_not_used", "load_unused_parts", "used_facts"]
_FILE = "validation/not_used.yaml"


@dataclass(frozen=True)
class NotUsed:
    """Records of the collection no check uses: their ids, what they are, and why."""

    records: tuple[str, ...]
    what: str
    why: str


@dataclass(frozen=True)
class UnusedPart:
    """A number of a record that a row uses otherwise: which part is left out, and why."""

    record: str
    part: str
    why: str


def used_facts() -> tuple[str, ...]:
    """Ids of the records that stand behind some row, sorted."""
    return tuple(sorted({f for check in load_checks() for f in check.facts}))


@cache
def load_not_used() -> tuple[NotUsed, ...]:
    """The reasons of `data/validation/not_used.yaml`; `DataError` for an id that stands there
    twice, or is used by a row after all."""
    seen, result = set(used_facts()), []
    for i, entry in enumerate(_content()["not_used"]):
        check_keys(entry, {"records", "what", "why"}, set(), f"{_FILE}: entry {i + 1}")
        for name in entry["records"]:
            if name in seen:
                raise DataError(f"{_FILE}: '{name}' stands there twice or is used by a row")
            seen.add(name)
        result.append(NotUsed(tuple(entry["records"]), entry["what"], entry["why"]))
    return tuple(result)


@cache
def load_unused_parts() -> tuple[UnusedPart, ...]:
    """The reasons for parts of used records; `DataError` for a record no row uses."""
    result = []
    for i, entry in enumerate(_content()["parts"]):
        check_keys(entry, {"record", "part", "why"}, set(), f"{_FILE}: part {i + 1}")
        if entry["record"] not in used_facts():
            raise DataError(f"{_FILE}: part of '{entry['record']}', which no row uses")
        result.append(UnusedPart(entry["record"], entry["part"], entry["why"]))
    return tuple(result)


def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_file(data_path("validation", "not_used.yaml"))
    check_keys(content, {"not_used", "parts"}, set(), _FILE)
    return content
