"""Mechanics of the running body: a planar tree of nine segments, written for CasADi.

Coordinates q (11): hip x, y in m relative to the belt, trunk lean (forward +), then hip
flexion, knee flexion, ankle dorsiflexion and toe extension of the right and of the left leg,
rad. x points forward along the ground, y away from it; a grade turns gravity, not the ground.
Inside, segments turn by counter-clockwise angles, so vectors are plain pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import casadi as ca

from soleus.base.quantities import GRAVITY

__all__ = [
    "COORDINATES",
    "LEGS",
    "N_COORDINATES",
    "Contact",
    "Kinematics",
    "joint_loads",
    "kinematics",
    "leg_slice",
]

LEGS = ("right", "left")
JOINTS = ("hip_flexion", "knee_angle", "ankle_angle", "mtp_angle")
COORDINATES = ("hip_x", "hip_y", "trunk_lean", *(f"{j}_{s}" for s in LEGS for j in JOINTS))
N_COORDINATES = len(COORDINATES)
#: Sign of each joint angle as a counter-clockwise turn of the lower against the upper segment.
TURN = {"hip_flexion": 1.0, "knee_angle": -1.0, "ankle_angle": 1.0, "mtp_angle": 1.0}
CONTACTS = ("heel", "ball", "toe")


def leg_slice(leg: int) -> slice:
    """Where the joints of leg 0 (right) or 1 (left) stand in q."""
    start = 3 + leg * len(JOINTS)
    return slice(start, start + len(JOINTS))


@dataclass(frozen=True)
class Frame:
    """A segment: motion of its origin and its turning; (position, velocity, acceleration) as
    CasADi 2-vectors, angle, rate and angular acceleration counter-clockwise."""

    position: Any
    velocity: Any
    acceleration: Any
    angle: Any
    rate: Any
    angular_acceleration: Any

    def arm(self, local: tuple[Any, Any]) -> Any:
        """A vector fixed to the segment, in world directions."""
        c, s = ca.cos(self.angle), ca.sin(self.angle)
        return ca.vertcat(c * local[0] - s * local[1], s * local[0] + c * local[1])

    def point(self, local: tuple[Any, Any]) -> tuple[Any, Any, Any]:
        """Position, velocity and acceleration of a point fixed to the segment."""
        r = self.arm(local)
        across = ca.vertcat(-r[1], r[0])
        return (
            self.position + r,
            self.velocity + self.rate * across,
            self.acceleration + self.angular_acceleration * across - self.rate**2 * r,
        )

    def child(self, local: tuple[Any, Any], turn: float, angle: Any, rate: Any, acc: Any) -> Frame:
        """The segment that turns about a point of this one."""
        return Frame(
            *self.point(local),
            self.angle + turn * angle,
            self.rate + turn * rate,
            self.angular_acceleration + turn * acc,
        )


@dataclass(frozen=True)
class Kinematics:
    """All frames of a body in motion: `trunk` (origin at the hips) and, per leg, thigh, shank,
    foot and toes; `contacts` (leg, place) position and velocity of the contact points."""

    trunk: Frame
    legs: tuple[dict[str, Frame], ...]
    contacts: tuple[dict[str, tuple[Any, Any]], ...]


@dataclass(frozen=True)
class Contact:
    """Force on a contact point (2-vector, N)."""

    leg: int
    place: str
    force: Any


def kinematics(q: Any, v: Any, a: Any, p: dict[str, Any]) -> Kinematics:
    """Frames from coordinates, their rates and accelerations (SX or DM of 11)."""
    trunk = Frame(q[0:2], v[0:2], a[0:2], -q[2], -v[2], -a[2])
    legs, contacts = [], []
    for leg in range(2):
        k = range(3 + 4 * leg, 7 + 4 * leg)
        places = (
            (0.0, 0.0),
            (0.0, -p["thigh_length"]),
            (0.0, -p["shank_length"]),
            (p["mtp_x"], p["mtp_y"]),
        )
        frame, frames = trunk, {}
        for name, joint, i, place in zip(
            ("thigh", "shank", "foot", "toes"), JOINTS, k, places, strict=True
        ):
            frame = frame.child(place, TURN[joint], q[i], v[i], a[i])
            frames[name] = frame
        legs.append(frames)
        points = {
            "heel": (frames["foot"], (p["heel_x"], p["sole_y"])),
            "ball": (frames["foot"], (p["mtp_x"], p["sole_y"])),
            "toe": (frames["toes"], (p["toe_x"], p["sole_y"] - p["mtp_y"])),
        }
        contacts.append({n: f.point(local)[:2] for n, (f, local) in points.items()})
    return Kinematics(trunk, tuple(legs), tuple(contacts))


def _cross(r: Any, f: Any) -> Any:
    return r[0] * f[1] - r[1] * f[0]


def joint_loads(motion: Kinematics, contacts: list[Contact], p: dict[str, Any]) -> Any:
    """Generalized forces (11) the muscles must give: Newton-Euler from the toes up.

    The first three (force on the hips, moment on the trunk) must vanish: nobody pushes there.
    Gravity is turned by the grade `p["slope"]` (rad, uphill +).
    """
    g = GRAVITY * ca.vertcat(-ca.sin(p["slope"]), -ca.cos(p["slope"]))

    def inertial(frame: Frame, name: str) -> tuple[Any, Any]:
        """Force and moment about the frame's origin that moves a segment."""
        local = (p[f"{name}_com_x"], p[f"{name}_com_y"])
        force = p[f"{name}_mass"] * (frame.point(local)[2] - g)
        return force, p[f"{name}_inertia"] * frame.angular_acceleration + _cross(
            frame.arm(local), force
        )

    force, moment = inertial(motion.trunk, "trunk")
    rows = []
    for leg, frames in enumerate(motion.legs):
        below: tuple[Any, Any, Any] | None = None
        moments = []
        for name in ("toes", "foot", "shank", "thigh"):
            frame = frames[name]
            f, m = inertial(frame, name)
            for c in contacts:
                if (
                    c.leg == leg
                    and (c.place == "toe") == (name == "toes")
                    and name in ("toes", "foot")
                ):
                    f = f - c.force
                    m = m - _cross(motion.contacts[leg][c.place][0] - frame.position, c.force)
            if below is not None:
                origin, f_below, m_below = below
                f = f + f_below
                m = m + m_below + _cross(origin - frame.position, f_below)
            below = (frame.position, f, m)
            moments.append(m)
        assert below is not None
        force, moment = force + below[1], moment + below[2]
        rows += [TURN[j] * m for j, m in zip(JOINTS, reversed(moments), strict=True)]
    return ca.vertcat(force, -moment, *rows)
