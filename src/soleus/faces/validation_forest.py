"""The forest plot of the scoreboard: how far each check is off, in its own tolerances."""

from __future__ import annotations

import math
from collections.abc import Sequence

from soleus.faces.validation_svg import Canvas, Scale
from soleus.faces.validation_words import label
from soleus.study.check_results import Result
from soleus.study.check_rows import load_topics

__all__ = ["forest"]

_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD = 1080, 620, 30, 18, 42
_REACH = 6.0
_LETTERS = 92


def forest(results: Sequence[Result]) -> str:
    """SVG with one line a check that has a number (orders have none): a dot where the model is
    within, a diamond where it is not, its 90 % interval, and the band of one tolerance."""
    groups = []
    for topic in load_topics():
        rows = [r for r in results if r.check.topic == topic.name and r.deviation is not None]
        if rows:
            groups.append((topic.title, rows))
    count = sum(len(rows) for _, rows in groups)
    height = 92 + count * _ROW + len(groups) * _HEAD
    canvas = Canvas(_WIDTH, height, "Model less measurement, in tolerances, of every check")
    scale = Scale(-_REACH, _REACH, _LEFT, _WIDTH - _RIGHT)
    _frame(canvas, scale, height)
    y = 74.0
    for title, rows in groups:
        y += _HEAD
        canvas.text(14, y - 16, title, size=13, bold=True)
        inside = f"{sum(r.within for r in rows)} of {len(rows)} within"
        canvas.text(_LEFT - 12, y - 16, inside, "soft", anchor="end")
        for row in rows:
            _line(canvas, scale, row, y)
            y += _ROW
    return canvas.render()


def _frame(canvas: Canvas, scale: Scale, height: float) -> None:
    top, bottom = 62.0, height - 14
    canvas.box(scale(-1), top, scale(1) - scale(-1), bottom - top, "band")
    for tick in range(-int(_REACH), int(_REACH) + 1):
        canvas.line(scale(tick), top, scale(tick), bottom, "soft" if tick == 0 else "grid")
        if tick % 2 == 0 or abs(tick) == 1:
            canvas.text(
                scale(tick), top - 8, f"{tick:+d}" if tick else "0", "soft", anchor="middle"
            )
    canvas.text(
        (scale.low + 0, scale(0))[1],
        22,
        "(model − measured) / tolerance",
        anchor="middle",
        bold=True,
    )
    canvas.text(scale(-1), 40, "model is lower", "soft", anchor="end")
    canvas.text(scale(1), 40, "model is higher", "soft")
    _legend(canvas)


def _legend(canvas: Canvas) -> None:
    canvas.dot(20, 20, "within")
    canvas.text(30, 24, "within")
    canvas.diamond(90, 20, "off")
    canvas.text(100, 24, "not within")
    canvas.dot(190, 20, "input", hollow=True)
    canvas.text(200, 24, "input of the model, or chosen in sight of it")
    canvas.line(456, 20, 480, 20, "soft", 2)
    canvas.text(488, 24, "90 % interval")
    canvas.arrow(586, 20, True, "off")
    canvas.text(598, 24, "further off")


def _line(canvas: Canvas, scale: Scale, row: Result, y: float) -> None:
    off = row.deviation or 0.0
    color = "input" if not row.check.independent else "within" if row.within else "off"
    words = label(row.check)
    if len(words) > _LETTERS:
        words = words[: _LETTERS - 1].rstrip(" ,") + "…"
    canvas.text(_LEFT - 12, y + 4, words, "ink", 10.5, anchor="end")
    canvas.line(scale(-_REACH), y + _ROW / 2, scale(_REACH), y + _ROW / 2, "grid", 0.5)
    _interval(canvas, scale, row, y, color)
    if abs(off) > _REACH:
        edge = math.copysign(_REACH, off)
        canvas.arrow(scale(edge), y, off > 0, color)
        shift, anchor = (-10, "end") if off > 0 else (10, "start")
        canvas.text(scale(edge) + shift, y + 4, f"{off:+.1f}", color, 10.5, anchor, bold=True)
    elif color == "off":
        canvas.diamond(scale(off), y, color)
    else:
        canvas.dot(scale(off), y, color, hollow=color == "input")


def _interval(canvas: Canvas, scale: Scale, row: Result, y: float, color: str) -> None:
    """The 90 % interval of a single number; curves have one a point and show none here."""
    if len(row.model) != 1 or row.intervals[0] is None:
        return
    target, tolerance = row.check.target[0], row.check.tolerance[0]
    low, high = (min(max((v - target) / tolerance, -_REACH), _REACH) for v in row.intervals[0])
    canvas.line(scale(low), y, scale(high), y, color, 2)
