"""The arch over a whole exercise or stride: loads from solutions, with and without the soleus."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.foot import Foot, build_foot
from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.skeleton import rotate
from soleus.base.constants import Constants
from soleus.base.errors import InputError
from soleus.solve.arch import ArchState, FootLoads, arch_state
from soleus.solve.gait_constants import gait_constants
from soleus.solve.gait_muscles import ACHILLES_GROUPS, member_shares
from soleus.solve.gait_node import leg_ratio, own_speed
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.solution import Solution

__all__ = [
    "ArchMotion",
    "arch_over",
    "find_instant",
    "gait_loads",
    "least_change",
    "solution_loads",
]

Array = NDArray[np.float64]
#: Long muscles whose tendons pass below the midfoot joint to the forefoot and the toes.
EXTRINSIC = (
    "tibialis_posterior", "flexor_hallucis_longus", "flexor_digitorum_longus", "peroneus_longus",
)  # fmt: skip


@dataclass(frozen=True)
class ArchMotion:
    """The arch over time: `time` (time,) s, the loaded arch `state`, and `contact` (time,), where
    the foot is on the ground. `ankle_angle` (time,) rad is the leg's; `body_weight` N; `speed` m/s
    of this body and `grade` (rise over run) where it is a gait."""

    name: str
    time: Array
    state: ArchState
    contact: NDArray[np.bool_]
    ankle_angle: Array
    body_weight: float
    speed: float | None = None
    grade: float | None = None

    @property
    def foot(self) -> Foot:
        return self.state.foot

    @cached_property
    def without_soleus(self) -> ArchState:
        """The arch without the pull of the soleus: posture, ground force and all other muscles
        as they are, a support under the heel takes what the soleus held (`soleus.solve.arch`)."""
        loads = self.state.loads.without(self.foot, "soleus")
        return arch_state(self.foot, loads, self.state.intrinsics)

    @property
    def soleus_effect(self) -> Array:
        """What the soleus' pull does to arch height, m: + raises, - lowers."""
        effect: Array = self.state.arch_height - self.without_soleus.arch_height
        return effect

    @cached_property
    def straight_toes(self) -> ArchState:
        """The arch under the same loads if the toes were straight: no windlass."""
        loads = self.state.loads
        still = replace(loads, toe_extension=np.zeros_like(loads.couple))
        return arch_state(self.foot, still, self.state.intrinsics)

    @property
    def windlass_effect(self) -> Array:
        """What the bent toes do to arch height, m, by winding up the fascia."""
        effect: Array = self.state.arch_height - self.straight_toes.arch_height
        return effect

    @property
    def achilles_force(self) -> Array:
        """N (time,)."""
        return self.state.loads.achilles_force

    @property
    def beyond_tested(self) -> bool:
        """Whether the fascia ever has to carry more than fasciae of cadavers bore: there other
        tissue must hold a part that this model gives to the fascia."""
        return bool(self.state.fascia_tension.max() > self.foot.fascia_failure)

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Where the arch, with or without the soleus, is one this model knows too little of
        (`ArchState.outside`), (time,): `soleus_effect` is then the most it may be, and
        `least_soleus_effect` the least."""
        return self.state.outside | self.without_soleus.outside

    @property
    def least_soleus_effect(self) -> Array:
        """`soleus_effect`, m, if the midfoot joint gave no way upward where nothing but the joint
        holds the arch down; the same as that wherever it is not `outside`."""
        state, bare = self.state, self.without_soleus
        effect: Array = least_change(
            bare.arch_change, state.arch_change, bare.outside, state.outside
        )
        return effect

    def index_of(self, name: str) -> int:
        """Index of an instant, see `find_instant`."""
        return find_instant(name, self.state.loads, self.contact)


def least_change(before: Any, after: Any, loose_before: Any, loose_after: Any) -> Any:
    """From `before` to `after`, two heights above the unloaded arch, where one that is `loose` may
    in truth be as low as the other or the unloaded arch, whichever is higher."""
    floor = np.maximum(np.minimum(before, after), 0.0)
    low_before, low_after = np.minimum(before, floor), np.minimum(after, floor)
    return np.where(loose_after, low_after, after) - np.where(loose_before, low_before, before)


def arch_over(
    motion: Solution | GaitSolution,
    leg: Leg | None = None,
    constants: Constants | None = None,
    intrinsics: float = 0.0,
    instant: str | None = None,
) -> ArchMotion:
    """The arch over a solved exercise or a gait of one leg, or at one `instant` of it alone
    ("peak" of the Achilles force or "top" of the heel), which is quicker.

    `leg` is the motion's own when None; for a gait it may be another body's, then loads are
    scaled with body weight and foot length, and time with the root of leg length. `constants`
    are those of `soleus.anatomy.foot.build_foot`, `intrinsics` (0 to 1) the activation of the short
    muscles of the sole. Raises `InputError` for recorded trials, whose contacts are not known, for
    an activation outside 0 to 1, and for a load no foot bears (`soleus.solve.arch.arch_state`).
    """
    if not isinstance(motion, Solution | GaitSolution):
        raise InputError("the arch needs a solved exercise (Solution) or gait (GaitSolution)")
    own = leg or motion.leg
    foot = build_foot(own, constants)
    weight = own.person.body_weight
    speed, grade = None, None
    if isinstance(motion, GaitSolution):
        mine, theirs = own.skeleton, motion.leg.skeleton
        speed, grade = own_speed(own, motion), motion.grade
        loads = gait_loads(motion, build_foot(motion.leg, constants)).scaled(
            weight / motion.leg.person.body_weight, mine.foot_length / theirs.foot_length
        )
        name, contact, ankle = motion.gait, motion.on_ground, motion.angles["ankle_angle"]
        time = motion.time * np.sqrt(leg_ratio(own, motion.leg))
    else:
        loads, trajectory = solution_loads(motion, foot), motion.trajectory
        name, time, ankle = trajectory.name, motion.time, trajectory.angles["ankle_angle"]
        contact = trajectory.window("repetition") | trajectory.window("hold")
    if instant is not None:
        one = slice(i := find_instant(instant, loads, contact), i + 1)
        loads, time, contact, ankle = loads.at(one), time[one], contact[one], ankle[one]
    state = arch_state(foot, loads, intrinsics)
    ankle = np.asarray(ankle, dtype=float)
    return ArchMotion(name, time, state, contact, ankle, weight, speed, grade)


def find_instant(name: str, loads: FootLoads, contact: NDArray[np.bool_]) -> int:
    """Index of an instant on the ground: "peak" of the Achilles force, "top" of the heel. Raises
    `InputError` for anything else."""
    values = {"peak": loads.achilles_force, "top": loads.pitch}
    if name not in values:
        raise InputError(f"no instant '{name}'; there are {', '.join(values)}")
    return int(np.argmax(np.where(contact, values[name], -np.inf)))


def solution_loads(solution: Solution, foot: Foot) -> FootLoads:
    """Loads of the foot in a solved exercise, (time,).

    Whole-foot support is split by the center of pressure between heel pad and ball; any other
    rests on the forefoot. Toes stay flat on the ground.
    """
    body, exercise = solution.trajectory.body, solution.trajectory.exercise
    if body is None or exercise is None or not solution.contacts:
        raise InputError(
            f"{solution.trajectory.name}: the arch needs the ground force under the foot, which "
            "only computed exercises have"
        )
    ground = solution.contacts[0]
    pitch = body.tilts["foot"][0]
    place = foot.ankle + rotate(1.0, -pitch) * (ground.point - body.ankle[0])
    force = rotate(1.0, -pitch) * ground.force
    share = np.ones(len(pitch))
    if exercise.support == "whole_foot":
        ahead = (place.real - foot.heel.real) / (foot.ball.real - foot.heel.real)
        share = np.clip(ahead, 0.0, 1.0)
        place = np.where(ahead < 1.0, foot.ball, place)
    forefoot = share * force
    couple = np.imag(np.conj(place - foot.ball) * forefoot)
    pulls = {m: solution.force(m) for m in ACHILLES}
    moments = {m: solution.plantar_flexion_moments[:, solution.leg.index(m)] for m in ACHILLES}
    extrinsic = sum((solution.force(m) for m in EXTRINSIC), np.zeros(len(pitch)))
    toes = solution.trajectory.angles.get("mtp_angle", pitch)
    return FootLoads(
        forefoot, couple, np.asarray(toes, dtype=float), extrinsic, pulls, moments,
        np.abs(ground.force), pitch,
    )  # fmt: skip


def gait_loads(gait: GaitSolution, foot: Foot) -> FootLoads:
    """Loads of the foot over one stride of a predicted gait, (time,): the ground under ball and
    toes, each at its place."""
    force = gait.contact_force[..., 0] + 1j * gait.contact_force[..., 1]
    points = gait.points()[:, 0]
    line = (points[:, 4] - points[:, 3]) @ np.array([1.0, 1j])  # heel to ball
    pitch = -np.angle(line)
    local = rotate(1.0, -pitch)[:, None] * force
    toes = gait.angles["mtp_angle"]
    skeleton = gait.leg.skeleton
    pad = complex(
        (skeleton.toe - skeleton.mtp).real * gait_constants("contact")["toe_pad"].si, -foot.mtp.imag
    )
    arm = foot.mtp + pad * np.exp(1j * toes) - foot.ball
    couple = np.imag(np.conj(arm) * local[:, 2])
    arms = gait.leg.moment_arms(dict(gait.angles) | _still(gait), ("ankle_angle",))[..., 0]
    pulls, moments = _at_heel(gait, arms)
    deep = member_shares(gait.leg, "deep_plantar_flexors")
    part = sum(deep[m] for m in EXTRINSIC)
    return FootLoads(
        local[:, 1] + local[:, 2], couple, toes, part * gait.of("deep_plantar_flexors", "force"),
        pulls, moments, np.abs(force.sum(axis=1)), pitch,
    )  # fmt: skip


def _still(gait: GaitSolution) -> dict[str, Array]:
    return {"subtalar_angle": np.zeros(len(gait.time))}


def _at_heel(gait: GaitSolution, arms: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """Pulls and ankle moments of the calf's muscles; the running model's gastrocnemius is one
    group."""
    pulls, moments = {}, {}
    for group in ACHILLES_GROUPS:
        for m, share in member_shares(gait.leg, group).items():
            pulls[m] = gait.of(group, "force") * share
            moments[m] = -arms[:, gait.leg.index(m)] * pulls[m]
    return pulls, moments
