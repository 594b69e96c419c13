"""The dimensionless curves: shape, inverses, and one source for NumPy, CasADi and numba."""

from types import FunctionType

import casadi as ca
import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.muscle import curves

LENGTHS = np.linspace(0.0, 1.9, 381)
STRAINS = np.linspace(-0.3, 0.14, 441)
SHAPE = float(curves.tendon_shape(0.11))
# curve -> the arguments it is tried on
CASES = {
    "slack_gate": [LENGTHS],
    "active_force_length": [LENGTHS],
    "passive_force_length": [LENGTHS, np.full_like(LENGTHS, 0.66)],
    "force_velocity": [np.linspace(-1.2, 1.2, 121)],
    "inverse_force_velocity": [np.linspace(0.0, 1.8, 121)],
    "tendon_force": [STRAINS, np.full_like(STRAINS, SHAPE)],
    "inverse_tendon_force": [np.geomspace(1e-4, 2, 121), np.full(121, SHAPE)],
    "tendon_shape": [np.linspace(0.03, 0.2, 50)],
    "pull_only": [np.linspace(-0.19, 1.5, 121)],
    "strain_at_tension": [np.linspace(-0.19, 1.5, 121), np.full(121, SHAPE)],
}


@pytest.fixture(autouse=True)
def quiet_casadi():
    """CasADi asks which of its NumPy modes to use; the classic one, without a warning."""
    if hasattr(ca.GlobalOptions, "setNumpyMode"):
        ca.GlobalOptions.setNumpyMode(-1)


def test_forces_are_never_negative():
    assert curves.active_force_length(LENGTHS).min() >= 0
    for strain_at_one in (0.4, 0.6, 0.8):
        assert curves.passive_force_length(LENGTHS, strain_at_one).min() >= 0
    assert curves.tendon_force(np.linspace(-1, 0.14, 2001), SHAPE).min() >= 0


def test_slack_carries_nothing():
    assert curves.active_force_length(0.2) == 0
    assert curves.passive_force_length(0.2) == 0
    assert curves.tendon_force(-0.05, SHAPE) < 1e-20


def test_tendon_and_passive_curves_rise_everywhere():
    assert np.all(np.diff(curves.tendon_force(STRAINS, SHAPE)) > 0)
    assert np.all(np.diff(curves.passive_force_length(np.linspace(0.2, 1.9, 500))) > 0)


def test_curves_have_no_kink():
    """Slopes by finite differences change little from sample to sample."""
    length, strain = np.linspace(0.15, 1.9, 40_001), np.linspace(-0.1, 0.12, 40_001)
    for x, y in (
        (length, curves.active_force_length(length)),
        (length, curves.passive_force_length(length)),
        (strain, curves.tendon_force(strain, SHAPE)),
    ):
        slope = np.gradient(y, x)
        assert np.abs(np.diff(slope)).max() < 5e-3 * np.abs(slope).max()


def test_force_is_one_where_it_is_defined_so():
    assert curves.active_force_length(1.0) == pytest.approx(1.0, abs=1e-3)
    assert curves.passive_force_length(1.6, 0.6) == pytest.approx(1.0, rel=1e-12)
    assert curves.force_velocity(0.0) == pytest.approx(1.0, abs=1e-9)
    assert curves.force_velocity(-1.0) == pytest.approx(0.0, abs=1e-6)
    assert curves.tendon_force(0.11, curves.tendon_shape(0.11)) == pytest.approx(1.0, rel=1e-9)


def test_optimal_length_gives_the_most_force():
    length = np.linspace(0.2, 1.8, 1601)
    assert length[curves.active_force_length(length).argmax()] == pytest.approx(1.0, abs=0.02)


def test_lengthening_is_stronger_than_shortening():
    velocity = np.linspace(-1, 1, 201)
    assert np.all(np.diff(curves.force_velocity(velocity)) > 0)


def test_published_curves_hold_where_no_departure_is_declared():
    length = np.linspace(curves.GATE_HIGH, 1.8, 200)
    assert np.all(curves.slack_gate(length) == 1.0)
    strain = np.linspace(0.0, 0.12, 500)
    published = 0.2 * np.expm1(SHAPE * strain)
    above = published > 0.012
    error = np.abs(curves.tendon_force(strain, SHAPE) - published)
    assert error[above].max() < 1e-6
    assert error.max() < 1e-3


@given(st.floats(-0.99, 0.99))
def test_force_velocity_inverts(velocity):
    factor = curves.force_velocity(velocity)
    assert curves.inverse_force_velocity(factor) == pytest.approx(velocity, abs=1e-12)


@given(st.floats(1e-6, 3.0), st.floats(0.03, 0.2))
def test_tendon_force_inverts(force, strain_at_one):
    shape = curves.tendon_shape(strain_at_one)
    strain = curves.inverse_tendon_force(force, shape)
    assert curves.tendon_force(strain, shape) == pytest.approx(force, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_casadi_runs_the_same_source(name):
    function, arguments = getattr(curves, name), CASES[name]
    symbols = [ca.SX.sym(f"x{i}") for i in range(len(arguments))]
    compiled = ca.Function(name, symbols, [function(*symbols)])
    found = np.array(compiled.map(len(arguments[0]))(*[a[None] for a in arguments]))[0]
    np.testing.assert_allclose(found, function(*arguments), rtol=1e-13, atol=1e-15)


def _compiled(name):
    """The source of a curve through numba, with the curves it calls compiled too."""
    function = getattr(curves, name)
    scope = dict(vars(curves))
    for called in ("bell", "slack_gate", "pull_only", "strain_at_tension"):
        scope[called] = numba.njit(getattr(curves, called))
    copy = FunctionType(function.__code__, scope, name, function.__defaults__)
    return numba.njit(copy)


@pytest.mark.parametrize("name", CASES)
def test_numba_runs_the_same_source(name):
    compiled = _compiled(name)
    found = [compiled(*map(float, row)) for row in zip(*CASES[name], strict=True)]
    np.testing.assert_allclose(found, getattr(curves, name)(*CASES[name]), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", CASES)
def test_complex_step_gives_the_slope(name):
    function, (x, *rest) = getattr(curves, name), CASES[name]
    step, h = 1e-30, 1e-6 * np.maximum(np.abs(x), 0.01)
    slope = function(x + 1j * step, *rest).imag / step
    low, high = x - h, x + h
    inner = (low > 0.0) if name == "inverse_tendon_force" else np.full(x.shape, True)
    numeric = (function(high, *rest) - function(low, *rest)) / (high - low)
    np.testing.assert_allclose(
        slope[inner], numeric[inner], rtol=2e-5, atol=1e-6 * np.abs(slope).max()
    )
