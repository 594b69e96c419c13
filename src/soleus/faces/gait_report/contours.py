"""Iso-lines of a grid by marching squares, closed at the border, as SVG paths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["loops"]

Array = NDArray[np.float64]
Point = tuple[float, float]
_DEEP = 1e6
#: Corner bits (1 low left, 2 low right, 4 high right, 8 high left) -> edges a line enters and
#: leaves by (0 low, 1 right, 2 high, 3 left), the inside on its left.
_CASES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),), 2: ((1, 0),), 3: ((1, 3),), 4: ((2, 1),), 5: ((0, 3), (2, 1)), 6: ((2, 0),),
    7: ((2, 3),), 8: ((3, 2),), 9: ((0, 2),), 10: ((1, 0), (3, 2)), 11: ((1, 2),), 12: ((3, 1),),
    13: ((0, 1),), 14: ((3, 0),),
}  # fmt: skip


def loops(values: Array, level: float) -> list[list[Point]]:
    """Closed lines around where `values` (x, y) reach `level`, in grid places (0 is the first
    node); along the border they follow it."""
    padded = np.full((values.shape[0] + 2, values.shape[1] + 2), level - _DEEP)
    padded[1:-1, 1:-1] = values
    inside = padded >= level
    following: dict[tuple[int, int, int], tuple[tuple[int, int, int], Point]] = {}
    code = inside[:-1, :-1] * 1 + inside[1:, :-1] * 2 + inside[1:, 1:] * 4 + inside[:-1, 1:] * 8
    for i, j in np.argwhere((code > 0) & (code < 15)):
        for enter, leave in _CASES[int(code[i, j])]:
            start, end = _edge(int(i), int(j), enter), _edge(int(i), int(j), leave)
            following[start] = (end, _crossing(padded, level, start))
    return _chain(following)


def _edge(i: int, j: int, side: int) -> tuple[int, int, int]:
    """An edge of the grid: its lower node and its direction (0 along x, 1 along y)."""
    return ((i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1))[side]


def _crossing(padded: Array, level: float, edge: tuple[int, int, int]) -> Point:
    i, j, way = edge
    a = padded[i, j]
    b = padded[i + 1, j] if way == 0 else padded[i, j + 1]
    share = float(np.clip((level - a) / (b - a), 0.0, 1.0))
    return (i - 1 + share * (way == 0), j - 1 + share * (way == 1))


def _chain(
    following: dict[tuple[int, int, int], tuple[tuple[int, int, int], Point]],
) -> list[list[Point]]:
    result = []
    while following:
        edge = next(iter(following))
        line = []
        while edge in following:
            edge, point = following.pop(edge)
            line.append(point)
        result.append(line)
    return result
