"""What a `soleus log` would write: which session it is about, and the entries for it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from soleus.base.errors import InputError, nearest
from soleus.dose.measure import add_doses
from soleus.faces.log_words import pain_words, set_words
from soleus.plan.history import DoneSession, DoneSet, History, PainEntry, RunEntry
from soleus.store.run_answers import only_running

if TYPE_CHECKING:
    from soleus.plan.plan import Plan, Session

__all__ = ["Draft", "Given", "draft_session", "last_before", "planned_sets"]

Doses = Callable[[Sequence[DoneSet]], Any]
#: What a skipped session gave; only what weeks are compared by.
_NOTHING = {
    "soleus": {"impulse_bw_s": 0.0, "peak_force_bw": 0.0},
    "achilles": {"impulse_bw_s": 0.0, "peak_force_bw": 0.0, "time_in_strain_window_s": 0.0},
}


@dataclass(frozen=True)
class Given:
    """What was said of a session: None where nothing was. `pain` maps during and after to 0-10,
    `session` picks one of several, `outside` says that it answers none."""

    date: dt.date
    sets: tuple[DoneSet, ...] = ()
    effort: float | None = None
    pain: Mapping[str, float] = field(default_factory=dict)
    side: str = "both"
    session: str | None = None
    note: str = ""
    label: str = ""
    skipped: bool = False
    done: bool = False
    broken_off: bool = False
    outside: bool = False
    started: dt.datetime | None = None
    duration_s: float | None = None

    def __post_init__(self) -> None:
        DoneSession(self.date, self.label, effort=self.effort)  # both refuse what cannot be
        _pains(self, None)

    @property
    def any(self) -> bool:
        """Whether it is about a session at all."""
        return bool(
            self.sets or self.effort is not None or self.pain or self.note or self.skipped
            or self.done or self.broken_off
        )  # fmt: skip


@dataclass
class Draft:
    """`entries` to write; `amended` of them take the place of those with their uid; `lines` say
    it in words."""

    entries: list[Any] = field(default_factory=list)
    amended: list[Any] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def draft_session(given: Given, plan: Plan | None, history: History, doses: Doses) -> Draft:
    """The entries for a session that was done, skipped, or told more of.

    Without sets the one open planned session of the day was done as planned; where none is open,
    what was done last that day is meant. `doses` gives the dose of sets. Raises `InputError`
    where it is not clear which session is meant.
    """
    open_, planned = _open_sessions(plan, history, given.date)
    if given.sets and not given.skipped:
        session = _answered_by(given, open_, planned)
        return _new(given, session, given.sets, doses(given.sets), "done")
    if given.session is not None:
        session = _find(given.session, planned, given.date)
        if session not in open_:
            return _amend(given, history, session.uid)
    elif len(open_) > 1:
        raise InputError(f"{_names(open_)} are planned on {given.date}; say which: --session 1")
    elif not open_ or given.outside:
        if given.skipped:
            raise InputError(f"no open session is planned on {given.date}: nothing to skip")
        return _amend(given, history, None)
    else:
        session = open_[0]
    if given.skipped:
        return _skip(given, session)
    skip = _skip_entry(given, session, history)
    if skip is not None:
        return _note_on_skip(given, skip)
    if only_running(session) and any(r.session_uid == session.uid for r in history.runs):
        return _new(given, session, (), {}, "run already imported")
    dose = add_doses([b.dose for b in session.blocks if b.dose])
    return _new(given, session, planned_sets(session), dose, "done as planned")


def _open_sessions(
    plan: Plan | None, history: History, date: dt.date
) -> tuple[list[Session], list[Session]]:
    """Sessions of a day that were not done as often as planned, and all of the day."""
    planned = list(plan.on(date)) if plan is not None else []
    count = [d.session_uid for d in history.done]
    return [s for s in planned if count.count(s.uid) < s.times], planned


def _names(sessions: Sequence[Session]) -> str:
    return " and ".join(f"{i} '{s.label}'" for i, s in enumerate(sessions, 1))


def _find(text: str, planned: Sequence[Session], date: dt.date) -> Session:
    """A session by its uid, its number that day, or part of its label."""
    low = text.strip().lower()
    if low.isdigit() and 1 <= int(low) <= len(planned):
        return planned[int(low) - 1]
    found = [s for s in planned if text == s.uid or low in s.label.lower() or low == s.name]
    if len(found) == 1:
        return found[0]
    if not planned:
        raise InputError(f"no session is planned on {date}; leave --session out")
    hint = _names(found) if found else nearest(text, [s.name for s in planned])
    raise InputError(f"--session '{text}' names no single session of {date}; {hint}")


def _answered_by(
    given: Given, open_: Sequence[Session], planned: Sequence[Session]
) -> Session | None:
    """The planned session that sets belong to: the named one, else the one with such exercises."""
    if given.outside:
        return None
    if given.session is not None:
        return _find(given.session, planned, given.date)
    names = {s.exercise for s in given.sets}
    fits = [s for s in open_ if names & {n for b in s.blocks for n in (b.exercise, b.swapped_from)}]
    if len(fits) > 1:
        raise InputError(
            f"{_names(fits)} of {given.date} both have such sets; say which: --session 1"
        )
    return fits[0] if fits else None


def planned_sets(session: Session) -> tuple[DoneSet, ...]:
    """The sets of a planned session as if done; where each leg works alone, left then right."""
    return tuple(
        DoneSet(
            block.exercise,
            block.repetitions,
            load_kg=block.load_kg if block.distance_m is None else None,
            hold_s=block.hold_s,
            distance_m=block.distance_m,
            duration_s=block.duration_s,
            side=side,
        )
        for block in session.blocks
        for _ in range(block.sets)
        for side in (("left", "right") if block.legs == 1 else ("both",))
    )


def _new(
    given: Given, session: Session | None, sets: tuple[DoneSet, ...], dose: Any, how: str
) -> Draft:
    label = session.label if session else given.label or _label(sets)
    uid = "" if session else uuid.uuid4().hex
    done = DoneSession(
        given.date, label, sets, session.uid if session else None, given.effort,
        given.started, given.duration_s, not given.broken_off, given.note, "log", dose, uid,
    )  # fmt: skip
    pains = _pains(given, session.uid if session else uid)
    if given.broken_off:
        how = "broken off"
    where = "" if session else " (outside the plan)"
    words = [f"{given.date} {label}{where}: {how}", *_more(given)]
    lines = [", ".join(words)]
    if how not in ("done as planned", "run already imported") and sets:
        lines.append(f"    {set_words(sets)}")
    return Draft([done, *pains], [], lines)


def _label(sets: Sequence[DoneSet]) -> str:
    names = list(dict.fromkeys(s.exercise.replace("_", " ") for s in sets))
    text = ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
    return text[:1].upper() + text[1:]


def _more(given: Given) -> list[str]:
    effort = "" if given.effort is None else f"effort {given.effort:g}"
    return [w for w in (effort, pain_words(dict(given.pain)), given.note) if w]


def _pains(given: Given, uid: str | None) -> list[PainEntry]:
    return [
        PainEntry(given.date, when, value, given.side, uid) for when, value in given.pain.items()
    ]


def _skip(given: Given, session: Session) -> Draft:
    """A skipped session answers nothing: it stays open, and may still be done."""
    if given.sets or given.pain or given.effort is not None or given.done or given.broken_off:
        raise InputError("--skipped goes without sets, effort, pain, --done and --broken-off")
    note = f"skipped: {given.note}" if given.note else "skipped"
    done = DoneSession(given.date, session.label, complete=False, note=note, dose=_NOTHING)
    return Draft([done], [], [f"{given.date} {session.label}: {note}"])


def _skip_entry(given: Given, session: Session, history: History) -> DoneSession | None:
    """The entry that a session was skipped, where only a note is added to it."""
    if given.done or given.pain or given.effort is not None or given.broken_off or not given.note:
        return None
    skips = (d for d in history.done if d.date == given.date and not (d.sets or d.complete))
    return next((d for d in skips if d.label == session.label), None)


def _note_on_skip(given: Given, skip: DoneSession) -> Draft:
    changed = replace(skip, note=f"{skip.note}; {given.note}")
    return Draft([changed], [changed], [f"{given.date} {skip.label}: {changed.note}"])


def _amend(given: Given, history: History, session_uid: str | None) -> Draft:
    """More about what was done that day already: the session named, or the last."""
    done = [
        d
        for d in history.done
        if d.date == given.date
        and (session_uid is None or d.session_uid == session_uid)
        and (d.sets or d.complete)
    ]
    if done:
        return _amend_session(given, done[-1])
    runs = [r for r in history.runs if r.date == given.date]
    if not runs:
        raise InputError(
            f"nothing is planned or done on {given.date}; say what was done: "
            '--set "single_leg_calf_raise 3x15"'
        )
    if given.effort is not None or given.note or given.broken_off:
        raise InputError(
            f"the run of {given.date} ({runs[-1].file_name or runs[-1].sport}) is outside the plan "
            "and takes pain only"
        )
    run = runs[-1]
    if not given.pain:
        return Draft([], [], [f"{given.date}: the run is there already"])
    words = pain_words(dict(given.pain))
    return Draft(list(_pains(given, run.uid)), [], [f"{given.date} {run.sport}: {words}"])


def _amend_session(given: Given, done: DoneSession) -> Draft:
    if given.effort is not None and done.effort not in (None, given.effort):
        raise InputError(
            f"'{done.label}' of {done.date} is logged with effort {done.effort:g} already; "
            "undo that first: soleus undo --list"
        )
    changed = done
    if given.effort is not None:
        changed = replace(changed, effort=given.effort)
    if given.note and given.note not in done.note:
        changed = replace(changed, note="; ".join(n for n in (done.note, given.note) if n))
    if given.broken_off:
        changed = replace(changed, complete=False)
    pains = _pains(given, done.session_uid or done.uid)
    amended = [] if changed == done else [changed]
    words = ", ".join(_more(given)) or "logged already"
    return Draft([*amended, *pains], amended, [f"{done.date} {done.label}, done: {words}"])


def last_before(history: History, date: dt.date) -> DoneSession | RunEntry | None:
    """What was done last before a day: the session a morning belongs to."""
    everything: list[DoneSession | RunEntry] = [
        *(r for r in history.runs if r.date < date),
        *(d for d in history.done if d.date < date and (d.sets or d.complete)),
    ]
    return max(everything, key=lambda e: e.date, default=None) if everything else None
