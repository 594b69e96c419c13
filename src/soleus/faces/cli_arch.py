"""The command line of: arch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.solve.arch_postures import Posture

__all__ = ["register"]

_PLAIN = ("standing", "calf_raise", "calf_raise_top", "single_leg_raise", "single_leg_raise_top",
          "deep_squat_raise", "deep_squat_raise_top", "running")  # fmt: skip
_GAITS = {"run": "running", "walk": "walking"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(arch)


def arch(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[EXERCISE]",
            help="An exercise by name, 'run' or 'walk'; without it standing, raises and running.",
        ),
    ] = None,
    speed_ms: Annotated[
        float | None, typer.Option(help="Speed of running or walking, m/s.")
    ] = None,
    grade_percent: Annotated[float, typer.Option(help="Rise over run, %.")] = 0.0,
    intrinsics_percent: Annotated[
        float, typer.Option(help="How active the short muscles of the sole are, 0 to 100 %.")
    ] = 0.0,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="Change a number of the foot, name=value; as often as you like."
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw the foot into this SVG file.")
    ] = None,
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
    from soleus.faces.arch_console import ArchTable, arch_payload, show_arch
    from soleus.solve.arch_postures import arch_in, arch_spread, read_arch

    if not 0.0 <= intrinsics_percent <= 100.0:
        raise InputError(f"--intrinsics-percent {intrinsics_percent:g} is outside 0 to 100")
    constants = load_constants("foot").changed(**parse_changes(changes))
    postures = _postures(name, speed_ms)
    if picture is not None:
        from soleus.faces.whole_files import check_place

        check_place(picture)
    leg = _leg(person, height_m, mass_kg, sex, age)
    method: dict[str, Any] = {"speed": speed_ms, "grade": grade_percent / 100}
    active = intrinsics_percent / 100
    with Progress(as_json) as say:
        say(doing("arch"))
        motions = {k: arch_in(leg, p, constants, active, **method) for k, p in postures.items()}
        spread = arch_spread(_samples(leg), postures, constants, active, say=say, **method)
    readings = {k: read_arch(motions[k], p.instant) for k, p in postures.items()}
    table = ArchTable(leg, postures, readings, spread, active, constants.changes)
    warn(leg.warnings)
    if picture is not None:
        from soleus.faces.arch_picture import draw_arch
        from soleus.faces.whole_files import write_whole

        write_whole(picture, draw_arch(table, motions).encode())
    if as_json:
        print_json(arch_payload(table))
        return
    show_arch(console(), table)
    if picture is not None:
        typer.echo(f"\npicture written to {picture}")


def _postures(name: str | None, speed: float | None) -> dict[str, Posture]:
    """What to show; `InputError` for a name that is neither exercise nor gait."""
    from soleus.base.errors import nearest
    from soleus.motion.exercise_files import list_exercises
    from soleus.solve.arch_postures import POSTURES, exercise_postures

    if name is None:
        return {k: POSTURES[k] for k in _PLAIN}
    plain = name.replace("-", "_")
    if plain in _GAITS:
        return {_GAITS[plain]: POSTURES[_GAITS[plain]]}
    known = [*list_exercises(), *_GAITS]
    if plain not in known and not Path(name).is_file():
        raise InputError(f"no exercise '{name}'; {nearest(plain, known)}")
    if speed is not None:
        raise InputError(f"--speed-ms is for 'run' and 'walk', not for {plain}")
    return exercise_postures(plain if plain in known else name)


def _leg(person: Any, height_m: Any, mass_kg: Any, sex: Any, age: Any) -> Leg:
    from soleus.anatomy.leg import build_leg

    if person is None and all(v is None for v in (height_m, mass_kg, sex, age)):
        from soleus.solve.gait_table import REFERENCE

        warn((f"no body given: {REFERENCE.describe()} taken",))
        return build_leg(REFERENCE)
    return build_leg(ask.person(person, height_m, mass_kg, sex, age))


def _samples(leg: Leg) -> Any:
    """Legs this person may have."""
    from soleus.anatomy.calibration import believed_legs
    from soleus.anatomy.sampling import sample_legs
    from soleus.solve.arch_postures import SAMPLES

    return believed_legs(leg) or sample_legs(leg, SAMPLES)
