"""Uphill sprints: speed over the distance, doses from steps, and what cannot be."""

import numpy as np
import pytest

import soleus as so
from soleus.base.errors import DataError, InfeasibleError, InputError
from soleus.dose.metrics import METRICS, TISSUES
from soleus.dose.sprint import describe_speed, measure_sprint, speed_profile, top_speed
from soleus.dose.technique import technique_notes
from soleus.motion import run_exercise
from soleus.motion.run_exercise import list_runs, load_run, running_cost
from soleus.solve.gait_table import load_gait_table


@pytest.fixture(scope="module")
def sprint(leg):
    return measure_sprint(load_run("uphill_sprint"), leg)


@pytest.fixture(scope="module")
def leg():
    return so.build_leg(so.Person(height=1.78, mass=72.0, sex="male", age=34.0))


def test_speed_rises_then_fades(sprint, leg):
    peak = int(np.argmax(sprint.speed))
    assert 2 < sprint.time[peak] < 10
    assert sprint.speed[0] == 0 and sprint.speed[-1] < sprint.speed[peak]
    distance = np.trapezoid(sprint.speed, sprint.time)
    assert distance == pytest.approx(200, abs=0.5)
    assert sprint.speed.max() < top_speed(load_gait_table("run"), leg, 0.08)
    assert sprint.duration > sprint.fastest_s


def test_every_metric_of_every_tissue(sprint):
    for tissue in TISSUES:
        assert set(sprint.dose[tissue]) == set(METRICS)
        assert sprint.dose[tissue]["impulse_bw_s"] > 1
    heads = sum(
        sprint.dose[f"gastrocnemius_{h}"]["impulse_bw_s"] for h in ("medialis", "lateralis")
    )
    both = heads + sprint.dose["soleus"]["impulse_bw_s"]
    assert both == pytest.approx(sprint.dose["achilles"]["impulse_bw_s"], rel=0.01)
    assert sprint.dose["achilles"]["peak_activation"] is None
    assert sprint.dose["soleus"]["peak_activation"] <= 1.0


def test_acceleration_counts_as_slope(sprint):
    assert sprint.felt_grade[0] > 0.15
    steady = sprint.time > 8
    assert np.allclose(sprint.felt_grade[steady], 0.08, atol=0.01)


def test_longer_and_harder_give_more(leg):
    run = load_run("uphill_sprint")
    short, long = (
        measure_sprint(run.changed(distance=d), leg).dose["soleus"]["impulse_bw_s"]
        for d in (200.0, 250.0)
    )
    assert 1.2 < long / short < 1.35
    easy = measure_sprint(run.changed(effort=0.7), leg)
    assert easy.speed.max() < 0.8 * measure_sprint(run.changed(effort=0.9), leg).speed.max()


def test_a_time_instead_of_an_effort(leg, sprint):
    run = load_run("uphill_sprint").changed(duration=50.0)
    assert measure_sprint(run, leg).duration == pytest.approx(50.0, abs=0.1)
    with pytest.raises(InfeasibleError, match="all-out the model needs"):
        measure_sprint(load_run("uphill_sprint").changed(duration=15.0), leg)


def test_steeper_is_slower(leg):
    table = load_gait_table("run")
    tops = [
        speed_profile(table, leg, load_run("uphill_sprint").changed(grade=g), 1.0)[1].max()
        for g in (0.02, 0.08, 0.15)
    ]
    assert tops == sorted(tops, reverse=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distance": 5000.0}, "distance 5000 m is outside 30 to 400 m"),
        ({"grade": 0.5}, "grade 50 % is outside 0 to 20 %"),
        ({"effort": 1.4}, "effort 140 % is outside 50 to 100 %"),
    ],
)
def test_bad_runs_name_the_range(change, words):
    with pytest.raises(InputError, match=words):
        load_run("uphill_sprint").changed(**change)


def test_unknown_runs_get_the_nearest_spelling():
    with pytest.raises(InputError, match="did you mean uphill_sprint"):
        load_run("uphil_sprint")
    assert "uphill_sprint" in list_runs()
    assert "200 m up 8 %" in load_run("uphill_sprint").describe()


def test_a_wrong_run_file_is_named(monkeypatch):
    content = {"label": "x", "about": "x", "source": "nobody", "distance": "200 m",
               "grade": "8 %", "effort": "90 %"}  # fmt: skip
    monkeypatch.setattr(run_exercise, "read_data", lambda *_: content)
    with pytest.raises(DataError, match="nobody"):
        load_run("uphill_sprint")


def test_technique_is_told_in_numbers(leg, sprint):
    assert any("cadence" in n for n in sprint.notes)
    assert any("acceleration" in a for a in sprint.assumptions)
    table = load_gait_table("run")
    notes = technique_notes(table, leg, 3.0, 0.05, cadence=140.0)
    assert any("your 140 steps/min, below what costs" in n for n in notes)
    limit = technique_notes(table, leg, top_speed(table, leg, 0.08), 0.08)
    assert any("never at the cost of technique" in n for n in limit)


def test_cost_of_running_is_minettis():
    assert running_cost(0.0) == pytest.approx(3.6)
    assert running_cost(0.45) == pytest.approx(18.9, abs=1.8)
    assert running_cost(-0.2) == pytest.approx(1.7, abs=0.4)


def test_speeds_for_people(sprint):
    row = describe_speed(sprint)
    assert row["duration_s"] == sprint.duration
    assert 150 < row["cadence_spm"] < 240
