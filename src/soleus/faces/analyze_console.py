"""A recorded trial in the terminal: both legs side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import span

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["show_trial", "summary_rows"]

_LABELS = {
    "soleus": "soleus",
    "gastrocnemius_medialis": "gastrocnemius medialis",
    "gastrocnemius_lateralis": "gastrocnemius lateralis",
}
_JOINTS = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}
_Cell = Callable[["LegResult"], str]


def show_trial(console: Console, result: TrialResult) -> None:
    """Peaks, impulses and lengths of calf and Achilles tendon, a column a leg."""
    first = next(iter(result.legs.values())).solution
    console.print(f"[bold]{escape(result.trial.name)}[/bold], {first.time[0]:.2f} to "
                  f"{first.time[-1]:.2f} s, {first.method}")  # fmt: skip
    console.print(f"{escape(first.leg.person.describe())}; with 90 % intervals\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for side in result.legs:
        table.add_column(side, justify="right")
    for label, cell in _rows():
        if cell is None:
            table.add_row(f"[bold]{label}[/bold]")
        else:
            table.add_row(f"  {label}", *(cell(leg) for leg in result.legs.values()))
    console.print(table)
    console.print()
    for side, leg in result.legs.items():
        if leg.dose.spread is not None:
            effects = leg.dose.spread.effects(
                leg.dose.spread.of("repetition", "soleus", "peak_force_bw")
            )
            words = "; ".join(f"{e.label} {100 * e.share:.0f} %" for e in effects[:3])
            console.print(f"{side}, what moves the soleus peak most (of the variance): {words}")
    for side, leg in result.legs.items():
        console.print(f"[bold]{side}, verdict:[/bold] {escape(leg.solution.verdict)}")


def summary_rows(result: TrialResult) -> list[tuple[str, list[str]]]:
    """The same rows as texts: label with its tissue, and a cell a leg."""
    rows, head = [], ""
    for label, cell in _rows():
        if cell is None:
            head = label
        else:
            rows.append((f"{head}: {label.strip()}", [cell(r) for r in result.legs.values()]))
    return rows


def _rows() -> list[tuple[str, _Cell | None]]:
    rows: list[tuple[str, _Cell | None]] = [
        ("ankle", None),
        ("angle, deg (dorsiflexion +)", _ankle_range),
        ("peak plantar-flexion moment, N m", _moment("peak_moment_nm", 0)),
        ("  per kilogram, N m/kg", _moment("peak_moment_nm_per_kg", 2)),
        ("Achilles tendon", None),
        ("peak force, N", _value("achilles", "peak_force_n", 0)),
        ("peak force, BW", _value("achilles", "peak_force_bw", 2)),
        ("impulse, BW s", _value("achilles", "impulse_bw_s", 2)),
        ("peak strain, %", _value("achilles", "peak_strain_percent", 1)),
    ]
    for m in ACHILLES:
        rows += [
            (_LABELS[m], None),
            ("peak force, N", _value(m, "peak_force_n", 0)),
            ("peak force, BW", _value(m, "peak_force_bw", 2)),
            ("impulse, BW s", _value(m, "impulse_bw_s", 2)),
            ("peak activation", _value(m, "peak_activation", 2)),
            ("fiber length, of optimal", _fibers(m)),
            ("share of plantar-flexion moment, %", _share(m)),
        ]
    rows += [("left to reserves", None), ("largest, N m", _reserve)]
    return rows


def _with_span(value: float, found: tuple[float, float] | None, digits: int) -> str:
    """A number and its 90 % interval."""
    return f"{value:.{digits}f}" + (f"  {span(*found, digits)}" if found else "")


def _moment(key: str, digits: int) -> _Cell:
    return lambda r: _with_span(r.dose.ankle[key], r.dose.ankle_interval(key), digits)


def _value(tissue: str, key: str, digits: int) -> _Cell:
    def cell(r: LegResult) -> str:
        value = r.dose.per_repetition[tissue][key]
        if value is None:
            return ""
        return _with_span(value, r.dose.interval("repetition", tissue, key), digits)

    return cell


def _fibers(muscle: str) -> _Cell:
    def cell(r: LegResult) -> str:
        values = r.dose.per_repetition[muscle]
        return f"{values['fiber_length_lowest']:.2f} to {values['fiber_length_highest']:.2f}"

    return cell


def _share(muscle: str) -> _Cell:
    def cell(r: LegResult) -> str:
        found = r.dose.share_interval(muscle)
        percent = None if found is None else (100 * found[0], 100 * found[1])
        return _with_span(100 * r.dose.moment_share[muscle], percent, 0)

    return cell


def _ankle_range(r: LegResult) -> str:
    return f"{r.dose.ankle['lowest_angle_deg']:.0f} to {r.dose.ankle['highest_angle_deg']:.0f}"


def _reserve(r: LegResult) -> str:
    joint, value = r.largest_reserve
    return f"{value:.2f} ({_JOINTS[joint]})"
