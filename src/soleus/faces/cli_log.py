"""The command `log`: what was really done and felt, and the history of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base import clock
from soleus.base.errors import InputError
from soleus.faces import ask
from soleus.faces.options import Athlete, Database, Day, DryRun, Json, console, print_json
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from soleus.faces.log_draft import Draft, Given
    from soleus.plan.history import History
    from soleus.plan.plan import Plan
    from soleus.plan.rules import Fired
    from soleus.store.log import TrainingLog

__all__ = ["register"]

Texts = list[str] | None
Sets = Annotated[
    Texts,
    typer.Option(
        "--set", help="What was really done, as in 'deep_squat_calf_raise 3x15 @10kg', "
        "'uphill_sprint 4x200m', 'wall_lean_isometric 3x45s', 'single_leg_calf_raise 20 left'; "
        "may be given again.",
    ),
]  # fmt: skip
Scale = float | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(log)


def log(
    date: Day = None,
    done: Annotated[
        bool, typer.Option("--done", help="The day's session was done as planned.")
    ] = False,
    session: Annotated[
        str | None, typer.Option(help="Which one, where several are planned: 1, or its name.")
    ] = None,
    sets: Sets = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="It was not done.")] = False,
    broken_off: Annotated[bool, typer.Option("--broken-off", help="It was broken off.")] = False,
    outside_plan: Annotated[
        bool, typer.Option("--outside-plan", help="The sets answer no planned session.")
    ] = False,
    effort: Annotated[Scale, typer.Option(help="How hard it was, 0 to 10.")] = None,
    pain_during: Annotated[Scale, typer.Option(help="Pain in the session, 0 to 10.")] = None,
    pain_after: Annotated[Scale, typer.Option(help="Pain right after it, 0 to 10.")] = None,
    pain_morning: Annotated[
        Scale, typer.Option(help="Pain or stiffness this morning, 0 to 10.")
    ] = None,
    pain_rest: Annotated[Scale, typer.Option(help="Pain at rest or at night, 0 to 10.")] = None,
    heel_raises: Annotated[Scale, typer.Option(help="Test: single-leg heel raises.")] = None,
    isometric_nm: Annotated[
        Scale, typer.Option(help="Test: maximal plantar flexion of one leg, N m.")
    ] = None,
    test: Annotated[Texts, typer.Option(help="Another test: knee_to_wall=11.")] = None,
    side: Annotated[str, typer.Option(help="Of pain and tests: left, right or both.")] = "both",
    symptom: Annotated[Texts, typer.Option(help="A symptom: sudden_pop, limp, warmth.")] = None,
    no_symptom: Annotated[Texts, typer.Option(help="A symptom that is not there.")] = None,
    note: Annotated[str, typer.Option(help="A line about the session.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Whole sessions from a TOML or JSON file.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks of history to show.")] = 4,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show what was changed when, the undone too.")
    ] = False,
    details: Annotated[bool, typer.Option("--details", help="Show every set.")] = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Log what was done and how it felt; without any of it, show the history. A session of which
    nothing else is said was done as planned. What is not told stays unknown."""
    from soleus.faces.log_draft import Given

    day = _past(ask.day(date))
    pain = {"during": pain_during, "after": pain_after}
    given = Given(
        day, _read_sets(sets), effort, {k: v for k, v in pain.items() if v is not None}, side,
        session, note, "", skipped, done or session is not None, broken_off, outside_plan,
    )  # fmt: skip
    tests = _tests(test, heel_raises, isometric_nm)
    beside = _beside(day, side, tests, symptom or [], no_symptom or [], pain_rest)
    sessions = [given] if given.any else []
    if file is not None:
        from soleus.faces.log_file import read_sessions

        sessions += [replace(g, date=_past(g.date)) for g in read_sessions(file)]
    if not sessions and not beside and pain_morning is None:
        _show_history(database, athlete, date, weeks, changes, details, as_json)
        return
    _write(sessions, beside, pain_morning, day, side, database, athlete, dry_run, as_json)


def _past(day: dt.date) -> dt.date:
    if day > clock.today():
        raise InputError(f"{day} is in the future; a log holds what was done")
    return day


def _read_sets(texts: Texts) -> Any:
    from soleus.faces.log_words import read_set

    return tuple(s for text in texts or () for s in read_set(text))


def _tests(texts: Texts, heel_raises: Scale, isometric_nm: Scale) -> list[tuple[str, float]]:
    from soleus.faces.log_words import read_test

    named = [("heel_raises", heel_raises), ("isometric_plantarflexion", isometric_nm)]
    return [(n, v) for n, v in named if v is not None] + [read_test(t) for t in texts or ()]


def _beside(
    day: dt.date, side: str, tests: list[tuple[str, float]], there: list[str],
    absent: list[str], rest: float | None,
) -> list[Any]:  # fmt: skip
    """Entries that belong to no session."""
    from soleus.plan.history import PainEntry, SymptomEntry, TestEntry

    symptoms = [(name, True) for name in there] + [(name, False) for name in absent]
    entries: list[Any] = [TestEntry(day, name, value, side) for name, value in tests]
    for name, present in symptoms:
        entries.append(SymptomEntry(day, name.strip().lower().replace("-", "_"), present))
    if rest is not None:
        entries.append(PainEntry(day, "rest", rest, side))
    return entries


def _write(
    sessions: list[Given], beside: list[Any], morning: float | None, day: dt.date, side: str,
    database: str | None, athlete: str | None, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    with ask.training_log(database, athlete, dry_run) as book, Progress(as_json) as say:
        history, plan = _known(book)
        draft = _draft(sessions, plan, history, book, say)
        _add_beside(draft, beside, morning, day, side, history)
        change = None
        if not dry_run:
            assert book is not None
            change = _keep(book, draft)
        elif book is not None:
            book.new_entries([e for e in draft.entries if e not in draft.amended])
        stop = _stop_rules(draft, history, plan, book, day)
    _show_written(draft, change, stop, plan is not None, dry_run, as_json)


def _known(book: TrainingLog | None) -> tuple[History, Plan | None]:
    from soleus.plan.history import History

    if book is None:
        return History(), None
    stored = book.plan()
    return book.history(), None if stored is None else stored.plan


def _draft(
    sessions: list[Given], plan: Plan | None, history: History, book: TrainingLog | None, say: Any
) -> Draft:
    from soleus.faces.log_draft import Draft, draft_session

    def doses(date: dt.date, sets: Any) -> Any:
        from soleus.anatomy.leg import build_leg
        from soleus.plan.done_dose import dose_of_sets
        from soleus.plan.doser import Doser

        person = plan.person if plan else book.person() if book else None
        if person is None:
            return {}  # no body: what the sets gave is not known
        planned = [b for s in plan.on(date) for b in s.blocks] if plan else []
        return dose_of_sets(sets, Doser(build_leg(person), lambda name: say(doing(name))), planned)

    whole = Draft()
    for given in sessions:
        one = draft_session(given, plan, history, partial(doses, given.date))
        whole.entries += one.entries
        whole.amended += one.amended
        whole.lines += one.lines
    return whole


def _add_beside(
    draft: Draft, beside: list[Any], morning: float | None, day: dt.date, side: str,
    history: History,
) -> None:  # fmt: skip
    from soleus.faces.log_draft import last_before
    from soleus.faces.log_words import beside_words
    from soleus.plan.history import PainEntry

    draft.entries += beside
    draft.lines += [beside_words(e) for e in beside]
    if morning is not None:
        last = last_before(history, day)
        uid = None if last is None else last.session_uid or last.uid
        draft.entries.append(PainEntry(day, "morning", morning, side, uid))
        what = f", after {getattr(last, 'label', None) or 'the run'} of {last.date}" if last else ""
        draft.lines.append(f"{day} pain {morning:g} in the morning{what}")


def _keep(book: TrainingLog, draft: Draft) -> Any:
    """Write it as one change. What is told more of replaces what it was; nothing else may."""
    summary = "; ".join(line.strip() for line in draft.lines if not line.startswith(" "))
    if draft.amended:
        book.new_entries([e for e in draft.entries if e not in draft.amended])
    return book.add(draft.entries, "log", summary, replace=bool(draft.amended))


def _stop_rules(
    draft: Draft, history: History, plan: Plan | None, book: TrainingLog | None, day: dt.date
) -> tuple[Fired, ...]:
    """Rules that stop all training, judged with what was just told."""
    from soleus.plan.history import PainEntry, SymptomEntry

    told = [e for e in draft.entries if isinstance(e, PainEntry | SymptomEntry)]
    if not told:
        return ()
    from soleus.plan.stops import stop_rules

    now = replace(
        history,
        pain=(*history.pain, *(e for e in told if isinstance(e, PainEntry))),
        symptoms=(*history.symptoms, *(e for e in told if isinstance(e, SymptomEntry))),
    )
    return stop_rules(now, day, plan, person=book.person() if book is not None else None)


def _show_written(
    draft: Draft, change: Any, stop: tuple[Fired, ...], planned: bool, dry_run: bool, as_json: bool
) -> None:
    from soleus.faces.log_payload import change_payload, entry_payload, stop_payload

    if as_json:
        print_json(
            {
                "entries": [entry_payload(e) for e in draft.entries],
                "change": change_payload(change),
                "stop": stop_payload(stop),
                "dry_run": dry_run,
            }
        )
        return
    for line in draft.lines:
        typer.echo(line)
    if dry_run:
        typer.echo("dry run: nothing was written")
    elif change is None:
        typer.echo("all of it was there already")
    else:
        typer.echo(f"change {change.id}; undo with: soleus undo")
        if planned and draft.entries:
            typer.echo("what it changes ahead: soleus next")
    if stop:
        from soleus.faces.log_console import show_stop

        show_stop(console(), stop)


def _show_history(
    database: str | None, athlete: str | None, date: str | None, weeks: int, changes: bool,
    details: bool, as_json: bool,
) -> None:  # fmt: skip
    if not 1 <= weeks <= 5200:
        raise InputError(f"--weeks {weeks} is outside 1 to 5200")
    today = clock.today()
    last = ask.day(date)
    first = last - dt.timedelta(days=7 * weeks - 1)
    from soleus.store.log import open_log

    with open_log(database, athlete, create=False) as book:
        history, plan = _known(book)
        found = book.changes() if changes else []
        name = book.athlete
    if as_json:
        from soleus.faces.log_payload import change_payload, history_payload

        more = {"changes": [change_payload(c) for c in found]} if changes else {}
        print_json({**history_payload(name, history, plan, first, last), **more})
        return
    from soleus.faces.log_console import show_changes, show_history

    screen = console()
    screen.print(f"[bold]{name}[/bold], {first} to {last}; doses are for one leg\n")
    show_history(screen, history, plan, first, last, today, details)
    if changes:
        screen.print()
        show_changes(screen, found)
