"""The library's gait for a body's run or walk: which one, what it is called, what is refused."""

import math

import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, InputError
from soleus.solve.gait_library import reference_leg
from soleus.solve.gait_node import USUAL_SPEED, gait_title, leg_ratio, nearest_gait, own_speed


@pytest.mark.parametrize(
    ("speed", "grade", "found"),
    [(3.0, 0.0, (3.0, 0.0)), (3.2, 0.04, (3.0, 0.05)), (2.8, -0.03, (3.0, -0.05)),
     (None, 0.0, (USUAL_SPEED["run"], 0.0)), (1.8, 0.0, (2.0, 0.0))],
)  # fmt: skip
def test_nearest_speed_and_grade(speed, grade, found):
    gait = nearest_gait(reference_leg(), "run", speed, grade)
    assert (gait.speed, gait.grade) == pytest.approx(found)
    assert own_speed(reference_leg(), gait) == pytest.approx(found[0])


def test_longer_legs_run_the_same_gait_faster():
    tall = build_leg(Person(height=2.05, mass=95.0, sex="male", age=30.0))
    root = math.sqrt(leg_ratio(tall, reference_leg()))
    assert root == pytest.approx(math.sqrt(2.05 / 1.75))
    gait = nearest_gait(tall, "run", 5.0)
    assert gait.speed == 4.5  # 5 / root = 4.62
    assert own_speed(tall, gait) == pytest.approx(4.5 * root)


@pytest.mark.parametrize(
    ("speed", "grade", "words"),
    [(math.nan, 0.0, "speed of a run nan"), (3.0, math.nan, "grade nan %"),
     (-3.0, 0.0, "outside the 1.8 to 9 m/s"), (1e9, 0.0, "the nearest is 9 m/s"),
     (3.0, 0.4, "outside the -12 to 25 %")],
)  # fmt: skip
def test_what_the_model_does_not_cover_is_refused(speed, grade, words):
    with pytest.raises(InputError, match=words):
        nearest_gait(reference_leg(), "run", speed, grade)


def test_what_nobody_was_found_to_run_is_refused(leg):
    with pytest.raises(
        InfeasibleError, match=r"running 8 m/s at 20 %: .* at 20 % there are 2 to 5"
    ):
        nearest_gait(leg, "run", 8.0, 0.2)
    with pytest.raises(InputError, match="did you mean run"):
        nearest_gait(leg, "runn")


def test_titles():
    assert gait_title("run", 3.0, 0.0) == "running 3 m/s"
    assert gait_title("walk", 1.2606, -0.05) == "walking 1.26 m/s, -5 %"
