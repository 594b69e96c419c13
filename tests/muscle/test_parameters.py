"""Constants of the muscles."""

import numpy as np
import pytest

from soleus.base.errors import InputError
from soleus.muscle.parameters import (
    CONSTANTS,
    MuscleParameters,
    list_muscles,
    load_muscle,
    stack_parameters,
)

ONE = MuscleParameters(1000.0, 0.05, 0.2, 0.5, 10.0, 0.05, 0.6)


def test_all_named_muscles_are_there():
    asked = {
        "soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis", "tibialis_posterior",
        "peroneus_longus", "peroneus_brevis", "flexor_digitorum_longus",
        "flexor_hallucis_longus", "tibialis_anterior", "extensor_digitorum_longus",
        "extensor_hallucis_longus", "semimembranosus", "semitendinosus",
        "biceps_femoris_long_head", "biceps_femoris_short_head", "rectus_femoris",
        "vastus_medialis", "vastus_lateralis", "vastus_intermedius", "iliacus", "psoas",
        "gluteus_maximus_superior", "gluteus_maximus_middle", "gluteus_maximus_inferior",
    }  # fmt: skip
    assert asked <= set(list_muscles())


def test_unknown_muscle_gets_the_nearest_name():
    with pytest.raises(InputError, match="did you mean gastrocnemius_"):
        load_muscle("gastrocnemius_medial")


def test_soleus_is_as_its_file_says():
    muscle = load_muscle("soleus")
    assert set(muscle.constants) == CONSTANTS
    assert muscle.constants["optimal_fiber_length"].si == 0.044
    assert muscle.constants["pennation_angle_at_optimal"].si == pytest.approx(0.38143, abs=1e-5)


def test_fiber_height_is_the_sine_of_the_pennation():
    assert ONE.fiber_height == pytest.approx(0.05 * np.sin(0.5), rel=1e-15)


def test_stacking_keeps_order_and_values():
    stack = stack_parameters([ONE, MuscleParameters(*np.arange(1.0, 8.0))])
    np.testing.assert_array_equal(stack.max_isometric_force, [1000.0, 1.0])
    np.testing.assert_array_equal(stack.passive_fiber_strain_at_one_norm_force, [0.6, 7.0])
