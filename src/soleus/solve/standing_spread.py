"""How sure a stance is, and the same body at other leans."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from soleus.anatomy.calibration import believed_legs
from soleus.anatomy.sampling import sample_legs
from soleus.base.errors import InfeasibleError
from soleus.solve.standing import simulate_standing
from soleus.solve.standing_result import StandingResult

__all__ = ["lean_over", "standing_intervals"]

#: Length of each of the many stances, s.
_DURATION = 30.0


def standing_intervals(result: StandingResult, count: int = 30) -> dict[str, tuple[float, float]]:
    """Central 90 % of `StandingResult.numbers` over `count` possible legs of this person, each with
    possible constants; without those that fall, and empty where half of them do."""
    legs = believed_legs(result.leg) or sample_legs(result.leg, count)
    found: list[dict[str, float]] = []
    tried = min(count, legs.count)
    for i in range(tried):
        try:
            one = simulate_standing(
                legs.leg(i), result.lean, _DURATION, result.control, i,
                result.stance.constants.drawn(i), allow_fall=True,
            )  # fmt: skip
        except InfeasibleError:
            continue
        if one.fell_at is None:
            found.append(one.numbers())
    if 2 * len(found) <= tried:
        return {}
    low, high = (
        {k: float(np.quantile([f[k] for f in found], q)) for k in found[0]} for q in (0.05, 0.95)
    )
    return {k: (low[k], high[k]) for k in low}


def lean_over(
    result: StandingResult, leans_deg: Sequence[float]
) -> tuple[tuple[float, StandingResult | None], ...]:
    """The same body and command at leans (deg beyond usual, forward +); None where it falls."""
    found: list[tuple[float, StandingResult | None]] = []
    for degrees in leans_deg:
        try:
            one = simulate_standing(
                result.leg, math.radians(degrees), _DURATION, result.control, result.seed,
                result.stance.constants,
            )  # fmt: skip
        except InfeasibleError:
            found.append((degrees, None))
        else:
            found.append((degrees, one))
    return tuple(found)
