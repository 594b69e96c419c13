"""Exercises as data: reading and checking `data/exercises/*.yaml`."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
from soleus.motion.equipment import read_needs
from soleus.motion.exercise import (
    Exercise,
    Hold,
    Load,
    Phase,
    SupportShare,
    check_angle,
)

__all__ = ["list_exercises", "load_exercise"]

#: How the body is held up; each is resolved by `soleus.solve.contacts`.
SUPPORTS = ("forefoot", "whole_foot", "forefoot_and_wall", "seat", "knee_pad_roller_plate")
#: Angles a posture must fix, for each support; everything else follows from contact and balance.
_POSTURES = {
    "forefoot": {"knee_angle", "trunk_lean"},
    "whole_foot": {"knee_angle", "trunk_lean"},
    "forefoot_and_wall": {"knee_angle", "body_lean"},
    "seat": {"thigh_tilt", "trunk_lean"},
    "knee_pad_roller_plate": {"ankle_angle", "hip_flexion"},
}
#: Supports with more unknown forces than equations: their files state the open split.
_OPEN_SUPPORTS = ("seat", "knee_pad_roller_plate")
SURFACES = ("floor", "step")
PHASES = ("raise", "hold_top", "lower", "hold_bottom")
COORDINATES = ("heel_raise", "knee_angle", "none")


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
_OPTIONAL = {"surface", "finishing_hold", "load", "share", "free", "needs"}


def _parse(name: str, content: Mapping[str, Any], where: str) -> Exercise:
    check_keys(content, _REQUIRED, _OPTIONAL, where)
    if str(content["source"]) not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    support = _choice(content["support"], SUPPORTS, f"{where}: support")
    if support in _OPEN_SUPPORTS and content.get("share") is None:
        raise DataError(f"{where}: support = {support} leaves a force open; key 'share' is missing")
    legs = content["legs"]
    if type(legs) is not int or legs not in (1, 2):
        raise DataError(f"{where}: legs = {legs} must be 1 or 2")
    repetitions = content["repetitions"]
    if type(repetitions) is not int or not 1 <= repetitions <= 200:
        raise DataError(f"{where}: repetitions = {repetitions} must be a whole number, 1 to 200")
    motion = _mapping(content["motion"], f"{where}: motion")
    check_keys(motion, {"coordinate", "phases"}, {"from", "to", "unloaded"}, f"{where}: motion")
    coordinate = _choice(motion["coordinate"], COORDINATES, f"{where}: motion.coordinate")
    low, high = _range(motion, coordinate, f"{where}: motion")
    free = content.get("free", [])
    if not isinstance(free, list):
        raise DataError(f"{where}: free = '{free}' must be a list of posture angles")
    for key in free:
        _choice(key, ("knee_angle",), f"{where}: free")
    unloaded = _unloaded(motion.get("unloaded"), f"{where}: motion.unloaded")
    phases = _phases(motion["phases"], coordinate, unloaded > 0, f"{where}: motion.phases")
    hold = _hold(content.get("finishing_hold"), f"{where}: finishing_hold")
    if hold and coordinate != "none" and not any(p.kind == "raise" for p in phases):
        raise DataError(f"{where}: finishing_hold does not go with repetitions that only lower")
    return Exercise(
        name=name,
        label=_text(content["label"], f"{where}: label"),
        about=" ".join(str(content["about"]).split()),
        source=content["source"],
        support=support,
        surface=_choice(content.get("surface", "floor"), SURFACES, f"{where}: surface"),
        legs=legs,
        coordinate=coordinate,
        low=low,
        high=high,
        posture=_posture(content["posture"], support, f"{where}: posture"),
        phases=phases,
        repetitions=repetitions,
        finishing_hold=hold,
        load=_load(content.get("load"), support, f"{where}: load"),
        share=_share(content.get("share"), f"{where}: share"),
        free=tuple(free),
        unloaded=unloaded,
        needs=read_needs(content.get("needs", []), f"{where}: needs"),
    )


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{where} = '{value}' must be a text")
    return value


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
    check_angle(key, angle, where)
    return angle


def _quantity(value: Any, kind: str, where: str) -> float:
    try:
        return parse_quantity(value, kind, where)
    except InputError as error:
        raise DataError(str(error)) from None


def _posture(value: Any, support: str, where: str) -> Mapping[str, float]:
    content = _mapping(value, where)
    check_keys(content, _POSTURES[support], set(), where)
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


def _unloaded(value: Any, where: str) -> float:
    if value is None:
        return 0.0
    duration = _quantity(value, "time", where)
    if not 0.1 <= duration <= 600:
        raise DataError(f"{where} = {duration:g} s is outside 0.1 to 600 s")
    return duration


def _phases(value: Any, coordinate: str, returns: bool, where: str) -> tuple[Phase, ...]:
    """The phases of a repetition. One that only lowers must say that it `returns`: how long the
    other leg takes to bring the body up again."""
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
    if moves == (0, 1) and coordinate != "none":
        if not returns:
            raise DataError(
                f"{where}: only lower, no raise: motion.unloaded must say how long the other leg "
                "takes to bring the body up again"
            )
    elif moves != expected:
        raise DataError(
            f"{where}: a repetition needs {expected[0]} raise and {expected[1]} lower, "
            f"found {moves[0]} and {moves[1]}"
        )
    _check_order(kinds, where)
    return tuple(phases)


def _check_order(kinds: list[str], where: str) -> None:
    """A hold must be where the motion is: at the top only between raise and lower."""
    moves = [k for k in kinds if k in ("raise", "lower")]
    at_top = moves[:1] == ["lower"]
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


def _load(value: Any, support: str, where: str) -> Load | None:
    if value is None:
        return None
    content = _mapping(value, where)
    check_keys(content, {"at", "default", "highest"}, set(), where)
    at = _choice(content["at"], ("thigh",) if support == "seat" else ("shoulders",), f"{where}: at")
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
