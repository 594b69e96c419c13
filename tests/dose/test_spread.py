"""Intervals of a dose: about the value, from samples that add up."""

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.uncertainty import interval
from soleus.dose.measure import TISSUES, add_doses, measure_dose
from soleus.dose.metrics import METRICS
from soleus.dose.spread import place_interval
from soleus.motion.exercise_files import load_exercise
from soleus.solve.load_sharing import solve_exercise


@pytest.fixture(scope="module")
def dose(solved):
    return measure_dose(solved("deep_squat_calf_raise"), 15, 3)


def test_every_value_lies_in_its_interval(dose):
    for scope, values in (
        ("repetition", dose.per_repetition), ("hold", dose.per_hold), ("set", dose.per_set),
        ("total", dose.total),
    ):  # fmt: skip
        for tissue in TISSUES:
            for key in METRICS:
                value, found = values[tissue][key], dose.interval(scope, tissue, key)
                assert (value is None) == (found is None)
                if found:
                    assert found[0] <= value <= found[1], (scope, tissue, key)


@pytest.mark.parametrize("knee_to_wall", [None, 0.03, 0.15])
def test_the_value_is_among_its_samples_before_they_are_made_to_hold_it(knee_to_wall):
    leg = build_leg(Person(1.78, 72, "male", 34, knee_to_wall=knee_to_wall))
    d = measure_dose(solve_exercise(load_exercise("deep_squat_calf_raise"), leg))
    for tissue, key in (
        ("soleus", "peak_force_bw"), ("achilles", "impulse_bw_s"), ("soleus", "peak_activation"),
        ("soleus", "fiber_length_highest"), ("achilles", "peak_strain_percent"),
    ):  # fmt: skip
        drawn = d.spread.samples(d.spread.of("repetition", tissue, key))
        below = np.mean(drawn[np.isfinite(drawn)] < d.per_repetition[tissue][key])
        assert 0.2 < below < 0.8, (tissue, key, below)


def test_a_set_is_its_repetitions_in_every_sample(dose):
    s = dose.spread.scopes
    for tissue in ("soleus", "achilles"):
        one, hold, whole = (s[k][tissue]["impulse_bw_s"] for k in ("repetition", "hold", "set"))
        np.testing.assert_allclose(whole, 15 * one + hold)
        np.testing.assert_allclose(s["total"][tissue]["impulse_bw_s"], 3 * whole)


def test_hold_counts_in_full_though_solved_short(dose):
    nominal = dose.spread.of("hold", "soleus", "impulse_bw_s")[0]
    assert nominal == pytest.approx(dose.per_hold["soleus"]["impulse_bw_s"], rel=0.01)


@pytest.mark.parametrize(
    ("tissue", "key"),
    [("soleus", "peak_force_bw"), ("achilles", "impulse_bw_s"), ("achilles", "peak_strain_percent"),
     ("soleus", "fiber_length_highest"), ("soleus", "fiber_work_positive_j"),
     ("achilles", "time_above_1_bw_s"), ("achilles", "peak_strain_rate_percent_per_s")],
)  # fmt: skip
def test_nominal_variant_has_the_plain_dose(dose, tissue, key):
    assert dose.spread.of("repetition", tissue, key)[0] == pytest.approx(
        dose.per_repetition[tissue][key], rel=0.03
    )


def test_effects_are_sorted_and_make_the_whole(dose):
    effects = dose.spread.effects(dose.spread.of("set", "achilles", "peak_strain_percent"))
    shares = [e.share for e in effects]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    strongest = {e.name for e in effects[:4]}
    assert {"achilles_strain", "specific_tension"} <= strongest
    stiff = next(e for e in effects if e.name == "achilles_strain")
    assert stiff.down < stiff.up


def test_a_longer_arm_needs_less_force(dose):
    effects = dose.spread.effects(dose.spread.of("set", "achilles", "peak_force_bw"))
    arm = next(e for e in effects if e.name == "achilles_arm")
    assert arm.up < arm.down


def test_interval_comes_from_parameters_not_from_noise(leg):
    """Half the spread of every parameter gives about half the interval."""
    solution = solve_exercise(load_exercise("standing_calf_raise"), leg)
    spread = measure_dose(solution).spread
    values = spread.of("set", "achilles", "peak_force_bw")
    single = values[1 : 1 + 2 * len(spread.names)].reshape(-1, 2)
    linear = np.sqrt(np.sum((np.diff(single, axis=1) / 2) ** 2))
    assert spread.samples(values).std() == pytest.approx(linear, rel=0.2)


def test_measured_people_are_surer(leg):
    measured = build_leg(
        Person(1.78, 72, "male", 34, isometric_moment=150.0, tendon_stiffness=2.2e5)
    )
    widths = []
    for one in (leg, measured):
        d = measure_dose(solve_exercise(load_exercise("single_leg_calf_raise"), one))
        low, high = d.interval("set", "achilles", "peak_strain_percent")
        widths.append(high - low)
    assert widths[1] < 0.8 * widths[0]


def test_samples_add_up_over_exercises(dose, solved):
    other = measure_dose(solved("standing_calf_raise"), 15, 2)
    both = add_doses([dose.samples, other.samples])["soleus"]["impulse_bw_s"]
    plain = add_doses([dose.total, other.total])["soleus"]["impulse_bw_s"]
    low, high = interval(both)
    assert low < plain < high
    parts = [interval(d.samples["soleus"]["impulse_bw_s"]) for d in (dose, other)]
    assert high - low < sum(b - a for a, b in parts) * 1.02
    peak = add_doses([dose.samples, other.samples])["soleus"]["peak_force_bw"]
    np.testing.assert_array_equal(
        peak,
        np.maximum(dose.samples["soleus"]["peak_force_bw"],
                   other.samples["soleus"]["peak_force_bw"]),
    )  # fmt: skip


def test_placing_an_interval():
    samples = np.linspace(1, 3, 101)
    assert place_interval(samples, 2.0) == pytest.approx((1.1, 2.9))
    assert place_interval(samples, 2.0, 2.5) == pytest.approx((1.6, 3.4))
    assert place_interval(samples, 2.0, 0.2) == pytest.approx((0.0, 1.1))
    assert place_interval(samples + 10, 2.0)[0] == 2.0


def test_the_dose_prints_with_error_bars(dose):
    text = str(dose)
    assert "90 % interval" in text
    low, high = dose.interval("repetition", "soleus", "peak_force_bw")
    assert f"({low:.3g} to {high:.3g})" in text


def test_uncertainty_can_be_left_out(dose):
    assert dose.estimate_spread is not None
    bare = type(dose)(
        **{k: v for k, v in vars(dose).items() if k in type(dose).__dataclass_fields__}
        | {"estimate_spread": None}
    )
    assert bare.spread is None
    assert bare.interval("set", "soleus", "peak_force_bw") is None
    assert bare.samples == {}
