"""Muscles and tendon: fiber lengths, pennation, moment arms, stiffness, passive moments."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.skeleton import body_constants
from soleus.anatomy.strength import achilles_stiffness as stiffness_of
from soleus.study.experiments.held import Held, angles_of, hold
from soleus.study.experiments.registry import experiment
from soleus.study.experiments.strength import voluntary

Array = NDArray[np.float64]


def _contracted(leg: Leg, ankle_deg: Any, knee_deg: Any, contraction: str) -> Held:
    """At rest, or in a maximal voluntary contraction with the ankle held where it is said to be
    (ultrasound studies measure the angle of the joint, not of the device)."""
    activation = body_constants("strength", "dynamometer")["voluntary_activation"].si
    return hold(leg, ankle_deg, knee_deg, {"rest": 0.0, "mvc": activation}[contraction])


@experiment("mm", spread="legs")
def fiber_length(
    leg: Leg, muscle: str, contraction: str, ankle_deg: Any = 0.0, knee_deg: Any = 0.0
) -> Any:
    """Fiber length, mm, at rest or in a maximal voluntary contraction ("mvc")."""
    state = _contracted(leg, ankle_deg, knee_deg, contraction).state
    return 1e3 * state.fiber_length[..., leg.index(muscle)]


@experiment("deg", spread="legs")
def pennation_angle(
    leg: Leg, muscle: str, contraction: str, ankle_deg: Any = 0.0, knee_deg: Any = 0.0
) -> Any:
    """Angle, deg, between fibers and tendon at rest or in a maximal voluntary contraction."""
    state = _contracted(leg, ankle_deg, knee_deg, contraction).state
    return np.degrees(state.pennation_angle[..., leg.index(muscle)])


@experiment("deg", spread="legs")
def pennation_angle_near_optimal(leg: Leg, muscle: str, knee_deg: float = 0.0) -> Any:
    """Angle, deg, between fibers and tendon in a maximal voluntary contraction at that ankle angle
    between 40 deg of plantar flexion and the largest dorsiflexion with a straight knee (25 deg) at
    which the active fiber is nearest its optimal length, as a study may choose its angles."""
    i, limit = leg.index(muscle), body_constants("strength", "range")["dorsiflexion_knee_straight"]
    ankles = np.arange(-40.0, np.degrees(limit.si) + 1e-6)
    state = _contracted(leg, ankles, knee_deg, "mvc").state
    optimal = np.asarray(leg.parameters.optimal_fiber_length)[..., i, None]
    best = np.argmin(np.abs(state.fiber_length[..., i] / optimal - 1.0), axis=-1)
    angles = np.asarray(state.pennation_angle)[..., i]
    return np.degrees(np.take_along_axis(angles, np.expand_dims(best, -1), -1)[..., 0])


@experiment("mm", spread="legs")
def achilles_moment_arm(leg: Leg, ankle_deg: Any = 0.0, contraction: str = "rest") -> Any:
    """Moment arm of the Achilles tendon at the ankle, mm: those of its three muscles, weighted
    by their strength. Paths are tied to bones, so a contraction does not move it."""
    index = list(leg.achilles_indices)
    arms = _arms(leg, "ankle_angle", ankle_deg, 0.0)
    strength = leg.parameters.max_isometric_force[..., index]
    if np.ndim(strength) > 1 and np.ndim(ankle_deg):
        strength = strength[:, None, :]
    return -1e3 * (arms[..., index] * strength).sum(axis=-1) / strength.sum(axis=-1)


@experiment("mm", spread="legs")
def knee_moment_arm(leg: Leg, muscle: str, knee_deg: Any = 0.0) -> Any:
    """Moment arm of a gastrocnemius head at the knee, mm (flexion +)."""
    return 1e3 * _arms(leg, "knee_angle", 0.0, knee_deg)[..., leg.index(muscle)]


def _arms(leg: Leg, joint: str, ankle_deg: Any, knee_deg: Any) -> Array:
    """Moment arms of all muscles about a joint, m (..., muscle)."""
    angles = {k: np.atleast_1d(v) for k, v in angles_of(ankle_deg, knee_deg).items()}
    arms = leg.moment_arms(angles, (joint,))[..., 0]
    return arms if np.ndim(ankle_deg) or np.ndim(knee_deg) else arms[..., 0, :]


@experiment("%", spread="legs")
def section_share(leg: Leg, muscle: str) -> Any:
    """Share of one muscle in the physiological cross-section of the triceps surae, %."""
    strength = leg.parameters.max_isometric_force
    total = strength[..., list(leg.achilles_indices)].sum(axis=-1)
    return 100 * strength[..., leg.index(muscle)] / total


@experiment("N/mm", spread="leg")
def achilles_stiffness(leg: Leg) -> float:
    """Stiffness of the Achilles tendon with its aponeuroses at about 2.7 kN, N/mm."""
    return float(stiffness_of(leg)) / 1000


@experiment("N", spread="legs")
def achilles_force_mvc(leg: Leg, ankle_deg: float = 0.0, knee_deg: float = 0.0) -> Any:
    """Achilles tendon force in a maximal voluntary contraction in a dynamometer, N."""
    force = voluntary(leg, ankle_deg, knee_deg).state.tendon_force
    return force[..., list(leg.achilles_indices)].sum(axis=-1)


@experiment("%", spread="legs")
def achilles_strain_mvc(leg: Leg, ankle_deg: float = 0.0, knee_deg: float = 0.0) -> Any:
    """Strain of the Achilles tendon in a maximal voluntary contraction in a dynamometer, %."""
    force = np.asarray(achilles_force_mvc(leg, ankle_deg, knee_deg))[..., None]
    return 100 * leg.achilles_strain(force)[..., 0]


@experiment("N m", spread="legs")
def passive_moment(leg: Leg, ankle_deg: Any = 0.0, knee_deg: Any = 0.0) -> Any:
    """Plantar-flexion moment of all silent muscles about the ankle, N m."""
    return hold(leg, ankle_deg, knee_deg).moments.sum(axis=-1)


@experiment("deg", spread="legs")
def passive_onset_knee(leg: Leg, ankle_deg: float = 10.0, moment_nm: float = 1.0) -> Any:
    """Knee flexion, deg, at which the silent gastrocnemii begin to pull (`moment_nm` about the
    ankle) as the knee is straightened; 0 where they never do."""
    knees = np.arange(0.0, 121.0)
    moments = hold(leg, ankle_deg, knees).moments[..., [leg.index(m) for m in ACHILLES[1:]]]
    return np.maximum((moments.sum(axis=-1) >= moment_nm).sum(axis=-1) - 1.0, 0.0)


@experiment("%", spread="legs")
def tendon_part_of_stretch(leg: Leg, muscle: str, slack_force_n: float = 2.0) -> Any:
    """Share of the tendon, %, in the lengthening of a silent muscle-tendon unit from where it
    begins to pull (`slack_force_n`) to the straight knee and 25 deg of dorsiflexion."""
    held = hold(leg, np.linspace(-30.0, 25.0, 121), np.linspace(120.0, 0.0, 121))
    i = leg.index(muscle)
    start = np.argmax(held.state.tendon_force[..., i] >= slack_force_n, axis=-1)

    def growth(values: Array) -> Array:
        first = np.take_along_axis(values, np.expand_dims(start, -1), axis=-1)
        result: Array = values[..., -1] - first[..., 0]
        return result

    tendon = np.asarray(held.state.tendon_length)[..., i]
    return 100 * growth(tendon) / growth(held.lengths[..., i])
