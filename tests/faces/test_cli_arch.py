"""The command `soleus arch`."""

import json
import xml.etree.ElementTree as ET

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
    for label in ("standing still", "calf raise, at the top", "deep squat", "running, mid-stance"):
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
        (["run", "--speed-ms", "30"], "no run at 30 m/s"),
        (["quiet_standing", "--speed-ms", "3"], "--speed-ms is for 'run' and 'walk'"),
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
    last = err.strip().splitlines()[-1]
    assert message in last
