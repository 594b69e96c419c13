"""Runs as exercises: a distance up a grade at an effort or in a time (`data/runs/*.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from soleus.base.errors import DataError
from soleus.base.library import check_keys, list_names, load_sources, read_data
from soleus.base.quantities import check_range, parse_quantity
from soleus.motion.equipment import Needs, read_needs

__all__ = ["RunExercise", "list_runs", "load_run", "running_cost"]

#: Distances (m), grades (ratio) and efforts (ratio) a run may have.
_DISTANCES, _GRADES, _EFFORTS = (30.0, 400.0), (0.0, 0.20), (0.5, 1.0)
_DURATIONS = (3.0, 300.0)  # s
_REQUIRED = {"label", "about", "source", "distance", "grade", "effort"}


@dataclass(frozen=True, slots=True)
class RunExercise:
    """One hard run: `distance` m, `grade` rise over run, `effort` share of the fastest this
    body could run it, or `duration` s instead (None: by effort); `needs` is the equipment."""

    name: str
    label: str
    about: str
    source: str
    distance: float
    grade: float
    effort: float
    duration: float | None = None
    needs: Needs = ()

    def __post_init__(self) -> None:
        check_range(self.name, "distance", self.distance, _DISTANCES, "m")
        check_range(self.name, "grade", self.grade, _GRADES, "%")
        check_range(self.name, "effort", self.effort, _EFFORTS, "%")
        if self.duration is not None:
            check_range(self.name, "duration", self.duration, _DURATIONS, "s")

    def changed(self, **values: Any) -> RunExercise:
        """The run with other numbers; `InputError` for one outside the possible."""
        return replace(self, **{k: v for k, v in values.items() if v is not None})

    def describe(self) -> str:
        """What to do, in a sentence."""
        pace = (
            f"in {self.duration:g} s" if self.duration else f"at {100 * self.effort:.0f} % effort"
        )
        return f"{self.label}: {self.distance:g} m up {100 * self.grade:g} %, {pace}. {self.about}"


def list_runs() -> list[str]:
    """Names of all runs that have a data file."""
    return list_names("runs", ".yaml")


def load_run(name: str) -> RunExercise:
    """Read a run; `InputError` with the nearest spelling, `DataError` for a wrong file."""
    content = read_data("runs", name, ".yaml", "run")
    where = f"runs/{name}.yaml"
    check_keys(content, _REQUIRED, {"needs"}, where)
    if content["source"] not in load_sources():
        raise DataError(f"{where}: source '{content['source']}' is not in data/sources.toml")
    return RunExercise(
        name,
        str(content["label"]),
        " ".join(str(content["about"]).split()),
        str(content["source"]),
        parse_quantity(content["distance"], "length", f"{where}: distance"),
        parse_quantity(content["grade"], "ratio", f"{where}: grade"),
        parse_quantity(content["effort"], "ratio", f"{where}: effort"),
        needs=read_needs(content.get("needs", []), f"{where}: needs"),
    )


def running_cost(grade: Any) -> Any:
    """Metabolic cost of running, J per kg and meter, at a grade (rise over run): `minetti2002`."""
    i = grade
    return ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6
