"""Plans in a log: revisions, what may not change, and what calendars are told."""

import datetime as dt
from dataclasses import replace

import pytest
from plan_maker import MONDAY, PERSON, plan, session

from soleus.base.errors import InputError
from soleus.plan.document import plan_document
from soleus.plan.history import DoneSession, RunEntry
from soleus.store.log import CancelledSession, open_log

FIRST = plan(session("a", 6), session("b", 8), session("c", 10))
TUESDAY, FRIDAY = dt.date(2026, 1, 6), dt.date(2026, 1, 9)


def save(log, *sessions, today=MONDAY, uid="plan"):
    return log.save_plan(plan(*sessions, uid=uid), "plan", "a plan", today)


def done(log, uid, day):
    return log.add([DoneSession(dt.date(2026, 1, day), "Calf", session_uid=uid)], "log", "did it")


def test_a_plan_comes_back_as_it_was(log, database):
    change = log.save_plan(FIRST, "plan", "three sessions", MONDAY)
    with open_log(database) as other:
        stored = other.plan()
    assert plan_document(stored.plan) == plan_document(FIRST)
    assert stored.plan.person == PERSON
    assert (stored.revision, stored.saved_at) == (1, change.at)
    assert stored.sequences == {"a": 0, "b": 0, "c": 0} and stored.cancelled == ()
    assert log.save_plan(FIRST, "plan", "the same", MONDAY) == change
    assert len(log.changes()) == 1


def test_sequences_rise_with_what_changed_and_never_fall(log):
    save(log, session("a", 6), session("b", 8), session("c", 10))
    save(log, session("a", 6), session("b", 9), session("d", 11))
    stored = log.plan()
    assert stored.revision == 2
    assert stored.sequences == {"a": 0, "b": 1, "d": 0}
    assert stored.cancelled == (CancelledSession("c", dt.date(2026, 1, 10), "Calf raises", 1),)
    log.undo(today=MONDAY)
    stored = log.plan()
    assert stored.revision == 1
    assert stored.sequences == {"a": 0, "b": 2, "c": 2}
    assert stored.cancelled == (CancelledSession("d", dt.date(2026, 1, 11), "Calf raises", 1),)
    save(log, session("a", 6), session("b", 9), session("d", 11))
    stored = log.plan()
    assert stored.revision == 3  # a number is never used twice
    assert stored.sequences == {"a": 0, "b": 3, "d": 2}
    assert [(c.uid, c.sequence) for c in stored.cancelled] == [("c", 3)]


def test_undoing_the_only_plan_calls_its_sessions_off(log):
    save(log, session("a", 6), session("b", 8))
    log.undo(today=MONDAY)
    assert log.plan() is None
    assert [(c.uid, c.sequence) for c in log.cancelled()] == [("a", 1), ("b", 1)]


def test_undoing_an_older_plan_changes_nothing_in_force(log):
    save(log, session("a", 6))
    save(log, session("a", 7))
    log.undo(1, today=MONDAY)
    assert log.plan().sequences == {"a": 1}
    log.undo(today=MONDAY)
    assert log.plan() is None


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ((session("a", 6, sets=4), session("b", 8), session("c", 10)),
         "would change 'Calf raises' of 2026-01-06, a day that is over"),
        ((session("a", 9), session("b", 8), session("c", 10)), "would change 'Calf raises' of"),
        ((session("b", 8), session("c", 10)), "would drop 'Calf raises' of 2026-01-06"),
        ((session("a", 6), session("b", 8), session("c", 10), session("x", 7)),
         "on 2026-01-07, a day that is over"),
        ((session("a", 6), session("b", 8), session("c", 11)), "is done \\(change 2\\)"),
        ((session("a", 6), session("b", 8)), "would drop 'Calf raises' of 2026-01-10, which is"),
    ],
)  # fmt: skip
def test_days_that_are_over_and_sessions_done_stay(log, sessions, words):
    save(log, session("a", 6), session("b", 8), session("c", 10))
    done(log, "c", 8)  # ahead of its day
    today = dt.date(2026, 1, 8)
    with pytest.raises(InputError, match=words):
        log.check_plan(plan(*sessions), today)
    with pytest.raises(InputError, match=words):
        save(log, *sessions, today=today)
    assert log.plan().revision == 1 and len(log.changes()) == 2
    save(log, session("a", 6), session("b", 8, sets=9), session("c", 10), today=today)
    assert log.plan().sequences == {"a": 0, "b": 1, "c": 0}


def test_a_session_answered_by_a_run_stays_too(log):
    save(log, session("a", 8))
    log.add([RunEntry(dt.date(2026, 1, 8), "running", 60, 100, session_uid="a")], "import", "run")
    with pytest.raises(InputError, match="which is done"):
        save(log, session("a", 9), today=MONDAY)


def test_another_plan_takes_over_from_today(log):
    save(log, session("a", 6), session("b", 8), session("c", 10), session("d", 11))
    done(log, "c", 8)
    save(log, session("n", 12), today=dt.date(2026, 1, 8), uid="new")
    stored = log.plan()
    assert stored.plan.uid == "new" and stored.sequences == {"n": 0}
    assert [c.uid for c in stored.cancelled] == ["b", "d"]  # "a" is over, "c" is done
    with pytest.raises(InputError, match="plan from 2026-01-09 on"):
        save(log, session("m", 7), today=FRIDAY, uid="newer")


def test_a_plan_that_was_lived_or_done_cannot_be_undone(log):
    save(log, session("a", 6), session("b", 8))
    done(log, "a", 6)
    with pytest.raises(InputError, match=r"which is done \(change 2\); undo that first"):
        log.undo(1, today=TUESDAY)
    log.undo()
    saved = log.plan().saved_at.astimezone().date()
    late = (saved + dt.timedelta(days=1) - dt.date(2026, 1, 1)).days + 1
    tomorrow = replace(session("t", 6), date=dt.date(2026, 1, 1) + dt.timedelta(days=late - 1))
    log.save_plan(plan(tomorrow, uid="real"), "plan", "of these days", saved)
    with pytest.raises(InputError, match="was lived by it; save another plan"):
        log.undo(today=saved + dt.timedelta(days=3))
    assert log.undo(today=saved).undone


def test_a_session_undone_is_called_off_when_no_plan_holds_it(log):
    far = dt.date.today() + dt.timedelta(days=3)
    save(log, replace(session("a", 6), date=far))
    log.add([DoneSession(far, "Calf", session_uid="a")], "log", "ahead")
    save(log, replace(session("n", 6), date=far), today=dt.date.today(), uid="new")
    assert log.cancelled() == ()
    log.undo(2)
    assert [c.uid for c in log.cancelled()] == ["a"]


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ((session("", 6),), "has no uid"),
        ((session("a", 6), session("a", 7)), "2 sessions of the plan share the uid a"),
    ],
)
def test_plans_that_cannot_be_followed(log, sessions, words):
    with pytest.raises(InputError, match=words):
        save(log, *sessions)
    assert log.changes() == []
