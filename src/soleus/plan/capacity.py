"""What a calf can do: share of its strength an exercise takes, and how often it can be done.

The share of a moment is what the ankle needs over what all plantar flexors could give at the same
ankle and knee angle, isometrically and at the activation people reach in a voluntary test. Three
compartments (`soleus.dose.fatigue`) then follow the repetition frame by frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import body_constants
from soleus.dose.fatigue import FatigueParameters, advance, load_fatigue, simulate_fatigue
from soleus.muscle.contraction import muscle_state
from soleus.solve.solution import Solution

__all__ = ["SetCourse", "moment_shares", "repetitions_possible", "set_course", "strength_share"]

Array = NDArray[np.float64]


def moment_shares(solution: Solution, window: str = "repetition") -> tuple[Array, Array]:
    """Durations (step,) s and shares of strength (step,) over the repetition (or "hold").

    A share is the plantar-flexion moment (0 where it is not one) over the voluntary maximum at
    these angles; above 1 where a movement uses force that no isometric test shows.
    """
    mask = solution.trajectory.window(window)
    angles = {
        k: solution.trajectory.angles[k][mask] for k in ("hip_flexion", "knee_angle", "ankle_angle")
    }
    highest = np.maximum(_voluntary_moment(solution.leg, angles), 1e-6)
    needed = -solution.moments[mask, solution.joints.index("ankle_angle")]
    share = np.maximum(needed, 0.0) / highest
    return np.diff(solution.time[mask]), 0.5 * (share[1:] + share[:-1])


def _voluntary_moment(leg: Leg, angles: dict[str, Array]) -> Array:
    """Plantar-flexion moment, N m (time,), of all muscles over the ankle in a maximal isometric
    effort; dorsiflexors are silent, but their passive force counts."""
    few = leg.only(
        [m for m, p in zip(leg.muscles, leg.paths, strict=True) if "ankle_angle" in p.crosses]
    )
    arms = few.moment_arms(angles, ("ankle_angle",))[..., 0]
    voluntary = body_constants("strength", "dynamometer")["voluntary_activation"].si
    active = np.where(arms < 0, voluntary, 0.0)
    force = muscle_state(few.parameters, active, few.muscle_tendon_lengths(angles)).tendon_force
    moment: Array = (-arms * force).sum(axis=1)
    return moment


def strength_share(solution: Solution) -> float:
    """Largest share of voluntary strength over the repetition, 0 to 1 and above: what makes a
    load heavy, and what "% MVC" means here."""
    return float(moment_shares(solution)[1].max())


def repetitions_possible(solution: Solution, of: Leg | Person) -> float:
    """How many repetitions a rested calf can do until the moment it needs is beyond its strength
    left; whole, infinite where recovery keeps up, 0 where even one is too much.

    `of` is the leg (or person) whose fatigue rates are taken, those of the sex. Model, not
    measurement: see the notes of `data/bodies/fatigue.toml`.
    """
    return math.ceil(found) if math.isfinite(found := _repetitions(solution, of, 0.0)) else found


def _rates(of: Leg | Person) -> FatigueParameters:
    person = of.person if isinstance(of, Leg) else of
    return load_fatigue(f"plantar_flexors_{person.sex}")


def _course(times: Array, shares: Array, p: FatigueParameters) -> tuple[Array, Array]:
    """The tired share at the end of each step is `keep` times that before the first, plus `gain`
    (both (step,)), as long as every step can be held."""
    recovery = np.where(shares > 0, p.recovery, p.recovery * p.rest_multiplier)
    stay = np.exp(-recovery * times)
    more = p.fatigue * shares / recovery * (1.0 - stay)
    keep, gain = np.cumprod(stay), np.empty_like(more)
    total = 0.0
    for i in range(len(more)):
        total = stay[i] * total + more[i]
        gain[i] = total
    return keep, gain


def _repetitions(solution: Solution, of: Leg | Person, fatigued: float) -> float:
    """Repetitions, a real number, until some step cannot be held any more.

    Each step's tired share is linear in that at the start of the repetition, so the n-th
    repetition is a power, and the n at which a step meets its limit is a logarithm.
    """
    times, shares = moment_shares(solution)
    if shares.max() >= 1.0:
        return 0.0
    keep, gain = _course(times, shares, _rates(of))
    limit = (1.0 - shares - gain) / keep  # tired share at the start that a step just bears
    end = gain[-1] / (1.0 - keep[-1])  # where the tired share settles
    reached = (limit < end) & (limit > fatigued)
    if np.any(limit <= fatigued):
        return 0.0
    if not reached.any() or end <= fatigued:
        return math.inf
    count = np.log((end - limit[reached]) / (end - fatigued)) / np.log(keep[-1])
    return float(count.min())


@dataclass(frozen=True, slots=True)
class SetCourse:
    """Sets with rests by the fatigue model: `left` is the share of strength after each set
    (set,), `finished` whether every repetition and hold could be done, `failed_in` the first set
    (1, 2, ...) that could not, 0 for none."""

    left: tuple[float, ...]
    finished: bool
    failed_in: int


def set_course(
    solution: Solution, of: Leg | Person, sets: int, repetitions: int, rest: float
) -> SetCourse:
    """Follow sets of an exercise with `rest` s between them, each with its finishing hold, frame
    by frame. Where each leg works alone, the other leg's set is rest too."""
    p = _rates(of)
    parts = [moment_shares(solution)] * repetitions
    if "hold" in solution.trajectory.windows:
        parts.append(moment_shares(solution, "hold"))
    exercise = solution.trajectory.exercise
    work = sum(float(times.sum()) for times, _ in parts)
    pause = rest + (work if exercise and exercise.legs == 1 else 0.0)
    courses = {id(part[1]): _course(*part, p) for part in parts}
    fatigued, left, failed = 0.0, [], 0
    for number in range(1, sets + 1):
        for times, shares in parts:
            keep, gain = courses[id(shares)]
            tired = keep * fatigued + gain
            if np.all(1.0 - tired >= shares):
                fatigued = float(tired[-1])
                continue
            failed = failed or number
            met = np.minimum(shares, 1.0)
            fatigued = float(simulate_fatigue(times, met, p, fatigued).fatigued[-1])
        left.append(1.0 - fatigued)
        fatigued = float(advance(fatigued, 0.0, pause, p))
    return SetCourse(tuple(left), not failed, failed)
