"""Next week from what was done: stop, lighten, repeat, go on or go up, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from soleus.anatomy.leg import build_leg
from soleus.dose.measure import add_doses
from soleus.plan.adapt_capacity import judge_capacity, person_now
from soleus.plan.adapt_events import Event, events_of, last_done, today_facts
from soleus.plan.adapt_phase import boundary_of, present_gates, stay
from soleus.plan.adapt_progress import cap_runs, load_up
from soleus.plan.adapt_records import Adaptation, PlanChange, WeekDone
from soleus.plan.adapt_sessions import COMING, Ahead, holds_back
from soleus.plan.adapt_week import answered, compare_weeks, missed, with_doses
from soleus.plan.doser import Doser, Progress
from soleus.plan.fact_load import pain_of
from soleus.plan.gates import Gate
from soleus.plan.history import History
from soleus.plan.plan import Plan, Reason
from soleus.plan.rules import RuleBook, load_rules

__all__ = ["Adaptation", "PlanChange", "WeekDone", "next_week"]

#: The rule whose cut is taken where a lighter exercise is asked for and none is found.
_CUT = "PAIN-MORNING"


def next_week(
    plan: Plan,
    history: History,
    today: dt.date,
    book: RuleBook | None = None,
    progress: Progress | None = None,
) -> Adaptation:
    """Adapt a plan to what was done and felt up to the end of `today`.

    Only sessions from `today` on that nothing answers yet change; everything else stays as it
    is. Stop rules cancel all that lies ahead. Otherwise a shut gate adds a week to the phase,
    pain makes the coming week's sessions of its kind lighter or repeats them, easy sets take the
    next weight, runs that would be a spike are cut, and new tests change the doses ahead.
    `progress` is called with each exercise before it is simulated. The same inputs give the same
    result, and a plan that was adapted already is not adapted for the same reason again.
    """
    book = _book(plan, book or load_rules())
    doser = Doser(plan.leg, progress)
    history = with_doses(plan, history.until(today), doser)
    events = events_of(plan, history, today, book)
    gates = present_gates(plan, today_facts(plan, history, today), book, today)
    weeks = compare_weeks(plan, history, today)
    known = answered(history)
    changed, changes, notes = _retested(plan, history, today, known, progress)
    if changed.leg is not plan.leg:
        doser = Doser(changed.leg, progress)
    fixed = known | {s.uid for s in plan.sessions() if s.date < today}
    cut = float(load_rules()[_CUT].then["scale_dose"])
    ahead = Ahead(changed, today, fixed, doser, cut)
    stopped = ahead.stop(events)
    if not stopped:
        notes += _adjust(ahead, history, book, events, gates, changes)
    changes += ahead.changes()
    notes += _notes(plan, history, today, events, book)
    new = _finished(plan, ahead.plan, changes, doser)
    capacity = judge_capacity(new, history, today, doser, weeks, ahead.sessions(COMING))
    ordered = tuple(sorted(_joined(changes), key=lambda c: (c.date, c.session_uid)))
    fired = tuple({(e.fired.rule.id, e.fired.sentence): e.fired for e in events}.values())
    return Adaptation(new, ordered, gates, weeks, capacity, fired, stopped, tuple(notes))


def _book(plan: Plan, book: RuleBook) -> RuleBook:
    """The rules without those the person, or the scheme as it was tried, puts aside."""
    request = plan.request
    mine = [r for r in request.overrides if r in book]
    its = [r for r in plan.scheme.sets_aside if r in book and r not in mine]
    return book.without(mine, request.override_by).without(its, "clinician")


def _retested(
    plan: Plan, history: History, today: dt.date, known: frozenset[str], progress: Progress | None
) -> tuple[Plan, list[PlanChange], list[str]]:
    """The plan with the doses ahead computed for the calf as it tests now."""
    person, words = person_now(plan, history)
    if person == plan.person:
        return plan, [], [words] if words else []
    leg = build_leg(person)
    doser = Doser(leg, progress)
    weeks = []
    for week in plan.weeks:
        sessions = []
        for session in week.sessions:
            if session.date < today or session.uid in known:
                sessions.append(session)
                continue
            blocks = tuple(
                doser.block(b.spec, b.reasons, b.swapped_from) if b.spec else b
                for b in session.blocks
            )
            doses = [b.dose for b in blocks if b.dose is not None] * session.times
            sessions.append(replace(session, blocks=blocks, dose=add_doses(doses)))
        same = all(a is b for a, b in zip(sessions, week.sessions, strict=True))
        dose = week.dose if same else add_doses([s.dose for s in sessions if s.dose])
        weeks.append(week if same else replace(week, sessions=tuple(sessions), dose=dose))
    reason = Reason("PLAN-TESTED", f"{words}; the doses ahead are computed for this strength")
    change = PlanChange(today, "", "Your calf", "strength tested", "", words, (reason,))
    return replace(plan, person=person, leg=leg, weeks=tuple(weeks)), [change], []


def _adjust(
    ahead: Ahead, history: History, book: RuleBook, events: Sequence[Event],
    gates: Sequence[Gate], changes: list[PlanChange],
) -> list[str]:  # fmt: skip
    """Everything short of a stop; the notes of it."""
    notes: list[str] = []
    boundary = boundary_of(ahead.plan, ahead.today, answered(history))
    if boundary is not None and all(g.passed is True for g in gates):
        following = boundary.following.phase
        label = next(p.label for p in ahead.plan.scheme.phases if p.name == following)
        notes.append(f"'{label}' begins: its gates are passed")
    elif boundary is not None:
        new, more, said = stay(ahead.plan, boundary, gates, ahead.today)
        changes += more
        notes += said
        ahead.keep(new)
    ahead.repeat(events)
    ahead.lighten(events)
    ahead.scale(events)
    load_up(ahead, history, book, [e for e in events if holds_back(e)])
    cap_runs(ahead, history, book)
    return notes


def _notes(
    plan: Plan, history: History, today: dt.date, events: Sequence[Event], book: RuleBook
) -> list[str]:
    notes = []
    if left := missed(plan, history, today):
        count = f"{len(left)} planned session{'s were' if len(left) > 1 else ' was'} not done"
        notes.append(f"{count} in the last seven days; missed sessions are not made up")
    for done in last_done(plan, history, today).values():
        if not any(e.when == "during" for e in pain_of(done, history)):
            notes.append(
                f"pain in '{done.label}' is not known, so no weight is added; log it with the "
                "next session"
            )
    shown = ("RUN-SPIKE", "RUN-TENDON-SPIKE", "PLAN-LESS-DONE")
    notes += [str(e.fired) for e in events if e.fired.rule.id in shown]
    notes += [e.fired.sentence for e in events if "refer" in e.fired.then]
    if book.put_aside:
        notes.append(f"rules put aside: {', '.join(book.put_aside)}")
    return list(dict.fromkeys(notes))


def _joined(changes: Sequence[PlanChange]) -> list[PlanChange]:
    """One change a session: what moved and then became something else is told at once."""
    found: dict[str, PlanChange] = {}
    for change in changes:
        first = found.get(change.session_uid)
        if first is None:
            found[change.session_uid] = change
            continue
        moved = bool(first.before)
        found[change.session_uid] = replace(
            change,
            what=f"{first.what}, {change.what}",
            before=f"{first.before}: {change.before}" if moved else "",
            after=f"{first.after}: {change.after}" if moved and change.after else change.after,
            reasons=(*first.reasons, *change.reasons),
        )
    return list(found.values())


def _finished(plan: Plan, new: Plan, changes: Sequence[PlanChange], doser: Doser) -> Plan:
    """The new plan with the simulations behind it; the old one where nothing changes."""
    if not changes:
        return plan
    blocks = [b for s in new.sessions() for b in s.blocks]
    wanted = {b.exercise for b in blocks} | {f"{b.exercise} {b.load_kg:g} kg" for b in blocks}
    found = {**plan.solutions, **doser.solutions}
    return replace(new, solutions={k: v for k, v in found.items() if k in wanted})
