"""The trial of the article: what the model and people say to every claim, and the verdict.

A verdict is computed. Each test has an axis with two thresholds (`soleus.study.claims`); a number
beyond the one scores 1, beyond the other 0, between them the share of the way. A number with a
spread scores the mean over its spread, so an uncertain number pulls to the middle. In a test what
people were measured to do counts `PEOPLE` times as much as the model; a claim's score is the
weighted mean of its tests. Where tests with something measured hold less than half of a claim's
weight, the model stands nearly alone and the verdict stops one short of either end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError, SoleusError
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_results import (
    central,
    compare,
    gait_spread,
    nominal,
    sample,
)
from soleus.study.check_rows import Place
from soleus.study.claims import Claim, Measured, Test
from soleus.study.experiments import EXPERIMENTS

__all__ = ["GRADES", "PEOPLE", "Answer", "LeftOut", "Verdict", "grade", "try_claim", "try_claims"]

Array = NDArray[np.float64]
#: The five grades, and the lowest score of each.
GRADES = (
    ("supported", 0.8), ("mostly supported", 0.6), ("undecided", 0.4),
    ("mostly contradicted", 0.2), ("contradicted", 0.0),
)  # fmt: skip
#: How much what people were measured to do counts against the model.
PEOPLE = 2.0
#: Model and people disagree when their scores are this far apart.
_APART = 0.6
_QUANTILES = np.array([NormalDist().inv_cdf((i + 0.5) / 101) for i in range(101)])


@dataclass(frozen=True)
class Answer:
    """What came out of one test: the model's `value` with its 90 % `interval` (None where the
    model states no spread), scores 0 to 1 of model, people (None without) and both."""

    test: Test
    value: float
    interval: tuple[float, float] | None
    model_score: float
    people_score: float | None
    score: float

    @property
    def disagree(self) -> bool:
        """Whether model and people point to different verdicts."""
        return self.people_score is not None and abs(self.model_score - self.people_score) >= _APART


@dataclass(frozen=True)
class LeftOut:
    """A test this body cannot do, and why in one line; it does not count."""

    test: Test
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The outcome for one claim: `score` 0 to 1 and its grade (one of `GRADES`); `measured` tells
    whether tests with something measured on their axis hold half of its weight or more. Where
    every test is `left_out`, nothing is known: a score of 0.5, undecided."""

    claim: Claim
    answers: tuple[Answer, ...]
    score: float
    grade: str
    measured: bool
    left_out: tuple[LeftOut, ...] = ()

    @property
    def disagree(self) -> bool:
        return any(a.disagree for a in self.answers)


def try_claims(
    claims: Sequence[Claim], person: Person | None = None, say: Callable[[str], None] | None = None
) -> list[Verdict]:
    """Every claim on trial, for the body of the gait library or for `person`; `say` hears what is
    being done. Errors name the claim and test."""
    result = []
    for i, claim in enumerate(claims):
        if say is not None:
            say(f"claim {i + 1} of {len(claims)}: {claim.title}")
        result.append(try_claim(claim, person))
    return result


def try_claim(claim: Claim, person: Person | None = None) -> Verdict:
    """One claim on trial."""
    answers, left_out = [], []
    for test in claim.tests:
        try:
            answers.append(_answer(test, person))
        except InfeasibleError as error:
            left_out.append(LeftOut(test, str(error)))
        except SoleusError as error:
            raise type(error)(f"claim {claim.id}, {test.id}: {error}") from None
    weights = [a.test.weight for a in answers]
    score = float(np.average([a.score for a in answers], weights=weights)) if answers else 0.5
    behind = [w for w, a in zip(weights, answers, strict=True) if a.people_score is not None]
    measured = bool(answers) and sum(behind) >= 0.5 * sum(weights)
    return Verdict(claim, tuple(answers), score, grade(score, measured), measured, tuple(left_out))


def grade(score: float, measured: bool) -> str:
    """The grade of a score; not the first or the last where too little was `measured`."""
    index = next(i for i, (_, low) in enumerate(GRADES) if score >= low - 1e-12)
    if not measured:
        index = min(max(index, 1), len(GRADES) - 2)
    return GRADES[index][0]


def _answer(test: Test, person: Person | None) -> Answer:
    value, samples = _model(test, person)
    if not np.isfinite(value):
        raise InfeasibleError("this body has no such number")
    if samples is not None:
        samples = samples[np.isfinite(samples)]  # possible legs that cannot do it have no number
    if samples is None or not len(samples):
        samples, interval = np.array([value]), None
    else:
        interval = central(samples)
    model = float(np.mean(test.score(samples)))
    people = None
    if test.people:
        people = float(np.mean([_people_score(test, m) for m in test.people]))
    score = model if people is None else (model + PEOPLE * people) / (1.0 + PEOPLE)
    return Answer(test, value, interval, model, people, score)


def _people_score(test: Test, measured: Measured) -> float:
    return float(np.mean(test.score(measured.value + (measured.sd or 0.0) * _QUANTILES)))


def _model(test: Test, person: Person | None) -> tuple[float, Array | None]:
    """The model's number in the test's unit, and samples of it (None where none are drawn)."""
    place, against = (_whose(p, person) for p in (test.place, test.against))
    assert place is not None
    own, samples = _read(place)
    if against is None:
        return own, samples
    base, base_samples = _read(against)
    value = float(compare(own, base, test.how))
    if gait_spread(place) is not None and gait_spread(against) is not None:
        return value, None  # what makes gaits uncertain moves both: their difference has no spread
    if samples is None and base_samples is None:
        return value, None
    one, other = _paired(
        own if samples is None else samples, base if base_samples is None else base_samples
    )
    return value, np.asarray(compare(one, other, test.how))


def _paired(one: Any, other: Any) -> tuple[Array, Array]:
    """Samples of equal count; those of equal number belong to the same leg."""
    counts = {np.size(v) for v in (one, other)} - {1}
    count = min(counts)
    first, second = (np.broadcast_to(v, count) if np.size(v) == 1 else v[:count]
                     for v in (np.atleast_1d(one), np.atleast_1d(other)))  # fmt: skip
    return first, second


def _whose(place: Place | None, person: Person | None) -> Place | None:
    """The test on this person's leg, unless the test says whose leg it is about."""
    if place is None or person is None or place.person is not REFERENCE:
        return place
    return replace(place, person=person)


def _read(place: Place) -> tuple[float, Array | None]:
    arguments: dict[str, Any] = dict(place.arguments)
    value = float(EXPERIMENTS[place.experiment].function(nominal(place.person), **arguments))
    share = gait_spread(place)
    if share is not None:
        # in random order, as the first so many are paired with sampled legs
        z = np.random.default_rng(0).permutation(_QUANTILES)
        return value, np.asarray(value * np.maximum(1.0 + share * z, 0.0))
    return value, sample(place.experiment, arguments, place.person)
