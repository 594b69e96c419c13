"""Declared checks of the model against measurement: `data/validation/*.yaml`.

A file is a topic (title, order, about, checks), an entry of its checks a row:

    - id: fascicle_mvc_soleus            # its name, for good
      quantity: soleus fascicle in a maximal contraction
      condition: ankle 0, knee straight, 6 men
      at: {experiment: fiber_length, muscle: soleus, contraction: mvc}
      target: 26
      tolerance: 4
      unit: mm
      source: kawakami1998
      spread: ours                       # what the tolerance is: SD, ours, ...

`at` names an experiment (`soleus.study.experiments`) and its arguments; `against` another, with
`how`: change, percent or ratio. Instead of target and tolerance a row can have a `range`
[low, high], `points` (experiments with a `label`, whose answers must rise), or a curve: `over`
{argument: [x]}, `measured` and `sd`. Optional: `why` it is off, `person` (as in person files),
`evidence` where it is not direct, `sensitivity` (share by which the number may move unrecorded),
`facts` (records of our collection behind it), `note`. Tolerances are the measured SD; for a range
of reports hypot(half the range or SD between studies, SD between people where known); never 2 SD;
where no SD was read, `spread` says "ours". Only a row that is off has a `why`. Adding a check
is adding an entry, and recording its number (tools/record_validation.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from soleus.anatomy.person import Person, person_from_fields
from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, data_path, load_sources, read_file
from soleus.solve.gait_table import REFERENCE
from soleus.study.experiments import find_experiment

__all__ = ["DEPENDENT", "EVIDENCE", "Check", "Place", "Topic", "load_checks", "load_topics"]

_KINDS = {
    "number": {"target", "tolerance"},
    "range": {"range"},
    "order": {"points"},
    "curve": {"over", "measured", "sd"},
}
_REQUIRED = {"id", "quantity", "condition", "unit", "source", "spread"}
_OPTIONAL = {"at", "against", "how", "why", "sensitivity", "person", "evidence", "facts", "note"}
HOW = ("change", "percent", "ratio")
#: Indirect or dependent evidence; everything else compares a measured number of the same thing.
EVIDENCE = {
    "EMG": "electrical activity stands for activation",
    "growth": "growth of a muscle stands for its load",
    "secondary": "computed by others from open data, not peer reviewed",
    "input": "the model was made with this number; shows that it kept it",
    "chosen": "a weight or definition was chosen with this answer in sight",
}
#: Evidence that is not independent of the model.
DEPENDENT = ("input", "chosen")
#: How far a number may move, as a share of itself and of its tolerance, without being recorded.
_SENSITIVITY = 0.02


@dataclass(frozen=True)
class Place:
    """Where the model is read: an experiment, its arguments, and whose leg."""

    experiment: str
    arguments: Mapping[str, Any]
    person: Person


@dataclass(frozen=True)
class Check:
    """One row. `kind` is number, range, order or curve.

    `places` are the experiments: one, or the points of an order (values must rise). `against` is
    what a number is compared with by `how` (change, percent, ratio). `target` and `tolerance`
    hold one value (middle and half width of a range), or one a point of a curve over `x` of the
    argument `over`; both are empty for an order. `sensitivity` is how far the model's number may
    move as a share of itself.
    """

    id: str
    topic: str
    quantity: str
    condition: str
    unit: str
    sources: tuple[str, ...]
    spread: str
    kind: str
    places: tuple[Place, ...]
    against: Place | None
    how: str
    target: tuple[float, ...]
    tolerance: tuple[float, ...]
    over: str
    x: tuple[float, ...]
    labels: tuple[str, ...]
    sensitivity: float
    why: str
    evidence: str
    facts: tuple[str, ...]
    note: str

    @property
    def independent(self) -> bool:
        """Whether the model was made without this number in sight."""
        return self.evidence not in DEPENDENT

    @property
    def own_tolerance(self) -> bool:
        """Whether the tolerance, or a part of it, is this project's own choice."""
        return bool(self.tolerance) and re.search(r"\bours\b", self.spread) is not None

    @property
    def bounds(self) -> tuple[float, float]:
        """Ends of the measured band of a number or range."""
        return self.target[0] - self.tolerance[0], self.target[0] + self.tolerance[0]

    def allowed_move(self) -> tuple[float, ...]:
        """Absolute part of the sensitivity, in `unit`, one a number of the model."""
        share = self.sensitivity
        return tuple(share * t for t in self.tolerance) or (1e-9,) * len(self.places)


@dataclass(frozen=True)
class Topic:
    """A group of rows: file name, heading, and what it is about."""

    name: str
    title: str
    about: str
    checks: tuple[Check, ...]


@cache
def load_topics() -> tuple[Topic, ...]:
    """All topics in their order; `DataError` names file and row of what is wrong."""
    found = []
    for path in sorted(data_path("validation").glob("*.yaml")):
        content = read_file(path)
        if "checks" not in content:
            continue
        where = f"validation/{path.name}"
        check_keys(content, {"title", "order", "about", "checks"}, set(), where)
        rows = tuple(_row(entry, path.stem, where) for entry in content["checks"])
        topic = Topic(path.stem, content["title"], " ".join(content["about"].split()), rows)
        found.append((content["order"], topic))
    topics = tuple(topic for _, topic in sorted(found, key=lambda pair: pair[0]))
    names = [c.id for t in topics for c in t.checks]
    if repeated := sorted({n for n in names if names.count(n) > 1}):
        raise DataError(f"validation: id '{repeated[0]}' is used twice")
    return topics


def load_checks() -> tuple[Check, ...]:
    """All rows of all topics."""
    return tuple(check for topic in load_topics() for check in topic.checks)


def _row(entry: Any, topic: str, file: str) -> Check:
    if not isinstance(entry, dict):
        raise DataError(f"{file}: a row must be keys and values, found '{entry}'")
    where = f"{file}: {entry.get('id', '?')}"
    kind = _kind(entry, where)
    check_keys(entry, _REQUIRED | _KINDS[kind], _OPTIONAL, where)
    person = _person(entry.get("person"), REFERENCE, where)
    if kind == "order":
        places = tuple(
            _place(p, person, f"{where}.points[{i}]") for i, p in enumerate(entry["points"])
        )
        labels = tuple(str(p.get("label", "")) for p in entry["points"])
    else:
        over = tuple(entry.get("over", {}))
        places, labels = (_place(entry.get("at"), person, f"{where}.at", over),), ()
    against = None
    if "against" in entry:
        against = _place(entry["against"], person, f"{where}.against")
    how = entry.get("how", "")
    if (against is not None) != (how in HOW):
        raise DataError(f"{where}: against goes with how: {', '.join(HOW)}")
    _check_unit(entry, places, how, where)
    x, target, tolerance = _numbers(entry, kind, where)
    return Check(
        entry["id"], topic, entry["quantity"], entry["condition"], entry["unit"],
        _sources(entry["source"], where), str(entry["spread"]), kind, places, against, how,
        target, tolerance, next(iter(entry.get("over", {})), ""), x, labels,
        float(entry.get("sensitivity", _SENSITIVITY)), entry.get("why", ""),
        _evidence(entry.get("evidence", ""), where), tuple(entry.get("facts", ())),
        entry.get("note", ""),
    )  # fmt: skip


def _kind(entry: Mapping[str, Any], where: str) -> str:
    found = [k for k, keys in _KINDS.items() if keys & set(entry)]
    if len(found) != 1:
        raise DataError(
            f"{where}: needs either target and tolerance, a range, points, or over, measured and sd"
        )
    return found[0]


def _person(values: Any, default: Person, where: str) -> Person:
    if values is None:
        return default
    try:
        return person_from_fields(values, f"{where}.person")
    except InputError as error:
        raise DataError(str(error)) from None


def _place(entry: Any, person: Person, where: str, over: tuple[str, ...] = ()) -> Place:
    if not isinstance(entry, dict) or "experiment" not in entry:
        raise DataError(f"{where}: needs an experiment and its arguments")
    arguments = {k: v for k, v in entry.items() if k not in ("experiment", "person", "label")}
    what = find_experiment(entry["experiment"], where)
    what.check_arguments(arguments | dict.fromkeys(over), where)
    return Place(what.name, arguments, _person(entry.get("person"), person, where))


def _check_unit(entry: Any, places: tuple[Place, ...], how: str, where: str) -> None:
    """The row's unit must be the experiment's, or that of what `how` makes of it."""
    for place in places:
        own = find_experiment(place.experiment, where).unit
        expected = {"percent": "%", "ratio": "1"}.get(how, own)
        if expected and entry["unit"] != expected:
            raise DataError(
                f"{where}: unit '{entry['unit']}', but {place.experiment} gives '{expected}'"
            )


def _numbers(entry: Any, kind: str, where: str) -> tuple[tuple[float, ...], ...]:
    """x, target and tolerance of a row."""
    if kind == "order":
        if len(entry["points"]) < 2:
            raise DataError(f"{where}: an order needs two points or more")
        return (), (), ()
    if kind == "range":
        low, high = (float(v) for v in entry["range"])
        if not low < high:
            raise DataError(f"{where}: range {low:g} to {high:g} is empty")
        return (), ((low + high) / 2,), ((high - low) / 2,)
    x: tuple[float, ...] = ()
    if kind == "number":
        target, tolerance = [entry["target"]], [entry["tolerance"]]
    else:
        if len(entry["over"]) != 1:
            raise DataError(f"{where}: over needs one argument")
        x = tuple(float(v) for v in next(iter(entry["over"].values())))
        sd = entry["sd"]
        target, tolerance = entry["measured"], sd if isinstance(sd, list) else [sd] * len(x)
        if not len(x) == len(target) == len(tolerance) >= 2:
            raise DataError(f"{where}: over, measured and sd must have the same length, at least 2")
    result = tuple(map(float, target)), tuple(map(float, tolerance))
    if not np.isfinite(result).all() or min(result[1]) <= 0:
        raise DataError(f"{where}: targets must be finite and tolerances above 0")
    return x, *result


def _sources(value: Any, where: str) -> tuple[str, ...]:
    keys = tuple(value) if isinstance(value, list) else (value,)
    for key in keys:
        if key not in load_sources():
            raise DataError(f"{where}: source '{key}' is not in data/sources.toml")
    return keys


def _evidence(value: str, where: str) -> str:
    if value and value not in EVIDENCE:
        raise DataError(f"{where}: evidence '{value}' is not known; {nearest(value, EVIDENCE)}")
    return value
