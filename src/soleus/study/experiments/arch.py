"""The arch of the foot: how far it sinks, what the fascia carries, and what the soleus does to it.

Spread: draws of the foot's constants, each on another sampled leg. Gaits are the library's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from soleus.anatomy.foot import Foot, build_foot
from soleus.anatomy.leg import Leg
from soleus.base.constants import load_constants
from soleus.base.errors import DataError, nearest
from soleus.solve.arch import ArchState, FootLoads, arch_state
from soleus.solve.arch_motion import ArchMotion
from soleus.solve.arch_postures import ArchReading, arch_in, find_posture, read_arch
from soleus.study.experiments.registry import experiment

#: Rounds between the bend of a pressed foot and the share of the force on its forefoot; settled
#: to a tenth of a millimeter before the last.
_ROUNDS = 10


def _reading(
    leg: Leg, posture: str, sample: int | None, speed_ms: float | None = None,
    intrinsics_percent: float = 0.0, **constants: float,
) -> ArchReading:  # fmt: skip
    place = replace(find_posture(posture), speed=speed_ms)
    drawn = load_constants("foot").changed(**constants).drawn(sample)
    return read_arch(arch_in(leg, place, drawn, intrinsics_percent / 100), place.instant)


@experiment("mm", spread="own")
def arch_change(
    leg: Leg, posture: str, soleus: bool = True, speed_ms: float | None = None,
    intrinsics_percent: float = 0.0, fascia: bool = True, sample: int | None = None,
) -> float:  # fmt: skip
    """How far the arch stands above its unloaded height, mm (- lower), with the soleus' pull or
    without it (posture and weight as they are, a support under the heel takes over); `fascia`
    false is a cut one."""
    cut = {} if fascia else {"fascia_stiffness": 0.0}
    found = _reading(leg, posture, sample, speed_ms, intrinsics_percent, **cut)
    return float(found.arch_change_mm if soleus else found.arch_change_without_mm)


@experiment("mm", spread="own")
def soleus_on_arch(
    leg: Leg, posture: str, speed_ms: float | None = None, sample: int | None = None
) -> float:
    """What the soleus' whole pull does to arch height in a posture, mm: + raises, - lowers."""
    return float(_reading(leg, posture, sample, speed_ms).soleus_mm)


@experiment("mm", spread="own")
def soleus_on_arch_per_100n(
    leg: Leg, posture: str, speed_ms: float | None = None, sample: int | None = None
) -> float:
    """What 100 N more of the soleus' pull do to arch height at the same weight, mm."""
    return float(_reading(leg, posture, sample, speed_ms).soleus_mm_per_100n)


@experiment("mm", spread="own")
def windlass_on_arch(leg: Leg, posture: str, sample: int | None = None) -> float:
    """What bending the toes does to arch height in a posture, mm: + raises."""
    return float(_reading(leg, posture, sample).windlass_mm)


@experiment("BW", spread="own")
def fascia_tension(
    leg: Leg, posture: str, speed_ms: float | None = None, sample: int | None = None
) -> float:
    """Tension of the plantar fascia in a posture, body weights."""
    return float(_reading(leg, posture, sample, speed_ms).fascia_bw)


def _gait(leg: Leg, gait: str, speed_ms: float, sample: int | None) -> ArchMotion:
    place = find_posture({"run": "running", "walk": "walking"}[gait])
    place = replace(place, speed=speed_ms)
    return arch_in(leg, place, load_constants("foot").drawn(sample), whole=True)


@experiment("BW", spread="own")
def peak_fascia_tension(leg: Leg, gait: str, speed_ms: float, sample: int | None = None) -> float:
    """Largest tension of the plantar fascia over a step, body weights."""
    motion = _gait(leg, gait, speed_ms, sample)
    return float(motion.state.fascia_tension[motion.contact].max() / motion.body_weight)


@experiment("N", spread="own")
def peak_fascia_force(leg: Leg, gait: str, speed_ms: float, sample: int | None = None) -> float:
    """Largest tension of the plantar fascia over a step, N."""
    motion = _gait(leg, gait, speed_ms, sample)
    return float(motion.state.fascia_tension[motion.contact].max())


@experiment("1", spread="own")
def fascia_with_achilles(leg: Leg, gait: str, speed_ms: float, sample: int | None = None) -> float:
    """Correlation of fascia tension with Achilles force over stance."""
    motion = _gait(leg, gait, speed_ms, sample)
    on = motion.contact
    return float(np.corrcoef(motion.state.fascia_tension[on], motion.achilles_force[on])[0, 1])


@experiment("mm", spread="own")
def largest_arch_drop(leg: Leg, gait: str, speed_ms: float, sample: int | None = None) -> float:
    """How far the arch sinks below its unloaded height over a step, mm."""
    motion = _gait(leg, gait, speed_ms, sample)
    return float(-1e3 * motion.state.arch_change[motion.contact].min())


@experiment("deg", spread="own")
def arch_angle(leg: Leg, gait: str, speed_ms: float, part: str, sample: int | None = None) -> float:
    """How far the midfoot joint stands above its unloaded angle, deg (- flatter): the lowest of
    the first quarter of stance ("early"), or at the peak of the Achilles force ("late")."""
    motion = _gait(leg, gait, speed_ms, sample)
    rise = -np.degrees(motion.state.flattening)
    if part == "late":
        return float(rise[motion.index_of("peak")])
    if part != "early":
        raise DataError(f"arch_angle: part '{part}' is not early or late")
    time, rise = motion.time[motion.contact], rise[motion.contact]
    return float(rise[time - time[0] <= (time[-1] - time[0]) / 4].min())


def _plain(foot: Foot, force: float, pulled: float, arm: float) -> ArchState:
    """A foot flat on the ground under `force` N in all, its Achilles tendon pulled by `pulled` N
    over `arm` m, all else slack: the balance of the ankle says what stands on the forefoot."""
    reach = (foot.ball - foot.heel).real
    front = (force * (foot.ankle - foot.heel).real + pulled * arm) / reach
    return _pressed(foot, min(front, force))


def _pressed(foot: Foot, front: float) -> ArchState:
    """A foot with straight toes under `front` N at the ball, no muscle pulling."""
    none = np.zeros(1)
    loads = FootLoads(np.array([1j * front]), none, none, none, {}, {}, none + front, none)
    return arch_state(foot, loads)


def _achilles_arm(leg: Leg) -> float:
    still = {k: np.zeros(1) for k in ("hip_flexion", "knee_angle", "ankle_angle", "subtalar_angle",
                                      "mtp_angle")}  # fmt: skip
    arms = leg.moment_arms(still, ("ankle_angle",))
    return float(-arms[0, leg.index("soleus"), 0])


@experiment("1", spread="own")
def achilles_over_weight(leg: Leg, force_n: float = 350.0, sample: int | None = None) -> float:
    """How much more a newton at the Achilles tendon tightens the fascia of a standing foot than a
    newton of weight, with `force_n` on the foot."""
    foot, arm = build_foot(leg, load_constants("foot").drawn(sample)), _achilles_arm(leg)
    pulled = 0.75 * force_n

    def tension(force: float, pull: float) -> float:
        return float(_plain(foot, force, pull, arm).fascia_tension[0])

    by_pull = tension(force_n, pulled + 20) - tension(force_n, pulled - 20)
    return by_pull / (tension(force_n + 20, pulled) - tension(force_n - 20, pulled))


@experiment("N", spread="own")
def standing_fascia(
    leg: Leg, achilles_n: float, force_n: float = 350.0, sample: int | None = None
) -> float:
    """Tension of the fascia of a foot flat on the ground under a force, Achilles pulled, N."""
    foot = build_foot(leg, load_constants("foot").drawn(sample))
    return float(_plain(foot, force_n, achilles_n, _achilles_arm(leg)).fascia_tension[0])


@experiment("mm", spread="own")
def standing_arch(
    leg: Leg, achilles_n: float, force_n: float = 350.0, sample: int | None = None
) -> float:
    """Arch height of a foot flat on the ground under a force, Achilles pulled, mm."""
    foot = build_foot(leg, load_constants("foot").drawn(sample))
    return float(1e3 * _plain(foot, force_n, achilles_n, _achilles_arm(leg)).arch_height[0])


@experiment("", spread="own")
def pressed_foot(
    leg: Leg, force_n: float, number: str = "drop_mm", arch_mm: Any = None,
    fascia: bool = True, sample: int | None = None,
) -> Any:  # fmt: skip
    """A dead foot on two blocks, pressed down at the ankle: "drop_mm" of the ankle, "longer_mm" of
    the line from heel to ball, "energy_j" stored, for any unloaded arch height, the fascia whole
    or cut; `arch_mm` can be an array. The ankle goes with the hindfoot, and the forefoot's share of
    the force with it."""
    if np.ndim(arch_mm):
        rest = force_n, number
        return np.array([pressed_foot(leg, *rest, float(h), fascia, sample) for h in arch_mm])
    changes = {} if fascia else {"fascia_stiffness": 0.0}
    if arch_mm is not None:
        changes["midfoot_height"] = arch_mm / 1e3 / leg.skeleton.foot_length
    foot = build_foot(leg, load_constants("foot").changed(**changes).drawn(sample))
    bend = 0.0
    for _ in range(_ROUNDS):
        reach = abs(foot.ball - foot.heel) + float(foot.spread(bend))
        share = float((_ankle(foot, bend) - foot.heel).real) / reach
        bend = float(_pressed(foot, share * force_n).flattening[0])
    numbers = {
        "drop_mm": 1e3 * (foot.ankle - _ankle(foot, bend)).imag,
        "longer_mm": 1e3 * foot.spread(bend),
        "energy_j": foot.energy(bend, 0.0),
    }
    if number not in numbers:
        raise DataError(f"pressed_foot: no number '{number}'; {nearest(number, numbers)}")
    return float(numbers[number])


def _ankle(foot: Foot, bend: float) -> complex:
    """Place of the ankle when the line from heel to ball stays level and the heel where it is."""
    behind, height = foot.bow(bend)
    joint = foot.ball + foot.spread(bend) - behind + 1j * height
    turned = (joint - foot.heel) / (foot.midfoot - foot.heel)
    return complex(foot.heel + (foot.ankle - foot.heel) * turned)
