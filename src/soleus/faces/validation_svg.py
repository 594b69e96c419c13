"""A small canvas for drawings of commands and of the scoreboard: plain SVG, readable on light and
dark pages; scales, and round numbers for their axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape

__all__ = ["COLORS", "Canvas", "Point", "Scale", "nice_ticks", "smooth"]

Point = tuple[float, float]

COLORS = {
    "paper": "#ffffff", "ink": "#1f2933", "soft": "#6b7682", "grid": "#d9dee3", "band": "#e4efe6",
    "within": "#1b7f4b", "off": "#c2410c", "input": "#8a94a0", "model": "#1d4e89",
    "model_soft": "#c9d8ea", "second": "#8c510a", "second_soft": "#ecdcc5",
}  # fmt: skip
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


class Scale:
    """Numbers of one axis as places on the canvas."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high
        self._start, self._span = start, (end - start) / (high - low)

    def __call__(self, value: float) -> float:
        return self._start + (float(value) - self.low) * self._span


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers from low to high."""
    raw = max(high - low, 1e-12) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def smooth(points: Sequence[Point], closed: bool) -> str:
    """Path data of a smooth curve through points (Catmull-Rom as cubic pieces)."""
    n = len(points)

    def at(i: int) -> Point:
        return points[i % n] if closed else points[min(max(i, 0), n - 1)]

    text = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(n if closed else n - 1):
        a, b, c, d = at(i - 1), at(i), at(i + 1), at(i + 2)
        first = b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6
        second = c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6
        text += (
            f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {c[0]:.1f} {c[1]:.1f}"
        )
    return text + ("Z" if closed else "")


class Canvas:
    """Collects shapes; `render` gives the finished SVG."""

    palette: Mapping[str, str] = COLORS

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self._title = title
        self._shapes: list[str] = []

    def _paint(self, fill: str = "", stroke: str = "") -> str:
        """Attributes that color a shape."""
        parts = (("fill", fill), ("stroke", stroke))
        return " ".join(f'{name}="{self.palette[color]}"' for name, color in parts if color)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str, width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        style = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'{self._paint(stroke=color)} stroke-width="{width:g}" stroke-linecap="round"{style}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self._shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f"{self._paint(color)}/>"
        )

    def dot(
        self, x: float, y: float, color: str, radius: float = 4.0, hollow: bool = False
    ) -> None:
        fill = "paper" if hollow else color
        self._shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" '
            f'{self._paint(fill, color)} stroke-width="1.6"/>'
        )

    def diamond(self, x: float, y: float, color: str, size: float = 5.0) -> None:
        corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        self._shapes.append(f'<polygon points="{points}" {self._paint(color)}/>')

    def arrow(self, x: float, y: float, right: bool, color: str) -> None:
        """A triangle that points beyond the end of an axis."""
        tip, back = (x + 6, x - 4) if right else (x - 6, x + 4)
        self._shapes.append(
            f'<polygon points="{tip:.1f},{y:.1f} {back:.1f},{y - 5:.1f} {back:.1f},{y + 5:.1f}" '
            f"{self._paint(color)}/>"
        )

    def pull(
        self, start: Point, end: Point, color: str, width: float = 3.0, head: float = 10.0
    ) -> None:
        """An arrow of a force, `head` long at its tip (0: a line); a shorter one is all head."""
        x, y = end[0] - start[0], end[1] - start[1]
        length = math.hypot(x, y)
        if length == 0.0:
            return
        x, y, tip = x / length, y / length, min(head, 0.8 * length)
        neck = (end[0] - tip * x, end[1] - tip * y)
        self.line(*start, *neck, color, width)
        if tip:
            half = max(0.5 * tip + 0.2 * width, 0.6 * width)
            corners = (end, (neck[0] - half * y, neck[1] + half * x),
                       (neck[0] + half * y, neck[1] - half * x))  # fmt: skip
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
            self._shapes.append(f'<polygon points="{points}" {self._paint(color)}/>')

    def outline(
        self, points: Sequence[Point], fill: str = "", stroke: str = "", width: float = 1.5,
        dash: str = "", opacity: float = 1.0, closed: bool = True,
    ) -> None:  # fmt: skip
        """A smooth line through points, around a shape that may be filled."""
        style = f' stroke-dasharray="{dash}"' if dash else ""
        style += f' fill-opacity="{opacity:g}"' if opacity < 1.0 else ""
        style += "" if fill else ' fill="none"'
        self._shapes.append(
            f'<path d="{smooth(points, closed)}" {self._paint(fill, stroke)} '
            f'stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"{style}/>'
        )

    @contextmanager
    def moved(self, x: float, y: float) -> Iterator[None]:
        """What is drawn inside has its origin at a place."""
        self._shapes.append(f'<g transform="translate({x:g} {y:g})">')
        yield
        self._shapes.append("</g>")

    def path(self, points: Iterable[Point], color: str, dash: str = "") -> None:
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        style = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<polyline points="{text}" fill="none" {self._paint(stroke=color)} stroke-width="2"'
            f' stroke-linejoin="round"{style}/>'
        )

    def area(self, points: Iterable[Point], color: str) -> None:
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._shapes.append(f'<polygon points="{text}" {self._paint(color)} fill-opacity="0.7"/>')

    def text(
        self, x: float, y: float, words: str, color: str = "ink", size: float = 11.0,
        anchor: str = "start", bold: bool = False,
    ) -> None:  # fmt: skip
        weight = ' font-weight="600"' if bold else ""
        self._shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
            f" {self._paint(color)}{weight}>{escape(words)}</text>"
        )

    def render(self) -> str:
        """The SVG as text."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' width="{self.width:g}" height="{self.height:g}" font-family="{_FONT}" role="img">'
            f"<title>{escape(self._title)}</title>"
            f'<rect width="100%" height="100%" {self._paint("paper")}/>'
            + "\n".join(self._shapes)
            + "</svg>\n"
        )
