"""The phases of one repetition, as the words and seconds a screen counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from soleus.base.errors import SoleusError

if TYPE_CHECKING:
    from soleus.motion.exercise import Exercise
    from soleus.plan.plan import Block

__all__ = ["Beat", "about", "beats_of", "hold_words", "load_limit"]

_WORDS = {"raise": "up", "hold_top": "hold", "lower": "down", "hold_bottom": "low"}
#: Words by the number of phases, for an exercise that has no data file any more.
_USUAL = {1: ("down",), 2: ("up", "down"), 3: ("up", "hold", "down"), 4: ("up", "hold", "down",
          "low")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beat:
    """One phase of a repetition: its word, its seconds, and whether the leg carries anything."""

    word: str
    seconds: float
    loaded: bool = True


@cache
def _exercise(name: str) -> Exercise | None:
    from soleus.motion.exercise_files import list_exercises, load_exercise

    if name not in list_exercises():
        return None
    try:
        return load_exercise(name)
    except SoleusError:  # a later version of the file that cannot be read: the words only
        return None


def beats_of(block: Block) -> tuple[Beat, ...]:
    """The phases of one repetition of a block, s, empty for a run or walk. The seconds are those
    of the block; the exercise's file only gives the words."""
    if block.distance_m is not None:
        return ()
    if not block.tempo:
        if block.duration_s is None:
            return ()
        beats = [Beat("hold", block.duration_s)]
    else:
        seconds = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", block.tempo)]
        words = _phase_words(block.exercise, len(seconds))
        beats = [Beat(w, s) for w, s in zip(words, seconds, strict=True) if s > 0]
    pause = _pause(block, sum(b.seconds for b in beats))
    if pause:
        # the other leg brings the body up again after a repetition that only lowers
        word = "relax" if [b.word for b in beats] != ["down"] else "back up"
        beats.append(Beat(word, pause, loaded=False))
    return tuple(beats)


def _phase_words(name: str, count: int) -> tuple[str, ...]:
    exercise = _exercise(name)
    if exercise is not None and len(exercise.phases) == count:
        return tuple(_WORDS[p.kind] for p in exercise.phases)
    return _USUAL.get(count, tuple(f"part {i}" for i in range(1, count + 1)))


def _pause(block: Block, one: float) -> float:
    """Time without load between two repetitions: what the set takes beyond its repetitions."""
    if block.repetitions < 2:
        return 0.0
    left = block.work_s - (block.hold_s or 0.0) - block.repetitions * one
    pause = round(left / (block.repetitions - 1), 2)
    return pause if pause >= 0.1 else 0.0


def hold_words(block: Block) -> str:
    """Where the hold that closes a set is held."""
    exercise = _exercise(block.exercise)
    at = exercise.finishing_hold.at if exercise and exercise.finishing_hold else ""
    return {"full_stretch": "at full stretch", "top": "at the top"}.get(at, "in the end position")


def load_limit(block: Block) -> float:
    """The largest load, kg, one can set for the exercise; 0 where it takes none."""
    exercise = _exercise(block.exercise)
    if exercise is None:
        return 500.0 if block.load_kg else 0.0
    return exercise.load.highest if exercise.load else 0.0


def about(block: Block) -> str:
    """What the exercise is, in the words of its file; "" where there is none."""
    exercise = _exercise(block.exercise)
    return exercise.about if exercise else ""
