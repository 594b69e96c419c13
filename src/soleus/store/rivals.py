"""Entries of which only one can be true, and what a log says when it is given both."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from soleus.store.entries import EntryRow

__all__ = ["Known", "Rivals", "refusal"]


@dataclass(slots=True, eq=False)
class Known:
    """A row that is in force or about to be (`id` 0), or that was replaced (`live` False);
    `number` is that of its change."""

    id: int
    number: int
    live: bool
    row: EntryRow


class Rivals:
    """Known rows, found by what they claim: two entries contradict each other when they claim the
    same uid, planned session, moment of the same kind of session, or morning."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._claims: dict[tuple[Any, ...], list[Known]] = defaultdict(list)
        self._same: dict[str, list[Known]] = defaultdict(list)
        for one in known:
            self.add(one)

    def add(self, known: Known) -> None:
        """Know one more."""
        self._same[told(known.row)].append(known)
        for claim in _claims(known.row):
            self._claims[claim].append(known)

    def same(self, row: EntryRow) -> list[Known]:
        """Those in force that tell the same."""
        return [k for k in self._same.get(told(row), ()) if k.live]

    def of(self, row: EntryRow) -> list[Known]:
        """Those that contradict a row, in force or not; each once."""
        found = [k for claim in _claims(row) for k in self._claims.get(claim, ())]
        return list(dict.fromkeys(found))


def told(row: EntryRow) -> str:
    """What a row tells, whichever time of the day it is done."""
    return row.digest.partition("#")[0]


def _claims(row: EntryRow) -> Iterator[tuple[Any, ...]]:
    yield "uid", row.uid
    if row.kind == "done":
        if row.session_uid is not None:
            yield "session", row.session_uid
        if row.started is not None:
            body = json.loads(row.body)
            yield "start", row.started, body.get("origin"), body["label"]
    if row.kind == "pain":
        body = json.loads(row.body)
        if body["when"] == "morning":
            yield "morning", row.date, body.get("side")


def refusal(row: EntryRow, rival: Known) -> str:
    """Why a row is refused, and what can be done."""
    where = f"change {rival.number}" if rival.number else "the same entry list"
    how = "undo that first, or replace it"
    if rival.row.uid == row.uid:
        return f"entry {row.uid} is already in the log with other content ({where}); {how}"
    if row.kind == "pain":
        return f"pain of the morning of {row.date} is already logged otherwise ({where}); {how}"
    label = json.loads(row.body)["label"]
    name = f"'{label}' ({row.session_uid})" if row.session_uid else f"'{label}' at {row.started}"
    return f"session {name} is already logged for {rival.row.date} ({where}); {how}"
