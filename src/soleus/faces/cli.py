"""The command line: read, call one verb, show. Heavy modules load inside the commands."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import SoleusError

if TYPE_CHECKING:
    from rich.console import Console

    from soleus.anatomy.person import Person
    from soleus.motion.exercise import Exercise

app = typer.Typer(
    help="What an exercise or a training week does to the soleus, the gastrocnemius and the "
    "Achilles tendon, computed by physics on your own leg.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

PersonFile = Annotated[
    Path | None, typer.Option("--person", help="Person file (TOML); see examples/runner.toml.")
]
Height = Annotated[float | None, typer.Option(help="Height in meters.")]
Mass = Annotated[float | None, typer.Option(help="Body mass in kilograms.")]
Sex = Annotated[str | None, typer.Option(help="male or female.")]
Age = Annotated[float | None, typer.Option(help="Age in years.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command()
def plan(
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    weeks: Annotated[int, typer.Option(help="Length of the plan in weeks.")] = 4,
    start: Annotated[
        str | None, typer.Option(help="First day, YYYY-MM-DD (default: next Monday).")
    ] = None,
    scheme: Annotated[str, typer.Option(help="Scheme by name, or a YAML file.")] = "article",
    report: Annotated[
        Path | None, typer.Option(help="Also write the picture report to this HTML file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Turn a scheme into dated sessions for one person, with the simulated dose of each set,
    session and week, and optionally an offline picture report."""
    from soleus.plan.planner import make_plan
    from soleus.plan.scheme import load_scheme

    someone = _person(person, height_m, mass_kg, sex, age)
    if report is not None:
        from soleus.faces.report import check_writable

        check_writable(report)
    with _Progress(as_json) as say:
        result = make_plan(
            load_scheme(scheme), someone, weeks, _date(start), lambda name: say(_doing(name))
        )
        if report is not None:
            _write_report(result, report, say)
    _warn(result.warnings)
    if as_json:
        from soleus.faces.payload import plan_payload

        _print_json({**plan_payload(result), **({"report": str(report)} if report else {})})
        return
    from soleus.faces.console import show_plan

    show_plan(_console(), result)
    if report is not None:
        typer.echo(f"\nreport written to {report}")


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
    as_json: Json = False,
) -> None:
    """Simulate one exercise on one person's leg: forces, lengths, strain and dose, per leg."""
    import math

    from soleus.anatomy.leg import build_leg
    from soleus.dose.measure import measure_dose
    from soleus.motion.exercise import load_exercise
    from soleus.solve.load_sharing import solve_exercise

    someone = _person(person, height_m, mass_kg, sex, age)
    what = load_exercise(name)
    if knee_angle_deg is not None:
        what = what.with_knee_angle(math.radians(knee_angle_deg))
    if load_kg is not None:
        what = what.with_load(load_kg)
    with _Progress(as_json) as say:
        say(_doing(what.name))
        leg = build_leg(someone)
        solution = solve_exercise(what, leg)
        if what.load_mass and not solution.feasible:
            _refuse_load(what, leg, solution.verdict)
        dose = measure_dose(solution)
        band = _band(what, leg)
    _warn(leg.warnings)
    if as_json:
        from soleus.faces.payload import exercise_payload

        _print_json(exercise_payload(what, solution, dose, band))
        return
    from soleus.faces.console import show_exercise

    show_exercise(_console(), what, solution, dose, band)


@app.command()
def exercises(as_json: Json = False) -> None:
    """List all exercises and what to do in each."""
    from soleus.motion.exercise import list_exercises, load_exercise

    known = [load_exercise(name) for name in list_exercises()]
    if as_json:
        from soleus.faces.payload import exercise_summary

        _print_json({"exercises": [exercise_summary(e) for e in known]})
        return
    from soleus.faces.console import show_exercises

    show_exercises(_console(), known)


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
    if as_json:
        from soleus.faces.payload import muscle_payload

        _print_json(muscle_payload(record, path))
        return
    from soleus.faces.console import show_muscle

    show_muscle(_console(), record, path)


def _all_muscles(muscles: list[Any], as_json: bool) -> None:
    if as_json:
        rows = [{"muscle": m.name, "label": m.label, "group": m.group} for m in muscles]
        _print_json({"muscles": rows})
        return
    from soleus.faces.console import show_muscles

    show_muscles(_console(), muscles)


def _person(
    file: Path | None,
    height_m: float | None,
    mass_kg: float | None,
    sex: str | None,
    age: float | None,
) -> Person:
    """The person from a file, from options, or from a file with options on top."""
    from soleus.anatomy.person import person_from_fields
    from soleus.base.errors import InputError
    from soleus.base.library import read_file

    values = {"height_m": height_m, "mass_kg": mass_kg, "sex": sex, "age": age}
    given = {k: v for k, v in values.items() if v is not None}
    if file is None:
        missing = [k for k in values if k not in given]
        if missing:
            option = missing[0].replace("_", "-")
            raise InputError(
                f"--{option} is missing; give --person FILE, or all of --height-m --mass-kg "
                "--sex --age"
            )
        return person_from_fields(given, "options")
    return person_from_fields({**read_file(file), **given}, str(file))


def _date(text: str | None) -> dt.date:
    from soleus.base.errors import InputError

    if text is None:
        today = dt.date.today()
        return today + dt.timedelta(days=(7 - today.weekday()) % 7)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--start '{text}' is not a date; write it like 2026-01-05") from None


def _band(what: Exercise, leg: Any) -> dict[str, Any] | None:
    """What the open force split of an exercise does to the answer: its ends, as ranges."""
    if what.share is None:
        return None
    from soleus.solve.load_sharing import solve_exercise

    ends = [solve_exercise(what.with_share(s), leg) for s in (what.share.low, what.share.high)]
    weight = leg.person.body_weight
    result: dict[str, Any] = {
        "share": [what.share.low, what.share.high],
        "share_used": what.share.value,
        "about": what.share.about,
    }
    for key, force in (
        ("achilles_peak_force_bw", lambda s: s.achilles_force),
        ("soleus_peak_force_bw", lambda s: s.force("soleus")),
    ):
        result[key] = sorted(float(force(s).max() / weight) for s in ends)
    return result


def _refuse_load(what: Exercise, leg: Any, verdict: str) -> None:
    """A load this body cannot carry: say what gives in, and the largest feasible load."""
    from soleus.base.errors import InfeasibleError
    from soleus.motion.synthesis import synthesize
    from soleus.solve.load_sharing import share_load

    def feasible(mass: float) -> bool:
        return share_load(leg, synthesize(what.with_load(mass), leg, time_step=0.03)).feasible

    if not feasible(0.0):
        raise InfeasibleError(f"{what.name} with {what.load_mass:g} kg is {verdict}; it is "
                              "beyond this body even without load")  # fmt: skip
    low, high = 0.0, what.load_mass
    while high - low > 1.0:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if feasible(middle) else (low, middle)
    raise InfeasibleError(
        f"{what.name} with {what.load_mass:g} kg is {verdict}; about {low:.0f} kg is feasible"
    )


def _write_report(result: Any, path: Path, say: Callable[[str], None]) -> None:
    """Simulate every exercise for the comparison and write the report."""
    from soleus.dose.measure import measure_dose
    from soleus.faces.report import render_report, write_report
    from soleus.motion.exercise import list_exercises, load_exercise
    from soleus.solve.load_sharing import solve_exercise

    solutions, bands = {}, {}
    for name in list_exercises():
        say(_doing(name))
        what = load_exercise(name)
        try:
            solutions[name] = result.solutions.get(name) or solve_exercise(what, result.leg)
            band = _band(what, result.leg)
        except SoleusError as error:
            typer.echo(f"note: left out of the comparison: {error}", err=True)
            continue
        if band:
            bands[name] = {k: tuple(v) for k, v in band.items() if k.endswith("_bw")}
    say("writing the report")
    doses = {name: measure_dose(s) for name, s in solutions.items()}
    write_report(path, render_report(result, solutions, doses, bands=bands))


def _doing(name: str) -> str:
    _import_numba_without_blas()
    from soleus.solve.kernel_cache import kernels_ready

    text = f"simulating {name.replace('_', ' ')}"
    if not kernels_ready():
        text += " (first run: compiling the solver, about 20 s, kept for next time)"
    return text


def _import_numba_without_blas() -> None:
    """Import numba, which would import SciPy only to ask whether it has a BLAS: 0.4 s for
    something the kernels never use. Done in this process alone, which nobody shares."""
    name = "scipy.linalg.cython_blas"
    if "numba" not in sys.modules and name not in sys.modules:
        blocked: Any = None
        sys.modules[name] = blocked
        sys.modules["scipy.linalg"] = blocked
        importlib.import_module("numba.np.arraymath")

        del sys.modules[name], sys.modules["scipy.linalg"]


class _Progress:
    """Says on standard error what takes its time; quiet with --json or when piped."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._last = ""

    def __enter__(self) -> Callable[[str], None]:
        return self._say

    def __exit__(self, *_: object) -> None:
        if self._last and not self._quiet and sys.stderr.isatty():
            sys.stderr.write("\r" + " " * len(self._last) + "\r")
            sys.stderr.flush()

    def _say(self, text: str) -> None:
        if self._quiet:
            return
        if sys.stderr.isatty():
            sys.stderr.write("\r" + text.ljust(len(self._last)))
            sys.stderr.flush()
            self._last = text
        elif "compiling" in text:
            sys.stderr.write(text + "\n")


def _console() -> Console:
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=int(os.environ.get("COLUMNS", "110")))


def _warn(warnings: tuple[str, ...]) -> None:
    for text in warnings:
        typer.echo(f"note: {text}", err=True)


def _print_json(payload: dict[str, Any]) -> None:
    typer.echo(json.dumps(payload, indent=1, allow_nan=False))


def main() -> None:
    """Entry point: every error of the user is one line on standard error and exit code 2."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except SoleusError as error:
        code = _fail(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\nstopped; nothing was written\n")
        code = 130
    except Exception as error:  # usage errors of the option parser
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message()
        if not message:  # no arguments: the help was shown
            code = 2
        else:
            code = _fail(" ".join(message.split()) + " (try 'soleus --help')")
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str) -> int:
    sys.stderr.write(f"soleus: {message}\n")
    return 2


if __name__ == "__main__":
    main()
