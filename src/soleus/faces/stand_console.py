"""Standing in the terminal, and as one JSON object."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soleus.anatomy.leg import ACHILLES
from soleus.faces.stand_words import (
    NAMES,
    about_ranges,
    as_usual,
    held_words,
    lean_name,
    lean_words,
    people,
    sentence,
    sway_words,
    verdict_words,
)

if TYPE_CHECKING:
    from rich.console import Console

    from soleus.solve.standing_result import StandingResult
    from soleus.solve.standing_spread import StandingSpread

__all__ = ["Cell", "Sheet", "Standing", "sheets", "show_standing", "standing_payload"]

#: A number in words, and its interval (empty without one).
Cell = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """All a face shows: the stance, what possible legs do, the same body at other leans (None where
    it would fall), and the other way of control where it was asked for."""

    result: StandingResult
    spread: StandingSpread
    leans: tuple[tuple[float, StandingResult | None], ...]
    other: StandingResult | None = None


@dataclass(frozen=True)
class Sheet:
    """A table for any face: a title, names of columns, and rows of cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _plain(*texts: str) -> tuple[Cell, ...]:
    return tuple((text, "") for text in texts)


def sheets(s: Standing) -> list[Sheet]:
    """Sway, who works, leaning, and the other way of control where it was asked for."""
    found = [_sway(s), _muscles(s)]
    if s.leans:
        found.append(_leaning(s))
    if s.other is not None:
        found.append(_compared(s.result, s.other))
    return found


def _with_interval(s: Standing, key: str, digits: int, unit: str = "") -> Cell:
    text, ends = f"{s.result.numbers()[key]:.{digits}f}{unit}", ""
    if key in s.spread.intervals:
        low, high = s.spread.intervals[key]
        ends = f"{low:.{digits}f} to {high:.{digits}f}"
    return text, ends


def _people(r: StandingResult) -> str:
    return "people" if as_usual(r) else "people,\nno further lean"


def _sway(s: Standing) -> Sheet:
    rows = (
        ("under the feet, SD", "sway_mm", 1, " mm", people()["sway"]),
        ("  from end to end", "range_mm", 0, " mm", ""),
        ("  speed", "velocity_mm_s", 1, " mm/s", people()["velocity"]),
        ("of the body, SD", "body_sway_mm", 1, " mm", ""),
    )
    return Sheet(
        "Sway forward and back", ("", "here", _people(s.result)),
        tuple(
            (*_plain(name), _with_interval(s, key, digits, unit), *_plain(shown))
            for name, key, digits, unit, shown in rows
        ),
    )  # fmt: skip


def _muscles(s: Standing) -> Sheet:
    return Sheet(
        "Who works",
        ("muscle", "active,\n% of the time", "level,\n% of maximum", _people(s.result)),
        tuple(
            (
                *_plain(NAMES[m]), _with_interval(s, f"{m}_time_percent", 0),
                _with_interval(s, f"{m}_level_percent", 1), *_plain(people()[m]),
            )
            for m in s.result.muscles
        ),
    )  # fmt: skip


def _leaning(s: Standing) -> Sheet:
    """The same body leaning back, upright and forward."""
    columns = ("lean", "soleus,\n%", "inner\ncalf, %", "outer\ncalf, %", "shin,\n%",
               "Achilles,\nN", "held by\nsilent tissue")  # fmt: skip
    rows = []
    for degrees, r in s.leans:
        if r is None:
            rows.append(_plain(lean_name(degrees), "falls"))
            continue
        levels = [f"{100 * r.mean_activation(m):.1f}" for m in r.muscles]
        force = f"{r.achilles_force.mean():.0f}"
        rows.append(_plain(lean_name(degrees), *levels, force, held_words(r)))
    return Sheet("Leaning: levels in % of maximum", columns, tuple(rows))


def _compared(r: StandingResult, other: StandingResult) -> Sheet:
    rows = []
    for one in (r, other):
        fell = "no" if one.fell_at is None else f"at {one.fell_at:.0f} s"
        n = one.numbers()
        rows.append(_plain(
            one.control, f"{n['sway_mm']:.1f}", f"{n['velocity_mm_s']:.1f}",
            f"{n['soleus_time_percent']:.0f}",
            f"{n['gastrocnemius_medialis_time_percent']:.0f}", fell,
        ))  # fmt: skip
    columns = ("control", "sway,\nmm", "speed,\nmm/s", "soleus,\n% of the time",
               "inner calf,\n% of the time", "falls")  # fmt: skip
    return Sheet("The other way of control", columns, tuple(rows))


def show_standing(console: Console, s: Standing) -> None:
    """Sway, who works, leaning, and a sentence."""
    r = s.result
    console.print(
        f"[bold]Standing on both legs[/bold], {lean_words(r)}, {r.time[-1]:.0f} s; "
        f"{r.control} control"
    )
    console.print(f"{r.leg.person.describe()}; muscles of one leg, intervals are 90 %")
    for place, sheet in enumerate(sheets(s)):
        console.print(f"\n[bold]{sheet.title}[/bold]")
        _show(console, sheet)
        if place == 1:
            for line in about_ranges(s.spread):
                console.print(f"[dim]{line}[/dim]")
    console.print("\n" + sentence(r, s.spread))
    if swayed := sway_words(r, s.spread):
        console.print(swayed)
    console.print(f"[bold]verdict:[/bold] {verdict_words(r)}")


def _show(console: Console, sheet: Sheet) -> None:
    """A table; intervals on a line of their own, so that 80 columns hold them whole."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(sheet.columns):
        table.add_column(name, justify="left" if i == 0 else "right", overflow="fold")
    for row in sheet.rows:
        table.add_row(*(f"{text}\n[dim]{ends}[/dim]" if ends else text for text, ends in row))
    console.print(table)


def standing_payload(s: Standing) -> dict[str, Any]:
    """The same as one JSON object."""
    from soleus.solve.standing import intrinsic_stiffness

    r = s.result

    def one(x: StandingResult) -> dict[str, Any]:
        return {
            "control": x.control, "lean_deg": math.degrees(x.lean), "fell_at_s": x.fell_at,
            **x.numbers(), "passive_share": x.passive_share, "verdict": verdict_words(x),
        }  # fmt: skip

    return {
        **one(r),
        "person": r.leg.person.describe(),
        "duration_s": float(r.time[-1]),
        "seed": r.seed,
        "center_of_mass_ahead_mm": 1000 * float(r.center_of_mass.mean()),
        "intrinsic_stiffness_ratio": intrinsic_stiffness(r.stance) / r.stance.body.toppling,
        "fiber_sway_correlation": {m: _known(r.sway_correlation(m)) for m in ACHILLES},
        "intervals_90": {k: list(v) for k, v in s.spread.intervals.items()},
        "possible_legs": {
            "tried": s.spread.tried, "fell": s.spread.fell, "cannot": s.spread.cannot,
            "held_by_silent_calf": s.spread.held,
        },
        "people": people(),
        "leaning": [
            {"lean_deg": d, "falls": True} if x is None else one(x) for d, x in s.leans
        ],
        "other_control": None if s.other is None else one(s.other),
        "sentence": sentence(r, s.spread),
        "sway_against_people": sway_words(r, s.spread),
    }  # fmt: skip


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
