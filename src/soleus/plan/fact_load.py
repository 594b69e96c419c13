"""Running and tendon load behind, and where in its plan an athlete stands, as facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from soleus.dose.measure import Values
from soleus.motion.steady_run import load_steady
from soleus.plan.fact_fields import Value
from soleus.plan.history import DoneSession, History, PainEntry, RunEntry
from soleus.plan.plan import Plan, Week
from soleus.plan.request import PlanRequest
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["Load", "load_facts", "loads_of", "pain_of", "phase_sessions", "week_at"]

_WEEK, _MONTH = 7, 28
_WINDOW = 30  # days of the single-session rule (`runsafe2025`)
_ACCEPTED = 2.0  # the pain gate's lowest band (`silbernagel2007`)
_Entries = list[tuple[dt.date, float | bool]]


@dataclass(frozen=True, slots=True)
class Load:
    """One session or run behind: distance run, m, and impulses, BW s, and time in the strain
    window, s, of one leg; None where not known."""

    date: dt.date
    distance: float
    soleus: float | None
    achilles: float | None
    window: float | None


def loads_of(history: History) -> list[Load]:
    """Everything done, oldest first. A run that answers the same planned session as a logged
    session is that session's: it gives the distance, and the dose where the session has none."""
    runs = {r.session_uid: r for r in history.runs if r.session_uid}
    found, used = [], set()
    for done in history.done:
        run = runs.get(done.session_uid or "")
        dose = done.dose or (run.dose if run else {})
        distance = run.distance_m if run else done_distance(done)
        found.append(_load(done.date, distance, dose))
        if run is not None:
            used.add(id(run))
    found += [
        _load(r.date, r.distance_m if is_run(r) else 0.0, r.dose)
        for r in history.runs
        if id(r) not in used
    ]
    return sorted(found, key=lambda entry: entry.date)


def is_run(entry: RunEntry) -> bool:
    """Whether it was running; walks and hikes are not."""
    return "run" in entry.sport


def done_distance(done: DoneSession) -> float:
    """Distance of the runs in a logged session, m: each set's, times its repetitions."""
    return sum(
        (s.distance_m or 0.0) * (s.repetitions or 1)
        for s in done.sets
        if s.exercise in RUNNING or (s.exercise in STEADY and load_steady(s.exercise).gait == "run")
    )


def _load(date: dt.date, distance: float, dose: Values) -> Load:
    achilles, soleus = dose.get("achilles") or {}, dose.get("soleus") or {}
    return Load(
        date, distance, soleus.get("impulse_bw_s"), achilles.get("impulse_bw_s"),
        achilles.get("time_in_strain_window_s"),
    )  # fmt: skip


def load_facts(
    history: History, plan: Plan | None, request: PlanRequest, date: dt.date
) -> tuple[dict[str, Value], dict[str, _Entries]]:
    """Values and series of running, load and plan at the end of `date`."""
    loads = loads_of(history)
    runs = [entry for entry in loads if entry.distance > 0]
    known: _Entries = [(e.date, e.achilles) for e in loads if e.achilles is not None]
    values: dict[str, Value] = {}
    _spikes(values, runs, loads, plan, request, date)
    _means(values, runs, date)
    for name, key in (("soleus_impulse", "soleus"), ("achilles_impulse", "achilles"),
                      ("strain_window", "window")):  # fmt: skip
        week = [getattr(e, key) for e in loads if (date - e.date).days < _WEEK]
        if week and None not in week:
            values[f"week.{name}"] = sum(week)
    _ratio(values, "load.acute_chronic_run", [(e.date, e.distance) for e in runs], date)
    _ratio(values, "load.acute_chronic_tendon", [(d, float(v)) for d, v in known], date)
    if plan is not None:
        values.update(_plan_facts(history, plan, request, date))
    return values, {
        "run.distance": [(e.date, e.distance) for e in runs],
        "tendon.impulse": known,
    }


def _spikes(
    values: dict[str, Value], runs: Sequence[Load], loads: Sequence[Load], plan: Plan | None,
    request: PlanRequest, date: dt.date,
) -> None:  # fmt: skip
    """The day's own run and session, and the largest of the 30 days before it."""
    today = [e.distance for e in runs if e.date == date]
    if today:
        values["session.run_distance"] = max(today)
    before = [e.distance for e in runs if 0 < (date - e.date).days <= _WINDOW]
    start = plan.weeks[0].start if plan and plan.weeks else date
    if request.longest_run is not None and (date - start).days <= _WINDOW:
        before.append(request.longest_run)
    if before:
        values["run.longest_30_days"] = max(before)
    impulses = [e.achilles for e in loads if e.date == date and e.achilles is not None]
    if impulses:
        values["session.tendon_impulse"] = max(impulses)
    past = [
        e.achilles for e in loads
        if e.achilles is not None and 0 < (date - e.date).days <= _WINDOW
    ]  # fmt: skip
    if past:
        values["tendon.impulse_30_days"] = max(past)


def _means(values: dict[str, Value], runs: Sequence[Load], date: dt.date) -> None:
    """Weekly distance and number of runs, over the whole weeks (at most 4) that records span."""
    if not runs:
        return
    values["days_since.run"] = float((date - runs[-1].date).days)
    values["run.week_distance"] = sum(e.distance for e in runs if (date - e.date).days < _WEEK)
    weeks = min(4, ((date - runs[0].date).days + 1) // _WEEK)
    if weeks:
        recent = [e.distance for e in runs if (date - e.date).days < weeks * _WEEK]
        values["run.mean_week_distance"] = sum(recent) / weeks
        values["run.mean_per_week"] = len(recent) / weeks


def _ratio(
    values: dict[str, Value], name: str, entries: Sequence[tuple[dt.date, float]], date: dt.date
) -> None:
    """The last 7 days over the weekly mean of 28, where records go back that far."""
    if not entries or (date - entries[0][0]).days + 1 < _MONTH:
        return
    week = sum(v for d, v in entries if (date - d).days < _WEEK)
    month = sum(v for d, v in entries if (date - d).days < _MONTH)
    if month > 0:
        values[name] = week / (month / 4)


def week_at(plan: Plan, date: dt.date) -> Week | None:
    """The week of a plan a day lies in: the last that began by then, the first before it."""
    begun = [w for w in plan.weeks if w.start <= date]
    return begun[-1] if begun else next(iter(plan.weeks), None)


def phase_sessions(history: History, plan: Plan, phase: str) -> list[DoneSession]:
    """What was done of the planned sessions of a phase."""
    uids = {s.uid for s in plan.sessions() if s.phase == phase}
    return [d for d in history.done if d.session_uid in uids]


def is_quiet(done: DoneSession, history: History) -> bool:
    """Whether pain in and after a session is known and was never above 2."""
    found = [e.value for e in pain_of(done, history) if e.when in ("during", "after")]
    return bool(found) and max(found) <= _ACCEPTED


def pain_of(done: DoneSession, history: History) -> list[PainEntry]:
    """Pain told for a session; without a session's name, that of the same day."""
    names = {done.session_uid, done.uid} - {None, ""}
    return [
        e
        for e in history.pain
        if (e.session_uid in names if e.session_uid else e.date == done.date)
    ]


def _plan_facts(
    history: History, plan: Plan, request: PlanRequest, date: dt.date
) -> dict[str, Value]:
    week = week_at(plan, date)
    goals = (request.goal,) if request.goal else plan.scheme.goals
    values: dict[str, Value] = {"phase.returning": "return_to_run" in goals}
    races = [(e.date - date).days for e in request.events if e.kind == "race" and e.date >= date]
    if races:
        values["days_to.race"] = float(min(races))
    if week is None:
        return values
    values["plan.week"] = float(week.number)
    done = phase_sessions(history, plan, week.phase)
    values["phase.sessions_done"] = float(len(done))
    quiet = [d for d in done if is_quiet(d, history)]
    values["phase.quiet_sessions"] = float(len(quiet))
    with_run = [d for d in quiet if done_distance(d) > 0 or _answered(d, history)]
    values["phase.stage_sessions"] = float(len(with_run))
    names = [p.name for p in plan.scheme.phases]
    behind = plan.scheme.phases[: names.index(week.phase)] if week.phase in names else ()
    if any("CAP-START-SPRINT" in p.gates for p in plan.scheme.phases):
        values["gate.sprint_open"] = any("CAP-START-SPRINT" in p.gates for p in behind)
    return values


def _answered(done: DoneSession, history: History) -> bool:
    return any(
        r.session_uid == done.session_uid and is_run(r) for r in history.runs if r.session_uid
    )
