"""Exercises as data: structure, not parsed English. `data/exercises/*.yaml`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import (
    check_keys,
    data_path,
    list_names,
    load_sources,
    read_data,
    read_file,
)
from soleus.base.quantities import parse_quantity

__all__ = ["Exercise", "Hold", "Load", "Phase", "SupportShare", "list_exercises", "load_exercise"]

#: How the body is held up; each is resolved by `soleus.solve.contacts`.
SUPPORTS = ("forefoot", "whole_foot", "forefoot_and_wall", "seat", "knee_pad_roller_plate")
#: Supports with more unknown forces than equations: their files state the open split.
_OPEN_SUPPORTS = ("seat", "knee_pad_roller_plate")
SURFACES = ("floor", "step")
PHASES = ("raise", "hold_top", "lower", "hold_bottom")
COORDINATES = ("heel_raise", "knee_angle", "none")
_ANGLES = {
    "knee_angle": (0.0, 140.0),
    "trunk_lean": (-20.0, 80.0),
    "hip_flexion": (-20.0, 120.0),
    "ankle_angle": (-40.0, 35.0),
    "body_lean": (0.0, 45.0),
    "thigh_tilt": (-110.0, 10.0),
    "heel_raise": (-45.0, 90.0),
}


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a repetition: kind (raise, hold_top, lower, hold_bottom) and duration, s."""

    kind: str
    duration: float


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that closes a set: where (`full_stretch`, `top`) and how long, s."""

    at: str
    duration: float


@dataclass(frozen=True, slots=True)
class Load:
    """External load, kg, and the segment point that carries it (`shoulders`, `thigh`).

    `lowest` and `highest` bound what a person can set."""

    at: str
    mass: float
    highest: float


@dataclass(frozen=True, slots=True)
class SupportShare:
    """A force split that statics leaves open: default, and the range shown as a band."""

    value: float
    low: float
    high: float
    about: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. Angles in rad, durations in s, masses in kg.

    `coordinate` moves from `low` to `high` (heel_raise: pitch of the foot, knee_angle: knee
    flexion, none: a posture is held); `low` is None for "full_stretch", the lowest heel this
    person's ankle and the surface allow. `posture` holds fixed angles by name. `legs` is how
    many legs share the work.
    """

    name: str
    label: str
    about: str
    source: str
    support: str
    surface: str
    legs: int
    coordinate: str
    low: float | None
    high: float
    posture: Mapping[str, float]
    phases: tuple[Phase, ...]
    repetitions: int
    finishing_hold: Hold | None
    load: Load | None
    share: SupportShare | None
    free: tuple[str, ...]

    @property
    def repetition_duration(self) -> float:
        """Duration of one repetition, s."""
        return sum(p.duration for p in self.phases)

    @property
    def load_mass(self) -> float:
        return self.load.mass if self.load else 0.0

    def with_load(self, mass: float) -> Exercise:
        """The exercise with another external load, kg; `InputError` when it takes none."""
        if self.load is None:
            if mass == 0:
                return self
            takers = [e for e in list_exercises() if load_exercise(e).load]
            raise InputError(
                f"{self.name} takes no external load; exercises that do: {', '.join(takers)}"
            )
        if not 0 <= mass <= self.load.highest or not math.isfinite(mass):
            raise InputError(
                f"{self.name}: load {mass:g} kg is outside 0 to {self.load.highest:g} kg"
            )
        return replace(self, load=replace(self.load, mass=mass))

    def with_knee_angle(self, angle: float) -> Exercise:
        """The exercise at another knee flexion, rad; only where the file says it is free."""
        if "knee_angle" not in self.free:
            takers = [e for e in list_exercises() if "knee_angle" in load_exercise(e).free]
            raise InputError(
                f"{self.name} has a fixed knee angle; exercises with a free one: "
                + ", ".join(takers)
            )
        _check_angle("knee_angle", angle, f"{self.name}: knee_angle")
        return replace(self, posture={**self.posture, "knee_angle": angle})

    def with_share(self, value: float) -> Exercise:
        """The exercise with another value of the open force split."""
        if self.share is None:
            raise InputError(f"{self.name}: statics determines every force, nothing to split")
        if not self.share.low <= value <= self.share.high:
            raise InputError(
                f"{self.name}: share {value:g} is outside {self.share.low:g} to {self.share.high:g}"
            )
        return replace(self, share=replace(self.share, value=value))

    def describe(self) -> str:
        """One or two sentences on what to do, made from the structure."""
        legs = "both legs" if self.legs == 2 else "one leg"
        parts = [f"{self.label}, {legs}"]
        if "knee_angle" in self.posture and self.support != "knee_pad_roller_plate":
            parts.append(f"knee at {math.degrees(self.posture['knee_angle']):.0f} deg")
        if self.load_mass:
            parts.append(f"{self.load_mass:g} kg on the {self.load.at if self.load else ''}")
        words = {
            "raise": "up",
            "hold_top": "hold at the top",
            "lower": "down",
            "hold_bottom": "hold at the bottom" if self.coordinate != "none" else "hold",
        }
        tempo = ", ".join(f"{p.duration:g} s {words[p.kind]}" for p in self.phases)
        text = "; ".join(parts) + f": {tempo}; {self.repetitions} x"
        if self.finishing_hold:
            at = self.finishing_hold.at.replace("_", " ")
            text += f", then hold {self.finishing_hold.duration:g} s at {at}"
        return text + "."


def list_exercises() -> list[str]:
    """Names of all exercises that have a data file."""
    return list_names("exercises", ".yaml")


def load_exercise(name: str | Path) -> Exercise:
    """Read an exercise by name, or from a YAML file by path.

    Raises `InputError` with near matches for an unknown name, and `DataError` with file, key,
    value and range for a file that contradicts itself.
    """
    text = str(name)
    if text.endswith((".yaml", ".yml")):
        path = Path(text)
        return _parse(path.stem, read_file(path), str(path))
    content = read_data("exercises", text, ".yaml", "exercise")
    return _parse(text, content, str(data_path("exercises", f"{text}.yaml").name))


_REQUIRED = {"label", "about", "source", "support", "legs", "posture", "motion", "repetitions"}
_OPTIONAL = {"surface", "finishing_hold", "load", "share", "free"}


def _parse(name: str, content: Mapping[str, Any], where: str) -> Exercise:
    check_keys(content, _REQUIRED, _OPTIONAL, where)
    if str(content["source"]) not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    support = _choice(content["support"], SUPPORTS, f"{where}: support")
    if support in _OPEN_SUPPORTS and content.get("share") is None:
        raise DataError(f"{where}: support = {support} leaves a force open; key 'share' is missing")
    legs = content["legs"]
    if legs not in (1, 2):
        raise DataError(f"{where}: legs = {legs} must be 1 or 2")
    repetitions = content["repetitions"]
    if not isinstance(repetitions, int) or not 1 <= repetitions <= 200:
        raise DataError(f"{where}: repetitions = {repetitions} must be a whole number, 1 to 200")
    motion = _mapping(content["motion"], f"{where}: motion")
    check_keys(motion, {"coordinate", "phases"}, {"from", "to"}, f"{where}: motion")
    coordinate = _choice(motion["coordinate"], COORDINATES, f"{where}: motion.coordinate")
    low, high = _range(motion, coordinate, f"{where}: motion")
    free = tuple(content.get("free", ()))
    for key in free:
        _choice(key, ("knee_angle",), f"{where}: free")
    return Exercise(
        name=name,
        label=str(content["label"]),
        about=" ".join(str(content["about"]).split()),
        source=content["source"],
        support=support,
        surface=_choice(content.get("surface", "floor"), SURFACES, f"{where}: surface"),
        legs=legs,
        coordinate=coordinate,
        low=low,
        high=high,
        posture=_posture(content["posture"], f"{where}: posture"),
        phases=_phases(motion["phases"], coordinate, f"{where}: motion.phases"),
        repetitions=repetitions,
        finishing_hold=_hold(content.get("finishing_hold"), f"{where}: finishing_hold"),
        load=_load(content.get("load"), f"{where}: load"),
        share=_share(content.get("share"), f"{where}: share"),
        free=free,
    )


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise DataError(f"{where}: expected keys and values, found '{value}'")
    return value


def _choice(value: Any, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise DataError(f"{where} = '{value}' is not known; {nearest(str(value), allowed)}")
    return str(value)


def _angle(value: Any, key: str, where: str) -> float:
    angle = _quantity(value, "angle", where)
    _check_angle(key, angle, where)
    return angle


def _check_angle(key: str, angle: float, where: str) -> None:
    low, high = _ANGLES[key]
    if not low <= round(math.degrees(angle), 6) <= high:
        raise InputError(
            f"{where} = {math.degrees(angle):g} deg is outside {low:g} to {high:g} deg"
        )


def _quantity(value: Any, kind: str, where: str) -> float:
    try:
        return parse_quantity(value, kind, where)
    except InputError as error:
        raise DataError(str(error)) from None


def _posture(value: Any, where: str) -> Mapping[str, float]:
    content = _mapping(value, where)
    check_keys(content, set(), set(_ANGLES) - {"heel_raise"}, where)
    return {key: _angle(v, key, f"{where}.{key}") for key, v in content.items()}


def _range(motion: Mapping[str, Any], coordinate: str, where: str) -> tuple[float | None, float]:
    if coordinate == "none":
        value = _angle(motion.get("from", "0 deg"), "heel_raise", f"{where}.from")
        return value, value
    for key in ("from", "to"):
        if key not in motion:
            raise DataError(f"{where}: key '{key}' is missing")
    high = _angle(motion["to"], coordinate, f"{where}.to")
    if motion["from"] == "full_stretch" and coordinate == "heel_raise":
        return None, high
    low = _angle(motion["from"], coordinate, f"{where}.from")
    if low >= high:
        raise DataError(
            f"{where}: from = {math.degrees(low):g} deg is not below "
            f"to = {math.degrees(high):g} deg"
        )
    return low, high


def _phases(value: Any, coordinate: str, where: str) -> tuple[Phase, ...]:
    if not isinstance(value, list) or not value:
        raise DataError(f"{where}: expected a list of phases")
    phases = []
    for entry in value:
        content = _mapping(entry, where)
        check_keys(content, {"kind", "duration"}, set(), where)
        kind = _choice(content["kind"], PHASES, f"{where}: kind")
        duration = _quantity(content["duration"], "time", f"{where}: {kind}.duration")
        if not 0.1 <= duration <= 600:
            raise DataError(f"{where}: {kind}.duration = {duration:g} s is outside 0.1 to 600 s")
        phases.append(Phase(kind, duration))
    kinds = [p.kind for p in phases]
    moves = kinds.count("raise"), kinds.count("lower")
    expected = (0, 0) if coordinate == "none" else (1, 1)
    if moves != expected:
        raise DataError(
            f"{where}: a repetition needs {expected[0]} raise and {expected[1]} lower, "
            f"found {moves[0]} and {moves[1]}"
        )
    _check_order(kinds, coordinate, where)
    return tuple(phases)


def _check_order(kinds: list[str], coordinate: str, where: str) -> None:
    """A hold must be where the motion is: at the top only between raise and lower."""
    at_top = coordinate != "none" and "lower" in kinds[: kinds.index("raise")]
    for kind in kinds:
        if kind in ("raise", "lower"):
            at_top = kind == "raise"
        elif (kind == "hold_top") != at_top:
            place = "top" if at_top else "bottom"
            raise DataError(f"{where}: {kind} while the motion is at the {place}")


def _hold(value: Any, where: str) -> Hold | None:
    if value is None:
        return None
    content = _mapping(value, where)
    check_keys(content, {"at", "duration"}, set(), where)
    at = _choice(content["at"], ("full_stretch", "top"), f"{where}: at")
    duration = _quantity(content["duration"], "time", f"{where}: duration")
    if not 0.1 <= duration <= 600:
        raise DataError(f"{where}: duration = {duration:g} s is outside 0.1 to 600 s")
    return Hold(at, duration)


def _load(value: Any, where: str) -> Load | None:
    if value is None:
        return None
    content = _mapping(value, where)
    check_keys(content, {"at", "default", "highest"}, set(), where)
    at = _choice(content["at"], ("shoulders", "thigh"), f"{where}: at")
    default = _quantity(content["default"], "mass", f"{where}: default")
    highest = _quantity(content["highest"], "mass", f"{where}: highest")
    if not 0 <= default <= highest:
        raise DataError(f"{where}: default = {default:g} kg is outside 0 to {highest:g} kg")
    return Load(at, default, highest)


def _share(value: Any, where: str) -> SupportShare | None:
    if value is None:
        return None
    content = _mapping(value, where)
    check_keys(content, {"value", "low", "high", "about"}, set(), where)
    value, low, high = (
        _quantity(content[k], "ratio", f"{where}.{k}") for k in ("value", "low", "high")
    )
    share = SupportShare(value, low, high, str(content["about"]))
    if not share.low <= share.value <= share.high:
        raise DataError(f"{where}: value {share.value} is outside {share.low} to {share.high}")
    return share
