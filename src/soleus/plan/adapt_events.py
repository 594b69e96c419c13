"""Which rules fired after what was done in the last week, and for which sessions they count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from soleus.plan.adapt_records import day_words
from soleus.plan.adapt_week import answered, done_share, missed
from soleus.plan.fact_load import loads_of, pain_of
from soleus.plan.facts import Facts, facts_of
from soleus.plan.history import DoneSession, History, PainEntry
from soleus.plan.plan import TIERS, Plan, Reason, Session
from soleus.plan.rules import Fired, RuleBook

__all__ = ["Event", "events_of", "last_done", "of_session", "today_facts"]

_WEEK, _DAY = dt.timedelta(days=7), dt.timedelta(days=1)
#: Mornings looked at after a session: pain still up after 48 h is the last the rules ask for.
_MORNINGS = 2
#: Rules that judge one session; the others of their group judge the week.
_OF_SESSIONS = ("PAIN-DURING", "PAIN-AFTER", "PAIN-MORNING")


@dataclass(frozen=True, slots=True)
class Event:
    """A rule that fired: on which day, and after which planned session (None: it counts for all
    that lies ahead). A `weekly` one judged the week, not a session."""

    fired: Fired
    date: dt.date
    after: Session | None = None
    weekly: bool = False

    @property
    def reason(self) -> Reason:
        """Why, with the day; the same words whenever it is asked again."""
        own = " (the size is our own choice)" if self.fired.rule.ours else ""
        after = "" if self.weekly else f"after {day_words(self.date)}: "
        text = f"{after}{self.fired.sentence.rstrip('.')}{own}"
        return Reason(self.fired.rule.id, text)


def today_facts(plan: Plan, history: History, today: dt.date) -> Facts:
    """All facts at the end of today, with what was missed and done of the plan."""
    facts = facts_of(history, plan, plan.request, today)
    more: dict[str, float | str | bool] = {"plan.missed": float(len(missed(plan, history, today)))}
    share = done_share(plan, history, today)
    if share is not None:
        more["plan.done_share"] = share
    return facts.plus(more)


def events_of(plan: Plan, history: History, today: dt.date, book: RuleBook) -> tuple[Event, ...]:
    """Every rule that fires, each once for a kind of session: by the last session of that kind
    in the last seven days, by the week, and by single runs and sessions that were new."""
    facts = today_facts(plan, history, today)
    found = [Event(f, today, weekly=True) for f in book.fired(facts, "stop")]
    found += [
        Event(f, today, weekly=True)
        for f in book.fired(facts, "pain")
        if not f.rule.id.startswith(_OF_SESSIONS)
    ]
    found += list(_session_events(plan, history, today, book))
    found += [Event(f, today, weekly=True) for f in book.fired(facts, "programs")]
    found += list(_spikes(plan, history, today, book))
    once = {(e.fired.rule.id, e.reason.text): e for e in found}
    return tuple(once.values())


def last_done(plan: Plan, history: History, today: dt.date) -> dict[str, DoneSession]:
    """The last session of each kind done in the last seven days, by the planned session's name
    ("" for those outside the plan)."""
    names = {s.uid: s.name for s in plan.sessions()}
    found: dict[str, DoneSession] = {}
    for done in history.done:
        if today - _WEEK <= done.date <= today:
            found[names.get(done.session_uid or "", "")] = done
    return found


def _session_events(
    plan: Plan, history: History, today: dt.date, book: RuleBook
) -> Iterator[Event]:
    planned = {s.uid: s for s in plan.sessions()}
    for done in last_done(plan, history, today).values():
        after = planned.get(done.session_uid or "")
        yield from _after(plan, history, done, after, today, book)
    known = answered(replace(history, runs=()))
    for run in history.runs:
        if today - _WEEK <= run.date <= today and run.session_uid not in known:
            stand_in = DoneSession(run.date, "run", session_uid=run.session_uid, uid=run.uid)
            after = planned.get(run.session_uid or "")
            yield from _after(plan, history, stand_in, after, today, book)


def _after(
    plan: Plan,
    history: History,
    done: DoneSession,
    after: Session | None,
    today: dt.date,
    book: RuleBook,
) -> Iterator[Event]:
    """What fires on the day of a session and on the mornings after it, until the next session."""
    later = [d.date for d in history.done if d.date > done.date]
    later += [r.date for r in history.runs if r.date > done.date]
    last = min([done.date + _MORNINGS * _DAY, today, *later])
    upto = replace(
        history,
        done=tuple(d for d in history.done if d.date <= done.date),
        runs=tuple(r for r in history.runs if r.date <= done.date),
    )
    own = pain_of(done, history)
    found: dict[str, Event] = {}
    for days in range((last - done.date).days + 1):
        facts = _own_pain(plan, upto, done.date + days * _DAY, own)
        for fired in book.fired(facts, "pain"):
            if fired.rule.id.startswith(_OF_SESSIONS):
                found.setdefault(fired.rule.id, Event(fired, done.date, after))
    if "PAIN-MORNING-48" in found:  # what was not settled on two mornings asks for more than a cut
        found.pop("PAIN-MORNING", None)
    yield from found.values()


def _own_pain(plan: Plan, history: History, date: dt.date, own: Sequence[PainEntry]) -> Facts:
    """The facts of a day, with pain in and after training only of the session in question."""
    facts = facts_of(history, plan, plan.request, date)
    values = {k: v for k, v in facts.values.items() if k not in ("pain.during", "pain.after")}
    for when in ("during", "after"):
        found = [e.value for e in own if e.when == when]
        if found:
            values[f"pain.{when}"] = max(found)
    return Facts(facts.date, values, facts.series)


def _spikes(plan: Plan, history: History, today: dt.date, book: RuleBook) -> Iterator[Event]:
    """Runs and sessions of the last seven days that were new by the single-session rules."""
    days = {e.date for e in loads_of(history) if today - _WEEK <= e.date <= today}
    for date in sorted(days):
        facts = facts_of(history, plan, plan.request, date)
        for fired in book.fired(facts, "running"):
            if "warn" in fired.then:
                yield Event(fired, date)


def of_session(event: Event, session: Session) -> bool:
    """Whether an event counts for a session: one of the same kind, one with an exercise of the
    session that hurt, or any of at least its load tier; light loading stays."""
    after = event.after
    if after is None or after.name == session.name:
        return True
    shared = {b.exercise for b in after.blocks} & {b.exercise for b in session.blocks}
    return bool(shared) or TIERS.index(session.tier) >= max(TIERS.index(after.tier), 1)
