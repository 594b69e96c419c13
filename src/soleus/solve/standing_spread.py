"""How sure a stance is, and the same body at other leans."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from soleus.anatomy.possible_legs import possible_legs
from soleus.base.errors import InfeasibleError
from soleus.solve.standing import DURATION, RECORD, run_stance, simulate_standing
from soleus.solve.standing_control import build_stance
from soleus.solve.standing_result import StandingResult

__all__ = ["StandingSpread", "lean_over", "standing_spread"]


@dataclass(frozen=True)
class StandingSpread:
    """What possible legs of one person do: `intervals` the central 90 % of
    `StandingResult.numbers` over those that stand (empty where half of them or more do not),
    `tried` how many there were, `cannot` how many could not stand at this lean at all, `fell` how
    many fell later, `held` how many of those that stand need no muscle: what their silent calf
    holds alone is more than the stance asks for."""

    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tried: int = 0
    cannot: int = 0
    fell: int = 0
    held: int = 0

    @property
    def stood(self) -> int:
        """How many legs the intervals are from."""
        return self.tried - self.cannot - self.fell


def standing_spread(result: StandingResult, count: int = 30) -> StandingSpread:
    """The same stance, of a minute at most, on `count` possible legs of this person, each with
    possible constants."""
    duration = min(_duration(result), DURATION)
    legs = possible_legs(result.leg, count)
    found: list[dict[str, float]] = []
    tried, cannot, held = min(count, legs.count), 0, 0
    for i in range(tried):
        try:
            stance = build_stance(legs.leg(i), result.lean, result.stance.constants.drawn(i))
        except InfeasibleError:
            cannot += 1
            continue
        one = run_stance(stance, duration, result.control, i)
        if one.fell_at is None:
            found.append(one.numbers())
            held += one.passive_share > 1.0
    fell = tried - cannot - len(found)
    intervals = _central(found) if 2 * len(found) > tried else {}
    return StandingSpread(intervals, tried, cannot, fell, held)


def _duration(result: StandingResult) -> float:
    """How long a stance was, s; the longer, the further sway wanders."""
    return max(RECORD * len(result.time), 1.0)


def _central(found: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    """Central 90 % of each number."""

    def end(key: str, share: float) -> float:
        return float(np.quantile([f[key] for f in found], share))

    return {k: (end(k, 0.05), end(k, 0.95)) for k in found[0]}


def lean_over(
    result: StandingResult, leans_deg: Sequence[float]
) -> tuple[tuple[float, StandingResult | None], ...]:
    """The same body, command and time at leans (deg beyond usual, forward +); None where it
    falls."""
    duration = _duration(result)
    found: list[tuple[float, StandingResult | None]] = []
    for degrees in leans_deg:
        try:
            one = simulate_standing(
                result.leg, math.radians(degrees), duration, result.control, result.seed,
                result.stance.constants,
            )  # fmt: skip
        except InfeasibleError:
            found.append((degrees, None))
        else:
            found.append((degrees, one))
    return tuple(found)
