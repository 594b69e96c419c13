"""The dose of sets as they were really done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soleus.base.errors import SoleusError
from soleus.dose.measure import Values, add_doses
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.history import DoneSession, DoneSet
from soleus.plan.plan import Block, Session
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["dose_of_session", "dose_of_sets", "spec_of_set"]


def spec_of_set(done: DoneSet, planned: Sequence[Block] = ()) -> BlockSpec | None:
    """What to simulate for one set; None where too little is known (how often, how far).

    What a set does not tell (tempo, grade, effort, knee angle) is that of the planned block with
    the same exercise, else the exercise's own.
    """
    specs = [b.spec for b in planned if b.spec is not None and b.exercise == done.exercise]
    base = replace(specs[0] if specs else BlockSpec(done.exercise), sets=1, load=0.0)
    base = replace(base, repetitions=done.repetitions or 1)
    if done.exercise in (*RUNNING, *STEADY):
        if not done.distance_m and not (done.exercise in STEADY and done.duration_s):
            return None
        duration = None if done.distance_m else done.duration_s
        return replace(base, distance=done.distance_m or None, duration=duration)
    if done.repetitions == 0 or (done.repetitions is None and not done.duration_s):
        return None
    if done.hold_s is not None:
        base = replace(base, hold=done.hold_s)
    held = done.exercise in list_exercises() and load_exercise(done.exercise).coordinate == "none"
    if done.duration_s and (base.duration is not None or held or done.repetitions in (None, 1)):
        base = replace(base, duration=done.duration_s)
    return replace(base, load=done.load_kg or 0.0)


def dose_of_sets(sets: Sequence[DoneSet], doser: Doser, planned: Sequence[Block] = ()) -> Values:
    """Dose of one leg over some sets, tissue to metric to value; {} where nothing is known.

    `planned` are the blocks of the session they answer: tempo, grade and effort are theirs. Where
    sides are told apart the leg with more sets counts, as a plan counts the sets of each leg. A
    load that is not told counts as none, since most sets have none; sets without repetitions,
    exercises nobody knows and sets beyond this body add nothing.
    """
    left = [s for s in sets if s.side != "right"]
    right = [s for s in sets if s.side != "left"]
    chosen = left if len(left) >= len(right) else right
    doses = [d for d in (_dose(s, doser, planned) for s in chosen) if d is not None]
    return add_doses(doses)


def _dose(done: DoneSet, doser: Doser, planned: Sequence[Block]) -> Values | None:
    spec = spec_of_set(done, planned)
    if spec is None:
        return None
    for attempt in (spec, replace(spec, hold=None, duration=None)):
        # a file may tell a hold or duration that the exercise cannot take
        try:
            return doser.block(attempt).dose
        except SoleusError:
            continue
    return None


def dose_of_session(done: DoneSession, doser: Doser, planned: Session | None = None) -> Values:
    """The dose a session was logged with, or that of its sets, done as `planned`."""
    return done.dose or dose_of_sets(done.sets, doser, planned.blocks if planned else ())
