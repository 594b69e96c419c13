"""The command for recorded trials: a biomechanist's own motion and forces."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import InputError
from soleus.faces import ask
from soleus.faces.analyze_routes import TrialFiles, check_outputs, refuse_unused, route_of
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
    from soleus.motion.recording_trial import Trial, TrialOptions

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(analyze)


#: Seconds without a word where nobody watches.
_PATIENCE = 20.0


def analyze(
    coordinates: Annotated[
        Path | None, typer.Option(help="Joint angles: .mot, .sto or .csv.")
    ] = None,
    moments: Annotated[
        Path | None, typer.Option(help="Joint moments of the same trial: .mot, .sto or .csv.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Scaled OpenSim model: gives segment lengths.")
    ] = None,
    forces: Annotated[
        Path | None, typer.Option(help="Ground forces: to check, or to compute moments from.")
    ] = None,
    external_loads: Annotated[
        Path | None, typer.Option(help="OpenSim ExternalLoads file: which force is which foot.")
    ] = None,
    markers: Annotated[
        Path | None, typer.Option(help="Markers (.trc), with --forces: ankle only.")
    ] = None,
    c3d: Annotated[
        Path | None, typer.Option(help="Markers and force plates in one .c3d: ankle only.")
    ] = None,
    marker: Annotated[
        list[str] | None, typer.Option(help="Landmark by label, like right_heel=RCAL.")
    ] = None,
    right_foot: Annotated[
        str | None, typer.Option(help="Number of the right foot's force, where forces have one.")
    ] = None,
    left_foot: Annotated[
        str | None, typer.Option(help="Number of the left foot's force, where forces have one.")
    ] = None,
    person: PersonFile = None,
    mass_kg: Mass = None,
    height_m: Height = None,
    sex: Sex = None,
    age: Age = None,
    side: Annotated[str, typer.Option(help="both, right or left.")] = "both",
    from_s: Annotated[float | None, typer.Option(help="Cut the trial: from, s.")] = None,
    to_s: Annotated[float | None, typer.Option(help="Cut the trial: to, s.")] = None,
    rate_hz: Annotated[float, typer.Option(help="Frames a second to solve.")] = 100.0,
    filter_hz: Annotated[
        float | None, typer.Option(help="Low-pass filter of angles or markers (default 6).")
    ] = None,
    angles: Annotated[
        str | None, typer.Option(help="deg or rad, where the file does not show it.")
    ] = None,
    moments_unit: Annotated[str | None, typer.Option(help="nm, nmm or nm_per_kg.")] = None,
    moments_sign: Annotated[
        str | None,
        typer.Option(
            help="plantar-flexion-negative (OpenSim), plantar-flexion-positive (turns hip, knee "
            "and ankle) or ankle-plantar-flexion-positive (turns the ankle alone)."
        ),
    ] = None,
    tendon: Annotated[str, typer.Option(help="compliant or rigid.")] = "compliant",
    method: Annotated[str, typer.Option(help="quasi-static or optimal-control.")] = "quasi-static",
    figure: Annotated[
        Path | None, typer.Option(help="Also draw both legs over time: .svg or .html.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(help="Also write all time series to this .csv file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Forces of calf muscles and Achilles tendon in a recorded trial, both legs: from joint
    angles and moments, from a model with ground forces, or from markers with ground forces."""
    from soleus.faces.analyze_results import analyze_trial, check_method
    from soleus.motion.recording_options import TrialOptions

    files = TrialFiles(coordinates, moments, model, forces, external_loads, markers, c3d)
    route = route_of(files)
    feet = {s: n for s, n in (("right", right_foot), ("left", left_foot)) if n is not None}
    given = {"marker": marker or None, "filter-hz": filter_hz, "angles": angles,
             "moments-unit": moments_unit, "moments-sign": moments_sign,
             "right-foot": right_foot, "left-foot": left_foot}  # fmt: skip
    refuse_unused(route, given)
    check_method(method, tendon)
    check_outputs(figure, table)
    options = TrialOptions(side, from_s, to_s, rate_hz, angles, moments_unit, moments_sign)
    with Progress(as_json) as watched:
        say = _speaker(watched, as_json)
        someone, said = _person(files, person, height_m, mass_kg, sex, age)
        say("reading the trial")
        trial, someone = _read(route, files, someone, options, marker or [], filter_hz, feet, say)
        say(doing("the trial"))
        result = analyze_trial(trial, _leg(someone), method, tendon, say)
        result = replace(result, notes=(*said, *result.notes))
        if figure is not None:
            from soleus.faces.analyze_page import write_figure

            write_figure(figure, result)
        if table is not None:
            _write_table(table, result)
    if as_json:
        from soleus.faces.analyze_payload import trial_payload

        warn((*result.warnings, *result.notes, *result.leg.warnings))
        print_json(trial_payload(result))
        return
    warn((*result.notes, *result.leg.warnings))
    from soleus.faces.analyze_console import show_trial

    show_trial(console(), result)
    for what, path in (("figure", figure), ("table", table)):
        if path is not None:
            typer.echo(f"\n{what} written to {path}")


def _speaker(say: Callable[[str], None], quiet: bool) -> Callable[[str], None]:
    """Says what takes its time; where nobody watches a terminal, a line every 20 seconds."""
    if sys.stderr.isatty():
        return say
    last = time.monotonic()

    def speak(text: str) -> None:
        nonlocal last
        say(text)
        if not quiet and time.monotonic() - last > _PATIENCE:
            last = time.monotonic()
            typer.echo(text, err=True)

    return speak


def _person(
    files: TrialFiles, file: Any, height_m: Any, mass_kg: Any, sex: Any, age: Any
) -> tuple[Any, tuple[str, ...]]:
    """The subject: mass always, height given or by the model's leg length; with a model its
    segment lengths, and a word when its mass is another one."""
    body = None
    notes: list[str] = []
    if files.model is not None:
        from soleus.motion.osim_body import read_osim_body

        body = read_osim_body(files.model)
        notes += body.notes
    if file is None and mass_kg is None:
        hint = "" if body is None else f"; the model weighs {body.mass:.2f} kg"
        raise InputError(f"--mass-kg is missing (or give --person FILE){hint}")
    if file is None and height_m is None:
        if body is None:
            raise InputError("--height-m is missing (or give --model X.osim, or --person FILE)")
        height_m = round(body.height, 4)
    someone = ask.runner(file, height_m, mass_kg, sex, age)
    if file is None and (sex is None or age is None):
        notes.append(f"taken as {someone.sex}, {someone.age:g} years")
    if body is not None:
        someone = body.measure(someone)
        notes += body.mass_notes(someone.mass)
    return someone, tuple(notes)


def _read(
    route: str, files: TrialFiles, someone: Any, options: TrialOptions, marker: list[str],
    filter_hz: float | None, feet: Mapping[str, str], say: Any,
) -> tuple[Trial, Any]:  # fmt: skip
    if route == "moments":
        from soleus.motion.recording_trial import read_trial

        assert files.coordinates is not None and files.moments is not None
        trial = read_trial(files.coordinates, files.moments, someone.mass, options, files.forces)
        return trial, someone
    if route == "opensim":
        from soleus.motion.opensim_trial import read_raw_trial

        assert files.model is not None and files.coordinates is not None
        assert files.forces is not None
        say("OpenSim: inverse dynamics and muscle paths")
        trial = read_raw_trial(
            files.model, files.coordinates, files.forces, someone.mass, options,
            files.external_loads, filter_hz, feet,
        )  # fmt: skip
        return trial, someone
    from soleus.motion.markers import marker_overrides
    from soleus.motion.markers_trial import read_c3d_trial, read_marker_trial

    labels = marker_overrides(marker)
    if route == "c3d":
        assert files.c3d is not None
        return read_c3d_trial(files.c3d, someone, options, labels, filter_hz)
    assert files.markers is not None and files.forces is not None
    return read_marker_trial(files.markers, files.forces, someone, options, labels, filter_hz)


def _leg(someone: Any) -> Leg:
    from soleus.anatomy.leg import build_leg

    return build_leg(someone)


def _write_table(path: Path, result: Any) -> None:
    try:
        result.table().to_csv(path, index=False, float_format="%.7g")
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or '').lower()}") from None
