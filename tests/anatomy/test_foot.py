"""The foot at rest: geometry, springs, and how it scales."""

import math
from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.foot import Band, build_foot
from soleus.anatomy.leg import build_leg
from soleus.base.constants import load_constants
from soleus.base.errors import InputError


@pytest.fixture(scope="module")
def foot(leg):
    return build_foot(leg)


def slope(function, at, step=1e-6):
    return (function(at + step) - function(at - step)) / (2 * step)


def test_an_unloaded_foot_is_at_its_landmarks(foot, leg):
    behind, height = foot.bow(0.0)
    assert height == pytest.approx(foot.midfoot.imag)
    assert foot.ball.real - behind == pytest.approx(foot.midfoot.real)
    assert foot.ankle + leg.skeleton.mtp == pytest.approx(foot.mtp)
    assert foot.fascia_elongation(0.0, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert foot.passive_moment(0.0, 0.0) == pytest.approx(0.0, abs=1e-9)
    assert foot.heel.real < foot.fascia_hind.real < foot.midfoot.real < foot.ball.real


def test_a_sinking_arch_gets_lower_and_longer(foot):
    bend = np.linspace(-0.2, 0.5, 30)
    assert (np.diff(foot.arch_height(bend)) < 0).all()
    assert (np.diff(foot.spread(bend)) > 0).all()
    assert (np.diff(foot.passive_moment(bend, 0.3)) > 0).all()


def test_bones_keep_their_length(foot):
    for bend in (-0.1, 0.0, 0.3):
        behind, height = foot.bow(bend)
        assert math.hypot(behind, height) == pytest.approx(abs(foot.ball - foot.midfoot))
        rest = abs(foot.ball - foot.heel) + foot.spread(bend) - behind
        assert math.hypot(rest, height) == pytest.approx(abs(foot.heel - foot.midfoot))


@pytest.mark.parametrize("bend", [-0.1, 0.0, 0.25])
def test_arms_are_slopes_of_lengths(foot, bend):
    assert foot.fascia_arm(bend) == pytest.approx(
        slope(lambda x: foot.fascia_elongation(x, 0.2), bend), rel=1e-6
    )
    assert foot.ligament_arm(bend) == pytest.approx(slope(foot.ligament_elongation, bend), rel=1e-6)


@pytest.mark.parametrize("toes", [0.0, 0.5])
def test_the_moment_is_the_slope_of_the_energy(foot, toes):
    for bend in (-0.08, 0.03, 0.2, 0.4):
        energy = slope(lambda x: foot.energy(x, toes), bend)
        assert foot.passive_moment(bend, toes) == pytest.approx(energy, rel=1e-5, abs=1e-6)


def test_toes_wind_up_the_fascia_by_the_radius(foot):
    wound = foot.fascia_elongation(0.1, 0.6) - foot.fascia_elongation(0.1, 0.0)
    assert wound == pytest.approx(0.6 * foot.windlass_radius)


def test_a_spring_pulls_softly_first_and_never_pushes():
    spring = Band(length=0.15, stiffness=2e5, toe=0.003, slack=0.001)
    assert spring.force(0.0005) == 0.0 == spring.force(-0.01)
    assert slope(spring.force, 0.02) == pytest.approx(2e5)
    assert slope(spring.force, 0.0025) == pytest.approx(1e5)
    assert spring.force(0.004 - 1e-12) == pytest.approx(spring.force(0.004 + 1e-12))
    assert slope(spring.energy, 0.01) == pytest.approx(float(spring.force(0.01)))


def test_a_larger_foot_of_one_make_is_stiffer(leg, person):
    small, large = build_foot(leg), build_foot(build_leg(replace(person, foot_length=0.32)))
    size = large.length / small.length
    assert large.fascia.stiffness / small.fascia.stiffness == pytest.approx(size)
    assert large.joint_hardening / small.joint_hardening == pytest.approx(size**3)
    assert large.intrinsic_force / small.intrinsic_force == pytest.approx(size**2)
    assert large.fascia_arm(0.1) / small.fascia_arm(0.1) == pytest.approx(size, rel=1e-6)


def test_the_model_of_a_medium_foot_is_a_human_foot(leg):
    foot = build_foot(leg)
    assert 0.045 < foot.arch_height(0.0) < 0.065
    assert 0.03 < foot.fascia_arm(0.0) < 0.05
    assert 0.13 < foot.fascia.length < 0.18
    assert 0.015 < foot.ligament_arm(0.0) < foot.fascia_arm(0.0)


def test_values_no_foot_has_are_refused(leg):
    constants = load_constants("foot")
    with pytest.raises(InputError, match="fascia_stiffness 900 N/mm is outside 0 to 800 N/mm"):
        constants.changed(fascia_stiffness=900)
    with pytest.raises(InputError, match="windlass_radius"):
        constants.changed(windlas_radius=8)
    assert build_foot(leg, constants.changed(fascia_stiffness=0)).fascia.force(0.01) == 0.0
