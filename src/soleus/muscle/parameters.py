"""What one muscle-tendon unit is made of: its constants, with unit, spread and source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.base.library import check_keys, list_names, load_quantities, read_data
from soleus.base.quantities import Quantity

__all__ = ["Muscle", "MuscleParameters", "list_muscles", "load_muscle", "stack_parameters"]

CONSTANTS = {
    "volume_slope",
    "volume_intercept",
    "optimal_fiber_length",
    "tendon_slack_length",
    "pennation_angle_at_optimal",
    "max_contraction_velocity",
    "tendon_strain_at_one_norm_force",
    "passive_fiber_strain_at_one_norm_force",
}


@dataclass(frozen=True, slots=True)
class Muscle:
    """A muscle as its data file describes it, for the body the constants were measured on.

    `constants` holds one `Quantity` for each of: volume_slope and volume_intercept (muscle
    volume as a line in lower-limb muscle volume), optimal_fiber_length, tendon_slack_length,
    pennation_angle_at_optimal, max_contraction_velocity (optimal lengths per second),
    tendon_strain_at_one_norm_force, passive_fiber_strain_at_one_norm_force.
    """

    name: str
    label: str
    group: str
    about: str
    constants: dict[str, Quantity]


@dataclass(frozen=True, slots=True)
class MuscleParameters:
    """Numbers one muscle needs to compute, in SI and radians.

    Every field is a float, or an array with one entry a muscle (see `stack_parameters`).
    """

    max_isometric_force: Any
    optimal_fiber_length: Any
    tendon_slack_length: Any
    pennation_angle_at_optimal: Any
    max_contraction_velocity: Any
    tendon_strain_at_one_norm_force: Any
    passive_fiber_strain_at_one_norm_force: Any

    @property
    def fiber_height(self) -> Any:
        """Distance of the aponeuroses, m: constant, so fibers turn as they shorten."""
        return self.optimal_fiber_length * np.sin(self.pennation_angle_at_optimal)

    def each(self, function: Callable[[Any], Any]) -> MuscleParameters:
        """The record with a function applied to every field."""
        return MuscleParameters(**{f.name: function(getattr(self, f.name)) for f in fields(self)})

    def over_time(self) -> MuscleParameters:
        """Fields (..., muscle) with a time axis put in, (..., 1, muscle), to go with arrays
        (..., time, muscle)."""
        return self.each(lambda v: v[..., None, :])


def list_muscles() -> list[str]:
    """Names of all muscles that have a data file."""
    return list_names("muscles", ".toml")


@cache
def load_muscle(name: str) -> Muscle:
    """Read one muscle's constants.

    Raises `InputError` with the nearest spelling for an unknown name and `DataError` for a
    file that lacks a constant, a unit or a source.
    """
    content = read_data("muscles", name, ".toml", "muscle")
    where = f"muscles/{name}.toml"
    check_keys(content, {"label", "group", "about", "constants"}, set(), where)
    check_keys(content["constants"], CONSTANTS, set(), where)
    constants = load_quantities(content["constants"], where)
    for key, quantity in constants.items():
        if quantity.value <= 0 and key != "volume_intercept":
            raise DataError(f"{where}: {key} = {quantity.value} must be above 0")
    return Muscle(name, content["label"], content["group"], content["about"], constants)


def stack_parameters(parameters: Sequence[MuscleParameters]) -> MuscleParameters:
    """Many muscles as one record of arrays of shape (muscle,)."""

    def column(key: str) -> NDArray[np.float64]:
        return np.array([getattr(p, key) for p in parameters], dtype=float)

    return MuscleParameters(**{f.name: column(f.name) for f in fields(MuscleParameters)})
