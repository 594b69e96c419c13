"""Strength over knee and ankle, active insufficiency, and ankle range."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.ankle_range import LIMIT, full_stretch, passive_range
from soleus.anatomy.function import (
    PARTS,
    gastrocnemius_insufficiency,
    plantar_flexion_strength,
)
from soleus.anatomy.leg import ACHILLES, build_leg
from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.strength import isometric_moment
from soleus.base.errors import InputError

ANKLES, KNEES = np.radians([-30.0, 0.0, 25.0]), np.radians([0.0, 50.0, 110.0])


@pytest.mark.parametrize("activation", [1.0, 0.4])
def test_compliant_strength_is_what_single_points_give(leg, activation):
    found = plantar_flexion_strength(leg, ANKLES, KNEES, activation=activation)
    for k, knee in enumerate(KNEES):
        for a, ankle in enumerate(ANKLES):
            one = isometric_moment(leg, ankle, knee, activation)
            assert found.soleus[k, a] == pytest.approx(one["soleus"])
            heads = sum(one[m] for m in ACHILLES[1:])
            assert found.gastrocnemius[k, a] == pytest.approx(heads)
            assert found.total[k, a] == pytest.approx(sum(one.values()))
            silent = isometric_moment(leg, ankle, knee, 0.0)
            assert found.passive["soleus"][k, a] == pytest.approx(silent["soleus"])


def test_the_stiffer_the_tendon_the_nearer_rigid(leg):
    p = leg.parameters
    rigid = plantar_flexion_strength(leg, ANKLES, KNEES, "rigid").total
    off = []
    for part in (1, 20, 40):
        strain = p.tendon_strain_at_one_norm_force / part
        stiff = replace(leg, parameters=replace(p, tendon_strain_at_one_norm_force=strain))
        off.append(np.abs(plantar_flexion_strength(stiff, ANKLES, KNEES).total - rigid).max())
    assert off[0] > 200  # N m: real tendons take most of it
    assert off[1] < 25 and off[2] < 0.6 * off[1]


def test_a_rigid_fiber_takes_what_the_tendon_leaves(leg):
    found = plantar_flexion_strength(leg, 0.1, 0.2, "rigid")
    i = leg.index("soleus")
    angles = {"hip_flexion": 0.0, "knee_angle": 0.2, "ankle_angle": 0.1}
    along = leg.muscle_tendon_lengths(angles)[i] - leg.parameters.tendon_slack_length[i]
    height = leg.parameters.fiber_height[i]
    assert found.fiber_lengths["soleus"][0, 0] == pytest.approx(np.hypot(along, height))
    optimal = leg.parameters.optimal_fiber_length[i]
    ratio = found.fiber_lengths["soleus"] / found.normalized_fiber_lengths["soleus"]
    assert ratio[0, 0] == pytest.approx(optimal)


@pytest.mark.parametrize("tendon", ["compliant", "rigid"])
def test_the_knee_takes_from_the_gastrocnemius_alone(leg, tendon):
    found = plantar_flexion_strength(leg, ANKLES, KNEES, tendon)
    np.testing.assert_allclose(found.soleus, found.soleus[:1].repeat(3, axis=0))
    np.testing.assert_allclose(found.others, found.others[:1].repeat(3, axis=0))
    assert np.all(np.diff(found.active("gastrocnemius")[:, :2], axis=0) < 0)
    assert np.all(found.gastrocnemius[2] < 0.35 * found.gastrocnemius[0])
    assert set(found.moments) == set(PARTS) and set(found.fiber_lengths) == set(ACHILLES)


def test_many_legs_answer_as_each_alone(leg):
    samples = sample_legs(leg, 3, seed=2)
    many = plantar_flexion_strength(samples.legs, ANKLES, KNEES)
    weak = gastrocnemius_insufficiency(samples.legs, 0.0)
    bends = passive_range(samples.legs, 0.5, 9.0)
    for i in range(3):
        one = samples.leg(i)
        np.testing.assert_allclose(
            many.total[i], plantar_flexion_strength(one, ANKLES, KNEES).total, atol=1e-6
        )
        alone = gastrocnemius_insufficiency(one, 0.0)
        assert weak.insufficient_knee[i] == pytest.approx(alone.insufficient_knee)
        assert bends.angle[i] == pytest.approx(passive_range(one, 0.5, 9.0).angle)


def test_insufficiency_is_where_the_curve_crosses(leg):
    found = gastrocnemius_insufficiency(leg, 0.0)
    assert 0 < found.half_knee < found.insufficient_knee < found.knee_angles[-1]
    for share, knee in ((0.5, found.half_knee), (0.2, found.insufficient_knee)):
        assert np.interp(knee, found.knee_angles, found.share) == pytest.approx(share)
    there = plantar_flexion_strength(leg, 0.0, found.half_knee).active("gastrocnemius")[0, 0]
    assert there == pytest.approx(0.5 * found.active_moment.max(), rel=0.01)


def test_a_dorsiflexed_ankle_and_a_stiff_tendon_put_insufficiency_off(leg):
    neutral, up = (gastrocnemius_insufficiency(leg, a).insufficient_knee for a in (0.0, 0.35))
    assert np.degrees(up - neutral) > 10
    assert gastrocnemius_insufficiency(leg, 0.0, "rigid").insufficient_knee > neutral


def test_a_share_that_is_always_left_has_no_knee(leg):
    found = gastrocnemius_insufficiency(leg, 0.0)
    weakest = float(found.share.min())
    assert np.isnan(found.knee_at(0.5 * weakest))
    assert not np.isnan(found.knee_at(1.01 * weakest + 1e-9))


def test_passive_range_is_where_the_silent_muscles_give_the_moment(leg):
    for knee, moment in ((0.0, 12.0), (1.3, 12.0), (0.0, 25.0)):
        found = passive_range(leg, knee, moment)
        assert found.reached
        silent = sum(isometric_moment(leg, found.angle, knee, 0.0).values())
        assert silent == pytest.approx(moment, abs=0.05)
    assert passive_range(leg, 1.3).angle > passive_range(leg, 0.0).angle + np.radians(5)
    beyond = passive_range(leg, 1.3, 200.0)
    assert not beyond.reached and beyond.angle == LIMIT


def test_full_stretch_is_this_persons(person, leg):
    straight, bent = full_stretch(leg), full_stretch(leg, 1.3)
    assert straight.ankle_angle == leg.max_dorsiflexion_straight
    assert bent.ankle_angle == leg.max_dorsiflexion_bent
    assert bent.normalized_fiber_lengths["soleus"] > straight.normalized_fiber_lengths["soleus"]
    assert bent.forces["gastrocnemius_medialis"] < straight.forces["gastrocnemius_medialis"] / 3
    whole = sum(isometric_moment(leg, straight.ankle_angle, 0.0, 0.0).values())
    assert straight.moment == pytest.approx(whole)
    assert straight.tendon_strain > bent.tendon_strain > 0
    stiff = full_stretch(build_leg(replace(person, knee_to_wall=0.06)), 1.3)
    assert stiff.ankle_angle < bent.ankle_angle - 0.1 and stiff.moment < bent.moment


def test_what_ends_full_stretch(leg):
    straight, bent = full_stretch(leg), full_stretch(leg, 1.3)
    assert straight.limited_by == "calf" and straight.tightest == "gastrocnemius"
    assert bent.limited_by == "joint" and bent.tightest == "soleus"
    just = replace(bent, moment=bent.tolerated_moment - bent.tolerated_spread)
    assert just.limited_by == "calf"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 0.0), "ankle angle 57.2958 deg is outside -50 to 40 deg"),
        ((0.0, -0.1), "knee angle .* is outside 0 to 140 deg"),
        ((1.0, 0.0), "1 rad: angles here are in rad, -0.8727 to 0.6981"),
        (([], 0.0), "no ankle angle is given"),
        ((0.0, []), "no knee angle is given"),
        ((float("nan"), 0.0), "ankle angle"),
        ((0.0, 0.0, "stiff"), "tendon 'stiff' is not known"),
        ((0.0, 0.0, "rigid", 1.2), "activation 1.2"),
    ],
)
def test_it_refuses(leg, arguments, message):
    with pytest.raises(InputError, match=message):
        plantar_flexion_strength(leg, *arguments)


@pytest.mark.parametrize("knee", [90.0, -0.2, float("nan")])
def test_full_stretch_asks_for_a_knee_angle_in_radians(leg, knee):
    message = r"full stretch: knee angle .* outside 0 to 140 deg .* in rad, 0 to 2.443"
    with pytest.raises(InputError, match=message):
        full_stretch(leg, knee)
    assert full_stretch(leg, np.radians(140.0)).knee_angle == np.radians(140.0)


def test_a_pull_must_be_above_nothing(leg):
    with pytest.raises(InputError, match="moment 0 N m must be above 0"):
        passive_range(leg, 0.0, 0.0)
