"""Fixtures for all tests: bodies, solved exercises, and the measured data beside the project."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.motion.trajectory import Trajectory
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution

# The same examples on every run: a failure here must be a failure there.
settings.register_profile("soleus", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("soleus")

SHARED = Path(__file__).parents[1] / ".." / "shared"


@pytest.fixture(autouse=True)
def own_log(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test writes to a training log of its own, never to the user's."""
    monkeypatch.setenv("SOLEUS_DATABASE", str(tmp_path_factory.mktemp("own") / "log.sqlite"))
    for name in ("SOLEUS_ATHLETE", "SOLEUS_TODAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of measured data next to the project; tests that use it carry the mark `shared`."""
    folder = SHARED.resolve()
    if not (folder / "data" / "geometry").is_dir():
        pytest.skip(f"measured data not found at {folder}")
    return folder


@pytest.fixture(scope="session")
def person() -> Person:
    return Person(height=1.78, mass=72.0, sex="male", age=34.0)


@pytest.fixture(scope="session")
def leg(person: Person) -> Leg:
    return build_leg(person)


@pytest.fixture(scope="session")
def source_leg() -> Leg:
    """A leg of exactly the size the muscle paths were measured on: nothing is scaled."""
    return build_leg(Person(height=1.70, mass=72.0, sex="male", age=30.0))


@pytest.fixture(scope="session")
def motion(leg: Leg) -> Callable[[str], Trajectory]:
    """`motion(name)`: an exercise as its file states it, on the default leg."""
    return cache(lambda name: synthesize(load_exercise(name), leg))


@pytest.fixture(scope="session")
def solved(leg: Leg, motion: Callable[[str], Trajectory]) -> Callable[..., Solution]:
    """`solved(name, tendon="compliant")`: the same exercise with its load shared."""
    return cache(lambda name, tendon="compliant": share_load(leg, motion(name), tendon))


@pytest.fixture(scope="session")
def held() -> Callable[..., Trajectory]:
    """`held({"knee_angle": deg, ...}, {"ankle_angle": N m, ...})`: joints still, moments given;
    arrays of equal length make one frame each."""

    def make(angles: dict, moments: dict, time_step: float = 10.0) -> Trajectory:
        shape = np.broadcast_shapes(*(np.shape(v) for v in (angles | moments).values())) or (2,)
        return Trajectory(
            "held",
            time_step * np.arange(shape[0]),
            {k: np.broadcast_to(np.radians(v), shape) + 0.0 for k, v in angles.items()},
            {k: np.zeros(shape) for k in angles},
            moments={k: np.broadcast_to(v, shape) + 0.0 for k, v in moments.items()},
        )

    return make
