"""A gauge of ankle range: a foot on the ground, and how far the shank leans over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from soleus.faces.validation_svg import Canvas

if TYPE_CHECKING:
    from soleus.faces.function_numbers import FunctionNumbers, Reach

__all__ = ["draw_gauge"]

_SHANK = 190.0
_LARGEST = 60.0


def draw_gauge(canvas: Canvas, numbers: FunctionNumbers, left: float, top: float) -> None:
    """Both gauges, knee straight and bent, with their upper left corner at a place."""
    canvas.text(left, top - 12, "How far the ankle bends", size=16, bold=True)
    hand = numbers.straight.by_hand.moment
    canvas.text(
        left, top + 8, f"thick: full stretch, with body weight; thin: by hand, to {hand:.0f} N m",
        "soft", 12,
    )  # fmt: skip
    for i, (name, reach, color) in enumerate(
        (("knee straight", numbers.straight, "second"), ("knee bent", numbers.bent, "model"))
    ):
        _gauge(canvas, left + 52 + 276 * i, top + 262, name, reach, color)


def _place(x: float, y: float, degrees: float, radius: float) -> tuple[float, float]:
    """A point over the ankle at (x, y): 0 is upright, forward to the right."""
    angle = math.radians(degrees)
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


def _arc(x: float, y: float, first: float, last: float, radius: float) -> list[tuple[float, float]]:
    steps = max(2, round(abs(last - first)))
    return [_place(x, y, first + (last - first) * i / steps, radius) for i in range(steps + 1)]


def _gauge(canvas: Canvas, x: float, y: float, name: str, reach: Reach, color: str) -> None:
    s = reach.stretch
    ankle, hand = math.degrees(s.ankle_angle), math.degrees(reach.by_hand.angle)
    low, high = (min(math.degrees(v), _LARGEST) for v in reach.range_interval)
    soft = f"{color}_soft"
    ring = [*_arc(x, y, low, high, _SHANK + 16), *reversed(_arc(x, y, low, high, _SHANK + 4))]
    canvas.area(ring, soft)
    canvas.path(_arc(x, y, -10, _LARGEST, _SHANK + 2), "grid")
    for tick in range(0, int(_LARGEST) + 1, 10):
        (x1, y1), (x2, y2) = (_place(x, y, tick, _SHANK + r) for r in (2, 9))
        canvas.line(x1, y1, x2, y2, "soft")
        at = _place(x, y, tick, _SHANK + 26)
        canvas.text(at[0], at[1] + 4, f"{tick}", "soft", 10.5, "middle")
    canvas.line(x, y, *_place(x, y, 0, _SHANK), "grid", 1.2, "4 4")
    canvas.line(x, y, *_place(x, y, hand, _SHANK), color, 2.0)
    canvas.line(x, y, *_place(x, y, ankle, _SHANK), color, 9.0)
    _foot(canvas, x, y)
    canvas.text(x - 48, y + 62, f"{name}: {ankle:.0f}°", color, 14, bold=True)
    over = "" if reach.by_hand.reached else "over "
    canvas.text(
        x - 48, y + 80, f"by hand {over}{hand:.0f}°; the resting calf pulls with", "soft", 12
    )
    stops = "and ends it" if s.limited_by == "calf" else "the joint may end it"
    canvas.text(x - 48, y + 97, f"{s.moment:.0f} N m at full stretch, {stops}", "soft", 12)


def _foot(canvas: Canvas, x: float, y: float) -> None:
    sole = y + 30
    outline = [(x - 38, sole), (x - 36, y + 8), (x - 8, y - 8), (x + 14, y - 2), (x + 92, y + 20),
               (x + 104, sole)]  # fmt: skip
    canvas.area(outline, "grid")
    canvas.line(x - 48, sole + 3, x + 122, sole + 3, "soft", 1.5)
    canvas.dot(x, y, "ink", 6.0, hollow=True)
