"""What a block asks for, in definite numbers: enough to simulate it again, lighter or heavier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from soleus.base.errors import InputError
from soleus.motion.exercise import Exercise
from soleus.motion.exercise_files import load_exercise
from soleus.motion.run_exercise import RunExercise, load_run
from soleus.motion.steady_run import SteadyRun, load_steady

__all__ = ["BlockSpec", "spec_fields", "spec_from_fields"]


@dataclass(frozen=True)
class BlockSpec:
    """One exercise with definite numbers: SI, None where the exercise sets them."""

    exercise: str
    sets: int = 1
    repetitions: int = 1
    load: float = 0.0
    rest: float = 0.0
    note: str = ""
    distance: float | None = None
    duration: float | None = None
    speed: float | None = None
    grade: float | None = None
    effort: float | None = None
    tempo: Mapping[str, float] = field(default_factory=dict)
    hold: float | None = None
    knee_angle: float | None = None

    def resolve(self) -> Exercise:
        """The exercise with these numbers. Raises `InputError` for one it cannot take."""
        exercise = load_exercise(self.exercise).with_load(self.load)
        tempo = dict(self.tempo)
        if self.duration is not None:
            kinds = [p.kind for p in exercise.phases]
            if kinds != ["hold_bottom"]:
                raise InputError(f"{self.exercise} is no held posture: it takes no duration")
            tempo["hold_bottom"] = self.duration
        if tempo:
            exercise = exercise.with_tempo(tempo)
        if self.hold is not None:
            exercise = exercise.with_hold(self.hold)
        if self.knee_angle is not None:
            exercise = exercise.with_knee_angle(self.knee_angle)
        return replace(exercise, repetitions=self.repetitions)

    def resolve_run(self) -> RunExercise:
        """The hard run with these numbers."""
        return load_run(self.exercise).changed(
            distance=self.distance, grade=self.grade, effort=self.effort
        )

    def resolve_steady(self) -> SteadyRun:
        """The steady run or walk with these numbers."""
        return load_steady(self.exercise).changed(self.duration, self.distance, self.speed)


def spec_fields(spec: BlockSpec) -> dict[str, Any]:
    """A spec as plain data, SI; only what differs from the usual."""
    usual = asdict(BlockSpec(spec.exercise))
    return {k: v for k, v in asdict(spec).items() if k == "exercise" or v != usual[k]}


def spec_from_fields(values: Mapping[str, Any]) -> BlockSpec:
    """The spec of plain data; `TypeError` for a key it does not have."""
    return BlockSpec(**values)
