"""The picture of a stance: the body with its sway enlarged, what sways, who works, fibers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soleus.faces.stand_console import Standing
from soleus.faces.stand_words import NAMES, as_usual, lean_words, people
from soleus.faces.validation_svg import Canvas, Scale
from soleus.solve.standing_result import StandingResult

__all__ = ["draw_standing"]

Array = NDArray[np.float64]
_WIDTH, _HEIGHT = 1200, 800
#: Seconds shown, and how much the sway of the drawn body is enlarged.
_SHOWN, _ENLARGED = 20.0, 12.0
_LEFT, _RIGHT = 430.0, 1030.0
_BODY_FOOT, _BODY_TOP = 660.0, 150.0


def draw_standing(s: Standing) -> str:
    """The picture as SVG text."""
    r = s.result
    canvas = Canvas(_WIDTH, _HEIGHT, "Quiet standing, simulated")
    canvas.text(30, 42, "Quiet standing", size=24, bold=True)
    canvas.text(
        30, 66, f"{r.leg.person.describe()}; {lean_words(r)}; {r.control} control", "soft", 13
    )
    _draw_body(canvas, r)
    keep = r.time <= _SHOWN
    time = Scale(0, float(min(_SHOWN, r.time[-1])), _LEFT, _RIGHT)
    _draw_sway(canvas, r, keep, time, 110, 300)
    bottom = _draw_muscles(canvas, r, keep, time, 346)
    _draw_fibers(canvas, r, keep, time, bottom + 46, 735)
    _time_axis(canvas, time, 735)
    return canvas.render()


def _draw_body(canvas: Canvas, r: StandingResult) -> None:
    """A standing body from the side: in its mean place and, pale, at the ends of its sway."""
    body = r.stance.body
    mean, sd = float(r.center_of_mass.mean()), float(r.center_of_mass.std())
    size = (_BODY_FOOT - _BODY_TOP) / (1.85 * body.height)
    x0, y0 = 175.0, _BODY_FOOT - size * body.ankle_height
    canvas.text(30, 104, "The body, from the side", size=14, bold=True)
    ends = (mean - 2 * _ENLARGED * sd, mean + 2 * _ENLARGED * sd)
    for ahead, color in ((ends[0], "model_soft"), (ends[1], "model_soft"), (mean, "model")):
        angle = math.asin(max(min(ahead / body.height, 0.9), -0.9))
        _figure(canvas, x0, y0, angle, size * body.height, color)
    _foot(canvas, x0, size, r)
    low, high = (x0 + size * e for e in ends)
    y = y0 - size * body.height
    canvas.line(low, y - 8, low, y + 8, "off", 2)
    canvas.line(high, y - 8, high, y + 8, "off", 2)
    canvas.line(low, y, high, y, "off", 2)
    canvas.dot(x0 + size * mean, y, "off", 6)
    beside = max(high, x0 + size * (mean + 0.14)) + 22
    canvas.line(high + 4, y, beside - 6, y, "off")
    canvas.text(beside, y - 4, "body's center", "off", 12, bold=True)
    canvas.text(beside, y + 12, f"sways {4000 * sd:.0f} mm", "off", 12)
    canvas.text(beside, y + 28, f"drawn {_ENLARGED:.0f} times", "soft", 11)
    canvas.text(beside, y + 42, "larger", "soft", 11)


def _figure(canvas: Canvas, x: float, y: float, angle: float, height: float, color: str) -> None:
    """Legs, trunk and head as one stiff body above the ankle."""

    def place(share: float, side: float = 0.0) -> tuple[float, float]:
        along, across = share * height, side * height
        return (
            x + along * math.sin(angle) + across * math.cos(angle),
            y - along * math.cos(angle) + across * math.sin(angle),
        )

    outline = [
        (0.04, -0.035), (0.25, -0.07), (0.44, -0.055), (0.62, -0.09), (0.92, -0.1), (1.1, -0.075),
        (1.42, -0.1), (1.55, -0.045), (1.55, 0.045), (1.4, 0.1), (1.1, 0.095), (0.9, 0.08),
        (0.62, 0.085), (0.46, 0.06), (0.25, 0.035), (0.04, 0.03),
    ]  # fmt: skip
    canvas.area([place(*o) for o in outline], color)
    head = [
        (1.68 + 0.13 * math.cos(t), 0.015 + 0.085 * math.sin(t))
        for t in np.linspace(0, 2 * math.pi, 30)
    ]
    canvas.area([place(*o) for o in head], color)
    if color == "model":  # the calf and its tendon
        calf = [
            (0.43, -0.05),
            (0.34, -0.075),
            (0.25, -0.07),
            (0.15, -0.05),
            (0.25, -0.035),
            (0.34, -0.03),
        ]
        canvas.area([place(*o) for o in calf], "off")
        canvas.path([place(0.15, -0.05), (x - 0.05 * height, y + 0.05 * height)], "off")


def _foot(canvas: Canvas, x: float, size: float, r: StandingResult) -> None:
    body = r.stance.body
    ground = _BODY_FOOT
    heel, toe = x + size * body.heel, x + size * body.toe
    canvas.area(
        [(heel, ground), (heel + 2, ground - 16), (x - 8, ground - 30), (x + 12, ground - 30),
         (toe - 14, ground - 9), (toe, ground)],
        "model",
    )  # fmt: skip
    canvas.line(30, ground + 1, 340, ground + 1, "soft", 1.5)
    mean = x + size * float(r.center_of_pressure.mean())
    sd = size * _ENLARGED * 2 * float(r.center_of_pressure.std())
    canvas.line(mean - sd, ground + 12, mean + sd, ground + 12, "second", 4)
    canvas.diamond(mean, ground + 12, "second", 6)
    whose = "people" if as_usual(r) else "people, no further lean,"
    canvas.text(mean, ground + 34, "pressure under the feet", "second", 12, "middle", bold=True)
    canvas.text(
        mean, ground + 50, f"{r.sway_rms_mm:.1f} mm SD ({whose} {people()['sway']})", "second", 12,
        "middle",
    )  # fmt: skip
    ahead = 1000 * float(r.center_of_mass.mean())
    canvas.text(
        mean, ground + 68,
        f"on average {abs(ahead):.0f} mm {'ahead of' if ahead >= 0 else 'behind'} the ankles",
        "soft", 11, "middle",
    )  # fmt: skip


def _axis(canvas: Canvas, y: Scale, ticks: Sequence[float], digits: int = 0) -> None:
    for tick in ticks:
        canvas.line(_LEFT, y(tick), _RIGHT, y(tick), "grid")
        canvas.text(_LEFT - 8, y(tick) + 4, f"{tick:.{digits}f}", "soft", 11, "end")


def _ticks(low: float, high: float, count: int = 4) -> list[float]:
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(m for m in (1, 2, 5, 10) if raw <= m * power)
    return [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _points(time: Scale, y: Scale, t: Array, values: Array) -> list[tuple[float, float]]:
    return [(time(a), y(b)) for a, b in zip(t[::4], values[::4], strict=True)]


def _draw_sway(
    canvas: Canvas, r: StandingResult, keep: NDArray[np.bool_], time: Scale, top: float, foot: float
) -> None:
    t = r.time[keep]
    mass, pressure = 1000 * r.center_of_mass[keep], 1000 * r.center_of_pressure[keep]
    low, high = float(min(mass.min(), pressure.min())), float(max(mass.max(), pressure.max()))
    room = 0.1 * (high - low) + 1
    y = Scale(low - room, high + room, foot, top)
    canvas.text(
        _LEFT, top - 14, "Where the weight is, millimeters ahead of the ankles", size=14, bold=True
    )
    _axis(canvas, y, _ticks(y.low, y.high))
    canvas.path(_points(time, y, t, pressure), "second")
    canvas.path(_points(time, y, t, mass), "off")
    ends = [[float(mass[-1]), "off", "body"], [float(pressure[-1]), "second", "pressure"]]
    ends.sort(key=lambda e: -float(str(e[0])))
    gap = max(0.0, 16 - (y(float(str(ends[1][0]))) - y(float(str(ends[0][0])))))
    for (value, color, word), shift in zip(ends, (-gap / 2, gap / 2), strict=True):
        canvas.text(
            _RIGHT + 10, y(float(str(value))) + 4 + shift, str(word), str(color), 12, bold=True
        )


def _draw_muscles(
    canvas: Canvas, r: StandingResult, keep: NDArray[np.bool_], time: Scale, top: float
) -> float:
    """A band a muscle: its level, and a bar below wherever it counts as active."""
    canvas.text(
        _LEFT, top - 14,
        "Who works: level in % of maximum; the bar marks the time that counts as active",
        size=14, bold=True,
    )  # fmt: skip
    t = r.time[keep]
    most = max(100 * float(r.activations[keep].max()) * 1.08, 2.0)
    level = 100 * r.stance.constants["active_level"]
    height, gap = 46.0, 12.0
    for i, muscle in enumerate(r.muscles):
        foot = top + height + i * (height + gap)
        y = Scale(0, most, foot - 7, foot - height)
        values = 100 * r.activations[keep, i]
        canvas.line(_LEFT, y(0), _RIGHT, y(0), "grid")
        canvas.line(_LEFT, y(level), _RIGHT, y(level), "grid", dash="3 4")
        curve = _points(time, y, t, values)
        canvas.area([(curve[0][0], y(0)), *curve, (curve[-1][0], y(0))], "model")
        for start, end in _spells(values > level):
            left, right = time(float(t[start])), time(float(t[end]))
            canvas.box(left, foot - 5, max(right - left, 1.0), 5, "within")
        canvas.text(_LEFT - 8, y(most) + 9, f"{most:.0f}", "soft", 10, "end")
        canvas.text(_LEFT - 8, y(0) + 3, "0", "soft", 10, "end")
        share, mean = 100 * r.active_share(muscle), 100 * r.mean_activation(muscle)
        canvas.text(
            _RIGHT + 10, foot - height + 12, NAMES[muscle].capitalize(), "ink", 12, bold=True
        )
        canvas.text(_RIGHT + 10, foot - height + 28, f"{share:.0f} % of the time", "within", 11.5)
        canvas.text(_RIGHT + 10, foot - height + 43, f"at {mean:.1f} % on average", "model", 11.5)
    return top + len(r.muscles) * (height + gap)


def _spells(active: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last frame of each spell in which a condition holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(int), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _draw_fibers(
    canvas: Canvas, r: StandingResult, keep: NDArray[np.bool_], time: Scale, top: float, foot: float
) -> None:
    """Soleus fibers beside the body's sway: the paradox."""
    t = r.time[keep]
    mass = 1000 * (r.center_of_mass[keep] - r.center_of_mass[keep].mean())
    fibers = r.fiber_lengths[keep, r.index("soleus")]
    change = 1000 * (fibers - fibers.mean())
    title = "Soleus fibers move against the sway: they shorten as the body goes forward"
    if r.sway_correlation("soleus") > -0.1:
        title = "Soleus fibers and the sway of the body"
    canvas.text(_LEFT, top - 14, title, size=14, bold=True)
    y = Scale(-1.15, 1.15, foot, top)
    canvas.line(_LEFT, y(0), _RIGHT, y(0), "grid")
    most, long = float(np.abs(mass).max()) or 1.0, float(np.abs(change).max()) or 1.0
    canvas.path(_points(time, y, t, mass / most), "off")
    canvas.path(_points(time, y, t, change / long), "model")
    canvas.text(_LEFT - 8, top + 9, "forward, longer", "soft", 11, "end")
    canvas.text(_LEFT - 8, foot - 2, "back, shorter", "soft", 11, "end")
    for row, (word, color) in enumerate(
        ((f"body, ±{most:.1f} mm", "off"), (f"fibers, ±{long:.2f} mm", "model"))
    ):
        canvas.text(_RIGHT + 10, top + 14 + 18 * row, word, color, 12, bold=True)


def _time_axis(canvas: Canvas, time: Scale, y: float) -> None:
    for second in _ticks(time.low, time.high, 5):
        canvas.line(time(second), y, time(second), y + 5, "soft")
        canvas.text(time(second), y + 20, f"{second:g}", "soft", 11, "middle")
    canvas.text((_LEFT + _RIGHT) / 2, y + 40, "seconds", "soft", 12, "middle")
