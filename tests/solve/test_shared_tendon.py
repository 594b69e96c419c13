"""Muscles on a shared tendon: nothing changes without coupling, sharing only redistributes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state
from soleus.solve.subtendons import share_tendon, share_tendon_in

ANKLES = np.radians([-30.0, -10.0, 0.0, 15.0])


def angles(ankle=ANKLES, knee_deg=0.0):
    return {"ankle_angle": ankle, "knee_angle": np.radians(knee_deg)}


def apart(leg, activation, ankle=ANKLES, knee_deg=0.0):
    index = list(leg.achilles_indices)
    still = {
        "hip_flexion": 0 * ankle, "knee_angle": np.radians(knee_deg) + 0 * ankle,
        "ankle_angle": ankle,
    }  # fmt: skip
    lengths = leg.muscle_tendon_lengths(still)[:, index]
    state = muscle_state(leg.parameters.each(lambda v: v[index]), activation, lengths)
    arms = leg.moment_arms(still, ("ankle_angle",))[:, index, 0]
    return state, -(arms * state.tendon_force).sum(axis=1)


@pytest.mark.parametrize("knee_deg", [0.0, 90.0])
@pytest.mark.parametrize("activation", [0.0, 0.3, 1.0])
def test_without_coupling_it_is_the_leg_as_it_was(leg, activation, knee_deg):
    shared = share_tendon(leg, angles(knee_deg=knee_deg), activation, coupling=0.0)
    state, moment = apart(leg, activation, knee_deg=knee_deg)
    assert shared.muscle_force == pytest.approx(state.tendon_force, rel=1e-6, abs=1e-3)
    assert shared.fiber_length == pytest.approx(state.fiber_length, rel=1e-6)
    assert shared.heel_force == pytest.approx(shared.muscle_force, abs=1e-3)
    assert shared.moment == pytest.approx(moment, rel=1e-6, abs=1e-3)


@given(
    activation=st.tuples(*[st.floats(0, 1)] * 3), ankle=st.floats(-45, 30),
    knee=st.floats(0, 130), coupling=st.floats(0, 1), sample=st.integers(0, 30),
)  # fmt: skip
def test_sharing_loses_no_force(leg, activation, ankle, knee, coupling, sample):
    shared = share_tendon(
        leg, angles(np.radians([ankle]), knee), np.array([activation]), coupling, sample=sample
    )
    strength = shared.subtendons.strength
    assert shared.residual < 1e-6
    assert shared.heel_force.sum() == pytest.approx(shared.muscle_force.sum(), abs=1e-5 * strength)
    assert np.all(shared.heel_force >= 0) and np.all(np.isfinite(shared.fiber_length))


def test_glued_subtendons_move_as_one_and_are_strained_alike_but_for_their_twist(leg):
    shared = share_tendon(leg, angles(), 0.8, coupling=1.0)
    assert np.ptp(shared.elongation, axis=1) == pytest.approx(0.0, abs=1e-8)
    assert np.abs(shared.sliding).max() < 1e-8
    even = shared.strain / shared.subtendons.cosine**2
    assert np.ptp(even, axis=1) == pytest.approx(0.0, abs=1e-6)


def test_coupling_takes_from_the_strained_and_gives_to_the_idle(leg):
    """Knee bent: the soleus pulls alone; the tighter the bond, the more the others carry."""
    results = [share_tendon(leg, angles(knee_deg=90.0), 0.6, c) for c in (0.0, 0.2, 0.5, 0.9, 1.0)]
    soleus = np.array([r.strain[:, 0] for r in results])
    assert np.all(np.diff(soleus, axis=0) < 0)
    for head in (1, 2):
        assert np.all(np.diff([r.heel_force[:, head] for r in results], axis=0) > 0)
    assert np.all(np.diff([r.sliding[:, 0] for r in results], axis=0) < 0)
    assert np.all(np.diff([r.passed_on for r in results], axis=0) > 0)
    assert np.all(results[0].passed_on < 1.0)
    # a tendon that shares is stiffer for who pulls alone: its fibers stay longer
    assert np.all(results[-1].fiber_length[:, 0] > results[0].fiber_length[:, 0])


def test_the_coupling_spring_holds_what_the_subtendons_pass_on(leg):
    """Coupling c is K / (K + k): force passed on is K times how far the ends are apart."""
    c = 0.4
    shared = share_tendon(leg, angles(knee_deg=60.0), np.array([0.9, 0.1, 0.3]), c)
    s = shared.subtendons
    spring = c / (1 - c) * s.stiffness(0.25 * s.strength) / 3
    u = shared.elongation
    given_away = spring * (3 * u - u.sum(axis=1, keepdims=True))
    assert shared.muscle_force - shared.heel_force == pytest.approx(given_away, abs=0.01)


def test_evenly_strained_subtendons_have_nothing_to_share(leg):
    """Where all three would move alike, coupling changes nothing."""
    free = share_tendon(leg, angles(np.zeros(1)), {"soleus": 0.2}, 0.0)
    uneven = share_tendon(leg, angles(np.zeros(1)), {"soleus": 0.2}, 1.0)
    assert np.abs(uneven.heel_force - free.heel_force).max() > 20.0
    target = 0.9 * free.elongation[0, 0]
    found = []
    for i, muscle in enumerate(ACHILLES):
        low, high = 0.0, 1.0
        for _ in range(30):
            middle = (low + high) / 2
            u = share_tendon(leg, angles(np.zeros(1)), {muscle: middle}, 0.0).elongation[0, i]
            low, high = (middle, high) if u < target else (low, middle)
        found.append(middle)
    a = np.array([found])
    assert share_tendon(leg, angles(np.zeros(1)), a, 1.0).heel_force == pytest.approx(
        share_tendon(leg, angles(np.zeros(1)), a, 0.0).heel_force, abs=0.05
    )


def test_slides_within_millimeters_as_ultrasound_sees_it(leg):
    at = share_tendon(leg, angles(np.radians([10.0])), 0.2)
    assert 0.2e-3 < at.sliding.mean() < 2.6e-3  # deep ahead of superficial (slane2014)
    bent = share_tendon(leg, angles(np.radians([10.0]), 90.0), 0.2)
    assert np.all(bent.sliding > at.sliding)


def test_twist_changes_strains_a_little_and_forces_hardly(leg):
    least, most = (share_tendon(leg, angles(), 1.0, 0.0, twist_type=t) for t in (1, 3))
    assert most.muscle_force == pytest.approx(least.muscle_force, rel=1e-6)
    assert np.all(most.elongation > least.elongation)
    changed = most.strain / least.strain
    assert np.all(np.abs(changed - 1) < 0.1) and np.abs(changed - 1).max() > 1e-3


def test_an_exercise_without_coupling_is_the_solution_itself(solved):
    solution = solved("single_leg_calf_raise")
    index = list(solution.leg.achilles_indices)
    free = share_tendon_in(solution, 0.0)
    assert free.muscle_force == pytest.approx(solution.state.tendon_force[:, index], abs=0.01)
    assert free.total_force == pytest.approx(solution.achilles_force, abs=0.05)
    moment = solution.plantar_flexion_moments[:, index].sum(axis=1)
    assert free.moment == pytest.approx(moment, abs=0.01)
    shared = share_tendon_in(solution)
    assert shared.strain[:, 0].max() < free.strain[:, 0].max()
    assert shared.total_force.max() == pytest.approx(free.total_force.max(), rel=0.05)


def test_activation_can_be_named(leg):
    named = share_tendon(leg, {"ankle_angle": 0.1}, {"soleus": 0.4, "gastrocnemius_medialis": 0.2})
    listed = share_tendon(leg, {"ankle_angle": 0.1}, np.array([0.4, 0.2, 0.0]))
    assert named.heel_force == pytest.approx(listed.heel_force)


@pytest.mark.parametrize(
    ("joints", "activation", "words"),
    [
        ({"ankle": 0.0}, 0.5, "ankle_angle"),
        ({"ankle_angle": 0.0}, {"sol": 0.5}, "soleus"),
        ({"ankle_angle": 0.0}, 1.5, "0 to 1"),
        ({"ankle_angle": 0.0}, np.array([0.5, 0.5]), "one a muscle"),
    ],
)
def test_what_lies_outside_is_refused(leg, joints, activation, words):
    with pytest.raises(InputError, match=words):
        share_tendon(leg, joints, activation)


@pytest.mark.parametrize(
    ("angles", "more", "words"),
    [
        ({"ankle_angle": 20.0}, {}, "ankle_angle is outside -3.14 to 3.14 rad"),
        ({"knee_angle": float("nan")}, {}, "knee_angle is outside"),
        ({"ankle_angle": 0.1}, {"fiber_velocity": float("nan")}, "fiber_velocity must be finite"),
        ({"ankle_angle": np.zeros(3), "knee_angle": np.zeros(4)}, {}, "unequal lengths"),
    ],
)
def test_angles_that_cannot_be_are_refused(leg, angles, more, words):
    with pytest.raises(InputError, match=words):
        share_tendon(leg, angles, 0.5, **more)
