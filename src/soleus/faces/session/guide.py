"""The guide through a session: a state machine without clock, keyboard or screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soleus.faces.session.attempt import Attempt, Record
from soleus.faces.session.course import (
    broken_off,
    continues,
    first_of,
    following,
    is_open,
    sounds_between,
)
from soleus.faces.session.pace import Pace, pace
from soleus.faces.session.script import Slot, Step
from soleus.plan.history import DoneSet

__all__ = ["Guide"]

#: A clock that jumps further than this, s, means that the computer slept: nobody trained.
LONGEST_GAP_S = 5.0
#: Step of a change of load, kg, and the most repetitions a set can be corrected to.
_LOAD_STEP_KG, _MOST = 0.5, 1000
#: Times closer than this, s, are the same: less may not move a clock of hours at all.
_EPS = 1e-6
_WAITS_TO_START = ("ready", "rest", "break")


class Guide:
    """Where one is in `steps`, and what was done.

    `advance(now)` moves on with a clock that never goes back, s; `press(key)` takes a key: space
    (pause, or next where it waits), enter (next), s (skip step), S (skip exercise), r (set once
    more), b (back), + and - (repetitions), . and , (load), q (stop, asks). `records` are all sets
    done, in order; `revision` rises whenever they change, `entered`
    with every step; `sounds` collects what to beep for
    (tick, beat, go, end) until taken. `records` may be given to go on with a session broken off
    after `elapsed` s: sets that are in them are passed over. A set that was done stays done: going
    back never enters it, and `r` does it once more, as one more set.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        records: Sequence[Record] = (),
        elapsed: float = 0.0,
        longest_gap: float = LONGEST_GAP_S,
    ) -> None:
        self.steps = tuple(steps)
        self.closed: list[Record] = list(records)
        self.attempt: Attempt | None = None
        self.elapsed, self.clock = elapsed, 0.0
        self.paused = self.ended = self.stopped = self.asking = False
        self.message = ""
        self.revision = self.entered = 0
        self.sounds: list[str] = []
        self._longest_gap = longest_gap
        self._now: float | None = None
        self._loads: dict[int, float] = {}
        self.index = 0
        if records:
            self._go_on(records[-1])

    # -- what was done

    @property
    def records(self) -> tuple[Record, ...]:
        """All sets done so far, the one under way as far as its steps are finished."""
        return (*self.closed, *(self.attempt.records() if self.attempt else ()))

    @property
    def done(self) -> tuple[DoneSet, ...]:
        """The sets to log; one that was corrected to no repetition and held nothing is none."""
        return tuple(r.done for r in self.records if r.done.repetitions or r.done.hold_s)

    # -- where one is

    @property
    def step(self) -> Step:
        """The present step."""
        return self.steps[self.index]

    @property
    def waits(self) -> bool:
        """Whether the step lasts until a key is pressed."""
        return self.step.seconds is None

    @property
    def following(self) -> Step | None:
        """The step that comes next, None at the end."""
        index = following(self.steps, self._done, self.index)
        return self.steps[index] if index < len(self.steps) else None

    @property
    def remaining(self) -> float:
        """About how long the rest of the session takes, s."""
        here = max(0.0, self.step.expected - self.clock)
        later = self.steps[self.index + 1 :]
        return here + sum(s.expected for s in later if s.slot not in self._done)

    @property
    def _done(self) -> set[Slot | None]:
        return {r.slot for r in self.closed}

    def load_of(self, step: Step) -> float:
        """The load, kg, the set of a step is done with."""
        planned = step.block.load_kg if step.block else 0.0
        return self._loads.get(step.at, planned)

    def pace(self, seconds: float | None = None) -> Pace:
        """The pace of the present step, now or after some seconds of it."""
        step = self.step
        return pace(step.beats, step.repetitions, self.clock if seconds is None else seconds)

    # -- the clock

    def advance(self, now: float) -> None:
        """Move on to a moment, s; a clock that stood still or jumped pauses instead."""
        passed = 0.0 if self._now is None else now - self._now
        self._now = now
        if self.ended or passed <= 0:
            return
        if passed > self._longest_gap:
            self._pause(f"The clock jumped by {passed:.0f} s; space goes on.")
            return
        self.elapsed += passed
        while passed > _EPS and not (self.paused or self.ended):
            end = self.step.seconds
            until = self.clock + passed if end is None else min(end, self.clock + passed)
            self._sound_between(self.clock, until)
            passed -= until - self.clock
            self.clock = until
            if end is not None and until >= end - _EPS:
                self._finish()

    def _pause(self, message: str = "") -> None:
        if not self.waits:  # a run goes on, whatever the computer does
            self.paused, self.message = True, message

    def _sound_between(self, start: float, end: float) -> None:
        begun = self.pace(end).begun > self.pace(start).begun
        self.sounds += sounds_between(self.step, start, end, begun)

    # -- keys

    def press(self, key: str) -> None:
        """Take a key; an unknown one does nothing."""
        if self.ended:
            return
        if self.asking:
            self.asking = False
            if key in ("q", "y"):
                self.stop()
            else:
                self.paused, self.message = False, ""
            return
        action = {
            "space": self._space, "enter": self._enter, "s": self._skip, "S": self._skip_exercise,
            "r": self._repeat, "b": self._back, "q": self._ask_stop,
        }.get(key)  # fmt: skip
        if key in ("+", "-", "=", "_"):
            self._count(1 if key in "+=" else -1)
        elif key in (".", ","):
            self._change_load(_LOAD_STEP_KG if key == "." else -_LOAD_STEP_KG)
        elif action is not None:
            self.message = ""
            action()

    def stop(self) -> None:
        """End here; what was done of the set under way is kept."""
        if not self.ended:
            self._take_in(finished=False)
            self._close()
            self.ended = self.stopped = True

    def _space(self) -> None:
        if self.paused:
            self.paused = False
        elif self.waits:
            self._finish()
        else:
            self.paused = True

    def _enter(self) -> None:
        if self.paused or self.waits:
            self._space()
        elif self.step.kind in _WAITS_TO_START:
            self._finish()

    def _skip(self) -> None:
        self._take_in(finished=False)
        further = continues(self.steps, self.index)
        self._go(self.index + 1 if further else following(self.steps, self._done, self.index))

    def _skip_exercise(self) -> None:
        self._take_in(finished=False)
        index, here = self.index, self.step.at
        if here < 0:
            self._skip()
            return
        while self.steps[index].at == here:
            index += 1
        self._go(
            index
            if is_open(self.steps, index, self._done)
            else following(self.steps, self._done, index)
        )

    def _repeat(self) -> None:
        step = self.step
        if step.works:
            whole = self.pace().whole if step.kind == "work" else 0
            self.clock, self.paused = 0.0, False
            self.message = "From the start." + f" {whole} repetitions not counted." * bool(whole)
        elif step.kind == "break":
            self._go(self.index - 1)
            self.message = "Once more, as one more run."
        elif self.closed:
            self._go(first_of(self.steps, self.closed[-1].slot))
            self.message = "Once more, as one more set."

    def _back(self) -> None:
        step, index = self.step, self.index - 1
        if self.attempt is not None:  # within a set: what is done of it stays
            self._go(index if self.steps[index].kind == "break" else self.index)
            return
        if not step.works:
            while index > 0 and not is_open(self.steps, index, self._done):
                index -= 1
        index = max(index, 0)
        slot = self.steps[index].slot
        if self.steps[index].kind != "rest" and slot is not None:
            index = first_of(self.steps, slot)
        self._go(index)

    def _ask_stop(self) -> None:
        self.paused = self.asking = True
        self.message = "Stop here? q again stops, any other key goes on."

    def _count(self, change: int) -> None:
        step = self.step
        if step.kind == "work" and step.beats:
            one = sum(b.seconds for b in step.beats)
            begun = self.clock - self.pace().repetition_s
            self.clock = begun + one if change > 0 else max(0.0, self.clock - one)
            if step.seconds is not None and self.clock >= step.seconds - _EPS:
                self._finish()
        elif not step.works and self.attempt is None and self.closed:
            self._correct(change)

    def _correct(self, change: int) -> None:
        slot, done = self.closed[-1].slot, self.closed[-1].done
        number = min(_MOST, max(0, (done.repetitions or 0) + change))
        self.closed[-1] = Record(slot, replace(done, repetitions=number))
        self.revision += 1
        self.message = f"Last set: {number} repetition{'s' if number != 1 else ''}."

    def _change_load(self, change: float) -> None:
        step = self.step
        if step.load_limit:
            load = min(step.load_limit, max(0.0, self.load_of(step) + change))
            self._loads[step.at] = load
            if self.attempt:
                self.attempt.load_kg = load
            self.message = f"Load {load:g} kg from here on."

    # -- from step to step

    def _finish(self) -> None:
        self._take_in(finished=True)
        if self.step.works:
            self.sounds.append("end")
        further = continues(self.steps, self.index)
        self._go(self.index + 1 if further else following(self.steps, self._done, self.index))

    def _take_in(self, finished: bool) -> None:
        step = self.step
        if not step.works or step.block is None or step.slot is None:
            return
        if self.attempt is None:
            self.attempt = Attempt(step.slot, step.block, self.load_of(step))
        self.attempt.count(step, self.clock, finished)
        self.revision += 1

    def _close(self) -> None:
        if self.attempt is not None:
            self.closed += self.attempt.records()
            self.attempt = None

    def _go(self, index: int) -> None:
        """Enter a step; a set left behind is closed."""
        if index >= len(self.steps):
            self._close()
            self.ended = True
            return
        step = self.steps[index]
        if self.attempt is not None and (step.slot != self.attempt.slot or step.kind == "rest"):
            self._close()
        self.index, self.clock, self.paused = index, 0.0, False
        self.entered += 1
        if step.kind in ("work", "run", "steady"):
            self.sounds.append("go")

    def _go_on(self, last: Record) -> None:
        """Start where a session was broken off: a set broken off is done again, what was done of
        it stays done."""
        number = last.done.repetitions or 0
        first, planned = broken_off(self.steps, last.slot, number)
        if first is None:
            self.index = following(self.steps, self._done, -1)
            return
        self.index, self.paused = first, True
        self.message = f"Broken off after {number} of {planned}. Space does this set, s skips."
