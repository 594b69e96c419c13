"""Whole sessions from a TOML or JSON file, as `soleus log --file` takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from soleus.base.errors import DataError, InputError, nearest
from soleus.base.library import read_file
from soleus.faces.log_draft import Given
from soleus.faces.log_words import read_set
from soleus.plan.history import DoneSet

__all__ = ["read_sessions"]

_KEYS = (
    "date", "label", "session", "sets", "effort", "pain_during", "pain_after", "side", "note",
    "complete", "started", "duration_min",
)  # fmt: skip


def read_sessions(path: Path) -> list[Given]:
    """The sessions of a file: one at the top level, or several in a list `sessions`. A set is a
    text as for --set, or a table of the fields of `DoneSet`. Raises `DataError` or `InputError`
    with file, key and nearest spelling."""
    content = read_file(path)
    several = content.get("sessions") if "date" not in content else [content]
    if not isinstance(several, list) or not several:
        raise DataError(f"{path}: holds no session: give a date and sets, or a list 'sessions'")
    result = []
    for number, entry in enumerate(several, 1):
        where = f"{path}" if len(several) == 1 else f"{path}: session {number}"
        if not isinstance(entry, Mapping):
            raise DataError(f"{where}: expected keys and values")
        result.append(_session(entry, where))
    return result


def _session(entry: Mapping[str, Any], where: str) -> Given:
    for key in entry:
        if key not in _KEYS:
            raise InputError(f"{where}: unknown key '{key}'; {nearest(key, _KEYS)}")
    if "date" not in entry:
        raise InputError(f"{where}: the date is missing")
    pain = {
        w: entry[f"pain_{w}"] for w in ("during", "after") if entry.get(f"pain_{w}") is not None
    }
    minutes = entry.get("duration_min")
    try:
        return Given(
            date=_date(entry["date"]),
            sets=tuple(s for given in entry.get("sets", ()) for s in _sets(given)),
            effort=entry.get("effort"),
            pain=pain,
            side=entry.get("side", "both"),
            session=entry.get("session"),
            note=str(entry.get("note", "")),
            label=str(entry.get("label", "")),
            done=True,
            broken_off=not entry.get("complete", True),
            started=_moment(entry.get("started")),
            duration_s=None if minutes is None else 60.0 * minutes,
        )
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: {' '.join(str(error).split())}") from None


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    return dt.date.fromisoformat(str(value))


def _moment(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    return moment.astimezone(dt.UTC)


def _sets(given: Any) -> tuple[DoneSet, ...]:
    if isinstance(given, str):
        return read_set(given)
    if not isinstance(given, Mapping) or "exercise" not in given:
        raise InputError(f"set {given!r} is neither a text nor a table with an exercise")
    known = [f.name for f in fields(DoneSet)]
    for key in given:
        if key not in known:
            raise InputError(f"set: unknown key '{key}'; {nearest(key, known)}")
    from soleus.plan.doser import check_name

    check_name(given["exercise"])
    return (DoneSet(**given),)
