"""What the calf can do over knee and ankle angle, and how far the ankle goes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from soleus.anatomy.ankle_range import full_stretch
from soleus.anatomy.ankle_range import passive_range as range_of
from soleus.anatomy.function import gastrocnemius_insufficiency, plantar_flexion_strength
from soleus.anatomy.leg import Leg
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.study.experiments.registry import experiment


def _strength(leg: Leg, ankle_deg: float, knee_deg: list[float], tendon: str) -> Any:
    return plantar_flexion_strength(leg, math.radians(ankle_deg), np.radians(knee_deg), tendon)


@experiment("%", spread="legs")
def soleus_moment_kept(
    leg: Leg, knee_deg: float, ankle_deg: float = 0.0, tendon: str = "compliant"
) -> Any:
    """Largest moment of the soleus about the ankle with the knee bent, % of that with the knee
    straight. The soleus does not cross the knee, so the model keeps all of it by construction."""
    found = _strength(leg, ankle_deg, [knee_deg, 0.0], tendon).soleus[..., 0]
    return 100 * found[..., 0] / found[..., 1]


@experiment("%", spread="legs")
def gastrocnemius_moment_kept(
    leg: Leg, knee_deg: float, ankle_deg: float = 0.0, tendon: str = "compliant"
) -> Any:
    """Largest active moment of both gastrocnemius heads about the ankle with the knee bent, % of
    that with the knee straight."""
    found = _strength(leg, ankle_deg, [knee_deg, 0.0], tendon).active("gastrocnemius")[..., 0]
    return 100 * found[..., 0] / found[..., 1]


@experiment("deg", spread="legs")
def insufficiency_knee(
    leg: Leg, ankle_deg: float = 0.0, share_percent: float = 20.0, tendon: str = "compliant"
) -> Any:
    """Knee flexion, deg, from which on the gastrocnemius has at most a share of its own largest
    active moment left, the ankle held; 130 where it never gets so weak."""
    found = gastrocnemius_insufficiency(leg, math.radians(ankle_deg), tendon)
    deepest = np.degrees(found.knee_angles[-1])
    return np.nan_to_num(np.degrees(found.knee_at(share_percent / 100)), nan=deepest)


@experiment("deg", spread="legs")
def passive_range(leg: Leg, knee_deg: float = 0.0, moment_nm: float = 12.0) -> Any:
    """Dorsiflexion, deg, at which the silent calf resists with a moment about the ankle, N m; 40
    (the end of the model) where it never does."""
    return np.degrees(range_of(leg, math.radians(knee_deg), moment_nm).angle)


@experiment("N m", spread="leg")
def full_stretch_moment(leg: Leg, knee_deg: float = 0.0) -> float:
    """Passive moment of the silent calf, N m, at the largest weight-bearing dorsiflexion."""
    return full_stretch(leg, math.radians(knee_deg)).moment


def _ankle(leg: Leg, exercise: str) -> Any:
    motion = synthesize(load_exercise(exercise), leg, time_step=0.05)
    return np.degrees(motion.angles["ankle_angle"])


@experiment("deg", spread="leg")
def ankle_range_used(leg: Leg, exercise: str) -> float:
    """How far the ankle turns in an exercise, deg, from its largest to its smallest angle."""
    return float(np.ptp(_ankle(leg, exercise)))


@experiment("deg", spread="leg")
def deepest_dorsiflexion(leg: Leg, exercise: str) -> float:
    """Largest dorsiflexion, deg, the ankle reaches in an exercise."""
    return float(_ankle(leg, exercise).max())
