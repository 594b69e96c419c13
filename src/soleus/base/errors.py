"""One exception tree. Faces turn any of these into one line and exit code 2."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["DataError", "InfeasibleError", "InputError", "SoleusError", "nearest"]


class SoleusError(Exception):
    """Base of everything Soleus raises on purpose; its text is one clear line."""


class InputError(SoleusError):
    """A value given by the user is not possible: says what, where and what is allowed."""


class DataError(SoleusError):
    """A data file is missing, unreadable or contradicts itself."""


class InfeasibleError(SoleusError):
    """The request is well formed, but no body of these measures could do it."""


def nearest(name: object, known: Iterable[str]) -> str:
    """Words that help after a misspelling: the nearest known names, or all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(str(name).replace("-", "_").lower(), names, n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    return "known: " + ", ".join(names)
