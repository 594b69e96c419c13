"""Recorded runs: load per second, sums over laps and kilometers, and what is said about gaps."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from soleus.dose.running import RUN_TISSUES, measure_run
from soleus.motion.activities import Activity, Lap, read_activity
from soleus.solve.gait_estimate import estimate_gait
from soleus.solve.gait_summary import BANDS_BW


def activity(speed=3.0, grade=0.0, cadence=np.nan, seconds=1200, moving=None):
    n = np.ones(seconds)
    moving = n.astype(bool) if moving is None else moving
    v = np.where(moving, speed * n, 0.0)
    distance = np.cumsum(v)
    half = seconds / 2
    return Activity(
        Path("made.fit"), "running", datetime(2026, 5, 1, tzinfo=UTC), np.arange(seconds) * 1.0,
        moving, v, grade * n, 100 + grade * distance, cadence * n, distance,
        np.full(seconds, np.nan),
        (Lap(1, 0, half, distance[int(half)]), Lap(2, half, seconds, distance[-1] / 2)),
        ("a sentence",), True,
    )  # fmt: skip


def test_a_steady_run_is_its_step_times_its_steps(leg):
    run = measure_run(activity(), leg)
    step = estimate_gait(leg, 3.0).summary
    steps = 1200 * step["cadence_spm"] / 60
    assert run.summary["steps"] == pytest.approx(steps, abs=2)
    expected = step["achilles"]["impulse_bw_s"] * steps / 2
    assert run.summary["achilles"]["impulse_bw_s"] == pytest.approx(expected, rel=1e-3)
    peak = step["achilles"]["peak_force_bw"]
    assert run.summary["peak_achilles_bw"] == pytest.approx(peak, rel=1e-3)
    bands = run.summary["steps_above_bands"]
    for band in BANDS_BW:
        assert bands[f"{band:g}"] == (run.summary["steps"] if peak > band else 0)
    low, high = run.summary["soleus"]["impulse_bw_s_interval"]
    assert low < run.summary["soleus"]["impulse_bw_s"] < high


def test_laps_and_kilometers_add_up(leg):
    run = measure_run(activity(), leg)
    for rows in (run.laps, run.per_km):
        for tissue in RUN_TISSUES:
            total = sum(r[tissue]["impulse_bw_s"] for r in rows)
            assert total == pytest.approx(run.summary[tissue]["impulse_bw_s"])
    assert [r["km"] for r in run.per_km] == [1, 2, 3, 4]
    assert run.cumulative("achilles")[-1] == pytest.approx(run.summary["achilles"]["impulse_bw_s"])


def test_pauses_give_nothing(leg):
    moving = np.ones(1200, dtype=bool)
    moving[300:600] = False
    whole, paused = measure_run(activity(), leg), measure_run(activity(moving=moving), leg)
    assert np.all(paused.peak_bw["soleus"][300:600] == 0)
    share = paused.summary["soleus"]["impulse_bw_s"] / whole.summary["soleus"]["impulse_bw_s"]
    assert share == pytest.approx(0.75, rel=1e-6)


def test_recorded_cadence_is_used(leg):
    own = measure_run(activity(), leg)
    fast = measure_run(activity(cadence=178.0), leg)
    assert fast.summary["steps"] == pytest.approx(1200 * 178 / 60, abs=2)
    assert fast.summary["peak_achilles_bw"] != own.summary["peak_achilles_bw"]


def test_uphill_loads_more_than_level_and_walking_less(leg):
    level = measure_run(activity(), leg).summary["soleus"]["impulse_bw_s"]
    hill = measure_run(activity(grade=0.1), leg).summary["soleus"]["impulse_bw_s"]
    walk = measure_run(activity(speed=1.3), leg)
    assert hill > level > walk.summary["soleus"]["impulse_bw_s"]
    assert not walk.running.any() and walk.moving.all()


def test_what_lies_beyond_the_model_is_said(leg):
    fast = measure_run(activity(speed=8.5), leg)
    assert any("faster than" in a for a in fast.assumptions)
    steep = measure_run(activity(grade=0.4, speed=2.5), leg)
    assert any("steeper than" in a for a in steep.assumptions)
    assert "a sentence" in steep.assumptions
    slow = measure_run(activity(speed=0.6), leg)
    assert any("slower than" in a for a in slow.assumptions)
    odd = measure_run(activity(cadence=230.0), leg)
    assert any("cadence more than" in a for a in odd.assumptions)
    assert min(odd.summary["time_above_bands"].values()) >= 0
    jog = measure_run(activity(speed=1.7), leg)
    assert any("taken as walking" in a for a in jog.assumptions)


@pytest.mark.shared
def test_a_real_marathon(shared, leg):
    path = shared / "data/watch_files/18360138543_ACTIVITY_Osaka_Marathon_2025.fit"
    run = measure_run(read_activity(path)[0], leg)
    assert run.summary["distance_m"] == pytest.approx(42_400, abs=400)
    assert 24_000 < run.summary["steps"] < 31_000
    assert 5 < run.summary["peak_achilles_bw"] < 12
    assert len(run.per_km) == 43
