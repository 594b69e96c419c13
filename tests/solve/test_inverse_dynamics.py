"""Inverse dynamics: forces, moments and energy balance, checked from the other end.

The tests derive accelerations and energies by finite differences of positions, so that they do
not share the code they check.
"""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.skeleton import rotate
from soleus.base.errors import InfeasibleError, InputError
from soleus.base.quantities import GRAVITY
from soleus.motion.exercise import Phase
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.motion.trajectory import Trajectory
from soleus.solve.inverse_dynamics import BALANCED_JOINTS, inverse_dynamics

MOVING = [e for e in list_exercises() if load_exercise(e).coordinate != "none"]
STEP = 0.002


@pytest.fixture(scope="module")
def fine(leg):
    """Finely sampled motion of one repetition and its joint loads."""
    cache = {}

    def get(name):
        if name not in cache:
            exercise = load_exercise(name)
            # quick moves would need finer steps than these for the same differences
            slow = {p.kind: max(p.duration, 1.5) for p in exercise.phases if "hold" not in p.kind}
            exercise = replace(exercise.with_tempo(slow), finishing_hold=None)
            motion = synthesize(exercise, leg, STEP)
            cache[name] = motion, inverse_dynamics(leg, motion)
        return cache[name]

    return get


def cross(arm, force):
    return arm.real * force.imag - arm.imag * force.real


def slope(values):
    """Fourth-order time derivative, (time,)."""
    d = np.zeros_like(values)
    d[2:-2] = (values[:-4] - 8 * values[1:-3] + 8 * values[3:-1] - values[4:]) / (12 * STEP)
    return d


def momentum_rate(bodies):
    """Force and moment about the origin the bodies need, from positions alone."""
    force, moment = 0, 0
    for b in bodies:
        pull = b.mass * (slope(slope(b.position)) + 1j * GRAVITY)
        force = force + pull
        moment = moment + cross(b.position, pull) + b.inertia * slope(b.angular_velocity)
    return force, moment


@pytest.mark.parametrize("name", list_exercises())
def test_contact_forces_are_mass_times_acceleration_and_gravity(name, fine, leg):
    motion, loads = fine(name)
    bodies = motion.body.bodies()
    if load_exercise(name).support == "seat":  # the trunk rests on the seat by itself
        bodies = [b for b in bodies if b.part != "trunk"]
    force, moment = momentum_rate(bodies)
    inner, weight = slice(5, -5), leg.person.body_weight
    given = sum(c.force for c in loads.contacts)
    turning = sum(cross(c.point, c.force) for c in loads.contacts)
    assert np.abs(given - force)[inner].max() < 1e-3 * weight
    assert np.abs(turning - moment)[inner].max() < 1e-3 * weight


@pytest.mark.parametrize("name", list_exercises())
def test_contacts_only_push(name, fine):
    _, loads = fine(name)
    for contact in loads.contacts:
        if contact.name in ("ground", "seat", "pad"):
            assert contact.force.imag.min() >= 0
        if contact.name == "wall":
            assert contact.force.real.max() <= 0


@pytest.mark.parametrize("name", [e for e in MOVING if load_exercise(e).support == "forefoot"])
def test_center_of_pressure_stays_under_the_forefoot(name, fine, leg):
    _, loads = fine(name)
    x = loads.contacts[0].point.real
    s = leg.skeleton
    assert x.max() < s.toe.real - s.mtp.real
    assert x.min() > -0.3 * (s.mtp.real - s.heel.real)


def material_velocity(body, contact):
    """Velocity of the point of the segment that is at the contact (time,)."""
    origin = body.joint(
        {"foot": "ankle", "shank": "ankle", "thigh": "knee", "trunk": "hip"}[contact.part]
    )
    rate = body.tilts[contact.part][1]
    return origin[1] - 1j * rate * (contact.point - origin[0])


@pytest.mark.parametrize("name", MOVING)
def test_power_balances_energy(name, fine):
    """Joint power plus the power of contacts on moving parts is the change of energy.

    Under a rolling foot the force of the ground acts on resting toes; what it does on the foot
    is what the metatarsal joint passes on: force times the foot's own velocity at that point.
    """
    motion, loads = fine(name)
    energy = 0.0
    for b in motion.body.bodies():
        speed = slope(b.position)
        energy = energy + 0.5 * b.mass * np.abs(speed) ** 2 + b.mass * GRAVITY * b.position.imag
        energy = energy + 0.5 * b.inertia * b.angular_velocity**2
    rate = slope(energy)
    power = sum(loads.moments[j] * motion.velocities[j] for j in loads.moments)
    for contact in loads.contacts:
        velocity = material_velocity(motion.body, contact)
        power = power + (np.conj(contact.force) * velocity).real
    inner = slice(5, -5)
    assert np.abs(rate)[inner].max() > 0.5
    assert np.abs(power - rate)[inner].max() < 1e-3 * np.abs(rate)[inner].max()


RIGS = [
    "seated_calf_raise",
    pytest.param(
        "glute_ham_raise",
        marks=pytest.mark.xfail(
            strict=True, reason="the body turns about the knee, the pad holds the thigh beyond it"
        ),
    ),
]


@pytest.mark.parametrize("name", RIGS)
def test_what_stands_still_does_no_work(name, fine):
    """Seat, pad, roller and plate do not move, so nothing flows through them."""
    motion, loads = fine(name)
    for contact in loads.contacts:
        if contact.name != "ground":
            velocity = material_velocity(motion.body, contact)
            power = (np.conj(contact.force) * velocity).real
            assert np.abs(power).max() < 0.5, contact.name


@pytest.mark.parametrize("name", list_exercises())
def test_hip_moment_agrees_from_above(name, fine):
    """The trunk, its load and a free leg need what the thigh gives, with the sign turned."""
    motion, loads = fine(name)
    if "hip_flexion" not in loads.moments:
        pytest.skip("the seat holds the hip")
    hip = motion.body.joint("hip")[0]
    force, moment = momentum_rate([b for b in motion.body.bodies() if b.part == "trunk"])
    above = [c for c in loads.contacts if c.part == "trunk"]
    needed = moment - cross(hip, force) - sum(cross(c.point - hip, c.force) for c in above)
    scale = max(np.abs(loads.moments["hip_flexion"]).max(), 1.0)
    assert np.abs(needed + loads.moments["hip_flexion"])[5:-5].max() < 2e-3 * scale


def test_standing_ankle_moment_is_weight_times_its_distance(motion, leg):
    trajectory = motion("quiet_standing")
    moments = inverse_dynamics(leg, trajectory).moments
    # half the body without this foot, ahead of the ankle
    bodies = [b for b in trajectory.body.bodies() if b.part != "foot"]
    ankle = trajectory.body.ankle[0].real
    lean = sum(b.mass * GRAVITY * (b.position.real - ankle) for b in bodies)
    np.testing.assert_allclose(moments["ankle_angle"], -lean, rtol=1e-9)
    assert moments["ankle_angle"][0] < 0


def test_two_legs_halve_the_load_of_one(leg):
    one, two = (
        inverse_dynamics(leg, synthesize(load_exercise(e), leg)).contacts[0].force.imag[0]
        for e in ("single_leg_calf_raise", "standing_calf_raise")
    )
    assert one == pytest.approx(leg.person.body_weight, rel=1e-9)
    assert two == pytest.approx(leg.person.body_weight / 2, rel=1e-9)


def test_load_adds_to_the_ground_force(leg):
    plain = load_exercise("single_leg_calf_raise")
    forces = [
        inverse_dynamics(leg, synthesize(e, leg)).contacts[0].force.imag[0]
        for e in (plain, plain.with_load(30.0))
    ]
    assert forces[1] - forces[0] == pytest.approx(30 * GRAVITY, rel=1e-9)


def test_thigh_load_presses_through_the_lower_leg(leg):
    plain = load_exercise("seated_calf_raise")
    forces = [
        inverse_dynamics(leg, synthesize(e, leg)).contacts[0].force.imag[0]
        for e in (plain, plain.with_load(40.0))
    ]
    assert 0.6 * 20 * GRAVITY < forces[1] - forces[0] < 20 * GRAVITY


@pytest.mark.parametrize("name", ["glute_ham_raise", "seated_calf_raise"])
def test_open_split_changes_the_ankle(name, leg):
    exercise = load_exercise(name)
    low, high = (
        inverse_dynamics(leg, synthesize(exercise.with_share(s), leg)).moments["ankle_angle"]
        for s in (exercise.share.low, exercise.share.high)
    )
    assert np.abs(low - high).max() > 1.0


def test_too_fast_a_raise_leaves_the_ground(leg):
    quick = (Phase("raise", 0.1), Phase("lower", 0.1))
    exercise = replace(load_exercise("standing_calf_raise"), phases=quick)
    with pytest.raises(InfeasibleError, match="the foot would leave the ground"):
        inverse_dynamics(leg, synthesize(exercise, leg, 0.002))


def test_recorded_moments_pass_through(leg, held):
    trajectory = held({"ankle_angle": 0.0}, {"ankle_angle": -50.0, "subtalar_angle": 3.0})
    loads = inverse_dynamics(leg, trajectory)
    assert set(loads.moments) == {"ankle_angle"}
    assert set(loads.moments) < set(BALANCED_JOINTS)
    np.testing.assert_array_equal(loads.moments["ankle_angle"], -50.0)
    assert loads.contacts == []


def test_motion_without_forces_is_refused(leg):
    t = np.linspace(0, 1, 3)
    angles = {"ankle_angle": np.zeros(3)}
    with pytest.raises(InputError, match="needs joint moments, or a body"):
        inverse_dynamics(leg, Trajectory("video", t, angles, angles))


def test_turning_a_vector_counts_leaning_forward_as_clockwise():
    """The sign the joint moments rest on."""
    assert cross(np.array(1j), rotate(1j, 0.1) - 1j) < 0
