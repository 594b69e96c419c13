"""Saving, loading and undoing plans, with what calendars are told about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from soleus.store.documents import StoredDocument, add_document, current_document
from soleus.store.entries import to_json
from soleus.store.entry_table import answered
from soleus.store.plan_checks import by_uid, check_plan, check_undo
from soleus.store.records import CancelledSession, StoredPlan
from soleus.store.sequences import list_cancelled, list_sequences, tell_calendars

if TYPE_CHECKING:
    from soleus.plan.plan import Plan

__all__ = [
    "FoundPlan", "check_new", "check_undo_of", "document_of", "load_plan", "put_plan", "read_plan",
    "tell",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """The plan in force as it lies in the tables."""

    document: StoredDocument
    sequences: Mapping[str, int]
    cancelled: tuple[CancelledSession, ...]


def document_of(plan: Plan) -> dict[str, Any]:
    """The fields of a plan. Raises `InputError` for one that a log cannot follow."""
    from soleus.plan.document import plan_document

    fields = plan_document(plan)
    by_uid(fields)
    return fields


def load_plan(connection: sa.Connection, athlete: int) -> FoundPlan | None:
    """The plan in force, not yet read."""
    found = current_document(connection, athlete, "plan")
    if found is None:
        return None
    sequences = list_sequences(connection, athlete, by_uid(found.body))
    return FoundPlan(found, sequences, list_cancelled(connection, athlete))


def read_plan(found: FoundPlan) -> StoredPlan:
    """The plan as a record. Raises `DataError` for one of a newer format."""
    from soleus.plan.document import plan_from_document

    plan, document = plan_from_document(found.document.body), found.document
    return StoredPlan(plan, document.revision, document.saved_at, found.sequences, found.cancelled)


def _comparable(document: StoredDocument | None) -> dict[str, Any] | None:
    """A stored plan as today's format writes it, so that only what differs differs."""
    from soleus.plan.document import FORMAT, plan_document, plan_from_document

    if document is None:
        return None
    fields = document.body
    return fields if fields["format"] == FORMAT else plan_document(plan_from_document(fields))


def check_new(
    connection: sa.Connection, athlete: int, new: Mapping[str, Any], today: dt.date
) -> None:
    """Raise `InputError` where a new plan changes what is over or done."""
    old = _comparable(current_document(connection, athlete, "plan"))
    check_plan(old, new, answered(connection, athlete), today)


def put_plan(
    connection: sa.Connection, athlete: int, change: int, new: Mapping[str, Any], today: dt.date
) -> None:
    """Save a revision that was checked."""
    add_document(connection, athlete, change, "plan", to_json(new, "plan"))
    tell(connection, athlete, today)


def tell(connection: sa.Connection, athlete: int, today: dt.date) -> None:
    """Tell calendars what is planned now."""
    plan = current_document(connection, athlete, "plan")
    done = answered(connection, athlete)
    tell_calendars(connection, athlete, plan.body if plan else None, done, today)


def check_undo_of(connection: sa.Connection, athlete: int, change: Any, today: dt.date) -> None:
    """Raise `InputError` where undoing a change, given as its row, would change what is over since
    it was written, or done otherwise than by it."""
    now = current_document(connection, athlete, "plan")
    then = current_document(connection, athlete, "plan", without=change.id)
    if now is None or now == then:
        return
    before = _comparable(now)
    assert before is not None
    since = change.at.astimezone().date()  # of an import later than what it brought
    done = answered(connection, athlete, without=change.id)
    check_undo(before, _comparable(then), since, done, today)
