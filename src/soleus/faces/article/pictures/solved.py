"""What several pictures draw from, solved once a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.motion.exercise import Phase
from soleus.motion.exercise_files import load_exercise
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.solution import Solution
from soleus.study.check_results import nominal

__all__ = ["PHASE_WORDS", "Repetition", "exercise_label", "percent", "repetition", "solution"]

Array = NDArray[np.float64]
PHASE_WORDS = {"raise": "up", "hold_top": "hold", "lower": "down", "hold_bottom": "stretch"}


@cache
def solution(person: Person, exercise: str) -> Solution:
    """An exercise as its file states it, solved."""
    return solve_exercise(load_exercise(exercise), nominal(person))


@dataclass(frozen=True)
class Repetition:
    """One repetition of an exercise on one leg: `time` s (time,), soleus `force` BW (time,), its
    `activation` (time,), `ankle` deg (time,), and its phases (kind, start s, end s)."""

    time: Array
    force: Array
    activation: Array
    ankle: Array
    phases: tuple[tuple[str, float, float], ...]

    def impulse(self, kind: str) -> float:
        """Force over the time of phases of one kind, BW s."""
        return float(
            sum(
                np.trapezoid(self.force[self._in(a, b)], self.time[self._in(a, b)])
                for k, a, b in self.phases
                if k == kind
            )
        )

    def mean(self, values: Array, kind: str = "") -> float:
        """Mean over time, of the whole repetition or of phases of one kind."""
        parts = [(a, b) for k, a, b in self.phases if not kind or k == kind]
        masks = [self._in(a, b) for a, b in parts]
        total = sum(float(np.trapezoid(values[m], self.time[m])) for m in masks)
        return total / sum(float(self.time[m][-1] - self.time[m][0]) for m in masks)

    def _in(self, start: float, end: float) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = (self.time >= start - 1e-9) & (self.time <= end + 1e-9)
        return mask


@cache
def repetition(
    person: Person, exercise: str, share: float | None = None, lower: float | None = None
) -> Repetition:
    """One repetition of an exercise; `share` sets the force split statics leaves open, `lower` how
    long coming down takes, s."""
    what, s = load_exercise(exercise), solution(person, exercise)
    if share is not None:
        what = what.with_share(share)
    if lower is not None:
        what = what.with_tempo({"lower": lower})
    if what != load_exercise(exercise):
        s = solve_exercise(what, nominal(person))
    mask = s.trajectory.window("repetition")
    return Repetition(
        s.time[mask] - s.time[mask][0], s.force("soleus")[mask] / person.body_weight,
        s.of("soleus", "activation")[mask],
        np.degrees(s.trajectory.angles["ankle_angle"][mask]),
        tuple(_phases(what.phases)),
    )  # fmt: skip


def _phases(phases: Sequence[Phase]) -> Iterator[tuple[str, float, float]]:
    start = 0.0
    for p in phases:
        yield p.kind, start, start + p.duration
        start += p.duration


def exercise_label(name: str) -> str:
    """An exercise in words."""
    return load_exercise(name).label


def percent(value: float, base: float) -> float:
    """Change against a base, %."""
    return 100.0 * (value / base - 1.0)
