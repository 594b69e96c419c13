"""The command line: read, call one verb, show. Heavy modules load inside the commands."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from soleus.faces import (
    ask,
    cli_analyze,
    cli_arch,
    cli_article,
    cli_calibrate,
    cli_export,
    cli_fibula,
    cli_function,
    cli_import,
    cli_log,
    cli_next,
    cli_plan,
    cli_running,
    cli_stand,
    cli_today,
    cli_undo,
    cli_validate,
    entry,
)
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
from soleus.faces.progress import Progress, doing

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        from soleus import __version__

        typer.echo(f"soleus {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """What an exercise or a training week does to the soleus, the gastrocnemius and the Achilles
    tendon, computed by physics on your own leg."""


@app.command()
def exercise(
    name: Annotated[str, typer.Argument(help="Exercise by name (see 'soleus exercises') or file.")],
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    load_kg: Annotated[float | None, typer.Option(help="External load in kilograms.")] = None,
    knee_angle_deg: Annotated[
        float | None, typer.Option(help="Knee flexion in degrees, where the exercise allows it.")
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Show all that moves the answer, in tables.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Simulate one exercise on one person's leg: forces, lengths, strain and dose, per leg, with
    90 % intervals and what moves the answer most."""
    import math

    from soleus.anatomy.leg import build_leg
    from soleus.dose.measure import measure_dose
    from soleus.motion.exercise_files import load_exercise
    from soleus.solve.load_sharing import solve_exercise

    someone = ask.person(person, height_m, mass_kg, sex, age)
    what = load_exercise(name)
    if knee_angle_deg is not None:
        what = what.with_knee_angle(math.radians(knee_angle_deg))
    if load_kg is not None:
        what = what.with_load(load_kg)
    with Progress(as_json) as say:
        say(doing(what.name))
        leg = build_leg(someone)
        solution = solve_exercise(what, leg)
        if what.load_mass and not solution.feasible:
            ask.refuse_load(what, leg, solution.verdict)
        dose = measure_dose(solution)
        band = ask.band(what, leg)
        say("intervals from 200 possible legs")
        _ = dose.spread  # computed here, where progress shows
    warn((*leg.warnings, *solution.warnings))
    if as_json:
        from soleus.faces.payload import exercise_payload

        print_json(exercise_payload(what, solution, dose, band))
        return
    from soleus.faces.console import show_exercise

    show_exercise(console(), what, solution, dose, band, sensitivity)


@app.command()
def exercises(as_json: Json = False) -> None:
    """List all exercises and what to do in each."""
    from soleus.motion.exercise_files import list_exercises, load_exercise
    from soleus.motion.run_exercise import list_runs, load_run

    known = [load_exercise(name) for name in list_exercises()]
    runs = [load_run(name) for name in list_runs()]
    if as_json:
        from soleus.faces.payload import exercise_summary

        print_json(
            {
                "exercises": [exercise_summary(e) for e in known],
                "runs": [{"run": r.name, "describe": r.describe()} for r in runs],
            }
        )
        return
    from soleus.faces.console import show_exercises

    show_exercises(console(), [*known, *runs])


@app.command()
def muscle(
    name: Annotated[str | None, typer.Argument(help="Muscle by name; without it, all.")] = None,
    as_json: Json = False,
) -> None:
    """Show a muscle's constants with unit, spread and source, and how its path was fitted."""
    from soleus.anatomy.paths import load_path, path_table
    from soleus.muscle.parameters import list_muscles, load_muscle

    if name is None:
        _all_muscles([load_muscle(m) for m in list_muscles()], as_json)
        return
    record = load_muscle(name)
    fitted = path_table()[name]
    path = {
        "crosses": list(load_path(name).crosses),
        "terms": len(fitted["terms"]),
        **{k: fitted[k] for k in ("rms_mm", "largest_mm", "source", "note") if k in fitted},
    }
    from soleus.faces.muscle_parts import parts_payload, show_parts

    with Progress(as_json) as say:
        say(f"the parts of the {record.label}")
        parts = parts_payload(name)
    if as_json:
        from soleus.faces.payload import muscle_payload

        print_json(muscle_payload(record, path) | parts)
        return
    from soleus.faces.console import show_muscle

    show_muscle(console(), record, path)
    show_parts(console(), parts)


def _all_muscles(muscles: list[Any], as_json: bool) -> None:
    if as_json:
        rows = [{"muscle": m.name, "label": m.label, "group": m.group} for m in muscles]
        print_json({"muscles": rows})
        return
    from soleus.faces.console import show_muscles

    show_muscles(console(), muscles)


cli_plan.register(app)
cli_today.register(app)
cli_log.register(app)
cli_next.register(app)
cli_export.register(app)
cli_import.register(app)
cli_undo.register(app)
cli_running.register(app)
cli_calibrate.register(app)
cli_analyze.register(app)
cli_validate.register(app)
cli_stand.register(app)
cli_arch.register(app)
cli_fibula.register(app)
cli_function.register(app)
cli_article.register(app)


def main() -> None:
    """Entry point of the `soleus` command."""
    sys.exit(entry.run(app))


if __name__ == "__main__":
    main()
