"""The registry of pictures: what the model computed for a claim, drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError

__all__ = ["PICTURES", "Picture", "draw", "picture"]


@dataclass(frozen=True)
class Picture:
    """An SVG of `soleus.faces.article.canvas`, a sentence that says what it shows, and a
    `lesson` for training where the numbers give one. `exercise` names one whose postures belong
    beside it."""

    svg: str
    caption: str
    lesson: str = ""
    exercise: str = ""


Draw = Callable[[Person], Picture]
PICTURES: dict[str, Draw] = {}


def picture(claim: str, exercise: str = "") -> Callable[[Draw], Draw]:
    """Register a claim's picture, a function of the person whose leg is asked; with `exercise`
    its postures are shown beside it."""

    def register(function: Draw) -> Draw:
        PICTURES[claim] = lambda person: replace(function(person), exercise=exercise)
        return function

    return register


@cache
def draw(claim: str, person: Person) -> Picture | None:
    """A claim's picture; None for a claim without one, and for a body that cannot do what it
    shows."""
    function = PICTURES.get(claim)
    try:
        return None if function is None else function(person)
    except InfeasibleError:
        return None
