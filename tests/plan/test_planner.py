"""A scheme and a person make dated sessions with simulated doses."""

import datetime as dt
import re

import pytest

from soleus.anatomy.person import Person
from soleus.base.errors import InputError
from soleus.dose.sprint import measure_sprint
from soleus.motion.run_exercise import load_run
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme

START = dt.date(2026, 1, 5)  # a Monday


@pytest.fixture(scope="module")
def plan(person):
    return make_plan(load_scheme("article"), person, 4, START)


def test_dates_rise_and_stay_in_their_week(plan):
    dates = [s.date for w in plan.weeks for s in w.sessions]
    assert dates == sorted(dates)
    for week in plan.weeks:
        for session in week.sessions:
            assert 0 <= (session.date - week.start).days < 7


def test_two_sprint_sessions_then_three(plan):
    assert [len(w.sessions) for w in plan.weeks] == [2, 2, 3, 3]


def test_ranges_run_from_first_to_last_week(plan):
    first, last = plan.weeks[0].sessions[0].blocks, plan.weeks[-1].sessions[0].blocks
    assert [(b.sets, b.repetitions, b.distance_m) for b in first] == [
        (1, 4, 200), (3, 10, None), (3, 15, None)
    ]  # fmt: skip
    assert [(b.sets, b.repetitions, b.distance_m) for b in last] == [
        (1, 5, 250), (4, 12, None), (3, 20, None)
    ]  # fmt: skip


def test_every_set_closes_with_the_hold(plan):
    block = plan.weeks[0].sessions[0].blocks[2]
    assert block.exercise == "deep_squat_calf_raise"
    assert block.hold_s == 20


def test_sprints_have_forces_like_any_other_exercise(plan):
    sprint = plan.weeks[0].sessions[0].blocks[0]
    assert sprint.grade_percent == 8 and sprint.technique
    assert 4 < sprint.dose["achilles"]["peak_force_bw"] < 13
    run = load_run("uphill_sprint").changed(distance=200.0, grade=0.08, effort=0.9)
    one = measure_sprint(run, plan.leg).dose["soleus"]["impulse_bw_s"]
    total = sprint.dose["soleus"]["impulse_bw_s"]
    assert total == pytest.approx(sprint.repetitions * one)
    only_sprints = plan.weeks[-1].sessions[-1]
    assert only_sprints.dose["soleus"]["impulse_bw_s"] > 0


def test_doses_add_up(plan):
    for week in plan.weeks:
        total = 0.0
        for session in week.sessions:
            known = [b.dose["soleus"]["impulse_bw_s"] for b in session.blocks if b.dose]
            if known:
                assert session.dose["soleus"]["impulse_bw_s"] == pytest.approx(sum(known))
            total += sum(known)
        assert week.dose["soleus"]["impulse_bw_s"] == pytest.approx(total)


def test_the_same_inputs_give_the_same_plan(plan, person):
    again = make_plan(load_scheme("article"), person, 4, START)
    assert again.weeks == plan.weeks


def test_sessions_before_the_start_are_left_out(person):
    plan = make_plan(load_scheme("article"), person, 1, dt.date(2026, 1, 7))
    assert [s.date for s in plan.weeks[0].sessions] == [dt.date(2026, 1, 9)]
    assert plan.weeks[0].start == dt.date(2026, 1, 7)


def test_table_has_a_row_a_block_and_every_block_a_dose(plan):
    table = plan.table()
    assert len(table) == sum(len(s.blocks) for w in plan.weeks for s in w.sessions)
    running = table[table.exercise == "uphill_sprint"]
    assert (running.soleus_impulse_bw_s > 10).all() and (running.grade_percent == 8).all()
    assert (table.soleus_impulse_bw_s.dropna() > 0).all()


@pytest.mark.parametrize("weeks", [0, -1, 105])
def test_impossible_lengths_are_refused(weeks, person):
    with pytest.raises(InputError, match="outside 1 to 104"):
        make_plan(load_scheme("article"), person, weeks, START)


def test_the_end_of_the_calendar_is_refused(person):
    with pytest.raises(InputError, match="end of the calendar"):
        make_plan(load_scheme("article"), person, 4, dt.date(9999, 12, 31))


def test_a_stiff_ankle_gets_another_exercise_and_is_told_why(tmp_path):
    stiff = Person(height=1.78, mass=72, sex="male", age=34, knee_to_wall=-0.03)
    path = tmp_path / "lean.yaml"
    path.write_text(
        "label: Lean\nabout: A hold.\nsource: assumption\nsessions:\n"
        "  - name: a\n    label: A\n    days: [0]\n    blocks:\n"
        "      - {exercise: wall_lean_isometric, repetitions: 1, rest: 60 s}\n"
    )
    plan = make_plan(load_scheme(path), stiff, 1, START)
    block = plan.weeks[0].sessions[0].blocks[0]
    assert block.swapped_from == "wall_lean_isometric" != block.exercise
    assert block.reasons[0].rule == "FIT-BODY"
    assert re.search(r"dorsiflexion.*this ankle has", block.reasons[0].text)


def test_progress_names_each_exercise_once(person):
    said = []
    make_plan(load_scheme("article"), person, 2, START, said.append)
    assert sorted(set(said)) == ["deep_squat_calf_raise", "glute_ham_raise", "uphill_sprint"]
    assert said.count("glute_ham_raise") == 1 == said.count("deep_squat_calf_raise")
