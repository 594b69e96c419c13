"""The commands `import` and `watch`: files into the log, each thing once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.faces import ask
from soleus.faces.options import Athlete, Database, DryRun, Json, print_json, warn
from soleus.faces.progress import Progress

if TYPE_CHECKING:
    from soleus.store.imports import FileResult, ImportOptions
    from soleus.store.watch import Arrival, FolderWatch

__all__ = ["register"]

Timezone = Annotated[
    str | None,
    typer.Option(
        help="Where you train, like Europe/Amsterdam; kept for next time "
        "(default: the one kept, else this machine's)."
    ),
]
Sport = Annotated[str | None, typer.Option(help="Read runs as this sport (running, walking, ...).")]
WeightUnit = Annotated[
    str | None, typer.Option(help="kg or lb, for a Strong export that does not say.")
]
KeepBoth = Annotated[
    bool, typer.Option("--keep-both", help="Keep a run that another device recorded too.")
]
OutsidePlan = Annotated[
    bool, typer.Option("--outside-plan", help="Let no run answer a planned session.")
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Take workouts changed since for the old ones.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_files)
    app.command()(watch)


def _options(**given: Any) -> ImportOptions:
    from soleus.store.imports import ImportOptions

    unit = given.get("weight_unit")
    if unit is not None and unit.lower() not in ("kg", "lb", "lbs"):
        raise InputError(f"--weight-unit '{unit}' is not known; give kg or lb")
    return ImportOptions(**given)


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(help="FIT, TCX, GPX; CSV of Hevy or Strong; a Soleus export. Also packed."),
    ],
    timezone: Timezone = None,
    date: Annotated[
        str | None, typer.Option(help="The day, for a watch without a clock, YYYY-MM-DD.")
    ] = None,
    sport: Sport = None,
    weight_unit: WeightUnit = None,
    keep_both: KeepBoth = False,
    replace: Replace = False,
    outside_plan: OutsidePlan = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import runs from watch files, workouts from Hevy and Strong, or a whole log, told apart by
    their content. The same thing twice changes nothing; one bad file does not stop the rest."""
    from soleus.store.imports import Importer

    day = None if date is None else ask.day(date)
    options = _options(
        timezone=timezone, sport=sport, day=day, weight_unit=weight_unit, keep_both=keep_both,
        replace=replace, outside_plan=outside_plan,
    )  # fmt: skip
    with ask.training_log(database, athlete, dry_run) as log, Progress(as_json) as say:
        importer = Importer(log, options)
        importer.refresh()
        results = [_read(importer, path, i, len(files), say) for i, path in enumerate(files, 1)]
        if all(r.failed for r in results):
            more = f" (and {len(results) - 1} more files)" if len(results) > 1 else ""
            raise SoleusError(results[0].failed + more)
        changes = [] if dry_run else _keep(importer, results, timezone)
    _show_import(results, changes, dry_run, as_json)


def _read(importer: Any, path: Path, number: int, count: int, say: Any) -> FileResult:
    from soleus.store.imports import FileResult

    say(f"reading {number} of {count} files: {path.name}")
    try:
        result: FileResult = importer.read(path)
    except (DataError, InputError) as error:
        return FileResult(path, failed=str(error))
    if not result.whole:
        result.notes.append("the file is cut or damaged: only what could be read is taken")
    return result


def _keep(importer: Any, results: list[FileResult], timezone: str | None) -> list[Any]:
    from soleus.store.import_words import summary_of

    changes: list[Any] = importer.keep(results, "import", summary_of(results))
    if timezone is not None:
        importer.log.keep_state("timezone", timezone)
    return changes


def _show_import(
    results: list[FileResult], changes: list[Any], dry_run: bool, as_json: bool
) -> None:
    from soleus.store.import_words import count_words, outcome_of, result_words

    if as_json:
        from soleus.faces.log_payload import import_payload

        print_json(import_payload(results, changes, dry_run))
        return
    for result in results:
        outcome = outcome_of(result).replace("_", " ")
        typer.echo(f"{outcome:9} {result.path.name}: {result_words(result)}")
    typer.echo(f"\n{count_words(results)}")
    if dry_run:
        typer.echo("dry run: nothing was written")
    for change in changes:
        typer.echo(f"change {change.id}; take it back: soleus undo {change.id}")


def watch(
    folder: Annotated[Path, typer.Argument(help="Where your watch or phone puts its files.")],
    once: Annotated[bool, typer.Option("--once", help="Take what is there and end.")] = False,
    interval_s: Annotated[float, typer.Option(help="Seconds between two looks.")] = 5.0,
    give_up_min: Annotated[
        float, typer.Option(help="Minutes after which an unreadable file counts as broken.")
    ] = 10.0,
    timezone: Timezone = None,
    sport: Sport = None,
    weight_unit: WeightUnit = None,
    keep_both: KeepBoth = False,
    replace: Replace = False,
    outside_plan: OutsidePlan = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import files as they arrive in a folder, once each is whole, and move them to its folders
    done and failed; Ctrl-C ends it. Files of other kinds stay where they are."""
    from soleus.store.imports import Importer
    from soleus.store.watch import FolderWatch, taker

    if not 0.1 <= interval_s <= 3600:
        raise InputError(f"--interval-s {interval_s:g} is outside 0.1 to 3600")
    if not 0 <= give_up_min <= 1440:
        raise InputError(f"--give-up-min {give_up_min:g} is outside 0 to 1440")
    importer = Importer(None, _options(
        timezone=timezone, sport=sport, weight_unit=weight_unit, keep_both=keep_both,
        replace=replace, outside_plan=outside_plan,
    ))  # fmt: skip
    _check_log(folder, database, athlete, timezone, dry_run)
    take = taker(importer, lambda: ask.training_log(database, athlete, dry_run), dry_run)
    looking = FolderWatch(folder, take, 60 * give_up_min, dry_run, by_file_time=once)
    arrivals: list[Arrival] = []
    with _stoppable() as stop:
        if not as_json:
            how = "dry run: nothing is written or moved" if dry_run else "Ctrl-C ends it"
            typer.echo(f"watching {folder} for .fit .tcx .gpx .csv .json, also packed ({how})")
        for _ in _looks(once, interval_s, stop):
            _look(looking, arrivals, stop, as_json)
    _show_watch(looking, arrivals, once, dry_run, as_json)


def _check_log(
    folder: Path, database: str | None, athlete: str | None, timezone: str | None, dry_run: bool
) -> None:
    """Refuse what cannot work; a log that is only away now is waited for."""
    from soleus.store.address import find_address

    place = find_address(database).path
    if place is not None and place.resolve().parent == folder.resolve():
        raise InputError(f"the log itself lies in {folder}; watch another folder")
    try:
        with ask.training_log(database, athlete, dry_run) as log:
            if log is not None and timezone is not None and not dry_run:
                log.keep_state("timezone", timezone)
    except DataError as error:
        warn((f"{error}: waiting for it",))


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that Ctrl-C (or the end of the system) sets, in place of ending at once."""
    stop = threading.Event()
    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _looks(once: bool, interval: float, stop: threading.Event) -> Iterator[int]:
    """Look after look; two where it is once, as a file must be the same at both."""
    number = 0
    while not stop.is_set():
        yield number
        number += 1
        if once and number == 2:
            return
        stop.wait(min(interval, 1.0) if once else interval)


def _look(
    looking: FolderWatch, arrivals: list[Arrival], stop: threading.Event, as_json: bool
) -> None:
    for arrival in looking.look():
        arrivals.append(arrival)
        if not as_json:
            name = f" {arrival.name}" if arrival.name else ""
            outcome = arrival.outcome.replace("_", " ")
            typer.echo(f"{outcome:9}{name}: {arrival.text}" if name else arrival.text)
        if stop.is_set():
            return


def _show_watch(
    looking: FolderWatch, arrivals: list[Arrival], once: bool, dry_run: bool, as_json: bool
) -> None:
    from soleus.faces.log_payload import watch_payload

    found = watch_payload(looking, arrivals, dry_run)
    if as_json:
        print_json(found)
    else:
        counts = ", ".join(f"{n} {k.replace('_', ' ')}" for k, n in found["counts"].items() if n)
        left = f"; still there: {', '.join(looking.waiting)}" if looking.waiting else ""
        typer.echo(f"\n{counts or 'nothing arrived'}{left}")
    if once and any(a.outcome in ("away", "waiting") and not a.name for a in arrivals):
        raise typer.Exit(2)
