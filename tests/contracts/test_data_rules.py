"""Every shipped rule: known words, a source with a year, and examples that fire it and do not."""

import datetime as dt
import re

import pytest

from soleus.base.library import data_path, list_names, load_quantities, load_sources, read_file
from soleus.plan.fact_fields import FIELDS
from soleus.plan.facts import Facts
from soleus.plan.rules import GROUPS, load_rules

TODAY = dt.date(2026, 3, 18)
RULES = list(load_rules())
STOPS = [r for r in RULES if r.group == "stop"]


def facts(example):
    """Facts of an example: a value, or a series as {days ago: value}."""
    values = {k: v for k, v in example.items() if not isinstance(v, dict)}
    series = {
        name: [
            (TODAY - dt.timedelta(days=ago), v) for ago, v in sorted(entries.items(), reverse=True)
        ]
        for name, entries in example.items()
        if isinstance(entries, dict)
    }
    return Facts(TODAY, values, series)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_fires_on_its_example_and_stays_quiet_on_the_other(rule):
    assert set(rule.examples) == {"fires", "quiet"}
    assert rule.condition.holds(facts(rule.examples["fires"])) is True
    quiet = rule.condition.holds(facts(rule.examples["quiet"]))
    assert quiet is False or (rule.group != "stop" and quiet is None)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_says_why_in_plain_words(rule):
    sentence = rule.sentence(facts(rule.examples["fires"]))
    for text in (rule.reason, sentence):
        assert text.endswith(".")
        assert "{" not in text and "None" not in text and "TODO" not in text
    shown = str(rule)
    assert rule.id in shown and rule.reason in shown
    assert ("our own choice" in shown) == rule.ours


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_rests_on_sources_with_a_year(rule):
    for key in rule.sources:
        assert key == "assumption" or re.search(r"\b(19|20)\d\d\b", load_sources()[key].text), key
    assert rule.ours or "assumption" not in rule.sources
    assert rule.strength != "P" or rule.ours


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_no_rule_reads_what_is_description_only(rule):
    read = {name for leaf in rule.condition.leaves() for name in leaf.fields}
    assert not any("acute_chronic" in name or FIELDS[name].descriptive for name in read)


def test_every_group_has_a_file_and_ids_are_one_of_a_kind():
    assert set(GROUPS) | {"fields"} == set(list_names("rules", ".yaml"))
    assert len({r.id for r in RULES}) == len(RULES) > 40
    assert {r.group for r in RULES} == set(GROUPS)


@pytest.mark.parametrize("rule", STOPS, ids=lambda r: r.id)
def test_stop_rules_refer_and_name_no_disease(rule):
    assert "stop" in rule.then and "refer" in rule.then
    assert rule.overridable_by == "nobody"
    text = rule.reason.lower()
    assert "clinician" in text
    assert not re.search(r"thrombos|rupture|tendinopath|infection|clot|tear", text)


def test_fields_say_what_they_mean():
    assert len(FIELDS) > 60
    for field in FIELDS.values():
        assert len(field.about) > 2, field.name
        assert "None" not in field.about


def test_norms_fall_with_age():
    for sex in ("male", "female"):
        table = read_file(data_path("rules", "norms.toml"))[sex]
        values = [q.si for q in load_quantities(table, sex).values()]
        assert values == sorted(values, reverse=True)
