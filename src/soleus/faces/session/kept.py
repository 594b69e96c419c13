"""A session that was begun, as the log keeps it from set to set."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from soleus.base.errors import DataError, SoleusError
from soleus.faces.session.attempt import Record
from soleus.faces.session.script import Slot
from soleus.plan.history import DoneSet, History

if TYPE_CHECKING:
    from soleus.plan.plan import Session

__all__ = ["KEY", "Kept", "fingerprint", "read_kept"]

#: The log's setting that holds it.
KEY = "started"
_FORMAT = 1


@dataclass(frozen=True)
class Kept:
    """A session begun on a local `date` at `started` (UTC) and what was done of it in `elapsed`
    s. `blocks` is the `fingerprint` of the planned session, to tell whether it is still the same;
    `session_uid` is None for a session done once more, outside the plan."""

    planned_uid: str
    session_uid: str | None
    label: str
    date: dt.date
    started: dt.datetime
    blocks: tuple[tuple[Any, ...], ...]
    elapsed: float = 0.0
    records: tuple[Record, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {
            "format": _FORMAT,
            "planned_uid": self.planned_uid,
            "session_uid": self.session_uid,
            "label": self.label,
            "date": self.date.isoformat(),
            "started": self.started.isoformat(),
            "blocks": [list(b) for b in self.blocks],
            "elapsed_s": self.elapsed,
            "sets": [{"slot": list(r.slot), **asdict(r.done)} for r in self.records],
        }

    def logged(self, history: History) -> bool:
        """Whether it is in the log already: a program killed right after it wrote."""
        return any(d.origin == "do" and d.started == self.started for d in history.done)

    def fits(self, session: Session) -> bool:
        """Whether one can go on with it in a planned session."""
        return self.planned_uid == session.uid and self.blocks == fingerprint(session)


def fingerprint(session: Session) -> tuple[tuple[Any, ...], ...]:
    """What the steps of a session depend on."""
    return tuple((b.exercise, b.sets, b.repetitions, b.legs) for b in session.blocks)


def read_kept(value: Any) -> Kept | None:
    """What the log kept, None for nothing. Raises `DataError` for something else."""
    if not value:
        return None
    try:
        if value["format"] > _FORMAT:
            raise DataError("the session that was begun is from a newer Soleus; update Soleus")
        sets = [dict(entry) for entry in value["sets"]]
        records = [Record(Slot(*entry.pop("slot")), DoneSet(**entry)) for entry in sets]
        return Kept(
            value["planned_uid"], value["session_uid"], value["label"],
            dt.date.fromisoformat(value["date"]), dt.datetime.fromisoformat(value["started"]),
            tuple(tuple(b) for b in value["blocks"]), value["elapsed_s"], tuple(records),
        )  # fmt: skip
    except SoleusError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"the session that was begun cannot be read: {error}") from None
