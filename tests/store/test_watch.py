"""The watched folder: only whole files, each once, and faults of every kind."""

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

import pytest
from run_files import gpx, write

from soleus.base.errors import DataError, InputError
from soleus.store.imports import Importer, ImportOptions
from soleus.store.log import open_log
from soleus.store.watch import FolderWatch, Taken, taker


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watch(tmp_path, folder, clock):
    """`watch(**options)`: a watch on the folder that imports into tmp_path/log.sqlite."""

    def make(dry_run=False, **options):
        importer = Importer(None, ImportOptions(timezone="Europe/Amsterdam"))
        return FolderWatch(
            folder,
            taker(importer, lambda: open_log(tmp_path / "log.sqlite", patience=0.2), dry_run),
            dry_run=dry_run,
            clock=clock,
            **{"patience": 60.0, **options},
        )

    return make


def look(watch, times=1):
    return [a for _ in range(times) for a in watch.look()]


def runs(tmp_path):
    with open_log(tmp_path / "log.sqlite") as log:
        return log.history().runs


def test_whole_file_is_imported_at_the_second_look(watch, folder, tmp_path):
    looking = watch()
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    assert look(looking) == []
    assert looking.waiting == ("a.gpx",)
    (arrival,) = look(looking)
    assert arrival.outcome == "new" and "2026-01-06 running, 1.80 km" in arrival.text
    assert Path(arrival.moved_to) == folder / "done" / "a.gpx"
    assert not (folder / "a.gpx").exists() and (folder / "done" / "a.gpx").exists()
    assert len(runs(tmp_path)) == 1
    assert look(looking, 3) == [] and looking.waiting == ()


def test_growing_file_is_waited_for(watch, folder, tmp_path, clock):
    looking = watch()
    text = gpx("2026-01-06T17:00:00")
    path = folder / "a.gpx"
    for part in (0.2, 0.5, 0.8):  # written between the looks
        path.write_text(text[: int(part * len(text))])
        clock.now += 10
        assert look(looking) == []
    assert not (tmp_path / "log.sqlite").exists()
    path.write_text(text)
    assert [a.outcome for a in look(looking, 2)] == ["new"]
    assert runs(tmp_path)[0].duration_s == pytest.approx(600, abs=2)


def test_half_a_file_waits_then_fails_and_can_still_be_completed(watch, folder, tmp_path, clock):
    looking = watch()
    text = gpx("2026-01-06T17:00:00")
    path = folder / "a.gpx"
    path.write_text(text[: len(text) // 2])
    (arrival,) = look(looking, 2)
    assert arrival.outcome == "waiting" and "soleus import a.gpx" in arrival.text
    clock.now = 59
    assert look(looking) == []
    path.write_text(text)  # the rest of it arrives after all
    assert [a.outcome for a in look(looking, 2)] == ["new"]
    path.write_text(gpx("2026-01-07T17:00:00")[:4000])
    assert [a.outcome for a in look(looking, 2)] == ["waiting"]
    clock.now += 61
    (arrival,) = look(looking)
    assert arrival.outcome == "failed"
    assert Path(arrival.moved_to) == folder / "failed" / "a.gpx"
    reason = (folder / "failed" / "reasons.txt").read_text()
    assert reason.startswith("a.gpx: is cut or damaged") and reason.count("\n") == 1
    assert len(runs(tmp_path)) == 1


def test_duplicates_move_to_done_and_nothing_is_overwritten(watch, folder, tmp_path):
    looking = watch()
    for number in (1, 2, 3):
        write(folder, "a.gpx", "2026-01-06T17:00:00")
        (arrival,) = look(looking, 2)
        assert arrival.outcome == ("new" if number == 1 else "known")
    assert sorted(p.name for p in (folder / "done").iterdir()) == [
        "a (2).gpx", "a (3).gpx", "a.gpx"
    ]  # fmt: skip
    assert len(runs(tmp_path)) == 1


def test_crash_between_import_and_move_does_no_harm(watch, folder, tmp_path, monkeypatch):
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    looking = watch()
    monkeypatch.setattr("soleus.store.watch._move", lambda *_: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        look(looking, 2)
    assert (folder / "a.gpx").exists() and len(runs(tmp_path)) == 1
    monkeypatch.undo()
    (arrival,) = look(watch(), 2)
    assert arrival.outcome == "known" and (folder / "done" / "a.gpx").exists()
    assert len(runs(tmp_path)) == 1


def test_other_files_stay(watch, folder, clock):
    looking = watch()
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.fit").write_text("x")
    (folder / "sub.fit").mkdir()
    (folder / "bank.csv").write_text("date,payee,amount,account\n")
    (arrival,) = look(looking, 2)
    assert (arrival.name, arrival.outcome) == ("bank.csv", "other")
    clock.now = 1e6
    assert look(looking, 2) == []
    assert sorted(p.name for p in folder.iterdir()) == [
        ".hidden.fit", "bank.csv", "notes.txt", "sub.fit"
    ]  # fmt: skip


def test_file_that_vanishes(folder, clock):
    path = write(folder, "a.gpx", "2026-01-06T17:00:00")

    def take(found):
        path.unlink()
        raise DataError(f"{found}: no such file")

    looking = FolderWatch(folder, take, clock=clock)
    assert look(looking, 3) == [] and looking.waiting == ()


def test_folder_that_goes_away_and_returns(watch, folder, tmp_path):
    looking = watch()
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    look(looking)
    away = folder.rename(tmp_path / "elsewhere")
    gone = look(looking, 3)
    assert [a.outcome for a in gone] == ["away"] and "waiting" in gone[0].text
    away.rename(folder)
    assert [a.outcome for a in look(looking, 2)] == ["back", "new"]


def test_busy_log_keeps_the_file_for_later(watch, folder, tmp_path):
    with open_log(tmp_path / "log.sqlite") as log:
        log.keep_state("x", 1)
    other = sqlite3.connect(tmp_path / "log.sqlite")
    other.execute("BEGIN IMMEDIATE")
    looking = watch()
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    busy = look(looking, 3)
    assert [(a.name, a.outcome) for a in busy] == [("", "waiting")]
    assert "another program is writing" in busy[0].text
    assert (folder / "a.gpx").exists()
    other.rollback()
    other.close()
    assert [a.outcome for a in look(looking)] == ["new"]


def test_log_that_is_away_keeps_the_file_for_later(folder, clock, tmp_path):
    away = [True]

    @contextmanager
    def opened():
        if away[0]:
            raise DataError("the database at host:5432 does not answer")
        with open_log(tmp_path / "log.sqlite") as log:
            yield log

    looking = FolderWatch(folder, taker(Importer(None), opened), patience=1.0, clock=clock)
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    look(looking, 2)
    clock.now = 1e6
    assert look(looking) == [] and (folder / "a.gpx").exists()
    away[0] = False
    assert [a.outcome for a in look(looking)] == ["new"]


def test_file_that_cannot_be_moved_is_told_once(watch, folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("soleus.store.watch._move", refuse)
    looking = watch()
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    (arrival,) = look(looking, 4)
    assert arrival.outcome == "new" and "stays here (Permission denied)" in arrival.text


def test_unreadable_file_is_waited_for(watch, folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    path = write(folder, "a.gpx", "2026-01-06T17:00:00")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    looking = watch()
    (arrival,) = look(looking, 3)
    assert arrival.outcome == "waiting" and "Permission denied" in arrival.text
    monkeypatch.undo()
    path.chmod(0o600)  # as if it were given back: the times of the file change
    assert [a.outcome for a in look(looking, 2)] == ["new"]


def test_dry_run_writes_and_moves_nothing(watch, folder, tmp_path):
    looking = watch(dry_run=True)
    write(folder, "a.gpx", "2026-01-06T17:00:00")
    assert [a.outcome for a in look(looking, 4)] == ["new"]
    assert sorted(p.name for p in folder.iterdir()) == ["a.gpx"]
    assert not (tmp_path / "log.sqlite").exists()


def test_age_of_the_file_where_nobody_watches_on(watch, folder):
    path = folder / "a.gpx"
    path.write_text(gpx("2026-01-06T17:00:00")[:4000])
    looking = watch(by_file_time=True, patience=600.0)
    assert [a.outcome for a in look(looking, 2)] == ["waiting"]  # written just now
    looking = watch(by_file_time=True, patience=0.0)
    assert [a.outcome for a in look(looking, 2)] == ["failed"]


def test_many_files_in_the_order_they_came(folder, clock):
    taken = []

    def take(path):
        taken.append(path.name)
        return Taken("new", "")

    for i, name in enumerate(("c.fit", "a.fit.gz", "b.TCX")):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (1000 + i, 1000 + i))
    look(FolderWatch(folder, take, clock=clock), 2)
    assert taken == ["c.fit", "a.fit.gz", "b.TCX"]
    assert len(list((folder / "done").iterdir())) == 3


def test_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="is no folder"):
        FolderWatch(tmp_path / "none", lambda path: Taken("new", ""))
