"""The command `soleus arch`."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from soleus.solve import arch_postures

BODY = ("--height-m", "1.8", "--mass-kg", "75", "--sex", "male", "--age", "30")


@pytest.fixture(autouse=True)
def few_feet(monkeypatch):
    """A handful of feet is enough to see the words."""
    spread = arch_postures.arch_spread
    monkeypatch.setattr(
        arch_postures, "arch_spread", lambda *a, **k: spread(*a, **{**k, "count": 4})
    )


def test_one_table_and_one_sentence_a_posture(command_line):
    code, out, err = command_line("arch")
    assert code == 0
    assert "no body given" in err
    for label in (
        "standing still",
        "calf raise, at the top",
        "deep squat",
        "running 3 m/s, mid-stance",
    ):
        assert label in out.lower()
    assert out.count("the soleus lowers the arch by") >= 6
    assert "90 %" in out
    assert "bent toes" in out


def test_json_holds_numbers_with_intervals(command_line):
    code, out, _ = command_line("arch", "standing-calf-raise", *BODY, "--json")
    assert code == 0
    found = json.loads(out)
    assert [row["posture"] for row in found["postures"]] == ["calf_raise", "calf_raise_top"]
    for row in found["postures"]:
        low, high = row["soleus_mm_interval"]
        assert low <= row["soleus_mm"] <= high
        assert row["arch_change_mm"] == pytest.approx(
            row["arch_change_without_mm"] + row["soleus_mm"]
        )
    assert found["person"]["mass_kg"] == 75.0


def test_short_muscles_and_changes_move_the_answer(command_line):
    def run(*options):
        code, out, _ = command_line("arch", "run", "--speed-ms", "3", *BODY, "--json", *options)
        assert code == 0
        return json.loads(out)["postures"][0]

    plain, active = run(), run("--intrinsics-percent", "50")
    soft = run("--set", "fascia-stiffness=60")
    assert active["arch_height_mm"] > plain["arch_height_mm"] > soft["arch_height_mm"]
    assert soft["fascia_bw"] < plain["fascia_bw"]
    assert run("--speed-ms", "4.5")["fascia_bw"] > plain["fascia_bw"]


def test_the_picture_is_a_drawing_of_every_panel(command_line, tmp_path):
    place = tmp_path / "new" / "arch.svg"
    code, out, _ = command_line("arch", "standing_calf_raise", *BODY, "--picture", str(place))
    assert code == 0
    assert str(place) in out
    root = ET.parse(place).getroot()
    words = " ".join(root.itertext())
    assert "Calf raise, heels just up" in words
    assert "Calf raise, at the top" in words
    assert "2 times as large" in words
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) >= 18
    assert "nan" not in place.read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["quiet_standin"], "did you mean quiet_standing?"),
        (["run", "--speed-ms", "30"], "speed of a run 30 m/s is outside the 1.8 to 9 m/s"),
        (["run", "--speed-ms", "nan"], "speed of a run nan m/s is outside"),
        (["run", "--speed-ms", "-3"], "speed of a run -3 m/s is outside"),
        (["run", "--grade-percent", "nan"], "grade nan % is outside the -12 to 25 %"),
        (["run", "--speed-ms", "8", "--grade-percent", "20"], "no such gait was found"),
        (["quiet_standing", "--speed-ms", "3"], "go with run or walk, not with quiet_standing"),
        (
            ["quiet_standing", "--grade-percent", "5"],
            "go with run or walk, not with quiet_standing",
        ),
        (["quiet_standing", "--grade-percent", "nan"], "go with run or walk"),
        (["--picture", "foot.png"], "cannot write foot.png: the file's name must end in .svg"),
        (["--intrinsics-percent", "120"], "outside 0 to 100"),
        (["--set", "fascia_stifness=3"], "did you mean fascia_stiffness"),
        (["--set", "fascia_stiffness=3000"], "outside 0 to 800 N/mm"),
        (["--set", "fascia_stiffness"], "write it like name=1.5"),
        (["--height-m", "1.8"], "--mass-kg is missing"),
    ],
)
def test_bad_input_is_one_line(command_line, options, message):
    code, out, err = command_line("arch", *options)
    assert code == 2
    assert not out
    (line,) = err.strip().splitlines()
    assert message in line


def test_the_gait_that_was_found_is_named(command_line):
    code, out, _ = command_line(
        "arch", "run", "--speed-ms", "3.2", "--grade-percent", "4", *BODY, "--json"
    )
    assert code == 0
    (row,) = json.loads(out)["postures"]
    assert row["speed_ms"] == pytest.approx(3.0 * (1.8 / 1.75) ** 0.5)
    assert row["grade_percent"] == 5.0
    assert row["label"] == "running 3.04 m/s, +5 %, mid-stance"
    assert row["sentence"].startswith("running 3.04 m/s, +5 %, mid-stance: the soleus")


@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_is_cut(command_line, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = command_line("arch", *BODY)[1]
    assert "…" not in out and max(map(len, out.splitlines())) <= columns
    lines = out.splitlines()
    assert sum("90 % interval" in line for line in lines) == 8
    assert all(line.count(" to ") == 2 for line in lines if "90 % interval" in line)


def test_the_picture_says_whose_foot_and_what_is_left_out(command_line, tmp_path):
    place = tmp_path / "arch.svg"
    assert command_line("arch", *BODY, "--picture", str(place))[0] == 0
    words = " ".join(ET.parse(place).getroot().itertext())
    assert "male, 30 years, 1.80 m, 75 kg; 4 of the 8 postures of the table are drawn" in words
    assert "Running 3.04 m/s" in words


def test_a_fascia_beyond_what_cadavers_bore_is_marked(command_line):
    code, out, _ = command_line("arch", *BODY)
    assert code == 0
    rows = {line.split("  ")[0] for line in out.splitlines()}
    assert "running 3.04 m/s, mid-stance *" in rows
    assert "standing still" in rows
    told = " ".join(out.split())
    assert "* More than fasciae of cadavers bore (1.2 kN): other tissue must carry a part" in told
    code, out, _ = command_line("arch", "quiet_standing", *BODY)
    assert code == 0 and "fasciae of cadavers" not in out


def test_json_tells_beyond_and_what_may_be_set(command_line):
    _, out, _ = command_line("arch", "run", *BODY, "--set", "fascia_slack=1", "--json")
    found = json.loads(out)
    (row,) = found["postures"]
    assert row["fascia_beyond_tested"] and row["fascia_over_failure"] > 1
    assert row["legs_that_cannot"] == 0
    known = found["constants"]
    assert known["fascia_failure"] == {
        "usual": 1189, "unit": "N", "limits": [200, 5000], "changed": False,
    }  # fmt: skip
    assert [n for n in known if known[n]["changed"]] == ["fascia_slack"]


def test_legs_that_do_not_get_there_are_told(command_line, monkeypatch):
    few = arch_postures.arch_spread

    def two_fewer(*a, **k):
        spread = few(*a, **k)
        return replace(spread, skipped=dict.fromkeys(spread.skipped, 2))

    monkeypatch.setattr(arch_postures, "arch_spread", two_fewer)
    code, out, _ = command_line("arch", "quiet_standing", *BODY)
    assert code == 0
    assert "standing still: 2 of 6 possible legs do not reach it" in " ".join(out.split())


def test_a_load_too_light_to_tell_is_marked(command_line):
    code, out, _ = command_line("arch", "seated_calf_raise")
    assert code == 0 and "†" in out and "nothing measured says more" in out
    assert "each further 100 N" not in out
    (row, *_) = json.loads(command_line("arch", "seated_calf_raise", "--json")[1])["postures"]
    assert row["outside_measured"] and abs(row["least_soleus_mm"]) < abs(row["soleus_mm"])
