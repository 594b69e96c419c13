"""Gates: whether the tests that open the next phase are passed, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from soleus.plan.conditions import Leaf
from soleus.plan.fact_fields import FIELDS, in_words
from soleus.plan.facts import Facts
from soleus.plan.rules import Rule, RuleBook

__all__ = ["Gate", "judge_gate"]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate on one day: `passed` is None while something was not measured; `missing` says in
    words with numbers what keeps it shut, and how to find out what is not known."""

    rule: Rule
    passed: bool | None
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        state = {True: "passed", False: "not passed", None: "not known yet"}[self.passed]
        more = f": {'; '.join(self.missing)}" if self.missing else ""
        return f"{self.rule.id} {state}{more}"


def judge_gate(rule_id: str, facts: Facts, book: RuleBook) -> Gate:
    """Judge a gate on the facts of a day.

    A rule of the group gates is passed when its condition holds. Any other rule (a pain rule that
    guards a phase) is passed when everything it reads is known and neither it nor its finer
    forms (PAIN-DURING-HOLD of PAIN-DURING) hold. A rule that was put aside guards nothing. Raises
    `InputError` for an unknown id.
    """
    if rule_id in book.put_aside:
        return Gate(book.put_aside[rule_id], True)
    rule = book[rule_id]
    if rule.group == "gates":
        return _test(rule, facts)
    return _guard(rule, facts, book)


def _test(rule: Rule, facts: Facts) -> Gate:
    passed = rule.condition.holds(facts)
    if passed is True:
        return Gate(rule, True)
    leaves = [leaf for leaf in rule.condition.leaves() if leaf.holds(facts) is not True]
    return Gate(rule, passed, _unique(_lack(leaf, facts) for leaf in leaves))


def _guard(rule: Rule, facts: Facts, book: RuleBook) -> Gate:
    family = [r for r in book if r.id == rule.id or r.id.startswith(f"{rule.id}-")]
    held = [r for r in family if r.condition.holds(facts) is True]
    if held:
        return Gate(rule, False, tuple(r.sentence(facts) for r in held))
    missing = [f for leaf in rule.condition.leaves() for f in leaf.missing(facts)]
    return Gate(rule, None if missing else True, _unique(_unknown(f) for f in missing))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _lack(leaf: Leaf, facts: Facts) -> str:
    """What one comparison still lacks."""
    missing = leaf.missing(facts)
    if missing:
        return "; ".join(_unknown(name, leaf, facts) for name in missing)
    seen = in_words(leaf.seen(facts), FIELDS[leaf.field].unit)
    return f"{FIELDS[leaf.field].about}: {seen}, needed {leaf.needed(facts)}"


def _unknown(name: str, leaf: Leaf | None = None, facts: Facts | None = None) -> str:
    field = FIELDS[name]
    needed = ""
    if leaf is not None and facts is not None and leaf.field == name:
        needed = f", needed {leaf.needed(facts)}"
    measure = f" ({field.measure})" if field.measure else ""
    return f"{field.about}: not known yet{needed}{measure}"
