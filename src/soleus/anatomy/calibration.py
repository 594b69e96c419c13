"""What measurements of a person say about their leg: a posterior over its uncertain parameters.

Each uncertain parameter (`data/uncertainty.toml`) has a prior, normal in its standard deviations.
A measurement weighs every possible leg by how well its prediction fits. The posterior is found
near its mode by Gauss-Newton and then sampled by importance, so it need not be normal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.measurements import Measurement, measurements
from soleus.anatomy.person import Person
from soleus.anatomy.posterior import posterior_mode, sample_posterior
from soleus.anatomy.sampling import LegSamples, body_parameters, check_count, move_leg
from soleus.anatomy.strength import check_strength
from soleus.anatomy.uncertainty import SAMPLES, interval, latin_hypercube, load_uncertainty
from soleus.base.errors import InputError

__all__ = ["Calibration", "Prediction", "believed_legs", "calibrate_leg", "meet_measurements"]

Array = NDArray[np.float64]
#: A measurement contradicts the others when the best leg misses it by this many of its errors.
_MET = 3.0


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
        """How well the measurements fit a leg of this size and each other, as a sentence."""
        apart = max(self.predictions, key=lambda p: abs(p.measurement.miss(p.after[0])))
        if abs(apart.measurement.miss(apart.after[0])) > 2:
            return (
                f"the measurements do not fit together: {apart.measurement.label} is "
                f"{apart.measurement.value:g} {apart.measurement.unit}, all of them together say "
                f"{apart.after[0]:.3g}"
            )
        worst = max(self.predictions, key=lambda p: abs(p.measurement.surprise(p.before)))
        away = worst.measurement.surprise(worst.before)
        if abs(away) < 2:
            return "the measurements fit a body of this size"
        kind = "more" if away > 0 else "less"
        return (
            f"{worst.measurement.label} is {kind} than expected of a body of this size by "
            f"{abs(away):.1f} standard deviations"
        )


def calibrate_leg(person: Person, kept: int = SAMPLES, seed: int = 0) -> Calibration:
    """The posterior over a person's uncertain parameters, given what was measured on them.

    Uses isometric moments, heel raises, knee-to-wall distance and tendon stiffness, with the
    errors in `data/bodies/strength.toml`. `kept` samples are drawn. Raises `InputError` when
    nothing was measured, or when no leg of this size fits the measurements together.
    """
    if not isinstance(person, Person):
        raise InputError("calibrate_leg takes a Person")
    check_count(kept, seed)
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
    draws = sample_posterior(predict, target, error, len(names), seed)
    chosen = draws.chosen(kept, seed)
    before = predict(latin_hypercube(kept, len(names), seed))
    pairs = enumerate(known)
    predictions = tuple(
        Prediction(m, _summary(m, before[:, k]), _summary(m, draws.predicted[chosen, k]))
        for k, m in pairs
    )
    z, (mean, spread) = draws.z[chosen], draws.moments()
    samples = move_leg(prior, names[:body], z[:, :body])
    return Calibration(person, prior, names, z, mean, spread, samples, predictions, draws.effective)


def _unmeasured(person: Person) -> Person:
    return replace(
        person, isometric_moment=None, isometric_tests=(), heel_raises=None,
        tendon_stiffness=None, knee_to_wall=None,
    )  # fmt: skip


def meet_measurements(expected: Leg) -> Leg:
    """The most probable leg, given what was measured and how well such tests repeat.

    `expected` is the leg of an unmeasured body of this size, carrying the measured person.
    Strength tests count where there are any, else heel raises, and tendon stiffness; in tests
    activation and ankle rotation are the usual ones. Raises `InputError` for measurements nobody
    of this size can have, alone or together.
    """
    person = expected.person
    ratio = check_strength(person, expected)
    kept = replace(person, knee_to_wall=None)
    if person.strength_tests:
        kept = replace(kept, heel_raises=None)
    known = measurements(kept)
    names = tuple(n for n in body_parameters() if load_uncertainty()[n].moves in ("muscles", "arm"))
    usual = {n: np.zeros(1) for n in load_uncertainty()}

    def predict(z: Array) -> Array:
        legs = move_leg(expected, names, z).legs
        return np.stack([m.scale(m.predict(expected, legs, usual)) for m in known], axis=-1)

    target = np.array([m.scale(np.asarray(m.value)) for m in known])
    error = np.array([m.error for m in known])
    z, _ = posterior_mode(predict, target, error, np.zeros(len(names)))
    _check_met(known, (predict(z[None])[0] - target) / error)
    return replace(move_leg(expected, names, z[None]).leg(0), strength_factor=ratio)


def _check_met(known: list[Measurement], off: Array) -> None:
    """Refuse measurements the best leg misses by more than they can be off."""
    if np.abs(off).max() <= _MET:
        return
    worst = known[int(np.abs(off).argmax())]
    others = ", ".join(f"{m.label} {m.value:g} {m.unit}" for m in known if m is not worst)
    together = f" together with {others}" if others else ""
    raise InputError(
        f"person: no leg of this size comes near {worst.label} of {worst.value:g} {worst.unit}"
        f"{together}; one of them must be wrong"
    )


def _summary(m: Measurement, scaled: Array) -> tuple[float, float, float]:
    values = m.unscale(scaled)
    return float(np.median(values)), *interval(values)


def believed_legs(leg: Leg) -> LegSamples | None:
    """Legs a person may have, given their measurements; None for a person without any, and for
    a leg that was changed by hand."""
    if not measurements(leg.person):
        return None
    own, samples = _believed(leg.person)
    same = leg.muscles == own.muscles and np.array_equal(
        leg.parameters.max_isometric_force, own.parameters.max_isometric_force
    )
    return samples if same else None


@lru_cache(maxsize=8)
def _believed(person: Person) -> tuple[Leg, LegSamples]:
    return build_leg(person), calibrate_leg(person).samples
