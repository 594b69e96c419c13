"""`soleus stand`: tables for people, the same as JSON, a picture, and one line for what fails."""

import json
import math
import xml.etree.ElementTree as ET

import pytest

from soleus.anatomy.leg import build_leg
from soleus.base.errors import InfeasibleError
from soleus.faces.stand_words import people
from soleus.solve import standing_spread
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_rows import load_checks
from soleus.study.experiments.sway import active_share, passive_share, sway_rms

BODY = ("--height-m", "1.8", "--mass-kg", "75", "--sex", "male", "--age", "30")


@pytest.fixture(autouse=True)
def few_legs(monkeypatch):
    """Intervals of three legs: enough to see that they are there."""
    one = standing_spread.standing_spread
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: one(r, 3))


def test_it_says_who_works_and_how_much_it_sways(command_line):
    code, out, err = command_line("stand", *BODY, "--duration-s", "5")
    assert code == 0 and err == ""
    for words in (
        "1.80 m, 75 kg", "under the feet", "3 to 6 mm", "soleus", "inner calf (medialis)",
        "outer calf (lateralis)", "shin muscle", "1 deg back", "as usual", "4 deg forward",
        "Your soleus works", "verdict: stands",
    ):  # fmt: skip
        assert words in out, words


def test_json_holds_the_same_numbers(command_line):
    code, out, err = command_line("stand", *BODY, "--duration-s", "5", "--json", "--seed", "2")
    got = json.loads(out)
    assert code == 0 and err == ""
    assert got["control"] == "continuous" and got["fell_at_s"] is None and got["seed"] == 2
    assert 0 < got["soleus_level_percent"] < 5 and got["gastrocnemius_lateralis_time_percent"] == 0
    leans = {round(x["lean_deg"]): x for x in got["leaning"]}
    assert leans[4]["soleus_level_percent"] > got["soleus_level_percent"]
    assert set(got["intervals_90"]) >= {"sway_mm", "soleus_time_percent"}
    assert all(low <= high for low, high in got["intervals_90"].values())
    again = json.loads(
        command_line("stand", *BODY, "--duration-s", "5", "--json", "--seed", "2")[1]
    )
    assert again == got


def test_lean_in_millimeters_moves_the_weight_by_so_much(command_line):
    ahead = []
    for lean in ("0", "30"):
        out = command_line("stand", *BODY, "--duration-s", "3", "--json", "--lean-mm", lean)[1]
        ahead.append(json.loads(out)["center_of_mass_ahead_mm"])
    assert ahead[1] - ahead[0] == pytest.approx(30, abs=4)


def test_without_a_body_one_is_taken_and_named(command_line):
    code, out, err = command_line(
        "stand", "--duration-s", "3", "--compare", "--set", "neural_delay=80"
    )
    assert code == 0 and "no body given: male, 30 years, 1.75 m, 70 kg taken" in err
    assert "intermittent" in out and "continuous" in out


def test_leaning_back_hands_over_to_the_shin(command_line):
    code, out, _ = command_line("stand", *BODY, "--duration-s", "3", "--lean-deg", "-3")
    told = " ".join(out.split())
    assert code == 0 and "the calf rests and the shin muscle holds the body" in told
    assert "no further lean" in told and "tibialis" not in told  # one name a muscle


def test_a_tight_calf_rests_though_the_weight_is_ahead(command_line):
    small = ("--height-m", "1.5", "--mass-kg", "32", "--sex", "female", "--age", "40")
    told = " ".join(command_line("stand", *small)[1].split())
    assert "ahead of the ankles" in told and "so far back" not in told
    assert "The silent calf already holds more than this stance asks for" in told
    assert "less than the 3 to 6 mm people show" in told


def test_what_possible_legs_do_not_agree_on_is_not_stated_flatly(command_line, monkeypatch):
    wide = standing_spread.StandingSpread({"soleus_time_percent": (0.0, 100.0)}, 30, 0, 0, 9)
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: wide)
    told = " ".join(command_line("stand", *BODY, "--duration-s", "3")[1].split())
    assert "far from sure: over the legs you may have, the soleus works between 0 and 100 %" in told
    narrow = standing_spread.StandingSpread({"soleus_time_percent": (90.0, 100.0)}, 30, 0, 0, 0)
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: narrow)
    assert "far from sure" not in command_line("stand", *BODY, "--duration-s", "3")[1]


def test_the_page_holds_every_table_with_intervals(command_line, tmp_path):
    report = tmp_path / "stand.html"
    code = command_line("stand", *BODY, "--duration-s", "3", "--compare", "--report", str(report))[
        0
    ]
    page = report.read_text(encoding="utf-8")
    assert code == 0 and 'name="viewport"' in page and "prefers-color-scheme:dark" in page
    for words in ("Sway forward and back", "Who works", "The other way of control", "(SD)",
                  "3 to 6 mm", "intermittent"):  # fmt: skip
        assert words in page
    assert page.count('class="ends"') == 12 and page.count("<table") == 4


@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_is_cut(command_line, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = command_line("stand", *BODY, "--duration-s", "3", "--compare")[1]
    assert "…" not in out and max(map(len, out.splitlines())) <= columns
    for words in ("outer calf (lateralis)", "inner calf (medialis)", "held by"):
        assert words in out


def test_the_picture_is_an_image_with_its_words(command_line, tmp_path):
    picture, report = tmp_path / "stand.svg", tmp_path / "stand.html"
    code, out, _ = command_line(
        "stand", *BODY, "--duration-s", "5", "--picture", str(picture), "--report", str(report)
    )
    assert code == 0 and str(picture) in out
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    words = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert {"Quiet standing", "Soleus", "Outer calf (lateralis)", "seconds"} <= set(words)
    width, height = float(root.get("width")), float(root.get("height"))
    for e in root.iter():
        if e.tag.endswith("polyline") or e.tag.endswith("polygon"):
            places = [tuple(map(float, p.split(","))) for p in e.get("points").split()]
            assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
    page = report.read_text(encoding="utf-8")
    assert (
        "<svg" in page
        and "Leaning: levels in % of maximum</h3>" in page
        and "http" not in page.replace("http://www.w3.org/2000/svg", "")
    )


def test_command_and_experiment_are_the_same_minute(command_line):
    got = json.loads(command_line("stand", "--json")[1])
    leg = build_leg(REFERENCE)
    for muscle in ("soleus", "gastrocnemius_medialis"):
        assert got[f"{muscle}_time_percent"] == active_share(leg, muscle)
    assert got["sway_mm"] == sway_rms(leg)
    assert got["leaning"][1]["sway_mm"] == got["sway_mm"]


def test_an_experiment_says_in_one_line_who_cannot_stand():
    leg = build_leg(REFERENCE)
    for ask in (active_share, passive_share):
        arguments = {"muscle": "soleus"} if ask is active_share else {}
        with pytest.raises(InfeasibleError, match=r"falls at once: .* ahead of the toes"):
            ask(leg, **arguments, lean_deg=15.0)
        assert math.isnan(ask(leg, **arguments, lean_deg=15.0, sample=1))
    with pytest.raises(InfeasibleError, match=r"falls after [\d.]+ s: nothing answers the lean"):
        active_share(leg, "soleus", control="none")
    assert math.isnan(active_share(leg, "soleus", control="none", sample=1))


def test_what_people_show_is_what_the_rows_say(command_line):
    low, high = next(c for c in load_checks() if c.id == "sway_pressure").bounds
    assert people()["sway"] == f"{low:g} to {high:g} mm"
    out = command_line("stand", *BODY, "--duration-s", "3")[1]
    assert all(text in out for text in people().values())


def test_it_tells_how_many_legs_fell_and_how_many_rest(command_line, monkeypatch):
    spread = standing_spread.StandingSpread({"sway_mm": (1.0, 2.0)}, 30, 1, 4, 9)
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: spread)
    out = " ".join(command_line("stand", *BODY, "--duration-s", "3")[1].split())
    assert "in 9 of 25 possible legs it holds more than the body asks for" in out
    assert (
        "of 30 possible legs 4 fell and 1 could not stand like this: the ranges are of the others"
        in out
    )
    few = standing_spread.StandingSpread({"sway_mm": (1.0, 2.0)}, 30, 0, 1, 0)
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: few)
    assert "possible legs" not in command_line("stand", *BODY, "--duration-s", "3")[1]
    most = standing_spread.StandingSpread({}, 30, 0, 20, 0)
    monkeypatch.setattr(standing_spread, "standing_spread", lambda r: most)
    out = " ".join(command_line("stand", *BODY, "--duration-s", "3")[1].split())
    assert "of 30 possible legs 20 fell: so no ranges are given" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--picture", "p.txt"), "the file's name must end in .svg"),
        (("--report", "r.txt"), "the file's name must end in .html"),
        (("--lean-deg", "20"), "falls at once"),
        (("--set", "neural_delay=400"), "400 ms is too long"),
        (("--set", "neural_dely=90"), "did you mean neural_delay?"),
        (("--set", "neural_delay=9000"), "outside 10 to 600 ms"),
        (("--control", "none"), "--control 'none' is not known"),
        (("--lean-deg", "1", "--lean-mm", "10"), "give one of them"),
        (("--lean-mm", "5000"), "more than this body is high"),
        (("--duration-s", "nan"), "duration nan s"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_two(command_line, arguments, words):
    code, out, err = command_line("stand", *BODY, *arguments)
    assert code == 2 and out == "" and words in err
    assert len(err.strip().splitlines()) == 1
