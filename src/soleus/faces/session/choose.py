"""Which session to guide through: one of the day, or one that was broken off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from soleus.base.errors import InputError, nearest
from soleus.faces.session.kept import Kept
from soleus.faces.session.questions import Ask, ask_choice

if TYPE_CHECKING:
    from soleus.faces.today_payload import Today
    from soleus.plan.plan import Session

__all__ = ["UNFINISHED", "can_go_on", "choose_session", "choose_unfinished"]

#: What to do with a session that was broken off.
UNFINISHED = ("go-on", "anew", "log")
#: After a longer break it is another session.
_LONGEST_BREAK = dt.timedelta(hours=6)


def can_go_on(kept: Kept, session: Session | None, now: dt.datetime) -> bool:
    """Whether a session broken off is still the planned one, and not too long ago."""
    return session is not None and kept.fits(session) and now - kept.started < _LONGEST_BREAK


def choose_unfinished(kept: Kept, going: bool, said: str | None, ask: Ask | None) -> str:
    """One of `UNFINISHED`: as said, as asked (`ask` is None where nobody can be), or going on
    where that is possible (`going`). Raises `InputError` where somebody has to decide."""
    count = len(kept.records)
    what = f"'{kept.label}' of {kept.date} was broken off after {count} set{'s' * (count != 1)}"
    if said is not None:
        if said not in UNFINISHED:
            raise InputError(f"--unfinished '{said}' is not known; {nearest(said, UNFINISHED)}")
        if said == "go-on" and not going:
            raise InputError(
                f"{what}, too long ago or changed since, to go on; say --unfinished log, or "
                "--unfinished anew to forget it"
            )
        return said
    if ask is not None:
        choices = {"g": "go on", "l": "log what was done", "a": "start anew and forget it"}
        if not going:
            del choices["g"]
        answer = ask_choice(ask, f"{what}.", choices, "g" if going else "l")
        return {"g": "go-on", "l": "log", "a": "anew"}[answer]
    if going:
        return "go-on"
    raise InputError(f"{what}; say --unfinished log, or --unfinished anew to forget it")


def choose_session(today: Today, name: str | None, again: bool, ask: Ask | None) -> Session:
    """The session of a day by name or label; without one, the only one left, or as asked. Raises
    `InputError` with what there is instead."""
    from soleus.faces.today_card import day_words

    if not today.sessions:
        words = f"nothing is planned on {day_words(today.date)}"
        if today.next is None:
            raise InputError(f"{words}, and the plan is over; make one: soleus plan --help")
        raise InputError(f"{words}; next is '{today.next.label}': soleus do {today.next.date}")
    found = [s for s in today.sessions if name is None or name in (s.name, s.label, s.uid)]
    if not found:
        known = [s.name for s in today.sessions]
        raise InputError(f"no session '{name}' on {today.date}; {nearest(name, known)}")
    left = found if again else [s for s in found if not today.is_done(s)]
    if not left:
        raise InputError(
            f"'{found[0].label}' of {today.date} is done already; --again does it once more, "
            "beyond the plan"
        )
    if len(left) == 1:
        return _checked(left[0])
    names = ", ".join(s.name for s in left)
    if ask is None:
        raise InputError(f"several sessions on {today.date}; say --session with one of: {names}")
    choices = {str(i): s.label for i, s in enumerate(left, start=1)}
    return _checked(left[int(ask_choice(ask, "Which session?", choices, "1")) - 1])


def _checked(session: Session) -> Session:
    if not session.blocks:
        raise InputError(
            f"'{session.label}' of {session.date} has no exercises to guide through; log it "
            "with soleus log"
        )
    return session
