"""The picture of `soleus function`: strength over ankle angle at four bends of the knee, what the
bend leaves of the gastrocnemius, and how far the ankle goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.function import StrengthMap, plantar_flexion_strength
from soleus.faces.function_numbers import KNEES_DEG
from soleus.faces.range_gauge import draw_gauge
from soleus.faces.validation_svg import Canvas, Scale

if TYPE_CHECKING:
    from soleus.faces.function_numbers import FunctionNumbers

__all__ = ["draw_function"]

Array = NDArray[np.float64]
_WIDTH, _HEIGHT = 1120, 840
_LEFT, _PANEL, _GAP = 66, 236, 22
_TOP, _BOTTOM = 128, 372
_ANKLES = np.arange(-40.0, 41.0, 2.0)


def draw_function(numbers: FunctionNumbers) -> str:
    """The SVG as text."""
    canvas = Canvas(_WIDTH, _HEIGHT, "What a calf can do over ankle and knee angle")
    person = numbers.leg.person.describe()
    canvas.text(24, 36, "What this calf can do", size=20, bold=True)
    tendon = "" if numbers.strength.tendon == "compliant" else "; tendons taken as rigid"
    canvas.text(24, 58, f"{person}; one leg, every fiber working, joints still{tendon}", "soft", 13)
    _legend(canvas)
    found = plantar_flexion_strength(
        numbers.leg, np.radians(_ANKLES), np.radians(KNEES_DEG), numbers.strength.tendon
    )
    top = float(np.ceil(1.22 * found.total.max() / 50) * 50)
    for k in range(len(KNEES_DEG)):
        _panel(canvas, numbers, found, k, top)
    _what_is_left(canvas, numbers)
    draw_gauge(canvas, numbers, 560, 478)
    return canvas.render()


def _legend(canvas: Canvas) -> None:
    x = 24.0
    for words, color, dash in (("all plantar flexors", "ink", ""), ("soleus", "model", ""),
                               ("gastrocnemius, both heads", "second", "")):  # fmt: skip
        canvas.path([(x, 82), (x + 26, 82)], color, dash)
        canvas.text(x + 32, 86, words, color, 12.5, bold=True)
        x += 62 + 7.0 * len(words)
    canvas.text(x, 86, "dotted: the silent calf", "soft", 12.5)


def _panel(
    canvas: Canvas, numbers: FunctionNumbers, found: StrengthMap, k: int, top: float
) -> None:
    left = _LEFT + k * (_PANEL + _GAP)
    x, y = Scale(-40, 40, left, left + _PANEL), Scale(0, top, _BOTTOM, _TOP)
    for value in np.arange(0, top + 1, 50 if top <= 400 else 100):
        canvas.line(left, y(value), left + _PANEL, y(value), "grid")
        if k == 0:
            canvas.text(left - 8, y(value) + 4, f"{value:.0f}", "soft", 11, "end")
    for value in (-30, -15, 0, 15, 30):
        canvas.text(x(value), _BOTTOM + 18, f"{value:+d}" if value else "0", "soft", 11, "middle")
    if k == 0:
        canvas.text(left - 42, _TOP - 14, "plantar-flexion moment, N m", "soft", 11)
        canvas.text(left, _BOTTOM + 38, "ankle, degrees: toes pointed - to pulled up +", "soft", 11)
    canvas.line(x(0), _TOP, x(0), _BOTTOM, "grid", 1.5)
    _area(canvas, x, y, found.soleus[k], "model_soft")
    _area(canvas, x, y, found.gastrocnemius[k], "second_soft")
    silent = sum(found.passive[p][k] for p in found.passive)
    for values, color, dash in ((silent, "soft", "2 4"), (found.total[k], "ink", ""),
                                (found.soleus[k], "model", ""),
                                (found.gastrocnemius[k], "second", "")):  # fmt: skip
        shown = np.maximum(values, 0.0)
        canvas.path([(x(a), y(v)) for a, v in zip(_ANKLES, shown, strict=True)], color, dash)
    _headline(canvas, numbers, k, left)


def _headline(canvas: Canvas, numbers: FunctionNumbers, k: int, left: float) -> None:
    """Knee angle, and what it means with the ankle at a right angle."""
    s, i = numbers.strength, numbers.insufficiency
    knee = KNEES_DEG[k]
    canvas.text(left + 8, _TOP + 12, "knee straight" if knee == 0 else f"knee bent {knee:.0f}°",
                size=14, bold=True)  # fmt: skip
    neutral = int(np.argmin(np.abs(s.ankle_angles)))
    share = 100 * s.soleus[k, neutral] / s.total[k, neutral]
    canvas.text(left + 8, _TOP + 30, f"soleus {share:.0f} % of all at 0°", "model", 12)
    if np.radians(knee) >= i.insufficient_knee:
        canvas.text(left + 8, _TOP + 47, "gastrocnemius too short to pull at 0°", "second", 12)


def _area(canvas: Canvas, x: Scale, y: Scale, values: Array, color: str) -> None:
    outline = [(x(a), y(max(v, 0.0))) for a, v in zip(_ANKLES, values, strict=True)]
    canvas.area([(x(_ANKLES[0]), y(0)), *outline, (x(_ANKLES[-1]), y(0))], color)


def _what_is_left(canvas: Canvas, numbers: FunctionNumbers) -> None:
    """Share of the gastrocnemius' active moment over knee bend, with the two marks."""
    i, other = numbers.insufficiency, numbers.other_tendon
    left, right, top, bottom = _LEFT, 500, 528, 772
    x, y = Scale(0, 130, left, right), Scale(0, 100, bottom, top)
    canvas.text(24, 466, "What bending the knee leaves of the gastrocnemius", size=16, bold=True)
    canvas.text(24, 486, "active moment, % of its own largest; ankle at a right angle", "soft", 12)
    for value in (0, 25, 50, 75, 100):
        canvas.line(left, y(value), right, y(value), "grid")
        canvas.text(left - 8, y(value) + 4, f"{value}", "soft", 11, "end")
    for value in range(0, 121, 30):
        canvas.text(x(value), bottom + 18, f"{value}", "soft", 11, "middle")
    canvas.text(left, bottom + 38, "knee bend, degrees; band: 90 % of possible legs", "soft", 11)
    knees = np.degrees(i.knee_angles)
    low, high = 100 * numbers.left
    band = [(x(a), y(v)) for a, v in zip(knees, high, strict=True)]
    band += [(x(a), y(v)) for a, v in reversed(list(zip(knees, low, strict=True)))]
    canvas.area(band, "second_soft")
    for found, color, dash in ((other, "soft", "5 4"), (i, "second", "")):
        shares = 100 * found.share
        canvas.path([(x(a), y(v)) for a, v in zip(knees, shares, strict=True)], color, dash)
    canvas.text(right, top - 10, f"dashed: with {other.tendon} tendons", "soft", 11.5, "end")
    marks = (
        (i.half_knee, i.half_share, numbers.half_interval, "half left"),
        (i.insufficient_knee, i.insufficient_share, numbers.insufficient_interval,
         f"actively insufficient, under {100 * i.insufficient_share:.0f} %"),
    )  # fmt: skip
    for place, (knee, share, ends, words) in enumerate(marks):
        line = top + 26 + 42 * place
        canvas.dot(282, line - 4, "second", 4.5, hollow=place == 0)
        canvas.text(294, line, words, "second", 12.5, bold=True)
        if np.isnan(knee):
            canvas.text(294, line + 16, "at no bend up to 130°", "soft", 12)
            continue
        degrees = float(np.degrees(knee))
        low, high = np.degrees(ends)
        canvas.text(294, line + 16, f"from {degrees:.0f}° ({low:.0f} to {high:.0f})", "soft", 12)
        canvas.line(x(degrees), y(100 * share), x(degrees), y(0), "second", 1.2, "3 3")
        canvas.dot(x(degrees), y(100 * share), "second", 4.5, hollow=place == 0)
