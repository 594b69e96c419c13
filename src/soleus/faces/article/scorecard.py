"""The scorecard as one picture: every claim's score among the five grades."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from soleus.faces.article.canvas import WIDTH, Sheet, wrapped
from soleus.faces.article.words import SYMBOLS, headline, number_of, score_text, slug
from soleus.faces.validation_svg import Scale
from soleus.study.verdicts import GRADES, Verdict

__all__ = ["scorecard"]

_SIDE, _TOP, _LINE = 14.0, 66.0, 15.5


def scorecard(verdicts: Sequence[Verdict]) -> str:
    """SVG: a row a claim, its title above, a dot at its score; hollow where nothing measured
    lies on its scales."""
    titles = [wrapped(f"{number_of(v.claim)}. {v.claim.title}", WIDTH - 150, 12) for v in verdicts]
    height = _TOP + sum(_LINE * len(t) + 24 for t in titles) + 26
    sheet = Sheet(height, headline(verdicts))
    xs = Scale(0.0, 1.0, _SIDE, WIDTH - _SIDE)
    sheet.text(_SIDE, 20, "Every claim's score", size=13.5, bold=True)
    sheet.text(_SIDE, 38, "← contradicted", "soft", 11.5)
    sheet.text(WIDTH - _SIDE, 38, "supported →", "soft", 11.5, "end")
    edges = [low for _, low in reversed(GRADES)] + [1.0]
    for (name, _), (low, high) in zip(reversed(GRADES), pairwise(edges), strict=True):
        sheet.box(xs(low), 44, xs(high) - xs(low), 16, slug(name))
        sheet.text(0.5 * (xs(low) + xs(high)), 56.5, SYMBOLS[name], "ink", 12, "middle")
        sheet.line(xs(low), 60, xs(low), height - 24, "grid", 0.8, "2 4")
    y = _TOP
    for v, words in zip(verdicts, titles, strict=True):
        sheet.text(WIDTH - _SIDE, y + 13, f"{SYMBOLS[v.grade]} {v.grade}", "ink", 12, "end", True)
        y = sheet.lines(_SIDE, y + 13, words)
        sheet.line(_SIDE, y - 3, WIDTH - _SIDE, y - 3, "grid", 1.2)
        sheet.dot(xs(v.score), y - 3, "ink", 5, hollow=not v.measured)
        left = v.score > 0.9
        sheet.text(xs(v.score) + (-9 if left else 9), y + 1, score_text(v.score), "ink", 11,
                   "end" if left else "start")  # fmt: skip
        y += 11
    sheet.dot(_SIDE + 5, height - 12, "ink", 5, hollow=True)
    sheet.text(_SIDE + 16, height - 8, "hollow: the model alone, nobody was measured", "soft", 11.5)
    return sheet.render()
