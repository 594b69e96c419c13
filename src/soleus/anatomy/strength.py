"""Strength and tendon stiffness: how they are measured, and what a leg would measure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.skeleton import body_constants
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state
from soleus.muscle.curves import C_TENDON, tendon_shape

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.anatomy.person import Person

__all__ = [
    "achilles_stiffness",
    "check_strength",
    "dynamometer_moment",
    "isometric_moment",
    "maximal_moment",
]

_STRENGTH_LIMITS = (0.1, 2.5)


def achilles_stiffness(leg: Leg) -> Any:
    """Stiffness, N/m, of the Achilles tendon units in parallel at a quarter of their force,
    about 2.7 kN: where contractions of 50 to 100 % of a maximal voluntary one read it. An array
    (leg,) for many legs."""
    p, index = leg.parameters, list(leg.achilles_indices)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force[..., index])
    slope = p.max_isometric_force[..., index] * shape * (0.25 + C_TENDON)
    stiffness = np.sum(slope / p.tendon_slack_length[..., index], axis=-1)
    return stiffness if np.ndim(stiffness) else float(stiffness)


def isometric_moment(
    leg: Leg, ankle_angle: float, knee_angle: float, activation: float = 1.0
) -> dict[str, float]:
    """Plantar-flexion moment, N m (+), of each muscle at one activation of all flexors.

    Angles in rad. Dorsiflexors stay silent but their passive force counts.
    """
    angles = {"hip_flexion": 0.0, "knee_angle": knee_angle, "ankle_angle": ankle_angle}
    arms = leg.moment_arms(angles, ("ankle_angle",))[..., 0]
    active = np.where(arms < 0, activation, 0.0)
    lengths = leg.muscle_tendon_lengths(angles)
    force = muscle_state(leg.parameters, active, lengths).tendon_force
    return {m: float(-a * f) for m, a, f in zip(leg.muscles, arms, force, strict=True)}


def maximal_moment(legs: Leg, ankle_angle: Any, knee_angle: Any, activation: Any) -> Any:
    """Plantar-flexion moment, N m (+), of all muscles together with the flexors at `activation`.

    Many legs: angles in rad and activation are numbers or (leg,), the answer is (leg,).
    """
    count = (
        len(legs.parameters.max_isometric_force)
        if np.ndim(legs.parameters.max_isometric_force) == 2
        else 1
    )
    ankle, knee = (np.broadcast_to(a, count)[:, None] for a in (ankle_angle, knee_angle))
    legs = legs.only(
        [m for m, p in zip(legs.muscles, legs.paths, strict=True) if "ankle_angle" in p.crosses]
    )
    legs = replace(legs, parameters=legs.parameters.each(np.atleast_2d))
    angles = {"hip_flexion": 0 * ankle, "knee_angle": knee, "ankle_angle": ankle}
    arms = legs.moment_arms(angles, ("ankle_angle",))[..., 0]
    active = np.where(arms < 0, np.broadcast_to(activation, count)[:, None, None], 0.0)
    lengths = legs.muscle_tendon_lengths(angles)
    force = muscle_state(legs.parameters.over_time(), active, lengths).tendon_force
    return (-arms * force).sum(axis=(1, 2))


def dynamometer_moment(leg: Leg, ankle_angle: float = 0.0, knee_angle: float = 0.0) -> float:
    """What a dynamometer would read in a maximal voluntary isometric plantar flexion, N m.

    The measurement is modeled, not only the muscle: activation is not complete and the ankle
    turns inside the device, so the fibers work shorter than the footplate suggests.
    """
    constants = body_constants("strength", "dynamometer")
    turned = ankle_angle - constants["ankle_rotation"].si
    moments = isometric_moment(leg, turned, knee_angle, constants["voluntary_activation"].si)
    return sum(moments.values())


def check_strength(person: Person, expected: Leg) -> float:
    """How much stronger the plantar flexors were measured than `expected` of a body of this size
    (1 where nobody measured): by maximal moments, the geometric mean of their ratios, else by
    heel raises, whose count the endurance law of the ankle turns into strength.

    Raises `InputError` for strengths and tendon stiffnesses that must be a mistake.
    """
    if person.tendon_stiffness is not None:
        factor = achilles_stiffness(expected) / person.tendon_stiffness
        if not 0.3 <= factor <= 3.0:
            raise InputError(
                f"person: a tendon stiffness of {person.tendon_stiffness / 1000:g} N/mm is far "
                f"from the {achilles_stiffness(expected) / 1000:.0f} N/mm of tendon and "
                "aponeurosis of a body this size; 60 to 600 N/mm are measured"
            )
    if tests := person.strength_tests:
        ratios = [
            t.moment / dynamometer_moment(expected, t.ankle_angle, t.knee_angle) for t in tests
        ]
        ratio = float(np.exp(np.mean(np.log(ratios))))
        what = f"a maximal moment of {' and '.join(f'{t.moment:g}' for t in tests)} N m"
    elif person.heel_raises is not None:
        constants = body_constants("strength", "heel_raise")
        norm = constants["norm_men" if person.sex == "male" else "norm_women"].si
        ratio = (person.heel_raises / norm) ** (1 / constants["endurance_exponent"].si)
        what = f"{person.heel_raises:g} heel raises"
    else:
        return 1.0
    low, high = _STRENGTH_LIMITS
    if not low <= ratio <= high:
        raise InputError(
            f"person: {what} would make the plantar flexors {ratio:.2f} times as strong as "
            f"those of a body this size; {low:g} to {high:g} times is believable"
        )
    return ratio
