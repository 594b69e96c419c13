"""The blocks of a scheme's sessions: one exercise each, checked against what it can take."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys
from soleus.base.quantities import parse_quantity
from soleus.motion.exercise_files import PHASES, list_exercises, load_exercise
from soleus.motion.run_exercise import list_runs, load_run
from soleus.motion.steady_run import list_steady, load_steady
from soleus.plan.scheme import BlockTemplate, LoadRule, Range

__all__ = ["RUNNING", "STEADY", "read_block", "read_choice", "read_counts", "read_mapping"]

#: Exercises that are hard runs over a distance, and steady ones.
RUNNING, STEADY = tuple(list_runs()), tuple(list_steady())
_REQUIRED = {"exercise", "repetitions", "rest"}
_RUN_KEYS, _LOAD_KEYS = {"grade", "effort"}, {"tempo", "hold", "load", "knee_angle"}
_OPTIONAL = {"sets", "distance", "duration", "note", *_RUN_KEYS, *_LOAD_KEYS}
_LOAD = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(RM|% MVC)\s*$")


def read_block(content: Any, where: str) -> BlockTemplate:
    """A block from its keys; `DataError` names `where`, the exercise, the key and what is wrong
    with it, also where the exercise cannot take what is asked (a load, a hold, a distance)."""
    content = read_mapping(content, where)
    check_keys(content, _REQUIRED, _OPTIONAL, where)
    exercise = content["exercise"]
    known = [*list_exercises(), *RUNNING, *STEADY]
    if exercise not in known:
        raise DataError(f"{where}: no exercise '{exercise}'; {nearest(str(exercise), known)}")
    where = f"{where}: {exercise}"
    _check_kind(exercise, set(content), where)
    knee = content.get("knee_angle")
    block = BlockTemplate(
        exercise=exercise,
        sets=read_counts(content.get("sets", [1, 1]), f"{where}.sets", 20),
        repetitions=read_counts(content["repetitions"], f"{where}.repetitions", 200),
        distance=_quantities(content.get("distance"), "length", f"{where}.distance"),
        load=_load(content.get("load"), f"{where}.load"),
        rest=_quantity(content["rest"], "time", f"{where}.rest"),
        note=" ".join(str(content.get("note", "")).split()),
        grade=_optional(content.get("grade"), f"{where}.grade"),
        effort=_optional(content.get("effort"), f"{where}.effort"),
        duration=_quantities(content.get("duration"), "time", f"{where}.duration"),
        tempo=_tempo(content.get("tempo", {}), f"{where}.tempo"),
        hold=_quantities(content.get("hold"), "time", f"{where}.hold"),
        knee_angle=None if knee is None else _quantity(knee, "angle", f"{where}.knee_angle"),
    )
    try:
        _check_possible(block)
    except InputError as error:
        raise DataError(f"{where}: {error}") from None
    return block


def _check_kind(exercise: str, keys: set[str], where: str) -> None:
    """Hard runs have a distance, steady ones a distance or a duration, exercises a tempo."""
    running = exercise in (*RUNNING, *STEADY)
    if exercise in RUNNING and ("distance" not in keys or "duration" in keys):
        raise DataError(f"{where}: a hard run needs a distance, and takes no duration")
    if exercise in STEADY and len({"distance", "duration"} & keys) != 1:
        raise DataError(f"{where}: a steady run or walk needs either a distance or a duration")
    if not running and "distance" in keys:
        raise DataError(f"{where}: distance belongs to running")
    if exercise not in RUNNING and _RUN_KEYS & keys:
        raise DataError(f"{where}: grade and effort belong to hard runs")
    if running and (wrong := sorted(_LOAD_KEYS & keys)):
        raise DataError(f"{where}: {wrong[0]} does not belong to running")


def _check_possible(block: BlockTemplate) -> None:
    """Raise `InputError` for what the exercise or run cannot take, at both ends of a range."""
    if block.exercise in RUNNING:
        for distance in block.distance or ():
            load_run(block.exercise).changed(
                distance=distance, grade=block.grade, effort=block.effort
            )
    elif block.exercise in STEADY:
        steady = load_steady(block.exercise)
        for distance in block.distance or ():
            steady.changed(distance=distance)
        for duration in block.duration or ():
            steady.changed(duration=duration)
    else:
        _check_exercise(block)


def _check_exercise(block: BlockTemplate) -> None:
    exercise = load_exercise(block.exercise)
    if block.load.kind != "mass":
        exercise.with_load(1.0)  # refuses where no load can be taken
    else:
        for mass in block.load.values:
            exercise.with_load(mass)
    exercise.with_tempo(block.tempo)
    if block.duration is not None and [p.kind for p in exercise.phases] != ["hold_bottom"]:
        raise InputError("duration belongs to held postures; a repetition has a tempo")
    for duration in block.duration or ():
        exercise.with_tempo({"hold_bottom": duration})
    for hold in block.hold or ():
        exercise.with_hold(hold)
    if block.knee_angle is not None:
        exercise.with_knee_angle(block.knee_angle)


def _load(value: Any, where: str) -> LoadRule:
    if value is None:
        return LoadRule("mass")
    pair = value if isinstance(value, list) else [value, value]
    found = [_LOAD.match(str(v)) for v in pair]
    if not any(found):
        masses = _quantities(value, "mass", where)
        assert masses is not None
        return LoadRule("mass", masses)
    kinds = {m[2] if m else "" for m in found}
    numbers = [float(m[1]) for m in found if m]
    if len(pair) != 2 or len(kinds) != 1 or not all(1 <= n <= 100 for n in numbers):
        raise DataError(
            f"{where} = {value} must be 1 to 100 RM, or 1 to 100 % MVC, or kilograms, one or "
            "[first, last], not mixed"
        )
    if kinds == {"RM"}:
        return LoadRule("rm", (numbers[0], numbers[1]))
    return LoadRule("mvc", (numbers[0] / 100, numbers[1] / 100))


def _tempo(value: Any, where: str) -> dict[str, float]:
    for key in read_mapping(value, where):
        read_choice(key, PHASES, where)
    return {key: _quantity(text, "time", f"{where}.{key}") for key, text in value.items()}


def read_mapping(value: Any, where: str) -> Mapping[str, Any]:
    """A mapping as it is; `DataError` for anything else."""
    if not isinstance(value, Mapping):
        raise DataError(f"{where}: expected keys and values, found '{value}'")
    return value


def read_choice(value: Any, known: tuple[str, ...], where: str) -> str:
    """One of the known words; `DataError` with the nearest for any other."""
    if value not in known:
        raise DataError(f"{where} = '{value}' is not known; {nearest(str(value), known)}")
    return str(value)


def read_counts(value: Any, where: str, highest: int) -> Range:
    """A count, or [first, last], whole numbers from 1 to `highest`; `DataError` otherwise."""
    pair = [value, value] if type(value) is int else value
    if (
        not isinstance(pair, list)
        or len(pair) != 2
        or not all(type(v) is int and 1 <= v <= highest for v in pair)
    ):
        raise DataError(f"{where} = {value} must be a count or [first, last], 1 to {highest}")
    return float(pair[0]), float(pair[1])


def _quantity(value: Any, kind: str, where: str) -> float:
    try:
        result = parse_quantity(value, kind, where)
    except InputError as error:
        raise DataError(str(error)) from None
    if result < 0 or not math.isfinite(result):
        raise DataError(f"{where}: '{value}' is negative")
    return result


def _optional(value: Any, where: str) -> float | None:
    return None if value is None else _quantity(value, "ratio", where)


def _quantities(value: Any, kind: str, where: str) -> Range | None:
    if value is None:
        return None
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2:
        raise DataError(f"{where} = {value} must be one quantity or [first, last]")
    return _quantity(pair[0], kind, where), _quantity(pair[1], kind, where)
