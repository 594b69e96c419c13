"""A plan as plain data, and back; a new plan after an old one."""

import datetime as dt
import json

import pytest

from soleus.anatomy.person import Person
from soleus.base.errors import DataError
from soleus.plan.document import FORMAT, plan_document, plan_from_document
from soleus.plan.planner import make_plan
from soleus.plan.request import Event, PlanRequest, request_fields, request_from_fields
from soleus.plan.scheme_files import list_schemes, load_scheme
from soleus.plan.splice import continue_plan

PERSON = Person(height=1.78, mass=72, sex="male", age=34)
MONDAY = dt.date(2026, 1, 5)


def make(scheme="article", weeks=2, start=MONDAY, **request):
    return make_plan(load_scheme(scheme), PERSON, weeks, start, request=PlanRequest(**request))


@pytest.mark.parametrize("name", list_schemes())
def test_a_plan_survives_as_json(name):
    plan = make(name)
    document = json.loads(json.dumps(plan_document(plan), allow_nan=False))
    back = plan_from_document(document)
    assert back.weeks == plan.weeks and back.uid == plan.uid and back.request == plan.request
    assert plan_document(back) == document


def test_bad_documents_are_refused():
    document = plan_document(make())
    with pytest.raises(DataError, match="newer Soleus"):
        plan_from_document({**document, "format": FORMAT + 1})
    with pytest.raises(DataError, match="not a plan"):
        plan_from_document({k: v for k, v in document.items() if k != "weeks"})


def test_requests_survive_as_fields():
    request = PlanRequest(
        goal="sprint", days=(1, 3), minutes=(30.0,) * 7, equipment=frozenset({"step"}),
        weights=(5.0, 2.5), pain=2.0, longest_run=8000.0, overrides=("SPACE-48",),
        events=(Event(MONDAY, "race", 10_000.0), Event(MONDAY, "busy")),
    )  # fmt: skip
    fields = json.loads(json.dumps(request_fields(request)))
    assert request_from_fields(fields, "here") == request


def test_a_new_plan_keeps_what_lies_behind():
    old = make(weeks=3)
    start = dt.date(2026, 1, 14)
    new = make(weeks=2, start=start, days=(0, 2, 5))
    whole = continue_plan(old, new, start)
    kept = [s for s in old.sessions() if s.date < start]
    assert [s for s in whole.sessions() if s.date < start] == kept
    assert [s for s in whole.sessions() if s.date >= start] == list(new.sessions())
    assert [w.number for w in whole.weeks] == list(range(1, len(whole.weeks) + 1))
    assert len({w.start - dt.timedelta(days=w.start.weekday()) for w in whole.weeks}) == len(
        whole.weeks
    )
    assert whole.uid == old.uid


def test_an_answered_session_ahead_stays():
    old = make(weeks=2)
    ahead = next(s for s in old.sessions() if s.date >= dt.date(2026, 1, 12))
    new = make(weeks=1, start=dt.date(2026, 1, 12), days=(0, 3, 6))
    whole = continue_plan(old, new, dt.date(2026, 1, 12), frozenset({ahead.uid}))
    assert ahead in list(whole.sessions())
