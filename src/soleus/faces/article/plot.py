"""Curves and bars for the pictures: axes, lines with their names beside them, shaded stretches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.faces.article.canvas import WIDTH, Sheet, apart, wrapped
from soleus.faces.validation_svg import Scale, nice_ticks
from soleus.faces.validation_words import number

__all__ = ["Bar", "Line", "Shade", "bars", "curves"]

Array = NDArray[np.float64]
_LEFT, _RIGHT = 42.0, 14.0


@dataclass(frozen=True)
class Line:
    """A curve: `name` stands at its right end; `dash` tells it from others without color."""

    x: Array
    y: Array
    name: str
    color: str
    dash: str = ""


@dataclass(frozen=True)
class Shade:
    """A shaded stretch of x ("x") or of y ("y"), with a word in it."""

    low: float
    high: float
    word: str = ""
    along: str = "y"
    color: str = "window"


@dataclass(frozen=True)
class Bar:
    """A horizontal bar with its name above and `text` behind its end; `span` is a 90 % interval;
    `parts` (value, color) stack instead of `value`."""

    name: str
    value: float
    color: str = "soleus"
    text: str = ""
    span: tuple[float, float] | None = None
    hatched: bool = False
    parts: tuple[tuple[float, str], ...] = ()


def curves(
    title: str, y_text: str, x_text: str, lines: Sequence[Line], shades: Sequence[Shade] = (),
    height: float = 250.0, y_range: tuple[float, float] | None = None, name_room: float = 92.0,
    bands: Sequence[tuple[Array, Array, Array, str]] = (),
) -> str:  # fmt: skip
    """SVG of curves over one x; `bands` are ranges (x, low, high, color) behind them. Names of
    curves and of shaded stretches of y stand at the right, `name_room` wide, never over a curve."""
    sheet = Sheet(height, title)
    top = sheet.lines(12, 20, wrapped(title, WIDTH - 24, 13.5, bold=True), size=13.5, bold=True)
    sheet.text(12, top + 1, y_text, "soft", 11.5)
    x_all = np.concatenate([ln.x for ln in lines])
    low, high = y_range or _fit([ln.y for ln in lines] + [v for b in bands for v in b[1:3]])
    xs = Scale(float(x_all.min()), float(x_all.max()), _LEFT, WIDTH - _RIGHT - name_room)
    ys = Scale(low, high, height - 40, top + 14)
    _shades(sheet, xs, ys, shades)
    for x, under, over, color in bands:
        edge = [*zip(x, over, strict=True), *zip(x[::-1], under[::-1], strict=True)]
        sheet.area([(xs(a), ys(min(max(b, low), high))) for a, b in edge], color)
    _axes(sheet, xs, ys, x_text)
    for ln in lines:
        known = np.isfinite(ln.y)
        points = zip(ln.x[known], np.clip(ln.y[known], low, high), strict=True)
        sheet.path([(xs(a), ys(b)) for a, b in points], ln.color, ln.dash)
    _names(sheet, ys, lines, shades, name_room)
    return sheet.render()


def _names(
    sheet: Sheet, ys: Scale, lines: Sequence[Line], shades: Sequence[Shade], room: float
) -> None:
    """Words at the right, level with the ends of curves and the middles of shaded stretches."""
    named = [(float(ln.y[np.isfinite(ln.y)][-1]), ln.name, ln.color, True) for ln in lines]
    named += [(0.5 * (s.low + s.high), s.word, "soft", False)
              for s in shades if s.word and s.along == "y"]  # fmt: skip
    words = [wrapped(name, room - 6, 11.5, bold) for _, name, _, bold in named]
    # a label of several lines takes the room of as many
    gap = 15.0 * max(map(len, words), default=1) + 3
    places = [ys(min(max(y, ys.low), ys.high)) for y, *_ in named]
    for (_, _, color, bold), texts, y in zip(
        named, words, apart(places, gap, ys(ys.high) + 4, ys(ys.low)), strict=True
    ):
        x, top = WIDTH - _RIGHT - room + 7, y + 4 - 7.5 * (len(texts) - 1)
        sheet.lines(x, top, texts, color, 11.5, bold=bold)


def _fit(values: Sequence[Array]) -> tuple[float, float]:
    joined = np.concatenate([*values, [0.0]])
    joined = joined[np.isfinite(joined)]
    low, high = float(joined.min()), float(joined.max())
    pad = 0.08 * max(high - low, 1e-9)
    return (low if low == 0.0 else low - pad), high + pad


def _shades(sheet: Sheet, xs: Scale, ys: Scale, shades: Sequence[Shade]) -> None:
    left, right, top, bottom = xs(xs.low), xs(xs.high), ys(ys.high), ys(ys.low)
    for s in shades:
        if s.along == "x":
            a, b = (xs(min(max(v, xs.low), xs.high)) for v in (s.low, s.high))
            sheet.box(a, top, b - a, bottom - top, s.color)
            if s.word:
                sheet.text(0.5 * (a + b), top + 12, s.word, "soft", 11, "middle")
        else:
            a, b = (ys(min(max(v, ys.low), ys.high)) for v in (s.high, s.low))
            sheet.box(left, a, right - left, b - a, s.color)


def _axes(sheet: Sheet, xs: Scale, ys: Scale, x_text: str) -> None:
    left, right, bottom = xs(xs.low), xs(xs.high), ys(ys.low)
    for tick in nice_ticks(ys.low, ys.high, 4):
        sheet.line(left, ys(tick), right, ys(tick), "soft" if abs(tick) < 1e-9 else "grid", 0.8)
        sheet.text(left - 6, ys(tick) + 4, f"{tick:.6g}".replace("-", "−"), "soft", 11, "end")
    for tick in nice_ticks(xs.low, xs.high, 5):
        sheet.line(xs(tick), bottom, xs(tick), bottom + 4, "soft")
        sheet.text(xs(tick), bottom + 16, f"{tick:.6g}".replace("-", "−"), "soft", 11, "middle")
    sheet.text(0.5 * (left + right), bottom + 32, x_text, "soft", 11.5, "middle")


def bars(
    title: str, unit: str, rows: Sequence[Bar], window: tuple[float, float, str] | None = None,
    key: Sequence[tuple[str, str, bool]] = (),
) -> str:  # fmt: skip
    """SVG of horizontal bars; `window` (low, high, word) is a shaded stretch of the axis; `key`
    (color, word, hatched) explains stacked parts."""
    names = [wrapped(b.name, WIDTH - 24, 12) for b in rows]
    head = wrapped(title, WIDTH - 24, 13.5, bold=True)
    top = 20 + 17 * len(head) + (18 if unit else 0) + (20 if key else 0) + (16 if window else 0)
    height = top + sum(15.5 * len(n) + 29 for n in names)
    sheet = Sheet(height, title)
    y = sheet.lines(12, 20, head, size=13.5, bold=True)
    if unit:
        sheet.text(12, y + 1, unit, "soft", 11.5)
        y += 18
    if key:
        _key(sheet, y, key)
    texts = [b.text or number(b.value) for b in rows]
    room = 12 + max(7.0 * len(t) for t in texts)
    reach = [max(b.value, *(b.span or (0.0,)), sum(p[0] for p in b.parts)) for b in rows]
    highest = max([*reach, window[1] if window else 0.0, 1e-9])
    xs = Scale(min(0.0, *(b.value for b in rows)), highest, 12, WIDTH - 12 - room)
    if window:
        a, b = xs(window[0]), xs(window[1])
        sheet.box(a, top - 4, b - a, height - top, "window")
        late = a > WIDTH / 2
        sheet.text(b if late else a, top - 8, window[2], "soft", 11, "end" if late else "start")
    y = top
    for bar, words, text in zip(rows, names, texts, strict=True):
        y = sheet.lines(12, y + 12, words)
        _bar(sheet, xs, bar, y - 9, text)
        y += 17
    return sheet.render()


def _key(sheet: Sheet, y: float, key: Sequence[tuple[str, str, bool]]) -> None:
    x = 12.0
    for color, word, hatched in key:
        sheet.box(x, y - 8, 16, 11, color)
        if hatched:
            sheet.hatch(x, y - 8, 16, 11, "paper")
        sheet.text(x + 21, y + 2, word, "soft", 11.5)
        x += 34 + 6.3 * len(word)


def _bar(sheet: Sheet, xs: Scale, bar: Bar, y: float, text: str) -> None:
    thick, start = 13.0, xs(0.0)
    end = start
    for value, color in bar.parts or ((bar.value, bar.color),):
        wide = xs(abs(value)) - start
        left = end if value >= 0 else end - wide
        sheet.box(left, y, max(wide, 1.0), thick, color)
        if bar.hatched or (bar.parts and color not in ("soleus", "achilles")):
            sheet.hatch(left, y, wide, thick, "paper")
        end = end + wide if value >= 0 else end
    if bar.span:
        low, high = xs(bar.span[0]), xs(bar.span[1])
        sheet.whisker(low, high, y + thick / 2, "ink", 3.5)
        end = max(end, high)
    sheet.text(end + 7, y + 11, text, "ink", 12, bold=True)
