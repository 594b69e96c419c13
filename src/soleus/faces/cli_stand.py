"""The command line of: stand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.base.errors import InputError, nearest
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
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.faces.stand_console import Standing
    from soleus.solve.standing_result import StandingResult

__all__ = ["register"]

#: Leans of the table, deg beyond usual standing.
_LEANS = (-1.0, 0.0, 2.0, 4.0)
_CONTROLS = ("continuous", "intermittent")
_LeanDeg = Annotated[
    float | None, typer.Option(help="Lean further forward than usual, degrees; back below 0.")
]
_LeanMm = Annotated[
    float | None, typer.Option(help="The same, as the way of the body's center, millimeters.")
]
_Control = Annotated[str, typer.Option(help="continuous or intermittent.")]
_Duration = Annotated[float, typer.Option(help="Time to stand, seconds.")]
_Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a constant, like neural_delay=150 (may be repeated)."),
]
_Seed = Annotated[int, typer.Option(help="Another number gives other chance sways.")]
_Compare = Annotated[
    bool, typer.Option("--compare", help="Also stand with the other way of control.")
]
_Report = Annotated[Path | None, typer.Option(help="Also write a page to this HTML file.")]
_Picture = Annotated[Path | None, typer.Option(help="Also write the picture to this SVG file.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(stand)


def stand(
    lean_deg: _LeanDeg = None,
    lean_mm: _LeanMm = None,
    control: _Control = "continuous",
    duration_s: _Duration = 60.0,
    changes: _Set = None,
    seed: _Seed = 0,
    compare: _Compare = False,
    report: _Report = None,
    picture: _Picture = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    as_json: Json = False,
) -> None:
    """Stand quietly on both legs: how much you sway, which calf muscles work how long and how
    hard, and what leaning forward or back changes. With a late nervous system, on your tendons."""
    from soleus.base.constants import load_constants, parse_changes
    from soleus.faces.whole_files import check_place
    from soleus.solve.standing import simulate_standing

    for path, suffix in ((report, ".html"), (picture, ".svg")):
        if path is not None:
            check_place(path, suffix)
    constants = load_constants("standing").changed(**parse_changes(changes))
    if control not in _CONTROLS:
        raise InputError(f"--control '{control}' is not known; {nearest(control, _CONTROLS)}")
    leg, notes = ask.leg_or_reference(person, height_m, mass_kg, sex, age)
    lean = _lean(leg, lean_deg, lean_mm)
    with Progress(as_json) as say:
        say(doing("standing"))
        result = simulate_standing(leg, lean, duration_s, control, seed, constants)
        say("standing of possible legs, for the intervals")
        standing = _all(result, duration_s, compare)
    _write(standing, report, picture)
    warn(notes)
    _show(standing, as_json, [path for path in (picture, report) if path is not None])


def _show(standing: Standing, as_json: bool, written: list[Path]) -> None:
    from soleus.faces.stand_console import show_standing, standing_payload

    if as_json:
        print_json(standing_payload(standing))
        return
    show_standing(console(), standing)
    for path in written:
        typer.echo(f"written to {path}")


def _lean(leg: Leg, degrees: float | None, millimeters: float | None) -> float:
    """Lean beyond usual standing, rad."""
    from soleus.solve.standing_control import standing_body

    if degrees is not None and millimeters is not None:
        raise InputError("--lean-deg and --lean-mm say the same: give one of them")
    if millimeters is None:
        return math.radians(degrees or 0.0)
    body = standing_body(leg)
    share = math.sin(body.lean) + millimeters / 1000 / body.height
    if not abs(share) < 1:
        raise InputError(f"--lean-mm {millimeters:g} is more than this body is high")
    return math.asin(share) - body.lean


def _all(result: StandingResult, duration: float, compare: bool) -> Standing:
    from soleus.faces.stand_console import Standing
    from soleus.solve.standing import simulate_standing
    from soleus.solve.standing_spread import lean_over, standing_spread

    other = None
    if compare:
        name = "intermittent" if result.control == "continuous" else "continuous"
        other = simulate_standing(
            result.leg, result.lean, duration, name, result.seed, result.stance.constants,
            allow_fall=True,
        )  # fmt: skip
    return Standing(result, standing_spread(result), lean_over(result, _LEANS), other)


def _write(standing: Standing, report: Path | None, picture: Path | None) -> None:
    if picture is None and report is None:
        return
    from soleus.faces.stand_page import page
    from soleus.faces.stand_picture import draw_standing
    from soleus.faces.whole_files import write_whole

    drawing = draw_standing(standing)
    if picture is not None:
        write_whole(picture, drawing.encode())
    if report is not None:
        write_whole(report, page(standing, drawing).encode())
