"""The pictures of the article's claims: one each, whole, readable, and true to the model."""

import re
from dataclasses import replace

import numpy as np
import pytest
from article_claims import assert_readable, boxes

from soleus.faces.article.canvas import apart, wrapped
from soleus.faces.article.pictures import PICTURES, draw, strength
from soleus.faces.article.pictures.running import protocol_seconds
from soleus.faces.article.pictures.solved import repetition
from soleus.faces.article.scale import scale_picture
from soleus.faces.article.words import limit
from soleus.faces.muscle_words import CALF
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_results import nominal
from soleus.study.claims import load_claims
from soleus.study.experiments import EXPERIMENTS
from soleus.study.verdicts import Answer


def test_every_claim_has_a_picture():
    assert {c.id for c in load_claims()} <= set(PICTURES)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_is_whole_and_readable(name):
    drawn = draw(name, REFERENCE)
    assert_readable(drawn.svg)
    assert not re.search(r"(nan|inf)[\" ,]", drawn.svg)
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', drawn.svg)[1])
    for y in re.findall(r'y[12]?="([-\d.]+)"', drawn.svg):
        assert 0 <= float(y) <= height
    assert drawn.caption.endswith(".") and "nan" not in drawn.caption
    assert drawn is draw(name, REFERENCE)  # computed once


def test_a_picture_says_what_the_model_says():
    r = repetition(REFERENCE, "deep_squat_calf_raise")
    caption = draw("constant_tension", REFERENCE).caption
    assert f"{r.force.max():.2f} body" in caption and f"{r.force.min():.2f} (" in caption
    parts = [r.impulse(k) for k in ("raise", "hold_top", "lower")]
    assert sum(parts) == pytest.approx(np.trapezoid(r.force, r.time), rel=1e-3)
    assert f"{parts[2]:.1f} fall into" in draw("slow_return", REFERENCE).caption


def test_coming_down_fast_is_solved_not_scaled():
    fast = repetition(REFERENCE, "deep_squat_calf_raise", lower=1.0)
    assert fast.time[-1] == pytest.approx(1.5 + 2.0 + 1.0)
    down = next(b - a for k, a, b in fast.phases if k == "lower")
    assert down == pytest.approx(1.0)
    total = sum(fast.impulse(k) for k in ("raise", "hold_top", "lower"))
    assert f"instead of 3 it gives {total:.1f}." in draw("slow_return", REFERENCE).caption
    asked = EXPERIMENTS["repetition_impulse"].function(
        nominal(REFERENCE), "deep_squat_calf_raise", lower_s=1.0
    )
    assert total == pytest.approx(asked, rel=1e-3)  # what the claim is tried with


def test_standing_is_that_of_the_claim():
    caption = draw("postural_work", REFERENCE).caption
    for muscle in CALF:
        share = EXPERIMENTS["active_share"].function(nominal(REFERENCE), muscle)
        assert f"{CALF[muscle]} {share:.0f} %" in caption.replace("is active ", "")


def test_limits_in_pictures_are_those_of_the_claims(monkeypatch):
    assert limit("constant_tension", "steadiness", strictest=True) == 80
    assert limit("constant_tension", "no_such") is None and limit("no_such", "steadiness") is None
    words = "".join(t for t, *_ in boxes(draw("constant_tension", REFERENCE).svg))
    assert "constant: 80\u00a0%" in words
    most = limit("most_when_bent", "force_share")
    assert f"more than {most:.0f} %" in draw("most_when_bent", REFERENCE).lesson
    monkeypatch.setattr(strength, "limit", lambda *names: 90.0)
    assert "more than 90 %" in PICTURES["most_when_bent"](REFERENCE).lesson
    monkeypatch.setattr(strength, "limit", lambda *names: None)
    without = PICTURES["most_when_bent"](REFERENCE)
    assert without.lesson == "" and "most:" not in without.svg


def test_the_tendon_protocol_is_that_of_its_scheme():
    assert protocol_seconds() == 5 * 4 * 3 * 4
    assert (
        f"a tested protocol for {protocol_seconds():.0f} s"
        in draw("scheme_dose", REFERENCE).caption
    )


def test_a_body_that_cannot_do_it_has_no_picture():
    stiff = replace(REFERENCE, knee_to_wall=-0.04)
    assert draw("ankle_range", stiff) is None
    assert draw("constant_tension", stiff) is not None


def test_labels_move_apart_and_texts_wrap():
    places = apart([10.0, 11.0, 50.0, 12.0], 8.0, 0.0, 60.0)
    assert min(np.diff(sorted(places))) >= 8.0 and max(places) <= 60.0
    assert places[0] < places[1] < places[3]
    assert apart([59.0, 60.0], 10.0, 0.0, 60.0) == [50.0, 60.0]
    lines = wrapped("a push of 60\u00a0N\u00a0m at the ankle", 60.0)
    assert any("60\u00a0N\u00a0m" in line for line in lines) and len(lines) > 2
    long = wrapped("of plantarflexorstrengthmeasurementsessions", 60.0)
    assert "".join(long).replace("-", "") == "ofplantarflexorstrengthmeasurementsessions"
    assert max(map(len, long)) <= 10


def test_long_titles_of_scales_are_whole():
    test = load_claims()[0].tests[0]
    words = " ".join(f"plantarflexorstrengthmeasurementsession{i}" for i in range(12))
    answer = Answer(replace(test, what=words, people=()), 60.0, (50.0, 70.0), 0.5, None, 0.5)
    svg = scale_picture(answer)
    assert_readable(svg)
    shown = "".join(text for text, *_ in boxes(svg)).replace("-", "").replace(" ", "")
    assert words.replace(" ", "").lower() in shown.lower()
