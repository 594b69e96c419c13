"""The person: height, mass, sex, age, and whatever else was measured."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from numbers import Real
from pathlib import Path
from typing import Any

from soleus.base.errors import InputError, nearest
from soleus.base.library import read_file
from soleus.base.quantities import GRAVITY

__all__ = ["IsometricTest", "Person", "load_person", "person_from_fields"]

# field -> (lowest, highest) that is computed at all, and the range behind the scaling data
_POSSIBLE = {
    "height": (0.9, 2.4),
    "mass": (12.0, 300.0),
    "age": (4.0, 110.0),
    "thigh_length": (0.15, 0.70),
    "shank_length": (0.15, 0.70),
    "foot_length": (0.10, 0.40),
    "knee_to_wall": (-0.05, 0.25),
    "isometric_moment": (5.0, 500.0),
    "heel_raises": (1.0, 200.0),
    "tendon_stiffness": (2e4, 2e6),
}
_TEST_POSSIBLE = {"moment": (5.0, 500.0), "ankle_angle": (-40, 35), "knee_angle": (-5, 130)}
_DATA = {"height": (1.45, 1.88), "mass": (30.0, 108.0), "age": (12.0, 51.0)}
_UNITS = {
    "height": ("m", 1.0),
    "mass": ("kg", 1.0),
    "age": ("years", 1.0),
    "thigh_length": ("cm", 100.0),
    "shank_length": ("cm", 100.0),
    "foot_length": ("cm", 100.0),
    "knee_to_wall": ("cm", 100.0),
    "isometric_moment": ("N m", 1.0),
    "heel_raises": ("repetitions", 1.0),
    "tendon_stiffness": ("N/mm", 1e-3),
}


@dataclass(frozen=True, slots=True)
class IsometricTest:
    """A maximal voluntary plantar flexion, one leg, against a dynamometer: `moment` N m (+) at
    ankle and knee angles in rad (dorsiflexion +, knee flexion +). Raises `InputError`."""

    moment: float
    ankle_angle: float = 0.0
    knee_angle: float = 0.0

    def __post_init__(self) -> None:
        for key, (low, high) in _TEST_POSSIBLE.items():
            unit = "N m" if key == "moment" else "deg"
            value = getattr(self, key)
            if not isinstance(value, Real) or isinstance(value, bool):
                raise InputError(f"isometric test: {key} '{value}' is not a number")
            shown = float(value) if key == "moment" else math.degrees(float(value))
            if not math.isfinite(shown) or not low <= round(shown, 9) <= high:
                raise InputError(
                    f"isometric test: {key} {shown:g} {unit} is outside {low:g} to {high:g} {unit}"
                )


@dataclass(frozen=True, slots=True)
class Person:
    """Measures of one person, SI. Raises `InputError` for values no human has.

    height m; mass kg; sex "male" or "female"; age years. Optional, None where not measured:
    thigh_length and shank_length m (between joint centers); foot_length m (heel to toe tip);
    knee_to_wall m (big toe to wall in the lunge test, heel down); isometric_moment N m
    (maximal voluntary plantar flexion, one leg, straight knee, ankle at 0); heel_raises
    (single-leg heel raises to fatigue); tendon_stiffness N/m (Achilles, ultrasound);
    isometric_tests (maximal plantar flexions at other ankle and knee angles).
    """

    height: float
    mass: float
    sex: str
    age: float
    thigh_length: float | None = None
    shank_length: float | None = None
    foot_length: float | None = None
    knee_to_wall: float | None = None
    isometric_moment: float | None = None
    heel_raises: float | None = None
    tendon_stiffness: float | None = None
    isometric_tests: tuple[IsometricTest, ...] = ()
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.sex not in ("male", "female"):
            hint = nearest(str(self.sex), ("male", "female"))
            raise InputError(f"person: sex '{self.sex}' is not known; {hint}")
        object.__setattr__(self, "isometric_tests", tuple(self.isometric_tests))
        for test in self.isometric_tests:
            if not isinstance(test, IsometricTest):
                raise InputError(f"person: isometric_tests holds '{test}'; give IsometricTest")
        for key, (low, high) in _POSSIBLE.items():
            value = getattr(self, key)
            if value is None and key not in _DATA:
                continue
            if not isinstance(value, Real) or isinstance(value, bool) or not math.isfinite(value):
                raise InputError(f"person: {key} '{value}' is not a number")
            if not low <= float(value) <= high:
                unit, scale = _UNITS[key]
                raise InputError(
                    f"person: {key} {value * scale:g} {unit} is outside what is possible, "
                    f"{low * scale:g} to {high * scale:g} {unit}"
                )

    @property
    def body_weight(self) -> float:
        """Weight in N: 1 BW."""
        return self.mass * GRAVITY

    @property
    def strength_tests(self) -> tuple[IsometricTest, ...]:
        """All maximal isometric tests, the one at straight knee and ankle 0 first."""
        first = () if self.isometric_moment is None else (IsometricTest(self.isometric_moment),)
        return (*first, *self.isometric_tests)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What lies outside the bodies behind the scaling (24 people, `handsfield2014`)."""
        found = []
        for key, (low, high) in _DATA.items():
            value = getattr(self, key)
            if not low <= value <= high:
                unit = _UNITS[key][0]
                what = "strength is that of a young body of this size, as age is not in the model"
                if key != "age":
                    what = "strength is extrapolated"
                found.append(
                    f"{key} {value:g} {unit} is outside the {low:g} to {high:g} {unit} of the "
                    f"people behind the muscle sizes; {what}"
                )
        if self.strength_tests and self.heel_raises is not None:
            found.append(
                "heel_raises does not set the strength of the leg: the measured isometric moment "
                "says more; both narrow the intervals"
            )
        index = self.mass / self.height**2
        if index < 12:
            found.append(
                f"body mass index {index:.0f} kg/m2: nobody behind the scaling was so light"
            )
        if index > 32:
            found.append(
                f"body mass index {index:.0f} kg/m2: muscle is estimated from height and mass, "
                "so strength is probably overestimated; a measured strength corrects it"
            )
        return tuple(found)

    def describe(self) -> str:
        """One line about the person."""
        text = f"{self.sex}, {self.age:g} years, {self.height:.2f} m, {self.mass:g} kg"
        return f"{self.name}: {text}" if self.name else text


# key in a person file -> (field, factor to SI)
_FILE_KEYS: dict[str, tuple[str, float]] = {
    "height_m": ("height", 1.0),
    "mass_kg": ("mass", 1.0),
    "sex": ("sex", 1.0),
    "age": ("age", 1.0),
    "thigh_length_cm": ("thigh_length", 0.01),
    "shank_length_cm": ("shank_length", 0.01),
    "foot_length_cm": ("foot_length", 0.01),
    "knee_to_wall_cm": ("knee_to_wall", 0.01),
    "isometric_plantarflexion_nm": ("isometric_moment", 1.0),
    "heel_raises": ("heel_raises", 1.0),
    "tendon_stiffness_n_per_mm": ("tendon_stiffness", 1000.0),
    "isometric_tests": ("isometric_tests", 1.0),
    "name": ("name", 1.0),
}
_TEST_KEYS = {
    "moment_nm": "moment",
    "ankle_angle_deg": "ankle_angle",
    "knee_angle_deg": "knee_angle",
}


def _tests(entries: Any, where: str) -> tuple[IsometricTest, ...]:
    """Isometric tests from tables with moment_nm, ankle_angle_deg and knee_angle_deg."""
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise InputError(
            f"{where}: isometric_tests needs tables with moment_nm, ankle_angle_deg, knee_angle_deg"
        )
    result = []
    for number, entry in enumerate(entries, start=1):
        place = f"{where}: isometric_tests {number}"
        values = {}
        for key, value in entry.items():
            if key not in _TEST_KEYS:
                raise InputError(f"{place}: unknown key '{key}'; {nearest(key, _TEST_KEYS)}")
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise InputError(f"{place}: {key} = '{value}' is not a number")
            values[_TEST_KEYS[key]] = value if key == "moment_nm" else math.radians(value)
        if "moment" not in values:
            raise InputError(f"{place}: moment_nm is missing")
        try:
            result.append(IsometricTest(**values))
        except InputError as error:
            raise InputError(f"{place}: {str(error).split(': ', 1)[1]}") from None
    return tuple(result)


def person_from_fields(values: dict[str, Any], where: str) -> Person:
    """A person from edge keys (`height_m`, `mass_kg`, `sex`, `age`, ...); errors name `where`."""
    arguments: dict[str, Any] = {}
    for key, value in values.items():
        if key not in _FILE_KEYS:
            raise InputError(f"{where}: unknown key '{key}'; {nearest(key, _FILE_KEYS)}")
        name, factor = _FILE_KEYS[key]
        if name == "isometric_tests":
            arguments[name] = _tests(value, where)
            continue
        if name in ("sex", "name"):
            arguments[name] = str(value).lower() if name == "sex" else str(value)
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{where}: {key} = '{value}' is not a number")
        try:
            arguments[name] = float(value) * factor
        except OverflowError:
            raise InputError(f"{where}: {key} is too large a number") from None
    for key in ("height_m", "mass_kg", "sex", "age"):
        if _FILE_KEYS[key][0] not in arguments:
            raise InputError(f"{where}: {key} is missing")
    try:
        return Person(**arguments)
    except InputError as error:
        raise InputError(str(error).replace("person:", f"{where}:", 1)) from None


def load_person(path: str | Path) -> Person:
    """Read a person file (TOML); see `examples/runner.toml` for all keys.

    Raises `DataError` when it is missing or unreadable, `InputError` for an unknown key, a
    missing one, or a value outside what is possible.
    """
    return person_from_fields(read_file(Path(path)), str(path))


def person_fields(person: Person) -> dict[str, Any]:
    """The person with edge keys, as written in person files and JSON; None where unknown."""
    by_field = {name: (key, factor) for key, (name, factor) in _FILE_KEYS.items()}
    result: dict[str, Any] = {}
    for entry in fields(person):
        key, factor = by_field[entry.name]
        value = getattr(person, entry.name)
        if entry.name == "isometric_tests":
            result[key] = [_test_fields(t) for t in value] or None
            continue
        result[key] = round(value / factor, 6) if isinstance(value, float) else value
    return result


def _test_fields(test: IsometricTest) -> dict[str, float]:
    angles = (test.ankle_angle, test.knee_angle)
    ankle, knee = (round(math.degrees(a), 6) for a in angles)
    return {"moment_nm": test.moment, "ankle_angle_deg": ankle, "knee_angle_deg": knee}
