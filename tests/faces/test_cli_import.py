"""`soleus import` and `soleus watch`: files, duplicates, bad ones, and how they end."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.plan.plan import Block, Plan, Session, Week
from soleus.plan.scheme_files import load_scheme
from soleus.store.log import open_log

PERSON = Person(height=1.78, mass=72.0, sex="male", age=34.0)
TUESDAY = dt.date(2026, 1, 6)
HEVY = (
    "title,start_time,exercise_title,set_index,weight_kg,reps,rpe\n"
    'Legs,"6 Jan 2026, 18:00",Seated Calf Raise,0,20,15,\n'
    'Legs,"6 Jan 2026, 18:00",Leg Press,1,100,10,\n'
)


def run_file(path, start="2026-01-06T17:00:00", seconds=600):
    """A level run at 3 m/s as GPX."""
    begin = dt.datetime.fromisoformat(start)
    points = "".join(
        f'<trkpt lat="{50 + 3 * i * 8.993216e-6:.8f}" lon="8.0"><ele>100</ele>'
        f"<time>{begin + dt.timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for i in range(0, seconds + 1, 5)
    )
    path.write_text(f"<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
    return str(path)


@pytest.fixture
def run(command_line, monkeypatch, tmp_path):
    """Run a command line on a log of its own: (exit code, standard output, standard error)."""
    monkeypatch.setenv("SOLEUS_DATABASE", str(tmp_path / "log.sqlite"))
    monkeypatch.delenv("SOLEUS_ATHLETE", raising=False)

    return command_line


def log(tmp_path):
    return open_log(tmp_path / "log.sqlite")


def plan_hills(tmp_path):
    """A plan with one session of hill sprints on Tuesday, dose not known."""
    sprint = Block("uphill_sprint", "Uphill sprint", 1, 4, None, 0.0, 200.0, 180.0, "", None, "",
                   "as planned")  # fmt: skip
    session = Session(TUESDAY, "hill", "Hill sprints", (sprint,), {}, uid="hill-1")
    week = Week(1, dt.date(2026, 1, 5), (session,), {})
    plan = Plan(PERSON, build_leg(PERSON), load_scheme("article"), (week,), uid="p")
    with log(tmp_path) as book:
        book.save_person(PERSON)
        book.save_plan(plan, "plan", "hills", today=dt.date(2026, 1, 5))


def test_import_same_again_and_a_bad_one(run, tmp_path):
    good, csv = run_file(tmp_path / "a.gpx"), tmp_path / "hevy.csv"
    csv.write_text(HEVY)
    bad = tmp_path / "bad.fit"
    bad.write_bytes(b"not a fit file")
    arguments = ("import", good, str(bad), str(csv), "--timezone", "Europe/Amsterdam")
    code, out, _ = run(*arguments)
    assert code == 0
    assert "new       a.gpx: 2026-01-06 running, 1.80 km in 10 min" in out
    assert "failed    bad.fit: is text" in out
    assert f"2 new, 0 known, 1 failed: {bad}: is text" in out
    assert "Leg Press (1)" in out
    assert "take it back: soleus undo 1" in out
    code, out, _ = run(*arguments)
    assert code == 0 and "0 new, 2 known, 1 failed" in out and "take it back" not in out
    with log(tmp_path) as book:
        assert book.state("timezone") == "Europe/Amsterdam"
        assert len(book.changes()) == 1
        (done,) = book.history().done
    assert [s.exercise for s in done.sets] == ["seated_calf_raise", "Leg Press"]
    assert done.started == dt.datetime(2026, 1, 6, 17, tzinfo=dt.UTC)


def test_json_and_dry_run(run, tmp_path):
    path = run_file(tmp_path / "a.gpx")
    code, out, _ = run("import", path, "--dry-run", "--json", "--timezone", "Europe/Amsterdam")
    data = json.loads(out)
    assert code == 0 and data["dry_run"] is True and data["changes"] == []
    assert data["counts"] == {"new": 1, "known": 0, "left_out": 0, "failed": 0}
    assert data["files"][0]["new"][0]["date"] == "2026-01-06"
    assert data["files"][0]["new"][0]["climb_m"] is not None
    assert not (tmp_path / "log.sqlite").exists()
    data = json.loads(run("import", path, "--json")[1])
    assert data["changes"][0]["id"] == 1 and data["changes"][0]["command"] == "import"


def test_run_answers_the_planned_hills(run, tmp_path):
    plan_hills(tmp_path)
    path = run_file(tmp_path / "hills.gpx")
    code, out, _ = run("import", path, "--timezone", "Europe/Amsterdam")
    assert code == 0 and "answers 'Hill sprints' of 2026-01-06" in out
    with log(tmp_path) as book:
        assert book.history().runs[0].session_uid == "hill-1"
    code, out, _ = run("log", "--date", "2026-01-06", "--effort", "6", "--pain-during", "2")
    assert code == 0 and "run already imported, effort 6" in out
    with log(tmp_path) as book:
        (done,) = book.history().done
    assert (done.session_uid, done.sets, done.dose) == ("hill-1", (), {})  # the run has them
    table = run("log", "--date", "2026-01-06")[1]
    assert "Running for 'Hill sprints'" in table and "2 / - / -" in table
    run("undo")
    run("undo")
    run("import", path, "--outside-plan")
    with log(tmp_path) as book:
        assert book.history().runs[0].session_uid is None


def test_nothing_could_be_imported(run, tmp_path):
    (tmp_path / "bad.fit").write_bytes(b"x")
    code, out, err = run("import", str(tmp_path / "bad.fit"), str(tmp_path / "none.fit"))
    assert code == 2 and out == "" and "bad.fit: is text" in err and "(and 1 more files)" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--timezone", "Europe/Amsterdm"], "did you mean Europe/Amsterdam"),
        (["--weight-unit", "stone"], "give kg or lb"),
        (["--date", "yesterday"], "is not a date"),
        (["--sport", "runing"], "did you mean running"),
    ],
)
def test_wrong_requests(run, tmp_path, arguments, words):
    code, _, err = run("import", run_file(tmp_path / "a.gpx"), *arguments)
    assert code == 2 and words in err and err.count("\n") == 1
    assert not (tmp_path / "log.sqlite").exists()


def test_export_of_a_log_comes_back(run, tmp_path):
    run("import", run_file(tmp_path / "a.gpx"))
    with log(tmp_path) as book:
        document = book.export_all()
    (tmp_path / "all.json").write_text(json.dumps(document))
    other = str(tmp_path / "other.sqlite")
    code, out, _ = run("import", str(tmp_path / "all.json"), "--database", other)
    assert code == 0 and "me: 1 changes" in out
    with open_log(other) as book:
        assert len(book.history().runs) == 1


def test_read_only_log(run, tmp_path):
    run("import", run_file(tmp_path / "a.gpx"))
    path = tmp_path / "log.sqlite"
    with path.open("r+b") as file:  # says that only newer programs may write to it
        file.seek(18)
        file.write(b"\x03")
    code, out, err = run("import", run_file(tmp_path / "b.gpx", "2026-01-07T17:00:00"))
    assert code == 2 and out == ""
    assert "read-only" in err and err.count("\n") == 1


def test_watch_once(run, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    run_file(folder / "a.gpx")
    whole = (folder / "a.gpx").read_text()
    (folder / "half.gpx").write_text(whole[: len(whole) // 2])
    (folder / "bank.csv").write_text("date,payee,amount,account\n")
    code, out, _ = run("watch", str(folder), "--once", "--interval-s", "0.1")
    assert code == 0
    assert "new       a.gpx: 2026-01-06 running" in out
    assert "1 new, 1 other; still there: half.gpx" in out
    data = json.loads(
        run("watch", str(folder), "--once", "--give-up-min", "0", "--json", "--interval-s", "0.1")[
            1
        ]
    )
    assert data["counts"] == {"new": 0, "known": 0, "left_out": 0, "failed": 1, "other": 1}
    assert data["still_there"] == []
    assert sorted(p.name for p in (folder / "failed").iterdir()) == ["half.gpx", "reasons.txt"]


def test_watch_dry_run(run, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    run_file(folder / "a.gpx")
    code, out, _ = run("watch", str(folder), "--once", "--dry-run", "--interval-s", "0.1")
    assert code == 0 and "1 new" in out
    assert [p.name for p in folder.iterdir()] == ["a.gpx"]
    assert not (tmp_path / "log.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "is no folder"),
        (["."], "the log itself lies in"),
        (["in", "--interval-s", "0"], "--interval-s 0 is outside"),
        (["in", "--give-up-min", "-1"], "--give-up-min -1 is outside"),
        (["in", "--timezone", "Mars"], "time zone 'Mars' is not known"),
    ],
)
def test_watch_refuses(run, tmp_path, arguments, words):
    (tmp_path / "in").mkdir()
    code, _, err = run("watch", str(tmp_path / arguments[0]), "--once", *arguments[1:])
    assert code == 2 and words in err and err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_ends_a_watch_with_a_summary(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    environment = {**os.environ, "SOLEUS_DATABASE": str(tmp_path / "log.sqlite")}
    process = subprocess.Popen(
        [sys.executable, "-m", "soleus.faces.cli", "watch", str(folder), "--interval-s", "0.2"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    run_file(folder / "a.gpx")
    end = time.monotonic() + 60
    while not (folder / "done" / "a.gpx").exists() and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert err == ""
    assert out.rstrip().endswith("1 new")
    with log(tmp_path) as book:
        assert len(book.history().runs) == 1


@pytest.mark.shared
def test_real_watch_files(run, shared, tmp_path):
    folder = shared / "data" / "watch_files"
    files = [str(p) for p in sorted(folder.glob("*.fit"))] + [str(folder / "3173437224.tcx")]
    code, out, _ = run("import", *files, "--timezone", "Europe/Berlin")
    assert code == 0
    # ten runs and walks; two cut files begin at one moment, and the second of them is left out
    assert "9 new, 0 known, 1 left out, 4 failed: " in out
    assert "the file is cut or damaged: only what could be read is taken" in out
    assert "0 new, 9 known, 1 left out, 4 failed: " in run("import", *files)[1]
