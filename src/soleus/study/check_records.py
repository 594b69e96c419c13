"""What the model's numbers were when they were last recorded, and which have moved since.

`data/validation/recorded.toml` holds each row's numbers, what they are compared with, whether they
are within, and the title of the entry under "Scientific changes" of the changelog they belong to. A
number that moves by more than its row's sensitivity, and any change of target, tolerance or of
within, must be recorded anew under such an entry (tools/record_validation.py).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, read_file
from soleus.study.check_results import Result

__all__ = [
    "Recorded",
    "load_recorded",
    "moved",
    "newest_changes",
    "record_of",
    "scientific_changes",
    "write_recorded",
]

_FILE = ("validation", "recorded.toml")
_HEAD = """# Written by tools/record_validation.py; do not edit. The model's numbers in every check,
# what they are compared with (target and tolerance; the steps of an order), whether they are
# within, and the entry under "Scientific changes" in CHANGELOG.md they were recorded with.
"""
_KEYS = {"model", "target", "tolerance", "within", "because"}


@dataclass(frozen=True)
class Recorded:
    """Numbers of a row, what they are compared with (`target` holds the labels of an order),
    whether they are within, and the changelog entry they were recorded with."""

    model: tuple[float, ...]
    target: tuple[float | str, ...]
    tolerance: tuple[float, ...]
    within: bool
    because: str


def record_of(result: Result, because: str) -> Recorded:
    """What is recorded of a row under a changelog entry."""
    check = result.check
    return Recorded(
        result.model, check.labels or check.target, check.tolerance, result.within, because
    )


def load_recorded(path: Path | None = None) -> dict[str, Recorded]:
    """Recorded rows by id; empty when nothing was recorded yet."""
    path = path or data_path(*_FILE)
    if not path.exists():
        return {}
    result = {}
    for name, entry in read_file(path).items():
        if not isinstance(entry, dict):
            raise DataError(f"{path.name}: {name} needs {', '.join(sorted(_KEYS))}")
        check_keys(entry, _KEYS, set(), f"{path.name}: {name}")
        result[name] = Recorded(
            tuple(map(float, entry["model"])),
            tuple(v if isinstance(v, str) else float(v) for v in entry["target"]),
            tuple(map(float, entry["tolerance"])), entry["within"], entry["because"],
        )  # fmt: skip
    return result


def moved(results: Sequence[Result], recorded: Mapping[str, Recorded]) -> list[str]:
    """A sentence for every row that was never recorded, whose number moved by more than its
    sensitivity, or whose target, tolerance or within changed at all."""
    found = []
    for result in results:
        known = recorded.get(result.check.id)
        what = "not recorded yet" if known is None else _change(result, known)
        if what:
            found.append(f"{result.check.id}: {what}")
    return found


def _change(result: Result, known: Recorded) -> str:
    """What of a row is no longer as recorded; "" when nothing is."""
    check, now = result.check, record_of(result, known.because)
    if len(known.model) != len(now.model):
        return "not recorded yet"
    needs = "needs an entry under 'Scientific changes'"
    for word in ("target", "tolerance"):
        before, after = getattr(known, word), getattr(now, word)
        if not _same(before, after):
            return f"{word} {_words(before)} became {_words(after)}; that {needs}"
    for value, then, extra in zip(now.model, known.model, check.allowed_move(), strict=True):
        allowed = check.sensitivity * abs(then) + extra
        if not abs(value - then) <= allowed:
            return (
                f"{then:.5g} became {value:.5g} {check.unit}; "
                f"{allowed:.2g} is allowed without an entry under 'Scientific changes'"
            )
    if known.within != now.within:
        words = ("within became not within", "not within became within")[now.within]
        return f"{words}; that {needs}"
    return ""


def _same(before: Sequence[float | str], after: Sequence[float | str]) -> bool:
    """Whether labels are the same and numbers too, but for the digits that are written."""
    return len(before) == len(after) and all(
        a == b if isinstance(a, str) or isinstance(b, str) else math.isclose(a, b, rel_tol=1e-6)
        for a, b in zip(before, after, strict=True)
    )


def _words(values: Sequence[float | str]) -> str:
    return ", ".join(v if isinstance(v, str) else f"{v:.5g}" for v in values)


def newest_changes(changelog: str) -> list[str]:
    """Titles of the topmost version alone: those under which something may be recorded now."""
    versions = re.split(r"^## ", changelog, flags=re.MULTILINE)
    return scientific_changes(versions[1]) if len(versions) > 1 else []


def scientific_changes(changelog: str) -> list[str]:
    """Titles (the bold words that open each entry) under all "Scientific changes" headings."""
    titles = []
    for section in re.split(r"^#{2,3} ", changelog, flags=re.MULTILINE):
        if section.startswith("Scientific changes"):
            for title in re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE | re.DOTALL):
                titles.append(" ".join(title.split()).rstrip("."))
    return titles


def write_recorded(
    results: Sequence[Result],
    recorded: Mapping[str, Recorded],
    because: str,
    path: Path | None = None,
) -> list[str]:
    """Record the rows that moved under a changelog entry, drop rows that are gone; the ids that
    were written anew."""
    names = {sentence.split(":")[0] for sentence in moved(results, recorded)}
    lines = [_HEAD]
    for result in sorted(results, key=lambda r: r.check.id):
        name = result.check.id
        entry = record_of(result, because) if name in names else recorded[name]
        lines.append(f"[{name}]")
        for key in ("model", "target", "tolerance"):
            values = [v if isinstance(v, str) else float(f"{v:.8g}") for v in getattr(entry, key)]
            lines.append(f"{key} = {json.dumps(values, ensure_ascii=False)}")
        lines.append(f"within = {str(entry.within).lower()}")
        lines.append(f"because = {json.dumps(entry.because, ensure_ascii=False)}\n")
    (path or data_path(*_FILE)).write_text("\n".join(lines), encoding="utf-8")
    return sorted(names)
