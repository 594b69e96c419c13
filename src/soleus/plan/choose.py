"""Which scheme fits a goal and a state: `data/scheme_choice.yaml`, first match first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path
from soleus.plan.plan import Reason
from soleus.plan.request import GOALS, PlanRequest
from soleus.plan.scheme import Scheme
from soleus.plan.scheme_files import list_schemes, load_scheme

__all__ = ["choose_scheme", "scheme_choices"]


@cache
def scheme_choices() -> tuple[Mapping[str, Any], ...]:
    """The rows of the table, checked; raises `DataError` for one that cannot match."""
    where = "scheme_choice.yaml"
    rows = yaml.safe_load(data_path(where).read_text(encoding="utf-8"))
    for number, row in enumerate(rows, start=1):
        place = f"{where}: row {number}"
        check_keys(row, {"goal", "scheme", "reason"}, {"pain_above", "needs", "race"}, place)
        if row["goal"] not in (*GOALS, "any") or row["scheme"] not in list_schemes():
            raise DataError(f"{place}: goal or scheme is not known")
    return tuple(rows)


def choose_scheme(request: PlanRequest, start: dt.date, weeks: int) -> tuple[Scheme, Reason]:
    """The scheme for a request's goal and pain, and why. Without a goal or pain: the article's."""
    end = start + dt.timedelta(weeks=weeks)
    race = any(e.kind == "race" and start <= e.date <= end for e in request.events)
    for row in scheme_choices():
        if row["goal"] not in (request.goal, "any"):
            continue
        if "pain_above" in row and not (request.pain or 0.0) > row["pain_above"]:
            continue
        if "needs" in row and not any(map(request.has, row["needs"])):
            continue
        if row.get("race") and not race:
            continue
        goal = request.goal.replace("_", " ") or "no goal given"
        return load_scheme(row["scheme"]), Reason("PLAN-SCHEME", f"{goal}: {row['reason']}")
    return load_scheme("article"), Reason("PLAN-SCHEME", "no goal given: the article's scheme")
