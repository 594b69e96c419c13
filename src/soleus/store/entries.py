"""Entries as plain fields and back, and what makes two of them the same entry."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from numbers import Integral, Real
from typing import Any, TypeAlias

from soleus.base.errors import DataError, InputError
from soleus.plan.history import (
    DoneSession,
    DoneSet,
    PainEntry,
    RunEntry,
    SymptomEntry,
    TestEntry,
)

__all__ = [
    "KINDS", "Entry", "EntryRow", "check_text", "digest_of", "entry_from", "kind_of", "row_of",
    "to_json",
]  # fmt: skip

Entry: TypeAlias = DoneSession | PainEntry | RunEntry | TestEntry | SymptomEntry
KINDS: dict[str, Any] = {
    "done": DoneSession, "pain": PainEntry, "run": RunEntry, "test": TestEntry,
    "symptom": SymptomEntry,
}  # fmt: skip
#: Fields with a column of their own; the others are the body.
_COLUMNS = ("uid", "date", "session_uid", "started", "dose")
#: What may differ between two accounts of the same thing: it is worked out, not told.
_ASIDE = {"done": {"dose"}, "run": {"dose", "notes", "file_name"}}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as the table holds it; `body` is JSON of the fields that differ from the usual,
    `dose` of the dose, None without one."""

    kind: str
    uid: str
    date: dt.date
    session_uid: str | None
    started: dt.datetime | None
    digest: str
    body: str
    dose: str | None = None


def kind_of(entry: Entry) -> str:
    """The word for its kind; `InputError` for what is no entry."""
    for kind, cls in KINDS.items():
        if type(entry) is cls:
            return kind
    raise InputError(f"a log takes no {type(entry).__name__}; it takes {', '.join(KINDS)} entries")


def to_json(value: Any, where: str) -> str:
    """JSON text that is the same for the same value, numbers as they are. Raises `InputError` for
    what JSON cannot hold, NaN included."""
    try:
        return json.dumps(
            _plain(value, where), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
    except RecursionError:
        raise InputError(f"{where}: nested too deep to be kept") from None


def check_text(text: str, where: str) -> str:
    """The text. Raises `InputError` for what databases do not hold: NUL, and half characters, as
    in names of files that are not in UTF-8."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError(f"{where}: {text!a} has characters that are no text")
    return text


def _plain(value: Any, where: str) -> Any:
    """Only what JSON has: NumPy numbers and tuples become Python's."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(value, where)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        if not math.isfinite(value):
            raise InputError(f"{where}: {value} is not a number; leave out what is not known")
        return float(value)
    if isinstance(value, Mapping):
        return {check_text(str(k), where): _plain(v, f"{where}: {k}") for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v, where) for v in value]
    raise InputError(f"{where}: a {type(value).__name__} cannot be kept in a log")


@cache
def _usual(cls: Any) -> dict[str, Any]:
    """Usual values of the fields that may be left out."""
    usual = {f.name: f.default for f in fields(cls) if f.default is not MISSING}
    made = {f.name: f.default_factory for f in fields(cls)}
    return usual | {name: make() for name, make in made.items() if make is not MISSING}


def _different(record: Any, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    cls: Any = type(record)
    usual = _usual(cls)
    values = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in skip}
    return {k: v for k, v in values.items() if k not in usual or v != usual[k]}


def row_of(entry: Entry, uid: str) -> EntryRow:
    """The row of an entry. Raises `InputError` for values that cannot be kept: a moment without
    zone, a number that is none."""
    kind = kind_of(entry)
    where = f"{kind} of {entry.date}"
    check_text(entry.uid, f"{where}: uid")
    check_text(getattr(entry, "session_uid", None) or "", f"{where}: session_uid")
    started = getattr(entry, "started", None)
    _check_time(entry.date, started, where)
    body = _different(entry, _COLUMNS)
    if isinstance(entry, DoneSession):
        if entry.sets:
            body["sets"] = [_different(s) for s in entry.sets]
        _check_length(entry.duration_s, where)
    if isinstance(entry, RunEntry):
        _check_length(entry.duration_s, where)
        _check_length(entry.distance_m, where)
    return EntryRow(
        kind, entry.uid or uid, entry.date, getattr(entry, "session_uid", None), started,
        digest_of(entry, where), to_json(body, where),
        to_json(dose, where) if (dose := getattr(entry, "dose", None)) else None,
    )  # fmt: skip


def _check_time(date: Any, started: Any, where: str) -> None:
    if type(date) is not dt.date:
        raise InputError(f"{where}: the date must be a day, not a {type(date).__name__}")
    if started is None:
        return
    if not isinstance(started, dt.datetime) or started.utcoffset() is None:
        raise InputError(f"{where}: started {started} has no time zone; give it with one")
    if abs((started.astimezone(dt.UTC).date() - date).days) > 1:
        raise InputError(f"{where}: started {started} is on another day")


def _check_length(value: float | None, where: str) -> None:
    if value is not None and not 0 <= value < math.inf:
        raise InputError(f"{where}: duration and distance must be 0 or more, not {value}")


def digest_of(entry: Entry, where: str = "entry") -> str:
    """Text that is equal for two accounts of the same thing: the content of a file for a run, else
    all that was told (not the uid, not the dose worked out from it)."""
    kind = kind_of(entry)
    if isinstance(entry, RunEntry) and entry.content_hash:
        told: Any = entry.content_hash
    else:
        told = {
            k: v for k, v in _different(entry, ("uid",)).items() if k not in _ASIDE.get(kind, ())
        }
        told["date"] = entry.date.isoformat()
        if told.get("started") is not None:
            told["started"] = told["started"].astimezone(dt.UTC).isoformat()
        if "sets" in told:
            told["sets"] = [_different(s) for s in told["sets"]]
    text = to_json(_same_numbers([kind, told]), where)
    return hashlib.sha256(text.encode()).hexdigest()


def _same_numbers(value: Any) -> Any:
    """3 and 3.0 are the same number, whatever JSON writes."""
    if isinstance(value, Mapping):
        return {k: _same_numbers(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_same_numbers(v) for v in value]
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else value


def entry_from(
    kind: str,
    uid: str,
    date: dt.date,
    session_uid: str | None,
    started: dt.datetime | None,
    body: Mapping[str, Any],
    known: dict[tuple[Any, ...], DoneSet] | None = None,
) -> Entry:
    """The entry of a row, `body` read, with the dose in it. `known` are sets that were read
    before: most are done many times. Raises `DataError` for one that is not whole."""
    values = dict(body)
    known = {} if known is None else known
    try:
        if kind == "done":
            values["sets"] = tuple([_set(s, known) for s in values.get("sets", ())])
        if "notes" in values:
            values["notes"] = tuple(values["notes"])
        if kind in ("done", "run"):
            values["started"] = started
        if session_uid is not None:
            values["session_uid"] = session_uid
        entry: Entry = KINDS[kind](date=date, uid=uid, **values)
    except (KeyError, TypeError, InputError) as error:
        raise DataError(f"{kind} of {date} (entry {uid}) cannot be read: {error}") from None
    return entry


def _set(fields: Mapping[str, Any], known: dict[tuple[Any, ...], DoneSet]) -> DoneSet:
    key = tuple(fields.items())
    found = known.get(key)
    if found is None:
        found = known[key] = DoneSet(**fields)
    return found
