"""Gates: passed, not passed, or not known yet, with what is missing in words."""

import datetime as dt

import pytest

from soleus.base.errors import InputError
from soleus.plan.facts import Facts
from soleus.plan.gates import judge_gate
from soleus.plan.rules import load_rules

TODAY = dt.date(2026, 3, 18)
BOOK = load_rules()


def judge(rule, series=None, **values):
    known = Facts(TODAY, {k.replace("__", "."): v for k, v in values.items()}, series or {})
    return judge_gate(rule, known, BOOK)


def test_a_passed_gate_misses_nothing():
    gate = judge("CAP-REPS", heel_raises__weaker=31.0, heel_raises__gap=0.05)
    assert gate.passed is True and gate.missing == ()
    assert str(gate) == "CAP-REPS passed"


def test_a_shut_gate_says_how_much_is_missing():
    gate = judge("CAP-REPS", heel_raises__weaker=22.0, heel_raises__gap=0.2)
    assert gate.passed is False
    assert any("22 raises, needed at least 30 raises" in text for text in gate.missing)
    assert any("20 %, needed at most 10 %" in text for text in gate.missing)


def test_an_unmeasured_gate_says_what_to_measure():
    gate = judge("CAP-REPS", heel_raises__weaker=31.0)
    assert gate.passed is None
    assert len(gate.missing) == 1
    assert "not known yet" in gate.missing[0] and "on each side" in gate.missing[0]
    assert judge("CAP-REPS", heel_raises__weaker=20.0).passed is False  # whatever the gap is


def test_age_norms_are_asked_as_a_number():
    gate = judge("CAP-REPS-AGE", heel_raises__weaker=20.0, heel_raises__norm=32.0)
    assert gate.passed is False and "needed at least 32" in gate.missing[0]


def test_a_pain_rule_guards_with_its_finer_forms():
    assert judge("PAIN-DURING", pain__during=2.0).passed is True
    held = judge("PAIN-DURING", pain__during=4.0)
    assert held.passed is False and "nothing is added" in held.missing[0]
    assert judge("PAIN-DURING", pain__during=7.0).passed is False
    unknown = judge("PAIN-DURING")
    assert unknown.passed is None and "log pain" in unknown.missing[0]


def test_a_guard_is_not_passed_while_something_it_reads_is_unknown():
    gate = judge("PAIN-MORNING", days_since__session=5.0, pain__baseline=1.0)
    assert gate.passed is None
    assert judge(
        "PAIN-MORNING", days_since__session=1.0, pain__baseline=1.0, pain__morning=1.0
    ).passed is True  # fmt: skip


def test_windows_are_told_with_their_days():
    gate = judge("CAP-RTP", {"pain.worst": [(TODAY, 3.0)]}, tenderness=0.0)
    assert gate.passed is False
    assert any("on the last 7 days" in text for text in gate.missing)


def test_a_rule_put_aside_guards_nothing():
    book = BOOK.without(["CAP-REPS"], "clinician")
    assert judge_gate("CAP-REPS", Facts(TODAY, {}), book).passed is True


def test_an_unknown_gate_gets_the_nearest_spelling():
    with pytest.raises(InputError, match="no rule 'CAP-REP'; did you mean CAP-REPS"):
        judge("CAP-REP")
