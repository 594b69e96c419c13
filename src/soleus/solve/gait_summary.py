"""Numbers of one step: times, ground forces, joint work, tendon and muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from soleus.solve.gait_solution import GaitSolution

__all__ = ["BANDS_BW", "band_name", "flatten", "summarize", "touching"]

Array = NDArray[np.float64]
_JOINTS = {"hip": "hip_flexion", "knee": "knee_angle", "ankle": "ankle_angle"}
#: Sign that makes the joint's main moment in stance positive (extension, plantar flexion).
_MAIN = {"hip": -1.0, "knee": -1.0, "ankle": -1.0}
#: Share of body weight from which a foot counts as on the ground (50 N at 72 kg).
_TOUCH = 0.07
#: Force bands, BW: those of exercises (0.3, 1, 3) and two that only running reaches.
BANDS_BW = (0.3, 1.0, 3.0, 5.0, 7.0)
_ACTIVE = 0.1  # activation from which a fiber counts as working


def summarize(s: GaitSolution) -> dict[str, Any]:
    """Summary of a gait; per step of one leg, keys carry their units.

    Work is over a whole stride of one leg (one step each), J/kg; `fiber_length_range` is
    while activation exceeds 0.1, share of optimal; `overstride_m` is how far the ankle lands
    ahead of the hip, along the ground.
    """
    mass, weight = s.leg.person.mass, s.leg.person.body_weight
    normal, forward = s.ground_force[:, 1], s.ground_force[:, 0]
    contact = _contact_time(s)
    result: dict[str, Any] = {
        "speed_ms": s.speed,
        "grade_percent": 100 * s.grade,
        "cadence_spm": 60.0 / s.step_time,
        "step_length_m": s.speed * s.step_time,
        "contact_time_s": contact,
        "flight_time_s": max(s.step_time - contact, 0.0),
        "duty_factor": contact / (2 * s.step_time),
        "peak_grf_bw": float(normal.max() / weight),
        "peak_propulsion_bw": float(forward.max() / weight),
        "peak_braking_bw": float(-forward.min() / weight),
        "propulsive_impulse_bw_s": _integral(s, np.maximum(forward, 0)) / weight,
        "normal_force_balance": _integral(s, normal)
        / (s.step_time * weight * float(np.cos(np.arctan(s.grade)))),
        "vertical_oscillation_m": float(np.ptp(s.z[:, 1])),
        "trunk_lean_deg": float(np.degrees(_integral(s, s.trunk_lean) / (2 * s.step_time))),
        "stance_knee_flexion_deg": _degrees_max(s.angles["knee_angle"][s.on_ground]),
        "swing_knee_flexion_deg": _degrees_max(s.angles["knee_angle"]),
        "overstride_m": _overstride(s),
    }
    for joint, angle in _JOINTS.items():
        power = s.moments[angle] * s.velocities[angle]
        result[joint] = {
            "peak_moment_nm_per_kg": float((_MAIN[joint] * s.moments[angle]).max() / mass),
            "positive_work_j_per_kg": _integral(s, np.maximum(power, 0)) / mass,
            "negative_work_j_per_kg": _integral(s, np.minimum(power, 0)) / mass,
            "net_work_j_per_kg": _integral(s, power) / mass,
        }
    force = s.achilles_force
    result["achilles"] = {
        "peak_force_bw": float(force.max() / weight),
        "impulse_bw_s": _integral(s, force) / weight,
        "peak_strain_percent": 100 * float(s.leg.achilles_strain(force.max())),
        **{
            f"time_above_{band_name(b)}_bw_s": _integral(s, (force > b * weight).astype(float))
            for b in BANDS_BW
        },
    }
    result["muscles"] = {m: _muscle(s, m, weight, mass) for m in s.muscles}
    result["muscle_effort"] = _effort(s)
    return result


def _muscle(s: GaitSolution, name: str, weight: float, mass: float) -> dict[str, Any]:
    force, activation = s.of(name, "force"), s.of(name, "activation")
    length, power = s.of(name, "fiber_length"), s.of(name, "fiber_power")
    active = activation > _ACTIVE
    spread = length[active] if active.any() else length
    at_peak = length[int(np.argmax(activation))]
    return {
        "peak_force_bw": float(force.max() / weight),
        "impulse_bw_s": _integral(s, force) / weight,
        "peak_activation": float(activation.max()),
        "fiber_work_j_per_kg": _integral(s, np.maximum(power, 0)) / mass,
        "fiber_work_negative_j_per_kg": _integral(s, np.minimum(power, 0)) / mass,
        "tendon_work_j_per_kg": _integral(s, np.maximum(s.of(name, "tendon_power"), 0)) / mass,
        "fiber_length_range": [float(spread.min()), float(spread.max())],
        "fiber_length_at_peak_activation": float(at_peak),
    }


def _effort(s: GaitSolution) -> float:
    """Mean sum of squared activations of both legs: the model's muscle effort per second."""
    return _integral(s, (s.activation**2).sum(axis=1)) / s.step_time


def _integral(s: GaitSolution, values: Array) -> float:
    return float(s.weights @ values)


def _degrees_max(values: Array) -> float:
    return float(np.degrees(values.max())) if len(values) else 0.0


def touching(normal: Array, body_weight: float) -> NDArray[np.bool_]:
    """When a foot counts as on the ground; `normal` N."""
    mask: NDArray[np.bool_] = normal > _TOUCH * body_weight
    return mask


def _contact_time(s: GaitSolution) -> float:
    """Time above the contact threshold, s, between points by linear interpolation."""
    time = np.append(s.time, s.time[0] + 2 * s.step_time)
    over = np.append(s.ground_force[:, 1], s.ground_force[0, 1])
    over = over - _TOUCH * s.leg.person.body_weight
    fine = np.linspace(time[0], time[-1], 4000, endpoint=False)
    return float(np.mean(np.interp(fine, time, over) > 0) * 2 * s.step_time)


def _overstride(s: GaitSolution) -> float:
    """How far the ankle is ahead of the hip as the foot touches down, m; between the points of
    the mesh before and after by the force's threshold."""
    ahead = s.points()[:, 0, 2, 0] - s.points()[:, 0, 0, 0]
    over = s.ground_force[:, 1] - _TOUCH * s.leg.person.body_weight
    share = over[0] / (over[0] - over[-1])
    return float(ahead[0] + share * (ahead[-1] - ahead[0]))


def band_name(band: float) -> str:
    """A band as it stands in keys: 0.3 is 0_3."""
    return f"{band:g}".replace(".", "_")


def flatten(summary: dict[str, Any]) -> dict[str, float]:
    """All numbers of a summary under dotted keys; ranges become `_low` and `_high`."""
    flat: dict[str, float] = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, entry in value.items():
                walk(f"{prefix}.{key}" if prefix else key, entry)
        elif isinstance(value, list):
            flat[f"{prefix}_low"], flat[f"{prefix}_high"] = value
        else:
            flat[prefix] = float(value)

    walk("", summary)
    return flat
