"""The collocation: exact on polynomials, and its assembled derivatives the true ones."""

import casadi as ca
import numpy as np
import pytest

from soleus.solve.collocation import PeriodicProblem, radau_mesh


def test_mesh_integrates_and_differentiates():
    mesh = radau_mesh(8)
    assert mesh.weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert mesh.weights @ mesh.time**4 == pytest.approx(1 / 5, abs=1e-12)
    wave = np.sin(2 * np.pi * mesh.time)
    slope = (mesh.inner + mesh.wrapped) @ wave
    assert np.abs(slope - 2 * np.pi * np.cos(2 * np.pi * mesh.time)).max() < 0.05
    finer = radau_mesh(16)
    wave = np.sin(2 * np.pi * finer.time)
    error = np.abs(
        (finer.inner + finer.wrapped) @ wave - 2 * np.pi * np.cos(2 * np.pi * finer.time)
    )
    assert error.max() < 0.05 / 6  # third order


@pytest.fixture(scope="module")
def small():
    """A two-legged oscillator: states (x, y) swap; z = [x, y, rate of x, rate of y]."""
    z, p = ca.SX.sym("z", 4), ca.SX.sym("p", 2)
    cost = p[0] * ca.sumsqr(z[:2]) + z[2] ** 4 + z[0] * z[3]
    equal = ca.vertcat(z[2] - p[1] * z[1] - ca.sin(z[0]))
    unequal = ca.vertcat(z[0] * z[1])
    scale = np.array([2.0, 2.0, 3.0, 0.5])
    return PeriodicProblem(
        z, p, cost, equal, unequal, scale, np.array([2, 3]), np.array([1, 0]), radau_mesh(4)
    )


def test_assembled_derivatives_are_the_true_ones(small):
    rng = np.random.default_rng(0)
    x, p = rng.normal(size=small.n_point * small.n_points + 1), rng.normal(size=2)
    duals = rng.normal(size=small.bounds_of_constraints(np.zeros(1))[0].size)
    symbol, parameter = ca.MX.sym("x", len(x)), ca.MX.sym("p", 2)
    f, g = small.nlp(symbol, parameter)
    plain = ca.Function(
        "plain", [symbol, parameter],
        [ca.gradient(f, symbol), ca.jacobian(g, symbol),
         ca.hessian(1.7 * f + ca.dot(ca.DM(duals), g), symbol)[0]],
    )  # fmt: skip
    gradient, jacobian, hessian = (np.array(m) for m in plain(x, p))
    assert np.allclose(np.array(small.gradient(x, p)[1]), gradient, atol=1e-10)
    assert np.allclose(np.array(small.jacobian(x, p)[1]), jacobian, atol=1e-10)
    upper = np.array(small.hessian(x, p, 1.7, duals))
    assert np.allclose(upper, np.triu(hessian), atol=1e-9)


def test_rates_meet_the_differential_equations(small):
    rng = np.random.default_rng(3)
    states, period = rng.normal(size=(small.n_points, 2)), 0.7
    z = np.hstack([states, small.rates(states, period)])
    g = np.array(small.nlp(small.pack(z, period), np.ones(2))[1]).ravel()
    assert np.abs(g[-small.n_defects :]).max() < 1e-12
    again, same = small.unpack(small.pack(z, period))
    assert np.allclose(again, z) and same == period


def test_the_wrap_swaps_the_legs(small):
    """A mirror-symmetric motion over half a cycle: y is x half a cycle later."""
    t = small.mesh.time
    x, y = np.sin(np.pi * t), np.sin(np.pi * (t + 1))
    rates = small.rates(np.stack([x, y], axis=1), 1.0)
    assert np.abs(rates[:, 0] - np.pi * np.cos(np.pi * t)).max() < 0.05
