"""Files that are no logs, disks that are read-only or full, addresses that cannot be."""

import contextlib
import datetime as dt
import os
import sqlite3
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.plan.history import PainEntry
from soleus.store.address import find_address
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)
NOBODY = 65534


def pain(value):
    return PainEntry(DAY, "during", value)


def values(log):
    return [p.value for p in log.history().pain]


@pytest.fixture
def path(tmp_path):
    """A log with one entry."""
    path = tmp_path / "log.sqlite"
    with open_log(path) as log:
        log.add([pain(1)], "log", "one")
    return path


@pytest.fixture
def own_folder(tmp_path):
    """A folder of the user whom permissions bind: not root."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="soleus-nobody-") as name:
        os.chown(name, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


def refused(act, words):
    """The one line an act is refused with."""
    with pytest.raises(SoleusError, match=words) as refusal:
        act()
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_the_usual_place_is_private_and_made_by_the_first_write(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = find_address(None).path.parent
    if tmp_path not in folder.parents:
        pytest.skip("this system keeps user data elsewhere, whatever XDG_DATA_HOME says")
    with open_log() as log:
        assert log.history().pain == () and not folder.exists()
        log.add([pain(1)], "log", "one")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [p.name for p in folder.iterdir()] == ["log.sqlite"]
    assert stat.S_IMODE((folder / "log.sqlite").stat().st_mode) == 0o600
    with open_log(create=False) as log:
        assert values(log) == [1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty, not a training log"),
        (b"date,sets\n", "is not a training log"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "is not a training log|is damaged"),
    ],
)
def test_files_that_are_no_logs(tmp_path, content, words):
    path = tmp_path / "log.sqlite"
    path.write_bytes(content)
    assert str(path) in refused(lambda: open_log(path), words)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_and_a_missing_folder(tmp_path):
    refused(lambda: open_log(tmp_path), "is a folder, not a training log")
    with open_log(tmp_path / "none" / "log.sqlite") as log:
        refused(lambda: log.add([pain(1)], "log", "x"), "none does not exist")
    refused(lambda: open_log(tmp_path / "log", create=False), "there is no training log yet")


def test_a_database_of_another_program(tmp_path):
    path = tmp_path / "places.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as link:
        link.execute("CREATE TABLE places (url TEXT)")
    refused(lambda: open_log(path), r"another program \(places\)")


def test_a_damaged_log(path):
    whole = path.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    for damaged in (
        whole[: len(whole) // 2],  # cut
        whole[:size] + b"\xaa" * (len(whole) - size),  # all but the first page overwritten
        whole[:100] + b"\x00" * 400 + whole[500:],
    ):
        path.write_bytes(damaged)

        def use():
            with open_log(path) as log:
                log.history()
                log.add([pain(2)], "log", "two")

        refused(use, "is damaged; take a backup|not a training log|another program")
        assert path.read_bytes() == damaged


def test_a_read_only_file_can_be_read(own_folder):
    path = own_folder / "log.sqlite"
    with open_log(path) as log:
        log.add([pain(1)], "log", "one")
        path.chmod(0o444)
        refused(lambda: log.add([pain(2)], "log", "two"), "read-only; nothing was written")
        assert values(log) == [1]
        path.chmod(0o600)
        log.add([pain(2)], "log", "two")
        assert values(log) == [1, 2]


def test_a_read_only_folder_can_be_read(own_folder):
    path = own_folder / "log.sqlite"
    with open_log(path) as log:
        log.add([pain(1)], "log", "one")
        own_folder.chmod(0o555)
        try:
            words = "read-only; nothing was written|check the permissions of file and folder; noth"
            refused(lambda: log.add([pain(2)], "log", "two"), words)
            assert values(log) == [1]
            with open_log(path, create=False) as other:
                assert values(other) == [1]
            with open_log(own_folder / "other.sqlite") as other:
                refused(lambda: other.add([pain(2)], "log", "two"), "cannot be made")
        finally:
            own_folder.chmod(0o700)
        log.add([pain(2)], "log", "two")
        assert values(log) == [1, 2]


def test_a_file_that_may_not_be_read(own_folder):
    path = own_folder / "log.sqlite"
    with open_log(path) as log:
        log.add([pain(1)], "log", "one")
    path.chmod(0o000)
    refused(lambda: open_log(path), "cannot be read|cannot be opened")


def test_a_log_that_takes_no_more_pages(path):
    with open_log(path) as log:
        engine = log._store.engine
        full = lambda link, _: link.execute("PRAGMA max_page_count = 1")  # noqa: E731
        sa.event.listen(engine, "connect", full)
        many = [PainEntry(DAY, "during", i / 1000, session_uid="x" * 50) for i in range(2000)]
        refused(lambda: log.add(many, "log", "many"), "the disk is full; nothing was written")
        sa.event.remove(engine, "connect", full)
        assert values(log) == [1]
        assert log.add([pain(2)], "log", "two").id == 2


def test_a_full_disk(tmp_path):
    """A disk of 300 KiB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    try:
        made = subprocess.run(mount, capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"no small disk can be mounted: {error}")
    if made.returncode:
        pytest.skip(f"no small disk can be mounted: {made.stderr.strip()}")
    try:
        with open_log(disk / "log.sqlite") as log:
            log.add([pain(1)], "log", "one")
            (disk / "other").write_bytes(b"x" * (os.statvfs(disk).f_bavail * 4096 - 8192))
            many = [PainEntry(DAY, "during", i / 1000, session_uid="x" * 50) for i in range(2000)]
            refused(lambda: log.add(many, "log", "many"), "full|reports an error.*nothing was w")
            assert values(log) == [1]
            (disk / "other").unlink()
            log.add(many[:100], "log", "some")
            assert len(values(log)) == 101
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_another_program_that_holds_the_log(path, monkeypatch):
    monkeypatch.setattr("soleus.store.sqlite_file.BUSY_TIMEOUT", 0.05)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_log(path, patience=0.3) as log:
            assert values(log) == [1]  # reading goes on
            words = "another program is writing to it; nothing was written"
            refused(lambda: log.add([pain(2)], "log", "two"), words)
            other.execute("COMMIT")
            log.add([pain(2)], "log", "two")
            assert values(log) == [1, 2]


def test_the_file_is_replaced_while_the_log_is_open(path, tmp_path):
    with open_log(path) as log:
        path.rename(tmp_path / "old.sqlite")
        assert log.history().pain == ()
        log.add([pain(3)], "log", "three")
        assert values(log) == [3]
        (tmp_path / "old.sqlite").replace(path)
        assert values(log) == [1]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://me:Geheim@host/log", "'mysql://...' is not known; give a file, or postgresql://"),
        ("postgresql://me:Geheim@host:port/log", "cannot be read; write it like postgresql://user"),
        ("postgresql://me:Geheim@host:5432", "names no database"),
    ],
)
def test_addresses_that_cannot_be(address, words):
    assert "Geheim" not in refused(lambda: open_log(address), words)


def test_postgresql_without_its_driver(monkeypatch):
    monkeypatch.setattr("soleus.store.address.find_spec", lambda name: None)
    words = r"needs psycopg, which is not installed; install soleus\[postgres\]"
    with pytest.raises(InputError, match=words):
        open_log("postgresql://me@host/log")


def test_a_stored_entry_that_cannot_be_read_is_named(path):
    with contextlib.closing(sqlite3.connect(path)) as link:
        link.execute('UPDATE entries SET body = \'{"when": "noon"}\'')
        link.commit()
    with open_log(path) as log, pytest.raises(DataError, match=r"pain of 2026-01-06 \(entry "):
        log.history()
