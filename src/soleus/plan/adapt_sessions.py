"""What rules do to the sessions ahead: cancel, leave out, lighten, cut, repeat, add weight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from soleus.dose.measure import add_doses
from soleus.motion.steady_run import load_steady
from soleus.plan.adapt_events import Event, of_session
from soleus.plan.adapt_numbers import Lightener, block_words, scaled
from soleus.plan.adapt_records import PlanChange
from soleus.plan.doser import Doser
from soleus.plan.plan import TIERS, Block, Plan, Reason, Session, Week
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.tags import tags_of

__all__ = ["COMING", "Ahead", "holds_back", "is_running"]

#: The rule that judges a week when it is over.
_BETWEEN = "PLAN-LESS-DONE"
#: Today and the seven days after it: what the coming week is.
COMING = 8


def is_running(block: Block) -> bool:
    """Whether a block is running, not walking or strength."""
    if block.exercise in STEADY:
        return load_steady(block.exercise).gait == "run"
    return block.exercise in RUNNING


@dataclass
class Ahead:
    """The plan while it is being adapted, and what changed. `fixed` are the uids that never
    change: sessions before `today` and those answered already. `cut` is the usual cut."""

    plan: Plan
    today: dt.date
    fixed: frozenset[str]
    doser: Doser
    cut: float
    _first: dict[str, Session] = field(default_factory=dict)
    _told: dict[str, tuple[list[str], list[Reason]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._first = {s.uid: s for s in self.plan.sessions()}

    def keep(self, plan: Plan) -> None:
        """Go on from another plan: what it has is what sessions are compared with."""
        self.plan = plan
        self._first = {s.uid: s for s in plan.sessions()}

    def sessions(self, days: int | None = None) -> list[Session]:
        """The sessions that may change, of the coming days (None: of the whole plan)."""
        end = dt.date.max if days is None else self.today + dt.timedelta(days=days - 1)
        return [s for s in self.plan.sessions() if s.uid not in self.fixed and s.date <= end]

    def fresh(self, event: Event, session: Session) -> bool:
        """Whether a session has not been changed for this reason before; what judged a week counts
        once for each week of the plan."""
        first = self._first.get(session.uid, session)
        if not event.weekly:
            return not any(event.reason.text in r.text for r in first.reasons)
        week = next(w for w in self.plan.weeks if any(s.uid == session.uid for s in w.sessions))
        rules = {r.rule for s in week.sessions for r in self._first.get(s.uid, s).reasons}
        return event.reason.rule not in rules

    def coming(self, event: Event) -> list[Session]:
        """The sessions an event counts for: those it concerns up to the end of the week after its
        own, whatever day it is asked; or, where it judged a week, what is left of the first week
        of the plan that is not over."""
        left = self.sessions()
        if event.weekly and left:
            first = min(left, key=lambda s: s.date)
            week = next(w for w in self.plan.weeks if first in w.sessions)
            left = [s for s in left if s in week.sessions]
        elif not event.weekly:
            last = event.date + dt.timedelta(days=13 - event.date.weekday())
            left = [s for s in left if s.date <= last]
        return [s for s in left if of_session(event, s) and self.fresh(event, s)]

    def replaced(self, session: Session, new: Session | None) -> None:
        """Put a session in place of another (None: none)."""
        weeks = []
        for week in self.plan.weeks:
            if not any(s.uid == session.uid for s in week.sessions):
                weeks.append(week)
                continue
            kept = [new if s.uid == session.uid else s for s in week.sessions]
            weeks.append(_summed(week, [s for s in kept if s is not None]))
        self.plan = replace(self.plan, weeks=tuple(weeks))

    def change(
        self, session: Session, blocks: Sequence[Block], what: str, reasons: Sequence[Reason],
        tier: str = "",
    ) -> None:  # fmt: skip
        """New blocks for a session, where they differ; a session without any is cancelled."""
        if tuple(b.spec for b in blocks) == tuple(b.spec for b in session.blocks):
            return
        if not blocks:
            self.cancel(session, reasons)
            return
        more = tuple(r for r in reasons if r not in session.reasons)
        dose = add_doses([b.dose for b in blocks if b.dose is not None] * session.times)
        new = replace(
            session, blocks=tuple(blocks), dose=dose, tier=tier or session.tier,
            reasons=_merged((*session.reasons, *more)),
        )  # fmt: skip
        self.replaced(session, new)
        self._tell(session, what, more)

    def cancel(self, session: Session, reasons: Sequence[Reason]) -> None:
        """Take a session out of the plan."""
        self.replaced(session, None)
        self._tell(session, "cancelled", reasons)

    def _tell(self, session: Session, what: str, reasons: Sequence[Reason]) -> None:
        whats, whys = self._told.setdefault(session.uid, ([], []))
        whats += [what]
        whys += [r for r in reasons if r not in whys]

    def changes(self) -> list[PlanChange]:
        """One change for each session that differs from what it was at first."""
        now = {s.uid: s for s in self.plan.sessions()}
        found = []
        for uid, (whats, whys) in self._told.items():
            first, new = self._first[uid], now.get(uid)
            if new is not None and [b.spec for b in new.blocks] == [b.spec for b in first.blocks]:
                continue
            what = ", ".join(whats) if new is not None else "cancelled"
            after = block_words(new.blocks) if new is not None else ""
            found.append(
                PlanChange(
                    first.date, uid, first.label, what, block_words(first.blocks), after,
                    _merged(whys),
                )
            )  # fmt: skip
        return found

    def stop(self, events: Sequence[Event]) -> bool:
        """What stop rules forbid; True where all training stops. Rules that refer count for the
        whole plan, others for the coming week."""
        stopping = [e for e in events if "stop" in e.fired.then]
        all_training = [e for e in stopping if "all" in e.fired.then["stop"]]
        if all_training:
            reasons = [e.reason for e in all_training]
            for session in self.sessions():
                self.cancel(session, reasons)
            return True
        for event in stopping:
            kinds = event.fired.then["stop"]
            days = None if "refer" in event.fired.then else COMING
            for session in self.sessions(days):
                left = [b for b in session.blocks if not self._forbidden(b, kinds)]
                if len(left) < len(session.blocks):
                    what = f"without {' and '.join(kinds)}"
                    self.change(session, left, what, [event.reason])
            if "tier" in kinds:
                self._rest_tier(event)
        return False

    def _forbidden(self, block: Block, kinds: Sequence[str]) -> bool:
        if "running" in kinds and is_running(block):
            return True
        tags = tags_of([block], self.doser)
        return ("sprints" in kinds and tags.sprints) or ("plyometrics" in kinds and tags.plyometric)

    def _rest_tier(self, event: Event) -> None:
        """Leave out everything but light sessions for as many days as the rule says."""
        last = event.date + dt.timedelta(days=event.fired.then["move"])
        for session in self.sessions():
            if session.date <= last and session.tier != TIERS[0]:
                self.cancel(session, [event.reason])

    def lighten(self, events: Sequence[Event]) -> None:
        """One load tier lighter, once however many rules ask for it, for the sessions of the kind
        that hurt."""
        finder = Lightener(self.doser, self.plan.request, self.cut)
        lightening = [e for e in events if e.fired.then.get("swap_tier", 0) < 0]
        for session, fitting in self._fitting(lightening):
            blocks, words = finder.blocks(session.blocks)
            reasons = [
                Reason(e.reason.rule, f"{e.reason.text}: {'; '.join(words)}") for e in fitting
            ]
            tier = min(tags_of(blocks, self.doser).tier, session.tier, key=TIERS.index)
            self.change(session, blocks, "lighter", reasons, tier)

    def scale(self, events: Sequence[Event]) -> None:
        """Less of everything, by the largest of the cuts, not their product."""
        cutting = [e for e in events if "scale_dose" in e.fired.then and "hold" in e.fired.then]
        for session, fitting in self._fitting(cutting):
            share = min(e.fired.then["scale_dose"] for e in fitting)
            blocks = [scaled(b, share, self.doser, self.plan.request) for b in session.blocks]
            what = f"{100 * (1 - share):.0f} % less"
            self.change(session, blocks, what, [e.reason for e in fitting])

    def _fitting(self, events: Sequence[Event]) -> list[tuple[Session, list[Event]]]:
        """Each session some event counts for, with those events."""
        found: dict[str, list[Event]] = {}
        for event in events:
            for session in self.coming(event):
                found.setdefault(session.uid, []).append(event)
        return [(s, found[s.uid]) for s in self.sessions() if s.uid in found]

    def repeat(self, events: Sequence[Event]) -> None:
        """The coming sessions repeat the numbers of the last week's of the same kind, and the
        later ones of the phase those of the week before them: progression waits for a week."""
        begun = {w.number for w in self.plan.weeks if any(s.uid in self.fixed for s in w.sessions)}
        numbers = {s.uid: w.number for w in self.plan.weeks for s in w.sessions}
        before = {s.uid: _source(self.plan, s) for s in self.sessions()}
        waits: dict[str, list[Reason]] = {}
        for event in (e for e in events if holds_back(e)):
            coming = self.coming(event)
            if event.fired.rule.id == _BETWEEN and any(numbers[s.uid] in begun for s in coming):
                continue  # a week is judged when it is over
            now = {s.uid for s in coming}
            for session in self.sessions() if now else []:
                late = Reason("PLAN-HELD", f"a week later: {event.reason.text}")
                if session.uid in now:
                    waits.setdefault(session.uid, []).append(event.reason)
                elif of_session(event, session) and session.date > max(s.date for s in coming):
                    waits.setdefault(session.uid, []).append(late)
        for session in self.sessions():
            source = before[session.uid]
            if session.uid in waits and source is not None:
                own = {b.exercise: b for b in session.blocks}
                blocks = [replace(b, note=own.get(b.exercise, b).note) for b in source.blocks]
                what = "repeats the numbers of the week before"
                self.change(session, blocks, what, waits[session.uid])


def holds_back(event: Event) -> bool:
    """Whether an event stops progression: what was too much is not raised either."""
    then = event.fired.then
    return "hold" in then or "repeat" in then or then.get("swap_tier", 0) < 0


def _source(plan: Plan, session: Session) -> Session | None:
    """The session of the same kind, phase and place in its week, one week before."""
    found = None
    for week in plan.weeks:
        alike = [s for s in week.sessions if s.name == session.name and s.phase == session.phase]
        if session in alike:
            return found[min(alike.index(session), len(found) - 1)] if found else None
        found = alike or found
    return None


def _merged(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Reasons without those another one says with more words."""
    return tuple(
        r
        for r in reasons
        if not any(
            o.rule == r.rule and o.text != r.text and o.text.startswith(r.text) for o in reasons
        )
    )


def _summed(week: Week, sessions: Sequence[Session]) -> Week:
    ordered = tuple(sorted(sessions, key=lambda s: s.date))
    return replace(week, sessions=ordered, dose=add_doses([s.dose for s in ordered if s.dose]))
