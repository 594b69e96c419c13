"""Constants of a model: changed within limits, drawn within spreads, refused with one line."""

import math

import numpy as np
import pytest

from soleus.base import constants
from soleus.base.constants import Constants, list_models, load_constants, parse_changes
from soleus.base.errors import DataError, InputError
from soleus.base.quantities import Quantity


def _made():
    quantities = {
        "length": Quantity("length", 40.0, "mm", 4.0, "assumption"),
        "angle": Quantity("angle", 0.0, "deg", 2.0, "assumption"),
        "wide": Quantity("wide", 5.0, "N", 4.0, "assumption"),
        "share": Quantity("share", 0.5, "1", 0.0, "assumption"),
    }
    limits = {"length": (20.0, 60.0), "angle": (-5.0, 5.0), "share": (0.0, 1.0)}
    limits["wide"] = (0.0, 1000.0)
    return Constants("foot", quantities, limits)


def test_values_are_si_and_changes_are_in_their_unit():
    made = _made()
    assert made["length"] == pytest.approx(0.04)
    changed = made.changed(length=50, angle=-3)
    assert changed["length"] == pytest.approx(0.05)
    assert changed["angle"] == pytest.approx(math.radians(-3))
    assert made["length"] == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"length": 61}, "foot: length 61 mm is outside 20 to 60 mm"),
        ({"length": math.nan}, "foot: length nan mm is outside 20 to 60 mm"),
        ({"share": -0.1}, r"foot: share -0.1 is outside 0 to 1"),
        ({"lenght": 50}, "foot has no 'lenght'; did you mean length?"),
    ],
)
def test_what_is_not_possible_is_refused_in_one_line(changes, words):
    with pytest.raises(InputError, match=words) as error:
        _made().changed(**changes)
    assert "\n" not in str(error.value)


def test_draws_have_the_stated_spread_and_stay_inside():
    made = _made()
    lengths = np.array([made.drawn(i)["length"] for i in range(2000)])
    assert np.std(lengths) == pytest.approx(0.004, rel=0.05)
    wide = np.array([made.drawn(i)["wide"] for i in range(20000)])
    assert np.median(wide) == pytest.approx(5.0, rel=0.03)
    assert np.std(wide) == pytest.approx(4.0, rel=0.08) and wide.min() > 0
    angles = np.array([made.drawn(i)["angle"] for i in range(2000)])
    assert np.std(angles) == pytest.approx(math.radians(2), rel=0.1)
    assert np.abs(angles).max() <= math.radians(5) + 1e-12
    assert abs(np.corrcoef(lengths, angles)[0, 1]) < 0.1
    assert {made.drawn(i)["share"] for i in range(5)} == {0.5}


def test_draws_repeat_and_keep_what_was_changed():
    made = _made().changed(length=50)
    assert made.drawn(3)["angle"] == made.drawn(3)["angle"] != made.drawn(4)["angle"]
    assert made.drawn(3)["length"] == pytest.approx(0.05)
    assert made.drawn(None) is made


@pytest.mark.parametrize("model", list_models())
def test_every_shipped_constant_loads_and_can_vary(model):
    loaded = load_constants(model)
    for name, q in loaded.quantities.items():
        assert np.isfinite(loaded[name])
        low, high = loaded.limits[name]
        assert low < high or q.spread == 0, f"{model}: {name} has a spread but no room"
        assert q.note or q.source not in ("assumption", "derived"), f"{model}: {name} says nothing"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({}, "length has no limits"),
        ({"length": [50, 60]}, "length = 40 is outside its limits"),
        ({"length": [1, 60], "lenth": [1, 2]}, "limits of 'lenth'; did you mean length"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(monkeypatch, limits, words):
    entry = {"value": 40, "unit": "mm", "spread": 4, "source": "assumption", "note": "n"}
    content = {"constants": {"length": entry}, "limits": limits}
    monkeypatch.setattr(constants, "read_data", lambda *_: content)
    with pytest.raises(DataError, match=words):
        load_constants.__wrapped__("foot")


def test_changes_are_read_from_text():
    assert parse_changes(["a-b=1.5", "c=2"]) == {"a_b": 1.5, "c": 2.0}
    assert parse_changes(None) == {}
    for text in ("a", "=1", "a=x", "a=inf"):
        with pytest.raises(InputError, match=r"write it like name=1\.5"):
            parse_changes([text])


@pytest.mark.parametrize("sample", [-1, 1.5, np.nan, "1"])
def test_a_sample_is_a_whole_number(sample):
    with pytest.raises(InputError, match=f"fibula: sample {sample}: a whole number, at least 0"):
        load_constants("fibula").drawn(sample)


def test_a_sample_of_numpy_is_the_same_one():
    loaded = load_constants("fibula")
    assert loaded.drawn(np.int64(3)).changes == loaded.drawn(3).changes
