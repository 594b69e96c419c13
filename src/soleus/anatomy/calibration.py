"""What measurements of a person say about their leg: a posterior over its uncertain parameters.

Each uncertain parameter (`data/uncertainty.toml`) has a prior, normal in its standard deviations.
A measurement weighs every possible leg by how well its prediction fits. The posterior is found
near its mode by Gauss-Newton and then sampled by importance, so it need not be normal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.measurements import Measurement, measurements
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import LegSamples, body_parameters, move_leg
from soleus.anatomy.strength import check_strength
from soleus.anatomy.uncertainty import interval, latin_hypercube, load_uncertainty
from soleus.base.errors import InputError

__all__ = ["Calibration", "Prediction", "believed_legs", "calibrate_leg", "meet_measurements"]

Array = NDArray[np.float64]
_PROPOSED, _KEPT, _STEPS = 2000, 200, 30
#: Measurements of a leg count as met within a relative error, and within how many of it.
_EXACT, _MET = 1e-4, 10.0
#: The proposal is wider than the posterior near its mode, so its tails are sampled too.
_WIDER = 1.1
_FEW = 50


@dataclass(frozen=True)
class Prediction:
    """One measurement: what was `measured` (in the measurement's unit), what was expected of
    this person `before` and is `after`, each as mean and 90 % interval."""

    measurement: Measurement
    before: tuple[float, float, float]
    after: tuple[float, float, float]


@dataclass(frozen=True)
class Calibration:
    """A person's leg before and after its measurements.

    `prior` is the leg of an unmeasured person of this size; `names` the uncertain parameters
    (of the body, then of the tests) and `z` (sample, parameter) the posterior in prior standard
    deviations, `mean` and `spread` (parameter,) its moments; `samples` the legs it stands for;
    `predictions` one a measurement; `effective_samples` of the 2,000 proposed carry the answer.
    """

    person: Person
    prior: Leg
    names: tuple[str, ...]
    z: Array
    mean: Array
    spread: Array
    samples: LegSamples
    predictions: tuple[Prediction, ...]
    effective_samples: float

    def narrowed(self) -> list[tuple[str, float, float]]:
        """Parameters the measurements inform: label, posterior mean and standard deviation, in
        prior standard deviations; the most informed first."""
        labels = load_uncertainty()
        rows = [
            (labels[n].label, float(mean), float(spread))
            for n, mean, spread in zip(self.names, self.mean, self.spread, strict=True)
        ]
        informed = [r for r in rows if r[2] < 0.97 or abs(r[1]) > 0.1]
        return sorted(informed, key=lambda r: r[2] - abs(r[1]))

    @property
    def verdict(self) -> str:
        """How well the measurements fit a leg of this size, as a sentence."""
        worst = max(self.predictions, key=lambda p: abs(p.measurement.surprise(p.before)))
        away = worst.measurement.surprise(worst.before)
        if abs(away) < 2:
            return "the measurements fit a body of this size"
        kind = "more" if away > 0 else "less"
        return (
            f"{worst.measurement.label} is {kind} than expected of a body of this size by "
            f"{abs(away):.1f} standard deviations"
        )


def calibrate_leg(person: Person, kept: int = _KEPT, seed: int = 0) -> Calibration:
    """The posterior over a person's uncertain parameters, given what was measured on them.

    Uses isometric moments, heel raises, knee-to-wall distance and tendon stiffness, with the
    errors in `data/bodies/strength.toml`. `kept` samples are drawn. Raises `InputError` when
    nothing was measured, or when no leg of this size fits the measurements together.
    """
    prior = build_leg(_unmeasured(person))
    known = measurements(person)
    if not known:
        raise InputError(
            "person: nothing measured to calibrate with; give isometric_plantarflexion_nm, "
            "isometric_tests, heel_raises, knee_to_wall_cm or tendon_stiffness_n_per_mm"
        )
    tests = tuple(n for n, p in load_uncertainty().items() if p.moves == "measurement")
    names = (*body_parameters(), *tests)
    body = len(names) - len(tests)

    def predict(z: Array) -> Array:
        """What every leg would measure, on each measurement's scale, (sample, measurement)."""
        legs = move_leg(prior, names[:body], z[:, :body]).legs
        columns = dict(zip(names, z.T, strict=True))
        return np.stack([m.scale(m.predict(prior, legs, columns)) for m in known], axis=-1)

    target = np.array([m.scale(np.asarray(m.value)) for m in known])
    error = np.array([m.error for m in known])
    center, root = _mode(predict, target, error, np.zeros(len(names)))
    proposed = center + _WIDER * latin_hypercube(_PROPOSED, len(names), seed) @ root.T
    found = predict(proposed)
    weight, effective = _importance(proposed, found, target, error, center, root)
    chosen = _resample(weight, kept, seed)
    before = predict(latin_hypercube(kept, len(names), seed))
    pairs = enumerate(known)
    predictions = tuple(
        Prediction(m, _summary(m, before[:, k]), _summary(m, found[chosen, k])) for k, m in pairs
    )
    z = proposed[chosen]
    mean = weight @ proposed
    spread = np.sqrt(weight @ (proposed - mean) ** 2)
    return Calibration(
        person,
        prior,
        names,
        z,
        mean,
        spread,
        move_leg(prior, names[:body], z[:, :body]),
        predictions,
        effective,
    )


def _unmeasured(person: Person) -> Person:
    return replace(
        person, isometric_moment=None, isometric_tests=(), heel_raises=None,
        tendon_stiffness=None, knee_to_wall=None,
    )  # fmt: skip


def meet_measurements(expected: Leg) -> Leg:
    """The most probable leg of those that measure exactly what was measured.

    `expected` is the leg of an unmeasured body of this size, carrying the measured person.
    Strength tests are met where there are any, else heel raises, and tendon stiffness; in tests
    activation and ankle rotation are the usual ones. Raises `InputError` for measurements nobody
    of this size can have, alone or together.
    """
    person = expected.person
    ratio = check_strength(person, expected)
    kept = replace(person, knee_to_wall=None, heel_raises=None) if person.strength_tests else person
    known = measurements(replace(kept, knee_to_wall=None))
    names = tuple(n for n in body_parameters() if load_uncertainty()[n].moves in ("muscles", "arm"))
    usual = {n: np.zeros(1) for n in load_uncertainty()}

    def predict(z: Array) -> Array:
        legs = move_leg(expected, names, z).legs
        return np.stack([m.scale(m.predict(expected, legs, usual)) for m in known], axis=-1)

    target = np.array([m.scale(np.asarray(m.value)) for m in known])
    # heel raises are counted on a scale of ones, the others in logarithms
    exact = np.array([_EXACT if m.relative else _EXACT * m.value for m in known])
    z, _ = _mode(predict, target, exact, np.zeros(len(names)))
    off = np.abs(predict(z[None])[0] - target) / exact
    if off.max() > _MET:
        worst = known[int(off.argmax())]
        raise InputError(
            f"person: no leg of this size has {worst.label} of {worst.value:g} {worst.unit} "
            "together with the other measurements; one of them must be wrong"
        )
    leg = move_leg(expected, names, z[None]).leg(0)
    return replace(leg, strength_factor=ratio)


def _summary(m: Measurement, scaled: Array) -> tuple[float, float, float]:
    values = m.unscale(scaled)
    return float(np.median(values)), *interval(values)


def _mode(
    predict: Callable[[Array], Array], target: Array, error: Array, z: Array
) -> tuple[Array, Array]:
    """Mode of the posterior (parameter,), from a start, and a square root of its covariance."""
    size, step = len(z), 0.05
    for _ in range(_STEPS):
        moved = np.concatenate([z[None], z + step * np.eye(size)])
        found = predict(moved)
        slope = (found[1:] - found[0]).T / step / error[:, None]
        off = (target - found[0]) / error
        precision = np.eye(size) + slope.T @ slope
        change = np.linalg.solve(precision, slope.T @ off - z)
        z = z + change * min(1.0, 1.5 / max(float(np.abs(change).max()), 1e-12))
        if np.abs(change).max() < 1e-4:
            break
    return z, np.linalg.inv(np.linalg.cholesky(precision)).T


def _importance(
    z: Array, found: Array, target: Array, error: Array, center: Array, spread: Array
) -> tuple[Array, float]:
    """Weights (sample,) of proposed parameters, and how many samples they are worth."""
    u = np.linalg.solve(spread, (z - center).T).T / _WIDER
    log = 0.5 * (u**2).sum(axis=1) - 0.5 * (z**2).sum(axis=1)
    log = log - 0.5 * (((found - target) / error) ** 2).sum(axis=1)
    log = np.where(np.isfinite(log), log, -np.inf)
    weight = np.exp(log - log.max())
    weight = weight / weight.sum()
    effective = float(1.0 / np.sum(weight**2))
    if effective < _FEW:
        raise InputError(
            "person: no leg of this size fits all measurements together; one of them must be "
            f"wrong (only {effective:.0f} of {len(z)} possible legs come close)"
        )
    return weight, effective


def _resample(weight: Array, count: int, seed: int) -> NDArray[np.int64]:
    """Indices of `count` samples drawn by weight, systematically, in random order."""
    random = np.random.default_rng(seed)
    places = (np.arange(count) + random.uniform()) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), places), len(weight) - 1)
    return random.permutation(chosen)


@lru_cache(maxsize=8)
def believed_legs(person: Person) -> LegSamples | None:
    """Legs a person may have, given their measurements; None for a person without any."""
    return calibrate_leg(person).samples if measurements(person) else None
