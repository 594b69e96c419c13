"""The command line of: arch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.base.errors import InputError
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from soleus.anatomy.leg import Leg
    from soleus.base.constants import Constants
    from soleus.faces.arch_console import ArchTable
    from soleus.solve.arch_motion import ArchMotion
    from soleus.solve.arch_postures import Posture

__all__ = ["register"]

_PLAIN = ("standing", "calf_raise", "calf_raise_top", "single_leg_raise", "single_leg_raise_top",
          "deep_squat_raise", "deep_squat_raise_top", "running")  # fmt: skip
_GAITS = {"run": "running", "walk": "walking"}

Exercise = Annotated[
    str | None,
    typer.Argument(
        metavar="[EXERCISE]",
        help="An exercise by name, 'run' or 'walk'; without it standing, raises and running.",
    ),
]
Speed = Annotated[
    float | None,
    typer.Option(
        help="Speed of a run or walk, m/s (default: 3, or 1.25); the nearest known one is taken."
    ),
]
Grade = Annotated[float, typer.Option(help="Grade of a run or walk, %; downhill below 0.")]
Intrinsics = Annotated[
    float, typer.Option(help="How active the short muscles of the sole are, 0 to 100 %.")
]
Changes = Annotated[list[str] | None, typer.Option("--set", help=SET_HELP)]
Picture = Annotated[Path | None, typer.Option(help="Also draw the foot into this SVG file.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(arch)


def arch(
    name: Exercise = None,
    speed_ms: Speed = None,
    grade_percent: Grade = 0.0,
    intrinsics_percent: Intrinsics = 0.0,
    changes: Changes = None,
    picture: Picture = None,
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    as_json: Json = False,
) -> None:
    """How far the arch of the foot sinks, how hard the plantar fascia is pulled, and which way the
    soleus moves the arch: standing, in calf raises and in running, with 90 % intervals."""
    from soleus.base.constants import load_constants, parse_changes

    if not 0.0 <= intrinsics_percent <= 100.0:
        raise InputError(f"--intrinsics-percent {intrinsics_percent:g} is outside 0 to 100")
    constants = load_constants("foot").changed(**parse_changes(changes))
    postures = _postures(name, speed_ms, grade_percent)
    if picture is not None:
        check_place(picture, ".svg")
    leg, notes = ask.leg_or_reference(person, height_m, mass_kg, sex, age)
    table, motions = _solve(leg, postures, constants, intrinsics_percent / 100, as_json)
    if picture is not None:
        from soleus.faces.arch_picture import draw_arch

        write_whole(picture, draw_arch(table, motions).encode())
    _tell(table, notes, picture, as_json)


def _postures(name: str | None, speed: float | None, grade_percent: float) -> dict[str, Posture]:
    """What to show; `InputError` for a name that is neither exercise nor gait, and for a speed or
    grade without a gait."""
    from dataclasses import replace

    from soleus.base.errors import nearest
    from soleus.motion.exercise_files import list_exercises
    from soleus.solve.arch_postures import POSTURES, exercise_postures

    plain = "" if name is None else name.replace("-", "_")
    known = [*list_exercises(), *_GAITS]
    if name is None or plain in _GAITS:
        chosen = {k: POSTURES[k] for k in (_PLAIN if name is None else (_GAITS[plain],))}
        grade = grade_percent / 100
        return {k: replace(p, speed=speed, grade=grade) if p.gait else p for k, p in chosen.items()}
    if plain not in known and not Path(name).is_file():
        raise InputError(f"no exercise '{name}'; {nearest(plain, known)}")
    ask.check_gait_options(plain, speed, grade_percent)
    return exercise_postures(plain if plain in known else name)


def _solve(
    leg: Leg, asked: Mapping[str, Posture], constants: Constants, intrinsics: float, quiet: bool
) -> tuple[ArchTable, dict[str, ArchMotion]]:
    """The table of what was asked, and the motions at their instants."""
    from soleus.faces.arch_console import ArchTable
    from soleus.solve.arch_postures import arch_in, arch_spread, read_arch, settled

    postures = {k: settled(leg, p) for k, p in asked.items()}
    with Progress(quiet) as say:
        say(doing("arch"))
        motions = {k: arch_in(leg, p, constants, intrinsics) for k, p in postures.items()}
        spread = arch_spread(leg, postures, constants, intrinsics, say=say)
    readings = {k: read_arch(motions[k], p.instant) for k, p in postures.items()}
    return ArchTable(leg, postures, readings, spread, intrinsics, constants), motions


def _tell(table: ArchTable, notes: tuple[str, ...], picture: Path | None, as_json: bool) -> None:
    from soleus.faces.arch_console import arch_payload, show_arch

    warn(notes)
    if as_json:
        print_json(arch_payload(table))
        return
    show_arch(console(), table)
    if picture is not None:
        typer.echo(f"\npicture written to {picture}")
