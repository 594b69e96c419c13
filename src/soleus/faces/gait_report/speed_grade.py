"""Maps over speed and grade: what a step or a kilometer gives, with lines of equal load."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import InputError, nearest
from soleus.faces.gait_report.charts import nice_ticks
from soleus.faces.gait_report.contours import Point, loops
from soleus.faces.gait_report.sentences import pace
from soleus.faces.report.markup import esc, number
from soleus.solve.gait_table import GaitTable

__all__ = ["QUANTITIES", "Mark", "map_figure"]

Array = NDArray[np.float64]
_NX, _NY = 61, 49
_LEVELS = 12
_FIRST_COLOR, _LAST_COLOR = 1, 15  # steps of the force scale


@dataclass(frozen=True)
class MapQuantity:
    """What a map shows: label, unit, explanation, keys of the gait table it needs, and how it
    follows from them."""

    label: str
    unit: str
    about: str
    keys: tuple[str, ...]
    value: Callable[[Mapping[str, Array]], Array]


@dataclass(frozen=True)
class Mark:
    """A gait to mark on a map: speed m/s, grade ratio, and what stands beside it."""

    speed: float
    grade: float
    text: str


def _plain(key: str) -> Callable[[Mapping[str, Array]], Array]:
    return lambda values: values[key]


def _per_km(values: Mapping[str, Array]) -> Array:
    result: Array = values["achilles.impulse_bw_s"] * 1000.0 / (2.0 * values["step_length_m"])
    return result


#: Quantities a map can show, by key.
QUANTITIES: dict[str, MapQuantity] = {
    "muscles.soleus.peak_force_bw": MapQuantity(
        "Soleus, peak", "body weights", "highest force of a step",
        ("muscles.soleus.peak_force_bw",), _plain("muscles.soleus.peak_force_bw"),
    ),
    "achilles.peak_force_bw": MapQuantity(
        "Achilles, peak", "body weights", "highest force of a step",
        ("achilles.peak_force_bw",), _plain("achilles.peak_force_bw"),
    ),
    "achilles.impulse_bw_s_per_km": MapQuantity(
        "Achilles, per kilometer", "BW·s", "all pull of one leg’s steps over 1 km",
        ("achilles.impulse_bw_s", "step_length_m"), _per_km,
    ),
    "muscles.soleus.fiber_work_j_per_kg": MapQuantity(
        "Soleus, fiber work", "J/kg", "work of the shortening fibers, each step",
        ("muscles.soleus.fiber_work_j_per_kg",), _plain("muscles.soleus.fiber_work_j_per_kg"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Field:
    """Values (speed, grade) over even axes, and the fastest speed (m/s) computed and the
    fastest gait found at each grade of the axis."""

    speeds: Array
    grades: Array
    values: Array
    reach: Array
    top: Array

    def x(self, speed: float) -> float:
        """Place of a speed, 0 to 1."""
        return float((speed - self.speeds[0]) / (self.speeds[-1] - self.speeds[0]))

    def y(self, grade: float) -> float:
        """Place of a grade, 0 (top, steepest uphill) to 1."""
        return float((self.grades[-1] - grade) / (self.grades[-1] - self.grades[0]))


def _field(table: GaitTable, quantity: MapQuantity, scale: float) -> _Field:
    root = math.sqrt(scale)
    fastest = max(float(table.reach.max()), float(table.top.max()))
    speeds = np.linspace(table.speeds[0], fastest, _NX) * root
    grades = np.linspace(table.grades[0], table.grades[-1], _NY)
    at = table.at(list(quantity.keys), speeds[:, None], grades[None, :], scale=scale)
    reach, top = (np.interp(grades, table.grades, v) * root for v in (table.reach, table.top))
    return _Field(speeds, grades, quantity.value(at), reach, np.maximum(reach, top))


def map_figure(
    table: GaitTable,
    quantity: str = "muscles.soleus.peak_force_bw",
    scale: float = 1.0,
    mark: Mark | None = None,
) -> str:
    """One quantity over speed (m/s) and grade as an HTML figure with inline SVG.

    `quantity` is a key of `QUANTITIES` (else `InputError` with the nearest), `scale` the leg
    length of the body over the library's. Hatched is what lies beyond the speeds that were
    solved at a grade; the dashed line is the fastest gait found.
    """
    if quantity not in QUANTITIES:
        raise InputError(f"no map of '{quantity}'; {nearest(quantity, QUANTITIES)}")
    q = QUANTITIES[quantity]
    f = _field(table, q, scale)
    lines, texts = _contours(f, _occupied(f, mark))
    beyond = _beyond(f)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in beyond)
    clip = ",".join(f"{x / 10:.2f}% {y / 10:.2f}%" for x, y in beyond)
    return (
        f'<figure class="map" data-quantity="{esc(quantity)}"><figcaption><b>{esc(q.label)}</b> '
        f'<span>{esc(q.unit)}: {esc(q.about)}</span></figcaption><div class="plot" role="img" '
        f'aria-label="{esc(_words(f, q))}"><svg viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none" aria-hidden="true">{lines}<polygon class="beyond" '
        f'points="{points}"/><path class="top" d="M{_edge(f, f.top)}"/></svg>'
        f'<i class="hatch" style="clip-path:polygon({clip})"></i>'
        f"{_axes(f)}{texts}{_beyond_text(f)}{_mark(f, mark)}</div>"
        '<span class="xtitle">speed, m/s; below it the pace, minutes a kilometer</span></figure>'
    )


def _beyond(f: _Field) -> list[Point]:
    """Region faster than the body can go, 0 to 1000."""
    return [*_along(f, f.reach), (1010.0, 0.0), (1010.0, 1000.0)]


def _along(f: _Field, speeds: Array) -> list[Point]:
    """A speed at each grade as a line, 0 to 1000."""
    return [
        (1000 * min(f.x(float(v)), 1.0), 1000 * f.y(float(g)))
        for g, v in zip(f.grades, speeds, strict=True)
    ]


def _edge(f: _Field, speeds: Array) -> str:
    return " ".join(f"{x:.1f} {y:.1f}" for x, y in _along(f, speeds))


def _levels(f: _Field) -> list[float]:
    covered = f.values[f.speeds[:, None] <= f.reach[None, :] + 1e-9]
    low, high = float(covered.min()), float(covered.max())
    return [v for v in nice_ticks(low, high, _LEVELS) if low < v < high]


def _occupied(f: _Field, mark: Mark | None) -> list[Point]:
    """Where the marked gait and its text are: no place for numbers."""
    if mark is None:
        return []
    x, y = 1000 * f.x(mark.speed), 1000 * f.y(mark.grade)
    side = _side(f, mark)
    return [(x + side * step, y) for step in (0, 60, 120, 180)]


def _side(f: _Field, mark: Mark) -> int:
    """The text of a mark stands after it, or before it far right."""
    return -1 if f.x(mark.speed) > 0.6 else 1


def _contours(f: _Field, taken: list[Point]) -> tuple[str, str]:
    """Filled regions with their iso-lines, and the numbers on the lines."""
    levels = _levels(f)
    base = f"s{_FIRST_COLOR}"
    paths = f'<path class="{base}" d="M0 0H1000V1000H0z"/>'
    texts = ""
    for k, value in enumerate(levels, start=1):
        lines = [_placed(line, f) for line in loops(f.values, value)]
        color = _FIRST_COLOR + round((_LAST_COLOR - _FIRST_COLOR) * k / max(len(levels), 1))
        d = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "z" for line in lines)
        paths += f'<path class="iso s{color}" d="{d}"/>'
        place = _label_place(lines, f, taken)
        if place:
            taken.append(place)
            text = f"{value:.6g}".replace("-", "\u2212")
            at = f"left:{place[0] / 10:.1f}%;top:{place[1] / 10:.1f}%"
            texts += f'<span class="iso-text" style="{at}">{text}</span>'
    return paths, texts


def _placed(line: list[Point], f: _Field) -> list[Point]:
    """Grid places to 0..1000; what lies on the border moves just out of sight."""
    last = len(f.speeds) - 1, len(f.grades) - 1

    def out(value: float, end: int) -> float:
        return value - 0.12 if value <= 1e-4 else value + 0.12 if value >= end - 1e-4 else value

    return [
        (1000 * out(x, last[0]) / last[0], 1000 * (1 - out(y, last[1]) / last[1])) for x, y in line
    ]


def _label_place(lines: list[list[Point]], f: _Field, taken: list[Point]) -> Point | None:
    """A point of the line inside the plot and the body's reach, near the middle, off others."""
    best, least = None, 1e9
    for x, y in (p for line in lines for p in line):
        if not (30 < x < 970 and 40 < y < 960):
            continue
        limit = 1000 * f.x(float(np.interp(1 - y / 1000, np.linspace(0, 1, len(f.reach)), f.reach)))
        if x > limit - 35:
            continue
        crowd = min((math.hypot(x - a, (y - b) * 0.8) for a, b in taken), default=1e3)
        cost = abs(y - 430) * 0.6 + (900 if crowd < 85 else 0)
        if cost < least:
            best, least = (x, y), cost
    return best if least < 900 else None


def _axes(f: _Field) -> str:
    texts = ""
    for v in nice_ticks(float(f.speeds[0]), float(f.speeds[-1]), 7):
        texts += (
            f'<span class="xt" style="left:{100 * f.x(v):.1f}%">{v:.3g}<br>'
            f"<small>{pace(v)}</small></span>"
        )
    for g in nice_ticks(100 * float(f.grades[0]), 100 * float(f.grades[-1]), 6):
        text = f"{g:+.0f}".replace("-", "\u2212") if abs(g) > 1e-9 else "level"
        unit = "\u202f%" if text != "level" else ""
        texts += f'<span class="yt" style="top:{100 * f.y(g / 100):.1f}%">{text}{unit}</span>'
    return texts


def _beyond_text(f: _Field) -> str:
    """Says what the hatching is, where there is room."""
    room = [(1 - x / 1000, y / 1000) for x, y in _along(f, f.top)]
    widest = max(room, key=lambda r: r[0] - abs(r[1] - 0.2))
    if widest[0] < 0.12:
        return ""
    top = 100 * min(max(widest[1], 0.08), 0.9)
    return f'<span class="beyond-text" style="right:1%;top:{top:.0f}%">beyond this body</span>'


def _mark(f: _Field, mark: Mark | None) -> str:
    if mark is None:
        return ""
    x, y = f.x(mark.speed), f.y(mark.grade)
    if not (-0.001 <= x <= 1.001 and -0.001 <= y <= 1.001):
        return ""
    side = "after" if _side(f, mark) > 0 else "before"
    return (
        f'<span class="here {side}" style="left:{100 * x:.1f}%;top:{100 * y:.1f}%"><i></i>'
        f"<span>{esc(mark.text)}</span></span>"
    )


def _words(f: _Field, q: MapQuantity) -> str:
    """The map in words."""
    level = int(np.argmin(np.abs(f.grades)))
    row = f.values[:, level]
    slow, fast = float(row[0]), float(row[f.speeds <= f.reach[level] + 1e-9][-1])
    return (
        f"{q.label} over speed and grade. On level ground {number(slow)} {q.unit} at "
        f"{number(float(f.speeds[0]), 1)} m/s and {number(fast)} at "
        f"{number(min(float(f.reach[level]), float(f.speeds[-1])), 1)} m/s."
    )
