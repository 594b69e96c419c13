"""What is typed on the command line for a log: sets, tests, symptoms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soleus.base.errors import InputError, nearest
from soleus.plan.history import (
    PAIN_TIMES,
    SIDES,
    TESTS,
    DoneSet,
    PainEntry,
    SymptomEntry,
    TestEntry,
)
from soleus.store.strength_csv import KG_PER_LB, M_PER_MILE

__all__ = ["GRAMMAR", "beside_words", "pain_words", "read_set", "read_test", "set_words"]

GRAMMAR = (
    "write NAME SETSxREPS, as in 'deep_squat_calf_raise 3x15 @10kg', 'glute_ham_raise 3x10', "
    "'uphill_sprint 4x200m', 'wall_lean_isometric 3x45s', 'single_leg_calf_raise 20 left'; "
    "more words are hold 20s, effort 7, left, right"
)
_AMOUNT = re.compile(r"(?:(\d+)[x×])?(\d+(?:\.\d+)?)(s|sec|min|m|km|mi)?")
_LOAD = re.compile(r"@?(\d+(?:\.\d+)?)(kg|lb|lbs)")
_SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0}
_METERS = {"m": 1.0, "km": 1000.0, "mi": M_PER_MILE}
_KG = {"kg": 1.0, "lb": KG_PER_LB, "lbs": KG_PER_LB}


def read_set(text: str) -> tuple[DoneSet, ...]:
    """The sets a text names. What it does not say stays unknown. Raises `InputError` with the
    nearest exercise, or the grammar."""
    words = text.replace("*", "x").split()
    if not words:
        raise InputError(f"--set is empty; {GRAMMAR}")
    name, kind = _exercise(words[0])
    count, values = 0, dict[str, float | str]()
    rest = iter(words[1:])
    for word in rest:
        low = word.lower()
        if low in SIDES:
            values["side"] = low
        elif low in ("hold", "effort", "rpe"):
            key = "hold_s" if low == "hold" else "effort"
            values[key] = _named(next(rest, ""), low, text)
        elif load := _LOAD.fullmatch(low):
            values["load_kg"] = round(float(load[1]) * _KG[load[2]], 3)
        elif (amount := _AMOUNT.fullmatch(low)) and not count:
            count = int(amount[1] or 1)
            key, value = _amount(float(amount[2]), amount[3], name, kind, text)
            values[key] = value
            if key != "repetitions":
                values["repetitions"] = 1
        else:
            raise InputError(f"--set '{text}': '{word}' is not understood; {GRAMMAR}")
    if not 1 <= count <= 100:
        raise InputError(f"--set '{text}' does not say how much (1 to 100 sets); {GRAMMAR}")
    return (DoneSet(name, **values),) * count  # type: ignore[arg-type]


def _exercise(word: str) -> tuple[str, str]:
    """The exercise, and what it counts: repetitions, hold or run."""
    from soleus.motion.exercise_files import load_exercise
    from soleus.plan.doser import check_name
    from soleus.plan.scheme_files import RUNNING, STEADY

    name = word.lower().replace("-", "_")
    check_name(name)
    if name in (*RUNNING, *STEADY):
        return name, "run"
    return name, "hold" if load_exercise(name).coordinate == "none" else "repetitions"


def _amount(
    number: float, unit: str | None, name: str, kind: str, text: str
) -> tuple[str, float | int]:
    """The field of a set that an amount fills, and its value."""
    if unit in _SECONDS and kind != "repetitions":
        return "duration_s", number * _SECONDS[unit]
    if unit in _METERS and kind == "run":
        return "distance_m", number * _METERS[unit]
    if unit is None and kind == "repetitions" and number == int(number):
        return "repetitions", int(number)
    needed = {
        "run": "a distance or time: 4x200m, 30min", "hold": "a time: 3x45s",
        "repetitions": "whole repetitions: 3x15",
    }  # fmt: skip
    raise InputError(f"--set '{text}': {name} takes {needed[kind]}")


def _named(word: str, what: str, text: str) -> float:
    """The number after hold (a time, seconds where it says nothing) or effort."""
    match = _AMOUNT.fullmatch(word.lower())
    units: dict[str | None, float] = {None: 1.0}
    if what == "hold":
        units.update(_SECONDS)
    if match is None or match[1] or match[3] not in units:
        example = "hold 20s" if what == "hold" else f"{what} 7"
        raise InputError(f"--set '{text}': '{what} {word}' is not understood; write {example}")
    return float(match[2]) * units[match[3]]


def read_test(text: str) -> tuple[str, float]:
    """A test and its value, as in knee_to_wall=11. Raises `InputError` with the known tests."""
    name, sign, value = text.partition("=")
    name = name.strip().lower().replace("-", "_")
    if name not in TESTS:
        raise InputError(f"test '{name}' is not known; {nearest(name, TESTS)}")
    unit = TESTS[name][0]
    number = value.strip().removesuffix(unit).strip()
    try:
        if sign:
            return name, float(number)
    except ValueError:
        pass
    raise InputError(f"--test '{text}': give a number in {unit}, as in {name}=11")


def set_words(sets: Sequence[DoneSet]) -> str:
    """Sets in words, equal ones that follow each other together: 3 x 15 at 10 kg."""
    groups: list[tuple[DoneSet, int]] = []
    for one in sets:
        if groups and groups[-1][0] == one:
            groups[-1] = one, groups[-1][1] + 1
        else:
            groups.append((one, 1))
    return "; ".join(f"{s.exercise} {_one(s, n)}" for s, n in groups)


def _one(done: DoneSet, count: int) -> str:
    many = f"{count} x " if count > 1 else ""
    repetitions = done.repetitions
    if done.distance_m is not None or done.duration_s is not None:
        way = f"{done.distance_m:g} m" if done.distance_m is not None else f"{done.duration_s:g} s"
        text = f"{many}{repetitions} x {way}" if (repetitions or 1) > 1 else f"{many}{way}"
    else:
        text = f"{many}{'?' if repetitions is None else repetitions}"
    text += f" at {done.load_kg:g} kg" if done.load_kg else ""
    text += f", hold {done.hold_s:g} s" if done.hold_s else ""
    text += f" {done.side}" if done.side != "both" else ""
    return text + (f", effort {done.effort:g}" if done.effort is not None else "")


def pain_words(values: dict[str, float]) -> str:
    """Pain by when, in words: pain 6 during, 5 after."""
    parts = [f"{values[when]:g} {_WHEN[when]}" for when in PAIN_TIMES if when in values]
    return f"pain {', '.join(parts)}" if parts else ""


def beside_words(entry: PainEntry | TestEntry | SymptomEntry) -> str:
    """An entry that belongs to no session, in a line."""
    told = "both" if isinstance(entry, SymptomEntry) else entry.side
    side = "" if told == "both" else f" {told}"
    if isinstance(entry, TestEntry):
        unit = TESTS[entry.name][0]
        return f"{entry.date} test {entry.name.replace('_', ' ')}{side}: {entry.value:g} {unit}"
    if isinstance(entry, SymptomEntry):
        words = entry.name.replace("_", " ")
        return f"{entry.date} symptom {words}: {'yes' if entry.present else 'no'}"
    return f"{entry.date} pain {entry.value:g} {_WHEN[entry.when]}{side}"


_WHEN = {"during": "during", "after": "after", "morning": "next morning", "rest": "at rest"}
