"""The commands on what a calf can do, and on what weeks at full stretch do to ankle range."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.base.errors import InputError
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

__all__ = ["register"]

Picture = Annotated[Path | None, typer.Option(help="Also draw it into this SVG file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(function)
    app.command()(mobility)


def function(
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    tendon: Annotated[
        str, typer.Option(help="compliant, or rigid to see what a stretching tendon changes.")
    ] = "compliant",
    picture: Picture = None,
    as_json: Json = False,
) -> None:
    """Show how strong a calf is over ankle and knee angle, soleus and gastrocnemius apart, from
    which knee bend on the gastrocnemius is out, and how far the ankle bends."""
    _check_picture(picture)
    with Progress(as_json) as say:
        from soleus.faces.function_numbers import measure_function

        say("strength and range of 200 possible legs")
        leg = _leg(person, height_m, mass_kg, sex, age)
        numbers = measure_function(leg, tendon)
        if picture is not None:
            from soleus.faces.function_picture import draw_function

            _write(picture, draw_function(numbers))
    if as_json:
        print_json({**numbers.payload(), **({"picture": str(picture)} if picture else {})})
        return
    from soleus.faces.function_console import show_function

    show_function(console(), numbers)
    _tell(picture)


def mobility(
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    weeks: Annotated[float, typer.Option(help="For how many weeks, at most 24.")] = 8.0,
    sets: Annotated[int, typer.Option(help="Sets of calf raises in a deep squat.")] = 3,
    repetitions: Annotated[int, typer.Option(help="Repetitions of a set.")] = 18,
    hold_s: Annotated[
        float, typer.Option(help="Seconds held at full stretch after each set.")
    ] = 20.0,
    per_week: Annotated[float, typer.Option(help="Sessions a week.")] = 2.5,
    picture: Picture = None,
    as_json: Json = False,
) -> None:
    """Estimate the ankle range that weeks of calf raises in a deep squat, with a hold at full
    stretch, gain: from published trials, and saying where they allow no number."""
    _check_picture(picture)
    with Progress(as_json) as say:
        from soleus.dose.mobility import measure_mobility

        say("time at full stretch, and what trials say of it")
        leg = _leg(person, height_m, mass_kg, sex, age)
        found = measure_mobility(
            leg, weeks, sets=sets, repetitions=repetitions, hold=hold_s, per_week=per_week
        )
        if picture is not None:
            from soleus.faces.mobility_picture import draw_mobility

            _write(picture, draw_mobility(leg, found))
    if as_json:
        from soleus.faces.mobility_console import mobility_payload

        payload = mobility_payload(leg, found)
        print_json({**payload, **({"picture": str(picture)} if picture else {})})
        return
    from soleus.faces.mobility_console import show_mobility

    show_mobility(console(), leg, found)
    _tell(picture)


def _leg(
    file: Path | None, height: float | None, mass: float | None, sex: str | None, age: float | None
) -> Leg:
    """The person's leg; that of the reference body, said so, where nothing is told of a person."""
    from soleus.anatomy.leg import build_leg
    from soleus.solve.gait_table import REFERENCE

    if all(v is None for v in (file, height, mass, sex, age)):
        warn((f"no person given: this is for {REFERENCE.describe()}",))
        return build_leg(REFERENCE)
    leg = build_leg(ask.person(file, height, mass, sex, age))
    warn(leg.warnings)
    return leg


def _check_picture(picture: Path | None) -> None:
    if picture is None:
        return
    from soleus.faces.whole_files import check_place

    if picture.suffix.lower() != ".svg":
        raise InputError(f"--picture {picture}: the picture is SVG, its name must end in .svg")
    check_place(picture)


def _write(picture: Path, text: str) -> None:
    from soleus.faces.whole_files import write_whole

    write_whole(picture, text.encode())


def _tell(picture: Path | None) -> None:
    if picture is not None:
        typer.echo(f"\npicture written to {picture}")
