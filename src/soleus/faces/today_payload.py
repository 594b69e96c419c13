"""A day of a plan: what is on it, what was done, what comes next; and as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soleus.plan.history import DoneSession, History, PainEntry

if TYPE_CHECKING:
    from soleus.plan.plan import Plan, Session, Week

__all__ = ["DOSES", "Today", "look_at", "today_payload"]

#: The doses a card shows: tissue, metric, words, unit.
DOSES = (
    ("soleus", "peak_force_bw", "peak", "BW"),
    ("soleus", "impulse_bw_s", "impulse", "BW s"),
    ("soleus", "time_above_3_bw_s", "above 3 BW", "s"),
    ("achilles", "peak_force_bw", "peak", "BW"),
    ("achilles", "impulse_bw_s", "impulse", "BW s"),
    ("achilles", "time_above_3_bw_s", "above 3 BW", "s"),
    ("achilles", "time_in_strain_window_s", "in the strain window", "s"),
)


@dataclass(frozen=True)
class Today:
    """A `date` in a plan: its `sessions`, how often each was `done` (by uid), the `week` it lies
    in, the `next` session after it, what was done beyond the plan that day (`extra`), and the
    `last_pain` entries (those of the latest day with any). `stops` are the sentences of rules
    that stop all training."""

    date: dt.date
    plan: Plan
    sessions: tuple[Session, ...]
    done: dict[str, tuple[DoneSession, ...]]
    week: Week | None
    next: Session | None
    extra: tuple[DoneSession, ...]
    last_pain: tuple[PainEntry, ...]
    stops: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """planned, done, rest, before (the plan has not begun), over, or stopped by a rule."""
        if self.stops:
            return "stopped"
        if self.sessions:
            return "done" if all(self.is_done(s) for s in self.sessions) else "planned"
        dates = [s.date for s in self.plan.sessions()]
        if not dates or self.date > max(dates):
            return "over"
        return "before" if self.date < min(dates) else "rest"

    def is_done(self, session: Session) -> bool:
        """Whether it was done as often as it is planned that day."""
        return len(self.done.get(session.uid, ())) >= session.times


def look_at(plan: Plan, history: History, date: dt.date) -> Today:
    """What a day of a plan holds."""
    from soleus.plan.stops import stops_on

    done: dict[str, tuple[DoneSession, ...]] = {}
    for entry in history.done:
        if entry.session_uid is not None:
            done[entry.session_uid] = (*done.get(entry.session_uid, ()), entry)
    planned = {s.uid for s in plan.sessions()}
    pain = [p for p in history.pain if p.date <= date]
    latest = max((p.date for p in pain), default=None)
    return Today(
        date,
        plan,
        plan.on(date),
        done,
        next((w for w in reversed(plan.weeks) if w.start <= date), None),
        next((s for s in plan.sessions() if s.date > date), None),
        tuple(d for d in history.done if d.date == date and d.session_uid not in planned),
        tuple(p for p in pain if p.date == latest),
        tuple(str(f) for f in stops_on(plan, history, date)),
    )


def today_payload(today: Today) -> dict[str, Any]:
    """A day with stable keys. A dose of null is not known, never zero."""
    from soleus.faces.payload import rounded
    from soleus.faces.plan_payload import reasons_payload, session_payload

    week = today.week
    result: dict[str, Any] = rounded(
        {
            "date": today.date.isoformat(),
            "state": today.state,
            "stops": list(today.stops),
            "plan": today.plan.uid,
            "scheme": today.plan.scheme.name,
            "sessions": [
                {
                    **session_payload(s),
                    "done": len(today.done.get(s.uid, ())),
                    "is_done": today.is_done(s),
                }
                for s in today.sessions
            ],
            "extra": [{"label": d.label, "sets": len(d.sets)} for d in today.extra],
            "week": week and _week(today, week),
            "week_reasons": reasons_payload(week.reasons) if week else [],
            "next": today.next
            and {
                "date": today.next.date.isoformat(),
                "label": today.next.label,
                "uid": today.next.uid,
            },
            "last_pain": [
                {"date": p.date.isoformat(), "when": p.when, "value": p.value, "side": p.side}
                for p in today.last_pain
            ],
        }
    )
    return result


def _week(today: Today, week: Week) -> dict[str, Any]:
    return {
        "number": week.number,
        "of": len(today.plan.weeks),
        "start": week.start.isoformat(),
        "phase": week.phase,
        "planned": sum(s.times for s in week.sessions),
        "done": sum(min(s.times, len(today.done.get(s.uid, ()))) for s in week.sessions),
    }
