"""The compiled muscle: the curves' values, and derivatives that are really theirs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.muscle import curves
from soleus.muscle.contraction import (
    equilibrium_residual,
    shortest_fiber_along_tendon,
    solve_equilibrium,
)
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.kernel_muscle import fiber_jet, force_of_activation, newton_length, tendon_jet

P = MuscleParameters(7000.0, 0.044, 0.28, 0.38, 10.0, 0.11, 0.76)
SHAPE = float(curves.tendon_shape(0.11))
# through the slack gate and beyond, off the two places where its third derivative jumps
LENGTHS = np.setdiff1d(np.round(np.arange(0.15, 1.8, 0.0137), 5), [0.2, 0.4])
STRAINS = np.concatenate([np.linspace(-0.2, -0.01, 25), np.linspace(-0.009, 0.13, 90)])
TINY = 1e-30


def slopes(function, x, h):
    """First derivative by complex step, second by differences of it."""

    def first(at):
        return function(at + 1j * TINY).imag / TINY

    second = (first(x - 2 * h) - 8 * first(x - h) + 8 * first(x + h) - first(x + 2 * h)) / (12 * h)
    return first(x), second


def test_fiber_jet_is_curves_and_their_derivatives():
    jets = np.array([fiber_jet(x, 0.76) for x in LENGTHS]).T
    for function, (f, f1, f2) in (
        (curves.active_force_length, jets[:3]),
        (lambda x: curves.passive_force_length(x, 0.76), jets[3:]),
    ):
        first, second = slopes(function, LENGTHS, 1e-5)
        np.testing.assert_allclose(f, function(LENGTHS), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(f1, first, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(f2, second, rtol=1e-6, atol=1e-7)


def test_tendon_jet_is_the_curve_and_its_derivatives():
    f, f1, f2 = np.array([tendon_jet(s, SHAPE) for s in STRAINS]).T

    def function(strain):
        return curves.tendon_force(strain, SHAPE)

    first, second = slopes(function, STRAINS, 1e-6)
    np.testing.assert_allclose(f, function(STRAINS), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(f1, first, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(f2, second, rtol=1e-5, atol=1e-5)


def test_very_slack_tendon_carries_nothing():
    assert 0 <= tendon_jet(-0.9, 400.0)[0] < 1e-80


def at(activation, length, factor=1.0):
    """Equilibrium of the test muscle: x and what `force_of_activation` says there."""
    lowest = float(shortest_fiber_along_tendon(P))
    rest = (P.optimal_fiber_length, P.tendon_slack_length, float(P.fiber_height), SHAPE, 0.76)
    start = length - P.tendon_slack_length
    x = newton_length(start, activation, factor, length, *rest, lowest)
    return x, force_of_activation(x, activation, factor, length, *rest)


@given(st.floats(0, 1), st.floats(0.5, 1.5), st.floats(0.3, 1.5))
def test_newton_finds_the_equilibrium_bisection_finds(activation, share, factor):
    length = P.tendon_slack_length + share * P.optimal_fiber_length
    x, (residual, *_) = at(activation, length, factor)
    assert abs(residual) < 1e-9
    assert equilibrium_residual(x, activation, factor, length, P) == pytest.approx(
        residual, abs=1e-11
    )
    expected = float(solve_equilibrium(activation, factor, length, P))
    tendon = [
        curves.tendon_force((length - z) / P.tendon_slack_length - 1, SHAPE) for z in (x, expected)
    ]
    assert tendon[0] == pytest.approx(tendon[1], abs=1e-8)


@pytest.mark.parametrize("share", [0.55, 0.8, 1.0, 1.2])
@pytest.mark.parametrize("activation", [0.01, 0.1, 0.5, 0.9])
def test_force_derivatives_along_the_equilibrium(activation, share):
    length, h = (
        P.tendon_slack_length + share * P.optimal_fiber_length,
        1e-3 * min(1, activation * 9),
    )
    values = [at(activation + k * h, length)[1] for k in (-2, -1, 0, 1, 2)]
    force = [v[3] for v in values]
    along = [at(activation + k * h, length)[0] for k in (-2, -1, 1, 2)]
    _, _, dx, _, in_x, f1, f2 = values[2]
    first = (force[0] - 8 * force[1] + 8 * force[3] - force[4]) / (12 * h)
    second = (-force[0] + 16 * force[1] - 30 * force[2] + 16 * force[3] - force[4]) / (12 * h * h)
    assert f1 == pytest.approx(first, rel=1e-5, abs=1e-9)
    assert f2 == pytest.approx(second, rel=1e-3, abs=1e-3 * abs(f1))
    assert in_x * dx == pytest.approx(f1, rel=1e-12)
    assert dx == pytest.approx(
        (along[0] - 8 * along[1] + 8 * along[2] - along[3]) / (12 * h), rel=1e-5
    )


def test_newton_stays_in_its_bracket_from_any_start():
    lowest = float(shortest_fiber_along_tendon(P))
    rest = (P.optimal_fiber_length, P.tendon_slack_length, float(P.fiber_height), SHAPE, 0.76)
    length = P.tendon_slack_length + P.optimal_fiber_length
    found = [newton_length(s, 0.3, 1.0, length, *rest, lowest) for s in (-1.0, 0.0, 0.03, 5.0)]
    np.testing.assert_allclose(found, found[2], rtol=1e-9)
