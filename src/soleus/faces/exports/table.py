"""The plan and the log as CSV tables; the unit of each column stands in its name."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from soleus.faces.exports import words
from soleus.plan.history import TESTS, History
from soleus.plan.plan import Block, Plan, Session

__all__ = ["HISTORY_COLUMNS", "PLAN_COLUMNS", "history_csv", "plan_csv"]

_DOSE = {
    "soleus_impulse_bw_s": ("soleus", "impulse_bw_s"),
    "soleus_peak_force_bw": ("soleus", "peak_force_bw"),
    "achilles_impulse_bw_s": ("achilles", "impulse_bw_s"),
    "achilles_peak_force_bw": ("achilles", "peak_force_bw"),
    "achilles_time_in_strain_window_s": ("achilles", "time_in_strain_window_s"),
}
#: One row a block; doses are those of one leg over all sets of one time.
PLAN_COLUMNS = (
    "week", "date", "weekday", "session", "session_uid", "phase", "tier", "times_a_day",
    "exercise", "label", "sets", "repetitions", "legs", "hold_s", "load_kg", "distance_m",
    "duration_s", "speed_m_per_s", "grade_percent", "effort_percent", "tempo", "rest_s", "minutes",
    *_DOSE, "swapped_from", "note", "why",
)  # fmt: skip
#: One row an entry: `kind` is session, set, pain, run, test or symptom. Empty is not known.
HISTORY_COLUMNS = (
    "kind", "date", "started_utc", "label", "session_uid", "complete", "exercise", "set",
    "repetitions", "load_kg", "hold_s", "distance_m", "duration_s", "climb_m", "side",
    "effort_0_to_10", "pain_when", "pain_0_to_10", "test", "value", "unit", "symptom", "present",
    *_DOSE, "origin", "note",
)  # fmt: skip
Row = dict[str, Any]


def plan_csv(plan: Plan) -> str:
    """One row a block, columns `PLAN_COLUMNS`, lines ended as RFC 4180 says."""
    rows = (
        _block_row(week.number, session, block)
        for week in plan.weeks
        for session in week.sessions
        for block in session.blocks
    )
    return _csv(PLAN_COLUMNS, rows)


def _block_row(week: int, session: Session, block: Block) -> Row:
    same = ("exercise", "label", "sets", "repetitions", "legs", "hold_s", "load_kg", "distance_m",
            "duration_s", "grade_percent", "effort_percent", "tempo", "rest_s", "swapped_from",
            "note")  # fmt: skip
    reasons = dict.fromkeys((*session.reasons, *block.reasons))
    return {
        **{key: getattr(block, key) for key in same},
        "week": week,
        "date": session.date.isoformat(),
        "weekday": f"{session.date:%a}",
        "session": session.label,
        "session_uid": session.uid,
        "phase": session.phase,
        "tier": session.tier,
        "times_a_day": session.times,
        "speed_m_per_s": block.speed_ms,
        "minutes": block.minutes,
        "why": "; ".join(str(r) for r in reasons),
        **_dose(block.dose or {}),
    }


def _dose(dose: Mapping[str, Mapping[str, float | None]]) -> Row:
    return {name: dose.get(tissue, {}).get(key) for name, (tissue, key) in _DOSE.items()}


def history_csv(history: History) -> str:
    """What was done, felt and measured by date, columns `HISTORY_COLUMNS`."""
    rows = [*_done(history), *_felt(history), *_measured(history)]
    return _csv(HISTORY_COLUMNS, sorted(rows, key=lambda r: r["date"]))


def _done(history: History) -> Iterator[Row]:
    for session in history.done:
        date = session.date.isoformat()
        yield {
            "kind": "session", "date": date, "label": session.label,
            "session_uid": session.session_uid, "started_utc": _utc(session.started),
            "duration_s": session.duration_s, "effort_0_to_10": session.effort,
            "complete": session.complete, "origin": session.origin, "note": session.note,
            **_dose(session.dose),
        }  # fmt: skip
        for place, done in enumerate(session.sets, start=1):
            yield {
                "kind": "set", "date": date, "label": session.label, "set": place,
                "session_uid": session.session_uid, "exercise": done.exercise,
                "repetitions": done.repetitions, "load_kg": done.load_kg, "hold_s": done.hold_s,
                "distance_m": done.distance_m, "duration_s": done.duration_s, "side": done.side,
                "effort_0_to_10": done.effort,
            }  # fmt: skip
    for run in history.runs:
        yield {
            "kind": "run", "date": run.date.isoformat(), "label": run.sport,
            "session_uid": run.session_uid, "started_utc": _utc(run.started),
            "duration_s": run.duration_s, "distance_m": run.distance_m, "climb_m": run.climb_m,
            "origin": run.file_name, "note": "; ".join(run.notes), **_dose(run.dose),
        }  # fmt: skip


def _felt(history: History) -> Iterator[Row]:
    for pain in history.pain:
        yield {
            "kind": "pain", "date": pain.date.isoformat(), "session_uid": pain.session_uid,
            "pain_when": pain.when, "pain_0_to_10": pain.value, "side": pain.side,
        }  # fmt: skip
    for symptom in history.symptoms:
        yield {
            "kind": "symptom", "date": symptom.date.isoformat(), "symptom": symptom.name,
            "present": symptom.present,
        }  # fmt: skip


def _measured(history: History) -> Iterator[Row]:
    for test in history.tests:
        yield {
            "kind": "test", "date": test.date.isoformat(), "test": test.name,
            "value": test.value, "unit": TESTS[test.name][0], "side": test.side,
        }  # fmt: skip


def _utc(moment: dt.datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A value as text: "" where it is not known. Text that a spreadsheet would run as a formula
    gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return words.number(value, 3)
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
