"""Which planned session a recorded run answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from soleus.plan.history import RunEntry
from soleus.plan.plan import Plan, Session
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["answer_plan", "has_running", "only_running"]


def has_running(session: Session) -> bool:
    """Whether a session has a hard or steady run in it."""
    return any(b.exercise in (*RUNNING, *STEADY) for b in session.blocks)


def only_running(session: Session) -> bool:
    """Whether all of a session is running."""
    return bool(session.blocks) and all(b.exercise in (*RUNNING, *STEADY) for b in session.blocks)


def answer_plan(run: RunEntry, plan: Plan | None, runs: Iterable[RunEntry]) -> tuple[RunEntry, str]:
    """The run with the planned session it answers, and what to say of it.

    It answers one where it was running (not a walk), exactly one session with running is planned
    on its day, and none of `runs` answers that already. Strength in that session stays open.
    """
    if plan is None or "run" not in run.sport:
        return run, ""
    planned = [s for s in plan.on(run.date) if has_running(s)]
    taken = {r.session_uid for r in runs}
    free = [s for s in planned if s.uid not in taken]
    if not planned:
        return run, ""
    if len(planned) > 1:
        return run, f"{len(planned)} runs are planned on {run.date}: it answers none of them"
    if not free:
        return run, f"'{planned[0].label}' of {run.date} has its run already: this one is beside it"
    more = "" if only_running(free[0]) else "; log the rest of it with: soleus log"
    return replace(run, session_uid=free[0].uid), f"answers '{free[0].label}' of {run.date}{more}"
