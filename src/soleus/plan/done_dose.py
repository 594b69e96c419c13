"""The dose of sets as they were really done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soleus.base.errors import SoleusError
from soleus.dose.measure import Values, add_doses
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.history import DoneSession, DoneSet
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["dose_of_session", "dose_of_sets", "spec_of_set"]


def spec_of_set(done: DoneSet) -> BlockSpec | None:
    """What to simulate for one set; None where too little is known (how often, how far)."""
    if done.exercise in (*RUNNING, *STEADY):
        if not done.distance_m and not (done.exercise in STEADY and done.duration_s):
            return None
        duration = None if done.distance_m else done.duration_s
        return BlockSpec(
            done.exercise, 1, done.repetitions or 1, distance=done.distance_m, duration=duration
        )
    if done.repetitions == 0 or (done.repetitions is None and not done.duration_s):
        return None
    spec = BlockSpec(done.exercise, 1, done.repetitions or 1, load=done.load_kg or 0.0)
    if done.hold_s is not None:
        spec = replace(spec, hold=done.hold_s)
    if done.duration_s and done.repetitions in (None, 1):
        spec = replace(spec, duration=done.duration_s)
    return spec


def dose_of_sets(sets: Sequence[DoneSet], doser: Doser) -> Values:
    """Dose of one leg over some sets, tissue to metric to value; {} where nothing is known.

    Where sides are told apart the leg with more sets counts, as a plan counts the sets of each
    leg. A load that is not told counts as none, since most sets have none; sets without
    repetitions, exercises nobody knows and sets beyond this body add nothing.
    """
    left = [s for s in sets if s.side != "right"]
    right = [s for s in sets if s.side != "left"]
    chosen = left if len(left) >= len(right) else right
    doses = [d for d in (_dose(s, doser) for s in chosen) if d is not None]
    return add_doses(doses)


def _dose(done: DoneSet, doser: Doser) -> Values | None:
    spec = spec_of_set(done)
    if spec is None:
        return None
    try:
        return doser.block(spec).dose
    except SoleusError:
        return _plain(spec, doser)


def _plain(spec: BlockSpec, doser: Doser) -> Values | None:
    """The set without a hold or duration the exercise cannot take; None for one beyond it."""
    try:
        return doser.block(replace(spec, hold=None, duration=None)).dose
    except SoleusError:
        return None


def dose_of_session(done: DoneSession, doser: Doser) -> Values:
    """The dose a session was logged with, or that of its sets."""
    return done.dose or dose_of_sets(done.sets, doser)
