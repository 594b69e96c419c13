"""Curves of the scoreboard: the model with its interval beside measured points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from soleus.faces.validation_svg import Canvas, Scale
from soleus.study.check_curves import ModelCurve, model_curve
from soleus.study.check_results import Result

__all__ = ["panels"]

_COLUMNS, _WIDE, _HIGH = 3, 360, 300
_MARGIN = {"left": 52.0, "right": 14.0, "top": 58.0, "bottom": 42.0}


@dataclass(frozen=True)
class Line:
    """A curve of the model: experiment, its arguments, a word for it."""

    experiment: str
    arguments: Mapping[str, Any]
    word: str = "model"
    against: float | None = None


@dataclass(frozen=True)
class Panel:
    """One panel: axis texts and range, lines of the model, and rows whose points are drawn; rows
    that are single numbers state their `x`."""

    title: str
    y_text: str
    x_text: str
    over: str
    x: tuple[float, float]
    lines: tuple[Line, ...]
    rows: Mapping[str, float | None]
    words: Mapping[str, str] = field(default_factory=dict)
    log: bool = False


_M, _L = {"muscle": "gastrocnemius_medialis"}, {"muscle": "gastrocnemius_lateralis"}
_ANKLE, _KNEE = "ankle angle, deg (dorsiflexion +)", "knee flexion, deg"
PANELS = (
    Panel("Strength over ankle angle, men", "N m/kg", _ANKLE, "ankle_deg", (-30, 30),
          (Line("maximal_moment_per_kg", {}),), {"strength_over_ankle_men": None},
          {"strength_over_ankle_men": "Anderson 2007"}),
    Panel("Strength over knee angle", "of that with straight knee", _KNEE, "knee_deg", (0, 110),
          (Line("maximal_moment", {}, against=0.0),),
          {"strength_bent_sedentary": 88, "strength_bent_students": 90,
           "strength_bent_athletes": 92},
          {"strength_bent_sedentary": "bent knee, three studies"}),
    Panel("Endurance over load", "s", "load, % of maximal force", "share_percent", (16, 85),
          (Line("endurance_time", {}),), {"endurance_curve": None},
          {"endurance_curve": "Frey Law 2010"}, log=True),
    Panel("Achilles moment arm", "mm", _ANKLE, "ankle_deg", (-32, 25),
          (Line("achilles_moment_arm", {}),),
          {"arm_over_ankle_hybrid": None, "arm_over_ankle_mri": None,
           "arm_center_of_rotation": -11, "arm_excursion": -9},
          {"arm_over_ankle_hybrid": "two teams and two groups of methods"}),
    Panel("Gastrocnemius medialis at the knee", "moment arm, mm", _KNEE, "knee_deg", (0, 110),
          (Line("knee_moment_arm", _M),),
          {"medialis_knee_arm": None, "medialis_knee_arm_spoor": None},
          {"medialis_knee_arm": "Chen 2024 (input), Spoor 1990"}),
    Panel("Gastrocnemius lateralis at the knee", "moment arm, mm", _KNEE, "knee_deg", (0, 110),
          (Line("knee_moment_arm", _L),), {"lateralis_knee_arm": None},
          {"lateralis_knee_arm": "Chen 2024 (input)"}),
    Panel("Soleus fiber length", "mm", _ANKLE, "ankle_deg", (-30, 25),
          (Line("fiber_length", {"muscle": "soleus", "contraction": "rest"}, "rest"),
           Line("fiber_length", {"muscle": "soleus", "contraction": "mvc"}, "contracted")),
          {"fascicle_mvc_soleus": 0}, {"fascicle_mvc_soleus": "Kawakami 1998, contracted"}),
    Panel("Gastrocnemius medialis fiber length", "mm", _ANKLE, "ankle_deg", (-30, 25),
          (Line("fiber_length", {**_M, "contraction": "rest"}, "rest"),
           Line("fiber_length", {**_M, "contraction": "mvc"}, "contracted")),
          {"fascicle_rest_medialis": 0, "fascicle_mvc_medialis": 0},
          {"fascicle_rest_medialis": "Karamanidis 2005, Kawakami 1998"}),
    Panel("Passive moment of the ankle", "N m", _ANKLE, "ankle_deg", (-20, 25),
          (Line("passive_moment", {"knee_deg": 0.0}, "straight knee"),
           Line("passive_moment", {"knee_deg": 90.0}, "bent knee")),
          {"passive_moment_straight": None, "passive_moment_bent": None},
          {"passive_moment_straight": "Riener 1999"}),
)  # fmt: skip


def panels(results: Sequence[Result]) -> str:
    """SVG with all panels; points are filled where their row is within, hollow where not."""
    known = {r.check.id: r for r in results}
    lines = math.ceil(len(PANELS) / _COLUMNS)
    canvas = Canvas(_COLUMNS * _WIDE, lines * _HIGH + 26, "Model and measurement as curves")
    canvas.text(
        14, 18, "Lines: model with its 90 % interval. Points: people, with the tolerance of the "
        "check; filled where the check is within, hollow where not.", "soft", 11.5,
    )  # fmt: skip
    for i, panel in enumerate(PANELS):
        _draw(canvas, panel, known, (i % _COLUMNS) * _WIDE, 26 + (i // _COLUMNS) * _HIGH)
    return canvas.render()


def _points(panel: Panel, known: Mapping[str, Result]) -> list[tuple[float, float, float, bool]]:
    """Measured points: x, value, tolerance, and whether their row is within."""
    found = []
    for name, x in panel.rows.items():
        row = known[name]
        places = row.check.x if x is None else (x,)
        for place, value, sd in zip(places, row.check.target, row.check.tolerance, strict=True):
            found.append((place, value, sd, row.within))
    return found


def _draw(
    canvas: Canvas, panel: Panel, known: Mapping[str, Result], left: float, top: float
) -> None:
    grid = np.linspace(*panel.x, 56)
    curves = [
        model_curve(line.experiment, line.arguments, panel.over, grid, line.against)
        for line in panel.lines
    ]
    points = _points(panel, known)
    ys = _range(panel, curves, points)
    x_scale = Scale(*panel.x, left + _MARGIN["left"], left + _WIDE - _MARGIN["right"])
    bottom = top + _HIGH - _MARGIN["bottom"]
    y_scale = Scale(*ys, bottom, top + _MARGIN["top"])
    _axes(canvas, panel, x_scale, y_scale, left, top)
    colors = ("model", "second")[: len(curves)]
    for curve, color in zip(curves, colors, strict=True):
        _band(canvas, panel, curve, x_scale, y_scale, color)
    for curve, color in zip(curves, colors, strict=True):
        _line(canvas, panel, curve, x_scale, y_scale, color)
    for i, (line, color) in enumerate(zip(panel.lines, colors, strict=True)):
        if len(panel.lines) > 1:
            x = left + _MARGIN["left"] + 6 + 112 * i
            canvas.line(x, top + 49, x + 16, top + 49, color, 2.5)
            canvas.text(x + 21, top + 53, line.word, color, 10.5)
    for x, value, sd, within in points:
        low, high = (_place(panel, y_scale, v) for v in (value - sd, value + sd))
        canvas.line(x_scale(x), low, x_scale(x), high, "ink", 1.2)
        canvas.dot(x_scale(x), _place(panel, y_scale, value), "ink", 3.6, hollow=not within)


def _place(panel: Panel, scale: Scale, value: float) -> float:
    """Place of a value on the y axis, held inside it."""
    shown = math.log10(max(value, 1e-9)) if panel.log else value
    return scale(min(max(shown, scale.low), scale.high))


def _range(
    panel: Panel, curves: Sequence[ModelCurve], points: Sequence[Any]
) -> tuple[float, float]:
    """Ends of the y axis: all nominal curves and points, and most of the intervals."""
    values = [v for c in curves for v in c.y if np.isfinite(v)]
    values += [p[1] + s * p[2] for p in points for s in (-1, 1)]
    for curve in curves:
        values += [float(np.quantile(curve.high, 0.75, method="lower")), float(np.min(curve.low))]
    values = [v for v in values if np.isfinite(v)]
    if panel.log:
        low = math.log10(max(min(v for v in values if v > 0), 1.0))
        return low, math.log10(max(values))
    low, high = min([0.0, *values]) if panel.over != "knee_deg" else 0.0, max(values)
    return low, high + 0.04 * (high - low)


def _axes(canvas: Canvas, panel: Panel, xs: Scale, ys: Scale, left: float, top: float) -> None:
    bottom, start, end = ys(ys.low), xs(xs.low), xs(xs.high)
    canvas.text(left + 14, top + 20, panel.title, size=12.5, bold=True)
    source = next(iter(panel.words.values()), "")
    canvas.text(left + 14, top + 36, f"{panel.y_text} · {source}", "soft", 10.5)
    for tick in _ticks(ys, panel.log):
        y = ys(math.log10(tick)) if panel.log else ys(tick)
        canvas.line(start, y, end, y, "grid", 0.8)
        canvas.text(start - 6, y + 4, f"{tick:g}", "soft", 10.5, "end")
    for tick in _ticks(xs, False):
        canvas.line(xs(tick), bottom, xs(tick), bottom + 4, "soft")
        canvas.text(xs(tick), bottom + 16, f"{tick:g}", "soft", 10.5, "middle")
    canvas.text((start + end) / 2, bottom + 32, panel.x_text, "soft", 10.5, "middle")


def _ticks(scale: Scale, log: bool) -> list[float]:
    if log:
        found = [10.0**n * k for n in range(0, 6) for k in (1, 3)]
        return [t for t in found if scale.low <= math.log10(t) <= scale.high]
    raw = (scale.high - scale.low) / 5
    power = 10 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw)
    first = math.ceil(scale.low / step - 1e-9)
    return [round(n * step, 6) for n in range(first, int(scale.high / step + 1e-9) + 1)]


def _band(
    canvas: Canvas, panel: Panel, curve: ModelCurve, xs: Scale, ys: Scale, color: str
) -> None:
    upper = [(xs(x), _place(panel, ys, v)) for x, v in zip(curve.x, curve.high, strict=True)]
    lower = [(xs(x), _place(panel, ys, v)) for x, v in zip(curve.x, curve.low, strict=True)]
    canvas.area([*upper, *lower[::-1]], f"{color}_soft")


def _line(
    canvas: Canvas, panel: Panel, curve: ModelCurve, xs: Scale, ys: Scale, color: str
) -> None:
    shown = [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if np.isfinite(y)]
    canvas.path([(xs(x), _place(panel, ys, y)) for x, y in shown], color)
