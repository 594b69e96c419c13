"""What was really done, felt and measured: the records adaptation and rules read.

A value that is not known is None, never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from soleus.base.errors import InputError, nearest

__all__ = [
    "PAIN_TIMES",
    "SIDES",
    "SYMPTOMS",
    "TESTS",
    "DoneSession",
    "DoneSet",
    "History",
    "PainEntry",
    "RunEntry",
    "SymptomEntry",
    "TestEntry",
]

#: When pain is asked for: in a session, right after it, on the next morning, at rest or night.
PAIN_TIMES = ("during", "after", "morning", "rest")
SIDES = ("left", "right", "both")
#: Tests that say how much a leg can do: name to (unit, lowest, highest).
TESTS = {
    "heel_raises": ("repetitions", 0.0, 200.0),
    "bent_knee_heel_raises": ("repetitions", 0.0, 200.0),
    "isometric_plantarflexion": ("N m", 0.0, 500.0),
    "loaded_heel_raise": ("kg", 0.0, 400.0),
    "loaded_bent_knee_heel_raise": ("kg", 0.0, 400.0),
    "knee_to_wall": ("cm", -5.0, 25.0),
    "hop_distance": ("cm", 0.0, 400.0),
    "hops_in_place": ("repetitions", 0.0, 200.0),
    "stride_effort": ("%", 0.0, 100.0),
    "tenderness": ("0-10", 0.0, 10.0),
}
#: What stops a plan or holds it back, yes or no.
SYMPTOMS = (
    "sudden_pop", "cannot_heel_raise", "one_sided_swelling", "calf_pain_at_rest", "warmth",
    "recent_immobilization", "fluoroquinolone", "night_pain_rising", "fever", "numbness", "limp",
    "pain_free_walk", "pain_free_jumps",
)  # fmt: skip


def _choice(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"{what} '{value}' is not known; {nearest(value, known)}")


def _within(what: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:  # also refuses NaN
        raise InputError(f"{what} {value:g} is outside {low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class DoneSet:
    """One set as it was done, each value in the unit of its name, None where not known; `side` is
    left, right or both."""

    exercise: str
    repetitions: int | None = None
    load_kg: float | None = None
    hold_s: float | None = None
    distance_m: float | None = None
    duration_s: float | None = None
    side: str = "both"
    effort: float | None = None

    def __post_init__(self) -> None:
        _choice("side", self.side, SIDES)
        _within(f"{self.exercise}: repetitions", self.repetitions, 0, 1000)
        _within(f"{self.exercise}: load_kg", self.load_kg, 0, 500)
        _within(f"{self.exercise}: hold_s", self.hold_s, 0, 3600)
        _within(f"{self.exercise}: distance_m", self.distance_m, 0, 500_000)
        _within(f"{self.exercise}: duration_s", self.duration_s, 0, 7 * 86400)
        _within(f"{self.exercise}: effort", self.effort, 0, 10)


@dataclass(frozen=True)
class DoneSession:
    """A session that was done (or broken off: `complete` False) on a local `date`.

    `session_uid` is the planned session it answers, None for one outside the plan. `effort` is
    0 to 10. `dose` maps tissue to metric to value for one leg, {} where unknown. `origin` says
    who wrote it (log, do, hevy, strong). `started` is UTC, None where unknown. `uid` is the log's.
    """

    date: dt.date
    label: str
    sets: tuple[DoneSet, ...] = ()
    session_uid: str | None = None
    effort: float | None = None
    started: dt.datetime | None = None
    duration_s: float | None = None
    complete: bool = True
    note: str = ""
    origin: str = "log"
    dose: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    uid: str = ""

    def __post_init__(self) -> None:
        _within("effort", self.effort, 0, 10)


@dataclass(frozen=True, slots=True)
class PainEntry:
    """Pain on the 0 to 10 scale: on a local date, `when` one of `PAIN_TIMES`; `session_uid` the
    planned or done session it belongs to, where it belongs to one."""

    date: dt.date
    when: str
    value: float
    side: str = "both"
    session_uid: str | None = None
    uid: str = ""

    def __post_init__(self) -> None:
        _choice("pain", self.when, PAIN_TIMES)
        _choice("side", self.side, SIDES)
        _within("pain", self.value, 0, 10)


@dataclass(frozen=True)
class RunEntry:
    """A run or walk read from a file: local `date`, `started` UTC, what it gave one leg (`dose`,
    tissue to metric to value), and the content it came from (`content_hash`, SHA-256)."""

    date: dt.date
    sport: str
    duration_s: float
    distance_m: float
    started: dt.datetime | None = None
    climb_m: float | None = None
    dose: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    file_name: str = ""
    content_hash: str = ""
    notes: tuple[str, ...] = ()
    session_uid: str | None = None
    uid: str = ""


@dataclass(frozen=True, slots=True)
class TestEntry:
    """A test (one of `TESTS`) of one side, in the test's unit."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    date: dt.date
    name: str
    value: float
    side: str = "both"
    uid: str = ""

    def __post_init__(self) -> None:
        _choice("test", self.name, tuple(TESTS))
        _choice("side", self.side, SIDES)
        unit, low, high = TESTS[self.name]
        _within(f"{self.name} ({unit})", self.value, low, high)


@dataclass(frozen=True, slots=True)
class SymptomEntry:
    """A symptom (one of `SYMPTOMS`), there or not there, on a local date."""

    date: dt.date
    name: str
    present: bool = True
    uid: str = ""

    def __post_init__(self) -> None:
        _choice("symptom", self.name, SYMPTOMS)


@dataclass(frozen=True)
class History:
    """Everything known of one athlete's past, each tuple sorted by date."""

    done: tuple[DoneSession, ...] = ()
    pain: tuple[PainEntry, ...] = ()
    runs: tuple[RunEntry, ...] = ()
    tests: tuple[TestEntry, ...] = ()
    symptoms: tuple[SymptomEntry, ...] = ()

    def __post_init__(self) -> None:
        for name in ("done", "pain", "runs", "tests", "symptoms"):
            entries: tuple[Any, ...] = tuple(sorted(getattr(self, name), key=lambda e: e.date))
            object.__setattr__(self, name, entries)

    def until(self, date: dt.date) -> History:
        """What was known at the end of a day."""
        return replace(
            self,
            **{
                name: tuple(e for e in getattr(self, name) if e.date <= date)
                for name in ("done", "pain", "runs", "tests", "symptoms")
            },
        )
