"""The muscles of the running model: groups of the leg's muscles, each acting as one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.paths import load_path
from soleus.base.errors import DataError
from soleus.base.library import data_path, read_file
from soleus.muscle.parameters import MuscleParameters, list_muscles, stack_parameters

__all__ = [
    "ACHILLES_GROUPS",
    "GAIT_JOINTS",
    "GaitMuscles",
    "PathForm",
    "gait_muscles",
    "groups",
    "member_shares",
    "path_forms",
]

#: Coordinates of one leg, in the order of the running model.
GAIT_JOINTS = ("hip_flexion", "knee_angle", "ankle_angle", "mtp_angle")
#: Groups that pull on the Achilles tendon.
ACHILLES_GROUPS = ("soleus", "gastrocnemius")
_PLACES = (0, 1, 2, 4)  # of GAIT_JOINTS among anatomy.paths.COORDINATES
Array = NDArray[np.float64]


@dataclass(frozen=True)
class PathForm:
    """Shape of a group's path: exponents (term, 4) over `GAIT_JOINTS`; the coefficients, which
    a person's bones scale, are apart (`GaitMuscles.coefficients`)."""

    name: str
    exponents: NDArray[np.int64]


@dataclass(frozen=True)
class GaitMuscles:
    """One leg's groups: `parameters` arrays (group,), `reference_length` (group,) m, and
    `coefficients` of all path terms in a row, in the order of `path_forms`, m / rad^n."""

    names: tuple[str, ...]
    parameters: MuscleParameters
    reference_length: Array
    coefficients: Array


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Muscles of each group, from `data/gait/muscles.toml`; `DataError` for unknown names."""
    where = "gait/muscles.toml"
    content = read_file(data_path("gait", "muscles.toml"))["groups"]
    known = set(list_muscles())
    for group, members in content.items():
        for member in members:
            if member not in known:
                raise DataError(f"{where}: {group}: no muscle '{member}'")
    used = [m for members in content.values() for m in members]
    if len(used) != len(set(used)):
        raise DataError(f"{where}: a muscle stands in two groups")
    if not {m for g in ACHILLES_GROUPS for m in content[g]} == set(ACHILLES):
        raise DataError(f"{where}: {' and '.join(ACHILLES_GROUPS)} must hold the triceps surae")
    return {group: tuple(members) for group, members in content.items()}


def member_shares(leg: Leg, group: str) -> dict[str, float]:
    """What each muscle of a group carries of its force: shares by strength, whose sum is 1."""
    strength = {m: float(leg.parameters.max_isometric_force[leg.index(m)]) for m in groups()[group]}
    return {m: value / sum(strength.values()) for m, value in strength.items()}


@cache
def path_forms() -> tuple[PathForm, ...]:
    """The path terms each group has: those of its members that move with the leg's joints."""
    forms = []
    for group, members in groups().items():
        terms = {tuple(e) for m in members for e in _terms(m)}
        forms.append(PathForm(group, np.array(sorted(terms), dtype=np.int64)))
    return tuple(forms)


def _terms(muscle: str) -> list[tuple[int, ...]]:
    rows = load_path(muscle).exponents
    return [tuple(int(r[i]) for i in _PLACES) for r in rows if r[3] == 0]


def gait_muscles(leg: Leg) -> GaitMuscles:
    """Lump a leg's muscles: forces add up, everything else is their force-weighted mean, so a
    group's moment is the sum of its members' when they carry alike."""
    p, coefficients, parameters, reference = leg.parameters, [], [], []
    for form in path_forms():
        index = [leg.index(m) for m in groups()[form.name]]
        force = p.max_isometric_force[index]
        weight = force / force.sum()
        means = {f.name: float(np.sum(weight * getattr(p, f.name)[index])) for f in fields(p)}
        parameters.append(MuscleParameters(**{**means, "max_isometric_force": float(force.sum())}))
        place = {tuple(e): i for i, e in enumerate(form.exponents.tolist())}
        mean = np.zeros(len(place))
        for w, i in zip(weight, index, strict=True):
            path = leg.paths[i]
            kept = path.exponents[:, 3] == 0
            for e, c in zip(path.exponents[kept], path.coefficients[kept], strict=True):
                mean[place[tuple(int(e[k]) for k in _PLACES)]] += w * c
        coefficients.append(mean)
        reference.append(
            sum(w * leg.paths[i].reference_length for w, i in zip(weight, index, strict=True))
        )
    return GaitMuscles(
        tuple(groups()),
        stack_parameters(parameters),
        np.array(reference),
        np.concatenate(coefficients),
    )
