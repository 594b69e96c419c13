"""The running model against people: every declared row computes, and the gates hold."""

import numpy as np
import pytest

from soleus.base.errors import DataError
from soleus.study import running_checks
from soleus.study.running_checks import evaluate_running, load_running_checks


@pytest.fixture(scope="module")
def rows():
    return {r.id: r for r in evaluate_running()}


def test_every_row_computes(rows):
    assert len(rows) == len(load_running_checks()) >= 30
    for row in rows.values():
        assert np.isfinite(row.model), row.id
        assert row.within or row.why, f"{row.id} is off and nobody says why"


@pytest.mark.parametrize(
    "gate",
    ["contact_35", "contact_5", "trunk_lean", "knee_flexion", "normal_peak_uphill",
     "propulsion_uphill", "hip_work_uphill", "ankle_work_plateau", "cadence_304"],
)  # fmt: skip
def test_the_gates_of_the_recipe_are_met(rows, gate):
    assert rows[gate].within, f"{gate}: {rows[gate].model:.3g}"


def test_a_wrong_row_is_named(monkeypatch):
    place = {"gait": "run", "speed": 3.0, "key": "no_such_key"}
    with pytest.raises(DataError, match="no_such_key"):
        running_checks._read(place)
