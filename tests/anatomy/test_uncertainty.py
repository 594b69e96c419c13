"""Uncertain parameters are data; samples of them are even, repeatable and as wide as stated."""

import numpy as np
import pytest

from soleus.anatomy.uncertainty import (
    UncertainParameter,
    interval,
    latin_hypercube,
    load_uncertainty,
)
from soleus.base import library
from soleus.base.errors import DataError
from soleus.base.library import load_sources


@pytest.mark.parametrize("name", list(load_uncertainty()))
def test_every_parameter_has_a_spread_a_source_and_says_what_it_moves(name):
    p = load_uncertainty()[name]
    assert isinstance(p, UncertainParameter)
    assert p.label
    assert p.spread.spread > 0
    assert p.spread.source in load_sources()
    assert bool(p.muscles) == (p.moves in ("muscles", "arm"))
    assert bool(p.powers) == (p.moves == "muscles")


def test_issue_list_is_covered():
    """Moment arm, tendon stiffness, specific tension, volumes, fiber length, segment masses,
    center of pressure, tempo."""
    wanted = {
        "achilles_arm", "achilles_strain", "specific_tension", "soleus_volume",
        "gastrocnemius_volume", "soleus_fiber_length", "segment_masses", "center_of_pressure",
        "tempo",
    }  # fmt: skip
    assert wanted <= set(load_uncertainty())


def test_samples_are_normal_even_and_the_same_every_time():
    z = latin_hypercube(200, 5, 3)
    assert z.shape == (200, 5)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(np.quantile(z[:, 0], 0.95), 1.645, atol=0.03)
    assert np.abs(np.corrcoef(z.T) - np.eye(5)).max() < 0.25
    np.testing.assert_array_equal(z, latin_hypercube(200, 5, 3))
    assert np.any(z != latin_hypercube(200, 5, 4))
    # more columns leave the first ones as they are
    np.testing.assert_array_equal(latin_hypercube(200, 7, 3)[:, :5], z)


def test_interval_holds_nine_of_ten():
    low, high = interval(np.arange(1001.0))
    assert (low, high) == pytest.approx((50, 950))


def test_factor_is_log_normal():
    p = load_uncertainty()["specific_tension"]
    assert p.factor(0) == 1
    assert p.factor(1) * p.factor(-1) == pytest.approx(1)
    assert p.factor(1) == pytest.approx(np.exp(12 / 60))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"moves": "colour"}, "moves 'colour' is none of"),
        ({"spread_of": "muscles/soleus.toml: constants: nothing"}, "there is no constant"),
        ({"powers": {"stiffness": 1}}, "muscles have no 'stiffness'"),
        ({"muscles": ["soleus", "bicepps"]}, "no muscle 'bicepps'"),
        ({"extra": 1}, "unknown key 'extra'"),
    ],
)
def test_a_wrong_entry_names_itself(change, words, monkeypatch):
    entry = {
        "label": "x", "moves": "muscles", "muscles": ["soleus"],
        "powers": {"max_isometric_force": 1},
        "spread_of": "muscles/soleus.toml: constants: volume_slope",
    }  # fmt: skip
    real = library.read_file

    def read(path):
        return {"test": entry | change} if path.name == "uncertainty.toml" else real(path)

    monkeypatch.setattr("soleus.anatomy.uncertainty.read_file", read)
    with pytest.raises(DataError, match=r"uncertainty.toml: test") as error:
        load_uncertainty.__wrapped__()
    assert words in str(error.value)
