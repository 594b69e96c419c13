"""The fibula: what the soleus pulls on it, how far its head and its lower end move, and what else
moves them.

Postures are exercises by name, or "walk" and "run" at a speed. Directions are in the shank:
forward, up, outward (to the side of the fibula); "size" is the length of a displacement.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.fibula import GROUPS, RodSpring, build_fibula, wrench
from soleus.anatomy.leg import Leg
from soleus.base.errors import DataError, nearest
from soleus.solve.fibula import CAUSES, FibulaMotion, dorsiflexion_load, fibula_over
from soleus.solve.fibula_loads import axial_share
from soleus.solve.fibula_spread import solve_posture
from soleus.solve.gait_solution import GaitSolution
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]
DIRECTIONS = ("forward", "up", "outward")


def _known(value: str, names: tuple[str, ...], what: str) -> int:
    if value not in names:
        raise DataError(f"fibula: {what} '{value}' is not known; {nearest(value, names)}")
    return names.index(value)


def _along(vectors: Array, direction: str) -> Array:
    """Millimeters along a direction, or the length, of vectors (..., 3) m."""
    if direction == "size":
        size: Array = 1e3 * np.linalg.norm(vectors, axis=-1)
        return size
    part: Array = 1e3 * vectors[..., _known(direction, DIRECTIONS, "direction")]
    return part


def _move(leg: Leg, posture: str, speed_ms: float | None, sample: int | None) -> FibulaMotion:
    return fibula_over(solve_posture(leg, posture, speed_ms), leg, sample)


@experiment("mm", spread="own")
def head_motion(
    leg: Leg, posture: str, cause: str = "together", direction: str = "size",
    speed_ms: float | None = None, sample: int | None = None,
) -> float:  # fmt: skip
    """How far a cause (`soleus.solve.fibula.CAUSES`, or all together) moves the fibular head at
    the largest pull of the soleus, against the unloaded leg with the ankle neutral, mm."""
    m = _move(leg, posture, speed_ms, sample)
    head = m.head[:, m.peak]
    vector = head.sum(axis=0) if cause == "together" else head[_known(cause, CAUSES, "cause")]
    return float(_along(vector, direction))


@experiment("%", spread="own")
def soleus_share_of_head_motion(
    leg: Leg, posture: str, speed_ms: float | None = None, sample: int | None = None
) -> float:
    """The soleus' part of the motion of the fibular head at its largest pull, %: its length over
    the sum of the lengths of all causes."""
    m = _move(leg, posture, speed_ms, sample)
    return float(100 * m.shares[0, m.peak])


@experiment("mm", spread="own")
def fibular_range(
    leg: Leg, posture: str, direction: str, end: str = "malleolus", speed_ms: float | None = None,
    sample: int | None = None,
) -> float:  # fmt: skip
    """Range of a direction that the malleolus or the head goes through, mm; in gait while the
    foot is on the ground."""
    m, on = _on_ground(leg, posture, speed_ms, sample)
    ends = {"malleolus": m.malleolus, "head": m.head}
    _known(end, tuple(ends), "end")
    return float(np.ptp(_along(ends[end].sum(axis=0), direction)[on]))


@experiment("deg", spread="own")
def fibular_turn_range(
    leg: Leg, posture: str, about: str, speed_ms: float | None = None, sample: int | None = None
) -> float:
    """Range the fibula turns through about a direction (up: inward and outward turn), deg; in gait
    while the foot is on the ground."""
    m, on = _on_ground(leg, posture, speed_ms, sample)
    turn = m.rotation.sum(axis=0)[on, _known(about, DIRECTIONS, "direction")]
    return float(np.degrees(np.ptp(turn)))


def _on_ground(
    leg: Leg, posture: str, speed_ms: float | None, sample: int | None
) -> tuple[FibulaMotion, NDArray[np.bool_]]:
    solved = solve_posture(leg, posture, speed_ms)
    m = fibula_over(solved, leg, sample)
    everywhere = np.ones(len(m.time), dtype=bool)
    return m, solved.on_ground if isinstance(solved, GaitSolution) else everywhere


@experiment("mm", spread="own")
def foot_turned_out(leg: Leg, moment_nm: float, direction: str, sample: int | None = None) -> float:
    """How far the malleolus goes when the foot is turned outward with a moment, mm: the talus
    pushes both malleoli with a pair of forces, the outer one backward."""
    fibula = build_fibula(leg, sample)
    force = np.array([-moment_nm / (2.0 * fibula.malleolus[2]), 0.0, 0.0])
    motion = fibula.motion(wrench(fibula.malleolus, force))
    return float(_along(fibula.displacement(motion, fibula.malleolus), direction))


@experiment("mm", spread="own")
def wedge_motion(
    leg: Leg, from_deg: float, to_deg: float, direction: str, end: str = "malleolus",
    sample: int | None = None,
) -> float:  # fmt: skip
    """How far malleolus or head go between two ankle angles of an unloaded leg, mm."""
    fibula = build_fibula(leg, sample)
    motion = fibula.motion(dorsiflexion_load(fibula, np.radians([from_deg, to_deg])))
    ends = {"malleolus": fibula.malleolus, "head": fibula.head}
    _known(end, tuple(ends), "end")
    return float(_along(np.diff(fibula.displacement(motion, ends[end]), axis=0)[0], direction))


@experiment("%", spread="own")
def fibular_load_share(
    leg: Leg, ankle_deg: float = 0.0, without: str = "", sample: int | None = None
) -> float:
    """Share of the load of the shank that passes up the shaft of the fibula, %; `without` one of
    what holds it (ptfj, membrane), with the push on the malleolus as it was."""
    fibula = build_fibula(leg, sample)
    share = float(axial_share(fibula, np.radians(ankle_deg)))
    if without:
        _known(without, GROUPS[:2], "part")
        springs = tuple(s for s in fibula.springs if s.group != without)
        share = share * replace(fibula, springs=springs).shaft_share / fibula.shaft_share
    return 100 * share


@experiment("N", spread="own")
def head_push(leg: Leg, backward_mm: float, sample: int | None = None) -> float:
    """Force that pushes the fibular head backward by a distance, N."""
    fibula = build_fibula(leg, sample)
    back = np.array([-1.0, 0.0, 0.0])
    way = fibula.displacement(fibula.motion(wrench(fibula.head, back)), fibula.head)
    return float(backward_mm / -(1e3 * way[0]))


@experiment("%", spread="own")
def ligament_share(leg: Leg, ligament: str, sample: int | None = None) -> float:
    """Share of a ligament (anterior, interosseous, posterior) in what the three ligaments of the
    lower joint give against pulling the bones apart, %."""
    names = ("anterior", "interosseous", "posterior")
    _known(ligament, names, "ligament")
    springs = {s.name: s for s in build_fibula(leg, sample).springs}
    parts = {n: _outward(springs[f"{n}_tibiofibular"]) for n in names}
    return 100 * parts[ligament] / sum(parts.values())


def _outward(spring: RodSpring) -> float:
    return float(spring.stiffness * spring.row[2] ** 2)
