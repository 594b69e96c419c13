"""Strength and tendon stiffness: how they are measured, and how a measurement moves the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.skeleton import body_constants
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state
from soleus.muscle.curves import C_TENDON, tendon_shape
from soleus.muscle.parameters import Muscle

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg

__all__ = ["achilles_stiffness", "calibrate", "dynamometer_moment", "isometric_moment"]

#: Muscles whose strength a plantar-flexion test informs.
_PLANTAR_FLEXORS = ("triceps_surae", "deep_plantar_flexors")
_STRENGTH_LIMITS = (0.25, 2.5)


def calibrate(leg: Leg, muscles: list[Muscle]) -> Leg:
    """Meet measured strength and tendon stiffness together: each changes the other's answer."""
    strain = leg.parameters.tendon_strain_at_one_norm_force
    for _ in range(6):
        stretched = _replace_parameters(leg, tendon_strain_at_one_norm_force=strain)
        result = _with_tendon(_with_strength(stretched, muscles))
        strain = result.parameters.tendon_strain_at_one_norm_force
    return result


def _with_tendon(leg: Leg) -> Leg:
    """Scale tendon strain to a measured Achilles stiffness.

    The stiffness of the model is that of the three tendon units together, see
    `achilles_stiffness`.
    """
    if leg.person.tendon_stiffness is None:
        return leg
    factor = achilles_stiffness(leg) / leg.person.tendon_stiffness
    if not 0.3 <= factor <= 3.0:
        raise InputError(
            f"person: a tendon stiffness of {leg.person.tendon_stiffness / 1000:g} N/mm is far "
            f"from the {achilles_stiffness(leg) / 1000:.0f} N/mm of tendon and aponeurosis of a "
            "body this size; 60 to 600 N/mm are measured"
        )
    strain = leg.parameters.tendon_strain_at_one_norm_force.copy()
    strain[list(leg.achilles_indices)] *= factor
    return _replace_parameters(leg, tendon_strain_at_one_norm_force=strain)


def achilles_stiffness(leg: Leg) -> float:
    """Stiffness, N/m, of the Achilles tendon units in parallel at a quarter of their force,
    about 2.7 kN: where contractions of 50 to 100 % of a maximal voluntary one read it."""
    p, index = leg.parameters, list(leg.achilles_indices)
    shape = tendon_shape(p.tendon_strain_at_one_norm_force[index])
    slope = p.max_isometric_force[index] * shape * (0.25 + C_TENDON)
    return float(np.sum(slope / p.tendon_slack_length[index]))


def _replace_parameters(leg: Leg, **changes: Any) -> Leg:
    return replace(leg, parameters=replace(leg.parameters, **changes))


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


def dynamometer_moment(leg: Leg, ankle_angle: float = 0.0, knee_angle: float = 0.0) -> float:
    """What a dynamometer would read in a maximal voluntary isometric plantar flexion, N m.

    The measurement is modeled, not only the muscle: activation is not complete and the ankle
    turns inside the device, so the fibers work shorter than the footplate suggests.
    """
    constants = body_constants("strength", "dynamometer")
    turned = ankle_angle - constants["ankle_rotation"].si
    moments = isometric_moment(leg, turned, knee_angle, constants["voluntary_activation"].si)
    return sum(moments.values())


def _with_strength(leg: Leg, muscles: list[Muscle]) -> Leg:
    """Scale the plantar flexors to a measured maximal moment or a heel-raise count.

    A moment measures strength more directly, so it wins where both are given. A heel raise
    repeats one load, so the count measures endurance at a share of maximal
    force; the endurance law of the ankle turns its ratio to the norm into strength.
    """
    person = leg.person
    if person.isometric_moment is not None:
        factor = person.isometric_moment / dynamometer_moment(leg)
        what = f"a maximal moment of {person.isometric_moment:g} N m"
    elif person.heel_raises is not None:
        constants = body_constants("strength", "heel_raise")
        norm = constants["norm_men" if person.sex == "male" else "norm_women"].si
        factor = (person.heel_raises / norm) ** (1 / constants["endurance_exponent"].si)
        what = f"{person.heel_raises:g} heel raises"
    else:
        return leg
    low, high = _STRENGTH_LIMITS
    if not low <= factor <= high:
        raise InputError(
            f"person: {what} would make the plantar flexors {factor:.2f} times as strong as "
            f"those of a body this size; {low:g} to {high:g} times is believable"
        )
    tested = np.array([m.group in _PLANTAR_FLEXORS for m in muscles])
    force = leg.parameters.max_isometric_force * np.where(tested, factor, 1.0)
    return replace(_replace_parameters(leg, max_isometric_force=force), strength_factor=factor)
