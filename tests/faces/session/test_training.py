"""What is kept and logged when the log, or the moment, is not a good one."""

import datetime as dt
import io

import pytest
from rich.console import Console

from soleus.base.errors import DataError, InputError
from soleus.faces.session.attempt import Record
from soleus.faces.session.choose import can_go_on, choose_session, choose_unfinished
from soleus.faces.session.kept import KEY, read_kept
from soleus.faces.session.script import Slot
from soleus.faces.session.training import Training, begin
from soleus.faces.today_payload import look_at
from soleus.plan.history import DoneSet, History
from soleus.store.log import open_log

SETS = tuple(
    Record(Slot(0, n, "both"), DoneSet("deep_squat_calf_raise", 2, 10.0, 4.0)) for n in (1, 2)
)


@pytest.fixture
def training(plan, database):
    """A session of today after two sets, nobody to be asked."""
    with open_log(database) as log:
        kept = begin(plan.weeks[0].sessions[0], dt.date.today(), again=False)
        made = Training(log, plan, plan.weeks[0].sessions[0], kept, Console(file=io.StringIO()),
                        lambda _: None, watched=False)  # fmt: skip
        made._keep(SETS, 60.0)
        yield made


def test_kept_is_read_back_as_it_was(training):
    found = read_kept(training.log.state(KEY))
    assert found == training.kept and found.records == SETS and found.elapsed == 60.0
    assert found.fits(training.session)


def test_unknown_answers_stay_unknown_and_one_change_holds_all(training):
    before = len(training.log.changes())
    result = training.log_kept()
    (done,) = training.log.history().done
    assert result.state == "logged" and done.effort is None and not training.log.history().pain
    assert not done.complete and len(training.log.changes()) == before + 1
    assert training.log.state(KEY) is None
    training.log.undo(result.change)
    assert training.log.history().done == ()


def test_killed_right_after_logging_is_not_logged_twice(training):
    kept = training.kept
    assert not kept.logged(training.log.history())
    training.log_kept()
    assert kept.logged(training.log.history())
    with pytest.raises(InputError):  # even if it were tried
        training._keep(SETS, 61.0)
        training.log_kept()
    assert len(training.log.history().done) == 1


def test_a_log_that_cannot_be_written_does_not_end_the_session(training, monkeypatch):
    def broken(*_):
        raise DataError("the disk is full")

    monkeypatch.setattr(training.log, "keep_state", broken)
    training._keep(SETS, 70.0)
    assert training.kept.elapsed == 70.0 and "disk is full" in training.kept_words()


def test_something_else_in_its_place_is_one_clear_error():
    assert read_kept(None) is None
    for value in ({"format": 1}, [1], {"format": 99}, "x"):
        with pytest.raises(DataError, match=r"session that was begun"):
            read_kept(value)


def test_who_decides_about_a_session_broken_off(training):
    kept, session, now = training.kept, training.session, training.kept.started
    assert can_go_on(kept, session, now) and not can_go_on(kept, None, now)
    assert not can_go_on(kept, session, now + dt.timedelta(hours=7))
    assert choose_unfinished(kept, True, None, None) == "go-on"
    with pytest.raises(InputError, match=r"broken off after 2 sets.*--unfinished log"):
        choose_unfinished(kept, False, None, None)
    with pytest.raises(InputError, match="too long ago"):
        choose_unfinished(kept, False, "go-on", None)
    with pytest.raises(InputError, match="did you mean anew"):
        choose_unfinished(kept, True, "anow", None)
    assert choose_unfinished(kept, True, None, lambda _: "a") == "anew"
    assert choose_unfinished(kept, False, None, lambda _: "") == "log"


def test_the_session_of_a_day(plan):
    day = plan.weeks[0].sessions[0].date
    assert choose_session(look_at(plan, History(), day), None, False, None).name == "strength"
    with pytest.raises(InputError, match="next is 'hills'"):
        choose_session(look_at(plan, History(), day + dt.timedelta(days=1)), None, False, None)
    with pytest.raises(InputError, match="the plan is over"):
        choose_session(look_at(plan, History(), day + dt.timedelta(days=9)), None, False, None)
