"""Fatigue: the closed form, exact steps, and what any load history must obey.

Origin of the published numbers: Frey Law & Avin 2010 (endurance of the ankle, power law) and
Frey-Law 2012 (closed form), as quoted in shared/facts/09_fatigue.json.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.base.errors import InputError
from soleus.dose.fatigue import (
    FatigueParameters,
    advance,
    capacity_after_set,
    endurance_time,
    load_fatigue,
    simulate_fatigue,
)

CALF = load_fatigue()
shares = st.floats(0.0, 1.0)


def integrate(fatigued, load, duration, p, steps=20000):
    """The same by small explicit steps."""
    recovery = p.recovery * (p.rest_multiplier if load == 0 else 1.0)
    dt = duration / steps
    for _ in range(steps):
        active = min(load, 1.0 - fatigued)
        fatigued += dt * (p.fatigue * active - recovery * fatigued)
    return fatigued


@pytest.mark.parametrize(
    ("start", "load", "duration"),
    [(0.0, 0.5, 60.0), (0.0, 0.5, 900.0), (0.7, 0.5, 300.0), (0.4, 0.0, 120.0), (0.9, 0.1, 2000.0),
     (0.0, 1.0, 100.0), (0.2, 0.8, 5.0)],
)  # fmt: skip
def test_a_step_is_what_small_steps_add_up_to(start, load, duration):
    exact = float(advance(start, load, duration, CALF))
    assert exact == pytest.approx(integrate(start, load, duration, CALF), abs=2e-4)


def test_endurance_is_where_the_simulation_fails():
    for share in (0.2, 0.5, 0.8):
        time = float(endurance_time(share, CALF))
        held = simulate_fatigue([time * 0.999], [share], CALF)
        lost = simulate_fatigue([time * 1.001], [share], CALF)
        assert not held.failed and lost.failed
        assert held.capacity[-1] == pytest.approx(share, abs=2e-3)


def test_endurance_has_the_published_asymptote_and_falls_with_load():
    limit = CALF.recovery / (CALF.fatigue + CALF.recovery)
    assert np.isinf(endurance_time(0.99 * limit, CALF))
    times = endurance_time(np.linspace(0.15, 1.0, 40), CALF)
    assert np.all(np.diff(times) < 0) and times[-1] == pytest.approx(0.0)


def test_the_fit_of_all_ankles_meets_the_curve_it_was_made_from():
    """Published F, R of the ankle against 34.71 f^-2.06 at 20 to 60 %: within 25 %."""
    fit = FatigueParameters(0.00589, 0.00058)
    f = np.array([0.2, 0.3, 0.4, 0.5, 0.6])
    np.testing.assert_allclose(endurance_time(f, fit), 34.71 * f**-2.06, rtol=0.25)


@given(st.lists(st.tuples(st.floats(0, 500), shares), min_size=1, max_size=8), shares)
def test_any_history_stays_possible_and_splits_anywhere(phases, start):
    durations, loads = zip(*phases, strict=True)
    course = simulate_fatigue(durations, loads, CALF, start)
    assert np.all((course.fatigued >= -1e-12) & (course.fatigued <= 1 + 1e-12))
    halves = np.repeat(np.array(durations) / 2, 2)
    split = simulate_fatigue(halves, np.repeat(loads, 2), CALF, start)
    np.testing.assert_allclose(split.fatigued[::2], course.fatigued, atol=1e-9)


@given(shares, shares, st.floats(1, 300))
def test_more_load_tires_more_and_rest_recovers(a, b, duration):
    low, high = sorted((max(a, 1e-6), max(b, 1e-6)))
    assert advance(0.0, low, duration, CALF) <= advance(0.0, high, duration, CALF) + 1e-12
    assert advance(0.5, 0.0, duration, CALF) < 0.5


def test_rest_between_repetitions_saves_strength():
    hold = capacity_after_set(0.7, 1, 60.0, 0.0, CALF)
    broken = capacity_after_set(0.7, 6, 10.0, 20.0, CALF)
    assert broken > hold
    many = capacity_after_set(np.array([0.3, 0.6, 0.9]), 10, 4.0, 2.0, CALF)
    assert many.shape == (3,) and np.all(np.diff(many) < 0)


def test_people_and_samples_run_together():
    p = FatigueParameters(np.array([0.006, 0.008]), np.array([0.001, 0.001]), 15.0)
    course = simulate_fatigue([30, 60, 30], [0.6, 0.0, 0.6], p)
    assert course.fatigued.shape == (4, 2) and course.capacity[-1, 0] > course.capacity[-1, 1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: endurance_time(1.2, CALF), "outside 0 to 1"),
        (lambda: simulate_fatigue([1, 2], [0.5], CALF), "do not fit"),
        (lambda: simulate_fatigue([-1], [0.5], CALF), "0 s or longer"),
        (lambda: capacity_after_set(0.5, 0, 1, 1, CALF), "at least 1"),
        (lambda: load_fatigue("plantar_flexor_mal"), "did you mean"),
    ],
)
def test_bad_input_is_one_clear_line(call, words):
    with pytest.raises(InputError, match=words):
        call()


def test_both_sexes_have_rates():
    men, women = load_fatigue("plantar_flexors_male"), load_fatigue("plantar_flexors_female")
    assert men.fatigue < CALF.fatigue < women.fatigue
