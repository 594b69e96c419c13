"""Training schemes as data: reading and checking `data/schemes/*.yaml`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError
from soleus.base.library import check_keys, list_names, load_sources, read_data, read_file
from soleus.dose.metrics import METRICS, TISSUES
from soleus.plan.request import GOALS
from soleus.plan.scheme import Phase, Scheme, SessionTemplate, Target
from soleus.plan.scheme_blocks import (
    RUNNING,
    STEADY,
    read_block,
    read_choice,
    read_counts,
    read_mapping,
)

__all__ = ["RUNNING", "STEADY", "TIERS", "list_schemes", "load_scheme", "parse_scheme"]

TIERS = ("light", "medium", "high")
_SCHEME = {"label", "about", "source"}
_SCHEME_MORE = {"sources", "goals", "sets_aside", "phases", "sessions", "targets"}
_SESSION_MORE = {"from_share", "days", "per_week", "times", "tier", "optional"}
_RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


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
    sources = [_source(content["source"], where)]
    sources += [_source(s, where) for s in _list(content, "sources", where)]
    if "sessions" in content:
        keys = {k: content[k] for k in ("sessions", "targets") if k in content}
        phases = [_phase({"name": "all", "label": "", **keys}, where)]
    elif "targets" in content:
        raise DataError(f"{where}: targets belong to the phases of a scheme that has phases")
    else:
        found = _list(content, "phases", where, least=1)
        phases = [_phase(p, f"{where}: phases") for p in found]
    _unique([p.name for p in phases], f"{where}: phases")
    return Scheme(
        name,
        _text(content["label"], f"{where}: label"),
        _text(content["about"], f"{where}: about"),
        sources[0],
        tuple(phases),
        tuple(read_choice(g, GOALS, f"{where}: goals") for g in _list(content, "goals", where)),
        tuple(dict.fromkeys([*sources, *(t.source for p in phases for t in p.targets)])),
        content,
        _rules(content, "sets_aside", where),
    )


def _phase(content: Any, where: str) -> Phase:
    content = read_mapping(content, where)
    check_keys(content, {"name", "label", "sessions"}, {"weeks", "gates", "targets"}, where)
    name = _name(content["name"], where)
    if content["label"] or name != "all":
        where = f"{where}: {name}"
        _text(content["label"], f"{where}.label")
    sessions = _list(content, "sessions", where, least=1)
    phase = Phase(
        name,
        str(content["label"]),
        _weeks(content.get("weeks", [1, None]), f"{where}.weeks"),
        _rules(content, "gates", where),
        tuple(_target(t, f"{where}.targets") for t in _list(content, "targets", where)),
        tuple(_session(s, f"{where}.sessions") for s in sessions),
    )
    _unique([s.name for s in phase.sessions], f"{where}.sessions")
    _unique([f"{t.tissue} {t.metric}" for t in phase.targets], f"{where}.targets")
    return phase


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
    content = read_mapping(content, where)
    check_keys(content, {"tissue", "metric", "source", "note"}, {"low", "high"}, where)
    tissue = read_choice(content["tissue"], TISSUES, f"{where}.tissue")
    metric = read_choice(content["metric"], tuple(METRICS), f"{where}.metric")
    ends = [_end(content.get(e), f"{where}: {tissue} {metric} {e}") for e in ("low", "high")]
    low, high = ends
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        raise DataError(f"{where}: {tissue} {metric} needs low <= high, at least one of them")
    source, note = _source(content["source"], where), _text(content["note"], f"{where}.note")
    return Target(tissue, metric, low, high, source, note)


def _end(value: Any, where: str) -> float | None:
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise DataError(f"{where} = {value} must be a number, 0 or more")
    return float(value)


def _session(content: Any, where: str) -> SessionTemplate:
    content = read_mapping(content, where)
    check_keys(content, {"name", "label", "blocks"}, _SESSION_MORE, where)
    name = _name(content["name"], where)
    where = f"{where}: {name}"
    days = _days(content, where)
    share = content.get("from_share", 0.0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise DataError(f"{where}: from_share = {share} is outside 0 to 1")
    times = read_counts(content.get("times", 1), f"{where}.times", 6)
    if times[0] != times[1]:
        raise DataError(f"{where}.times = {content['times']} must be one count, 1 to 6")
    tier = content.get("tier", "")
    return SessionTemplate(
        name,
        _text(content["label"], f"{where}.label"),
        days,
        read_counts(content.get("per_week", len(days)), f"{where}.per_week", 7),
        float(share),
        tuple(read_block(b, f"{where}.blocks") for b in _list(content, "blocks", where, least=1)),
        int(times[0]),
        read_choice(tier, TIERS, f"{where}.tier") if tier != "" else "",
        _flag(content.get("optional", False), f"{where}.optional"),
    )


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise DataError(f"{where} = {value} must be true or false")
    return value


def _days(content: Mapping[str, Any], where: str) -> tuple[int, ...]:
    if "days" not in content:
        if "per_week" not in content:
            raise DataError(f"{where}: key 'days' or 'per_week' is missing")
        return ()
    days = tuple(_list(content, "days", where, least=1))
    for day in days:
        if type(day) is not int or not 0 <= day <= 6:
            raise DataError(f"{where}: days = {day} must be a day of the week, 0 to 6")
    if len(set(days)) < len(days):
        raise DataError(f"{where}: days = {list(days)} names a day twice")
    return days


def _list(content: Mapping[str, Any], key: str, where: str, least: int = 0) -> list[Any]:
    value = content.get(key, [])
    if not isinstance(value, list) or len(value) < least:
        raise DataError(f"{where}: {key}: expected a list, found '{value}'")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{where} = '{value}' must be a text")
    return " ".join(value.split())


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise DataError(f"{where}: name = '{value}' must be small letters, digits and _")
    return value


def _source(value: Any, where: str) -> str:
    if not isinstance(value, str) or value not in load_sources():
        raise DataError(f"{where}: source '{value}' is not in data/sources.toml")
    return value


def _rules(content: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    rules = _list(content, key, where)
    for rule in rules:
        if not isinstance(rule, str) or not _RULE_ID.fullmatch(rule):
            raise DataError(f"{where}: {key} = '{rule}' is no rule id like CAP-START-RUN")
    _unique(rules, f"{where}: {key}")
    return tuple(rules)


def _unique(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{where}: '{name}' is there twice")
