"""A planar skeleton: segment lengths, masses, and where points and centers of mass are.

Sagittal plane, x forward, y up, as complex numbers x + iy. Every segment has a tilt in rad:
0 in upright standing, positive when its top leans forward (for the foot: heel up). A point
fixed to a segment is `origin + local * exp(-i * tilt)`, and its velocity and acceleration
follow from the same product, so no mechanics is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import Quantity

__all__ = ["SEGMENTS", "Segment", "Skeleton", "body_constants", "build_skeleton", "rotate"]

#: Segments of one leg and the upper body (trunk, head and arms as one).
SEGMENTS = ("foot", "shank", "thigh", "trunk")


@cache
def body_constants(file: str, table: str) -> dict[str, Quantity]:
    """Constants of `data/bodies/<file>.toml`, one table of it."""
    content = read_file(data_path("bodies", f"{file}.toml"))
    return load_quantities(content[table], f"bodies/{file}.toml: {table}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A rigid segment. `com` is the local center of mass relative to the segment's lower
    joint (foot: ankle), m, complex; `inertia` about it, kg m^2."""

    mass: float
    length: float
    com: complex
    inertia: float


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Segments of one leg and the trunk, and the landmarks of the foot.

    `trunk.mass` is all of trunk, head and arms. Landmarks are relative to the ankle with the
    foot flat: `heel`, `mtp` (axis through the metatarsal heads), `ball` (the ground below
    it), `toe`; m, complex. `shoulder` is relative to the hip.
    """

    foot: Segment
    shank: Segment
    thigh: Segment
    trunk: Segment
    heel: complex
    mtp: complex
    ball: complex
    toe: complex
    shoulder: complex

    @property
    def foot_length(self) -> float:
        return self.foot.length


def rotate(
    local: complex, tilt: Any, rate: Any = None, acceleration: Any = None, order: int = 0
) -> NDArray[np.complex128]:
    """A local vector in a segment of given tilt, or its first or second time derivative."""
    turned: NDArray[np.complex128] = local * np.exp(-1j * np.asarray(tilt, dtype=float))
    if order == 0:
        return turned
    factor: Any = -1j * rate if order == 1 else -1j * acceleration - rate**2
    moved: NDArray[np.complex128] = factor * turned
    return moved


def build_skeleton(person: Person) -> Skeleton:
    """Skeleton of a person: lengths from height unless measured, inertia by sex."""
    lengths = {k: q.si for k, q in body_constants("segments", "lengths").items()}
    foot = {k: q.si for k, q in body_constants("segments", "foot").items()}
    body = {k: q.si for k, q in body_constants("segments", person.sex).items()}
    height, mass = person.height, person.mass
    foot_length = person.foot_length or lengths["foot"] * height
    shank = person.shank_length or lengths["shank"] * height
    thigh = person.thigh_length or lengths["thigh"] * height

    def segment(name: str, length: float, com: complex, gyration: float) -> Segment:
        m = body[f"{name}_mass"] * mass
        return Segment(m, length, com, m * gyration**2)

    leg_mass = body["foot_mass"] + body["shank_mass"] + body["thigh_mass"]
    trunk_mass = (1 - 2 * leg_mass) * mass
    ankle = foot["ankle_from_heel"] + 1j * foot["ankle_height"]

    def landmark(x: float, y: float) -> complex:
        return (x + 1j * y - ankle) * foot_length

    return Skeleton(
        foot=segment(
            "foot", foot_length, landmark(body["foot_com"], foot["com_height"]),
            body["foot_gyration"] * foot_length,
        ),
        shank=segment(
            "shank", shank, 1j * (1 - body["shank_com"]) * shank, body["shank_gyration"] * shank
        ),
        thigh=segment(
            "thigh", thigh, 1j * body["thigh_com_from_knee"] * height,
            body["thigh_gyration"] * thigh,
        ),
        trunk=Segment(
            trunk_mass,
            (lengths["shoulder_height"] - lengths["hip_height"]) * height,
            1j * body["trunk_com_above_hip"] * height,
            trunk_mass * (body["trunk_gyration"] * height) ** 2,
        ),
        heel=landmark(0.0, 0.0),
        mtp=landmark(foot["mtp_from_heel"], foot["mtp_height"]),
        ball=landmark(foot["mtp_from_heel"], 0.0),
        toe=landmark(1.0, 0.0),
        shoulder=1j * (lengths["shoulder_height"] - lengths["hip_height"]) * height,
    )  # fmt: skip


def with_trunk_share(skeleton: Skeleton, share: float) -> Skeleton:
    """The skeleton with only a share of the trunk: half of it rests on each of two legs."""
    trunk = skeleton.trunk
    return replace(
        skeleton, trunk=replace(trunk, mass=trunk.mass * share, inertia=trunk.inertia * share)
    )
