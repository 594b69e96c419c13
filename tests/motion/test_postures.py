"""Finding postures: the root finder behind balance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.motion.postures import find_root


@given(st.floats(-0.99, 0.99), st.sampled_from([1, 3, 5]), st.floats(0.1, 10))
def test_root_of_a_power_is_found(root, power, scale):
    found = find_root(lambda x: scale * ((x - root) + (x - root) ** power), -1.0, 1.0)
    assert found == pytest.approx(root, abs=1e-11)


@given(st.floats(0.1, 3.0))
def test_root_of_a_curved_function_is_found(level):
    found = find_root(lambda x: math.exp(x) - 1 - level, -3.0, 5.0)
    assert found == pytest.approx(math.log1p(level), abs=1e-11)


def test_falling_function_and_roots_at_the_ends():
    assert find_root(lambda x: 1 - x, 0.0, 3.0) == pytest.approx(1.0, abs=1e-12)
    assert find_root(lambda x: x, 0.0, 1.0) == 0.0
    assert find_root(lambda x: x - 1, 0.0, 1.0) == 1.0
