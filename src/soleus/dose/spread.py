"""How sure a dose is: every metric on every possible leg, and what moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.uncertainty import interval, load_uncertainty
from soleus.dose.metrics import METRICS, TISSUES, TissueSeries, combine, evaluate
from soleus.solve.ensemble import Ensemble

__all__ = ["DoseSpread", "Effect", "interval_about", "measure_spread", "place_interval"]

Array = NDArray[np.float64]
_ROUNDING = 1e-9
#: Metrics the coarser time grid of the samples lowers by a factor.
_SCALED = ("peak_strain_rate_percent_per_s",)
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Effect:
    """What one uncertain parameter does to a number: its value with the parameter one standard
    deviation `down` and `up`, and the `share` of the variance those two make among all."""

    name: str
    label: str
    down: float
    up: float
    share: float


@dataclass(frozen=True)
class DoseSpread:
    """Metrics of an exercise on all variants of a leg.

    `scopes` maps repetition, hold, set and total to tissue to metric to array (variant,): the
    nominal leg, each of `names` moved down and up, then random samples (see `Ensemble`).
    `ankle` and `moment_share` hold arrays (variant,) under the keys they have in `Dose`. `usable`
    (sample,) tells which samples count (the solver settled, and the calf lets the ankle go where
    the exercise takes it), `carried` (sample,) which of them muscles carry.
    """

    names: tuple[str, ...]
    scopes: Mapping[str, Values]
    ankle: Mapping[str, Array]
    moment_share: Mapping[str, Array]
    usable: NDArray[np.bool_]
    carried: NDArray[np.bool_]

    @property
    def beyond_strength(self) -> float:
        """Share of the legs that count for which the motion is beyond their strength."""
        counted = self.usable
        return float(np.mean(~self.carried[counted])) if counted.any() else 1.0

    def of(self, scope: str, tissue: str, key: str) -> Array | None:
        """All variants of one number (variant,); None where the metric has no meaning."""
        values = self.scopes[scope].get(tissue, {}).get(key)
        return None if values is None else np.asarray(values)

    def interval(
        self, scope: str, tissue: str, key: str, value: float | None = None
    ) -> tuple[float, float] | None:
        """90 % interval of a number; placed about `value`, where the nominal one was computed
        on a finer time grid than the samples."""
        variants = self.of(scope, tissue, key)
        if variants is None:
            return None
        center = float(variants[0]) if value is None else value
        return interval_about(self._placed(variants, key, center), center)

    def placed(self, scope: str, values: Values) -> Values:
        """The samples of a scope, moved so that the nominal leg has `values`."""
        return {
            tissue: {
                key: None if value is None else self._of_placed(scope, tissue, key, value)
                for key, value in row.items()
            }
            for tissue, row in values.items()
        }

    def _of_placed(self, scope: str, tissue: str, key: str, value: float) -> Array:
        variants = self.of(scope, tissue, key)
        assert variants is not None
        return self._placed(variants, key, value)

    def _placed(self, variants: Array, key: str, value: float) -> Array:
        """Samples moved by what the value differs from the nominal variant. Strain rates differ
        by a factor, as the coarser grid blurs each of them; activations end at 1."""
        moved = place_samples(self.samples(variants), float(variants[0]), value, key in _SCALED)
        return np.minimum(moved, 1.0) if key == "peak_activation" else moved

    def samples(self, values: Array) -> Array:
        """The random samples among all variants; NaN where a sample does not count."""
        drawn = np.array(values[1 + 2 * len(self.names) :], dtype=float)
        drawn[~self.usable] = np.nan
        return drawn

    def effects(self, values: Array | None) -> list[Effect]:
        """What each parameter does to a number (variant,), the strongest first; empty for None."""
        if values is None:
            return []
        single = values[1 : 1 + 2 * len(self.names)].reshape(-1, 2)
        variance = (np.diff(single, axis=1)[:, 0] / 2) ** 2
        total = max(float(variance.sum()), 1e-300)
        labels = load_uncertainty()
        found = [
            Effect(n, labels[n].label, float(down), float(up), float(v / total))
            for n, (down, up), v in zip(self.names, single, variance, strict=True)
        ]
        return sorted(found, key=lambda e: -e.share)


def place_samples(samples: Array, nominal: float, value: float, scaled: bool = False) -> Array:
    """Samples (sample,) moved by what `value` differs from their nominal one, or by its factor
    where `scaled`; not below zero where none was."""
    if scaled and nominal > 0 and value > 0:
        return samples * (value / nominal)
    floor = 0.0 if np.nanmin(samples) >= -_ROUNDING else -np.inf
    moved: Array = np.maximum(samples + (value - nominal), floor)
    return moved


def interval_about(samples: Array, value: float) -> tuple[float, float]:
    """90 % interval of samples (sample,) that holds the value it is shown with."""
    low, high = interval(samples)
    return min(low, value), max(high, value)


def place_interval(
    samples: Array, nominal: float, value: float | None = None
) -> tuple[float, float]:
    """90 % interval of samples about a value, see `place_samples`."""
    center = float(nominal) if value is None else value
    return interval_about(place_samples(samples, float(nominal), center), center)


def measure_spread(ensemble: Ensemble, repetitions: int = 1, sets: int = 1) -> DoseSpread:
    """All metrics on all variants of an ensemble; counts as in `measure_dose`."""
    scopes: dict[str, Values] = {}
    for window in ("repetition", "hold"):
        if window in ensemble.windows:
            scopes[window] = {t: evaluate(_series(ensemble, t, window)) for t in TISSUES}
    parts = [scopes[s] for s in ("repetition", "hold") if s in scopes]
    scopes["set"] = _combined(parts, [repetitions, 1][: len(parts)])
    scopes["total"] = _combined([scopes["set"]], [sets])
    drawn = ensemble.samples
    return DoseSpread(
        ensemble.names, scopes, _ankle(ensemble), _moment_share(ensemble),
        ensemble.usable[drawn], ensemble.carried[drawn],
    )  # fmt: skip


def _combined(parts: list[Values], counts: list[int]) -> Values:
    return {
        t: {k: combine(m.combine, [p[t][k] for p in parts], counts) for k, m in METRICS.items()}
        for t in TISSUES
    }


def _rate(values: Array, time: Array) -> Array:
    """Time derivative along time of (variant, time)."""
    change: Array = np.gradient(values, axis=-1) / np.gradient(time, axis=-1)
    return change


def _series(e: Ensemble, tissue: str, window: str) -> TissueSeries:
    """Time series of one tissue on all variants within a window; see `TissueSeries`."""
    weight, p, time = e.leg.person.body_weight, e.leg.parameters, e.time
    mask, inside = e.span(window)
    if tissue == "achilles":
        index = list(e.leg.achilles_indices)
        forces, lengths = e.state.tendon_force[..., index], e.state.tendon_length[..., index]
        force = forces.sum(axis=-1)
        strain = e.leg.achilles_strain(force)
        power = sum(_rate(lengths[..., i], time) * forces[..., i] for i in range(len(index)))
        return TissueSeries(
            inside, force[:, mask], p.max_isometric_force[:, index].sum(axis=1), weight,
            strain[:, mask], _rate(strain, time)[:, mask], power[:, mask],
        )  # fmt: skip
    i = e.leg.index(tissue)
    force, strain = e.state.tendon_force[..., i], e.state.tendon_strain[..., i]
    along = e.state.fiber_length[..., i] * np.cos(e.state.pennation_angle[..., i])
    return TissueSeries(
        inside, force[:, mask], p.max_isometric_force[:, i], weight, strain[:, mask],
        _rate(strain, time)[:, mask],
        (force * _rate(e.state.tendon_length[..., i], time))[:, mask],
        e.state.activation[..., i][:, mask], e.state.normalized_fiber_length[..., i][:, mask],
        (-force * _rate(along, time))[:, mask],
    )  # fmt: skip


def _ankle(e: Ensemble) -> dict[str, Array]:
    result: dict[str, Array] = {}
    if "ankle_angle" in e.moments:
        peak = (-e.moments["ankle_angle"]).max(axis=1)
        result["peak_moment_nm"] = peak
        result["peak_moment_nm_per_kg"] = peak / e.leg.person.mass
    angle = np.degrees(e.angles["ankle_angle"])
    result["lowest_angle_deg"], result["highest_angle_deg"] = angle.min(axis=1), angle.max(axis=1)
    return result


def _moment_share(e: Ensemble) -> dict[str, Array]:
    """Share of each triceps muscle in the moment of all plantar flexors, over the repetition."""
    if "ankle_angle" not in e.moments:
        return {}
    mask, time = e.span("repetition")
    ankle = e.joints.index("ankle_angle")
    moments = (-e.moment_arms[..., ankle] * e.state.tendon_force)[:, mask]
    total = np.trapezoid(np.maximum(moments, 0.0).sum(axis=-1), time, axis=1)
    return {m: np.trapezoid(moments[..., e.leg.index(m)], time, axis=1) / total for m in ACHILLES}
