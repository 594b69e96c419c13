"""How far an ankle bends: by the passive moment of its muscles, and with the body's weight on it.

Only muscles and tendons resist here; skin, capsule, ligaments and bone do not. So passive angles
hold while the calf is what stops the ankle, and not beyond `LIMIT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.function import ANKLES, KNEES, check_angle, plantar_flexion_strength
from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.constants import load_constants
from soleus.base.errors import InputError
from soleus.muscle.contraction import muscle_state

__all__ = ["LIMIT", "FullStretch", "PassiveRange", "full_stretch", "passive_range"]

Array = NDArray[np.float64]
#: Largest dorsiflexion, rad, the muscle paths were fitted on.
LIMIT = ANKLES[1]
_GRID = np.radians(np.arange(-50.0, 41.0, 2.0))


@dataclass(frozen=True)
class PassiveRange:
    """Dorsiflexion `angle`, rad, at which silent muscles resist with `moment`, N m, at one knee
    angle, rad; `angle` is (leg,) for many legs. Where they do not resist so much up to `LIMIT`,
    `angle` is `LIMIT` and `reached` False: there the joint itself, not the calf, must stop it."""

    knee_angle: float
    moment: float
    angle: Any
    reached: Any


def passive_range(leg: Leg, knee_angle: float, moment: float | None = None) -> PassiveRange:
    """How far an examiner bends the ankle without body weight: to where the passive
    plantar-flexion moment is `moment`, N m (of the hand, in `data/models/function.toml`, unless
    given), at a `knee_angle`, rad, flexion +. Raises `InputError` for a moment that is not above 0,
    or a knee angle outside 0 to 140 deg."""
    wanted = load_constants("function")["hand_moment"] if moment is None else moment
    if not wanted > 0:
        raise InputError(f"passive range: moment {wanted:g} N m must be above 0")
    found = plantar_flexion_strength(leg, _GRID, knee_angle, activation=0.0).total[..., 0, :]
    beyond = found >= wanted
    after = np.maximum(np.argmax(beyond, axis=-1), 1)[..., None]
    low, high = (np.take_along_axis(found, i, -1)[..., 0] for i in (after - 1, after))
    part = (wanted - low) / (high - low)
    angle = _GRID[after[..., 0] - 1] + part * (_GRID[1] - _GRID[0])
    reached = beyond.any(axis=-1)
    angle = np.where(reached, angle, LIMIT)
    if found.ndim == 1:
        return PassiveRange(knee_angle, wanted, float(angle), bool(reached))
    return PassiveRange(knee_angle, wanted, angle, reached)


@dataclass(frozen=True)
class FullStretch:
    """What full stretch is for this person: the largest weight-bearing dorsiflexion at one knee
    angle, and the silent calf there.

    Angles rad; for each muscle of the Achilles tendon `normalized_fiber_lengths` (share of
    optimal), `forces` N and `moments` N m; `moment` N m of all muscles; `tendon_strain` (ratio) of
    the Achilles tendon as a whole; `tolerated_moment` N m, at which people ask to stop, and its
    standard deviation.
    """

    knee_angle: float
    ankle_angle: float
    normalized_fiber_lengths: Mapping[str, float]
    forces: Mapping[str, float]
    moments: Mapping[str, float]
    moment: float
    tendon_strain: float
    tolerated_moment: float
    tolerated_spread: float

    @property
    def limited_by(self) -> str:
        """ "calf" where its passive moment is one at which people ask to stop (within a standard
        deviation), "joint" where it is less: then something else ends the movement first."""
        return "calf" if self.moment >= self.tolerated_moment - self.tolerated_spread else "joint"

    @property
    def tightest(self) -> str:
        """Who resists most: "soleus", or "gastrocnemius" with both its heads."""
        soleus = self.moments["soleus"]
        heads = sum(v for m, v in self.moments.items() if m != "soleus")
        return "soleus" if soleus >= heads else "gastrocnemius"


def full_stretch(leg: Leg, knee_angle: float = 0.0) -> FullStretch:
    """The calf, silent, at this person's largest weight-bearing dorsiflexion for a knee angle,
    rad, flexion + (measured by a knee-to-wall test, else that of people). Raises `InputError` for
    a knee angle outside 0 to 140 deg."""
    check_angle("full stretch", "knee angle", knee_angle, KNEES)
    ankle = float(leg.max_dorsiflexion(knee_angle))
    angles = {"hip_flexion": 0.0, "knee_angle": knee_angle, "ankle_angle": ankle}
    arms = leg.moment_arms(angles, ("ankle_angle",))[..., 0]
    state = muscle_state(leg.parameters, 0.0, leg.muscle_tendon_lengths(angles))
    moments = -arms * state.tendon_force
    index = {m: leg.index(m) for m in ACHILLES}
    forces = {m: float(state.tendon_force[i]) for m, i in index.items()}
    tolerated = load_constants("function").quantities["tolerated_moment"]
    return FullStretch(
        knee_angle, ankle,
        {m: float(state.normalized_fiber_length[i]) for m, i in index.items()},
        forces, {m: float(moments[i]) for m, i in index.items()}, float(moments.sum()),
        float(leg.achilles_strain(sum(forces.values()))), tolerated.si, tolerated.si_spread,
    )  # fmt: skip
