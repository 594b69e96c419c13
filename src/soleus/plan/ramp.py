"""How much more than before: runs by the single-session rule, the tendon by the same shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.motion.steady_run import load_steady
from soleus.plan.doser import Doser
from soleus.plan.facts import Facts
from soleus.plan.history import History
from soleus.plan.plan import Block, Reason
from soleus.plan.prescribe import Draft, Prescriber
from soleus.plan.request import PlanRequest
from soleus.plan.rules import RuleBook
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["Past", "Ramp", "run_distance"]

_WINDOW = dt.timedelta(days=30)
_SCALES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)


def run_distance(blocks: Sequence[Block]) -> float:
    """Distance run in a session, m."""
    return sum(
        (b.distance_m or 0.0) * b.sets * b.repetitions
        for b in blocks
        if b.exercise in (*RUNNING, *STEADY)
    )


def _impulse(blocks: Sequence[Block]) -> float:
    return sum((b.dose or {}).get("achilles", {}).get("impulse_bw_s") or 0.0 for b in blocks)


@dataclass(frozen=True, slots=True)
class Past:
    """One session or run behind: distance run, m, and Achilles impulse of one leg, BW s."""

    date: dt.date
    distance: float
    impulse: float


class Ramp:
    """Keeps sessions within 10 % of the largest of the 30 days before, where those are known.

    With nothing known of the past nothing can be judged and nothing is cut.
    """

    def __init__(
        self, request: PlanRequest, history: History | None, doser: Doser, start: dt.date,
        book: RuleBook,
    ) -> None:  # fmt: skip
        self.past: list[Past] = []
        self._start = start
        self._rules = [book[r] for r in ("RUN-SPIKE", "RUN-TENDON-SPIKE") if r in book]
        if history is not None:
            self.past += [
                Past(r.date, r.distance_m, r.dose.get("achilles", {}).get("impulse_bw_s") or 0.0)
                for r in history.runs
            ]
            self.past += [
                Past(
                    d.date,
                    sum((s.distance_m or 0.0) * (s.repetitions or 1) for s in d.sets),
                    d.dose.get("achilles", {}).get("impulse_bw_s") or 0.0,
                )
                for d in history.done
            ]
        if request.longest_run:
            run = load_steady("easy_run").changed(
                distance=min(request.longest_run, 50_000.0), speed=request.easy_speed
            )
            impulse = doser.steady(run).dose["achilles"]["impulse_bw_s"] or 0.0
            self.past.append(Past(start - dt.timedelta(days=1), request.longest_run, impulse))
        self._judged = bool(self.past)

    def add(self, date: dt.date, draft: Draft) -> None:
        """Remember a planned session."""
        self.past.append(Past(date, run_distance(draft.blocks), _impulse(draft.blocks)))

    def fit(self, date: dt.date, draft: Draft, prescriber: Prescriber, share: float) -> Draft:
        """The session, with less of everything where it is more than 10 % above the largest
        before; its reasons say so."""
        if not self._judged:
            return draft
        before = [p for p in self.past if date - _WINDOW <= p.date < date]
        longest = max((p.distance for p in before), default=0.0)
        most = max((p.impulse for p in before), default=0.0)
        broken = self._broken(draft, longest, most)
        if broken is None:
            return draft
        found = draft
        for scale in _SCALES:
            found = prescriber.draft(draft.template, share, scale)
            if self._broken(found, longest, most) is None:
                break
        return replace(found, reasons=(*draft.reasons, broken))

    def _broken(self, draft: Draft, longest: float, most: float) -> Reason | None:
        """The rule a session breaks, in words; what is not known breaks none."""
        values = {
            "session.run_distance": run_distance(draft.blocks),
            "session.tendon_impulse": _impulse(draft.blocks),
            "run.longest_30_days": longest,
            "tendon.impulse_30_days": most,
        }
        facts = Facts(self._start, {k: v for k, v in values.items() if v > 0}, {})
        for rule in self._rules:
            if rule.condition.holds(facts):
                return Reason(rule.id, f"cut: {rule.sentence(facts)}")
        return None
