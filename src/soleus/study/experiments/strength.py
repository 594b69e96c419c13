"""Maximal voluntary strength at any ankle and knee angle, and who is recruited when."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.skeleton import body_constants
from soleus.motion.trajectory import Trajectory
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution
from soleus.study.experiments.held import Held, angles_of, hold
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]
_HEADS = list(ACHILLES[1:])


def voluntary(leg: Leg, ankle_deg: Any, knee_deg: Any) -> Held:
    """A maximal voluntary contraction in a dynamometer: activation is not complete and the ankle
    turns in the device (the same as `soleus.anatomy.strength.dynamometer_moment`, for arrays)."""
    constants = body_constants("strength", "dynamometer")
    turned = np.asarray(ankle_deg, dtype=float) - np.degrees(constants["ankle_rotation"].si)
    return hold(leg, turned, knee_deg, constants["voluntary_activation"].si)


@experiment("N m", spread="legs")
def maximal_moment(leg: Leg, ankle_deg: Any = 0.0, knee_deg: Any = 0.0) -> Any:
    """Plantar-flexion moment, N m, a dynamometer reads in a maximal voluntary contraction."""
    return voluntary(leg, ankle_deg, knee_deg).moments.sum(axis=-1)


@experiment("N m/kg", spread="legs")
def maximal_moment_per_kg(leg: Leg, ankle_deg: Any = 0.0, knee_deg: Any = 0.0) -> Any:
    """The same per kilogram of body mass, N m/kg."""
    return maximal_moment(leg, ankle_deg, knee_deg) / leg.person.mass


@experiment("1", spread="legs")
def maximal_moment_shape(leg: Leg, ankle_deg: Any = 0.0, knee_deg: Any = 0.0) -> Any:
    """Maximal voluntary moment over that at ankle 0 and the same knee angle."""
    at_zero = maximal_moment(leg, 0.0, knee_deg)
    shape = maximal_moment(leg, ankle_deg, knee_deg)
    return shape / (at_zero[..., None] if np.ndim(ankle_deg) else at_zero)


@experiment("deg", spread="legs")
def strongest_ankle_angle(leg: Leg, knee_deg: float = 0.0) -> Any:
    """Ankle angle, deg, of the largest voluntary moment between 40 deg of plantar flexion and 35
    of dorsiflexion."""
    ankles = np.arange(-40.0, 36.0)
    return ankles[np.argmax(maximal_moment(leg, ankles, knee_deg), axis=-1)]


@experiment("N m", spread="legs")
def gastrocnemius_moment(leg: Leg, ankle_deg: Any = 0.0, knee_deg: Any = 0.0) -> Any:
    """Plantar-flexion moment, N m, of both gastrocnemius heads alone at full activation, as
    electric stimulation would give it."""
    moments = hold(leg, ankle_deg, knee_deg, 1.0).moments
    return moments[..., [leg.index(m) for m in _HEADS]].sum(axis=-1)


def ramp(leg: Leg, moments: Array, ankle_deg: Any, knee_deg: Any) -> Solution:
    """Load sharing with the joints still (or slowly turning: angles may be arrays) and the ankle's
    plantar-flexion moment (time,), N m, given; 10 s from frame to frame."""
    still = angles_of(np.broadcast_to(ankle_deg, moments.shape), knee_deg)
    time = 10.0 * np.arange(len(moments), dtype=np.float64)
    unmoved = {k: 0.0 * v for k, v in still.items()}
    trial = Trajectory("ramp", time, still, unmoved, moments={"ankle_angle": -moments})
    return share_load(leg, trial)


@experiment("N m", spread="none")
def recruitment_moment(
    leg: Leg, muscle: str, knee_deg: float, ankle_deg: float = 0.0, activation: float = 0.01
) -> float:
    """Plantar-flexion moment above rest, N m, from which on load sharing activates a muscle to
    1 % (or `activation`) in a slow isometric ramp to 100 N m; 100 where it never does."""
    above_rest = np.arange(0.0, 100.5, 0.5)
    rest = float(hold(leg, ankle_deg, knee_deg).moments.sum())
    active = ramp(leg, rest + above_rest, ankle_deg, knee_deg).of(muscle, "activation")
    found = np.flatnonzero(active >= activation)
    return float(above_rest[found[0]] if len(found) else above_rest[-1])


@experiment("N", spread="none")
def force_over_range(
    leg: Leg, muscle: str, moment_nm: float, from_deg: float, to_deg: float, knee_deg: float = 0.0
) -> float:
    """Mean force of a muscle, N, while the ankle turns slowly from one angle to another (deg)
    against a constant moment (N m), as on a leg press with a straight knee."""
    ankles = np.linspace(from_deg, to_deg, 41)
    return float(ramp(leg, np.full(41, moment_nm), ankles, knee_deg).force(muscle).mean())
