"""The dose metrics: one function each, on the time series of one tissue.

To add a metric, write a function with the `@metric` line above it; tables, JSON, reports and
docs pick it up. Metrics add up over repetitions and sets by their `combine`: "sum", "max" or
"min". Units are in the key; a metric that has no meaning for a tissue returns None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES

__all__ = [
    "FORCE_BANDS_BW",
    "METRICS",
    "STRAIN_WINDOW",
    "TISSUES",
    "Metric",
    "TissueSeries",
    "combine",
    "evaluate",
]

Array = NDArray[np.float64]

#: What a dose is measured for.
TISSUES = (*ACHILLES, "achilles")
#: Achilles strain that makes the tendon adapt (ratio): `arampatzis2007`, `kharazi2021`.
STRAIN_WINDOW = (0.045, 0.065)
#: Force bands in BW: any load and high load as in `baxter2021`, and 1 BW between.
FORCE_BANDS_BW = (0.3, 1.0, 3.0)


@dataclass(frozen=True)
class TissueSeries:
    """Time series of a muscle or tendon, (time,), SI; or of many samples, (sample, time), with
    `strength` (sample,).

    `force` N along the tendon; `strength` maximal isometric force N; `body_weight` N;
    `strain` and `strain_rate` of the tendon (ratio, 1/s); `tendon_power` W into the tendon.
    Muscles only (None for the Achilles tendon): `activation`, `fiber_length` (share of
    optimal), `fiber_power` W out of the fibers.
    """

    time: Array
    force: Array
    strength: Any
    body_weight: float
    strain: Array
    strain_rate: Array
    tendon_power: Array
    activation: Array | None = None
    fiber_length: Array | None = None
    fiber_power: Array | None = None


@dataclass(frozen=True)
class Metric:
    """A dose metric: key (with unit), label, unit, how it combines, what it means."""

    key: str
    label: str
    unit: str
    combine: str
    about: str
    function: Callable[[TissueSeries], Any]


METRICS: dict[str, Metric] = {}
_Function = Callable[[TissueSeries], Any]


def metric(key: str, label: str, unit: str, combine: str) -> Callable[[_Function], _Function]:
    """Register a metric under its key."""

    def register(function: _Function) -> _Function:
        about = " ".join((function.__doc__ or "").split())
        METRICS[key] = Metric(key, label, unit, combine, about, function)
        return function

    return register


def combine(how: str, values: list[Any], counts: list[int]) -> Any:
    """Combine one metric over parts done `counts` times; None only when all parts are None.
    Values are numbers, or arrays (sample,)."""
    known = [(v, n) for v, n in zip(values, counts, strict=True) if v is not None and n > 0]
    if not known:
        return None
    if how == "sum":
        return sum(v * n for v, n in known)
    if any(isinstance(v, np.ndarray) for v, _ in known):
        choose = np.maximum if how == "max" else np.minimum
        return choose.reduce([v for v, _ in known])
    return max(v for v, _ in known) if how == "max" else min(v for v, _ in known)


def _integral(values: Array, time: Array) -> Any:
    return np.trapezoid(values, time, axis=-1)


def _time_above(values: Array, threshold: float, time: Array) -> Any:
    """Time, s, in which values, straight between frames, lie above a threshold."""
    excess = values - threshold
    start, end = excess[..., :-1], excess[..., 1:]
    above = np.maximum(start, 0.0) + np.maximum(end, 0.0)
    change = np.maximum(np.abs(start) + np.abs(end), 1e-300)
    return (np.diff(time, axis=-1) * above / change).sum(axis=-1)


@metric("peak_force_n", "peak force", "N", "max")
def peak_force_n(s: TissueSeries) -> Any:
    """Largest tendon force."""
    return s.force.max(axis=-1)


@metric("peak_force_bw", "peak force", "BW", "max")
def peak_force_bw(s: TissueSeries) -> Any:
    """Largest tendon force in body weights."""
    return s.force.max(axis=-1) / s.body_weight


@metric("peak_force_share", "peak force, share of maximum", "1", "max")
def peak_force_share(s: TissueSeries) -> Any:
    """Largest tendon force over maximal isometric force."""
    return s.force.max(axis=-1) / s.strength


@metric("impulse_bw_s", "force-time integral", "BW s", "sum")
def impulse_bw_s(s: TissueSeries) -> Any:
    """Integral of tendon force over time, in body weights times seconds."""
    return _integral(s.force, s.time) / s.body_weight


def _band(threshold: float) -> None:
    name = f"{threshold:g}".replace(".", "_")

    def function(s: TissueSeries) -> Any:
        return _time_above(s.force, threshold * s.body_weight, s.time)

    function.__doc__ = f"Time under tension above {threshold:g} body weights."
    metric(f"time_above_{name}_bw_s", f"time above {threshold:g} BW", "s", "sum")(function)


for _threshold in FORCE_BANDS_BW:
    _band(_threshold)


@metric("peak_activation", "peak activation", "1", "max")
def peak_activation(s: TissueSeries) -> Any:
    """Largest activation, 0 to 1."""
    return None if s.activation is None else s.activation.max(axis=-1)


@metric("fiber_length_lowest", "shortest fiber", "of optimal", "min")
def fiber_length_lowest(s: TissueSeries) -> Any:
    """Shortest fiber length over optimal."""
    return None if s.fiber_length is None else s.fiber_length.min(axis=-1)


@metric("fiber_length_highest", "longest fiber", "of optimal", "max")
def fiber_length_highest(s: TissueSeries) -> Any:
    """Longest fiber length over optimal."""
    return None if s.fiber_length is None else s.fiber_length.max(axis=-1)


@metric("fiber_work_positive_j", "fiber work, shortening", "J", "sum")
def fiber_work_positive_j(s: TissueSeries) -> Any:
    """Work the fibers do while they shorten."""
    if s.fiber_power is None:
        return None
    return _integral(np.maximum(s.fiber_power, 0), s.time)


@metric("fiber_work_negative_j", "fiber work, lengthening", "J", "sum")
def fiber_work_negative_j(s: TissueSeries) -> Any:
    """Work done on the fibers while they lengthen (positive number)."""
    if s.fiber_power is None:
        return None
    return _integral(np.maximum(-s.fiber_power, 0), s.time)


@metric("tendon_work_stored_j", "energy stored in the tendon", "J", "sum")
def tendon_work_stored_j(s: TissueSeries) -> Any:
    """Work that goes into stretching the tendon; it comes back as the load falls."""
    return _integral(np.maximum(s.tendon_power, 0), s.time)


@metric("peak_strain_percent", "peak tendon strain", "%", "max")
def peak_strain_percent(s: TissueSeries) -> Any:
    """Largest tendon strain."""
    return 100 * s.strain.max(axis=-1)


@metric("peak_strain_rate_percent_per_s", "peak strain rate", "%/s", "max")
def peak_strain_rate_percent_per_s(s: TissueSeries) -> Any:
    """Fastest lengthening of the tendon."""
    return 100 * s.strain_rate.max(axis=-1)


@metric("time_in_strain_window_s", "time at 4.5-6.5 % strain", "s", "sum")
def time_in_strain_window_s(s: TissueSeries) -> Any:
    """Time the tendon spends in the strain window that makes it adapt."""
    low, high = STRAIN_WINDOW
    return _time_above(s.strain, low, s.time) - _time_above(s.strain, high, s.time)


def evaluate(series: TissueSeries) -> dict[str, Any]:
    """All metrics of one tissue, by key: numbers, or arrays (sample,)."""
    values = {key: m.function(series) for key, m in METRICS.items()}
    return {k: v if v is None or np.ndim(v) else float(v) for k, v in values.items()}
