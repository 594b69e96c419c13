"""`soleus today`: the day in a card and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys

import pytest
import typer

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.measure import add_doses
from soleus.faces import cli_today, entry
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.history import DoneSession, DoneSet, PainEntry
from soleus.plan.plan import Plan, Reason, Session, Week
from soleus.plan.scheme_files import load_scheme
from soleus.store.log import open_log

MONDAY = dt.date(2026, 1, 5)
DAYS = [MONDAY + dt.timedelta(days=d) for d in range(12)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Calf raises twice a day on Monday, once on Thursday."""
    doser = Doser(build_leg(Person(height=1.78, mass=72.0, sex="male", age=34.0)))
    block = doser.block(BlockSpec("deep_squat_calf_raise", 3, 15, load=20.0, rest=90.0))
    why = (Reason("SPACE-48", "Two days lie between heavy calf sessions."),)

    def make(day, times):
        dose = add_doses([block.dose] * times)
        return Session(DAYS[day], "calf", "Calf raises", (block,), dose, f"calf-{day}", "high",
                       "", times, why)  # fmt: skip

    week = Week(1, MONDAY, (make(0, 2), make(3, 1)), {})
    return Plan(doser.leg.person, doser.leg, load_scheme("article"), (week,), uid="p")


@pytest.fixture
def database(plan, tmp_path):
    path = tmp_path / "log.sqlite"
    with open_log(path) as log:
        log.save_plan(plan, "plan", "a plan", MONDAY)
    return path


@pytest.fixture
def run(capsys, monkeypatch, database):
    """Run a command line in this process: (exit code, standard output, standard error)."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    cli_today.register(app)
    monkeypatch.setenv("SOLEUS_DATABASE", str(database))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["soleus", *arguments])
        code = entry.run(app)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def log_one(database, *entries):
    with open_log(database) as log:
        log.add(entries, "log", "x")


def test_a_planned_day(run, plan):
    code, out, _ = run("today", "--date", "2026-01-05")
    assert code == 0
    out = " ".join(out.replace("│", " ").split())  # however the card wraps it
    for words in (
        "Mon 2026-01-05", "Calf raises", "3 x 15 repetitions: up 1.5 s, hold 2 s, down 3 s",
        "then hold 20 s; 20 kg; rest 90 s", "2 times a day", "[SPACE-48]", "soleus",
        "Achilles tendon", "0 of 3 done", "Thu 2026-01-08, in 3 days", "nothing is logged yet",
        "soleus do 2026-01-05",
    ):  # fmt: skip
        assert words in out, words
    code, out, _ = run("today", "--date", "2026-01-05", "--json")
    data = json.loads(out)
    assert data["state"] == "planned" and data["sessions"][0]["uid"] == "calf-0"
    assert data["sessions"][0]["reasons"][0]["rule"] == "SPACE-48"
    dose = data["sessions"][0]["dose"]["soleus"]["impulse_bw_s"]
    assert dose == pytest.approx(plan.on(MONDAY)[0].dose["soleus"]["impulse_bw_s"], rel=1e-5)
    assert data["next"]["date"] == "2026-01-08" and data["week"]["planned"] == 3


def test_done_once_of_twice_then_done(run, database):
    done = DoneSession(MONDAY, "Calf raises", (DoneSet("deep_squat_calf_raise", 15),), "calf-0")
    log_one(database, done, PainEntry(MONDAY, "during", 3.0, session_uid="calf-0"))
    _, out, _ = run("today", "--date", "2026-01-05")
    assert "done 1 of 2" in out and "during 3 of 10" in out and "1 of 3 done" in out
    log_one(database, DoneSession(MONDAY, "Calf raises", (), "calf-0"))
    _, out, _ = run("today", "--date", "2026-01-05")
    assert "Done for today." in out
    assert json.loads(run("today", "--date", "2026-01-05", "--json")[1])["state"] == "done"
    code, _, err = run("do", "2026-01-05")
    assert code == 2 and "is done already" in err and "--again" in err


@pytest.mark.parametrize(
    ("date", "state", "words"),
    [
        ("2026-01-06", "rest", "rest day"),
        ("2026-01-09", "over", "The plan is over"),
        ("2026-01-02", "before", "has not begun"),
    ],
)
def test_days_without_a_session(run, date, state, words):
    code, out, _ = run("today", "--date", date)
    assert code == 0 and words in out
    assert json.loads(run("today", "--date", date, "--json")[1])["state"] == state


def test_intervals_are_simulated_on_request(run):
    data = json.loads(run("today", "--date", "2026-01-08", "--intervals", "--json")[1])
    low, high = data["sessions"][0]["dose"]["soleus"]["impulse_bw_s_interval"]
    assert low < data["sessions"][0]["dose"]["soleus"]["impulse_bw_s"] < high
    _, out, _ = run("today", "--date", "2026-01-08", "--intervals")
    assert "–" in out


def test_no_log_and_no_plan_say_what_to_type(run, tmp_path, monkeypatch):
    for command in ("today", "do"):
        code, out, err = run(command, "--database", str(tmp_path / "none.sqlite"))
        assert code == 2 and not out and "soleus plan" in err
    empty = tmp_path / "empty.sqlite"
    with open_log(empty) as log:
        log.keep_state("x", 1)
    code, _, err = run("today", "--database", str(empty))
    assert code == 2 and "there is no plan yet" in err
