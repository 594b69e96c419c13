"""How long a calf holds a share of its strength."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import body_constants
from soleus.dose.fatigue import FatigueParameters, load_fatigue
from soleus.dose.fatigue import endurance_time as time_of
from soleus.study.experiments.registry import experiment

Array = NDArray[np.float64]


@experiment("s", spread="rates")
def endurance_time(
    leg: Leg, share_percent: Any, group: str = "plantar_flexors", rates: Any = None
) -> Any:
    """Time, s, a share (%) of maximal force is held until it cannot be; the same for every leg.
    `rates` replaces those of the group (intervals)."""
    share = np.asarray(share_percent, dtype=float) / 100
    return time_of(share, rates or load_fatigue(group))


def sampled_rates(group: str, count: int, seed: int = 0) -> list[FatigueParameters]:
    """Rates within their spreads (log-normal, independent)."""
    constants = body_constants("fatigue", group)
    moves = np.random.default_rng(seed).standard_normal((count, 2))
    rates = [
        [q.si * np.exp(z * q.si_spread / q.si) for z in column]
        for q, column in zip((constants["fatigue"], constants["recovery"]), moves.T, strict=True)
    ]
    rest = constants["rest_multiplier"].si
    return [FatigueParameters(f, r, rest) for f, r in zip(*rates, strict=True)]
