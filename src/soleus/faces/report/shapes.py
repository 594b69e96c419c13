"""Shapes of the body in one posture: outlines, bones and muscles, as SVG paths.

A picture, not a model: attachments are placed by eye on the skeleton (shares of segment
lengths), so that each muscle lies on its side of the bone. World units are mm, y down.
"""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.motion.trajectory import BodyMotion

__all__ = ["BONES", "MUSCLES", "OUTLINES", "Pose", "outline_path", "pose_at", "ribbon", "xy"]

Anchor = tuple[str, float, float, float]

#: Muscle shapes: (segment or landmark, forward, up, width), shares of the segment's length;
#: widths in shares of the shank. Drawn in this order, deep to superficial.
MUSCLES: dict[str, tuple[Anchor, ...]] = {
    "gluteus": (
        ("trunk", -0.13, 0.21, 0.03), ("trunk", -0.150, 0.12, 0.15), ("seat", 0.185, 0, 0.23),
        ("thigh", -0.14, 0.83, 0.16), ("thigh", -0.07, 0.66, 0.02),
    ),
    "hamstrings": (
        ("ischium", 0.13, 0, 0.03), ("thigh", -0.125, 0.66, 0.12), ("thigh", -0.125, 0.42, 0.13),
        ("thigh", -0.10, 0.20, 0.06), ("popliteal", 0.085, 0, 0.025), ("shank", -0.03, 0.90, 0.012),
    ),
    "quadriceps": (
        ("thigh", 0.07, 0.93, 0.03), ("thigh", 0.105, 0.70, 0.15), ("thigh", 0.11, 0.42, 0.17),
        ("thigh", 0.105, 0.18, 0.08), ("patella", 0.118, 0, 0.03), ("shank", 0.075, 0.88, 0.02),
    ),
    "tibialis_anterior": (
        ("shank", 0.052, 0.90, 0.012), ("shank", 0.058, 0.74, 0.058), ("shank", 0.058, 0.56, 0.056),
        ("shank", 0.050, 0.34, 0.02), ("shank", 0.062, 0.09, 0.016), ("foot", 0.26, -0.075, 0.014),
    ),
    "soleus": (
        ("shank", -0.025, 0.93, 0.014), ("shank", -0.052, 0.80, 0.075),
        ("shank", -0.077, 0.60, 0.118), ("shank", -0.092, 0.40, 0.084),
        ("shank", -0.105, 0.24, 0.020),
    ),
    "gastrocnemius_medialis": (
        ("thigh", -0.06, 0.045, 0.02), ("shank", -0.108, 0.93, 0.055),
        ("shank", -0.158, 0.76, 0.090), ("shank", -0.155, 0.61, 0.072),
        ("shank", -0.130, 0.47, 0.018),
    ),
    "gastrocnemius_lateralis": (
        ("thigh", -0.045, 0.05, 0.02), ("shank", -0.085, 0.93, 0.045),
        ("shank", -0.118, 0.79, 0.068), ("shank", -0.124, 0.66, 0.058),
        ("shank", -0.120, 0.53, 0.016),
    ),
    "achilles": (
        ("shank", -0.137, 0.50, 0.010), ("shank", -0.124, 0.36, 0.028),
        ("shank", -0.116, 0.20, 0.026), ("heel_cord", 0, 0, 0.034),
    ),
}  # fmt: skip

BONES: dict[str, tuple[Anchor, ...]] = {
    "femur": (
        ("thigh", 0.0, 0.97, 0.085), ("thigh", 0.04, 0.86, 0.055), ("thigh", 0.045, 0.5, 0.045),
        ("thigh", 0.02, 0.15, 0.055), ("thigh", -0.005, 0.015, 0.115),
    ),
    "fibula": (
        ("shank", -0.035, 0.93, 0.032), ("shank", -0.03, 0.5, 0.016), ("shank", -0.02, -0.02, 0.03),
    ),
    "tibia": (
        ("shank", 0.01, 0.955, 0.12), ("shank", 0.028, 0.84, 0.062), ("shank", 0.020, 0.5, 0.044),
        ("shank", 0.008, 0.15, 0.046), ("shank", 0.0, 0.03, 0.08),
    ),
    "spine": (
        ("trunk", -0.09, 0.10, 0.09), ("trunk", -0.05, 0.32, 0.07), ("trunk", -0.10, 0.68, 0.06),
        ("trunk", -0.03, 1.08, 0.045), ("trunk", 0.015, 1.22, 0.035),
    ),
}  # fmt: skip

#: Rigid outlines, shares of the segment's length about its lower joint (foot: the ankle).
OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "shank": (
        (0.10, 1.0), (0.105, 0.90), (0.10, 0.72), (0.085, 0.45), (0.068, 0.2), (0.08, 0.0),
        (0.02, -0.06), (-0.10, -0.06), (-0.135, 0.08), (-0.145, 0.26), (-0.17, 0.42),
        (-0.213, 0.62), (-0.215, 0.76), (-0.185, 0.90), (-0.14, 1.0), (0.0, 1.06),
    ),
    "thigh": (
        (0.14, 1.05), (0.205, 0.80), (0.205, 0.45), (0.16, 0.15), (0.125, 0.0), (0.0, -0.11),
        (-0.12, 0.0), (-0.155, 0.18), (-0.20, 0.45), (-0.235, 0.80), (-0.22, 1.0), (0.0, 1.12),
    ),
    "trunk": (
        (0.16, -0.06), (0.19, 0.12), (0.17, 0.35), (0.21, 0.62), (0.195, 0.82), (0.10, 1.0),
        (0.075, 1.12), (0.085, 1.24), (-0.07, 1.24), (-0.085, 1.08), (-0.17, 0.95),
        (-0.22, 0.72), (-0.165, 0.36), (-0.225, 0.12), (-0.21, -0.08), (0.0, -0.17),
    ),
    "foot": (
        (0.085, 0.22), (0.105, 0.07), (0.24, -0.035), (0.40, -0.105), (0.54, -0.145),
        (0.545, -0.235), (0.49, -0.257), (0.36, -0.250), (0.18, -0.222), (0.02, -0.247),
        (-0.12, -0.257), (-0.205, -0.250), (-0.238, -0.19), (-0.225, -0.10), (-0.19, 0.0),
        (-0.18, 0.22),
    ),
    "toes": (
        (-0.02, 0.045), (0.14, 0.0), (0.235, -0.025), (0.272, -0.055), (0.255, -0.087),
        (0.10, -0.086), (0.0, -0.086), (-0.045, -0.05),
    ),
    "head": (
        (-0.075, 0.02), (-0.15, 0.13), (-0.165, 0.27), (-0.10, 0.39), (0.02, 0.425),
        (0.14, 0.385), (0.19, 0.28), (0.185, 0.21), (0.232, 0.145), (0.19, 0.125), (0.195, 0.05),
        (0.15, 0.0), (0.06, -0.01),
    ),
    "calcaneus": (
        (0.0, -0.10), (-0.10, -0.10), (-0.175, -0.07), (-0.215, -0.12), (-0.205, -0.225),
        (-0.10, -0.215), (0.05, -0.175), (0.10, -0.12),
    ),
    "midfoot": (
        (-0.075, -0.085), (-0.07, 0.0), (0.0, 0.03), (0.075, 0.0), (0.14, -0.065), (0.32, -0.12),
        (0.50, -0.145), (0.525, -0.20), (0.47, -0.215), (0.30, -0.185), (0.12, -0.155),
        (0.02, -0.10),
    ),
    "toe_bones": (
        (0.01, 0.018), (0.10, -0.012), (0.21, -0.040), (0.225, -0.060), (0.10, -0.055),
        (0.01, -0.045), (-0.02, -0.015),
    ),
    "pelvis": (
        (-0.145, 0.17), (-0.03, 0.235), (0.095, 0.20), (0.10, 0.11), (0.05, 0.03), (0.06, -0.06),
        (-0.02, -0.075), (-0.10, -0.09), (-0.09, 0.0), (-0.12, 0.06),
    ),
}  # fmt: skip


def xy(point: complex) -> tuple[int, int]:
    """World m to drawing mm, y down."""
    return round(1000 * point.real), round(-1000 * point.imag)


def _turn(local: complex, tilt: float) -> complex:
    return local * cmath.exp(-1j * tilt)


@dataclass(frozen=True)
class Pose:
    """One posture of one body: tilts, rad, joints, m, and the lengths shapes scale with."""

    body: BodyMotion
    tilts: dict[str, float]
    ankle: complex
    knee: complex
    hip: complex
    toe_tilt: float

    def length(self, segment: str) -> float:
        return float(getattr(self.body.skeleton, segment).length)

    def origin(self, segment: str) -> complex:
        if segment in ("foot", "shank"):
            return self.ankle
        return self.knee if segment == "thigh" else self.hip

    def at(self, segment: str, forward: float, up: float) -> complex:
        """World place of a point given in shares of a segment's length."""
        local = complex(forward, up) * self.length(segment)
        return self.origin(segment) + _turn(local, self.tilts[segment])

    @property
    def mtp(self) -> complex:
        return self.ankle + _turn(self.body.skeleton.mtp, self.tilts["foot"])

    @property
    def shoulder(self) -> complex:
        return self.hip + _turn(self.body.skeleton.shoulder, self.tilts["trunk"])

    def _front(self, below: str, above: str) -> complex:
        """Direction that halves the front of two segments."""
        both = _turn(1, self.tilts[below]) + _turn(1, self.tilts[above])
        return both / abs(both) if abs(both) > 1e-6 else 1 + 0j

    def place(self, anchor: Anchor) -> complex:
        """World place of a muscle anchor; landmarks give a distance in shares of the shank."""
        where, x, y, _ = anchor
        reach = x * self.length("shank")
        if where == "patella":
            return self.knee + reach * self._front("shank", "thigh")
        if where == "popliteal":
            bend = (self.tilts["shank"] - self.tilts["thigh"]) / 2
            return self.knee - reach * cmath.cos(bend).real * self._front("shank", "thigh")
        if where == "seat":
            return self.hip - reach * self._front("thigh", "trunk")
        if where == "ischium":
            lower = -reach * self._front("thigh", "trunk") * cmath.exp(0.5j)
            return self.hip + lower
        if where == "heel_cord":
            heel = self.body.skeleton.heel
            return self.ankle + _turn(
                complex(0.97 * heel.real, 0.55 * heel.imag), self.tilts["foot"]
            )
        return self.at(where, x, y)


def pose_at(body: BodyMotion, frame: int, toes_follow_foot: bool) -> Pose:
    """The posture in one frame of a motion."""
    tilts = {name: float(value[0][frame]) for name, value in body.tilts.items()}
    ankle = complex(body.ankle[0][frame])
    knee = ankle + _turn(1j * body.skeleton.shank.length, tilts["shank"])
    hip = knee + _turn(1j * body.skeleton.thigh.length, tilts["thigh"])
    return Pose(body, tilts, ankle, knee, hip, tilts["foot"] if toes_follow_foot else 0.0)


@cache
def _spline(count: int, per_span: int = 4) -> NDArray[np.float64]:
    """Catmull-Rom curve through `count` points as a matrix (sample, point), `per_span` samples
    between neighbours."""
    ends = np.zeros((count + 2, count))
    ends[1:-1] = np.eye(count)
    ends[0, :2] = 2, -1
    ends[-1, -2:] = -1, 2
    rows = []
    for i in range(1, count):
        p0, p1, p2, p3 = ends[i - 1 : i + 3]
        for t in np.arange(per_span) / per_span:
            rows.append(
                0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
                       + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
            )  # fmt: skip
    return np.array([*rows, ends[-2]])


def _closed(points: NDArray[np.complex128]) -> str:
    """Compact closed path of world points, relative steps."""
    x = np.rint(1000 * points.real).astype(int)
    y = np.rint(-1000 * points.imag).astype(int)
    steps = np.stack([np.diff(x), np.diff(y)], axis=1).ravel().tolist()
    return f"M{x[0]} {y[0]}l" + " ".join(map(str, steps)) + "z"


def ribbon(pose: Pose, anchors: Sequence[Anchor], swell: float = 1.0) -> str:
    """Tapered shape along anchors; `swell` scales the belly, not the ends."""
    curve = _spline(len(anchors))
    line = curve @ np.array([pose.place(a) for a in anchors])
    widths = np.array([a[3] for a in anchors])
    widths[1:-1] *= swell
    half = np.maximum(curve @ widths, 0.008) * pose.length("shank") / 2
    way = np.gradient(line)
    side = 1j * way / np.maximum(np.abs(way), 1e-9) * half
    return _closed(np.concatenate([line + side, (line - side)[::-1]]))


def outline_path(name: str, length: float) -> str:
    """Rigid outline of a segment, smooth, about its origin, upright (mm, y down)."""
    points = [complex(x, y) * length for x, y in OUTLINES[name]]
    middles = [(p + q) / 2 for p, q in zip(points, points[1:] + points[:1], strict=True)]
    x, y = xy(middles[-1])
    text = f"M{x} {y}"
    for point, middle in zip(points, middles, strict=True):
        (cx, cy), (mx, my) = xy(point), xy(middle)
        text += f"Q{cx} {cy} {mx} {my}"
    return text + "z"
