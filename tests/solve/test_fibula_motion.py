"""Motion of the fibula: equilibrium, causes that add up, signs, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.fibula import GROUPS, build_fibula
from soleus.anatomy.soleus_parts import soleus_parts
from soleus.base.errors import InfeasibleError, InputError
from soleus.solve.fibula import CAUSES, dorsiflexion_load, fibula_over
from soleus.solve.fibula_loads import (
    axial_load,
    axial_share,
    leg_loads,
    others_load,
    soleus_load,
)
from soleus.solve.fibula_spread import estimate_fibula, solve_posture
from soleus.solve.gait_node import nearest_gait

SOLEUS, WEDGE, AXIAL, OTHERS = range(len(CAUSES))


@pytest.fixture(scope="module")
def raised(leg):
    return solve_posture(leg, "single_leg_calf_raise")


@pytest.fixture(scope="module")
def moved(leg, raised):
    return fibula_over(raised, leg)


@pytest.fixture(scope="module")
def loads(leg, raised):
    return leg_loads(leg, raised)


def test_forces_close_for_every_cause(moved):
    assert np.allclose(sum(moved.held_by[g] for g in GROUPS), -moved.loads[..., :3], atol=1e-6)


def test_causes_add_up_to_the_whole(moved):
    together = moved.fibula.motion(moved.loads.sum(axis=0))
    assert np.allclose(together, moved.motion.sum(axis=0), atol=1e-12)


def test_twice_the_soleus_moves_it_twice_as_far(leg, loads, moved):
    twice = replace(loads, soleus=2 * loads.soleus)
    load, _, _ = soleus_load(leg, moved.fibula, twice)
    head = moved.fibula.displacement(moved.fibula.motion(load), moved.fibula.head)
    assert np.allclose(head, 2 * moved.head[SOLEUS])


def test_no_load_no_motion(leg, loads):
    fibula, rest = build_fibula(leg), np.zeros(len(loads.time))
    none = replace(
        loads, soleus=0 * loads.soleus, ankle=rest, ankle_force=rest,
        forces=dict.fromkeys(loads.forces, rest),
    )  # fmt: skip
    every = [soleus_load(leg, fibula, none)[0], dorsiflexion_load(fibula, none.ankle),
             axial_load(fibula, none), others_load(fibula, none)]  # fmt: skip
    assert all(np.array_equal(load, np.zeros((len(rest), 6))) for load in every)


def test_the_soleus_pulls_its_share_down(leg, raised, moved):
    force = raised.force("soleus")[moved.peak]
    share = moved.pull_size[moved.peak] / force
    assert share == pytest.approx(soleus_parts(leg).fibula_share, abs=0.05)
    assert moved.pull[moved.peak, 1] < -0.95 * moved.pull_size[moved.peak]
    assert moved.head[SOLEUS, moved.peak, 1] < 0  # down
    assert moved.head[AXIAL, moved.peak, 1] > 0  # the foot pushes it up


def test_soleal_line_pulls_on_the_tibia_alone(leg, moved):
    names = soleus_parts(leg).names
    assert np.all(moved.pulls[:, names.index("soleal_line")] == 0)
    assert np.all(moved.pulls[moved.peak, names.index("fibula_upper_third"), 1] < 0)


def test_stiffer_joints_move_less(leg, raised, moved):
    stiffer = fibula_over(raised, leg, changes={"membrane_modulus": 1200, "ptfj_axial": 300})
    peak = moved.peak
    assert 0 > stiffer.head[SOLEUS, peak, 1] > 0.7 * moved.head[SOLEUS, peak, 1]


def test_a_pull_that_leans_back_moves_the_head_back(leg, raised, moved):
    forward, back = (
        fibula_over(raised, leg, changes={"pull_lean": v}).head[SOLEUS, moved.peak, 0]
        for v in (-10, 10)
    )
    assert back < moved.head[SOLEUS, moved.peak, 0] < forward


def test_wedge_moves_the_malleolus_as_measured(leg):
    fibula = build_fibula(leg)
    motion = fibula.motion(dorsiflexion_load(fibula, np.radians([-50.0, 20.0])))
    way = 1e3 * np.diff(fibula.displacement(motion, fibula.malleolus), axis=0)[0]
    assert np.allclose(way, [-0.6, 0.5, 1.5])
    assert np.degrees(np.diff(motion[:, 4])[0]) == pytest.approx(-2.0)


def test_wedge_mirrors_with_the_ankle_and_ends_with_its_range(leg):
    fibula = build_fibula(leg)
    down, rest, up, end, beyond = dorsiflexion_load(fibula, np.radians([-15.0, 0, 15, 20, 35]))
    assert np.allclose(down, -up) and np.allclose(rest, 0)
    assert np.allclose(end, beyond)


def test_the_share_of_the_foot_passes_up_the_shaft(leg):
    fibula = build_fibula(leg)
    loads = replace(
        leg_loads(leg, nearest_gait(leg, "run", 3.0)), ankle=np.zeros(2),
        ankle_force=np.array([0.0, 1000.0]),
    )  # fmt: skip
    motion = fibula.motion(axial_load(fibula, loads))
    shaft = -sum(fibula.holding(motion, g)[:, 1] for g in ("ptfj", "membrane"))
    assert shaft[0] == 0
    assert shaft[1] == pytest.approx(71.2)


def test_biceps_pulls_the_head_up_straight_and_back_bent(leg, loads):
    fibula, one = build_fibula(leg), np.ones(2)
    forces = dict.fromkeys(loads.forces, 0 * one) | {"biceps_femoris_short_head": 100 * one}
    bent = replace(loads, time=one, knee=np.radians([0.0, 90.0]), ankle=0 * one, forces=forces)
    load = others_load(fibula, bent)
    assert np.allclose(load[0, :3], [0, 65, 0])
    assert np.allclose(load[1, :3], [-65, 0, 0])


def test_peroneal_tendons_push_the_malleolus_forward(leg, loads):
    fibula, one = build_fibula(leg), np.ones(1)
    forces = dict.fromkeys(loads.forces, 0 * one) | {"peroneus_brevis": 100 * one}
    load = others_load(fibula, replace(loads, time=one, knee=0 * one, ankle=0 * one, forces=forces))
    # origin and pulley are on the bone: what is left is the tendon beyond the malleolus
    assert np.allclose(load[0, :3], [100 * np.cos(np.pi / 6), -50, 0])


def test_gait_moves_it_in_stance_and_scales_by_weight(leg):
    gait = nearest_gait(leg, "run", 3.0)
    moved = fibula_over(gait, leg)
    assert gait.on_ground[moved.peak]
    own = fibula_over(gait)
    ratio = leg.person.body_weight / gait.leg.person.body_weight
    size = own.pull_size[own.peak]
    assert np.ptp(moved.time) == pytest.approx(np.ptp(own.time) * np.sqrt(1.78 / 1.75))
    assert moved.pull_size[moved.peak] == pytest.approx(ratio * size, rel=0.02)


def test_samples_vary_and_repeat(leg, raised):
    first, again, other = (fibula_over(raised, leg, i).head for i in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_shares_are_of_one_whole(moved):
    assert np.allclose(moved.shares.sum(axis=0), 1.0)
    sizes = np.linalg.norm(moved.head[:, moved.peak], axis=-1)
    assert moved.shares[SOLEUS, moved.peak] == pytest.approx(sizes[SOLEUS] / sizes.sum())


def test_beyond_what_was_tested_is_said(leg, raised):
    assert not fibula_over(raised, leg).beyond_tested
    assert fibula_over(raised, leg, changes={"ptfj_tested": 1}).beyond_tested


def test_share_of_the_foot_rises_with_dorsiflexion_as_stated(leg):
    fibula = build_fibula(leg)
    c = fibula.constants
    rise = np.diff(axial_share(fibula, np.array([0.0, c["axial_share_rise_angle"]])))[0]
    assert rise == pytest.approx(c["axial_share_rise"])
    slow = build_fibula(leg, changes={"axial_share_rise_angle": 40})
    assert np.diff(axial_share(slow, np.radians([0.0, 20.0])))[0] == pytest.approx(rise / 2)


def test_muscles_pull_where_they_arise(leg, loads):
    one = np.ones(1)
    forces = dict.fromkeys(loads.forces, 0 * one) | {"flexor_hallucis_longus": 100 * one}
    still = replace(loads, time=one, knee=0 * one, ankle=0 * one, forces=forces)
    for height in (0.2, 0.8):
        fibula = build_fibula(leg, changes={"flexor_hallucis_longus_height": height})
        place = fibula.malleolus + height * (fibula.head - fibula.malleolus)
        expected = np.cross(place, [0.0, -85.0, 0.0])
        assert others_load(fibula, still)[0, 3:] == pytest.approx(expected)


def test_estimate_of_a_gait_says_which(leg):
    e = estimate_fibula(leg, "walk", 1.3, 0.04, samples=2)
    assert e.grade == 0.05 and e.speed == pytest.approx(1.25 * np.sqrt(1.78 / 1.75))
    assert estimate_fibula(leg, "quiet_standing", samples=2).speed is None


def test_estimate_holds_its_samples(leg):
    e = estimate_fibula(leg, "single_leg_calf_raise", samples=6)
    assert e.pull.shape == e.share.shape == (6,) and e.head.shape == (6, len(CAUSES), 3)
    assert e.skipped == 0 and np.ptp(e.head[:, SOLEUS, 1]) > 0
    assert 0.3 < np.median(e.pull) / e.motion.pull_size.max() < 3


def test_refusals(leg):
    with pytest.raises(InputError, match="did you mean deep_squat_calf_raise"):
        solve_posture(leg, "deep_squat_calf_rais")
    with pytest.raises(InputError, match="speed of a run 12 m/s is outside the"):
        solve_posture(leg, "run", 12.0)
    with pytest.raises(InfeasibleError, match="no such gait was found; at 20 % there are 2 to 5"):
        solve_posture(leg, "run", 8.9, 0.2)
    with pytest.raises(InputError, match="go with run or walk, not with quiet_standing"):
        solve_posture(leg, "quiet_standing", grade=0.05)
    with pytest.raises(InputError, match="needs a solved exercise"):
        fibula_over("run", leg)
    with pytest.raises(InputError, match="needs a solved exercise"):
        fibula_over(None)
