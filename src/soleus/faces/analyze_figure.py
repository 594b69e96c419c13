"""The picture of a recorded trial: what ankle and calf did over time, both legs side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES
from soleus.faces.analyze_curves import CLASSES, Row, curve_rows
from soleus.faces.gait_report.charts import nice_ticks
from soleus.faces.report.markup import esc, number

if TYPE_CHECKING:
    from soleus.faces.analyze_results import LegResult, TrialResult

__all__ = ["trial_svg"]

Array = NDArray[np.float64]
_Scale = Callable[[float], float]
_NAMES = {
    "soleus": "Soleus",
    "gastrocnemius_medialis": "Gastrocnemius med.",
    "gastrocnemius_lateralis": "Gastrocnemius lat.",
}
_LEFT, _WIDE, _ALONE, _GAP, _BETWEEN, _FOOT = 66, 500, 680, 46, 52, 54
#: Width and height of a number at a peak.
_LABEL = (34.0, 15.0)
_SHORT = "a joint lacks over 5 % of its peak moment"
_STYLE = """
.p{fill:#fbfaf7}.t,.h,.k,.a,.n,.e{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
sans-serif;fill:#1d1f23}.h{font:600 22px ui-serif,"Iowan Old Style",Palatino,Georgia,"Noto Serif",
"DejaVu Serif",serif}.k{font-size:13px;fill:#565b64}.t{font-size:14px;font-weight:600}
.u{font-weight:400;fill:#565b64}.a{font-size:12px;fill:#565b64}.n{font-size:12px;font-weight:650}
.s{font-size:16px;font-weight:600}.g{stroke:#e9e6df;stroke-width:1}.z{stroke:#8b929c;
stroke-width:1}.l{fill:none;stroke-linejoin:round}.at{stroke:#1d1f23;stroke-width:2.6}
.sol{stroke:#b5401a;stroke-width:2.6}.gm{stroke:#1f62a8;stroke-width:2;stroke-dasharray:8 4}
.gl{stroke:#0c7a68;stroke-width:2.2;stroke-dasharray:2 3.5}.n.sol{fill:#b5401a;stroke:none}
.n.gm{fill:#1f62a8;stroke:none}.n.gl{fill:#0c7a68;stroke:none}.n.at{stroke:none}
.b{stroke:none!important;fill-opacity:.13}.b.at{fill:#1d1f23}.b.sol{fill:#b5401a}
.w{fill:#c3282b;fill-opacity:.14}.e{font-size:14px;font-weight:650;fill:#b3151a}
.halo{paint-order:stroke;stroke:#fbfaf7!important;stroke-width:4px!important;
stroke-linejoin:round;stroke-dasharray:none!important}
@media screen and (prefers-color-scheme:dark){.p{fill:#15171a}.t,.h,.n.at{fill:#eceae5}
.k,.a,.u{fill:#b6b8bd}.g{stroke:#2b2f35}.z{stroke:#78818d}.at{stroke:#f4f2ec}.sol{stroke:#ff9a6b}
.gm{stroke:#86b9f3}.gl{stroke:#69d0ba}.n.sol{fill:#ff9a6b}.n.gm{fill:#86b9f3}.n.gl{fill:#69d0ba}
.e{fill:#ff8a80}.w{fill:#ff6b60;fill-opacity:.2}.halo{stroke:#15171a!important}.b.at{fill:#f4f2ec}.b.sol{fill:#ff9a6b}}
"""


@dataclass(frozen=True)
class _Box:
    """Place of a panel in the picture."""

    left: int
    top: int
    wide: int
    high: int


def trial_svg(result: TrialResult) -> str:
    """The picture as one SVG document that needs no style or font from outside."""
    rows, sides = curve_rows(result), list(result.legs)
    panel = _WIDE if len(sides) > 1 else _ALONE
    wide = _LEFT + len(sides) * panel + (len(sides) - 1) * _BETWEEN + 28
    head, top = _head(result, wide)
    parts = [head]
    for row in rows:
        parts.append(
            f'<text class="t" x="{_LEFT}" y="{top - 10}">{esc(row.title)} '
            f'<tspan class="u">{esc(row.unit)}</tspan></text>'
        )
        for c, side in enumerate(sides):
            leg = result.legs[side]
            box = _Box(_LEFT + c * (panel + _BETWEEN), top, panel, row.high)
            parts += _shades(leg, box)
            time = leg.solution.time
            peaks = leg.converged and row.digits is not None
            parts.append(_panel(row, side, time, box, (c == 0, row is rows[-1], peaks)))
        top += row.high + _GAP
    high = top - _GAP + _FOOT
    label = esc(f"Ankle moment and calf of {result.trial.name} over time")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'aria-label="{label}"><title>{label}</title><style>{_STYLE}</style>'
        f'<rect class="p" width="{wide}" height="{high}"/>{"".join(parts)}</svg>'
    )


def _head(result: TrialResult, wide: int) -> tuple[str, int]:
    """Title, warnings, what was solved, legend and sides; and where the first panel begins."""
    sides, room, y = list(result.legs), wide - _LEFT - 28, 36
    name = esc(result.trial.name)
    parts = [f'<text class="h" x="{_LEFT}" y="{y}">Recorded trial: {name}</text>']
    person = result.leg.person.describe()
    said = f"{person}; {result.method}; bands hold nine of ten possible legs"
    blocks = [("e", 8.0, f"Warning: {w}") for w in result.warnings] + [("k", 6.9, said)]
    for kind, per_letter, text in blocks:
        for line in wrap(text, round(room / per_letter)):
            y += 20
            parts.append(f'<text class="{kind}" x="{_LEFT}" y="{y}">{esc(line)}</text>')
    x, y = _LEFT, y + 26
    names = [("at", "Ankle, Achilles tendon"), *((CLASSES[m], _NAMES[m]) for m in ACHILLES)]
    if any(leg.short.any() for leg in result.legs.values()):
        names.append(("w", _SHORT))
    for kind, name in names:
        if x + 42 + round(7.0 * len(name)) > wide and x > _LEFT:
            x, y = _LEFT, y + 22
        mark = (
            f'<rect class="w" x="{x}" y="{y - 12}" width="34" height="14"/>' if kind == "w"
            else f'<path class="l {kind}" d="M{x} {y - 4}h34"/>'
        )  # fmt: skip
        parts.append(f'{mark}<text class="k" x="{x + 42}" y="{y}">{esc(name)}</text>')
        x += 66 + round(7.0 * len(name))
    y += 38
    panel = _WIDE if len(sides) > 1 else _ALONE
    for c, side in enumerate(sides):
        left = _LEFT + c * (panel + _BETWEEN)
        doubt = "" if result.legs[side].converged else '<tspan class="e"> not converged</tspan>'
        parts.append(f'<text class="t s" x="{left}" y="{y}">{side.capitalize()} leg{doubt}</text>')
    return "".join(parts), y + 42


def _shades(leg: LegResult, box: _Box) -> list[str]:
    """Where muscles could not give a joint's moment, shaded from top to bottom."""
    time = leg.solution.time
    start, end = float(time[0]), float(time[-1])
    step = 0.5 * (end - start) / (len(time) - 1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], leg.short.astype(int), [0]])))
    parts = []
    for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
        low, high = max(float(time[first]) - step, start), min(float(time[last]) + step, end)
        x = box.left + box.wide * (low - start) / (end - start)
        across = box.wide * (high - low) / (end - start)
        parts.append(
            f'<rect class="w" x="{x:.1f}" y="{box.top}" width="{across:.1f}" height="{box.high}"/>'
        )
    return parts


def _panel(
    row: Row, side: str, time: Array, box: _Box, shown: tuple[bool, bool, bool]
) -> str:  # fmt: skip
    """One quantity of one leg; `shown` says whether numbers, clock and peaks are written."""
    numbers, clock, peaks = shown
    low, high = row.range
    start, end = float(time[0]), float(time[-1])
    left, top, wide, tall = box.left, box.top, box.wide, box.high

    def across(t: float) -> float:
        return left + wide * (t - start) / (end - start)

    def down(v: float) -> float:
        return top + tall * (1 - (v - low) / (high - low))

    parts = []
    for tick in nice_ticks(low, high, 4):
        y, kind = down(tick), "z" if abs(tick) < 1e-9 else "g"
        parts.append(f'<path class="{kind}" d="M{left} {y:.1f}h{wide}"/>')
        if numbers:
            text = f"{tick:.6g}".replace("-", "\u2212")
            parts.append(f'<text class="a" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{text}'
                         "</text>")  # fmt: skip
    for tick in nice_ticks(start, end, 5):
        x = across(tick)
        parts.append(f'<path class="g" d="M{x:.1f} {top}v{tall}"/>')
        if clock:
            parts.append(f'<text class="a" x="{x:.1f}" y="{top + tall + 18}" '
                         f'text-anchor="middle">{tick:.6g}</text>')  # fmt: skip
    if clock:
        parts.append(f'<text class="a" x="{left + wide}" y="{top + tall + 36}" '
                     'text-anchor="end">time, s</text>')  # fmt: skip
    for curve in row.curves[side]:
        if curve.band:
            edge = [*zip(time, curve.band[1], strict=True)]
            edge += [*zip(time[::-1], curve.band[0][::-1], strict=True)]
            around = " ".join(f"{across(float(t)):.1f} {down(float(v)):.1f}" for t, v in edge)
            parts.append(f'<path class="b {curve.kind}" d="M{around}z"/>')
    for curve in row.curves[side]:
        points = " ".join(
            f"{across(float(t)):.1f} {down(float(v)):.1f}"
            for t, v in zip(time, curve.values, strict=True)
            if np.isfinite(v)
        )
        parts.append(f'<path class="l {curve.kind}" d="M{points}"/>')
    if peaks:
        parts += _peaks(row, side, time, across, down)
    return "".join(parts)


def _peaks(row: Row, side: str, time: Array, across: _Scale, down: _Scale) -> list[str]:
    """The peak of each curve in numbers beside it, moved apart where they would touch. The
    largest value at an end of the trial is no peak: the motion goes on."""
    assert row.digits is not None
    marks = []
    for curve in row.curves[side]:
        i = int(np.nanargmax(curve.values)) if np.isfinite(curve.values).any() else 0
        if not 0 < i < len(time) - 1:
            continue
        y, x = down(float(curve.values[i])), across(float(time[i]))
        marks.append((y, x, curve.kind, number(float(curve.values[i]), row.digits)))
    parts: list[str] = []
    placed: list[tuple[float, float]] = []
    for y, x, kind, text in sorted(marks):
        place = y - 6.0
        while any(abs(x - px) < _LABEL[0] and abs(place - py) < _LABEL[1] for px, py in placed):
            place += 1.0
        placed.append((x, place))
        parts.append(f'<text class="n {kind} halo" x="{x:.1f}" y="{place:.1f}" '
                     f'text-anchor="middle">{text}</text>')  # fmt: skip
    return parts
