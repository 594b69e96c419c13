"""The commands `today` and `do`: the day in one card, and a session guided on the screen."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.base import clock
from soleus.base.errors import InfeasibleError, InputError
from soleus.faces import ask
from soleus.faces.options import Athlete, Database, Day, DryRun, Json, console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from soleus.faces.session.training import Training
    from soleus.faces.today_payload import Today
    from soleus.plan.plan import Plan
    from soleus.store.log import TrainingLog

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("today")(today)
    app.command("do")(do)


def _plan_of(log: TrainingLog) -> Plan:
    stored = log.plan()
    if stored is None:
        raise InputError("there is no plan yet; make one: soleus plan --help")
    return stored.plan


def _open(database: str | None, athlete: str | None) -> TrainingLog:
    from soleus.store.log import open_log

    try:
        return open_log(database, athlete, create=False)
    except InputError as error:
        raise InputError(f"{error}; make a plan first: soleus plan --help") from None


def today(
    date: Day = None,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="Simulate anew to show 90 % intervals.")
    ] = False,
    athlete: Athlete = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Show the day in one card: what to do, what it gives the soleus and the Achilles tendon, why,
    how the week stands, and what comes next."""
    from soleus.faces.today_payload import look_at, today_payload

    day = ask.day(date)
    with _open(database, athlete) as log:
        found = look_at(_plan_of(log), log.history(), day)
    if intervals:
        found = _with_intervals(found, as_json)
    if as_json:
        print_json(today_payload(found))
        return
    from soleus.faces.today_card import show_today

    show_today(console(), found)


def _with_intervals(found: Today, quiet: bool) -> Today:
    """The day's sessions with their blocks simulated anew on the leg of the plan; their doses stay
    those of the plan."""
    from dataclasses import replace

    from soleus.faces.progress import Progress, doing
    from soleus.plan.doser import Doser

    with Progress(quiet) as say:
        doser = Doser(found.plan.leg, lambda name: say(doing(name)))
        sessions = tuple(
            replace(
                s,
                blocks=tuple(
                    replace(b, draw=doser.block(b.spec).draw) if b.spec and b.dose else b
                    for b in s.blocks
                ),
            )
            for s in found.sessions
        )
        for s in sessions:
            _ = s.samples  # computed here, where progress shows
    return replace(found, sessions=sessions)


def do(
    day: Annotated[
        str, typer.Argument(help="today, or the day of a session, YYYY-MM-DD.")
    ] = "today",
    session: Annotated[
        str | None, typer.Option("--session", help="Which session, where the day has several.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="One line a step, for screen readers and pipes.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Do not beep.")] = False,
    speed: Annotated[float, typer.Option(help="Run the clock faster, to try it out.")] = 1.0,
    unfinished: Annotated[
        str | None,
        typer.Option(help="With a session that was broken off: go-on, anew, or log."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Do a session once more than planned.")
    ] = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Guide through a session on the screen: tempo, holds and rests counted down, by keys to skip,
    repeat and stop. Then ask effort and pain, show what was done with its dose, and log it. Every
    finished set is kept at once: after Ctrl-C, or worse, `do` goes on where you stopped."""
    if not 0.1 <= speed <= 1000:
        raise InputError(f"--speed {speed:g} is outside 0.1 to 1000")
    date = ask.day(day, "day")
    out = _screen(as_json)
    with _open(database, athlete) as log:
        _refuse_stopped(log, date)
        training, only_log = _training(log, date, session, unfinished, again, out, dry_run)
        training.quiet, training.speed = quiet, speed
        training.plain = plain or not out.is_terminal
        result = training.log_kept() if only_log else training.run()
    for note in result.notes:
        typer.echo(note, err=as_json)
    if as_json:
        print_json(result.payload())
    elif result.state == "logged":
        typer.echo(f"logged as change {result.change}; soleus undo takes it back")
    elif result.state == "dry_run":
        typer.echo("dry run: nothing was written")
    if result.interrupted:
        raise typer.Exit(130)


def _refuse_stopped(log: TrainingLog, date: dt.date) -> None:
    """Raise `InfeasibleError` where a rule stops all training."""
    from soleus.plan.stops import stops_on

    stored = log.plan()
    found = stops_on(stored.plan, log.history(), date) if stored is not None else ()
    if found:
        raise InfeasibleError(f"STOP: {found[0]}")


def _screen(as_json: bool) -> Console:
    """Where the session is shown: standard error where the answer is JSON."""
    from rich.console import Console

    return Console(stderr=True, highlight=False) if as_json else console()


def _training(
    log: TrainingLog, date: dt.date, name: str | None, unfinished: str | None, again: bool,
    out: Console, dry_run: bool,
) -> tuple[Training, bool]:  # fmt: skip
    """The session to do, and whether only what was done of it before is to be logged."""
    from soleus.faces.session.choose import can_go_on, choose_session, choose_unfinished
    from soleus.faces.session.kept import KEY, read_kept
    from soleus.faces.session.questions import read_line
    from soleus.faces.session.training import Training, begin
    from soleus.faces.today_payload import look_at

    plan, history = _plan_of(log), log.history()
    watched = out.is_terminal and sys.stdin is not None and sys.stdin.isatty()
    lines = read_line(out)
    asker = lines if watched else None
    kept = read_kept(log.state(KEY))
    if kept is not None and not kept.logged(history):
        old = next((s for s in plan.sessions() if s.uid == kept.planned_uid), None)
        going = can_go_on(kept, old, clock.now())
        choice = choose_unfinished(kept, going, unfinished, asker)
        if choice != "anew":
            session = old if old is not None and kept.fits(old) else None
            found = Training(log, plan, session, kept, out, lines, watched, dry_run)
            return found, choice == "log"
    elif unfinished is not None and kept is None:
        raise InputError("--unfinished: no session was broken off")
    session = choose_session(look_at(plan, history, date), name, again, asker)
    beyond = again and look_at(plan, history, date).is_done(session)
    begun = begin(session, clock.today(), beyond)
    return Training(log, plan, session, begun, out, lines, watched, dry_run), False
