"""The small quadratic problem: its optimality conditions on random problems."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from soleus.solve.kernel_dual import solve_dual


def problem(seed, n=12, scale=100.0):
    rng = np.random.default_rng(seed)
    g = rng.normal(0, scale, (n, 3)) * (rng.random((n, 3)) < 0.6)
    h = rng.uniform(0.2, 3.0, n)
    c = rng.uniform(-0.3, 0.3, n)
    b = g.T @ rng.uniform(-0.2, 1.2, n)
    return g, h, c, b


@given(st.integers(0, 10_000), st.floats(-30, 30))
def test_answer_is_optimal_from_any_start(seed, start):
    g, h, c, b = problem(seed)
    a = np.empty(len(h))
    *r, steps = solve_dual(g, h, c, len(h), *b, start, -start, 0.0, a)
    r = np.array(r)
    assert steps < 60
    np.testing.assert_allclose(g.T @ a + r, b, atol=1e-7)
    gradient = h * (a - c) - g @ r
    assert np.all((a >= 0) & (a <= 1))
    inside = (a > 0) & (a < 1)
    assert np.abs(gradient[inside]).max(initial=0) < 1e-9
    assert gradient[a == 0].min(initial=0) > -1e-9
    assert gradient[a == 1].max(initial=0) < 1e-9


def test_absent_joints_stay_unloaded():
    g, h, c, b = problem(3)
    g[:, 1:] = 0.0
    a = np.empty(len(h))
    _, r1, r2, _ = solve_dual(g, h, c, len(h), b[0], 0.0, 0.0, 0.0, 0.0, 0.0, a)
    assert (r1, r2) == (0.0, 0.0)


def test_unreachable_moment_goes_to_the_reserve():
    g, h, c, _ = problem(5)
    most = np.maximum(g[:, 0], 0).sum()
    g[:, 1:] = 0.0
    a = np.empty(len(h))
    r0, *_ = solve_dual(g, h, c, len(h), most + 500.0, 0.0, 0.0, 0.0, 0.0, 0.0, a)
    assert abs(r0 - 500.0) < 1e-6
    np.testing.assert_array_equal(a[g[:, 0] > 1], 1.0)
