"""What an exercise needs, and what a person has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.run_exercise import list_runs, load_run
from soleus.motion.steady_run import load_steady
from soleus.plan.block_spec import BlockSpec
from soleus.plan.plan import Reason
from soleus.plan.request import PlanRequest
from soleus.plan.scheme_files import RUNNING, STEADY

__all__ = ["fit_hill", "lacks", "possible_exercises"]

#: More repetitions than this are no sprints any more (assumption).
_MOST_RUNS = 12
#: The steepest grade of a treadmill (assumption: usual machines) and of the running model.
_STEEPEST_TREADMILL, _STEEPEST = 0.15, 0.20

WORDS = {
    "step": "a step", "weights": "weights", "seated_machine": "a seated calf machine",
    "leg_curl": "a leg-curl bench", "glute_ham_bench": "a glute-ham bench", "hill": "a hill",
    "treadmill": "a treadmill",
}  # fmt: skip


def _needs(exercise: str) -> Sequence[str | Sequence[str]]:
    if exercise in RUNNING:
        return load_run(exercise).needs
    if exercise in STEADY:
        return load_steady(exercise).needs
    return load_exercise(exercise).needs


def lacks(exercise: str, request: PlanRequest) -> str:
    """What is missing for an exercise, in words ("a hill or a treadmill"); "" when nothing is."""
    for need in _needs(exercise):
        words = (need,) if isinstance(need, str) else tuple(need)
        if "weights" in words:  # needed only for what is loaded; the load then becomes 0
            continue
        if not any(request.has(word) for word in words):
            return " or ".join(WORDS[word] for word in words)
    return ""


def possible_exercises(request: PlanRequest) -> list[str]:
    """The exercises and hard runs there is equipment for."""
    return [n for n in (*list_exercises(), *list_runs()) if not lacks(n, request)]


def fit_hill(spec: BlockSpec, request: PlanRequest) -> tuple[BlockSpec, tuple[Reason, ...]]:
    """A hard run on the slope the person has: the hill nearest in grade, no longer than it is,
    and as many repetitions as give the same distance; a treadmill as steep as it goes."""
    if spec.exercise not in RUNNING or spec.distance is None:
        return spec, ()
    grade = load_run(spec.exercise).grade if spec.grade is None else spec.grade
    if not grade:
        return spec, ()
    if request.hills:
        hill = min(request.hills, key=lambda h: (abs(h.grade - grade), -h.length))
        slope, longest, where = min(hill.grade, _STEEPEST), hill.length, "your hill"
    elif request.equipment is not None and not request.has("hill"):
        slope, longest, where = min(grade, _STEEPEST_TREADMILL), spec.distance, "the treadmill"
    else:
        return spec, ()
    distance = min(spec.distance, 10.0 * int(longest / 10))
    total = spec.distance * spec.repetitions
    repetitions = min(max(round(total / distance), spec.repetitions), _MOST_RUNS)
    fitted = replace(spec, grade=slope, distance=distance, repetitions=repetitions)
    if (slope, distance) == (grade, spec.distance):
        return fitted, ()
    text = (
        f"{repetitions} x {distance:.0f} m up {100 * slope:.0f} % on {where}, "
        f"for {spec.repetitions} x {spec.distance:.0f} m up {100 * grade:.0f} %"
    )
    return fitted, (Reason("EQUIP-HILL", text),)
