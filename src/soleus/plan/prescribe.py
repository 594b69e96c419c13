"""From a scheme's session to definite blocks: counts of the week, loads, hills, swaps, minutes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from soleus.base.errors import InfeasibleError
from soleus.motion.run_exercise import load_run
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.equipment import fit_hill, lacks
from soleus.plan.loads import prescribe_load
from soleus.plan.plan import Block, Reason
from soleus.plan.request import PlanRequest
from soleus.plan.scheme import BlockTemplate, Range, SessionTemplate
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.plan.swaps import swap_missing
from soleus.plan.tags import DayTags, tags_of

__all__ = ["Draft", "Prescriber"]


@dataclass(frozen=True)
class Draft:
    """A session without a date."""

    template: SessionTemplate
    blocks: tuple[Block, ...]
    tags: DayTags
    reasons: tuple[Reason, ...] = ()

    @property
    def minutes(self) -> float:
        """How long one time takes."""
        return sum(b.minutes for b in self.blocks)


class Prescriber:
    """Makes the sessions of a scheme for one leg and one request; the same one is made once."""

    def __init__(self, doser: Doser, request: PlanRequest) -> None:
        self.doser, self.request = doser, request
        self._drafts: dict[tuple[str, float, float, Reason | None], Draft] = {}
        self._easier: tuple[float, Reason] | None = None
        self._standing_in: dict[str, str] = {}
        self._swaps: dict[str, tuple[BlockSpec, Reason]] = {}

    def ease_runs(self, share: float | None, why: Reason | None = None) -> None:
        """From now on hard runs have this share of their effort, for a reason (None: all of it)."""
        self._easier = None if share is None or why is None else (share, why)

    def draft(self, template: SessionTemplate, share: float, scale: float = 1.0) -> Draft:
        """A session at a share (0 to 1) of its phase; `scale` below 1 cuts the sets (or the
        repetitions of runs). Raises `InfeasibleError` where nothing this body can do, with what
        there is, stands for an exercise."""
        key = (repr(template), round(share, 9), scale, self._easier[1] if self._easier else None)
        if key not in self._drafts:
            blocks = tuple(self._block(b, share, scale) for b in template.blocks)
            tags = tags_of(blocks, self.doser, template.tier)
            self._drafts[key] = Draft(template, blocks, tags)
        return self._drafts[key]

    def within(self, draft: Draft, minutes: float | None) -> Draft | None:
        """The session cut to fit into `minutes`, a set (or a run) at a time from the block with
        the most; None where even one set of each does not fit."""
        if minutes is None or draft.minutes <= minutes:
            return draft
        specs = [b.spec for b in draft.blocks]
        blocks = list(draft.blocks)
        while sum(b.minutes for b in blocks) > minutes:
            counts = [_count(s) if s else 1 for s in specs]
            most = max(range(len(counts)), key=lambda i: counts[i])
            spec = specs[most]
            if counts[most] <= 1 or spec is None:
                return None
            specs[most] = _with_count(spec, counts[most] - 1)
            old = blocks[most]
            blocks[most] = self.doser.block(specs[most], old.reasons, old.swapped_from)  # type: ignore[arg-type]
        text = (
            f"cut from {draft.minutes:.0f} to {sum(b.minutes for b in blocks):.0f} min: there are "
            f"{minutes:g} on this day"
        )
        reasons = (*draft.reasons, Reason("FIT-MINUTES", text))
        tags = tags_of(tuple(blocks), self.doser, draft.template.tier)
        return replace(draft, blocks=tuple(blocks), reasons=reasons, tags=tags)

    def _block(self, template: BlockTemplate, share: float, scale: float) -> Block:
        spec = spec_of(template, share, scale)
        reasons: tuple[Reason, ...] = ()
        if missing := lacks(spec.exercise, self.request):
            return self._swapped(spec, f"without {missing}", "EQUIP-SWAP")
        spec, hill = fit_hill(spec, self.request)
        reasons += hill
        if self._easier and spec.exercise in RUNNING:
            effort = load_run(spec.exercise).effort if spec.effort is None else spec.effort
            spec = replace(spec, effort=max(0.5, round(self._easier[0] * effort, 2)))
            reasons += (self._easier[1],)
        if spec.exercise in (*RUNNING, *STEADY):
            if spec.exercise == "easy_run" and self.request.easy_speed:
                spec = replace(spec, speed=self.request.easy_speed)
            return self.doser.block(spec, reasons)
        try:
            spec, load = prescribe_load(spec, template.load, share, self.doser, self.request)
            block = self.doser.block(spec, (*reasons, *load))
        except InfeasibleError as error:
            return self._swapped(spec, str(error), "FIT-BODY")
        return block

    def _swapped(self, spec: BlockSpec, why: str, rule: str) -> Block:
        key = repr(spec)
        if key not in self._swaps:
            known = self._standing_in.get(spec.exercise, "")
            swap = swap_missing(spec, self.doser, self.request, why, rule, known)
            self._swaps[key] = swap
            self._standing_in.setdefault(spec.exercise, swap[0].exercise)
        found, reason = self._swaps[key]
        return self.doser.block(found, (reason,), spec.exercise)


def _between(pair: Range, share: float) -> float:
    return pair[0] + share * (pair[1] - pair[0])


def _counted(pair: Range, share: float) -> int:
    return math.floor(_between(pair, share) + 0.5)


def spec_of(template: BlockTemplate, share: float, scale: float = 1.0) -> BlockSpec:
    """A block's numbers at a share of its phase; without its load, which needs the body."""
    sets, repetitions = _counted(template.sets, share), _counted(template.repetitions, share)
    if sets > 1:
        sets = max(1, math.ceil(scale * sets - 1e-9))
    else:
        repetitions = max(1, math.ceil(scale * repetitions - 1e-9))
    distance = None
    if template.distance is not None:
        distance = 10.0 * round(_between(template.distance, share) / 10)
    duration = None if template.duration is None else round(_between(template.duration, share))
    return BlockSpec(
        template.exercise, sets, repetitions, 0.0, template.rest, template.note, distance,
        None if duration is None else float(duration), None, template.grade, template.effort,
        dict(template.tempo), None if template.hold is None else _between(template.hold, share),
        template.knee_angle,
    )  # fmt: skip


def _count(spec: BlockSpec) -> int:
    return spec.sets if spec.sets > 1 or spec.exercise not in RUNNING else spec.repetitions


def _with_count(spec: BlockSpec, count: int) -> BlockSpec:
    if spec.exercise in RUNNING and spec.sets == 1:
        return replace(spec, repetitions=count)
    return replace(spec, sets=count)
