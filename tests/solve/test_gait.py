"""The verb: from a person to a gait, with and without the library, and its refusals."""

import numpy as np
import pytest

import soleus as so
from soleus.base.errors import InfeasibleError, InputError
from soleus.solve import gait as gait_module
from soleus.solve.gait import predict_gait
from soleus.solve.gait_estimate import add_intervals, estimate_gait
from soleus.solve.gait_range import check_request


@pytest.fixture(scope="module")
def solved(runner):
    return predict_gait(runner, 3.2, 0.03)


@pytest.fixture(scope="module")
def runner():
    return so.Person(height=1.78, mass=72.0, sex="male", age=34.0)


def test_a_gait_between_nodes_for_another_body(solved):
    assert solved.accepted and solved.origin == "solved"
    assert solved.violation < 1e-4 and solved.iterations > 3
    assert 140 < solved.summary["cadence_spm"] < 190
    assert "solved in" in solved.verdict
    table = solved.table()
    assert {"achilles_force_bw", "soleus_force_n", "ankle_angle_moment_nm"} <= set(table.columns)


def test_the_estimate_is_near_the_solution(solved, leg):
    estimate = estimate_gait(leg, 3.2, 0.03)
    for key in ("peak_force_bw", "impulse_bw_s"):
        found, expected = estimate.summary["achilles"][key], solved.summary["achilles"][key]
        assert found == pytest.approx(expected, rel=0.06)
    assert set(estimate.summary) == set(solved.summary)
    low, high = add_intervals(estimate.summary)["achilles"]["peak_force_bw_interval"]
    assert low < estimate.summary["achilles"]["peak_force_bw"] < high


def test_cadence_can_be_given(runner):
    fast = predict_gait(runner, 3.2, 0.03, cadence=178.0)
    assert fast.accepted and fast.cadence_is_input
    assert fast.summary["cadence_spm"] == pytest.approx(178.0)


def test_it_works_from_the_template_alone(runner, monkeypatch):
    monkeypatch.setattr(gait_module, "load_library", lambda: None)
    found = predict_gait(runner, 3.5, 0.0, cadence=168.0, seconds=120.0)
    assert found.accepted, found.verdict
    assert 0.19 < found.summary["contact_time_s"] < 0.30


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((12.0, 0.0), "speed 12 m/s is outside the 0.8 to 9 m/s.*nearest is 9"),
        ((3.0, 0.6), "grade 60 % is outside the -12 to 25 %.*nearest is 25"),
        ((3.0, float("nan")), "grade nan"),
        ((3.0, 0.0, 400.0), "cadence 400 steps/min is outside"),
        ((3.0, 0.0, None, "skip"), "gait 'skip' is unknown"),
        ((5.0, 0.0, None, "walk"), "speed of a walk 5 m/s is outside"),
    ],
)
def test_bad_requests_name_the_range(runner, arguments, words):
    with pytest.raises(InputError, match=words):
        predict_gait(runner, *arguments)


def test_walking_and_running_are_told_apart():
    assert check_request(1.3, 0.0, None, None) == "walk"
    assert check_request(2.5, 0.0, None, None) == "run"
    assert check_request(1.9, 0.0, None, "run") == "run"


def test_what_the_library_cannot_answer_names_the_nearest(leg):
    with pytest.raises(InfeasibleError, match=r"nearest it has is \d.*--solve"):
        estimate_gait(leg, 8.9, 0.2)


def test_beyond_a_body_is_told_from_a_failure(runner):
    """Nobody of this size runs 9 m/s up 20 %."""
    with pytest.raises(InfeasibleError, match=r"beyond this body.*full activation"):
        predict_gait(runner, 9.0, 0.20, seconds=20.0)


def test_uphill_shifts_work_to_the_hip(leg):
    """The gate of the recipe: at equal speed the hip takes more of the added work than any
    other joint (Roberts & Belliveau 2005)."""
    level, hill = estimate_gait(leg, 3.0, 0.0).summary, estimate_gait(leg, 3.0, 0.20).summary
    added = {
        j: hill[j]["net_work_j_per_kg"] - level[j]["net_work_j_per_kg"]
        for j in ("hip", "knee", "ankle")
    }
    assert max(added, key=added.get) == "hip"
    assert np.isfinite(list(added.values())).all()


def test_a_small_body_is_scaled_by_its_strength():
    """A light woman has more calf a kilogram than the library's body, and loads it more: solved
    for herself she is within 10 % of the scaled answer."""
    small = so.Person(height=1.55, mass=46.0, sex="female", age=28.0)
    body = so.build_leg(small)
    solved, estimate = predict_gait(small, 2.8), estimate_gait(body, 2.8)
    for part in ("peak_force_bw", "impulse_bw_s"):
        found = estimate.summary["achilles"][part]
        assert found == pytest.approx(solved.summary["achilles"][part], rel=0.10)
    bigger = estimate_gait(so.build_leg(so.Person(1.55, 80.0, "female", 28.0)), 2.8)
    assert (
        bigger.summary["achilles"]["peak_force_bw"] < estimate.summary["achilles"]["peak_force_bw"]
    )


def test_cadence_beyond_the_library_is_refused(leg):
    with pytest.raises(InfeasibleError, match=r"steps/min.*--solve"):
        estimate_gait(leg, 3.0, 0.0, cadence=110.0)


def test_a_short_search_is_refused_and_a_real_one_keeps_to_its_time(runner):
    with pytest.raises(InputError, match="too short"):
        predict_gait(runner, 3.0, seconds=0.1)
