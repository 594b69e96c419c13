"""What is known on a day, for rules to judge: one value a field, and dated series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from soleus.plan.fact_fields import FIELDS, Field, Value, check_field

if TYPE_CHECKING:
    from soleus.anatomy.person import Person
    from soleus.plan.history import History
    from soleus.plan.plan import Plan
    from soleus.plan.request import PlanRequest

__all__ = ["FIELDS", "Facts", "Field", "Series", "facts_of"]

#: Entries of one field, oldest first.
Series = Sequence[tuple[dt.date, float | bool]]


@dataclass(frozen=True)
class Facts:
    """What is known at the end of `date`.

    `values` maps field to value, in the unit `FIELDS` states; `series` maps field to dated
    entries, oldest first, of which several may lie on one day. What is not known is absent,
    never 0. Raises `InputError` for a field nobody knows or a value of the wrong kind.
    """

    date: dt.date
    values: Mapping[str, Value]
    series: Mapping[str, Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            check_field(name, value)
        for name, entries in self.series.items():
            for _, entry in entries:
                check_field(name, entry)

    def plus(self, values: Mapping[str, Value]) -> Facts:
        """The same facts with some values set anew."""
        return Facts(self.date, {**self.values, **values}, self.series)

    def window(self, name: str, days: int) -> list[float | bool] | None:
        """Entries of a series on the last `days` days, `date` among them, oldest first; None
        where nothing was recorded on them."""
        first = self.date - dt.timedelta(days=days - 1)
        found = [v for d, v in self.series.get(name, ()) if first <= d <= self.date]
        return found or None


def facts_of(
    history: History,
    plan: Plan | None,
    request: PlanRequest,
    date: dt.date,
    person: Person | None = None,
) -> Facts:
    """All that history, plan and request say at the end of `date`.

    Pain and effort are those of the last session or run; `pain.baseline` is the median of the
    mornings up to it, or what the request calls usual. Distances are m, impulses BW s of one leg.
    `person` gives age norms and body weights, the plan's person where it is left out. Fields
    that describe a candidate session (session.*, days_since.tier_*) are the planner's to add.
    """
    from soleus.plan.fact_load import load_facts
    from soleus.plan.fact_pain import pain_facts
    from soleus.plan.fact_tests import test_facts

    known = history.until(date)
    person = person or (plan.person if plan else None)
    values: dict[str, Value] = {}
    series: dict[str, Series] = {}
    for more_values, more_series in (
        pain_facts(known, request, date),
        load_facts(known, plan, request, date),
        test_facts(known, person),
    ):
        values.update(more_values)
        series.update(more_series)
    return Facts(date, values, series)
