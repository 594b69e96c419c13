"""What a plan is asked for: goal, days, minutes, equipment, state and fixed events."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from soleus.base.errors import InputError, nearest

__all__ = [
    "DAYS", "EQUIPMENT", "EVENTS", "GOALS", "Event", "Hill", "PlanRequest", "request_fields",
    "request_from_fields",
]  # fmt: skip

GOALS = ("strength", "sprint", "return_to_run", "prevention")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: What a person may have; exercises and runs name what they need in these words.
EQUIPMENT = (
    "step", "weights", "seated_machine", "leg_curl", "glute_ham_bench", "hill", "treadmill",
)  # fmt: skip
EVENTS = ("race", "long_run", "busy")


@dataclass(frozen=True, slots=True)
class Hill:
    """A hill the person can run on: length m, grade rise over run."""

    length: float
    grade: float

    def __post_init__(self) -> None:
        if not 30 <= self.length <= 5000:
            raise InputError(f"hill: length {self.length:g} m is outside 30 to 5000 m")
        if not 0 < self.grade <= 0.4:
            raise InputError(f"hill: grade {100 * self.grade:g} % is outside 0 to 40 %")


@dataclass(frozen=True, slots=True)
class Event:
    """A day that is taken: a race, a long run, or a day without time; distance m where known."""

    date: dt.date
    kind: str
    distance: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in EVENTS:
            raise InputError(f"event '{self.kind}' is not known; {nearest(self.kind, EVENTS)}")
        if self.distance is not None and not 0 < self.distance <= 500_000:
            raise InputError(f"event: distance {self.distance:g} m is outside 0 to 500000 m")


@dataclass(frozen=True)
class PlanRequest:
    """What the person wants and has; everything has a usual value.

    `goal` one of `GOALS`, "" for the scheme's own. `days` are the weekdays with time (Monday 0)
    and `minutes` how long there is on each, None without a limit. `equipment` names what there is
    (None: everything); `weights` the loads in kg that can be put together (empty: any, in steps
    of 0.5 kg); `hills` what can be run up (empty with hill or treadmill: the scheme's own grade).
    `pain` is today's usual pain 0 to 10, `morning_pain` that of an ordinary morning;
    `running_weeks` how many weeks of running lie behind, `longest_run` the longest of the last
    30 days, m, `easy_speed` m/s; None where not known. `events` are fixed days. `overrides` are
    ids of rules that `override_by` (user or clinician) puts aside.
    """

    goal: str = ""
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    minutes: tuple[float | None, ...] = (None,) * 7
    equipment: frozenset[str] | None = None
    weights: tuple[float, ...] = ()
    hills: tuple[Hill, ...] = ()
    pain: float | None = None
    morning_pain: float | None = None
    running_weeks: float | None = None
    longest_run: float | None = None
    easy_speed: float | None = None
    events: tuple[Event, ...] = ()
    overrides: tuple[str, ...] = ()
    override_by: str = "user"

    def __post_init__(self) -> None:
        if self.goal and self.goal not in GOALS:
            raise InputError(f"goal '{self.goal}' is not known; {nearest(self.goal, GOALS)}")
        if not self.days or any(type(d) is not int or not 0 <= d <= 6 for d in self.days):
            raise InputError(f"days {list(self.days)} must be weekdays, 0 to 6, at least one")
        object.__setattr__(self, "days", tuple(sorted(set(self.days))))
        for item in self.equipment or ():
            if item not in EQUIPMENT:
                raise InputError(f"equipment '{item}' is not known; {nearest(item, EQUIPMENT)}")
        for minutes in self.minutes:
            if minutes is not None and not 5 <= minutes <= 600:
                raise InputError(f"minutes {minutes:g} a day is outside 5 to 600")
        for name, low, high, unit in _NUMBERS:
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InputError(f"{name} {value:g}{unit} is outside {low:g} to {high:g}{unit}")
        if any(not math.isfinite(w) or not 0 < w <= 300 for w in self.weights):
            raise InputError(f"weights {list(self.weights)} must be kilograms, above 0 to 300")
        object.__setattr__(self, "weights", tuple(sorted(set(self.weights))))

    def has(self, item: str) -> bool:
        """Whether a piece of equipment is there."""
        return self.equipment is None or item in self.equipment

    def load_near(self, mass: float) -> float:
        """The largest load, kg, that can be put together and is not above `mass`."""
        if not self.weights:
            return math.floor(2 * mass + 1e-9) / 2
        return max((w for w in self.weights if w <= mass + 1e-9), default=0.0)

    def event_on(self, date: dt.date) -> Event | None:
        """What is fixed on a day."""
        return next((e for e in self.events if e.date == date), None)


_NUMBERS = (
    ("pain", 0.0, 10.0, ""),
    ("morning_pain", 0.0, 10.0, ""),
    ("running_weeks", 0.0, 5000.0, " weeks"),
    ("longest_run", 0.0, 500_000.0, " m"),
    ("easy_speed", 1.2, 6.0, " m/s"),
)


def request_from_fields(values: Mapping[str, Any], where: str) -> PlanRequest:
    """A request from edge keys, as in a file or a log: goal, days (["mon", ...]), minutes (one
    number or a table by day), equipment, weights_kg, hills (length_m, grade_percent), pain,
    morning_pain, running_weeks, longest_run_km, easy_speed_ms, events (date, kind, distance_km),
    overrides, override_by. Raises `InputError` naming `where`."""
    known = set(request_fields(PlanRequest()))
    for key in values:
        if key not in known:
            raise InputError(f"{where}: unknown key '{key}'; {nearest(key, known)}")
    try:
        return PlanRequest(**_arguments(values))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError(f"{where}: {' '.join(str(error).split())}") from None


def _day(name: Any) -> int:
    text = str(name).lower()[:3]
    if text not in DAYS:
        raise InputError(f"day '{name}' is not known; known: {', '.join(DAYS)}")
    return DAYS.index(text)


def _arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key in ("goal", "pain", "morning_pain", "running_weeks", "override_by"):
        if values.get(key) is not None:
            result[key] = values[key]
    if "days" in values:
        result["days"] = tuple(_day(d) for d in values["days"])
    if values.get("minutes") is not None:
        given = values["minutes"]
        by_day = given if isinstance(given, Mapping) else dict.fromkeys(DAYS, given)
        minutes = {_day(d): None if m is None else float(m) for d, m in by_day.items()}
        result["minutes"] = tuple(minutes.get(d) for d in range(7))
    if values.get("equipment") is not None:
        result["equipment"] = frozenset(values["equipment"])
    for key in ("weights_kg", "overrides"):
        if values.get(key):
            result[key.removesuffix("_kg")] = tuple(values[key])
    if values.get("hills"):
        result["hills"] = tuple(
            Hill(float(h["length_m"]), float(h["grade_percent"]) / 100) for h in values["hills"]
        )
    if values.get("longest_run_km") is not None:
        result["longest_run"] = 1000.0 * float(values["longest_run_km"])
    if values.get("easy_speed_ms") is not None:
        result["easy_speed"] = float(values["easy_speed_ms"])
    if values.get("events"):
        result["events"] = tuple(_event(e) for e in values["events"])
    return result


def _event(entry: Mapping[str, Any]) -> Event:
    date = entry["date"]
    distance = entry.get("distance_km")
    return Event(
        date if isinstance(date, dt.date) else dt.date.fromisoformat(str(date)),
        str(entry["kind"]),
        None if distance is None else 1000.0 * float(distance),
    )


def request_fields(request: PlanRequest) -> dict[str, Any]:
    """The request with edge keys, as written in files and JSON; every key is there."""
    minutes: Sequence[float | None] = request.minutes
    return {
        "goal": request.goal,
        "days": [DAYS[d] for d in request.days],
        "minutes": {DAYS[d]: m for d, m in enumerate(minutes)} if any(minutes) else None,
        "equipment": None if request.equipment is None else sorted(request.equipment),
        "weights_kg": list(request.weights),
        "hills": [
            {"length_m": h.length, "grade_percent": round(100 * h.grade, 6)} for h in request.hills
        ],
        "pain": request.pain,
        "morning_pain": request.morning_pain,
        "running_weeks": request.running_weeks,
        "longest_run_km": None if request.longest_run is None else request.longest_run / 1000,
        "easy_speed_ms": request.easy_speed,
        "events": [
            {
                "date": e.date.isoformat(),
                "kind": e.kind,
                "distance_km": None if e.distance is None else e.distance / 1000,
            }
            for e in request.events
        ],
        "overrides": list(request.overrides),
        "override_by": request.override_by,
    }
