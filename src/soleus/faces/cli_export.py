"""`soleus export`: the plan and the log on their way to calendar, watch, text, tables, paper."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base import clock
from soleus.base.errors import InputError, nearest
from soleus.faces import ask
from soleus.faces.options import Athlete, Database, DryRun, Json, print_json, warn

if TYPE_CHECKING:
    from soleus.faces.exports.ics import IcsForm
    from soleus.store.log import StoredPlan, TrainingLog

__all__ = ["KINDS", "register"]

#: What can be exported, to the file (or, for fit, folder) it goes to.
KINDS = {
    "ics": "soleus-plan.ics",
    "fit": "soleus-fit",
    "text": "soleus-plan.txt",
    "csv": "soleus-plan.csv",
    "pdf": "soleus-plan.pdf",
    "json": "soleus-plan.json",
    "history": "soleus-history.csv",
    "everything": "soleus-everything.json",
}
_BINARY = ("fit", "pdf")
_ICS_STATE = "ics"


@dataclass
class _Export:
    """Files to write (name to content), notes to show, and the calendar form to remember."""

    files: Mapping[str, bytes]
    notes: list[str] = field(default_factory=list)
    form: dict[str, Any] | None = None


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(export)


def export(
    kind: Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}.")],
    out: Annotated[
        str | None,
        typer.Option("--out", help="File (fit: folder) to write; '-' prints text kinds."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD (default: all days).")
    ] = None,
    weeks: Annotated[int | None, typer.Option(help="How many weeks (default: all).")] = None,
    time: Annotated[
        str | None, typer.Option(help="ics: local start of sessions, like 07:30.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="ics: like Europe/Amsterdam.")] = None,
    all_day: Annotated[
        bool, typer.Option("--all-day", help="ics: whole days again, after --time.")
    ] = False,
    alarm_min: Annotated[
        int | None, typer.Option(help="ics: remind this many minutes before.")
    ] = None,
    paper: Annotated[str, typer.Option(help="pdf: a4 or letter.")] = "a4",
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Write the plan as a calendar (ics), watch workouts (fit), intervals.icu text, table (csv),
    page to print (pdf) or json, or the log as a table (history) or whole (everything)."""
    from soleus.store.log import open_log

    _check(kind, out, {"--time": time, "--timezone": timezone, "--alarm-min": alarm_min,
                       "--all-day": all_day or None}, paper)  # fmt: skip
    first = None if start is None else ask.day(start, "--from")
    with open_log(database, athlete, create=athlete is None) as log:  # reading creates nothing
        asked = _Asked(kind, first, weeks, time, timezone, all_day, alarm_min, paper, athlete)
        made = _make(log, asked)
        if out == "-":
            _print(made, kind, as_json)
            return
        states = _write(made, kind, out, dry_run)
        if made.form is not None and not dry_run:
            log.keep_state(_ICS_STATE, made.form)
    _show(kind, made, states, dry_run, as_json)


@dataclass(frozen=True)
class _Asked:
    """The options of the command."""

    kind: str
    start: dt.date | None
    weeks: int | None
    time: str | None
    timezone: str | None
    all_day: bool
    alarm_min: int | None
    paper: str
    athlete: str | None = None


def _check(kind: str, out: str | None, calendar: Mapping[str, Any], paper: str) -> None:
    if kind not in KINDS:
        raise InputError(f"no export '{kind}'; {nearest(kind, KINDS)}")
    if out == "-" and kind in _BINARY:
        raise InputError(f"{kind} is not text; name a {'folder' if kind == 'fit' else 'file'}")
    if out == "":
        raise InputError("--out is empty; name a file")
    wrong = [option for option, value in calendar.items() if value is not None]
    if wrong and kind != "ics":
        raise InputError(f"{wrong[0]} belongs to the export ics, not to {kind}")
    if paper != "a4" and kind != "pdf":
        raise InputError(f"--paper belongs to the export pdf, not to {kind}")


def _make(log: TrainingLog, asked: _Asked) -> _Export:
    from soleus.faces.exports import select, table

    name = KINDS[asked.kind]
    if asked.kind == "everything":
        if asked.start or asked.weeks:
            raise InputError("everything is everything: it takes no --from and no --weeks")
        return _Export({name: _json(log.export_all(asked.athlete))})
    if asked.kind == "history":
        history = log.history()
        days = select.bounds(asked.start, asked.weeks, _first_day(asked.weeks))
        return _Export({name: table.history_csv(select.select_history(history, days)).encode()})
    stored = log.plan()
    if stored is None:
        raise InputError("there is no plan yet; make one with: soleus plan")
    from soleus.plan.stops import stops_on

    warn(tuple(f"STOP: {f}" for f in stops_on(stored.plan, log.history(), clock.today())))
    part = _part(stored, asked)
    if asked.kind == "ics":
        return _calendar(log, part, asked)
    return _Export(_plan_files(part, asked))


def _first_day(weeks: int | None) -> dt.date:
    """Where a history begins: anywhere, or so many weeks back that this one is the last."""
    if weeks is None or weeks > 5000:
        return dt.date.min
    today = clock.today()
    return today - dt.timedelta(days=today.weekday(), weeks=weeks - 1)


def _part(stored: StoredPlan, asked: _Asked) -> StoredPlan:
    """The stored plan with the sessions asked for alone."""
    from soleus.faces.exports import select

    if asked.start is None and asked.weeks is None:
        return stored
    first = next(stored.plan.sessions()).date
    start, end = days = select.bounds(asked.start, asked.weeks, first)
    gone = tuple(c for c in stored.cancelled if start <= c.date < end)
    return replace(stored, plan=select.select_plan(stored.plan, days), cancelled=gone)


def _plan_files(stored: StoredPlan, asked: _Asked) -> Mapping[str, bytes]:
    name, plan, kind = KINDS[asked.kind], stored.plan, asked.kind
    if kind == "fit":
        from soleus.faces.exports.fit_workout import workout_files

        return workout_files(plan, stored.saved_at)
    if kind == "pdf":
        from soleus.faces.exports.pdf import render_pdf

        return {name: render_pdf(plan, stored.saved_at, asked.paper)}
    if kind == "json":
        from soleus.plan.document import plan_document

        return {name: _json(plan_document(plan))}
    if kind == "text":
        from soleus.faces.exports.intervals_text import plan_text

        return {name: plan_text(plan).encode()}
    from soleus.faces.exports.table import plan_csv

    return {name: plan_csv(plan).encode()}


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _calendar(log: TrainingLog, stored: StoredPlan, asked: _Asked) -> _Export:
    """The calendar in the form asked for, else in that of the last time, which is said."""
    from soleus.faces.exports.ics import calendar

    kept = log.state(_ICS_STATE) or {}
    form, notes = _form(kept, asked)
    data, changes = calendar(stored, form, log.athlete)
    state = {**asdict(form), "time": form.time.isoformat("minutes") if form.time else None}
    return _Export({KINDS["ics"]: data}, notes + changes, state if state != kept else None)


def _form(kept: Mapping[str, Any], asked: _Asked) -> tuple[IcsForm, list[str]]:
    from soleus.faces.exports.ics import read_form

    if asked.all_day and (asked.time or asked.timezone or asked.alarm_min is not None):
        raise InputError("--all-day takes no --time, --timezone and --alarm-min")
    old = read_form(kept.get("time"), kept.get("timezone") or None, kept.get("alarm_min"))
    old = replace(old, raised=int(kept.get("raised", 0)))
    if asked.time is None and asked.timezone is None and asked.alarm_min is None:
        if not asked.all_day and old.time:
            return old, [f"at {old.time:%H:%M} {old.timezone} as last time (--all-day for days)"]
        if not asked.all_day or old.time is None:
            return old, []
    new = read_form(asked.time, asked.timezone, asked.alarm_min)
    changed = bool(kept) and replace(new, raised=old.raised) != old
    return replace(new, raised=old.raised + changed), []


def _print(made: _Export, kind: str, as_json: bool) -> None:
    (content,) = made.files.values()
    if as_json:
        print_json({"kind": kind, "content": content.decode(), "notes": made.notes})
        return
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(content.decode())
    else:
        stream.write(content)
        stream.flush()


def _write(made: _Export, kind: str, out: str | None, dry_run: bool) -> dict[Path, str]:
    from soleus.faces.exports.files import check_target, write_files

    place = Path(out or KINDS[kind]).expanduser()
    if kind == "fit":
        if place.exists() and not place.is_dir():
            raise InputError(f"cannot write {place}: fit writes a folder, and this is a file")
        files = {place / name: data for name, data in made.files.items()}
    else:
        (data,) = made.files.values()
        files = {place: data}
    if dry_run:
        states = {path: check_target(path, data) for path, data in files.items()}
    else:
        states = write_files(files)
    if kind == "fit":
        made.notes.extend(_left_behind(place, states))
    return states


def _left_behind(folder: Path, states: Mapping[Path, str]) -> list[str]:
    """Workouts of an earlier export that no longer belong to the plan, to be said."""
    from soleus.faces.exports.files import is_ours

    old = [
        p.name
        for p in sorted(folder.glob("*.fit"))
        if p not in states and p.is_file() and is_ours(".fit", p.read_bytes())
    ]
    return [f"no longer in this export, but still in {folder}: {', '.join(old)}"] if old else []


def _show(
    kind: str, made: _Export, states: Mapping[Path, str], dry_run: bool, as_json: bool
) -> None:
    sizes = dict(zip(states, map(len, made.files.values()), strict=True))
    if as_json:
        files = [{"path": str(p), "bytes": sizes[p], "state": s} for p, s in states.items()]
        print_json({"kind": kind, "dry_run": dry_run, "files": files, "notes": made.notes})
        return
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)
    words = {"new": "would write" if dry_run else "wrote", "same": "unchanged",
             "replaced": "would replace" if dry_run else "replaced our earlier"}  # fmt: skip
    for path, state in states.items():
        typer.echo(f"{words[state]} {path} ({_size(sizes[path])})")


def _size(count: int) -> str:
    return f"{count} bytes" if count < 2000 else f"{count / 1000:.0f} kB"
