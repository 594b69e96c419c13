"""Where one is within the repetitions of a set, from the seconds since it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soleus.faces.session.beats import Beat

__all__ = ["Pace", "pace"]

_EPS = 1e-9


@dataclass(frozen=True, slots=True)
class Pace:
    """`whole` repetitions are done (a repetition is whole at the end of its last phase that
    carries anything), `begun` phases have begun; the present phase is `beat` (a place in the
    phases), `into` s old; `repetition_s` is how long the present repetition has lasted, s."""

    whole: int
    begun: int
    beat: int
    into: float
    repetition_s: float


def pace(beats: Sequence[Beat], repetitions: int, seconds: float) -> Pace:
    """The pace after some seconds of a set of `repetitions` with these phases."""
    one = sum(b.seconds for b in beats)
    if one <= 0:
        return Pace(0, 0, 0, 0.0, 0.0)
    rounds = int((seconds + _EPS) // one)
    within = max(0.0, seconds - rounds * one)
    beat, into = 0, within
    while beat < len(beats) - 1 and into >= beats[beat].seconds - _EPS:
        into -= beats[beat].seconds
        beat += 1
    whole = rounds + (not beats[beat].loaded)
    return Pace(
        min(repetitions, whole), rounds * len(beats) + beat + 1, beat, max(0.0, into), within
    )
