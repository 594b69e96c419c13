"""The command line of: fibula."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from soleus.faces import ask
from soleus.faces.model_numbers import SET_HELP
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
from soleus.faces.whole_files import check_place, write_whole

__all__ = ["register"]

#: What the table shows when nothing is named, from little to much.
USUAL = (
    "quiet_standing", "standing_calf_raise", "single_leg_calf_raise", "deep_squat_calf_raise",
    "glute_ham_raise", "run",
)  # fmt: skip
#: What the picture shows when nothing is named.
_DRAWN = "single_leg_calf_raise"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(fibula)


def fibula(
    what: Annotated[
        str | None,
        typer.Argument(help="Exercise by name, or run, or walk (default: a table of several)."),
    ] = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    speed_ms: Annotated[
        float | None,
        typer.Option(
            help="Speed of a run or walk, m/s (default: 3, or 1.25); the nearest known is taken."
        ),
    ] = None,
    grade_percent: Annotated[
        float, typer.Option(help="Grade of a run or walk, %; downhill below 0.")
    ] = 0.0,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help=SET_HELP),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            help="Also draw one exercise into this SVG file (unnamed: the single leg calf raise)."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """How hard the soleus pulls on the fibula (the thin outer bone of the lower leg), and how far
    its head below the knee moves, with 90 % intervals and what else moves it."""
    from soleus.base.constants import load_constants, parse_changes
    from soleus.solve.fibula_spread import SAMPLES, check_posture, estimate_fibula
    from soleus.solve.gait_range import GAITS

    changes = parse_changes(sets)
    load_constants("fibula").changed(**changes)
    names = USUAL if what is None else (what.replace("-", "_"),)
    for name in names:
        check_posture(name)
    if not GAITS.keys() & set(names):
        ask.check_gait_options(names[0], speed_ms, grade_percent)
    if picture is not None:
        check_place(picture, ".svg")
    leg, notes = ask.leg_or_reference(person, height_m, mass_kg, sex, age)
    found = []
    with Progress(as_json) as say:
        for name in names:
            say(f"{doing(name)}, on {SAMPLES} possible legs")
            speed, grade = (speed_ms, grade_percent / 100) if name in GAITS else (None, 0.0)
            found.append(estimate_fibula(leg, name, speed, grade, changes))
    warn(notes)
    if picture is not None:
        from soleus.faces.fibula_picture import draw_fibula

        shown = found[0] if what is not None else _named(found, _DRAWN)
        write_whole(picture, draw_fibula(shown).encode())
    from soleus.faces.fibula_console import fibula_payload, show_fibula

    if as_json:
        print_json(fibula_payload(leg, found))
        return
    show_fibula(console(), leg, found)
    if picture is not None:
        shows = "" if what is not None else f" (it shows the {_DRAWN.replace('_', ' ')} only)"
        console().print(f"\npicture written to {picture}{shows}", soft_wrap=True)
        if what is None:
            console().print("for another name it: soleus fibula run --picture FILE.svg")


def _named(found: list[Any], name: str) -> Any:
    return next(e for e in found if e.posture == name)
