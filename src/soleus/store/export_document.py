"""The document that holds all of a log: read into records that can be written, or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from soleus.base.errors import InputError, SoleusError
from soleus.store.athletes import check_name
from soleus.store.entries import EntryRow, check_text, entry_from, row_of, to_json
from soleus.store.plan_checks import by_uid
from soleus.store.records import CancelledSession

__all__ = [
    "FORMAT", "GivenAthlete", "GivenChange", "GivenDocument", "GivenEntry", "GivenSession",
    "read_export",
]  # fmt: skip

#: Version of the document; raised when a key changes its meaning.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class GivenEntry:
    """An entry and the uids of the changes that replaced it."""

    row: EntryRow
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A person or plan, its `revision` in the log it came from, and its JSON text."""

    kind: str
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class GivenChange:
    """A change with all it wrote."""

    uid: str
    at: dt.datetime
    command: str
    summary: str
    undone_at: dt.datetime | None
    documents: tuple[GivenDocument, ...]
    entries: tuple[GivenEntry, ...]


@dataclass(frozen=True, slots=True)
class GivenSession:
    """What calendars know of a session: `known` holds uid, date, label and sequence."""

    known: CancelledSession
    digest: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class GivenAthlete:
    """All of an athlete, changes from the oldest to the newest."""

    name: str
    changes: tuple[GivenChange, ...]
    sessions: tuple[GivenSession, ...]
    settings: Mapping[str, str]


def read_export(document: Any) -> tuple[GivenAthlete, ...]:
    """What an exported document holds. Raises `InputError` for one that is not whole, or of a
    newer format."""
    if not isinstance(document, Mapping) or not isinstance(document.get("athletes"), list):
        raise InputError("this is not an export of a Soleus log: it has no list of athletes")
    found = document.get("format")
    if type(found) is not int or found < 1:
        raise InputError(f"this is not an export of a Soleus log: its format is {found!r}")
    if found > FORMAT:
        raise InputError(
            f"the export was written by a newer Soleus (format {found}, this one reads up to "
            f"{FORMAT}); update Soleus"
        )
    try:
        return tuple(_athlete(a) for a in document["athletes"])
    except SoleusError as error:
        raise InputError(f"the export cannot be read: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{type(error).__name__} {error}"
        raise InputError(f"the export of the log is not whole: {what}") from None


def _athlete(given: Mapping[str, Any]) -> GivenAthlete:
    return GivenAthlete(
        check_name(given["name"]),
        tuple(_change(c) for c in sorted(given["changes"], key=lambda c: c["number"])),
        tuple(_session(s) for s in given["sessions"]),
        {str(k): to_json(v, f"setting {k}") for k, v in given["settings"].items()},
    )


def _moment(text: Any) -> dt.datetime | None:
    if text is None:
        return None
    moment = dt.datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return check_text(value, "text")


def _change(given: Mapping[str, Any]) -> GivenChange:
    at = _moment(given["at"])
    if at is None or not given["uid"]:
        raise ValueError("a change has no moment or uid")
    return GivenChange(
        _text(given["uid"]), at, _text(given["command"]), _text(given["summary"]),
        _moment(given["undone_at"]),
        tuple(_document(d) for d in given["documents"]),
        tuple(_entry(e) for e in given["entries"]),
    )  # fmt: skip


def _document(given: Mapping[str, Any]) -> GivenDocument:
    from soleus.anatomy.person import person_from_fields
    from soleus.plan.document import plan_from_document

    kind, content = given["kind"], given["content"]
    if kind == "plan":
        plan_from_document(content)
        by_uid(content)
    elif kind == "person":
        person_from_fields(content, "person")
    else:
        raise ValueError(f"{kind!r} is neither person nor plan")
    return GivenDocument(kind, int(given["revision"]), to_json(content, kind))


def _entry(given: Mapping[str, Any]) -> GivenEntry:
    date = dt.date.fromisoformat(given["date"])
    entry = entry_from(
        given["kind"], _text(given["uid"]), date, given["session_uid"], _moment(given["started"]),
        given["content"],
    )  # fmt: skip
    row = row_of(entry, "")
    if not row.uid:
        raise ValueError(f"{row.kind} of {date} has no uid")
    if given["round"] > 1:
        row = replace(row, digest=f"{row.digest}#{int(given['round'])}")
    return GivenEntry(row, tuple(_text(u) for u in given["replaced_by"]))


def _session(given: Mapping[str, Any]) -> GivenSession:
    if not 0 <= int(given["sequence"]) < 2**31:
        raise ValueError(f"sequence {given['sequence']} of a session cannot be")
    known = CancelledSession(
        _text(given["uid"]), dt.date.fromisoformat(given["date"]), _text(given["label"]),
        int(given["sequence"]),
    )  # fmt: skip
    return GivenSession(known, _text(given["digest"]), bool(given["cancelled"]))
