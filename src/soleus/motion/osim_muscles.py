"""Muscles of an OpenSim model put in the place of ours: constants that belong to its paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.errors import DataError
from soleus.motion.osim_body import model_xml
from soleus.motion.recording_tables import recording_words

__all__ = ["OsimMuscle", "leg_with_muscles", "read_osim_muscles"]

_FIELDS = (
    "max_isometric_force", "optimal_fiber_length", "tendon_slack_length",
    "pennation_angle_at_optimal",
)  # fmt: skip


@dataclass(frozen=True)
class OsimMuscle:
    """A muscle of a model: its name there (with _r or _l) and its constants, SI and radians."""

    name: str
    max_isometric_force: float
    optimal_fiber_length: float
    tendon_slack_length: float
    pennation_angle_at_optimal: float


def read_osim_muscles(path: str | Path, side: str) -> dict[str, OsimMuscle]:
    """Muscles of one side by our names, as far as the model has them.

    Raises `DataError` when soleus or a gastrocnemius is missing or a constant is no number.
    """
    elements = {
        e.get("name", ""): e
        for e in model_xml(path).findall("ForceSet/objects/*")
        if e.find("optimal_fiber_length") is not None
    }
    found = {}
    for ours, names in recording_words()["muscles"].items():
        theirs = next((f"{n}_{side[0]}" for n in names if f"{n}_{side[0]}" in elements), None)
        if theirs is None:
            continue
        try:
            values = [float(elements[theirs].findtext(f) or "") for f in _FIELDS]
        except ValueError:
            raise DataError(f"{path}: muscle {theirs} lacks one of {', '.join(_FIELDS)}") from None
        found[ours] = OsimMuscle(theirs, *values)
    lost = [m for m in ACHILLES if m not in found]
    if lost:
        names = " or ".join(f"{n}_{side[0]}" for n in recording_words()["muscles"][lost[0]])
        raise DataError(f"{path}: no muscle {names} ({side} {lost[0].replace('_', ' ')})")
    return found


def leg_with_muscles(leg: Leg, muscles: Mapping[str, OsimMuscle]) -> Leg:
    """The leg with force, fiber, tendon slack length and pennation of a model's muscles.

    Tendon strain, passive stiffness and velocity stay ours, and so do muscles the model lacks.
    """
    columns = {f: getattr(leg.parameters, f).copy() for f in _FIELDS}
    for name, muscle in muscles.items():
        for field in _FIELDS:
            columns[field][leg.index(name)] = getattr(muscle, field)
    return replace(leg, parameters=replace(leg.parameters, **columns))
