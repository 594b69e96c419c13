"""What the commands of the training week say together: stop rules, names, pain."""

import json

import pytest

PERSON = ["--height-m", "1.78", "--mass-kg", "72", "--sex", "male", "--age", "34"]
PLAN = ["plan", *PERSON, "--start", "2025-02-17", "--weeks", "2"]


@pytest.fixture
def run(command_line, monkeypatch):
    """Run a command line in this process on 18 February 2025: (exit code, out, err)."""

    monkeypatch.setenv("SOLEUS_TODAY", "2025-02-18")
    return command_line


def test_a_stop_symptom_stops_every_command(run, tmp_path):
    assert run(*PLAN)[0] == 0
    assert "stopped" not in run("today", "--json")[1]
    assert run("log", "--symptom", "sudden_pop")[0] == 0
    code, out, _ = run("today")
    assert code == 0 and "STOP" in out and "STOP-RUPTURE" in out and "Uphill sprint" not in out
    state = json.loads(run("today", "--json")[1])
    assert state["state"] == "stopped" and state["stops"]
    code, _, err = run("do", "today", "--plain")
    assert code == 2 and err.startswith("soleus: STOP") and err.count("\n") == 1
    assert "STOP-RUPTURE" in run("export", "ics", "--out", str(tmp_path / "p.ics"))[2]
    assert run(*PLAN)[0] == 2
    code, out, _ = run("next", "--yes", "--json")
    assert code == 0 and json.loads(out)["stopped"]
    assert json.loads(run("today", "--json")[1])["state"] == "stopped"


def test_a_drug_that_weakens_tendons_forbids_hard_runs_only(run):
    assert run(*PLAN)[0] == 0
    assert run("log", "--symptom", "fluoroquinolone")[0] == 0
    code, _, err = run(*PLAN)
    assert code == 2 and "STOP-DRUG" in err and "hard runs" in err
    assert run(*PLAN, "--scheme", "isometric_start", "--dry-run")[0] == 0
    assert "stopped" not in run("today", "--json")[1]


def test_a_misspelt_athlete_is_not_a_new_one(run):
    assert run(*PLAN, "--athlete", "Anna")[0] == 0
    code, _, err = run("log", "--pain-morning", "2", "--athlete", "Anne")
    assert code == 2 and "did you mean Anna" in err
    assert run(*PLAN, "--athlete", "Bob")[0] == 0


def test_everything_of_one_athlete_holds_nobody_else(run, tmp_path):
    for name in ("Anna", "Bob"):
        assert run(*PLAN, "--athlete", name)[0] == 0
    target = tmp_path / "anna.json"
    assert run("export", "everything", "--athlete", "Anna", "--out", str(target))[0] == 0
    assert "Bob" not in target.read_text() and "Anna" in target.read_text()


def test_pain_at_the_start_is_said(run):
    code, out, _ = run(*PLAN, "--goal", "return_to_run", "--pain", "9", "--dry-run", "--json")
    plan = json.loads(out)
    assert code == 0 and plan["scheme"] == "isometric_start"
    assert any(r["rule"] == "PAIN-DURING" and "clinician" in r["text"] for r in plan["reasons"])


def test_on_the_way_back_nothing_is_swapped_for_more(run):
    code, out, _ = run(
        "plan", *PERSON, "--goal", "return_to_run", "--equipment", "none", "--weeks", "12",
        "--start", "2025-02-17", "--dry-run", "--json",
    )  # fmt: skip
    assert code == 0
    blocks = [b for w in json.loads(out)["weeks"] for s in w["sessions"] for b in s["blocks"]]
    assert not any(b["exercise"] == "uphill_sprint" for b in blocks), "there is no hill"
    assert not any("108 % of its Achilles peak" in r["text"] for b in blocks for r in b["reasons"])
