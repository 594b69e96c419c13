"""`soleus function` and `soleus mobility`: numbers, words, pictures, refusals."""

import json
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import numpy as np
import pytest

from soleus.anatomy import function_spread
from soleus.anatomy.leg import build_leg
from soleus.anatomy.strength import isometric_moment
from soleus.faces.function_console import limit_words
from soleus.faces.mobility_picture import trials
from soleus.solve.gait_table import REFERENCE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def few_legs(monkeypatch):
    full = function_spread.measure_function
    monkeypatch.setattr(
        function_spread, "measure_function", lambda leg, tendon: full(leg, tendon, 20)
    )


def words(path):
    root = ElementTree.fromstring(path.read_text())
    return " ".join(t.text for t in root.iter(f"{SVG}text"))


def test_function_as_json(command_line, tmp_path):
    picture = tmp_path / "strength.svg"
    code, out, err = command_line("function", "--json", "--picture", str(picture))
    assert code == 0, err
    data = json.loads(out)
    assert f"no body given: {data['person']} taken" in err
    leg = build_leg(REFERENCE)
    k, a = data["knee_angles_deg"].index(45), data["ankle_angles_deg"].index(10)
    one = isometric_moment(leg, np.radians(10), np.radians(45))
    soleus = data["moments_nm"]["soleus"]
    assert soleus["value"][k][a] == pytest.approx(one["soleus"], abs=0.06)
    assert data["moments_nm"]["total"]["value"][k][a] == pytest.approx(sum(one.values()), abs=0.06)
    low, high = soleus["interval"][k][a]
    assert low < soleus["value"][k][a] < high
    weak = data["gastrocnemius_insufficiency"]
    assert weak["half_left_at_knee_deg"] < weak["insufficient_from_knee_deg"]
    assert weak["other_tendon"] == "rigid"
    straight, bent = (data["range"][f"knee_{w}"] for w in ("straight", "bent"))
    assert straight["limited_by"] == "calf" and bent["limited_by"] == "joint"
    assert straight["by_hand_deg"] < bent["by_hand_deg"] < bent["weight_bearing_deg"]
    drawn = words(picture)
    for text in ("knee bent 120°", "actively insufficient", f"knee bent: {39}°"):
        assert text in drawn


def test_function_for_a_person_with_rigid_tendons(command_line, tmp_path):
    size = ("--height-m", "1.6", "--mass-kg", "55", "--sex", "female", "--age", "40")
    picture = tmp_path / "rigid.svg"
    code, out, err = command_line("function", *size, "--tendon", "rigid", "--picture", str(picture))
    assert code == 0 and "no body" not in err
    assert "female, 40 years" in out and "tendons that do not stretch" in out
    assert "with compliant tendons at" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 110
    assert "rigid" in words(picture)


def test_mobility_as_json_and_words(command_line, tmp_path):
    picture = tmp_path / "weeks.svg"
    arguments = ("mobility", "--weeks", "10", "--sets", "4", "--hold-s", "30", "--per-week", "3")
    code, out, err = command_line(*arguments, "--json", "--picture", str(picture))
    assert code == 0, err
    data = json.loads(out)
    assert data["stretch_s_per_week"]["holds"] == 4 * 30 * 3
    low, high = data["gain_deg_interval"]
    assert low < data["gain_deg"] < high
    assert data["one_person_deg_interval"][0] < low
    assert len(data["no_number"]) >= 4 and data["stretched"] == ["soleus"]
    drawn = words(picture)
    assert "360 in holds" in drawn and "Radford 2006" in drawn
    code, out, _ = command_line(*arguments)
    told = " ".join(out.split())
    assert code == 0 and f"about {data['gain_deg']:.0f} deg more on average" in told
    assert "Where the evidence allows no number" in told


def test_every_trial_of_the_scoreboard_is_in_the_picture(command_line, tmp_path):
    picture = tmp_path / "weeks.svg"
    command_line("mobility", "--picture", str(picture))
    root = ElementTree.fromstring(picture.read_text())
    numbers = [t.text for t in root.iter(f"{SVG}text") if t.get("font-weight")]
    assert len(trials()) >= 5
    for i in range(1, len(trials()) + 1):
        assert numbers.count(str(i)) == 2  # beside the dot, and in the key


@pytest.mark.parametrize("columns", [80, 120])
def test_no_number_is_cut(command_line, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    size = ("--height-m", "2.05", "--mass-kg", "130", "--sex", "male", "--age", "30")
    for command in ("function", "mobility"):
        out = command_line(command, *size)[1]
        assert "…" not in out and max(map(len, out.splitlines())) <= columns
    out = command_line("function", *size)[1]
    table = out[out.index("over the knee") : out.index("others:")]
    bounds = [word for word in table.split() if "–" in word]
    assert len(bounds) == 20 and all(all(w.split("–")) for w in bounds)


@pytest.mark.parametrize(
    ("moment", "words"),
    [(30.0, "about as hard as"), (36.0, "1.3 times as hard as"), (70.0, "2.6 times as hard as")],
)
def test_a_pull_far_above_what_people_bear_is_not_about_as_hard(moment, words):
    stretch = SimpleNamespace(moment=moment, tolerated_moment=27.0, tolerated_spread=8.0,
                              limited_by="calf", tightest="soleus")  # fmt: skip
    told = limit_words(SimpleNamespace(stretch=stretch, calf_share=0.8))
    assert f"pulls with {moment:.0f} N m, {words} people bear (27 ± 8 N m)" in told


def test_next_to_no_work_gains_nothing_but_scatter(command_line):
    little = ("--sets", "1", "--repetitions", "1", "--hold-s", "0", "--per-week", "1")
    told = " ".join(command_line("mobility", "--weeks", "1", *little)[1].split())
    assert "after 1 week " in told and "1 weeks" not in told and "once a week" in told
    assert "the scatter between people and of measuring" in told
    nothing = " ".join(command_line("mobility", "--weeks", "0")[1].split())
    assert "nothing is gained" in nothing and "Right after a session" not in nothing
    assert "scatter" not in " ".join(command_line("mobility")[1].split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("function", "--tendon", "rigit"), "tendon 'rigit' is not known; did you mean rigid"),
        (
            ("function", "--picture", "a.png"),
            "cannot write a.png: the file's name must end in .svg",
        ),
        (("function", "--mass-kg", "70"), "--height-m is missing"),
        (("mobility", "--weeks", "52"), "the evidence allows no number for 52 weeks"),
        (("mobility", "--sets", "0"), "sets 0"),
    ],
)
def test_refusals_take_one_line(command_line, arguments, message):
    code, out, err = command_line(*arguments)
    assert code == 2 and out == ""
    (line,) = err.splitlines()
    assert message in line
