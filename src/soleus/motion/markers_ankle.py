"""Ankle and knee angle and ankle moment of one leg from markers and ground forces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import body_constants
from soleus.base.quantities import GRAVITY
from soleus.motion.recording_forces import Foot

__all__ = ["LegKinematics", "ankle_moment", "leg_kinematics"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LegKinematics:
    """What markers say of one leg. `ankle` and `knee` centers, `axis` of the ankle (to the
    right), `heel` and `toe`: (time, 3) m; `ankle_angle` rad (dorsiflexion +, 0 with the sole
    flat under an upright shank), `knee_angle` rad (flexion +) or None without a hip; `flat`
    rad is how the line heel to toe rises when the foot stands flat."""

    ankle: Array
    knee: Array
    axis: Array
    heel: Array
    toe: Array
    ankle_angle: Array
    knee_angle: Array | None
    flat: float


def leg_kinematics(points: Mapping[str, Array], side: str, loaded: NDArray[np.bool_],
                   up: Array) -> LegKinematics:  # fmt: skip
    """Angles of one leg from its landmarks, (time, 3) m each (see `markers.LANDMARKS`).

    Centers lie midway between malleoli and between epicondyles; the axis joins the malleoli,
    square to the shank. The foot counts as flat in the loaded frame in which heel and toe are
    both nearest to their lowest. `up` (3,) is the vertical.
    """
    ankle = 0.5 * (points["lateral_malleolus"] + points["medial_malleolus"])
    knee = 0.5 * (points["lateral_epicondyle"] + points["medial_epicondyle"])
    across = points["lateral_malleolus"] - points["medial_malleolus"]
    along = _unit(knee - ankle)
    axis = (1.0 if side == "right" else -1.0) * across
    axis = _unit(axis - _dot(axis, along)[:, None] * along)
    ahead = np.cross(along, axis)
    foot = points["toe"] - points["heel"]
    angle = np.arctan2(_dot(foot, along), _dot(foot, ahead))
    flat = _flat_foot(points["heel"], points["toe"], loaded, up)
    bend = None
    if "hip" in points:
        thigh = points["hip"] - knee
        bend = np.arctan2(-_dot(thigh, ahead), _dot(thigh, along))
    return LegKinematics(ankle, knee, axis, points["heel"], points["toe"], angle - flat, bend, flat)


def _flat_foot(heel: Array, toe: Array, loaded: NDArray[np.bool_], up: Array) -> float:
    rows = np.flatnonzero(loaded) if loaded.any() else np.arange(len(heel))
    high, low = heel[rows] @ up, toe[rows] @ up
    frame = rows[int(np.argmin(np.maximum(high - high.min(), low - low.min())))]
    line = toe[frame] - heel[frame]
    rise = float(line @ up)
    return float(np.arctan2(rise, np.linalg.norm(line - rise * up)))


def ankle_moment(motion: LegKinematics, foot: Foot, person: Person, up: Array) -> Array:
    """Moment muscles give at the ankle, N m (time,), plantar flexion negative.

    The moment of ground force, free torque and foot weight about the ankle center, along its
    axis, turned round. The inertia of the foot is left out: below 1 N m while it is loaded.
    """
    body = body_constants("segments", person.sex)
    weight = -body["foot_mass"].si * person.mass * GRAVITY * up
    center = motion.heel + body["foot_com"].si * (motion.toe - motion.heel)
    given = (
        np.cross(foot.point - motion.ankle, foot.force)
        + foot.torque
        + np.cross(center - motion.ankle, weight)
    )
    return -_dot(given, motion.axis)


def _dot(a: Array, b: Array) -> Array:
    product: Array = (a * b).sum(axis=1)
    return product


def _unit(vectors: Array) -> Array:
    result: Array = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    return result
