"""The records of an adaptation: what changes, why, and what was done before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soleus.dose.metrics import METRICS
from soleus.plan.gates import Gate
from soleus.plan.plan import Plan, Reason
from soleus.plan.rules import Fired

if TYPE_CHECKING:
    from soleus.plan.adapt_capacity import Capacity

__all__ = ["Adaptation", "PlanChange", "WeekDone", "day_words"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(date: dt.date) -> str:
    """A day as people write it, in the same words on every machine: Tue 17 Mar."""
    return f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"


def _in_words(key: str) -> str:
    """What a key of planned or done doses means: tissue, and what the metric is called."""
    tissue, metric = key.split(" ")
    return f"{tissue} {METRICS[metric].label}"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change: `what` in a few words (cut, lighter, cancelled, ...), `before` and `after` as
    sentences of what to do ("" where there was or is nothing), and the rules behind it."""

    date: dt.date
    session_uid: str
    label: str
    what: str
    before: str
    after: str
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        change = f"{self.before} -> {self.after}" if self.before and self.after else self.after
        lines = [f"{day_words(self.date)} {self.label}: {self.what}"]
        lines += [f"  {change}"] if change else []
        return "\n".join([*lines, *(f"  why: {r}" for r in self.reasons)])


@dataclass(frozen=True, slots=True)
class WeekDone:
    """A week of the plan so far: sessions planned up to now and done of them, and the dose of one
    leg planned and done, keyed "tissue metric"; None where some of it is not known."""

    number: int
    start: dt.date
    sessions_planned: int
    sessions_done: int
    planned: Mapping[str, float | None]
    done: Mapping[str, float | None]

    @property
    def adherence(self) -> float | None:
        """Share of the planned sessions that were done, None where none was planned."""
        return self.sessions_done / self.sessions_planned if self.sessions_planned else None

    def share(self, key: str) -> float | None:
        """Dose done over planned."""
        planned, done = self.planned.get(key), self.done.get(key)
        return done / planned if planned and done is not None else None


@dataclass(frozen=True)
class Adaptation:
    """A plan after what was done. `plan` is the new one, the same where nothing changes; `gates`
    are those of the present phase; `stopped` where a stop rule cancelled what lies ahead."""

    plan: Plan
    changes: tuple[PlanChange, ...]
    gates: tuple[Gate, ...]
    done: tuple[WeekDone, ...]
    capacity: Capacity
    fired: tuple[Fired, ...]
    stopped: bool
    notes: tuple[str, ...]

    def __str__(self) -> str:
        lines = ["STOP: nothing ahead is trained"] if self.stopped else []
        for week in self.done:
            words = [
                f"week {week.number}: {week.sessions_done} of {week.sessions_planned} sessions"
            ]
            for key in week.planned:
                share = week.share(key)
                words += [] if share is None else [f"{_in_words(key)} {100 * share:.0f} %"]
            lines.append(", ".join(words))
        lines += [str(c) for c in self.changes] or ["nothing changes"]
        lines += [str(g) for g in self.gates]
        return "\n".join([*lines, str(self.capacity), *self.notes])
