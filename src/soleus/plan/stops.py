"""Whether training is stopped on a day, and in which words."""

from __future__ import annotations

import datetime as dt

from soleus.anatomy.person import Person
from soleus.plan.facts import facts_of
from soleus.plan.history import History
from soleus.plan.plan import Plan
from soleus.plan.request import PlanRequest
from soleus.plan.rules import Fired, load_rules

__all__ = ["stop_rules", "stops_on"]


def stop_rules(
    history: History,
    date: dt.date,
    plan: Plan | None = None,
    request: PlanRequest | None = None,
    person: Person | None = None,
) -> tuple[Fired, ...]:
    """The rules of the group stop that hold at the end of a day, those too that stop only some
    work. Nobody can put them aside, so a plan's overrides do not matter."""
    if plan is not None:
        request, person = plan.request, plan.person
    facts = facts_of(history.until(date), plan, request or PlanRequest(), date, person)
    return load_rules().fired(facts, "stop")


def stops_on(plan: Plan, history: History, date: dt.date) -> tuple[Fired, ...]:
    """The rules that stop all training on a day."""
    found = stop_rules(history, date, plan)
    return tuple(fired for fired in found if "all" in fired.then.get("stop", ()))
