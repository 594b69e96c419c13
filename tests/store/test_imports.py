"""Files into a log: each thing once, on its local day, whatever the file is called."""

import datetime as dt
import gzip
import hashlib
import sqlite3
import zipfile
from types import SimpleNamespace

import pytest
from run_files import gpx, write

from soleus.anatomy.person import Person
from soleus.base.errors import DataError, InputError
from soleus.plan.history import DoneSession, RunEntry
from soleus.store.import_activity import find_zone
from soleus.store.import_content import OtherContentError, read_content
from soleus.store.import_words import count_words, outcome_of, result_words, summary_of
from soleus.store.imports import Importer, ImportOptions, LogFaultError
from soleus.store.log import open_log
from soleus.store.run_answers import answer_plan

PERSON = Person(height=1.78, mass=72.0, sex="male", age=34.0)
HEVY = "title,start_time,exercise_title,set_index,weight_kg,reps,rpe\n"
SET = 'Legs,"{} Jan 2026, 18:00",{},0,{},{},\n'


@pytest.fixture
def log(tmp_path):
    with open_log(tmp_path / "log.sqlite") as log:
        log.save_person(PERSON)
        yield log


def bring(log, *paths, **options):
    """Import files as one change; what they held."""
    importer = Importer(log, ImportOptions(**{"timezone": "Europe/Amsterdam", **options}))
    importer.refresh()
    results = [importer.read(path) for path in paths]
    importer.keep(results, "import", summary_of(results))
    return results


def test_run_with_dose_and_content(log, tmp_path):
    path = write(tmp_path, "a.gpx", "2026-01-06T17:00:00", speed=3.0)
    (result,) = bring(log, path)
    (run,) = log.history().runs
    assert outcome_of(result) == "new"
    assert run.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert run.date == dt.date(2026, 1, 6) and run.sport == "running"
    assert run.started == dt.datetime(2026, 1, 6, 17, tzinfo=dt.UTC)
    assert run.distance_m == pytest.approx(1800, rel=0.01)
    assert run.duration_s == pytest.approx(600, abs=2)
    assert set(run.dose) == {"soleus", "gastrocnemius", "achilles"}
    for tissue in run.dose.values():
        assert set(tissue) == {"impulse_bw_s", "peak_force_bw"}
        assert tissue["impulse_bw_s"] > 100 and tissue["peak_force_bw"] > 1
    assert any("cadence" in note for note in run.notes)
    assert not any("no body known" in note for note in run.notes)


@pytest.mark.parametrize("kind", ["same", "renamed", "gzip", "zip", "gzip in zip"])
def test_same_content_is_known_whatever_its_name(log, tmp_path, kind):
    first = write(tmp_path, "a.gpx", "2026-01-06T17:00:00")
    bring(log, first)
    data = first.read_bytes()
    again = tmp_path / ("a.gpx" if kind == "same" else f"other_{kind.replace(' ', '')}")
    if "gzip" in kind:
        data = gzip.compress(data)
    again.write_bytes(data)
    if "zip" in kind and kind != "gzip":
        with zipfile.ZipFile(again, "w") as archive:
            archive.writestr("folder/inside", data)
            archive.writestr("__MACOSX/._inside", b"x")
    (result,) = bring(log, again)
    assert (len(result.new), result.known, outcome_of(result)) == (0, 1, "known")
    assert len(log.history().runs) == 1
    assert result_words(result) == "in the log already"


def test_same_file_twice_in_one_import(log, tmp_path):
    first = write(tmp_path, "a.gpx", "2026-01-06T17:00:00")
    second = write(tmp_path, "b.gpx", "2026-01-06T17:00:00")
    results = bring(log, first, second)
    assert count_words(results) == "1 new, 1 known"
    assert len(log.history().runs) == 1


def test_undone_import_can_come_again(log, tmp_path):
    path = write(tmp_path, "a.gpx", "2026-01-06T17:00:00")
    bring(log, path)
    log.undo()
    assert log.history().runs == ()
    bring(log, path)
    assert len(log.history().runs) == 1


def test_two_runs_in_one_file_are_two(log, tmp_path):
    text = gpx("2026-01-06T17:00:00", sport="running")
    more = gpx("2026-01-06T19:00:00", sport="running").partition("<gpx>")[2]
    path = tmp_path / "two.gpx"
    path.write_text(text.replace("</gpx>", "") + more)
    (result,) = bring(log, path)
    assert len(result.new) == len(log.history().runs) == 2
    (again,) = bring(log, path)
    assert (len(again.new), again.known) == (0, 2)


def test_same_run_of_two_devices(log, tmp_path):
    watch = write(tmp_path, "watch.gpx", "2026-01-06T17:00:00", seconds=600)
    phone = write(tmp_path, "phone.gpx", "2026-01-06T17:01:00", seconds=620, speed=3.1)
    results = bring(log, watch, phone)
    assert [outcome_of(r) for r in results] == ["new", "left_out"]
    assert "another device recorded it (watch.gpx)" in result_words(results[1])
    (later,) = bring(log, phone)
    assert outcome_of(later) == "left_out"
    (kept,) = bring(log, phone, keep_both=True)
    assert outcome_of(kept) == "new" and len(log.history().runs) == 2
    other = write(tmp_path, "evening.gpx", "2026-01-06T20:00:00")
    assert outcome_of(bring(log, other)[0]) == "new"


@pytest.mark.parametrize(
    ("start", "seconds", "zone", "day"),
    [
        ("2026-01-06T22:55:00", 1200, "Europe/Amsterdam", "2026-01-06"),  # 23:55, past midnight
        ("2026-01-06T23:05:00", 600, "Europe/Amsterdam", "2026-01-07"),
        ("2026-03-29T00:55:00", 1200, "Europe/Amsterdam", "2026-03-29"),  # clocks go forward
        ("2026-03-28T22:55:00", 600, "Europe/Amsterdam", "2026-03-28"),
        ("2026-03-29T22:05:00", 600, "Europe/Amsterdam", "2026-03-30"),
        ("2026-10-24T21:55:00", 600, "Europe/Amsterdam", "2026-10-24"),  # last summer evening
        ("2026-10-24T22:05:00", 600, "Europe/Amsterdam", "2026-10-25"),
        ("2026-10-25T00:50:00", 1500, "Europe/Amsterdam", "2026-10-25"),  # 2:50 comes twice
        ("2026-10-25T22:55:00", 600, "Europe/Amsterdam", "2026-10-25"),
        ("2026-01-06T22:55:00", 600, "Asia/Tokyo", "2026-01-07"),
        ("2026-01-06T05:00:00", 600, "America/Los_Angeles", "2026-01-05"),
    ],
)
def test_local_day_it_began(log, tmp_path, start, seconds, zone, day):
    path = write(tmp_path, "a.gpx", start, seconds=seconds, every=10)
    bring(log, path, timezone=zone)
    (run,) = log.history().runs
    assert run.date.isoformat() == day
    assert run.duration_s == pytest.approx(seconds, abs=2)


def test_zone_kept_in_the_log_and_unknown_zone(log, tmp_path):
    log.keep_state("timezone", "Asia/Tokyo")
    path = write(tmp_path, "a.gpx", "2026-01-06T22:55:00")
    bring(log, path, timezone=None)
    assert log.history().runs[0].date == dt.date(2026, 1, 7)
    with pytest.raises(InputError, match=r"'Europe/Amsterdm' is not known; .*Europe/Amsterdam"):
        find_zone("Europe/Amsterdm")
    for bad in ("../../etc/passwd", "/etc/localtime", "CETX12"):
        with pytest.raises(InputError, match="is not known"):
            find_zone(bad)


def test_watch_without_a_clock_needs_a_day(log, tmp_path, monkeypatch):
    from dataclasses import replace

    from soleus.motion import activities

    read = activities.read_activity
    undated = lambda path, sport=None: [replace(a, start=None) for a in read(path, sport)]  # noqa: E731
    monkeypatch.setattr(activities, "read_activity", undated)
    path = write(tmp_path, "a.gpx", "2026-01-06T17:00:00")
    with pytest.raises(DataError, match=r"no clock; give the day: --date"):
        bring(log, path)
    bring(log, path, day=dt.date(2026, 1, 5))
    assert log.history().runs[0].date == dt.date(2026, 1, 5)
    assert log.history().runs[0].started is None


def test_without_a_body_the_reference_is_named(tmp_path):
    with open_log(tmp_path / "new.sqlite") as log:
        bring(log, write(tmp_path, "a.gpx", "2026-01-06T17:00:00"))
        (run,) = log.history().runs
    assert any("no body known" in note and "1.75 m" in note for note in run.notes)


def hevy(tmp_path, *rows, name="hevy.csv"):
    path = tmp_path / name
    path.write_text(HEVY + "".join(rows))
    return path


def test_workouts_once_each_and_later_ones_join(log, tmp_path):
    first = SET.format(5, "Standing Calf Raise", 20, 12) * 3 + SET.format(5, "Squat", 60, 5)
    (result,) = bring(log, hevy(tmp_path, first))
    (done,) = log.history().done
    assert done.dose["soleus"]["impulse_bw_s"] > 10 and done.dose["achilles"]["peak_force_bw"] > 1
    assert done.date == dt.date(2026, 1, 5)
    assert "1 sets of 1 exercises without a dose" in result_words(result)
    assert "Squat (1)" in result_words(result)
    (result,) = bring(log, hevy(tmp_path, first, SET.format(7, "Seated Calf Raise", 30, 15)))
    assert (len(result.new), result.known) == (1, 1)
    assert [d.date.day for d in log.history().done] == [5, 7]
    (result,) = bring(log, hevy(tmp_path, first, SET.format(7, "Seated Calf Raise", 30, 15)))
    assert (len(result.new), result.known) == (0, 2)


def test_changed_workout_is_left_out_unless_replaced(log, tmp_path):
    bring(log, hevy(tmp_path, SET.format(5, "Standing Calf Raise", 20, 12)))
    changed = hevy(tmp_path, SET.format(5, "Standing Calf Raise", 25, 12))
    (result,) = bring(log, changed)
    assert outcome_of(result) == "left_out" and "--replace" in result_words(result)
    assert log.history().done[0].sets[0].load_kg == 20
    bring(log, changed, replace=True)
    (done,) = log.history().done
    assert done.sets[0].load_kg == 25
    log.undo()
    assert log.history().done[0].sets[0].load_kg == 20


def test_workouts_without_a_body_say_so(tmp_path):
    with open_log(tmp_path / "new.sqlite") as log:
        (result,) = bring(log, hevy(tmp_path, SET.format(5, "Standing Calf Raise", 20, 12)))
        assert log.history().done[0].dose == {}
    assert "no body known yet" in result_words(result)


def session(label, date, uid, *exercises):
    blocks = [SimpleNamespace(exercise=e) for e in exercises]
    return SimpleNamespace(label=label, date=date, uid=uid, blocks=blocks)


def planned(*sessions):
    return SimpleNamespace(on=lambda date: [s for s in sessions if s.date == date])


def test_which_session_a_run_answers():
    day = dt.date(2026, 1, 6)
    run = RunEntry(day, "running", 1800.0, 5000.0, content_hash="a")
    hill = session("Hill sprints", day, "h", "uphill_sprint")
    mixed = session("Hills and strength", day, "m", "uphill_sprint", "glute_ham_raise")
    strength = session("Strength", day, "s", "glute_ham_raise")
    found, words = answer_plan(run, planned(hill, strength), [])
    assert found.session_uid == "h" and words == "answers 'Hill sprints' of 2026-01-06"
    found, words = answer_plan(run, planned(mixed), [])
    assert found.session_uid == "m" and "log the rest" in words
    found, words = answer_plan(run, planned(hill, mixed), [])
    assert found.session_uid is None and "2 runs are planned" in words
    taken = RunEntry(day, "running", 60.0, 100.0, session_uid="h")
    found, words = answer_plan(run, planned(hill), [taken])
    assert found.session_uid is None and "has its run already" in words
    walk = RunEntry(day, "walking", 1800.0, 2000.0)
    for other, plan in ((walk, planned(hill)), (run, planned(strength)), (run, None)):
        assert answer_plan(other, plan, []) == (other, "")


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("a.gpx", b"", DataError, "is empty"),
        ("a.json", b'{"half": ', DataError, "cut or damaged"),
        ("a.json", b'{"whole": 1}', OtherContentError, "not an export of a Soleus log"),
        ("a.csv", b"a,b,c\n1,2,3\n", OtherContentError, "neither Hevy"),
        ("bank", b"date;payee;amount;account\n", OtherContentError, "columns are date, payee"),
    ],
)
def test_content_that_is_refused(tmp_path, name, content, error, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=words):
        read_content(path)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_content(tmp_path / "none.fit")
    with pytest.raises(DataError, match="is a folder"):
        read_content(tmp_path)


def test_packed_file_that_is_cut(log, tmp_path):
    whole = gzip.compress(gpx("2026-01-06T17:00:00").encode())
    path = tmp_path / "cut.gpx.gz"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    (result,) = bring(log, path)
    assert not result.whole and len(result.new) == 1


def test_export_comes_back(log, tmp_path):
    import json

    bring(log, write(tmp_path, "a.gpx", "2026-01-06T17:00:00"))
    path = tmp_path / "all.json"
    path.write_text(json.dumps(log.export_all()))
    with open_log(tmp_path / "second.sqlite") as second:
        (result,) = bring(second, path)
        assert result.kind == "export" and len(second.history().runs) == 1
        assert bring(second, path)[0].notes == ["me: 2 changes"]
        assert len(second.history().runs) == 1


def test_log_that_is_read_only_or_damaged(log, tmp_path):
    path = write(tmp_path, "a.gpx", "2026-01-06T17:00:00")
    importer = Importer(log)
    importer.refresh()
    result = importer.read(path)
    other = sqlite3.connect(tmp_path / "log.sqlite")
    other.execute("BEGIN IMMEDIATE")
    log._store.patience = 0.2
    with pytest.raises(LogFaultError, match="another program is writing"):
        importer.keep([result], "import", "x")
    other.rollback()
    other.close()
    assert len(importer.keep([result], "import", "x")) == 1


def test_entries_in_words():
    run = RunEntry(dt.date(2026, 1, 6), "trail_running", 1830.0, 5012.0)
    workout = DoneSession(dt.date(2026, 1, 7), "Legs")
    files = [SimpleNamespace(new=[run, workout], path=SimpleNamespace(name="a.fit"))]
    assert summary_of(files) == "1 run and 1 workout of 2026-01-06 to 2026-01-07 from a.fit"


@pytest.mark.shared
def test_real_watch_files(log, shared):
    folder = shared / "data" / "watch_files"
    names = ["18360138543_ACTIVITY_Osaka_Marathon_2025.fit", "3173437224.tcx",
             "developer-types-sample.fit", "garmin-fenix-5-walk.fit"]  # fmt: skip
    results = bring(log, *(folder / name for name in names), timezone="Asia/Tokyo")
    assert count_words(results) == "4 new, 0 known"
    marathon = next(r for r in log.history().runs if "Osaka" in r.file_name)
    assert marathon.date == dt.date(2025, 2, 24)
    assert 42_000 < marathon.distance_m < 43_000
    # about 13,000 steps of a leg, each 0.25 s on the ground with 6 to 8 BW at its height
    assert 10_000 < marathon.dose["achilles"]["impulse_bw_s"] < 22_000
    assert count_words(bring(log, *(folder / name for name in names))) == "0 new, 4 known"
