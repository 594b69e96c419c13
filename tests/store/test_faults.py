"""Damage, limits and odd files: one line each, nothing lost, and the log works again afterwards."""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import threading

import pytest
from test_log_transfer import MORNING, RUN, fill

from soleus.base.errors import DataError, SoleusError
from soleus.plan.history import PainEntry
from soleus.store.log import open_log
from soleus.store.tables import metadata

READS = (
    lambda log: log.history(), lambda log: log.person(), lambda log: log.changes(),
    lambda log: log.export_all(), lambda log: log.state("ics"), lambda log: log.overlapping(RUN),
    lambda log: log.new_entries([PainEntry(MORNING.date, "rest", 1)]),
)  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """A log with some of everything."""
    path = tmp_path / "log.sqlite"
    with open_log(path, "ann") as log:
        fill(log)
    return path


def test_any_damage_is_told_in_one_line(path):
    """Bytes changed at random: what is read is refused in one line, or is not affected."""
    whole, chance, refused = path.read_bytes(), random.Random(11), 0
    used = [i for i, byte in enumerate(whole) if byte]
    for _ in range(50):
        damaged, at = bytearray(whole), chance.choice(used)
        for i in range(at, min(at + chance.choice((1, 4, 20)), len(whole))):
            damaged[i] = chance.randrange(256)
        path.write_bytes(damaged)
        for read in READS:
            try:
                with open_log(path, "ann", patience=0.0) as log:
                    read(log)
            except SoleusError as error:
                assert "\n" not in str(error)
                refused += 1
    assert refused > 20
    path.write_bytes(whole)
    with open_log(path, "ann") as log:
        for read in READS:
            read(log)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_a_table_that_was_dropped_behind_our_back(path, table):
    with contextlib.closing(sqlite3.connect(path)) as link:
        link.execute(f"DROP TABLE {table}")
        link.commit()

    def use():
        with open_log(path, "ann") as log:
            log.export_all()

    with pytest.raises(DataError, match=r"lost tables|another program") as refusal:
        use()
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize("number", [0, -3])
def test_a_version_that_never_was(path, number):
    with contextlib.closing(sqlite3.connect(path)) as link:
        link.execute("UPDATE soleus_version SET number = ?", [number])
        link.commit()
    before = path.read_bytes()
    with pytest.raises(DataError, match=f"says version {number}, which never was"):
        open_log(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    answers = []

    def ask():
        with pytest.raises(DataError, match="is not a file"):
            open_log(tmp_path / "pipe")
        answers.append(True)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout=10)
    assert answers == [True]


LIMITED = """
import datetime as dt, resource, sys
from soleus.base.errors import SoleusError
from soleus.plan.history import DoneSession
from soleus.store.log import open_log
path, limit = sys.argv[1], int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
with open_log(path, "ann") as log:
    for number in range(1000):
        entry = DoneSession(dt.date(2026, 1, 6), "Calf", session_uid=f"s{number}", note="x" * 5000)
        try:
            log.add([entry], "log", f"{number}")
        except SoleusError as error:
            print(error)
            break
        print(number)
"""


def test_a_file_that_may_not_grow(path):
    """The system refuses each byte over a limit, in the middle of a commit."""
    size = path.stat().st_size
    for limit in (size, size + 30_000):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(path), str(limit)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        *confirmed, refusal = done.stdout.splitlines()
        assert "nothing was written" in refusal and str(path) in refusal
        with contextlib.closing(sqlite3.connect(path)) as link:
            assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with open_log(path, "ann") as log:
            stored = [d.session_uid for d in log.history().done if d.label == "Calf"]
            assert stored == [f"s{number}" for number in confirmed]
            assert limit == size or len(confirmed) > 1
            assert log.add([PainEntry(MORNING.date, "rest", limit % 11)], "log", "goes on again")
            for _ in range(len(confirmed) + 1):
                log.undo()


def test_two_who_undo_at_once_undo_one_each(path):
    with open_log(path, "ann") as log:
        for value in range(6):
            log.add([PainEntry(MORNING.date, "after", value)], "log", f"{value}")
        before = log.changes()
    undone = []

    def undo():
        with open_log(path, "ann") as own:
            undone.append(own.undo().id)

    both = [threading.Thread(target=undo) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=30)
    assert sorted(undone) == [c.id for c in before[1::-1]]
    with open_log(path, "ann") as log:
        assert [c.undone for c in log.changes()[:3]] == [True, True, False]
        assert [p.value for p in log.history().pain if p.when == "after"] == [0, 1, 2, 3]
