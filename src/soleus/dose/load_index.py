"""How hard an exercise loads the Achilles tendon, in one number and four tiers.

After `baxter2021`: peak, impulse and rate of one repetition (or step), weighted; walking and
running are the milestones between the tiers. Exercises of one tier may stand for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import Quantity
from soleus.dose.steady import measure_steady
from soleus.motion.steady_run import load_steady
from soleus.solve.gait_table import reference_leg

__all__ = [
    "SESSION_TIERS",
    "load_constants",
    "load_index",
    "load_tier",
    "session_tier",
    "tier_edges",
]

#: What a session counts as, by its hardest exercise's tier 1 to 4 (`silbernagel2015` has three).
SESSION_TIERS = {1: "light", 2: "medium", 3: "medium", 4: "high"}


@cache
def load_constants(part: str) -> dict[str, Quantity]:
    """Constants of `data/load_index.toml`: weights, scales, edges, kinds."""
    table = read_file(data_path("load_index.toml"))[part]
    return load_quantities(table, f"load_index.toml: {part}")


def load_index(achilles: Mapping[str, float | None], repetitions: float = 1.0) -> float:
    """Load index of one repetition or step, 0 to 1 and above.

    `achilles` are dose metrics of the tendon over `repetitions` repetitions or steps:
    peak_force_bw, impulse_bw_s and peak_strain_rate_percent_per_s. A metric that is not known
    counts nothing.
    """
    weights, scales = load_constants("weights"), load_constants("scales")
    parts = {
        "peak": achilles["peak_force_bw"] or 0.0,
        "impulse": (achilles["impulse_bw_s"] or 0.0) / repetitions,
        "rate": (achilles["peak_strain_rate_percent_per_s"] or 0.0) / 100.0,
    }
    capped = {k: v / scales[k].si for k, v in parts.items()}
    capped["impulse"], capped["rate"] = min(capped["impulse"], 1.0), min(capped["rate"], 1.0)
    return sum(weights[k].si * v for k, v in capped.items())


@cache
def tier_edges() -> tuple[float, float, float]:
    """Load indices between the four tiers: walking, half way, running."""
    found = []
    for name, edge in (("brisk_walk", "walk"), ("easy_run", "run")):
        run = replace(load_steady(name), speed=load_constants("edges")[edge].si, duration=60.0)
        steady = measure_steady(run, reference_leg())
        found.append(load_index(steady.dose["achilles"], steady.steps / 2))
    return found[0], 0.5 * (found[0] + found[1]), found[1]


def load_tier(index: float) -> int:
    """Tier 1 (less than walking) to 4 (more than running)."""
    return 1 + sum(index > edge for edge in tier_edges())


def session_tier(tiers: list[int]) -> str:
    """What a session with exercises of these tiers counts as: light, medium or high."""
    return SESSION_TIERS[max(tiers, default=1)]
