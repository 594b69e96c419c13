"""Load sharing: balance, optimality, and the sanity every answer must show."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InputError
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import fiber_forces, shortest_fiber_along_tendon, solve_equilibrium
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.kernel import share_compliant
from soleus.solve.load_sharing import load_sharing_problem, share_load

BENCH = Path(__file__).parents[2] / "benchmarks" / "load_sharing.py"


@pytest.fixture(scope="module")
def bench():
    """The benchmark's problem and its SLSQP reference answers."""
    spec = importlib.util.spec_from_file_location("bench_load_sharing", BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def waving(bench, source_leg):
    """1,000 frames of a bending leg with moments that known activations make."""
    return bench.problem(source_leg, 1000)


def soleus_share(solution):
    """Soleus' share of the plantar-flexion moment of all plantar flexors, (time,)."""
    moments = np.maximum(solution.plantar_flexion_moments, 0)
    return moments[:, solution.leg.index("soleus")] / moments.sum(axis=1)


@pytest.mark.parametrize("tendon", ["compliant", "rigid"])
@pytest.mark.parametrize("name", list_exercises())
def test_muscles_and_reserves_balance_the_moments(name, tendon, solved):
    s = solved(name, tendon)
    carried = np.einsum("tmj,tm->tj", s.moment_arms, s.state.tendon_force)
    error = np.abs(carried + s.reserves - s.moments).max()
    assert error < 1e-6 * np.abs(s.moments).max()


@pytest.mark.parametrize("tendon", ["compliant", "rigid"])
@pytest.mark.parametrize("name", list_exercises())
def test_no_force_is_negative_and_activations_keep_their_bounds(name, tendon, solved):
    state = solved(name, tendon).state
    for key in ("tendon_force", "fiber_force", "passive_fiber_force", "tendon_strain"):
        assert getattr(state, key).min() >= 0, key
    assert state.activation.min() >= 0
    assert state.activation.max() <= 1


@pytest.mark.parametrize("name", list_exercises())
def test_fiber_and_tendon_carry_the_same(name, solved):
    state = solved(name).state
    along = state.fiber_force * np.cos(state.pennation_angle)
    error = np.abs(along - state.tendon_force) / solved(name).leg.parameters.max_isometric_force
    assert error.max() < 1e-5


@pytest.mark.parametrize("name", list_exercises())
def test_solver_converges_and_this_body_can_do_it(name, solved):
    s = solved(name)
    assert s.residual.max() < 1e-4
    assert s.velocity_residual < 0.005
    if name != "glute_ham_raise":
        assert s.feasible, s.verdict


def fast(amplitude=20.0, frequency=3.0):
    """A quick ankle under a changing moment: fibers move at a good part of their top speed."""
    t = np.linspace(0, 1, 401)
    w = 2 * np.pi * frequency
    angle = {"ankle_angle": np.radians(amplitude) * np.sin(w * t)}
    rate = {"ankle_angle": np.radians(amplitude) * w * np.cos(w * t)}
    moment = {"ankle_angle": -60 - 40 * np.sin(w * t)}
    return Trajectory("fast", t, angle, rate, moments=moment)


@pytest.mark.parametrize("frequency", [0.5, 3.0, 6.0])
def test_fiber_and_tendon_agree_in_fast_movement_too(frequency, leg):
    s = share_load(leg, fast(frequency=frequency))
    along = s.state.fiber_force * np.cos(s.state.pennation_angle)
    error = np.abs(along - s.state.tendon_force) / leg.parameters.max_isometric_force
    assert error.max() < 1e-5


def test_fiber_velocity_is_the_rate_of_fiber_length(leg):
    s = share_load(leg, fast(frequency=1.0))
    rate = np.gradient(s.state.fiber_length, s.time, axis=0)
    p = leg.parameters
    error = (rate - s.state.fiber_velocity) / (p.optimal_fiber_length * p.max_contraction_velocity)
    assert np.sqrt(np.mean(error**2)) < 5e-3


def test_unsettled_fiber_velocities_are_admitted(leg):
    s = share_load(leg, fast(frequency=3.0))
    assert s.velocity_residual < 0.03
    assert "settle" not in s.verdict
    unsettled = replace(s, velocity_residual=0.05)
    assert unsettled.verdict.startswith("fiber velocities did not settle (to 5.0 %")


def test_rigid_activations_equal_slsqp(bench, waving):
    found = bench.run_rigid(waving)
    for k in np.linspace(0, 999, 6).astype(int):
        assert np.abs(found[k] - bench.reference_rigid(waving, k)).max() < 1e-4


def test_compliant_activations_equal_slsqp(bench, waving):
    """SLSQP starts a little off the answer (from far off it needs ten seconds a frame)."""
    found, p = bench.run_compliant(waving), waving["p"]
    rng = np.random.default_rng(3)
    for k in (137, 610):
        arms, lengths, factor = waving["arms"][k].T, waving["lengths"][k], waving["factor"][k]

        def force(a, lengths=lengths, factor=factor):
            x = solve_equilibrium(a, factor, lengths, p)
            strain = (lengths - x) / p.tendon_slack_length - 1
            return p.max_isometric_force * tendon_force(strain, waving["shape"])

        def slope(a, arms=arms, force=force):
            return arms * (force(a + 1e-6) - force(a - 1e-6)) / 2e-6

        answer = bench._slsqp(
            lambda a, arms=arms, force=force, k=k: arms @ force(a) - waving["compliant"][k],
            slope,
            np.clip(found[k] + rng.normal(0, 0.05, len(found[k])), 0, 1),
        )
        assert np.abs(found[k] - answer).max() < 1e-4


@pytest.mark.parametrize("exponent", [2, 3])
def test_compliant_answers_are_optimal(exponent, leg):
    """First-order conditions on 1,000 frames of the whole leg, with slopes of force over
    activation by finite differences of an independent (bisection) equilibrium."""
    rng = np.random.default_rng(7)
    t = np.arange(1000) / 100
    angles = {
        "hip_flexion": np.radians(35 + 30 * np.sin(2.1 * t)),
        "knee_angle": np.radians(60 + 55 * np.sin(1.3 * t + 1)),
        "ankle_angle": np.radians(-2 + 18 * np.sin(1.7 * t + 2)),
    }
    p = leg.parameters
    lengths = leg.muscle_tendon_lengths(angles)
    arms = leg.moment_arms(angles, tuple(angles))
    factor = force_velocity(0.2 * np.sin(np.outer(t, rng.uniform(1, 4, len(leg.muscles)))))
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)

    def force(activation):
        x = solve_equilibrium(activation, factor, lengths, p)
        return p.max_isometric_force * tendon_force(
            (lengths - x) / p.tendon_slack_length - 1, shape
        )

    wanted = np.clip(0.2 + 0.2 * np.sin(np.outer(t, rng.uniform(1, 3, len(leg.muscles)))), 0, 1)
    moments = np.einsum("tm,tmj->tj", force(wanted), arms)
    weight = rng.uniform(0.5, 2.0, len(leg.muscles))
    a, x = np.empty_like(lengths), np.empty_like(lengths)
    reserves, change = np.empty_like(moments), np.empty(len(t))
    constants = (
        p.max_isometric_force, p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height,
        shape, p.passive_fiber_strain_at_one_norm_force, shortest_fiber_along_tendon(p),
    )  # fmt: skip
    share_compliant(
        lengths[None], factor[None], arms[None], moments[None], weight[None],
        *(c[None] for c in constants), exponent, False, a[None], x[None], reserves[None],
        np.empty((1, len(t)), np.int64), change[None],
    )  # fmt: skip
    found = p.max_isometric_force * tendon_force((lengths - x) / p.tendon_slack_length - 1, shape)
    assert change.max() < 1e-4
    np.testing.assert_allclose(found, force(a), atol=0.05)
    np.testing.assert_allclose(np.einsum("tm,tmj->tj", found, arms) + reserves, moments, atol=5e-3)
    h = 1e-5
    slope = (force(a + h) - force(a - h)) / (2 * h)
    gradient = weight * a ** (exponent - 1) - slope * np.einsum("tmj,tj->tm", arms, reserves)
    inside = (a > 0) & (a < 1)
    assert inside.mean() > 0.3
    assert np.abs(gradient[inside]).max() < 1e-4
    assert gradient[a == 0].min() > -1e-4
    assert gradient[a == 1].max(initial=-1) < 1e-4
    # no dearer than the activations the moments were made from
    cost = (weight * a**exponent).sum(axis=1) / exponent + (reserves**2).sum(axis=1) / 2
    assert np.all(cost <= (weight * wanted**exponent).sum(axis=1) / exponent + 1e-9)


def test_soleus_share_rises_with_knee_flexion(leg, held):
    """At one ankle moment; the carrier changes, the tendon force hardly."""
    knee = np.array([0.0, 20.0, 45.0, 60.0, 75.0, 90.0, 110.0, 130.0])
    s = share_load(leg, held({"knee_angle": knee, "ankle_angle": 0 * knee}, {"ankle_angle": -80.0}))
    share = soleus_share(s)
    assert np.all(np.diff(share) > -5e-3)
    assert 0.45 < share[0] < 0.75
    assert share[5] > 0.9
    assert share[-1] > 0.93
    assert s.force("soleus")[-1] > 0.99 * s.achilles_force[-1]
    assert np.ptp(s.achilles_force) < 0.1 * s.achilles_force.mean()


def test_soleus_carries_the_deep_squat(solved):
    s = solved("deep_squat_calf_raise")
    assert soleus_share(s).min() > 0.95
    heads = [s.leg.index(m) for m in ACHILLES[1:]]
    force = s.state.tendon_force[:, heads].max() / s.force("soleus").max()
    assert force < 0.03


def test_tendon_force_orders_the_exercises(solved):
    names = ("seated_calf_raise", "standing_calf_raise", "single_leg_calf_raise")
    peak = [solved(n).achilles_force.max() for n in names]
    assert peak[0] < peak[1] < peak[2]


def test_single_leg_raise_needs_the_measured_ankle_moment(solved):
    """Baxter 2021: 3.0 BW with a 5 cm arm, 1.47 N m/kg."""
    s = solved("single_leg_calf_raise")
    moment = -s.moments[:, s.joints.index("ankle_angle")].min() / s.leg.person.mass
    assert abs(moment - 1.47) < 0.15


@pytest.mark.parametrize(
    "name", ["standing_calf_raise", "single_leg_calf_raise", "deep_squat_calf_raise"]
)
def test_rigid_and_compliant_carry_the_same_ankle_moment(name, solved):
    carried = []
    for tendon in ("rigid", "compliant"):
        s = solved(name, tendon)
        carried.append(s.plantar_flexion_moments.sum(axis=1))
    peak = carried[0].max()
    assert np.abs(carried[0] - carried[1]).max() < 0.01 * peak


def test_rigid_tendons_have_no_strain(solved):
    assert np.all(solved("standing_calf_raise", "rigid").state.tendon_strain == 0)
    assert solved("standing_calf_raise").state.tendon_strain.max() > 0.01


def test_passive_stretch_alone_needs_no_activation(leg, held):
    """Asked for exactly the moment the resting muscles give, no muscle works."""
    angles = {"ankle_angle": 15.0, "knee_angle": 30.0}
    rest = share_load(leg, held(angles, {"ankle_angle": 0.0}))
    p = leg.parameters
    lengths = leg.muscle_tendon_lengths(rest.trajectory.angles)
    x = solve_equilibrium(0.0, 1.0, lengths, p)
    force = p.max_isometric_force * tendon_force(
        (lengths - x) / p.tendon_slack_length - 1,
        tendon_shape(p.tendon_strain_at_one_norm_force),
    )
    passive = float((rest.moment_arms[:, :, 0] * force).sum(axis=1)[0])
    s = share_load(leg, held(angles, {"ankle_angle": passive}))
    assert passive < -1
    assert s.state.activation.max() < 1e-4


def test_weight_moves_load_off_a_muscle(leg, held):
    trajectory = held({"ankle_angle": 0.0, "knee_angle": 0.0}, {"ankle_angle": -80.0})
    plain, spared = (share_load(leg, trajectory, weight=w) for w in (None, {"soleus": 10.0}))
    assert spared.force("soleus")[0] < 0.7 * plain.force("soleus")[0]
    assert spared.achilles_force[0] > 0.8 * plain.achilles_force[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"tendon": "elastic"}, "tendon 'elastic' is not known"),
        ({"weight": {"soelus": 2.0}}, "no muscle 'soelus'; did you mean soleus"),
        ({"weight": {"soleus": 0.0}}, "soleus = 0.0 is outside 0 to 1e6"),
    ],
)
def test_wrong_options_are_said(leg, held, arguments, words):
    with pytest.raises(InputError, match=words):
        share_load(leg, held({"ankle_angle": 0.0}, {"ankle_angle": -10.0}), **arguments)


def test_trajectory_without_balanced_moment_is_refused(leg, held):
    with pytest.raises(InputError, match="no moment of hip_flexion, knee_angle, ankle_angle"):
        share_load(leg, held({"ankle_angle": 0.0}, {"mtp_angle": 1.0}))


def test_frames_do_not_depend_on_the_frame_before(leg, held):
    """Warm starts are for speed only: a posture gives one answer alone and among others."""
    knee, moment = np.array([0.0, 120.0, 10.0, 90.0]), np.array([-40.0, -90.0, -120.0, -20.0])
    ankle = np.array([5.0, 0.0, -15.0, 20.0])
    together = share_load(
        leg,
        held({"knee_angle": knee, "ankle_angle": ankle}, {"ankle_angle": moment}, time_step=1e6),
    )
    for k in range(4):
        alone = share_load(
            leg,
            held({"knee_angle": knee[k], "ankle_angle": ankle[k]}, {"ankle_angle": moment[k]}),
        )
        difference = alone.state.activation[0] - together.state.activation[k]
        assert np.abs(difference).max() < 1e-4
    still = share_load(leg, held({"knee_angle": 30.0}, {"knee_angle": -60.0 * np.ones(50)}))
    assert np.ptp(still.state.activation, axis=0).max() < 1e-4


def test_length_rates_are_the_derivative_of_lengths(leg):
    exercise = replace(load_exercise("deep_squat_calf_raise"), finishing_hold=None)
    trajectory = synthesize(exercise, leg, 0.001)
    problem = load_sharing_problem(leg, trajectory, inverse_dynamics(leg, trajectory).moments)
    numeric = np.gradient(problem.lengths, trajectory.time, axis=0)
    assert np.abs(problem.length_rates - numeric).max() < 1e-3 * np.abs(numeric).max()


def test_rigid_force_is_what_the_fibers_give(solved):
    s = solved("standing_calf_raise", "rigid")
    p = s.leg.parameters
    x = s.state.fiber_length * np.cos(s.state.pennation_angle)
    factor = force_velocity(
        s.state.fiber_velocity / (p.max_contraction_velocity * p.optimal_fiber_length)
    )
    active, passive = fiber_forces(x, s.state.activation, factor, p)
    np.testing.assert_allclose(
        s.state.tendon_force, p.max_isometric_force * (active + passive), atol=1e-6
    )


def test_volume_weights_spare_the_large_muscles(leg, motion):
    plain = share_load(leg, motion("standing_calf_raise"))
    weighted = share_load(leg, motion("standing_calf_raise"), weight="volume")
    assert weighted.force("soleus").max() < plain.force("soleus").max()


def test_cubed_activation_spreads_the_load(leg, motion):
    plain = share_load(leg, motion("single_leg_calf_raise"))
    cubed = share_load(leg, motion("single_leg_calf_raise"), exponent=3)
    assert cubed.state.activation.max() < plain.state.activation.max()
    assert "carried" in cubed.verdict


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weight": "volum"}, "volume"),
        ({"exponent": 4}, "exponent 4 with compliant tendons"),
        ({"exponent": 3, "tendon": "rigid"}, "exponent 3 with rigid tendons"),
    ],
)
def test_unknown_costs_are_refused(options, message, leg, motion):
    with pytest.raises(InputError, match=message):
        share_load(leg, motion("standing_calf_raise"), **options)
