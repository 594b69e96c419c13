"""Legs a person may have, asked one by one: what they answer, and how many cannot do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from soleus.anatomy.calibration import believed_legs
from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import LegSamples, sample_legs
from soleus.base.errors import InfeasibleError

__all__ = ["Answers", "ask_legs", "possible_legs"]

T = TypeVar("T")


@dataclass(frozen=True)
class Answers(Generic[T]):
    """`found` on the legs that can do what was asked, in their order; `skipped` legs cannot."""

    found: tuple[T, ...]
    skipped: int


def possible_legs(leg: Leg, count: int) -> LegSamples:
    """Legs a person may have: those that meet their measurements, or where there are none, and
    for a leg changed by hand, `count` drawn around the leg. Raises as `sample_legs`."""
    return believed_legs(leg) or sample_legs(leg, count)


def ask_legs(
    legs: LegSamples,
    count: int,
    questions: Mapping[str, Callable[[int, Leg], T]],
    say: Callable[[int], None] = lambda _: None,
) -> dict[str, Answers[T]]:
    """Ask the first `count` legs every question, one leg after the other; each question hears the
    number of the sample and its leg. `say` hears how many legs have begun.

    A leg that cannot do what a question asks (`InfeasibleError`) is left out of that answer;
    raises `InfeasibleError` where more than half of them cannot.
    """
    count = min(count, legs.count)
    found: dict[str, list[T]] = {name: [] for name in questions}
    for i in range(count):
        say(i + 1)
        leg = legs.leg(i)
        for name, ask in questions.items():
            try:
                found[name].append(ask(i, leg))
            except InfeasibleError:
                continue
    for name, rows in found.items():
        if 2 * len(rows) < count:
            raise InfeasibleError(
                f"{name.replace('_', ' ')}: {count - len(rows)} of the {count} legs this person "
                "may have cannot do it"
            )
    return {name: Answers(tuple(rows), count - len(rows)) for name, rows in found.items()}
