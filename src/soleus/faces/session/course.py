"""The way through the steps of a session: which come next, given the sets done already."""

from __future__ import annotations

from collections.abc import Sequence, Set

from soleus.faces.session.script import Slot, Step

__all__ = ["first_of", "following", "is_open"]

Done = Set[Slot | None]


def first_of(steps: Sequence[Step], slot: Slot) -> int:
    """Where a set begins."""
    return next(i for i, s in enumerate(steps) if s.slot == slot)


def is_open(steps: Sequence[Step], index: int, done: Done) -> bool:
    """Whether there is a reason to be in a step: its set, or a set of its exercise, is not done
    yet, or it is a rest."""
    if index >= len(steps):
        return True
    step = steps[index]
    if step.kind == "set_up":
        return not {s.slot for s in steps if s.at == step.at and s.slot} <= done
    return step.kind == "rest" or step.slot not in done


def following(steps: Sequence[Step], done: Done, index: int) -> int:
    """The next step one has a reason to be in, the number of steps at the end; the rest after a
    set only right after it. From -1 the first."""
    here = steps[index].slot if index >= 0 else None
    index += 1
    while index < len(steps):
        step = steps[index]
        rests = step.kind == "rest"
        if (rests and step.slot == here) or (not rests and is_open(steps, index, done)):
            return index
        index += 1
    return index
