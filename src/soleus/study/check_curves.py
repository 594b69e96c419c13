"""The model as a curve with its interval, to be drawn beside measured points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_results import central, compare, nominal, sample
from soleus.study.experiments import EXPERIMENTS

__all__ = ["ModelCurve", "model_curve"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ModelCurve:
    """An experiment over one of its arguments: `x`, the model's `y`, and the ends of its 90 %
    interval, all (point,)."""

    x: Array
    y: Array
    low: Array
    high: Array


def model_curve(
    experiment: str,
    arguments: Mapping[str, Any],
    over: str,
    x: Array,
    against: float | None = None,
    person: Person = REFERENCE,
) -> ModelCurve:
    """Evaluate an experiment over an argument for a person; `against` makes it the ratio to its
    value there."""
    places = {**arguments, over: x}
    y = np.asarray(EXPERIMENTS[experiment].function(nominal(person), **places), dtype=float)
    values = sample(experiment, places, person)
    if values is None:
        values = y[None]
    if against is not None:
        base = {**arguments, over: against}
        y = compare(y, EXPERIMENTS[experiment].function(nominal(person), **base), "ratio")
        drawn = sample(experiment, base, person)
        assert drawn is not None
        values = compare(values, drawn[:, None], "ratio")
    ends = np.array([central(column) for column in values.T])
    return ModelCurve(x, y, ends[:, 0], ends[:, 1])
