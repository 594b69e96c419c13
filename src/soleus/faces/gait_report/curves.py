"""The stride over time: forces, fibers, joint angles and moments, each as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.faces.gait_report.charts import Band, Chart, Curve, nice_ticks
from soleus.faces.report.markup import number

if TYPE_CHECKING:
    from soleus.faces.gait_report.frames import GaitFrames

__all__ = ["force_charts", "joint_charts"]

Array = NDArray[np.float64]
_POINTS = 180
#: Joint -> name, and what + means for its angle and for its moment (drawn turned over).
_JOINTS = {
    "hip_flexion": ("Hip", "flexed +", "extending +"),
    "knee_angle": ("Knee", "flexed +", "extending +"),
    "ankle_angle": ("Ankle", "toes up +", "pushing off +"),
}


def _time(frames: GaitFrames) -> Array:
    result: Array = np.linspace(0.0, frames.stride, _POINTS + 1)
    return result


def _axis(frames: GaitFrames) -> list[tuple[float, str]]:
    """Ticks of time, s on the axis, ms in words."""
    return [(t, f"{1000 * t:.0f}") for t in nice_ticks(0.0, frames.stride, 5)]


def _beside(frames: GaitFrames) -> float:
    """Where names of curves that peak on the ground stand, s: just after toe-off."""
    return min(frames.contact()[1] + 0.05 * frames.stride, 0.7 * frames.stride)


def _downs(frames: GaitFrames) -> list[Band]:
    """When the near foot is on the ground."""
    start, end = frames.contact()
    bands = [Band(max(start, 0.0), min(end, frames.stride))]
    if end > frames.stride:
        bands.append(Band(0.0, end - frames.stride))
    return bands


def force_charts(frames: GaitFrames, strain: tuple[Array, Array]) -> str:
    """Calf forces, ground forces, fiber lengths, and tendon strain (its times, s, and
    values)."""
    t = _time(frames)
    after = _beside(frames)
    return (
        '<div class="charts two">'
        f"{_calf(frames, t, after).html()}{_ground(frames, t, after).html()}"
        f"{_fibers(frames, t).html()}{_stretch(frames, t, strain).html()}</div>"
    )


def _calf(frames: GaitFrames, t: Array, after: float) -> Chart:
    curves = []
    for name, label in (
        ("achilles", "Achilles"), ("soleus", "soleus"), ("gastrocnemius", "gastroc."),
    ):  # fmt: skip
        force = frames.force(name, t)
        text = f"{label} {number(float(force.max()), 1)}"
        curves.append(Curve(force, f"c-{name}", text, after))
    return Chart(
        "Pull of the calf", "body weights, with peaks", t, curves, _downs(frames), _axis(frames)
    )


def _ground(frames: GaitFrames, t: Array, after: float) -> Chart:
    along, normal = frames.ground_force(0, t)
    low, high = float(along.min()), float(along.max())
    curves = [
        Curve(normal, "c-normal", f"normal {number(float(normal.max()), 1)}", after),
        Curve(np.minimum(along, 0.0), "c-along", f"brakes {number(-low)}", after),
        Curve(np.maximum(along, 0.0), "c-along", f"drives {number(high)}", after),
    ]
    return Chart(
        "Push of the ground", "body weights, with peaks", t, curves, _downs(frames), _axis(frames)
    )


def _fibers(frames: GaitFrames, t: Array) -> Chart:
    s = frames.solution
    curves = [
        Curve(frames.even(s.of(m, "fiber_length"), t), f"c-{m}", label)
        for m, label in (("soleus", "soleus"), ("gastrocnemius", "gastroc."))
    ]
    return Chart(
        "Fiber length", "of optimal (1 is where a fiber is strongest)", t, curves, _downs(frames),
        _axis(frames), "time from touch-down, ms", zero=False, kind="ends",
    )  # fmt: skip


def _stretch(frames: GaitFrames, t: Array, strain: tuple[Array, Array]) -> Chart:
    stretched = np.interp(t, *strain) * 100.0
    text = f"peak {number(float(stretched.max()), 1)}\u202f%"
    curves = [Curve(stretched, "c-achilles", text, _beside(frames))]
    return Chart(
        "Stretch of the Achilles tendon", "% of its length", t, curves, _downs(frames),
        _axis(frames), "time from touch-down, ms",
    )  # fmt: skip


def joint_charts(frames: GaitFrames) -> str:
    """Angles and net moments of hip, knee and ankle."""
    s, t = frames.solution, _time(frames)
    mass = s.leg.person.mass
    angles, moments = "", ""
    both = [-np.concatenate([s.moments[j] for j in _JOINTS]) / mass]
    span = (1.08 * float(min(both[0].min(), 0.0)), 1.08 * float(both[0].max()))
    for key, (name, sense, push) in _JOINTS.items():
        angle = np.degrees(frames.even(s.angles[key], t))
        angles += Chart(
            name, f"degrees, {sense}", t, [Curve(angle, "c-joint")], _downs(frames),
            _axis(frames),
        ).html()  # fmt: skip
        moment = -frames.even(s.moments[key], t) / mass
        moments += Chart(
            f"{name} moment", f"N·m/kg, {push}", t, [Curve(moment, "c-joint")],
            _downs(frames), _axis(frames), "time from touch-down, ms", span,
        ).html()  # fmt: skip
    return f'<div class="charts three">{angles}{moments}</div>'
