"""Postures by contact and balance: one family of postures for each kind of support.

Each function takes the value of the moving coordinate (heel raise or knee flexion, rad) and
returns the tilts of the segments and the place of the ankle, with the ball of the foot (the
metatarsal heads) at the origin of the ground, or the knee at the origin where it rests on a pad.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import Segment, body_constants
from soleus.base.errors import InfeasibleError
from soleus.motion.exercise import Exercise

__all__ = ["Posture", "free_leg", "lowest_heel_raise", "posture_family"]


@dataclass(frozen=True, slots=True)
class Posture:
    """Tilts of foot, shank, thigh and trunk, rad, and the ankle, m (complex)."""

    tilts: Mapping[str, float]
    ankle: complex

    @property
    def ankle_angle(self) -> float:
        return self.tilts["shank"] - self.tilts["foot"]

    @property
    def knee_angle(self) -> float:
        return self.tilts["shank"] - self.tilts["thigh"]


def _turn(local: complex, tilt: float) -> complex:
    return local * cmath.exp(-1j * tilt)


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Root of a function that changes sign between `low` and `high`, by regula falsi (Illinois).

    Our own few lines because importing SciPy's root finders takes longer than a whole
    simulated exercise.
    """
    at_low, at_high = function(low), function(high)
    for _ in range(200):
        if at_low == 0:
            return low
        if abs(at_high) < 1e-15 or abs(high - low) < 1e-13:
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if not min(low, high) < middle < max(low, high):
            middle = 0.5 * (low + high)
        value = function(middle)
        if value * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low *= 0.5
        high, at_high = middle, value
    return high


def contact_constant(name: str) -> float:
    return body_constants("posture", "contact")[name].si


def free_leg(leg: Leg, legs: int) -> tuple[tuple[Segment, ...], tuple[float, ...]]:
    """Segments and tilts of the leg off the ground (none when both stand)."""
    if legs == 2:
        return (), ()
    s = leg.skeleton
    knee = contact_constant("free_knee_angle")
    return (s.thigh, s.shank, s.foot), (0.0, knee, knee)


def _ankle_over_ball(leg: Leg, pitch: float) -> complex:
    """Ankle when the foot has turned about the metatarsal heads, ball on the ground at 0."""
    s = leg.skeleton
    return 1j * (s.mtp.imag - s.ball.imag) - _turn(s.mtp, pitch)


def _center_of_mass(leg: Leg, exercise: Exercise, posture: Posture) -> complex:
    """Center of mass of what this leg carries (m, complex)."""
    s, tilts = leg.skeleton, posture.tilts
    share = 1.0 / exercise.legs
    knee = posture.ankle + _turn(1j * s.shank.length, tilts["shank"])
    hip = knee + _turn(1j * s.thigh.length, tilts["thigh"])
    parts = [
        (s.foot.mass, posture.ankle + _turn(s.foot.com, tilts["foot"])),
        (s.shank.mass, posture.ankle + _turn(s.shank.com, tilts["shank"])),
        (s.thigh.mass, knee + _turn(s.thigh.com, tilts["thigh"])),
        (s.trunk.mass * share, hip + _turn(s.trunk.com, tilts["trunk"])),
    ]
    if exercise.load_mass and exercise.load and exercise.load.at == "shoulders":
        parts.append((exercise.load_mass * share, hip + _turn(s.shoulder, tilts["trunk"])))
    origin = hip
    for segment, tilt in zip(*free_leg(leg, exercise.legs), strict=True):
        lower = origin + _turn(-1j * segment.length, tilt)
        center = origin if segment is s.foot else lower
        parts.append((segment.mass, center + _turn(segment.com, tilt)))
        origin = lower
    return sum(m * p for m, p in parts) / sum(m for m, _ in parts)


def posture_family(leg: Leg, exercise: Exercise) -> Callable[[float], Posture]:
    """The posture of an exercise as a function of its moving coordinate."""
    families = {
        "forefoot": _standing,
        "whole_foot": _standing,
        "forefoot_and_wall": _against_wall,
        "seat": _seated,
        "knee_pad_roller_plate": _on_knee_pad,
    }
    return families[exercise.support](leg, exercise)


def _standing(leg: Leg, exercise: Exercise) -> Callable[[float], Posture]:
    """Center of mass over the metatarsal heads (whole foot: a little ahead of the ankle)."""
    knee = exercise.posture.get("knee_angle", 0.0)
    trunk = exercise.posture.get("trunk_lean", 0.0)

    def at(pitch: float) -> Posture:
        ankle = _ankle_over_ball(leg, pitch)
        target = exercise.pressure_ahead
        if exercise.support == "whole_foot":
            ahead = contact_constant("standing_ahead_of_ankle") * leg.person.height
            target += ankle.real + ahead

        def posture(shank: float) -> Posture:
            tilts = {"foot": pitch, "shank": shank, "thigh": shank - knee, "trunk": trunk}
            return Posture(tilts, ankle)

        def lean(shank: float) -> float:
            return _center_of_mass(leg, exercise, posture(shank)).real - target

        low, high = math.radians(-40), math.radians(85)
        if lean(low) > 0 or lean(high) < 0:
            raise InfeasibleError(
                f"{exercise.name}: no posture with the knee at {math.degrees(knee):.0f} deg and "
                f"the trunk at {math.degrees(trunk):.0f} deg balances over the foot; lean the "
                "trunk more or bend the knee less"
            )
        return posture(find_root(lean, low, high))

    return at


def _against_wall(leg: Leg, exercise: Exercise) -> Callable[[float], Posture]:
    """Body straight from knee to head, leaning forward; the hands take what is missing."""
    knee = exercise.posture.get("knee_angle", 0.0)
    lean = exercise.posture.get("body_lean", 0.0)

    def at(pitch: float) -> Posture:
        tilts = {"foot": pitch, "shank": lean + knee, "thigh": lean, "trunk": lean}
        posture = Posture(tilts, _ankle_over_ball(leg, pitch))
        if _center_of_mass(leg, exercise, posture).real < exercise.pressure_ahead:
            raise InfeasibleError(
                f"{exercise.name}: leaning {math.degrees(lean):.0f} deg with the knee at "
                f"{math.degrees(knee):.0f} deg leaves the weight behind the feet; the wall "
                "would have to pull. Lean more or bend the knee less"
            )
        return posture

    return at


def _seated(leg: Leg, exercise: Exercise) -> Callable[[float], Posture]:
    """Hip on a seat, knee over the ball of the foot at the lowest heel; then both stay put."""
    s = leg.skeleton
    thigh = exercise.posture.get("thigh_tilt", -math.pi / 2)
    trunk = exercise.posture.get("trunk_lean", 0.0)
    start = _ankle_over_ball(leg, exercise.low or 0.0)
    shank = math.asin(max(-1.0, min(1.0, -start.real / s.shank.length)))
    hip = start + _turn(1j * s.shank.length, shank) + _turn(1j * s.thigh.length, thigh)

    def at(pitch: float) -> Posture:
        ankle = _ankle_over_ball(leg, pitch)
        line = ankle - hip
        cosine = (s.thigh.length**2 + abs(line) ** 2 - s.shank.length**2) / (
            2 * s.thigh.length * abs(line)
        )
        if abs(cosine) > 1:
            raise InfeasibleError(f"{exercise.name}: the leg does not reach from seat to plate")
        to_knee = line / abs(line) * cmath.exp(1j * math.acos(cosine))
        knee = hip + s.thigh.length * to_knee
        up = (knee - ankle) / s.shank.length
        tilts = {
            "foot": pitch,
            "shank": math.atan2(up.real, up.imag),
            "thigh": math.atan2(-to_knee.real, -to_knee.imag),
            "trunk": trunk,
        }
        return Posture(tilts, ankle)

    return at


def _on_knee_pad(leg: Leg, exercise: Exercise) -> Callable[[float], Posture]:
    """Lower leg level behind the knee, foot against the plate; the body turns about the knee."""
    s = leg.skeleton
    foot = math.pi / 2 - exercise.posture.get("ankle_angle", 0.0)
    hip = exercise.posture.get("hip_flexion", 0.0)

    def at(knee: float) -> Posture:
        thigh = math.pi / 2 - knee
        tilts = {"foot": foot, "shank": math.pi / 2, "thigh": thigh, "trunk": thigh + hip}
        return Posture(tilts, complex(-s.shank.length, 0.0))

    return at


def lowest_heel_raise(leg: Leg, exercise: Exercise, family: Callable[[float], Posture]) -> float:
    """Pitch of the foot at full stretch, rad: as low as this ankle and the surface allow."""
    floor = 0.0 if exercise.surface == "floor" else -contact_constant("heel_drop_limit")

    def beyond(pitch: float) -> float:
        posture = family(pitch)
        return posture.ankle_angle - float(leg.max_dorsiflexion(posture.knee_angle))

    if beyond(floor) <= 0:
        return floor
    if beyond(exercise.high) >= 0:
        need = math.degrees(family(exercise.high).ankle_angle)
        have = math.degrees(float(leg.max_dorsiflexion(family(exercise.high).knee_angle)))
        raise InfeasibleError(
            f"{exercise.name}: even with the heel at its highest the posture needs "
            f"{need:.0f} deg of dorsiflexion; this ankle has {have:.0f} deg"
        )
    return find_root(beyond, floor, exercise.high)
