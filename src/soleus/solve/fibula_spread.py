"""The motion of the fibula with its intervals: one person, one exercise or gait, many legs.

Every sample is another possible leg of the person, its exercise solved anew, with the constants of
the fibula and of the soleus' parts drawn within their spreads. Of a gait, which the library has for
one body, the soleus force is drawn instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.possible_legs import ask_legs, possible_legs
from soleus.base.errors import InputError, nearest
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.fibula import FibulaMotion, fibula_over
from soleus.solve.gait_node import nearest_gait, own_speed
from soleus.solve.gait_range import GAITS
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution

__all__ = ["SAMPLES", "FibulaEstimate", "check_posture", "estimate_fibula", "solve_posture"]

Array = NDArray[np.float64]
#: Legs that intervals are made of.
SAMPLES = 40
#: Time step of a solve, s: exercises move slowly.
_STEP = 0.1


@dataclass(frozen=True)
class FibulaEstimate:
    """The moment in which the soleus pulls hardest on the fibula.

    `posture` name of the exercise or gait, `solved` what was solved; `speed` m/s and `grade` (rise
    over run) of the gait that was found for this body, None for an exercise; `motion` the nominal
    answer; per sample (sample, ...): `pull` N, `head` (sample, cause, 3) m, `share` of the soleus
    in the head's motion. `skipped` legs could not do it.
    """

    posture: str
    solved: Solution | GaitSolution
    speed: float | None
    grade: float | None
    motion: FibulaMotion
    pull: Array
    head: Array
    share: Array
    skipped: int

    @property
    def nominal_head(self) -> Array:
        """Displacement of the head by cause, m (cause, 3)."""
        result: Array = self.motion.head[:, self.motion.peak]
        return result


def estimate_fibula(
    leg: Leg,
    posture: str,
    speed: float | None = None,
    grade: float = 0.0,
    changes: Mapping[str, float] | None = None,
    samples: int = SAMPLES,
) -> FibulaEstimate:
    """The fibula in an exercise, or in a run or walk at `speed` (m/s) and `grade` (ratio), with
    samples for intervals. `changes` as in `fibula_over`.

    Raises `InputError` for names and constants that are not known or outside their limits, and
    `InfeasibleError` where the body cannot do it.
    """
    solved = solve_posture(leg, posture, speed, grade)
    motion = fibula_over(solved, leg, None, changes)

    def moved(i: int, other: Leg) -> tuple[float, Array, float]:
        again = solved if isinstance(solved, GaitSolution) else solve_posture(other, posture)
        m = fibula_over(again, other, i, changes)
        return float(m.pull_size[m.peak]), m.head[:, m.peak], float(m.shares[0, m.peak])

    answers = ask_legs(possible_legs(leg, samples), samples, {posture: moved})[posture]
    pull, head, share = (np.array(column) for column in zip(*answers.found, strict=True))
    gait = solved if isinstance(solved, GaitSolution) else None
    return FibulaEstimate(
        posture, solved, own_speed(leg, gait) if gait else None, gait.grade if gait else None,
        motion, pull, head, share, answers.skipped,
    )  # fmt: skip


def solve_posture(
    leg: Leg, posture: str, speed: float | None = None, grade: float = 0.0
) -> Solution | GaitSolution:
    """An exercise solved for a leg, or the nearest gait of the library; errors as above."""
    check_posture(posture)
    if posture in GAITS:
        return nearest_gait(leg, posture, speed, grade)
    if speed is not None or grade:
        raise InputError(f"speed and grade go with run or walk, not with {posture}")
    return share_load(leg, synthesize(load_exercise(posture), leg, time_step=_STEP))


def check_posture(posture: str) -> None:
    """Raise `InputError` for a name that is neither an exercise, nor a file of one, nor a gait."""
    known = [*list_exercises(), *GAITS]
    if posture not in known and "." not in posture and "/" not in posture:
        raise InputError(f"no exercise '{posture}'; {nearest(posture, known)}")
