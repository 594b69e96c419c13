"""What the command line asks the library: the person, the date, bands, feasible loads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soleus.base import clock
from soleus.base.errors import InfeasibleError, InputError, nearest

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.anatomy.person import Person
    from soleus.motion.exercise import Exercise
    from soleus.store.log import TrainingLog

__all__ = [
    "band", "check_gait_options", "day", "first_day", "leg_or_reference", "person",
    "person_or_reference", "refuse_load", "runner", "training_log",
]  # fmt: skip


def person(
    file: Path | None,
    height_m: float | None,
    mass_kg: float | None,
    sex: str | None,
    age: float | None,
) -> Person:
    """The person from a file, from options, or from a file with options on top."""
    from soleus.anatomy.person import person_from_fields
    from soleus.base.library import read_file

    values = {"height_m": height_m, "mass_kg": mass_kg, "sex": sex, "age": age}
    given = {k: v for k, v in values.items() if v is not None}
    if file is None:
        missing = [k for k in values if k not in given]
        if missing:
            option = missing[0].replace("_", "-")
            raise InputError(
                f"--{option} is missing; give --person FILE, or all of --height-m --mass-kg "
                "--sex --age"
            )
        return person_from_fields(given, "options")
    return person_from_fields({**read_file(file), **given}, str(file))


def person_or_reference(
    file: Path | None,
    height_m: float | None,
    mass_kg: float | None,
    sex: str | None,
    age: float | None,
) -> tuple[Person, tuple[str, ...]]:
    """As `person`; where nothing is said of one, the body of the gait library and a note that
    says so. Notes are for beside the answer: a refusal stays one line."""
    from soleus.solve.gait_table import REFERENCE

    if file is None and all(v is None for v in (height_m, mass_kg, sex, age)):
        return REFERENCE, (f"no body given: {REFERENCE.describe()} taken",)
    return person(file, height_m, mass_kg, sex, age), ()


def leg_or_reference(
    file: Path | None,
    height_m: float | None,
    mass_kg: float | None,
    sex: str | None,
    age: float | None,
) -> tuple[Leg, tuple[str, ...]]:
    """The leg of `person_or_reference`, and all notes on it."""
    from soleus.anatomy.leg import build_leg

    body, notes = person_or_reference(file, height_m, mass_kg, sex, age)
    leg = build_leg(body)
    return leg, (*notes, *leg.warnings)


def check_gait_options(what: str, speed_ms: float | None, grade_percent: float) -> None:
    """Raise `InputError` for a speed or grade beside what is neither run nor walk."""
    if speed_ms is not None or grade_percent:
        raise InputError(f"--speed-ms and --grade-percent go with run or walk, not with {what}")


def runner(
    file: Path | None,
    height_m: float | None,
    mass_kg: float | None,
    sex: str | None,
    age: float | None,
) -> Person:
    """As `person`; height and mass are enough, as sex and age hardly move a gait."""
    if file is None and height_m is not None and mass_kg is not None:
        sex, age = sex or "male", 30.0 if age is None else age
    return person(file, height_m, mass_kg, sex, age)


def first_day(text: str | None) -> dt.date:

    if text is None:
        today = clock.today()
        return today + dt.timedelta(days=(7 - today.weekday()) % 7)
    return day(text, "--start")


def day(text: str | None, option: str = "--date") -> dt.date:
    """A local day from an option; today without one. Raises `InputError` for no date."""
    if text is None or text.lower() == "today":
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} '{text}' is not a date; write it like 2026-01-05") from None


@contextmanager
def training_log(
    database: str | None, athlete: str | None, dry_run: bool = False, new: bool = False
) -> Iterator[TrainingLog | None]:
    """The training log; with `dry_run` only one that is there already (None without).
    Only a `new` athlete may be one nobody knows; `InputError` with the nearest name otherwise."""
    from soleus.store.log import open_log

    with ExitStack() as stack:
        try:
            log = stack.enter_context(open_log(database, athlete, create=not dry_run))
        except InputError:
            if not dry_run:
                raise
            log = None
        if log is not None and athlete is not None and not new:
            known = log.athletes()
            if known and athlete not in known:
                raise InputError(
                    f"no athlete '{athlete}' in this log; {nearest(athlete, known)} (a new one "
                    "begins with: soleus plan --athlete NAME)"
                )
        yield log


def band(what: Exercise, leg: Leg) -> dict[str, Any] | None:
    """What the open force split of an exercise does to the answer: its ends, as ranges."""
    if what.share is None:
        return None
    from soleus.solve.load_sharing import solve_exercise

    ends = [solve_exercise(what.with_share(s), leg) for s in (what.share.low, what.share.high)]
    weight = leg.person.body_weight
    result: dict[str, Any] = {
        "share": [what.share.low, what.share.high],
        "share_used": what.share.value,
        "about": what.share.about,
        "feasible": [end.feasible for end in ends],
    }
    for key, forces in (
        ("achilles_peak_force_bw", [s.achilles_force for s in ends]),
        ("soleus_peak_force_bw", [s.force("soleus") for s in ends]),
    ):
        result[key] = sorted(float(force.max() / weight) for force in forces)
    return result


def refuse_load(what: Exercise, leg: Leg, verdict: str) -> None:
    """A load this body cannot carry: say what gives in, and the largest feasible load."""
    from soleus.motion.synthesis import synthesize
    from soleus.solve.load_sharing import share_load

    def feasible(mass: float) -> bool:
        return share_load(leg, synthesize(what.with_load(mass), leg, time_step=0.03)).feasible

    if not feasible(0.0):
        raise InfeasibleError(f"{what.name} with {what.load_mass:g} kg is {verdict}; it is "
                              "beyond this body even without load")  # fmt: skip
    low, high = 0.0, what.load_mass
    while high - low > 1.0:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if feasible(middle) else (low, middle)
    raise InfeasibleError(
        f"{what.name} with {what.load_mass:g} kg is {verdict}; about {low:.0f} kg is feasible"
    )
