"""Whole files or none, and nothing replaced that is not ours."""

import os

import pytest
from plans import SAVED, Stored, hill_week, make

from soleus.base.errors import InputError
from soleus.faces.entry import UNFINISHED
from soleus.faces.exports.files import check_target, is_ours, write_files
from soleus.faces.exports.fit_workout import workout_files
from soleus.faces.exports.ics import IcsForm, calendar
from soleus.faces.exports.intervals_text import plan_text
from soleus.faces.exports.pdf import render_pdf
from soleus.faces.exports.table import plan_csv


def test_new_same_replaced(tmp_path):
    path = tmp_path / "deep" / "plan.csv"
    plan = make(1, hill_week)
    data = plan_csv(plan).encode()
    assert check_target(path, data) == "new" and not path.parent.exists()
    assert write_files({path: data}) == {path: "new"}
    assert write_files({path: data}) == {path: "same"}
    more = plan_csv(make(2, hill_week)).encode()
    assert write_files({path: more}) == {path: "replaced"}
    assert path.read_bytes() == more
    assert list(path.parent.iterdir()) == [path] and not UNFINISHED


def test_a_file_of_someone_else_stays(tmp_path):
    mine, theirs = tmp_path / "a.csv", tmp_path / "b.csv"
    theirs.write_text("week,date\n1,2\n")
    data = plan_csv(make(1, hill_week)).encode()
    with pytest.raises(InputError, match="was not written by soleus export"):
        write_files({mine: data, theirs: data})
    assert not mine.exists() and theirs.read_text() == "week,date\n1,2\n"


def test_every_kind_knows_its_own():
    plan = make(1, hill_week)
    ours = {
        ".csv": plan_csv(plan).encode(), ".txt": plan_text(plan).encode(),
        ".pdf": render_pdf(plan, SAVED), ".ics": calendar(Stored(plan), IcsForm())[0],
        ".fit": next(iter(workout_files(plan, SAVED).values())),
        ".json": b'{\n "format": 1}',
    }  # fmt: skip
    theirs = {
        ".csv": b"Date,Exercise", ".txt": b"hello", ".pdf": b"%PDF-1.7 other",
        ".ics": b"BEGIN:VCALENDAR\r\nPRODID:-//Google\r\n", ".json": b'{"type": 1}',
        ".fit": ours[".fit"][:8] + b".FIT" + bytes(100),
    }  # fmt: skip
    for suffix, data in ours.items():
        assert is_ours(suffix, data) and not is_ours(suffix, theirs[suffix])


def test_places_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    for path, words in (
        (tmp_path, "is a directory"),
        (tmp_path / "file" / "a.csv", "is not a directory"),
        (tmp_path / ("n" * 250), "the name is too long"),
    ):
        with pytest.raises(InputError, match=words):
            write_files({path: b"x"})
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="permission denied"):
        write_files({tmp_path / "b.csv": b"x"})


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "plan.csv"
    old = plan_csv(make(1, hill_week)).encode()
    write_files({path: old})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(InputError, match=r"cannot write .*plan.csv: no space left on device"):
        write_files({path: plan_csv(make(2, hill_week)).encode()})
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path] and not UNFINISHED
