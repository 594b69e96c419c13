"""Facts of a history: the right entry for the right day, and nothing made of nothing."""

import datetime as dt
from dataclasses import replace

import pytest

from soleus.anatomy.person import Person
from soleus.plan.facts import facts_of
from soleus.plan.history import (
    DoneSession,
    DoneSet,
    History,
    PainEntry,
    RunEntry,
    SymptomEntry,
    TestEntry,
)
from soleus.plan.request import PlanRequest

TODAY = dt.date(2026, 3, 18)
RUNNER = Person(height=1.78, mass=72.0, sex="male", age=34.0)


def ago(days):
    return TODAY - dt.timedelta(days=days)


def pain(days, when, value, **more):
    return PainEntry(ago(days), when, value, **more)


def run(days, distance, sport="running", impulse=None, **more):
    dose = {} if impulse is None else {"achilles": {"impulse_bw_s": impulse}}
    return RunEntry(ago(days), sport, 1800.0, distance, dose=dose, **more)


def facts(person=RUNNER, request=None, date=TODAY, **entries):
    history = History(**{k: tuple(v) for k, v in entries.items()})
    return facts_of(history, None, request or PlanRequest(), date, person)


def test_an_empty_history_knows_nothing_of_pain_and_load():
    values = facts().values
    assert not [
        k for k in values if k.startswith(("pain.", "run.", "tendon.", "week.", "session."))
    ]
    assert "symptomatic" not in values
    assert "heel_raises.weaker" not in values


def test_pain_is_that_of_the_latest_day_with_its_worst_side():
    values = facts(
        pain=[pain(5, "during", 8), pain(1, "during", 3, side="left"), pain(1, "during", 4)]
    ).values
    assert values["pain.during"] == 4
    assert values["symptomatic"] is True
    assert "pain.after" not in values


def test_pain_older_than_a_week_says_nothing():
    values = facts(pain=[pain(7, "during", 8)]).values
    assert "pain.during" not in values and "symptomatic" not in values
    assert facts(pain=[pain(6, "during", 8)]).values["pain.during"] == 8


def test_usual_morning_is_the_median_up_to_the_last_session():
    done = [DoneSession(ago(2), "s")]
    mornings = [pain(5, "morning", 1), pain(4, "morning", 2), pain(2, "morning", 0)]
    values = facts(done=done, pain=[*mornings, pain(1, "morning", 4)]).values
    assert values["pain.baseline"] == 1
    assert values["pain.morning"] == 4
    assert values["days_since.session"] == 2


def test_usual_morning_may_be_stated_and_is_else_unknown():
    done, later = [DoneSession(ago(2), "s")], [pain(1, "morning", 4)]
    stated = facts(request=PlanRequest(morning_pain=2.0), done=done, pain=later).values
    assert stated["pain.baseline"] == 2
    assert "pain.baseline" not in facts(done=done, pain=later).values


def test_a_morning_on_the_day_of_the_session_comes_before_it():
    values = facts(done=[DoneSession(TODAY, "s")], pain=[pain(0, "morning", 4)]).values
    assert "pain.morning" not in values and values["pain.baseline"] == 4


def test_weekly_means_split_at_seven_days():
    entries = [pain(13, "morning", 1), pain(7, "morning", 3), pain(6, "morning", 5)]
    values = facts(pain=entries).values
    assert values["pain.week_mean"] == 5 and values["pain.last_week_mean"] == 2


def test_a_symptom_stands_until_it_is_said_to_be_over():
    said = [SymptomEntry(ago(9), "limp")]
    assert facts(symptoms=said).values["symptom.limp"] is True
    over = [*said, SymptomEntry(ago(2), "limp", False)]
    assert facts(symptoms=over).values["symptom.limp"] is False
    both = [*over, SymptomEntry(ago(2), "limp", True)]
    assert facts(symptoms=both).values["symptom.limp"] is True
    assert "symptom.fever" not in facts(symptoms=said).values


def test_longest_run_is_that_of_the_thirty_days_before():
    runs = [run(31, 20e3), run(30, 12e3), run(3, 8e3), run(0, 15e3), run(1, 30e3, "walking")]
    values = facts(runs=runs).values
    assert values["run.longest_30_days"] == 12e3
    assert values["session.run_distance"] == 15e3
    assert values["days_since.run"] == 0


def test_a_stated_longest_run_counts_where_nothing_longer_is_known():
    request = PlanRequest(longest_run=10e3)
    assert facts(request=request).values["run.longest_30_days"] == 10e3
    assert facts(request=request, runs=[run(2, 12e3)]).values["run.longest_30_days"] == 12e3
    assert "run.longest_30_days" not in facts().values


def test_a_run_that_answers_a_logged_session_counts_once():
    done = DoneSession(
        ago(1), "run", (DoneSet("easy_run", 1, distance_m=5000.0),), "plan-1",
        dose={"achilles": {"impulse_bw_s": 700.0}},
    )  # fmt: skip
    runs = [run(1, 5200.0, impulse=650.0, session_uid="plan-1")]
    values = facts(done=[done], runs=runs).values
    assert values["run.week_distance"] == 5200
    assert values["week.achilles_impulse"] == 700
    bare = replace(done, dose={})
    assert facts(done=[bare], runs=runs).values["week.achilles_impulse"] == 650


def test_a_dose_that_is_not_known_leaves_the_week_unknown():
    values = facts(runs=[run(1, 5e3, impulse=500.0), run(2, 5e3)]).values
    assert "week.achilles_impulse" not in values
    assert values["tendon.impulse_30_days"] == 500


def test_weekly_means_need_whole_weeks():
    assert "run.mean_week_distance" not in facts(runs=[run(3, 5e3)]).values
    values = facts(runs=[run(13, 6e3), run(6, 4e3), run(0, 2e3)]).values
    assert values["run.mean_week_distance"] == 6e3
    assert values["run.mean_per_week"] == 1.5


def test_acute_to_chronic_needs_four_weeks_and_is_a_plain_ratio():
    weekly = [run(7 * k + 1, 10e3) for k in range(4)]
    assert "load.acute_chronic_run" not in facts(runs=weekly).values
    values = facts(runs=[*weekly, run(27, 0.001)]).values
    assert values["load.acute_chronic_run"] == pytest.approx(1.0, abs=1e-6)


def test_sides_and_gap_of_a_test_need_both_sides():
    left = TestEntry(ago(3), "heel_raises", 27, "left")
    right = TestEntry(ago(2), "heel_raises", 30, "right")
    assert "heel_raises.weaker" not in facts(tests=[left]).values
    values = facts(tests=[left, right]).values
    assert values["heel_raises.weaker"] == 27 and values["heel_raises.stronger"] == 30
    assert values["heel_raises.gap"] == pytest.approx(0.1)
    both = TestEntry(ago(1), "heel_raises", 20)
    values = facts(tests=[left, right, both]).values
    assert values["heel_raises.weaker"] == 20 and "heel_raises.gap" not in values


def test_loads_are_told_in_body_weights():
    tests = [TestEntry(ago(1), "loaded_heel_raise", 36.0, s) for s in ("left", "right")]
    assert facts(tests=tests).values["loaded_straight.share"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("sex", "age", "norm"),
    [
        ("male", 20, 37),
        ("male", 29.9, 37),
        ("female", 45, 24),
        ("male", 95, 10),
        ("female", 19, None),
    ],
)
def test_norms_by_decade(sex, age, norm):
    values = facts(person=Person(1.7, 65.0, sex, float(age))).values
    assert values.get("heel_raises.norm") == norm


def test_nothing_after_the_day_is_known():
    values = facts(
        date=ago(3), pain=[pain(1, "during", 8)], runs=[run(0, 9e3)],
        symptoms=[SymptomEntry(ago(2), "limp")],
    ).values  # fmt: skip
    assert "pain.during" not in values and "symptom.limp" not in values
    assert "run.week_distance" not in values
