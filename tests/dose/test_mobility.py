"""Seconds near full stretch, and what they gain."""

import math

import numpy as np
import pytest

from soleus.base.constants import load_constants
from soleus.base.errors import InputError
from soleus.base.library import load_sources
from soleus.dose.mobility import (
    mean_gain,
    measure_mobility,
    mobility_after,
    stretch_dose,
)


def test_gain_follows_dose_and_weeks():
    one_scale_each = mean_gain(200.0, 2.0, loaded=False)
    assert math.degrees(one_scale_each) == pytest.approx(5.17 * (1 - math.exp(-1)) ** 2)
    assert mean_gain(200.0, 2.0) == pytest.approx(0.73 * one_scale_each)
    assert mean_gain(0.0, 8.0) == 0 and mean_gain(300.0, 0.0) == 0
    doses = [mean_gain(s, 8.0) for s in (60.0, 150.0, 600.0, 25200.0)]
    assert np.all(np.diff(doses) > 0)
    assert doses[2] / doses[3] == pytest.approx(0.95, abs=0.001)  # ten minutes are enough
    assert mean_gain(300.0, 24.0) / mean_gain(300.0, 8.0) < 1.03  # most comes early


def test_a_full_dose_of_stretching_is_the_pooled_gain():
    assert math.degrees(mean_gain(25200.0, 24.0, loaded=False)) == pytest.approx(5.17, abs=0.01)


def test_seconds_of_the_scheme(leg, motion):
    dose = stretch_dose(leg, sets=4, repetitions=10, hold=30.0, per_week=2.0)
    assert dose.weekly_hold == 4 * 30 * 2
    assert dose.weekly_repetitions == pytest.approx(4 * 10 * 2 * dose.repetition)
    assert dose.weekly == dose.weekly_hold + dose.weekly_repetitions
    trial = motion("deep_squat_calf_raise")
    frames = trial.window("repetition")
    ankle = np.degrees(trial.angles["ankle_angle"][frames])
    near = math.degrees(leg.max_dorsiflexion_bent) - 5.0
    assert dose.repetition == pytest.approx((ankle >= near).sum() * trial.time[1], abs=0.05)
    assert math.degrees(dose.ankle_angle) == pytest.approx(ankle.max(), abs=0.1)
    assert dose.muscles == ("soleus",)
    assert stretch_dose(leg, hold=0.0).weekly_hold == 0


def test_gain_comes_with_intervals(leg):
    found = mobility_after(leg, 336.0, 8.0)
    low, high = found.interval
    assert low < found.gain < high
    assert found.person_interval[0] < min(0.0, low) and found.person_interval[1] > high
    assert low > 0  # the mean of people gains, if a little
    assert found.range_after == leg.max_dorsiflexion_bent + found.gain
    quiet = mobility_after(leg, 336.0, 8.0, loaded=False)
    assert quiet.gain > found.gain
    spans = [np.diff(g.interval)[0] / g.gain for g in (quiet, found)]
    assert spans[1] > 1.3 * spans[0]  # work is less known than stretching


def test_a_sample_moves_the_constants(leg):
    gains = [mobility_after(leg, 336.0, 8.0, sample=i).gain for i in (None, 0, 1, 1)]
    assert gains[2] == gains[3] and len(set(gains)) == 3
    drawn = [load_constants("mobility").drawn(i) for i in range(200)]
    means = [mean_gain(336.0, 8.0, constants=c) for c in drawn]
    assert np.quantile(means, [0.05, 0.95]) == pytest.approx(
        mobility_after(leg, 336.0, 8.0).interval
    )


def test_it_says_what_it_does_not_know(leg):
    found = measure_mobility(leg)
    assert found.verdict.startswith("ankle range with a bent knee: about 3 deg more on average")
    questions = [q.question for q in found.no_number]
    assert all(k in load_sources() for q in found.no_number for k in q.sources)
    assert any("20 s hold" in q for q in questions)
    assert any("straight knee" in q for q in questions)
    assert found.stretch.limited_by == "joint" and any("this ankle" in q for q in questions)
    assert found.acute[0] < found.acute[1]
    assert found.enough == pytest.approx(600.0)


def test_nothing_done_gains_nothing(leg):
    assert mobility_after(leg, 0.0, 8.0).verdict == "nothing is done, so nothing is gained"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"weeks": 30}, "0 to 24 weeks were tried; the evidence allows no number for 30 weeks"),
        ({"weeks": float("nan")}, "no number for nan weeks"),
        ({"sets": 0}, "sets 0 is outside 1 to 20"),
        ({"sets": 2.5}, "sets 2.5: a whole number is needed"),
        ({"repetitions": 7.5}, "repetitions 7.5: a whole number is needed"),
        ({"hold": -1}, "hold -1 s is outside 0 to 600 s"),
        ({"per_week": 40}, "sessions a week 40"),
        ({"exercise": "standing_calf_raise"}, "no hold at full stretch closes the sets of"),
        ({"sets": 20, "hold": 600, "per_week": 21}, "weekly stretch"),
    ],
)
def test_it_refuses(leg, arguments, message):
    with pytest.raises(InputError, match=message):
        measure_mobility(leg, **arguments)
