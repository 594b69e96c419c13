"""What was really done of one set while it is under way, as the records a log takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from soleus.faces.session.pace import pace
from soleus.faces.session.script import Slot, Step
from soleus.plan.history import DoneSet

if TYPE_CHECKING:
    from soleus.plan.plan import Block

__all__ = ["Attempt", "Record"]

#: A hold or steady run shorter than this, s, was not begun in earnest.
_SHORTEST_S = 1.0


@dataclass(frozen=True, slots=True)
class Record:
    """A set that was done, and which one of the plan it answers."""

    slot: Slot
    done: DoneSet


@dataclass
class Attempt:
    """A set under way: whole `repetitions` (or runs) done, seconds of each held posture or steady
    run that was broken off, seconds of the closing hold (None: none was begun), load kg."""

    slot: Slot
    block: Block
    load_kg: float
    repetitions: int = 0
    broken_off_s: list[float] = field(default_factory=list)
    hold_s: float | None = None

    def count(self, step: Step, seconds: float, finished: bool) -> None:
        """Take in a step that worked for some seconds, to its end or not."""
        if step.kind == "hold":
            self.hold_s = seconds
        elif step.kind == "work":
            self._count_work(step, seconds, finished)
        elif step.kind in ("run", "steady"):
            if finished:
                self.repetitions += 1
            elif step.kind == "steady":
                self.broken_off_s.append(seconds)

    def _count_work(self, step: Step, seconds: float, finished: bool) -> None:
        if finished:
            self.repetitions = step.repetitions
            return
        at = pace(step.beats, step.repetitions, seconds)
        self.repetitions = at.whole
        if self._held and at.beat == 0:
            self.broken_off_s = [at.into]

    @property
    def _held(self) -> bool:
        """A held posture: its repetitions are holds of `duration_s`."""
        return self.block.distance_m is None and self.block.duration_s is not None

    def records(self) -> tuple[Record, ...]:
        """Nothing, or the set, and beside it what was broken off of a hold or steady run."""
        found = []
        if self.repetitions or (self.hold_s or 0.0) >= _SHORTEST_S:
            found.append(self._set(self.repetitions, self.block.duration_s))
        for seconds in self.broken_off_s:
            if seconds >= _SHORTEST_S:
                found.append(self._set(1, round(seconds, 1), part=True))
        return tuple(Record(self.slot, d) for d in found)

    def _set(self, repetitions: int, duration_s: float | None, part: bool = False) -> DoneSet:
        block = self.block
        hold = None if block.hold_s is None else round(self.hold_s or 0.0, 1)
        return DoneSet(
            block.exercise,
            repetitions,
            load_kg=self.load_kg if block.distance_m is None else None,
            hold_s=None if part else hold,
            # how far a steady run that was broken off went is not known
            distance_m=None if part else block.distance_m,
            duration_s=duration_s,
            side=self.slot.side,
        )
