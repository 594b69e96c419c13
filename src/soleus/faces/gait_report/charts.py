"""Line charts that fit any width: the plot stretches, its texts do not.

Curves are SVG in shares of the plot (0 to 1000, y down); numbers and names are HTML placed in
percent, so type stays readable on a phone. The script moves a cursor over all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from soleus.faces.report.markup import esc
from soleus.faces.validation_svg import nice_ticks

__all__ = ["Band", "Chart", "Curve", "nice_ticks"]

Array = NDArray[np.float64]
_SIZE = 1000.0


@dataclass(frozen=True)
class Curve:
    """One line: `kind` is its CSS class (color, dash, width). `label` stands at x `at`, level
    with the curve's extreme, or at the right end (None). `low` and `high` draw a band."""

    y: Array
    kind: str
    label: str = ""
    at: float | None = None
    low: Array | None = None
    high: Array | None = None


@dataclass(frozen=True)
class Band:
    """A shaded stretch of x."""

    start: float
    end: float


@dataclass(frozen=True)
class Chart:
    """Curves over `x`; `y_range` None fits them, `zero` keeps 0 in sight, `kind` adds CSS
    classes, `label_gap` is the least distance of labels in % of the plot's height."""

    title: str
    unit: str
    x: Array
    curves: Sequence[Curve]
    bands: Sequence[Band] = ()
    x_ticks: Sequence[tuple[float, str]] = ()
    x_title: str = ""
    y_range: tuple[float, float] | None = None
    zero: bool = True
    kind: str = ""
    ticks: int = 4
    label_gap: float = 9.0

    @cached_property
    def range(self) -> tuple[float, float]:
        """Lowest and highest y of the plot."""
        if self.y_range:
            return self.y_range
        values = np.concatenate(
            [v for c in self.curves for v in (c.y, c.low, c.high) if v is not None]
        )
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        if self.zero:
            low, high = min(low, 0.0), max(high, 0.0)
        high = max(high, low + 1e-6)
        pad = 0.06 * (high - low)
        return (low if self.zero and low == 0.0 else low - pad), high + pad

    def across(self, x: float) -> float:
        """Place of x, 0 to 1."""
        start, end = float(self.x[0]), float(self.x[-1])
        return (x - start) / (end - start)

    def down(self, y: float) -> float:
        """Place of y, 0 (top) to 1."""
        low, high = self.range
        return 1.0 - (y - low) / (high - low)

    def html(self) -> str:
        """The chart as a figure."""
        title = f"<b>{esc(self.title)}</b> <span>{esc(self.unit)}</span>"
        foot = f'<span class="xtitle">{esc(self.x_title)}</span>' if self.x_title else ""
        grid, texts = self._axes()
        shades = self._bands()
        lines = "".join(self._line(c) for c in self.curves)
        pointers, labels = self._labels()
        return (
            f'<figure class="chart {self.kind}" data-chart><figcaption>{title}</figcaption>'
            f'<div class="plot"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" '
            f'aria-hidden="true">{shades}{grid}{lines}{pointers}</svg>{texts}{labels}'
            f'<i class="now-line" data-cursor hidden></i></div>{foot}</figure>'
        )

    def _axes(self) -> tuple[str, str]:
        grid, texts = "", ""
        for tick in nice_ticks(*self.range, self.ticks):
            y = self.down(tick)
            kind = "zero" if abs(tick) < 1e-9 else "grid"
            grid += f'<path class="{kind}" d="M0 {_SIZE * y:.1f}H1000"/>'
            text = f"{tick:.6g}".replace("-", "\u2212")
            texts += f'<span class="yt" style="top:{100 * y:.1f}%">{text}</span>'
        for x, text in self.x_ticks:
            left = 100 * self.across(x)
            grid += f'<path class="grid" d="M{10 * left:.1f} 0V1000"/>'
            texts += f'<span class="xt" style="left:{left:.1f}%">{esc(text)}</span>'
        return grid, texts

    def _bands(self) -> str:
        shades = ""
        for band in self.bands:
            a, b = (min(max(self.across(v), 0.0), 1.0) for v in (band.start, band.end))
            shades += (
                f'<rect class="shade" x="{_SIZE * a:.1f}" y="0" width="{_SIZE * (b - a):.1f}" '
                'height="1000"/>'
            )
        return shades

    def _path(self, y: Array) -> str:
        points = [
            f"{_SIZE * self.across(float(a)):.0f} {_SIZE * self.down(float(b)):.1f}"
            for a, b in zip(self.x, y, strict=True)
            if math.isfinite(b)
        ]
        return " ".join(points)

    def _line(self, c: Curve) -> str:
        area = ""
        if c.low is not None and c.high is not None:
            back = " ".join(reversed(self._path(c.low).split(" "))).split(" ")
            pairs = " ".join(f"{x} {y}" for y, x in zip(back[::2], back[1::2], strict=True))
            area = f'<path class="spread {c.kind}" d="M{self._path(c.high)} {pairs}z"/>'
        return f'{area}<path class="line {c.kind}" d="M{self._path(c.y)}"/>'

    def _labels(self) -> tuple[str, str]:
        """Names beside the curves, moved apart, with a thin pointer from the extreme."""
        named = [c for c in self.curves if c.label]
        peaks = [
            int(np.nanargmax(np.abs(c.y))) if c.at is not None else len(c.y) - 1 for c in named
        ]
        heights = [100 * self.down(float(c.y[i])) for c, i in zip(named, peaks, strict=True)]
        pointers, labels = "", ""
        for c, i, was, top in zip(
            named, peaks, heights, _spread(heights, self.label_gap), strict=True
        ):
            left = 100.0 if c.at is None else 100 * self.across(c.at)
            if c.at is not None:
                x = _SIZE * self.across(float(self.x[i]))
                line = f"M{x:.0f} {10 * was:.1f}L{10 * left:.0f} {10 * top:.1f}"
                pointers += f'<path class="pointer" d="{line}"/>'
            labels += (
                f'<span class="cl {c.kind}" style="left:{left:.1f}%;top:{top:.1f}%">'
                f"{esc(c.label)}</span>"
            )
        return pointers, labels


def _spread(places: list[float], gap: float) -> list[float]:
    """Heights of labels, 0 (top) to 100, moved apart to at least `gap`."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    result = [min(max(p, 3.0), 97.0) for p in places]
    for a, b in pairwise(order):
        result[b] = max(result[b], result[a] + gap)
    limit = 97.0
    for i in reversed(order):
        result[i] = min(result[i], limit)
        limit = result[i] - gap
    return result
