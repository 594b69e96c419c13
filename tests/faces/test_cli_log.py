"""`soleus log`, `undo` and `delete`: what is written, what stays unknown, what is refused."""

import datetime as dt
import json
import shutil
import sqlite3

import pytest

from soleus.anatomy.person import Person
from soleus.faces.log_words import read_set, set_words
from soleus.plan.history import DoneSession, DoneSet, RunEntry
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme
from soleus.store.log import open_log

TUESDAY = dt.date(2026, 1, 6)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A log with a week of the article's scheme: hills and strength on Tuesday and Friday."""
    path = tmp_path_factory.mktemp("log") / "log.sqlite"
    person = Person(height=1.78, mass=72.0, sex="male", age=34.0)
    with open_log(path) as log:
        plan = make_plan(load_scheme("article"), person, 1, dt.date(2026, 1, 5))
        log.save_person(person)
        log.save_plan(plan, "plan", "one week", today=dt.date(2026, 1, 5))
    return path


@pytest.fixture
def run(command_line, monkeypatch, tmp_path, planned):
    """Run a command line on a copy of that log: (exit code, standard output, standard error)."""
    shutil.copy(planned, tmp_path / "log.sqlite")
    monkeypatch.setenv("SOLEUS_DATABASE", str(tmp_path / "log.sqlite"))
    monkeypatch.delenv("SOLEUS_ATHLETE", raising=False)

    return command_line


@pytest.fixture
def book(tmp_path):
    """`book()`: the history as it is now."""

    def read():
        with open_log(tmp_path / "log.sqlite") as log:
            return log.history()

    return read


def test_done_as_planned_with_pain(run, book, tmp_path):
    code, out, _ = run(
        "log", "--date", "2026-01-06", "--effort", "7", "--pain-during", "6", "--pain-after", "5"
    )
    assert code == 0
    assert "done as planned, effort 7, pain 6 during, 5 after" in out
    assert "undo with: soleus undo" in out
    with open_log(tmp_path / "log.sqlite") as log:
        (session,) = log.plan().plan.on(TUESDAY)
        history = log.history()
    (done,) = history.done
    assert done.session_uid == session.uid and done.complete and done.effort == 7
    assert len(done.sets) == sum(b.sets for b in session.blocks)
    assert done.sets[-1].hold_s == session.blocks[-1].hold_s
    for tissue in ("soleus", "achilles"):
        assert done.dose[tissue]["impulse_bw_s"] == pytest.approx(
            session.dose[tissue]["impulse_bw_s"]
        )
    assert [(p.when, p.value, p.session_uid) for p in history.pain] == [
        ("during", 6, session.uid), ("after", 5, session.uid)
    ]  # fmt: skip
    assert "all of it was there already" in run(
        "log", "--date", "2026-01-06", "--effort", "7", "--pain-during", "6", "--pain-after", "5"
    )[1]  # fmt: skip
    assert len(book().done) == 1


def test_what_is_not_told_stays_unknown_and_may_be_told_later(run, book):
    run("log", "--date", "2026-01-06", "--done")
    (done,) = book().done
    assert done.effort is None and book().pain == ()
    code, out, _ = run("log", "--date", "2026-01-06", "--effort", "6", "--note", "windy")
    assert code == 0 and "done: effort 6, windy" in out
    (done,) = book().done
    assert (done.effort, done.note, len(done.sets)) == (6, "windy", 7)
    code, _, err = run("log", "--date", "2026-01-06", "--effort", "8")
    assert code == 2 and "logged with effort 6 already" in err
    run("undo")
    assert book().done[0].effort is None  # what was told first is back


def test_sets_that_were_really_done(run, book):
    code, out, _ = run(
        "log", "--date", "2026-01-06", "--set", "uphill_sprint 2x150m",
        "--set", "deep-squat-calf-raise 2x12 @10kg hold 15s effort 8", "--broken-off",
    )  # fmt: skip
    assert code == 0
    assert "broken off" in out and "deep_squat_calf_raise 2 x 12 at 10 kg, hold 15 s" in out
    (done,) = book().done
    assert not done.complete and done.session_uid
    assert done.sets == (
        *(DoneSet("uphill_sprint", 1, distance_m=150.0),) * 2,
        *(DoneSet("deep_squat_calf_raise", 12, 10.0, 15.0, effort=8.0),) * 2,
    )
    assert 50 < done.dose["soleus"]["impulse_bw_s"] < 600


def test_sets_outside_the_plan(run, book):
    code, out, _ = run("log", "--date", "2026-01-06", "--set", "seated_calf_raise 3x15 @20kg",
                       "--pain-during", "1")  # fmt: skip
    assert code == 0 and "Seated calf raise (outside the plan)" in out
    history = book()
    (done,) = history.done
    assert done.session_uid is None
    assert history.pain[0].session_uid == done.uid  # pain knows its session all the same
    run("log", "--date", "2026-01-06", "--set", "uphill_sprint 4x200m", "--outside-plan")
    assert [d.session_uid for d in book().done] == [None, None]


def test_a_note_leaves_a_skipped_session_skipped(run, book):
    assert run("log", "--date", "2026-01-06", "--skipped")[0] == 0
    code, out, _ = run("log", "--date", "2026-01-06", "--note", "was ill")
    assert code == 0 and "skipped; was ill" in out and "done as planned" not in out
    assert "goes without" in run("log", "--date", "2026-01-06", "--skipped", "--done")[2]


def test_skipped_answers_nothing(run, book):
    code, out, _ = run("log", "--date", "2026-01-06", "--skipped", "--note", "ill")
    assert code == 0 and "skipped: ill" in out
    (done,) = book().done
    assert not done.complete and done.session_uid is None
    assert done.dose["achilles"]["impulse_bw_s"] == 0
    table = run("log", "--date", "2026-01-09", "--weeks", "1")[1]
    assert table.count("skipped") == 1 and "not done" in table
    assert "goes without" in run("log", "--date", "2026-01-09", "--skipped", "--effort", "3")[2]
    assert run("log", "--date", "2026-01-06", "--done")[0] == 0  # it was done after all


def test_morning_belongs_to_the_last_session(run, book):
    run("log", "--date", "2026-01-06", "--done")
    code, out, _ = run("log", "--date", "2026-01-07", "--pain-morning", "3", "--side", "left")
    assert code == 0 and "after Hill sprints, then strength of 2026-01-06" in out
    (pain,) = book().pain
    assert (pain.when, pain.value, pain.side) == ("morning", 3, "left")
    assert pain.session_uid == book().done[0].session_uid
    code, _, err = run("log", "--date", "2026-01-07", "--pain-morning", "4", "--side", "left")
    assert code == 2 and "already logged otherwise" in err
    # ... and telling more of a session does not let it pass
    run("log", "--date", "2026-01-09", "--done")
    run("log", "--date", "2026-01-09", "--pain-morning", "1")
    code, _, err = run("log", "--date", "2026-01-09", "--effort", "5", "--pain-morning", "2")
    assert code == 2 and "already logged otherwise" in err
    assert book().done[-1].effort is None


def test_tests_and_symptoms(run, book):
    code, out, _ = run(
        "log", "--date", "2026-01-06", "--heel-raises", "24", "--isometric-nm", "120",
        "--test", "knee-to-wall=11", "--side", "left", "--no-symptom", "limp", "--pain-rest", "1",
    )  # fmt: skip
    assert code == 0 and "test heel raises left: 24 repetitions" in out
    history = book()
    assert {(t.name, t.value, t.side) for t in history.tests} == {
        ("heel_raises", 24, "left"), ("isometric_plantarflexion", 120, "left"),
        ("knee_to_wall", 11, "left"),
    }  # fmt: skip
    assert [(s.name, s.present) for s in history.symptoms] == [("limp", False)]
    assert (history.pain[0].when, history.done) == ("rest", ())


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_stop_rules_show_at_once(run, book, dry):
    code, out, _ = run("log", "--date", "2026-01-06", "--symptom", "sudden-pop", *dry)
    assert code == 0 and "STOP." in out and "STOP-RUPTURE" in out
    assert len(book().symptoms) == (not dry)
    data = json.loads(run("log", "--date", "2026-01-06", "--symptom", "warmth", "--json")[1])
    assert "STOP-CLOT" in {f["rule"] for f in data["stop"]}
    assert data["entries"][0] == {
        "kind": "symptom", "date": "2026-01-06", "name": "warmth", "present": True, "uid": ""
    }  # fmt: skip


def test_dry_run_writes_nothing(run, book, tmp_path):
    code, out, _ = run("log", "--date", "2026-01-06", "--effort", "7", "--dry-run")
    assert code == 0 and "done as planned" in out and "nothing was written" in out
    assert book().done == ()
    path = str(tmp_path / "none.sqlite")
    assert run("log", "--set", "easy_run 30min", "--dry-run", "--database", path)[0] == 0
    assert not (tmp_path / "none.sqlite").exists()


def test_run_from_a_file_and_the_rest_of_the_session(run, book, tmp_path):
    """A run answers the hills; the session logged after it holds the strength too."""
    with open_log(tmp_path / "log.sqlite") as log:
        uid = log.plan().plan.on(TUESDAY)[0].uid
        run_entry = RunEntry(TUESDAY, "running", 1800.0, 5000.0, session_uid=uid, content_hash="x")
        log.add([run_entry, RunEntry(dt.date(2026, 1, 8), "running", 600.0, 2000.0)], "import", "")
    assert run("log", "--date", "2026-01-06", "--effort", "7")[0] == 0
    assert book().done[0].sets and book().done[0].session_uid == uid
    code, out, _ = run("log", "--date", "2026-01-08", "--pain-after", "2")
    assert code == 0 and "running: pain 2 after" in out
    assert book().pain[0].session_uid == book().runs[1].uid
    code, _, err = run("log", "--date", "2026-01-08", "--effort", "5")
    assert code == 2 and "takes pain only" in err


def test_sessions_from_a_file(run, book, tmp_path):
    path = tmp_path / "session.toml"
    path.write_text(
        "date = 2026-01-06\neffort = 6\npain_after = 1\nduration_min = 50\n"
        "started = 2026-01-06T18:00:00+01:00\n"
        'sets = ["uphill_sprint 4x200m", {exercise = "glute_ham_raise", repetitions = 10}]\n'
    )
    assert run("log", "--file", str(path))[0] == 0
    (done,) = book().done
    assert (len(done.sets), done.duration_s, done.effort) == (5, 3000, 6)
    assert done.started == dt.datetime(2026, 1, 6, 17, tzinfo=dt.UTC) and done.session_uid
    many = tmp_path / "two.json"
    days = [{"date": f"2026-01-0{d}", "label": "Gym", "sets": ["seated_calf_raise 3x15 @20kg"]}
            for d in (7, 8)]  # fmt: skip
    many.write_text(json.dumps({"sessions": days}))
    assert run("log", "--file", str(many))[0] == 0
    assert [d.label for d in book().done[1:]] == ["Gym", "Gym"]
    for bad, words in (
        ('{"date": "2026-01-07", "efort": 3}', "unknown key 'efort'; did you mean effort"),
        ('{"date": "2026-01-07", "sets": [{"exercise": "squats"}]}', "no exercise 'squats'"),
        ('{"date": "2026-01-07", "effort": 12, "sets": ["glute_ham_raise 3x5"]}', "outside 0 to"),
        ('{"date": "tomorrow"}', "Invalid isoformat"),
        ('{"sessions": []}', "holds no session"),
        ('{"date": ', "not valid"),
    ):
        many.write_text(bad)
        code, _, err = run("log", "--file", str(many))
        assert code == 2 and words in err and "two.json" in err, bad


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--date", "2999-01-01", "--done"], "is in the future"),
        (["--date", "2026-01-07", "--done"], "nothing is planned or done on 2026-01-07"),
        (["--date", "2026-01-07", "--skipped"], "nothing to skip"),
        (["--date", "2026-01-06", "--effort", "11"], "effort 11 is outside 0 to 10"),
        (["--date", "2026-01-06", "--pain-during", "nan"], "outside 0 to 10"),
        (["--date", "2026-01-06", "--session", "bench"], "names no single session"),
        (["--set", "deep_squat_calf_rais 3x15"], "did you mean deep_squat_calf_raise"),
        (["--set", "deep_squat_calf_raise"], "does not say how much"),
        (["--set", "deep_squat_calf_raise 3x45s"], "takes whole repetitions"),
        (["--set", "wall_lean_isometric 3x45"], "takes a time"),
        (["--set", "uphill_sprint 4"], "takes a distance or time"),
        (["--set", "glute_ham_raise 3x10 heavy"], "'heavy' is not understood"),
        (["--set", "glute_ham_raise 3x10 @10"], "'@10' is not understood"),
        (["--set", "glute_ham_raise 3x10 hold"], "write hold 20s"),
        (["--set", "glute_ham_raise 0x10"], "1 to 100 sets"),
        (["--test", "heel_raise"], "did you mean heel_raises"),
        (["--test", "knee_to_wall=far"], "give a number in cm"),
        (["--heel-raises", "900"], "outside 0 to 200"),
        (["--symptom", "sudden_pup"], "did you mean sudden_pop"),
        (["--pain-rest", "3", "--side", "middle"], "side 'middle' is not known"),
        (["--weeks", "0"], "--weeks 0 is outside"),
    ],
)
def test_bad_input_is_one_line(run, book, arguments, words):
    code, out, err = run("log", *arguments)
    assert code == 2 and words in err and out == ""
    assert err.count("\n") == 1
    assert book().done == () and book().pain == ()


def test_grammar_of_sets():
    assert read_set("single_leg_calf_raise 20 left") == (
        DoneSet("single_leg_calf_raise", 20, side="left"),
    )
    assert read_set("wall_lean_isometric 3x45s") == (
        (DoneSet("wall_lean_isometric", 1, duration_s=45.0),) * 3
    )
    assert read_set("easy_run 5km")[0].distance_m == 5000
    assert read_set("easy_run 1x30min")[0].duration_s == 1800
    assert read_set("seated_calf_raise 3×15 45lb")[0].load_kg == pytest.approx(20.412)
    assert read_set("seated_calf_raise 3x15")[0].load_kg is None  # not told is not zero
    for text in ("uphill_sprint 4 x 200 m", "seated_calf_raise 3 x 15 at 20 kg"):
        name, words = text.split(" ", 1)
        assert set_words(read_set(f"{name} {words.replace(' ', '').replace('at', ' @')}")) == text


def test_history_table_and_json(run, tmp_path):
    run("log", "--date", "2026-01-06", "--effort", "7", "--pain-during", "6")
    run("log", "--date", "2026-01-07", "--pain-morning", "3", "--heel-raises", "24")
    code, out, _ = run("log", "--date", "2026-01-11", "--weeks", "1", "--changes", "--details")
    assert code == 0
    assert "6 / - / 3" in out and "24 repetitions" in out and "not done" in out
    assert out.index("2026-01-06") < out.index("2026-01-09")  # newest last
    assert "glute_ham_raise" in out and "one week" in out
    data = json.loads(run("log", "--date", "2026-01-11", "--weeks", "1", "--changes", "--json")[1])
    assert set(data) == {
        "athlete", "from", "to", "planned", "done", "pain", "runs", "tests", "symptoms", "changes"
    }  # fmt: skip
    assert [p["done"] for p in data["planned"]] == [1, 0]
    assert data["done"][0]["sets"][0]["load_kg"] is None
    assert [c["id"] for c in data["changes"]] == [4, 3, 2, 1]
    code, out, _ = run("log", "--weeks", "1")
    assert code == 0 and "earlier: soleus log --date 2026-01-09" in out
    code, _, err = run("log", "--database", str(tmp_path / "none.sqlite"))
    assert code == 2 and "no training log yet" in err


def test_undo(run, book):
    run("log", "--date", "2026-01-06", "--effort", "7")
    run("log", "--date", "2026-01-09", "--effort", "5")
    code, out, _ = run("undo", "3", "--dry-run")
    assert code == 0 and "would undo: change 3" in out and len(book().done) == 2
    code, out, _ = run("undo")
    assert code == 0 and "undone: change 4" in out and "effort 5" in out
    assert [d.date for d in book().done] == [TUESDAY]
    data = json.loads(run("undo", "3", "--json")[1])
    assert data["undone"]["id"] == 3 and data["undone"]["undone"] is True
    assert book().done == ()
    for arguments, words in ((["3"], "already undone"), (["9"], "there is no change 9")):
        code, _, err = run("undo", *arguments)
        assert code == 2 and words in err
    assert "undone:" in run("undo", "--list")[1]
    assert len(json.loads(run("undo", "--list", "--json")[1])["changes"]) == 4


def test_delete(run, tmp_path):
    with open_log(tmp_path / "log.sqlite", "anna") as log:
        log.add([DoneSession(TUESDAY, "Gym")], "log", "Gym")
    code, out, err = run("delete", "--athlete", "anna")
    assert (
        code == 2 and "anna: 1 change, 1 session, 0 runs" in err and "add --yes" in err and not out
    )
    for arguments, words in (
        ([], "say what to delete"),
        (["--athlete", "anna", "--everything"], "say what to delete"),
        (["--athlete", "ana", "--yes"], "did you mean anna"),
    ):
        code, _, err = run("delete", *arguments)
        assert code == 2 and words in err
    assert json.loads(run("delete", "--everything", "--dry-run", "--json")[1])["dry_run"] is True
    code, out, _ = run("delete", "--athlete", "anna", "--yes")
    assert code == 0 and "deleted anna" in out
    with open_log(tmp_path / "log.sqlite") as log:
        assert log.athletes() == ["me"]
    data = json.loads(run("delete", "--everything", "--yes", "--json")[1])
    assert data["deleted"]["me"]["changes"] == 2
    with open_log(tmp_path / "log.sqlite") as log:
        assert log.athletes() == [] and log.plan() is None


def test_log_that_cannot_be_written(run, book, tmp_path):
    other = sqlite3.connect(tmp_path / "log.sqlite")
    other.execute("BEGIN IMMEDIATE")
    code, out, err = run("log", "--date", "2026-01-06", "--done")
    other.rollback()
    other.close()
    assert code == 2 and "another program is writing" in err and "nothing was written" in err
    assert out == "" and book().done == ()
