"""An adaptation for people: what was done, what changes and why, what the next phase asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.dose.metrics import METRICS
from soleus.plan.adapt_records import day_words

if TYPE_CHECKING:
    from soleus.plan.adapt import Adaptation, PlanChange

__all__ = ["show_adaptation"]

_PASSED = {True: "passed", False: "not yet", None: "not known"}


def show_adaptation(console: Console, found: Adaptation) -> None:
    """Everything a person needs to accept or refuse the change."""
    if found.stopped:
        console.print("[bold]STOP: nothing ahead is trained.[/bold]")
    _show_done(console, found)
    if found.changes:
        console.print("\n[bold]what changes[/bold]")
        said: set[str] = set()
        for change in found.changes:
            _show_change(console, change, said)
    _show_gates(console, found)
    console.print(f"\n[bold]what the calf can do[/bold]\n{escape(str(found.capacity))}")
    for note in found.notes:
        console.print(f"[dim]note:[/dim] {escape(note)}")


def _show_done(console: Console, found: Adaptation) -> None:
    if not found.done:
        console.print("nothing was planned before this day")
        return
    keys = list(found.done[0].planned)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("week")
    table.add_column("sessions", justify="right")
    for key in keys:
        tissue, metric = key.split(" ")
        words = f"{'Achilles' if tissue == 'achilles' else tissue}\n{METRICS[metric].label}"
        table.add_column(f"{words}, {METRICS[metric].unit}", justify="right")
    for week in found.done:
        table.add_row(
            f"{week.number} from {day_words(week.start)}",
            f"{week.sessions_done} of {week.sessions_planned}",
            *(_of(week.done.get(k), week.planned.get(k)) for k in keys),
        )
    console.print("[bold]done of what was planned so far[/bold]")
    console.print(table)


def _of(done: float | None, planned: float | None) -> str:
    if planned == 0:
        return "not known" if done is None else f"{done:.0f}"
    if planned is None:
        return "not known"
    return f"{'not known' if done is None else f'{done:.0f}'} of {planned:.0f}"


def _show_change(console: Console, change: PlanChange, said: set[str]) -> None:
    """One change; a reason that was `said` already is only named."""
    head = f"{day_words(change.date)} {change.label}: {change.what}"
    console.print(f"  [bold]{escape(head)}[/bold]")
    if change.before and change.after:
        console.print(f"    was {escape(change.before)}")
        console.print(f"    now {escape(change.after)}")
    elif change.before or change.after:
        console.print(f"    {escape(change.before or change.after)}")
    for reason in change.reasons:
        words = f"as above [{reason.rule}]" if str(reason) in said else str(reason)
        said.add(str(reason))
        console.print(f"    why: {escape(words)}")


def _show_gates(console: Console, found: Adaptation) -> None:
    if not found.gates:
        return
    console.print("\n[bold]to the next phase[/bold]")
    for gate in found.gates:
        console.print(f"  {_PASSED[gate.passed]}: {escape(gate.rule.reason)} \\[{gate.rule.id}]")
        for text in gate.missing:
            console.print(f"    - {escape(text)}")
