"""What can be measured on a person, and what a leg predicts for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.person import IsometricTest, Person
from soleus.anatomy.skeleton import body_constants
from soleus.anatomy.strength import achilles_stiffness, maximal_moment
from soleus.anatomy.uncertainty import load_uncertainty

__all__ = ["Measurement", "measurements"]

Array = NDArray[np.float64]
#: A test counts as neutral below this ankle angle, rad, and twice as much at the knee.
_NEAR_NEUTRAL = np.radians(6.0)
Columns = Mapping[str, Array]


@dataclass(frozen=True)
class Measurement:
    """One number measured on a person.

    `value` and what `predict` gives are in `unit`; `predict(prior, legs, z)` takes the
    unmeasured leg, many legs and all parameters by name (sample,), and returns (sample,).
    `error` is one standard deviation of the measurement on its scale: the logarithm where
    `relative`, else the unit.
    """

    label: str
    unit: str
    value: float
    error: float
    relative: bool
    predict: Callable[[Leg, Leg, Columns], Array]

    def scale(self, values: Array) -> Array:
        """Values on the scale the error is stated on."""
        return np.log(np.maximum(values, 1e-9)) if self.relative else np.asarray(values)

    def unscale(self, scaled: Array) -> Array:
        return np.exp(scaled) if self.relative else scaled

    def miss(self, predicted: float) -> float:
        """How many errors of the measurement a prediction is above it."""
        away = self.scale(np.asarray(predicted)) - self.scale(np.asarray(self.value))
        return float(away / self.error)

    def surprise(self, expected: tuple[float, float, float]) -> float:
        """How many standard deviations (of people and measurement) the value is from what was
        expected: median and 90 % interval."""
        middle, low, high = (float(self.scale(np.asarray(v))) for v in expected)
        spread = np.hypot((high - low) / 3.29, self.error)
        return float((self.scale(np.asarray(self.value)) - middle) / spread)


def measurements(person: Person) -> list[Measurement]:
    """Everything measured on a person that says something about their leg."""
    errors = body_constants("strength", "measurement_error")
    found = [_isometric(test) for test in person.strength_tests]
    if person.heel_raises is not None:
        found.append(
            Measurement(
                "single-leg heel raises", "repetitions", person.heel_raises,
                errors["heel_raises"].si, False, _heel_raises,
            )
        )  # fmt: skip
    if person.tendon_stiffness is not None:
        found.append(
            Measurement(
                "Achilles tendon stiffness", "N/mm", person.tendon_stiffness / 1000,
                errors["tendon_stiffness"].si, True,
                lambda prior, legs, z: achilles_stiffness(legs) / 1000,
            )
        )  # fmt: skip
    if person.knee_to_wall is not None:
        found.append(_knee_to_wall(person.knee_to_wall, errors["knee_to_wall"].si))
    return found


def _isometric_error(test: IsometricTest) -> float:
    """What a test is off by, as a share: how it repeats, and away from a straight knee and a
    neutral ankle also how the model's strength changes with the joints."""
    errors = body_constants("strength", "measurement_error")
    error = errors["isometric_moment"].si
    near = abs(test.ankle_angle) < _NEAR_NEUTRAL and abs(test.knee_angle) < 2 * _NEAR_NEUTRAL
    return error if near else float(np.hypot(error, errors["isometric_shape"].si))


def _isometric(test: IsometricTest) -> Measurement:
    error = _isometric_error(test)
    ankle, knee = (round(np.degrees(a), 1) for a in (test.ankle_angle, test.knee_angle))
    parameters = load_uncertainty()

    def predict(prior: Leg, legs: Leg, z: Columns) -> Array:
        constants = body_constants("strength", "dynamometer")
        turned = constants["ankle_rotation"].si + parameters["ankle_rotation"].shift(
            z["ankle_rotation"]
        )
        active = constants["voluntary_activation"].si + parameters["voluntary_activation"].shift(
            z["voluntary_activation"]
        )
        moment: Array = maximal_moment(
            legs, test.ankle_angle - turned, test.knee_angle, np.minimum(active, 1.0)
        )
        return moment

    label = f"maximal moment, ankle {ankle:g} deg, knee {knee:g} deg"
    return Measurement(label, "N m", test.moment, error, True, predict)


def _heel_raises(prior: Leg, legs: Leg, z: Columns) -> Array:
    """Repetitions from strength against an average leg of this size, by the endurance law."""
    constants = body_constants("strength", "heel_raise")
    norm = constants["norm_men" if prior.person.sex == "male" else "norm_women"]
    average = norm.si * np.exp(z["endurance_norm"] * norm.spread / norm.value)
    power = constants["endurance_exponent"].si + load_uncertainty()["endurance_exponent"].shift(
        z["endurance_exponent"]
    )
    own, usual = (maximal_moment(leg, 0.0, 0.0, np.array(1.0)) for leg in (legs, prior))
    count: Array = average * (own / usual) ** power
    return count


def _knee_to_wall(distance: float, error: float) -> Measurement:
    """The ankle range as the distance it makes; see `leg._dorsiflexion_range`."""

    def predict(prior: Leg, legs: Leg, z: Columns) -> Array:
        s, front = prior.skeleton, body_constants("strength", "range")["knee_front"].si
        tilt = prior.max_dorsiflexion_bent + load_uncertainty()["ankle_range"].shift(
            z["ankle_range"]
        )
        reached: Array = 100 * (s.shank.length * np.sin(tilt) - s.toe.real + front)
        return reached

    return Measurement("knee to wall", "cm", 100 * distance, 100 * error, False, predict)
