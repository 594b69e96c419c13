"""An adaptation as plain dictionaries with stable keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soleus.faces.payload import rounded
from soleus.faces.plan_payload import reasons_payload

if TYPE_CHECKING:
    from soleus.plan.adapt import Adaptation
    from soleus.plan.adapt_capacity import Capacity

__all__ = ["adaptation_payload"]


def _capacity(found: Capacity) -> dict[str, Any]:
    tendon = found.tendon
    return {
        "words": list(found.sentences()),
        "heel_raises": found.heel_raises,
        "heel_raises_norm": found.norm,
        "strength": [
            {
                "test": s.test,
                "date": None if s.date is None else s.date.isoformat(),
                "measured": s.measured,
                "expected": s.expected,
                "unit": s.unit,
                "ratio": s.ratio,
            }
            for s in found.strength
        ],
        "sets": [
            {
                "date": s.date.isoformat(),
                "session": s.session_uid,
                "exercise": s.exercise,
                "load_kg": s.load_kg,
                "sets": s.sets,
                "repetitions": s.repetitions,
                "share_of_strength": s.share,
                "repetitions_possible": s.possible,
                "finished": s.course.finished,
            }
            for s in found.sets
        ],
        "tendon_strain_window_s": {
            "done": tendon.done,
            "planned": tendon.planned,
            "target": [tendon.low, tendon.high],
        },
    }


def adaptation_payload(found: Adaptation) -> dict[str, Any]:
    """What was done, what changes and why, gates, capacity in words, rules that fired."""
    result: dict[str, Any] = rounded(
        {
            "stopped": found.stopped,
            "weeks": [
                {
                    "number": w.number,
                    "start": w.start.isoformat(),
                    "sessions_planned": w.sessions_planned,
                    "sessions_done": w.sessions_done,
                    "adherence": w.adherence,
                    "planned": dict(w.planned),
                    "done": dict(w.done),
                }
                for w in found.done
            ],
            "changes": [
                {
                    "date": c.date.isoformat(),
                    "session": c.session_uid,
                    "label": c.label,
                    "what": c.what,
                    "before": c.before,
                    "after": c.after,
                    "reasons": reasons_payload(c.reasons),
                }
                for c in found.changes
            ],
            "gates": [
                {"rule": g.rule.id, "passed": g.passed, "missing": list(g.missing)}
                for g in found.gates
            ],
            "capacity": _capacity(found.capacity),
            "fired": [{"rule": f.rule.id, "sentence": f.sentence} for f in found.fired],
            "notes": list(found.notes),
        }
    )
    return result
