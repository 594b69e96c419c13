"""A log over a line to PostgreSQL that breaks at the worst moments: each write counts once."""

import datetime as dt
import threading
from contextlib import closing

import pytest
from plan_maker import MONDAY, PERSON, plan, session
from postgres_server import Line

from soleus.plan.history import DoneSession, PainEntry, SymptomEntry, TestEntry
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)
OTHERS = (TestEntry(DAY, "heel_raises", 28, "left"), SymptomEntry(DAY, "limp", False))


def pain(value):
    return PainEntry(DAY, "during", value, session_uid=f"s{value}")


def values(log):
    return [p.value for p in log.history().pain]


@pytest.fixture
def line(up):
    made = Line(up.port)
    with closing(made.door):
        yield made


@pytest.fixture
def log(address, up, line):
    """A log with one entry, over the line."""
    with open_log(address.replace(f":{up.port}/", f":{line.port}/"), patience=10.0) as log:
        log.add([pain(1)], "log", "one")
        yield log


WRITES = {
    "add": (lambda log: log.add([pain(2)], "log", "two"), [1, 2], 2),
    "undo": (lambda log: log.undo(), [], 1),
    "plan": (lambda log: log.save_plan(plan(session("a", 6)), "plan", "x", MONDAY), [1], 2),
    "person": (lambda log: log.save_person(PERSON), [1], 2),
    "state": (lambda log: log.keep_state("key", [1, 2]), [1], 1),
    "delete": (lambda log: log.delete_athlete("me"), [], 0),
}


@pytest.mark.parametrize("when", ["before", "sent", "answered"])
@pytest.mark.parametrize("write", WRITES)
def test_a_commit_over_a_line_that_breaks_counts_once(log, line, write, when):
    act, pains, changes = WRITES[write]
    log._store.engine.dispose()  # the next connection has not written yet
    line.break_at_write(when)
    answer = act(log)
    assert line.breaks == 1 and (write in ("state", "delete") or answer.id == changes)
    assert values(log) == pains and len(log.changes()) == changes
    assert all(c.undone == (write == "undo") for c in log.changes())
    assert log.state("key") == ([1, 2] if write == "state" else None)
    assert (log.plan() is not None) == (write == "plan")


def test_an_import_over_a_line_that_breaks_counts_once(log, line, tmp_path):
    with open_log(tmp_path / "a.sqlite") as other:
        other.add([pain(2), *OTHERS], "log", "two")
        there = other.export_all()
    for when in ("before", "answered"):
        line.break_at_write(when)
        change = log.import_all(there)
        assert line.breaks == (1 if when == "before" else 2)
        assert change.command == "import" and values(log) == [1, 2]
        if when == "before":
            log.undo()
            assert values(log) == [1]


@pytest.mark.parametrize(
    "words", [b"SET lock_timeout", b"pg_advisory_xact_lock", b"INSERT INTO entries"]
)
def test_a_line_that_breaks_earlier_in_a_write(log, line, words):
    log._store.engine.dispose()
    line.break_at(words, "sent")
    assert log.add([pain(2)], "log", "two").id == 2
    assert line.breaks == 1 and values(log) == [1, 2]


@pytest.mark.parametrize("words", [b"REPEATABLE READ", b"FROM entries", b"soleus_version"])
def test_a_line_that_breaks_while_reading(log, line, words):
    line.break_at(words, "answered")
    assert values(log) == [1] and line.breaks == 1


def test_every_confirmed_entry_is_there_once_over_a_bad_line(log, line):
    """Two logs write at once; every third entry is followed by a break."""
    confirmed, kinds = [], ("before", "sent", "answered")
    address = log._store.engine.url.render_as_string(False)

    def write(start):
        with open_log(address, patience=20.0) as mine:
            for number in range(start, start + 30):
                assert mine.add([DoneSession(DAY, "x", session_uid=f"{number}")], "log", "x")
                confirmed.append(f"{number}")
                if len(confirmed) % 3 == 0:
                    line.break_at_write(kinds[len(confirmed) // 3 % 3])

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    line.break_at(b"", "")
    assert len(confirmed) == 60 and line.breaks >= 10
    assert sorted(d.session_uid for d in log.history().done) == sorted(confirmed)
    assert len(log.changes()) == 61
