"""The command `next`: what the coming days become after what was done, shown before it is kept."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.base.errors import InputError
from soleus.faces import ask
from soleus.faces.options import Athlete, Database, Day, DryRun, Json, console, print_json
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from soleus.plan.adapt import Adaptation
    from soleus.store.log import TrainingLog

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("next")(next_week)


def next_week(
    date: Day = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the change without asking.")] = False,
    no: Annotated[bool, typer.Option("--no", help="Refuse it; the plan stays.")] = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Adapt what lies ahead to what was done: planned and done dose, pain, gates and strength.
    Shows every change with its reason, then asks whether to keep it."""
    if yes and no:
        raise InputError("--yes and --no: choose one")
    today = ask.day(date)
    with ask.training_log(database, athlete, dry_run) as log:
        stored = log.plan() if log is not None else None
        if log is None or stored is None:
            raise InputError("there is no plan yet; make one: soleus plan --help")
        from soleus.plan.adapt import next_week as adapt

        with Progress(as_json) as say:
            found = adapt(stored.plan, log.history(), today, progress=lambda name: say(doing(name)))
        if not as_json:
            from soleus.faces.next_console import show_adaptation

            show_adaptation(console(), found)
        change = None
        answer = _answer(found, yes, no, dry_run, as_json)
        if answer:
            change = _keep(log, found, today)
    if as_json:
        from soleus.faces.next_payload import adaptation_payload

        outcome = {True: "accepted", False: "refused", None: "shown"}[answer]
        identity = None if change is None else change
        print_json({**adaptation_payload(found), "outcome": outcome, "change": identity})
    else:
        typer.echo(_closing(found, answer, change, dry_run))


def _answer(found: Adaptation, yes: bool, no: bool, dry_run: bool, as_json: bool) -> bool | None:
    """True to keep, False to refuse, None when it was only shown."""
    if not found.changes or dry_run:
        return None
    if yes or no:
        return yes
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return typer.confirm("Keep this change?", default=False)


def _keep(log: TrainingLog, found: Adaptation, today: dt.date) -> int:
    """Write the changed plan (and the person, where a test moved it)."""
    person = found.plan.person
    if log.person() != person:
        first = log.save_person(person, "next")
        typer.echo(f"your tested calf is kept as change {first.id}", err=True)
    counts = Counter(c.what for c in found.changes)
    words = "; ".join(f"{what} ({n})" if n > 1 else what for what, n in counts.items())
    change = log.save_plan(found.plan, "next", words, today=today)
    return int(change.id)


def _closing(found: Adaptation, answer: bool | None, change: int | None, dry_run: bool) -> str:
    if not found.changes:
        return "\nnothing changes"
    if answer is False:
        return "\nrefused: the plan stays as it was"
    if change is not None:
        return f"\nkept as change {change} (take it back: soleus undo)"
    if dry_run:
        return "\ndry run: nothing was kept"
    return "\nnot kept yet; accept it with: soleus next --yes"
