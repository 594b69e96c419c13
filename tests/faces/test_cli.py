"""The command line: the JSON contract, and one clear line for every bad input."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PERSON = ["--height-m", "1.78", "--mass-kg", "72", "--sex", "male", "--age", "34"]


@pytest.fixture
def run(command_line):
    """Run a command line in this process: (exit code, standard output, standard error)."""

    return command_line


def test_exercise_contract(run):
    code, out, _ = run("exercise", "deep_squat_calf_raise", *PERSON, "--json")
    assert code == 0
    data = json.loads(out)
    assert data["exercise"] == "deep_squat_calf_raise"
    assert data["person"]["height_m"] == 1.78
    assert data["sides"] == 2
    assert isinstance(data["verdict"], str)
    assert data["ankle"]["peak_moment_nm"] == pytest.approx(
        72 * data["ankle"]["peak_moment_nm_per_kg"], rel=1e-4
    )
    low, high = data["ankle"]["angle_range_deg"]
    assert low < high <= 39.1
    achilles = data["achilles"]
    assert achilles["peak_force_n"] == pytest.approx(
        72 * 9.80665 * achilles["peak_force_bw"], rel=1e-4
    )
    assert achilles["impulse_bw_s"] > 0
    assert 1 < achilles["peak_strain_percent"] < 10
    assert set(data["muscles"]) == {
        "soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis"
    }  # fmt: skip
    for muscle in data["muscles"].values():
        assert muscle["peak_force_n"] >= 0
        assert muscle["impulse_bw_s"] >= 0
        assert 0 <= muscle["peak_activation"] <= 1
        assert muscle["fiber_length_range"][0] <= muscle["fiber_length_range"][1]
        assert 0 <= muscle["share_of_plantarflexion_moment"] <= 1
    assert data["reserves"]["peak_ankle_nm"] < 1
    assert_intervals(data)
    strongest = data["sensitivity"]["soleus_peak_force_bw"][0]
    assert set(strongest) == {"parameter", "label", "down", "up", "share"}
    assert 0.2 < strongest["share"] <= 1


def assert_intervals(data):
    """Every `<key>_interval` lies beside its value and holds it; there are many."""
    found = 0

    def walk(node):
        nonlocal found
        if isinstance(node, list):
            for item in node:
                walk(item)
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value)
                if key.endswith("_interval"):
                    low, high = value
                    number = node[key.removesuffix("_interval")]
                    assert low <= number * 1.00001 + 1e-9 and number * 0.99999 - 1e-9 <= high, key
                    found += 1

    walk(data)
    assert found > 30


def test_plan_carries_intervals(run):
    code, out, _ = run("plan", *PERSON, "--weeks", "1", "--start", "2026-01-05", "--json")
    assert code == 0
    data = json.loads(out)
    assert_intervals(data)
    week = data["weeks"][0]["dose"]["soleus"]
    low, high = week["impulse_bw_s_interval"]
    assert 1.1 < high / low < 4


def test_sensitivity_tables_name_every_strong_parameter(run):
    code, out, _ = run("exercise", "standing_calf_raise", *PERSON, "--sensitivity")
    assert code == 0
    assert "share of variance" in out
    for words in ("Achilles moment arm", "Achilles tendon compliance", "specific tension"):
        assert words in out
    brief = run("exercise", "standing_calf_raise", *PERSON)[1]
    assert "what moves it most" in brief
    assert len(brief) < len(out)


def measured_person(tmp_path, text):
    path = tmp_path / "me.toml"
    path.write_text('height_m = 1.78\nmass_kg = 72\nsex = "male"\nage = 34\n' + text)
    return str(path)


def test_calibrate_shows_before_and_after(run, tmp_path):
    text = (
        "isometric_plantarflexion_nm = 120\nknee_to_wall_cm = 8\n"
        "[[isometric_tests]]\nmoment_nm = 80\nknee_angle_deg = 90\n"
    )
    file = measured_person(tmp_path, text)
    code, out, _ = run("calibrate", "--person", file, "--json")
    assert code == 0
    data = json.loads(out)
    labels = [m["label"] for m in data["measurements"]]
    assert labels == [
        "maximal moment, ankle 0 deg, knee 0 deg", "maximal moment, ankle 0 deg, knee 90 deg",
        "knee to wall",
    ]  # fmt: skip
    for m in data["measurements"]:
        before, after = (m[k]["interval"][1] - m[k]["interval"][0] for k in ("before", "after"))
        assert after < 0.6 * before
        assert m["after"]["interval"][0] < m["measured"] < m["after"]["interval"][1]
    assert data["parameters"]
    assert data["effects"][0]["before_interval"]
    shown = run("calibrate", "--person", file)[1]
    for word in ("expected before", "believed after", "uncertainty left", "Single-leg calf raise"):
        assert word in shown


def test_a_stiff_ankle_is_calibrated_without_the_exercise(run, tmp_path):
    code, out, err = run("calibrate", "--person", measured_person(tmp_path, "knee_to_wall_cm = -2"))
    assert code == 0
    assert "ankle range" in out
    assert "left out: single_leg_calf_raise: needs" in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing measured to calibrate with"),
        ("isometric_tests = 120", "isometric_tests needs tables with moment_nm"),
        ("[[isometric_tests]]\nmoment = 80", "did you mean moment_nm"),
        ("isometric_plantarflexion_nm = 10", "0.1 to 2.5 times is believable"),
    ],
)
def test_calibrate_refuses_in_one_line(run, tmp_path, text, words):
    code, out, err = run("calibrate", "--person", measured_person(tmp_path, text))
    assert code == 2
    assert out == ""
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_plan_contract(run):
    code, out, _ = run("plan", *PERSON, "--weeks", "2", "--start", "2026-01-05", "--json")
    assert code == 0
    data = json.loads(out)
    assert data["scheme"] == "article"
    assert data["person"]["mass_kg"] == 72
    assert len(data["weeks"]) == 2
    block = data["weeks"][0]["sessions"][0]["blocks"][2]
    keys = {"exercise", "sets", "repetitions", "hold_s", "load_kg", "distance_m", "dose"}
    assert keys <= set(block)
    assert block["dose"]["soleus"]["impulse_bw_s"] > 0
    assert data["weeks"][0]["sessions"][0]["date"] == "2026-01-06"
    sprint = data["weeks"][0]["sessions"][0]["blocks"][0]
    assert sprint["dose"]["achilles"]["peak_force_bw"] > 4 and sprint["technique"]
    assert data["weeks"][0]["dose"]["achilles"]["impulse_bw_s"] > 0


def test_tables_for_people(run):
    for command, word in (
        (["exercises"], "deep_squat_calf_raise"),
        (["muscle"], "soleus"),
        (["muscle", "soleus"], "ward2009"),
    ):
        code, out, _ = run(*command)
        assert code == 0
        assert word in out
    code, out, _ = run("exercise", "glute_ham_raise", *PERSON)
    assert code == 0
    assert "open split" in out
    assert "verdict" in out


@pytest.mark.parametrize("command", [["exercises"], ["muscle"], ["muscle", "soleus"]])
def test_lists_as_json(command, run):
    code, out, _ = run(*command, "--json")
    assert code == 0
    assert json.loads(out)


def test_knee_angle_and_load_reach_the_exercise(run):
    def ask(*more):
        return json.loads(run("exercise", "bent_knee_calf_raise", *PERSON, *more, "--json")[1])

    straight, bent, loaded = (
        ask("--knee-angle-deg", "5"),
        ask("--knee-angle-deg", "80"),
        ask("--load-kg", "30"),
    )
    share = "share_of_plantarflexion_moment"
    assert bent["muscles"]["soleus"][share] > straight["muscles"]["soleus"][share]
    assert loaded["load_kg"] == 30
    assert loaded["achilles"]["peak_force_bw"] > ask()["achilles"]["peak_force_bw"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["exercise", "deep_squat_calf_rase", *PERSON], "did you mean deep_squat_calf_raise"),
        (["exercise", "quiet_standing"], "--height-m is missing"),
        (["exercise", "quiet_standing", *PERSON[:2], "--mass-kg", "-72", *PERSON[4:]], "mass -72"),
        (["exercise", "quiet_standing", *PERSON[:4], "--sex", "mael", *PERSON[6:]], "male"),
        (["exercise", "quiet_standing", "--person", "nobody.toml"], "nobody.toml: no such file"),
        (["exercise", "quiet_standing", *PERSON, "--load-kg", "5"], "takes no external load"),
        (["exercise", "standing_calf_raise", *PERSON, "--load-kg", "999"], "outside 0 to 300 kg"),
        (["exercise", "standing_calf_raise", *PERSON, "--load-kg", "nan"], "outside 0 to 300 kg"),
        (
            ["exercise", "single_leg_calf_raise", *PERSON, "--load-kg", "200"],
            "with the soleus",
        ),
        (
            ["exercise", "bent_knee_calf_raise", *PERSON, "--knee-angle-deg", "170"],
            "outside 0 to 140 deg",
        ),
        (["exercise", "nofile.yaml", *PERSON], "nofile.yaml: no such file"),
        (["plan", *PERSON, "--weeks", "0"], "outside 1 to 104"),
        (["plan", *PERSON, "--start", "5.1.2026"], "not a date"),
        (["plan", *PERSON, "--scheme", "artikle"], "did you mean article"),
        (["plan", *PERSON, "--article"], "--article is a part of the report; give --report"),
        (["plan", *PERSON, "--report", "/dev/null/x/report.html"], "cannot write"),
        (["muscle", "soles"], "did you mean soleus"),
        (["exercse"], "did you mean exercise"),
        (["exercise"], "NAME"),
        (["plan", "--hight-m", "2"], "--hight-m"),
        (["plan", "--height-m", "tall"], "tall"),
    ],
)
def test_bad_input_is_one_line_and_code_2(arguments, message, run):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    line = err.strip().splitlines()[-1]
    assert line.startswith("soleus: ")
    assert message in line
    assert "Traceback" not in err


def test_a_load_too_heavy_names_what_is_feasible(run):
    _, _, err = run("exercise", "single_leg_calf_raise", *PERSON, "--load-kg", "200")
    feasible = float(err.split("about ")[1].split(" kg")[0])
    code, _, _ = run("exercise", "single_leg_calf_raise", *PERSON, "--load-kg", str(feasible))
    assert code == 0


@pytest.mark.parametrize(
    "measures",
    [("1.35", "38", "female", "9"), ("2.10", "140", "male", "88"), ("1.50", "90", "female", "60")],
)
def test_unusual_bodies_compute_and_warn(measures, run):
    options = [x for pair in zip(PERSON[::2], measures, strict=True) for x in pair]
    code, out, err = run("exercise", "standing_calf_raise", *options, "--json")
    assert code == 0
    assert json.loads(out)["warnings"]
    assert "note: " in err


def test_a_failed_report_leaves_nothing_behind(run, tmp_path):
    target = tmp_path / "folder.html"
    target.mkdir()
    code, _, err = run("plan", *PERSON, "--report", str(target))
    assert code == 2
    assert "cannot write" in err
    assert list(tmp_path.iterdir()) == [target]


def test_help_needs_nothing_heavy():
    script = (
        "import sys; sys.argv = ['soleus', '--help']\n"
        "from soleus.faces.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'pandas', 'plotly', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "plan" in done.stdout


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("soleus ")


@pytest.mark.parametrize(
    ("name", "message"),
    [("notes.txt", "a report is an .html file"), ("x" * 300 + ".html", "the name is too long")],
)
def test_a_report_is_written_to_a_page_only(name, message, run, tmp_path):
    code, _, err = run("plan", *PERSON, "--report", str(tmp_path / name))
    assert code == 2
    assert message in err
    assert list(tmp_path.iterdir()) == []


def test_a_start_without_sessions_is_said(run):
    code, _, err = run("plan", *PERSON, "--start", "2026-01-11", "--weeks", "1")
    assert code == 2
    assert "no session of the scheme falls on or after 2026-01-11" in err


def test_a_plan_beyond_the_body_says_so(run):
    heavy = ["--height-m", "2.10", "--mass-kg", "140", "--sex", "male", "--age", "40"]
    code, out, _ = run("plan", *heavy, "--start", "2026-01-05")
    assert code == 0
    assert "beyond this body" in " ".join(out.split())


def command(*arguments, **options):
    line = [sys.executable, "-m", "soleus.faces.cli", *arguments]
    return subprocess.run(line, capture_output=True, text=True, **options)


@pytest.mark.parametrize("columns", ["", "abc", "0", "-5", "80"])
def test_any_terminal_width(columns):
    done = command("exercises", env={**os.environ, "COLUMNS": columns})
    assert done.returncode == 0
    assert "deep_squat_calf_raise" in done.stdout


def test_a_terminal_without_unicode():
    done = command("exercises", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "deep_squat_calf_raise" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written():
    with Path("/dev/full").open("w") as full:
        line = [sys.executable, "-m", "soleus.faces.cli", "exercises", "--json"]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert "cannot write the output" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("delay", [1.2, 1.8])
def test_an_interrupt_leaves_nothing_behind(delay, tmp_path):
    target = tmp_path / "report.html"
    line = [sys.executable, "-m", "soleus.faces.cli", "plan", *PERSON, "--weeks", "104"]
    process = subprocess.Popen(
        [*line, "--report", str(target)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip().splitlines()[-1] == "stopped; nothing was written"
    assert list(tmp_path.iterdir()) == []
