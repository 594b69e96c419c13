"""The commands on what a calf can do, and on what weeks at full stretch do to ankle range."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
from soleus.faces.whole_files import check_place, write_whole

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
    if picture is not None:
        check_place(picture, ".svg")
    with Progress(as_json) as say:
        from soleus.anatomy.function_spread import measure_function
        from soleus.anatomy.uncertainty import SAMPLES

        say(f"strength and range of {SAMPLES} possible legs")
        leg, notes = ask.leg_or_reference(person, height_m, mass_kg, sex, age)
        numbers = measure_function(leg, tendon)
        if picture is not None:
            from soleus.faces.function_picture import draw_function

            write_whole(picture, draw_function(numbers).encode())
    warn(notes)
    if as_json:
        from soleus.faces.function_numbers import function_payload

        print_json({**function_payload(numbers), **({"picture": str(picture)} if picture else {})})
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
    if picture is not None:
        check_place(picture, ".svg")
    with Progress(as_json) as say:
        from soleus.dose.mobility import measure_mobility

        say("time at full stretch, and what trials say of it")
        leg, notes = ask.leg_or_reference(person, height_m, mass_kg, sex, age)
        found = measure_mobility(
            leg, weeks, sets=sets, repetitions=repetitions, hold=hold_s, per_week=per_week
        )
        if picture is not None:
            from soleus.faces.mobility_picture import draw_mobility

            write_whole(picture, draw_mobility(leg, found).encode())
    warn(notes)
    if as_json:
        from soleus.faces.mobility_console import mobility_payload

        payload = mobility_payload(leg, found)
        print_json({**payload, **({"picture": str(picture)} if picture else {})})
        return
    from soleus.faces.mobility_console import show_mobility

    show_mobility(console(), leg, found)
    _tell(picture)


def _tell(picture: Path | None) -> None:
    if picture is not None:
        typer.echo(f"\npicture written to {picture}")
