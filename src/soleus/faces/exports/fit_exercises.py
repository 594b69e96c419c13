"""What our exercises are called on a watch (`data/fit_exercises.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, load_quantities, load_sources, read_file

__all__ = ["WatchExercise", "fit_name", "warm_up_seconds", "watch_exercise"]

_KEYS = {"category", "names", "weighted", "short"}


@dataclass(frozen=True, slots=True)
class WatchExercise:
    """FIT numbers of an exercise: its category, names with the best first, the same with a load,
    and a `short` name for the watch face ("" for none)."""

    category: int
    names: tuple[int, ...]
    weighted: tuple[int, ...]
    short: str

    def pick(self, loaded: bool, taken: set[tuple[int, int]]) -> tuple[int, int]:
        """Category and the first name that is not `taken`, the best one when all are."""
        names = self.weighted if loaded else self.names
        free = (n for n in names if (self.category, n) not in taken)
        return self.category, next(free, names[0])


@cache
def fit_name(kind: str, name: str) -> int:
    """Number of a name in an enumeration of FIT's profile; `DataError` for an unknown one."""
    from fitdecode import profile

    for value, known in profile.FIELD_TYPES[kind].enum.items():
        if known == name:
            return int(value)
    raise DataError(f"fit_exercises.toml: FIT's {kind} knows no '{name}'")


@cache
def _content() -> dict[str, Any]:
    content = read_file(data_path("fit_exercises.toml"))
    keys = {"source", "default", "exercises", "constants"}
    check_keys(content, keys, set(), "fit_exercises.toml")
    if content["source"] not in load_sources():
        raise DataError(f"fit_exercises.toml: source '{content['source']}' is not known")
    return content


@cache
def watch_exercise(name: str) -> WatchExercise:
    """The entry of an exercise, or the default one. Raises `DataError` for a wrong file."""
    content = _content()
    entry = content["exercises"].get(name, content["default"])
    check_keys(entry, _KEYS, set(), f"fit_exercises.toml: {name}")
    kind = f"{entry['category']}_exercise_name"
    return WatchExercise(
        fit_name("exercise_category", entry["category"]),
        tuple(fit_name(kind, n) for n in entry["names"]),
        tuple(fit_name(kind, n) for n in entry["weighted"]),
        str(entry["short"]),
    )


def warm_up_seconds() -> float:
    """How long the warm-up before hard runs is, s."""
    return load_quantities(_content()["constants"], "fit_exercises.toml")["warm_up"].value
