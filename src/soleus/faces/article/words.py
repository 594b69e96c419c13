"""How the trial reads: numbers, symbols and sentences, the same in every face."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from soleus.base.library import load_sources
from soleus.faces.validation_words import number
from soleus.study.claims import Claim, Measured, load_claims
from soleus.study.verdicts import GRADES, PEOPLE, Answer, Verdict, grade

__all__ = [
    "SPEAKS_SYMBOLS", "SYMBOLS", "cited", "count_by_grade", "headline", "interval_text",
    "left_out_notes", "limit", "measured_scales", "measured_text", "model_text", "notes",
    "number_of", "people_text", "person_text", "plain", "score_of", "score_text", "slug",
    "value_text", "why",
]  # fmt: skip

#: A symbol for every grade, so that none rests on its color.
SYMBOLS = {
    "supported": "✓✓", "mostly supported": "✓", "undecided": "?", "mostly contradicted": "✗",
    "contradicted": "✗✗",
}  # fmt: skip
#: A symbol for what other evidence says.
SPEAKS_SYMBOLS = {"for": "+", "against": "−", "neither": "○"}
_UNTRIED = "Nothing could be tried for this body, so nothing is known."


def slug(grade_name: str) -> str:
    """A grade as a CSS class and file name."""
    return grade_name.replace(" ", "-")


def plain(value: float) -> str:
    """Three digits with a true minus sign."""
    return "not defined" if math.isnan(value) else number(value).replace("-", "\u2212")


def value_text(value: float, unit: str) -> str:
    """A number with its unit; "1" is the unit of a plain ratio."""
    text = plain(value)
    return text if unit == "1" else f"{text} {unit}"


def interval_text(answer: Answer) -> str:
    """The 90 % interval, or nothing."""
    if answer.interval is None or answer.interval[0] == answer.interval[1]:
        return ""
    low, high = answer.interval
    return f"{plain(low)} to {plain(high)}"


def model_text(answer: Answer) -> str:
    """The model's number with its 90 % interval."""
    text = value_text(answer.value, answer.test.unit)
    span = interval_text(answer)
    return f"{text} ({span})" if span else text


def people_text(measured: Measured, unit: str) -> str:
    """What people did, with one standard deviation where it was read."""
    if measured.sd is None:
        return value_text(measured.value, unit)
    return value_text(measured.value, "1") + " ± " + value_text(measured.sd, unit)


def score_text(score: float) -> str:
    """A score of 0 to 1, two digits."""
    return f"{score:.2f}"


def cited(key: str) -> str:
    """A source in a few letters: first author and year."""
    text = load_sources()[key].text
    year = re.search(r"\b(?:19|20)\d\d[a-z]?\b", text)
    first = re.match(r"[^\W\d_]+(?:[ '\u2019-](?!et\b|and\b)[^\W\d_]{2,})*", text)
    if year is None or first is None or year.start() > 400:
        return key
    name = re.sub(r"(?<=\w\w) [A-Z]{1,4}$", "", first.group(0))  # without initials
    if len(name) > 24:  # a title, not a name
        return key
    return f"{name} {year.group(0)}"


def number_of(claim: Claim) -> int:
    """Place of a claim in the article, from 1; 0 for one that is not in it."""
    names = [c.id for c in load_claims()]
    return names.index(claim.id) + 1 if claim.id in names else 0


def person_text(description: str, reference: bool) -> str:
    """Whose body was asked."""
    return f"reference body: {description}" if reference else description


def count_by_grade(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many claims got which grade, all grades in order."""
    return {name: sum(v.grade == name for v in verdicts) for name, _ in GRADES}


def headline(verdicts: Sequence[Verdict]) -> str:
    """The outcome in one sentence, and in another one how many claims could not be tried."""
    counts = {k: n for k, n in count_by_grade(verdicts).items() if n}
    untried = sum(not v.answers for v in verdicts)
    if len(verdicts) == 1:
        return f"The claim is {verdicts[0].grade}." + untried * f" {_UNTRIED}"
    parts = [f"{n} {'is' if n == 1 else 'are'} {name}" for name, n in counts.items()]
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}"
    rest = f" For this body {untried} of them could not be tried." if untried else ""
    return f"Of {len(verdicts)} claims {listed}.{rest}"


def score_of(verdict: Verdict) -> str:
    """A verdict's score; a dash where nothing could be tried."""
    return score_text(verdict.score) if verdict.answers else "\u2013"


def measured_scales(verdict: Verdict) -> tuple[int, int]:
    """On how many of the scales that were tried people were measured, and how many there are."""
    return sum(a.people_score is not None for a in verdict.answers), len(verdict.answers)


def measured_text(verdict: Verdict) -> str:
    """Whether people were measured: on enough of the weight, on some of the scales, on none."""
    some, of = measured_scales(verdict)
    if not of:
        return "not tried"
    if not some:
        return "not on what was tried" if verdict.left_out else "no"
    if verdict.measured:
        return "yes" if some == of else f"on {some} of {of} scales"
    return f"on {some} of {of} scales, less than half of the weight"


def left_out_notes(verdict: Verdict) -> list[str]:
    """The tests that this body cannot do, with the reasons."""
    return [
        f"Left out for this body: {one.test.what}; {one.reason.rstrip('.')}."
        for one in verdict.left_out
    ]


def limit(claim: str, *experiments: str, strictest: bool = False) -> float | None:
    """From where on a claim holds by its first test that asks one of these experiments (by the
    `strictest`, the one that asks for most), in the test's unit; None without such a test."""
    tests = [t for c in load_claims() if c.id == claim for t in c.tests]
    found = [t.holds for t in tests if t.place.experiment in experiments and t.against is None]
    if not found:
        return None
    return max(found) if strictest else found[0]


def why(verdict: Verdict) -> list[str]:
    """Why the verdict is what it is, from its numbers."""
    if not verdict.answers:
        return [_UNTRIED, f"The verdict is “{verdict.grade}”."]
    sentences = [_of_test(a, len(verdict.answers) > 1) for a in verdict.answers]
    if len(verdict.answers) > 1:
        even = len({a.test.weight for a in verdict.answers}) == 1
        mean = "The mean" if even else "The mean, by the weights of the tests,"
        sentences.append(f"{mean} is {score_text(verdict.score)}.")
    sentences.append(_of_grade(verdict))
    return sentences


def _of_test(answer: Answer, several: bool) -> str:
    model, score = score_text(answer.model_score), score_text(answer.score)
    head = f"{answer.test.what[:1].upper()}{answer.test.what[1:]}: " if several else ""
    weight = answer.test.weight
    counts = f", with weight {weight:g}" if several and weight != 1.0 else ""
    if answer.people_score is None:
        return f"{head}{'model' if several else 'Model'} {model} of 1, nobody measured it{counts}."
    people = score_text(answer.people_score)
    lead = "people" if several else "People"
    return (
        f"{head}{lead} {people} of 1, counted {PEOPLE:g} times; model {model}; "
        f"together {score}{counts}."
    )


def _of_grade(verdict: Verdict) -> str:
    names = [name for name, _ in GRADES]
    free = grade(verdict.score, measured=True)
    low = GRADES[names.index(free)][1]
    above = names.index(free)
    if above == 0:
        band = f"from {low:g} up"
    elif low == 0.0:
        band = f"below {GRADES[above - 1][1]:g}"
    else:
        band = f"from {low:g} to {GRADES[above - 1][1]:g}"
    if free != verdict.grade:
        return (
            f"A score {band} would be “{free}”, but {_how_few(verdict)}, so the verdict stops one "
            f"short of the end at “{verdict.grade}”."
        )
    return f"A score {band} is “{verdict.grade}”."


def _how_few(verdict: Verdict) -> str:
    """How little was measured on people, where it is less than half of the weight."""
    some, of = measured_scales(verdict)
    tried = " tried for this body" if verdict.left_out else ""
    if not some:
        scales = f"the only scale{tried}" if of == 1 else f"any of the {of} scales{tried}"
        return f"nobody was measured on {scales} and the model stands alone"
    were = "people were measured on"
    return f"{were} {some} of {of} scales{tried}, less than half of the weight"


def notes(verdict: Verdict) -> list[str]:
    """Where to read with care: model and people apart, little or nothing measured."""
    found = []
    for a in verdict.answers:
        if a.disagree:
            people = ", ".join(people_text(m, a.test.unit) for m in a.test.people)
            found.append(
                f"Model and people disagree on {a.test.what}: the model says {model_text(a)}, "
                f"people did {people}."
            )
    some, _ = measured_scales(verdict)
    if verdict.answers and not some:
        who = (
            "Nobody was measured on what could be tried for this body" if verdict.left_out else
            "Nobody has measured this on people in a form that fits the scale"
        )  # fmt: skip
        found.append(f"{who}: the verdict rests on the model alone.")
    elif verdict.answers and not verdict.measured:
        how = _how_few(verdict)
        found.append(f"{how[:1].upper()}{how[1:]}: the verdict rests mostly on the model.")
    return found
