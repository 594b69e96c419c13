"""The motion of the fibula with its intervals: one person, one exercise or gait, many legs.

Every sample is another possible leg of the person, its exercise solved anew, with the constants of
the fibula and of the soleus' parts drawn within their spreads. Of a gait, which the library has for
one body, the soleus force is drawn instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.calibration import believed_legs
from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import sample_legs
from soleus.base.errors import InfeasibleError, InputError, nearest
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.fibula import FibulaMotion, fibula_over
from soleus.solve.gait_library import load_library, node_solution
from soleus.solve.gait_range import GAITS, check_request
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_table import leg_scale, load_gait_table
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution

__all__ = ["FibulaEstimate", "estimate_fibula", "nearest_gait", "solve_posture"]

Array = NDArray[np.float64]
_STEP, _SAMPLES = 0.1, 40
#: Speed of a gait where none is asked for, m/s.
USUAL_SPEED = {"walk": 1.25, "run": 3.0}
_FAR_SPEED, _FAR_GRADE = 0.3, 0.03


@dataclass(frozen=True)
class FibulaEstimate:
    """The moment in which the soleus pulls hardest on the fibula.

    `posture` name of the exercise or gait, `solved` what was solved; `motion` the nominal answer;
    per sample (sample, ...): `pull` N, `head` (sample, cause, 3) m, `share` of the soleus in the
    head's motion. `skipped` legs could not do it.
    """

    posture: str
    solved: Solution | GaitSolution
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
    samples: int = _SAMPLES,
) -> FibulaEstimate:
    """The fibula in an exercise, or in a run or walk at `speed` (m/s) and `grade` (ratio), with
    samples for intervals. `changes` as in `fibula_over`.

    Raises `InputError` for names and constants that are not known or outside their limits, and
    `InfeasibleError` where the body cannot do it.
    """
    solved = solve_posture(leg, posture, speed, grade)
    motion = fibula_over(leg, solved, None, changes)
    drawn = believed_legs(leg) or sample_legs(leg, samples)
    rows: list[tuple[float, Array, float]] = []
    for i in range(samples):
        other = drawn.leg(i % drawn.count)
        try:
            again = solved if isinstance(solved, GaitSolution) else solve_posture(other, posture)
        except InfeasibleError:
            continue
        m = fibula_over(other, again, i, changes)
        rows.append((float(m.pull_size[m.peak]), m.head[:, m.peak], float(m.shares[0, m.peak])))
    if len(rows) < samples / 2:
        raise InfeasibleError(f"{posture}: most of the legs this person may have cannot do it")
    pull, head, share = (np.array(column) for column in zip(*rows, strict=True))
    return FibulaEstimate(posture, solved, motion, pull, head, share, samples - len(rows))


def solve_posture(
    leg: Leg, posture: str, speed: float | None = None, grade: float = 0.0
) -> Solution | GaitSolution:
    """An exercise solved for a leg, or the nearest gait of the library; errors as above."""
    if posture in GAITS:
        at = USUAL_SPEED[posture] if speed is None else speed
        return nearest_gait(posture, at, grade, leg_scale(leg, load_gait_table(posture)))
    if posture not in list_exercises() and "." not in posture and "/" not in posture:
        known = [*list_exercises(), *GAITS]
        raise InputError(f"no exercise '{posture}'; {nearest(posture, known)}")
    exercise = load_exercise(posture)
    return share_load(leg, synthesize(exercise, leg, time_step=_STEP))


def nearest_gait(gait: str, speed: float, grade: float, scale: float = 1.0) -> GaitSolution:
    """The gait of the library nearest to a speed (m/s) and grade (ratio) of a body whose legs are
    `scale` times as long; `InputError` outside the running model, `InfeasibleError` where the
    library has nothing near."""
    check_request(speed, grade, None, gait)
    library = load_library()
    if library is None:
        raise InfeasibleError("the gait library is not there; build it (make library)")
    own = speed / scale**0.5
    node = min(
        library.solved(gait, kind=0),
        key=lambda n: ((n.speed - own) / _FAR_SPEED) ** 2 + ((n.grade - grade) / _FAR_GRADE) ** 2,
    )
    if abs(node.speed - own) > _FAR_SPEED or abs(node.grade - grade) > _FAR_GRADE:
        raise InfeasibleError(
            f"{gait} at {speed:g} m/s and {100 * grade:g} %: no such gait was found; the nearest "
            f"is {node.speed * scale**0.5:.2g} m/s at {100 * node.grade:g} %"
        )
    return _solution(node.key)


@cache
def _solution(key: tuple[str, float, float, int]) -> GaitSolution:
    library = load_library()
    assert library is not None
    return node_solution(library.nodes[key])
