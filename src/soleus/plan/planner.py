"""A scheme and a person make a dated plan, each block dosed by simulation."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, InputError
from soleus.dose.measure import add_doses
from soleus.plan.doser import BlockSpec, Doser, Progress
from soleus.plan.plan import Block, Plan, Session, Week
from soleus.plan.request import PlanRequest
from soleus.plan.scheme import BlockTemplate, Range, Scheme, SessionTemplate
from soleus.plan.scheme_files import RUNNING

__all__ = ["make_plan"]

LONGEST_PLAN_WEEKS = 104


def make_plan(
    scheme: Scheme,
    person: Person,
    weeks: int,
    start: dt.date,
    progress: Progress | None = None,
    request: PlanRequest | None = None,
) -> Plan:
    """Turn a scheme into dated sessions with simulated doses.

    The plan begins in the week of `start` (sessions before `start` are left out); ranges of
    the scheme run from their first value in the first week to their last in the last.
    `progress` is called with the name of each exercise before it is simulated. Raises
    `InputError` for a length that is not 1 to 104 weeks, `InfeasibleError` when an exercise
    of the scheme needs a range of motion this person lacks.
    """
    if not 1 <= weeks <= LONGEST_PLAN_WEEKS:
        raise InputError(f"weeks = {weeks} is outside 1 to {LONGEST_PLAN_WEEKS}")
    try:
        monday = start - dt.timedelta(days=start.weekday())
        monday + dt.timedelta(weeks=weeks)
    except OverflowError:
        raise InputError(f"start {start}: too near the end of the calendar") from None
    leg = build_leg(person)
    doser = Doser(leg, progress)
    result = []
    for number in range(1, weeks + 1):
        first = monday + dt.timedelta(weeks=number - 1)
        share = (number - 1) / (weeks - 1) if weeks > 1 else 0.0
        sessions = _week_sessions(scheme, first, start, share, doser)
        doses = [s.dose for s in sessions if s.dose]
        result.append(Week(number, max(first, start), sessions, add_doses(doses)))
    if not any(week.sessions for week in result):
        raise InputError(
            f"no session of the scheme falls on or after {start} in {weeks} week(s); start earlier "
            "or plan more weeks"
        )
    named = tuple(
        replace(
            w,
            sessions=tuple(
                replace(s, uid=f"{scheme.name}-{start:%Y%m%d}-{w.number}-{i}")
                for i, s in enumerate(w.sessions, start=1)
            ),
        )
        for w in result
    )
    uid = f"{scheme.name}-{start:%Y%m%d}"
    return Plan(person, leg, scheme, named, doser.solutions, request or PlanRequest(), uid)


def _week_sessions(
    scheme: Scheme, monday: dt.date, start: dt.date, share: float, doser: Doser
) -> tuple[Session, ...]:
    sessions = []
    for template in scheme.sessions:
        if share < template.from_share:
            continue
        for day in template.days:
            date = monday + dt.timedelta(days=day)
            if date >= start:
                sessions.append(_session(template, date, share, doser))
    return tuple(sorted(sessions, key=lambda s: s.date))


def _session(template: SessionTemplate, date: dt.date, share: float, doser: Doser) -> Session:
    blocks = tuple(_block(b, share, doser) for b in template.blocks)
    dose = add_doses([b.dose for b in blocks if b.dose is not None])
    return Session(date, template.name, template.label, blocks, dose)


def _between(pair: Range, share: float) -> float:
    return pair[0] + share * (pair[1] - pair[0])


def _block(template: BlockTemplate, share: float, doser: Doser) -> Block:
    distance = None
    if template.exercise in RUNNING and template.distance is not None:
        distance = 10.0 * round(_between(template.distance, share) / 10)
    spec = BlockSpec(
        template.exercise,
        math.floor(_between(template.sets, share) + 0.5),
        math.floor(_between(template.repetitions, share) + 0.5),
        0.5 * round(2 * _between(template.load.values, share)),
        template.rest,
        template.note,
        distance,
        grade=template.grade,
        effort=template.effort,
    )
    try:
        return doser.block(spec)
    except InfeasibleError as error:
        raise InfeasibleError(f"the scheme cannot be planned for this person: {error}") from None
