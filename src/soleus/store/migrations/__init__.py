"""The steps from each version of the tables to the next, in order; each has `up(connection)` and
`down(connection)` and stays as it was once it is released."""

from __future__ import annotations

from types import ModuleType

from soleus.store.migrations import m0001_base, m0002_sessions, m0003_doses

__all__ = ["MIGRATIONS"]

#: The migration to version 1, to version 2, ...
MIGRATIONS: tuple[ModuleType, ...] = (m0001_base, m0002_sessions, m0003_doses)
