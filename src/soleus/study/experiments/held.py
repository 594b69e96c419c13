"""A leg held still: all its muscles in equilibrium at given joint angles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.muscle.contraction import MuscleState, muscle_state

__all__ = ["Held", "angles_of", "hold"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """Ankle moment arms (m, dorsiflexion +), lengths (m) and state of all muscles; arrays
    (..., muscle) over the points held, (leg, ..., muscle) for many legs at once."""

    arms: Array
    lengths: Array
    state: MuscleState

    @property
    def moments(self) -> Array:
        """Plantar-flexion moment of each muscle, N m (..., muscle)."""
        result: Array = -self.arms * self.state.tendon_force
        return result


def angles_of(ankle_deg: Any, knee_deg: Any, hip_deg: Any = 0.0) -> dict[str, Array]:
    """Joint angles in rad, by name, of one shape."""
    names = ("ankle_angle", "knee_angle", "hip_flexion")
    values = np.broadcast_arrays(*(np.radians(v) for v in (ankle_deg, knee_deg, hip_deg)))
    return {n: np.asarray(v, dtype=float) + 0.0 for n, v in zip(names, values, strict=True)}


def hold(leg: Leg, ankle_deg: Any, knee_deg: Any, activation: float = 0.0) -> Held:
    """Hold joints still with all plantar flexors at one activation, all others silent (their
    passive force counts). Angles in deg, floats or arrays that broadcast; `leg` may stand for
    many legs (`soleus.anatomy.sampling`), then all arrays have a leading leg axis."""
    angles = {k: np.atleast_1d(v) for k, v in angles_of(ankle_deg, knee_deg).items()}
    p, many = leg.parameters, np.ndim(leg.parameters.max_isometric_force) > 1
    if many:
        p = p.each(lambda v: v[:, None, :])
    arms = leg.moment_arms(angles, ("ankle_angle",))[..., 0]
    lengths = leg.muscle_tendon_lengths(angles)
    state = muscle_state(p, np.where(arms < 0, activation, 0.0), lengths)
    if np.ndim(ankle_deg) or np.ndim(knee_deg):
        return Held(arms, lengths, state)
    one = {f: np.asarray(getattr(state, f)) for f in MuscleState.__slots__}
    one = {f: v[..., 0, :] if v.ndim else v for f, v in one.items()}
    return Held(arms[..., 0, :], lengths[..., 0, :], MuscleState(**one))
