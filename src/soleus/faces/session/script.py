"""A planned session as the list of steps that guide through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from soleus.faces.session.beats import Beat, beats_of, hold_words, load_limit

if TYPE_CHECKING:
    from soleus.plan.plan import Block, Session

__all__ = ["Slot", "Step", "script", "what_to_do"]

#: Seconds to get into position before a set. A choice of this screen, not of training.
READY_S = 5.0
#: Seconds to change from one leg to the other.
CHANGE_S = 10.0
#: Steady runs shorter than this are run by distance: nobody looks at a screen meanwhile.
BY_DISTANCE_S = 60.0
#: Longest time one is expected to take to set up an exercise or warm up, for the time left.
_SET_UP_S, _WARM_UP_S = 30.0, 300.0


class Slot(NamedTuple):
    """One set of the plan: number of its block from 0, of the set from 1, and the side."""

    block: int
    set: int
    side: str


@dataclass(frozen=True)
class Step:
    """One step. `seconds` is how long it takes, None until a key is pressed; `expected` what it
    will take about. `kind` is warm_up, set_up, ready, work (repetitions), hold, run, steady,
    break (between the runs of a set), rest (after a set) or end. `slot` is the set it belongs to
    (a rest: the set before it), None for none; `beats` are the phases of one of `repetitions`;
    `repetition` the number of a single run. `at` is the number of its block from 0, -1 for none;
    `load_limit` the most that can be loaded, kg."""

    kind: str
    title: str
    words: str
    seconds: float | None
    expected: float
    block: Block | None = None
    slot: Slot | None = None
    beats: tuple[Beat, ...] = ()
    repetitions: int = 0
    repetition: int = 0
    at: int = -1
    load_limit: float = 0.0

    @property
    def works(self) -> bool:
        """Whether the leg works in it."""
        return self.kind in ("work", "hold", "run", "steady")


def script(session: Session) -> tuple[Step, ...]:
    """The steps of one time of a session, in order; the last is "end". Everything is derived from
    the blocks, so that a plan read back from a log is guided as the one just made."""
    steps = [_warm_up(session)]
    for index, block in enumerate(session.blocks):
        steps += _block_steps(index, block)
    while steps[-1].kind == "rest":  # nothing follows that one would rest for
        steps.pop()
    words = "That was the last set. Space finishes; + and - correct its repetitions."
    return (*steps, Step("end", "Done", words, None, 0.0))


def _warm_up(session: Session) -> Step:
    fast = any(b.distance_m is not None and _by_distance(b) for b in session.blocks)
    how = "jog easily, then speed up a few times" if fast else "walk about, easy heel raises"
    words = f"Warm up: {how}, until calves and tendons feel warm."
    return Step("warm_up", session.label, words, None, _WARM_UP_S)


def _block_steps(index: int, block: Block) -> list[Step]:
    beats = beats_of(block)
    steps = [Step("set_up", block.label, _set_up_words(block), None, _SET_UP_S, block)]
    for number in range(1, block.sets + 1):
        for side in ("left", "right") if block.legs == 1 else ("both",):
            wait = CHANGE_S if side == "right" else READY_S
            steps += _set_steps(block, Slot(index, number, side), beats, wait)
        if block.rest_s > 0:
            steps.append(_rest(block, Slot(index, number, side)))
    limit = load_limit(block)
    return [replace(s, at=index, load_limit=limit) for s in steps]


def _set_steps(block: Block, slot: Slot, beats: tuple[Beat, ...], wait: float) -> Iterator[Step]:
    whose = "" if slot.side == "both" else f", {slot.side} leg"
    title = f"{block.label}{whose}"
    ready = f"Get ready{whose}." if wait == READY_S else f"Change to the {slot.side} leg."
    yield Step("ready", title, ready, wait, wait, block, slot)
    if block.distance_m is not None:
        yield from _runs(block, slot, title)
        return
    if not beats:
        words = f"{what_to_do(block)}, in your own time; space at the end."
        yield Step("work", title, words, None, block.work_s, block, slot, (), block.repetitions)
        return
    one = sum(b.seconds for b in beats)
    pause = sum(b.seconds for b in beats if not b.loaded)
    length = block.repetitions * one - pause  # none after the last
    words = what_to_do(block, beats)
    yield Step("work", title, words, length, length, block, slot, beats, block.repetitions)
    if block.hold_s:
        words = f"Hold {block.hold_s:g} s {hold_words(block)}."
        yield Step("hold", title, words, block.hold_s, block.hold_s, block, slot)


def _runs(block: Block, slot: Slot, title: str) -> Iterator[Step]:
    timed = block.duration_s is not None and not _by_distance(block)
    breaks = (block.repetitions - 1) * block.rest_s
    expected = block.duration_s or max(0.0, block.work_s - breaks) / block.repetitions
    for number in range(1, block.repetitions + 1):
        if timed:
            words = f"{block.label}: {_minutes(expected)}."
            yield Step("steady", title, words, expected, expected, block, slot,
                       repetitions=block.repetitions, repetition=number)  # fmt: skip
        else:
            words = f"{block.label}: {block.distance_m:.0f} m{_hill(block)}; space at the end."
            yield Step("run", title, words, None, expected, block, slot,
                       repetitions=block.repetitions, repetition=number)  # fmt: skip
        if number < block.repetitions and block.rest_s > 0:
            yield replace(_rest(block, slot), kind="break")


def _rest(block: Block, slot: Slot) -> Step:
    back = "Walk back down and rest" if block.grade_percent else "Walk back and rest"
    words = back if block.distance_m is not None and _by_distance(block) else "Rest"
    return Step("rest", block.label, f"{words}.", block.rest_s, block.rest_s, block, slot)


def _by_distance(block: Block) -> bool:
    return block.duration_s is None or block.duration_s < BY_DISTANCE_S


def _hill(block: Block) -> str:
    return block.manner


def _minutes(seconds: float) -> str:
    if seconds < 120 and seconds % 60:
        return f"{seconds:g} s"
    return f"{seconds / 60:g} min" if seconds % 60 == 0 else f"{seconds / 60:.1f} min"


def what_to_do(block: Block, beats: tuple[Beat, ...] | None = None) -> str:
    """A block in a short line: sets, repetitions or distances, tempo, hold, load."""
    count = f"{block.repetitions} x " if block.repetitions > 1 else ""
    if block.distance_m is not None and _by_distance(block):
        return f"{count}{block.distance_m:.0f} m{_hill(block)}"
    if block.distance_m is not None and block.duration_s is not None:
        return f"{count}{_minutes(block.duration_s)}"
    beats = beats_of(block) if beats is None else beats
    if not block.tempo and block.duration_s is not None:
        parts = [f"{count}hold {block.duration_s:g} s"]
    else:
        tempo = ", ".join(f"{b.word} {b.seconds:g} s" for b in beats if b.loaded)
        plural = "s" if block.repetitions != 1 else ""
        text = f"{block.repetitions} repetition{plural}"
        parts = [f"{text}: {tempo}" if tempo else text]
    if block.hold_s:
        parts.append(f"then hold {block.hold_s:g} s")
    if block.load_kg:
        parts.append(f"{block.load_kg:g} kg")
    return "; ".join(parts)


def _set_up_words(block: Block) -> str:
    legs = ", each leg" if block.legs == 1 else ""
    sets = f"{block.sets} set{'s' if block.sets != 1 else ''}{legs}"
    parts = [f"{sets}: {what_to_do(block)}.", block.note and re.sub(r"([^.])$", r"\1.", block.note)]
    return " ".join(p for p in parts if p)
