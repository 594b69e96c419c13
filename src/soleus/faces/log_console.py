"""The log for people, in the terminal: what was planned, done, felt and measured, newest last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.faces.console import number_text
from soleus.faces.log_words import set_words
from soleus.plan.history import TESTS, History

if TYPE_CHECKING:
    from soleus.plan.history import DoneSession, PainEntry, RunEntry
    from soleus.plan.plan import Plan, Session
    from soleus.plan.rules import Fired
    from soleus.store.records import Change

__all__ = ["show_changes", "show_history", "show_stop"]

_PAINS = ("during", "after", "morning")
_COLUMNS = ("date", "what", "done", "effort", "pain in/after/\nnext morning", "soleus\nBW s",
            "Achilles\nBW s")  # fmt: skip
Row = tuple[dt.date, int, tuple[str, ...]]


def show_history(
    console: Console, history: History, plan: Plan | None, first: dt.date, last: dt.date,
    today: dt.date, details: bool = False,
) -> None:  # fmt: skip
    """One row a session, run, test and symptom from `first` to `last`; doses are for one leg."""
    left = [e for e in history.pain if first <= e.date <= last]
    everything = [
        *_session_rows(history, plan, today, details, left),
        *_run_rows(history, plan, left),
        *_other_rows(history, left),
    ]
    rows = sorted((r for r in everything if first <= r[0] <= last), key=lambda r: r[:2])
    rows += [r for r in _pain_rows(left) if first <= r[0] <= last]
    rows.sort(key=lambda r: r[:2])
    if not rows:
        earlier = [r[0] for r in everything if r[0] < first]
        hint = f"; earlier: soleus log --date {max(earlier)}" if earlier else ""
        console.print(f"nothing planned or logged from {first} to {last}{hint}")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in _COLUMNS[:3] else "right")
    before = None
    for date, _, cells in rows:
        table.add_row("" if date == before else f"{date:%a %Y-%m-%d}", *cells)
        before = date
    console.print(table)


def _session_rows(
    history: History, plan: Plan | None, today: dt.date, details: bool, pains: list[PainEntry]
) -> list[Row]:
    rows: list[Row] = []
    planned = list(plan.sessions()) if plan else []
    skipped = {(d.date, d.label): d.note for d in history.done if not d.complete and not d.sets}
    names = {s.uid for s in planned}
    answered = {d.session_uid for d in history.done} | {r.session_uid for r in history.runs}
    for session in planned:
        if session.uid not in answered and session.date <= today:
            rows.append((session.date, 0, _open_cells(session, skipped, today)))
    for done in history.done:
        if (done.date, done.label) in skipped and not done.sets and any(
            s.date == done.date and s.label == done.label for s in planned
        ):  # fmt: skip
            continue
        state = "done" if done.session_uid in names else "done, outside the plan"
        if not done.complete:
            state = "broken off" if done.sets else "not done"
        state += f"; {done.note}" if done.note else ""
        if details and done.sets:
            state += f": {set_words(done.sets)}"
        rows.append((done.date, 1, _done_cells(done, state, history, pains)))
    return rows


def _open_cells(
    session: Session, skipped: dict[tuple[dt.date, str], str], today: dt.date
) -> tuple[str, ...]:
    state = "not done"
    if (session.date, session.label) in skipped:
        state = escape(skipped[session.date, session.label])
    elif session.date == today:
        state = "planned for today"
    return escape(session.label), f"[dim]{state}[/dim]", "", "", "", ""


def _done_cells(
    done: DoneSession, state: str, history: History, pains: list[PainEntry]
) -> tuple[str, ...]:
    mine = [e for e in pains if e.session_uid and e.session_uid in (done.session_uid, done.uid)]
    runs = {r.session_uid: r for r in history.runs if r.session_uid}
    dose = done.dose or (runs[done.session_uid].dose if done.session_uid in runs else {})
    effort = "" if done.effort is None else f"{done.effort:g}"
    return (
        escape(done.label), escape(state), effort, _pain(mine, pains), *_doses(dose)
    )  # fmt: skip


def _pain(mine: Sequence[PainEntry], pains: list[PainEntry]) -> str:
    """Pain of one session; what is shown here is not shown again."""
    for entry in mine:
        pains.remove(entry)
    if not mine:
        return ""
    shown = [[f"{e.value:g}" for e in mine if e.when == when] for when in _PAINS]
    return " / ".join(values[-1] if values else "-" for values in shown)


def _doses(dose: Any) -> tuple[str, str]:
    soleus, achilles = ((dose.get(t) or {}).get("impulse_bw_s") for t in ("soleus", "achilles"))
    return number_text(soleus), number_text(achilles)


def _run_rows(history: History, plan: Plan | None, pains: list[PainEntry]) -> list[Row]:
    labels = {s.uid: s.label for s in plan.sessions()} if plan else {}
    done: set[str | None] = {d.session_uid for d in history.done if d.session_uid}
    return [(r.date, 2, _run_cells(r, labels, done, pains)) for r in history.runs]


def _run_cells(
    run: RunEntry, labels: dict[str, str], done: set[str | None], pains: list[PainEntry]
) -> tuple[str, ...]:
    way = f"{run.distance_m / 1000:.2f} km in {run.duration_s / 60:.0f} min"
    label = labels.get(run.session_uid or "")
    what = run.sport.replace("_", " ").capitalize()
    mine = [
        e
        for e in pains
        if e.session_uid
        and e.session_uid in ({run.uid} if run.session_uid in done else {run.uid, run.session_uid})
    ]
    answer = f" for '{label}'" if label else ""
    return escape(what + answer), way, "", _pain(mine, pains), *_doses(run.dose)


def _other_rows(history: History, pains: list[PainEntry]) -> list[Row]:
    rows: list[Row] = []
    for test in history.tests:
        unit = TESTS[test.name][0]
        side = "" if test.side == "both" else f" {test.side}"
        what = f"Test: {test.name.replace('_', ' ')}{side}"
        rows.append((test.date, 3, (what, f"{test.value:g} {unit}", "", "", "", "")))
    for symptom in history.symptoms:
        words = symptom.name.replace("_", " ")
        state = "yes" if symptom.present else "no"
        rows.append((symptom.date, 4, (f"Symptom: {words}", state, "", "", "", "")))
    return rows


def _pain_rows(pains: Sequence[PainEntry]) -> list[Row]:
    """Pain that belongs to nothing shown."""
    rows: list[Row] = []
    for entry in pains:
        side = "" if entry.side == "both" else f", {entry.side}"
        what = f"Pain {entry.when.replace('morning', 'in the morning')}{side}"
        rows.append((entry.date, 5, (what, "", "", f"{entry.value:g}", "", "")))
    return rows


def show_changes(console: Console, changes: Sequence[Change]) -> None:
    """The changes, newest last, with what is undone."""
    if not changes:
        console.print("nothing was changed yet")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("change", justify="right")
    for name in ("when", "by", "what"):
        table.add_column(name)
    for change in reversed(changes):
        when = f"{change.at.astimezone():%Y-%m-%d %H:%M}"
        words = escape(change.summary)
        if change.undone:
            words = f"[dim]undone:[/dim] [strike dim]{words}[/strike dim]"
        table.add_row(str(change.id), when, change.command, words)
    console.print(table)


def show_stop(console: Console, fired: Sequence[Fired]) -> None:
    """Rules that stop all training; nobody can put them aside."""
    for one in fired:
        console.print(f"\n[bold]STOP.[/bold] {escape(str(one))}")
