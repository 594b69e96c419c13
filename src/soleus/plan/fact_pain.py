"""Pain, effort and symptoms as facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import median

from soleus.plan.fact_fields import Value
from soleus.plan.history import SYMPTOMS, History, PainEntry
from soleus.plan.request import PlanRequest

__all__ = ["last_session", "pain_facts"]

#: A week: pain older than this says nothing of today, and as many mornings make a usual one.
_WEEK = 7
#: The pain gate's lowest band (`silbernagel2007`): above it a calf counts as symptomatic.
_ACCEPTED = 2.0

_Entries = list[tuple[dt.date, float | bool]]


def last_session(history: History) -> dt.date | None:
    """The day of the last session or run."""
    return max([d.date for d in history.done] + [r.date for r in history.runs], default=None)


def pain_facts(
    history: History, request: PlanRequest, date: dt.date
) -> tuple[dict[str, Value], dict[str, _Entries]]:
    """Values and series of pain, effort and symptoms at the end of `date`."""
    values: dict[str, Value] = {}
    series: dict[str, _Entries] = {}
    for when in ("during", "after", "morning", "rest"):
        series[f"pain.{when}"] = [(e.date, e.value) for e in history.pain if e.when == when]
    series["pain.worst"] = _worst_by_day(history.pain)
    series["effort.last"] = [(d.date, d.effort) for d in history.done if d.effort is not None]
    for when in ("during", "after", "rest"):
        _set(values, f"pain.{when}", _latest(series[f"pain.{when}"], date))
    _set(values, "pain.worst", _latest(series["pain.worst"], date))
    _set(values, "effort.last", _latest(series["effort.last"], date))
    _mornings(values, series["pain.morning"], history, request, date)
    recent = [e.value for e in history.pain if (date - e.date).days < _WEEK]
    worst = max(recent) if recent else request.pain
    if worst is not None:
        values["symptomatic"] = worst > _ACCEPTED
    for name in SYMPTOMS:
        entries: _Entries = [(e.date, e.present) for e in history.symptoms if e.name == name]
        series[f"symptom.{name}"] = entries
        if entries:  # of several entries on the latest day, one that says yes stands
            values[f"symptom.{name}"] = any(v for d, v in entries if d == entries[-1][0])
    return values, series


def _set(values: dict[str, Value], name: str, value: float | None) -> None:
    if value is not None:
        values[name] = value


def _worst_by_day(entries: Iterable[PainEntry]) -> _Entries:
    days: dict[dt.date, float] = {}
    for entry in entries:
        days[entry.date] = max(entry.value, days.get(entry.date, 0.0))
    return sorted(days.items())


def _latest(entries: _Entries, date: dt.date) -> float | None:
    """The highest value of the latest day with an entry, of the last week."""
    if not entries or (date - entries[-1][0]).days >= _WEEK:
        return None
    return max(float(v) for d, v in entries if d == entries[-1][0])


def _mornings(
    values: dict[str, Value], mornings: _Entries, history: History, request: PlanRequest,
    date: dt.date,
) -> None:  # fmt: skip
    """Morning pain since the last session against the usual one before it, and weekly means. A
    morning on the day of the session comes before it."""
    last = last_session(history)
    before = [float(v) for d, v in mornings if last is None or d <= last][-_WEEK:]
    usual = median(before) if before else request.morning_pain
    _set(values, "pain.baseline", usual)
    if last is not None:
        values["days_since.session"] = float((date - last).days)
        _set(values, "pain.morning", _latest([(d, v) for d, v in mornings if d > last], date))
    for name, first in (("pain.week_mean", 0), ("pain.last_week_mean", _WEEK)):
        found = [float(v) for d, v in mornings if first <= (date - d).days < first + _WEEK]
        _set(values, name, sum(found) / len(found) if found else None)
