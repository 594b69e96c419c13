"""Commands on running: predict a gait, read a recorded run, sprint uphill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import SoleusError
from soleus.faces import ask
from soleus.faces.options import (
    Age,
    Height,
    Json,
    Mass,
    PersonFile,
    Sex,
    console,
    print_json,
    warn,
)
from soleus.faces.progress import Progress

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.dose.running import RunDose

__all__ = ["register"]

_MANY = 4  # files from which on several processes read them
Report = Annotated[Path | None, typer.Option(help="Also write a picture report to this HTML file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(activity)
    app.command()(sprint)


def _leg(person: Any, height_m: Any, mass_kg: Any, sex: Any, age: Any) -> Leg:
    """The runner's leg; the gait library's own body when nothing is said."""
    from soleus.anatomy.leg import build_leg

    if person is None and all(v is None for v in (height_m, mass_kg, sex, age)):
        from soleus.solve.gait_table import REFERENCE

        warn((f"no body given: {REFERENCE.describe()} taken",))
        return build_leg(REFERENCE)
    someone = ask.runner(person, height_m, mass_kg, sex, age)
    return build_leg(someone)


def run(
    speed_ms: Annotated[float, typer.Option(help="Speed along the ground, m/s.")],
    grade_percent: Annotated[float, typer.Option(help="Rise over run, %; downhill below 0.")] = 0.0,
    cadence_spm: Annotated[
        float | None, typer.Option(help="Steps a minute of both feet (default: the model's own).")
    ] = None,
    gait: Annotated[str | None, typer.Option(help="run or walk (default: run from 2 m/s).")] = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    solve: Annotated[
        bool, typer.Option("--solve", help="Solve for this very body instead of scaling.")
    ] = False,
    report: Report = None,
    as_json: Json = False,
) -> None:
    """Predict how a body runs or walks at a speed and grade, and what its calf gets: at once
    from the gait library, or solved anew for this body (--solve or --report, some seconds)."""
    from soleus.dose.technique import technique_notes
    from soleus.solve.gait_estimate import estimate_gait
    from soleus.solve.gait_table import load_gait_table

    leg = _leg(person, height_m, mass_kg, sex, age)
    grade = grade_percent / 100.0
    if 0.0 < abs(grade_percent) < 0.5:
        warn((f"a grade of {grade_percent:g} % is nearly level; 8 % is written 8, not 0.08",))
    if report is not None:
        from soleus.faces.report import check_writable

        check_writable(report)
    result: Any
    with Progress(as_json) as say:
        if solve or report is not None:
            from soleus.solve.gait import predict_gait

            result = predict_gait(leg, speed_ms, grade, cadence_spm, gait, progress=say)
        else:
            result = estimate_gait(leg, speed_ms, grade, cadence_spm, gait)
    notes: tuple[str, ...] = ()
    if result.gait == "run":
        table = load_gait_table("run")
        notes = technique_notes(table, leg, speed_ms, grade, cadence_spm)
    if report is not None:
        from soleus.faces.gait_report import render_gait
        from soleus.faces.report import write_report

        write_report(report, render_gait(result, load_gait_table("run"), list(notes)))
    warn(leg.warnings)
    if as_json:
        from soleus.faces.running_payload import gait_payload

        print_json(gait_payload(result, notes))
        return
    from soleus.faces.running_console import show_gait

    show_gait(console(), result, notes)
    if report is not None:
        typer.echo(f"\nreport written to {report}")


def activity(
    files: Annotated[list[Path], typer.Argument(help="FIT, TCX or GPX files, also gzipped.")],
    sport: Annotated[
        str | None, typer.Option(help="Read as this sport (running, walking, ...).")
    ] = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    report: Report = None,
    as_json: Json = False,
) -> None:
    """What recorded runs gave one leg: soleus, gastrocnemius and Achilles load over the run, by
    kilometer and by lap, with what the file lacked and was assumed instead."""
    leg = _leg(person, height_m, mass_kg, sex, age)
    if report is not None:
        from soleus.faces.report import check_writable

        check_writable(report)
    with Progress(as_json) as say:
        runs, failed = _measure_all(files, sport, leg, say)
    if not runs:
        more = f" (and {len(failed) - 1} more files)" if len(failed) > 1 else ""
        raise SoleusError(failed[0]["error"] + more)
    if report is not None:
        from soleus.faces.gait_report import render_activity
        from soleus.faces.report import write_report

        write_report(report, render_activity(runs[0]))
    warn(leg.warnings)
    if as_json:
        from soleus.faces.running_payload import activity_payload

        rows = [activity_payload(r) for r in runs]
        alone = len(rows) == 1 and not failed
        print_json(rows[0] if alone else {"activities": rows, "failed": failed})
        return
    from soleus.faces.running_console import show_activity, show_failures

    screen = console()
    for one in runs:
        show_activity(screen, one)
        screen.print()
    show_failures(screen, failed)
    if report is not None:
        more = " (of the first one)" if len(runs) > 1 else ""
        typer.echo(f"report written to {report}{more}")


def _measure_all(
    files: list[Path], sport: str | None, leg: Leg, say: Any
) -> tuple[list[RunDose], list[dict[str, str]]]:
    """Every run of every file, and what could not be read; many files in several processes."""
    runs: list[RunDose] = []
    failed: list[dict[str, str]] = []
    if len(files) < _MANY:
        _collect(files, (_measure(path, sport, leg) for path in files), runs, failed, say)
    else:
        import os
        from concurrent.futures import ProcessPoolExecutor
        from functools import partial

        with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
            results = pool.map(partial(_measure, sport=sport, leg=leg), files, chunksize=2)
            _collect(files, results, runs, failed, say)
    return runs, failed


def _collect(
    files: list[Path], results: Any, runs: list[RunDose], failed: list[dict[str, str]], say: Any
) -> None:
    for i, (path, result) in enumerate(zip(files, results, strict=True), 1):
        if isinstance(result, str):
            failed.append({"file": str(path), "error": result})
        else:
            runs += result
        say(f"read {i} of {len(files)} files")


def _measure(path: Path, sport: str | None, leg: Leg) -> list[RunDose] | str:
    """The runs of one file, or why there is none."""
    from soleus.base.errors import DataError
    from soleus.dose.running import measure_run
    from soleus.motion.activities import read_activity

    try:
        return [measure_run(a, leg) for a in read_activity(path, sport)]
    except DataError as error:
        return str(error)


def sprint(
    name: Annotated[str, typer.Argument(help="Run by name.")] = "uphill_sprint",
    distance_m: Annotated[float | None, typer.Option(help="Length in meters.")] = None,
    grade_percent: Annotated[float | None, typer.Option(help="Rise over run, %.")] = None,
    effort_percent: Annotated[
        float | None, typer.Option(help="Share of the fastest this body could.")
    ] = None,
    time_s: Annotated[float | None, typer.Option(help="Time instead of effort, s.")] = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    as_json: Json = False,
) -> None:
    """Simulate one hard run uphill: speed over the distance, forces of every step, technique."""
    from soleus.dose.sprint import describe_speed, measure_sprint
    from soleus.motion.run_exercise import load_run

    if time_s is not None and effort_percent is not None:
        raise SoleusError("give --time-s or --effort-percent, not both")
    what = load_run(name).changed(
        distance=distance_m,
        grade=None if grade_percent is None else grade_percent / 100.0,
        effort=None if effort_percent is None else effort_percent / 100.0,
        duration=time_s,
    )
    leg = _leg(person, height_m, mass_kg, sex, age)
    result = measure_sprint(what, leg)
    speeds = describe_speed(result)
    warn(leg.warnings)
    if as_json:
        from soleus.faces.running_payload import sprint_payload

        print_json(sprint_payload(result, speeds))
        return
    from soleus.faces.running_console import show_sprint

    show_sprint(console(), result, speeds)
