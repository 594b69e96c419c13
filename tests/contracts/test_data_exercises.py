"""Every exercise file: loads, describes itself, moves, and is carried by a default leg."""

import numpy as np
import pytest
import yaml

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError
from soleus.base.library import data_path, load_sources
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.inverse_dynamics import inverse_dynamics

NAMES = list_exercises()
BODIES = [
    Person(1.35, 38.0, "female", 30.0),
    Person(2.10, 140.0, "male", 40.0),
    Person(1.32, 28.0, "male", 9.0),
    Person(1.60, 62.0, "female", 88.0),
]


@pytest.mark.parametrize("name", NAMES)
def test_exercise_loads_with_source_and_description(name):
    exercise = load_exercise(name)
    assert exercise.name == name
    assert exercise.source in load_sources()
    assert len(exercise.about) > 40
    text = exercise.describe()
    assert text.startswith(exercise.label)
    assert text.endswith(".")
    assert "None" not in text and "nan" not in text


@pytest.mark.parametrize("name", NAMES)
def test_exercise_round_trips_through_its_file(name, tmp_path):
    content = yaml.safe_load(data_path("exercises", f"{name}.yaml").read_text(encoding="utf-8"))
    copy = tmp_path / f"{name}.yaml"
    copy.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert load_exercise(copy) == load_exercise(name)


@pytest.mark.parametrize("name", NAMES)
def test_exercise_moves_within_the_range_of_a_default_leg(name, leg, motion):
    trajectory = motion(name)
    ankle, knee = trajectory.angles["ankle_angle"], trajectory.angles["knee_angle"]
    assert np.isfinite(ankle).all()
    assert np.all(ankle <= leg.max_dorsiflexion(knee) + np.radians(0.6))
    assert np.all(-ankle <= leg.max_plantar_flexion + np.radians(0.6))
    assert trajectory.time[-1] >= load_exercise(name).repetition_duration - 1e-9
    assert set(trajectory.windows) >= {"repetition"}


@pytest.mark.parametrize("name", NAMES)
def test_open_split_is_bounded_and_explained(name):
    share = load_exercise(name).share
    if share is None:
        assert load_exercise(name).support not in ("seat", "knee_pad_roller_plate")
        return
    assert share.low < share.high
    assert "assumption" in share.about or "0 is" in share.about


@pytest.mark.parametrize("body", BODIES, ids=lambda b: f"{b.height:g} m {b.mass:g} kg {b.age:g} y")
@pytest.mark.parametrize("name", NAMES)
def test_unusual_bodies_move_too_or_hear_why_not(name, body):
    leg = build_leg(body)
    try:
        trajectory = synthesize(load_exercise(name), leg, 0.05)
    except InfeasibleError as error:
        assert name in str(error)
        assert "\n" not in str(error)
        return
    moments = inverse_dynamics(leg, trajectory).moments
    assert all(np.isfinite(m).all() for m in moments.values())
    assert -moments["ankle_angle"].min() < 4 * body.mass
