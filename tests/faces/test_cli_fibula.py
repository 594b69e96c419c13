"""The command fibula: what it says, its JSON and its picture, and how it refuses."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from soleus.faces import cli_fibula
from soleus.faces.fibula_console import verdict, way
from soleus.faces.fibula_picture import _others, draw_fibula, exaggeration
from soleus.solve import fibula_spread
from soleus.solve.fibula import CAUSES
from soleus.solve.fibula_spread import estimate_fibula

BODY = ("--height-m", "1.78", "--mass-kg", "72", "--sex", "male", "--age", "34")


@pytest.fixture(autouse=True)
def few_samples(monkeypatch):
    """A handful of legs, so that the tests are quick."""
    full = fibula_spread.estimate_fibula
    monkeypatch.setattr(
        fibula_spread, "estimate_fibula", lambda *a, **k: full(*a, **{**k, "samples": 4})
    )


@pytest.fixture(scope="module")
def raised(leg):
    return estimate_fibula(leg, "single_leg_calf_raise", samples=8)


def test_one_exercise_in_full(command_line):
    code, out, _ = command_line("fibula", "single-leg-calf-raise", *BODY)
    assert code == 0
    for words in ("the soleus pulls on the fibula with", "load from the foot", "together", "down",
                  "therapist", "nobody"):  # fmt: skip
        assert words in out


def test_table_of_several_marks_what_was_not_tested(command_line, monkeypatch):
    monkeypatch.setattr(cli_fibula, "USUAL", ("quiet_standing", "glute_ham_raise"))
    code, out, error = command_line("fibula")
    assert code == 0 and "no body given" in error
    assert "quiet standing " in out and "glute ham raise*" in out
    assert "further than the joint was ever pushed" in " ".join(out.split())


def test_json_agrees_with_the_library(command_line, leg):
    code, out, _ = command_line("fibula", "single_leg_calf_raise", *BODY, "--json")
    assert code == 0
    entry = json.loads(out)["postures"][0]
    own = estimate_fibula(leg, "single_leg_calf_raise", samples=2)
    assert entry["pull_n"] == pytest.approx(own.motion.pull_size[own.motion.peak])
    assert np.allclose(entry["head"]["soleus"]["mm"], 1e3 * own.nominal_head[0])
    low, high = entry["head"]["soleus"]["size_mm_interval"]
    assert 0 < low < high
    parts = [entry["head"][c]["mm"] for c in entry["head"] if c != "together"]
    assert np.allclose(np.sum(parts, axis=0), entry["head"]["together"]["mm"])


def test_set_changes_the_model(command_line):
    def down(*more):
        _, out, _ = command_line("fibula", "single_leg_calf_raise", *BODY, "--json", *more)
        return -json.loads(out)["postures"][0]["head"]["soleus"]["mm"][1]

    assert 0 < down("--set", "membrane_modulus=1500") < 0.8 * down()


def test_running_takes_speed_and_grade(command_line):
    code, out, _ = command_line(
        "fibula", "run", *BODY, "--speed-ms", "4", "--grade-percent", "5", "--json"
    )
    assert code == 0
    entry = json.loads(out)["postures"][0]
    assert entry["title"] == "running 4.03 m/s, +5 %"  # that of the library, on these legs
    assert entry["speed_ms"] == pytest.approx(4.0 * (1.78 / 1.75) ** 0.5)
    assert entry["grade_percent"] == 5.0


def test_a_grade_between_is_told_as_the_one_found(command_line):
    code, out, _ = command_line("fibula", "walk", *BODY, "--grade-percent", "-4")
    assert code == 0 and "walking 1.26 m/s, -5 %: the soleus pulls" in out


def test_legs_that_cannot_do_it_are_told(command_line, monkeypatch):
    few = fibula_spread.estimate_fibula
    monkeypatch.setattr(
        fibula_spread, "estimate_fibula", lambda *a, **k: replace(few(*a, **k), skipped=3)
    )
    code, out, _ = command_line("fibula", "quiet_standing", *BODY)
    assert code == 0 and "Quiet standing: 3 of 7 possible legs cannot do it" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fibula", "singel_leg_calf_raise", *BODY), "did you mean single_leg_calf_raise"),
        (("fibula", "run", *BODY, "--set", "ptfj_axial=1e9"), "is outside 5 to 1000 N/mm"),
        (("fibula", "run", *BODY, "--set", "ptfj_axia=30"), "did you mean ptfj_axial"),
        (("fibula", "run", *BODY, "--set", "ptfj_axial"), "write it like name=1.5"),
        (("fibula", "run", *BODY, "--speed-ms", "20"), "outside the 1.8 to 9 m/s"),
        (("fibula", "quiet_standing", *BODY, "--speed-ms", "3"), "go with run or walk"),
        (("fibula", "run", *BODY, "--picture", "bone.png"), "must end in .svg"),
        (("fibula", "singel_leg_calf_raise"), "did you mean single_leg_calf_raise"),
        (("fibula", "run", "--speed-ms", "nan"), "speed of a run nan m/s is outside"),
        (("fibula", "run", "--grade-percent", "nan"), "grade nan % is outside"),
        (("fibula", "quiet_standing", "--grade-percent", "5"), "go with run or walk"),
        (("fibula", "run", "--height-m", "1.8"), "--mass-kg is missing"),
    ],
)
def test_refusals_are_one_line(command_line, arguments, words):
    code, out, error = command_line(*arguments)
    assert code == 2 and out == ""
    (line,) = error.strip().splitlines()
    assert words in line


def test_picture_is_written_and_drawn_whole(command_line, tmp_path):
    place = tmp_path / "bone.svg"
    code, out, _ = command_line("fibula", "quiet_standing", *BODY, "--picture", str(place))
    assert code == 0 and "picture written to" in out
    root = ET.fromstring(place.read_text())
    assert root.tag.endswith("svg")


def test_picture_stays_on_its_page_and_names_its_factor(raised):
    text = draw_fibula(raised)
    root = ET.fromstring(text)
    assert "from behind" in text and "Motion drawn 10 times as large" in text
    for line in root.iter("{http://www.w3.org/2000/svg}line"):
        assert all(0 <= float(line.get(k)) <= 1180 for k in ("x1", "x2"))
        assert all(0 <= float(line.get(k)) <= 860 for k in ("y1", "y2"))


def test_exaggeration_shows_small_motion_larger():
    assert exaggeration(0.0005, 0.43) > exaggeration(0.005, 0.43) >= 1
    assert exaggeration(0.5, 0.43) == 1


def test_way_in_words():
    assert way(np.array([0.0002, -0.0019, 0.0])) == "down 1.9, forward 0.2"
    assert way(np.zeros(3)) == "nowhere to speak of"


def test_a_way_whose_interval_holds_both_is_not_known():
    moved = np.array([-0.002, -0.004, 0.0])
    both = np.array([[-0.017, -0.006, 0.0], [0.006, -0.002, 0.0], [-0.002, -0.004, 0.0]])
    assert way(moved, both, " mm") == "down 4.0 mm (backward or forward not known)"
    assert way(moved, both - [0.01, 0.0, 0.0], " mm") == "down 4.0, backward 2.0 mm"
    assert way(moved, both - [0.0, -0.004, 0.0]) == "down or up and backward or forward not known"


def test_arrows_of_other_muscles_add_up_to_what_moves_the_bone(raised):
    drawn = sum(force for _, force in _others(raised))
    whole = raised.motion.loads[CAUSES.index("other_muscles"), raised.motion.peak, :3]
    assert np.allclose(drawn, whole, atol=1e-6 * np.abs(whole).max())


def test_share_and_what_the_picture_shows_are_told(command_line, monkeypatch, tmp_path):
    monkeypatch.setattr(cli_fibula, "USUAL", ("single_leg_calf_raise", "glute_ham_raise"))
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = command_line("fibula", *BODY, "--picture", str(tmp_path / "bone.svg"))
    told = " ".join(out.split())
    assert code == 0 and "over the sum of the ways of all causes" in told
    assert "it shows the single leg calf raise only" in told
    (row,) = (line for line in out.splitlines() if line.startswith("glute ham raise*"))
    assert row.count("*") == 2  # the number it makes larger than was tested, too
    table = out[: out.index("Share:")].splitlines()
    assert sum(line.count(" to ") for line in table) == 10 and max(map(len, table)) <= 80


def test_verdict_follows_the_size(raised):
    assert "as far as a therapist moves it" in verdict(raised)
    small = replace(
        raised, head=raised.head / 50,
        motion=replace(raised.motion, motion=raised.motion.motion / 50),
    )  # fmt: skip
    assert "too little to feel" in verdict(small)
