"""Load sharing over a whole trial: mesh, derivatives, dynamics, and its verdicts."""

import signal
import subprocess
import sys
import time
from dataclasses import replace

import casadi as ca
import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InputError
from soleus.base.library import data_path, read_file
from soleus.motion.exercise import Phase
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.muscle.activation import activation_rate
from soleus.solve.load_sharing import load_sharing_problem, share_load
from soleus.solve.optimal_control import leg_with, optimal_control, trial_constants
from soleus.solve.trial_mesh import motion_at, trial_mesh
from soleus.solve.trial_muscle import muscle_functions
from soleus.solve.trial_problem import TrialProblem

FEW = (*ACHILLES, "tibialis_anterior", "vastus_lateralis", "semimembranosus", "psoas",
       "gluteus_maximus_middle")  # fmt: skip


@pytest.fixture(scope="module")
def bouncing(leg):
    """`bouncing(name, hertz, load)`: an exercise at so many repetitions a second, no pauses."""

    def make(name, hertz, load=0.0):
        exercise = load_exercise(name)
        phases = (Phase("raise", 0.5 / hertz), Phase("lower", 0.5 / hertz))
        exercise = replace(exercise, phases=phases, finishing_hold=None).with_load(load)
        return synthesize(exercise, leg)

    return make


@pytest.fixture(scope="module")
def fast(leg, bouncing):
    """A bouncing calf raise at 2 Hz, all muscles."""
    return optimal_control(leg, bouncing("standing_calf_raise", 2.0))


# --- mesh ----------------------------------------------------------------------------------
def test_mesh_is_exact_for_cubics():
    mesh = trial_mesh(0.3, 1.0, 0.1)
    t, at = mesh.time, np.linspace(0.3, 1.0, 41)
    assert mesh.intervals == 7 and t[0] == 0.3 and t[-1] == 1.0 and np.all(np.diff(t) > 0)
    values, rates = mesh.to(at)
    assert np.abs(mesh.slopes @ t**3 - 3 * t**2).max() < 1e-11
    assert np.abs(values @ t**3 - at**3).max() < 1e-13
    assert np.abs(rates @ t**3 - 3 * at**2).max() < 1e-11
    # the first point has a small weight of its own, so the integral is taken without it
    assert mesh.weights[1:] @ t[1:] ** 3 == pytest.approx((1.0 - 0.3**4) / 4, rel=1e-12)


def test_motion_between_frames_moves_as_its_lengths_say(leg, bouncing):
    trial = bouncing("step_calf_raise", 2.0)
    time_ = np.linspace(0.0, 0.5, 801)
    moved, known = motion_at(trial, {"ankle_angle": np.sin(trial.time)}, time_)
    problem = load_sharing_problem(leg, moved, known)
    slope = np.gradient(problem.lengths, time_, axis=0)[2:-2]
    assert np.abs(slope - problem.length_rates[2:-2]).max() < 2e-3


# --- derivatives ---------------------------------------------------------------------------
def test_derivatives_are_those_of_the_functions(leg, bouncing):
    """Jacobian, gradient and Hessian put together in blocks, against CasADi's own."""
    trial = bouncing("bent_knee_calf_raise", 2.0)
    small = leg_with(leg, FEW[:4])
    mesh = trial_mesh(0.0, 0.05, 0.025)
    moments = {"knee_angle": np.full_like(trial.time, 9.0), "ankle_angle": -60 * trial.time}
    motion, known = motion_at(trial, moments, mesh.time)
    problem = load_sharing_problem(small, motion, known)
    built = TrialProblem(problem, mesh, muscle_functions(2, 1e-3, 1e-3))
    random = np.random.default_rng(3)
    x = random.uniform(0.05, 0.6, built.size)
    duals = random.standard_normal(3 * built.columns + 2 * len(mesh.time))
    z = ca.MX.sym("z", built.size)
    f, g = built.nlp(z, ca.MX(0, 1))
    own = ca.Function("own", [z], [
        ca.gradient(f, z), ca.jacobian(g, z), ca.triu(ca.hessian(0.7 * f + ca.dot(duals, g), z)[0]),
    ])  # fmt: skip
    gradient, jacobian, hessian = (np.array(ca.DM(v).full()) for v in own(x))
    found = built.derivatives
    assert np.abs(np.array(found["grad_f"](x, [])[1]) - gradient).max() < 1e-12
    assert np.abs(found["jac_g"](x, [])[1].full() - jacobian).max() < 1e-10
    assert np.abs(found["hess_lag"](x, [], 0.7, duals).full() - hessian).max() < 1e-9


# --- the answer ----------------------------------------------------------------------------
def test_slow_motion_is_quasi_static(leg, motion):
    trial = motion("standing_calf_raise")
    moving, still = optimal_control(leg, trial, interval=0.1), share_load(leg, trial)
    assert moving.verdict.startswith("carried") and moving.method.startswith("optimal control")
    assert np.abs(moving.state.activation - still.state.activation).mean() < 0.002
    assert moving.achilles_force.max() == pytest.approx(still.achilles_force.max(), rel=0.01)


def test_fast_motion_is_not(leg, fast):
    still = share_load(leg, fast.trajectory)
    assert np.abs(fast.state.activation - still.state.activation).mean() > 0.008
    assert fast.achilles_force.max() == pytest.approx(still.achilles_force.max(), rel=0.05)


def test_cubic_cost_and_volume_weights(leg, bouncing):
    """As in the quasi-static solver: a cubed cost lowers the highest activation."""
    trial = bouncing("standing_calf_raise", 1.0)
    squared = optimal_control(leg, trial, muscles=FEW)
    cubed = optimal_control(leg, trial, muscles=FEW, exponent=3)
    assert cubed.verdict.startswith("carried")
    assert cubed.state.activation.max() < squared.state.activation.max()
    heavy = optimal_control(leg, trial, muscles=FEW, weight={"soleus": 3.0})
    assert heavy.force("soleus").max() < squared.force("soleus").max()


def test_answer_obeys_activation_dynamics(fast):
    """Rates of activation lie between those of no and of full excitation."""
    a = fast.state.activation
    rate = np.gradient(a, fast.time, axis=0)[1:-1]
    inside = a[1:-1]
    slack = 1.5  # 1/s, central differences over 20 ms
    assert np.all(rate <= activation_rate(1.0, inside) + slack)
    assert np.all(rate >= activation_rate(0.0, inside) - slack)
    assert np.abs(rate).max() > 2.0


def test_answer_is_in_equilibrium_and_gives_the_moments(fast):
    state = fast.state
    strength = fast.leg.parameters.max_isometric_force
    along = state.fiber_force * np.cos(state.pennation_angle)
    assert (np.abs(along - state.tendon_force) / strength).max() < 0.05
    assert np.sqrt(np.mean(((along - state.tendon_force) / strength) ** 2)) < 2e-3
    given = np.einsum("tm,tmj->tj", state.tendon_force, fast.moment_arms) + fast.reserves
    assert np.abs(given - fast.moments).max() < 1e-9
    assert np.all((state.activation >= 0) & (state.activation <= 1))
    assert np.all(state.tendon_force >= 0)


def test_fibers_move_as_fast_as_their_lengths_change(leg):
    """Central differences over 5 ms; around the turning point they are off by themselves."""
    exercise = replace(
        load_exercise("standing_calf_raise"), phases=(Phase("raise", 0.25), Phase("lower", 0.25))
    )
    s = optimal_control(leg, synthesize(exercise, leg, 0.0025))
    p = leg.parameters
    slope = np.gradient(s.state.fiber_length, s.time, axis=0)[1:-1]
    difference = slope - s.state.fiber_velocity[1:-1]
    difference /= p.max_contraction_velocity * p.optimal_fiber_length
    assert np.sqrt(np.mean(difference**2)) < 0.015
    assert np.median(np.abs(difference)) < 1e-3


def test_finer_mesh_changes_little(leg, bouncing):
    trial = bouncing("standing_calf_raise", 1.0)
    coarse, fine = (optimal_control(leg, trial, FEW, interval=h) for h in (0.025, 0.0125))
    assert np.abs(coarse.achilles_force - fine.achilles_force).max() < 0.01 * (
        fine.achilles_force.max()
    )


@pytest.mark.parametrize("name", ["bent_knee_calf_raise", "deep_squat_calf_raise"])
def test_slack_gastrocnemius_does_not_stall(leg, bouncing, name):
    solution = optimal_control(leg, bouncing(name, 1.0))
    assert solution.verdict.startswith("carried"), solution.verdict
    assert solution.residual.max() < 1e-6
    if name == "deep_squat_calf_raise":
        medialis = solution.force("gastrocnemius_medialis")
        assert medialis.max() < 0.05 * solution.force("soleus").max()


def test_what_muscles_cannot_carry_is_left_to_reserves(leg, bouncing):
    trial = bouncing("single_leg_calf_raise", 1.0, load=250.0)
    solution, still = optimal_control(leg, trial), share_load(leg, trial)
    assert solution.verdict.startswith("beyond this body's strength: the ankle lacks")
    assert np.abs(solution.reserves).max() == pytest.approx(np.abs(still.reserves).max(), rel=0.05)


def test_a_solver_out_of_time_says_so(leg, bouncing):
    solution = optimal_control(leg, bouncing("standing_calf_raise", 2.0), seconds=0.01)
    assert (
        solution.verdict == f"not converged in {len(solution.time)} of {len(solution.time)} frames"
    )
    assert "Maximum CpuTime Exceeded" in solution.method


# --- what goes in --------------------------------------------------------------------------
def test_a_subset_keeps_the_order_of_the_leg(leg):
    few = leg_with(leg, FEW[::-1])
    assert few.muscles == tuple(m for m in leg.muscles if m in FEW)
    i = few.index("soleus")
    assert (
        few.parameters.max_isometric_force[i]
        == leg.parameters.max_isometric_force[leg.index("soleus")]
    )
    assert [p.name for p in few.paths] == list(few.muscles)


def test_bad_input_gets_one_line(leg, bouncing, held):
    trial = bouncing("standing_calf_raise", 1.0)
    for options, message in (
        ({"muscles": (*FEW, "solues")}, "no muscle 'solues'; did you mean soleus"),
        ({"muscles": ("soleus",)}, "gastrocnemius_medialis is missing"),
        ({"interval": 2.0}, "interval 2.0 s is outside 0.001 to 0.5 s"),
        ({"interval": float("nan")}, "interval nan s is outside"),
        ({"seconds": 0.0}, "seconds 0.0 must be above 0"),
        ({"weight": {"sole": 2.0}}, "no muscle 'sole'"),
        ({"exponent": 5}, "exponent 5"),
    ):
        with pytest.raises(InputError, match=message):
            optimal_control(leg, trial, **options)
    jumps = held({"knee_angle": [0.0, 40.0, 80.0]}, {"ankle_angle": -50.0}, 0.1)
    with pytest.raises(InputError, match=r"knee_angle gets 80.0 deg away"):
        optimal_control(leg, jumps)
    with pytest.raises(InputError, match="knee_angle has no velocities"):
        optimal_control(leg, replace(jumps, velocities={}))


def test_held_posture_is_the_quasi_static_one(leg, held):
    still = held(
        {"hip_flexion": 0.0, "knee_angle": 5.0, "ankle_angle": 5.0},
        {"hip_flexion": 5.0, "knee_angle": 3.0, "ankle_angle": np.full(9, -80.0)},
        0.05,
    )
    moving, static = optimal_control(leg, still), share_load(leg, still)
    middle = slice(3, 6)
    difference = moving.state.activation[middle] - static.state.activation[middle]
    assert np.abs(difference).max() < 0.02
    assert moving.achilles_force[4] == pytest.approx(static.achilles_force[4], rel=0.02)


def test_constants_state_where_they_come_from():
    for table in read_file(data_path("optimal_control.toml")):
        for quantity in trial_constants(table).values():
            assert quantity.si > 0 and len(quantity.note) > 20


def test_an_interrupt_ends_it(tmp_path):
    code = (
        "import soleus as so\n"
        "from soleus.solve.optimal_control import optimal_control\n"
        "leg = so.build_leg(so.Person(height=1.78, mass=72, sex='male', age=34))\n"
        "trial = so.synthesize(so.load_exercise('standing_calf_raise'), leg)\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    print(optimal_control(leg, trial, interval=0.005).verdict)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert run.stdout is not None and run.stdout.readline() == "ready\n"
    time.sleep(3.0)
    run.send_signal(signal.SIGINT)
    words, warnings = run.communicate(timeout=60)
    assert words == "interrupted\n" and warnings == ""
