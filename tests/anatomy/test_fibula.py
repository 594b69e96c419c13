"""The fibula as a rod on springs: its stiffness, its places, and what its constants refuse."""

import numpy as np
import pytest

from soleus.anatomy.fibula import GROUPS, build_fibula, wrench
from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.constants import load_constants
from soleus.base.errors import InputError

AXES = np.eye(3)


@pytest.fixture(scope="module")
def fibula(leg):
    return build_fibula(leg)


def push(fibula, point, force):
    """Displacement of a point, mm, under a force on it."""
    return 1e3 * fibula.displacement(fibula.motion(wrench(point, np.array(force))), point)


def test_the_springs_hold_the_rod_in_every_direction(fibula):
    assert np.allclose(fibula.stiffness, fibula.stiffness.T)
    assert np.linalg.eigvalsh(fibula.stiffness).min() > 0
    assert {s.group for s in fibula.springs} == set(GROUPS)


def test_springs_and_load_are_in_equilibrium(fibula):
    load = wrench(fibula.head, np.array([-80.0, -300.0, 40.0]))
    motion = fibula.motion(load)
    held = sum(fibula.holding(motion, g) for g in GROUPS)
    assert np.allclose(held, -load, atol=1e-8)


def test_a_rigid_rod_keeps_its_length(fibula):
    motion = np.array([0.001, 0.002, -0.001, 0.001, -0.002, 0.003])
    line = fibula.head - fibula.malleolus
    change = fibula.displacement(motion, fibula.head) - fibula.displacement(
        motion, fibula.malleolus
    )
    assert abs(change @ line) < 1e-12


def test_head_pushed_backward_gives_as_the_joint_did_in_the_test(fibula):
    # 92.9 N at 2.5 mm; the rest of the fibula takes hardly any of it
    way = push(fibula, fibula.head, [-92.9, 0.0, 0.0])
    assert way[0] == pytest.approx(-2.5, abs=0.1)


@pytest.mark.parametrize(
    ("name", "axis"),
    [("ptfj_anteroposterior", 0), ("ptfj_axial", 1), ("ptfj_mediolateral", 2),
     ("membrane_modulus", 1), ("anterior_tibiofibular", 1)],
)  # fmt: skip
def test_stiffer_moves_less(leg, fibula, name, axis):
    value = load_constants("fibula").quantities[name].value
    stiffer = build_fibula(leg, changes={name: 1.9 * value})
    moved = [push(f, f.head, 100.0 * AXES[axis])[axis] for f in (fibula, stiffer)]
    assert 0 < moved[1] < moved[0]


def test_membrane_carries_a_pull_down_the_shaft(fibula):
    motion = fibula.motion(wrench(fibula.head, np.array([0.0, -100.0, 0.0])))
    up = {g: fibula.holding(motion, g)[1] for g in GROUPS}
    assert up["membrane"] > up["ptfj"] > 0


def test_steeper_fibers_hold_more_along_the_bone(leg):
    def down(angle):
        f = build_fibula(leg, changes={"membrane_fiber_angle": angle})
        return -push(f, f.head, [0.0, -100.0, 0.0])[1]

    assert down(35) < down(10)  # more fibers cross the gap, and they are shorter


def test_head_and_malleolus_are_where_they_belong(fibula):
    assert fibula.head[0] < fibula.malleolus[0] < 0  # behind the axis of the shank
    assert fibula.head[2] > 0 and fibula.malleolus[2] > 0  # to the outside
    assert 0.8 < fibula.head[1] / fibula.length < 0.97
    assert np.allclose(fibula.shaft(0.0), fibula.malleolus)
    assert np.allclose(fibula.shaft(fibula.head[1]), fibula.head)


def test_bones_scale_with_the_shank(fibula):
    long = build_fibula(build_leg(Person(height=1.95, mass=72.0, sex="male", age=34.0)))
    ratio = long.length / fibula.length
    assert ratio > 1.05
    assert np.allclose(long.head, ratio * fibula.head)


def test_samples_differ_and_repeat(leg):
    first, again, other = (build_fibula(leg, i).stiffness for i in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_a_changed_constant_stays_in_a_sample(leg):
    fibula = build_fibula(leg, 3, {"ptfj_axial": 77})
    assert fibula.constants["ptfj_axial"] == pytest.approx(77e3)


def test_constants_out_of_range_are_refused_in_one_line(leg):
    with pytest.raises(InputError, match=r"ptfj_axial 1e\+06 N/mm is outside 5 to 1000 N/mm"):
        build_fibula(leg, changes={"ptfj_axial": 1e6})
    with pytest.raises(InputError, match="did you mean membrane_modulus"):
        build_fibula(leg, changes={"membrane_modulos": 100})
