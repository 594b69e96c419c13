"""A person's leg: muscles sized by volume, paths scaled by bones, ranges by measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.paths import FITTED_RANGE, MusclePath, load_path
from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import Skeleton, body_constants, build_skeleton
from soleus.base.errors import InputError
from soleus.muscle.curves import inverse_tendon_force, tendon_shape
from soleus.muscle.parameters import (
    Muscle,
    MuscleParameters,
    list_muscles,
    load_muscle,
    stack_parameters,
)

__all__ = ["ACHILLES", "Leg", "SameLeg", "build_leg", "lower_limb_volume"]

#: Muscles that pull on the Achilles tendon.
ACHILLES = ("soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis")


@dataclass(frozen=True)
class Leg:
    """One leg of one person, ready to compute.

    `muscles` names the order of every muscle axis; `parameters` holds arrays of shape
    (muscle,); `paths` one `MusclePath` each. `max_dorsiflexion_straight`, `_bent` and
    `max_plantar_flexion` (rad, all positive) are this person's weight-bearing ankle range.
    `strength_factor` is measured over expected strength of the plantar flexors (1 = unmeasured).

    A `Leg` can also stand for many legs of one skeleton (`soleus.anatomy.sampling`): then
    `parameters` hold arrays (leg, muscle), and lengths and arms come out (leg, time, muscle).
    """

    person: Person
    skeleton: Skeleton
    muscles: tuple[str, ...]
    parameters: MuscleParameters
    paths: tuple[MusclePath, ...]
    max_dorsiflexion_straight: float
    max_dorsiflexion_bent: float
    max_plantar_flexion: float
    strength_factor: float = 1.0
    warnings: tuple[str, ...] = field(default=())

    def index(self, muscle: str) -> int:
        """Place of a muscle on the muscle axis."""
        return self.muscles.index(muscle)

    def only(self, muscles: Sequence[str]) -> Leg:
        """The leg with some of its muscles alone, in the order given."""
        chosen = [self.index(m) for m in muscles]
        return replace(
            self, muscles=tuple(muscles), paths=tuple(self.paths[i] for i in chosen),
            parameters=self.parameters.each(lambda v: v[..., chosen]),
        )  # fmt: skip

    @property
    def achilles_indices(self) -> tuple[int, ...]:
        return tuple(self.index(m) for m in ACHILLES)

    def achilles_strain(self, force: Any) -> Any:
        """Strain (ratio) of the Achilles tendon as a whole at a total force, N: the tendon curve
        as if its three parts shared the force evenly; 0 where slack."""
        p, index = self.parameters, list(self.achilles_indices)
        strength = p.max_isometric_force[..., index]
        total = strength.sum(axis=-1)
        strain = (p.tendon_strain_at_one_norm_force[..., index] * strength).sum(axis=-1) / total
        if np.ndim(total):  # many legs: forces are (leg, time)
            total, strain = total[:, None], strain[:, None]
        share = np.maximum(np.asarray(force) / total, 1e-9)
        return np.maximum(inverse_tendon_force(share, tendon_shape(strain)), 0.0)

    def muscle_tendon_lengths(self, angles: dict[str, Any]) -> NDArray[np.float64]:
        """Muscle-tendon lengths, m, shape (time, muscle); angles in rad, (time,) each.

        Beyond the range the paths were fitted on, lengths go on in a straight line.
        """
        inside = _inside_fitted_range(angles)
        lengths = [np.asarray(path.length(inside), dtype=float) for path in self.paths]
        result = np.stack(np.broadcast_arrays(*lengths), axis=-1)
        for coordinate, value in angles.items():
            beyond = np.asarray(value - inside[coordinate])
            if np.any(beyond):
                arms = self.moment_arms(inside, (coordinate,))[..., 0]
                result = result - arms * beyond[..., None]
        return result

    def moment_arms(
        self, angles: dict[str, Any], coordinates: tuple[str, ...]
    ) -> NDArray[np.float64]:
        """Moment arms, m, shape (time, muscle, coordinate): minus the slope of the lengths."""
        inside = _inside_fitted_range(angles)
        one = self.paths[0].reference_length
        shape = np.broadcast(*inside.values(), np.asarray(one)).shape
        arms = np.zeros((*shape, len(self.paths), len(coordinates)))
        for i, path in enumerate(self.paths):
            for j, coordinate in enumerate(coordinates):
                if coordinate in path.crosses:
                    arms[..., i, j] = path.moment_arm(inside, coordinate)
        return arms

    def max_dorsiflexion(self, knee_angle: Any) -> Any:
        """Largest weight-bearing dorsiflexion, rad, at a knee flexion angle, rad."""
        bend = body_constants("strength", "range")["knee_bend_for_full_range"].si
        share = np.clip(np.asarray(knee_angle, dtype=float) / bend, 0.0, 1.0)
        straight, bent = self.max_dorsiflexion_straight, self.max_dorsiflexion_bent
        return straight + share * (bent - straight)


@dataclass(frozen=True, eq=False)
class SameLeg:
    """A leg as the key of a cache: equal to itself alone, as arrays cannot be keys."""

    leg: Leg

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameLeg) and other.leg is self.leg

    def __hash__(self) -> int:
        return id(self.leg)


def _inside_fitted_range(angles: dict[str, Any]) -> dict[str, Any]:
    return {k: np.clip(v, *FITTED_RANGE[k]) for k, v in angles.items()}


def lower_limb_volume(person: Person) -> float:
    """Volume of all muscles of one leg, m^3, from height and mass (`handsfield2014`)."""
    return _volume_at(_size(person)) * _below_data(person)


def _volume_at(size: float) -> float:
    constants = body_constants("strength", "muscle")
    return constants["volume_per_size"].si * size + constants["volume_base"].si


def _size(person: Person) -> float:
    """Height times mass, m kg, where the volume lines are read: never below their data."""
    smallest = body_constants("strength", "muscle")["volume_smallest_size"].si
    return max(person.height * person.mass, smallest)


def _below_data(person: Person) -> float:
    """Bodies smaller than any measured one get muscle in proportion to height times mass: the
    lines have intercepts and would give them far too much, or less than nothing."""
    return person.height * person.mass / _size(person)


def _scales(person: Person, skeleton: Skeleton) -> tuple[float, float, dict[str, float]]:
    """Length scales of shank and thigh, and arm scales of the joints, against the source body."""
    reference = body_constants("strength", "muscle")["reference_height"].si
    lengths = body_constants("segments", "lengths")
    shank = skeleton.shank.length / (lengths["shank"].si * reference)
    thigh = skeleton.thigh.length / (lengths["thigh"].si * reference)
    foot = skeleton.foot_length / (lengths["foot"].si * reference)
    arms = {
        "hip_flexion": thigh,
        "knee_angle": math.sqrt(thigh * shank),
        "ankle_angle": foot,
        "subtalar_angle": foot,
        "mtp_angle": foot,
    }
    return shank, thigh, arms


def _muscle_parameters(muscle: Muscle, scale: float, person: Person) -> MuscleParameters:
    si = {key: quantity.si for key, quantity in muscle.constants.items()}
    tension = body_constants("strength", "muscle")["specific_tension"].si
    volume = si["volume_slope"] * _volume_at(_size(person)) + si["volume_intercept"]
    own_volume = volume * _below_data(person)
    fiber = si["optimal_fiber_length"] * scale
    return MuscleParameters(
        max_isometric_force=tension * own_volume / fiber,
        optimal_fiber_length=fiber,
        tendon_slack_length=si["tendon_slack_length"] * scale,
        pennation_angle_at_optimal=si["pennation_angle_at_optimal"],
        max_contraction_velocity=si["max_contraction_velocity"],
        tendon_strain_at_one_norm_force=si["tendon_strain_at_one_norm_force"],
        passive_fiber_strain_at_one_norm_force=si["passive_fiber_strain_at_one_norm_force"],
    )


def build_leg(person: Person) -> Leg:
    """Scale skeleton, paths, strength and range to a person.

    Muscle volume follows height and mass, maximal isometric force is volume over optimal
    fiber length times specific tension; lengths and moment arms follow the bones. Measured
    lengths and ranges replace estimates; a measured strength or tendon stiffness moves all
    uncertain parameters, each as far as it is uncertain, until the leg meets it
    (`soleus.anatomy.calibration`). Raises `InputError` when a measurement is so far from what a
    body of this size can have that one of the numbers must be wrong.
    """
    skeleton = build_skeleton(person)
    shank, thigh, arm_scale = _scales(person, skeleton)
    names = tuple(list_muscles())
    muscles = [load_muscle(name) for name in names]
    scales = [shank if "ankle_angle" in load_path(n).crosses else thigh for n in names]
    parameters = [_muscle_parameters(m, k, person) for m, k in zip(muscles, scales, strict=True)]
    paths = tuple(
        load_path(name).scaled(scale, arm_scale) for name, scale in zip(names, scales, strict=True)
    )
    straight, bent = _dorsiflexion_range(person, skeleton)
    leg = Leg(
        person=person,
        skeleton=skeleton,
        muscles=names,
        parameters=stack_parameters(parameters),
        paths=paths,
        max_dorsiflexion_straight=straight,
        max_dorsiflexion_bent=bent,
        max_plantar_flexion=body_constants("strength", "range")["plantar_flexion"].si,
        warnings=person.warnings,
    )
    if person.strength_tests or person.heel_raises or person.tendon_stiffness:
        from soleus.anatomy.calibration import meet_measurements

        return meet_measurements(leg)
    return leg


def _dorsiflexion_range(person: Person, skeleton: Skeleton) -> tuple[float, float]:
    """Dorsiflexion, rad, knee straight and bent; from the knee-to-wall distance if measured.

    In the test the heel stays down and the knee touches the wall, so the tilt of the shank
    is the dorsiflexion: shank * sin(tilt) spans from the ankle to the wall less the kneecap.
    """
    constants = body_constants("strength", "range")
    straight = constants["dorsiflexion_knee_straight"].si
    bent = constants["dorsiflexion_knee_bent"].si
    if person.knee_to_wall is None:
        return straight, bent
    reach = skeleton.toe.real + person.knee_to_wall - constants["knee_front"].si
    if not 0 < reach < 0.85 * skeleton.shank.length:
        raise InputError(
            f"person: knee_to_wall {100 * person.knee_to_wall:g} cm does not fit a shank of "
            f"{100 * skeleton.shank.length:.0f} cm and a foot of "
            f"{100 * skeleton.foot_length:.0f} cm"
        )
    measured = math.asin(reach / skeleton.shank.length)
    return straight + measured - bent, measured
