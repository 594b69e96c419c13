"""What a training log keeps, undoes and refuses, in SQLite and PostgreSQL alike."""

import datetime as dt
from dataclasses import replace

import numpy as np
import plan_maker
import pytest
from plan_maker import DOSE, PERSON

from soleus.base.errors import InputError
from soleus.plan.history import (
    DoneSession,
    DoneSet,
    History,
    PainEntry,
    RunEntry,
    SymptomEntry,
    TestEntry,
)
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)
SIX = dt.datetime(2026, 1, 6, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
DONE = DoneSession(
    DAY, "Calf raises",
    (DoneSet("deep_squat_calf_raise", 15, 10.0, 20.0, side="left", effort=7.5), DoneSet("walk")),
    "s1", 7.0, SIX, 1800.0, False, "wobbly – „äh“", "do", DOSE,
)  # fmt: skip
PAIN = PainEntry(DAY, "after", 6, "right", "s1")
RUN = RunEntry(
    DAY, "running", 3600.0, 10_000.0, SIX, 120.0, DOSE, "run.fit", "ab" * 32, ("gap",), "s2"
)
TEST = TestEntry(DAY, "heel_raises", 28, "left")
SYMPTOM = SymptomEntry(DAY, "limp", False)
ALL = (DONE, PAIN, RUN, TEST, SYMPTOM)


def plain(history):
    """Without the uids the log gave."""
    parts = (history.done, history.pain, history.runs, history.tests, history.symptoms)
    return [replace(e, uid="") for part in parts for e in part]


def test_a_new_log_is_empty_and_reading_writes_nothing(log, database):
    assert (log.athlete, log.athletes(), log.person(), log.plan()) == ("me", [], None, None)
    assert (log.history(), log.changes(), log.state("x")) == (History(), [], None)
    with pytest.raises(InputError, match="there is no training log yet"):
        open_log(database, create=False)


def test_entries_come_back_as_they_were(log, database):
    change = log.add(ALL, "log", "all kinds")
    assert (change.id, change.command, change.summary, change.undone) == (
        1,
        "log",
        "all kinds",
        False,
    )
    assert abs(change.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    with open_log(database, create=False) as other:
        assert plain(other.history()) == list(ALL)
        assert other.history() == log.history()
        assert other.changes() == [change]
    uids = {e.uid for e in (*log.history().done, *log.history().pain)}
    assert len(uids) == 2 and all(uids)
    assert log.history().done[0].started.utcoffset() == dt.timedelta(0)


def test_unknown_stays_unknown(log):
    log.add([DoneSession(DAY, "Walk", (DoneSet("walk"),))], "log", "a walk")
    (done,) = log.history().done
    assert (done.effort, done.started, done.duration_s, done.session_uid) == (None,) * 4
    assert (done.sets[0].repetitions, done.sets[0].load_kg, done.dose) == (None, None, {})


def test_the_same_again_is_nothing_new(log):
    log.add(ALL, "log", "first")
    before = log.history()
    again = [
        replace(DONE, dose={}, started=SIX.astimezone(dt.UTC)), replace(PAIN, value=6.0),
        replace(RUN, file_name="copy.fit", dose={}), replace(TEST, value=28.0), SYMPTOM,
    ]  # fmt: skip
    assert log.new_entries(again) == 0
    assert log.add(again, "import", "second") is None
    assert log.add([], "log", "nothing") is None
    assert log.add([before.done[0]], "log", "with its uid") is None
    assert log.history() == before and len(log.changes()) == 1


def test_only_what_is_new_of_a_mixture_is_written(log):
    log.add([DONE], "log", "first")
    other = replace(PAIN, value=2)
    assert log.new_entries([DONE, other, other]) == 1
    assert log.add([DONE, other, other], "log", "second").id == 2
    assert plain(log.history()) == [DONE, other]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (DONE, replace(DONE, effort=2.0, started=None), "'Calf raises' (s1) is already logged"),
        (replace(DONE, session_uid=None), replace(DONE, session_uid=None, effort=3.0),
         "'Calf raises' at 2026-01-06 18:00"),
        (PainEntry(DAY, "morning", 2), PainEntry(DAY, "morning", 3), "pain of the morning"),
        (replace(TEST, uid="t"), replace(TEST, uid="t", value=3), "entry t is already in the log"),
    ],
)  # fmt: skip
def test_contradictions_are_refused_or_replace(log, first, second, words):
    log.add([first], "log", "first")
    with pytest.raises(InputError) as refusal:
        log.add([SYMPTOM, second], "log", "second")
    assert words in str(refusal.value) and "(change 1); undo that first" in str(refusal.value)
    with pytest.raises(InputError):
        log.new_entries([second])
    assert plain(log.history()) == [replace(first, uid="")]  # nor was the first half written
    log.add([second], "log", "second", replace=True)
    assert plain(log.history()) == [replace(second, uid="")]
    log.undo()
    assert plain(log.history()) == [replace(first, uid="")]


def test_undoing_one_of_two_replacements_never_brings_two_back(log):
    for effort in (1.0, 2.0, 3.0):
        log.add([replace(DONE, effort=effort)], "log", f"{effort}", replace=True)
    log.undo(2)
    assert [d.effort for d in log.history().done] == [3.0]
    log.undo(3)
    assert [d.effort for d in log.history().done] == [1.0]


def test_two_contradictions_in_one_list_are_refused(log):
    for replacing in (False, True):
        with pytest.raises(InputError, match="the same entry list"):
            log.add([DONE, replace(DONE, effort=1.0)], "log", "both", replace=replacing)
    assert log.history() == History() and log.changes() == []


def test_a_session_planned_twice_a_day_can_be_done_twice(log):
    log.save_plan(plan_maker.plan(plan_maker.session("s1", 6, times=2)), "plan", "p", DAY)
    bare = DoneSession(DAY, "Calf raises", session_uid="s1")
    assert log.add([bare], "log", "in the morning")
    assert log.add([bare], "log", "in the evening")
    assert log.add([bare], "log", "again") is None
    with pytest.raises(InputError, match="already logged"):
        log.add([replace(bare, effort=3.0)], "log", "a third time")
    assert len(log.history().done) == 2
    log.undo()
    assert log.add([replace(bare, effort=3.0)], "log", "the evening, with effort")


def test_runs_of_two_devices_overlap(log):
    log.add([RUN], "import", "watch")
    phone = replace(
        RUN, content_hash="cd" * 32, started=SIX + dt.timedelta(seconds=100), duration_s=3800.0
    )
    assert log.overlapping(phone).content_hash == RUN.content_hash
    assert log.overlapping(RUN) is None  # the same file
    assert log.overlapping(replace(phone, started=SIX + dt.timedelta(seconds=130))) is None
    assert log.overlapping(replace(phone, duration_s=4100.0)) is None
    assert log.overlapping(replace(phone, started=None)) is None
    log.undo()
    assert log.overlapping(phone) is None


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(DONE, started=SIX.replace(tzinfo=None)), "has no time zone"),
        (replace(RUN, started=SIX + dt.timedelta(days=3)), "is on another day"),
        (replace(DONE, date=SIX), "must be a day"),
        (replace(RUN, duration_s=float("nan")), "must be 0 or more"),
        (replace(RUN, distance_m=-1.0), "must be 0 or more"),
        (replace(RUN, dose={"soleus": {"impulse_bw_s": float("inf")}}), "leave out what is not"),
        (replace(RUN, dose={"soleus": {"impulse_bw_s": object()}}), "cannot be kept"),
        ({"date": DAY}, "takes no dict"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_one_line(log, entry, words):
    with pytest.raises(InputError, match=words) as refusal:
        log.add([PAIN, entry], "log", "bad")
    assert "\n" not in str(refusal.value)
    assert log.history() == History() and log.changes() == []


def test_numbers_of_numpy_are_numbers(log):
    dose = {"soleus": {"impulse_bw_s": np.float64(2.5), "count": np.int64(3)}}
    log.add([replace(RUN, dose=dose, distance_m=np.float32(10.0))], "log", "numpy")
    (run,) = log.history().runs
    assert run.dose == {"soleus": {"impulse_bw_s": 2.5, "count": 3}} and run.distance_m == 10.0


def test_undo_is_marked_not_deleted_and_can_be_imported_again(log):
    first = log.add([RUN], "import", "run.fit")
    second = log.add([PAIN], "log", "pain")
    assert log.undo() == replace(second, undone=True)
    assert log.undo() == replace(first, undone=True)
    assert log.history() == History()
    assert log.changes() == [replace(second, undone=True), replace(first, undone=True)]
    with pytest.raises(InputError, match="nothing to undo"):
        log.undo()
    third = log.add([RUN], "import", "run.fit again")
    assert third.id == 3 and plain(log.history()) == [RUN]
    assert log.changes(limit=1) == [third]


def test_a_named_change_is_undone_once(log):
    log.add([RUN], "import", "run")
    log.add([PAIN], "log", "pain")
    assert log.undo(1).summary == "run"
    assert plain(log.history()) == [PAIN]
    with pytest.raises(InputError, match="already undone"):
        log.undo(1)
    with pytest.raises(InputError, match="no change 9"):
        log.undo(9)


def test_the_person_in_revisions(log):
    first = log.save_person(PERSON)
    assert log.person() == PERSON and log.person().name == "Äda"
    assert log.save_person(PERSON) == first
    heavier = replace(PERSON, mass=74.0)
    log.save_person(heavier, command="next")
    assert log.person() == heavier
    log.undo()
    assert log.person() == PERSON
    log.undo()
    assert log.person() is None


def test_state_is_kept_by_key_and_forgotten(log, database):
    log.keep_state("session", {"uid": "s1", "sets": [1, 2], "ä": None})
    log.keep_state("session", {"uid": "s2"})
    log.keep_state("ics", [1.5])
    with open_log(database) as other:
        assert other.state("session") == {"uid": "s2"} and other.state("ics") == [1.5]
    log.keep_state("session", None)
    assert log.state("session") is None and log.state("ics") == [1.5]
    assert log.changes() == []
    with pytest.raises(InputError, match="cannot be kept"):
        log.keep_state("x", {1, 2})


def test_several_athletes_keep_apart(log, database):
    log.add([PAIN], "log", "mine")
    with open_log(database, "  Zoë   Z. ") as hers:
        assert hers.athlete == "Zoë Z." and hers.history() == History()
        assert hers.add([PAIN], "log", "hers").id == 1
        hers.keep_state("k", 1)
        assert hers.athletes() == ["Zoë Z.", "me"]
    assert log.state("k") is None
    with open_log(database) as last:
        assert last.athlete == "Zoë Z."
    log.undo()
    with open_log(database) as last:
        assert (last.athlete, plain(last.history())) == ("me", [])
    with open_log(database, "Zoë Z.") as hers:
        assert plain(hers.history()) == [PAIN]
    with pytest.raises(InputError, match=r"'Zoe' has no log yet; known: Zoë Z\., me"):
        open_log(database, "Zoe", create=False)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x07b"])
def test_names_that_are_none(database, name):
    with pytest.raises(InputError, match="1 to 100 printable characters"):
        open_log(database, name)
