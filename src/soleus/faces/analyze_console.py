"""A recorded trial in the terminal: both legs side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import span

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["method_words", "show_trial", "summary_rows"]

_LABELS = {
    "soleus": "soleus",
    "gastrocnemius_medialis": "gastrocnemius medialis",
    "gastrocnemius_lateralis": "gastrocnemius lateralis",
}
_JOINTS = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}
_Cell = Callable[["LegResult"], tuple[str, str]]


def show_trial(console: Console, result: TrialResult) -> None:
    """Peaks, impulses and lengths of calf and Achilles tendon, a column a leg."""
    first = next(iter(result.legs.values())).solution
    for text in result.warnings:
        console.print(f"[bold red]WARNING:[/bold red] [bold]{escape(text)}[/bold]")
    console.print(f"[bold]{escape(result.trial.name)}[/bold], {first.time[0]:.2f} to "
                  f"{first.time[-1]:.2f} s, {result.method}")  # fmt: skip
    console.print(f"{escape(first.leg.person.describe())}; with 90 % intervals\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for side, leg in result.legs.items():
        table.add_column(side if leg.converged else f"{side}, NOT CONVERGED", justify="right")
    for head, label, cell in _rows():
        if not label:
            table.add_row(f"[bold]{head}[/bold]")
        else:
            cells = [cell(leg) for leg in result.legs.values()]
            table.add_row(f"  {label}", *("  ".join(c for c in pair if c) for pair in cells))
    console.print(table)
    console.print()
    for side, leg in result.legs.items():
        if leg.converged and leg.dose.spread is not None:
            effects = leg.dose.spread.effects(
                leg.dose.spread.of("repetition", "soleus", "peak_force_bw")
            )
            words = "; ".join(f"{e.label} {100 * e.share:.0f} %" for e in effects[:3])
            console.print(f"{side}, what moves the soleus peak most (of the variance): {words}")
    for side, leg in result.legs.items():
        console.print(f"[bold]{side}, verdict:[/bold] {escape(leg.verdict)}")
    console.print(f"[dim]{method_words(first.method)}[/dim]")


def method_words(method: str) -> str:
    """What the name of a method means, as a sentence."""
    if method.startswith("quasi-static"):
        return (
            "quasi-static: every frame is balanced by itself, with the least activation; muscles "
            "switch without delay."
        )
    return (
        "optimal control: the whole trial at once; activation takes time to rise and fall, and "
        "tendons take up length."
    )


def summary_rows(result: TrialResult) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same rows as texts: label with its tissue, and a value with its interval a leg."""
    return [
        (f"{head}: {label.strip()}", [cell(r) for r in result.legs.values()])
        for head, label, cell in _rows()
        if label
    ]


def _rows() -> list[tuple[str, str, _Cell]]:
    """Tissue, label ("" for its heading) and cell of every row."""
    rows: list[tuple[str, str, _Cell]] = []

    def add(head: str, *cells: tuple[str, _Cell]) -> None:
        rows.append((head, "", _empty))
        rows.extend((head, label, cell) for label, cell in cells)

    add(
        "ankle",
        ("angle, deg (dorsiflexion +)", _ankle_range),
        ("peak plantar-flexion moment, N m", _moment("peak_moment_nm", 0)),
        ("  per kilogram, N m/kg", _moment("peak_moment_nm_per_kg", 2)),
    )
    add(
        "Achilles tendon",
        ("peak force, N", _value("achilles", "peak_force_n", 0)),
        ("peak force, BW", _value("achilles", "peak_force_bw", 2)),
        ("impulse, BW s", _value("achilles", "impulse_bw_s", 2)),
        ("peak strain, %", _value("achilles", "peak_strain_percent", 1)),
    )
    for m in ACHILLES:
        add(
            _LABELS[m],
            ("peak force, N", _value(m, "peak_force_n", 0)),
            ("peak force, BW", _value(m, "peak_force_bw", 2)),
            ("impulse, BW s", _value(m, "impulse_bw_s", 2)),
            ("peak activation", _value(m, "peak_activation", 2)),
            ("fiber length, of optimal", _fibers(m)),
            ("share of plantar-flexion moment, %", _share(m)),
        )
    add("moment no muscle could give", ("largest, N m", _reserve))
    return rows


def _fixed(value: float, digits: int) -> str:
    """A number with a fixed count of decimals; never -0."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _with_span(
    r: LegResult, value: float, find: Callable[[], tuple[float, float] | None], digits: int
) -> tuple[str, str]:
    """A number and its 90 % interval; none where the solver did not converge."""
    if not np.isfinite(value):
        return "", ""
    if not r.converged:
        return f"{_fixed(value, digits)} (?)", ""
    found = find()
    return _fixed(value, digits), span(found[0] + 0.0, found[1] + 0.0, digits) if found else ""


def _empty(_: LegResult) -> tuple[str, str]:
    return "", ""


def _moment(key: str, digits: int) -> _Cell:
    return lambda r: _with_span(r, r.dose.ankle[key], lambda: r.dose.ankle_interval(key), digits)


def _value(tissue: str, key: str, digits: int) -> _Cell:
    def cell(r: LegResult) -> tuple[str, str]:
        value = r.dose.per_repetition[tissue][key]
        if value is None:
            return "", ""
        return _with_span(r, value, lambda: r.dose.interval("repetition", tissue, key), digits)

    return cell


def _fibers(muscle: str) -> _Cell:
    def cell(r: LegResult) -> tuple[str, str]:
        values = r.dose.per_repetition[muscle]
        doubt = "" if r.converged else " (?)"
        low, high = values["fiber_length_lowest"], values["fiber_length_highest"]
        return f"{low:.2f} to {high:.2f}{doubt}", ""

    return cell


def _share(muscle: str) -> _Cell:
    def cell(r: LegResult) -> tuple[str, str]:
        def find() -> tuple[float, float] | None:
            found = r.dose.share_interval(muscle)
            return None if found is None else (100 * found[0], 100 * found[1])

        return _with_span(r, 100 * r.dose.moment_share[muscle], find, 0)

    return cell


def _ankle_range(r: LegResult) -> tuple[str, str]:
    low, high = r.dose.ankle["lowest_angle_deg"], r.dose.ankle["highest_angle_deg"]
    return f"{_fixed(low, 0)} to {_fixed(high, 0)}", ""


def _reserve(r: LegResult) -> tuple[str, str]:
    joint, value = r.largest_reserve
    doubt = "" if r.converged else " (?)"
    return f"{_fixed(value, 2)} ({_JOINTS[joint]}){doubt}", ""
