"""The scale of one test: from contradicted to supported, with the model and people on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from soleus.faces.article.canvas import WIDTH, Sheet, wrapped
from soleus.faces.article.words import SYMBOLS, cited, model_text, people_text, slug, value_text
from soleus.faces.validation_svg import Scale
from soleus.study.claims import Test
from soleus.study.verdicts import GRADES, Answer

__all__ = ["Axis", "axis_of", "scale_picture"]

_SIDE, _BAND, _ROW = 14.0, 20.0, 15.5


@dataclass(frozen=True)
class Axis:
    """Scores along a test's axis: 0 at `fails`, 1 at `holds`, both ends beyond shown; `place`
    turns a value into one, `held` keeps it in sight and says where it lies beyond."""

    low: float
    high: float
    fails: float
    holds: float

    def place(self, value: float) -> float:
        """A value as a score that may leave 0 to 1."""
        return (value - self.fails) / (self.holds - self.fails)

    def held(self, value: float) -> tuple[float, int]:
        """Place of a value on the shown axis, and -1 or 1 where it lies beyond its ends."""
        share = self.place(value)
        if math.isnan(share):
            return self.low, 0
        side = -1 if share < self.low else 1 if share > self.high else 0
        return min(max(share, self.low), self.high), side


def axis_of(answer: Answer) -> Axis:
    """An axis that shows all numbers of a test; what lies very far beyond is cut."""
    t = answer.test
    whole = Axis(-math.inf, math.inf, t.fails, t.holds)
    values = [answer.value, *(answer.interval or ())]
    for m in t.people:
        values += [m.value - (m.sd or 0.0), m.value + (m.sd or 0.0)]
    places = [p for p in map(whole.place, values) if math.isfinite(p)]
    low = min([-0.25, *(p - 0.08 for p in places)])
    high = max([1.25, *(p + 0.08 for p in places)])
    return Axis(max(low, -3.0), min(high, 4.0), t.fails, t.holds)


def scale_picture(answer: Answer) -> str:
    """SVG: the band of the five grades, the model's dot with its 90 % whisker, and people's
    diamonds with one standard deviation; every mark in a row of its own, named above it."""
    t = answer.test
    axis = axis_of(answer)
    head = wrapped(t.what[:1].upper() + t.what[1:], WIDTH - 2 * _SIDE, 13.5, bold=True)
    rows = [(["Model: " + model_text(answer)], "model")]
    for m in t.people:
        text = f"People: {people_text(m, t.unit)}, {m.what} ({cited(m.source)})"
        rows.append((wrapped(text, WIDTH - 2 * _SIDE, 12), "people"))
    top = 20 + 17 * len(head)
    height = top + 84 + sum(_ROW * len(words) + 22 for words, _ in rows)
    sheet = Sheet(height, f"{t.what}: {model_text(answer)}")
    sheet.lines(_SIDE, 20, head, size=13.5, bold=True)
    xs = Scale(axis.low, axis.high, _SIDE, WIDTH - _SIDE)
    _grades(sheet, xs, axis, top + 14, height - 6)
    _thresholds(sheet, xs, t, top + 14)
    y: float = top + 74
    for row, (words, kind) in enumerate(rows):
        y = sheet.lines(_SIDE, y, words)
        if kind == "model":
            _mark(sheet, xs, axis, answer.value, answer.interval, y - 3, "computed", kind)
        else:
            m = t.people[row - 1]
            spread = None if m.sd is None else (m.value - m.sd, m.value + m.sd)
            _mark(sheet, xs, axis, m.value, spread, y - 3, "people", kind)
        y += 22
    return sheet.render()


def _edges(axis: Axis) -> list[tuple[str, float, float]]:
    """Grades with the scores they span on the axis, from contradicted to supported."""
    names = [name for name, _ in reversed(GRADES)]
    lows = [low for _, low in reversed(GRADES)][1:]
    edges = [axis.low, *lows, axis.high]
    return [(n, a, b) for n, (a, b) in zip(names, pairwise(edges), strict=True)]


def _grades(sheet: Sheet, xs: Scale, axis: Axis, top: float, bottom: float) -> None:
    """The colored band with a symbol a grade, and faint limits down the rows."""
    sheet.text(_SIDE, top - 4, "← contradicted", "soft", 11.5)
    sheet.text(WIDTH - _SIDE, top - 4, "supported →", "soft", 11.5, "end")
    for name, low, high in _edges(axis):
        sheet.box(xs(low), top, xs(high) - xs(low), _BAND, slug(name))
        sheet.text(0.5 * (xs(low) + xs(high)), top + 15, SYMBOLS[name], "ink", 12.5, "middle")
    for share in (0.0, 1.0):
        sheet.line(xs(share), top + _BAND - 4, xs(share), top + _BAND + 5, "ink", 1.8)
        sheet.line(xs(share), top + _BAND + 24, xs(share), bottom, "grid", 1.0, "2 4")


def _thresholds(sheet: Sheet, xs: Scale, t: Test, top: float) -> None:
    y = top + _BAND + 18
    words: Sequence[tuple[float, str, float]] = (
        (0.0, f"fails: {value_text(t.fails, t.unit)}", t.fails),
        (1.0, f"holds: {value_text(t.holds, t.unit)}", t.holds),
    )
    room = xs(1.0) - xs(0.0)
    crowded = room < 6.4 * sum(len(w) for _, w, _ in words) / 2 + 12
    for share, text, _ in words:
        anchor = ("end" if share == 0 else "start") if crowded else "middle"
        x, half = xs(share), 3.1 * len(text)
        if anchor == "middle":
            x = min(max(x, _SIDE + half), WIDTH - _SIDE - half)
        elif anchor == "end":
            x = max(x, _SIDE + 2 * half)
        else:
            x = min(x, WIDTH - _SIDE - 2 * half)
        sheet.text(x, y, text, "ink", 11.5, anchor)


def _mark(
    sheet: Sheet, xs: Scale, axis: Axis, value: float, spread: tuple[float, float] | None,
    y: float, color: str, kind: str,
) -> None:  # fmt: skip
    sheet.line(_SIDE, y, WIDTH - _SIDE, y, "grid", 0.8)
    place, beyond = axis.held(value)
    if spread is not None:
        ends = sorted(xs(axis.held(v)[0]) for v in spread)
        sheet.whisker(ends[0], ends[1], y, color)
    if beyond:
        sheet.arrow(xs(place) - 6 * beyond, y, beyond > 0, color)
    elif kind == "model":
        sheet.dot(xs(place), y, color, 5.5)
    else:
        sheet.diamond(xs(place), y, color, 6.5)
