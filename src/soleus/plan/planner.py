"""A scheme, a person and a request make a dated plan, each block dosed by simulation."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person, person_fields
from soleus.base.errors import InfeasibleError, InputError
from soleus.dose.measure import add_doses
from soleus.plan.doser import Doser, Progress
from soleus.plan.facts import Facts
from soleus.plan.history import History
from soleus.plan.phases import allot_phases
from soleus.plan.plan import Plan, Reason, Week
from soleus.plan.prescribe import Prescriber
from soleus.plan.ramp import Ramp
from soleus.plan.request import PlanRequest, request_fields
from soleus.plan.rules import RuleBook, load_rules
from soleus.plan.scheme import Scheme
from soleus.plan.scheme_files import RUNNING
from soleus.plan.stops import stop_rules
from soleus.plan.week import WeekPlanner
from soleus.solve.solution import Solution

__all__ = ["make_plan"]

LONGEST_PLAN_WEEKS = 104


def make_plan(
    scheme: Scheme,
    person: Person,
    weeks: int,
    start: dt.date,
    progress: Progress | None = None,
    request: PlanRequest | None = None,
    history: History | None = None,
    book: RuleBook | None = None,
    phase: str | None = None,
    phase_weeks_done: int = 0,
) -> Plan:
    """Turn a scheme into dated sessions with simulated doses, for what a person has and wants.

    The plan begins in the week of `start` (sessions before it are left out); ranges of a phase
    run from their first value in its first week to their last in its last. Sessions keep the
    spacing rules, the days and minutes of the `request` and its events; exercises without
    equipment, or beyond this body, are swapped by simulation; with a `history` nothing rises
    faster than the rules allow. Every departure from the scheme has a reason with a rule id.
    `phase` begins in that phase, with `phase_weeks_done` weeks of it behind. `progress` is called
    with the name of each exercise before it is simulated.

    Raises `InputError` for a length that is not 1 to 104 weeks, `InfeasibleError` for a request
    that cannot be met (it says what to loosen), or where a stop rule forbids training.
    """
    monday = _first_monday(weeks, start)
    request = request or PlanRequest()
    book = (book or load_rules()).without(request.overrides, request.override_by)
    past = history.until(start) if history else None
    _refuse_stopped(scheme, history, request, start, person)
    leg = build_leg(person)
    doser = Doser(leg, progress)
    prescriber = Prescriber(doser, request)
    uid = plan_uid(scheme, person, start, request)
    planner = WeekPlanner(
        scheme, request, prescriber, book, Ramp(request, past, doser, start, book), uid, start, past
    )
    result: list[Week] = []
    for number, phase_week in enumerate(
        allot_phases(scheme, weeks, phase, phase_weeks_done), start=1
    ):
        first = monday + dt.timedelta(weeks=number - 1)
        sessions, reasons = planner.week(first, phase_week)
        doses = [s.dose for s in sessions if s.dose]
        result.append(
            Week(
                number, max(first, start), sessions, add_doses(doses), phase_week.phase.name,
                reasons,
            )
        )  # fmt: skip
    if not any(week.sessions for week in result):
        raise InputError(
            f"no session of the scheme falls on or after {start} in {weeks} week(s); start earlier "
            "or plan more weeks"
        )
    return Plan(
        person, leg, scheme, tuple(result), _used(doser, result), request, uid,
        (*_sore(request, book, start), *planner.notes),
    )  # fmt: skip


def _sore(request: PlanRequest, book: RuleBook, start: dt.date) -> tuple[Reason, ...]:
    """What present pain means for a plan: nothing is refused, but it is said."""
    if request.pain is None or "PAIN-DURING" not in book:
        return ()
    facts = Facts(start, {"pain.during": request.pain, "pain.worst": request.pain}, {})
    fired = [f for f in book.fired(facts, "pain") if f.rule.id.startswith("PAIN-DURING")]
    more = "; above 5 have a clinician look at it before you train" if request.pain > 5 else ""
    return tuple(
        Reason(f.rule.id, f"pain is {request.pain:g} of 10 now: {f.rule.reason}{more}")
        for f in fired
    )


def plan_uid(scheme: Scheme, person: Person, start: dt.date, request: PlanRequest) -> str:
    """The name of a plan: the same for the same inputs."""
    inputs = json.dumps([person_fields(person), request_fields(request)], sort_keys=True)
    return f"{scheme.name}-{start:%Y%m%d}-{hashlib.sha256(inputs.encode()).hexdigest()[:6]}"


def _first_monday(weeks: int, start: dt.date) -> dt.date:
    if not 1 <= weeks <= LONGEST_PLAN_WEEKS:
        raise InputError(f"weeks = {weeks} is outside 1 to {LONGEST_PLAN_WEEKS}")
    try:
        monday = start - dt.timedelta(days=start.weekday())
        monday + dt.timedelta(weeks=weeks)
    except OverflowError:
        raise InputError(f"start {start}: too near the end of the calendar") from None
    return monday


def _refuse_stopped(
    scheme: Scheme, past: History | None, request: PlanRequest, start: dt.date, person: Person
) -> None:
    """Raise `InfeasibleError` where a stop rule forbids all training, or the hard runs of a
    scheme."""
    if past is None:
        return
    # what was told after a start that lies behind counts too
    told = [e.date for e in past.symptoms] + [e.date for e in past.pain]
    sprints = any(b.exercise in RUNNING for s in scheme.sessions for b in s.blocks)
    for fired in stop_rules(past, max([start, *told]), request=request, person=person):
        stopped = fired.then.get("stop", ())
        if "all" in stopped:
            raise InfeasibleError(f"no plan: {fired.sentence} [{fired.rule.id}]")
        if "sprints" in stopped and sprints:
            raise InfeasibleError(
                f"no plan with hard runs: {fired.sentence} [{fired.rule.id}]; choose a scheme "
                "without them (soleus schemes)"
            )


def _used(doser: Doser, weeks: list[Week]) -> Mapping[str, Solution]:
    """The simulations of the exercises that are in the plan."""
    blocks = [b for w in weeks for s in w.sessions for b in s.blocks]
    wanted = {b.exercise for b in blocks}
    wanted |= {f"{b.exercise} {b.load_kg:g} kg" for b in blocks if b.load_kg}
    return {k: v for k, v in doser.solutions.items() if k in wanted}


def reason_rules(plan: Plan) -> set[str]:
    """The ids of all rules behind a plan."""
    found: list[Reason] = [*plan.reasons]
    for week in plan.weeks:
        found += week.reasons
        for session in week.sessions:
            found += session.reasons
            for block in session.blocks:
                found += block.reasons
    return {r.rule for r in found}
