"""The exercise record: structure, not parsed English.

`soleus.motion.exercise_files` reads it from `data/exercises/*.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from soleus.base.errors import InputError
from soleus.motion.equipment import Needs

__all__ = ["Exercise", "Hold", "Load", "Phase", "SupportShare", "check_angle"]

#: Range of each angle of a posture or motion, deg.
ANGLES = {
    "knee_angle": (0.0, 140.0),
    "trunk_lean": (-20.0, 80.0),
    "hip_flexion": (-20.0, 120.0),
    "ankle_angle": (-40.0, 35.0),
    "body_lean": (0.0, 45.0),
    "thigh_tilt": (-110.0, 10.0),
    "heel_raise": (-45.0, 90.0),
}


def check_angle(key: str, angle: float, where: str) -> None:
    """Raise `InputError` for an angle, rad, outside what `ANGLES` allows for `key`."""
    low, high = ANGLES[key]
    if not low <= round(math.degrees(angle), 6) <= high:
        raise InputError(
            f"{where} = {math.degrees(angle):g} deg is outside {low:g} to {high:g} deg"
        )


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a repetition: kind (raise, hold_top, lower, hold_bottom) and duration, s."""

    kind: str
    duration: float


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that closes a set: where (`full_stretch`, `top`) and how long, s."""

    at: str
    duration: float


@dataclass(frozen=True, slots=True)
class Load:
    """External load, kg, and the segment point that carries it (`shoulders`, `thigh`).

    `lowest` and `highest` bound what a person can set."""

    at: str
    mass: float
    highest: float


@dataclass(frozen=True, slots=True)
class SupportShare:
    """A force split that statics leaves open: default, and the range shown as a band."""

    value: float
    low: float
    high: float
    about: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. Angles in rad, durations in s, masses in kg.

    `coordinate` moves from `low` to `high` (heel_raise: pitch of the foot, knee_angle: knee
    flexion, none: a posture is held); `low` is None for "full_stretch", the lowest heel this
    person's ankle and the surface allow. `posture` holds fixed angles by name. `legs` is how
    many legs share the work. `pressure_ahead` (m) is how far ahead of its usual place the center
    of pressure lies: the metatarsal heads, or the point below the center of mass in standing.
    `unloaded` is the time between two repetitions in which this leg carries nothing: it relaxes,
    or the other leg brings the body up again. `needs` is the equipment, apart from weights for an
    external load.
    """

    name: str
    label: str
    about: str
    source: str
    support: str
    surface: str
    legs: int
    coordinate: str
    low: float | None
    high: float
    posture: Mapping[str, float]
    phases: tuple[Phase, ...]
    repetitions: int
    finishing_hold: Hold | None
    load: Load | None
    share: SupportShare | None
    free: tuple[str, ...]
    pressure_ahead: float = 0.0
    unloaded: float = 0.0
    needs: Needs = ()

    @property
    def repetition_duration(self) -> float:
        """Duration of one repetition, s, as far as this leg carries something."""
        return sum(p.duration for p in self.phases)

    def set_duration(self, repetitions: int | None = None) -> float:
        """Duration of a set, s, with the times between its repetitions and the hold that closes
        it; of the exercise's own number of repetitions unless told."""
        count = self.repetitions if repetitions is None else repetitions
        hold = self.finishing_hold.duration if self.finishing_hold else 0.0
        return count * self.repetition_duration + (count - 1) * self.unloaded + hold

    @property
    def load_mass(self) -> float:
        return self.load.mass if self.load else 0.0

    def with_load(self, mass: float) -> Exercise:
        """The exercise with another external load, kg; `InputError` when it takes none."""
        if self.load is None:
            if mass == 0:
                return self
            takers = _exercises_where(lambda e: e.load is not None)
            raise InputError(
                f"{self.name} takes no external load; exercises that do: {', '.join(takers)}"
            )
        if not 0 <= mass <= self.load.highest or not math.isfinite(mass):
            raise InputError(
                f"{self.name}: load {mass:g} kg is outside 0 to {self.load.highest:g} kg"
            )
        return replace(self, load=replace(self.load, mass=mass))

    def with_knee_angle(self, angle: float) -> Exercise:
        """The exercise at another knee flexion, rad; only where the file says it is free."""
        if "knee_angle" not in self.free:
            takers = _exercises_where(lambda e: "knee_angle" in e.free)
            raise InputError(
                f"{self.name} has a fixed knee angle; exercises with a free one: "
                + ", ".join(takers)
            )
        check_angle("knee_angle", angle, f"{self.name}: knee_angle")
        return replace(self, posture={**self.posture, "knee_angle": angle})

    def with_tempo(self, durations: Mapping[str, float]) -> Exercise:
        """The exercise with other durations, s, of its phases by kind; 0 leaves a hold out.
        `InputError` for a phase it does not have, or a duration outside 0.1 s to 10 min."""
        kinds = [p.kind for p in self.phases]
        for kind, duration in durations.items():
            if kind not in kinds:
                raise InputError(f"{self.name} has no phase '{kind}'; it has {', '.join(kinds)}")
            left_out = duration == 0 and kind.startswith("hold") and len(kinds) > 1
            if not left_out and not 0.1 <= duration <= 600:
                raise InputError(f"{self.name}: {kind} of {duration:g} s is outside 0.1 to 600 s")
        phases = (Phase(p.kind, durations.get(p.kind, p.duration)) for p in self.phases)
        return replace(self, phases=tuple(p for p in phases if p.duration))

    def with_hold(self, duration: float) -> Exercise:
        """The exercise with another duration, s, of the hold that closes a set (0: without)."""
        if self.finishing_hold is None:
            raise InputError(f"{self.name}: no hold closes its sets")
        if not 0 <= duration <= 600:
            raise InputError(f"{self.name}: hold of {duration:g} s is outside 0 to 600 s")
        hold = replace(self.finishing_hold, duration=duration) if duration else None
        return replace(self, finishing_hold=hold)

    def with_share(self, value: float) -> Exercise:
        """The exercise with another value of the open force split."""
        if self.share is None:
            raise InputError(f"{self.name}: statics determines every force, nothing to split")
        if not self.share.low <= value <= self.share.high:
            raise InputError(
                f"{self.name}: share {value:g} is outside {self.share.low:g} to {self.share.high:g}"
            )
        return replace(self, share=replace(self.share, value=value))

    def describe(self) -> str:
        """One or two sentences on what to do, made from the structure."""
        legs = "both legs" if self.legs == 2 else "one leg"
        parts = [f"{self.label}, {legs}"]
        if "knee_angle" in self.posture and self.support != "knee_pad_roller_plate":
            parts.append(f"knee at {math.degrees(self.posture['knee_angle']):.0f} deg")
        if self.load_mass:
            parts.append(f"{self.load_mass:g} kg on the {self.load.at if self.load else ''}")
        words = {
            "raise": "up",
            "hold_top": "hold at the top",
            "lower": "down",
            "hold_bottom": "hold at the bottom" if self.coordinate != "none" else "hold",
        }
        tempo = ", ".join(f"{p.duration:g} s {words[p.kind]}" for p in self.phases)
        if self.unloaded:
            tempo += f", {self.unloaded:g} s without load before the next"
        text = "; ".join(parts) + f": {tempo}; {self.repetitions} ×"
        if self.finishing_hold:
            at = self.finishing_hold.at.replace("_", " ")
            text += f", then hold {self.finishing_hold.duration:g} s at {at}"
        return text + "."


def _exercises_where(condition: Callable[[Exercise], bool]) -> list[str]:
    """Names of the exercises that fit, for messages that tell what would have worked."""
    from soleus.motion.exercise_files import list_exercises, load_exercise

    return [name for name in list_exercises() if condition(load_exercise(name))]
