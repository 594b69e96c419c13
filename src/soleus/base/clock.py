"""The local day it is, or the one to try things out on."""

from __future__ import annotations

import datetime as dt
import os

from soleus.base.errors import InputError

__all__ = ["now", "today"]


def today() -> dt.date:
    """Today's local date; the day in SOLEUS_TODAY (YYYY-MM-DD) where that is set, to try a plan out
    on another day. Raises `InputError` for a text that is no date."""
    text = os.environ.get("SOLEUS_TODAY", "")
    if not text:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"SOLEUS_TODAY '{text}' is not a date; write it like 2026-01-05") from None


def now() -> dt.datetime:
    """This moment in UTC, on the day of `today`."""
    moment = dt.datetime.now().astimezone()
    return dt.datetime.combine(today(), moment.time(), moment.tzinfo).astimezone(dt.UTC)
