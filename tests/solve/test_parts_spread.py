"""How sure the parts of the soleus and the sharing of the tendon are."""

import numpy as np
import pytest

from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.uncertainty import interval
from soleus.motion.exercise_files import load_exercise
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.parts_spread import full_effort, sharing_held, sharing_in
from soleus.solve.subtendons import share_tendon, share_tendon_in


def test_numbers_are_the_legs_and_intervals_those_of_its_samples(leg):
    found = full_effort(leg, samples=6)
    assert set(found.numbers) == {"share", "optimal_fiber_length", "pennation_angle", "force"}
    for name, values in found.numbers.items():
        low, high = found.intervals[name].T
        assert values.shape == (4,) and np.all(low < high)
    assert found.numbers["share"].sum() == pytest.approx(1.0)
    low, high = found.fibula_pull_interval
    pulls = found.numbers["force"] @ found.parts.fibula_shares
    assert found.fibula_pull == pytest.approx(pulls / found.numbers["force"].sum())
    assert 0 < low < high < 1


def test_held_situations_are_each_knee_of_its_own(leg):
    held = sharing_held(leg, [0.0, np.pi / 2], [0.0, None], samples=4)
    assert len(held) == 2 and all(len(row) == 2 for row in held)
    angles = {"knee_angle": np.array([np.pi / 2]), "ankle_angle": 0.0}
    alone = share_tendon(leg, angles, 1.0, 0.0)
    assert held[1][0].strain == pytest.approx(alone.strain[0])
    assert held[1][0].sliding == pytest.approx(alone.sliding[0].mean())
    assert held[0][0].strain_interval is None and held[0][1].strain_interval.shape == (3, 2)
    drawn = sample_legs(leg, 4)
    slides = [share_tendon(drawn.leg(i), angles, 1.0, sample=i).sliding.mean() for i in range(4)]
    assert held[1][1].sliding_interval == pytest.approx(interval(np.array(slides)))


def test_fewer_frames_find_the_same_peaks(leg):
    fine = solve_exercise(load_exercise("single_leg_calf_raise"), leg)
    for coupling in (0.0, None):
        exact = share_tendon_in(fine, coupling)
        (found,) = sharing_in(leg, "single_leg_calf_raise", [coupling])
        assert found.strain == pytest.approx(exact.strain.max(axis=0), rel=0.01)
        assert found.moment == pytest.approx(exact.moment.max(), rel=0.01)
