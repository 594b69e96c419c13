"""The trial in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from soleus.faces.article.scale import axis_of
from soleus.faces.article.words import (
    SPEAKS_SYMBOLS,
    SYMBOLS,
    cited,
    count_by_grade,
    headline,
    model_text,
    notes,
    number_of,
    people_text,
    score_of,
    value_text,
    why,
)
from soleus.study.verdicts import Answer, Verdict

__all__ = ["BRACKETS", "show_claim", "show_trial", "text_bar", "text_scale"]

_STYLES = {
    "supported": "bold green", "mostly supported": "green", "undecided": "yellow",
    "mostly contradicted": "red", "contradicted": "bold red",
}  # fmt: skip
#: What stands in brackets behind the numbers, said once above the claims.
BRACKETS = "In brackets behind a number of the model: its 90 % interval; ±: one standard deviation."
_WIDE = 100  # columns from which on scales are longer


def show_trial(console: Console, verdicts: Sequence[Verdict], who: str) -> None:
    """Every claim in a line, with its verdict and score, and how many got which."""
    console.print("[bold]The article on trial[/bold]")
    console.print(f"[dim]{escape(who)}[/dim]\n")
    wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("", justify="right", width=2)
    table.add_column("claim", ratio=1)
    if wide:
        table.add_column("name", style="dim", width=max(len(v.claim.id) for v in verdicts))
    table.add_column("verdict", width=22)
    table.add_column("contradicted  supported" if wide else "no       yes", no_wrap=True,
                     width=23 if wide else 12)  # fmt: skip
    table.add_column("score", justify="right", width=5)
    for v in verdicts:
        style = _STYLES[v.grade]
        note = " [dim](model and people disagree)[/dim]" if v.disagree else ""
        if v.left_out:
            part = "nothing could be tried" if not v.answers else "tried in part"
            note += f" [dim]({part} for this body)[/dim]"
        name = [v.claim.id] if wide else []
        title = escape(v.claim.title) + ("" if wide else f"\n[dim]{v.claim.id}[/dim]")
        table.add_row(
            str(number_of(v.claim)), title + note, *name, _stamp(v.grade),
            f"[{style}]{_bar(v, 23 if wide else 12)}[/]", score_of(v),
        )  # fmt: skip
    console.print(table)
    console.print()
    counts = count_by_grade(verdicts)
    parts = [f"{_stamp(name)} [bold]{n}[/bold]" for name, n in counts.items()]
    for line in (parts,) if wide else (parts[:3], parts[3:]):
        console.print("   ".join(line))
    console.print(escape(headline(verdicts)))
    console.print(
        "[dim]Score: 0 contradicted, 1 supported; people count twice as much as the model. "
        "One claim in full: soleus article CLAIM; all: --full.[/dim]"
    )


def _stamp(name: str) -> str:
    return f"[{_STYLES[name]}]{SYMBOLS[name]:<2} {name}[/]"


def _bar(v: Verdict, width: int) -> str:
    return text_bar(v.score, width) if v.answers else "─" * width


def text_bar(score: float, width: int) -> str:
    """A score of 0 to 1 as a mark on a line."""
    place = round(min(max(score, 0.0), 1.0) * (width - 1))
    return "━" * place + "●" + "─" * (width - 1 - place)


def text_scale(answer: Answer, value: float, spread: tuple[float, float] | None, mark: str,
               width: int) -> str:  # fmt: skip
    """One number on its test's axis, from contradicted to supported: thresholds as ┊, its range
    as ═, an arrow where it lies beyond the axis."""
    axis = axis_of(answer)

    def cell(place: float) -> int:
        return round((place - axis.low) / (axis.high - axis.low) * (width - 1))

    line = ["─"] * width
    if spread is not None:
        ends = sorted(cell(axis.held(v)[0]) for v in spread)
        line[ends[0] : ends[1] + 1] = "═" * (ends[1] - ends[0] + 1)
    for share in (0.0, 1.0):
        line[cell(share)] = "╪" if line[cell(share)] == "═" else "┊"
    place, beyond = axis.held(value)
    line[cell(place)] = {-1: "◀", 0: mark, 1: "▶"}[beyond]
    return f"|{''.join(line)}|"


def show_claim(console: Console, v: Verdict) -> None:
    """One claim in full."""
    c = v.claim
    console.print(f"[bold]{number_of(c)}  {escape(c.title)}[/bold]  [dim]{c.id}[/dim]")
    width = 34 if console.width >= _WIDE else 24
    score = f"{_bar(v, width)} {score_of(v)} of 1" if v.answers else "not tried"
    console.print(f"   {_stamp(v.grade)}  [{_STYLES[v.grade]}]{score}[/]\n")
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", width=16)
    facts.add_column()
    facts.add_row("the article says", escape(c.says))
    facts.add_row("what we tried", escape(c.asks))
    console.print(Padding(facts, (0, 0, 0, 3)))
    for a in v.answers:
        console.print(f"\n   [bold]{escape(a.test.what[:1].upper() + a.test.what[1:])}[/bold]")
        console.print(Padding(_answer(a, width), (0, 0, 0, 3)))
        limits = f"[dim]why these limits: {escape(a.test.why)}[/dim]"
        console.print(Padding(limits, (0, 0, 0, 3)))
    for left in v.left_out:
        what = left.test.what[:1].upper() + left.test.what[1:]
        console.print(f"\n   [bold]{escape(what)}[/bold] [dim](left out for this body)[/dim]")
        console.print(Padding(escape(left.reason), (0, 0, 0, 3)))
    if c.also:
        console.print("\n   [bold]Other evidence[/bold] [dim](shown, not counted)[/dim]")
        for e in c.also:
            line = f"{SPEAKS_SYMBOLS[e.speaks]} {e.speaks}: {escape(e.text)}"
            source = f"[dim]({escape(cited(e.source))})[/dim]"
            console.print(Padding(f"{line} {source}", (0, 0, 0, 3)))
    console.print("\n   [bold]Why this verdict[/bold]")
    for sentence in why(v):
        console.print(Padding(escape(sentence), (0, 0, 0, 3)))
    for sentence in notes(v):
        console.print(Padding(f"[yellow]! {escape(sentence)}[/yellow]", (0, 0, 0, 3)))
    console.print()


def _answer(a: Answer, width: int) -> Table:
    t = a.test
    table = Table.grid(padding=(0, 2))
    table.add_column(width=6)
    table.add_column(no_wrap=True, width=width + 2)
    table.add_column()
    ends = "contradicted" + " " * (width + 2 - len("contradictedsupported")) + "supported"
    limits = f"┊ fails at {value_text(t.fails, t.unit)}, holds at {value_text(t.holds, t.unit)}"
    table.add_row("", f"[dim]{ends}[/dim]", f"[dim]{limits}[/dim]")
    scale = text_scale(a, a.value, a.interval, "●", width)
    table.add_row("model", scale, f"[bold]{escape(model_text(a))}[/bold]")
    for m in t.people:
        spread = None if m.sd is None else (m.value - m.sd, m.value + m.sd)
        words = f"[bold]{escape(people_text(m, t.unit))}[/bold], {escape(m.what)}"
        words += f" [dim]({escape(cited(m.source))})[/dim]"
        table.add_row("people", text_scale(a, m.value, spread, "◆", width), words)
    if not t.people:
        table.add_row("people", "", "[dim]not measured[/dim]")
    return table
