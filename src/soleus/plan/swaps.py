"""Exercises that may stand for each other, found by simulation: same load tier, same soleus
impulse, and as near as can be in Achilles peak and in what the gastrocnemius gets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from soleus.base.errors import InfeasibleError, InputError
from soleus.dose.load_index import load_index, load_tier
from soleus.dose.measure import Values
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.run_exercise import list_runs, load_run
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.equipment import lacks
from soleus.plan.plan import Reason
from soleus.plan.request import PlanRequest
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.solve.gait_table import reference_leg

__all__ = ["Swap", "block_tier", "lighter", "swap_list", "swap_missing"]

#: Repetitions of a set, seconds of a hold and runs a swap may ask for (assumption: usual sets).
_REPETITIONS, _HOLD, _RUNS = (5, 25), (10, 60), (1, 12)
#: Each set more or less than the scheme's counts like that much difference (assumption).
_SETS, _SET_APART = 6, 0.1
#: A swap has at least half and at most twice the Achilles peak (assumption).
_PEAKS = (0.5, 2.0)
#: A swap gives the same when its soleus impulse is within this share (assumption).
_ALIKE = 0.15
_EFFORTS = (0.8, 0.7, 0.6, 0.5)
_GASTROCNEMIUS = ("gastrocnemius_medialis", "gastrocnemius_lateralis")
_Candidates = Iterator[BlockSpec]


@dataclass(frozen=True)
class Swap:
    """An exercise that can stand for another: its `spec`, load `tier` and how it compares:
    `soleus` impulse and Achilles `peak` as a share of the other's, `distance` (0: the same)."""

    spec: BlockSpec
    tier: int
    soleus: float
    peak: float
    distance: float

    def sentence(self, instead_of: str) -> str:
        """What it gives beside the other, in words."""
        return (
            f"{describe(self.spec)} instead of {instead_of}: {100 * self.soleus:.0f} % of its "
            f"soleus impulse, {100 * self.peak:.0f} % of its Achilles peak, load tier {self.tier}"
        )


def label(exercise: str) -> str:
    """What people call an exercise or run."""
    if exercise in RUNNING:
        return load_run(exercise).label.lower()
    if exercise in STEADY:
        return exercise.replace("_", " ")
    return load_exercise(exercise).label.lower()


def describe(spec: BlockSpec) -> str:
    """Sets, repetitions and load in words."""
    counts = f"{spec.sets} x {spec.repetitions}" if spec.sets > 1 else f"{spec.repetitions} x"
    if spec.duration and spec.repetitions == 1 and not spec.distance:
        counts = f"{spec.sets} x"
    if spec.distance:
        counts += f" {spec.distance:.0f} m"
    if spec.duration:
        times = " x" if counts[-1] != "x" else ""
        counts += f"{times} {spec.duration:.0f} s"
    effort = f" at {100 * spec.effort:.0f} % effort" if spec.effort else ""
    load = f" with {spec.load:g} kg" if spec.load else ""
    return f"{counts} {label(spec.exercise)}{effort}{load}"


def _one(spec: BlockSpec, doser: Doser) -> tuple[Values, float]:
    """The dose of one set (one repetition), and how many steps or repetitions that is."""
    block = doser.block(replace(spec, sets=1, repetitions=1))
    assert block.dose is not None
    if spec.exercise in RUNNING:
        return block.dose, doser.sprint(spec.resolve_run()).steps / 2
    if spec.exercise in STEADY:
        return block.dose, doser.steady(spec.resolve_steady()).steps / 2
    dose = doser.dose(spec.resolve(), 1, 1)
    return dose.per_repetition, 1.0


def block_tier(spec: BlockSpec, doser: Doser) -> int:
    """Load tier, 1 to 4, of one repetition or step of a block on this leg."""
    values, count = _one(spec, doser)
    return load_tier(load_index(values["achilles"], count))


@dataclass(frozen=True)
class _Picture:
    """What is compared: impulses of all sets, BW s, Achilles peak, BW, and strain rate, % per s,
    and load tier."""

    soleus: float
    gastrocnemius: float
    peak: float
    rate: float
    tier: int


def _picture(spec: BlockSpec, doser: Doser) -> _Picture:
    block = doser.block(spec)
    assert block.dose is not None
    return _Picture(
        block.dose["soleus"]["impulse_bw_s"] or 0.0,
        sum(block.dose[m]["impulse_bw_s"] or 0.0 for m in _GASTROCNEMIUS),
        block.dose["achilles"]["peak_force_bw"] or 0.0,
        block.dose["achilles"]["peak_strain_rate_percent_per_s"] or 0.0,
        block_tier(spec, doser),
    )


def _matched(spec: BlockSpec, exercise: str, wanted: float, doser: Doser) -> BlockSpec | None:
    """An exercise with the sets and repetitions (or seconds of a hold) that give a soleus
    impulse, the sets as near those of `spec` as can be; None where no usual numbers do."""
    base = BlockSpec(exercise, 1, 1, 0.0, spec.rest)
    if exercise in RUNNING:
        run = load_run(exercise)
        base = replace(base, distance=run.distance, grade=run.grade, effort=run.effort)
        each = _soleus(base, doser)
        count = round(wanted / each) if each > 0 else 0
        return replace(base, repetitions=count) if _RUNS[0] <= count <= _RUNS[1] else None
    held = load_exercise(exercise).coordinate == "none"
    if load_exercise(exercise).finishing_hold:
        base = replace(base, hold=0.0)
    base = replace(base, duration=10.0) if held else base
    each = _soleus(base, doser) / (10.0 if held else 1.0)
    low, high = _HOLD if held else _REPETITIONS
    if each <= 0:
        return None
    for sets in sorted(range(1, _SETS + 1), key=lambda n: (abs(n - spec.sets), n)):
        count = 5 * round(wanted / (5 * each * sets)) if held else round(wanted / (each * sets))
        if low <= count <= high and abs(sets * count * each / wanted - 1) <= _ALIKE:
            if held:
                return replace(base, sets=sets, duration=float(count))
            return replace(base, sets=sets, repetitions=count)
    return None


def _soleus(spec: BlockSpec, doser: Doser) -> float:
    dose = doser.block(spec).dose
    assert dose is not None
    return dose["soleus"]["impulse_bw_s"] or 0.0


def _distance(there: _Picture, here: _Picture) -> float:
    """0 for the same soleus impulse, Achilles peak and rate, and share of the gastrocnemius."""
    apart = abs(math.log(max(here.soleus, 1e-9) / max(there.soleus, 1e-9)))
    apart += 0.5 * abs(math.log(max(here.peak, 1e-9) / max(there.peak, 1e-9)))
    apart += 0.2 * abs(math.log(max(here.rate, 0.1) / max(there.rate, 0.1)))
    shares = [p.gastrocnemius / max(p.gastrocnemius + p.soleus, 1e-9) for p in (there, here)]
    return apart + abs(shares[0] - shares[1])


def _rated(specs: _Candidates, there: _Picture, doser: Doser, sets: int) -> list[Swap]:
    found = []
    for spec in specs:
        try:
            here = _picture(spec, doser)
        except (InfeasibleError, InputError):
            continue
        if not here.soleus or not here.peak:
            continue
        found.append(
            Swap(
                spec, here.tier, here.soleus / there.soleus, here.peak / there.peak,
                _distance(there, here) + _SET_APART * abs(spec.sets - sets),
            )
        )  # fmt: skip
    return sorted(found, key=lambda s: (round(s.distance, 6), s.spec.exercise))


def swap_list(spec: BlockSpec, doser: Doser, request: PlanRequest) -> list[Swap]:
    """What may stand for a block, best first: of the same load tier and within 15 % of its soleus
    impulse, with the equipment there is, and within this body's range and strength.

    A block this body cannot do at all is compared as the gait library's body does it.
    """
    try:
        there, index = _picture(spec, doser), block_tier(spec, doser)
    except InfeasibleError:
        other = Doser(reference_leg())
        there, index = _picture(spec, other), block_tier(spec, other)
    names = [n for n in (*list_exercises(), *list_runs()) if n != spec.exercise]
    names = [n for n in names if n != "quiet_standing" and not lacks(n, request)]
    rated = _rated(_each_matched(names, spec, there.soleus, doser), there, doser, spec.sets)
    return [
        s
        for s in rated
        if s.tier == index and abs(s.soleus - 1) <= _ALIKE and _PEAKS[0] <= s.peak <= _PEAKS[1]
    ]


def _each_matched(names: list[str], spec: BlockSpec, wanted: float, doser: Doser) -> _Candidates:
    for name in names:
        try:
            found = _matched(spec, name, wanted, doser)
            if found and (name in RUNNING or doser.solve(found.resolve()).feasible):
                yield found
        except (InfeasibleError, InputError):
            continue


def swap_missing(
    spec: BlockSpec, doser: Doser, request: PlanRequest, why: str, rule: str, like: str = ""
) -> tuple[BlockSpec, Reason]:
    """The best swap for a block that cannot be done (`why`, in words), with the reason for it.

    An exercise named `like`, which stands for it already, goes on doing so where it can.
    Where no exercise of the same tier gives the same soleus impulse the nearest lighter one is
    taken. Raises `InfeasibleError` when there is nothing at all.
    """
    found = swap_list(spec, doser, request)
    if request.goal == "return_to_run":  # on the way back nothing may load the tendon more
        found = [s for s in found if s.peak <= 1.0]
    found.sort(key=lambda s: s.spec.exercise != like)  # stable: else best first
    name = label(spec.exercise)
    if found:
        return found[0].spec, Reason(rule, f"{why}: {found[0].sentence(describe(spec))}")
    low = lighter(spec, doser, request)
    if low is None:
        raise InfeasibleError(f"{why}, and no exercise can stand for the {name}")
    return low.spec, Reason(
        rule, f"{why}, and nothing of the same load tier fits: {low.sentence(describe(spec))}"
    )


def lighter(spec: BlockSpec, doser: Doser, request: PlanRequest) -> Swap | None:
    """The nearest block at least one load tier lower, with a lower Achilles peak; the same
    exercise with less load (a run with less effort) where that does. None where nothing does."""
    try:
        there, tier = _picture(spec, doser), block_tier(spec, doser)
    except InfeasibleError:
        other = Doser(reference_leg())
        there, tier = _picture(spec, other), block_tier(spec, other)
    if spec.exercise in (*RUNNING, *STEADY):
        specs = _lighter_runs(spec, bool(lacks(spec.exercise, request)))
    else:
        specs = _lighter_exercises(spec, there, doser, request)
    rated = [s for s in _rated(specs, there, doser, spec.sets) if s.tier < tier and s.peak < 1.0]
    same = [s for s in rated if s.spec.exercise == spec.exercise]
    return next(iter(same or rated), None)


def _lighter_runs(spec: BlockSpec, elsewhere: bool) -> _Candidates:
    """The run with less effort (not where its hill is missing), an easy run, a walk."""
    if spec.exercise in RUNNING:
        for effort in () if elsewhere else _EFFORTS:
            if effort < (spec.effort or load_run(spec.exercise).effort):
                yield replace(spec, effort=effort)
        total = spec.resolve_run().distance * spec.repetitions * spec.sets
        yield BlockSpec("easy_run", distance=total)
    else:
        total = spec.resolve_steady().distance * spec.repetitions * spec.sets
    if spec.exercise != "brisk_walk":
        yield BlockSpec("brisk_walk", distance=total)


def _lighter_exercises(
    spec: BlockSpec, there: _Picture, doser: Doser, request: PlanRequest
) -> _Candidates:
    loads = [w for w in (*request.weights, 0.75 * spec.load, 0.5 * spec.load) if w < spec.load]
    for load in sorted({request.load_near(w) for w in loads} | ({0.0} if spec.load else set())):
        yield replace(spec, load=load)
    names = [n for n in list_exercises() if n not in (spec.exercise, "quiet_standing")]
    names = [n for n in names if not lacks(n, request)]
    yield from _each_matched(names, spec, there.soleus, doser)
    for name in names:
        if load_exercise(name).coordinate != "none":
            yield BlockSpec(name, spec.sets, spec.repetitions, 0.0, spec.rest)
