"""Which published numbers of our collection the checks use, and why the others are not used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, read_file
from soleus.study.check_rows import load_checks

__all__ = ["NotUsed", "load_not_used", "used_facts"]


@dataclass(frozen=True)
class NotUsed:
    """Records of the collection no check uses: their ids, what they are, and why."""

    records: tuple[str, ...]
    what: str
    why: str


def used_facts() -> tuple[str, ...]:
    """Ids of the records that stand behind some row, sorted."""
    return tuple(sorted({f for check in load_checks() for f in check.facts}))


@cache
def load_not_used() -> tuple[NotUsed, ...]:
    """The reasons of `data/validation/not_used.yaml`; `DataError` for an id that stands there
    twice, or is used by a row after all."""
    where = "validation/not_used.yaml"
    content = read_file(data_path("validation", "not_used.yaml"))
    check_keys(content, {"not_used"}, set(), where)
    seen, result = set(used_facts()), []
    for i, entry in enumerate(content["not_used"]):
        check_keys(entry, {"records", "what", "why"}, set(), f"{where}: entry {i + 1}")
        for name in entry["records"]:
            if name in seen:
                raise DataError(f"{where}: '{name}' stands there twice or is used by a row")
            seen.add(name)
        result.append(NotUsed(tuple(entry["records"]), entry["what"], entry["why"]))
    return tuple(result)
