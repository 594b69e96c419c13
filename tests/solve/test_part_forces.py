"""The four parts on their common tendon: equilibrium, and agreement with the one bundle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.anatomy.soleus_parts import divide_soleus, soleus_parts
from soleus.base.constants import load_constants
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state
from soleus.solve.soleus_parts import part_forces, part_states, solve_parts

ANKLES = np.radians([-30.0, -20.0, -10.0, 0.0, 10.0, 20.0])


def lengths(leg, ankles=ANKLES):
    still = {"hip_flexion": 0 * ankles, "knee_angle": 0 * ankles, "ankle_angle": ankles}
    return leg.muscle_tendon_lengths(still)[:, leg.index("soleus")]


def whole(leg):
    return leg.parameters.each(lambda v: float(v[leg.index("soleus")]))


def alike(leg):
    """The division without any difference between the parts."""
    return divide_soleus(leg, load_constants("soleus_parts").changed(pennation_difference=0.0))


@pytest.mark.parametrize("activation", [0.0, 0.05, 0.4, 1.0])
def test_parts_without_differences_are_the_one_bundle(leg, activation):
    one = muscle_state(whole(leg), activation, lengths(leg))
    states = solve_parts(leg, activation, lengths(leg), parts=alike(leg))
    assert states.tendon_force == pytest.approx(one.tendon_force, rel=1e-9)
    for i in range(4):
        assert states.fiber_length[:, i] == pytest.approx(one.fiber_length, rel=1e-9)
        assert states.pennation_angle[:, i] == pytest.approx(one.pennation_angle, rel=1e-9)


def test_shortening_parts_without_differences_are_the_one_bundle_too(leg):
    one = muscle_state(whole(leg), 0.7, lengths(leg), -0.08)
    velocity = -0.08 / np.cos(one.pennation_angle)
    states = solve_parts(leg, 0.7, lengths(leg), velocity, parts=alike(leg))
    assert states.tendon_force == pytest.approx(one.tendon_force, rel=1e-9)
    still = solve_parts(leg, 0.7, lengths(leg), parts=alike(leg))
    assert np.all(states.tendon_force < 0.9 * still.tendon_force)


@pytest.mark.parametrize("activation", [0.0, 0.3, 1.0])
def test_the_nominal_sum_is_within_one_percent_of_one_bundle(leg, activation):
    one = muscle_state(whole(leg), activation, lengths(leg)).tendon_force
    states = solve_parts(leg, activation, lengths(leg))
    assert states.tendon_force == pytest.approx(one, rel=0.01)
    assert np.abs(states.tendon_force / one - 1.0).max() > 1e-6  # they are not the same model


def test_lengths_drawn_apart_broaden_the_force_length_curve(leg):
    one = muscle_state(whole(leg), 1.0, lengths(leg)).tendon_force
    off = np.array(
        [solve_parts(leg, 1.0, lengths(leg), sample=i).tendon_force / one - 1 for i in range(40)]
    )
    middle = np.median(off, axis=0)
    assert middle[0] > 0.02  # more where the one bundle is nearly spent,
    assert -0.05 < middle[4] < 0.0  # a little less near its best length
    assert np.quantile(np.abs(off[:, 3]), 0.9) < 0.1


@given(
    activation=st.floats(0, 1), ankle=st.floats(-50, 30), speed=st.floats(-0.3, 0.3),
    sample=st.integers(0, 50),
)  # fmt: skip
def test_fibers_and_tendon_always_carry_the_same(leg, activation, ankle, speed, sample):
    length = lengths(leg, np.radians([ankle]))
    states = solve_parts(leg, activation, length, speed, sample)
    strength = states.parts.parameters.max_isometric_force.sum()
    assert states.force.sum(axis=-1) == pytest.approx(states.tendon_force, abs=1e-8 * strength)
    assert np.all(states.force >= -1e-9) and np.all(np.isfinite(states.fiber_length))
    assert np.all(states.passive_force <= states.force + 1e-9)
    assert np.all(states.normalized_fiber_length > 0.15)
    assert states.fibula_force[0] <= states.tendon_force[0] + 1e-6


def test_more_activation_pulls_more_and_shortens_every_part(leg):
    low, high = (solve_parts(leg, a, lengths(leg)) for a in (0.2, 0.6))
    assert np.all(high.tendon_force > low.tendon_force)
    assert np.all(high.fiber_length < low.fiber_length)


def test_in_an_exercise_the_parts_sum_to_the_soleus(solved):
    solution = solved("single_leg_calf_raise")
    force = solution.force("soleus")
    quick = part_forces(solution, solution.leg)
    full = part_states(solution, solution.leg)
    assert quick.shape == (len(solution.time), 4)
    assert quick.sum(axis=1) == pytest.approx(force, rel=1e-12)
    assert full.tendon_force == pytest.approx(force, rel=0.01)
    assert quick == pytest.approx(full.force, rel=0.02, abs=0.5)


def test_parts_that_are_alike_give_an_exercise_back_exactly(solved):
    solution = solved("single_leg_calf_raise")
    leg, i = solution.leg, solution.leg.index("soleus")
    s = solution.state
    angle = np.broadcast_to(s.pennation_angle, s.fiber_length.shape)[:, i]
    length = s.fiber_length[:, i] * np.cos(angle) + s.tendon_length[:, i]
    speed = s.fiber_velocity[:, i] / np.cos(angle)
    states = solve_parts(leg, s.activation[:, i], length, speed, parts=alike(leg))
    assert states.tendon_force == pytest.approx(s.tendon_force[:, i], rel=1e-4, abs=0.01)


def test_a_force_series_alone_is_shared_by_strength(leg):
    force = np.array([0.0, 500.0, 2000.0])
    shared = part_forces(force, leg)
    assert shared.sum(axis=1) == pytest.approx(force)
    p = soleus_parts(leg).parameters
    along = p.max_isometric_force * np.cos(p.pennation_angle_at_optimal)
    assert shared[2] / 2000 == pytest.approx(along / along.sum())
    assert np.any(part_forces(force, leg, sample=1) != shared)


def test_a_slack_soleus_is_shared_too(leg, solved):
    solution = solved("single_leg_calf_raise")
    i = leg.index("soleus")
    slack = solution.state.fiber_length.copy()
    slack[:, i] = 0.19 * leg.parameters.optimal_fiber_length[i]
    forces = solution.state.tendon_force.copy()
    forces[:, i] = 0.0
    state = replace(solution.state, fiber_length=slack, tendon_force=forces)
    shared = part_forces(replace(solution, state=state), leg)
    assert np.all(shared == 0.0)


@pytest.mark.parametrize("wrong", [[-1.0, 2.0], [np.nan], [[1.0, 2.0]], None, "run"])
def test_a_series_that_is_none_is_refused(leg, wrong):
    with pytest.raises(InputError, match="soleus force"):
        part_forces(wrong, leg)
    with pytest.raises(InputError, match="first the solution or forces, then the leg"):
        part_forces(leg, [1.0])


def test_what_lies_outside_is_refused(leg):
    with pytest.raises(InputError, match="activation"):
        solve_parts(leg, 1.5, 0.3)
    with pytest.raises(InputError, match="muscle_tendon_length"):
        solve_parts(leg, 0.5, -0.3)
