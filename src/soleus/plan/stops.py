"""Whether training is stopped on a day, and in which words."""

from __future__ import annotations

import datetime as dt

from soleus.plan.facts import facts_of
from soleus.plan.history import History
from soleus.plan.plan import Plan
from soleus.plan.rules import Fired, load_rules

__all__ = ["stops_on"]


def stops_on(plan: Plan, history: History, date: dt.date) -> tuple[Fired, ...]:
    """The rules that stop all training on a day, by what was known at its end. Stop rules can be
    put aside by nobody, so a plan's overrides do not matter."""
    facts = facts_of(history.until(date), plan, plan.request, date, plan.person)
    return tuple(
        fired for fired in load_rules().fired(facts, "stop") if "all" in fired.then.get("stop", ())
    )
