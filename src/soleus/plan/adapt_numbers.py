"""Less or more of a block: fewer sets, lighter exercises, the next weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from soleus.base.errors import InfeasibleError, InputError
from soleus.base.library import data_path, load_quantities, read_file
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.plan import Block
from soleus.plan.request import PlanRequest
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.swaps import Swap, block_tier, describe, lighter

__all__ = ["Lightener", "block_words", "next_load", "scaled"]


@cache
def _load_step() -> float:
    table = read_file(data_path("rules", "adaptation.toml"))["load"]
    return load_quantities(table, "adaptation.toml: load")["step"].si


def block_words(blocks: Sequence[Block]) -> str:
    """What to do in a session, in words."""
    return "; ".join(
        describe(b.spec) if b.spec is not None else f"{b.sets} x {b.repetitions} {b.label.lower()}"
        for b in blocks
    )


def scaled(block: Block, scale: float, doser: Doser, request: PlanRequest) -> Block:
    """A block with at most `scale` (0 to 1) of its sets times repetitions: whole sets first, then
    repetitions, then (a single repetition) its duration or distance, then load."""
    if block.spec is None:
        return block
    return doser.block(_scaled(block.spec, scale, request), block.reasons, block.swapped_from)


def _scaled(spec: BlockSpec, scale: float, request: PlanRequest) -> BlockSpec:
    wanted = scale * spec.sets * spec.repetitions + 1e-9
    sets = max(1, math.ceil(scale * spec.sets - 1e-9))
    repetitions = min(spec.repetitions, math.floor(wanted / sets))
    if repetitions >= 1:
        return replace(spec, sets=sets, repetitions=repetitions)
    if spec.duration is not None:
        return replace(spec, duration=float(math.floor(scale * spec.duration)))
    if spec.distance is not None:
        return replace(spec, distance=10.0 * math.floor(scale * spec.distance / 10))
    return replace(spec, load=request.load_near(scale * spec.load))


class Lightener:
    """Finds lighter blocks; the same block is looked up once."""

    def __init__(self, doser: Doser, request: PlanRequest, cut: float) -> None:
        self.doser, self.request, self.cut = doser, request, cut
        self._known: dict[str, Swap | None] = {}

    def blocks(self, blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        """The blocks that make a session as hard as it is one load tier lighter, with no more
        impulse than before, and what was done in words; cut by `cut` where nothing is lighter."""
        tiers = [block_tier(b.spec, self.doser) if b.spec is not None else 0 for b in blocks]
        highest = max(tiers, default=0)
        result, words = [], []
        for block, tier in zip(blocks, tiers, strict=True):
            if block.spec is None or tier < highest:
                result.append(block)
                continue
            found = self._lighter(block, block.spec)
            result.append(found or scaled(block, self.cut, self.doser, self.request))
            what = describe(block.spec)
            words.append(
                f"{block_words(result[-1:])} instead of {what}" if found else f"less of {what}"
            )
        return tuple(result), tuple(words)

    def _lighter(self, block: Block, spec: BlockSpec) -> Block | None:
        key = repr(spec)
        if key not in self._known:
            self._known[key] = lighter(spec, self.doser, self.request)
        swap = self._known[key]
        if swap is None:
            return None
        origin = block.swapped_from or block.exercise
        swapped = "" if swap.spec.exercise == origin else origin
        found = self.doser.block(swap.spec, block.reasons, swapped)
        more = max(
            _impulse(found, t) / max(_impulse(block, t), 1e-9) for t in ("soleus", "achilles")
        )
        return found if more <= 1 else scaled(found, 1 / more, self.doser, self.request)


def _impulse(block: Block, tissue: str) -> float:
    return (block.dose or {}).get(tissue, {}).get("impulse_bw_s") or 0.0


def next_load(block: Block, doser: Doser, request: PlanRequest) -> Block | None:
    """The block with the next weight there is; None where there is none or it is beyond the body.

    Without a list of weights the load goes up by the step of `data/rules/adaptation.toml`, at
    least 0.5 kg.
    """
    spec = block.spec
    if spec is None or spec.exercise in (*RUNNING, *STEADY) or not request.has("weights"):
        return None
    if request.weights:
        heavier = [w for w in request.weights if w > spec.load]
        load = min(heavier, default=None)
    else:
        load = max(0.5 * round(2 * (1 + _load_step()) * spec.load), spec.load + 0.5)
    if load is None:
        return None
    found = replace(spec, load=load)
    try:
        if not doser.solve(found.resolve()).feasible:
            return None
        return doser.block(found, block.reasons, block.swapped_from)
    except (InfeasibleError, InputError):
        return None
