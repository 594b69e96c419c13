"""The running model against people: `data/validation/running.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, load_sources
from soleus.solve.gait_spread import interval_90, relative_spread
from soleus.solve.gait_table import load_gait_table

__all__ = ["RunningCheck", "evaluate_running", "load_running_checks"]

_REQUIRED = {"id", "quantity", "condition", "at", "target", "tolerance", "unit", "source", "spread"}
_OPTIONAL = {"against", "how", "why"}
_PLACE = {"gait", "key"}, {"speed", "grade", "kind"}
_HOW = ("change", "percent")
#: Keys whose numbers carry the spread of the model's forces.
_FORCES = {"achilles.peak": "achilles", "muscles.soleus.peak_force": "soleus"}


@dataclass(frozen=True)
class RunningCheck:
    """One row: what people were measured to do and what the model does there, in `unit`;
    `interval` (90 %) where the model states a spread; `why` it is off, as far as known."""

    id: str
    quantity: str
    condition: str
    target: float
    tolerance: float
    unit: str
    source: str
    spread: str
    model: float
    interval: tuple[float, float] | None
    why: str

    @property
    def within(self) -> bool:
        return abs(self.model - self.target) <= self.tolerance + 1e-9


@cache
def load_running_checks() -> tuple[dict[str, Any], ...]:
    """All declared rows; `DataError` names the one that is wrong."""
    import yaml

    text = data_path("validation", "running.yaml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    for entry in entries:
        where = f"validation/running.yaml: {entry.get('id', '?')}"
        check_keys(entry, _REQUIRED, _OPTIONAL, where)
        for place in ("at", "against"):
            if place in entry:
                check_keys(entry[place], *_PLACE, f"{where}.{place}")
        if ("against" in entry) != (entry.get("how") in _HOW):
            raise DataError(f"{where}: against goes with how: change or percent")
        if entry["source"] not in load_sources():
            raise DataError(f"{where}: source '{entry['source']}' is not in data/sources.toml")
    return tuple(entries)


def _read(place: dict[str, Any]) -> float:
    """The model's number at a place, for the library's body."""
    table = load_gait_table(place["gait"])
    grade, key = place.get("grade", 0.0), place["key"]
    if key == "top_speed":
        return float(np.interp(grade, table.grades, table.top))
    if key == "hip_less_ankle":
        keys = ["hip.net_work_j_per_kg", "ankle.net_work_j_per_kg"]
        work = table.at(keys, place["speed"], grade)
        return float(work[keys[0]] - work[keys[1]])
    if key not in table.values:
        raise DataError(f"validation/running.yaml: the gait library has no '{key}'")
    cadence = np.nan
    if kind := place.get("kind", 0):
        own = float(table.at(["cadence_spm"], place["speed"], grade)["cadence_spm"])
        cadence = own * (1.0 + 0.08 * kind)
    return float(table.at([key], place["speed"], grade, cadence)[key])


def evaluate_running() -> list[RunningCheck]:
    """All rows with the model's numbers, from the shipped library."""
    spread, rows = relative_spread("peak", scaled=False), []
    for entry in load_running_checks():
        model = _read(entry["at"])
        if "against" in entry:
            base = _read(entry["against"])
            model = model - base if entry["how"] == "change" else 100.0 * (model / base - 1.0)
        interval = None
        tissue = next((t for k, t in _FORCES.items() if entry["at"]["key"].startswith(k)), None)
        if tissue and entry["unit"] in ("BW", "N m/kg") and "against" not in entry:
            low, high = interval_90(model, spread[tissue])
            interval = (low, high)
        rows.append(
            RunningCheck(
                entry["id"], entry["quantity"], entry["condition"], float(entry["target"]),
                float(entry["tolerance"]), entry["unit"], entry["source"], entry["spread"],
                model, interval, entry.get("why", ""),
            )
        )  # fmt: skip
    return rows
