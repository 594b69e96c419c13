"""Dose of sets as done: what was told, what the plan tells, and what nobody knows."""

import datetime as dt
from dataclasses import replace

import pytest

from soleus.plan.block_spec import BlockSpec
from soleus.plan.done_dose import dose_of_session, dose_of_sets, spec_of_set
from soleus.plan.doser import Doser
from soleus.plan.history import DoneSession, DoneSet


@pytest.fixture(scope="module")
def doser(leg):
    return Doser(leg)


def impulse(dose, tissue="achilles"):
    return dose[tissue]["impulse_bw_s"]


def test_sets_add_up_to_the_block(doser):
    block = doser.block(BlockSpec("single_leg_calf_raise", 3, 12, 10.0, 60.0))
    sets = [DoneSet("single_leg_calf_raise", 12, 10.0)] * 3
    assert impulse(dose_of_sets(sets, doser)) == pytest.approx(impulse(block.dose), rel=1e-9)
    assert impulse(dose_of_sets(sets[:2], doser)) == pytest.approx(
        impulse(block.dose) * 2 / 3, rel=1e-9
    )


def test_the_tempo_is_that_of_the_plan(doser):
    slow = {"raise": 3.0, "hold_top": 0.0, "lower": 3.0}
    block = doser.block(BlockSpec("single_leg_calf_raise", 1, 8, 0.0, 60.0, tempo=slow))
    one = [DoneSet("single_leg_calf_raise", 8)]
    with_plan = dose_of_sets(one, doser, (block,))
    assert impulse(with_plan) == pytest.approx(impulse(block.dose), rel=1e-9)
    assert impulse(dose_of_sets(one, doser)) < impulse(with_plan)


def test_each_side_counts_for_its_own_leg(doser):
    left = [DoneSet("single_leg_calf_raise", 10, side="left")] * 3
    right = [DoneSet("single_leg_calf_raise", 10, side="right")] * 2
    both = [DoneSet("single_leg_calf_raise", 10)] * 3
    found = impulse(dose_of_sets([*left, *right], doser))
    assert found == pytest.approx(impulse(dose_of_sets(both, doser)), rel=1e-9)
    assert impulse(dose_of_sets(right, doser)) == pytest.approx(found * 2 / 3, rel=1e-9)


@pytest.mark.parametrize(
    "unknown",
    [
        DoneSet("single_leg_calf_raise"),
        DoneSet("single_leg_calf_raise", 0),
        DoneSet("easy_run"),
        DoneSet("uphill_sprint", 1),
        DoneSet("bench_press", 10, 60.0),
    ],
)
def test_what_is_not_known_adds_nothing_and_is_not_zero(doser, unknown):
    assert dose_of_sets([unknown], doser) == {}
    known = DoneSet("single_leg_calf_raise", 10)
    assert dose_of_sets([known, unknown], doser) == dose_of_sets([known], doser)


def test_runs_take_distance_or_time(doser):
    by_distance = dose_of_sets([DoneSet("easy_run", distance_m=3000.0)], doser)
    assert impulse(by_distance) > 100
    twice = dose_of_sets([DoneSet("easy_run", 2, distance_m=3000.0)], doser)
    assert impulse(twice) == pytest.approx(2 * impulse(by_distance), rel=1e-9)
    assert impulse(dose_of_sets([DoneSet("easy_run", duration_s=600.0)], doser)) > 100


def test_a_hold_the_exercise_cannot_take_is_left_out(doser):
    told = DoneSet("single_leg_calf_raise", 10, hold_s=20.0)
    plain = DoneSet("single_leg_calf_raise", 10)
    assert dose_of_sets([told], doser) == dose_of_sets([plain], doser)


def test_the_logged_dose_stands(doser):
    done = DoneSession(
        dt.date(2026, 3, 2), "x", (DoneSet("easy_run", distance_m=1000.0),),
        dose={"achilles": {"impulse_bw_s": 1.0}},
    )  # fmt: skip
    assert dose_of_session(done, doser) == {"achilles": {"impulse_bw_s": 1.0}}
    assert impulse(dose_of_session(replace(done, dose={}), doser)) > 10


def test_a_set_says_what_to_simulate():
    spec = spec_of_set(DoneSet("deep_squat_calf_raise", 15, 20.0, 30.0))
    assert (spec.sets, spec.repetitions, spec.load, spec.hold) == (1, 15, 20.0, 30.0)
