"""Many legs at once are the same legs as one by one."""

import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES, build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import (
    body_parameters,
    join_legs,
    move_body,
    move_leg,
    sample_legs,
    stack_legs,
)
from soleus.base.errors import InputError

ANGLES = {
    "hip_flexion": np.linspace(0, 1.2, 7),
    "knee_angle": np.linspace(0, 2.0, 7),
    "ankle_angle": np.linspace(-0.5, 0.4, 7),
}
JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")


@pytest.fixture(scope="module")
def samples(leg):
    return sample_legs(leg, 40, seed=5)


def test_one_sample_is_its_row(samples):
    lengths = samples.legs.muscle_tendon_lengths(ANGLES)
    arms = samples.legs.moment_arms(ANGLES, JOINTS)
    assert lengths.shape == (40, 7, len(samples.nominal.muscles))
    for i in (0, 17, 39):
        one = samples.leg(i)
        np.testing.assert_allclose(one.muscle_tendon_lengths(ANGLES), lengths[i], rtol=1e-13)
        np.testing.assert_allclose(one.moment_arms(ANGLES, JOINTS), arms[i], atol=1e-15)
        np.testing.assert_array_equal(
            one.parameters.max_isometric_force, samples.legs.parameters.max_isometric_force[i]
        )


def test_moment_arms_stay_the_slope_of_the_lengths(samples):
    h = 1e-5
    for joint in JOINTS:
        up, down = (
            samples.legs.muscle_tendon_lengths({**ANGLES, joint: ANGLES[joint] + s * h})[:, 1:-1]
            for s in (1, -1)
        )
        arms = samples.legs.moment_arms(ANGLES, (joint,))[:, 1:-1, :, 0]
        np.testing.assert_allclose(arms, (down - up) / (2 * h), atol=2e-7)


def test_an_arm_moves_the_triceps_at_its_joint_only(leg):
    moved = move_leg(leg, ("achilles_arm",), np.array([[1.0]])).leg(0)
    before, after = (x.moment_arms(ANGLES, JOINTS) for x in (leg, moved))
    heads = [leg.index(m) for m in ACHILLES]
    np.testing.assert_allclose(after[:, heads, 2], np.exp(0.12) * before[:, heads, 2])
    np.testing.assert_array_equal(after[:, heads, 1], before[:, heads, 1])
    others = np.setdiff1d(np.arange(len(leg.muscles)), heads)
    np.testing.assert_allclose(after[:, others], before[:, others], atol=1e-15)
    zero = {j: np.zeros(1) for j in JOINTS}
    np.testing.assert_allclose(
        moved.muscle_tendon_lengths(zero), leg.muscle_tendon_lengths(zero), rtol=1e-13
    )


def test_longer_fibers_of_one_volume_are_weaker(leg):
    moved = move_leg(leg, ("soleus_fiber_length",), np.array([[2.0]])).leg(0)
    i, a, b = leg.index("soleus"), leg.parameters, moved.parameters
    assert b.optimal_fiber_length[i] == pytest.approx(1.2214 * a.optimal_fiber_length[i], rel=1e-4)
    assert b.max_isometric_force[i] * b.optimal_fiber_length[i] == pytest.approx(
        a.max_isometric_force[i] * a.optimal_fiber_length[i]
    )


def test_body_parameters_keep_the_mass_and_move_what_they_say(leg):
    heavy = move_body(leg, {"segment_masses": 1.0}).skeleton

    def total(s):
        return 2 * (s.foot.mass + s.shank.mass + s.thigh.mass) + s.trunk.mass

    assert heavy.thigh.mass > leg.skeleton.thigh.mass
    assert total(heavy) == pytest.approx(total(leg.skeleton))
    loose = move_body(leg, {"ankle_range": 1.0})
    assert np.degrees(loose.max_dorsiflexion_bent - leg.max_dorsiflexion_bent) == pytest.approx(6)
    ball = move_body(leg, {"ball_of_foot": 1.0}).skeleton
    assert ball.ball.real - leg.skeleton.ball.real == pytest.approx(0.015 * ball.foot_length)
    assert move_body(leg, {"trunk_center": 0.0}) is leg


def test_spread_of_strength_is_that_of_its_parts(leg):
    """Specific tension 20 %, volume 15 %, fiber length 10 %: 27 % together."""
    force = sample_legs(leg, 400).legs.parameters.max_isometric_force[:, leg.index("soleus")]
    assert np.log(force).std() == pytest.approx(np.sqrt(0.2**2 + 0.15**2 + 0.1**2), rel=0.05)


def test_legs_of_several_people_stack(leg):
    legs = [leg, build_leg(Person(1.62, 55, "female", 28)), build_leg(Person(1.90, 95, "male", 40))]
    together = stack_legs(legs)
    lengths = together.muscle_tendon_lengths(ANGLES)
    for i, one in enumerate(legs):
        np.testing.assert_allclose(lengths[i], one.muscle_tendon_lengths(ANGLES), rtol=1e-13)
    force = np.array([1000.0, 2000.0])
    strain = together.achilles_strain(np.tile(force, (3, 1)))
    for i, one in enumerate(legs):
        np.testing.assert_allclose(strain[i], one.achilles_strain(force), rtol=1e-13)
    both = join_legs(together, together)
    assert both.parameters.max_isometric_force.shape == (6, len(leg.muscles))


def test_what_cannot_be_sampled_is_said(leg):
    with pytest.raises(InputError, match="at least 2"):
        sample_legs(leg, 1)
    assert "tempo" not in body_parameters()
