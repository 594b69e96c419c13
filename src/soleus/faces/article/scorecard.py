"""The scorecard as one picture: every claim's score among the five grades."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from soleus.faces.article.canvas import WIDTH, Sheet, wrapped
from soleus.faces.article.words import (
    SYMBOLS,
    headline,
    measured_scales,
    number_of,
    score_of,
    slug,
)
from soleus.faces.validation_svg import Scale
from soleus.study.verdicts import GRADES, Verdict

__all__ = ["scorecard"]

_SIDE, _TOP, _LINE = 14.0, 66.0, 15.5


def scorecard(verdicts: Sequence[Verdict]) -> str:
    """SVG: a row a claim, its title above, a dot at its score: hollow where nobody was measured on
    its scales, with a dot where people were on less than half of their weight."""
    titles = [wrapped(f"{number_of(v.claim)}. {v.claim.title}", WIDTH - 150, 12) for v in verdicts]
    height = _TOP + sum(_LINE * len(t) + 24 for t in titles) + 44
    sheet = Sheet(height, headline(verdicts))
    xs = Scale(0.0, 1.0, _SIDE, WIDTH - _SIDE)
    sheet.text(_SIDE, 20, "Every claim's score", size=13.5, bold=True)
    sheet.text(_SIDE, 38, "← contradicted", "soft", 11.5)
    sheet.text(WIDTH - _SIDE, 38, "supported →", "soft", 11.5, "end")
    edges = [low for _, low in reversed(GRADES)] + [1.0]
    for (name, _), (low, high) in zip(reversed(GRADES), pairwise(edges), strict=True):
        sheet.box(xs(low), 44, xs(high) - xs(low), 16, slug(name))
        sheet.text(0.5 * (xs(low) + xs(high)), 56.5, SYMBOLS[name], "ink", 12, "middle")
        sheet.line(xs(low), 60, xs(low), height - 42, "grid", 0.8, "2 4")
    y = _TOP
    for v, words in zip(verdicts, titles, strict=True):
        sheet.text(WIDTH - _SIDE, y + 13, f"{SYMBOLS[v.grade]} {v.grade}", "ink", 12, "end", True)
        y = sheet.lines(_SIDE, y + 13, words)
        sheet.line(_SIDE, y - 3, WIDTH - _SIDE, y - 3, "grid", 1.2)
        if v.answers:
            _mark(sheet, xs(v.score), y - 3, v.measured, measured_scales(v)[0])
            left = v.score > 0.9
            sheet.text(xs(v.score) + (-9 if left else 9), y + 1, score_of(v), "ink", 11,
                       "end" if left else "start")  # fmt: skip
        else:
            sheet.text(xs(0.5), y - 6, "nothing could be tried for this body", "soft", 11, "middle")
        y += 11
    for line, some, meaning in (
        (24, 0, "hollow: the model alone, nobody was measured"),
        (8, 1, "with a dot: people measured on less than half of the weight"),
    ):
        _mark(sheet, _SIDE + 5, height - line - 4, False, some)
        sheet.text(_SIDE + 16, height - line, meaning, "soft", 11.5)
    return sheet.render()


def _mark(sheet: Sheet, x: float, y: float, measured: bool, some: int) -> None:
    sheet.dot(x, y, "ink", 5, hollow=not measured)
    if some and not measured:
        sheet.dot(x, y, "ink", 1.6)
