"""Which foot stands on which plate: every contact goes to the foot it lies under."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from soleus.base.quantities import GRAVITY
from soleus.motion.recording_forces import Foot, GroundForces
from soleus.motion.recording_tables import recording_limits

__all__ = ["assign_feet"]

Array = NDArray[np.float64]


def assign_feet(
    forces: GroundForces, time: Array, ankles: Mapping[str, Array], mass: float
) -> GroundForces:
    """Forces of plates (numbered) as forces of feet (sided); `ankles[side]` (time, 3) m.

    Each stretch in which a plate is loaded goes to the foot whose ankle is nearest to its
    center of pressure on average; plates under one foot add up.
    """
    if forces.sided:
        return forces
    share = recording_limits()["contact_force"].si * mass * GRAVITY
    count = len(forces.time)
    force = {s: np.zeros((count, 3)) for s in ankles}
    torque = {s: np.zeros((count, 3)) for s in ankles}
    spot = {s: np.zeros((count, 3)) for s in ankles}
    at = {
        s: np.stack([np.interp(forces.time, time, v) for v in a.T], axis=1)
        for s, a in ankles.items()
    }
    for foot in forces.feet.values():
        loaded = np.concatenate([[False], foot.force[:, 1] > share, [False]])
        edges = np.flatnonzero(np.diff(loaded.astype(int)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            rows = slice(begin, end)
            flat = [0, 2]
            away = {
                s: float(np.linalg.norm((foot.point[rows] - a[rows])[:, flat], axis=1).mean())
                for s, a in at.items()
            }
            side = min(away, key=lambda s: away[s])
            force[side][rows] += foot.force[rows]
            torque[side][rows] += foot.torque[rows]
            spot[side][rows] += foot.force[rows, 1:2] * foot.point[rows]
    feet = {}
    for side in ankles:
        vertical = force[side][:, 1:2]
        point = np.divide(spot[side], vertical, out=np.zeros_like(spot[side]), where=vertical > 0)
        feet[side] = Foot(force[side], point, torque[side], ("", "", ""))
    return GroundForces(forces.path, forces.time, feet, forces.lines)
