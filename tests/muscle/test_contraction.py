"""Fiber and tendon in series."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.muscle.contraction import (
    equilibrium_residual,
    muscle_state,
    shortest_fiber_along_tendon,
    solve_equilibrium,
    state_at,
)
from soleus.muscle.curves import force_velocity
from soleus.muscle.parameters import MuscleParameters

LEG = build_leg(Person(1.75, 70.0, "female", 30.0))
MUSCLES = LEG.parameters


def one(name: str) -> MuscleParameters:
    i = LEG.index(name)
    return MuscleParameters(
        **{k: float(getattr(MUSCLES, k)[i]) for k in MuscleParameters.__slots__}
    )


SOLEUS = one("soleus")


def taut(p: MuscleParameters, share: float) -> float:
    """Muscle-tendon length with the fibers at `share` of optimal length and a slack tendon."""
    return float(
        p.tendon_slack_length + np.sqrt((share * p.optimal_fiber_length) ** 2 - p.fiber_height**2)
    )


@given(
    st.sampled_from(LEG.muscles),
    st.floats(0.0, 1.0),
    st.floats(-0.95, 0.95),
    st.floats(0.5, 1.5),
)
def test_equilibrium_is_met(name, activation, velocity, share):
    p = one(name)
    length = taut(p, share)
    factor = force_velocity(velocity)
    x = solve_equilibrium(activation, factor, length, p)
    assert abs(equilibrium_residual(x, activation, factor, length, p)) < 1e-9


@given(st.sampled_from(LEG.muscles), st.floats(0.0, 1.0), st.floats(0.3, 1.6))
def test_fiber_and_tendon_carry_the_same_and_never_push(name, activation, share):
    p = one(name)
    state = muscle_state(p, activation, p.tendon_slack_length + share * p.optimal_fiber_length)
    along = state.fiber_force * np.cos(state.pennation_angle)
    assert along == pytest.approx(state.tendon_force, abs=1e-8 * p.max_isometric_force)
    assert state.tendon_force >= 0
    assert state.passive_fiber_force >= 0
    assert state.tendon_strain >= 0


@pytest.mark.parametrize("activation", [0.0, 0.5, 1.0])
def test_slack_muscle_carries_nothing(activation):
    """Origin and insertion so near that even the shortest fiber leaves the tendon loose."""
    length = 0.9 * MUSCLES.tendon_slack_length
    state = muscle_state(MUSCLES, activation, length)
    assert np.all(state.tendon_force >= 0)
    assert np.all(state.tendon_force < 1e-6 * MUSCLES.max_isometric_force)
    assert np.all(state.tendon_strain == 0)


def test_force_rises_with_activation():
    length = np.array([[taut(one(m), 1.05) for m in LEG.muscles]])
    force = muscle_state(MUSCLES, np.linspace(0, 1, 41)[:, None], length).tendon_force
    assert np.all(np.diff(force, axis=0) > 0)


def test_fibers_shorten_and_turn_as_activation_stretches_the_tendon():
    state = muscle_state(SOLEUS, np.linspace(0, 1, 11), taut(SOLEUS, 1.1))
    assert np.all(np.diff(state.fiber_length) < 0)
    assert np.all(np.diff(state.pennation_angle) > 0)
    assert np.all(np.diff(state.tendon_strain) > 0)


def test_shortening_fibers_give_less_lengthening_more():
    speed = SOLEUS.max_contraction_velocity * SOLEUS.optimal_fiber_length
    force = muscle_state(SOLEUS, 0.5, taut(SOLEUS, 1.1), np.array([-0.3, 0, 0.3]) * speed)
    assert np.all(np.diff(force.tendon_force) > 0)


def test_geometry_closes():
    state = muscle_state(SOLEUS, 0.4, taut(SOLEUS, 1.0))
    along = state.fiber_length * np.cos(state.pennation_angle)
    assert along + state.tendon_length == pytest.approx(taut(SOLEUS, 1.0), rel=1e-12)
    height = state.fiber_length * np.sin(state.pennation_angle)
    assert height == pytest.approx(SOLEUS.fiber_height, rel=1e-12)


def test_forces_scale_with_strength_alone():
    strong = replace(SOLEUS, max_isometric_force=2 * SOLEUS.max_isometric_force)
    weak, double = (muscle_state(p, 0.7, taut(SOLEUS, 1.1)) for p in (SOLEUS, strong))
    assert double.tendon_force == pytest.approx(2 * weak.tendon_force, rel=1e-12)
    assert double.fiber_length == pytest.approx(weak.fiber_length, rel=1e-12)


def test_stiffer_tendon_stretches_less():
    stiff = replace(SOLEUS, tendon_strain_at_one_norm_force=0.05)
    strains = [muscle_state(p, 1.0, taut(SOLEUS, 1.0)).tendon_strain for p in (SOLEUS, stiff)]
    assert strains[1] < 0.7 * strains[0]


def test_fibers_never_get_shorter_than_a_fifth():
    x = shortest_fiber_along_tendon(MUSCLES)
    assert np.all(np.hypot(x, MUSCLES.fiber_height) >= 0.2 * MUSCLES.optimal_fiber_length - 1e-15)
    assert np.all(solve_equilibrium(1.0, 1.0, 0.5 * MUSCLES.tendon_slack_length, MUSCLES) >= x)


def test_state_at_takes_the_given_fiber_length():
    x = 0.9 * SOLEUS.optimal_fiber_length
    state = state_at(x, 0.3, SOLEUS.tendon_slack_length + x, 0.0, SOLEUS)
    assert state.tendon_length == pytest.approx(SOLEUS.tendon_slack_length)
    assert state.tendon_strain == pytest.approx(0.0, abs=1e-12)


def test_arrays_broadcast_over_time_and_muscle():
    length = np.tile(MUSCLES.tendon_slack_length + MUSCLES.optimal_fiber_length, (5, 1))
    state = muscle_state(MUSCLES, np.linspace(0, 1, 5)[:, None], length)
    assert state.tendon_force.shape == (5, len(LEG.muscles))
