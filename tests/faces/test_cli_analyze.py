"""The command on recorded trials: what it prints, its JSON, its files, and how it refuses."""

import csv
import json
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "motion"))
import trial_writer as made
from osim_writer import model

from soleus.base.errors import InfeasibleError, InputError, SoleusError
from soleus.faces.analyze_console import _fixed
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
    assert "moment no muscle could give" in text and "WARNING" not in text
    assert "quasi-static: every frame is balanced by itself" in text
    assert "-0 " not in text
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
    assert "Recorded trial: ik" in texts and "Recorded trial: ik" in page
    assert page.count('<span class="interval"') > 30
    assert "taken as male, 30 years" in page
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
    assert whole["method"].endswith("(converged)") and whole["converged"]
    assert frames["method"] == "quasi-static, compliant tendons"
    forces = [d["right"]["achilles"]["peak_force_bw"] for d in (whole, frames)]
    assert forces[0] == pytest.approx(forces[1], rel=0.1)


def unsettled(monkeypatch, *sides):
    """Let the solver fail on legs; the rest of the program is as it is."""
    from soleus.solve import load_sharing

    solve = load_sharing.share_load

    def share_load(leg, trajectory, *rest, **more):
        solution = solve(leg, trajectory, *rest, **more)
        if not trajectory.name.endswith(sides):
            return solution
        return replace(solution, residual=np.full(len(solution.time), np.inf))

    monkeypatch.setattr(load_sharing, "share_load", share_load)


def test_a_leg_that_did_not_converge_is_marked_everywhere(files, tmp_path, monkeypatch):
    unsettled(monkeypatch, "left")
    shown = call(*files, *BODY, "--figure", tmp_path / "a.svg")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("WARNING: left leg: the solver did not converge")
    assert "left, NOT CONVERGED" in shown.stdout
    row = next(line for line in shown.stdout.splitlines() if "peak strain" in line)
    assert row.rstrip().endswith("(?)") and row.count("–") == 1
    root = ET.fromstring((tmp_path / "a.svg").read_text())
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert any("Warning: left leg: the solver did not" in (t.text or "") for t in texts)
    peaks = [float(t.get("x")) for t in texts if t.get("class", "").startswith("n ")]
    assert len(peaks) == 5 and max(peaks) < 66 + 500
    data = json.loads(call(*files, *BODY, "--json").stdout)
    assert (data["converged"], data["left"]["converged"]) == (False, False)
    assert data["right"]["converged"] is True
    assert "_interval" in json.dumps(data["right"]) and "_interval" not in json.dumps(data["left"])
    assert "left leg: the solver did not converge" in data["warnings"][0]


def test_no_leg_converged_is_one_line(files, monkeypatch):
    unsettled(monkeypatch, "left", "right")
    result = call(*files, *BODY)
    assert isinstance(result.exception, InfeasibleError)
    assert "did not converge for the right and left leg" in str(result.exception)
    assert not result.stdout


def test_moments_too_large_for_the_model_are_shown_where(files, tmp_path):
    """Three times the moment: the verdict says what to check, the figure shades the frames."""
    path = made.storage(tmp_path / "m.sto", {k: 3 * v for k, v in made.moments().items()})
    result = call(*files[:3], path, *BODY, "--figure", tmp_path / "a.svg")
    words = " ".join(result.stdout.split())
    assert "beyond this body's strength" in words
    assert "this model cannot give the recorded moment: check mass, model and forces" in words
    root = ET.fromstring((tmp_path / "a.svg").read_text())
    shades = [r for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("class") == "w"]
    assert len(shades) >= 1 + 2 * 5
    assert "over 5 % of its peak moment" in (tmp_path / "a.svg").read_text()


def test_a_maximum_at_an_end_of_the_cut_is_no_peak(files, tmp_path):
    found = []
    for name, end in (("whole", "0.6"), ("rising", "0.35")):
        path = tmp_path / f"{name}.svg"
        assert (
            call(*files, *BODY, "--side", "right", "--to-s", end, "--figure", path).exit_code == 0
        )
        root = ET.fromstring(path.read_text())
        texts = root.iter("{http://www.w3.org/2000/svg}text")
        found.append([t.text for t in texts if t.get("class", "").startswith("n at")])
    assert [len(f) for f in found] == [2, 0]


def test_warnings_of_the_files_come_first(files, tmp_path):
    turned = {k: -2 * v if "ankle" in k else v for k, v in made.angles().items()}
    path = made.storage(tmp_path / "t.mot", turned, True)
    result = call("--coordinates", path, *files[2:], *BODY, "--figure", tmp_path / "a.html")
    assert result.stdout.startswith("WARNING: right leg: at its largest plantar-flexion moment")
    page = (tmp_path / "a.html").read_text()
    assert page.index("Warning: right leg: at its") < page.index("Over time</h2>")
    data = json.loads(call("--coordinates", path, *files[2:], *BODY, "--json").stdout)
    assert len(data["warnings"]) == 2


def test_numbers_are_never_minus_zero():
    assert [_fixed(v, 0) for v in (-0.2, 0.2, -0.6)] == ["0", "0", "-1"]


def test_options_are_judged_before_anything_is_compiled(files, monkeypatch):
    monkeypatch.setattr("soleus.solve.kernel_cache.kernels_ready", lambda: False)
    result = call(*files, *BODY, "--from-s", "3")
    assert isinstance(result.exception, InputError)
    assert "compiling" not in result.stderr


def test_the_mass_of_the_model_is_offered(tmp_path):
    path = model(tmp_path / "m.osim")
    result = call("--coordinates", "a.mot", "--moments", "m.sto", "--model", path)
    assert "--mass-kg is missing" in str(result.exception)
    assert "the model weighs 42.10 kg" in str(result.exception)


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
        (["--tendon", "rigd"], "did you mean rigid"),
        (["--from-s", "3"], "--from-s 3 is outside the trial"),
        (["--from-s", "nan"], "--from-s nan: must be a number"),
        (["--to-s", "9"], "--to-s 9 is outside the trial"),
        (["--filter-hz", "6"], "--filter-hz is used only to compute moments from --model"),
        (["--marker", "right_heel=X"], "--marker is used only with --markers or with --c3d"),
        (["--right-foot", "1"], "--right-foot is used only to compute moments"),
        (["--figure", "no/where.svg"], "--figure no/where.svg: there is no folder no"),
        (["--table", "no/where.csv"], "--table no/where.csv: there is no folder no"),
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


def test_an_interpreter_without_opensim_is_named(monkeypatch, tmp_path):
    from soleus.motion.opensim_run import _call

    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    bare.chmod(0o755)
    monkeypatch.setenv("SOLEUS_OPENSIM_PYTHON", str(bare))
    with pytest.raises(SoleusError, match=rf"{bare} \(SOLEUS_OPENSIM_PYTHON\) has no OpenSim"):
        _call(str(bare), tmp_path)


def test_where_nobody_watches_a_line_comes_now_and_then(monkeypatch, capsys):
    from soleus.faces import cli_analyze

    clock = iter([0.0, 1.0, 25.0, 25.0, 26.0])
    monkeypatch.setattr(cli_analyze.time, "monotonic", lambda: next(clock))
    say = cli_analyze._speaker(lambda _: None, False)
    for text in ("one", "two", "three"):
        say(text)
    assert capsys.readouterr().err == "two\n"


def test_the_seconds_of_a_long_solve_are_said():
    from soleus.faces.analyze_results import _ticking

    heard = []
    with _ticking(heard.append, "solving"):
        while len(heard) < 2:
            time.sleep(0.05)
    assert heard[:2] == ["solving", "solving: 1 s"]
