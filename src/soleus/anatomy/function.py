"""Strength of the plantar flexors over ankle and knee angle, soleus and gastrocnemius apart, and
from which knee angle on the gastrocnemius is actively insufficient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.constants import load_constants
from soleus.base.errors import InputError, nearest
from soleus.base.quantities import check_range
from soleus.muscle.contraction import (
    fiber_forces,
    muscle_state,
    shortest_fiber_along_tendon,
)
from soleus.muscle.curves import force_velocity
from soleus.muscle.parameters import MuscleParameters

__all__ = [
    "PARTS",
    "TENDONS",
    "Insufficiency",
    "StrengthMap",
    "check_angle",
    "gastrocnemius_insufficiency",
    "plantar_flexion_strength",
]

Array = NDArray[np.float64]
#: Who carries a moment about the ankle; "others" are all muscles but the three of the Achilles
#: tendon: deep flexors and fibulares, less the passive pull of the dorsiflexors.
PARTS = ("soleus", "gastrocnemius", "others")
TENDONS = ("compliant", "rigid")
#: Angles that can be asked for, rad: where the muscle paths were fitted.
ANKLES, KNEES = (np.radians(-50.0), np.radians(40.0)), (0.0, np.radians(140.0))
_BENDS = np.radians(np.arange(0.0, 131.0, 2.0))
_ANKLE = "ankle_angle"


@dataclass(frozen=True)
class StrengthMap:
    """Isometric plantar-flexion moments, N m (+), over knee and ankle angle.

    `knee_angles` (knee,) and `ankle_angles` (ankle,) rad. `moments` and `passive` hold an array
    (knee, ankle) for each of `PARTS`: all plantar flexors at `activation`, and silent.
    `fiber_lengths`, m, and `normalized_fiber_lengths` (share of optimal) at `activation`, for each
    muscle of the Achilles tendon. A leg that stands for many puts a leg axis first.
    """

    knee_angles: Array
    ankle_angles: Array
    tendon: str
    activation: float
    moments: Mapping[str, Array]
    passive: Mapping[str, Array]
    fiber_lengths: Mapping[str, Array]
    normalized_fiber_lengths: Mapping[str, Array]

    @property
    def soleus(self) -> Array:
        return self.moments["soleus"]

    @property
    def gastrocnemius(self) -> Array:
        """Both heads."""
        return self.moments["gastrocnemius"]

    @property
    def others(self) -> Array:
        return self.moments["others"]

    @property
    def total(self) -> Array:
        return self.soleus + self.gastrocnemius + self.others

    def active(self, part: str) -> Array:
        """What activation adds to the silent moment of one of `PARTS`, N m: what a study reads
        that subtracts the moment at rest."""
        result: Array = self.moments[part] - self.passive[part]
        return result


def plantar_flexion_strength(
    leg: Leg,
    ankle_angles: Any,
    knee_angles: Any,
    tendon: str = "compliant",
    activation: float = 1.0,
) -> StrengthMap:
    """Moments of soleus, gastrocnemius and the others at every pair of angles, rad, dorsiflexion
    and knee flexion +.

    `tendon` is "compliant" (fiber and tendon in equilibrium) or "rigid": the tendon keeps its
    slack length and the fibers take what is left of the muscle-tendon length; a unit shorter than
    tendon and shortest fibers together is slack. The curves of fiber and tendon are the same. The
    hip is straight. `InputError` for no angles, for those the muscle paths were not fitted on
    (ankle -50 to 40, knee 0 to 140 deg), an unknown tendon, or an activation outside 0 to 1.
    """
    ankles, knees = _angles("ankle", ankle_angles, ANKLES), _angles("knee", knee_angles, KNEES)
    knee, ankle = (a.ravel() for a in np.meshgrid(knees, ankles, indexing="ij"))
    crossing = [n for n, p in zip(leg.muscles, leg.paths, strict=True) if _ANKLE in p.crosses]
    leg = leg.only(crossing)
    moments, silent, fiber = _isometric(leg, ankle, knee, tendon, activation)
    optimal = leg.parameters.over_time().optimal_fiber_length
    shape = (len(knees), len(ankles))
    return StrengthMap(
        knees, ankles, tendon, activation,
        _by_part(leg, moments, shape), _by_part(leg, silent, shape),
        _by_muscle(leg, fiber, shape), _by_muscle(leg, fiber / optimal, shape),
    )  # fmt: skip


def _isometric(
    leg: Leg, ankle: Array, knee: Array, tendon: str, activation: float
) -> tuple[Array, Array, Array]:
    """Moments at an activation and silent, N m, and fiber lengths at that activation, m, of every
    muscle of the leg, (..., point, muscle)."""
    if tendon not in TENDONS:
        raise InputError(f"tendon '{tendon}' is not known; {nearest(tendon, TENDONS)}")
    check_range("strength", "activation", activation, (0.0, 1.0), "1")
    angles = {"hip_flexion": np.zeros(len(knee)), "knee_angle": knee, _ANKLE: ankle}
    p = leg.parameters.over_time()
    arms = leg.moment_arms(angles, (_ANKLE,))[..., 0]
    lengths = leg.muscle_tendon_lengths(angles)
    solve = _rigid if tendon == "rigid" else _compliant
    force, fiber = solve(p, np.where(arms < 0, activation, 0.0), lengths)
    silent = solve(p, np.zeros(arms.shape), lengths)[0] if activation else force
    return -arms * force, -arms * silent, fiber


def _angles(name: str, values: Any, allowed: tuple[float, float]) -> Array:
    result = np.atleast_1d(np.asarray(values, dtype=float))
    if not result.size:
        raise InputError(f"strength: no {name} angle is given")
    for value in (result.min(), result.max()):
        check_angle("strength", f"{name} angle", float(value), allowed)
    return result


def check_angle(where: str, what: str, value: float, allowed: tuple[float, float]) -> None:
    """Raise `InputError` for an angle outside an allowed range, all rad; said in deg and rad, since
    who gives degrees by mistake must see which of them was meant."""
    try:
        check_range(where, what, value, allowed, "deg")
    except InputError as error:
        low, high = allowed
        said = f"{value:g} rad: angles here are in rad, {low:.4g} to {high:.4g}"
        raise InputError(f"{error} ({said})") from None


def _compliant(p: MuscleParameters, activation: Array, lengths: Array) -> tuple[Array, Array]:
    """Force along the tendon, N, and fiber length, m."""
    state = muscle_state(p, activation, lengths)
    return state.tendon_force, state.fiber_length


def _rigid(p: MuscleParameters, activation: Array, lengths: Array) -> tuple[Array, Array]:
    """The same with tendons at slack length."""
    along = np.maximum(lengths - p.tendon_slack_length, shortest_fiber_along_tendon(p))
    active, passive = fiber_forces(along, activation, force_velocity(0.0), p)
    return p.max_isometric_force * (active + passive), np.hypot(along, p.fiber_height)


def _by_part(leg: Leg, moments: Array, shape: tuple[int, int]) -> dict[str, Array]:
    """Moments (..., point, muscle) as those of `PARTS` (..., knee, ankle)."""
    heads = [leg.index(m) for m in ACHILLES[1:]]
    own = {"soleus": moments[..., leg.index("soleus")],
           "gastrocnemius": moments[..., heads].sum(axis=-1)}  # fmt: skip
    rest = {"others": moments.sum(axis=-1) - own["soleus"] - own["gastrocnemius"]}
    return {k: v.reshape(*v.shape[:-1], *shape) for k, v in (own | rest).items()}


def _by_muscle(leg: Leg, values: Array, shape: tuple[int, int]) -> dict[str, Array]:
    columns = {m: values[..., leg.index(m)] for m in ACHILLES}
    return {m: v.reshape(*v.shape[:-1], *shape) for m, v in columns.items()}


@dataclass(frozen=True)
class Insufficiency:
    """How much of the gastrocnemius' active moment is left as the knee bends.

    `knee_angles` (knee,) rad from 0 to 130 deg; `share` (knee,), or (leg, knee), of its own
    largest active moment over them, at one `ankle_angle` (rad); `half_share` and
    `insufficient_share` are the two marks of `data/models/function.toml`.
    """

    knee_angles: Array
    ankle_angle: float
    tendon: str
    active_moment: Array
    half_share: float
    insufficient_share: float

    @property
    def share(self) -> Array:
        result: Array = self.active_moment / self.active_moment.max(axis=-1, keepdims=True)
        return result

    @property
    def half_knee(self) -> Any:
        """Knee flexion, rad, from which on less than half is left (or (leg,))."""
        return self.knee_at(self.half_share)

    @property
    def insufficient_knee(self) -> Any:
        """Knee flexion, rad, from which on the muscle is actively insufficient (or (leg,))."""
        return self.knee_at(self.insufficient_share)

    def knee_at(self, share: float) -> Any:
        """Knee flexion, rad, from which on at most `share` is left; NaN where more is left even
        in the deepest bend."""
        left = self.share
        strongest = np.argmax(left, axis=-1)[..., None]
        below = (left <= share) & (np.arange(left.shape[-1]) > strongest)
        after = np.argmax(below, axis=-1)[..., None]
        high, low = (np.take_along_axis(left, np.maximum(i, 0), -1) for i in (after - 1, after))
        part = (high - share) / np.maximum(high - low, 1e-12)
        step = self.knee_angles[1] - self.knee_angles[0]
        angle = self.knee_angles[np.maximum(after - 1, 0)] + part * step
        found = np.where(below.any(axis=-1), angle[..., 0], np.nan)
        return found if found.ndim else float(found)


def gastrocnemius_insufficiency(
    leg: Leg, ankle_angle: float = 0.0, tendon: str = "compliant"
) -> Insufficiency:
    """Active moment of both heads at full activation over knee flexion, the ankle (rad) held.

    A two-joint muscle is actively insufficient where it is too short over both joints to pull
    well; `herzog1991` measured the human gastrocnemius to be on the rising part of its curve
    throughout, so every bend of the knee takes from it. No study draws a line: the marks are
    ours. Errors as in `plantar_flexion_strength`.
    """
    ankle = np.full(len(_BENDS), _angles("ankle", ankle_angle, ANKLES)[0])
    heads = leg.only(ACHILLES[1:])
    moments, silent, _ = _isometric(heads, ankle, _BENDS, tendon, 1.0)
    constants = load_constants("function")
    return Insufficiency(
        _BENDS, ankle_angle, tendon, (moments - silent).sum(axis=-1),
        constants["half_share"], constants["insufficient_share"],
    )  # fmt: skip
