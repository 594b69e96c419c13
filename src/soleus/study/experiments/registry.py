"""The registry of experiments: what can be asked of the model, by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from soleus.base.errors import DataError, nearest
from soleus.base.library import check_keys

__all__ = ["EXPERIMENTS", "Experiment", "experiment", "find_experiment"]

#: What an interval comes from: sampled legs, all at once (the function takes many legs as one)
#: or one by one; a whole exercise on many legs (`ManyLegs`); the gait library's spread; that of
#: the fatigue rates; the constants of its own model and the leg together (then the function takes
#: `sample`, see `soleus.base.constants.Constants.drawn`); nothing.
SPREADS = ("legs", "leg", "exercise", "gait", "rates", "own", "none")


@dataclass(frozen=True)
class Experiment:
    """One question to the model: `function(leg, **arguments)` in `unit` ("" where the arguments
    decide). `spread` says where an interval comes from."""

    name: str
    unit: str
    spread: str
    function: Callable[..., Any]

    @property
    def about(self) -> str:
        return " ".join((self.function.__doc__ or "").split())

    def check_arguments(self, arguments: dict[str, Any], where: str) -> None:
        """`DataError` for an argument the experiment does not have, or one it needs."""
        parameters = list(inspect.signature(self.function).parameters.values())[1:]
        named = [p for p in parameters if p.kind is not p.VAR_KEYWORD]
        known = {p.name for p in named}
        if len(named) < len(parameters):
            known |= set(CHANGES)
        if self.spread == "own":
            known -= {"sample"}
        needed = {p.name for p in named if p.default is p.empty}
        check_keys(arguments, needed, known - needed, where)


#: What an exercise can be changed in (`soleus.study.experiments.reading.changed`).
CHANGES = (
    "load_kg", "knee_deg", "trunk_deg", "legs", "from_deg", "to_deg", "tempo", "lower_s", "phases",
)  # fmt: skip
EXPERIMENTS: dict[str, Experiment] = {}
_Function = Callable[..., Any]


def experiment(unit: str, spread: str) -> Callable[[_Function], _Function]:
    """Register a function under its name, with the unit of its answer and one of `SPREADS`."""
    if spread not in SPREADS:
        raise DataError(f"experiment: {nearest(spread, SPREADS)}")

    def register(function: _Function) -> _Function:
        EXPERIMENTS[function.__name__] = Experiment(function.__name__, unit, spread, function)
        return function

    return register


def find_experiment(name: str, where: str) -> Experiment:
    """An experiment by name; `DataError` with the nearest spelling."""
    if name not in EXPERIMENTS:
        raise DataError(f"{where}: no experiment '{name}'; {nearest(name, EXPERIMENTS)}")
    return EXPERIMENTS[name]
