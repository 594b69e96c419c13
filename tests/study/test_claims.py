"""The article on trial: claims load, verdicts follow from numbers and thresholds alone."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InfeasibleError, InputError
from soleus.solve.gait_table import REFERENCE
from soleus.study import claims, verdicts
from soleus.study.check_results import nominal
from soleus.study.claims import Measured, find_claims, load_claims
from soleus.study.experiments import EXPERIMENTS
from soleus.study.verdicts import GRADES, grade, try_claim, try_claims

ENTRY = {
    "id": "one", "title": "A claim", "says": "It says so.", "asks": "We ask so.",
    "tests": [
        {
            "id": "share", "what": "share of the soleus", "unit": "%",
            "at": {"experiment": "section_share", "muscle": "soleus"},
            "holds": 60, "fails": 40, "why": "because of this and that",
        }
    ],
}  # fmt: skip


def _claim(**changes):
    return claims._claim({**ENTRY, "tests": [{**ENTRY["tests"][0], **changes}]})


def test_the_article_is_on_trial_whole():
    ids = [c.id for c in load_claims()]
    assert len(ids) >= 15 and len(set(ids)) == len(ids)
    for claim in load_claims():
        assert min(len(claim.title), len(claim.says), len(claim.asks)) > 10, claim.id
        assert claim.sources, f"{claim.id}: nothing published stands beside it"
        for test in claim.tests:
            assert len(test.why) > 20, f"{claim.id}, {test.id}: thresholds need a reason"
            assert test.weight > 0


def test_scores_run_straight_between_the_thresholds():
    (test,) = _claim().tests
    np.testing.assert_allclose(test.score([30, 40, 45, 60, 80]), [0, 0, 0.25, 1, 1])
    falling = replace(test, holds=3.0, fails=10.0)
    np.testing.assert_allclose(falling.score([0, 3, 6.5, 10, 20]), [1, 1, 0.5, 0, 0])


@pytest.mark.parametrize(
    ("score", "measured", "word"),
    [
        (1.0, True, "supported"), (0.8, True, "supported"), (0.79, True, "mostly supported"),
        (0.5, True, "undecided"), (0.3, True, "mostly contradicted"), (0.0, True, "contradicted"),
        (1.0, False, "mostly supported"), (0.0, False, "mostly contradicted"),
    ],
)  # fmt: skip
def test_grades_follow_the_score(score, measured, word):
    assert grade(score, measured) == word and word in dict(GRADES)


def test_people_count_more_than_the_model(monkeypatch):
    ask = replace(EXPERIMENTS["section_share"], function=lambda leg, muscle: 100.0, spread="none")
    monkeypatch.setitem(EXPERIMENTS, "section_share", ask)
    alone = try_claim(_claim())
    assert alone.score == 1 and alone.grade == "mostly supported" and not alone.measured
    people = [{"what": "people", "value": 30, "source": "assumption"}]
    both = try_claim(_claim(people=people))
    assert both.score == pytest.approx(1 / 3) and both.grade == "mostly contradicted"
    assert both.disagree and both.measured


def test_measured_tests_must_hold_half_of_the_weight(monkeypatch):
    ask = replace(EXPERIMENTS["section_share"], function=lambda leg, muscle: 100.0, spread="none")
    monkeypatch.setitem(EXPERIMENTS, "section_share", ask)
    people = [{"what": "people", "value": 90, "source": "assumption"}]
    (with_people,), (without,) = _claim(people=people).tests, _claim().tests
    for weight, word in ((1.0, "supported"), (0.9, "mostly supported")):
        claim = replace(_claim(), tests=(replace(with_people, weight=weight), without))
        assert try_claim(claim).grade == word


def test_an_uncertain_number_pulls_to_the_middle():
    (test,) = _claim().tests
    sure = verdicts._people_score(test, Measured("", 62.0, None, "assumption"))
    unsure = verdicts._people_score(test, Measured("", 62.0, 30.0, "assumption"))
    assert sure == 1 and 0.45 < unsure < 0.75


def test_a_verdict_is_about_whose_leg_it_says(monkeypatch):
    seen = []
    ask = replace(
        EXPERIMENTS["section_share"], spread="none",
        function=lambda leg, muscle: seen.append(leg.person) or 50.0,
    )  # fmt: skip
    monkeypatch.setitem(EXPERIMENTS, "section_share", ask)
    other = Person(height=1.6, mass=55, sex="female", age=40)
    fixed = {"height_m": 1.9, "mass_kg": 90, "sex": "male", "age": 25}
    try_claims([_claim(), _claim(person=fixed)], other)
    try_claims([_claim()])
    assert [p.height for p in seen] == [1.6, 1.9, REFERENCE.height]


def test_samples_and_intervals_are_those_of_the_experiment():
    (answer,) = try_claim(_claim()).answers
    assert answer.value == pytest.approx(
        float(EXPERIMENTS["section_share"].function(nominal(REFERENCE), "soleus"))
    )
    low, high = answer.interval
    assert low < answer.value < high
    assert 0 < answer.model_score < 1


def test_runs_keep_the_spread_of_their_forces():
    against = {"experiment": "peak_force", "exercise": "standing_calf_raise", "tissue": "soleus"}
    run = {
        "experiment": "gait",
        "gait": "run",
        "speed_ms": 3.0,
        "key": "muscles.soleus.peak_force_bw",
    }
    (alone,) = try_claim(_claim(at=run, unit="BW")).answers
    assert alone.interval[1] / alone.interval[0] > 1.05
    (both,) = try_claim(_claim(at=run, against=against, how="ratio", unit="1")).answers
    assert both.interval[1] / both.interval[0] > alone.interval[1] / alone.interval[0]
    (same,) = try_claim(_claim(at=run, against={**run, "grade": 0.1}, how="percent")).answers
    assert same.interval is None


def test_a_claim_that_does_not_exist_is_told_in_one_line():
    assert [c.id for c in find_claims(["running"])] == ["running"]
    assert find_claims(["constant-tension"])[0].id == "constant_tension"
    assert find_claims(None) == load_claims()
    with pytest.raises(InputError, match="no claim 'runing'; did you mean running"):
        find_claims(["runing"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holds": 40}, "one.share: holds and fails are both 40"),
        ({"unit": "N"}, "unit 'N', but it comes out in '%'"),
        ({"how": "percent"}, "against goes with how"),
        ({"at": {"experiment": "section_shar"}}, "did you mean section_share"),
        ({"at": {"muscle": "soleus"}}, "needs an experiment"),
        ({"people": [{"what": "w", "value": 1, "source": "nobody"}]}, "source 'nobody'"),
        ({"peple": []}, "unknown key 'peple'; did you mean people"),
        ({"person": {"height_m": 9, "mass_kg": 70, "sex": "male", "age": 30}}, "height"),
    ],
)
def test_a_wrong_claim_says_what_is_wrong(changes, words):
    with pytest.raises(DataError, match=words):
        _claim(**changes)


def test_evidence_says_what_it_speaks_for():
    entry = {**ENTRY, "also": [{"text": "t", "speaks": "maybe", "source": "assumption"}]}
    with pytest.raises(DataError, match="speaks 'maybe'"):
        claims._claim(entry)


def _asks(monkeypatch, function):
    ask = replace(EXPERIMENTS["section_share"], function=function, spread="none")
    monkeypatch.setitem(EXPERIMENTS, "section_share", ask)


@pytest.mark.parametrize("what", ["raises", "nan"])
def test_what_a_body_cannot_do_is_left_out_and_does_not_count(monkeypatch, what):
    def ask(leg, muscle):
        if muscle == "soleus":
            return 100.0
        if what == "nan":
            return float("nan")
        raise InfeasibleError("this ankle is too stiff")

    _asks(monkeypatch, ask)
    (can,), (cannot,) = (
        _claim().tests, _claim(at={"experiment": "section_share", "muscle": "other"}).tests
    )  # fmt: skip
    verdict = try_claim(replace(_claim(), tests=(can, replace(cannot, weight=9.0))))
    assert verdict.score == 1 and len(verdict.answers) == 1
    assert [x.test.weight for x in verdict.left_out] == [9.0]
    assert "stiff" in verdict.left_out[0].reason or what == "nan"
    nothing = try_claim(replace(_claim(), tests=(cannot,)))
    assert nothing.grade == "undecided" and not nothing.measured and not nothing.answers


def test_samples_without_a_number_are_dropped(monkeypatch):
    monkeypatch.setattr(verdicts, "sample", lambda *_: np.array([50.0, np.nan, 60.0]))
    _asks(monkeypatch, lambda leg, muscle: 55.0)
    (answer,) = try_claim(_claim()).answers
    assert answer.interval == (50.0, 60.0) and answer.model_score == pytest.approx(0.75)


def test_an_error_names_claim_and_test():
    wrong = _claim(at={"experiment": "peak_force", "exercise": "no_such_raise"}, unit="BW")
    with pytest.raises(InputError, match="claim one, share: no exercise 'no_such_raise'"):
        try_claim(wrong)
