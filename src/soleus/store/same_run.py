"""Whether two runs are one, recorded by two devices."""

from __future__ import annotations

from soleus.plan.history import RunEntry

__all__ = ["SAME_START_S", "same_run"]

#: Runs that began within so many seconds and are as long within this share are one (assumption:
#: two devices are started within 2 min, and nobody runs twice so soon).
SAME_START_S, _SAME_LENGTH = 120.0, 0.1


def same_run(run: RunEntry, other: RunEntry) -> bool:
    """Whether a run was recorded twice. Not where both come from one file, or where it is not
    known when one began."""
    if run.started is None or other.started is None:
        return False
    file = run.content_hash.partition("/")[0]
    if file and file == other.content_hash.partition("/")[0]:
        return False
    apart = abs((run.started - other.started).total_seconds())
    longer = max(run.duration_s, other.duration_s)
    return apart <= SAME_START_S and abs(run.duration_s - other.duration_s) <= _SAME_LENGTH * longer
