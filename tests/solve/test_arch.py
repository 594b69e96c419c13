"""The loaded arch: equilibrium, what moves it which way, and loads from solutions."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.foot import build_foot
from soleus.base.constants import load_constants
from soleus.base.errors import InfeasibleError, InputError
from soleus.solve.arch import FootLoads, arch_state
from soleus.solve.arch_motion import arch_over, least_change, solution_loads
from soleus.solve.arch_postures import (
    POSTURES,
    arch_in,
    arch_spread,
    exercise_postures,
    find_posture,
    read_arch,
    settled,
)
from soleus.solve.gait_library import reference_leg
from soleus.solve.gait_node import nearest_gait


@pytest.fixture(scope="module")
def foot(leg):
    return build_foot(leg)


def loads(foot, front=0.0, toes=0.0, extrinsic=0.0, pull=0.0, arm=0.045, forward=0.0):
    """A foot flat on the ground with `front` N at the ball, ankle held by a pull at the heel."""
    front, toes, extrinsic, pull = (
        np.array(v, dtype=float) for v in np.broadcast_arrays(*map(np.atleast_1d, (
            front, toes, extrinsic, pull)))
    )  # fmt: skip
    return FootLoads(
        front * 1j + forward, 0 * front, toes, extrinsic, {"soleus": pull}, {"soleus": pull * arm},
        front, 0 * front,
    )  # fmt: skip


def test_no_load_no_change(foot):
    state = arch_state(foot, loads(foot))
    assert state.arch_change == pytest.approx([0.0], abs=1e-9)
    assert state.fascia_tension == pytest.approx([0.0], abs=1e-5)
    assert state.energy == pytest.approx([0.0], abs=1e-9)


def test_moments_balance(foot):
    front = np.array([0.0, 30.0, 400.0, 1500.0, 2400.0])
    given = loads(foot, front, toes=np.array([0.0, 0.5, 0.2, 0.0, 0.3]), extrinsic=100.0)
    state = arch_state(foot, given, intrinsics=0.2)
    tension, ligament = state.fascia_tension, state.ligament_force
    held = (
        tension * foot.fascia_arm(state.flattening)
        + ligament * foot.ligament_arm(state.flattening)
        + foot.joint_stiffness * state.flattening + foot.joint_hardening * state.flattening**3
        + 100.0 * foot.extrinsic_arm + 0.2 * foot.intrinsic_force * foot.intrinsic_arm
    )  # fmt: skip
    ahead, _ = foot.bow(state.flattening)
    assert held == pytest.approx(front * ahead, abs=1e-5)
    assert state.midfoot_moment == pytest.approx(front * ahead, abs=1e-9)


def test_work_of_the_ground_is_stored(foot):
    """Pressing slowly: the ground's moment over the angle is the energy of the springs."""
    front = np.linspace(0.0, 1500.0, 400)
    state = arch_state(foot, loads(foot, front))
    work = np.trapezoid(state.midfoot_moment, state.flattening)
    assert state.energy[-1] == pytest.approx(work, rel=1e-3)


def test_a_cut_fascia_lets_the_arch_down(leg, foot):
    cut = build_foot(leg, load_constants("foot").changed(fascia_stiffness=0))
    whole, bare = (arch_state(f, loads(f, 400.0)) for f in (foot, cut))
    assert bare.arch_height[0] < whole.arch_height[0] - 0.002
    assert bare.fascia_tension[0] == 0.0
    assert bare.ligament_force[0] > whole.ligament_force[0]


def test_bent_toes_raise_the_arch_and_tighten_the_fascia(foot):
    state = arch_state(foot, loads(foot, 300.0, toes=[0.0, 0.3, 0.6]))
    assert (np.diff(state.arch_height) > 0.001).all()
    assert (np.diff(state.fascia_tension) > 0).all()


def test_muscles_below_the_arch_hold_it_up(foot):
    plain = arch_state(foot, loads(foot, 500.0))
    long = arch_state(foot, loads(foot, 500.0, extrinsic=300.0))
    short = arch_state(foot, loads(foot, 500.0), intrinsics=0.5)
    for other in (long, short):
        assert other.arch_height[0] > plain.arch_height[0]
        assert other.fascia_tension[0] < plain.fascia_tension[0]


def test_the_soleus_loads_the_arch_through_the_ground(foot):
    """Without its pull weight goes to the heel, by just the moment it gave at the ankle."""
    given = loads(foot, 300.0, pull=400.0)
    bare = given.without(foot, "soleus")
    moved = given.forefoot[0].imag - bare.forefoot[0].imag
    assert moved * (foot.ball - foot.heel).real == pytest.approx(400.0 * 0.045)
    assert bare.pulls["soleus"][0] == 0.0 == bare.moments["soleus"][0]
    pulled, slack = arch_state(foot, given), arch_state(foot, bare)
    assert pulled.arch_height[0] < slack.arch_height[0]
    assert pulled.fascia_tension[0] > slack.fascia_tension[0]


def test_a_pull_beyond_the_load_leaves_nothing_on_the_forefoot(foot):
    bare = loads(foot, 100.0, pull=2000.0).without(foot, "soleus")
    assert bare.forefoot[0] == 0.0
    assert loads(foot, 0.0, pull=100.0).kept(foot, "soleus")[0] == 1.0


def test_per_newton_is_what_one_more_newton_does(foot):
    base, arm, reach = 400.0, 0.045, (foot.ball - foot.heel).real
    state = arch_state(foot, loads(foot, 300.0, pull=base))
    more = 5.0
    ends = [
        arch_state(foot, loads(foot, 300.0 + s * more * arm / reach, pull=base + s * more))
        for s in (-1, 1)
    ]
    change = (ends[1].arch_height[0] - ends[0].arch_height[0]) / (2 * more)
    assert state.per_newton("soleus")[0] == pytest.approx(change, rel=1e-4)
    assert change < 0
    assert arch_state(foot, loads(foot, 300.0)).per_newton("soleus")[0] == 0.0


def test_a_forward_push_flattens(foot):
    braked, pushed = (arch_state(foot, loads(foot, 500.0, forward=f)) for f in (-80.0, 80.0))
    assert pushed.arch_height[0] < braked.arch_height[0]


def test_impossible_loads_and_activations_are_refused(foot):
    with pytest.raises(InputError, match="fold the foot"):
        arch_state(foot, loads(foot, 1e5))
    with pytest.raises(InputError, match=r"intrinsics 1\.5"):
        arch_state(foot, loads(foot, 100.0), intrinsics=1.5)


def test_standing_stands_on_heel_and_ball(leg, solved, foot):
    solution = solved("quiet_standing")
    given = solution_loads(solution, foot)
    ground, body = solution.contacts[0], solution.trajectory.body
    ahead = (ground.point - body.ankle[0]).real + foot.ankle.real - foot.heel.real
    share = ahead / (foot.ball - foot.heel).real
    assert given.forefoot.imag == pytest.approx(share * ground.force.imag)
    assert np.abs(given.couple).max() < 1e-9
    assert given.achilles_force == pytest.approx(solution.achilles_force)


def test_a_calf_raise_stands_on_the_forefoot(leg, solved, foot):
    solution = solved("standing_calf_raise")
    given = solution_loads(solution, foot)
    assert np.abs(given.forefoot) == pytest.approx(np.abs(solution.contacts[0].force))
    top = int(np.argmax(given.pitch))  # the foot rolls over the metatarsal heads: push below them
    below = foot.mtp - 1j * foot.mtp.imag * np.exp(1j * given.pitch[top]) - foot.ball
    moment = np.imag(np.conj(below) * given.forefoot[top])
    assert given.couple[top] == pytest.approx(moment, abs=0.05)
    assert moment > 1.0
    assert given.toe_extension.max() == pytest.approx(given.pitch.max(), rel=1e-3)
    # the ankle balances: ground on the forefoot against the calf and what else crosses it
    arm = np.imag(np.conj(foot.ball - foot.ankle) * given.forefoot) + given.couple
    muscles = -solution.moments[:, solution.joints.index("ankle_angle")]
    assert arm[:3] == pytest.approx(muscles[:3], rel=0.02)


@pytest.mark.parametrize("name", ["standing", "calf_raise", "single_leg_raise_top", "running"])
def test_the_soleus_lowers_the_arch(leg, name):
    motion = arch_in(leg, POSTURES[name])
    assert motion.soleus_effect[0] < -2e-4
    assert motion.state.per_newton("soleus")[0] < 0
    assert motion.without_soleus.fascia_tension[0] < motion.state.fascia_tension[0]


def test_at_the_top_of_a_raise_bent_toes_outweigh_the_load(leg):
    low, top = (read_arch(arch_in(leg, POSTURES[n]), POSTURES[n].instant)
                for n in ("calf_raise", "calf_raise_top"))  # fmt: skip
    assert top.heel_raise_deg == pytest.approx(30.0, abs=0.5)
    assert top.windlass_mm > 2.0 > 0.5 > low.windlass_mm
    assert top.arch_height_mm > low.arch_height_mm


def test_one_instant_is_the_whole_motion_at_that_instant(leg):
    posture = POSTURES["running"]
    whole, one = arch_in(leg, posture, whole=True), arch_in(leg, posture)
    i = whole.index_of("peak")
    assert one.state.arch_height[0] == pytest.approx(whole.state.arch_height[i], abs=1e-9)
    assert one.soleus_effect[0] == pytest.approx(whole.soleus_effect[i], abs=1e-9)
    assert len(one.time) == 1 < len(whole.time)
    moment = np.abs(whole.state.midfoot_moment)
    assert moment[~whole.contact].max() < 0.1 * moment[whole.contact].max()


def test_gait_loads_carry_the_ground_at_its_place():
    """Moments of the ground about the ankle, by way of the foot's frame, are those of the gait."""
    gait = nearest_gait(reference_leg(), "run", 3.0)
    motion = arch_over(gait)
    given, foot = motion.state.loads, motion.foot
    points = gait.points()[:, 0]
    force = gait.contact_force[:, 1:]
    arm = points[:, 4] - points[:, 2]
    ball = arm[:, 0] * force[:, 0, 1] - arm[:, 1] * force[:, 0, 0]
    about = np.imag(np.conj(foot.ball - foot.ankle) * given.forefoot) + given.couple
    only_ball = np.abs(force[:, 1]).max(axis=1) < 1.0
    assert only_ball.any()
    assert about[only_ball] == pytest.approx(ball[only_ball], abs=0.5)
    assert given.achilles_force == pytest.approx(gait.achilles_force)


def test_a_heavier_body_is_loaded_in_proportion(person, leg):
    gait = nearest_gait(reference_leg(), "run", 3.0)
    own, other = arch_over(gait), arch_over(gait, leg)
    ratio = leg.person.body_weight / reference_leg().person.body_weight
    assert other.achilles_force == pytest.approx(ratio * own.achilles_force)
    assert np.ptp(other.time) != np.ptp(own.time)


def test_recorded_trials_and_unknown_names_are_refused(leg, solved, foot):
    solution = solved("standing_calf_raise")
    bare = replace(solution, contacts=())
    with pytest.raises(InputError, match="the arch needs a solved exercise"):
        arch_over(None, leg)
    with pytest.raises(InputError, match="ground force under the foot"):
        solution_loads(bare, foot)
    with pytest.raises(InputError, match="standing"):
        find_posture("standin")
    with pytest.raises(InputError, match="speed and grade go with run or walk"):
        arch_in(leg, replace(POSTURES["standing"], grade=0.05))
    with pytest.raises(InputError, match="no instant 'noon'"):
        arch_over(solution).index_of("noon")


def test_a_slack_arch_is_told(leg):
    """Seated: without the soleus the long muscles alone lift the arch against the joint."""
    posture = exercise_postures("seated_calf_raise")["seated_calf_raise"]
    motion = arch_in(leg, posture)
    foot, loads, bare = motion.foot, motion.state.loads, motion.without_soleus
    bend = bare.flattening[0]
    lift = loads.extrinsic[0] * foot.extrinsic_arm - bare.midfoot_moment[0]
    joint = foot.joint_stiffness * bend + foot.joint_hardening * bend**3
    assert lift > 0 and joint == pytest.approx(-lift, abs=1e-6)  # nothing else holds
    assert bare.fascia_tension[0] == bare.ligament_force[0] == 0
    assert bare.outside[0] and not motion.state.outside[0] and motion.outside[0]
    reading = read_arch(motion, posture.instant)
    assert reading.outside
    assert reading.least_soleus_mm == pytest.approx(1e3 * motion.least_soleus_effect[0])
    assert reading.least_soleus_mm == pytest.approx(reading.arch_change_mm)
    assert reading.soleus_mm < reading.least_soleus_mm < 0


@pytest.mark.parametrize(
    ("before", "after", "loose_before", "loose_after", "least"),
    [(5.0, -1.5, True, False, -1.5), (5.0, 1.3, True, False, 0.0), (5.0, 3.0, True, True, 0.0),
     (-1.0, 2.0, False, True, 1.0), (-1.0, -3.0, False, False, -2.0)],
)  # fmt: skip
def test_the_least_effect_of_a_slack_arch(before, after, loose_before, loose_after, least):
    assert least_change(before, after, loose_before, loose_after) == pytest.approx(least)


@pytest.mark.parametrize("name", ["standing", "deep_squat_raise_top", "running"])
def test_an_arch_held_by_its_fascia_is_not(leg, name):
    motion = arch_in(leg, POSTURES[name])
    reading = read_arch(motion, POSTURES[name].instant)
    assert not reading.outside and not motion.outside.any()
    assert reading.least_soleus_mm == pytest.approx(reading.soleus_mm)


def test_any_exercise_is_read_at_its_peak_and_top():
    assert set(exercise_postures("standing_calf_raise")) == {"calf_raise", "calf_raise_top"}
    assert set(exercise_postures("step_calf_raise")) == {"step_calf_raise", "step_calf_raise_top"}
    assert set(exercise_postures("single_leg_calf_hold")) == {"single_leg_calf_hold"}


def test_a_gait_is_called_what_it_is(leg):
    asked = replace(POSTURES["running"], speed=3.0, grade=0.04)
    found = settled(leg, asked)
    assert found.grade == 0.05
    assert found.speed == pytest.approx(3.0 * np.sqrt(1.78 / 1.75))
    assert found.label == "running 3.03 m/s, +5 %, mid-stance"
    one, other = arch_in(leg, asked), arch_in(leg, found)
    assert (one.speed, one.grade) == (other.speed, other.grade) == (found.speed, 0.05)
    assert one.state.arch_height == pytest.approx(other.state.arch_height)
    assert settled(leg, POSTURES["standing"]) == POSTURES["standing"]
    assert arch_in(leg, POSTURES["standing"]).speed is None


def test_a_fascia_beyond_what_cadavers_bore_is_told(leg):
    run, stand = (arch_in(leg, POSTURES[n]) for n in ("running", "standing"))
    assert run.beyond_tested and not stand.beyond_tested
    read = read_arch(run, "peak")
    assert read.fascia_over_failure == pytest.approx(read.fascia_n / 1189.0)
    strong = load_constants("foot").changed(fascia_failure=4000)
    other = arch_in(leg, POSTURES["running"], strong)
    assert not other.beyond_tested  # it marks, and moves nothing
    assert other.state.fascia_tension == pytest.approx(run.state.fascia_tension)


def test_spread_differs_between_feet_and_repeats(leg):
    wanted = {"standing": POSTURES["standing"]}
    first, again = (arch_spread(leg, wanted, count=3) for _ in range(2))
    heights = first.readings["standing"].arch_height_mm
    assert heights.shape == (3,)
    assert first.skipped == {"standing": 0}
    assert len(set(np.round(heights, 6))) == 3
    assert again.readings["standing"].arch_height_mm == pytest.approx(heights)


def test_feet_that_do_not_get_there_are_counted(leg, monkeypatch):
    def stiff(other, posture, *rest):
        if other.max_dorsiflexion_bent < leg.max_dorsiflexion_bent:
            raise InfeasibleError("too stiff")
        return arch_in(other, posture, *rest)

    monkeypatch.setattr("soleus.solve.arch_postures.arch_in", stiff)
    spread = arch_spread(leg, {"standing": POSTURES["standing"]}, count=6)
    assert spread.skipped["standing"] == 3
    assert spread.readings["standing"].arch_height_mm.shape == (3,)
