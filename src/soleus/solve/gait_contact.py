"""Foot on the ground: smooth contact of sole, pad and shoe at heel, ball and toes."""

from __future__ import annotations

from typing import Any

import casadi as ca

from soleus.solve.gait_body import CONTACTS, Contact, Kinematics

__all__ = ["ground_contacts"]


def ground_contacts(motion: Kinematics, speed: Any, p: dict[str, Any]) -> list[Contact]:
    """Forces on the six contact points; the ground (belt) runs backward at `speed`, m/s.

    Normal force: stiffness * penetration^1.5 (smoothed over `contact_smoothing` m), times a
    dissipation that never pulls (Hunt & Crossley). Friction: a smooth Coulomb law.
    """
    contacts = []
    for leg in range(2):
        for place in CONTACTS:
            position, velocity = motion.contacts[leg][place]
            depth = -position[1]
            pressed = 0.5 * (depth + ca.sqrt(depth**2 + p["contact_smoothing"] ** 2))
            damping = 1.0 - 1.5 * p[f"contact_dissipation_{place}"] * velocity[1]
            damping = 0.5 * (damping + ca.sqrt(damping**2 + 0.01))
            normal = p[f"contact_stiffness_{place}"] * pressed**1.5 * damping
            slip = velocity[0] + speed
            friction = -p["friction"] * normal * slip / ca.sqrt(slip**2 + p["friction_speed"] ** 2)
            contacts.append(Contact(leg, place, ca.vertcat(friction, normal)))
    return contacts
