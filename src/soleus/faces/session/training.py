"""One session from its first step to the log: guided, kept set by set, asked about, written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Console

from soleus.base import clock
from soleus.base.errors import SoleusError
from soleus.faces.session.attempt import Record
from soleus.faces.session.guide import Guide
from soleus.faces.session.interrupts import Interrupts
from soleus.faces.session.kept import KEY, Kept, fingerprint
from soleus.faces.session.live import LONGEST_GAP_S, run_guide
from soleus.faces.session.questions import Answers, Ask, ask_answers, ask_choice
from soleus.faces.session.result import (
    Result,
    done_session,
    dose_of,
    pain_entries,
    pain_notes,
    show_result,
    with_answers,
)
from soleus.faces.session.script import script

if TYPE_CHECKING:
    from soleus.plan.history import DoneSession
    from soleus.plan.plan import Plan, Session
    from soleus.store.log import TrainingLog

__all__ = ["Training", "begin"]


def begin(session: Session, today: dt.date, again: bool) -> Kept:
    """A session that begins now; `again` marks one that is done beyond the plan."""
    now = clock.now().replace(microsecond=0)
    uid = None if again else session.uid
    return Kept(session.uid, uid, session.label, today, now, fingerprint(session))


@dataclass
class Training:
    """Guides through a planned session and logs what was done.

    `kept` is what was done of it before; `watched` says whether a person sits at a terminal and
    can be asked. With `dry_run` nothing is written. `trouble` says why the log could not keep the
    last set, "" where it could.
    """

    log: TrainingLog
    plan: Plan
    session: Session | None
    kept: Kept
    console: Console
    ask: Ask
    watched: bool
    dry_run: bool = False
    plain: bool = False
    quiet: bool = False
    speed: float = 1.0
    trouble: str = ""

    def run(self) -> Result:
        """Guide, then ask and log. A session that is interrupted is kept instead."""
        with Interrupts(self.kept_words) as interrupts:
            while True:
                self._guide(interrupts)
                if not interrupts.asked:
                    return self._end(interrupts)
                choice = self._interrupted(interrupts)
                if choice == "k":
                    return self._kept_result()
                interrupts.asked = False
                if choice == "l":
                    return self._end(interrupts)

    def log_kept(self) -> Result:
        """Ask about what was done before and log it, without going on."""
        with Interrupts(self.kept_words) as interrupts:
            return self._end(interrupts)

    # -- guide and keep

    def _guide(self, interrupts: Interrupts) -> None:
        assert self.session is not None
        guide = Guide(
            script(self.session), self.kept.records, self.kept.elapsed,
            longest_gap=LONGEST_GAP_S * self.speed,
        )  # fmt: skip

        def keep() -> None:
            self._keep(guide.records, guide.elapsed)

        interrupts.mode = "note"
        run_guide(
            guide, self.session.label, self.console, interrupts, keep,
            plain=self.plain, quiet=self.quiet, speed=self.speed,
        )  # fmt: skip
        self._keep(guide.records, guide.elapsed)

    def _keep(self, records: tuple[Record, ...], elapsed: float) -> None:
        self.kept = replace(self.kept, records=records, elapsed=elapsed)
        if self.dry_run or not records:
            return
        try:
            self.log.keep_state(KEY, self.kept.to_json())
            self.trouble = ""
        except SoleusError as error:  # the session goes on; logging it comes last and may work
            self.trouble = f"the sets could not be kept on the way: {error}"

    def _forget(self) -> None:
        if not self.dry_run:
            self.log.keep_state(KEY, None)

    def _sets(self) -> list[Record]:
        return [r for r in self.kept.records if r.done.repetitions or r.done.hold_s]

    @property
    def complete(self) -> bool:
        """Whether every planned set was done, at least in part."""
        if self.session is None:
            return False
        wanted = {s.slot for s in script(self.session) if s.slot is not None}
        return wanted <= {r.slot for r in self._sets()}

    # -- interrupts

    def kept_words(self) -> str:
        """What to say to somebody who leaves in the middle."""
        count = len(self._sets())
        if self.dry_run or not count:
            return "stopped; nothing was written"
        if self.trouble:
            return f"stopped; {self.trouble}"
        sets = f"{count} set{' is' if count == 1 else 's are'}"
        return (
            f"stopped; {sets} kept: `soleus do` goes on where you stopped, "
            "`soleus do --unfinished log` logs what was done"
        )

    def _interrupted(self, interrupts: Interrupts) -> str:
        if interrupts.final or not self.watched or not self._sets():
            return "k"
        interrupts.mode = "raise"
        choices = {"g": "go on", "l": "log what was done", "k": "keep it for later"}
        try:
            return ask_choice(self.ask, "Stopped.", choices, "k")
        except KeyboardInterrupt:
            return "k"
        finally:
            interrupts.mode = "note"

    def _kept_result(self) -> Result:
        state = "kept" if self._sets() and not self.dry_run else "nothing"
        done = done_session(self.kept, [r.done for r in self._sets()], False)
        return Result(state, done, interrupted=True, notes=[self.kept_words()])

    # -- the end

    def _end(self, interrupts: Interrupts) -> Result:
        sets = [r.done for r in self._sets()]
        if not sets:
            self._forget()
            return Result("nothing", notes=["no set was done; nothing is logged"])
        interrupts.mode = "raise"
        done, answers = done_session(self.kept, sets, self.complete), Answers()
        try:
            answers = ask_answers(self.console, self.ask)
            interrupts.mode = "leave"
            done, notes = self._with_dose(with_answers(done, answers))
            notes += [*pain_notes(answers), *([self.trouble] if self.trouble else [])]
            show_result(self.console, done, self.session)
            interrupts.mode = "raise"
            if self.watched and not self.dry_run and self._refused():
                return self._kept_result()
        except KeyboardInterrupt:
            return self._kept_result()
        interrupts.mode = "leave"
        if self.dry_run:
            return Result("dry_run", done, answers, notes=notes)
        summary = f"{done.label}, {len(sets)} sets" + ("" if done.complete else ", broken off")
        change = self.log.add([done, *pain_entries(done, answers)], "do", summary)
        self._forget()
        return Result("logged", done, answers, change.id if change else None, notes=notes)

    def _refused(self) -> bool:
        return ask_choice(self.ask, "Log this?", {"y": "yes", "n": "no, keep it"}, "y") == "n"

    def _with_dose(self, done: DoneSession) -> tuple[DoneSession, list[str]]:
        try:
            return replace(done, dose=dose_of(self.plan, done.sets, done.session_uid)), []
        except SoleusError as error:
            return done, [f"the dose is not known: {error}"]
