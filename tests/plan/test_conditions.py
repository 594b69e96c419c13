"""The six operators, windows at their edges, and what is not known."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.base.errors import DataError, InputError
from soleus.plan.condition_files import parse_condition
from soleus.plan.facts import Facts

TODAY = dt.date(2026, 3, 18)
NUMBERS = st.floats(-1e3, 1e3, allow_nan=False)
COMPARE = {
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


def facts(**series):
    values = series.pop("values", {})
    dated = {
        name.replace("_", ".", 1): [(TODAY - dt.timedelta(days=ago), v) for ago, v in entries]
        for name, entries in series.items()
    }
    return Facts(TODAY, values, dated)


def holds(condition, known):
    return parse_condition(condition, "here").holds(known)


@given(st.sampled_from(sorted(COMPARE)), NUMBERS, NUMBERS)
def test_compare_is_the_comparison(op, seen, wanted):
    known = facts(values={"pain.during": seen})
    found = holds({"field": "pain.during", "op": op, "value": wanted}, known)
    assert found is COMPARE[op](seen, wanted)


@given(NUMBERS, NUMBERS, st.sampled_from("+-*/"), st.sampled_from([0.5, 1.1, 2.0]))
def test_a_value_may_be_another_field_with_one_step(seen, other, sign, step):
    known = facts(values={"pain.during": seen, "pain.baseline": other})
    value = {"+": other + step, "-": other - step, "*": other * step, "/": other / step}[sign]
    condition = {"field": "pain.during", "op": ">", "value": f"pain.baseline {sign} {step}"}
    assert holds(condition, known) is (seen > value)


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=5))
def test_all_and_any_with_what_is_not_known(truths):
    fields = ["pain.during", "pain.after", "pain.rest", "pain.morning", "effort.last"]
    pairs = list(zip(fields, truths, strict=False))
    known = facts(values={f: 9.0 if t else 0.0 for f, t in pairs if t is not None})
    parts = [{"field": f, "op": ">", "value": 5} for f, _ in pairs]
    every = False if False in truths else None if None in truths else True
    some = True if True in truths else None if None in truths else False
    assert holds({"all": parts}, known) is every
    assert holds({"any": parts}, known) is some


@pytest.mark.parametrize(
    ("ago", "expected"), [(0, True), (2, True), (3, None)], ids=["today", "edge", "outside"]
)
def test_within_counts_today_and_the_days_before(ago, expected):
    condition = {"within": 3, "field": "pain.worst", "op": ">", "value": 5}
    assert holds(condition, facts(pain_worst=[(ago, 6.0)])) is expected


def test_within_is_false_only_where_something_was_recorded():
    condition = {"within": 3, "field": "pain.worst", "op": ">", "value": 5}
    assert holds(condition, facts(pain_worst=[(1, 5.0)])) is False
    assert holds(condition, facts(pain_worst=[])) is None
    assert holds(condition, facts()) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 10)), max_size=8), st.integers(0, 4))
def test_count_in_counts_entries_of_the_window(entries, wanted):
    entries = sorted(entries, reverse=True)
    condition = {
        "count_in": 4, "field": "pain.worst", "op": ">", "value": 5, "times": f">= {wanted}",
    }  # fmt: skip
    inside = [v for ago, v in entries if ago < 4]
    expected = sum(v > 5 for v in inside) >= wanted if inside else None
    assert holds(condition, facts(pain_worst=entries)) is expected


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1e5)), max_size=8))
def test_max_in_is_the_largest_of_the_window(entries):
    entries = sorted(entries, reverse=True)
    condition = {"max_in": 30, "field": "run.distance", "op": ">=", "value": 1e4}
    inside = [v for ago, v in entries if ago < 30]
    expected = max(inside) >= 1e4 if inside else None
    assert holds(condition, facts(run_distance=entries)) is expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(2, 1.0), (1, 2.0), (0, 3.0)], True),
        ([(2, 3.0), (1, 2.0), (0, 1.0)], False),
        ([(2, 2.0), (1, 2.0), (0, 2.0)], False),
        ([(3, 0.0), (2, 2.0), (1, 1.5), (0, 1.0)], False),  # the first lies outside
        ([(0, 1.0), (0, 3.0)], None),  # one day has no slope
        ([], None),
    ],
)
def test_trend_is_the_slope_over_the_window(entries, expected):
    condition = {"trend": 3, "field": "pain.rest", "op": ">", "value": 0}
    assert holds(condition, facts(pain_rest=entries)) is expected


def test_trend_is_per_day():
    known = facts(pain_rest=[(4, 1.0), (2, 2.0), (0, 3.0)])
    for limit, expected in ((0.49, True), (0.51, False)):
        condition = {"trend": 5, "field": "pain.rest", "op": ">", "value": limit}
        assert holds(condition, known) is expected


def test_a_field_nobody_knows_is_refused_in_facts_too():
    with pytest.raises(InputError, match=r"no field 'pain.durin'; did you mean pain.during"):
        Facts(TODAY, {"pain.durin": 3.0})
    with pytest.raises(InputError, match="is not a bool"):
        Facts(TODAY, {"symptomatic": 1.0})
    with pytest.raises(InputError, match=r"session.tier = 'hi'"):
        Facts(TODAY, {"session.tier": "hi"})


LEAF = {"field": "pain.worst", "op": ">", "value": 5}


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"anny": [LEAF]}, "unknown operator 'anny'; did you mean any"),
        ({**LEAF, "withn": 3}, "unknown operator 'withn'; did you mean within"),
        ({**LEAF, "field": "pain.wurst"}, "no field 'pain.wurst'; did you mean pain.worst"),
        ({**LEAF, "op": "=>"}, "op '=>' is not known"),
        ({**LEAF, "value": "pain.basline + 1"}, "did you mean pain.baseline"),
        ({**LEAF, "value": "high + low"}, "is not a number"),
        ({**LEAF, "value": True}, "is not a number"),
        ({**LEAF, "within": 0}, "1 to 366"),
        ({**LEAF, "within": 1.5}, "whole days"),
        ({**LEAF, "within": 3, "trend": 3}, "exclude each other"),
        ({**LEAF, "count_in": 3}, "key 'times' is missing"),
        ({**LEAF, "count_in": 3, "times": "three"}, "must be like '>= 3'"),
        ({"field": "pain.worst", "op": ">"}, "key 'value' is missing"),
        ({"all": []}, "needs a list"),
        ({"all": [LEAF], "any": [LEAF]}, "stands alone"),
        ("always", "expected a condition"),
        ({"field": "session.tier", "op": ">", "value": "high"}, "takes == or !="),
        ({"field": "session.tier", "op": "==", "value": "hihg"}, "did you mean high"),
        ({"field": "run.distance", "op": ">", "value": 3}, "is a series, a value is needed"),
        ({"trend": 3, "field": "session.tier", "op": ">", "value": 3}, "a series is needed"),
        ({"max_in": 3, "field": "symptom.limp", "op": ">", "value": 3}, "needs numbers"),
        ({"field": "load.acute_chronic_run", "op": ">", "value": 1.5}, "no rule may read it"),
        ({**LEAF, "value": "load.acute_chronic_run * 2"}, "no rule may read it"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(condition, message):
    with pytest.raises(DataError) as error:
        parse_condition(condition, "file: RULE: when")
    assert message in str(error.value)
    assert str(error.value).startswith("file: RULE: when")
    assert "\n" not in str(error.value)
