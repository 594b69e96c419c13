"""The planar skeleton."""

import numpy as np
import pytest

from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import build_skeleton, rotate, with_trunk_share

MAN, WOMAN = Person(1.78, 72.0, "male", 34.0), Person(1.65, 60.0, "female", 34.0)


@pytest.mark.parametrize("person", [MAN, WOMAN])
def test_segment_masses_sum_to_the_body(person):
    s = build_skeleton(person)
    legs = 2 * (s.foot.mass + s.shank.mass + s.thigh.mass)
    assert legs + s.trunk.mass == pytest.approx(person.mass, rel=1e-12)


@pytest.mark.parametrize("person", [MAN, WOMAN])
def test_standing_center_of_mass_is_where_people_have_it(person):
    """55 to 58 % of height in adults (any anthropometry text; Winter 2009)."""
    s = build_skeleton(person)
    ankle = -s.ball.imag
    knee, hip = ankle + s.shank.length, ankle + s.shank.length + s.thigh.length
    moment = 2 * (
        s.foot.mass * (ankle + s.foot.com.imag)
        + s.shank.mass * (ankle + s.shank.com.imag)
        + s.thigh.mass * (knee + s.thigh.com.imag)
    )
    moment += s.trunk.mass * (hip + s.trunk.com.imag)
    assert 0.54 < moment / person.mass / person.height < 0.58


def test_lengths_follow_height_and_inertia_its_square():
    small = build_skeleton(Person(1.0, 40, "male", 30))
    large = build_skeleton(Person(2.0, 40, "male", 30))
    for name in ("foot", "shank", "thigh", "trunk"):
        a, b = getattr(small, name), getattr(large, name)
        assert b.length == pytest.approx(2 * a.length, rel=1e-12)
        assert b.inertia == pytest.approx(4 * a.inertia, rel=1e-12)
        assert b.mass == pytest.approx(a.mass, rel=1e-12)


def test_measured_foot_moves_its_landmarks_only():
    plain = build_skeleton(MAN)
    long = build_skeleton(Person(1.78, 72.0, "male", 34.0, foot_length=0.32))
    assert long.foot_length == 0.32
    for name in ("heel", "mtp", "ball", "toe"):
        ratio = getattr(long, name) / getattr(plain, name)
        assert ratio == pytest.approx(0.32 / plain.foot_length, rel=1e-12)
    assert long.thigh == plain.thigh


def test_foot_landmarks_are_in_order_and_on_the_ground():
    s = build_skeleton(WOMAN)
    assert s.heel.real < 0 < s.mtp.real == s.ball.real < s.toe.real
    assert s.heel.imag == s.ball.imag == s.toe.imag < s.mtp.imag < 0
    assert s.toe.real - s.heel.real == pytest.approx(s.foot_length)


def test_half_the_trunk_keeps_its_shape():
    s = build_skeleton(MAN)
    half = with_trunk_share(s, 0.5)
    assert half.trunk.mass == s.trunk.mass / 2
    assert half.trunk.inertia == s.trunk.inertia / 2
    assert half.trunk.com == s.trunk.com


def test_leaning_forward_moves_the_top_forward():
    assert rotate(1j, np.pi / 2) == pytest.approx(1 + 0j)


def test_rotation_orders_are_time_derivatives():
    t = np.linspace(0, 1, 2001)
    tilt, rate, acceleration = np.sin(3 * t), 3 * np.cos(3 * t), -9 * np.sin(3 * t)
    place, velocity, change = (
        rotate(0.1 + 0.4j, tilt, rate, acceleration, order) for order in range(3)
    )
    inner = slice(2, -2)
    np.testing.assert_allclose(np.gradient(place, t)[inner], velocity[inner], atol=2e-6)
    np.testing.assert_allclose(np.gradient(velocity, t)[inner], change[inner], atol=2e-5)
