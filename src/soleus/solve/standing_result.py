"""What a simulated stance did: sway, who worked how long and how hard, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.base.errors import InputError, nearest
from soleus.solve.standing_control import MUSCLES, Stance

__all__ = ["StandingResult"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StandingResult:
    """A stance over time, sampled 100 times a second after the start has faded.

    `time` (time,) s; `center_of_mass` and `center_of_pressure` (time,) m ahead of the ankles;
    `ankle_angle` (time,) rad, dorsiflexion +; `activations` (ratio), `fiber_lengths` (m) and
    `forces` (N, tendon) are (time, muscle) of one leg in the order of `muscles`; `feedback`
    (time,) N m is what the late command asks for beyond the steady one. `fell_at` s from the
    start, None where it stands; `reason` why it fell and what would stand.
    """

    leg: Leg
    stance: Stance
    control: str
    seed: int
    time: Array
    center_of_mass: Array
    center_of_pressure: Array
    ankle_angle: Array
    activations: Array
    fiber_lengths: Array
    forces: Array
    feedback: Array
    fell_at: float | None = None
    reason: str = ""
    muscles: tuple[str, ...] = MUSCLES

    def index(self, muscle: str) -> int:
        """Place of a muscle on the muscle axis; `InputError` with the nearest spelling."""
        if muscle not in self.muscles:
            raise InputError(f"standing has no '{muscle}'; {nearest(muscle, self.muscles)}")
        return self.muscles.index(muscle)

    @property
    def lean(self) -> float:
        """Lean asked for beyond usual standing, rad, forward +."""
        return self.stance.lean

    @property
    def sway_rms_mm(self) -> float:
        """SD of the center of pressure, forward and back, mm."""
        return float(1000 * self.center_of_pressure.std())

    @property
    def body_sway_rms_mm(self) -> float:
        """SD of the center of mass, forward and back, mm."""
        return float(1000 * self.center_of_mass.std())

    @property
    def sway_range_mm(self) -> float:
        """From the rearmost to the foremost center of pressure, mm."""
        return float(1000 * np.ptp(self.center_of_pressure))

    @property
    def mean_velocity_mm_s(self) -> float:
        """Path of the center of pressure, forward and back, over time, mm/s."""
        path = np.abs(np.diff(self.center_of_pressure)).sum()
        return float(1000 * path / (self.time[-1] - self.time[0]))

    def active_share(self, muscle: str) -> float:
        """Share of the time (ratio) a muscle's activation is above the level that counts."""
        level = self.stance.constants["active_level"]
        return float((self.activations[:, self.index(muscle)] > level).mean())

    def mean_activation(self, muscle: str) -> float:
        """Mean activation of a muscle, share of maximum."""
        return float(self.activations[:, self.index(muscle)].mean())

    @cached_property
    def achilles_force(self) -> Array:
        """Force in one Achilles tendon, N (time,)."""
        force: Array = self.forces[:, [self.index(m) for m in ACHILLES]].sum(axis=1)
        return force

    @cached_property
    def passive_share(self) -> float:
        """Share (ratio) of the mean moment that silent muscles would give at the same lean."""
        return self.stance.passive_moment() / self.stance.moment

    def shortening_per_sway(self, muscle: str) -> float:
        """Fiber shortening (m) a meter of forward sway of the center of mass, by regression over
        time; above 0 the muscle shortens as the body goes forward."""
        sway = self.center_of_mass - self.center_of_mass.mean()
        length = self.fiber_lengths[:, self.index(muscle)]
        return float(-(sway @ (length - length.mean())) / (sway @ sway))

    def sway_correlation(self, muscle: str) -> float:
        """Correlation of fiber length with the center of mass; below 0 it moves paradoxically."""
        return float(
            np.corrcoef(self.center_of_mass, self.fiber_lengths[:, self.index(muscle)])[0, 1]
        )

    def numbers(self) -> dict[str, float]:
        """What the tables show, by key with its unit."""
        found = {
            "sway_mm": self.sway_rms_mm, "body_sway_mm": self.body_sway_rms_mm,
            "range_mm": self.sway_range_mm, "velocity_mm_s": self.mean_velocity_mm_s,
            "achilles_n": float(self.achilles_force.mean()),
        }  # fmt: skip
        for m in self.muscles:
            found[f"{m}_time_percent"] = 100 * self.active_share(m)
            found[f"{m}_level_percent"] = 100 * self.mean_activation(m)
        return found

    @property
    def verdict(self) -> str:
        """What happened, as a sentence."""
        if self.fell_at is not None:
            return f"falls after {self.fell_at:.1f} s" + (f": {self.reason}" if self.reason else "")
        hardest = max(self.muscles, key=self.mean_activation)
        return (
            f"stands; the pressure under the feet sways {self.sway_rms_mm:.1f} mm (SD), and the "
            f"{hardest.replace('_', ' ')} works hardest, at "
            f"{100 * self.mean_activation(hardest):.1f} % of its maximum"
        )
