"""Training schemes as data: `data/schemes/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, list_names, load_sources, read_data, read_file
from soleus.base.quantities import parse_quantity
from soleus.motion.exercise_files import list_exercises
from soleus.motion.run_exercise import list_runs

__all__ = ["BlockTemplate", "Scheme", "SessionTemplate", "list_schemes", "load_scheme"]

#: Exercises that are planned by distance: the runs.
RUNNING = tuple(list_runs())
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """One exercise in a session. Pairs are (first week, last week); rest s, distance m,
    load kg; `grade` (ratio) and `effort` (ratio) of a run, None for the run's own."""

    exercise: str
    sets: Range
    repetitions: Range
    distance: Range | None
    load: Range
    rest: float
    note: str
    grade: float | None = None
    effort: float | None = None


@dataclass(frozen=True, slots=True)
class SessionTemplate:
    """A session on fixed days of the week (Monday 0), from a share of the plan on (0 = all)."""

    name: str
    label: str
    days: tuple[int, ...]
    from_share: float
    blocks: tuple[BlockTemplate, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A training scheme as its file states it."""

    name: str
    label: str
    about: str
    source: str
    sessions: tuple[SessionTemplate, ...]


def list_schemes() -> list[str]:
    """Names of all schemes that have a data file."""
    return list_names("schemes", ".yaml")


def load_scheme(name: str | Path) -> Scheme:
    """Read a scheme by name, or from a YAML file by path.

    Raises `InputError` with near matches for an unknown name and `DataError` with file, key,
    value and range for a file that contradicts itself.
    """
    text = str(name)
    if text.endswith((".yaml", ".yml")):
        return _parse(Path(text).stem, read_file(Path(text)), text)
    return _parse(text, read_data("schemes", text, ".yaml", "scheme"), f"{text}.yaml")


def _parse(name: str, content: Mapping[str, Any], where: str) -> Scheme:
    check_keys(content, {"label", "about", "source", "sessions"}, set(), where)
    if str(content["source"]) not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    sessions = tuple(_session(s, f"{where}: sessions") for s in _list(content["sessions"], where))
    about = " ".join(str(content["about"]).split())
    return Scheme(name, str(content["label"]), about, content["source"], sessions)


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise DataError(f"{where}: expected a list, found '{value}'")
    return value


def _session(content: Any, where: str) -> SessionTemplate:
    if not isinstance(content, Mapping):
        raise DataError(f"{where}: expected keys and values, found '{content}'")
    check_keys(content, {"name", "label", "days", "blocks"}, {"from_share"}, where)
    where = f"{where}: {content['name']}"
    days = tuple(_list(content["days"], f"{where}.days"))
    for day in days:
        if type(day) is not int or not 0 <= day <= 6:
            raise DataError(f"{where}: days = {day} must be a day of the week, 0 to 6")
    if len(set(days)) < len(days):
        raise DataError(f"{where}: days = {list(days)} names a day twice")
    share = content.get("from_share", 0.0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise DataError(f"{where}: from_share = {share} is outside 0 to 1")
    blocks = tuple(_block(b, f"{where}.blocks") for b in _list(content["blocks"], where))
    return SessionTemplate(content["name"], content["label"], days, share, blocks)


def _block(content: Any, where: str) -> BlockTemplate:
    if not isinstance(content, Mapping):
        raise DataError(f"{where}: expected keys and values, found '{content}'")
    optional = {"sets", "distance", "load", "note", "grade", "effort"}
    check_keys(content, {"exercise", "repetitions", "rest"}, optional, where)
    exercise = content["exercise"]
    known = [*list_exercises(), *RUNNING]
    if exercise not in known:
        raise DataError(f"{where}: no exercise '{exercise}'; {nearest(exercise, known)}")
    where = f"{where}: {exercise}"
    if (exercise in RUNNING) != ("distance" in content):
        raise DataError(f"{where}: distance belongs to running, and running needs one")
    if exercise not in RUNNING and {"grade", "effort"} & set(content):
        raise DataError(f"{where}: grade and effort belong to running")
    return BlockTemplate(
        exercise=exercise,
        sets=_counts(content.get("sets", [1, 1]), f"{where}.sets", 20),
        repetitions=_counts(content["repetitions"], f"{where}.repetitions", 100),
        distance=_quantities(content.get("distance"), "length", f"{where}.distance"),
        load=_quantities(content.get("load"), "mass", f"{where}.load") or (0.0, 0.0),
        rest=_quantity(content["rest"], "time", f"{where}.rest"),
        note=str(content.get("note", "")),
        grade=_optional(content.get("grade"), f"{where}.grade"),
        effort=_optional(content.get("effort"), f"{where}.effort"),
    )


def _counts(value: Any, where: str, highest: int) -> Range:
    pair = [value, value] if isinstance(value, int) else value
    if (
        not isinstance(pair, list)
        or len(pair) != 2
        or not all(isinstance(v, int) and 1 <= v <= highest for v in pair)
    ):
        raise DataError(f"{where} = {value} must be a count or [first, last], 1 to {highest}")
    return float(pair[0]), float(pair[1])


def _quantity(value: Any, kind: str, where: str) -> float:
    try:
        result = parse_quantity(value, kind, where)
    except InputError as error:
        raise DataError(str(error)) from None
    if result < 0:
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
