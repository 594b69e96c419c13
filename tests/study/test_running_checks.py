"""The rows on running, walking and slopes: the gates of the running model hold."""

import pytest

from soleus.base.errors import DataError
from soleus.study.check_results import evaluate
from soleus.study.check_rows import load_checks
from soleus.study.experiments import EXPERIMENTS


@pytest.fixture(scope="module")
def rows():
    checks = [c for c in load_checks() if c.topic in ("running", "grade")]
    return {r.check.id: r for r in evaluate(checks)}


def test_all_rows_of_the_running_model_are_there(rows):
    assert len(rows) >= 55


@pytest.mark.parametrize(
    "gate",
    ["contact_35", "contact_5", "knee_flexion", "normal_peak_uphill",
     "propulsion_uphill", "hip_work_uphill", "cadence_304"],
)  # fmt: skip
def test_the_gates_of_the_recipe_are_met(rows, gate):
    assert rows[gate].within, f"{gate}: {rows[gate].model}"


def test_the_trunk_leans_forward_by_no_more_than_other_studies_find(rows):
    assert 3.0 < rows["trunk_lean"].model[0] < 15.0


def test_peak_forces_carry_the_spread_of_the_library(rows):
    low, high = rows["achilles_tensiometry_fast"].intervals[0]
    (model,) = rows["achilles_tensiometry_fast"].model
    assert 0.5 * model < low < model < high < 1.5 * model
    assert rows["cadence_29"].intervals == (None,)


def test_a_wrong_key_is_named(leg):
    with pytest.raises(DataError, match="no_such_key"):
        EXPERIMENTS["gait"].function(leg, gait="run", speed_ms=3.0, key="no_such_key")


def test_sums_ratios_and_units_of_gait_numbers(leg):
    def ask(**arguments):
        return EXPERIMENTS["gait"].function(leg, gait="run", speed_ms=3.0, **arguments)

    force = ask(key="achilles.peak_force_bw")
    assert ask(key="achilles.peak_force_bw", times="body weight") == pytest.approx(
        70 * 9.80665 * force
    )
    parts = [f"{j}.positive_work_j_per_kg" for j in ("hip", "knee", "ankle")]
    shares = [ask(key=p, over=parts) for p in parts]
    assert sum(shares) == pytest.approx(1.0)
    assert ask(key=parts[0], less=parts[0]) == 0.0
    assert ask(key="cadence_spm", kind=1) == pytest.approx(1.08 * ask(key="cadence_spm"), rel=1e-6)
