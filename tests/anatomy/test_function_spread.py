"""What a calf can do, with intervals from the legs its person may have."""

import numpy as np
import pytest

from soleus.anatomy.ankle_range import full_stretch
from soleus.anatomy.function_spread import BENT_DEG, measure_function
from soleus.anatomy.sampling import sample_legs
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state


@pytest.fixture(scope="module")
def numbers(leg):
    return measure_function(leg, count=20)


def test_intervals_hold_the_middle_of_the_legs(leg, numbers):
    total = numbers.strength.total
    ends = numbers.moments["total"]
    assert ends.shape == (*total.shape, 2) and numbers.left.shape[0] == 2
    inside = (ends[..., 0] < total) & (total < ends[..., 1])
    assert inside.mean() > 0.9
    assert np.all(numbers.left[0] <= numbers.left[1] + 1e-12)
    assert numbers.half_interval[0] < numbers.insufficiency.half_knee < numbers.half_interval[1]


def test_who_ends_the_movement_is_asked_of_every_leg(leg, numbers):
    """The share of legs is of their own moments at one angle, that of the person."""
    knee = np.radians(BENT_DEG)
    stretch, legs = full_stretch(leg, knee), sample_legs(leg, 20)
    bears = stretch.tolerated_moment - stretch.tolerated_spread
    angles = {"hip_flexion": 0.0, "knee_angle": knee, "ankle_angle": stretch.ankle_angle}
    ends = 0
    for i in range(20):
        one = legs.leg(i)
        state = muscle_state(one.parameters, 0.0, one.muscle_tendon_lengths(angles))
        arms = one.moment_arms(angles, ("ankle_angle",))[..., 0]
        ends += float(-(arms * state.tendon_force).sum()) >= bears
    assert numbers.bent.calf_share == pytest.approx(ends / 20)


def test_the_other_tendon_and_refusals(leg, numbers):
    assert numbers.other_tendon.tendon == "rigid"
    with pytest.raises(InputError, match="did you mean rigid"):
        measure_function(leg, "rigit", 4)
