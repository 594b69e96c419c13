"""Variants of a motion: nominal as usual, samples as if each were computed in full."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.sampling import body_parameters, move_body, move_leg
from soleus.base.errors import InputError
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.ensemble import solve_ensemble
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.load_sharing import share_load
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
