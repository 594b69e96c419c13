"""Rules as data: when something holds, what then, why, by whom, and who may put it aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import data_path
from soleus.plan.conditions import NEVER, Condition
from soleus.plan.facts import Facts
from soleus.plan.rule_words import Says

__all__ = ["GROUPS", "OVERRIDERS", "Fired", "Rule", "RuleBook", "load_rules"]

GROUPS = ("stop", "pain", "spacing", "gates", "running", "programs", "planning")
#: Who may put a rule aside, least trusted first; a clinician may all that a user may.
OVERRIDERS = ("nobody", "user", "clinician")


@dataclass(frozen=True)
class Rule:
    """One rule: when `condition` holds, `then` says what follows (verb to value). `when` is the
    condition as the file states it.

    `reason` is a plain sentence, `sources` keys of sources.toml, `strength` A trial or guideline,
    B cohort or laboratory, C consensus, D clinic habit, P our own without evidence; `ours` marks
    rules whose number or size is our own choice. `note` says what was recalled or adapted.
    """

    id: str
    group: str
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    reason: str
    sources: tuple[str, ...]
    strength: str
    ours: bool
    overridable_by: str
    note: str = ""
    says: tuple[Says, ...] = field(default=(), repr=False)
    condition: Condition = field(default=NEVER, repr=False)
    examples: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        origin = f"{', '.join(self.sources)}; strength {self.strength}"
        own = "; our own choice" if self.ours else ""
        return f"{self.id}: {self.reason} ({origin}{own})"

    def sentence(self, facts: Facts) -> str:
        """The reason with the numbers of a day put in, where it has a form for that."""
        fitting = [s.text(facts) for s in self.says if s.fits(facts)]
        known = [text for text in fitting if text is not None]
        return known[-1] if known else self.reason


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule whose condition holds, what follows from it, and why in words with numbers."""

    rule: Rule
    then: Mapping[str, Any]
    sentence: str

    def __str__(self) -> str:
        own = ", our own choice" if self.rule.ours else ""
        return f"{self.sentence} [{self.rule.id}{own}]"


class RuleBook:
    """Rules by id (`book[id]`, `id in book`); iterates over the rules in the order of files."""

    def __init__(self, rules: Sequence[Rule], put_aside: Sequence[Rule] = ()) -> None:
        self._rules = {rule.id: rule for rule in rules}
        if len(self._rules) < len(rules):
            ids = [rule.id for rule in rules]
            twice = next(key for key in ids if ids.count(key) > 1)
            raise DataError(f"rules: {twice}: there are two rules of this id")
        #: Rules that were put aside, by id.
        self.put_aside: Mapping[str, Rule] = {rule.id: rule for rule in put_aside}

    def __getitem__(self, key: str) -> Rule:
        if key not in self._rules:
            raise InputError(f"no rule '{key}'; {nearest_id(key, self._rules)}")
        return self._rules[key]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, key: object) -> bool:
        return key in self._rules

    def group(self, name: str) -> tuple[Rule, ...]:
        """The rules of one of `GROUPS`."""
        if name not in GROUPS:
            raise InputError(f"no group of rules '{name}'; {nearest(name, GROUPS)}")
        return tuple(rule for rule in self if rule.group == name)

    def without(self, ids: Sequence[str], who: str) -> RuleBook:
        """The book without some rules, put aside by the user or a clinician.

        Raises `InputError` for an unknown id (nearest spelling), a rule that `who` may not put
        aside, and rules that stop and refer: those nobody may.
        """
        if who not in OVERRIDERS[1:]:
            raise InputError(f"'{who}' cannot put rules aside; {nearest(who, OVERRIDERS[1:])}")
        for key in ids:
            allowed = self[key].overridable_by
            if allowed == "nobody":
                raise InputError(f"{key} cannot be put aside: {self[key].reason}")
            if OVERRIDERS.index(who) < OVERRIDERS.index(allowed):
                raise InputError(f"{key} can be put aside only by a {allowed}, not by a {who}")
        left = [rule for rule in self if rule.id not in ids]
        return RuleBook(left, (*self.put_aside.values(), *(self[key] for key in ids)))

    def fired(self, facts: Facts, group: str | None = None) -> tuple[Fired, ...]:
        """The rules whose condition holds; what is not known fires nothing."""
        rules = self if group is None else self.group(group)
        return tuple(
            Fired(rule, rule.then, rule.sentence(facts))
            for rule in rules
            if rule.condition.holds(facts) is True
        )

    def unknown(self, facts: Facts, group: str | None = None) -> tuple[Rule, ...]:
        """The rules that cannot be judged, because a field they need is missing."""
        rules = self if group is None else self.group(group)
        return tuple(rule for rule in rules if rule.condition.holds(facts) is None)


def nearest_id(key: object, known: Mapping[str, Rule]) -> str:
    """The nearest rule ids: those are upper case with hyphens."""
    names = {name.lower().replace("-", "_"): name for name in known}
    words = nearest(key, names)
    for low, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
        words = words.replace(low, name)
    return words


@cache
def _shipped() -> RuleBook:
    from soleus.plan.rule_files import read_rules

    folder = data_path("rules")
    return RuleBook([r for g in GROUPS for r in read_rules(folder / f"{g}.yaml", g)])


def load_rules(path: str | Path | None = None) -> RuleBook:
    """The rules that ship with Soleus; with a `path`, those of a YAML file or folder on top.

    Raises `DataError` with file, rule id, key and nearest spelling for an unknown operator, verb,
    field, source, strength or override word, for a duplicate id, and for a rule that refers to a
    clinician but could be put aside.
    """
    if path is None:
        return _shipped()
    from soleus.plan.rule_files import read_more_rules

    shipped = tuple(_shipped())
    return RuleBook((*shipped, *read_more_rules(Path(path), {r.id for r in shipped})))
