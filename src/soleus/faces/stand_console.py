"""Standing in the terminal, and as one JSON object."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from soleus.anatomy.leg import ACHILLES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from soleus.solve.standing_result import StandingResult
    from soleus.solve.standing_spread import StandingSpread

__all__ = ["Standing", "lean_words", "people", "sentence", "show_standing", "standing_payload"]

_SAY = {
    "soleus": "soleus", "gastrocnemius_medialis": "inner calf (medialis)",
    "gastrocnemius_lateralis": "outer calf (lateralis)", "tibialis_anterior": "shin muscle",
}  # fmt: skip
#: Legs that may fall or be left out before it is told: fewer do not move a 90 % interval.
_FEW = 0.05


@dataclass(frozen=True)
class Standing:
    """All a face shows: the stance, what possible legs do, the same body at other leans (None where
    it would fall), and the other way of control where it was asked for."""

    result: StandingResult
    spread: StandingSpread
    leans: tuple[tuple[float, StandingResult | None], ...]
    other: StandingResult | None = None


@cache
def people() -> dict[str, str]:
    """What people show, in words, by row of the table: the ranges of the validation rows behind;
    empty where no row is."""
    from soleus.study.check_rows import load_checks

    rows = {check.id: check for check in load_checks()}

    def ends(row: str) -> tuple[float, float]:
        return rows[row].bounds

    def span(row: str, unit: str) -> str:
        low, high = ends(row)
        return f"{low:g} to {high:g}{unit}"

    always = f"{ends('soleus_share_of_time')[0]:g} % of the time or more"
    hardly = f"{ends('lateralis_share_of_time')[1]:g} % of the time or less"
    return {
        "sway": span("sway_pressure", " mm"),
        "velocity": span("sway_velocity", " mm/s"),
        "soleus": f"{always}, at {span('soleus_level', ' %')}",
        "gastrocnemius_medialis": span("medialis_share_of_time", " % of the time"),
        "gastrocnemius_lateralis": hardly,
        "tibialis_anterior": "",
    }


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right", no_wrap=i > 0)
    return table


def _with_interval(s: Standing, key: str, digits: int, unit: str = "") -> str:
    text = f"{s.result.numbers()[key]:.{digits}f}{unit}"
    if key in s.spread.intervals:
        low, high = s.spread.intervals[key]
        text += f"  [dim]{low:.{digits}f} to {high:.{digits}f}[/dim]"
    return text


def show_standing(console: Console, s: Standing) -> None:
    """Sway, who works, leaning, and a sentence."""
    r = s.result
    console.print(
        f"[bold]Standing on both legs[/bold], {lean_words(r)}, {r.time[-1]:.0f} s; "
        f"{r.control} control"
    )
    console.print(f"{r.leg.person.describe()}; muscles of one leg, intervals are 90 %\n")
    table = _table("sway forward and back", "here", "people")
    table.add_row("under the feet, SD", _with_interval(s, "sway_mm", 1, " mm"), people()["sway"])
    table.add_row("  from end to end", _with_interval(s, "range_mm", 0, " mm"), "")
    table.add_row("  speed", _with_interval(s, "velocity_mm_s", 1, " mm/s"), people()["velocity"])
    table.add_row("of the body, SD", _with_interval(s, "body_sway_mm", 1, " mm"), "")
    console.print(table)
    table = _table("\nmuscle", "\nactive, % of the time", "\nlevel, % of maximum", "\npeople")
    for m in r.muscles:
        table.add_row(
            _SAY[m], _with_interval(s, f"{m}_time_percent", 0),
            _with_interval(s, f"{m}_level_percent", 1), people()[m],
        )  # fmt: skip
    console.print(table)
    for line in _about_ranges(s.spread):
        console.print(f"[dim]{line}[/dim]")
    if s.leans:
        console.print(_leaning(s))
    if s.other is not None:
        console.print(_compared(r, s.other))
    console.print("\n" + sentence(r))
    console.print(f"[bold]verdict:[/bold] {r.verdict}")


def _about_ranges(spread: StandingSpread) -> list[str]:
    """What to know about the intervals, a line each."""
    lines = []
    if spread.intervals and spread.held:
        lines.append(
            "the ranges are wide because legs differ most in how tight a resting calf is: in "
            f"{spread.held} of {spread.stood} possible legs it holds more than the body asks for, "
            "and the soleus rests"
        )
    lost = spread.fell + spread.cannot
    if lost > _FEW * spread.tried:
        what = [
            f"{count} {word}"
            for count, word in ((spread.fell, "fell"), (spread.cannot, "could not stand like this"))
            if count
        ]
        rest = "the ranges are of the others" if spread.intervals else "so no ranges are given"
        lines.append(f"of {spread.tried} possible legs {' and '.join(what)}: {rest}")
    return lines


def _leaning(s: Standing) -> Table:
    """The same body leaning back, upright and forward."""
    short = ("soleus %", "inner %", "outer %", "shin %")
    table = _table(
        "\nleaning", *(f"\n{n}" for n in short), "\nAchilles, N", "\nheld by silent tissue"
    )
    for degrees, r in s.leans:
        name = (
            "as usual"
            if not degrees
            else f"{abs(degrees):g} deg {'forward' if degrees > 0 else 'back'}"
        )
        if r is None:
            table.add_row(name, "falls")
            continue
        levels = [f"{100 * r.mean_activation(m):.1f}" for m in r.muscles]
        share = r.passive_share
        held = f"{100 * share:.0f} %" if 0 <= share <= 1 else "more than needed"
        table.add_row(name, *levels, f"{r.achilles_force.mean():.0f}", held)
    return table


def _compared(r: StandingResult, other: StandingResult) -> Table:
    table = _table(
        "\ncontrol",
        "\nsway, mm",
        "\nspeed, mm/s",
        "\nsoleus, % of the time",
        "\ninner calf",
        "\nfalls",
    )
    for one in (r, other):
        fell = "no" if one.fell_at is None else f"at {one.fell_at:.0f} s"
        n = one.numbers()
        table.add_row(
            one.control, f"{n['sway_mm']:.1f}", f"{n['velocity_mm_s']:.1f}",
            f"{n['soleus_time_percent']:.0f}",
            f"{n['gastrocnemius_medialis_time_percent']:.0f}", fell,
        )  # fmt: skip
    return table


def lean_words(r: StandingResult) -> str:
    """Where the center of mass is, in words."""
    degrees = math.degrees(r.lean)
    ahead = 1000 * float(r.center_of_mass.mean())
    side = f"{abs(ahead):.0f} mm {'ahead of' if ahead >= 0 else 'behind'} the ankles"
    if abs(degrees) < 0.05:
        return f"as usual (weight {side})"
    return f"{abs(degrees):.1f} deg further {'forward' if degrees > 0 else 'back'} (weight {side})"


def sentence(r: StandingResult) -> str:
    """What it means, in plain words."""
    share, level = 100 * r.active_share("soleus"), 100 * r.mean_activation("soleus")
    if share < 1:
        return "The weight lies so far back that the calf rests and the shin muscle holds the body."
    how = "all the time" if share > 99 else f"{share:.0f} % of the time"
    text = f"Your soleus works {how}, at {level:.1f} % of its maximum"
    silent = [_SAY[m] for m in ACHILLES[1:] if r.active_share(m) < 0.01]
    text += (
        f"; the {' and the '.join(silent)} stay{'s' if len(silent) == 1 else ''} out."
        if silent
        else "."
    )
    if r.sway_correlation("soleus") < -0.1:
        micro = 1000 * r.shortening_per_sway("soleus")
        text += (
            f" As you sway forward its fibers get shorter, not longer ({micro:.0f} thousandths of "
            "a millimeter for each millimeter): the tendon gives way, and the muscle takes it up."
        )
    return text


def standing_payload(s: Standing) -> dict[str, Any]:
    """The same as one JSON object."""
    from soleus.solve.standing import intrinsic_stiffness

    r = s.result

    def one(x: StandingResult) -> dict[str, Any]:
        fell = x.fell_at
        return {"control": x.control, "lean_deg": math.degrees(x.lean), "fell_at_s": fell,
                **x.numbers(), "passive_share": x.passive_share, "verdict": x.verdict}  # fmt: skip

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
        "sentence": sentence(r),
    }  # fmt: skip


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
