"""The scoreboard in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.faces.validation_words import label, measured, modeled, number
from soleus.study.check_results import Result, largest, summarize
from soleus.study.check_rows import EVIDENCE, load_topics

__all__ = ["closing_lines", "show_checks"]


def show_checks(console: Console, results: Sequence[Result]) -> None:
    """All checks by topic, why some are off, and the summary."""
    for topic in load_topics():
        rows = [r for r in results if r.check.topic == topic.name]
        if not rows:
            continue
        within = sum(r.within for r in rows)
        console.print(f"[bold]{escape(topic.title)}[/bold]  {within} of {len(rows)} within")
        console.print(_table(rows))
        for row in rows:
            if not row.within:
                console.print(
                    f"[bold]{row.check.id}[/bold] is off: {escape(label(row.check))}. "
                    f"[dim]{escape(row.check.why)}[/dim]"
                )
        console.print()
    for line in closing_lines(results):
        console.print(line)


def _table(rows: Sequence[Result]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("check", ratio=50)
    table.add_column("people", ratio=25)
    table.add_column("model (90 %)", ratio=25)
    table.add_column("", width=3, justify="right")
    for row in rows:
        check = row.check
        kind = f" [dim]({check.evidence})[/dim]" if check.evidence else ""
        table.add_row(
            f"{escape(check.quantity)}{kind}\n[dim]{escape(check.condition)}[/dim]",
            escape(measured(check)), escape(modeled(row)),
            "[green]yes[/]" if row.within else "[bold red]no[/]",
        )  # fmt: skip
    return table


def closing_lines(results: Sequence[Result]) -> list[str]:
    """How many checks there are and how many are within; the largest disagreements; what the
    words in brackets mean."""
    s = summarize(results)
    lines = [
        f"{s['checks']} checks, {s['within']} within ({s['within_percent']:.0f} %); of the others, "
        f"{s['interval_reaches']} have a 90 % interval that reaches into the tolerance; without "
        f"those that test an input or something chosen in sight of them: {s['independent']}, "
        f"{s['independent_within']} within"
    ]
    if worst := largest(results):
        parts = [
            f"{label(r.check)}: {number(r.model[0])} for {measured(r.check)}"
            if len(r.model) == 1
            else f"{label(r.check)}: off by {abs(r.deviation or 0):.1f} tolerances"
            for r in worst
        ]
        lines.append("largest disagreements: " + "; ".join(parts))
    kinds = sorted({r.check.evidence for r in results if r.check.evidence})
    if kinds:
        lines.append("; ".join(f"({k}): {EVIDENCE[k]}" for k in kinds))
    return lines
