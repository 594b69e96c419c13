"""What is uncertain in a body and in how it is measured: `data/uncertainty.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, load_quantities, read_file
from soleus.base.quantities import Quantity
from soleus.muscle.parameters import MuscleParameters, list_muscles

__all__ = [
    "BODY_MOVES",
    "SAMPLES",
    "UncertainParameter",
    "interval",
    "latin_hypercube",
    "load_uncertainty",
]

Array = NDArray[np.float64]
_MOVES = ("muscles", "arm", "ankle_range", "body", "motion", "trial", "measurement")
#: Kinds of parameters that belong to a leg, whatever it does.
BODY_MOVES = ("muscles", "arm", "ankle_range", "body")
_INTERVAL = 0.90
#: Samples an interval rests on; sample k is the same leg everywhere, so all have as many.
SAMPLES = 200


@dataclass(frozen=True)
class UncertainParameter:
    """One uncertain parameter: what it moves, and by how much.

    `moves` is one of muscles, arm, ankle_range, body, motion, trial, measurement; `muscles` the
    names it applies to; `powers` maps fields of `MuscleParameters` to the power of the factor
    they take; `coordinate` the joint of an arm; `spread` the constant that carries one standard
    deviation.
    """

    name: str
    label: str
    moves: str
    muscles: tuple[str, ...]
    powers: Mapping[str, float]
    coordinate: str
    spread: Quantity

    def factor(self, z: Any) -> Any:
        """Factor (same shape) at `z` standard deviations, log-normal."""
        return np.exp(np.asarray(z) * self.spread.spread / self.spread.value)

    def shift(self, z: Any) -> Any:
        """Difference in SI (same shape) at `z` standard deviations."""
        return np.asarray(z) * self.spread.si_spread


@cache
def load_uncertainty() -> dict[str, UncertainParameter]:
    """All uncertain parameters by name, in the order of the file; `DataError` for a wrong one."""
    content = read_file(data_path("uncertainty.toml"))
    return {name: _parameter(name, entry) for name, entry in content.items()}


def _parameter(name: str, entry: dict[str, Any]) -> UncertainParameter:
    where = f"uncertainty.toml: {name}"
    optional = {"muscles", "powers", "coordinate", "spread", "spread_of"}
    check_keys(entry, {"label", "moves"}, optional, where)
    if entry["moves"] not in _MOVES:
        raise DataError(f"{where}: moves '{entry['moves']}' is none of {', '.join(_MOVES)}")
    if ("spread" in entry) == ("spread_of" in entry):
        raise DataError(f"{where}: needs either spread or spread_of")
    for key in entry.get("powers", {}):
        if key not in MuscleParameters.__slots__:
            raise DataError(f"{where}: muscles have no '{key}'")
    if "spread" in entry:
        spread = load_quantities({"spread": entry["spread"]}, where)["spread"]
    else:
        spread = _constant(entry["spread_of"], where)
    return UncertainParameter(
        name, entry["label"], entry["moves"], _muscles(entry.get("muscles", []), where),
        entry.get("powers", {}), entry.get("coordinate", ""), spread,
    )  # fmt: skip


def _muscles(names: list[str], where: str) -> tuple[str, ...]:
    """Names of muscles; `all`, and `others` than the triceps surae, are understood."""
    from soleus.anatomy.leg import ACHILLES

    known = list_muscles()
    if names == ["all"]:
        return tuple(known)
    if names == ["others"]:
        return tuple(m for m in known if m not in ACHILLES)
    for name in names:
        if name not in known:
            raise DataError(f"{where}: no muscle '{name}'")
    return tuple(names)


def _constant(place: str, where: str) -> Quantity:
    """The constant at "file: table: name"."""
    parts = [p.strip() for p in place.split(":")]
    try:
        file, table, name = parts
        content = read_file(data_path(*file.split("/")))[table]
        return load_quantities({name: content[name]}, f"{file}: {table}")[name]
    except (KeyError, ValueError):
        raise DataError(f"{where}: there is no constant '{place}'") from None


@cache
def latin_hypercube(count: int, dimensions: int, seed: int = 0) -> Array:
    """Standard normal samples (count, dimensions), each column evenly spread over its quantiles.

    The same arguments give the same numbers, so that results can be repeated and two exercises
    compared sample by sample.
    """
    inverse = NormalDist().inv_cdf
    rows = np.array([inverse((i + 0.5) / count) for i in range(count)])
    rows /= rows.std() if count > 1 else 1.0
    random = np.random.default_rng(seed)
    columns = [rows[random.permutation(count)] for _ in range(dimensions)]
    samples = np.stack(columns, axis=-1)
    samples.setflags(write=False)
    return samples


def interval(samples: Array, share: float = _INTERVAL) -> tuple[float, float]:
    """The central interval (low, high) that holds a share of the samples (sample,); those that do
    not count are NaN."""
    low, high = np.nanquantile(samples, [0.5 - share / 2, 0.5 + share / 2])
    return float(low), float(high)
