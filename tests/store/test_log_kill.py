"""What was confirmed is there after `kill -9`, and when several programs write at once."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from soleus.store.log import open_log


class Writers:
    """Starts programs that write to a log, and ends them."""

    def __init__(self, folder):
        self.folder = folder
        self.program = subprocess.Popen(
            [sys.executable, Path(__file__).parent / "log_writer.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _tell(self, **told):
        self.program.stdin.write(json.dumps(told) + "\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def start(self, database, name, count=10_000):
        report = str(self.folder / "confirmed")
        return self._tell(database=database, name=name, count=count, report=report)

    def wait(self, pid):
        return self._tell(wait=pid)

    def kill(self, pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        assert self.wait(pid) == -signal.SIGKILL

    def until_confirmed(self, name, seconds=20):
        """Wait until the writer of a name has something confirmed."""
        end = time.monotonic() + seconds
        while not any(uid.startswith(f"{name}-") for uid in self.confirmed()):
            assert time.monotonic() < end, "the writer confirmed nothing"
            time.sleep(0.002)

    def confirmed(self):
        """The uids that writers were told are in the log."""
        report = self.folder / "confirmed"
        return report.read_text().splitlines() if report.exists() else []


@pytest.fixture
def writers(tmp_path):
    made = Writers(tmp_path)
    with made.program:
        yield made
        made.program.stdin.close()


def check(database, confirmed):
    """Everything confirmed is there, each session whole, none twice; how many there are."""
    with open_log(database) as log:
        history = log.history()
    uids = [d.uid for d in history.done]
    assert set(confirmed) <= set(uids)
    assert len(uids) == len(set(uids))
    assert all(len(d.sets) == 5 for d in history.done)
    pains = sorted(p.uid for p in history.pain)
    assert pains == sorted(f"{uid}-{when}" for uid in uids for when in ("during", "after"))
    return len(uids)


def check_file(path):
    with contextlib.closing(sqlite3.connect(path)) as link:
        assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert link.execute("PRAGMA foreign_key_check").fetchall() == []


def test_killed_at_any_moment_nothing_confirmed_is_lost(writers, tmp_path):
    path, chance = str(tmp_path / "log.sqlite"), random.Random(7)
    for round_ in range(30):
        pid = writers.start(path, f"r{round_}")
        if round_ % 2:
            writers.until_confirmed(f"r{round_}")
        time.sleep(chance.uniform(0.0, 0.06))
        writers.kill(pid)
        if round_ % 6 == 5:
            check(path, writers.confirmed())
            check_file(path)
    count = check(path, writers.confirmed())
    assert 0 <= count - len(writers.confirmed()) <= 30  # at most one a round was not confirmed yet
    assert len(writers.confirmed()) >= 15


def test_killed_while_the_log_is_made(writers, tmp_path):
    chance, made = random.Random(3), 0
    for round_ in range(25):
        folder = tmp_path / f"folder{round_}"
        folder.mkdir()
        path, before = folder / "log.sqlite", len(writers.confirmed())
        pid = writers.start(str(path), f"r{round_}")
        until = time.monotonic() + 20
        while not any(folder.iterdir()) and time.monotonic() < until:
            pass  # until it begins
        time.sleep(chance.uniform(0.0, 0.05))
        writers.kill(pid)
        check(str(path), writers.confirmed()[before:])
        made += path.exists()
        if path.exists():
            check_file(path)
    assert 0 < made < 25


def test_a_writer_killed_in_postgresql(writers, server):
    database, chance = server.new_database(), random.Random(5)
    for round_ in range(10):
        pid = writers.start(database, f"r{round_}")
        writers.until_confirmed(f"r{round_}")
        time.sleep(chance.uniform(0.0, 0.06))
        writers.kill(pid)
    count = check(database, writers.confirmed())
    assert 0 <= count - len(writers.confirmed()) <= 10 <= count


def test_programs_that_make_the_log_and_write_at_once(writers, database):
    pids = [writers.start(database, f"w{i}", count=15) for i in range(4)]
    assert [writers.wait(pid) for pid in pids] == [0, 0, 0, 0]
    assert check(database, writers.confirmed()) == 60
    with open_log(database) as log:
        assert [c.id for c in log.changes()] == list(range(60, 0, -1))
