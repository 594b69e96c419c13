"""What to show at one moment of a session: words and numbers, without a screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from soleus.faces.session.guide import Guide
from soleus.faces.session.script import Step

__all__ = ["View", "clock_text", "next_words", "place_words", "view"]

_CUES = {
    "warm_up": "WARM UP", "set_up": "SET UP", "ready": "READY", "work": "GO", "hold": "HOLD",
    "run": "GO", "steady": "GO", "break": "REST", "rest": "REST", "end": "DONE",
}  # fmt: skip
#: A repetition quicker than this, s, is counted, not its phases.
_QUICK_S = 2.0


@dataclass(frozen=True)
class View:
    """One moment. `number` is the large number (seconds left, minutes, or a stopwatch), `cue` the
    large word, `count` the repetition ("7/15"); `beats` the phases of a repetition as (word,
    seconds, share done); `share` of a timed step that is over, None for none; `keys` as (key,
    meaning), the most needed first. Times are in s."""

    kind: str
    session: str
    title: str
    place: str
    words: str
    number: str
    cue: str
    count: str
    beats: tuple[tuple[str, float, float], ...]
    share: float | None
    coming: str
    elapsed: float
    remaining: float
    paused: bool
    message: str
    keys: tuple[tuple[str, str], ...]


def clock_text(seconds: float) -> str:
    """Seconds as a clock shows them: 9:05, 1:02:03."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"


def _countdown(seconds: float) -> str:
    whole = max(0, math.ceil(seconds - 1e-6))
    return str(whole) if whole < 100 else clock_text(whole)


def place_words(step: Step, load_kg: float) -> str:
    """Which set it is and what is lifted."""
    parts = []
    if step.block is not None and step.slot is not None:
        if step.block.sets > 1:
            parts.append(f"set {step.slot.set} of {step.block.sets}")
        if step.kind in ("run", "steady") and step.repetitions > 1:
            parts.append(f"run {step.repetition} of {step.repetitions}")
        if step.slot.side != "both":
            parts.append(f"{step.slot.side} leg")
    if load_kg:
        parts.append(f"{load_kg:g} kg")
    return ", ".join(parts)


def next_words(guide: Guide) -> str:
    """What comes after the present step."""
    following = guide.following
    if following is None:
        return "the questions at the end"
    if following.kind in ("rest", "break"):
        return f"rest {clock_text(following.expected)}"
    if following.kind == "hold":
        return following.words.rstrip(".").lower()
    if following.kind == "end":
        return "the end"
    if following.kind == "set_up" and following.block is not None:
        sets = following.block.sets
        return f"{following.title}, {sets} set{'s' if sets != 1 else ''}"
    if following.kind == "ready":
        return f"{following.title}, set {following.slot.set}" if following.slot else following.title
    return following.words.rstrip(".")


def view(guide: Guide, session: str) -> View:
    """What to show now of a session with that label."""
    step = guide.step
    number, cue, count, beats, share = _large(guide)
    return View(
        kind=step.kind, session=session, title=step.title,
        place=place_words(step, guide.load_of(step)), words=step.words, number=number,
        cue="PAUSED" if guide.paused else cue, count=count, beats=beats, share=share,
        coming=next_words(guide), elapsed=guide.elapsed, remaining=guide.remaining,
        paused=guide.paused, message=guide.message, keys=_keys(guide),
    )  # fmt: skip


_Large = tuple[str, str, str, tuple[tuple[str, float, float], ...], float | None]


def _large(guide: Guide) -> _Large:
    step, clock = guide.step, guide.clock
    cue = _CUES[step.kind]
    if step.kind == "steady" and step.block is not None and "walk" in step.block.exercise:
        cue = "WALK"
    elif step.kind in ("run", "steady"):
        cue = "RUN"
    if step.kind == "work" and step.beats:
        return _work(guide)
    if step.seconds is None:
        watched = step.kind in ("run", "work")
        return (clock_text(clock) if watched else ""), cue, "", (), None
    return _countdown(step.seconds - clock), cue, "", (), clock / step.seconds


def _work(guide: Guide) -> _Large:
    step, at = guide.step, guide.pace()
    beat = step.beats[at.beat]
    shares = tuple(
        (b.word, b.seconds, 1.0 if i < at.beat else min(1.0, at.into / b.seconds) * (i == at.beat))
        for i, b in enumerate(step.beats)
    )
    going = min(step.repetitions, at.whole + (1 if beat.loaded else 0))
    number = _countdown(beat.seconds - at.into)
    if sum(b.seconds for b in step.beats) < _QUICK_S:
        number = str(going)
    assert step.seconds is not None
    count = f"{going}/{step.repetitions}"
    return number, beat.word.upper(), count, shares, guide.clock / step.seconds


def _keys(guide: Guide) -> tuple[tuple[str, str], ...]:
    step = guide.step
    if guide.asking:
        return (("q", "stop"), ("other", "go on"))
    if guide.paused:
        first = ("space", "go on")
    elif guide.waits:
        first = ("space", "done" if step.kind in ("run", "work") else "next")
    else:
        first = ("space", "pause")
    keys = [first, ("s", "skip"), ("S", "skip exercise"), ("r", "repeat"), ("b", "back")]
    if guide.closed or step.kind == "work":
        keys.append(("+ -", "repetitions"))
    if step.load_limit:
        keys.append((", .", "load"))
    return (*keys, ("q", "stop"))
