"""What the picture of a recorded trial shows: its curves, and where other possible legs lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["CLASSES", "Curve", "Row", "curve_rows"]

Array = NDArray[np.float64]
#: Style of each muscle in the picture.
CLASSES = {"soleus": "sol", "gastrocnemius_medialis": "gm", "gastrocnemius_lateralis": "gl"}
_HIGH = 128


@dataclass(frozen=True)
class Curve:
    """Values over time, and where nine of ten possible legs lie (low, high)."""

    kind: str
    values: Array
    band: tuple[Array, Array] | None = None


@dataclass(frozen=True)
class Row:
    """One quantity: its curves by side, whether peaks are written, and whether 0 is shown."""

    title: str
    unit: str
    curves: Mapping[str, list[Curve]]
    digits: int | None = None
    zero: bool = True
    high: int = _HIGH

    @property
    def range(self) -> tuple[float, float]:
        curves = [c for own in self.curves.values() for c in own]
        values = np.concatenate([c.values for c in curves])
        values = np.append(values, [c.band[1].max() for c in curves if c.band])
        values = values[np.isfinite(values)]
        low, high = float(values.min()), float(values.max())
        if self.zero:
            low, high = min(low, 0.0), max(high, 0.0)
        pad = 0.08 * max(high - low, 1e-6)
        above = 2.2 * pad if self.digits is not None else pad
        return (low if self.zero and low == 0.0 else low - pad), high + above


def curve_rows(result: TrialResult) -> list[Row]:
    legs, weight = result.legs, result.leg.person.body_weight

    def muscles(quantity: str, scale: float = 1.0) -> dict[str, list[Curve]]:
        found: dict[str, list[Curve]] = {}
        for side, r in legs.items():
            found[side] = []
            for m in ACHILLES:
                values = scale * r.solution.of(m, quantity)
                band = None
                if m == "soleus" and r.converged:  # three bands on one another could not be read
                    variants = getattr(r.solution.ensemble.state, quantity)
                    band = _band(r, scale * variants[..., r.solution.leg.index(m)], values)
                found[side].append(Curve(CLASSES[m], values, band))
        return found

    achilles, moment = {}, {}
    for side, r in legs.items():
        force, turning = r.solution.achilles_force / weight, _moment(r)
        bands: list[tuple[Array, Array] | None] = [None, None]
        if r.converged:
            e = r.solution.ensemble
            pulls = e.state.tendon_force[..., list(e.leg.achilles_indices)].sum(axis=-1) / weight
            asked = -e.moments["ankle_angle"] / r.solution.leg.person.mass
            bands = [_band(r, pulls, force), _band(r, asked, turning)]
        achilles[side] = [Curve("at", force, bands[0])]
        moment[side] = [Curve("at", turning, bands[1])]
    return [
        Row("Ankle moment", "N·m/kg, plantar flexion +", moment, 2),
        Row("Achilles tendon force", "body weights", achilles, 2),
        Row("Muscle force", "body weights", muscles("tendon_force", 1.0 / weight), 2, high=200),
        Row("Activation", "0 to 1", muscles("activation")),
        Row("Fiber length", "of optimal", muscles("normalized_fiber_length"), zero=False),
    ]


def _band(r: LegResult, variants: Array, values: Array) -> tuple[Array, Array]:
    """Where 90 % of the samples among variants (variant, time) lie, about the curve shown; they
    may be solved on fewer frames."""
    ensemble = r.solution.ensemble
    drawn = variants[ensemble.samples]
    apart = np.quantile(drawn, [0.05, 0.95], axis=0) - variants[0]
    low, high = (values + np.interp(r.solution.time, ensemble.time[0], edge) for edge in apart)
    if drawn.min() >= 0:
        low = np.maximum(low, 0.0)
    return np.minimum(low, values), np.maximum(high, values)


def _moment(r: LegResult) -> Array:
    s = r.solution
    moment: Array = -s.moments[:, s.joints.index("ankle_angle")] / s.leg.person.mass
    return moment
