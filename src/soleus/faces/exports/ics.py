"""The plan as a calendar file that keeps its identity: the same UID for a session wherever it
moves, a rising SEQUENCE, cancelled sessions cancelled and not orphaned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from soleus.base.errors import InputError
from soleus.faces.exports import words
from soleus.plan.plan import Session

if TYPE_CHECKING:
    from icalendar import Event

    from soleus.store.log import CancelledSession, StoredPlan

__all__ = ["PRODUCER", "IcsForm", "calendar", "read_form", "utc_start"]

PRODUCER = "-//Soleus//training plan//EN"


@dataclass(frozen=True, slots=True)
class IcsForm:
    """How sessions stand in the calendar: all day (`time` None), or from a local `time` in
    `timezone`; an alarm `alarm_min` minutes before, None without. `raised` is added to every
    SEQUENCE: how often the form was changed, which moves events as an edit does."""

    time: dt.time | None = None
    timezone: str = ""
    alarm_min: int | None = None
    raised: int = 0


def read_form(time: str | None, timezone: str | None, alarm_min: int | None) -> IcsForm:
    """A form from what a user typed. Raises `InputError` for no time or zone, for a time without
    its zone, and for an alarm of an all-day event, which would ring at night."""
    if time is None:
        if timezone is not None:
            raise InputError("--timezone needs --time, like --time 07:30")
        if alarm_min is not None:
            raise InputError("--alarm-min needs --time: before an all-day event it rings at night")
        return IcsForm()
    if timezone is None:
        raise InputError("--time needs --timezone, like --timezone Europe/Amsterdam")
    if alarm_min is not None and not 0 <= alarm_min <= 2880:
        raise InputError(f"--alarm-min {alarm_min} is outside 0 to 2880 minutes")
    try:
        clock = dt.time.fromisoformat(time)
    except ValueError:
        raise InputError(f"--time '{time}' is not a time of day; write it like 07:30") from None
    if clock.tzinfo is not None:
        raise InputError(f"--time '{time}' carries a zone; give it as --timezone")
    _zone(timezone)
    return IcsForm(clock.replace(second=0, microsecond=0), timezone, alarm_min)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(
            f"--timezone '{name}' is not known; write it like Europe/Amsterdam or America/New_York"
        ) from None


def utc_start(date: dt.date, clock: dt.time, timezone: str) -> tuple[dt.datetime, str]:
    """Start of a local time in UTC, and a note where clocks change.

    A time that the day skips counts by the clock before the change, which lands as much after it;
    one that comes twice means the first (RFC 5545, 3.3.5).
    """
    zone = _zone(timezone)
    local = dt.datetime.combine(date, clock, zone)
    start = local.astimezone(dt.UTC)
    back = start.astimezone(zone)
    shown = f"{clock:%H:%M} on {date}"
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        return start, f"{shown} does not exist in {timezone} (clocks change): {back:%H:%M} it is"
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return start, f"{shown} comes twice in {timezone} (clocks change): the first is meant"
    return start, ""


def calendar(stored: StoredPlan, form: IcsForm, athlete: str = "") -> tuple[bytes, list[str]]:
    """The calendar file (UTF-8, CRLF, lines of at most 75 octets) and notes on clock changes.

    The same plan revision and form give the same bytes: DTSTAMP is when the revision was saved.
    Cancelled sessions come after the living ones, all by date.
    """
    import icalendar

    book = icalendar.Calendar()
    book.add("prodid", PRODUCER)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    # PUBLISH is what calendars take a file without a method for, and old ones insist on it;
    # REQUEST would make every session a meeting to answer.
    book.add("method", "PUBLISH")
    name = "Soleus training" + (f" of {athlete}" if athlete and athlete != "me" else "")
    book.add("x-wr-calname", _plain(name))
    if form.timezone:
        book.add("x-wr-timezone", form.timezone)
    notes: list[str] = []
    stamp = stored.saved_at.astimezone(dt.UTC).replace(microsecond=0)
    for session, earlier in _in_order(stored.plan.sessions()):
        event = _event(icalendar.Event(), session.uid, stamp)
        sequence = stored.sequences.get(session.uid, 0) + form.raised
        event.add("sequence", sequence)
        notes += _fill(event, session, earlier, form)
        book.add_component(event)
    for gone in sorted(stored.cancelled, key=lambda c: (c.date, c.uid)):
        book.add_component(_cancelled(gone, stamp, form))
    return book.to_ical(sorted=False), notes


def _in_order(sessions: Iterator[Session]) -> Iterator[tuple[Session, float]]:
    """Sessions with the minutes that others take before them on the same day."""
    day, minutes = None, 0.0
    for session in sessions:
        if session.date != day:
            day, minutes = session.date, 0.0
        yield session, minutes
        minutes += session.minutes


def _plain(text: str) -> str:
    """Text without characters a calendar line may not hold."""
    return "".join(c for c in text if c == "\n" or c.isprintable())


def _event(event: Event, uid: str, stamp: dt.datetime) -> Event:
    event.add("uid", f"{uid}@soleus")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    return event


def _fill(event: Event, session: Session, earlier: float, form: IcsForm) -> list[str]:
    """When, what and why; notes on clock changes."""
    note = ""
    if form.time is None:
        _all_day(event, session.date)
        event.add("transp", "TRANSPARENT")
    else:
        start, note = utc_start(session.date, form.time, form.timezone)
        start += dt.timedelta(minutes=round(earlier))
        event.add("dtstart", start)
        event.add("dtend", start + dt.timedelta(minutes=max(5, round(session.minutes))))
        event.add("transp", "OPAQUE")
    event.add("summary", _plain(words.session_title(session)))
    event.add("description", _plain(describe(session, note)))
    event.add("status", "CONFIRMED")
    event.add("categories", ["Training"])
    if form.alarm_min is not None and form.time is not None:
        _alarm(event, form.alarm_min, session)
    return [note] if note else []


def _all_day(event: Event, date: dt.date) -> None:
    event.add("dtstart", date)
    event.add("dtend", date + dt.timedelta(days=1))


def _alarm(event: Event, minutes: int, session: Session) -> None:
    import icalendar

    alarm: Any = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", dt.timedelta(minutes=-minutes))
    alarm.add("description", _plain(session.label))
    event.add_component(alarm)


def _cancelled(gone: CancelledSession, stamp: dt.datetime, form: IcsForm) -> Event:
    """A session that is no more. The word stands in its title too: some calendars show a
    cancelled event like any other."""
    import icalendar

    event = _event(icalendar.Event(), gone.uid, stamp)
    event.add("sequence", gone.sequence + form.raised)
    if form.time is None:
        _all_day(event, gone.date)
    else:
        start, _ = utc_start(gone.date, form.time, form.timezone)
        event.add("dtstart", start)
        event.add("dtend", start + dt.timedelta(minutes=5))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _plain(f"Cancelled: {gone.label}"))
    event.add("description", "This session is no longer part of the plan.")
    event.add("status", "CANCELLED")
    return event


def describe(session: Session, note: str = "") -> str:
    """Plain text of a session: what to do, how long, the dose, why, notes."""
    lines = []
    for block in session.blocks:
        lines.append(f"- {words.sentence(block)}")
        lines += [f"  {block.note}"] if block.note else []
    lines.append("")
    often = words.times_words(session.times)
    lines.append(f"About {session.minutes:.0f} min{f', {often} this day' if often else ''}.")
    if dose := words.dose_words(session):
        lines.append(dose)
    if reasons := words.reasons_of(session):
        lines += ["", "Why:", *(f"- {reason}" for reason in reasons)]
    if note:
        lines += ["", f"Note: {note}."]
    return "\n".join(lines)
