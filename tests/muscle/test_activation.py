"""Activation dynamics."""

import casadi as ca
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.muscle.activation import ACTIVATION_TIME, DEACTIVATION_TIME, activation_rate

LEVEL = st.floats(0.0, 1.0)


def _follow(excitation, activation, duration, step=1e-5):
    for _ in range(round(duration / step)):
        activation += step * activation_rate(excitation, activation)
    return activation


@given(LEVEL, LEVEL)
def test_activation_moves_towards_excitation(excitation, activation):
    rate = activation_rate(excitation, activation)
    assert np.sign(rate) == np.sign(excitation - activation)


@given(LEVEL)
def test_activation_rests_at_excitation(level):
    assert activation_rate(level, level) == 0.0


def test_rates_match_the_published_formula():
    """De Groote 2016, eq. for a 15 ms / 60 ms muscle, worked out for one pair of numbers."""
    e, a = 1.0, 0.2
    f = 0.5 * np.tanh(0.1 * (e - a))
    z = 0.5 + 1.5 * a
    expected = ((f + 0.5) / (0.015 * z) + (0.5 - f) * z / 0.060) * (e - a)
    assert activation_rate(e, a) == pytest.approx(expected, rel=1e-12)


def test_switching_on_is_faster_than_switching_off():
    assert ACTIVATION_TIME < DEACTIVATION_TIME
    assert _follow(1.0, 0.0, 0.03) > 1.0 - _follow(0.0, 1.0, 0.03)


def test_slower_constants_slow_the_rate_in_proportion():
    fast, slow = (activation_rate(0.9, 0.1, k * 0.015, k * 0.060) for k in (1, 3))
    assert fast == pytest.approx(3 * slow, rel=1e-12)


@pytest.mark.parametrize(("excitation", "start"), [(1.0, 0.0), (0.0, 1.0), (0.4, 0.9)])
def test_activation_settles_without_leaving_its_bounds(excitation, start):
    path = [start]
    for _ in range(2000):
        path.append(path[-1] + 1e-3 * activation_rate(excitation, path[-1]))
    assert min(path) >= 0.0 and max(path) <= 1.0
    assert path[-1] == pytest.approx(excitation, abs=1e-6)


def test_casadi_runs_the_same_source():
    if hasattr(ca.GlobalOptions, "setNumpyMode"):
        ca.GlobalOptions.setNumpyMode(-1)
    e, a = ca.SX.sym("e"), ca.SX.sym("a")
    compiled = ca.Function("rate", [e, a], [activation_rate(e, a)])
    grid = np.array([(x, y) for x in np.linspace(0, 1, 11) for y in np.linspace(0, 1, 11)]).T
    found = np.array(compiled.map(grid.shape[1])(grid[:1], grid[1:]))[0]
    np.testing.assert_allclose(found, activation_rate(*grid), rtol=1e-13)
