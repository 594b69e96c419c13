"""What a log answers with: a change, the plan in force, a session that was called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soleus.plan.plan import Plan

__all__ = ["CancelledSession", "Change", "StoredPlan"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was written, and can be undone as one: `id` counts the changes of an athlete,
    `at` is UTC, `command` the word that made it, `summary` a line about it."""

    id: int
    at: dt.datetime
    command: str
    summary: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class CancelledSession:
    """A session that was planned and no longer is: its last `date` (local) and `label`, and the
    `sequence` a calendar needs to believe it."""

    uid: str
    date: dt.date
    label: str
    sequence: int


@dataclass(frozen=True)
class StoredPlan:
    """The plan in force. `revision` counts the plans of an athlete, `saved_at` is UTC.

    `sequences` maps each session of the plan to a number that starts at 0 and rises whenever a
    revision, or the undoing of one, changed that session; it never falls. `cancelled` are the
    sessions of earlier revisions that are no longer planned.
    """

    plan: Plan
    revision: int
    saved_at: dt.datetime
    sequences: Mapping[str, int] = field(default_factory=dict)
    cancelled: tuple[CancelledSession, ...] = ()
