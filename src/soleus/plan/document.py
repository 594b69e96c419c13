"""A plan as plain data that a log can keep, and back: what was planned stays as it was, whatever
later versions of the data files say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import person_fields, person_from_fields
from soleus.base.errors import DataError, SoleusError
from soleus.dose.measure import add_doses
from soleus.plan.block_spec import spec_fields, spec_from_fields
from soleus.plan.plan import Block, Plan, Reason, Session, Week
from soleus.plan.request import request_fields, request_from_fields
from soleus.plan.scheme_files import parse_scheme

__all__ = ["FORMAT", "plan_document", "plan_from_document"]

#: Version of the document; raised when a key changes its meaning.
FORMAT = 1
_BLOCK_KEYS = (
    "exercise", "label", "sets", "repetitions", "hold_s", "load_kg", "distance_m", "rest_s",
    "tempo", "note", "verdict", "grade_percent", "duration_s", "speed_ms", "legs", "swapped_from",
    "work_s",
)  # fmt: skip


def plan_document(plan: Plan) -> dict[str, Any]:
    """A plan as nested dictionaries and lists of JSON values."""
    return {
        "format": FORMAT,
        "uid": plan.uid,
        "person": {k: v for k, v in person_fields(plan.person).items() if v not in (None, "")},
        "request": request_fields(plan.request),
        "scheme": {"name": plan.scheme.name, "content": dict(plan.scheme.content)},
        "reasons": _reasons(plan.reasons),
        "weeks": [_week(week) for week in plan.weeks],
    }


def _reasons(reasons: tuple[Reason, ...]) -> list[list[str]]:
    return [[r.rule, r.text] for r in reasons]


def _week(week: Week) -> dict[str, Any]:
    return {
        "number": week.number,
        "start": week.start.isoformat(),
        "phase": week.phase,
        "reasons": _reasons(week.reasons),
        "sessions": [_session(session) for session in week.sessions],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "uid": session.uid,
        "date": session.date.isoformat(),
        "name": session.name,
        "label": session.label,
        "tier": session.tier,
        "phase": session.phase,
        "times": session.times,
        "reasons": _reasons(session.reasons),
        "blocks": [_block(block) for block in session.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        **{key: getattr(block, key) for key in _BLOCK_KEYS},
        "technique": list(block.technique),
        "reasons": _reasons(block.reasons),
        "spec": None if block.spec is None else spec_fields(block.spec),
        "dose": None if block.dose is None else {t: dict(v) for t, v in block.dose.items()},
    }


def plan_from_document(document: Mapping[str, Any]) -> Plan:
    """The plan of a document; doses as they were computed then, without the simulations behind
    them. Raises `DataError` for one that is not a plan, or of a newer format."""
    if document.get("format", 0) > FORMAT:
        raise DataError(
            f"the plan was written by a newer Soleus (format {document['format']}, this one reads "
            f"up to {FORMAT}); update Soleus"
        )
    try:
        person = person_from_fields(dict(document["person"]), "plan")
        scheme = document["scheme"]
        return Plan(
            person=person,
            leg=build_leg(person),
            scheme=parse_scheme(scheme["name"], scheme["content"], f"plan: {scheme['name']}"),
            weeks=tuple(_read_week(w) for w in document["weeks"]),
            request=request_from_fields(document["request"], "plan: request"),
            uid=document["uid"],
            reasons=_read_reasons(document["reasons"]),
        )
    except SoleusError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"not a plan: {type(error).__name__} {error}") from None


def _read_reasons(pairs: Any) -> tuple[Reason, ...]:
    return tuple(Reason(rule, text) for rule, text in pairs)


def _read_week(entry: Mapping[str, Any]) -> Week:
    sessions = tuple(_read_session(s) for s in entry["sessions"])
    return Week(
        entry["number"], dt.date.fromisoformat(entry["start"]), sessions,
        add_doses([s.dose for s in sessions if s.dose]), entry["phase"],
        _read_reasons(entry["reasons"]),
    )  # fmt: skip


def _read_session(entry: Mapping[str, Any]) -> Session:
    blocks = tuple(_read_block(b) for b in entry["blocks"])
    dose = add_doses([b.dose for b in blocks if b.dose is not None] * entry["times"])
    return Session(
        dt.date.fromisoformat(entry["date"]), entry["name"], entry["label"], blocks, dose,
        entry["uid"], entry["tier"], entry["phase"], entry["times"],
        _read_reasons(entry["reasons"]),
    )  # fmt: skip


def _read_block(entry: Mapping[str, Any]) -> Block:
    return Block(
        **{key: entry[key] for key in _BLOCK_KEYS},
        technique=tuple(entry["technique"]),
        reasons=_read_reasons(entry["reasons"]),
        dose=entry["dose"],
        spec=None if entry["spec"] is None else spec_from_fields(entry["spec"]),
    )
