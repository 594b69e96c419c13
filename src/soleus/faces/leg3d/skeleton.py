"""Drawn bones for where the package that brings real ones is not installed.

A picture, not a model: tubes and balls placed by eye around the joint centers, in mm of a leg with
the segment lengths below, then scaled to a leg.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soleus.anatomy.skeleton import Skeleton
from soleus.faces.leg3d.bones import OBLIQUE, Bone, toe_weights
from soleus.faces.leg3d.mesh import Mesh, ball, join, tube

__all__ = ["draw_bones"]

#: Lengths of the leg the numbers below belong to, mm: those of the source model's bones.
_THIGH, _SHANK, _FOOT = 404.0, 400.0, 258.0
_HEADS = (130.0, -44.0, 9.0)
#: Metatarsal bones and toes, inner to outer: z of the head, base (x, y, z), half width of head and
#: shaft, length of the toe.
_RAYS = (
    (-18.0, (68.0, -24.0, -17.0), 9.5, 6.2, 52.0),
    (-3.5, (66.0, -19.0, -5.0), 6.5, 4.2, 50.0),
    (8.5, (65.0, -20.0, 6.0), 6.2, 4.0, 46.0),
    (20.0, (60.0, -25.0, 17.0), 6.0, 4.0, 41.0),
    (31.0, (50.0, -31.0, 31.0), 6.0, 4.2, 37.0),
)  # fmt: skip


def draw_bones(skeleton: Skeleton) -> list[Bone]:
    """The drawn bones of a leg, in the frames of `Bone`."""
    shank = skeleton.shank.length / _SHANK  # m a mm of the drawing
    foot = skeleton.foot_length / _FOOT
    toes = _scaled(_toes(), foot)
    return [
        Bone("femur", "thigh", _scaled(_femur(), skeleton.thigh.length / _THIGH)),
        Bone("tibia", "shank", _scaled(_tibia(), shank)),
        Bone("fibula", "shank", _scaled([_fibula()], shank)),
        Bone("patella", "patella", _scaled([ball((3, 26, 0), (10, 25, 21), 0.08)], shank)),
        Bone("foot", "foot", _scaled(_hindfoot() + _metatarsals(), foot)),
        Bone("toes", "toes", toes, toe_weights(toes.vertices, 1000 * foot, foot * _HEADS[2])),
    ]


def _scaled(parts: Sequence[Mesh], factor: float) -> Mesh:
    return join(parts).moved(np.eye(3) * factor, np.zeros(3))


def _femur() -> list[Mesh]:
    shaft = [
        (2, 388, 42, 14, 14), (3, 362, 44, 18, 17), (10, 325, 40, 15, 15), (20, 255, 35, 13, 14),
        (24, 170, 25, 13, 13.5), (21, 90, 13, 15, 14), (15, 50, 7, 21, 13), (13, 24, 3, 31, 14),
        (6, 6, 2, 34, 20),
    ]  # fmt: skip
    neck = [(0, 404, 4, 15, 15), (1, 396, 20, 13, 12.5), (2, 378, 42, 17, 15)]
    return [
        tube(shaft), tube(neck, 6), ball((0, 404, 0), (23, 23, 23)),
        ball((-8, 386, 57), (15, 23, 12), 0.3), ball((-8, 352, 28), (10, 13, 9)),
        ball((2, -5, -20), (25, 21, 14.5), 0.2), ball((3, -5, 20), (26, 21, 14.5), 0.2),
        ball((18, 8, 1), (13, 20, 27), -0.1),
    ]  # fmt: skip


def _tibia() -> list[Mesh]:
    shaft = [
        (-4, 369, 4, 36, 23), (-3, 358, 4, 34, 24), (5, 332, 4, 20, 20), (12, 285, 4, 13.5, 16),
        (15, 205, 5, 11.5, 14), (12, 110, 3, 11.5, 12), (7, 50, 0, 15, 13.5), (3, 24, -2, 20, 16),
        (2, 14, -2, 20, 16.5),
    ]  # fmt: skip
    malleolus = [(4, 38, -19, 8, 11), (4, 14, -25, 6.5, 11), (4, -4, -26, 4.5, 8)]
    return [
        tube(shaft, roundness=0.25), tube(malleolus), ball((26, 344, 5), (8, 16, 9), -0.2),
        ball((-4, 375, 4), (10, 7, 7)),
    ]  # fmt: skip


def _fibula() -> Mesh:
    return tube([
        (-21, 352, 31, 8.5, 9), (-20, 336, 30, 6.5, 7), (-20, 270, 25, 5.2, 6.2),
        (-18, 160, 23, 5, 6), (-13, 60, 24, 5.5, 6.5), (-7, 22, 27, 7, 8.5), (-5, -4, 29, 6.5, 9),
        (-6, -16, 29, 4.5, 6),
    ])  # fmt: skip


def _hindfoot() -> list[Mesh]:
    calcaneus = [
        (-47, -33, 5, 12, 17), (-34, -33, 5, 14, 18.5), (-14, -30, 8, 15, 15), (8, -29, 13, 16, 12),
        (28, -27, 18, 13, 11),
    ]  # fmt: skip
    inner = [(30, -14, -7, 15, 12), (44, -17, -9, 17, 13), (58, -20, -10, 17, 11),
             (72, -24, -12, 14, 9)]  # fmt: skip
    outer = [(26, -27, 18, 13, 11), (44, -28, 19, 14, 10), (58, -29, 20, 14, 8)]
    return [
        tube(calcaneus, roundness=0.75), ball((2, -3, 0), (23, 15, 18), -0.15),
        tube([(8, -6, -1, 14, 11), (20, -10, -4, 11, 9), (31, -13, -7, 13, 11)]),
        tube(inner, roundness=0.5), tube(outer, roundness=0.5),
    ]  # fmt: skip


def _head(z: float, radius: float) -> tuple[float, float, float]:
    """Center of a metatarsal head, mm, on the slanted line of the heads."""
    x, y, middle = _HEADS
    return x - OBLIQUE * (z - middle) - 4, y - 1 + 0.3 * (radius - 6), z


def _metatarsals() -> list[Mesh]:
    parts = []
    for z, base, wide, shaft, _ in _RAYS:
        start, end = np.array(base), np.array(_head(z, wide))
        stations = [
            (*(start + share * (end - start) + np.array([0, lift, 0])), width, width)
            for share, lift, width in (
                (0.0, 0, 1.5 * shaft), (0.18, 1, 1.15 * shaft), (0.5, 2, shaft), (0.8, 1, shaft),
                (0.93, 0, 0.95 * wide), (1.0, 0, wide),
            )
        ]  # fmt: skip
        parts.append(tube(stations, sides=12))
    return parts


def _toes() -> list[Mesh]:
    """Two bones in the first toe, three in the others, thick at their ends."""
    parts = []
    for z, base, wide, shaft, length in _RAYS:
        head = np.array(_head(z, wide)) - [_HEADS[0], _HEADS[1], 0.0]
        way = np.array([1.0, 0.0, 0.25 * (z - base[2]) / 20])
        joints = ((0.02, 0.55), (0.56, 1.0)) if z < -10 else ((0.02, 0.5), (0.52, 0.76), (0.78, 1))
        for start, end in joints:
            drop = np.array([0.0, -0.12 * length * (start + end) / 2, 0.0])
            stations = [
                (*(head + way * length * s + drop), size * (1 - 0.25 * s), size * (1 - 0.35 * s))
                for s, size in (
                    (start + 0.06, 1.25 * shaft), ((start + end) / 2, 0.85 * shaft),
                    (end - 0.05, 1.1 * shaft),
                )
            ]  # fmt: skip
            parts.append(tube(stations, sides=10))
    return parts
