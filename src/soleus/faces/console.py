"""Tables for people, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.measurements import measurements
from soleus.dose.metrics import METRICS, TISSUES
from soleus.faces.intervals import HEADLINES, beyond_words, span

if TYPE_CHECKING:
    from soleus.dose.measure import Dose
    from soleus.motion.exercise import Exercise
    from soleus.motion.run_exercise import RunExercise
    from soleus.muscle.parameters import Muscle
    from soleus.solve.solution import Solution

__all__ = [
    "number_text",
    "show_exercise",
    "show_exercises",
    "show_muscle",
    "show_muscles",
    "with_span",
]

_SHORT = ("soleus", "gastrocnemius\nmedialis", "gastrocnemius\nlateralis", "Achilles\ntendon")
_MAIN = (
    "peak_force_n", "peak_force_bw", "peak_force_share", "impulse_bw_s", "time_above_1_bw_s",
    "peak_activation", "fiber_length_lowest", "fiber_length_highest", "fiber_work_positive_j",
    "fiber_work_negative_j", "tendon_work_stored_j", "peak_strain_percent",
    "peak_strain_rate_percent_per_s", "time_in_strain_window_s",
)  # fmt: skip


def with_span(value: float | None, found: tuple[float, float] | None) -> str:
    """A number and its 90 % interval."""
    text = number_text(value)
    return f"{text} [dim]{span(*found)}[/dim]" if value is not None and found else text


def number_text(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def show_exercise(
    console: Console,
    exercise: Exercise,
    solution: Solution,
    dose: Dose,
    band: Mapping[str, Any] | None,
    all_effects: bool = False,
) -> None:
    """What one exercise gives one leg, and who carries it; with everything that moves the answer
    if `all_effects`, else the strongest three."""
    console.print(f"[bold]{escape(exercise.describe())}[/bold]")
    console.print(
        f"{escape(solution.leg.person.describe())}; values are for one leg, with 90 % intervals\n"
    )
    table = Table(title=None, box=None, pad_edge=False, header_style="bold")
    table.add_column("per repetition")
    for name in _SHORT:
        table.add_column(name, justify="right")
    for key in _MAIN:
        m = METRICS[key]
        values = [
            with_span(dose.per_repetition[t][key], dose.interval("repetition", t, key))
            for t in TISSUES
        ]
        table.add_row(f"{m.label}, {m.unit}" if m.unit != "1" else m.label, *values)
    shares = [_share(dose, t) for t in TISSUES[:3]]
    table.add_row("share of plantar flexion, %", *shares, "")
    console.print(table)
    ankle = dose.ankle
    console.print(
        f"\nankle: {ankle['lowest_angle_deg']:.0f} to {ankle['highest_angle_deg']:.0f} deg "
        f"(dorsiflexion +), peak plantar-flexion moment {ankle['peak_moment_nm']:.0f} N m "
        f"= {ankle['peak_moment_nm_per_kg']:.2f} N m/kg"
        + _in_brackets(dose.ankle_interval("peak_moment_nm_per_kg"))
    )
    soleus, tendon = dose.per_set["soleus"], dose.per_set["achilles"]
    hold = exercise.finishing_hold
    closing = f" and {hold.duration:g} s hold" if hold else ""
    console.print(
        f"a set of {dose.repetitions}{closing}: soleus {number_text(soleus['impulse_bw_s'])}"
        f"{_in_brackets(dose.interval('set', 'soleus', 'impulse_bw_s'))} BW s, "
        f"Achilles {number_text(tendon['impulse_bw_s'])}"
        f"{_in_brackets(dose.interval('set', 'achilles', 'impulse_bw_s'))} BW s, "
        f"{number_text(tendon['time_in_strain_window_s'])} s at 4.5-6.5 % strain"
    )
    if band:
        low, high = band["achilles_peak_force_bw"]
        slow, shigh = band["soleus_peak_force_bw"]
        console.print(
            f"open split ({band['share'][0]:g} to {band['share'][1]:g}): Achilles peak "
            f"{low:.2f} to {high:.2f} BW, soleus peak {slow:.2f} to {shigh:.2f} BW. "
            + escape(band["about"])
        )
        for end, feasible in zip(band["share"], band["feasible"], strict=True):
            if not feasible:
                console.print(f"(a share of {end:g} would be beyond this body's strength)")
    tested = bool(measurements(solution.leg.person))
    show_effects(console, dose, None if all_effects else 3, tested)
    if words := beyond_words(dose):
        console.print(words)
    console.print(f"[bold]verdict:[/bold] {escape(solution.verdict)}")


def _share(dose: Dose, muscle: str) -> str:
    found = dose.share_interval(muscle)
    text = f"{100 * dose.moment_share[muscle]:.0f}"
    if found is None:
        return text
    return f"{text} [dim]{span(100 * found[0], 100 * found[1], 0)}[/dim]"


def _in_brackets(found: tuple[float, float] | None) -> str:
    return f" ({span(*found)})" if found else ""


def show_effects(console: Console, dose: Dose, most: int | None, tested: bool = False) -> None:
    """What moves the headline numbers, each parameter by one standard deviation down and up (of
    what measurements leave, where the person was `tested`); the `most` strongest, or all that make
    at least half a percent of the variance."""
    if dose.spread is None:
        return
    how = "one standard deviation down and up"
    if tested:
        how += " of what the measurements leave, each alone"
    console.print(f"\n[bold]what moves it most[/bold] ({how})")
    for tissue, key, words in HEADLINES:
        effects = dose.spread.effects(dose.spread.of("set", tissue, key))
        if most is None:
            table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
            for name in (words, "down", "up", "share of variance, %"):
                table.add_column(name, justify="left" if name == words else "right")
            for e in (e for e in effects if e.share >= 0.005):
                table.add_row(
                    e.label, number_text(e.down), number_text(e.up), f"{100 * e.share:.0f}"
                )
            console.print(table)
            console.print()
            continue
        parts = [f"{e.label} {span(min(e.down, e.up), max(e.down, e.up))}" for e in effects[:most]]
        console.print(f"  {words}: {'; '.join(parts)}")


def show_exercises(console: Console, exercises: Sequence[Exercise | RunExercise]) -> None:
    """All exercises and runs, one row each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("what to do")
    for exercise in exercises:
        table.add_row(exercise.name, escape(exercise.describe()))
    console.print(table)


def show_muscle(console: Console, muscle: Muscle, path: Mapping[str, Any]) -> None:
    """A muscle's constants with their sources."""
    from soleus.base.library import load_sources

    console.print(f"[bold]{escape(muscle.label)}[/bold] ({muscle.group.replace('_', ' ')})")
    console.print(escape(muscle.about) + "\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("constant", "value", "spread", "unit", "source", "note"):
        table.add_column(name, justify="right" if name in ("value", "spread") else "left")
    for q in muscle.constants.values():
        table.add_row(q.name, f"{q.value:g}", f"{q.spread:g}", q.unit, q.source, escape(q.note))
    console.print(table)
    console.print(
        f"\npath over {', '.join(path['crosses'])}: {path['terms']} terms, fitted to "
        f"{path['rms_mm']:g} mm rms ({path['largest_mm']:g} mm largest) [{path['source']}]"
    )
    if path.get("note"):
        console.print(escape(path["note"]))
    sources = load_sources()
    for key in sorted({q.source for q in muscle.constants.values()} | {path["source"]}):
        doi = f" doi:{sources[key].doi}" if sources[key].doi else ""
        console.print(f"[dim]{key}: {escape(sources[key].text)}{doi}[/dim]")


def show_muscles(console: Console, muscles: list[Muscle]) -> None:
    """All muscles, one row each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("name", "group", "what it does"):
        table.add_column(name, no_wrap=name != "what it does")
    for muscle in sorted(muscles, key=lambda m: (m.group, m.name)):
        table.add_row(muscle.name, muscle.group.replace("_", " "), escape(muscle.about))
    console.print(table)
