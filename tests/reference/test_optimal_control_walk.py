"""The recorded walk by optimal control, against OpenSim's MocoInverse and EMG.

Origin: OpenSim's example3DWalking in `shared/data/walk_with_emg`; reference forces by OpenSim's
MocoInverse with compliant Achilles tendons, and the EMG of the right leg, in the same folder.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import walking_trial as walking

from soleus.anatomy.leg import ACHILLES
from soleus.motion.recordings import read_storage
from soleus.solve.load_sharing import share_load
from soleus.solve.optimal_control import optimal_control

pytestmark = pytest.mark.shared
SIDES = ("right", "left")


@pytest.fixture(scope="module")
def walk(shared):
    """`walk[method, side]`, all 28 muscles."""
    leg = walking.walking_leg()
    trials = {side: walking.walking_trial(side) for side in SIDES}
    return {
        **{("static", s): share_load(leg, t) for s, t in trials.items()},
        **{("optimal", s): optimal_control(leg, t) for s, t in trials.items()},
    }


@pytest.mark.parametrize("side", SIDES)
def test_muscles_carry_the_walk(side, walk):
    solution = walk["optimal", side]
    assert solution.feasible and solution.verdict.startswith("carried"), solution.verdict
    assert solution.residual.max() < 1e-6


@pytest.mark.parametrize("side", SIDES)
def test_peak_achilles_force_within_5_percent_of_moco(side, walk):
    solution = walk["optimal", side]
    theirs = sum(walking.moco_force(m, side, solution.time) for m in ACHILLES).max()
    assert solution.achilles_force.max() == pytest.approx(theirs, rel=0.05)


@pytest.mark.parametrize("side", SIDES)
def test_dynamics_bring_every_head_nearer_to_moco_than_statics(side, walk):
    """Measured: 23, 18, 15 % of the peak on the right, against 26, 20, 17 % quasi-static."""
    for muscle in ACHILLES:
        optimal = walking.distance(walk["optimal", side], muscle, side)
        assert optimal < 0.26
        assert optimal < walking.distance(walk["static", side], muscle, side) + 0.01


@pytest.mark.parametrize(
    ("muscle", "column", "asked"),
    [("soleus", "soleus", 0.905), ("gastrocnemius_medialis", "gastrocnemius", 0.762)],
)
def test_activation_follows_emg_better_than_mocos(muscle, column, asked, walk, shared):
    emg = read_storage(shared / "data" / "walk_with_emg" / "electromyography.sto")
    right = walk["optimal", "right"]
    activation = right.of(muscle, "activation")
    assert walking.correlation(activation, right.time, emg.column(column), emg.time) > asked


@pytest.mark.parametrize("side", SIDES)
def test_forces_are_smooth(side, walk):
    """Up and down once each stance and a little in swing: not from frame to frame."""
    for muscle in ACHILLES:
        force = walk["optimal", side].force(muscle)
        assert np.abs(np.diff(force)).sum() < 3 * force.max()


def test_noise_in_angles_moves_forces_little(walk):
    """0.2 degrees of white noise in every angle at every frame, and velocities from the noisy
    angles: the reason why nothing is smoothed."""
    from dataclasses import replace

    right = walk["optimal", "right"]
    trial, random = right.trajectory, np.random.default_rng(1)
    noise = {k: np.radians(0.2) * random.standard_normal(v.shape) for k, v in trial.angles.items()}
    angles = {k: v + noise[k] for k, v in trial.angles.items()}
    velocities = {k: np.gradient(v, trial.time) for k, v in angles.items()}
    noisy = optimal_control(right.leg, replace(trial, angles=angles, velocities=velocities))
    for muscle in ACHILLES:
        change = noisy.force(muscle) - right.force(muscle)
        assert np.sqrt(np.mean(change**2)) < 0.02 * right.force(muscle).max()
