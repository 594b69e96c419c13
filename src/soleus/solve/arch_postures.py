"""The arch in the postures people ask about, with intervals from what is uncertain.

An exercise is read at one instant: the peak of the Achilles force, or the heel at its highest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from soleus.anatomy.leg import Leg, SameLeg
from soleus.anatomy.possible_legs import ask_legs, possible_legs
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InputError, nearest
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.arch_motion import ArchMotion, arch_over, least_change
from soleus.solve.gait_node import gait_title, nearest_gait, own_speed
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution

__all__ = [
    "POSTURES", "SAMPLES", "ArchReading", "ArchSpread", "Posture", "arch_in", "arch_spread",
    "exercise_postures", "find_posture", "read_arch", "settled",
]  # fmt: skip

#: Time step of a solve, s: exercises move slowly.
_STEP = 0.1
#: Feet that intervals are made of.
SAMPLES = 60
#: Solved exercises kept at a time: about a megabyte each.
_KEPT = 64


@dataclass(frozen=True)
class Posture:
    """Where the arch is read: an exercise by name, or the gait "run" or "walk" at a `speed` (m/s,
    None: the usual one) and `grade` (rise over run), and the instant (see `ArchMotion.index_of`).
    """

    label: str
    motion: str
    instant: str
    gait: str = ""
    speed: float | None = None
    grade: float = 0.0


POSTURES = {
    "standing": Posture("standing still", "quiet_standing", "peak"),
    "calf_raise": Posture("calf raise, heels just up", "standing_calf_raise", "peak"),
    "calf_raise_top": Posture("calf raise, at the top", "standing_calf_raise", "top"),
    "single_leg_raise": Posture("one-leg raise, heel just up", "single_leg_calf_raise", "peak"),
    "single_leg_raise_top": Posture("one-leg raise, at the top", "single_leg_calf_raise", "top"),
    "deep_squat_raise": Posture("deep squat raise, lowest", "deep_squat_calf_raise", "peak"),
    "deep_squat_raise_top": Posture("deep squat raise, at the top", "deep_squat_calf_raise", "top"),
    "running": Posture("running, mid-stance", "", "peak", gait="run"),
    "walking": Posture("walking, push-off", "", "peak", gait="walk"),
}


@dataclass(frozen=True)
class ArchReading:
    """The arch at one instant, numbers or arrays (sample,): heights and changes mm (+ up), forces
    N and body weights (BW), strain %. `soleus_mm` is what the soleus' pull does to arch height,
    `soleus_mm_per_100n` the same for its next 100 N, `windlass_mm` what bent toes do; `without`
    is with the soleus' pull taken away (`soleus.solve.arch`). `fascia_over_failure` is the tension
    of the fascia over that at which fasciae of cadavers failed. Where `outside`, the fascia is
    slack and the arch above the unloaded one, with or without the soleus: `soleus_mm` is then the
    most that pull may do and `least_soleus_mm` the least (the midfoot joint giving no way upward,
    `ArchMotion.outside`)."""

    arch_height_mm: Any
    arch_change_mm: Any
    arch_change_without_mm: Any
    fascia_bw: Any
    fascia_n: Any
    fascia_without_bw: Any
    fascia_strain_percent: Any
    fascia_over_failure: Any
    ligament_n: Any
    midfoot_moment_nm: Any
    energy_j: Any
    flattening_deg: Any
    soleus_mm: Any
    soleus_mm_per_100n: Any
    windlass_mm: Any
    achilles_bw: Any
    soleus_n: Any
    heel_raise_deg: Any
    toe_extension_deg: Any

    @property
    def outside(self) -> Any:
        """Whether the reading is one this model knows too little of, a bool or (sample,)."""
        with_it, bare = self._loose
        return with_it | bare

    @property
    def least_soleus_mm(self) -> Any:
        """The least that the soleus' pull does to arch height, mm; `soleus_mm` if not `outside`."""
        with_it, bare = self._loose
        return least_change(self.arch_change_without_mm, self.arch_change_mm, bare, with_it)

    @property
    def _loose(self) -> tuple[Any, Any]:
        """`ArchState.outside` with the soleus and without."""
        changes = np.array([self.arch_change_mm, self.arch_change_without_mm])
        tensions = np.array([self.fascia_bw, self.fascia_without_bw])
        with_it, bare = (changes > 0) & (tensions <= 0)
        return with_it, bare


def find_posture(name: str) -> Posture:
    """A posture by name; `InputError` with the nearest spelling."""
    if name not in POSTURES:
        raise InputError(f"no posture '{name}'; {nearest(name, POSTURES)}")
    return POSTURES[name]


def exercise_postures(name: str) -> dict[str, Posture]:
    """The instants at which any exercise is read: at its peak and, where the heel moves, at the
    top. Raises as `load_exercise`."""
    exercise = load_exercise(name)
    label = exercise.label.lower()
    known = {k: p for k, p in POSTURES.items() if p.motion == exercise.name}
    if known:
        return known
    found = {exercise.name: Posture(f"{label}, at its peak", name, "peak")}
    if exercise.support == "forefoot" and exercise.low != exercise.high:
        found[f"{exercise.name}_top"] = Posture(f"{label}, at the top", name, "top")
    return found


def settled(leg: Leg, posture: Posture) -> Posture:
    """A posture of a gait with the speed (this body's) and grade of the nearest gait there is, in
    its label too; any other as it is. Raises as `nearest_gait`."""
    if not posture.gait:
        return posture
    gait = nearest_gait(leg, posture.gait, posture.speed, posture.grade)
    speed, part = own_speed(leg, gait), posture.label.rpartition(", ")[2]
    label = f"{gait_title(gait.gait, speed, gait.grade)}, {part}"
    return replace(posture, label=label, speed=speed, grade=gait.grade)


def arch_in(
    leg: Leg,
    posture: Posture,
    constants: Constants | None = None,
    intrinsics: float = 0.0,
    whole: bool = False,
) -> ArchMotion:
    """The arch at the instant of a posture, or with `whole` over all its motion. Raises as
    `arch_over` and, for gaits, `nearest_gait`; `InputError` for a speed or grade without a gait."""
    motion: Solution | GaitSolution
    if posture.gait:
        motion = nearest_gait(leg, posture.gait, posture.speed, posture.grade)
    elif posture.speed is not None or posture.grade:
        raise InputError(f"{posture.label}: speed and grade go with run or walk")
    else:
        motion = _solved(SameLeg(leg), posture.motion)
    return arch_over(motion, leg, constants, intrinsics, None if whole else posture.instant)


@lru_cache(maxsize=_KEPT)
def _solved(same: SameLeg, name: str) -> Solution:
    """A coarsely solved exercise, kept: several postures read the same one."""
    return share_load(same.leg, synthesize(load_exercise(name), same.leg, time_step=_STEP))


def read_arch(motion: ArchMotion, instant: str) -> ArchReading:
    """All numbers at one instant ("peak" or "top")."""
    i = motion.index_of(instant)
    state, bare, weight = motion.state, motion.without_soleus, motion.body_weight
    loads = state.loads
    return ArchReading(
        arch_height_mm=1e3 * state.arch_height[i],
        arch_change_mm=1e3 * state.arch_change[i],
        arch_change_without_mm=1e3 * bare.arch_change[i],
        fascia_bw=state.fascia_tension[i] / weight,
        fascia_n=state.fascia_tension[i],
        fascia_without_bw=bare.fascia_tension[i] / weight,
        fascia_strain_percent=100 * state.fascia_strain[i],
        fascia_over_failure=state.fascia_tension[i] / motion.foot.fascia_failure,
        ligament_n=state.ligament_force[i],
        midfoot_moment_nm=state.midfoot_moment[i],
        energy_j=state.energy[i],
        flattening_deg=np.degrees(state.flattening[i]),
        soleus_mm=1e3 * motion.soleus_effect[i],
        soleus_mm_per_100n=1e5 * state.per_newton("soleus")[i],
        windlass_mm=1e3 * motion.windlass_effect[i],
        achilles_bw=motion.achilles_force[i] / weight,
        soleus_n=loads.pulls["soleus"][i],
        heel_raise_deg=np.degrees(loads.pitch[i]),
        toe_extension_deg=np.degrees(loads.toe_extension[i]),
    )


@dataclass(frozen=True)
class ArchSpread:
    """Readings (sample,) of each posture, and how many legs did not reach it."""

    readings: Mapping[str, ArchReading]
    skipped: Mapping[str, int]


def arch_spread(
    leg: Leg,
    postures: Mapping[str, Posture],
    constants: Constants | None = None,
    intrinsics: float = 0.0,
    count: int = SAMPLES,
    say: Callable[[str], None] = lambda _: None,
) -> ArchSpread:
    """Every posture on `count` legs this person may have, each with its own draw of the foot's
    constants; values changed by hand stay. The forces of a gait are the library's for all samples.
    `say` hears of progress.

    A leg that does not reach a posture is left out there; `InfeasibleError` where most do not.
    Further errors as in `arch_in`.
    """
    base = constants or load_constants("foot")

    def question(posture: Posture) -> Callable[[int, Leg], ArchReading]:
        def read(i: int, other: Leg) -> ArchReading:
            motion = arch_in(other, posture, base.drawn(i), intrinsics)
            return read_arch(motion, posture.instant)

        return read

    answers = ask_legs(
        possible_legs(leg, count), count, {name: question(p) for name, p in postures.items()},
        lambda begun: say(f"the arch of {count} possible feet: {begun}"),
    )  # fmt: skip
    readings = {
        name: ArchReading(
            **{f.name: np.array([getattr(r, f.name) for r in a.found]) for f in fields(ArchReading)}
        )
        for name, a in answers.items()
    }
    return ArchSpread(readings, {name: a.skipped for name, a in answers.items()})
