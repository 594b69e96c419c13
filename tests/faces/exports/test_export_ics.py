"""The calendar file: identity, time, folding; read back with icalendar."""

import datetime as dt
from dataclasses import replace

import icalendar
import pytest
from plans import Gone, Stored, hill_week, make

from soleus.base.errors import InputError
from soleus.faces.exports.ics import IcsForm, calendar, read_form, utc_start
from soleus.plan.plan import Reason

AMSTERDAM = "Europe/Amsterdam"


@pytest.fixture(scope="module")
def stored():
    return Stored(make(4, hill_week))


def events(data):
    found = icalendar.Calendar.from_ical(data)
    return {str(e["uid"]): e for e in found.walk("VEVENT")}


def moved(stored, days):
    """The plan with its first session on another day, as the log would keep it."""
    first, *rest = stored.plan.weeks
    session, *others = first.sessions
    session = replace(session, date=session.date + dt.timedelta(days))
    week = replace(first, sessions=(session, *others))
    return replace(
        stored, plan=replace(stored.plan, weeks=(week, *rest)), revision=2,
        saved_at=stored.saved_at + dt.timedelta(days=1),
        sequences={**stored.sequences, session.uid: 1},
    )  # fmt: skip


def test_all_day_events_carry_what_to_do_and_why(stored):
    data, notes = calendar(stored, IcsForm())
    found = events(data)
    assert notes == []
    assert len(found) == 10
    event = found["article-20260105-1-1@soleus"]
    assert event["dtstart"].dt == dt.date(2026, 1, 6)
    assert event["dtend"].dt == dt.date(2026, 1, 7)
    assert b"DTSTART;VALUE=DATE:20260106\r\n" in data
    assert event["dtstamp"].dt == stored.saved_at.replace(microsecond=0)
    assert event["status"] == "CONFIRMED" and event["sequence"] == 0
    text = str(event["description"])
    assert "Uphill sprint: 4 × 200 m up 8 %, 3 min walk between" in text
    assert "3 × 15, 12.5 kg" in text and "then hold 20 s at full stretch, rest 90 s" in text
    assert "two days between heavy sessions [SPACE-48]" in text
    assert "12.5 kg fit your plates [PROG-ARTICLE]" in text
    assert "soleus 800 BW s, Achilles tendon 850 BW s" in text
    assert not event.walk("VALARM") and "ATTACH" not in event


def test_lines_end_in_crlf_and_hold_75_octets(stored):
    week = stored.plan.weeks[0]
    long = replace(week.sessions[0], label="Größe, Höhe; 重訓 " * 12 + "\nno \r\nbreak")
    odd = replace(stored, plan=replace(stored.plan, weeks=(replace(week, sessions=(long,)),)))
    data, _ = calendar(odd, IcsForm())
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two
    (event,) = events(data).values()
    assert str(event["summary"]).startswith("Größe, Höhe; 重訓 Größe")


def test_same_plan_same_bytes(stored):
    form = read_form("07:30", AMSTERDAM, 30)
    again = Stored(make(4, hill_week))
    assert calendar(stored, form) == calendar(again, form)
    assert calendar(stored, IcsForm()) == calendar(again, IcsForm())


def test_moved_session_keeps_its_identity(stored):
    before, after = (events(calendar(s, IcsForm())[0]) for s in (stored, moved(stored, 1)))
    uid = "article-20260105-1-1@soleus"
    assert before.keys() == after.keys()
    assert before[uid]["dtstart"].dt + dt.timedelta(1) == after[uid]["dtstart"].dt
    assert (before[uid]["sequence"], after[uid]["sequence"]) == (0, 1)
    assert after[uid]["dtstamp"].dt > before[uid]["dtstamp"].dt


@pytest.mark.parametrize("form", [IcsForm(), IcsForm(dt.time(7, 30), AMSTERDAM, 10, 2)])
def test_removed_session_is_cancelled_not_orphaned(stored, form):
    gone = Gone("article-old", dt.date(2026, 1, 8), "Hill sprints", 3)
    data, _ = calendar(replace(stored, cancelled=(gone,)), form)
    event = events(data)["article-old@soleus"]
    assert event["status"] == "CANCELLED" and event["sequence"] == 3 + form.raised
    assert event["summary"] == "Cancelled: Hill sprints" and event["transp"] == "TRANSPARENT"
    assert not event.walk("VALARM")
    start = event["dtstart"].dt
    assert (start.date() if form.time else start) == gone.date


def test_head_is_one_all_calendars_take(stored):
    data, _ = calendar(stored, IcsForm(), "Zoë")
    book = icalendar.Calendar.from_ical(data)
    assert book["prodid"] == "-//Soleus//training plan//EN" and book["version"] == "2.0"
    assert book["x-wr-calname"] == "Soleus training of Zoë"
    assert book["method"] == "PUBLISH"  # REQUEST would ask for an answer
    assert not book.walk("VTIMEZONE") and b"TZID" not in data


def test_timed_sessions_are_utc_on_both_sides_of_a_clock_change(stored):
    data, notes = calendar(stored, read_form("07:30", AMSTERDAM, 45))
    event = events(data)["article-20260105-1-1@soleus"]
    assert b"DTSTART:20260106T063000Z\r\n" in data and notes == []
    minutes = next(stored.plan.sessions()).minutes
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(minutes=round(minutes))
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == dt.timedelta(minutes=-45)
    for day, hour in ((28, 6), (29, 5)):
        start, note = utc_start(dt.date(2026, 3, day), dt.time(7, 30), AMSTERDAM)
        assert (start.hour, note) == (hour, "")


def test_times_that_do_not_exist_or_come_twice_are_said():
    start, note = utc_start(dt.date(2026, 3, 29), dt.time(2, 30), AMSTERDAM)
    assert start == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    assert note == (
        "02:30 on 2026-03-29 does not exist in Europe/Amsterdam (clocks change): 03:30 it is"
    )
    start, note = utc_start(dt.date(2026, 10, 25), dt.time(2, 30), AMSTERDAM)
    assert start == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert "comes twice" in note


def test_clock_change_note_reaches_the_event(stored):
    week = stored.plan.weeks[0]
    day = replace(week.sessions[0], date=dt.date(2026, 3, 29))
    one = replace(stored, plan=replace(stored.plan, weeks=(replace(week, sessions=(day,)),)))
    data, notes = calendar(one, read_form("02:30", AMSTERDAM, None))
    (event,) = events(data).values()
    assert len(notes) == 1 and notes[0] in str(event["description"])


def test_second_session_of_a_day_starts_after_the_first(stored):
    week = stored.plan.weeks[0]
    first, second = week.sessions
    both = replace(week, sessions=(first, replace(second, date=first.date)))
    one = replace(stored, plan=replace(stored.plan, weeks=(both,)))
    a, b = events(calendar(one, read_form("07:30", AMSTERDAM, None))[0]).values()
    assert a["dtend"].dt == b["dtstart"].dt


def test_reasons_that_repeat_are_written_once(stored):
    week = stored.plan.weeks[0]
    again = replace(week.sessions[0], reasons=(Reason("A", "b"), Reason("A", "b")))
    one = replace(stored, plan=replace(stored.plan, weeks=(replace(week, sessions=(again,)),)))
    (event,) = events(calendar(one, IcsForm())[0]).values()
    assert str(event["description"]).count("b [A]") == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("7h", AMSTERDAM, None), "--time '7h' is not a time of day"),
        (("07:30", None, None), "--time needs --timezone"),
        (("07:30+02:00", AMSTERDAM, None), "carries a zone"),
        ((None, AMSTERDAM, None), "--timezone needs --time"),
        ((None, None, 30), "rings at night"),
        (("07:30", "Europe/Amsterdm", None), "--timezone 'Europe/Amsterdm' is not known"),
        (("07:30", "../etc", None), "is not known"),
        (("07:30", AMSTERDAM, -5), "outside 0 to 2880"),
    ],
)
def test_bad_times_are_refused(asked, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        read_form(*asked)
