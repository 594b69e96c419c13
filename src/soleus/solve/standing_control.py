"""Who is asked for what in standing: the body, the muscles, recruitment and control gains."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.constants import Constants
from soleus.base.errors import InfeasibleError
from soleus.base.quantities import GRAVITY
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.muscle.contraction import muscle_state, shortest_fiber_along_tendon
from soleus.muscle.curves import tendon_shape
from soleus.muscle.parameters import MuscleParameters

__all__ = ["MUSCLES", "Stance", "build_stance"]

Array = NDArray[np.float64]
#: The muscles that are commanded: the three of the Achilles tendon, and who pulls the other way.
MUSCLES = (*ACHILLES, "tibialis_anterior")
#: Body angles the muscles are tabled on, rad: half width and step, about the angle at rest.
_REACH, _FINE = math.radians(14.0), math.radians(0.25)
#: Steps of the table from moment to drive; drives it is made from.
_MOMENTS, _DRIVES = 801, 241
_LEGS = 2


@dataclass(frozen=True)
class Body:
    """All above the ankles as one rigid body: `toppling` m g h N m/rad, `height` m of the center
    of mass from the ankles along the body, `inertia` kg m^2 about them, `lean` rad of the line
    from ankles to center of mass in usual standing; `heel` and `toe` m from the ankle axis,
    `ankle_height` m, weights in N of everything and of both feet, `foot` m their center."""

    toppling: float
    height: float
    inertia: float
    lean: float
    heel: float
    toe: float
    ankle_height: float
    weight: float
    foot_weight: float
    foot: float
    angles: dict[str, float]

    def moment_at(self, pressure: float) -> float:
        """Plantar-flexion moment of both ankles, N m, that puts the center of pressure at
        `pressure` m ahead of them while the body is at rest."""
        return self.weight * pressure - self.foot_weight * self.foot


def standing_body(leg: Leg) -> Body:
    """The body in the posture of quiet standing on both legs."""
    exercise = load_exercise("quiet_standing")
    short = tuple(replace(p, duration=0.2) for p in exercise.phases)
    trajectory = synthesize(replace(exercise, phases=short), leg, time_step=0.1)
    body = trajectory.body
    assert body is not None
    parts = [(b, complex(b.position[0] - body.ankle[0, 0])) for b in body.bodies()]
    above = [(b, z) for b, z in parts if b.part != "foot"]
    moment = sum(b.mass * z for b, z in above)
    inertia = sum(b.inertia + b.mass * abs(z) ** 2 for b, z in above)
    feet = [(b.mass, z) for b, z in parts if b.part == "foot"]
    s = leg.skeleton
    return Body(
        toppling=float(_LEGS * GRAVITY * abs(moment)),
        height=float(abs(moment) / sum(b.mass for b, _ in above)),
        inertia=float(_LEGS * inertia),
        lean=math.atan2(moment.real, moment.imag),
        heel=s.heel.real,
        toe=s.toe.real,
        ankle_height=-s.heel.imag,
        weight=float(_LEGS * GRAVITY * sum(b.mass for b, _ in parts)),
        foot_weight=float(_LEGS * GRAVITY * sum(m for m, _ in feet)),
        foot=float(feet[0][1].real),
        angles={k: float(v[0]) for k, v in trajectory.angles.items()},
    )


@dataclass(frozen=True)
class Stance:
    """A body that stands with some lean, ready to be simulated.

    `rest` rad is the angle of the center of mass; `grid` (first, step) rad of body angles for
    `lengths`, `arms` (place, muscle) m and `others` (place,) N m of one leg; `parameters` of
    `MUSCLES`; `muscles` the same as rows for the kernel; `drives` over `moments` (first, step)
    N m of both legs; `thresholds` of drive; `drive` the steady one at rest, `moment` N m then.
    """

    leg: Leg
    body: Body
    constants: Constants
    lean: float
    rest: float
    grid: Array
    lengths: Array
    arms: Array
    others: Array
    parameters: MuscleParameters
    muscles: Array
    drives: Array
    moments: Array
    thresholds: Array
    drive: float
    moment: float

    def commands(self, drive: float) -> Array:
        """Neural excitation of `MUSCLES` at a drive, 0 to 1."""
        result: Array = excitation(np.array([drive]), self.thresholds)[0]
        return result

    def passive_moment(self, angle: float | None = None) -> float:
        """Plantar-flexion moment of both ankles with silent muscles, N m."""
        place = self.place(self.rest if angle is None else angle)
        force = self.forces(np.zeros(len(MUSCLES)), angle)
        return float(_LEGS * (place[1] @ force + place[2]))

    def forces(self, activation: Array, angle: float | None = None) -> Array:
        """Tendon forces of one leg in equilibrium, N (muscle,)."""
        lengths = self.place(self.rest if angle is None else angle)[0]
        force: Array = muscle_state(self.parameters, activation, lengths).tendon_force
        return force

    def place(self, angle: float) -> tuple[Array, Array, float]:
        """Lengths and plantar-flexion arms of `MUSCLES`, m, and the passive moment of all other
        muscles of one leg, N m, at a body angle, rad."""
        where = self.grid[0] + self.grid[1] * np.arange(len(self.others))
        columns = range(len(MUSCLES))
        lengths = np.array([np.interp(angle, where, self.lengths[:, i]) for i in columns])
        arms = np.array([np.interp(angle, where, self.arms[:, i]) for i in columns])
        return lengths, arms, float(np.interp(angle, where, self.others))


def excitation(drive: Array, thresholds: Array) -> Array:
    """Excitation (drive, muscle): each plantar flexor rises straight from its threshold to full
    at full drive; the dorsiflexor, last, does so at drives below 0."""
    signed = np.column_stack([*[drive] * (len(thresholds) - 1), -drive])
    result: Array = np.clip((signed - thresholds) / (1.0 - thresholds), 0.0, 1.0)
    return result


def build_stance(leg: Leg, lean: float, constants: Constants) -> Stance:
    """The body at rest with its center of mass `lean` rad further forward (+) than usual.

    Raises `InfeasibleError` where it would be beyond toes or heels, or beyond the muscles.
    """
    body = standing_body(leg)
    rest = body.lean + lean
    ahead = body.height * math.sin(rest)
    _check_over_feet(body, ahead)
    where = np.arange(rest - _REACH, rest + _REACH, _FINE)
    angles = {k: np.full_like(where, v) for k, v in body.angles.items()}
    angles["ankle_angle"] = angles["ankle_angle"] + where - body.lean
    lengths = leg.muscle_tendon_lengths(angles)
    arms = -leg.moment_arms(angles, ("ankle_angle",))[..., 0]
    silent = np.array(muscle_state(leg.parameters, 0.0, lengths).tendon_force)
    rows = [leg.index(m) for m in MUSCLES]
    rest_rows = [i for i in range(len(leg.muscles)) if i not in rows]
    others = (arms * silent)[:, rest_rows].sum(axis=1)
    p = leg.parameters.each(lambda v: np.asarray(v, dtype=float)[rows])
    p = replace(p, max_contraction_velocity=np.full(4, constants["slow_fiber_velocity"]))
    stance = Stance(
        leg, body, constants, lean, rest, np.array([where[0], _FINE]),
        np.ascontiguousarray(lengths[:, rows]), np.ascontiguousarray(arms[:, rows]), others, p,
        _rows(p, constants), np.zeros(2), np.zeros(2), np.zeros(4), 0.0,
        body.toppling * math.sin(rest),
    )  # fmt: skip
    return _with_recruitment(stance)


def _check_over_feet(body: Body, ahead: float) -> None:
    far, near = 1000 * body.toe, 1000 * body.heel
    if not body.heel < ahead < body.toe:
        side = "ahead of the toes" if ahead >= body.toe else "behind the heels"
        raise InfeasibleError(
            f"standing: falls at once: the center of mass, {1000 * ahead:.0f} mm ahead of the "
            f"ankles, is {side} ({near:.0f} to {far:.0f} mm is over the feet)"
        )


def _rows(p: MuscleParameters, c: Constants) -> Array:
    shape = tendon_shape(p.tendon_strain_at_one_norm_force)
    fields = (
        p.max_isometric_force, p.optimal_fiber_length, p.tendon_slack_length, p.fiber_height,
        shape, p.passive_fiber_strain_at_one_norm_force,
        p.max_contraction_velocity * p.optimal_fiber_length, shortest_fiber_along_tendon(p),
        c["short_range_stiffness"], c["short_range_limit"], c["bridge_time"],
    )  # fmt: skip
    return np.ascontiguousarray(np.column_stack(np.broadcast_arrays(*fields)))


def _with_recruitment(stance: Stance) -> Stance:
    """Thresholds of drive from thresholds of moment, and the drive for each moment."""
    c, body = stance.constants, stance.body
    lengths, arms, others = stance.place(stance.rest)
    drives = np.linspace(-1.0, 1.0, _DRIVES)
    thresholds = np.zeros(len(MUSCLES))
    wanted = (0.0, c["medialis_threshold"], c["medialis_threshold"] * c["lateralis_threshold"])
    forward = drives[drives >= 0]
    for i in (1, 2):  # those of lower thresholds bring the moment to this one's
        later = np.where(np.arange(len(MUSCLES)) >= i, 0.999, thresholds)
        force = (
            muscle_state(stance.parameters, excitation(forward, later), lengths).tendon_force @ arms
        )
        thresholds[i] = min(float(np.interp(wanted[i], force - force[0], forward)), 0.98)
    force = muscle_state(stance.parameters, excitation(drives, thresholds), lengths).tendon_force
    moment = np.maximum.accumulate(_LEGS * (force @ arms + others))
    if not moment[0] < stance.moment < moment[-1]:
        raise InfeasibleError(
            f"standing: falls at once: {1000 * body.height * math.sin(stance.rest):.0f} mm ahead "
            f"of the ankles needs {stance.moment:.0f} N m, and the calf gives "
            f"{moment[-1]:.0f} N m at full activation"
        )
    even = np.linspace(moment[0], moment[-1], _MOMENTS)
    table = np.interp(even, moment, drives)
    return replace(
        stance, drives=table, moments=np.array([even[0], even[1] - even[0]]),
        thresholds=thresholds, drive=float(np.interp(stance.moment, even, table)),
    )  # fmt: skip
