"""Dose metrics on forces whose answer is known by hand."""

import numpy as np
import pytest

from soleus.dose.metrics import METRICS, TissueSeries, combine, evaluate

TIME = np.linspace(0.0, 2.0, 201)


@pytest.fixture
def ramp():
    """Force rises from 0 to 2000 N in 2 s; strain from 0 to 8 %; the fiber shortens by 10 mm."""
    force = 1000 * TIME
    strain = 0.04 * TIME
    return TissueSeries(
        TIME, force, 4000.0, 1000.0, strain, np.full_like(TIME, 0.04), force * 0.01,
        activation=0.3 * TIME, fiber_length=1.2 - 0.1 * TIME, fiber_power=force * 0.005,
    )  # fmt: skip


def test_ramp_by_hand(ramp):
    values = evaluate(ramp)
    assert values["peak_force_n"] == pytest.approx(2000)
    assert values["peak_force_bw"] == pytest.approx(2)
    assert values["peak_force_share"] == pytest.approx(0.5)
    assert values["impulse_bw_s"] == pytest.approx(2.0)
    assert values["time_above_0_3_bw_s"] == pytest.approx(1.7, abs=0.011)
    assert values["time_above_1_bw_s"] == pytest.approx(1.0, abs=0.011)
    assert values["time_above_3_bw_s"] == 0
    assert values["peak_activation"] == pytest.approx(0.6)
    assert values["fiber_length_lowest"] == pytest.approx(1.0)
    assert values["fiber_length_highest"] == pytest.approx(1.2)
    assert values["fiber_work_positive_j"] == pytest.approx(10.0)
    assert values["fiber_work_negative_j"] == 0
    assert values["tendon_work_stored_j"] == pytest.approx(20.0)
    assert values["peak_strain_percent"] == pytest.approx(8.0)
    assert values["peak_strain_rate_percent_per_s"] == pytest.approx(4.0)
    assert values["time_in_strain_window_s"] == pytest.approx(0.5, abs=0.011)


def test_metrics_without_meaning_for_a_tendon_are_none(ramp):
    tendon = TissueSeries(
        TIME, ramp.force, 4000.0, 1000.0, ramp.strain, ramp.strain_rate, ramp.tendon_power
    )
    values = evaluate(tendon)
    missing = {k for k, v in values.items() if v is None}
    assert missing == {
        "peak_activation", "fiber_length_lowest", "fiber_length_highest",
        "fiber_work_positive_j", "fiber_work_negative_j",
    }  # fmt: skip


@pytest.mark.parametrize(("how", "expected"), [("sum", 17.0), ("max", 7.0), ("min", 5.0)])
def test_combine(how, expected):
    assert combine(how, [5.0, 7.0, 99.0], [2, 1, 0]) == expected


def test_unknown_is_not_zero():
    assert combine("sum", [None, None], [1, 1]) is None
    assert combine("sum", [None, 3.0], [1, 2]) == 6.0


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
def test_every_metric_explains_itself(metric):
    assert metric.about.endswith(".")
    assert metric.label
    assert metric.unit
    assert metric.combine in ("sum", "max", "min")
