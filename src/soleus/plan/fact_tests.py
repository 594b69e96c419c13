"""Strength and hop tests of both sides as facts."""

from __future__ import annotations

import datetime as dt
from functools import cache

from soleus.anatomy.person import Person
from soleus.base.library import data_path, load_quantities, read_file
from soleus.plan.fact_fields import Value
from soleus.plan.history import History

__all__ = ["heel_raise_norm", "test_facts"]

_Entries = list[tuple[dt.date, float | bool]]
#: Test, and what the facts of its two sides are called.
_PAIRS = {
    "heel_raises": "heel_raises",
    "bent_knee_heel_raises": "bent_knee_heel_raises",
    "isometric_plantarflexion": "isometric",
    "loaded_heel_raise": "loaded_straight",
    "loaded_bent_knee_heel_raise": "loaded_bent",
    "knee_to_wall": "knee_to_wall",
    "hop_distance": "hop_distance",
    "hops_in_place": "hops_in_place",
}
_WEAKER = ("heel_raises", "bent_knee_heel_raises", "isometric")


def test_facts(
    history: History, person: Person | None
) -> tuple[dict[str, Value], dict[str, _Entries]]:
    """Values of the latest test of each side; a gap needs both sides, a result without a side
    counts for either but gives no gap."""
    values: dict[str, Value] = {}
    if person is not None:
        values["person.age"] = float(person.age)
        if person.heel_raises is not None:
            values["heel_raises.weaker"] = float(person.heel_raises)
        norm = heel_raise_norm(person)
        if norm is not None:
            values["heel_raises.norm"] = norm
    for test, name in _PAIRS.items():
        sides = _sides(history, test)
        if not sides:
            continue
        low, high = min(sides), max(sides)
        if name in _WEAKER:
            values[f"{name}.weaker"] = low
        if name == "heel_raises" and len(sides) == 2:
            values["heel_raises.stronger"] = high
        if name.startswith("loaded") and person is not None:
            values[f"{name}.share"] = low / person.mass
        if len(sides) == 2 and high > 0 and name != "loaded_straight":
            values[f"{name}.gap"] = 1.0 - low / high
    strides = [t.value for t in history.tests if t.name == "stride_effort"]
    if strides:
        values["stride_effort"] = strides[-1]
    tender = _latest_by_side(history, "tenderness")
    if tender:
        values["tenderness"] = max(tender.values())
    return values, {}


def _latest_by_side(history: History, test: str) -> dict[str, float]:
    """The latest result of each side; a newer one of both sides stands above either."""
    found: dict[str, float] = {}
    for entry in history.tests:
        if entry.name != test:
            continue
        if entry.side == "both":
            found.clear()
        else:
            found.pop("both", None)
        found[entry.side] = entry.value
    return found


def _sides(history: History, test: str) -> list[float]:
    """Left and right, or one value for both; none while one side is missing."""
    found = _latest_by_side(history, test)
    if "both" in found:
        return [found["both"]]
    return [found["left"], found["right"]] if len(found) == 2 else []


@cache
def _norms(sex: str) -> dict[str, float]:
    table = read_file(data_path("rules", "norms.toml"))[sex]
    return {k: q.si for k, q in load_quantities(table, f"norms.toml: {sex}").items()}


def heel_raise_norm(person: Person) -> float | None:
    """Single-leg heel raises half the people of this age and sex manage (`hebertlosier2017`);
    None below 20 years. Ages above 89 take the last decade's."""
    if person.age < 20:
        return None
    decade = min(10 * int(person.age // 10), 80)
    return _norms(person.sex)[str(decade)]
