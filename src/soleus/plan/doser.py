"""What a block gives this leg: exercises, hard runs and steady runs, each simulated once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError, nearest
from soleus.dose.measure import Dose, add_doses, measure_dose
from soleus.dose.sprint import SprintDose, measure_sprint
from soleus.dose.steady import SteadyDose, measure_steady
from soleus.motion.exercise import Exercise
from soleus.motion.exercise_files import list_exercises
from soleus.motion.run_exercise import RunExercise
from soleus.motion.steady_run import SteadyRun
from soleus.plan.block_spec import BlockSpec
from soleus.plan.plan import Block, Reason
from soleus.plan.scheme_files import RUNNING, STEADY
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.solution import Solution

__all__ = ["Doser", "Progress", "check_name"]

Progress = Callable[[str], None]


class Doser:
    """Simulates each exercise once and scales its dose to sets and repetitions.

    `solutions` holds the simulation of every exercise asked for; `progress` is called with its
    name before it starts.
    """

    def __init__(self, leg: Leg, progress: Progress | None = None) -> None:
        self.leg, self.progress = leg, progress
        self.solutions: dict[str, Solution] = {}
        self._solved: dict[str, Solution] = {}
        self._doses: dict[tuple[str, int, int], Dose] = {}
        self._runs: dict[RunExercise | SteadyRun, SprintDose | SteadyDose] = {}

    def block(self, spec: BlockSpec, reasons: tuple[Reason, ...] = (), swapped: str = "") -> Block:
        """A block with its dose. Raises `InfeasibleError` for a motion this body lacks the range
        for, `InputError` for numbers the exercise cannot take."""
        if spec.exercise in RUNNING:
            found = self._run_block(spec)
        elif spec.exercise in STEADY:
            found = self._steady_block(spec)
        else:
            found = self._exercise_block(spec)
        return replace(found, reasons=reasons, swapped_from=swapped, spec=spec)

    def solve(self, exercise: Exercise) -> Solution:
        """The simulation of one repetition (and hold) of an exercise."""
        key = repr(replace(exercise, repetitions=1))
        if key not in self._solved:
            if self.progress:
                self.progress(exercise.name)
            self._solved[key] = solve_exercise(exercise, self.leg)
            name = exercise.name
            if exercise.load_mass:
                name = f"{name} {exercise.load_mass:g} kg"
            self.solutions.setdefault(name, self._solved[key])
        return self._solved[key]

    def dose(self, exercise: Exercise, sets: int, repetitions: int) -> Dose:
        """The dose of some sets of an exercise."""
        solution = self.solve(exercise)
        index = repr(replace(exercise, repetitions=1)), sets, repetitions
        if index not in self._doses:
            self._doses[index] = measure_dose(solution, repetitions, sets)
        return self._doses[index]

    def sprint(self, run: RunExercise) -> SprintDose:
        """One hard run."""
        found = self._run(run, measure_sprint)
        assert isinstance(found, SprintDose)
        return found

    def steady(self, run: SteadyRun) -> SteadyDose:
        """One steady run or walk."""
        found = self._run(run, measure_steady)
        assert isinstance(found, SteadyDose)
        return found

    def _run(self, run: RunExercise | SteadyRun, measure: Callable[..., object]) -> object:
        if run not in self._runs:
            if self.progress:
                self.progress(run.name)
            self._runs[run] = measure(run, self.leg)  # type: ignore[assignment]
        return self._runs[run]

    def _exercise_block(self, spec: BlockSpec) -> Block:
        exercise = spec.resolve()
        dose = self.dose(exercise, spec.sets, spec.repetitions)
        hold = exercise.finishing_hold.duration if exercise.finishing_hold else None
        posture = exercise.coordinate == "none"
        one = exercise.repetition_duration
        tempo = "-".join(f"{p.duration:g}" for p in exercise.phases) + " s"
        return Block(
            exercise.name, exercise.label, spec.sets, spec.repetitions, hold, exercise.load_mass,
            None, spec.rest, "" if posture else tempo, dose.total, spec.note, dose.verdict,
            draw=lambda: dose.samples, duration_s=one if posture else None, legs=exercise.legs,
            work_s=exercise.set_duration(spec.repetitions),
        )  # fmt: skip

    def _run_block(self, spec: BlockSpec) -> Block:
        """A hard run: its dose is that of one repetition as often as it is run."""
        run = spec.resolve_run()
        sprint = self.sprint(run)
        total = add_doses([sprint.dose] * (spec.sets * spec.repetitions))
        return Block(
            run.name, run.label, spec.sets, spec.repetitions, None, 0.0, run.distance, spec.rest,
            "", total, spec.note, sprint.verdict, 100 * run.grade, sprint.notes,
            lambda: sprint.drawn(total),
            work_s=spec.repetitions * sprint.duration + (spec.repetitions - 1) * spec.rest,
        )  # fmt: skip

    def _steady_block(self, spec: BlockSpec) -> Block:
        run = spec.resolve_steady()
        steady = self.steady(run)
        total = add_doses([steady.dose] * (spec.sets * spec.repetitions))
        return Block(
            run.name, run.label, spec.sets, spec.repetitions, None, 0.0, run.distance, spec.rest,
            "", total, spec.note, steady.verdict, 100 * run.grade, (),
            lambda: steady.drawn(total), duration_s=run.duration, speed_ms=run.speed,
            work_s=spec.repetitions * run.duration + (spec.repetitions - 1) * spec.rest,
        )  # fmt: skip


def check_name(exercise: str) -> None:
    """Raise `InputError` with the nearest name for an exercise nobody knows."""
    known = [*list_exercises(), *RUNNING, *STEADY]
    if exercise not in known:
        raise InputError(f"no exercise '{exercise}'; {nearest(exercise, known)}")
