"""What a day's training counts as for the rules: its tier, and what kinds of work are in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soleus.dose.load_index import load_constants, session_tier
from soleus.motion.steady_run import load_steady
from soleus.plan.block_spec import BlockSpec
from soleus.plan.capacity import strength_share
from soleus.plan.doser import Doser
from soleus.plan.plan import TIERS, Block
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.swaps import block_tier

__all__ = ["DayTags", "joined", "tags_of"]


@dataclass(frozen=True, slots=True)
class DayTags:
    """Tier (light, medium, high) and kinds of a session, or of all sessions of a day."""

    tier: str = "light"
    runs: bool = False
    sprints: bool = False
    strength: bool = False
    heavy_calf: bool = False
    plyometric: bool = False


def tags_of(blocks: Sequence[Block], doser: Doser, tier: str = "") -> DayTags:
    """The tags of a session's blocks by simulation; a `tier` the scheme states stays. Heavy for
    the calf are sprints and exercises that take much of its strength."""
    kinds = load_constants("kinds")
    specs = [b.spec for b in blocks if b.spec is not None]
    tiers = {spec.exercise: block_tier(spec, doser) for spec in specs}
    exercises = [s for s in specs if s.exercise not in (*RUNNING, *STEADY)]
    fast = [
        (b.dose or {}).get("achilles", {}).get("peak_strain_rate_percent_per_s") or 0.0
        for b in blocks
        if b.spec in exercises
    ]
    sprints = any(s.exercise in RUNNING for s in specs)
    runs = any(s.exercise in STEADY and load_steady(s.exercise).gait == "run" for s in specs)
    return DayTags(
        tier or session_tier(list(tiers.values())),
        runs or sprints,
        sprints,
        bool(exercises),
        sprints or any(_share(s, doser) >= kinds["heavy_share"].si for s in exercises),
        any(f / 100.0 > kinds["fast_rate"].si for f in fast),
    )


def _share(spec: BlockSpec, doser: Doser) -> float:
    return strength_share(doser.solve(spec.resolve()))


def joined(tags: Sequence[DayTags]) -> DayTags:
    """All tags of a day."""
    return DayTags(
        max((t.tier for t in tags), key=TIERS.index, default="light"),
        *(any(getattr(t, kind) for t in tags) for kind in DayTags.__slots__[1:]),
    )
