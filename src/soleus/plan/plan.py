"""The records of a dated plan: blocks in sessions in weeks, each with its dose and its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from soleus.anatomy.leg import Leg
from soleus.anatomy.person import Person
from soleus.dose.measure import Values, add_doses
from soleus.plan.block_spec import BlockSpec
from soleus.plan.request import PlanRequest
from soleus.plan.scheme import Scheme
from soleus.solve.solution import Solution

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TIERS", "Block", "Plan", "Reason", "Session", "Week"]

#: Load tiers of a session, lightest first (`silbernagel2015`).
TIERS = ("light", "medium", "high")
_COLUMNS = (
    "exercise", "sets", "repetitions", "hold_s", "load_kg", "distance_m", "duration_s",
    "grade_percent", "rest_s",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why something is in the plan as it is: the id of the rule behind it, and a sentence."""

    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.text} [{self.rule}]"


@dataclass(frozen=True)
class Block:
    """One exercise of a session: what to do, in the unit of each name, and its `dose` for one leg
    over all sets.

    `repetitions` are those of a set; `hold_s` a hold that closes each set; `duration_s` that of
    one repetition of a steady run, walk or held posture; `speed_ms` its speed. `tempo` is the
    phases of a repetition in words; `legs` is 1 where each leg works alone (sets are then for
    each leg), `work_s` one leg's work of a set, `spec` what to simulate it from again.
    `swapped_from` names the exercise of the scheme that this one stands for.
    """

    exercise: str
    label: str
    sets: int
    repetitions: int
    hold_s: float | None
    load_kg: float
    distance_m: float | None
    rest_s: float
    tempo: str
    dose: Values | None
    note: str
    verdict: str
    grade_percent: float | None = None
    technique: tuple[str, ...] = ()
    draw: Callable[[], Values] | None = field(default=None, compare=False, repr=False)
    duration_s: float | None = None
    speed_ms: float | None = None
    legs: int = 2
    swapped_from: str = ""
    reasons: tuple[Reason, ...] = ()
    work_s: float = 0.0
    spec: BlockSpec | None = None

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs this person may have, arrays (sample,); they add up over
        blocks leg by leg. Computed on first use; empty for a plan read back from a log."""
        return self.draw() if self.draw else {}

    @property
    def effort_percent(self) -> float | None:
        """Effort of a hard run, percent of the fastest possible; None for everything else."""
        effort = None if self.spec is None else self.spec.effort
        return None if effort is None else round(100 * effort, 6)

    @property
    def manner(self) -> str:
        """How a run is run, to follow its distance: " up 8 % at 90 % effort"; "" where flat."""
        hill = f" up {self.grade_percent:g} %" if self.grade_percent else ""
        hard = f" at {self.effort_percent:g} % effort" if self.effort_percent else ""
        return hill + hard

    @property
    def minutes(self) -> float:
        """How long it takes with its rests, both legs where each works alone."""
        sides = 2 if self.legs == 1 else 1
        return self.sets * (sides * self.work_s + self.rest_s) / 60.0


@dataclass(frozen=True)
class Session:
    """A dated session; `dose` adds up the blocks that have one.

    `uid` never changes while the session lives on, whatever day it moves to; `times` is how often
    it is done that day. `tier` is one of `TIERS`; `phase` the phase of the scheme.
    """

    date: dt.date
    name: str
    label: str
    blocks: tuple[Block, ...]
    dose: Values
    uid: str = ""
    tier: str = "medium"
    phase: str = ""
    times: int = 1
    reasons: tuple[Reason, ...] = ()

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs, arrays (sample,)."""
        parts = [b.samples for b in self.blocks if b.samples]
        return add_doses(parts * self.times)

    @property
    def minutes(self) -> float:
        """How long one time takes, rests included."""
        return sum(b.minutes for b in self.blocks)


@dataclass(frozen=True)
class Week:
    """A week of sessions; `start` is its first day (a Monday, or the first day of the plan)."""

    number: int
    start: dt.date
    sessions: tuple[Session, ...]
    dose: Values
    phase: str = ""
    reasons: tuple[Reason, ...] = ()

    @cached_property
    def samples(self) -> Values:
        """`dose` on each of many legs, arrays (sample,)."""
        return add_doses([s.samples for s in self.sessions if s.samples])


@dataclass(frozen=True)
class Plan:
    """A dated plan for one person.

    `request` is what was asked for. `solutions` holds the simulation of each exercise in it,
    empty for a plan read back from a log. `uid` stays through all changes of a plan.
    """

    person: Person
    leg: Leg
    scheme: Scheme
    weeks: tuple[Week, ...]
    solutions: Mapping[str, Solution] = field(default_factory=dict)
    request: PlanRequest = field(default_factory=PlanRequest)
    uid: str = ""
    reasons: tuple[Reason, ...] = ()

    def sessions(self) -> Iterator[Session]:
        """All sessions by date."""
        for week in self.weeks:
            yield from week.sessions

    def on(self, date: dt.date) -> tuple[Session, ...]:
        """The sessions of a day."""
        return tuple(s for s in self.sessions() if s.date == date)

    def table(self) -> pd.DataFrame:
        """One row a block: date, exercise, what to do, and the dose of one leg (NaN where it is
        not known yet)."""
        import pandas as pd

        rows = [
            {
                "week": week.number,
                "date": session.date,
                **{k: getattr(block, k) for k in _COLUMNS},
                **{
                    f"{tissue}_{key}": (block.dose or {}).get(tissue, {}).get(key)
                    for tissue in ("soleus", "achilles")
                    for key in ("impulse_bw_s", "peak_force_bw", "time_in_strain_window_s")
                },
            }
            for week in self.weeks
            for session in week.sessions
            for block in session.blocks
        ]
        return pd.DataFrame(rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Outside the data behind the scaling, or beyond this body's strength."""
        verdicts = {
            f"{s.trajectory.name}: {s.verdict}" for s in self.solutions.values() if not s.feasible
        }
        return (*self.leg.warnings, *sorted(verdicts))
