"""The bones of a foot in side view, bent the way its arch is, as paths of an SVG.

Outlines are our own drawing, in shares of foot length from the back of the heel at the sole.
"""

from __future__ import annotations

import cmath
from dataclasses import dataclass

from soleus.anatomy.foot import Foot

__all__ = ["BentFoot"]

_HIND = (
    (0.020, 0.105), (0.028, 0.165), (0.075, 0.200), (0.140, 0.212), (0.165, 0.252),
    (0.205, 0.290), (0.262, 0.282), (0.305, 0.250), (0.350, 0.240), (0.366, 0.205),
    (0.345, 0.160), (0.285, 0.125), (0.215, 0.085), (0.150, 0.052), (0.085, 0.042),
    (0.035, 0.060),
)  # fmt: skip
_FORE = (
    (0.374, 0.238), (0.430, 0.230), (0.500, 0.198), (0.590, 0.152), (0.670, 0.122),
    (0.725, 0.122), (0.752, 0.090), (0.735, 0.058), (0.695, 0.056), (0.640, 0.082),
    (0.550, 0.108), (0.470, 0.130), (0.405, 0.140), (0.368, 0.170), (0.378, 0.205),
)  # fmt: skip
_TOES = (
    (0.758, 0.108), (0.800, 0.092), (0.850, 0.088), (0.885, 0.072), (0.940, 0.066),
    (0.978, 0.040), (0.960, 0.020), (0.900, 0.028), (0.860, 0.040), (0.800, 0.042),
    (0.762, 0.056),
)  # fmt: skip
#: Skin below and behind, drawn in three parts that move with the bones.
_HEEL_PAD = ((0.0, 0.11), (0.004, 0.045), (0.035, 0.004), (0.11, 0.0), (0.20, 0.012), (0.26, 0.060))
_BALL_PAD = ((0.54, 0.070), (0.63, 0.020), (0.69, 0.002), (0.745, 0.0), (0.775, 0.014))
_TOE_PAD = ((0.80, 0.022), (0.87, 0.008), (0.93, 0.0), (0.985, 0.008), (1.0, 0.035), (0.975, 0.062))
_ACHILLES = 0.022 + 0.150j


@dataclass(frozen=True)
class BentFoot:
    """A foot with its midfoot joint and toes at some angle, heel up by `pitch` (all rad), standing
    with the ball of the foot at the origin; x forward, y up, m."""

    foot: Foot
    flattening: float
    toe_extension: float
    pitch: float

    def _world(self, local: complex) -> complex:
        """From the level foot, whose ball lies at `foot.ball` plus its lengthening."""
        ball = self.foot.ball + float(self.foot.spread(self.flattening))
        return (local - ball) * cmath.exp(-1j * self.pitch)

    @property
    def _joint(self) -> complex:
        behind, height = self.foot.bow(self.flattening)
        ball = self.foot.ball + float(self.foot.spread(self.flattening))
        return ball - float(behind) + 1j * float(height)

    def hind(self, place: complex) -> complex:
        """A place of the hindfoot (unloaded foot's coordinates, m) where it is now."""
        f = self.foot
        turn = (self._joint - f.heel) / (f.midfoot - f.heel)
        return self._world(f.heel + (place - f.heel) * turn)

    def fore(self, place: complex) -> complex:
        """A place of the forefoot where it is now."""
        return self._world(self._level_fore(place))

    def _level_fore(self, place: complex) -> complex:
        f = self.foot
        ball = f.ball + float(f.spread(self.flattening))
        return ball + (place - f.ball) * (self._joint - ball) / (f.midfoot - f.ball)

    def toe(self, place: complex) -> complex:
        """A place of the toes where it is now."""
        f = self.foot
        bent = (place - f.mtp) * cmath.exp(1j * self.toe_extension)
        return self._world(self._level_fore(f.mtp) + bent)

    @property
    def joint(self) -> complex:
        return self._world(self._joint)

    @property
    def ankle(self) -> complex:
        return self.hind(self.foot.ankle)

    @property
    def achilles(self) -> complex:
        """Where the Achilles tendon holds on."""
        return self.hind(_ACHILLES * self.foot.length)

    def bones(self) -> dict[str, list[complex]]:
        """Outlines of hindfoot, forefoot and toes."""
        length = self.foot.length
        return {
            "hind": [self.hind(complex(*p) * length) for p in _HIND],
            "fore": [self.fore(complex(*p) * length) for p in _FORE],
            "toes": [self.toe(complex(*p) * length) for p in _TOES],
        }

    def skin(self) -> list[complex]:
        """The sole as one line from the heel to the tip of the toes."""
        length = self.foot.length
        return [
            *[self.hind(complex(*p) * length) for p in _HEEL_PAD],
            *[self.fore(complex(*p) * length) for p in _BALL_PAD],
            *[self.toe(complex(*p) * length) for p in _TOE_PAD],
        ]

    def fascia(self) -> list[complex]:
        """The fascia from the heel bone, around the metatarsal heads, to the first toe bone."""
        f = self.foot
        turns = [0.25 * k * self.toe_extension for k in range(5)]
        wound = [self.fore(f.mtp - 1j * 1.6 * f.windlass_radius * cmath.exp(1j * t)) for t in turns]
        end = self.toe(f.mtp + complex(0.075, -0.047) * f.length)
        return [self.hind(f.fascia_hind), *wound, end]

    def ligament(self) -> list[complex]:
        """The long plantar ligament."""
        return [self.hind(self.foot.ligament_hind), self.fore(self.foot.ligament_fore)]
