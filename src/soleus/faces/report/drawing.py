"""Pictures: key postures with labels, small overview pictures, and the animated stage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from soleus.faces.report.figure import GROUPS, LABELS, Figure
from soleus.faces.report.markup import esc, number, percent
from soleus.faces.report.palette import LEVELS, TICKS, level, share_of_level
from soleus.faces.report.scene import reach
from soleus.faces.report.shapes import xy

__all__ = ["View", "fit", "force_scale", "key_frames", "labels", "overview", "posture", "view_of"]

CALF = ("gastrocnemius_medialis", "gastrocnemius_lateralis", "soleus", "achilles")
WIDTH, HEIGHT = 340, 380
_COLUMN = 117


@dataclass(frozen=True)
class View:
    """Where the world lies in a picture: px = scale * mm + shift."""

    scale: float
    dx: float
    dy: float

    def place(self, point: complex) -> tuple[float, float]:
        x, y = xy(point)
        return self.scale * x + self.dx, self.scale * y + self.dy

    @property
    def transform(self) -> str:
        return f"translate({self.dx:.1f} {self.dy:.1f})scale({self.scale:.4f})"


def fit(points: list[complex], left: float, top: float, right: float, bottom: float) -> View:
    """The view that puts points into a box, centered, resting on its lower edge."""
    places = [xy(p) for p in points]
    x0, x1 = min(x for x, _ in places), max(x for x, _ in places)
    y0, y1 = min(y for _, y in places), max(y for _, y in places)
    scale = min((right - left) / (x1 - x0), (bottom - top) / (y1 - y0))
    return View(scale, (left + right) / 2 - scale * (x0 + x1) / 2, bottom - scale * y1)


def _points(figure: Figure) -> list[complex]:
    frames = np.linspace(0, len(figure.solution.time) - 1, 7).astype(int)
    result: list[complex] = []
    for frame in {*map(int, frames), *key_frames(figure.solution.time, figure).values()}:
        result += reach(figure.pose(frame), figure.support, figure.on_step, figure.lowest_heel)
    return result


def view_of(
    figure: Figure, width: int = WIDTH, height: int = HEIGHT, column: int = _COLUMN
) -> View:
    """One view for all postures of an exercise, so that they compare."""
    left = 8 if figure.on_bench else column
    return fit(_points(figure), left, 10, width - 8, height - 4)


def key_frames(time: np.ndarray[tuple[int, ...], np.dtype[np.float64]], figure: Figure
               ) -> dict[str, int]:  # fmt: skip
    """Frames worth a picture: bottom and top of the repetition, and the finishing hold."""
    trajectory = figure.solution.trajectory
    exercise = trajectory.exercise
    if exercise is None or exercise.coordinate == "none":
        return {"The hold": 0}
    name = "knee_angle" if exercise.coordinate == "knee_angle" else "mtp_angle"
    inside = np.flatnonzero(trajectory.window("repetition"))
    values = trajectory.angles[name][inside]
    if name == "knee_angle":
        found = {
            "Body level": int(inside[np.argmin(values)]),
            "Halfway": int(inside[np.argmin(np.abs(values - values.mean()))]),
            "Body upright": int(inside[np.argmax(values)]),
        }
    else:
        found = {
            "Bottom": int(inside[np.argmin(values)]),
            "Top": int(inside[np.argmax(values)]),
        }
    if exercise.finishing_hold:
        seconds = exercise.finishing_hold.duration
        found[f"Finishing hold, {seconds:g} s"] = int(np.argmin(np.abs(time - time[-1])))
    return found


def label_text(figure: Figure, name: str, frame: int) -> str:
    """Force in BW and as share of maximum, or that the muscle is slack."""
    share, force = float(figure.shares[name][frame]), float(figure.forces_bw[name][frame])
    if share < 0.004:
        return "slack"
    return f"{number(force)} BW · {percent(share)}"


def _order(targets: list[tuple[float, float]], x: float, ys: list[float]) -> tuple[int, ...]:
    """Which label takes which slot: shortest leaders, and as few crossings as possible."""

    def cost(slots: tuple[int, ...]) -> float:
        total = 0.0
        for slot, index in enumerate(slots):
            total += abs(ys[slot] - targets[index][1])
        for a in range(len(slots)):
            for b in range(a + 1, len(slots)):
                p, q = targets[slots[a]], targets[slots[b]]
                if _cross((x, ys[a]), p, (x, ys[b]), q):
                    total += 500
        return total

    return min(permutations(range(len(targets))), key=cost)


def _cross(a: tuple[float, float], b: tuple[float, float],
           c: tuple[float, float], d: tuple[float, float]) -> bool:  # fmt: skip
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def labels(
    figure: Figure, frame: int, view: View, height: int, names: tuple[str, ...] = CALF,
    above: float = 0.0,
) -> dict[str, dict[str, float]]:  # fmt: skip
    """Places of labels in a column at the left, beside the muscles or `above` them by so many
    pixels: slot y, leader from (x1, y1) to (x2, y2)."""
    targets = [view.place(figure.target(name, frame)) for name in names]
    step = 36.0
    span = step * (len(names) - 1)
    start = sum(t[1] for t in targets) / len(targets) - span / 2
    if above:
        start = min(t[1] for t in targets) - span - above
    start = min(max(start, 18), height - span - 40)
    ys = [start + step * i for i in range(len(names))]
    slots = _order(targets, _COLUMN - 4, ys)
    return {
        names[index]: {
            "y": ys[slot], "x1": _COLUMN - 4, "y1": ys[slot] + 3,
            "x2": targets[index][0], "y2": targets[index][1],
        }
        for slot, index in enumerate(slots)
    }  # fmt: skip


def label_svg(name: str, place: dict[str, float], text: str, part: bool = False) -> str:
    mark = f' data-part="lead_{name}"' if part else ""
    value = f' data-part="value_{name}"' if part else ""
    p = place
    line = f'x1="{p["x1"]:.0f}" y1="{p["y1"]:.0f}" x2="{p["x2"]:.0f}" y2="{p["y2"]:.0f}"'
    return (
        f'<line class="lead"{mark} {line}/>'
        f'<text class="name" x="4" y="{p["y"]:.0f}">{esc(LABELS[name])}</text>'
        f'<text class="value"{value} x="4" y="{p["y"] + 15:.0f}">{esc(text)}</text>'
    )


def _arrow_labels(figure: Figure, frame: int, view: View) -> str:
    """Size of each contact force, beside its arrow."""
    weight = figure.solution.leg.person.body_weight
    result = ""
    attributes = figure.frame(frame)
    for contact in figure.solution.contacts:
        size = abs(complex(contact.force[frame])) / weight
        if size < 0.03 or contact.name in ("roller", "seat"):
            continue
        a = attributes[f"arrow_{contact.name}"]
        ends = [complex(int(a[f"x{i}"]), -int(a[f"y{i}"])) / 1000 for i in (1, 2)]
        far = ends[1] if contact.name == "ground" else ends[0]
        x, y = view.place(far)
        dx, dy, anchor = {
            "ground": (7, 4, "start"), "pad": (8, 4, "start"),
            "plate": (-2, 16, "start"), "wall": (-4, -9, "end"),
        }[contact.name]  # fmt: skip
        if anchor == "start" and x > WIDTH - 105:
            dx, anchor = -dx, "end"
        result += (
            f'<text class="contact" x="{max(x + dx, 4):.0f}" y="{y + dy:.0f}" '
            f'text-anchor="{anchor}">{contact.name} {number(size)} BW</text>'
        )
    return result


def describe(figure: Figure, title: str, frame: int) -> str:
    """The picture in words."""
    knee = np.degrees(figure.solution.trajectory.angles["knee_angle"][frame])
    ankle = np.degrees(figure.solution.trajectory.angles["ankle_angle"][frame])
    parts = [f"{LABELS[n]} {label_text(figure, n, frame)}" for n in CALF]
    return (
        f"{title}: knee bent {knee:.0f} degrees, ankle {ankle:+.0f} degrees "
        f"(dorsiflexion +). " + ", ".join(parts) + "."
    )


def posture(figure: Figure, title: str, frame: int, view: View) -> str:
    """One key posture with labels, as a figure."""
    places = labels(figure, frame, view, HEIGHT, above=58.0 * figure.on_bench)
    texts = "".join(label_svg(n, p, label_text(figure, n, frame)) for n, p in places.items())
    others = [
        f"{LABELS[n].lower()} {percent(float(figure.shares[n][frame]))}"
        for n in GROUPS
        if n not in CALF
    ]
    weight = figure.solution.leg.person.body_weight
    contacts = ", ".join(
        f"{c.name} {number(abs(complex(c.force[frame])) / weight)} BW"
        for c in figure.solution.contacts
    )
    words = describe(figure, title, frame)
    return (
        f'<figure class="posture"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{esc(words)}"><g transform="{view.transform}">'
        f"{figure.svg(figure.frame(frame))}</g>{texts}{_arrow_labels(figure, frame, view)}</svg>"
        f"<figcaption><strong>{esc(title)}</strong> Other muscles, of maximum: "
        f"{esc(', '.join(others))}. Contact forces: {contacts}.</figcaption></figure>"
    )


def overview(figure: Figure, label: str, link: str) -> str:
    """Small picture of the moment of highest soleus force, with its three numbers."""
    inside = np.flatnonzero(figure.solution.trajectory.window("repetition"))
    frame = int(inside[np.argmax(figure.forces_bw["soleus"][inside])])
    width, height = 210, 220
    pose = figure.pose(frame)
    points = reach(pose, figure.support, figure.on_step, figure.lowest_heel)
    if pose.hip.imag > 0.6 and figure.support in ("forefoot", "whole_foot"):
        # the leg matters: let the upper body run out of the picture
        points = [p for p in points if p.imag < 0.5] + [pose.hip + 0.16j]
    view = fit(points, 8, 8, width - 8, height - 3)
    words = describe(figure, label, frame)
    f = {n: float(figure.forces_bw[n][frame]) for n in CALF}
    gastrocnemius = f["gastrocnemius_medialis"] + f["gastrocnemius_lateralis"]
    rows = "".join(
        f"<div><dt>{name}</dt><dd>{number(value)}</dd></div>"
        for name, value in (
            ("Soleus", f["soleus"]), ("Gastroc.", gastrocnemius), ("Achilles", f["achilles"]),
        )
    )  # fmt: skip
    return (
        f'<a class="card" href="#{esc(link)}"><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{esc(words)}"><g transform="{view.transform}">'
        f"{figure.svg(figure.frame(frame))}</g></svg><h3>{esc(label)}</h3><dl>{rows}</dl></a>"
    )


_CAPTION = (
    "Color: force as percent of the muscle’s maximum. Dashed outline: slack. Arrows: contact "
    "forces on this leg."
)


def force_scale(caption: str = _CAPTION) -> str:
    """The legend of the force scale."""
    width, bar = 320, 14.0
    cell = width / (LEVELS + 1)
    cells = "".join(
        f'<rect class="s{i}" x="{10 + i * cell:.2f}" y="4" width="{cell + 0.4:.2f}" '
        f'height="{bar}"><title>{percent(share_of_level(i))}</title></rect>'
        for i in range(LEVELS + 1)
    )
    ticks = "".join(
        f'<text x="{10 + (level(t) + 0.5) * cell:.1f}" y="33" text-anchor="middle">'
        f"{100 * t:.0f}</text>"
        for t in TICKS
    )
    return (
        f'<figure class="legend"><svg viewBox="0 0 {width + 20} 38" role="img" '
        'aria-label="Color scale: light is no force, dark is maximal force; on a dark page '
        f'bright is maximal">{cells}{ticks}</svg><figcaption>{esc(caption)}</figcaption></figure>'
    )
