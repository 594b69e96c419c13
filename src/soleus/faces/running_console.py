"""Runs in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.faces.intervals import samples_with_intervals
from soleus.solve.gait_estimate import GaitEstimate, add_intervals

if TYPE_CHECKING:
    from soleus.dose.running import RunDose
    from soleus.dose.sprint import SprintDose
    from soleus.solve.gait_solution import GaitSolution

__all__ = ["show_activity", "show_failures", "show_gait", "show_sprint"]


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right")
    return table


def _range(pair: list[float], digits: int = 1) -> str:
    return f"{pair[0]:.{digits}f} to {pair[1]:.{digits}f}"


def _with_range(values: dict[str, Any], key: str, digits: int) -> str:
    """A number of a dose and its 90 % interval; empty where it has none."""
    value, pair = values[key], values.get(f"{key}_interval")
    if value is None:
        return ""
    return f"{value:.{digits}f}" + (f"  [dim]{_range(pair, digits)}[/dim]" if pair else "")


def show_gait(console: Console, gait: GaitSolution | GaitEstimate, notes: tuple[str, ...]) -> None:
    """A predicted gait: who carries what in a step of one leg."""
    s = add_intervals(gait.summary, isinstance(gait, GaitEstimate))
    verb = "Running" if gait.gait == "run" else "Walking"
    pace = 1000 / gait.speed / 60
    console.print(
        f"[bold]{verb} {gait.speed:g} m/s at {100 * gait.grade:+g} %[/bold] "
        f"({int(pace)}:{round(60 * (pace % 1)) % 60:02d} min/km)"
    )
    console.print(f"{escape(gait.leg.person.describe())}; values are per step of one leg\n")
    given = "given" if gait.cadence_is_input else "chosen by the model"
    console.print(
        f"{s['cadence_spm']:.0f} steps/min ({given}), {1000 * s['contact_time_s']:.0f} ms on the "
        f"ground, step {s['step_length_m']:.2f} m, ground force peak {s['peak_grf_bw']:.1f} BW\n"
    )
    table = _table("", "peak, BW", "90 % interval", "impulse, BW s", "activation", "fiber length")
    for name in ("soleus", "gastrocnemius"):
        m = s["muscles"][name]
        table.add_row(
            name, f"{m['peak_force_bw']:.1f}", _range(m["peak_force_bw_interval"]),
            f"{m['impulse_bw_s']:.2f}", f"{100 * m['peak_activation']:.0f} %",
            _range(m["fiber_length_range"], 2),
        )  # fmt: skip
    a = s["achilles"]
    table.add_row(
        "Achilles tendon", f"{a['peak_force_bw']:.1f}", _range(a["peak_force_bw_interval"]),
        f"{a['impulse_bw_s']:.2f}", "", f"{a['peak_strain_percent']:.1f} % strain",
    )  # fmt: skip
    console.print(table)
    joints = _table("\njoint", "\npeak moment, N m/kg", "\nwork +, J/kg", "\nnet work, J/kg")
    for name in ("ankle", "knee", "hip"):
        j = s[name]
        joints.add_row(
            name, f"{j['peak_moment_nm_per_kg']:.2f}", f"{j['positive_work_j_per_kg']:.2f}",
            f"{j['net_work_j_per_kg']:.2f}",
        )  # fmt: skip
    console.print(joints)
    for note in notes:
        console.print(f"[dim]{escape(note)}[/dim]")
    console.print(f"[bold]verdict:[/bold] {escape(gait.verdict)}")


def _clock(seconds: float) -> str:
    s = round(seconds)
    return f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}"


def show_activity(console: Console, run: RunDose) -> None:
    """A recorded run: the whole, its kilometers, and what was assumed."""
    a, s = run.activity, run.summary
    start = f", {a.start:%Y-%m-%d %H:%M} UTC" if a.start else ""
    console.print(f"[bold]{escape(a.path.name)}[/bold]: {a.sport.replace('_', ' ')}{start}")
    console.print(
        f"{s['distance_m'] / 1000:.2f} km in {_clock(s['moving_s'])} moving "
        f"({_clock(s['duration_s'])} in all), {s['climb_m']:.0f} m up, {s['steps']} steps\n"
    )
    table = _table("one leg", "impulse, BW s", "90 % interval", "highest peak, BW")
    for tissue in ("soleus", "gastrocnemius", "achilles"):
        t = s[tissue]
        table.add_row(
            tissue, f"{t['impulse_bw_s']:.0f}", _range(t["impulse_bw_s_interval"], 0),
            f"{t['peak_force_bw']:.1f}",
        )  # fmt: skip
    console.print(table)
    bands = ", ".join(f"{n} above {b} BW" for b, n in s["steps_above_bands"].items())
    console.print(f"\nAchilles peaks, steps of both feet: {bands}\n")
    rows = run.per_km if len(run.per_km) <= 50 else run.laps
    name = "km" if rows is run.per_km else "lap"
    console.print(_splits(rows, name))
    for text in run.assumptions:
        console.print(f"[dim]- {escape(text)}[/dim]")


def _splits(rows: list[dict[str, Any]], name: str) -> Table:
    table = _table(name, "time", "climb, m", "steps", "soleus BW s", "Achilles BW s", "peak BW")
    for row in rows:
        table.add_row(
            str(row[name]), _clock(row["moving_s"]), f"{row['climb_m']:.0f}", str(row["steps"]),
            f"{row['soleus']['impulse_bw_s']:.0f}", f"{row['achilles']['impulse_bw_s']:.0f}",
            f"{row['achilles']['peak_force_bw']:.1f}",
        )  # fmt: skip
    return table


def show_failures(console: Console, failed: list[dict[str, str]]) -> None:
    """Files nothing could be read from."""
    for entry in failed:
        console.print(f"[bold]not used:[/bold] {escape(entry['error'])}")


def show_sprint(console: Console, sprint: SprintDose, speeds: dict[str, Any]) -> None:
    """One hard run: its speed and what one leg got."""
    console.print(f"[bold]{escape(sprint.run.describe())}[/bold]\n")
    console.print(
        f"{speeds['duration_s']:.1f} s, top {speeds['top_speed_ms']:.1f} m/s, "
        f"{speeds['last_speed_ms']:.1f} m/s at the end, {speeds['steps']} steps at "
        f"{speeds['cadence_spm']:.0f} a minute, {1000 * speeds['contact_time_s']:.0f} ms contact\n"
    )
    table = _table("one leg, one run", "impulse, BW s", "peak, BW", "s above 3 BW", "fiber work, J")
    dose = samples_with_intervals(sprint.dose, sprint.drawn(sprint.dose))
    for tissue, v in dose.items():
        cells = [
            _with_range(v, "impulse_bw_s", 1), _with_range(v, "peak_force_bw", 1),
            _with_range(v, "time_above_3_bw_s", 1), _with_range(v, "fiber_work_positive_j", 0),
        ]  # fmt: skip
        table.add_row(tissue.replace("_", " "), *cells)
    console.print(table)
    for note in (*sprint.notes, *(f"- {a}" for a in sprint.assumptions)):
        console.print(f"[dim]{escape(note)}[/dim]")
    console.print(f"[bold]verdict:[/bold] {escape(sprint.verdict)}")
