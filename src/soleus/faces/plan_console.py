"""A plan for people, in the terminal: what to do on which day, what it gives, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.dose.spread import interval_about
from soleus.faces.console import with_span

if TYPE_CHECKING:
    from soleus.plan.plan import Block, Plan, Reason, Week

__all__ = ["instruction", "show_plan"]


def show_plan(console: Console, plan: Plan) -> None:
    """The plan week by week, then every reason once with the days it concerns."""
    weeks = f"{len(plan.weeks)} week{'s' if len(plan.weeks) != 1 else ''}"
    console.print(f"[bold]{escape(plan.scheme.label)}[/bold], {weeks}")
    console.print(f"{escape(plan.person.describe())}; doses are for one leg, with 90 % intervals\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("date", "exercise", "do", "soleus\nBW s", "Achilles\nBW s", "peak\nBW"):
        table.add_column(name, justify="left" if name in ("date", "exercise", "do") else "right")
    for week in plan.weeks:
        _add_week(table, plan, week)
    console.print(table)
    for name, verdict in sorted({(b.label, b.verdict) for b in _blocks(plan)}):
        if verdict.startswith("beyond"):
            console.print(f"\n[bold]{escape(name)}[/bold]: {escape(verdict)}")
    _show_reasons(console, plan)
    technique = dict.fromkeys(t for b in _blocks(plan) for t in b.technique)
    for text in list(technique)[:3]:
        console.print(f"\n[dim]{escape(text)}[/dim]")


def _add_week(table: Table, plan: Plan, week: Week) -> None:
    labels = {p.name: p.label for p in plan.scheme.phases}
    phase = labels.get(week.phase, "")
    total = _doses(week.dose, week.samples)
    table.add_row(
        f"[bold]week {week.number}[/bold]", f"[dim]{escape(phase)}[/dim]", "",
        *[f"[bold]{t}[/]" for t in total],
    )  # fmt: skip
    if not week.sessions:
        table.add_row("", "[dim]no session[/dim]", "", "", "", "")
    for session in week.sessions:
        date = f"{session.date:%a} {session.date:%Y-%m-%d}"
        if not session.blocks:
            table.add_row(date, escape(session.label), "", "", "", "")
        for block in session.blocks:
            do = instruction(block)
            if session.times > 1 and block is session.blocks[0]:
                do += f"; all {session.times} times a day"
            table.add_row(date, escape(block.label), do, *_doses(block.dose, block.samples))
            date = ""


def _blocks(plan: Plan) -> list[Block]:
    return [b for session in plan.sessions() for b in session.blocks]


def instruction(block: Block) -> str:
    """What to do in one block, in a line."""
    rest = f", {_time(block.rest_s)} rest" if block.rest_s else ""
    legs = " each leg" if block.legs == 1 else ""
    if block.speed_ms and block.duration_s:
        count = block.sets * block.repetitions
        times = f"{count} x " if count > 1 else ""
        far = block.distance_m or 0.0
        far_words = f" ({far / 1000:.3g} km)" if far >= 1000 else ""
        return f"{times}{_time(block.duration_s)} at {block.speed_ms:g} m/s{far_words}{rest}"
    if block.distance_m is not None:
        count = block.sets * block.repetitions
        return f"{count} x {block.distance_m:.0f} m{block.manner}{rest}"
    if block.duration_s:
        held = f"{block.sets} x {block.repetitions}" if block.repetitions > 1 else f"{block.sets}"
        text = f"{held} x {_time(block.duration_s)} hold{legs}"
    else:
        text = f"{block.sets} x {block.repetitions}{legs}, tempo {block.tempo}"
    if block.hold_s:
        text += f", hold {block.hold_s:g} s"
    if block.load_kg:
        text += f", {block.load_kg:g} kg"
    return text + rest


def _time(seconds: float) -> str:
    return f"{seconds / 60:.3g} min" if seconds >= 120 else f"{seconds:.3g} s"


def _show_reasons(console: Console, plan: Plan) -> None:
    """Every reason once, with the days it is given for."""
    found: dict[tuple[str, str], list[str]] = {}

    def note(reasons: tuple[Reason, ...], day: str) -> None:
        for reason in reasons:
            days = found.setdefault((reason.rule, reason.text), [])
            if day and day not in days:
                days.append(day)

    note(plan.reasons, "")
    for week in plan.weeks:
        note(week.reasons, f"week {week.number}")
        for session in week.sessions:
            note(session.reasons, f"{session.date:%d %b}")
            for block in session.blocks:
                note(block.reasons, f"{session.date:%d %b}")
    if not found:
        return
    console.print("\n[bold]why[/bold]")
    for (rule, text), days in found.items():
        when = ", ".join(days[:4]) + (f" and {len(days) - 4} more" if len(days) > 4 else "")
        place = f"{when}: " if when else ""
        console.print(f"  {escape(place)}{escape(text)} [dim]\\[{rule}][/dim]")


def _doses(dose: Any, samples: Any) -> tuple[str, str, str]:
    """Soleus and Achilles impulse and Achilles peak, with their intervals."""
    if not dose:
        return "", "", ""
    cells = []
    for tissue, key in (
        ("soleus", "impulse_bw_s"), ("achilles", "impulse_bw_s"), ("achilles", "peak_force_bw")
    ):  # fmt: skip
        drawn = samples.get(tissue, {}).get(key)
        cells.append(
            with_span(
                dose[tissue][key],
                None if drawn is None else interval_about(drawn, dose[tissue][key]),
            )
        )
    return cells[0], cells[1], cells[2]
