"""Quiet standing: activity, intrinsic stiffness of the ankle, and what passive tissue holds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.base.quantities import GRAVITY
from soleus.motion.synthesis import synthesize
from soleus.muscle.contraction import MuscleState, muscle_state, state_at
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution
from soleus.study.experiments.reading import changed
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]
_LEGS = 2


def stand(leg: Leg, legs: int = _LEGS) -> Solution:
    """Quiet standing on two legs or one, solved; every frame is the same, so a few do."""
    exercise = changed("quiet_standing", legs=legs, tempo=0.01)
    return share_load(leg, synthesize(exercise, leg, time_step=0.1))


def toppling(leg: Leg) -> float:
    """m g h, N m/rad: how fast gravity's moment about the ankles grows with lean; h is the height
    of the center of mass of all above the ankles."""
    body = synthesize(changed("quiet_standing", tempo=0.01), leg, time_step=0.1).body
    assert body is not None
    parts = [b for b in body.bodies() if b.part != "foot"]
    first_moment = sum(b.mass * (b.position[0] - body.ankle[0, 0]).imag for b in parts)
    return float(_LEGS * GRAVITY * first_moment)


def _moment(leg: Leg, angles: dict[str, Array], state: MuscleState) -> float:
    """Plantar-flexion moment of both ankles, N m."""
    arms = leg.moment_arms(angles, ("ankle_angle",))[..., 0]
    return float(-_LEGS * (arms * state.tendon_force).sum())


@experiment("%", spread="leg")
def ankle_stiffness(
    leg: Leg, fibers: str = "held", active: bool = True, rotation_deg: float = 0.1,
    from_deg: float = 0.0,
) -> float:  # fmt: skip
    """Stiffness of both ankles in standing over m g h, %, for a small dorsiflexion, or one that
    begins `from_deg` beyond the ankle angle of standing.

    `fibers` "held": they keep their length, as attached cross-bridges do in the first moment, and
    only tendons stretch; "free": fibers and tendons find a new equilibrium at the same
    activation. `active` False: all muscles silent.
    """
    solution = stand(leg)
    angles = {k: v[:1] for k, v in solution.trajectory.angles.items()}
    angles["ankle_angle"] = angles["ankle_angle"] + np.radians(from_deg)
    p = leg.parameters
    lengths = leg.muscle_tendon_lengths(angles)
    activation = solution.state.activation[:1] * float(active)
    before = muscle_state(p, activation, lengths)
    turned = {**angles, "ankle_angle": angles["ankle_angle"] + np.radians(rotation_deg)}
    longer = leg.muscle_tendon_lengths(turned)
    if fibers == "held":
        x = before.fiber_length * np.cos(before.pennation_angle)
        after = state_at(x, activation, longer, 0.0, p)
    else:
        after = muscle_state(p, activation, longer)
    rise = _moment(leg, turned, after) - _moment(leg, angles, before)
    return float(100 * rise / np.radians(rotation_deg) / toppling(leg))


@experiment("deg", spread="leg")
def passive_lean(leg: Leg) -> float:
    """Lean of the center of mass ahead of the ankles, deg, that silent muscles hold in the
    posture of quiet standing."""
    solution = stand(leg)
    angles = {k: v[:1] for k, v in solution.trajectory.angles.items()}
    state = muscle_state(leg.parameters, 0.0, leg.muscle_tendon_lengths(angles))
    return float(np.degrees(np.arcsin(_moment(leg, angles, state) / toppling(leg))))


@experiment("%", spread="leg")
def standing_activation(leg: Leg, muscle: str, legs: int = _LEGS) -> Any:
    """Activation of a muscle in quiet standing on two legs or one, %."""
    return float(100 * stand(leg, legs).of(muscle, "activation").mean())
