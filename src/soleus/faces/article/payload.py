"""The trial as JSON: stable keys, numbers finite or null."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from soleus.anatomy.person import Person
from soleus.base.library import load_sources
from soleus.faces.article.words import (
    SYMBOLS,
    count_by_grade,
    measured_scales,
    notes,
    number_of,
    why,
)
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_rows import Place
from soleus.study.verdicts import GRADES, PEOPLE, Answer, Verdict

__all__ = ["article_payload"]


def article_payload(verdicts: Sequence[Verdict], person: Person | None) -> dict[str, Any]:
    """All claims with tests, evidence, verdicts and sources."""
    counts = count_by_grade(verdicts)
    keys = sorted({k for v in verdicts for k in v.claim.sources})
    known = load_sources()
    return {
        "person": (person or REFERENCE).describe(),
        "reference_body": person is None,
        "people_count_times": PEOPLE,
        "grades": [
            {"grade": name, "symbol": SYMBOLS[name], "from_score": low, "claims": counts[name]}
            for name, low in GRADES
        ],
        "claims": [_claim(v) for v in verdicts],
        "sources": {k: {"text": known[k].text, "doi": known[k].doi} for k in keys},
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _claim(v: Verdict) -> dict[str, Any]:
    c = v.claim
    some, of = measured_scales(v)
    return {
        "id": c.id, "number": number_of(c), "title": c.title, "says": c.says, "asks": c.asks,
        "grade": v.grade, "symbol": SYMBOLS[v.grade],
        "score": _finite(v.score) if v.answers else None, "measured": v.measured,
        "scales_with_people": some, "scales_tried": of, "model_and_people_disagree": v.disagree,
        "why": why(v), "notes": notes(v), "tests": [_test(a) for a in v.answers],
        "left_out": [
            {"id": o.test.id, "what": o.test.what, "reason": o.reason} for o in v.left_out
        ],
        "also": [{"text": e.text, "speaks": e.speaks, "source": e.source} for e in c.also],
        "sources": list(c.sources),
    }  # fmt: skip


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"experiment": place.experiment, **place.arguments}


def _test(a: Answer) -> dict[str, Any]:
    t = a.test
    interval = None if a.interval is None else [_finite(v) for v in a.interval]
    return {
        "id": t.id, "what": t.what, "unit": t.unit, "at": _place(t.place),
        "against": _place(t.against), "how": t.how, "holds": t.holds, "fails": t.fails,
        "why_these_thresholds": t.why, "weight": t.weight, "model": _finite(a.value),
        "interval_90": interval, "model_score": _finite(a.model_score),
        "people_score": _finite(a.people_score), "score": _finite(a.score),
        "disagree": a.disagree,
        "people": [
            {"what": m.what, "value": m.value, "sd": m.sd, "source": m.source} for m in t.people
        ],
    }  # fmt: skip
