"""A gait on even times: where the body is, which muscle pulls how hard, where the ground pushes.

Everything here is in the world as a spectator sees it: gravity points down, the ground rises
by the grade, x forward, y up, complex m. The camera runs along with the hips.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.solve.gait_muscles import ACHILLES_GROUPS, groups
from soleus.solve.gait_solution import LANDMARKS, GaitSolution

__all__ = ["SEGMENTS", "GaitFrames"]

Array = NDArray[np.float64]
Points = NDArray[np.complex128]
_PADS = ("heel", "ball", "toe")
#: Segments of a leg from the hip down.
SEGMENTS = ("thigh", "shank", "foot", "toes")


@dataclass(frozen=True)
class GaitFrames:
    """One stride of a solution at `count` evenly spaced instants from touch-down; the instant
    after the last is the first again. Leg 0 is the near one, leg 1 half a stride apart."""

    solution: GaitSolution
    count: int

    @property
    def stride(self) -> float:
        """Time of a stride (two steps), s."""
        return 2.0 * self.solution.step_time

    @cached_property
    def time(self) -> Array:
        return np.linspace(0.0, self.stride, self.count, endpoint=False)

    @property
    def slope(self) -> float:
        """Angle of the ground, rad, uphill +."""
        return math.atan(self.solution.grade)

    @property
    def weight(self) -> float:
        """Body weight, N."""
        return self.solution.leg.person.body_weight

    def even(self, values: Array, at: Array | None = None) -> Array:
        """A series of the solution (time,) on the even times, or `at` others, s; periodic."""
        time = self.time if at is None else at
        result: Array = np.interp(time, self.solution.time, values, period=self.stride)
        return result

    def _of_leg(self, values: Array, leg: int) -> Array:
        """A series (time,) of the first leg as the given leg has it."""
        return values if leg == 0 else np.roll(values, len(values) // 2)

    def _turned(self, x: Array, y: Array) -> Points:
        """Along and normal to the ground, as the spectator sees it."""
        result: Points = (x + 1j * y) * np.exp(1j * self.slope)
        return result

    @cached_property
    def hip(self) -> Points:
        """Place of the hips (frame,), m; the ground passes through 0."""
        hip = self.solution.points()[:, 0, LANDMARKS.index("hip")]
        return self._turned(self.even(hip[:, 0]), self.even(hip[:, 1]))

    @cached_property
    def lean(self) -> Array:
        """Lean of the trunk (frame,), rad, forward +."""
        return self.even(self.solution.trunk_lean)

    def tilts(self, leg: int) -> dict[str, Array]:
        """Tilts (frame,) of a leg's segments, rad: 0 upright, top leaning forward +."""
        angles = {k: self.even(self._of_leg(v, leg)) for k, v in self.solution.angles.items()}
        thigh = self.lean - angles["hip_flexion"]
        shank = thigh + angles["knee_angle"]
        foot = shank - angles["ankle_angle"]
        return dict(zip(SEGMENTS, (thigh, shank, foot, foot - angles["mtp_angle"]), strict=True))

    @cached_property
    def strength(self) -> dict[str, float]:
        """Maximal isometric force of each group, and of the Achilles tendon's, N."""
        leg = self.solution.leg
        top = leg.parameters.max_isometric_force
        result = {g: float(sum(top[leg.index(m)] for m in ms)) for g, ms in groups().items()}
        result["achilles"] = sum(result[g] for g in ACHILLES_GROUPS)
        return result

    def force(self, name: str, at: Array | None = None) -> Array:
        """Force of a group or of the Achilles tendon ("achilles") of the near leg, BW."""
        s = self.solution
        values = s.achilles_force if name == "achilles" else s.of(name, "force")
        return self.even(values, at) / self.weight

    def share(self, name: str) -> Array:
        """Force over the muscle's maximal isometric force (frame,)."""
        result: Array = self.force(name) * (self.weight / self.strength[name])
        return result

    def ground_force(self, leg: int, at: Array | None = None) -> tuple[Array, Array]:
        """Ground force on a foot, BW: along the ground (forward +) and normal to it."""
        force = self.solution.ground_force / self.weight
        along, normal = (self.even(self._of_leg(force[:, i], leg), at) for i in (0, 1))
        return along, normal

    def push(self, leg: int) -> tuple[Points, Points]:
        """Where the ground pushes a foot (frame,), m, and its force as seen, BW."""
        s = self.solution
        share = np.maximum(s.contact_force[:, :, 1], 0.0)
        total = np.maximum(share.sum(axis=1), 1e-9)
        place = s.points()[:, 0, [LANDMARKS.index(p) for p in _PADS], 0]
        x = np.where(total > 0.02 * self.weight, (share * place).sum(axis=1) / total, place[:, 1])
        along, normal = self.ground_force(leg)
        center = self.even(self._of_leg(x, leg))
        return self._turned(center, np.zeros(self.count)), self._turned(along, normal)

    def contact(self, leg: int = 0) -> tuple[float, float]:
        """Touch-down and toe-off of a leg, s; about 0, and later."""
        fine = np.linspace(0.0, self.stride, 2000, endpoint=False)
        threshold = 0.07
        on = self.ground_force(leg, fine)[1] > threshold
        if not on.any() or on.all():
            return 0.0, self.stride
        starts = np.flatnonzero(on & ~np.roll(on, 1))
        lengths = [int(np.argmin(np.roll(on, -int(k)))) for k in starts]
        longest = int(np.argmax(lengths))
        start = float(fine[starts[longest]])
        if start > 0.5 * self.stride:  # touch-down a hair before the stride begins
            start -= self.stride
        return start, start + lengths[longest] * self.stride / len(fine)
