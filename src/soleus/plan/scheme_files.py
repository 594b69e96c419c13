"""Training schemes as data: reading and checking `data/schemes/*.yaml`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, list_names, load_sources, read_data, read_file
from soleus.base.quantities import parse_quantity
from soleus.dose.metrics import METRICS, TISSUES
from soleus.motion.exercise_files import PHASES, list_exercises
from soleus.motion.run_exercise import list_runs
from soleus.motion.steady_run import list_steady
from soleus.plan.request import GOALS
from soleus.plan.scheme import (
    BlockTemplate,
    LoadRule,
    Phase,
    Range,
    Scheme,
    SessionTemplate,
    Target,
)

__all__ = ["RUNNING", "STEADY", "TIERS", "list_schemes", "load_scheme", "parse_scheme"]

#: Exercises that are hard runs over a distance, and steady ones.
RUNNING, STEADY = tuple(list_runs()), tuple(list_steady())
TIERS = ("light", "medium", "high")
_SCHEME = {"label", "about", "source"}
_SCHEME_MORE = {"sources", "goals", "phases", "sessions"}
_BLOCK = {"exercise", "repetitions", "rest"}
_BLOCK_MORE = {
    "sets", "distance", "load", "note", "grade", "effort", "duration", "tempo", "hold",
    "knee_angle",
}  # fmt: skip
_LOAD = re.compile(r"^\s*([\d.]+)\s*(RM|% MVC)\s*$")


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
        return parse_scheme(Path(text).stem, read_file(Path(text)), text)
    return parse_scheme(text, read_data("schemes", text, ".yaml", "scheme"), f"{text}.yaml")


def parse_scheme(name: str, content: Mapping[str, Any], where: str) -> Scheme:
    """A scheme from the content of its file; `DataError` names `where`, key, value and range."""
    check_keys(content, _SCHEME, _SCHEME_MORE, where)
    if ("phases" in content) == ("sessions" in content):
        raise DataError(f"{where}: give either phases, or sessions for a scheme without phases")
    sources = [str(content["source"]), *map(str, content.get("sources", []))]
    for source in sources:
        if source not in load_sources():
            raise DataError(f"{where}: source '{source}' is not in data/sources.toml")
    goals = tuple(_choice(g, GOALS, f"{where}: goals") for g in content.get("goals", []))
    if "sessions" in content:
        phases = [{"name": "all", "label": "", "sessions": content["sessions"]}]
    else:
        phases = _list(content["phases"], f"{where}: phases")
    return Scheme(
        name,
        str(content["label"]),
        " ".join(str(content["about"]).split()),
        sources[0],
        tuple(_phase(p, f"{where}: phases") for p in phases),
        goals,
        tuple(dict.fromkeys(sources)),
        content,
    )


def _phase(content: Any, where: str) -> Phase:
    _mapping(content, where)
    check_keys(content, {"name", "label", "sessions"}, {"weeks", "gates", "targets"}, where)
    where = f"{where}: {content['name']}"
    targets = content.get("targets", [])
    return Phase(
        str(content["name"]),
        str(content["label"]),
        _weeks(content.get("weeks", [1, None]), f"{where}.weeks"),
        tuple(map(str, content.get("gates", []))),
        tuple(_target(t, f"{where}.targets") for t in (_list(targets, where) if targets else [])),
        tuple(_session(s, f"{where}.sessions") for s in _list(content["sessions"], where)),
    )


def _weeks(value: Any, where: str) -> tuple[int, int | None]:
    pair = [value, value] if type(value) is int else value
    if (
        not isinstance(pair, list)
        or len(pair) != 2
        or type(pair[0]) is not int
        or (pair[1] is not None and type(pair[1]) is not int)
        or not 1 <= pair[0] <= (104 if pair[1] is None else pair[1]) <= 104
    ):
        raise DataError(f"{where} = {value} must be a count or [least, most], 1 to 104 weeks")
    return pair[0], pair[1]


def _target(content: Any, where: str) -> Target:
    _mapping(content, where)
    check_keys(content, {"tissue", "metric", "source", "note"}, {"low", "high"}, where)
    tissue = _choice(content["tissue"], TISSUES, f"{where}.tissue")
    metric = _choice(content["metric"], tuple(METRICS), f"{where}.metric")
    if content["source"] not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    ends = [content.get("low"), content.get("high")]
    for end in ends:
        if end is not None and (isinstance(end, bool) or not isinstance(end, int | float)):
            raise DataError(f"{where}: {tissue} {metric} {end} is not a number")
    low, high = (None if e is None else float(e) for e in ends)
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise DataError(f"{where}: {tissue} {metric} needs low <= high, at least one of them")
    return Target(tissue, metric, low, high, str(content["source"]), str(content["note"]))


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise DataError(f"{where}: expected a list, found '{value}'")
    return value


def _mapping(value: Any, where: str) -> None:
    if not isinstance(value, Mapping):
        raise DataError(f"{where}: expected keys and values, found '{value}'")


def _choice(value: Any, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise DataError(f"{where} = '{value}' is not known; {nearest(str(value), known)}")
    return str(value)


def _session(content: Any, where: str) -> SessionTemplate:
    _mapping(content, where)
    optional = {"from_share", "days", "per_week", "times", "tier"}
    check_keys(content, {"name", "label", "blocks"}, optional, where)
    where = f"{where}: {content['name']}"
    days = tuple(_list(content["days"], f"{where}.days")) if "days" in content else ()
    for day in days:
        if type(day) is not int or not 0 <= day <= 6:
            raise DataError(f"{where}: days = {day} must be a day of the week, 0 to 6")
    if len(set(days)) < len(days):
        raise DataError(f"{where}: days = {list(days)} names a day twice")
    if not days and "per_week" not in content:
        raise DataError(f"{where}: key 'days' or 'per_week' is missing")
    share = content.get("from_share", 0.0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise DataError(f"{where}: from_share = {share} is outside 0 to 1")
    tier = content.get("tier", "")
    return SessionTemplate(
        str(content["name"]),
        str(content["label"]),
        days,
        _counts(content.get("per_week", len(days)), f"{where}.per_week", 7),
        float(share),
        tuple(_block(b, f"{where}.blocks") for b in _list(content["blocks"], where)),
        int(_counts(content.get("times", 1), f"{where}.times", 6)[0]),
        _choice(tier, TIERS, f"{where}.tier") if tier else "",
    )


def _block(content: Any, where: str) -> BlockTemplate:
    _mapping(content, where)
    check_keys(content, _BLOCK, _BLOCK_MORE, where)
    exercise = content["exercise"]
    known = [*list_exercises(), *RUNNING, *STEADY]
    if exercise not in known:
        raise DataError(f"{where}: no exercise '{exercise}'; {nearest(exercise, known)}")
    where = f"{where}: {exercise}"
    _check_kind(exercise, set(content), where)
    knee = content.get("knee_angle")
    return BlockTemplate(
        exercise=exercise,
        sets=_counts(content.get("sets", [1, 1]), f"{where}.sets", 20),
        repetitions=_counts(content["repetitions"], f"{where}.repetitions", 200),
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


def _check_kind(exercise: str, keys: set[str], where: str) -> None:
    """Hard runs have a distance, steady ones a distance or a duration, exercises a tempo."""
    if exercise in RUNNING and not {"distance"} <= keys <= _BLOCK | _BLOCK_MORE - {"duration"}:
        raise DataError(f"{where}: a hard run needs a distance, and takes no duration")
    if exercise in STEADY and len({"distance", "duration"} & keys) != 1:
        raise DataError(f"{where}: a steady run or walk needs either a distance or a duration")
    if exercise not in (*RUNNING, *STEADY) and "distance" in keys:
        raise DataError(f"{where}: distance belongs to running")
    if exercise not in RUNNING and {"grade", "effort"} & keys:
        raise DataError(f"{where}: grade and effort belong to running uphill")
    wrong = {"tempo", "hold", "load", "knee_angle"} & keys
    if exercise in (*RUNNING, *STEADY) and wrong:
        raise DataError(f"{where}: {sorted(wrong)[0]} does not belong to running")


def _load(value: Any, where: str) -> LoadRule:
    pair = value if isinstance(value, list) else [value, value]
    if value is None:
        return LoadRule("mass")
    found = [_LOAD.match(str(v)) for v in pair]
    if all(found) and len(pair) == 2:
        numbers = [float(m[1]) for m in found if m]
        kinds = {m[2] for m in found if m}
        if kinds == {"RM"} and all(1 <= n <= 100 for n in numbers):
            return LoadRule("rm", (numbers[0], numbers[1]))
        if kinds == {"% MVC"} and all(1 <= n <= 100 for n in numbers):
            return LoadRule("mvc", (numbers[0] / 100, numbers[1] / 100))
        raise DataError(f"{where} = {value} must be 1 to 100 RM, or 1 to 100 % MVC, not mixed")
    masses = _quantities(value, "mass", where)
    assert masses is not None
    return LoadRule("mass", masses)


def _tempo(value: Any, where: str) -> dict[str, float]:
    _mapping(value, where)
    for key in value:
        _choice(key, PHASES, where)
    return {key: _quantity(text, "time", f"{where}.{key}") for key, text in value.items()}


def _counts(value: Any, where: str, highest: int) -> Range:
    pair = [value, value] if isinstance(value, int) else value
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
