"""The records of a training scheme: phases, sessions, blocks, targets and gates.

`soleus.plan.scheme_files` reads them from `data/schemes/*.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BlockTemplate", "LoadRule", "Phase", "Range", "Scheme", "SessionTemplate", "Target"]

#: First and last value over the weeks of a phase.
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LoadRule:
    """How heavy, over the weeks of a phase: `kind` "mass" in kg, "rm" in repetitions that are just
    possible, or "mvc" as a share of the strongest contraction."""

    kind: str
    values: Range = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """One exercise in a session. Pairs are (first week, last week) of the phase.

    `distance` m and `duration` s (of one repetition: a steady run, a walk, a held posture) are
    None where the exercise sets them; `rest` s; `grade` and `effort` (ratios) of a run, None for
    the run's own. `tempo` maps phases (raise, hold_top, lower, hold_bottom) to s; `hold` is the
    hold that closes a set, s (None: the exercise's own). `knee_angle` rad, where it is free.
    """

    exercise: str
    sets: Range
    repetitions: Range
    distance: Range | None
    load: LoadRule
    rest: float
    note: str
    grade: float | None = None
    effort: float | None = None
    duration: Range | None = None
    tempo: Mapping[str, float] = field(default_factory=dict)
    hold: Range | None = None
    knee_angle: float | None = None


@dataclass(frozen=True, slots=True)
class SessionTemplate:
    """A session `per_week` times a week (first, last week), best on `days` (Monday 0; may be
    empty), from a share of the phase on (0 = all of it). `times` is how often it is done on its
    day; an `optional` one is left out where it does not fit. `tier` is light, medium or high, ""
    to let simulation tell."""

    name: str
    label: str
    days: tuple[int, ...]
    per_week: Range
    from_share: float
    blocks: tuple[BlockTemplate, ...]
    times: int = 1
    tier: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a week of a phase should give one leg: `tissue` and `metric` (`dose.metrics`) between
    `low` and `high` (None: open), in the metric's unit. `source` and `note` say why."""

    tissue: str
    metric: str
    low: float | None
    high: float | None
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase: `weeks` at least and at most (None: until the plan ends), the gate rules that must
    be passed to enter the next phase, weekly targets in dose units, its sessions."""

    name: str
    label: str
    weeks: tuple[int, int | None]
    gates: tuple[str, ...]
    targets: tuple[Target, ...]
    sessions: tuple[SessionTemplate, ...]


@dataclass(frozen=True)
class Scheme:
    """A training scheme as its file states it. `goals` are those it serves (`request.GOALS`);
    `sources` the keys of all it rests on; `content` the file itself, so that a plan can carry it;
    `sets_aside` ids of rules that its prescription, as tried, does not keep (daily training).
    """

    name: str
    label: str
    about: str
    source: str
    phases: tuple[Phase, ...]
    goals: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    sets_aside: tuple[str, ...] = ()

    @property
    def sessions(self) -> tuple[SessionTemplate, ...]:
        """The sessions of all phases."""
        return tuple(s for phase in self.phases for s in phase.sessions)
