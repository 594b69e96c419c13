"""Many trials in one call give what each gives alone."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import sample_legs
from soleus.base.errors import InputError
from soleus.motion.exercise_files import load_exercise
from soleus.motion.osim_geometry import MuscleGeometry
from soleus.motion.synthesis import synthesize
from soleus.solve.batch import share_load_batch
from soleus.solve.inverse_dynamics import inverse_dynamics
from soleus.solve.load_sharing import load_sharing_problem, share_load
from soleus.solve.sharing_trials import in_parts, threads


def recorded(motion, leg, factor=1.0):
    """A synthesized motion as if its moments had been recorded."""
    moments = {k: factor * v for k, v in inverse_dynamics(leg, motion).moments.items()}
    return replace(motion, body=None, exercise=None, moments=moments)


@pytest.fixture(scope="module")
def raise_motion(leg):
    return synthesize(load_exercise("single_leg_calf_raise"), leg, 0.05)


def assert_same(batch, trial, alone):
    found = batch.solution(trial)
    np.testing.assert_allclose(found.state.activation, alone.state.activation, atol=1e-12)
    np.testing.assert_allclose(found.achilles_force, alone.achilles_force, rtol=1e-10)
    np.testing.assert_allclose(batch.achilles_force[trial], alone.achilles_force, rtol=1e-10)
    np.testing.assert_allclose(batch.achilles_strain[trial], alone.achilles_strain, rtol=1e-9)
    assert found.verdict == alone.verdict


@pytest.mark.parametrize("tendon", ["compliant", "rigid"])
def test_many_trials_of_one_leg(leg, raise_motion, tendon):
    trials = [recorded(raise_motion, leg, f) for f in (0.3, 0.6, 1.0)]
    trials[1] = replace(trials[1], time=1.3 * raise_motion.time)  # a tempo of its own
    batch = share_load_batch(leg, trials, tendon=tendon)
    assert batch.state.activation.shape == (3, len(raise_motion.time), len(leg.muscles))
    for i, trial in enumerate(trials):
        assert_same(batch, i, share_load(leg, trial, tendon=tendon))


def test_many_subjects_with_one_trial(raise_motion, leg):
    legs = [leg, build_leg(Person(1.6, 55, "female", 25)), build_leg(Person(1.9, 90, "male", 45))]
    trial = recorded(raise_motion, leg, 0.7)
    batch = share_load_batch(legs, trial)
    for i, one in enumerate(legs):
        assert_same(batch, i, share_load(one, trial))


def test_samples_of_a_leg(leg, raise_motion):
    samples = sample_legs(leg, 6)
    trial = recorded(raise_motion, leg, 0.8)
    batch = share_load_batch(samples, trial)
    for i in (0, 5):
        assert_same(batch, i, share_load(samples.leg(i), trial))


def test_subjects_with_a_motion_of_their_own():
    legs = [build_leg(Person(h, m, "male", 30)) for h, m in ((1.7, 65), (1.85, 82))]
    exercise = load_exercise("standing_calf_raise")
    motions = [synthesize(exercise, one, 0.05) for one in legs]
    batch = share_load_batch(legs, motions)
    for i, one in enumerate(legs):
        assert_same(batch, i, share_load(one, motions[i]))


def test_uneven_time_steps_are_met_in_each_trial(leg, raise_motion):
    uneven = raise_motion.time + 0.015 * np.sin(np.arange(len(raise_motion.time)))
    trials = [replace(recorded(raise_motion, leg), time=t) for t in (raise_motion.time, uneven)]
    batch = share_load_batch(leg, trials)
    for i, trial in enumerate(trials):
        assert_same(batch, i, share_load(leg, trial))


def test_one_thread_and_many_agree(leg, raise_motion, monkeypatch):
    trials = [recorded(raise_motion, leg, f) for f in np.linspace(0.2, 1.0, 7)]
    answers = []
    for count in ("1", "3"):
        monkeypatch.setenv("SOLEUS_THREADS", count)
        assert threads() == int(count)
        answers.append(share_load_batch(leg, trials).state.activation)
    np.testing.assert_array_equal(*answers)


def test_parts_cover_all_trials_in_order(monkeypatch):
    monkeypatch.setenv("SOLEUS_THREADS", "3")
    for trials, frames in ((1, 10), (2, 10), (7, 30_000), (100, 100)):
        found = in_parts(lambda s: list(range(s.start, s.stop)), trials, frames)
        assert [k for part in found for k in part] == list(range(trials))
        assert len(found) >= min(trials, 3)


def test_verdict_counts_trials(leg, raise_motion):
    trials = [recorded(raise_motion, leg, f) for f in (0.5, 0.6, 3.5)]
    verdict = share_load_batch(leg, trials).verdict
    assert "2 of 3 carried by muscles alone" in verdict
    assert "1 of 3 beyond this body's strength" in verdict


def test_what_does_not_fit_together_is_said(leg, raise_motion):
    trial = recorded(raise_motion, leg)
    short = recorded(synthesize(load_exercise("single_leg_calf_raise"), leg, 0.1), leg)
    with pytest.raises(InputError, match=r"trial 1 .* has 41 frames"):
        share_load_batch(leg, [trial, short])
    less = replace(trial, moments={"ankle_angle": trial.moments["ankle_angle"]})
    with pytest.raises(InputError, match=r"trial 1 .* a batch needs the same in all"):
        share_load_batch(leg, [trial, less])
    with pytest.raises(InputError, match="2 legs and 3 trajectories"):
        share_load_batch([leg, leg], [trial] * 3)
    with pytest.raises(InputError, match="at least one leg"):
        share_load_batch([], trial)
    with pytest.raises(InputError, match="tendon 'stiff'"):
        share_load_batch(leg, trial, tendon="stiff")


def test_volume_weights_are_those_of_each_leg(raise_motion, leg):
    legs = [leg, build_leg(Person(1.9, 95, "male", 45))]
    trial = recorded(raise_motion, leg, 0.7)
    batch = share_load_batch(legs, trial, weight="volume")
    for i, one in enumerate(legs):
        assert_same(batch, i, share_load(one, trial, weight="volume"))


def test_paths_that_come_with_trials_are_used(leg, raise_motion):
    trials = []
    for factor in (0.9, 1.1):
        trial = recorded(raise_motion, leg, 0.7)
        problem = load_sharing_problem(leg, trial, dict(trial.moments))
        geometry = MuscleGeometry(
            ("soleus",), ("ankle_angle",), problem.lengths[:, [leg.index("soleus")]] + 0.001,
            problem.length_rates[:, [leg.index("soleus")]],
            factor * problem.arms[:, [leg.index("soleus")], 2:],
        )  # fmt: skip
        trials.append(replace(trial, geometry=geometry))
    batch = share_load_batch(leg, trials)
    for i, trial in enumerate(trials):
        assert_same(batch, i, share_load(leg, trial))
    with pytest.raises(InputError, match="with all of its trials, or with none"):
        share_load_batch(leg, [trials[0], replace(trials[1], geometry=None)])
