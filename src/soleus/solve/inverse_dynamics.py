"""Joint moments from motion and contact: planar Newton-Euler, from the foot up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError
from soleus.motion.trajectory import Trajectory
from soleus.solve.contacts import Contact, cross, required, resolve_contacts

__all__ = ["BALANCED_JOINTS", "JointLoads", "inverse_dynamics"]

#: Joints whose moments the muscles balance.
BALANCED_JOINTS = ("hip_flexion", "knee_angle", "ankle_angle")
_SIGN = {"hip_flexion": 1.0, "knee_angle": -1.0, "ankle_angle": 1.0}
_JOINT = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}
_BELOW = {
    "ankle_angle": ("foot",),
    "knee_angle": ("foot", "shank"),
    "hip_flexion": ("foot", "shank", "thigh"),
}


@dataclass(frozen=True)
class JointLoads:
    """Moments muscles must give, N m (time,), in the positive direction of each coordinate
    (plantar flexion negative), and the contact forces behind them (empty for recordings)."""

    moments: dict[str, NDArray[np.float64]]
    contacts: list[Contact]


def inverse_dynamics(leg: Leg, trajectory: Trajectory) -> JointLoads:
    """Joint moments of one leg.

    Recorded moments are passed through. For synthesized motion, each joint carries what the
    bodies below it need less what the contacts below it give. Raises `InputError` when the
    trajectory has neither moments nor a body.
    """
    if trajectory.moments is not None:
        known = {j: trajectory.moments[j] for j in BALANCED_JOINTS if j in trajectory.moments}
        return JointLoads(known, [])
    body, exercise = trajectory.body, trajectory.exercise
    if body is None or exercise is None:
        raise InputError(f"{trajectory.name}: needs joint moments, or a body to compute them")
    contacts = resolve_contacts(body, exercise)
    bodies = body.bodies()
    moments = {}
    for joint in BALANCED_JOINTS:
        if joint == "hip_flexion" and exercise.support == "seat":
            continue  # the seat holds the hip; nothing asks its muscles for a moment
        center = body.joint(_JOINT[joint])[0]
        parts = _BELOW[joint]
        _, needed = required([b for b in bodies if b.part in parts], center)
        given = sum(
            (cross(c.point - center, c.force) for c in contacts if c.part in parts),
            np.zeros(center.shape),
        )
        moments[joint] = _SIGN[joint] * (needed - given)
    return JointLoads(moments, contacts)
