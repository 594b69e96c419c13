"""Plans for what a person has and wants: days, minutes, equipment, events, rules."""

import datetime as dt
from itertools import pairwise

import pytest

from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, InputError
from soleus.plan.history import DoneSession, History, RunEntry, SymptomEntry
from soleus.plan.plan import Plan
from soleus.plan.planner import make_plan, reason_rules
from soleus.plan.request import Event, Hill, PlanRequest
from soleus.plan.rules import load_rules
from soleus.plan.scheme_files import RUNNING, list_schemes, load_scheme

START = dt.date(2026, 1, 5)
PERSON = Person(height=1.78, mass=72, sex="male", age=34)


def plan(scheme="article", weeks=4, start=START, history=None, **request) -> Plan:
    return make_plan(
        load_scheme(scheme), PERSON, weeks, start, request=PlanRequest(**request), history=history
    )


def days_of(found: Plan) -> list[list[int]]:
    return [[s.date.weekday() for s in w.sessions] for w in found.weeks]


@pytest.mark.parametrize("name", list_schemes())
def test_every_scheme_gives_a_plan_whose_reasons_are_rules(name):
    found = plan(name)
    assert all(week.sessions for week in found.weeks)
    assert reason_rules(found) <= {r.id for r in load_rules()}
    uids = [s.uid for s in found.sessions()]
    assert len(set(uids)) == len(uids)


def test_the_same_inputs_give_the_same_plan():
    one, other = (
        plan(days=(0, 2, 5), minutes=(40.0,) * 7),
        plan(days=(0, 2, 5), minutes=(40.0,) * 7),
    )
    assert one.weeks == other.weeks and one.uid == other.uid
    assert plan(days=(0, 2, 4)).uid != one.uid


def test_sessions_lie_on_days_with_time_and_two_days_apart():
    found = plan(days=(0, 2, 5))
    assert {d for week in days_of(found) for d in week} <= {0, 2, 5}
    dates = [s.date for s in found.sessions()]
    assert min((b - a).days for a, b in pairwise(dates)) >= 2
    assert "FIT-DAYS" in reason_rules(found)


def test_no_session_is_longer_than_its_day_has_minutes():
    found = plan(minutes=(30.0,) * 7)
    assert all(s.minutes <= 30 for s in found.sessions())
    assert all(b.sets >= 1 for s in found.sessions() for b in s.blocks)
    assert "FIT-MINUTES" in reason_rules(found)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"days": (0,)}, r"too few days.*one more day \(wed or"),
        ({"days": (0, 1)}, r"48 h apart.*or with rule SPACE-48 put aside"),
        ({"minutes": (5.0,) * 7}, r"too few minutes.*fits with 15 minutes on each day"),
    ],
)
def test_an_impossible_request_says_what_to_loosen(request_, words):
    with pytest.raises(InfeasibleError, match=words):
        plan(**request_)


def test_what_it_says_would_fit_does_fit():
    plan(days=(0, 2))
    plan(days=(0, 1), overrides=("SPACE-48",))
    plan(minutes=(15.0,) * 7)
    with pytest.raises(InfeasibleError, match="no single change helps"):
        plan("alfredson", days=(0, 1))


def test_stop_rules_cannot_be_overridden():
    with pytest.raises(InputError, match="cannot be put aside"):
        plan(overrides=("STOP-RUPTURE",), override_by="clinician")


def test_a_stop_symptom_forbids_a_plan():
    history = History(symptoms=(SymptomEntry(START, "sudden_pop"),))
    with pytest.raises(InfeasibleError, match=r"no plan: .*\[STOP-RUPTURE\]"):
        plan(history=history)


def test_without_equipment_swaps_have_the_same_soleus_impulse_and_tier():
    full, bare = plan(), plan(equipment=frozenset({"step"}))
    swapped = [b for s in bare.sessions() for b in s.blocks if b.swapped_from]
    assert {b.swapped_from for b in swapped} == {"uphill_sprint", "glute_ham_raise"}
    assert all(b.reasons[0].rule == "EQUIP-SWAP" for b in swapped)
    assert len({b.exercise for b in swapped}) == 2, "one stand-in each, through all weeks"
    for there, here in zip(full.sessions(), bare.sessions(), strict=True):
        for a, b in zip(there.blocks, here.blocks, strict=True):
            assert b.dose["soleus"]["impulse_bw_s"] == pytest.approx(
                a.dose["soleus"]["impulse_bw_s"], rel=0.15
            )


def test_a_short_hill_is_run_more_often():
    found = plan(hills=(Hill(120.0, 0.06),))
    run = found.weeks[0].sessions[0].blocks[0]
    assert (run.distance_m, run.repetitions, run.grade_percent) == (120, 7, pytest.approx(6))
    assert run.reasons[0].rule == "EQUIP-HILL"


def test_loads_are_those_the_person_has():
    found = plan("beyer_heavy_slow", weights=(10.0, 20.0, 40.0))
    loads = {b.load_kg for s in found.sessions() for b in s.blocks}
    assert loads <= {0.0, 10.0, 20.0, 40.0} and max(loads) > 0
    bare = plan("beyer_heavy_slow", equipment=frozenset({"step"}))
    assert {b.load_kg for s in bare.sessions() for b in s.blocks} == {0.0}
    assert "LOAD-BODYWEIGHT" in reason_rules(bare)


def test_fewer_repetitions_that_are_just_possible_mean_more_load():
    found = plan("beyer_heavy_slow", weeks=12)
    first, last = found.weeks[0].sessions[0].blocks[0], found.weeks[-1].sessions[0].blocks[0]
    assert first.repetitions > last.repetitions and 0 < first.load_kg < last.load_kg


def test_races_and_busy_days_are_kept_free():
    race, busy = dt.date(2026, 1, 18), dt.date(2026, 1, 13)
    events = (
        Event(race, "race", 10_000.0), Event(busy, "busy"),
        Event(dt.date(2026, 1, 11), "long_run", 16_000.0),
    )  # fmt: skip
    found = plan(events=events)
    assert [s.name for s in found.on(race)] == ["race"] and not found.on(busy)
    assert found.on(race)[0].dose["achilles"]["impulse_bw_s"] > 1000
    for days in (1, 2):
        for session in found.on(race - dt.timedelta(days=days)):
            assert not any(b.exercise in RUNNING for b in session.blocks)


def test_a_week_after_four_is_easier_where_the_scheme_leaves_that_open():
    found = plan(weeks=6)
    impulses = [w.dose["soleus"]["impulse_bw_s"] for w in found.weeks]
    assert impulses[4] < 0.8 * impulses[3] and impulses[5] > impulses[3]
    assert found.weeks[4].reasons[0].rule == "PLAN-DELOAD"
    trial = plan("alfredson", weeks=6)
    assert "PLAN-DELOAD" not in reason_rules(trial)


def test_runs_rise_no_faster_than_a_tenth_above_the_longest():
    def longest(found):
        return [
            sum(b.distance_m * b.sets * b.repetitions for b in s.blocks if b.exercise in RUNNING)
            for s in found.sessions()
        ]

    careful = plan(longest_run=500.0)
    assert max(longest(careful)[:2]) <= 1.1 * 500
    assert "RUN-SPIKE" in reason_rules(careful)
    assert "RUN-SPIKE" not in reason_rules(plan(longest_run=8000.0))
    assert "RUN-SPIKE" not in reason_rules(plan()), "nothing known, nothing judged"


def test_the_past_counts_for_spacing_and_ramp():
    day = START - dt.timedelta(days=1)
    dose = {"achilles": {"impulse_bw_s": 400.0, "peak_force_bw": 7.0}}
    done = DoneSession(day, "x", dose=dose)
    run = RunEntry(day, "running", 1800.0, 600.0, dose=dose)
    found = plan(history=History(done=(done,), runs=(run,)))
    first = found.weeks[0].sessions[0]
    assert any(r.rule in ("RUN-SPIKE", "RUN-TENDON-SPIKE") for r in first.reasons)
    assert (
        first.dose["achilles"]["impulse_bw_s"]
        < plan().weeks[0].sessions[0].dose["achilles"]["impulse_bw_s"]
    )


def test_hard_runs_of_a_new_runner_are_run_easier():
    found = plan(running_weeks=2.0)
    efforts = [s.blocks[0].effort_percent for s in found.sessions()]
    first, last = efforts[0], efforts[-1]
    assert first == pytest.approx(63) and last == pytest.approx(90)
    assert "RUN-NEW" in reason_rules(found)
    assert "RUN-NEW" not in reason_rules(plan(running_weeks=10.0))
    assert "RUN-NEW" not in reason_rules(plan()), "not known, not judged"
