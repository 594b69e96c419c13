"""Next week from what was done: pain, gates, missed and easy sessions, stops, tests."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from soleus.base.errors import InputError
from soleus.plan.adapt import next_week
from soleus.plan.document import plan_document
from soleus.plan.doser import Doser
from soleus.plan.history import (
    DoneSession,
    DoneSet,
    History,
    PainEntry,
    RunEntry,
    SymptomEntry,
    TestEntry,
)
from soleus.plan.planner import make_plan
from soleus.plan.request import PlanRequest
from soleus.plan.rules import load_rules
from soleus.plan.scheme_files import RUNNING, STEADY, load_scheme

START = dt.date(2026, 3, 2)  # a Monday
SUNDAY = START + dt.timedelta(days=6)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def plan(person):
    return make_plan(load_scheme("article"), person, 3, START)


@pytest.fixture(scope="module")
def heavy(person):
    request = PlanRequest(weights=tuple(2.5 * n for n in range(1, 60)))
    return make_plan(load_scheme("beyer_heavy_slow"), person, 3, START, request=request)


@pytest.fixture(scope="module")
def holds(person):
    return make_plan(load_scheme("isometric_start"), person, 3, START)


def done(session, effort=7.0, share=1.0):
    """A planned session as it was done, or a share of its sets."""
    sets = []
    for b in session.blocks:
        run = b.exercise in (*RUNNING, *STEADY)
        count = b.repetitions if run else b.sets
        one = DoneSet(
            b.exercise, 1 if run else b.repetitions, b.load_kg or None, b.hold_s, b.distance_m,
            b.duration_s,
        )  # fmt: skip
        sets += [one] * max(1, round(share * count))
    return DoneSession(session.date, session.label, tuple(sets), session.uid, effort)


def week(plan, number, effort=7.0, share=1.0, pains=(1.0, 1.0, 1.0), usual=1.0):
    """History of one week of a plan, all done, with pain during, after and on the mornings after;
    usual mornings before."""
    sessions = plan.weeks[number - 1].sessions
    entries = [PainEntry(START - k * DAY, "morning", usual) for k in (1, 2, 3)]
    for s in sessions:
        during, after, morning = pains
        entries += [
            PainEntry(s.date, "during", during, session_uid=s.uid),
            PainEntry(s.date, "after", after, session_uid=s.uid),
            PainEntry(s.date + DAY, "morning", morning),
            PainEntry(s.date + 2 * DAY, "morning", morning),
        ]
    return History(tuple(done(s, effort, share) for s in sessions), tuple(entries))


def rules(change):
    return {r.rule for r in change.reasons}


def impulse(session, tissue="achilles"):
    return session.dose[tissue]["impulse_bw_s"]


@pytest.fixture(scope="module")
def sore(plan):
    history = week(plan, 1, pains=(6.0, 3.0, 1.0))
    return history, next_week(plan, history, SUNDAY)


def test_pain_of_six_makes_the_next_week_lower_and_says_why(plan, sore):
    _, found = sore
    coming = {s.uid: s for s in found.plan.weeks[1].sessions}
    for before in plan.weeks[1].sessions:
        after = coming[before.uid]
        assert after.date == before.date
        for tissue in ("soleus", "achilles"):
            assert impulse(after, tissue) < impulse(before, tissue)
        assert (
            after.dose["achilles"]["peak_force_bw"]
            < 0.95 * before.dose["achilles"]["peak_force_bw"]
        )
    changes = [c for c in found.changes if c.date < SUNDAY + 8 * DAY]
    assert len(changes) == len(coming)
    for change in changes:
        assert "PAIN-DURING" in rules(change)
        assert "Pain was 6 of 10" in str(change)
        assert change.before and change.after and change.before != change.after
        assert "lighter" in change.what
    assert "PAIN-DURING" in {f.rule.id for f in found.fired}
    assert not found.stopped


def test_what_lies_behind_stays_as_it_is(plan, sore):
    _, found = sore
    assert found.plan.weeks[0] is plan.weeks[0]
    assert found.plan.uid == plan.uid
    assert [s.uid for s in found.plan.sessions()] == [s.uid for s in plan.sessions()]


def test_later_weeks_wait_a_week_instead_of_jumping(plan, sore):
    _, found = sore
    planned = plan.weeks[1].sessions[0]
    waiting = found.plan.weeks[2].sessions[0]
    assert [b.spec for b in waiting.blocks] == [b.spec for b in planned.blocks]
    assert any(r.rule == "PLAN-HELD" for r in waiting.reasons)


def test_the_same_inputs_give_the_same_result(plan, sore):
    history, found = sore
    again = next_week(plan, history, SUNDAY)
    assert plan_document(again.plan) == plan_document(found.plan)
    assert again.changes == found.changes and again.notes == found.notes


def test_an_accepted_change_is_not_made_twice(sore):
    history, found = sore
    for later in (SUNDAY, SUNDAY + DAY):
        again = next_week(found.plan, history, later)
        assert again.changes == ()
        assert again.plan is found.plan


def test_what_hurt_does_not_reach_further_with_every_day_it_is_asked(holds):
    history = week(holds, 1, pains=(6.0, 2.0, 1.0))
    found = next_week(holds, history, SUNDAY)
    added = [c for c in found.changes if "one more week" in c.what]
    assert len(added) == 3 and all("lighter" in c.what and c.before == "" for c in added)
    assert len({c.session_uid for c in found.changes}) == len(found.changes)
    for days in (1, 2, 3):
        assert (
            next_week(found.plan, history, SUNDAY + days * DAY).plan.weeks[2:]
            == (found.plan.weeks[2:])
        )


def test_pain_up_to_five_holds_but_does_not_lighten(plan):
    found = next_week(plan, week(plan, 1, pains=(4.0, 3.0, 1.0)), SUNDAY)
    first = found.plan.weeks[1].sessions[0]
    assert [b.spec for b in first.blocks] == [b.spec for b in plan.weeks[0].sessions[0].blocks]
    assert all(rules(c) <= {"PAIN-DURING-HOLD", "PLAN-HELD"} for c in found.changes)


def test_a_morning_that_is_not_settled_repeats_with_less(plan):
    history = week(plan, 1)
    last = plan.weeks[0].sessions[-1]
    pains = tuple(
        replace(e, value=4.0) if e.when == "morning" and e.date == last.date + DAY else e
        for e in history.pain
    )
    found = next_week(plan, replace(history, pain=pains), last.date + DAY)
    first, this = found.plan.weeks[1].sessions[0], plan.weeks[0].sessions[0]
    assert "PAIN-MORNING" in rules(found.changes[0])
    assert "our own choice" in str(found.changes[0])
    for new, old in zip(first.blocks, this.blocks, strict=True):
        assert new.sets * new.repetitions <= 0.8 * old.sets * old.repetitions
        assert new.sets * new.repetitions > 0.5 * old.sets * old.repetitions


def test_light_sessions_stay_when_a_hard_one_hurt(plan):
    last = plan.weeks[1].sessions[-1]
    assert last.name == "hill"
    strength = plan.weeks[1].sessions[0].blocks[1:2]
    light = replace(last, name="easy", label="Easy", tier="light", blocks=strength)
    other = replace(last, name="other", label="Other", tier="high", uid="other")
    hurt = plan.weeks[0].sessions[-1]
    hurt = replace(hurt, blocks=hurt.blocks[:1])
    mixed = replace(
        plan,
        weeks=(
            replace(plan.weeks[0], sessions=(plan.weeks[0].sessions[0], hurt)),
            replace(plan.weeks[1], sessions=(light, other)),
        ),
    )
    found = next_week(mixed, week(mixed, 1, pains=(6.0, 3.0, 1.0)), SUNDAY)
    assert {c.label for c in found.changes} == {"Other"}


def test_nothing_done_repeats_the_week_and_makes_nothing_up(plan):
    found = next_week(plan, History(), SUNDAY)
    first = found.plan.weeks[1].sessions[0]
    assert [b.spec for b in first.blocks] == [b.spec for b in plan.weeks[0].sessions[0].blocks]
    assert "PLAN-LESS-DONE" in {r.rule for r in first.reasons}
    assert len(found.plan.weeks[1].sessions) == len(plan.weeks[1].sessions)
    assert any("not made up" in note for note in found.notes)
    assert found.done[0].adherence == 0 and found.done[0].share("achilles impulse_bw_s") == 0


def test_all_done_well_goes_on_as_planned(plan):
    found = next_week(plan, week(plan, 1), SUNDAY)
    assert found.changes == () and found.plan is plan
    this, coming = found.plan.weeks[0], found.plan.weeks[1]
    assert impulse(coming, "soleus") > impulse(this, "soleus")
    assert found.done[0].sessions_done == found.done[0].sessions_planned == 2


def test_before_the_plan_begins_nothing_changes(plan):
    found = next_week(plan, History(), START)
    assert found.changes == () and found.plan is plan and not found.stopped


@pytest.mark.parametrize("scheme", ["plan", "heavy", "holds"])
def test_dose_of_logged_sets_is_that_of_the_plan(scheme, request):
    some = request.getfixturevalue(scheme)
    found = next_week(some, week(some, 1), SUNDAY)
    for key in ("soleus impulse_bw_s", "achilles impulse_bw_s"):
        assert found.done[0].share(key) == pytest.approx(1.0, rel=1e-6)


def test_half_the_sets_give_less(plan):
    half = next_week(plan, week(plan, 1, share=0.5), SUNDAY)
    assert 0.3 < half.done[0].share("achilles impulse_bw_s") < 0.75


def test_easy_sets_take_the_next_weight(heavy):
    # the third week is of the same phase as the second
    history = week(heavy, 2, effort=5.0)
    assert next_week(heavy, week(heavy, 2, effort=6.5), START + 13 * DAY).changes == ()
    found = next_week(heavy, history, START + 13 * DAY)
    change = next(c for c in found.changes if c.date == heavy.weeks[2].sessions[0].date)
    assert "PROG-LOAD-UP" in rules(change) and "heavier" in change.what
    assert "our own choice" in str(change)
    for new, old in zip(
        found.plan.weeks[2].sessions[0].blocks, heavy.weeks[2].sessions[0].blocks, strict=True
    ):
        assert new.load_kg == old.load_kg + 2.5
        assert new.load_kg in heavy.request.weights
    again = next_week(found.plan, history, START + 13 * DAY)
    assert again.changes == ()


@pytest.mark.parametrize("spoiled", ["effort", "sets", "pain", "silence"])
def test_no_weight_is_added_when_it_was_hard_short_sore_or_untold(heavy, spoiled):
    effort = 8.0 if spoiled == "effort" else 5.0
    history = week(heavy, 2, effort=effort, pains=(2.0, 1.0, 1.0))
    if spoiled == "sets":  # the first and the last set of each session are missing
        less = tuple(replace(d, sets=d.sets[1:4] + d.sets[5:7]) for d in history.done)
        history = replace(history, done=less)
    if spoiled == "pain":
        history = week(heavy, 2, effort=5.0, pains=(3.0, 1.0, 1.0))
    if spoiled == "silence":
        history = replace(history, pain=())
    found = next_week(heavy, history, START + 13 * DAY)
    assert not any("PROG-LOAD-UP" in rules(c) for c in found.changes)
    if spoiled == "silence":
        assert any("is not known" in note for note in found.notes)


@pytest.mark.parametrize("symptom", ["warmth", "sudden_pop", "night_pain_rising"])
def test_a_stop_symptom_cancels_all_that_lies_ahead(plan, symptom):
    history = replace(week(plan, 1), symptoms=(SymptomEntry(SUNDAY, symptom),))
    found = next_week(plan, history, SUNDAY)
    assert found.stopped
    assert list(found.plan.sessions()) == list(plan.weeks[0].sessions)
    ahead = [s for w in plan.weeks[1:] for s in w.sessions]
    assert [c.session_uid for c in found.changes] == [s.uid for s in ahead]
    assert all(c.what == "cancelled" and c.after == "" for c in found.changes)
    text = str(found).lower()
    assert "clinician" in text
    assert not re.search(
        r"thrombos|rupture[^_]|tendinopath|infection", text.replace("stop-rupture", "")
    )


def test_a_stop_cannot_be_overridden(plan):
    for who in ("user", "clinician"):
        stubborn = replace(
            plan, request=replace(plan.request, overrides=("STOP-CLOT",), override_by=who)
        )
        with pytest.raises(InputError, match="STOP-CLOT cannot be put aside"):
            next_week(stubborn, History(symptoms=(SymptomEntry(SUNDAY, "warmth"),)), SUNDAY)


def test_a_drug_takes_sprints_out_and_leaves_strength(plan):
    history = replace(week(plan, 1), symptoms=(SymptomEntry(SUNDAY, "fluoroquinolone"),))
    found = next_week(plan, history, SUNDAY)
    assert not found.stopped
    for w in found.plan.weeks[1:]:
        for s in w.sessions:
            assert s.blocks and not any(b.exercise in RUNNING for b in s.blocks)
    assert all("STOP-DRUG" in rules(c) for c in found.changes)


def test_a_limp_takes_running_out_of_the_coming_week_only(plan):
    history = replace(week(plan, 1), symptoms=(SymptomEntry(SUNDAY, "limp"),))
    found = next_week(plan, history, SUNDAY)
    assert not any(b.exercise in RUNNING for s in found.plan.weeks[1].sessions for b in s.blocks)
    assert any(b.exercise in RUNNING for s in found.plan.weeks[2].sessions for b in s.blocks)


def test_an_override_of_a_clinician_lets_pain_pass(plan):
    request = replace(plan.request, overrides=("PAIN-DURING",), override_by="clinician")
    found = next_week(replace(plan, request=request), week(plan, 1, pains=(6.0, 3.0, 1.0)), SUNDAY)
    assert "PAIN-DURING" not in {f.rule.id for f in found.fired}
    assert any("rules put aside: PAIN-DURING" in note for note in found.notes)


def test_passed_gates_open_the_next_phase(holds):
    found = next_week(holds, week(holds, 1), SUNDAY)
    assert [g.passed for g in found.gates] == [True, True, True]
    assert [w.phase for w in found.plan.weeks] == [w.phase for w in holds.weeks]
    assert any("begins: its gates are passed" in note for note in found.notes)


@pytest.mark.parametrize("reason", ["pain", "unknown"])
def test_a_shut_gate_keeps_the_phase_for_another_week(holds, reason):
    history = week(holds, 1, pains=(3.0, 1.0, 1.0))
    if reason == "unknown":
        history = replace(history, pain=())
    found = next_week(holds, history, SUNDAY)
    assert [w.phase for w in found.plan.weeks] == ["holds", "holds", "high_strain", "high_strain"]
    assert [w.number for w in found.plan.weeks] == [1, 2, 3, 4]
    gate = next(g for g in found.gates if g.rule.id == "PROG-DEFENCE")
    assert gate.passed is (False if reason == "pain" else None)
    assert gate.missing
    again, planned = found.plan.weeks[1].sessions, holds.weeks[0].sessions
    assert [s.date - p.date for s, p in zip(again, planned, strict=True)] == [7 * DAY] * 3
    moved = {s.uid: s.date for s in found.plan.sessions()}
    for s in holds.weeks[1].sessions:
        assert moved[s.uid] == s.date + 7 * DAY
    uids = [s.uid for s in found.plan.sessions()]
    assert len(set(uids)) == len(uids)
    assert any("PROG-DEFENCE" in rules(c) for c in found.changes)
    twice = next_week(found.plan, history, SUNDAY)
    assert [w.phase for w in twice.plan.weeks] == [w.phase for w in found.plan.weeks]


def test_a_phase_that_takes_longer_than_it_should_says_so(holds):
    plan, today = holds, SUNDAY
    notes = []
    for _ in range(3):
        found = next_week(plan, History(), today)
        plan, today, notes = found.plan, today + 7 * DAY, list(found.notes)
    assert [w.phase for w in plan.weeks][:4] == ["holds"] * 4
    assert any("usually takes at most 3 weeks" in note for note in notes)


def test_a_test_changes_the_doses_ahead_and_nothing_behind(plan):
    tests = tuple(TestEntry(SUNDAY, "heel_raises", n, s) for n, s in ((22, "left"), (27, "right")))
    found = next_week(plan, replace(week(plan, 1), tests=tests), SUNDAY)
    assert found.plan.person.heel_raises == 22
    assert found.plan.weeks[0] is plan.weeks[0]
    new, old = found.plan.weeks[1].sessions[0], plan.weeks[1].sessions[0]
    squats = [s.blocks[2].dose["soleus"]["peak_force_share"] for s in (new, old)]
    assert squats[0] > 1.05 * squats[1]
    assert [b.spec for b in new.blocks] == [b.spec for b in old.blocks]
    assert any(rules(c) == {"PLAN-TESTED"} for c in found.changes)
    assert found.capacity.heel_raises == 22 and found.capacity.norm == 32
    ratio = next(s.ratio for s in found.capacity.strength if s.test == "heel_raises")
    assert ratio == pytest.approx((22 / 37) ** (1 / 2.06), rel=1e-6)


def test_a_test_nobody_could_have_is_told_and_not_used(plan):
    tests = (TestEntry(SUNDAY, "isometric_plantarflexion", 450.0),)
    found = next_week(plan, replace(week(plan, 1), tests=tests), SUNDAY)
    assert found.plan is plan
    assert any("the test is not used" in note for note in found.notes)


def test_capacity_tells_what_the_coming_sets_take(plan):
    found = next_week(plan, week(plan, 1), SUNDAY)
    sets = [s for s in found.capacity.sets if s.spec.exercise == "deep_squat_calf_raise"]
    assert sets and all(0 < s.share < 1 and s.possible > s.spec.repetitions for s in sets)
    assert all(s.course.finished and 0 < s.course.left[-1] < 1 for s in sets)
    assert found.capacity.tendon.planned > 0 and found.capacity.tendon.done > 0


def test_a_planned_run_that_would_be_a_spike_is_cut(person):
    long = make_plan(load_scheme("article"), person, 2, START)
    history = week(long, 1)
    short = tuple(
        replace(d, sets=tuple(replace(s, distance_m=100.0) if s.distance_m else s for s in d.sets))
        for d in history.done
    )
    assert next_week(long, replace(history, done=short), SUNDAY).changes == ()
    runs = (RunEntry(START, "running", 150.0, 380.0, content_hash="a"),)
    found = next_week(long, replace(history, done=short, runs=runs), SUNDAY)
    cut = [c for c in found.changes if "RUN-SPIKE" in rules(c)]
    assert cut and "less running" in cut[0].what
    distance = 0.0
    for block in found.plan.weeks[1].sessions[0].blocks:
        distance += (block.distance_m or 0.0) * block.repetitions
    assert 0 < distance <= 1.1 * 400.0 + 1e-9


def test_a_run_that_was_a_spike_is_told(plan):
    runs = tuple(
        RunEntry(START + k * DAY, "running", 3600.0, d, content_hash=str(k))
        for k, d in ((-8, 8000.0), (5, 14000.0))
    )
    found = next_week(plan, replace(week(plan, 1), runs=runs), SUNDAY)
    assert any("14 km" in note and "1.52 times" in note for note in found.notes)


def test_capacity_says_when_sets_cannot_be_finished(person, plan):
    weak = replace(person, isometric_moment=75.0)
    spec = replace(
        plan.weeks[1].sessions[0].blocks[2].spec, exercise="single_leg_calf_raise", hold=None
    )
    doser = Doser(make_plan(load_scheme("article"), weak, 1, START).leg)
    hard = replace(plan.weeks[1].sessions[0], blocks=(doser.block(spec),))
    tough = replace(
        plan, person=weak, leg=doser.leg,
        weeks=(plan.weeks[0], replace(plan.weeks[1], sessions=(hard,))),
    )  # fmt: skip
    found = next_week(tough, week(plan, 1), SUNDAY)
    assert "cannot be finished" in str(found.capacity)


def test_rules_of_ones_own_are_asked_too(plan, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "rules:\n- {id: MY-LIMIT, group: pain, when: {field: pain.worst, op: '>', value: 0},"
        " then: {scale_dose: 0.5, hold: true}, reason: I go easy., source: assumption,"
        " strength: P, ours: true, overridable_by: user}\n",
        encoding="utf-8",
    )
    found = next_week(plan, week(plan, 1), SUNDAY, load_rules(path))
    assert any("MY-LIMIT" in rules(c) for c in found.changes)
    assert impulse(found.plan.weeks[1]) < 0.7 * impulse(plan.weeks[1])
