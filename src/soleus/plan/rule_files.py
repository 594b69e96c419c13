"""Reading and checking rule files: every word of a rule is known before it can fire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, nearest
from soleus.base.library import check_keys, load_sources, read_file
from soleus.plan.condition_files import parse_condition
from soleus.plan.rule_words import parse_says
from soleus.plan.rules import GROUPS, OVERRIDERS, Rule

__all__ = ["OPENS", "REFERRALS", "STOPS", "STRENGTHS", "VERBS", "read_more_rules", "read_rules"]

STRENGTHS = ("A", "B", "C", "D", "P")
#: What a rule may stop: everything, or a kind of work; `set` is the set being done.
STOPS = ("all", "set", "running", "sprints", "plyometrics", "tier")
#: How soon a clinician should be seen.
REFERRALS = ("urgent", "same_day", "clinician")
#: What a gate opens.
OPENS = ("next_phase", "running", "sprinting", "full_return")
_REQUIRED = {"id", "when", "then", "reason", "strength", "overridable_by"}
_OPTIONAL = {"group", "source", "sources", "ours", "says", "note", "examples"}


def _scale(value: Any) -> bool:
    return isinstance(value, float) and 0 < value < 1


def _steps(value: Any) -> bool:
    return type(value) is int and value != 0 and abs(value) <= 3


def _days(value: Any) -> bool:
    return type(value) is int and value != 0 and abs(value) <= 14


def _kinds(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(v in STOPS for v in value)


def _words(value: Any) -> bool:
    return value is True or (isinstance(value, str) and bool(value.strip()))


#: Verbs of `then`: what their value must be, and that in words.
VERBS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "stop": (_kinds, f"a list of {', '.join(STOPS)}"),
    "refer": (lambda v: v in REFERRALS, f"one of {', '.join(REFERRALS)}"),
    "hold": (lambda v: v is True, "true"),
    "repeat": (lambda v: v is True, "true"),
    "scale_dose": (_scale, "a share between 0 and 1"),
    "swap_tier": (_steps, "load tiers up or down, -3 to 3, not 0"),
    "move": (_days, "days after (or, negative, before), not 0"),
    "warn": (_words, "true or a text"),
    "note": (_words, "true or a text"),
    "open": (lambda v: v in OPENS, f"one of {', '.join(OPENS)}"),
}


def read_rules(path: Path, group: str | None = None) -> list[Rule]:
    """The rules of a file (`rules:`, a list of records) of one group (None: each names its own).
    Raises `DataError` naming file, rule id and key."""
    content = read_file(path)
    check_keys(content, {"rules"}, {"about"}, path.name)
    entries = content["rules"]
    if not isinstance(entries, list) or not entries:
        raise DataError(f"{path.name}: rules must be a list of records")
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(entries, start=1):
        rule = _rule(entry, path.name, number, group)
        if rule.id in rules:
            raise DataError(f"{path.name}: {rule.id}: there are two rules of this id")
        rules[rule.id] = rule
    return list(rules.values())


def read_more_rules(path: Path, taken: set[str]) -> list[Rule]:
    """A user's own rules, of a file or all YAML files of a folder; ids must not be `taken`."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: no rule files (*.yaml) in this folder")
    found: list[Rule] = []
    for file in files:
        for rule in read_rules(file):
            if rule.id in taken:
                raise DataError(f"{file.name}: {rule.id}: there is a rule of this id already")
            taken = taken | {rule.id}
            found.append(rule)
    return found


def _rule(entry: Any, file: str, number: int, group: str | None) -> Rule:
    if not isinstance(entry, Mapping):
        raise DataError(f"{file}: rule {number}: expected keys and values, found '{entry}'")
    name = str(entry.get("id", ""))
    where = f"{file}: {name or f'rule {number}'}"
    check_keys(entry, _REQUIRED, _OPTIONAL, where)
    if name != name.upper() or not name.replace("-", "").isalnum():
        raise DataError(f"{where}: id must be capital letters, digits and hyphens")
    rule = Rule(
        name,
        _choice(entry.get("group", group), GROUPS, f"{where}: group"),
        dict(entry["when"]) if isinstance(entry["when"], Mapping) else {},
        _then(entry["then"], where),
        _sentence(entry["reason"], where),
        _sources(entry, where),
        _choice(entry["strength"], STRENGTHS, f"{where}: strength"),
        _flag(entry.get("ours", False), where),
        _choice(entry["overridable_by"], OVERRIDERS, f"{where}: overridable_by"),
        " ".join(str(entry.get("note", "")).split()),
        parse_says(entry["says"], where) if "says" in entry else (),
        parse_condition(entry["when"], f"{where}: when"),
        entry.get("examples", {}),
    )
    if ("refer" in rule.then or rule.group == "stop") and rule.overridable_by != "nobody":
        raise DataError(f"{where}: overridable_by: a rule that refers can be put aside by nobody")
    if (rule.group == "gates") != ("open" in rule.then):
        raise DataError(f"{where}: then: gates, and only gates, open something")
    return rule


def _then(content: Any, where: str) -> dict[str, Any]:
    if not isinstance(content, Mapping) or not content:
        raise DataError(f"{where}: then: expected verbs, found '{content}'")
    for verb, value in content.items():
        if verb not in VERBS:
            raise DataError(f"{where}: then: unknown verb '{verb}'; {nearest(verb, VERBS)}")
        allowed, words = VERBS[verb]
        if not allowed(value):
            raise DataError(f"{where}: then: {verb} = {value} must be {words}")
    return dict(content)


def _sentence(content: Any, where: str) -> str:
    text = content.get("en") if isinstance(content, Mapping) else content
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"{where}: reason: a plain sentence is needed")
    return " ".join(text.split())


def _sources(entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
    if ("source" in entry) == ("sources" in entry):
        raise DataError(f"{where}: give either source or sources")
    keys = [entry["source"]] if "source" in entry else entry["sources"]
    if not isinstance(keys, list) or not keys:
        raise DataError(f"{where}: sources must be a list of keys of sources.toml")
    for key in keys:
        if key not in load_sources():
            raise DataError(f"{where}: source '{key}'; {nearest(key, load_sources())}")
    return tuple(map(str, keys))


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise DataError(f"{where}: ours = {value} must be true or false")
    return value


def _choice(value: Any, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise DataError(f"{where} '{value}' is not known; {nearest(value, known)}")
    return str(value)
