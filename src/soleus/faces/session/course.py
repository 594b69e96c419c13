"""The way through the steps of a session: which come next, given the sets done already, and what
is heard on the way."""

from __future__ import annotations

from collections.abc import Sequence, Set

from soleus.faces.session.script import Slot, Step

__all__ = ["broken_off", "continues", "first_of", "following", "is_open", "sounds_between"]

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


def continues(steps: Sequence[Step], index: int) -> bool:
    """Whether the next step belongs to the same set."""
    ahead = steps[index + 1 : index + 2]
    return bool(ahead) and ahead[0].slot == steps[index].slot is not None


def broken_off(steps: Sequence[Step], slot: Slot | None, number: int) -> tuple[int | None, int]:
    """Where a set begins of which `number` repetitions were done, and how many it has; None where
    it was done to its end or is not there any more."""
    first = next((i for i, s in enumerate(steps) if s.slot == slot), None)
    planned = max((s.repetitions for s in steps if s.slot == slot), default=0)
    return (None if number >= planned else first), planned


def sounds_between(step: Step, start: float, end: float, begun: bool) -> list[str]:
    """What is heard in a step from `start` to `end`, s after it began: a beat where a phase has
    `begun` meanwhile, ticks on the last three seconds of what only waits."""
    if step.kind == "work" and step.beats:
        over = step.seconds is not None and end >= step.seconds
        return ["beat"] if begun and not over else []
    if step.seconds is None:
        return []
    return ["tick" for left in (3, 2, 1) if start < step.seconds - left <= end]
