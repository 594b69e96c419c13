"""A handful of bodies solved directly, beside what the scaled library says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import soleus as so
from soleus.base.errors import InfeasibleError
from soleus.solve.gait import predict_gait
from soleus.solve.gait_estimate import GaitEstimate, estimate_gait
from soleus.solve.gait_solution import GaitSolution

CONDITIONS = ((3.0, 0.0), (3.0, 0.08), (4.0, 0.0))
BODIES = (
    so.Person(height=1.50, mass=42, sex="female", age=25),
    so.Person(height=1.58, mass=50, sex="female", age=25),
    so.Person(height=1.65, mass=62, sex="female", age=40),
    so.Person(height=1.78, mass=72, sex="male", age=34),
    so.Person(height=1.88, mass=78, sex="male", age=28),
    so.Person(height=1.75, mass=92, sex="male", age=50),
    so.Person(height=1.90, mass=110, sex="male", age=40),
)


@dataclass(frozen=True)
class Pair:
    """One body at one speed and grade, solved and scaled."""

    solved: GaitSolution
    estimate: GaitEstimate


def compare_bodies() -> Iterator[Pair]:
    """Every body at every condition that both can answer."""
    for person in BODIES:
        leg = so.build_leg(person)
        for speed, grade in CONDITIONS:
            try:
                solved, estimate = predict_gait(leg, speed, grade), estimate_gait(leg, speed, grade)
            except InfeasibleError as error:
                print(f"left out: {person.describe()}: {error}")
                continue
            if solved.accepted:
                yield Pair(solved, estimate)
