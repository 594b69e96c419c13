"""Going up: the next weight where sets were easy; and runs that would be too long are cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.plan.adapt_events import Event, of_session
from soleus.plan.adapt_numbers import next_load, scaled
from soleus.plan.adapt_records import day_words
from soleus.plan.adapt_sessions import COMING, Ahead, is_running
from soleus.plan.fact_load import pain_of
from soleus.plan.facts import Facts, facts_of
from soleus.plan.history import DoneSession, DoneSet, History
from soleus.plan.plan import Block, Plan, Reason, Session
from soleus.plan.rules import Rule, RuleBook
from soleus.plan.swaps import label

__all__ = ["cap_runs", "load_up"]

_RECENT = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The last two sessions that had an exercise, with the planned session each answers."""

    done: tuple[DoneSession, DoneSession]
    planned: tuple[Session, Session]


def load_up(ahead: Ahead, history: History, book: RuleBook, held: Sequence[Event]) -> None:
    """Raise the load of blocks prescribed by repetitions that are just possible, where the rule
    PROG-LOAD-UP holds, in all sessions ahead of the same kind and phase with the same load."""
    if "PROG-LOAD-UP" not in book:
        return
    for name, exercise in sorted(_by_rm(ahead.plan)):
        pair = _last_two(ahead.plan, history, ahead.today, name, exercise)
        if pair is None or any(of_session(e, pair.planned[1]) for e in held):
            continue
        facts = _block_facts(ahead, history, pair, exercise)
        rule = book["PROG-LOAD-UP"]
        if rule.condition.holds(facts) is not True:
            continue
        days = " and ".join(day_words(d.date) for d in pair.done)
        said = rule.sentence(facts).rstrip(".")
        text = f"{label(exercise)}, after {days}: {said} (the numbers are our own choice)"
        _raise_load(ahead, name, exercise, pair, Reason(rule.id, text))


def _by_rm(plan: Plan) -> set[tuple[str, str]]:
    return {
        (t.name, b.exercise)
        for phase in plan.scheme.phases
        for t in phase.sessions
        for b in t.blocks
        if b.load.kind == "rm"
    }


def _block(session: Session, exercise: str) -> Block | None:
    """The block that is, or stands for, an exercise of the scheme."""
    return next((b for b in session.blocks if _stands_for(b, exercise)), None)


def _stands_for(block: Block, exercise: str) -> bool:
    return exercise == (block.swapped_from or block.exercise)


def _last_two(
    plan: Plan, history: History, today: dt.date, name: str, exercise: str
) -> _Pair | None:
    planned = {s.uid: s for s in plan.sessions() if s.name == name and _block(s, exercise)}
    done = [d for d in history.done if d.session_uid in planned and today - d.date <= _RECENT]
    if len(done) < 2:
        return None
    first, second = done[-2:]
    return _Pair(
        (first, second), (planned[first.session_uid or ""], planned[second.session_uid or ""])
    )


def _sets(done: DoneSession, block: Block) -> list[DoneSet]:
    return [s for s in done.sets if s.exercise == block.exercise]


def _block_facts(ahead: Ahead, history: History, pair: _Pair, exercise: str) -> Facts:
    """Effort, completeness and pain of the last two sessions, as the rule reads them."""
    facts = facts_of(history, ahead.plan, ahead.plan.request, ahead.today)
    values = {k: v for k, v in facts.values.items() if k != "pain.during"}
    efforts = [_effort(d, s, exercise) for d, s in zip(pair.done, pair.planned, strict=True)]
    if None not in efforts:
        values["block.effort_last_two"] = max(e for e in efforts if e is not None)
    complete = [_complete(d, s, exercise) for d, s in zip(pair.done, pair.planned, strict=True)]
    if None not in complete:
        values["block.sets_complete"] = all(complete)
    pains = [[e.value for e in pain_of(d, history) if e.when == "during"] for d in pair.done]
    if all(pains):
        values["pain.during"] = max(v for p in pains for v in p)
    return Facts(facts.date, values, facts.series)


def _effort(done: DoneSession, planned: Session, exercise: str) -> float | None:
    block = _block(planned, exercise)
    sets = _sets(done, block) if block else []
    known = [s.effort for s in sets if s.effort is not None]
    return max(known) if known and len(known) == len(sets) else done.effort


def _complete(done: DoneSession, planned: Session, exercise: str) -> bool | None:
    block = _block(planned, exercise)
    if block is None:
        return None
    sets = _sets(done, block)
    if any(s.repetitions is None for s in sets):
        return None
    sides = 2 if block.legs == 1 and any(s.side != "both" for s in sets) else 1
    full = [s for s in sets if (s.repetitions or 0) >= block.repetitions]
    return done.complete and len(full) >= block.sets * sides


def _raise_load(ahead: Ahead, name: str, exercise: str, pair: _Pair, reason: Reason) -> None:
    last = _block(pair.planned[1], exercise)
    if last is None or last.spec is None:
        return
    loads = [s.load_kg for s in _sets(pair.done[1], last)]
    lifted = min((w for w in loads if w is not None), default=last.load_kg)
    at_first = max(last.load_kg, lifted if None not in loads else 0.0)
    phase = pair.planned[1].phase
    for session in ahead.sessions():
        if session.name != name or session.phase != phase or reason in session.reasons:
            continue
        blocks = [
            _heavier(b, at_first, ahead) if _stands_for(b, exercise) else b for b in session.blocks
        ]
        ahead.change(session, blocks, "heavier", [reason])


def _heavier(block: Block, at_first: float, ahead: Ahead) -> Block:
    """The block with the weight after the one last lifted; as it is where it has more already, or
    there is none."""
    if block.spec is None or block.load_kg > at_first:
        return block
    start = replace(block, spec=replace(block.spec, load=at_first))
    return next_load(start, ahead.doser, ahead.plan.request) or block


def cap_runs(ahead: Ahead, history: History, book: RuleBook) -> None:
    """Cut runs of the coming week that RUN-SPIKE warns of, to what it allows.

    That needs to be known how far the person runs: by imported runs of the 30 days before or a
    stated longest run. Planned sprints that were logged do not say that.
    """
    if "RUN-SPIKE" not in book:
        return
    rule = book["RUN-SPIKE"]
    for session in ahead.sessions(COMING):
        distance = _distance(session.blocks)
        longest = _longest(ahead, history, session)
        if not distance or longest is None:
            continue
        facts = Facts(
            session.date, {"session.run_distance": distance, "run.longest_30_days": longest}
        )
        if rule.condition.holds(facts) is True:
            _cap(ahead, session, facts, Reason(rule.id, rule.sentence(facts)), rule)


def _longest(ahead: Ahead, history: History, session: Session) -> float | None:
    """The longest run of the 30 days before a session, done or planned for the days before it, m;
    None where nobody told how far the person runs."""
    request = ahead.plan.request
    known = facts_of(history, ahead.plan, request, session.date).values.get("run.longest_30_days")
    told = facts_of(replace(history, done=()), ahead.plan, request, session.date).values
    if known is None or "run.longest_30_days" not in told:
        return None
    planned = [_distance(s.blocks) for s in ahead.sessions(COMING) if s.date < session.date]
    return max([float(known), *planned])


def _distance(blocks: Sequence[Block]) -> float:
    return sum((b.distance_m or 0.0) * b.sets * b.repetitions for b in blocks if is_running(b))


def _cap(ahead: Ahead, session: Session, facts: Facts, reason: Reason, rule: Rule) -> None:
    """Cut the runs of a session until the rule is quiet."""
    request = ahead.plan.request
    for percent in range(95, 0, -5):
        blocks = [
            scaled(b, percent / 100, ahead.doser, request) if is_running(b) else b
            for b in session.blocks
        ]
        less = facts.plus({"session.run_distance": _distance(blocks)})
        if rule.condition.holds(less) is False:
            ahead.change(session, blocks, "less running", [reason])
            return
