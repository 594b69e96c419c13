"""What was read from a solved exercise: the same numbers from one leg or from many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg, SameLeg
from soleus.base.errors import InputError
from soleus.motion.exercise import Exercise, Phase
from soleus.motion.exercise_files import load_exercise
from soleus.solve.ensemble import solve_ensemble
from soleus.solve.load_sharing import solve_exercise

__all__ = ["ManyLegs", "Reading", "changed", "read"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ManyLegs:
    """Asks an exercise experiment of `count` possible legs of a person instead of one: answers
    then have a leading axis, the nominal leg first."""

    leg: Leg
    count: int


@dataclass(frozen=True)
class Reading:
    """Time s (..., time), forces N and activations (..., time, muscle), plantar-flexion moment
    N m (..., time), and the frames (time,) asked for; many legs are a leading axis."""

    leg: Leg
    time: Array
    forces: Array
    activations: Array
    moment: Array
    mask: NDArray[np.bool_]

    def force(self, tissue: str) -> Array:
        """Force of a muscle or the Achilles tendon, N, over the frames asked for."""
        index = self.leg.achilles_indices if tissue == "achilles" else (self.leg.index(tissue),)
        result: Array = self.forces[..., self.mask, :][..., list(index)].sum(axis=-1)
        return result

    def mean(self, values: Array) -> Array:
        """Mean over time of values (..., frames asked for)."""
        time = self.time[..., self.mask]
        result: Array = np.trapezoid(values, time, axis=-1) / (time[..., -1] - time[..., 0])
        return result

    def activation(self, muscle: str) -> Array:
        """Activation of a muscle over the frames asked for."""
        result: Array = self.activations[..., self.mask, self.leg.index(muscle)]
        return result


def changed(
    name: str,
    load_kg: float | None = None,
    knee_deg: float | None = None,
    trunk_deg: float | None = None,
    legs: int | None = None,
    from_deg: float | None = None,
    to_deg: float | None = None,
    tempo: float = 1.0,
    lower_s: float | None = None,
    phases: list[str] | None = None,
) -> Exercise:
    """An exercise as a study did it: external load, knee flexion, trunk lean, one leg or two,
    lowest and highest heel raise (deg), all durations times `tempo`, and how long coming down
    takes. `phases` is for `read`. Raises as `load_exercise` and `Exercise.with_load`."""
    exercise = load_exercise(name)
    posture = dict(exercise.posture)
    if knee_deg is not None:
        posture["knee_angle"] = math.radians(knee_deg)
    if trunk_deg is not None:
        posture["trunk_lean"] = math.radians(trunk_deg)
    exercise = replace(
        exercise, posture=posture, legs=legs or exercise.legs,
        low=exercise.low if from_deg is None else math.radians(from_deg),
        high=exercise.high if to_deg is None else math.radians(to_deg),
        phases=tuple(_timed(p, tempo, lower_s) for p in exercise.phases),
    )  # fmt: skip
    return exercise if load_kg is None else exercise.with_load(load_kg)


def _timed(phase: Phase, tempo: float, lower_s: float | None) -> Phase:
    own = lower_s if lower_s is not None and phase.kind == "lower" else phase.duration * tempo
    return replace(phase, duration=own)


def read(leg: Leg | ManyLegs, name: str, **changes: Any) -> Reading:
    """Solve a changed exercise on one leg or on many; the frames are those of the repetition, or
    of the phases asked for. Errors as in `changed` and the solvers.

    What was solved last is kept, as many rows and claims ask for the same exercise.
    """
    wanted = changes.pop("phases", None)
    one, count = (leg.leg, leg.count) if isinstance(leg, ManyLegs) else (leg, 0)
    found = _solved(SameLeg(one), count, name, tuple(sorted(changes.items())))
    mask = _phases(changed(name, **changes), wanted, found.time[0] if count else found.time,
                   found.mask)  # fmt: skip
    return replace(found, mask=mask)


@lru_cache(maxsize=24)
def _solved(one: SameLeg, count: int, name: str, changes: tuple[tuple[str, Any], ...]) -> Reading:
    """The whole repetition, on one leg or (`count` above 0) on many."""
    exercise, leg = changed(name, **dict(changes)), one.leg
    if count:
        e = solve_ensemble(exercise, leg, count)
        keep = np.r_[0, e.samples.start : len(e.time)]
        return Reading(
            leg, e.time[keep], e.state.tendon_force[keep], e.state.activation[keep],
            -e.moments["ankle_angle"][keep], e.windows["repetition"],
        )  # fmt: skip
    s = solve_exercise(exercise, leg)
    moment = -s.moments[:, s.joints.index("ankle_angle")]
    return Reading(
        leg, s.time, s.state.tendon_force, s.state.activation, moment,
        s.trajectory.window("repetition"),
    )  # fmt: skip


def _phases(
    exercise: Exercise, wanted: list[str] | None, time: Array, window: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The window, or the part of it in phases of some kinds."""
    if not wanted:
        return window
    kinds = [p.kind for p in exercise.phases]
    if unknown := set(wanted) - set(kinds):
        raise InputError(f"{exercise.name} has no phase {', '.join(sorted(unknown))}")
    place = np.searchsorted(np.cumsum([p.duration for p in exercise.phases]), time - 1e-9)
    mask: NDArray[np.bool_] = window & np.isin(
        place, [i for i, k in enumerate(kinds) if k in wanted]
    )
    return mask
