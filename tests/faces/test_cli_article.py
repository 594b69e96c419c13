"""`soleus article`: the list, a claim in full, its JSON, files, and how it refuses."""

import json
import math
import re

import pytest
from article_claims import IDS, STIFF, own_claims

from soleus.faces.article.console import text_bar, text_scale
from soleus.faces.article.words import (
    SYMBOLS,
    cited,
    count_by_grade,
    headline,
    measured_text,
    model_text,
    notes,
    people_text,
    value_text,
    why,
)
from soleus.study.claims import find_claims
from soleus.study.verdicts import GRADES, Answer, Verdict, try_claims


@pytest.fixture(scope="module", autouse=True)
def claims(tmp_path_factory):
    with own_claims(tmp_path_factory.mktemp("claims")):
        yield find_claims(None)


@pytest.fixture(scope="module")
def verdicts(claims):
    return try_claims(claims)


@pytest.fixture(params=[80, 120])
def columns(request, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(request.param))
    return request.param


def numbers_of(verdicts):
    return [model_text(a) for v in verdicts for a in v.answers]


def one_line(text):
    return " ".join(text.split())


def test_the_list_names_every_claim_verdict_and_count(command_line, verdicts, columns):
    code, out, err = command_line("article")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= columns
    assert "reference body: male, 30 years, 1.75 m, 70 kg" in out
    for v in verdicts:
        assert v.claim.id in out and v.claim.title.split()[0] in out
        assert f"{v.score:.2f}" in out
    for name, n in count_by_grade(verdicts).items():
        assert re.search(rf"{re.escape(SYMBOLS[name])}\s+{name} {n}", out)
    assert headline(verdicts) in one_line(out)
    assert "What the article" not in out and "why these limits" not in out  # only on asking


def test_a_claim_in_full(command_line, verdicts, columns):
    code, out, err = command_line("article", "most-when-bent")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= columns
    v = verdicts[1]
    text = one_line(out)
    for words in (v.claim.says, v.claim.asks):
        assert words.split()[-1] in text
    for a in v.answers:
        assert model_text(a).split(" (")[0] in text and a.test.why.split()[-1] in text
    assert "−12 ± 6 %" in text and "(Fugl-Meyer 1980)" in text
    assert "fails at −60 %, holds at −10 %" in text
    assert "not measured" in text  # the second test has no people
    for sentence in why(v):
        assert sentence.split()[-1] in text
    assert verdicts[0].claim.title not in out


def test_full_shows_all_and_other_evidence(command_line, verdicts, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    code, out, _ = command_line("article", "--full")
    assert code == 0
    assert all(n.split(" (")[0] in out for n in numbers_of(verdicts))
    for line in ("+ for: The lateral", "− against: Fascicles", "○ neither: Runners"):
        assert line in out
    assert "Nobody has measured this" in out


def test_json_has_stable_keys_and_finite_numbers(command_line, verdicts):
    code, out, err = command_line("article", "--json")
    assert (code, err) == (0, "")

    def refuse(text):
        raise AssertionError(text)

    data = json.loads(out, parse_constant=refuse)
    assert list(data) == [
        "person", "reference_body", "people_count_times", "grades", "claims", "sources"
    ]  # fmt: skip
    assert [g["grade"] for g in data["grades"]] == [name for name, _ in GRADES]
    assert sum(g["claims"] for g in data["grades"]) == len(IDS)
    assert [c["id"] for c in data["claims"]] == list(IDS)
    for c, v in zip(data["claims"], verdicts, strict=True):
        assert list(c) == [
            "id", "number", "title", "says", "asks", "grade", "symbol", "score", "measured",
            "scales_with_people", "scales_tried", "model_and_people_disagree", "why", "notes",
            "tests", "left_out", "also", "sources",
        ]  # fmt: skip
        assert c["score"] == v.score and c["grade"] == v.grade
        assert set(c["sources"]) <= set(data["sources"])
        for t, a in zip(c["tests"], v.answers, strict=True):
            assert list(t) == [
                "id", "what", "unit", "at", "against", "how", "holds", "fails",
                "why_these_thresholds", "weight", "model", "interval_90", "model_score",
                "people_score", "score", "disagree", "people",
            ]  # fmt: skip
            assert t["model"] == a.value and t["score"] == a.score
            assert t["interval_90"] == (None if a.interval is None else list(a.interval))
    assert data["claims"][1]["tests"][0]["people"][1] == {
        "what": "torque lost on another device and in other people with a long description <of> "
        "them", "value": -95.0, "sd": None, "source": "sale1982",
    }  # fmt: skip
    assert data["claims"][2]["tests"][1]["people_score"] is None
    counts = [(c["measured"], c["scales_with_people"], c["scales_tried"]) for c in data["claims"]]
    assert counts == [(True, 1, 1), (True, 1, 2), (False, 0, 2), (False, 1, 3)]


def test_another_body_gives_other_numbers(command_line, verdicts):
    body = ("--height-m", "1.6", "--mass-kg", "55", "--sex", "female", "--age", "40")
    code, out, _ = command_line("article", "invented", *body, "--json")
    data = json.loads(out)
    assert code == 0 and not data["reference_body"] and "female, 40 years" in data["person"]
    assert data["claims"][0]["tests"][0]["model"] < verdicts[2].answers[0].value


def test_both_places_are_looked_at_before_one_is_written(command_line, tmp_path):
    report, page = tmp_path / "ok.html", tmp_path / "x.md"
    (tmp_path / "x_pictures").write_text("in the way")
    code, out, err = command_line("article", "--report", str(report), "--page", str(page))
    assert (
        code == 2
        and out == ""
        and f"cannot write {page}: " in err
        and "x_pictures is not a directory" in err
    )
    assert not report.exists() and not page.exists()


def test_a_body_outside_the_data_is_noted_and_brackets_are_explained(command_line):
    body = ("--height-m", "2.3", "--mass-kg", "110", "--sex", "male", "--age", "88")
    code, out, err = command_line("article", "most-when-bent", *body)
    assert code == 0 and "note: age 88 years is outside" in err
    assert out.count("90 % interval") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["postural_wrok"], "no claim 'postural_wrok'; did you mean postural_work?"),
        (["--report", "x.md"], "must end in .html"),
        (["--report", "x.txt"], "must end in .html"),
        (["--page", "x.html"], "must end in .md"),
        (["--report", "/dev/null/x.html"], "cannot write"),
        (["--height-m", "1.7"], "--mass-kg is missing"),
    ],
)
def test_bad_requests_are_one_line_and_exit_2(command_line, arguments, words):
    code, out, err = command_line("article", *arguments)
    assert code == 2 and out == ""
    assert words in err and len(err.strip().splitlines()) == 1


def test_files_are_written(command_line, tmp_path):
    html, page = tmp_path / "a.html", tmp_path / "b.md"
    code, out, _ = command_line("article", "invented", "--report", str(html), "--page", str(page))
    assert code == 0 and str(html) in out and str(page) in out
    assert html.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "b_pictures" / "invented_arm_scale.svg").exists()
    assert "b_pictures/scorecard.svg" in page.read_text(encoding="utf-8")


def test_the_text_scale_has_marks_in_their_order(verdicts):
    answer = verdicts[1].answers[0]
    line = text_scale(answer, -30.0, (-40.0, -20.0), "●", 30)
    assert len(line) == 32 and line[0] == line[-1] == "|"
    low, mark, high = line.index("┊"), line.index("●"), line.rindex("┊")
    assert low < mark < high and "═" in line[low:mark] and "═" in line[mark:high]
    # an axis that runs the other way still has support on the right
    other = verdicts[1].answers[1]
    good, bad = (text_scale(other, v, None, "◆", 30).index("◆") for v in (9.9, 11.1))
    assert good > bad
    assert text_scale(answer, 1e6, None, "●", 30)[-2] == "▶"
    assert text_scale(answer, -1e6, None, "●", 30)[1] == "◀"
    assert text_scale(answer, -60.0, (-70.0, -50.0), "●", 30).count("●") == 1


def test_the_bar_grows_with_the_score():
    assert text_bar(0.0, 10) == "●─────────" and text_bar(1.0, 10) == "━━━━━━━━━●"
    assert text_bar(0.5, 11).index("●") == 5


def test_sentences_follow_the_numbers(verdicts):
    both, several, alone, _ = verdicts
    assert why(both)[0].startswith(f"People {both.answers[0].people_score:.2f} of 1, counted 2")
    assert f"model {both.answers[0].model_score:.2f}" in why(both)[0]
    assert f"“{both.grade}”" in why(both)[-1]
    assert "by the weights of the tests" in why(several)[-2] and "with weight 2" in why(several)[0]
    assert f"{several.score:.2f}" in why(several)[-2]
    assert alone.score > 0.99 and alone.grade == "mostly supported"
    assert "would be “supported”" in why(alone)[-1] and "model stands alone" in why(alone)[-1]
    assert "nobody was measured on any of the 2 scales" in why(alone)[-1]
    assert any("rests on the model alone" in n for n in notes(alone))
    assert notes(both) == []


def test_people_on_few_scales_are_not_nobody(verdicts, command_line):
    mixed = verdicts[3]
    assert mixed.score > 0.8 and not mixed.measured and mixed.grade == "mostly supported"
    words = "people were measured on 1 of 3 scales, less than half of the weight"
    assert words in why(mixed)[-1] and "would be “supported”" in why(mixed)[-1]
    assert len(notes(mixed)) == 1 and words in notes(mixed)[0].lower()
    assert measured_text(mixed) == "on 1 of 3 scales, less than half of the weight"
    assert [measured_text(v) for v in verdicts[:3]] == ["yes", "on 1 of 2 scales", "no"]
    code, out, _ = command_line("article", "mixed")
    told = one_line(out)
    assert code == 0 and words in told
    assert "Nobody has measured" not in told and "stands alone" not in told


@pytest.fixture
def stiff(tmp_path):
    """Options of a person whose ankle ends before a raise begins, and claims about it."""
    file = tmp_path / "stiff.toml"
    file.write_text(
        'height_m = 1.75\nmass_kg = 70\nsex = "male"\nage = 30\nknee_to_wall_cm = -4\n',
        encoding="utf-8",
    )
    with own_claims(tmp_path, STIFF):
        yield ("--person", str(file))


def test_what_a_stiff_ankle_cannot_do_is_left_out_and_said(
    command_line, stiff, tmp_path, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "250")  # titles in one line
    code, out, err = command_line("article", "--full", *stiff)
    told = one_line(out)
    assert code == 0 and err == ""
    assert told.count("(left out for this body)") == 2 and "needs 12 deg" in told
    assert (
        "(tried in part for this body)" in told and "(nothing could be tried for this body)" in told
    )
    assert "Nothing could be tried for this body, so nothing is known." in told
    assert "For this body 1 of them could not be tried." in told
    code, out, _ = command_line("article", *stiff, "--json")
    half, none = json.loads(out)["claims"]
    assert code == 0
    assert [t["id"] for t in half["tests"]] == ["arm"] and half["score"] is not None
    assert [o["id"] for o in half["left_out"]] == ["stretch"]
    assert "standing_calf_raise" in half["left_out"][0]["reason"]
    assert "nobody was measured on the only scale tried for this body" in half["why"][-1]
    assert half["notes"] == [
        "Nobody was measured on what could be tried for this body: the verdict rests on the model "
        "alone."
    ]
    assert none["tests"] == [] and none["score"] is None and none["grade"] == "undecided"
    html, page = tmp_path / "a.html", tmp_path / "a.md"
    code, _, err = command_line("article", *stiff, "--report", str(html), "--page", str(page))
    assert code == 0, err
    for text in (html.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")):
        assert text.count("Left out for this body") == 2
        assert "Nothing could be tried for this body" in text and "not tried" in text
        assert "of the raise alone" in text and "left out" in text  # with its limits, in the table
    assert "No picture: this body cannot do" in html.read_text(encoding="utf-8")


def test_disagreement_is_said(verdicts):
    a = verdicts[0].answers[0]
    apart = Answer(a.test, 0.5, None, 0.0, 1.0, 2 / 3)
    text = " ".join(notes(Verdict(verdicts[0].claim, (apart,), 2 / 3, "mostly supported", True)))
    assert "Model and people disagree" in text and "0.5 %" in text and "7 ± 4 %" in text


def test_numbers_read_well(verdicts):
    a = verdicts[1].answers[0]
    assert people_text(a.test.people[0], "%") == "−12 ± 6 %"
    assert people_text(a.test.people[1], "%") == "−95 %"
    assert value_text(1.5, "1") == "1.5" and value_text(math.nan, "mm") == "not defined mm"
    flat = Answer(a.test, -20.0, (-20.0, -20.0), 0.8, None, 0.8)
    assert model_text(flat) == "−20 %"  # no interval where there is no spread
    assert cited("fuglmeyer1980") == "Fugl-Meyer 1980" and cited("heroux2014") == "Heroux 2014"
    assert cited("soleus_article") == "soleus_article"


def test_every_grade_has_a_symbol_of_its_own():
    assert list(SYMBOLS) == [name for name, _ in GRADES]
    assert len(set(SYMBOLS.values())) == len(GRADES)
