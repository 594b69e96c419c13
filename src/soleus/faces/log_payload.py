"""A log, what goes into it and what was undone, as plain dictionaries with stable keys."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from soleus.faces.payload import rounded

if TYPE_CHECKING:
    from soleus.plan.history import History
    from soleus.plan.plan import Plan
    from soleus.plan.rules import Fired
    from soleus.store.imports import FileResult
    from soleus.store.records import Change
    from soleus.store.watch import Arrival, FolderWatch

__all__ = [
    "change_payload", "entry_payload", "history_payload", "import_payload", "stop_payload",
    "watch_payload",
]  # fmt: skip


def change_payload(change: Change | None) -> dict[str, Any] | None:
    """A change; `at` is UTC."""
    if change is None:
        return None
    return {
        "id": change.id, "at": change.at.isoformat(), "command": change.command,
        "summary": change.summary, "undone": change.undone,
    }  # fmt: skip


def entry_payload(entry: Any) -> dict[str, Any]:
    """An entry with the names and units of its fields; null where not known."""
    result: dict[str, Any] = {"kind": type(entry).__name__.removesuffix("Entry").lower()}
    result.update(_plain(entry))
    if result["kind"] == "donesession":
        result["kind"] = "done"
    return result


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def history_payload(
    athlete: str, history: History, plan: Plan | None, first: dt.date, last: dt.date
) -> dict[str, Any]:
    """What was planned, done, felt and measured from `first` to `last`."""
    planned = [s for s in plan.sessions() if first <= s.date <= last] if plan else []

    def within(entries: Sequence[Any]) -> list[dict[str, Any]]:
        return [entry_payload(e) for e in entries if first <= e.date <= last]

    result: dict[str, Any] = rounded(
        {
            "athlete": athlete,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "planned": [
                {
                    "uid": s.uid, "date": s.date.isoformat(), "label": s.label, "times": s.times,
                    "done": sum(d.session_uid == s.uid for d in history.done),
                    "run": any(r.session_uid == s.uid for r in history.runs),
                }
                for s in planned
            ],
            "done": within(history.done),
            "pain": within(history.pain),
            "runs": within(history.runs),
            "tests": within(history.tests),
            "symptoms": within(history.symptoms),
        }
    )  # fmt: skip
    return result


def stop_payload(fired: Sequence[Fired]) -> list[dict[str, Any]]:
    """Rules that stop all training, with what to do."""
    return [{"rule": f.rule.id, "text": f.sentence, "then": dict(f.then)} for f in fired]


def import_payload(
    results: Sequence[FileResult], changes: Sequence[Change], dry_run: bool
) -> dict[str, Any]:
    """What files brought; `changes` is empty where nothing was new or nothing was written."""
    from soleus.store.import_words import outcome_of

    files = [
        {
            "file": str(r.path), "kind": r.kind or None, "outcome": outcome_of(r),
            "new": [entry_payload(e) for e in r.new], "known": r.known,
            "left_out": list(r.left_out), "notes": list(r.notes), "error": r.failed or None,
        }
        for r in results
    ]  # fmt: skip
    result: dict[str, Any] = rounded(
        {
            "files": files,
            "counts": {
                "new": sum(len(r.new) for r in results),
                "known": sum(r.known for r in results),
                "left_out": sum(len(r.left_out) for r in results),
                "failed": sum(bool(r.failed) for r in results),
            },
            "changes": [change_payload(c) for c in changes],
            "dry_run": dry_run,
        }
    )
    return result


def watch_payload(watch: FolderWatch, arrivals: Sequence[Arrival], dry_run: bool) -> dict[str, Any]:
    """What arrived in a folder, in its order, and what is still there."""
    counts = Counter(a.outcome for a in arrivals if a.name)
    return {
        "folder": str(watch.folder),
        "files": [
            {
                "file": a.name or None, "outcome": a.outcome, "text": a.text,
                "moved_to": a.moved_to or None,
            }
            for a in arrivals
        ],
        "counts": {k: counts[k] for k in ("new", "known", "left_out", "failed", "other")},
        "still_there": list(watch.waiting),
        "dry_run": dry_run,
    }  # fmt: skip
