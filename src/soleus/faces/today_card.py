"""The day in one card, in the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from soleus.base import clock
from soleus.faces.today_payload import DOSES, Today

if TYPE_CHECKING:
    from soleus.plan.plan import Block, Reason, Session, Week

__all__ = ["day_words", "show_today"]

_WIDEST = 100


def day_words(date: dt.date) -> str:
    """A date for people."""
    return f"{date:%a} {date:%Y-%m-%d}"


def show_today(console: Console, today: Today) -> None:
    """The card: what to do, what it gives, why, the week, what comes next."""
    parts: list[RenderableType] = []
    for text in today.stops:
        parts += [f"[bold reverse] STOP [/] {escape(text)}", ""]
    for session in () if today.stops else today.sessions:
        parts += [*_session(today, session), ""]
    if today.stops or not today.sessions:
        parts += [escape(_no_session(today)), ""]
    for done in today.extra:
        parts.append(escape(f"Also done: {done.label}, {len(done.sets)} sets."))
    parts += _around(today)
    frame = box.ROUNDED if console.encoding.lower().startswith("utf") else box.ASCII
    width = min(console.width, _WIDEST)
    title = f"[bold]{day_words(today.date)}[/bold]"
    console.print(Panel(Group(*parts), title=title, box=frame, width=width, padding=(1, 2)))
    console.print(escape(_what_to_type(today)), soft_wrap=True)


def _no_session(today: Today) -> str:
    if today.state == "stopped":
        return "No training."
    if today.state == "over":
        return "The plan is over: its last day lies behind."
    if today.state == "before":
        return "The plan has not begun yet."
    return "Nothing is planned: a rest day."


def _what_to_type(today: Today) -> str:
    if today.state == "stopped":
        return "When a clinician has cleared it: soleus log --no-symptom NAME, then soleus next"
    if today.state == "planned":
        day = "" if today.date == clock.today() else f" {today.date}"
        left = [s for s in today.sessions if not today.is_done(s)]
        name = f" --session {left[0].name}" if len(left) > 1 else ""
        return f"Begin with: soleus do{day or ' today'}{name}"
    if today.state == "over":
        return "Make the next plan with: soleus plan --help"
    return "Done for today." if today.state == "done" else "Log pain or a run with: soleus log"


def _session(today: Today, session: Session) -> Iterator[RenderableType]:
    times = f", {session.times} times a day" if session.times > 1 else ""
    minutes = f"about {session.minutes:.0f} min{times}, {session.tier}"
    done = len(today.done.get(session.uid, ()))
    mark = ""
    if done:
        mark = "  [reverse] done [/reverse]"
        mark = mark if today.is_done(session) else f"  [reverse] done {done} of {session.times} [/]"
    yield f"[bold]{escape(session.label)}[/bold]  [dim]{escape(minutes)}[/dim]{mark}"
    yield _blocks(session)
    if session.dose:
        yield ""
        yield _doses(session)
    reasons = _reasons(today, session)
    if reasons:
        yield ""
        yield "[bold]why today[/bold]"
        yield from (Text(f"· {r.text} [{r.rule}]") for r in reasons)


def _blocks(session: Session) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column()
    for block in session.blocks:
        table.add_row(escape(block.label), escape(_do(block)))
    return table


def _do(block: Block) -> str:
    from soleus.faces.session.script import what_to_do

    each = " each leg" if block.legs == 1 else ""
    sets = f"{block.sets} x " if block.sets > 1 or block.distance_m is None else ""
    rest = f"; rest {block.rest_s:g} s" if block.rest_s else ""
    return f"{sets}{what_to_do(block)}{each}{rest}"


def _doses(session: Session) -> Table:
    """Soleus and Achilles of one leg, with 90 % intervals where the plan was just computed."""
    import numpy as np

    from soleus.dose.spread import interval_about
    from soleus.faces.intervals import span

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    words = list(dict.fromkeys(f"{w}, {u}" for _, _, w, u in DOSES))
    table.add_column("dose of one leg")
    for word in words:
        table.add_column(word, justify="right")
    for tissue, name in (("soleus", "soleus"), ("achilles", "Achilles tendon")):
        cells = dict.fromkeys(words, "")
        for t, key, word, unit in DOSES:
            value = session.dose.get(t, {}).get(key)
            if t != tissue or value is None:
                continue
            drawn = session.samples.get(t, {}).get(key)
            band = interval_about(np.asarray(drawn), value) if drawn is not None else None
            text = f"{value:.0f}" if value >= 100 else f"{value:.1f}"
            cells[f"{word}, {unit}"] = text + (f" [dim]{span(*band)}[/dim]" if band else "")
        table.add_row(name, *cells.values())
    return table


def _reasons(today: Today, session: Session) -> list[Reason]:
    found = [*session.reasons, *(r for b in session.blocks for r in b.reasons)]
    if today.week:
        found += today.week.reasons
    return list(dict.fromkeys(found))


def _around(today: Today) -> Iterator[RenderableType]:
    if today.week is not None and today.state != "over":
        yield _week_bar(today, today.week)
    if today.next is not None:
        days = (today.next.date - today.date).days
        when = "tomorrow" if days == 1 else f"in {days} days"
        yield Text(f"next   {day_words(today.next.date)}, {when}: {today.next.label}")
    if today.last_pain:
        words = ", ".join(
            f"{p.when} {p.value:g}" + (f" ({p.side})" if p.side != "both" else "")
            for p in today.last_pain
        )
        yield Text(f"pain   {words} of 10 on {day_words(today.last_pain[0].date)}")
    else:
        yield Text("pain   nothing is logged yet")


def _week_bar(today: Today, week: Week) -> Text:
    """One mark a planned session: done, still to come, or left out."""
    labels = {p.name: p.label for p in today.plan.scheme.phases}
    phase = labels.get(week.phase, "")
    marks, done, planned = Text(), 0, 0
    for session in week.sessions:
        number = min(session.times, len(today.done.get(session.uid, ())))
        planned, done = planned + session.times, done + number
        missed = session.date < today.date
        for i in range(session.times):
            is_done = i < number
            style = "bright_green" if is_done else "bright_red" if missed else "dim"
            marks.append(
                f"[{session.date:%a} {'x' if is_done else '-' if missed else ' '}]", style
            ).append(" ")
    head = f"week   {week.number} of {len(today.plan.weeks)}" + (f", {phase}" if phase else "")
    legend = ("(x done, - left out)", "dim") if "x" in marks.plain or "-" in marks.plain else ""
    return Text.assemble(f"{head}: {done} of {planned} done  ", marks, legend)
