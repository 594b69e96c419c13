"""What pulls and pushes on the fibula in a solved exercise or gait, cause by cause.

All vectors are in the shank frame of `soleus.anatomy.fibula`: x forward, y up, z to the outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.fibula import Fibula, wrench
from soleus.anatomy.leg import Leg
from soleus.anatomy.paths import load_path
from soleus.anatomy.skeleton import rotate
from soleus.anatomy.soleus_parts import soleus_parts
from soleus.base.errors import InputError
from soleus.solve.gait_muscles import groups, member_shares
from soleus.solve.gait_node import leg_ratio
from soleus.solve.gait_solution import LANDMARKS, GaitSolution
from soleus.solve.gait_spread import relative_spread
from soleus.solve.soleus_parts import part_forces
from soleus.solve.solution import Solution

__all__ = [
    "OTHERS",
    "LegLoads",
    "axial_load",
    "axial_share",
    "leg_loads",
    "others_load",
    "soleus_load",
]

Array = NDArray[np.float64]
#: Other muscles that arise from the fibula.
OTHERS = (
    "peroneus_longus", "peroneus_brevis", "flexor_hallucis_longus", "tibialis_posterior",
    "extensor_digitorum_longus", "extensor_hallucis_longus",
)  # fmt: skip
_PERONEI, _BICEPS = ("peroneus_longus", "peroneus_brevis"), ("long_head", "short_head")
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class LegLoads:
    """One leg over time: `time` s and joint angles `ankle`, `knee` rad (time,); `soleus` what each
    of its parts pulls, N (time, part); `forces` N (time,) of other muscles; `ankle_force` N (time,)
    with which the foot pushes the bones of the shank up along it; `body_weight` N."""

    time: Array
    ankle: Array
    knee: Array
    soleus: Array
    forces: Mapping[str, Array]
    ankle_force: Array
    body_weight: float


def leg_loads(leg: Leg, solved: Solution | GaitSolution, sample: int | None = None) -> LegLoads:
    """Loads of a leg in a solved exercise or gait. A gait of another body is scaled by weight; with
    `sample`, its soleus force is drawn within the spread of the gait library.

    Raises `InputError` for anything else, or a motion without an ankle or knee.
    """
    if isinstance(solved, GaitSolution):
        return _of_gait(leg, solved, sample)
    if not isinstance(solved, Solution):
        raise InputError("the fibula needs a solved exercise (Solution) or gait (GaitSolution)")
    angles = solved.trajectory.angles
    for joint in ("ankle_angle", "knee_angle"):
        if joint not in angles:
            raise InputError(f"{solved.trajectory.name}: no {joint}, which the fibula needs")
    forces = {m: solved.force(m) for m in solved.muscles}
    crossing = [m for m in solved.muscles if "ankle_angle" in load_path(m).crosses]
    push = sum((forces[m] for m in crossing), np.zeros(len(solved.time)))
    return LegLoads(
        solved.time, np.asarray(angles["ankle_angle"]), np.asarray(angles["knee_angle"]),
        part_forces(solved, leg, sample), forces, push + _ground_along_shank(solved),
        leg.person.body_weight,
    )  # fmt: skip


def _ground_along_shank(solved: Solution) -> Array:
    """Contact forces on the foot along the shank, N (time,); 0 where none are known."""
    along = np.zeros(len(solved.time))
    if solved.trajectory.body is None:
        return along
    axis = rotate(1j, solved.trajectory.body.tilts["shank"][0])
    for contact in solved.contacts:
        if contact.part == "foot":
            along = along + np.real(contact.force * np.conj(axis))
    return along


def _of_gait(leg: Leg, gait: GaitSolution, sample: int | None) -> LegLoads:
    scale = leg.person.body_weight / gait.leg.person.body_weight
    forces: dict[str, Array] = {}
    for group in groups():
        whole = np.maximum(gait.of(group, "force"), 0.0) * scale
        forces |= {m: whole * share for m, share in member_shares(gait.leg, group).items()}
    if sample is not None:
        z = float(np.random.default_rng([sample, 1]).standard_normal())
        forces["soleus"] = forces["soleus"] * np.exp(z * relative_spread("peak")["soleus"])
    crossing = [m for m in forces if "ankle_angle" in load_path(m).crosses]
    push = sum((forces[m] for m in crossing), np.zeros(len(gait.time)))
    points = gait.points()[:, 0]
    axis = points[:, LANDMARKS.index("knee")] - points[:, LANDMARKS.index("ankle")]
    axis = axis / np.linalg.norm(axis, axis=-1, keepdims=True)
    ground = scale * np.sum(gait.ground_force * axis, axis=-1)
    return LegLoads(
        gait.time * np.sqrt(leg_ratio(leg, gait.leg)),
        gait.angles["ankle_angle"], gait.angles["knee_angle"],
        part_forces(forces["soleus"], leg, sample), forces, push + ground, leg.person.body_weight,
    )  # fmt: skip


def soleus_load(
    leg: Leg, fibula: Fibula, loads: LegLoads, sample: int | None = None
) -> tuple[Array, Array, Array]:
    """Load of the soleus on the fibula (time, 6); the pull of each of its parts on it, N (time,
    part, 3), and where they pull, m (part, 3).

    Each part pulls its share of the fibula from its origin toward where the Achilles tendon
    reaches the heel bone; the arch hangs on the neck of the fibula.
    """
    c, division = fibula.constants, soleus_parts(leg, sample)
    heel = leg.skeleton.heel
    insertion = rotate(heel.real + 1j * (1.0 - c["insertion_height"]) * heel.imag, -loads.ankle)
    target = np.stack([insertion.real, insertion.imag, np.zeros(len(insertion))], axis=-1)
    places = np.array([p.extent[0] if p.bone == "arch" else p.origin for p in division.parts])
    directions = np.stack([_leaned(target - place, c["pull_lean"]) for place in places], axis=1)
    pulls = (loads.soleus * division.fibula_shares)[..., None] * directions
    return wrench(places, pulls).sum(axis=1), pulls, places


def _leaned(line: Array, lean: float) -> Array:
    """Unit vectors along lines (time, 3), turned backward in the sagittal plane by an angle."""
    turned = (line[:, 0] + 1j * line[:, 1]) * np.exp(-1j * lean)
    line = np.stack([turned.real, turned.imag, line[:, 2]], axis=-1)
    result: Array = line / np.linalg.norm(line, axis=-1, keepdims=True)
    return result


def axial_share(fibula: Fibula, ankle: Array) -> Array:
    """Share of the force in the ankle that passes up the shaft at ankle angles, rad (time,);
    beyond full dorsiflexion as there."""
    c = fibula.constants
    rise = np.minimum(ankle, c["ankle_range_top"]) / c["axial_share_rise_angle"]
    share: Array = np.maximum(c["axial_share"] + c["axial_share_rise"] * rise, 0.0)
    return share


def axial_load(fibula: Fibula, loads: LegLoads) -> Array:
    """Load (time, 6) of the foot pushing the malleolus up: so much that the measured share of the
    force in the ankle passes up the shaft."""
    share = axial_share(fibula, loads.ankle)
    force = share * np.maximum(loads.ankle_force, 0.0) / fibula.shaft_share
    return wrench(fibula.malleolus, force[:, None] * _UP)


def others_load(fibula: Fibula, loads: LegLoads) -> Array:
    """Load (time, 6) of the other muscles on the fibula: those that arise from it pull it down; the
    peroneal tendons, which turn behind the malleolus, push that forward and up; the biceps femoris
    pulls the head along the thigh."""
    c = fibula.constants
    total = np.zeros((len(loads.time), 6))
    for muscle in OTHERS:
        force = c[f"{muscle}_share"] * loads.forces[muscle][:, None]
        origin = fibula.shaft(c[f"{muscle}_height"] * fibula.head[1])
        total = total + wrench(origin, -force * _UP)
    slope = loads.ankle - c["peroneal_slope"]
    onward: Any = np.stack([np.cos(slope), np.sin(slope), np.zeros(len(slope))], axis=-1)
    for muscle in _PERONEI:
        force = loads.forces[muscle][:, None]
        total = total + wrench(fibula.malleolus, force * (_UP + onward))
    thigh: Any = np.stack([-np.sin(loads.knee), np.cos(loads.knee), 0.0 * loads.knee], axis=-1)
    for head in _BICEPS:
        force = c["biceps_femoris_share"] * loads.forces[f"biceps_femoris_{head}"][:, None]
        total = total + wrench(fibula.head, force * thigh)
    return total
