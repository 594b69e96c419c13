"""The soleus in its four parts, and the three subtendons of the Achilles tendon.

Experiments take one leg; `sample` draws the division of muscle and tendon within its spread.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.soleus_parts import PARTS, SoleusParts, soleus_parts
from soleus.anatomy.subtendons import subtendons
from soleus.base.constants import load_constants
from soleus.muscle.contraction import muscle_state
from soleus.muscle.curves import inverse_tendon_force, tendon_shape
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.soleus_parts import PartStates, part_states, solve_parts
from soleus.solve.solution import Solution
from soleus.solve.subtendons import SharedTendon, share_tendon
from soleus.study.experiments.held import angles_of
from soleus.study.experiments.reading import changed
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]


def _length(leg: Leg, ankle_deg: Any) -> Array:
    """Muscle-tendon length of the soleus, m (angle,)."""
    i = leg.index("soleus")
    parameters = leg.parameters.each(lambda v: v[..., [i]])
    soleus = replace(leg, muscles=("soleus",), paths=(leg.paths[i],), parameters=parameters)
    result: Array = soleus.muscle_tendon_lengths(angles_of(np.atleast_1d(ankle_deg), 0.0))[:, 0]
    return result


def _like(values: Array, argument: Any) -> Any:
    """One number where one was asked for."""
    return values if np.ndim(argument) else float(values[0])


@experiment("%", spread="own")
def parts_over_whole(
    leg: Leg, ankle_deg: Any = 0.0, activation: float = 1.0, sample: int | None = None
) -> Any:
    """Isometric force of the four parts together, over that of the one-bundle soleus, less 1, %."""
    length, index = _length(leg, ankle_deg), leg.index("soleus")
    whole = muscle_state(leg.parameters.each(lambda v: float(v[index])), activation, length)
    states = solve_parts(leg, activation, length, sample=sample)
    return _like(100 * (states.tendon_force / whole.tendon_force - 1.0), ankle_deg)


def _solved(leg: Leg, exercise: str, **changes: Any) -> Solution:
    return solve_exercise(changed(exercise, **changes), leg)


@experiment("%", spread="own")
def parts_in_exercise(leg: Leg, exercise: str, sample: int | None = None, **changes: Any) -> float:
    """Peak force of the four parts together in an exercise, at the activation of the one-bundle
    soleus, over its peak force, less 1, %."""
    solution = _solved(leg, exercise, **changes)
    peak = part_states(solution, leg, sample).tendon_force.max()
    return float(100 * (peak / solution.force("soleus").max() - 1.0))


def _at_rest(leg: Leg, ankles: list[float], sample: int | None, parts: Any = None) -> PartStates:
    return solve_parts(leg, 0.0, _length(leg, ankles), sample=sample, parts=parts)


@experiment("mm", spread="own")
def rest_fascicle_length(leg: Leg, ankle_deg: float = 0.0, sample: int | None = None) -> float:
    """Fiber length of the soleus at rest, mean of its parts by cross-section, mm."""
    states = _at_rest(leg, [ankle_deg], sample)
    return float(1e3 * states.fiber_length[0] @ states.parts.shares)


@experiment("deg", spread="own")
def rest_pennation(leg: Leg, ankle_deg: float = 0.0, sample: int | None = None) -> float:
    """Pennation of the soleus at rest, mean of its parts by cross-section, deg."""
    states = _at_rest(leg, [ankle_deg], sample)
    return float(np.degrees(states.pennation_angle[0]) @ states.parts.shares)


@experiment("1", spread="own")
def fascicle_stretch(leg: Leg, from_deg: float, to_deg: float, sample: int | None = None) -> float:
    """How much the soleus' fascicles lengthen at rest as the muscle-tendon unit does between two
    ankle angles: mm per mm, mean of the parts by cross-section."""
    states = _at_rest(leg, [from_deg, to_deg], sample)
    grown = np.diff(states.fiber_length, axis=0)[0] @ states.parts.shares
    return float(grown / np.diff(_length(leg, [from_deg, to_deg]))[0])


@experiment("deg", spread="own")
def pennation_turn(leg: Leg, from_deg: float, to_deg: float, sample: int | None = None) -> float:
    """How much the pennation of the soleus changes at rest per cm that the muscle-tendon unit
    lengthens between two ankle angles, deg, mean of the parts by cross-section."""
    states = _at_rest(leg, [from_deg, to_deg], sample)
    turned = np.degrees(np.diff(states.pennation_angle, axis=0)[0]) @ states.parts.shares
    return float(turned / (100 * np.diff(_length(leg, [from_deg, to_deg]))[0]))


@experiment("1", spread="own")
def compartment_turn_ratio(
    leg: Leg, from_deg: float, to_deg: float, sample: int | None = None
) -> float:
    """How much further posterior than anterior fibers turn at rest between two ankle angles: the
    two compartments, each with its pennation, on the aponeurosis of the parts."""
    states = _at_rest(leg, [from_deg, to_deg], sample, _compartments(leg, sample))
    posterior, anterior = np.diff(states.pennation_angle, axis=0)[0][:2]
    return float(posterior / anterior)


def _compartments(leg: Leg, sample: int | None) -> SoleusParts:
    """The soleus divided into posterior and anterior fibers instead of by origin: the first two
    places; the other two have no cross-section."""
    parts, c = soleus_parts(leg, sample), load_constants("soleus_parts").drawn(sample)
    anterior, difference = c["anterior_share"], c["pennation_difference"]
    share = np.array([1.0 - anterior, anterior, 0.0, 0.0])
    tilt = difference * np.array([anterior, anterior - 1.0, 0.0, 0.0])
    i = leg.index("soleus")
    whole = leg.parameters.each(lambda v: np.full(len(PARTS), float(v[i])))
    p = replace(
        whole, max_isometric_force=whole.max_isometric_force * share,
        pennation_angle_at_optimal=whole.pennation_angle_at_optimal * (1.0 + tilt),
    )  # fmt: skip
    return replace(parts, parameters=p, offset=np.zeros(len(PARTS)))


def _held(
    leg: Leg, ankle_deg: Any, knee_deg: float, activation: Any, coupling: float | None,
    sample: int | None,
) -> SharedTendon:  # fmt: skip
    angles = {"ankle_angle": np.radians(ankle_deg), "knee_angle": np.radians(knee_deg)}
    return share_tendon(leg, angles, activation, coupling, sample=sample)


@experiment("mm", spread="own")
def subtendon_sliding(
    leg: Leg, ankle_deg: Any = 0.0, knee_deg: float = 0.0, activation: float = 0.2,
    coupling: float | None = None, sample: int | None = None,
) -> Any:  # fmt: skip
    """How much further the soleus' subtendon (deep) has moved than the gastrocnemii's
    (superficial, mean of both) at the top of the free tendon, all three at one activation, mm."""
    shared = _held(leg, ankle_deg, knee_deg, activation, coupling, sample)
    return _like(1e3 * shared.sliding.mean(axis=-1), ankle_deg)


@experiment("%", spread="own")
def free_tendon_strain(leg: Leg, force_n: float, sample: int | None = None) -> float:
    """Strain of the free Achilles tendon at a force, N, that strains its subtendons alike, %."""
    s = subtendons(leg, sample=sample)
    share = force_n / s.strength
    return float(100 * inverse_tendon_force(share, tendon_shape(s.strain_at_one_norm_force)))


@experiment("%", spread="own")
def aponeurosis_strain(leg: Leg, force_n: float, sample: int | None = None) -> float:
    """Strain of what lies above the free tendon, aponeurosis and proximal tendon of the
    gastrocnemius medialis, at a total Achilles force, N, carried by the three by strength, %."""
    s, i = subtendons(leg, sample=sample), ACHILLES.index("gastrocnemius_medialis")
    p = s.muscles
    strain = leg.achilles_strain(force_n)
    own = s.elongation(force_n * p.max_isometric_force / s.strength)[i]
    above = p.tendon_slack_length[i] - s.length
    return float(100 * (strain * p.tendon_slack_length[i] - own) / above)
