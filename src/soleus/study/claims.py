"""The article's claims, one record each: `data/article/claims.yaml`.

A claim is put on trial by tests. A test asks the model for a number (an experiment of
`soleus.study.experiments`), says from where on that number means the claim `holds` and from where
on it `fails`, why these two, and what people were measured to do on the same axis:

    - id: postural_work                  # its name, for good
      title: Standing is work for the soleus
      says: what the article says, in our words
      asks: what was tried, for somebody who has never heard of muscle models
      tests:
      - id: time_active
        what: time the soleus works while we stand
        unit: '%'
        at: {experiment: active_share, muscle: soleus}
        holds: 90
        fails: 50
        why: '"almost constantly" is nearly all the time; half the time is not'
        people:
        - {what: soleus units firing in quiet standing, value: 98, sd: 2, source: heroux2014}
      also:                              # no number on that axis: shown, not counted
      - {text: the lateral head is silent, speaks: for, source: zaback2026}

`holds` may lie above or below `fails`. Optional in a test: `against` and `how` as in checks,
`person`, `weight` (1), `people`. Adding a claim is adding an entry, and its picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from soleus.anatomy.person import Person, person_from_fields
from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import check_keys, data_path, load_sources, read_file
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_rows import HOW, Place
from soleus.study.experiments import find_experiment

__all__ = ["SPEAKS", "Claim", "Evidence", "Measured", "Test", "find_claims", "load_claims"]

#: What evidence that is no number on a test's axis says of a claim.
SPEAKS = ("for", "against", "neither")
_CLAIM = {"id", "title", "says", "asks", "tests"}
_TEST = {"id", "what", "unit", "at", "holds", "fails", "why"}
_TEST_OPTIONAL = {"against", "how", "people", "weight", "person"}


@dataclass(frozen=True)
class Measured:
    """What people were measured to do on a test's axis: `value` and one standard deviation `sd`,
    between people where the test is about a person, of the mean where it is about the mean of
    people; None where it was not read."""

    what: str
    value: float
    sd: float | None
    source: str


@dataclass(frozen=True)
class Evidence:
    """Published evidence that is no number on a test's axis; it `speaks` for, against, neither."""

    text: str
    speaks: str
    source: str


@dataclass(frozen=True)
class Test:
    """A number a claim stands or falls with; `holds` and `fails` are thresholds, in `unit`."""

    id: str
    what: str
    unit: str
    place: Place
    against: Place | None
    how: str
    holds: float
    fails: float
    why: str
    people: tuple[Measured, ...]
    weight: float

    def score(self, values: Any) -> Any:
        """0 where the claim fails, 1 where it holds, straight between the thresholds."""
        share = (np.asarray(values, dtype=float) - self.fails) / (self.holds - self.fails)
        return np.clip(share, 0.0, 1.0)


@dataclass(frozen=True)
class Claim:
    """One claim of the article, its tests and the evidence beside them."""

    id: str
    title: str
    says: str
    asks: str
    tests: tuple[Test, ...]
    also: tuple[Evidence, ...] = field(default=())

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of all sources behind the claim, each once."""
        people = [m.source for t in self.tests for m in t.people]
        return tuple(dict.fromkeys([*people, *(e.source for e in self.also)]))


@cache
def load_claims() -> tuple[Claim, ...]:
    """All claims in the article's order; `DataError` names the claim and key of what is wrong."""
    content = read_file(data_path("article", "claims.yaml"))
    check_keys(content, {"claims"}, set(), "article/claims.yaml")
    claims = tuple(_claim(entry) for entry in content["claims"])
    names = [c.id for c in claims]
    if repeated := sorted({n for n in names if names.count(n) > 1}):
        raise DataError(f"article/claims.yaml: id '{repeated[0]}' is used twice")
    return claims


def find_claims(names: Sequence[str] | None = None) -> tuple[Claim, ...]:
    """Claims by id, in the article's order; all without names. Raises `InputError` with the
    nearest spelling for an id that does not exist."""
    claims = load_claims()
    if not names:
        return claims
    known = [c.id for c in claims]
    wanted = [n.replace("-", "_") for n in names]
    for name in wanted:
        if name not in known:
            raise InputError(f"no claim '{name}'; {nearest(name, known)}")
    return tuple(c for c in claims if c.id in wanted)


def _claim(entry: Any) -> Claim:
    where = f"article/claims.yaml: {entry.get('id', '?') if isinstance(entry, dict) else entry}"
    if not isinstance(entry, dict):
        raise DataError(f"{where}: a claim must be keys and values")
    check_keys(entry, _CLAIM, {"also"}, where)
    if not entry["tests"]:
        raise DataError(f"{where}: needs a test")
    tests = tuple(_test(t, f"{where}.{t.get('id', '?')}") for t in entry["tests"])
    also = tuple(_evidence(e, f"{where}.also[{i}]") for i, e in enumerate(entry.get("also", ())))
    title, says, asks = (" ".join(str(entry[k]).split()) for k in ("title", "says", "asks"))
    return Claim(entry["id"], title, says, asks, tests, also)


def _test(entry: dict[str, Any], where: str) -> Test:
    check_keys(entry, _TEST, _TEST_OPTIONAL, where)
    holds, fails = float(entry["holds"]), float(entry["fails"])
    if holds == fails:
        raise DataError(f"{where}: holds and fails are both {holds:g}")
    person = REFERENCE
    if "person" in entry:
        try:
            person = person_from_fields(entry["person"], f"{where}.person")
        except InputError as error:
            raise DataError(str(error)) from None
    place = _place(entry["at"], person, f"{where}.at")
    against = _place(entry["against"], person, f"{where}.against") if "against" in entry else None
    how = entry.get("how", "")
    if (against is not None) != (how in HOW):
        raise DataError(f"{where}: against goes with how: {', '.join(HOW)}")
    own = find_experiment(place.experiment, where).unit
    expected = {"percent": "%", "ratio": "1"}.get(how, own)
    if expected and entry["unit"] != expected:
        raise DataError(f"{where}: unit '{entry['unit']}', but it comes out in '{expected}'")
    people = tuple(_measured(m, f"{where}.people[{i}]") for i, m in
                   enumerate(entry.get("people", ())))  # fmt: skip
    why = " ".join(entry["why"].split())
    return Test(entry["id"], entry["what"], entry["unit"], place, against, how, holds, fails, why,
                people, float(entry.get("weight", 1.0)))  # fmt: skip


def _place(entry: Any, person: Person, where: str) -> Place:
    if not isinstance(entry, dict) or "experiment" not in entry:
        raise DataError(f"{where}: needs an experiment and its arguments")
    arguments: Mapping[str, Any] = {k: v for k, v in entry.items() if k != "experiment"}
    what = find_experiment(entry["experiment"], where)
    what.check_arguments(dict(arguments), where)
    return Place(what.name, arguments, person)


def _measured(entry: dict[str, Any], where: str) -> Measured:
    check_keys(entry, {"what", "value", "source"}, {"sd"}, where)
    sd = entry.get("sd")
    return Measured(entry["what"], float(entry["value"]), None if sd is None else float(sd),
                    _source(entry["source"], where))  # fmt: skip


def _evidence(entry: dict[str, Any], where: str) -> Evidence:
    check_keys(entry, {"text", "speaks", "source"}, set(), where)
    if entry["speaks"] not in SPEAKS:
        raise DataError(f"{where}: speaks '{entry['speaks']}'; {nearest(entry['speaks'], SPEAKS)}")
    return Evidence(" ".join(entry["text"].split()), entry["speaks"],
                    _source(entry["source"], where))  # fmt: skip


def _source(key: str, where: str) -> str:
    if key not in load_sources():
        raise DataError(f"{where}: source '{key}' is not in data/sources.toml")
    return key
