"""Shares of strength and repetitions to failure, against the fatigue model step by step."""

import math

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.fatigue import load_fatigue, simulate_fatigue
from soleus.motion.exercise_files import load_exercise
from soleus.plan.capacity import moment_shares, repetitions_possible, set_course, strength_share
from soleus.solve.load_sharing import solve_exercise


@pytest.fixture(scope="module")
def loaded(leg):
    return [
        solve_exercise(load_exercise("single_leg_calf_raise").with_load(mass), leg)
        for mass in (0.0, 20.0, 40.0)
    ]


def test_more_load_takes_more_of_the_strength_and_allows_less(loaded, leg):
    shares = [strength_share(s) for s in loaded]
    counts = [repetitions_possible(s, leg) for s in loaded]
    assert shares == sorted(shares) and 0.5 < shares[0] < 0.8
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[1]


def test_a_stronger_calf_can_do_more(leg):
    counts = []
    for moment in (100.0, 140.0, 180.0):
        strong = build_leg(Person(1.78, 72.0, "male", 34.0, isometric_moment=moment))
        solution = solve_exercise(load_exercise("single_leg_calf_raise"), strong)
        counts.append(repetitions_possible(solution, strong))
    assert counts == sorted(counts) and counts[-1] > 2 * counts[0]


def test_repetitions_are_those_of_the_fatigue_model_step_by_step(loaded, leg):
    rates = load_fatigue("plantar_flexors_male")
    for solution in loaded[:2]:
        count = int(repetitions_possible(solution, leg))
        times, shares = moment_shares(solution)
        for n, failed in ((count, False), (count + 1, True)):
            course = simulate_fatigue(np.tile(times, n), np.tile(shares, n), rates)
            assert bool(course.failed) is failed


def test_single_leg_raises_at_body_weight_are_in_the_range_people_show(loaded, leg):
    # 566 people: medians 24 and 21 (hebertlosier2017); the model's calf at 4 s a raise
    assert 15 <= repetitions_possible(loaded[0], leg) <= 40


def test_light_work_never_ends_and_too_heavy_work_never_begins(leg, solved):
    assert math.isinf(repetitions_possible(solved("seated_calf_raise"), leg))
    weak = build_leg(Person(1.78, 72.0, "male", 34.0, isometric_moment=60.0))
    solution = solve_exercise(load_exercise("single_leg_calf_raise"), weak)
    assert strength_share(solution) >= 1.0
    assert repetitions_possible(solution, weak) == 0


def test_sets_with_rests_recover_between_and_tire_over_all(loaded, leg):
    course = set_course(loaded[0], leg, 3, 12, 90.0)
    assert course.finished and course.failed_in == 0
    assert len(course.left) == 3
    assert 1.0 > course.left[0] > course.left[1] > course.left[2] > 0.6
    longer = set_course(loaded[0], leg, 3, 12, 600.0)
    assert longer.left[2] > course.left[2]


def test_sets_beyond_the_repetitions_possible_are_not_finished(loaded, leg):
    count = int(repetitions_possible(loaded[0], leg))
    assert set_course(loaded[0], leg, 1, count, 0.0).finished
    over = set_course(loaded[0], leg, 3, count + 1, 60.0)
    assert not over.finished and over.failed_in == 1


def test_a_closing_hold_is_part_of_the_set(leg, solved):
    solution = solved("deep_squat_calf_raise")
    times, shares = moment_shares(solution, "hold")
    assert times.sum() == pytest.approx(20.0, abs=0.1) and shares.max() > 0
    course = set_course(solution, leg, 1, 15, 90.0)
    lasting = np.tile(moment_shares(solution)[0], 15), np.tile(moment_shares(solution)[1], 15)
    without = simulate_fatigue(*lasting, load_fatigue("plantar_flexors_male"))
    assert course.left[0] != pytest.approx(float(without.capacity[-1]), abs=1e-6)
