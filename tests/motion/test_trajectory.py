"""Trajectories refuse arrays that do not fit and show themselves as tables."""

import numpy as np
import pytest

from soleus.base.errors import InputError
from soleus.motion.trajectory import Trajectory

TIME = np.linspace(0.0, 1.0, 5)
FLAT = np.zeros(5)


def make(time=TIME, angle=FLAT, velocity=FLAT, moment=FLAT):
    return Trajectory(
        "trial",
        time,
        {"knee_angle": angle},
        {"knee_angle": velocity},
        moments={"knee_angle": moment},
    )


def test_fitting_arrays_pass():
    assert make().window("anything").all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time": TIME[:1]}, "at least two rising values"),
        ({"time": TIME[::-1]}, "rising"),
        ({"time": np.array([0, 0, 1, 2, 3.0])}, "rising"),
        ({"time": np.array([0, np.nan, 1, 2, 3.0])}, "rising"),
        ({"angle": np.zeros(4)}, "knee_angle has 4 values, time has 5"),
        ({"velocity": np.zeros(3)}, "knee_angle velocity has 3 values, time has 5"),
        ({"moment": np.zeros(6)}, "knee_angle moment has 6 values"),
        ({"angle": np.array([0, 0, np.nan, 0, 0])}, "knee_angle is not a number in row 2"),
        ({"velocity": np.array([0, np.inf, 0, 0, 0])}, "velocity is not a number in row 1"),
        ({"moment": np.array([0, 0, 0, np.inf, 0])}, "moment is not a number in row 3"),
    ],
)
def test_arrays_that_do_not_fit_are_named(change, words):
    with pytest.raises(InputError, match=words) as error:
        make(**change)
    assert str(error.value).startswith("trial: ")


def test_window_includes_both_ends():
    trajectory = Trajectory(
        "t", TIME, {"a": FLAT}, {"a": FLAT}, windows={"repetition": (0.25, 0.75)}
    )
    np.testing.assert_array_equal(trajectory.window("repetition"), [0, 1, 1, 1, 0])


def test_table_is_in_degrees_and_seconds(motion):
    trajectory = motion("seated_calf_raise")
    table = trajectory.table()
    np.testing.assert_array_equal(table["time_s"], trajectory.time)
    np.testing.assert_allclose(
        np.radians(table["ankle_angle_deg"]), trajectory.angles["ankle_angle"]
    )


@pytest.mark.parametrize(
    ("angles", "moments", "message"),
    [
        ({}, None, "no joint angles"),
        ({"knee_angle": np.array([0.0, 90.0])}, None, "knee_angle reaches 90 rad"),
        (
            {"knee_angle": np.zeros(2)},
            {"knee_angle": np.array([0.0, -1e300])},
            r"knee_angle reaches 1e\+300 N m",
        ),
    ],
)
def test_impossible_sizes_are_refused(angles, moments, message):
    with pytest.raises(InputError, match=message):
        Trajectory("trial", np.array([0.0, 1.0]), angles, {}, moments)
