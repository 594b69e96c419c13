"""Where a log draws its lines: rounds of a day, days that are over, texts that are none, undo."""

import datetime as dt
from dataclasses import replace

import pytest
from plan_maker import MONDAY, PERSON, plan, session

from soleus.base.errors import InputError
from soleus.plan.history import DoneSession, PainEntry, RunEntry, SymptomEntry, TestEntry
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)
BARE = DoneSession(DAY, "Calf raises", session_uid="s1")
PAIN = PainEntry(DAY, "after", 3)


def test_a_round_of_the_day_that_was_undone_is_free_again(log):
    log.save_plan(plan(session("s1", 6, times=2)), "plan", "p", MONDAY)
    first = log.add([BARE], "log", "in the morning")
    log.add([BARE], "log", "in the evening")
    log.undo(first.id)
    assert log.add([BARE], "log", "in the morning after all").id == 4
    assert len(log.history().done) == 2
    assert log.add([BARE], "log", "a third time") is None
    with pytest.raises(InputError, match="already logged"):
        log.add([replace(BARE, effort=3.0)], "log", "a third time, otherwise")


def test_no_session_moves_to_a_day_that_is_over(log):
    log.save_plan(plan(session("s1", 9)), "plan", "p", MONDAY)
    for day in (5, 6):
        moved = plan(session("s1", day))
        for act in (log.check_plan, lambda p, t: log.save_plan(p, "next", "moved", t)):
            with pytest.raises(InputError, match=f"on 2026-01-0{day}, a day that is over"):
                act(moved, dt.date(2026, 1, 7))
    assert log.save_plan(plan(session("s1", 7)), "next", "to today", dt.date(2026, 1, 7)).id == 2


HALF = "run\udcff.fit"  # a name of a file that is not in UTF-8


@pytest.mark.parametrize(
    "entry",
    [
        replace(BARE, note="a\0b"), replace(BARE, note=HALF), replace(BARE, uid=HALF),
        replace(BARE, session_uid="s\0"), replace(BARE, label=HALF),
        replace(BARE, dose={"soleus\0": {"impulse_bw_s": 1.0}}),
        RunEntry(DAY, "running", 60.0, 100.0, file_name=HALF),
    ],
)  # fmt: skip
def test_texts_that_are_none_are_refused(log, entry):
    with pytest.raises(InputError, match="characters that are no text") as refusal:
        log.add([PAIN, entry], "log", "x")
    str(refusal.value).encode()  # can be shown
    assert log.changes() == []
    with pytest.raises(InputError, match="no text"):
        log.keep_state("session", {"note": HALF})


def test_a_summary_with_the_name_of_any_file_is_kept(log):
    assert log.add([PAIN], "import", f"from {HALF}").summary == "from run?.fit"
    assert log.changes()[0].summary == "from run?.fit"


def test_numbers_of_changes_that_cannot_be(log):
    log.add([PAIN], "log", "x")
    for number in (0, -1, 2):
        with pytest.raises(InputError, match=f"no change {number}"):
            log.undo(number)
    assert not log.changes()[0].undone


def test_undo_where_nothing_is_makes_nothing(tmp_path):
    with open_log(tmp_path / "log.sqlite") as log:
        for number in (None, 1):
            with pytest.raises(InputError):
                log.undo(number)
    assert list(tmp_path.iterdir()) == []


def test_each_kind_of_change_is_undone(log):
    """One after the other, newest first; the log is each time as it was before that change."""
    acts = [
        lambda: log.save_person(PERSON),
        lambda: log.save_person(replace(PERSON, mass=80.0)),
        lambda: log.save_plan(plan(session("s1", 6), session("s2", 8)), "plan", "p", MONDAY),
        lambda: log.save_plan(plan(session("s1", 6), session("s2", 9)), "next", "p", MONDAY),
        lambda: log.add([BARE], "do", "done"),
        lambda: log.add([replace(BARE, effort=9.0)], "log", "put right", replace=True),
        lambda: log.add([PAIN, SymptomEntry(DAY, "limp")], "log", "felt"),
        lambda: log.add([TestEntry(DAY, "heel_raises", 25)], "log", "measured"),
        lambda: log.add([RunEntry(DAY, "running", 60.0, 100.0, content_hash="a")], "import", "ran"),
    ]

    def seen():
        stored = log.plan()
        days = None if stored is None else [(s.uid, s.date) for s in stored.plan.sessions()]
        return log.person(), days, log.history()

    states = [seen()]
    for act in acts:
        act()
        states.append(seen())
    for before in reversed(states[:-1]):
        log.undo(today=MONDAY)
        assert seen() == before
    assert [c.undone for c in log.changes()] == [True] * len(acts)


def test_changes_are_never_deleted(log):
    seen = []
    for value in range(4):
        log.add([PainEntry(DAY, "after", value)], "log", f"{value}")
        log.undo()
        listed = [(c.id, c.at, c.command, c.summary) for c in reversed(log.changes())]
        assert listed[: len(seen)] == seen and len(listed) == value + 1
        seen = listed
