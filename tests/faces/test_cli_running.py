"""The commands on running: what they print, their JSON, and how they refuse."""

import gzip
import json
import re

import pytest
from typer.testing import CliRunner

from soleus.base.errors import SoleusError
from soleus.faces.cli import app

BODY = ["--height-m", "1.78", "--mass-kg", "72"]


def call(*arguments):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def tcx():
    points = "".join(
        f"<Trackpoint><Time>2026-05-01T08:{i // 60:02d}:{i % 60:02d}Z</Time>"
        f"<AltitudeMeters>{100 + 0.1 * i:.1f}</AltitudeMeters>"
        f"<DistanceMeters>{3.0 * i:.1f}</DistanceMeters><Cadence>83</Cadence></Trackpoint>"
        for i in range(900)
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        'TrainingCenterDatabase/v2"><Activities><Activity Sport="Running">'
        '<Id>2026-05-01T08:00:00Z</Id><Lap StartTime="2026-05-01T08:00:00Z"><Track>'
        f"{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )


def test_run_has_the_agreed_keys():
    result = call("run", "--speed-ms", "3.5", "--grade-percent", "4", *BODY, "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    for key in ("speed_ms", "grade_percent", "verdict", "solve_time_s", "cadence_spm",
                "contact_time_s", "peak_grf_bw"):  # fmt: skip
        assert key in data
    for joint in ("ankle", "knee", "hip"):
        assert {"peak_moment_nm_per_kg", "positive_work_j_per_kg", "net_work_j_per_kg"} <= set(
            data[joint]
        )
    assert {"peak_force_bw", "impulse_bw_s", "peak_strain_percent"} <= set(data["achilles"])
    soleus = data["muscles"]["soleus"]
    assert {"peak_force_bw", "peak_activation", "fiber_work_j_per_kg", "tendon_work_j_per_kg",
            "fiber_length_range"} <= set(soleus)  # fmt: skip
    low, high = soleus["peak_force_bw_interval"]
    assert low < soleus["peak_force_bw"] < high
    assert data["technique"] and data["inputs"]


def test_run_speaks_to_people():
    result = call("run", "--speed-ms", "3.0")
    assert result.exit_code == 0
    assert "5:33 min/km" in result.stdout and "Achilles tendon" in result.stdout
    assert "no body given" in result.stderr


def test_run_solves_for_this_body():
    result = call("run", "--speed-ms", "3.1", *BODY, "--solve", "--json")
    data = json.loads(result.stdout)
    assert data["method"] == "solved" and data["solve_time_s"] > 0 and data["residual"] < 1e-4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--speed-ms", "20"], "outside the 0.8 to 9 m/s"),
        (["--speed-ms", "3", "--grade-percent", "80"], "outside the -12 to 25 %"),
        (["--speed-ms", "8.9", "--grade-percent", "20"], "nearest it has is"),
        (["--speed-ms", "3", "--cadence-spm", "10"], "outside the 80 to 240"),
        (["--speed-ms", "3", "--gait", "hop"], "gait 'hop' is unknown"),
        (["--speed-ms", "3", "--height-m", "1.7"], "--mass-kg is missing"),
    ],
)
def test_bad_requests_are_one_line(arguments, words):
    result = call("run", *arguments)
    assert isinstance(result.exception, SoleusError)
    assert words in str(result.exception) and "\n" not in str(result.exception)


def test_activity_has_the_agreed_keys(tcx, tmp_path):
    path = tmp_path / "run.tcx.gz"
    path.write_bytes(gzip.compress(tcx.encode()))
    result = call("activity", str(path), *BODY, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    summary = data["summary"]
    for key in ("duration_s", "distance_m", "steps", "peak_achilles_bw", "time_above_bands",
                "assumptions"):  # fmt: skip
        assert key in summary
    assert summary["achilles"]["impulse_bw_s"] > summary["soleus"]["impulse_bw_s"] > 0
    assert summary["steps"] == pytest.approx(900 * 166 / 60, rel=0.02)
    assert len(data["per_km"]) == 3 and len(data["laps"]) == 1
    text = call("activity", str(path), *BODY)
    assert re.search(r"2\.70 km", text.stdout) and "km" in text.stdout


def test_many_files_and_broken_ones(tcx, tmp_path):
    good = [tmp_path / f"{i}.tcx" for i in range(4)]
    for path in good:
        path.write_text(tcx)
    bad = tmp_path / "notes.txt"
    bad.write_text("no activity at all")
    result = call("activity", *map(str, good), str(bad), "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert len(data["activities"]) == 4 and len(data["failed"]) == 1
    assert "notes.txt" in data["failed"][0]["error"]


def test_nothing_readable_is_an_error(tmp_path):
    empty = tmp_path / "empty.fit"
    empty.write_bytes(b"")
    result = call("activity", str(empty))
    assert isinstance(result.exception, SoleusError) and "empty.fit" in str(result.exception)


def test_sprint_in_numbers():
    result = call("sprint", "--distance-m", "250", *BODY, "--json")
    data = json.loads(result.stdout)
    assert data["distance_m"] == 250 and data["grade_percent"] == 8
    assert data["dose"]["achilles"]["peak_force_bw"] > 4
    text = call("sprint", *BODY)
    assert "Uphill sprint" in text.stdout and "verdict" in text.stdout
    both = call("sprint", "--time-s", "50", "--effort-percent", "90", *BODY)
    assert "not both" in str(both.exception)
    wrong = call("sprint", "--grade-percent", "60", *BODY)
    assert "outside 0 to 20 %" in str(wrong.exception)
