"""Curves against OpenSim 4.6.

Origin: `shared/data/geometry/degroote2016_curves_opensim46.csv`, values returned by the API of
OpenSim 4.6, DeGrooteFregly2016Muscle (passive strain 0.6, tendon strain 0.049).
"""

import numpy as np
import pandas as pd
import pytest

from soleus.muscle import curves
from soleus.solve.kernel_muscle import fiber_jet, tendon_jet

pytestmark = pytest.mark.shared
SHAPE = float(curves.tendon_shape(0.049))


@pytest.fixture(scope="module")
def table(shared):
    path = shared / "data" / "geometry" / "degroote2016_curves_opensim46.csv"
    return pd.read_csv(path, comment="#")


def test_active_and_passive_force_above_the_slack_gate(table):
    t = table[table["fiber_length_norm"] >= curves.GATE_HIGH]
    length = t["fiber_length_norm"].to_numpy()
    assert len(t) > 100
    for found, column in (
        (curves.active_force_length(length), "active_fl"),
        (curves.passive_force_length(length, 0.6), "passive_fl_e0.6"),
    ):
        assert np.abs(found - t[column]).max() < 1e-6, column


def test_short_fibers_depart_downwards_and_by_little(table):
    t = table[table["fiber_length_norm"] < curves.GATE_HIGH]
    length = t["fiber_length_norm"].to_numpy()
    assert np.all(curves.active_force_length(length) <= t["active_fl"] + 1e-9)
    assert np.abs(curves.active_force_length(length) - t["active_fl"]).max() < 0.05
    assert np.abs(curves.passive_force_length(length, 0.6) - t["passive_fl_e0.6"]).max() < 1e-3


def test_force_velocity_everywhere(table):
    found = curves.force_velocity(table["fiber_velocity_norm"].to_numpy())
    assert np.abs(found - table["force_velocity"]).max() < 1e-6


def test_tendon_force_above_one_percent(table):
    strain = table["tendon_length_norm"].to_numpy() - 1
    found, published = curves.tendon_force(strain, SHAPE), table["tendon_fl_strain0.049"]
    loaded = (published > 0.01).to_numpy()
    assert loaded.sum() > 80
    assert np.abs(found - published)[loaded].max() < 1e-6
    assert np.all(found >= 0)
    # below, the published curve pushes; ours departs by no more than its width
    small = (np.abs(published) <= 0.01).to_numpy()
    assert np.abs(found - published)[small].max() < 1e-2
    assert found[(published < -0.01).to_numpy()].max() < 1e-6


def test_derivatives_of_the_compiled_curves(table):
    length = table["fiber_length_norm"].to_numpy()
    jets = np.array([fiber_jet(x, 0.6) for x in length])
    above = length > curves.GATE_HIGH
    assert np.abs(jets[:, 1] - table["active_fl_derivative"])[above].max() < 1e-6
    assert np.abs(jets[:, 4] - table["passive_fl_derivative"])[above].max() < 1e-6
    strain = table["tendon_length_norm"].to_numpy() - 1
    tendon = np.array([tendon_jet(s, SHAPE)[1] for s in strain])
    loaded = (table["tendon_fl_strain0.049"] > 0.02).to_numpy()
    assert np.abs(tendon - table["tendon_fl_derivative"])[loaded].max() < 1e-5
