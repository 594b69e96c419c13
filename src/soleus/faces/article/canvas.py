"""The canvas of the trial's pictures: narrow enough to be read on a phone, and in colors that a
page may replace by its own (classes f-... and k-...), for dark screens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from soleus.faces.validation_svg import COLORS, Canvas

__all__ = ["HUES", "WIDTH", "Sheet", "apart", "wrapped"]

#: Width of every picture, in its own units.
WIDTH = 400.0
#: Colors in a file of its own; in the page the style sheet's variables take over. The five of
#: the grades go from rust to teal, which stay apart without color vision; symbols go with them.
HUES = {
    **COLORS, "soleus": "#b5401a", "medialis": "#1f62a8", "lateralis": "#0c7a68",
    "achilles": "#1d1f23", "other": "#8a8f98", "soleus_soft": "#f0d3c6", "medialis_soft": "#cddff1",
    "other_soft": "#dcdfe3", "window": "#f3e6c8", "people": "#1d1f23", "computed": "#b5401a",
    "contradicted": "#e2997c", "mostly-contradicted": "#f0cdbd", "undecided": "#e6e6e3",
    "mostly-supported": "#bfe0da", "supported": "#86c4ba",
}  # fmt: skip
_LETTER, _BOLD = 0.53, 0.6  # width of a letter over its size, in the mean


class Sheet(Canvas):
    """A canvas of the usual width; its shapes carry the names of their colors as classes."""

    palette = HUES

    def __init__(self, height: float, title: str) -> None:
        super().__init__(WIDTH, height, title)

    def _paint(self, fill: str = "", stroke: str = "") -> str:
        names = [f"f-{fill}"] * bool(fill) + [f"k-{stroke}"] * bool(stroke)
        return f'class="{" ".join(names)}" {super()._paint(fill, stroke)}'

    def lines(
        self, x: float, y: float, texts: Sequence[str], color: str = "ink", size: float = 12.0,
        anchor: str = "start", bold: bool = False,
    ) -> float:  # fmt: skip
        """Texts below each other; gives the place of the next one."""
        for text in texts:
            self.text(x, y, text, color, size, anchor, bold)
            y += size + 3.5
        return y

    def whisker(self, low: float, high: float, y: float, color: str, cap: float = 4.0) -> None:
        """A horizontal range with caps."""
        self.line(low, y, high, y, color, 2.2)
        for x in (low, high):
            self.line(x, y - cap, x, y + cap, color, 1.6)

    def hatch(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Slanted strokes over a box: a second sign beside its color."""
        step, start = 7.0, x - height
        while start < x + width:
            a, b = max(start, x), min(start + height, x + width)
            if b > a:
                self.line(a, y + height - (a - start), b, y + height - (b - start), color, 1.3)
            start += step


def wrapped(text: str, width: float, size: float = 12.0, bold: bool = False) -> list[str]:
    """A text in lines that fit a width."""
    room = max(int(width / (size * (_BOLD if bold else _LETTER))), 8)
    lines: list[str] = []
    for word in filter(
        None, text.replace(" %", "\u00a0%").split(" ")
    ):  # not where it must not break
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
            continue
        while len(word) > room:
            lines.append(f"{word[: room - 1]}-")
            word = word[room - 1 :]
        lines.append(word)
    return lines


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved to at least `gap` from each other, as little as needed, inside low to high
    where there is room."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    result = [min(max(p, low), high) if math.isfinite(p) else high for p in places]
    for a, b in pairwise(order):
        result[b] = max(result[b], result[a] + gap)
    limit = high
    for i in reversed(order):
        result[i] = min(result[i], limit)
        limit = result[i] - gap
    return result
