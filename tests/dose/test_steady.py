"""Steady runs and walks: what a while of them gives a leg."""

import pytest

from soleus.base.errors import InputError
from soleus.dose.measure import add_doses
from soleus.dose.steady import measure_steady
from soleus.motion.steady_run import list_steady, load_steady


@pytest.mark.parametrize("name", list_steady())
def test_every_steady_run_is_within_the_model_for_an_ordinary_body(name, leg):
    steady = measure_steady(load_steady(name), leg)
    assert "edge taken" not in steady.verdict
    assert steady.dose["achilles"]["peak_force_bw"] > 2
    assert 90 < steady.cadence < 230


def test_faster_running_pulls_harder_at_the_tendon(leg):
    peaks = [
        measure_steady(load_steady(n), leg).dose["achilles"]["peak_force_bw"]
        for n in ("slow_jog", "easy_run", "run_through", "stride")
    ]
    assert peaks == sorted(peaks)


def test_twice_as_long_gives_twice_as_much_but_no_higher_peak(leg):
    jog = load_steady("slow_jog")
    short, long = (
        measure_steady(jog.changed(duration=s), leg).dose["achilles"] for s in (120.0, 240.0)
    )
    assert long["impulse_bw_s"] == pytest.approx(2 * short["impulse_bw_s"])
    assert long["peak_force_bw"] == pytest.approx(short["peak_force_bw"])


def test_a_run_in_parts_gives_what_it_gives_in_one(leg):
    jog = load_steady("slow_jog")
    part = measure_steady(jog.changed(duration=180.0), leg).dose
    whole = measure_steady(jog.changed(duration=540.0), leg).dose
    total = add_doses([part] * 3)["soleus"]["impulse_bw_s"]
    assert total == pytest.approx(whole["soleus"]["impulse_bw_s"])


def test_a_distance_becomes_a_duration():
    through = load_steady("run_through").changed(distance=60.0)
    assert through.duration == pytest.approx(15.0)
    with pytest.raises(InputError, match="duration 5 s is outside"):
        load_steady("run_through").changed(distance=20.0)
