"""What a predicted gait is accepted on: `data/gait/checks.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, load_sources

__all__ = ["Check", "load_checks", "run_checks"]

_REQUIRED = {
    "quantity",
    "label",
    "gait",
    "grades",
    "speeds",
    "low",
    "high",
    "hard",
    "source",
    "note",
}
_UNITS = {"s": "s", "deg": "deg", "bw": "BW", "spm": "steps/min"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check on one gait: the value, the range it should be in, and where that is from.
    A `hard` check that is not met rejects the gait."""

    quantity: str
    label: str
    value: float
    low: float
    high: float
    hard: bool
    source: str

    @property
    def met(self) -> bool:
        return self.low <= self.value <= self.high

    def sentence(self) -> str:
        """What is off, with the range."""
        unit = _UNITS.get(self.quantity.rsplit("_", 1)[-1], "")
        span = f"{self.low:.3g} to {self.high:.3g} {unit}".rstrip()
        return f"{self.label} {self.value:.3g} ({span})"


@cache
def load_checks() -> tuple[dict[str, Any], ...]:
    """All declared checks; `DataError` names the entry that is wrong."""
    import yaml

    entries = yaml.safe_load(data_path("gait", "checks.yaml").read_text(encoding="utf-8"))
    for i, entry in enumerate(entries):
        where = f"gait/checks.yaml: entry {i + 1}"
        check_keys(entry, _REQUIRED, {"only_speeds"}, where)
        if entry["source"] not in load_sources():
            raise DataError(f"{where}: source '{entry['source']}' is not in data/sources.toml")
        if not len(entry["speeds"]) == len(entry["low"]) == len(entry["high"]):
            raise DataError(f"{where}: speeds, low and high must have the same length")
    return tuple(entries)


def _value(summary: Mapping[str, Any], quantity: str) -> float:
    """A number of a summary, nested or flat, by its dotted key."""
    if quantity in summary:
        return float(summary[quantity])
    value: Any = summary
    for part in quantity.split("."):
        value = value[part]
    return float(value)


def run_checks(
    summary: Mapping[str, Any], gait: str, speed: float, grade: float
) -> tuple[Check, ...]:
    """The checks that apply at this gait, speed (m/s) and grade (ratio)."""
    result = []
    for entry in load_checks():
        if entry["gait"] not in (gait, "both"):
            continue
        if not entry["grades"][0] <= grade <= entry["grades"][1]:
            continue
        if (
            "only_speeds" in entry
            and not entry["only_speeds"][0] <= speed <= entry["only_speeds"][1]
        ):
            continue
        low = float(np.interp(speed, entry["speeds"], entry["low"]))
        high = float(np.interp(speed, entry["speeds"], entry["high"]))
        value = _value(summary, entry["quantity"])
        result.append(
            Check(
                entry["quantity"], entry["label"], value, low, high, entry["hard"], entry["source"]
            )
        )
    return tuple(result)
