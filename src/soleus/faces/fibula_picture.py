"""The fibula in a picture: the lower leg from two sides, what pulls, and how far the bone goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.skeleton import rotate
from soleus.faces.fibula_console import beyond_words, interval, title, way
from soleus.faces.validation_svg import COLORS, Canvas, Point, Scale, nice_ticks
from soleus.solve.fibula import CAUSES
from soleus.solve.fibula_loads import leg_loads, others_load
from soleus.solve.fibula_spread import FibulaEstimate
from soleus.solve.gait_solution import GaitSolution

__all__ = ["draw_fibula", "exaggeration"]

Array = NDArray[np.float64]
_Place = Callable[[Array], Point]
_WIDTH, _HEIGHT = 1180.0, 860.0
#: Pixels a shank is long, and where the ankle stands; the two views by their middle.
_SHANK, _ANKLE = 520.0, 690.0
_SIDE, _BACK = 215.0, 540.0
#: Longest arrow and the way the picture aims to show, pixels.
_ARROW, _SHOWN = 105.0, 34.0
#: Names of what is seen, and where they stand.
_NAMES = (
    ("tibia", _SIDE + 14, 520), ("fibula", _SIDE - 78, 560), ("tibia", _BACK - 5, 520),
    ("head of the fibula", _SIDE - 120, 205), ("heel", _BACK - 5, 752),
    ("outer malleolus", _BACK + 95, 768),
)  # fmt: skip
_FACTORS = (1, 2, 5, 10, 20, 50, 100, 200)
#: Half widths of the bones in shares of shank length, from the ankle up: (height, half width).
_FIBULA = (
    (-0.045, 0.004), (-0.03, 0.018), (0.01, 0.024), (0.06, 0.020), (0.12, 0.012), (0.5, 0.011),
    (0.76, 0.012), (0.84, 0.020), (0.89, 0.026), (0.92, 0.018), (0.935, 0.004),
)  # fmt: skip
_TIBIA = (
    (0.02, 0.050), (0.06, 0.048), (0.14, 0.030), (0.35, 0.026), (0.6, 0.032), (0.8, 0.042),
    (0.9, 0.074), (0.96, 0.088), (0.985, 0.086),
)  # fmt: skip


#: Words and color of a bar for each of `CAUSES`, and for all.
_CAUSES = (
    ("soleus", "soleus"), ("ankle angle", "wedge"), ("load from the foot", "foot"),
    ("other muscles", "others"), ("together", "all"),
)  # fmt: skip


class _Drawing(Canvas):
    """A canvas in colors of bone and muscle."""

    palette: Mapping[str, str] = {
        **COLORS, "bone": "#efe9dc", "edge": "#a89f8c", "skin": "#f7f4ef", "soleus": "#b3261e",
        "soleus_soft": "#efc9c5", "all": "#1d4e89", "foot": "#0f766e", "foot_soft": "#bfe0dc",
        "others": "#8c510a", "others_soft": "#ecdcc5", "wedge": "#6b4fa0", "wedge_soft": "#d8cfe8",
        "all_soft": "#c9d8ea",
    }  # fmt: skip


def exaggeration(size: float, shank: float) -> int:
    """How many times motion is enlarged, so that a displacement (m) shows well."""
    pixels = size / shank * _SHANK
    return next((f for f in reversed(_FACTORS) if f * pixels <= _SHOWN), 1)


def draw_fibula(e: FibulaEstimate) -> str:
    """The picture as SVG text, at the hardest pull of the soleus."""
    c = _Drawing(_WIDTH, _HEIGHT, f"The fibula: {title(e)}")
    fibula, head = e.motion.fibula, e.nominal_head
    largest = max(float(np.linalg.norm(head[0])), float(np.linalg.norm(head.sum(axis=0))))
    factor = exaggeration(largest, fibula.length)
    c.text(40, 44, f"What the soleus does to the fibula: {title(e)}", size=20, bold=True)
    pull = e.motion.pull_size[e.motion.peak]
    low, high = interval(e.pull)
    c.text(
        40, 68, f"At its hardest pull: {pull:.0f} N on the fibula ({low:.0f} to {high:.0f}); it "
        f"alone moves the head {way(head[0], e.head[:, 0], ' mm')}. Motion drawn {factor} times "
        "as large.",
        "soft", 12.5,
    )  # fmt: skip
    if e.motion.beyond_tested:
        c.text(40, 86, beyond_words(e), "off", 11.5)
    _view(c, e, _SIDE, 0, factor)
    _view(c, e, _BACK, 2, factor)
    for words, x, y in _NAMES:
        c.text(x, y, words, "soft", 11, anchor="middle")
    c.text(40, 112, "from the side", size=13, bold=True)
    c.text(_SIDE + 118, 132, "front →", "soft", anchor="middle")
    c.text(_BACK - 145, 112, "from behind (right leg)", size=13, bold=True)
    c.text(_BACK + 100, 132, "outside →", "soft", anchor="middle")
    _legend(c, factor)
    _bars(c, e)
    return c.render()


def _view(c: _Drawing, e: FibulaEstimate, middle: float, axis: int, factor: int) -> None:
    """One view: `axis` 0 from the side (x forward), 2 from behind (z outward)."""
    m, fibula = e.motion, e.motion.fibula
    scale = _SHANK / fibula.length

    def place(point: Array) -> tuple[float, float]:
        return middle + scale * float(point[axis]), _ANKLE - scale * float(point[1])

    _foot(c, e, place, axis)
    center = np.array([0.012 if axis == 0 else 0.0, 0.0, -0.012])
    heights = fibula.length * np.array([h for h, _ in _TIBIA])
    c.outline(_outline([center * fibula.length + [0, h, 0] for h in heights], _TIBIA, place),
            "bone", "edge")  # fmt: skip
    axes = [fibula.shaft(h * fibula.length) for h, _ in _FIBULA]
    c.outline(_outline(axes, _FIBULA, place), "bone", "edge", dash="4 3")
    for cause, color in ((m.motion[0, m.peak], "soleus"), (m.motion[:, m.peak].sum(axis=0), "all")):
        moved = [p + factor * fibula.displacement(cause, p) for p in axes]
        c.outline(_outline(moved, _FIBULA, place), f"{color}_soft", color, opacity=0.35)
    _arrows(c, e, place)


def _outline(axis: Sequence[Array], profile: Sequence[Point], place: _Place) -> list[Point]:
    """Outline of a bone around points of its axis: one side up, the other down."""
    sides: list[list[Point]] = [[], []]
    for point, (_, half) in zip(axis, profile, strict=True):
        x, y = place(point)
        sides[0].append((x - half * _SHANK, y))
        sides[1].append((x + half * _SHANK, y))
    return sides[0] + sides[1][::-1]


def _foot(c: _Drawing, e: FibulaEstimate, place: _Place, axis: int) -> None:
    """The foot behind the bones, turned by the ankle; from behind only the heel."""
    solved = e.solved
    s = solved.leg.skeleton
    angles = solved.angles if isinstance(solved, GaitSolution) else solved.trajectory.angles
    angle = angles["ankle_angle"][e.motion.peak]
    size = e.motion.fibula.length / s.shank.length
    if axis == 2:
        heel = np.array([[-0.06, 0.03], [0.06, 0.03], [0.075, -0.1], [0.05, -0.16], [-0.05, -0.16],
                         [-0.075, -0.1]]) * e.motion.fibula.length  # fmt: skip
        c.outline([place(np.array([0.0, y, z])) for z, y in heel], "skin", "edge")
        return
    up = abs(s.heel.imag)
    outline = [
        complex(s.heel.real, -0.35 * up), s.heel + 0.22j * up,
        s.heel + complex(0.18, 0.02) * up,
        s.ball, s.toe, s.toe + 0.22j * up,
        s.mtp + 0.2j * up, complex(0.45 * s.mtp.real, -0.1 * up), complex(0.02, 0.25 * up),
        complex(-0.03, 0.25 * up), complex(0.8 * s.heel.real, -0.1 * up),
    ]  # fmt: skip
    turned = [size * rotate(p, -angle) for p in outline]
    c.outline(
        [place(np.array([float(p.real), float(p.imag), 0.0])) for p in turned], "skin", "edge"
    )


def _arrows(c: _Drawing, e: FibulaEstimate, place: _Place) -> None:
    """What pulls and pushes, to one scale; what is a tenth of the largest is left out."""
    m = e.motion
    i, fibula = m.peak, m.fibula
    up = np.array([0.0, fibula.length, 0.0])
    push = m.loads[CAUSES.index("axial_load"), i, :3]
    rows = [(p, f, "soleus") for p, f in zip(m.places, m.pulls[i], strict=True)]
    rows.append((fibula.malleolus - 0.16 * up, push, "foot"))
    rows += [(place, force, "others") for place, force in _others(e)]
    sizes = [float(np.linalg.norm(force)) for _, force, _ in rows]
    for (point, force, color), size in zip(rows, sizes, strict=True):
        if size < 0.1 * max(sizes):
            continue
        start = np.array(place(point))
        tip = np.array(place(point + force)) - start
        end = start + _ARROW * size / max(sizes) * tip / max(float(np.hypot(*tip)), 1e-9)
        c.pull((start[0], start[1]), (end[0], end[1]), color, 3.0)
        c.dot(start[0], start[1], color, 3.0)
        if size > 0.25 * max(sizes):
            beside = (end[0] - 8, end[1] + 4, "end") if color == "soleus" else (
                end[0] + 10, end[1] + 14, "start")  # fmt: skip
            c.text(beside[0], beside[1], f"{size:.0f} N", color, 11, anchor=beside[2], bold=True)


def _others(e: FibulaEstimate) -> list[tuple[Array, Array]]:
    """Where the other muscles pull the bone, and how hard: drawn as one force they would seem to
    pull its head where only the peroneal tendons push its lower end."""
    fibula, i = e.motion.fibula, e.motion.peak
    loads = leg_loads(e.solved.leg, e.solved)
    scale = e.motion.body_weight / loads.body_weight
    found = []
    for place, names in (
        (fibula.malleolus, ("peroneus",)),
        (fibula.head + np.array([0.0, 0.035 * fibula.length, 0.0]), ("biceps_femoris",)),
        (fibula.shaft(0.5 * fibula.length), ("flexor", "extensor", "tibialis")),
    ):
        kept = {
            m: force if m.startswith(names) else 0.0 * force for m, force in loads.forces.items()
        }
        found.append((place, scale * others_load(fibula, replace(loads, forces=kept))[i, :3]))
    return found


def _legend(c: _Drawing, factor: int) -> None:
    rows = (
        (
            "soleus",
            f"pull of the soleus on its origins; the bone moved by it alone, {factor} times",
        ),
        ("all", f"the bone moved by everything together, {factor} times"),
        ("foot", "push of the foot on the outer malleolus"),
        (
            "others",
            "other muscles: the peroneal tendons push the outer malleolus forward, which tips the "
            "head backward; toe muscles pull down, the biceps of the thigh pulls the head",
        ),
    )
    for k, (color, words) in enumerate(rows):
        y = 802.0 + 15 * k
        c.box(40, y - 9, 12, 10, color)
        c.text(60, y, words, "ink", 11)
    c.text(480, 802, "dashed: where the bone rests", "soft", 11)
    c.text(480, 817, "arrows: to one scale, at least a tenth of the largest", "soft", 11)


def _bars(c: _Drawing, e: FibulaEstimate) -> None:
    """How far each cause moves the head along each direction, with intervals, to one scale."""
    left, right = 800.0, 1140.0
    c.text(left, 112, "how far the head goes, by cause", size=13, bold=True)
    c.text(left, 130, "mm; thin line: 90 % interval", "soft", 11)
    nominal = 1e3 * np.vstack([e.nominal_head, e.nominal_head.sum(axis=0)])
    every = 1e3 * np.concatenate([e.head, e.head.sum(axis=1, keepdims=True)], axis=1)
    low, high = np.quantile(every, (0.05, 0.95), axis=0)
    reach = 1.05 * max(1.0, *(float(np.abs(v).max()) for v in (nominal, low, high)))
    scale = Scale(-reach, reach, left, right)
    sides = ((1, "down", "up"), (0, "backward", "forward"), (2, "inward", "outward"))
    for panel, (axis, minus, plus) in enumerate(sides):
        top = 160.0 + 212 * panel
        c.text(left, top, f"← {minus}", "ink", 12, bold=True)
        c.text(right, top, f"{plus} →", "ink", 12, anchor="end", bold=True)
        for tick in nice_ticks(-reach, reach, 8):
            c.line(scale(tick), top + 8, scale(tick), top + 178, "grid", 0.8)
            c.text(scale(tick), top + 192, f"{abs(tick):g}", "soft", 10, anchor="middle")
        c.line(scale(0), top + 8, scale(0), top + 178, "soft", 1.0)
        for k, (name, color) in enumerate(_CAUSES):
            y, value = top + 26 + 33 * k, nominal[k, axis]
            c.text(left, y - 5, name, "soft", 10.5)
            c.box(min(scale(0), scale(value)), y, abs(scale(value) - scale(0)), 9, color)
            ends = (scale(low[k, axis]), scale(high[k, axis]))
            c.line(ends[0], y + 4.5, ends[1], y + 4.5, "ink", 1.2)
            for end in ends:
                c.line(end, y + 1, end, y + 8, "ink", 1.2)
