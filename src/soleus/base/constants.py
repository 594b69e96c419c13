"""Sourced constants of one model that a user may change within stated limits, and that vary.

A file of `data/models/` has a table `constants` (each value, unit, spread, source, note) and a
table `limits` ([low, high] in the constant's unit, one for every constant).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from numbers import Integral

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, list_names, load_quantities, read_data
from soleus.base.quantities import Quantity, convert_to_si

__all__ = ["Constants", "list_models", "load_constants", "parse_changes"]


@dataclass(frozen=True)
class Constants:
    """Constants of one model: `constants["name"]` is the value in SI.

    `quantities` are they as their file states them, `limits` the allowed values in the same
    units. `changes` holds what differs from the file, SI.
    """

    model: str
    quantities: Mapping[str, Quantity]
    limits: Mapping[str, tuple[float, float]]
    changes: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        if name in self.changes:
            return self.changes[name]
        return self.quantities[name].si

    def changed(self, **values: float) -> Constants:
        """With some values replaced, each in its constant's unit.

        Raises `InputError` for a name that is not known (with the nearest spelling) and for a
        value outside its limits.
        """
        changes = dict(self.changes)
        for name, value in values.items():
            if name not in self.quantities:
                raise InputError(f"{self.model} has no '{name}'; {nearest(name, self.quantities)}")
            unit, (low, high) = self.quantities[name].unit, self.limits[name]
            if not low <= value <= high:  # also refuses NaN
                said = "" if unit == "1" else f" {unit}"
                raise InputError(
                    f"{self.model}: {name} {value:g}{said} is outside {low:g} to {high:g}{said}"
                )
            changes[name] = convert_to_si(value, unit, name)
        return replace(self, changes=changes)

    def drawn(self, sample: int | None) -> Constants:
        """One possible set of values: every constant independently with its spread as standard
        deviation, normal about its value, or log-normal with its value as the median where it
        cannot be below 0; never beyond its limits. Equal `sample` gives equal values, None the
        nominal ones; what was changed by hand stays. Raises `InputError` for a `sample` that is
        not a whole number of at least 0."""
        if sample is None:
            return self
        if not isinstance(sample, Integral) or sample < 0:
            raise InputError(
                f"{self.model}: sample {sample}: a whole number, at least 0, is needed"
            )
        drawn = {
            name: self._draw(q, sample)
            for name, q in self.quantities.items()
            if q.spread and name not in self.changes
        }
        return replace(self, changes={**self.changes, **drawn})

    def _draw(self, q: Quantity, sample: int) -> float:
        import numpy as np  # here, as the command line reads limits and must start at once

        key = zlib.crc32(f"{self.model}: {q.name}".encode())
        z = float(np.random.default_rng([key, sample]).standard_normal())
        low, high = self.limits[q.name]
        above = q.value > 0 and low >= 0  # a place in space may lie on either side of 0
        value = q.value * math.exp(z * _log_deviation(q)) if above else q.value + z * q.spread
        return convert_to_si(min(max(value, low), high), q.unit, q.name)


def _log_deviation(q: Quantity) -> float:
    """Standard deviation of the logarithm that gives a log-normal number of this median its
    standard deviation: exp(s^2) (exp(s^2) - 1) = (spread / value)^2."""
    ratio = q.spread / q.value
    return math.sqrt(math.log(0.5 + math.sqrt(0.25 + ratio**2)))


def list_models() -> list[str]:
    """Names of all files of constants."""
    return list_names("models", ".toml")


@cache
def load_constants(model: str) -> Constants:
    """The constants of `data/models/<model>.toml`.

    Raises `DataError` where a constant lacks a key, a source or limits, or lies outside them.
    """
    content = read_data("models", model, ".toml", "model")
    where = f"models/{model}.toml"
    check_keys(content, {"constants", "limits"}, set(), where)
    quantities = load_quantities(content["constants"], where)
    limits = {}
    for name, ends in content["limits"].items():
        if name not in quantities:
            raise DataError(f"{where}: limits of '{name}'; {nearest(name, quantities)}")
        limits[name] = (float(ends[0]), float(ends[1]))
    for name, q in quantities.items():
        if name not in limits:
            raise DataError(f"{where}: {name} has no limits")
        if not limits[name][0] <= q.value <= limits[name][1]:
            raise DataError(f"{where}: {name} = {q.value:g} is outside its limits")
    return Constants(model, quantities, limits)


def parse_changes(texts: list[str] | None, option: str = "--set") -> dict[str, float]:
    """Read "name=value" texts of an option; `InputError` says what is wrong with one."""
    result = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (name and equals and math.isfinite(number)):
            raise InputError(f"{option} '{text}': write it like name=1.5")
        result[name.strip().replace("-", "_")] = number
    return result
