"""Triangle meshes: made of tubes and balls, welded, thinned, and packed for the page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "Mesh", "ball", "join", "pack", "thin", "tube", "weld"]

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
#: Packed coordinates are whole multiples of this, m.
UNIT = 1e-4
_SIDES = 16


@dataclass(frozen=True)
class Mesh:
    """Vertices (vertex, 3) in m and triangles (face, 3) as vertex numbers, seen from outside
    counterclockwise."""

    vertices: Array
    faces: Indices

    def moved(self, turn: Array, shift: Array) -> Mesh:
        """Turned by a matrix (3, 3), then shifted, m."""
        return Mesh(self.vertices @ turn.T + shift, self.faces)


def weld(triangles: Array, tolerance: float = 1e-7) -> Mesh:
    """A mesh of loose triangles (face, corner, 3), corners at one place made one; triangles
    without area are dropped."""
    corners = triangles.reshape(-1, 3).astype(float)
    keys = np.rint(corners / tolerance).astype(np.int64)
    _, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return _without_flat(corners[first], number.reshape(-1, 3))


def _without_flat(vertices: Array, faces: Indices) -> Mesh:
    a, b, c = faces.T
    return Mesh(vertices, faces[(a != b) & (b != c) & (c != a)])


def thin(mesh: Mesh, most_faces: int) -> Mesh:
    """At most so many triangles: vertices within the cells of a grid become one, and the grid is
    made coarser until that suffices."""
    cell = 1e-3
    result = mesh
    while len(result.faces) > most_faces:
        keys = np.floor(mesh.vertices / cell).astype(np.int64)
        _, number, count = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        number = number.reshape(-1)
        center = np.stack([np.bincount(number, mesh.vertices[:, i]) for i in range(3)], axis=1)
        result = _without_flat(center / count[:, None], number[mesh.faces])
        cell *= 1.15
    return result


def join(meshes: Sequence[Mesh]) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.faces + s for m, s in zip(meshes, starts, strict=False)]),
    )


def _grid_faces(rings: int, sides: int) -> Indices:
    """Triangles of a closed band of rings."""
    ring, side = np.meshgrid(np.arange(rings - 1), np.arange(sides), indexing="ij")
    a, b = ring * sides + side, ring * sides + (side + 1) % sides
    quads = np.stack([a, b, b + sides, a + sides], axis=-1).reshape(-1, 4)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _smooth(points: Array, per_span: int) -> Array:
    """A smooth line through rows of numbers whose first three are places; steps are weighted by
    distance, so that it does not overshoot."""
    steps = np.maximum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1), 1e-9)[:, None]
    slopes = np.diff(points, axis=0) / steps
    inner = (slopes[:-1] * steps[1:] + slopes[1:] * steps[:-1]) / (steps[:-1] + steps[1:])
    tangents = np.concatenate([slopes[:1], inner, slopes[-1:]])
    t = (np.arange(per_span) / per_span)[None, :, None]
    p, q, m = points[:-1, None], points[1:, None], tangents[:, None]
    d = steps[:, None]
    spans = (
        (2 * t**3 - 3 * t**2 + 1) * p + (t**3 - 2 * t**2 + t) * d * m[:-1]
        + (3 * t**2 - 2 * t**3) * q + (t**3 - t**2) * d * m[1:]
    )  # fmt: skip
    return np.concatenate([spans.reshape(-1, points.shape[1]), points[-1:]])


def tube(
    stations: Sequence[Sequence[float]],
    per_span: int = 4,
    sides: int = _SIDES,
    roundness: float = 1,
) -> Mesh:
    """A closed tube through stations (x, y, z, half width, half depth), m.

    The width lies as near to z (across the body) as the way of the tube lets it; a tube that runs
    along z has it upright. Ends bulge by `roundness` times the smaller radius.
    """
    line = _smooth(np.asarray(stations, dtype=float), per_span)
    way = np.gradient(line[:, :3], axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    across = np.array([0.0, 0.0, 1.0])
    if abs(way[:, 2]).max() > 0.9:
        across = np.array([0.0, 1.0, 0.0])
    side = across - way * (way @ across)[:, None]
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    front = np.cross(way, side)
    # round ends: two more rings each, the last of them a point
    steps = np.radians([90.0, 55.0, 25.0])
    radii = np.maximum(line[:, 3:5], 1e-4)
    lower = [(0, -np.sin(s), np.cos(s)) for s in steps]
    middle = [(i, 0.0, 1.0) for i in range(len(line))]
    upper = [(len(line) - 1, np.sin(s), np.cos(s)) for s in steps[::-1]]
    angle = 2 * np.pi * np.arange(sides) / sides
    rings = []
    for i, ahead, share in (*lower, *middle, *upper):
        a, b = radii[i] * max(share, 1e-3)
        center = line[i, :3] + way[i] * ahead * roundness * radii[i].min()
        rings.append(
            center + a * np.cos(angle)[:, None] * side[i] + b * np.sin(angle)[:, None] * front[i]
        )
    mesh = Mesh(np.concatenate(rings), _grid_faces(len(rings), sides))
    return _outward(mesh)


def ball(
    center: Sequence[float], radii: Sequence[float], tilt: float = 0.0, sides: int = _SIDES
) -> Mesh:
    """An ellipsoid, half axes in m along x, y and z, turned about z by `tilt`, rad."""
    latitude = np.linspace(-np.pi / 2, np.pi / 2, sides // 2 + 1)
    angle = 2 * np.pi * np.arange(sides) / sides
    ring = np.maximum(np.cos(latitude), 1e-3)[:, None]
    points = np.stack(
        [ring * np.cos(angle), np.sin(latitude)[:, None] + 0 * ring * angle, ring * np.sin(angle)],
        axis=-1,
    ).reshape(-1, 3) * np.asarray(radii)  # fmt: skip
    c, s = np.cos(tilt), np.sin(tilt)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
    faces = _grid_faces(len(latitude), sides)
    return _outward(Mesh(points, faces)).moved(turn, np.asarray(center, dtype=float))


def _outward(mesh: Mesh) -> Mesh:
    """The same closed mesh with its triangles seen from outside counterclockwise."""
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    volume = float(np.einsum("ij,ij->", a, np.cross(b, c)))
    return mesh if volume > 0 else Mesh(mesh.vertices, mesh.faces[:, ::-1])


def _text(values: Any, kind: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode()


def pack(mesh: Mesh, weights: Array | None = None) -> dict[str, str]:
    """The mesh as base64 texts: vertices in 0.1 mm (int16), faces (uint16), and weights from 0 to
    1 (uint8) where a bone bends."""
    packed = {
        "vertices": _text(np.rint(mesh.vertices / UNIT), "<i2"),
        "faces": _text(mesh.faces, "<u2"),
    }
    if weights is not None:
        packed["weights"] = _text(np.rint(255 * weights), "u1")
    return packed
