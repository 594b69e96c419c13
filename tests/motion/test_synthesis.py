"""Synthesis: postures by balance, smooth motion, honest about what cannot be done."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InfeasibleError
from soleus.base.quantities import GRAVITY
from soleus.motion.exercise import Hold, Phase
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize

RAISES = [e for e in list_exercises() if load_exercise(e).support == "forefoot"]


def center_of_mass(body):
    bodies = body.bodies()
    return sum(b.mass * b.position for b in bodies) / sum(b.mass for b in bodies)


@pytest.mark.parametrize("name", RAISES)
def test_center_of_mass_stays_over_the_ball_of_the_foot(name, motion):
    """To 1 mm at rest; on the way the spline through the postures keeps it there too."""
    assert np.abs(center_of_mass(motion(name).body).real).max() < 1e-3


def test_loaded_raise_balances_body_and_load(leg):
    body = synthesize(load_exercise("standing_calf_raise").with_load(80.0), leg).body
    assert np.abs(center_of_mass(body).real).max() < 1e-3


def test_quiet_standing_keeps_the_weight_ahead_of_the_ankle(motion, leg):
    body = motion("quiet_standing").body
    ahead = center_of_mass(body).real - body.ankle[0].real
    np.testing.assert_allclose(ahead, 0.028 * leg.person.height, atol=1e-9)


@pytest.mark.parametrize("name", RAISES)
def test_foot_turns_about_fixed_metatarsal_heads(name, motion, leg):
    mtp = motion(name).body.point("foot", leg.skeleton.mtp)
    height = leg.skeleton.mtp.imag - leg.skeleton.ball.imag
    np.testing.assert_allclose(mtp[0], 1j * height, atol=1e-6)
    assert np.abs(mtp[1]).max() < 1e-4


@pytest.mark.parametrize("name", RAISES)
def test_fixed_knee_stays_fixed(name, motion):
    knee = motion(name).angles["knee_angle"]
    wanted = load_exercise(name).posture["knee_angle"]
    np.testing.assert_allclose(knee, wanted, atol=1e-9)
    assert np.abs(motion(name).velocities["knee_angle"]).max() < 1e-9


@pytest.mark.parametrize("name", list_exercises())
def test_velocities_are_the_derivatives_of_the_angles(name, leg):
    fine = synthesize(load_exercise(name), leg, time_step=0.001)
    for key, angle in fine.angles.items():
        rate = np.gradient(angle, fine.time, edge_order=2)
        scale = max(np.abs(rate).max(), 1e-3)
        np.testing.assert_allclose(fine.velocities[key], rate, atol=2e-4 * scale)


@pytest.mark.parametrize("name", list_exercises())
def test_bodies_move_by_their_own_velocities(name, leg):
    exercise = load_exercise(name)
    # differences blur where phases meet, the more the quicker they are
    shortest = min(p.duration for p in exercise.phases)
    fine = synthesize(exercise, leg, time_step=0.001 * min(1.0, shortest) ** 2)
    for body in fine.body.bodies():
        velocity = np.gradient(body.position, fine.time)
        acceleration = np.gradient(body.velocity, fine.time)
        assert np.abs(velocity - body.velocity)[1:-1].max() < 1e-4
        assert np.abs(acceleration - body.acceleration)[1:-1].max() < 1e-2


@pytest.mark.parametrize(
    "name", [e for e in list_exercises() if load_exercise(e).coordinate != "none"]
)
def test_every_phase_starts_and_ends_at_rest(name, motion):
    trajectory = motion(name)
    ends = np.cumsum([0.0, *(p.duration for p in trajectory.exercise.phases)])
    frames = [int(np.argmin(np.abs(trajectory.time - t))) for t in ends]
    for body in trajectory.body.bodies():
        assert np.abs(body.velocity[frames]).max() < 1e-9
        assert np.abs(body.acceleration[frames]).max() < 1e-9


def test_minimum_jerk_moves_at_the_textbook_peak_rate(leg):
    """Flash & Hogan 1985: peak velocity of a minimum-jerk move is 1.875 times its mean."""
    trajectory = synthesize(load_exercise("standing_calf_raise"), leg, 0.001)
    raising = trajectory.time <= 1.0
    rate = trajectory.velocities["mtp_angle"][raising]
    assert rate.max() == pytest.approx(1.875 * np.radians(30) / 1.0, rel=1e-4)
    assert trajectory.time[rate.argmax()] == pytest.approx(0.5, abs=2e-3)


def test_raise_goes_from_the_lowest_to_the_asked_heel(motion):
    foot = motion("standing_calf_raise").angles["mtp_angle"]
    assert foot[0] == pytest.approx(0.0, abs=1e-9)
    assert np.degrees(foot.max()) == pytest.approx(30.0, abs=1e-6)
    assert foot[-1] == pytest.approx(foot[0], abs=1e-12)


def test_full_stretch_uses_the_whole_ankle_range(motion, leg):
    """On a step the heel sinks until this ankle, or the surface, ends it."""
    trajectory = motion("bent_knee_calf_raise")
    ankle, knee = (trajectory.angles[k][0] for k in ("ankle_angle", "knee_angle"))
    limit = leg.max_dorsiflexion(knee)
    heel_down = trajectory.angles["mtp_angle"][0] == pytest.approx(0.0, abs=1e-9)
    assert ankle <= limit + 1e-9
    assert heel_down or ankle == pytest.approx(limit, abs=1e-6)
    step = motion("step_calf_raise").angles["mtp_angle"]
    assert np.degrees(step.min()) < -5


def test_stiff_ankle_shortens_the_stretch(motion):
    stiff = build_leg(Person(1.78, 72.0, "male", 34.0, knee_to_wall=0.03))
    lowest = synthesize(load_exercise("deep_squat_calf_raise"), stiff).angles["mtp_angle"].min()
    assert lowest > motion("deep_squat_calf_raise").angles["mtp_angle"].min()


def test_squat_puts_the_knee_ahead_and_the_heel_off(motion, leg):
    body = motion("deep_squat_calf_raise").body
    assert np.all(body.joint("knee")[0].real > body.joint("ankle")[0].real + 0.1)
    heel = body.point("foot", leg.skeleton.heel)[0]
    assert np.all(heel.imag > 0.005)


def test_seated_hip_stays_on_the_seat(motion):
    hip = motion("seated_calf_raise").body.joint("hip")
    assert np.ptp(hip[0].real) < 1e-6
    assert np.ptp(hip[0].imag) < 1e-6


def test_windows_name_repetition_and_hold(motion):
    trajectory = motion("deep_squat_calf_raise")
    assert trajectory.windows == {"repetition": (0.0, 6.5), "hold": (6.5, 26.5)}
    assert trajectory.time[-1] == pytest.approx(26.5)
    still = trajectory.window("hold")
    assert np.abs(trajectory.velocities["ankle_angle"][still]).max() < 1e-9
    assert trajectory.window("unknown").all()


def test_hold_at_the_top_is_reached_by_another_raise(leg):
    exercise = replace(load_exercise("standing_calf_raise"), finishing_hold=Hold("top", 5.0))
    trajectory = synthesize(exercise, leg)
    assert trajectory.time[-1] == pytest.approx(4.0 + 1.0 + 5.0)
    held = trajectory.time >= 5.0
    np.testing.assert_allclose(np.degrees(trajectory.angles["mtp_angle"][held]), 30.0, atol=1e-6)
    assert trajectory.windows["hold"] == (4.0, 10.0)  # the way up to it is part of the dose


def test_stretch_hold_needs_a_stretching_repetition(leg):
    exercise = load_exercise("standing_calf_raise")
    with pytest.raises(DataError, match="hold at full_stretch needs"):
        synthesize(replace(exercise, finishing_hold=Hold("full_stretch", 5.0)), leg)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"posture": {"knee_angle": 2.3, "trunk_lean": -0.3}}, "no posture .* balances"),
        ({"high": np.radians(80)}, "plantar flexion; this ankle has 50 deg"),
    ],
)
def test_infeasible_posture_says_why(leg, change, words):
    exercise = replace(load_exercise("standing_calf_raise"), **change)
    with pytest.raises(InfeasibleError, match=words) as error:
        synthesize(exercise, leg)
    assert "\n" not in str(error.value)


def test_ankle_too_stiff_for_the_squat_is_said():
    stiff = build_leg(Person(1.78, 72.0, "male", 34.0, knee_to_wall=-0.05))
    exercise = load_exercise("deep_squat_calf_raise")
    with pytest.raises(InfeasibleError, match="dorsiflexion; this ankle has"):
        synthesize(replace(exercise, high=np.radians(5.0)), stiff)


def test_wall_cannot_pull(leg):
    exercise = load_exercise("wall_lean_isometric")
    upright = replace(exercise, posture={"knee_angle": 0.7, "body_lean": -0.2})
    with pytest.raises(InfeasibleError, match="the wall would have to pull"):
        synthesize(upright, leg)


def test_time_step_sets_the_frames(leg):
    exercise = load_exercise("standing_calf_raise")
    assert len(synthesize(exercise, leg, 0.02).time) == 201
    assert len(synthesize(exercise, leg, 0.01).time) == 401


def test_two_legs_share_trunk_and_load(leg):
    two = synthesize(load_exercise("standing_calf_raise").with_load(20.0), leg).body
    one = synthesize(load_exercise("single_leg_calf_raise").with_load(20.0), leg).body
    mass = leg.person.mass + 20.0
    assert sum(b.mass for b in two.bodies()) == pytest.approx(mass / 2, rel=1e-12)
    assert sum(b.mass for b in one.bodies()) == pytest.approx(mass, rel=1e-12)


def test_repetition_may_start_at_the_top(leg):
    exercise = load_exercise("standing_calf_raise")
    lowering = replace(exercise, phases=(Phase("lower", 2.0), Phase("raise", 1.0)))
    foot = synthesize(lowering, leg).angles["mtp_angle"]
    assert np.degrees(foot[0]) == pytest.approx(30.0)
    assert np.degrees(foot[-1]) == pytest.approx(30.0)
    assert foot.min() == pytest.approx(0.0, abs=1e-9)


def test_gravity_alone_acts_at_rest(motion):
    bodies = motion("quiet_standing").body.bodies()
    assert all(np.all(b.acceleration == 0) for b in bodies)
    assert GRAVITY * sum(b.mass for b in bodies) == pytest.approx(72.0 / 2 * GRAVITY)
