"""Variants of a motion: nominal as usual, samples as if each were computed in full."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import body_parameters, move_body, move_leg
from soleus.base.errors import InputError
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.ensemble import solve_ensemble
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.load_sharing import share_load
from soleus.solve.optimal_control import leg_with
from soleus.solve.solution import Solution


@pytest.fixture(scope="module")
def raised(leg):
    return solve_ensemble(load_exercise("single_leg_calf_raise"), leg, 30)


def achilles(e):
    return e.state.tendon_force[..., list(e.leg.achilles_indices)].sum(axis=-1)


def test_shapes_and_order(raised, leg):
    parameters = len(raised.names)
    assert len(raised.z) == 1 + 2 * parameters + 30
    assert not raised.z[0].any()
    single = raised.z[raised.single]
    assert np.array_equal(np.abs(single).sum(axis=1), np.ones(2 * parameters))
    assert np.array_equal(single[1], -single[0])
    assert raised.state.activation.shape == (*raised.time.shape, len(leg.muscles))
    assert "contact_split" not in raised.names
    assert "tempo" in raised.names


@pytest.mark.parametrize(
    "name", ["single_leg_calf_raise", "deep_squat_calf_raise", "glute_ham_raise"]
)
def test_nominal_variant_is_the_plain_answer(name, leg, solved):
    e, plain = solve_ensemble(load_exercise(name), leg, 2), solved(name)
    assert achilles(e)[0].max() == pytest.approx(plain.achilles_force.max(), rel=3e-3)
    soleus = leg.index("soleus")
    assert e.state.tendon_force[0, :, soleus].max() == pytest.approx(
        plain.force("soleus").max(), rel=1e-2
    )
    inside, time = e.span("repetition")
    assert np.trapezoid(achilles(e)[0, inside], time[0]) == pytest.approx(
        np.trapezoid(
            plain.achilles_force[plain.trajectory.window("repetition")],
            plain.time[plain.trajectory.window("repetition")],
        ),
        rel=3e-3,
    )
    assert e.time[0, -1] == pytest.approx(plain.time[-1], abs=0.05)


def test_samples_are_what_full_computation_gives(leg):
    """Ten samples again one by one, skeleton, ankle range and all: first order in the motion
    costs a few percent."""
    exercise = load_exercise("deep_squat_calf_raise")
    e = solve_ensemble(exercise, leg, 10)
    body = len(body_parameters())
    for k in range(10):
        z = e.z[e.samples][k].copy()
        still = {"tempo", "center_of_pressure"}
        if not set(e.names[body:]) <= still:
            pytest.fail("a new parameter of motion needs a place here")
        moved = move_leg(leg, e.names[:body], z[None, :body]).leg(0)
        pace = np.exp(0.15 * z[e.names.index("tempo")])
        ahead = 0.008 * z[e.names.index("center_of_pressure")]
        phases = tuple(
            replace(p, duration=p.duration * (pace if p.kind in ("raise", "lower") else 1))
            for p in exercise.phases
        )
        what = replace(exercise, phases=phases, pressure_ahead=ahead)
        full = share_load(moved, synthesize(what, moved, 0.02))
        sample = achilles(e)[e.samples][k]
        assert sample.max() == pytest.approx(full.achilles_force.max(), rel=0.06)
        assert e.time[e.samples][k, -1] == pytest.approx(full.time[-1], abs=0.1)


def test_tempo_moves_time_and_velocities_only_where_it_moves(leg):
    e = solve_ensemble(load_exercise("single_leg_calf_raise"), leg, 2)
    slow = 2 + 2 * e.names.index("tempo")
    assert e.z[slow].sum() == 1
    plain = synthesize(load_exercise("single_leg_calf_raise"), leg)
    moving = sum(p.duration for p in plain.exercise.phases if p.kind in ("raise", "lower"))
    total = plain.time[-1] + moving * (np.exp(0.15) - 1)
    assert e.time[slow, -1] == pytest.approx(total, rel=1e-3)


def test_samples_are_the_same_legs_in_every_exercise(leg):
    a, b = (solve_ensemble(load_exercise(n), leg, 5) for n in ("quiet_standing", "glute_ham_raise"))
    common = [n for n in a.names if n in b.names]
    assert "achilles_arm" in common
    for n in common:
        np.testing.assert_array_equal(
            a.z[a.samples][:, a.names.index(n)], b.z[b.samples][:, b.names.index(n)]
        )
    assert "contact_split" in b.names


def test_recorded_trials_carry_an_error_of_their_moments(leg, held):
    trial = held(
        {"knee_angle": np.full(5, 10.0), "ankle_angle": np.zeros(5)},
        {"ankle_angle": np.full(5, -60.0)},
    )
    e = solve_ensemble(trial, leg, 100)
    moments = e.moments["ankle_angle"][e.samples][:, 0]
    assert moments.std() / 60 == pytest.approx(0.08, rel=0.05)
    assert "tempo" not in e.names
    assert isinstance(share_load(leg, trial), Solution)


def test_an_impossible_variant_is_taken_from_the_other_side(leg):
    """At the end of the ankle's range, a shorter range cannot do the exercise but a longer can."""
    e = solve_ensemble(load_exercise("deep_squat_calf_raise"), leg, 3)
    k = 1 + 2 * e.names.index("ankle_range")
    low = [e.angles["ankle_angle"][i].max() for i in (k, k + 1)]
    assert np.degrees(low[1] - low[0]) == pytest.approx(12, abs=1.5)


def test_too_few_samples(leg):
    with pytest.raises(InputError, match="at least 2"):
        solve_ensemble(load_exercise("quiet_standing"), leg, 1)


def test_body_moves_change_moments(leg):
    plain = synthesize(load_exercise("standing_calf_raise"), leg, 0.1)
    heavy = move_body(leg, {"ball_of_foot": 1.0})
    more = synthesize(load_exercise("standing_calf_raise"), heavy, 0.1)
    a, b = (
        inverse_dynamics(x, m).moments["ankle_angle"].min()
        for x, m in ((leg, plain), (heavy, more))
    )
    assert b < a


def test_a_measured_ankle_range_moves_the_motion_once():
    leg = build_leg(Person(1.78, 72, "male", 34, knee_to_wall=0.02))
    solution = share_load(leg, synthesize(load_exercise("deep_squat_calf_raise"), leg))
    e = solution.ensemble
    highest = np.degrees(e.angles["ankle_angle"].max(axis=1))
    assert np.median(highest[e.samples]) == pytest.approx(highest[0], abs=0.6)
    assert 0.5 < highest[e.samples].std() < 2.5


def test_an_open_split_stays_within_its_range(leg):
    exercise = load_exercise("glute_ham_raise").with_share(1.0)
    e = solve_ensemble(exercise, leg, 60)
    k = 1 + 2 * e.names.index("contact_split")
    peaks = achilles(e).max(axis=1)
    assert peaks[k] < peaks[0] == pytest.approx(peaks[k + 1])
    full = share_load(leg, synthesize(exercise, leg)).achilles_force.max()
    assert peaks[0] == pytest.approx(full, rel=0.01)


def test_what_muscles_cannot_carry_is_counted(leg):
    easy = solve_ensemble(load_exercise("quiet_standing"), leg, 40)
    assert easy.carried.all()
    hard = solve_ensemble(load_exercise("single_leg_calf_raise").with_load(60), leg, 40)
    assert 0 < hard.carried[hard.samples].mean() < 1


def test_intervals_belong_to_the_problem_that_was_solved(leg):
    motion = synthesize(load_exercise("standing_calf_raise"), leg)
    rigid = share_load(leg, motion, tendon="rigid")
    assert not rigid.ensemble.state.tendon_strain.any()
    dear = share_load(leg, motion, weight={"soleus": 20.0})
    assert achilles_part(dear, "soleus") == pytest.approx(dear.force("soleus").max(), rel=0.02)
    given = inverse_dynamics(leg, motion).moments
    twice = share_load(leg, replace(motion, moments={k: 2 * v for k, v in given.items()}))
    assert achilles(twice.ensemble)[0].max() == pytest.approx(twice.achilles_force.max(), rel=0.02)


def achilles_part(solution, muscle):
    return solution.ensemble.state.tendon_force[0, :, solution.leg.index(muscle)].max()


def test_a_long_trial_is_thinned_and_keeps_its_windows(leg, raise_long):
    e = share_load(leg, raise_long).ensemble
    assert e.time.shape[1] == 150
    assert set(e.windows) == {"repetition", "hold"}
    low, high = e.bounds["hold"][0]
    assert (low, high) == pytest.approx(raise_long.windows["hold"])


@pytest.fixture
def raise_long(leg):
    motion = synthesize(load_exercise("deep_squat_calf_raise"), leg)
    moments = inverse_dynamics(leg, motion).moments
    return replace(motion, body=None, exercise=None, moments=moments)


def test_some_of_the_muscles_have_intervals_too(leg):
    kept = tuple(m for m in leg.muscles if m != "peroneus_longus")
    few = leg_with(leg, kept)
    e = solve_ensemble(load_exercise("standing_calf_raise"), few, 5)
    assert e.state.activation.shape[-1] == len(leg.muscles) - 1
