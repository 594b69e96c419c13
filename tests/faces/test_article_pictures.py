"""The pictures of the article's claims: one each, whole, readable, and true to the model."""

import re

import numpy as np
import pytest
from article_claims import assert_readable

from soleus.faces.article.canvas import apart, wrapped
from soleus.faces.article.pictures import PICTURES, draw
from soleus.faces.article.pictures.solved import repetition
from soleus.solve.gait_table import REFERENCE
from soleus.study.claims import load_claims


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


def test_labels_move_apart_and_texts_wrap():
    places = apart([10.0, 11.0, 50.0, 12.0], 8.0, 0.0, 60.0)
    assert min(np.diff(sorted(places))) >= 8.0 and max(places) <= 60.0
    assert places[0] < places[1] < places[3]
    assert apart([59.0, 60.0], 10.0, 0.0, 60.0) == [50.0, 60.0]
    lines = wrapped("a push of 60\u00a0N\u00a0m at the ankle", 60.0)
    assert any("60\u00a0N\u00a0m" in line for line in lines) and len(lines) > 2
