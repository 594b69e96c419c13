"""Rule books: reading, checking, firing, and what may be put aside."""

import copy
import datetime as dt

import pytest
import yaml

from soleus.base.errors import DataError, InputError
from soleus.plan.facts import Facts
from soleus.plan.rules import RuleBook, load_rules

TODAY = dt.date(2026, 3, 18)
RULE = {
    "id": "MY-RULE",
    "group": "pain",
    "when": {"field": "pain.during", "op": ">", "value": 3},
    "then": {"hold": True},
    "reason": "I rather wait.",
    "source": "assumption",
    "strength": "P",
    "ours": True,
    "overridable_by": "user",
}


def facts(**values):
    return Facts(TODAY, {k.replace("__", "."): v for k, v in values.items()})


def written(folder, *rules, name="mine.yaml"):
    path = folder / name
    path.write_text(yaml.safe_dump({"rules": list(rules)}), encoding="utf-8")
    return path


def test_own_rules_come_on_top(tmp_path):
    book = load_rules(written(tmp_path, RULE))
    assert len(book) == len(load_rules()) + 1
    assert book["MY-RULE"].ours
    fired = book.fired(facts(pain__during=4.0), "pain")
    assert [f.rule.id for f in fired] == ["PAIN-DURING-HOLD", "MY-RULE"]
    assert "our own choice" in str(fired[1])
    folder = load_rules(tmp_path)
    assert [r.id for r in folder] == [r.id for r in book]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"then": {"hodl": True}}, "then: unknown verb 'hodl'; did you mean hold"),
        ({"then": {"scale_dose": 1.5}}, "scale_dose = 1.5 must be a share between 0 and 1"),
        ({"then": {"swap_tier": 0}}, "load tiers up or down"),
        ({"then": {"move": 0}}, "days after"),
        ({"then": {"stop": ["everything"]}}, "must be a list of all, set"),
        ({"then": {}}, "expected verbs"),
        ({"then": {"open": "next_phase"}}, "gates, and only gates"),
        ({"then": {"refer": "urgent"}}, "can be put aside by nobody"),
        ({"source": "silbernagel2077"}, "source 'silbernagel2077'; did you mean silbernagel20"),
        ({"strength": "E"}, "strength 'E' is not known; known: A, B, C, D, P"),
        ({"overridable_by": "usr"}, "overridable_by 'usr' is not known; did you mean user"),
        ({"group": "pian"}, "group 'pian' is not known; did you mean pain"),
        ({"group": "stop"}, "can be put aside by nobody"),
        ({"ours": "yes"}, "ours = yes must be true or false"),
        ({"reason": " "}, "a plain sentence"),
        ({"id": "my rule"}, "id must be capital letters"),
        ({"id": "PAIN-DURING"}, "there is a rule of this id already"),
        ({"colour": 1}, "unknown key 'colour'"),
        ({"says": "It was {pain.durin}."}, "no field 'pain.durin'; did you mean pain.during"),
        ({"says": [{"txt": "x"}]}, "each entry needs a text"),
    ],
)
def test_a_wrong_word_is_named_with_file_and_rule(tmp_path, change, message):
    rule = {**copy.deepcopy(RULE), **change}
    with pytest.raises(DataError) as error:
        load_rules(written(tmp_path, rule))
    text = str(error.value)
    assert message in text
    assert text.startswith(f"mine.yaml: {rule['id']}")
    assert "\n" not in text


@pytest.mark.parametrize("key", ["when", "then", "reason", "strength", "overridable_by", "source"])
def test_a_missing_key_is_named(tmp_path, key):
    rule = {k: v for k, v in RULE.items() if k != key}
    words = "give either source or sources" if key == "source" else f"key '{key}' is missing"
    with pytest.raises(DataError, match=f"mine.yaml: MY-RULE: {words}"):
        load_rules(written(tmp_path, rule))


def test_two_rules_of_one_id_are_refused(tmp_path):
    with pytest.raises(DataError, match="MY-RULE: there are two rules of this id"):
        load_rules(written(tmp_path, RULE, RULE))
    written(tmp_path, RULE, name="a.yaml")
    (tmp_path / "mine.yaml").unlink()
    written(tmp_path, RULE, name="b.yaml")
    with pytest.raises(DataError, match=r"b.yaml: MY-RULE: there is a rule of this id already"):
        load_rules(tmp_path)


def test_an_empty_folder_or_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no rule files"):
        load_rules(tmp_path)
    with pytest.raises(DataError, match="rules must be a list"):
        load_rules(written(tmp_path))


def test_stop_rules_cannot_be_put_aside_by_anybody():
    book = load_rules()
    for rule in book:
        if rule.group == "stop" or "refer" in rule.then:
            for who in ("user", "clinician"):
                with pytest.raises(InputError, match=f"{rule.id} cannot be put aside"):
                    book.without([rule.id], who)


def test_who_may_put_aside_what():
    book = load_rules()
    with pytest.raises(InputError, match="PAIN-DURING can be put aside only by a clinician"):
        book.without(["PAIN-DURING"], "user")
    less = book.without(["PAIN-DURING", "SPACE-48"], "clinician")
    assert "PAIN-DURING" not in less and len(less) == len(book) - 2
    assert set(less.put_aside) == {"PAIN-DURING", "SPACE-48"}
    assert not less.fired(facts(pain__during=6.0), "pain")
    assert len(load_rules()) == len(book)
    with pytest.raises(InputError, match="no rule 'PAIN-DURNG'; did you mean PAIN-DURING"):
        book.without(["PAIN-DURNG"], "clinician")
    with pytest.raises(InputError, match="cannot put rules aside"):
        book.without(["SPACE-48"], "coach")


def test_what_is_not_known_fires_nothing_and_is_told():
    book = load_rules()
    assert not book.fired(facts(), "pain")
    assert {r.id for r in book.unknown(facts(), "pain")} == {r.id for r in book.group("pain")}
    unknown = {r.id for r in book.unknown(facts(pain__during=1.0), "pain")}
    assert "PAIN-DURING" not in unknown and "PAIN-AFTER" in unknown


@pytest.mark.parametrize(
    ("distance", "hazard"),
    [(11_000.0, None), (11_100.0, "1.64"), (13_000.0, "1.64"), (15_000.0, "1.52"),
     (20_000.0, "1.52"), (21_000.0, "2.28")],
)  # fmt: skip
def test_spike_tells_the_hazard_of_its_band(distance, hazard):
    known = facts(session__run_distance=distance, run__longest_30_days=10_000.0)
    fired = [f for f in load_rules().fired(known, "running") if f.rule.id == "RUN-SPIKE"]
    assert bool(fired) == (hazard is not None)
    if hazard:
        assert f"{hazard} times" in fired[0].sentence and "10 km" in fired[0].sentence
        assert dict(fired[0].then) == {"warn": True}


def test_tier_spacing_warns_the_healthy_and_moves_the_sore():
    book = load_rules()
    known = facts(session__tier="high", days_since__tier_high=2.0, symptomatic=False)
    assert [(f.rule.id, dict(f.then)) for f in book.fired(known, "spacing")] == [
        ("SPACE-TIER", {"warn": True})
    ]
    sore = known.plus({"symptomatic": True})
    moves = {f.rule.id: f.then.get("move") for f in book.fired(sore, "spacing")}
    assert moves["SPACE-TIER-PAIN"] == 3
    assert book["SPACE-TIER-PAIN"].overridable_by == "user"


def test_a_book_refuses_two_rules_of_one_id():
    rules = list(load_rules())
    with pytest.raises(DataError, match=f"{rules[3].id}: there are two rules of this id"):
        RuleBook([*rules, rules[3]])
