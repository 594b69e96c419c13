"""The real program behind a pseudo-terminal and behind a pipe."""

import datetime as dt
import json
import os
import shlex
import shutil
import signal
import subprocess
import time

import pytest

from soleus.faces.session.kept import KEY, read_kept
from soleus.store.log import open_log

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX's")
ANSWERS = ("How hard was it", "6"), ("Worst pain during", "2"), ("Pain now", "")


def do(database, *more):
    return ["do", "today", "--database", str(database), "--quiet", *more]


def answer(terminal, answers=ANSWERS):
    for question, text in answers:
        terminal.wait_for(question)
        terminal.type(text + "\n")


def kept(database):
    with open_log(database) as log:
        return read_kept(log.state(KEY))


def history(database):
    with open_log(database) as log:
        return log.history()


def wait_until_kept(terminal, database, sets, seconds=30.0):
    end = time.monotonic() + seconds
    while True:
        found = kept(database)
        if found is not None and len(found.records) >= sets:
            return found
        assert time.monotonic() < end, f"only {found and len(found.records)} sets kept"
        terminal.read(0.05)  # a full terminal would make the program wait


def test_a_whole_session_is_logged(database, terminal, plan):
    t = terminal(*do(database, "--speed", "40"))
    t.wait_for("Warm up")
    t.type(" ")
    t.wait_for("3 sets")
    t.type(" ")
    t.wait_for("That was the last set")
    t.type(" ")
    answer(t)
    t.wait_for("whole session")
    t.wait_for("Log this?")
    t.type("\n")
    t.wait_for("logged as change")
    assert t.end() == 0
    assert t.attributes() == t.before
    (done,) = history(database).done
    assert done.complete and done.origin == "do" and done.effort == 6
    assert done.session_uid == plan.on(dt.date.today())[0].uid
    assert [(s.repetitions, s.hold_s, s.load_kg) for s in done.sets] == [(2, 4.0, 10.0)] * 3
    planned = plan.on(dt.date.today())[0].dose["soleus"]["impulse_bw_s"]
    assert done.dose["soleus"]["impulse_bw_s"] == pytest.approx(planned, rel=1e-6)
    assert [(p.when, p.value) for p in history(database).pain] == [("during", 2.0)]
    assert kept(database) is None


def test_skip_repeat_and_stop(database, terminal):
    t = terminal(*do(database, "--speed", "5"))
    t.wait_for("Warm up")
    t.type("  ")  # warmed up, set up
    t.type("s")  # ready
    wait_until_kept(t, database, 1)
    t.type("s")  # the hold
    t.wait_for("Rest")
    t.type("r")
    t.wait_for("Once more")
    t.type("s")
    wait_until_kept(t, database, 2)
    t.type("q")
    t.wait_for("Stop here?")
    t.type("q")
    answer(t, (("How hard", "11"), ("no number", ""), ("Worst pain", "6,5"), ("Pain now", "0")))
    t.wait_for("broken off")
    t.wait_for("Log this?")
    t.type("y\n")
    seen = t.wait_for("logged as change")
    assert "PAIN-DURING" in seen
    assert t.end() == 0
    (done,) = history(database).done
    assert not done.complete and done.effort is None
    assert [s.repetitions for s in done.sets] == [2, 2]
    assert done.sets[0].hold_s < 4.0
    assert {(p.when, p.value) for p in history(database).pain} == {("during", 6.5), ("after", 0.0)}


def test_ctrl_c_keeps_the_sets_and_the_next_run_goes_on(database, terminal):
    t = terminal(*do(database, "--speed", "20"))
    t.wait_for("Warm up")
    t.type("  ")
    wait_until_kept(t, database, 2)
    os.kill(t.process.pid, signal.SIGINT)
    t.wait_for("Stopped.")
    t.type("k\n")
    t.wait_for("goes on where you stopped")
    assert t.end() == 130
    assert t.attributes() == t.before
    assert history(database).done == ()

    t = terminal(*do(database, "--speed", "40"))
    t.wait_for("was broken off after")
    t.type("g\n")
    t.wait_for("gone, about")
    while t.process.poll() is None:  # on, whatever step or question it waits in
        t.type("\n")
        t.read(0.2)
    assert t.end() == 0
    (done,) = history(database).done
    assert done.complete and done.effort is None
    assert sum(s.repetitions == 2 for s in done.sets) >= 3


def test_killed_hard_nothing_is_lost(database, terminal):
    t = terminal(*do(database, "--speed", "20"))
    t.wait_for("Warm up")
    t.type("  ")
    before = wait_until_kept(t, database, 1)
    t.process.kill()
    t.end()
    after = kept(database)
    assert len(after.records) >= len(before.records)
    t = terminal(*do(database))
    t.wait_for("was broken off after")
    t.type("l\n")
    answer(t)
    t.wait_for("Log this?")
    t.type("\n")
    assert t.end() == 0
    (done,) = history(database).done
    assert len(done.sets) == len(after.records) and not done.complete
    assert kept(database) is None


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash for its job control")
def test_suspended_and_brought_back(database, terminal, program):
    t = terminal(command=("bash", "--norc", "--noprofile", "--noediting", "-i"))
    t.type("PS1='ready> '; echo begun; " + shlex.join([*program, *do(database)]) + "; echo =$?=\n")
    t.wait_for("Warm up")
    assert t.attributes() != t.before
    t.type("\x1a")
    t.wait_for("Stopped")
    t.wait_for("ready> ")
    assert t.attributes() == t.before
    t.type("fg\n")
    t.wait_for("Warm up")
    assert t.attributes() != t.before
    t.type("\x03")
    t.wait_for("nothing was written")
    t.wait_for("ready> ")
    assert t.attributes() == t.before


def pipe(program, database, keys, *more):
    return subprocess.run(
        [*program, *do(database, *more)], input=keys, text=True,
        capture_output=True, timeout=120,
    )  # fmt: skip


def test_into_a_pipe_keys_run_dry(database, program):
    """Without a keyboard nobody confirms what was done: nothing is logged, nothing invented."""
    done = pipe(program, database, "")
    assert done.returncode == 130
    assert "nothing was written" in done.stdout
    assert "\x1b" not in done.stdout
    assert history(database).done == ()


def test_a_pipe_that_stops_at_once_logs_nothing(database, program):
    done = pipe(program, database, " qq", "--json")
    result = json.loads(done.stdout)
    assert result["state"] == "nothing" and result["change"] is None
    assert "Warm up" in done.stderr


def test_dry_run_writes_nothing(database, terminal):
    t = terminal(*do(database, "--plain", "--speed", "60", "--dry-run"))
    t.wait_for("Warm up")
    t.type("  ")
    t.wait_for("That was the last set")
    t.type(" ")
    answer(t)
    t.wait_for("nothing was written")
    assert t.end() == 0
    assert history(database).done == () and kept(database) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["do", "2001-01-01"], "next is"),
        (["do", "someday"], "is not a date"),
        (["do", "--session", "stregth"], "did you mean strength"),
        (["do", "--speed", "0"], "outside 0.1 to 1000"),
        (["do", "--unfinished", "log"], "no session was broken off"),
    ],
)
def test_bad_input_is_one_line(program, database, arguments, words):
    done = subprocess.run(
        [*program, *arguments, "--database", str(database)], text=True,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert words in done.stderr and len(done.stderr.strip().splitlines()) == 1
