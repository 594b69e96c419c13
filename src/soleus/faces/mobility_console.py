"""What `soleus mobility` tells: words and tables for people, and JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.dose.mobility import Mobility

__all__ = ["mobility_payload", "show_mobility", "verdict_words"]

#: Below this a gain is next to none, deg.
_HARDLY = 0.5


def verdict_words(found: Mobility) -> str:
    """What the trials say, as sentences; what the range of one person holds, where nothing is
    left of it but the scatter."""
    text = re.sub(r"(?<![\d.])1 weeks", "1 week", found.verdict)
    text = f"{text[0].upper()}{text[1:]}."
    if 0 < np.degrees(found.gain.gain) < _HARDLY:
        text += " That is the scatter between people and of measuring, not an effect of this work."
    return text


def _times(count: float) -> str:
    return "once" if count == 1 else f"{count:g} times"


def _weeks(weeks: float) -> str:
    return "1 week" if weeks == 1 else f"{weeks:g} weeks"


def show_mobility(out: Console, leg: Leg, found: Mobility) -> None:
    """A scheme's seconds at full stretch, what they gain, and what nobody knows."""
    d, g = found.dose, found.gain
    out.print(f"[bold]What this does to ankle range[/bold]\n{escape(leg.person.describe())}")
    out.print(
        f"calf raise in a deep squat, {d.sets} x {d.repetitions}, each set closed by {d.hold:g} s "
        f"at full stretch; {_times(d.per_week)} a week for {_weeks(g.weeks)}\n"
    )
    out.print(_seconds(found))
    out.print()
    out.print(f"[bold]{verdict_words(found)}[/bold]")
    out.print(
        f"Now {np.degrees(g.range_before):.0f} deg with body weight and a bent knee. The number "
        "rests on trials of quiet stretching, scaled to strength training by reviews that compare "
        "the two; with body weight alone such training gained nothing for sure."
    )
    if g.gain > 0:
        low, high = np.degrees(found.acute)
        out.print(
            f"Right after a session range is larger by about {low:.0f} to {high:.0f} deg for a "
            "while; that is not a gain."
        )
    out.print()
    out.print("[bold]Where the evidence allows no number[/bold]")
    for open_question in found.no_number:
        out.print(f"- {open_question.question}: {open_question.reason}.")


def _seconds(found: Mobility) -> Table:
    d = found.dose
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(("near full stretch", "seconds a week")):
        table.add_column(name, justify="right" if place else "left")
    table.add_row("in holds", f"{d.weekly_hold:.0f}")
    table.add_row(f"in repetitions, {d.repetition:.1f} s each", f"{d.weekly_repetitions:.0f}")
    table.add_row("together", f"{d.weekly:.0f}")
    table.add_row("from where on more hardly helps, in trials", f"{found.enough:.0f}")
    return table


def mobility_payload(leg: Leg, found: Mobility) -> dict[str, Any]:
    """For JSON: angles in deg, times in s."""
    d, g = found.dose, found.gain

    def both(ends: tuple[float, float]) -> list[float]:
        return [round(float(np.degrees(v)), 2) for v in ends]

    return {
        "person": leg.person.describe(),
        "exercise": d.exercise,
        "sets": d.sets,
        "repetitions": d.repetitions,
        "hold_s": d.hold,
        "per_week": d.per_week,
        "weeks": g.weeks,
        "stretched": list(d.muscles),
        "stretch_s_per_week": {
            "holds": round(d.weekly_hold, 1),
            "repetitions": round(d.weekly_repetitions, 1),
            "together": round(d.weekly, 1),
            "enough": round(found.enough, 1),
        },
        "range_before_deg": round(float(np.degrees(g.range_before)), 1),
        "gain_deg": round(float(np.degrees(g.gain)), 2),
        "gain_deg_interval": both(g.interval),
        "one_person_deg_interval": both(g.person_interval),
        "acute_deg": both(found.acute),
        "verdict": verdict_words(found),
        "no_number": [
            {"question": q.question, "reason": q.reason, "sources": list(q.sources)}
            for q in found.no_number
        ],
    }
