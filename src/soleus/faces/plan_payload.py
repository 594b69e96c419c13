"""A plan as plain dictionaries with stable keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soleus.faces.intervals import samples_with_intervals
from soleus.faces.payload import person_payload, rounded

if TYPE_CHECKING:
    from soleus.plan.plan import Block, Plan, Reason, Session, Week

__all__ = ["block_payload", "plan_payload", "reasons_payload", "session_payload"]

_BLOCK_KEYS = (
    "exercise", "label", "sets", "repetitions", "hold_s", "load_kg", "distance_m", "duration_s",
    "speed_ms", "grade_percent", "effort_percent", "rest_s", "tempo", "legs", "swapped_from",
    "note", "verdict",
)  # fmt: skip


def reasons_payload(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    """Reasons with the ids of their rules."""
    return [{"rule": r.rule, "text": r.text} for r in reasons]


def block_payload(block: Block) -> dict[str, Any]:
    """A block; its dose of one leg with intervals, null where it is not known."""
    return {
        **{key: getattr(block, key) for key in _BLOCK_KEYS},
        "technique": list(block.technique),
        "reasons": reasons_payload(block.reasons),
        "dose": samples_with_intervals(block.dose, block.samples) if block.dose else None,
    }


def session_payload(session: Session) -> dict[str, Any]:
    """A session with its blocks."""
    return {
        "uid": session.uid,
        "date": session.date.isoformat(),
        "name": session.name,
        "label": session.label,
        "phase": session.phase,
        "tier": session.tier,
        "times": session.times,
        "minutes": session.minutes,
        "reasons": reasons_payload(session.reasons),
        "blocks": [block_payload(b) for b in session.blocks],
        "dose": _total(session),
    }


def _total(part: Session | Week) -> dict[str, Any] | None:
    return samples_with_intervals(part.dose, part.samples) or None


def plan_payload(plan: Plan) -> dict[str, Any]:
    """A plan; doses are for one leg. A dose of null is not known yet, never zero."""
    from soleus.plan.request import request_fields

    weeks = [
        {
            "number": week.number,
            "start": week.start.isoformat(),
            "phase": week.phase,
            "reasons": reasons_payload(week.reasons),
            "sessions": [session_payload(s) for s in week.sessions],
            "dose": _total(week),
        }
        for week in plan.weeks
    ]
    result: dict[str, Any] = rounded(
        {
            "plan": plan.uid,
            "person": person_payload(plan.person),
            "request": request_fields(plan.request),
            "scheme": plan.scheme.name,
            "reasons": reasons_payload(plan.reasons),
            "weeks": weeks,
            "warnings": list(plan.warnings),
        }
    )
    return result
