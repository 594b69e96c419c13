"""Doses of solved exercises: sets add up, and energy is where it must be."""

import numpy as np
import pytest

from soleus.base.errors import InputError
from soleus.dose.measure import TISSUES, add_doses, measure_dose
from soleus.dose.metrics import METRICS


@pytest.fixture(scope="module")
def dose(solved):
    return measure_dose(solved("deep_squat_calf_raise"), sets=3)


def test_a_set_is_its_repetitions_and_the_hold(dose):
    for tissue in TISSUES:
        one = dose.per_repetition[tissue]["impulse_bw_s"]
        hold = dose.per_hold[tissue]["impulse_bw_s"]
        assert dose.per_set[tissue]["impulse_bw_s"] == pytest.approx(15 * one + hold)
        assert dose.total[tissue]["impulse_bw_s"] == pytest.approx(3 * (15 * one + hold))


def test_peaks_do_not_add_up(dose):
    for tissue in TISSUES:
        assert dose.total[tissue]["peak_force_n"] == dose.per_set[tissue]["peak_force_n"]


def test_duration_counts_repetitions_and_hold(dose):
    assert dose.duration_s == pytest.approx(3 * (15 * 6.5 + 20))


def test_the_hold_lasts_twenty_seconds_under_tension(dose):
    assert dose.per_hold["soleus"]["time_above_0_3_bw_s"] == pytest.approx(20, abs=0.1)


def test_achilles_is_the_sum_of_its_muscles(solved):
    solution = solved("single_leg_calf_raise")
    total = sum(solution.force(m) for m in TISSUES[:3])
    np.testing.assert_allclose(solution.achilles_force, total)
    dose = measure_dose(solution)
    parts = sum(dose.per_repetition[m]["impulse_bw_s"] for m in TISSUES[:3])
    assert dose.per_repetition["achilles"]["impulse_bw_s"] == pytest.approx(parts)


@pytest.mark.parametrize("name", ["standing_calf_raise", "single_leg_step_calf_raise"])
def test_a_closed_repetition_stores_no_energy(name, solved):
    """Fibers and tendon end as they began: work in equals work out for each tendon, and the
    muscle's work over the cycle is what the joint got, zero here but for damping."""
    solution = solved(name)
    for muscle in TISSUES[:3]:
        length = solution.of(muscle, "tendon_length")
        work = np.trapezoid(solution.force(muscle) * np.gradient(length, solution.time))
        scale = np.trapezoid(solution.force(muscle) * np.abs(np.gradient(length, solution.time)))
        assert abs(work) < 0.03 * scale


def test_shares_of_the_moment_stay_below_one(solved):
    for name in ("deep_squat_calf_raise", "standing_calf_raise", "seated_calf_raise"):
        share = measure_dose(solved(name)).moment_share
        assert 0 < sum(share.values()) <= 1


def test_text_and_table_name_every_metric(dose):
    text, table = str(dose), dose.table()
    for key, metric in METRICS.items():
        assert metric.label in text
        assert ("repetition", key) in table.index
    assert set(table.columns) == set(TISSUES)


def test_counts_below_one_are_refused(solved):
    with pytest.raises(InputError, match="at least 1 x 1"):
        measure_dose(solved("standing_calf_raise"), repetitions=0)


def test_adding_nothing_gives_nothing():
    assert add_doses([]) == {}
