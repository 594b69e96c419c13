"""What the model's numbers were when they were last recorded, and which have moved since.

`data/validation/recorded.toml` holds each row's numbers and the title of the entry under
"Scientific changes" of the changelog they belong to. A number that moves by more than its row's
sensitivity must be recorded anew under such an entry (tools/record_validation.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, read_file
from soleus.study.check_results import Result

__all__ = ["Recorded", "load_recorded", "moved", "scientific_changes", "write_recorded"]

_FILE = ("validation", "recorded.toml")
_HEAD = """# Written by tools/record_validation.py; do not edit. The model's numbers in
# every check, and the entry under "Scientific changes" in CHANGELOG.md they were recorded with.
"""


@dataclass(frozen=True)
class Recorded:
    """Numbers of a row and the changelog entry they were recorded with."""

    model: tuple[float, ...]
    because: str


def load_recorded(path: Path | None = None) -> dict[str, Recorded]:
    """Recorded rows by id; empty when nothing was recorded yet."""
    path = path or data_path(*_FILE)
    if not path.exists():
        return {}
    result = {}
    for name, entry in read_file(path).items():
        if not isinstance(entry, dict):
            raise DataError(f"{path.name}: {name} needs model and because")
        check_keys(entry, {"model", "because"}, set(), f"{path.name}: {name}")
        result[name] = Recorded(tuple(map(float, entry["model"])), entry["because"])
    return result


def moved(results: Sequence[Result], recorded: Mapping[str, Recorded]) -> list[str]:
    """A sentence for every row that was never recorded or moved by more than its sensitivity."""
    found = []
    for result in results:
        check = result.check
        known = recorded.get(check.id)
        if known is None or len(known.model) != len(result.model):
            found.append(f"{check.id}: not recorded yet")
            continue
        for now, then, extra in zip(result.model, known.model, check.allowed_move(), strict=True):
            allowed = check.sensitivity * abs(then) + extra
            if not abs(now - then) <= allowed:
                found.append(
                    f"{check.id}: {then:.5g} became {now:.5g} {check.unit}; "
                    f"{allowed:.2g} is allowed without an entry under 'Scientific changes'"
                )
                break
    return found


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
        entry = Recorded(result.model, because) if name in names else recorded[name]
        numbers = ", ".join(f"{v:.8g}" for v in entry.model)
        lines.append(f'[{name}]\nmodel = [{numbers}]\nbecause = "{entry.because}"\n')
    (path or data_path(*_FILE)).write_text("\n".join(lines), encoding="utf-8")
    return sorted(names)
