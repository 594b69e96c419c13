"""Steady runs and walks as exercises: a speed and grade for a while (`data/steady/*.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from soleus.base.errors import DataError, InputError
from soleus.base.library import check_keys, list_names, load_sources, read_data
from soleus.base.quantities import check_range, parse_quantity
from soleus.motion.equipment import Needs, read_needs

__all__ = ["SteadyRun", "list_steady", "load_steady"]

#: Speeds (m/s), grades (ratio) and durations (s) a steady run or walk may have.
_SPEEDS, _GRADES = {"run": (1.8, 7.0), "walk": (0.5, 2.2)}, (-0.10, 0.15)
_DURATIONS = (10.0, 6 * 3600.0)
_REQUIRED = {"label", "about", "source", "gait", "speed", "grade", "duration"}


@dataclass(frozen=True, slots=True)
class SteadyRun:
    """A run or walk (`gait`) at a `speed` m/s up a `grade` (rise over run) for a `duration`, s;
    `needs` is the equipment."""

    name: str
    label: str
    about: str
    source: str
    gait: str
    speed: float
    grade: float
    duration: float
    needs: Needs = ()

    def __post_init__(self) -> None:
        if self.gait not in _SPEEDS:
            raise InputError(f"{self.name}: gait '{self.gait}' must be run or walk")
        check_range(self.name, "speed", self.speed, _SPEEDS[self.gait], "m/s")
        check_range(self.name, "grade", self.grade, _GRADES, "%")
        check_range(self.name, "duration", self.duration, _DURATIONS, "s")

    @property
    def distance(self) -> float:
        """Distance along the ground, m."""
        return self.speed * self.duration

    def changed(
        self, duration: float | None = None, distance: float | None = None,
        speed: float | None = None,
    ) -> SteadyRun:  # fmt: skip
        """The run at another speed, m/s, for another duration, s, or distance, m; `InputError`
        outside the possible."""
        speed = self.speed if speed is None else speed
        if distance is not None:
            duration = distance / speed
        return replace(self, speed=speed, duration=self.duration if duration is None else duration)

    def describe(self) -> str:
        """What to do, in a sentence."""
        slope = f" up {100 * self.grade:g} %" if self.grade else ""
        return (
            f"{self.label}: {self.duration / 60:g} min at {self.speed:g} m/s{slope}. {self.about}"
        )


def list_steady() -> list[str]:
    """Names of all steady runs and walks that have a data file."""
    return list_names("steady", ".yaml")


def load_steady(name: str) -> SteadyRun:
    """Read one; `InputError` with the nearest spelling, `DataError` for a wrong file."""
    content = read_data("steady", name, ".yaml", "steady run")
    where = f"steady/{name}.yaml"
    check_keys(content, _REQUIRED, {"needs"}, where)
    if content["source"] not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    return SteadyRun(
        name,
        str(content["label"]),
        " ".join(str(content["about"]).split()),
        str(content["source"]),
        str(content["gait"]),
        parse_quantity(content["speed"], "speed", f"{where}: speed"),
        parse_quantity(content["grade"], "ratio", f"{where}: grade"),
        parse_quantity(content["duration"], "time", f"{where}: duration"),
        read_needs(content.get("needs", []), f"{where}: needs"),
    )
