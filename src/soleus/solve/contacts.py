"""Contact forces: what ground, wall, seat, pads and plate must give so that the body moves.

Equilibrium of the moving bodies in the plane gives three equations. Where a support has more
unknown forces than that, the exercise states the open split (`Exercise.share`) with a range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import InfeasibleError
from soleus.base.quantities import GRAVITY
from soleus.motion.exercise import Exercise
from soleus.motion.postures import contact_constant
from soleus.motion.trajectory import BodyMotion, MovingBody

__all__ = ["Contact", "cross", "required", "resolve_contacts"]

Points = NDArray[np.complex128]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Contact:
    """A force on the body: name, segment it acts on, point (m) and force (N), (time,) each,
    complex x + iy. Forces are what this leg gets: half of what two legs share."""

    name: str
    part: str
    point: Points
    force: Points


def cross(arm: Points, force: Points) -> Array:
    """Moment of a force, N m, counterclockwise +."""
    moment: Array = np.imag(np.conj(arm) * force)
    return moment


def required(bodies: list[MovingBody], about: Points) -> tuple[Points, Array]:
    """Force (N) and moment about a point (N m, counterclockwise +) the bodies need."""
    force = np.zeros_like(about)
    moment = np.zeros(about.shape)
    for body in bodies:
        needed = body.mass * (body.acceleration + 1j * GRAVITY)
        force = force + needed
        moment = moment + cross(body.position - about, needed)
        moment = moment + body.inertia * body.angular_acceleration
    return force, moment


def resolve_contacts(body: BodyMotion, exercise: Exercise) -> list[Contact]:
    """All contact forces of an exercise.

    Raises `InfeasibleError` when a contact that can only push would have to pull.
    """
    rules: dict[str, Callable[[BodyMotion, Exercise], list[Contact]]] = {
        "forefoot": _foot,
        "whole_foot": _foot,
        "forefoot_and_wall": _foot_and_wall,
        "seat": _seat,
        "knee_pad_roller_plate": _pad_roller_plate,
    }
    contacts = rules[exercise.support](body, exercise)
    ground = contacts[0]
    if exercise.support != "knee_pad_roller_plate" and (ground.force.imag < -1e-6).any():
        raise InfeasibleError(f"{exercise.name}: at this tempo the foot would leave the ground")
    return contacts


def _foot(body: BodyMotion, exercise: Exercise) -> list[Contact]:
    """One foot on the ground: force and center of pressure follow from the whole body."""
    origin = np.zeros(body.ankle.shape[1], dtype=complex)
    force, moment = required(body.bodies(), origin)
    pressure: Points = (moment / force.imag).astype(complex)
    return [Contact("ground", "foot", pressure, force)]


def _foot_and_wall(body: BodyMotion, exercise: Exercise) -> list[Contact]:
    """Ball of the foot and hands on a smooth wall at shoulder height."""
    origin = np.full(body.ankle.shape[1], exercise.pressure_ahead, dtype=complex)
    force, moment = required(body.bodies(), origin)
    hands = body.point("trunk", body.skeleton.shoulder)[0]
    push = moment / hands.imag
    return [
        Contact("ground", "foot", origin, force + push),
        Contact("wall", "trunk", hands, -push.astype(complex)),
    ]


def _seat(body: BodyMotion, exercise: Exercise) -> list[Contact]:
    """Ball of the foot on a plate, hip on a seat, hip muscles relaxed."""
    assert exercise.share is not None
    share = exercise.share.value
    hip = body.joint("hip")[0]
    leg = [b for b in body.bodies() if b.part != "trunk"]
    force, moment = required(leg, hip)
    ball = np.full_like(hip, exercise.pressure_ahead)
    up = moment / ((ball - hip).real - share * (ball - hip).imag)
    ground = up * (share + 1j)
    return [
        Contact("ground", "foot", ball, ground),
        Contact("seat", "thigh", hip, force - ground),
    ]


def _pad_roller_plate(body: BodyMotion, exercise: Exercise) -> list[Contact]:
    """Glute-ham bench: thigh pad, roller on the lower leg, plate under the forefoot.

    The plate pushes along the lower leg, the roller across it; the share of the moment about
    the pad that the plate takes is open, the pad takes the remaining force.
    """
    assert exercise.share is not None
    share = exercise.share.value
    s = body.skeleton
    pad = body.point("thigh", 1j * contact_constant("knee_pad_from_knee") * s.thigh.length)[0]
    ball = body.point("foot", s.ball + exercise.pressure_ahead)[0]
    roller = body.point("shank", 1j * contact_constant("roller_from_ankle") * s.shank.length)[0]
    force, moment = required(body.bodies(), pad)
    # Near the top the body may tip back a little: then the pressure on the broad pad moves.
    excess = np.minimum(moment, 0.0)
    moment = np.maximum(moment, 0.0)
    plate_force = (share * moment / (pad - ball).imag).astype(complex)
    roller_force = -1j * (1 - share) * moment / (pad - roller).real
    return [
        Contact("plate", "foot", ball, plate_force),
        Contact("roller", "shank", roller, roller_force),
        Contact("pad", "thigh", pad + excess / force.imag, force - plate_force - roller_force),
    ]
