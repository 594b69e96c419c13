"""The sessions of one week: how many of each, on which days, and what is left out and why."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

from soleus.dose.measure import add_doses
from soleus.plan.arrange import OneWeek, arrange
from soleus.plan.block_spec import BlockSpec
from soleus.plan.facts import Facts, facts_of
from soleus.plan.history import History
from soleus.plan.phases import PhaseWeek
from soleus.plan.placement import Item
from soleus.plan.plan import Block, Reason, Session
from soleus.plan.prescribe import Draft, Prescriber
from soleus.plan.ramp import Ramp
from soleus.plan.request import Event, PlanRequest
from soleus.plan.rules import RuleBook
from soleus.plan.scheme import Scheme, SessionTemplate
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.spacing import Judge
from soleus.plan.tags import DayTags, joined

__all__ = ["WeekPlanner"]

_DAY, _LOOK_BACK = dt.timedelta(days=1), dt.timedelta(days=30)
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HIGH_BAND = 3.0  # BW at the Achilles tendon: the band of high load (`baxter2021`)


class WeekPlanner:
    """Plans week after week; remembers what lies behind for the spacing rules and the ramp."""

    def __init__(
        self, scheme: Scheme, request: PlanRequest, prescriber: Prescriber, book: RuleBook,
        ramp: Ramp, uid: str, start: dt.date, past: History | None,
    ) -> None:  # fmt: skip
        self.scheme, self.request, self.prescriber, self.book = scheme, request, prescriber, book
        self.ramp, self.uid, self.start = ramp, uid, start
        self.notes: list[Reason] = []
        self._behind: dict[dt.date, DayTags] = _tags_behind(past)
        self._loading_weeks = 0
        races = tuple(e.date for e in request.events if e.kind == "race")
        facts = facts_of(past or History(), None, request, start)
        sore = facts.values.get("symptomatic")
        symptomatic = None if sore is None else bool(sore)
        returning = "return_to_run" in (request.goal, *scheme.goals[:1])
        kept = book.without([r for r in scheme.sets_aside if r in book], "clinician")
        self._judge = Judge(kept, returning, symptomatic, races)
        self.notes += [
            Reason(r, f"this programme was tried without keeping this rule: {book[r].reason}")
            for r in scheme.sets_aside
            if r in book
        ]

    def week(
        self, monday: dt.date, phase_week: PhaseWeek
    ) -> tuple[tuple[Session, ...], tuple[Reason, ...]]:
        """The sessions of the week from a Monday on, and the reasons that concern all of it."""
        scale, reasons = self._deload(phase_week)
        self._ease_beginners(monday)
        items = self._items(monday, phase_week, scale)
        fixed = self._fixed(monday)
        placed, more = self._place(items, monday, fixed)
        for date, draft in placed:
            known = [self._behind[date]] if date in self._behind else []
            self._behind[date] = joined([*known, draft.tags])
        for session, tags in fixed:
            self._behind[session.date] = tags
        sessions = [self._session(d, x, phase_week) for d, x in self._ramped(placed, phase_week)]
        sessions += [session for session, _ in fixed]
        ordered = sorted(sessions, key=lambda s: s.date)
        return _named(ordered, self.uid, monday), (*reasons, *more)

    def _deload(self, phase_week: PhaseWeek) -> tuple[float, tuple[Reason, ...]]:
        """An easier week after so many in a row, where the scheme does not set every week."""
        if "PLAN-DELOAD" not in self.book or phase_week.phase.weeks[1] is not None:
            return 1.0, ()
        rule, weeks = self.book["PLAN-DELOAD"], self._loading_weeks
        facts = Facts(self.start, {"weeks_since.deload": float(weeks)}, {})
        if not rule.condition.holds(facts):
            self._loading_weeks += 1
            return 1.0, ()
        self._loading_weeks = 0
        scale = float(rule.then["scale_dose"])
        text = f"an easier week after {weeks}: {100 * scale:.0f} % of the sets"
        return scale, (Reason(rule.id, text),)

    def _ease_beginners(self, monday: dt.date) -> None:
        """Hard runs of somebody who says to have run for a few weeks only are run easier."""
        behind = self.request.running_weeks
        if behind is None or "RUN-NEW" not in self.book:
            return
        rule = self.book["RUN-NEW"]
        weeks = behind + max(0, (monday - self.start).days // 7)
        facts = Facts(self.start, {"run.weeks_behind": float(weeks)}, {})
        if rule.condition.holds(facts):
            self.prescriber.ease_runs(rule.then["scale_dose"], Reason(rule.id, rule.reason))
        else:
            self.prescriber.ease_runs(None)

    def _items(self, monday: dt.date, phase_week: PhaseWeek, scale: float) -> list[Item]:
        items = []
        for template in phase_week.phase.sessions:
            if phase_week.share < template.from_share:
                continue
            count = self._count(template, phase_week.share, monday)
            if count:
                draft = self.prescriber.draft(template, phase_week.share, scale)
                items.append(Item(draft, count))
        return items

    def _count(self, template: SessionTemplate, share: float, monday: dt.date) -> int:
        """How often this week; in a week that begins later, its part of it."""
        low, high = template.per_week
        count = math.floor(low + share * (high - low) + 0.5)
        if monday >= self.start:
            return count
        left = 7 - self.start.weekday()
        if template.days:
            return min(count, sum(d >= self.start.weekday() for d in template.days))
        return math.floor(count * left / 7 + 0.5)

    def _fixed(self, monday: dt.date) -> list[tuple[Session, DayTags]]:
        """Races and long runs of the week as sessions, with the dose of an easy run as long."""
        found = []
        for event in self.request.events:
            if monday <= event.date < monday + 7 * _DAY and event.date >= self.start:
                if event.kind == "busy":
                    continue
                found.append(self._event(event))
        return found

    def _event(self, event: Event) -> tuple[Session, DayTags]:
        word = "Race" if event.kind == "race" else "Long run"
        blocks: tuple[Block, ...] = ()
        if event.distance:
            spec = BlockSpec(
                "easy_run", distance=min(event.distance, 50_000.0), speed=self.request.easy_speed
            )
            blocks = (self.prescriber.doser.block(spec),)
        why = Reason("EVENT-FIXED", f"{word.lower()} on this day; the dose is that of an easy run")
        dose = add_doses([b.dose for b in blocks if b.dose])
        tier = "high" if event.kind == "race" else "medium"
        tags = DayTags(tier, runs=True, sprints=False)
        label = f"{word} {event.distance / 1000:g} km" if event.distance else word
        return (
            Session(event.date, event.kind, label, blocks, dose, "", tier, "", 1, (why,)), tags
        )  # fmt: skip

    def _days(
        self, monday: dt.date, days: Sequence[int], minutes: Sequence[float | None],
        events: bool = True,
    ) -> dict[dt.date, float | None]:  # fmt: skip
        """The dates of a week that may be used, with their minutes."""
        dates = [monday + d * _DAY for d in days]
        return {
            d: minutes[d.weekday()]
            for d in dates
            if d >= self.start and not (events and self.request.event_on(d))
        }

    def _place(
        self, items: list[Item], monday: dt.date, fixed: Sequence[tuple[Session, DayTags]]
    ) -> tuple[tuple[tuple[dt.date, Draft], ...], tuple[Reason, ...]]:
        """Dates for the sessions, and what concerns the whole week."""
        before = {d: t for d, t in self._behind.items() if d >= monday - _LOOK_BACK}
        for session, tags in fixed:
            before[session.date] = tags
        free = self._days(monday, range(7), (None,) * 7, events=False)
        week = OneWeek(
            monday, tuple(items), self._lows(items, monday),
            lambda days, minutes: self._days(monday, days, minutes), free, before,
            self.prescriber.within,
        )  # fmt: skip
        found = arrange(week, self._judge, self.request)
        self._judge = found.judge
        self.notes += [r for r in found.aside if r not in self.notes]
        return found.sessions, found.reasons

    def _lows(self, items: Sequence[Item], monday: dt.date) -> tuple[int, ...]:
        """The fewest of each session the scheme allows; none has to be in a week that is begun, or
        in one with a race (or a race just after it)."""
        races = [e.date for e in self.request.events if e.kind == "race"]
        near = any(monday <= r < monday + 9 * _DAY for r in races)
        if monday < self.start or near:
            return (0,) * len(items)
        lows = (0 if t.optional else int(t.per_week[0]) for t in (i.draft.template for i in items))
        return tuple(min(low, i.count) for low, i in zip(lows, items, strict=True))

    def _ramped(
        self, placed: Sequence[tuple[dt.date, Draft]], phase_week: PhaseWeek
    ) -> list[tuple[dt.date, Draft]]:
        """The sessions, none rising faster than the rules allow."""
        result = []
        for date, draft in placed:
            fitted = self.ramp.fit(date, draft, self.prescriber, phase_week.share)
            self.ramp.add(date, fitted)
            result.append((date, fitted))
        return result

    def _session(self, date: dt.date, draft: Draft, phase_week: PhaseWeek) -> Session:
        template, phase = draft.template, phase_week.phase
        reasons = list(draft.reasons)
        if template.days and date.weekday() not in template.days:
            text = f"on {_NAMES[date.weekday()]} instead of {_day_words(template.days)}"
            reasons.append(Reason("FIT-DAYS", f"{text}: the days with time, and the spacing"))
        for fired in self._judge.day(date, self._behind).warnings:
            reasons.append(Reason(fired.rule.id, fired.sentence))
        if phase_week.beyond:
            text = f"{phase.label} goes on: it usually takes {phase.weeks[1]} weeks"
            reasons.append(Reason("PLAN-PHASE", text))
        dose = add_doses([b.dose for b in draft.blocks if b.dose is not None] * template.times)
        return Session(
            date, template.name, template.label, draft.blocks, dose, "", draft.tags.tier,
            phase.name, template.times, tuple(reasons),
        )  # fmt: skip


def _day_words(days: Sequence[int]) -> str:
    return " or ".join(_NAMES[d] for d in days)


def _named(sessions: Sequence[Session], uid: str, monday: dt.date) -> tuple[Session, ...]:
    """Sessions with names of their own, from the plan, the week and their order among equals."""
    counts: dict[str, int] = {}
    result = []
    for session in sessions:
        counts[session.name] = counts.get(session.name, 0) + 1
        name = f"{uid}-{monday:%Y%m%d}-{session.name}-{counts[session.name]}"
        result.append(replace(session, uid=name))
    return tuple(result)


def _tags_behind(past: History | None) -> dict[dt.date, DayTags]:
    """What the days before the plan count as, by what was done (runs by their distance alone)."""
    found: dict[dt.date, DayTags] = {}
    if past is None:
        return found
    for run in past.runs:
        tags = DayTags("medium", runs="run" in run.sport)
        found[run.date] = joined([tags, found[run.date]]) if run.date in found else tags
    for done in past.done:
        peak = (done.dose.get("achilles") or {}).get("peak_force_bw") or 0.0
        sprints = any(s.exercise in RUNNING for s in done.sets)
        strength = any(s.exercise not in (*RUNNING, *STEADY) for s in done.sets)
        tier = "high" if sprints else "medium" if peak > _HIGH_BAND else "light"
        tags = DayTags(tier, sprints, sprints, strength, sprints or peak > _HIGH_BAND)
        found[done.date] = joined([tags, found[done.date]]) if done.date in found else tags
    return found
