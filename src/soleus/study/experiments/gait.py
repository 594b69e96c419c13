"""Running and walking: numbers of the shipped gait library, for the body it was solved for."""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.base.errors import DataError, nearest
from soleus.solve.gait_table import REFERENCE, GaitTable, load_gait_table
from soleus.study.experiments.registry import experiment

_FACTORS = {
    "": 1.0,
    "percent": 100.0,
    "body weight": REFERENCE.body_weight,
    "mass": REFERENCE.mass,
}


@experiment("", spread="gait")
def gait(
    leg: Leg,
    gait: str,
    key: str | list[str],
    speed_ms: float,
    grade: float = 0.0,
    kind: int = 0,
    less: str | list[str] = (),  # type: ignore[assignment]
    over: str | list[str] = (),  # type: ignore[assignment]
    times: str = "",
) -> float:
    """A number of a run or walk: the sum of keys of `soleus.solve.gait_summary`, less the sum of
    others, over the sum of others, times percent, body weight (N) or mass (kg).

    `kind` is 1 or -1 for 8 % more or fewer steps than preferred. The library belongs to one body
    (`soleus.solve.gait_table.REFERENCE`), so `leg` does not matter.
    """
    table = load_gait_table(gait)
    plus, minus, under = (_keys(table, k) for k in (key, less, over))
    cadence = np.nan
    if kind:
        own = table.at(["cadence_spm"], speed_ms, grade)["cadence_spm"]
        cadence = float(own) * (1.0 + 0.08 * kind)
    values = table.at([*plus, *minus, *under], speed_ms, grade, cadence)

    def total(keys: list[str]) -> float:
        return float(sum(values[k] for k in keys))

    value = (total(plus) - total(minus)) * _FACTORS[times]
    return value / total(under) if under else value


@experiment("m/s", spread="none")
def top_speed(leg: Leg, gait: str = "run", grade: float = 0.0) -> float:
    """Fastest accepted gait at a grade, m/s."""
    table = load_gait_table(gait)
    return float(np.interp(grade, table.grades, table.top))


def _keys(table: GaitTable, keys: Any) -> list[str]:
    names = [keys] if isinstance(keys, str) else list(keys)
    for name in names:
        if name not in table.values:
            raise DataError(f"the gait library has no '{name}'; {nearest(name, table.values)}")
    return names
