"""The command on recorded trials: what it prints, its JSON, its files, and how it refuses."""

import csv
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "motion"))
import trial_writer as made

from soleus.base.errors import InputError, SoleusError
from soleus.faces.cli import app

BODY = ["--mass-kg", "70", "--height-m", "1.75"]


def call(*arguments):
    return CliRunner().invoke(app, ["analyze", *map(str, arguments)])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trial")
    return ["--coordinates", made.storage(folder / "ik.mot", made.angles(), True),
            "--moments", made.storage(folder / "id.sto", made.moments())]  # fmt: skip


@pytest.fixture(scope="module")
def outputs(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    names = {kind: folder / f"trial.{kind}" for kind in ("svg", "html", "csv")}
    result = call(*files, *BODY, "--figure", names["svg"], "--table", names["csv"])
    assert result.exit_code == 0, result.output
    assert call(*files, *BODY, "--figure", names["html"]).exit_code == 0
    return result, names


def test_both_legs_side_by_side(outputs):
    text = outputs[0].stdout
    assert "right" in text and "left" in text
    for row in ("peak strain, %", "share of plantar-flexion moment, %", "largest, N m"):
        assert row in text
    assert "right, verdict:" in text and "left, verdict:" in text
    assert "taken as degrees: header inDegrees=yes" in outputs[0].stderr


def test_json_has_the_agreed_keys(files):
    result = call(*files, *BODY, "--json")
    data = json.loads(result.stdout)
    assert data["taken"]["angles"] == "degrees"
    for side in ("right", "left"):
        leg = data[side]
        assert leg["ankle"]["peak_moment_nm"] == pytest.approx(95.0, rel=1e-3)
        assert {"peak_force_n", "peak_force_bw", "impulse_bw_s", "peak_strain_percent"} <= set(
            leg["achilles"]
        )
        soleus = leg["muscles"]["soleus"]
        assert 0 < soleus["share_of_plantarflexion_moment"] <= 1
        assert 0 < soleus["peak_activation"] <= 1
        assert len(soleus["fiber_length_range"]) == 2
        assert leg["largest_reserve"]["joint"] in ("hip_flexion", "knee_angle", "ankle_angle")
        low, high = soleus["peak_force_bw_interval"]
        assert low < soleus["peak_force_bw"] < high
        low, high = leg["ankle"]["peak_moment_nm_interval"]
        assert low == pytest.approx(95.0 * (1 - 1.645 * 0.08), rel=0.03)
        assert leg["sensitivity"]["soleus_peak_force_bw"][0]["share"] > 0.1
    # the left leg does half a stride later what the right one does
    right, left = (data[s]["achilles"]["peak_force_bw"] for s in ("right", "left"))
    assert right == pytest.approx(left, rel=0.1)
    assert any("taken as male, 30 years" in n for n in data["notes"])


def test_the_figure_is_a_whole_picture_of_both_legs(outputs):
    root = ET.fromstring(outputs[1]["svg"].read_text())
    space = "{http://www.w3.org/2000/svg}"
    texts = " ".join("".join(t.itertext()) for t in root.iter(f"{space}text"))
    for word in ("Right leg", "Left leg", "Achilles tendon force", "Fiber length", "time, s"):
        assert word in texts
    paths = [p for p in root.iter(f"{space}path") if len(p.get("d", "")) > 500]
    bands = [p for p in paths if p.get("class", "").startswith("b ")]
    assert len(bands) == 2 * 5
    assert len(paths) - len(bands) == 2 * (1 + 1 + 3 + 3 + 3)
    page = outputs[1]["html"].read_text()
    assert "<svg" in page and "How the files were read" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_table_holds_both_legs_over_time(outputs):
    with outputs[1]["csv"].open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 121
    assert float(rows[-1]["time_s"]) == pytest.approx(1.2)
    for side in ("right", "left"):
        peak = max(float(r[f"{side}_achilles_force_bw"]) for r in rows)
        moment = min(float(r[f"{side}_ankle_angle_moment_nm"]) for r in rows)
        assert peak > 2 and moment == pytest.approx(-95, rel=1e-3)


def test_one_side_and_rigid_tendons(files):
    data = json.loads(call(*files, *BODY, "--side", "left", "--tendon", "rigid", "--json").stdout)
    assert "right" not in data and "rigid" in data["method"]


def test_the_whole_trial_can_be_solved_as_one(files):
    asked = (*files, *BODY, "--side", "right", "--from-s", "0.1", "--to-s", "0.7", "--json")
    whole = json.loads(call(*asked, "--method", "optimal-control").stdout)
    frames = json.loads(call(*asked).stdout)
    assert whole["method"] != frames["method"]
    forces = [d["right"]["achilles"]["peak_force_bw"] for d in (whole, frames)]
    assert forces[0] == pytest.approx(forces[1], rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give --coordinates with --moments"),
        (["--coordinates", "a.mot"], "needs --moments, or --model and --forces"),
        (["--coordinates", "a.mot", "--forces", "f.mot"], "needs --model"),
        (["--markers", "a.trc"], "--markers needs --forces"),
        (["--c3d", "a.c3d", "--moments", "m"], "--moments does not go with --c3d"),
        (["--coordinates", "a.mot", "--moments", "m.sto"], "--mass-kg is missing"),
        (["--coordinates", "a.mot", "--moments", "m.sto", "--mass-kg", "70"],
         "--height-m is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(arguments, message):
    result = call(*arguments)
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--method", "quasistatic"], "did you mean quasi-static"),
        (["--method", "optimal-control", "--tendon", "rigid"], "compliant tendons only"),
        (["--tendon", "stiff"], "tendon 'stiff' is not known"),
        (["--figure", "a.png"], "a figure is an .svg or .html file"),
        (["--table", "a.xlsx"], "a table is a .csv file"),
        (["--from-s", "3"], "too short or outside the trial"),
    ],
)
def test_wrong_options_get_one_line(files, arguments, message):
    result = call(*files, *BODY, *arguments)
    assert isinstance(result.exception, SoleusError)
    assert message in str(result.exception) and "\n" not in str(result.exception)


def test_opensim_missing_says_what_to_install(files, tmp_path, monkeypatch):
    monkeypatch.delenv("SOLEUS_OPENSIM_PYTHON", raising=False)
    monkeypatch.setattr("soleus.motion.opensim_run.find_spec", lambda _: None)
    from soleus.motion.opensim_trial import read_raw_trial

    with pytest.raises(SoleusError, match=r"pip install 'soleus\[opensim\]'"):
        read_raw_trial(tmp_path / "m.osim", files[1], tmp_path / "f.mot", 70.0)


def test_an_interpreter_that_fails_is_one_line(files, tmp_path, monkeypatch):
    from soleus.motion.opensim_run import opensim_python

    monkeypatch.setenv("SOLEUS_OPENSIM_PYTHON", str(tmp_path / "python"))
    with pytest.raises(InputError, match="no such file"):
        opensim_python()
