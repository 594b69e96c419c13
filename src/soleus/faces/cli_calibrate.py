"""`soleus calibrate`: what measurements of a person say about their leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import InfeasibleError
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
    from rich.console import Console

    from soleus.anatomy.calibration import Calibration
    from soleus.dose.measure import Dose

__all__ = ["register"]

_SHOWN = (
    ("achilles", "peak_force_bw", "Achilles peak force, BW"),
    ("achilles", "peak_strain_percent", "Achilles peak strain, %"),
    ("soleus", "peak_force_bw", "soleus peak force, BW"),
    ("soleus", "peak_activation", "soleus peak activation"),
)
Row = tuple[str, Any, Any]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(calibrate)


def calibrate(
    person: PersonFile = None,
    height_m: Height = None,
    mass_kg: Mass = None,
    sex: Sex = None,
    age: Age = None,
    exercise: Annotated[
        str, typer.Option(help="Exercise to show before and after on.")
    ] = "single_leg_calf_raise",
    as_json: Json = False,
) -> None:
    """Narrow the model by what was measured on a person: isometric plantar-flexion moments,
    single-leg heel raises, knee-to-wall distance, tendon stiffness (in the person file). Shows
    what was expected before and what is believed after."""
    from soleus.anatomy.calibration import calibrate_leg
    from soleus.anatomy.leg import build_leg
    from soleus.dose.measure import measure_dose
    from soleus.motion.exercise_files import load_exercise
    from soleus.solve.load_sharing import solve_exercise

    someone = ask.person(person, height_m, mass_kg, sex, age)
    what = load_exercise(exercise)
    with Progress(as_json) as say:
        say("weighing possible legs by the measurements")
        found = calibrate_leg(someone)
        say(doing(what.name))
        leg = build_leg(someone)
        rows, notes = [], list(leg.warnings)
        try:
            before, after = (measure_dose(solve_exercise(what, x)) for x in (found.prior, leg))
            rows = _effects(before, after)
        except InfeasibleError as error:
            notes.append(f"left out: {error}")
    warn(tuple(notes))
    if as_json:
        print_json(_payload(found, what.name, rows))
        return
    _show(console(), found, what.label, rows)


def _effects(before: Dose, after: Dose) -> list[Row]:
    """Headline numbers of the exercise: words, then value and interval before and after."""
    rows: list[Row] = []
    for tissue, key, words in _SHOWN:
        old, new = (
            (d.per_set[tissue][key], d.interval("set", tissue, key)) for d in (before, after)
        )
        rows.append((words, old, new))
    return rows


def _payload(found: Calibration, exercise: str, rows: list[Row]) -> dict[str, Any]:
    from soleus.anatomy.person import person_fields
    from soleus.faces.payload import rounded

    def state(summary: tuple[float, float, float]) -> dict[str, Any]:
        return {"median": summary[0], "interval": list(summary[1:])}

    result: dict[str, Any] = rounded(
        {
            "person": {k: v for k, v in person_fields(found.person).items() if v not in (None, "")},
            "verdict": found.verdict,
            "effective_samples": found.effective_samples,
            "measurements": [
                {
                    "label": p.measurement.label,
                    "unit": p.measurement.unit,
                    "measured": p.measurement.value,
                    "before": state(p.before),
                    "after": state(p.after),
                }
                for p in found.predictions
            ],
            "parameters": [
                {"label": label, "mean_sd": mean, "spread_sd": spread}
                for label, mean, spread in found.narrowed()
            ],
            "exercise": exercise,
            "effects": [
                {
                    "label": words,
                    "before": before[0],
                    "before_interval": before[1],
                    "after": after[0],
                    "after_interval": after[1],
                }
                for words, before, after in rows
            ],
        }
    )
    return result


def _show(out: Console, found: Calibration, label: str, rows: list[Row]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from soleus.faces.intervals import span

    def table(*names: str) -> Table:
        made = Table(box=None, pad_edge=False, header_style="bold")
        for place, name in enumerate(names):
            made.add_column(name, justify="right" if place else "left", no_wrap=True)
        return made

    out.print(f"[bold]{escape(found.person.describe())}[/bold]; 90 % intervals\n")
    measured = table("measured", "value", "expected before", "believed after", "unit")
    for p in found.predictions:
        cells = [f"{s[0]:.3g} [dim]{span(s[1], s[2])}[/dim]" for s in (p.before, p.after)]
        measured.add_row(
            p.measurement.label, f"{p.measurement.value:g}", *cells, p.measurement.unit
        )
    out.print(measured)
    out.print(f"\n{found.verdict}\n")
    parameters = table("what it says about", "shift, standard deviations", "uncertainty left, %")
    for name, mean, spread in found.narrowed()[:12]:
        parameters.add_row(name, f"{mean:+.1f}", f"{100 * spread:.0f}")
    out.print(parameters)
    if not rows:
        return
    out.print()
    effects = table(label, "before", "after")
    for words, *states in rows:
        cells = [
            f"{value:.2f} [dim]{span(*band)}[/dim]" if band else f"{value:.2f}"
            for value, band in states
        ]
        effects.add_row(words, *cells)
    out.print(effects)
