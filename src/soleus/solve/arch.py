"""The arch of the foot under load: how far it sinks, and what fascia and ligament then carry.

A computation after the fact. The leg was solved with a stiff foot; its ground forces, muscle
forces and toe angles are taken as they are, and the midfoot joint turns until fascia, ligament,
joint and muscles balance what the ground does to the forefoot. Nothing goes back to the leg, and
the line from heel to ball keeps its direction. Weight and inertia of the foot are left out.

The Achilles tendon pulls on the hindfoot, so it reaches the arch only through the ground: the
harder it pulls, the more of the same body weight stands on the forefoot. What a muscle does to
the arch is asked in two ways:

`without` its pull, posture, weight and all other muscles stay; what it held, a support under the
heel takes over. With the heel down that is the ground: the center of pressure moves back until
the ankle balances again. With the heel up it is as if the heel lay on a block, for without the
muscle nobody could stand there.

`per newton`, the same for a little of its pull: how far the arch height moves for one newton more,
total ground force unchanged, the center of pressure moving forward with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.foot import Foot
from soleus.base.errors import InputError

__all__ = ["ArchState", "FootLoads", "arch_state"]

Array = NDArray[np.float64]
Points = NDArray[np.complex128]
#: Flattening is sought between these, rad; no foot goes that far.
_RANGE = (-0.6, 1.2)
#: Moments count as balanced below this, N m; reached after some fifteen steps.
_BALANCED, _STEPS = 1e-7, 200


@dataclass(frozen=True)
class FootLoads:
    """What acts on one foot, (time,) each, in the foot's own frame (`soleus.anatomy.foot`).

    `forefoot` is the ground's force on forefoot and toes, N, complex, and `couple` its moment
    about the ball of the foot, N m, counterclockwise (lifting the toes) +. `toe_extension` rad.
    `extrinsic` N is the pull of the long muscles whose tendons run below the midfoot joint to the
    forefoot. `pulls` N are muscles at the heel and `moments` N m what they give at the ankle,
    plantar flexion +. `total` N is the whole ground force, `pitch` rad how far the heel is up.
    """

    forefoot: Points
    couple: Array
    toe_extension: Array
    extrinsic: Array
    pulls: dict[str, Array]
    moments: dict[str, Array]
    total: Array
    pitch: Array

    @property
    def achilles_force(self) -> Array:
        """N."""
        total: Array = sum(self.pulls.values(), np.zeros(len(self.couple)))
        return total

    def about_heel(self, foot: Foot) -> Array:
        """Moment of the ground under the forefoot about the heel, N m."""
        moment: Array = np.imag(np.conj(foot.ball - foot.heel) * self.forefoot) + self.couple
        return moment

    def kept(self, foot: Foot, *muscles: str) -> Array:
        """Share (0 to 1) of the ground force on the forefoot that stays there without the pull of
        these muscles, as a support under the heel takes over what they held."""
        lost = sum((self.moments[m] for m in muscles), np.zeros(len(self.couple)))
        held = self.about_heel(foot)
        share: Array = np.where(held > 1e-6, 1.0 - lost / np.maximum(held, 1e-6), 1.0)
        return np.clip(share, 0.0, 1.0)

    def without(self, foot: Foot, *muscles: str) -> FootLoads:
        """The same posture and ground force without the pull of these muscles (see above)."""
        share, none = self.kept(foot, *muscles), np.zeros(len(self.couple))
        return replace(
            self, forefoot=self.forefoot * share, couple=self.couple * share,
            pulls={**self.pulls, **dict.fromkeys(muscles, none)},
            moments={**self.moments, **dict.fromkeys(muscles, none)},
        )  # fmt: skip

    def scaled(self, force: float, length: float) -> FootLoads:
        """Loads of a body `force` times as heavy with bones `length` times as long."""
        return replace(
            self, forefoot=self.forefoot * force, couple=self.couple * force * length,
            extrinsic=self.extrinsic * force, total=self.total * force,
            pulls={m: v * force for m, v in self.pulls.items()},
            moments={m: v * force * length for m, v in self.moments.items()},
        )  # fmt: skip

    def at(self, index: Any) -> FootLoads:
        """Some of the instants (an index, slice or mask; one index keeps the time axis)."""
        index = np.atleast_1d(np.arange(len(self.couple))[index])
        return FootLoads(
            self.forefoot[index], self.couple[index], self.toe_extension[index],
            self.extrinsic[index], {m: v[index] for m, v in self.pulls.items()},
            {m: v[index] for m, v in self.moments.items()}, self.total[index], self.pitch[index],
        )  # fmt: skip


@dataclass(frozen=True)
class ArchState:
    """The loaded arch, (time,) each.

    `flattening` rad; `arch_height` of the midfoot joint above the line from heel to ball, m, and
    its `arch_change` from the unloaded foot with straight toes (- is lower); `fascia_tension` and
    `ligament_force` N, `fascia_strain` ratio; `midfoot_moment` N m with which the ground flattens,
    `stiffness` N m/rad against more of it; `energy` J in the springs.
    """

    foot: Foot
    loads: FootLoads
    intrinsics: float
    flattening: Array
    arch_height: Array
    arch_change: Array
    fascia_tension: Array
    fascia_strain: Array
    ligament_force: Array
    midfoot_moment: Array
    stiffness: Array
    energy: Array

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Where the arch stands above the unloaded one with its fascia slack, (time,): there only
        the joint resists, which was measured in flattening alone. How far the arch rises then is
        a guess, and what held it down counts for more than it may."""
        result: NDArray[np.bool_] = (self.flattening < 0) & (self.fascia_tension <= 0)
        return result

    def per_newton(self, muscle: str) -> Array:
        """Rise of the arch, m, for one newton more pull of a muscle at the heel (- where the pull
        lowers it), total ground force as it is; 0 where the muscle does not pull."""
        pull, held = self.loads.pulls[muscle], self.loads.about_heel(self.foot)
        carries = (pull > 1e-6) & (held > 1e-6)
        arm = np.where(carries, self.loads.moments[muscle] / np.maximum(pull, 1e-6), 0.0)
        moment = self.midfoot_moment * arm / np.where(carries, held, 1.0)
        rise: Array = _height_slope(self.foot, self.flattening) * moment / self.stiffness
        return rise


def _ground_moment(foot: Foot, loads: FootLoads, flattening: Any) -> Any:
    """Moment of the ground about the midfoot joint that lifts the forefoot, N m."""
    ahead, height = foot.bow(flattening)
    return np.imag((ahead + 1j * height) * loads.forefoot) + loads.couple


def _unbalanced(foot: Foot, loads: FootLoads, intrinsics: float, flattening: Any) -> Any:
    """Moments that hold the arch up less those that flatten it, N m: rises with flattening."""
    held = foot.passive_moment(flattening, loads.toe_extension)
    held = held + loads.extrinsic * foot.extrinsic_arm
    held = held + intrinsics * foot.intrinsic_force * foot.intrinsic_arm
    return held - _ground_moment(foot, loads, flattening)


def arch_state(foot: Foot, loads: FootLoads, intrinsics: float = 0.0) -> ArchState:
    """Equilibrium of the midfoot joint at every instant.

    `intrinsics` is the activation (0 to 1) of the short muscles of the sole. Raises `InputError`
    for an activation outside its range, and for a load no foot bears.
    """
    if not 0.0 <= intrinsics <= 1.0:
        raise InputError(f"intrinsics {intrinsics:g} is outside 0 to 1")
    flattening = _find_root(lambda bend: _unbalanced(foot, loads, intrinsics, bend), loads)
    step = 1e-5
    stiffness = (
        _unbalanced(foot, loads, intrinsics, flattening + step)
        - _unbalanced(foot, loads, intrinsics, flattening - step)
    ) / (2 * step)
    height = foot.arch_height(flattening)
    elongation = foot.fascia_elongation(flattening, loads.toe_extension)
    return ArchState(
        foot, loads, intrinsics, flattening, height, height - foot.arch_height(0.0),
        foot.fascia.force(elongation), np.maximum(elongation - foot.fascia.slack, 0.0)
        / foot.fascia.length, foot.ligament.force(foot.ligament_elongation(flattening)),
        _ground_moment(foot, loads, flattening), stiffness,
        foot.energy(flattening, loads.toe_extension),
    )  # fmt: skip


def _find_root(unbalanced: Callable[[Array], Array], loads: FootLoads) -> Array:
    """Where a rising function is 0, all instants at once: false position (Illinois)."""
    low, high = (np.full(len(loads.couple), end) for end in _RANGE)
    at_low, at_high = unbalanced(low), unbalanced(high)
    if not (np.all(at_low <= 0) and np.all(at_high >= 0)):
        raise InputError("arch: this load would fold the foot; it is far beyond what feet bear")
    middle, side = low, np.zeros(len(low))
    for _ in range(_STEPS):
        middle = high - (high - low) * at_high / np.maximum(at_high - at_low, 1e-300)
        value = unbalanced(middle)
        if np.abs(value).max() < _BALANCED:
            break
        now = np.sign(value)
        above, again = now > 0, now == side  # the end that stays twice counts half
        left = np.where(again, 0.5, 1.0)
        at_low, at_high = (
            np.where(above, at_low * left, value), np.where(above, value, at_high * left)
        )  # fmt: skip
        low, high = np.where(above, low, middle), np.where(above, middle, high)
        side = now
    return middle


def _height_slope(foot: Foot, flattening: Array) -> Any:
    step = 1e-5
    high, low = foot.arch_height(flattening + step), foot.arch_height(flattening - step)
    return (high - low) / (2 * step)
