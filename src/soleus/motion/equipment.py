"""What an exercise needs besides the body, in the words that plans ask people for."""

from __future__ import annotations

from typing import Any

from soleus.base.errors import DataError, nearest

__all__ = ["EQUIPMENT", "Needs", "read_needs"]

#: What exercises and runs may need; `soleus.plan.request` asks for the same words.
EQUIPMENT = (
    "step", "weights", "seated_machine", "leg_curl", "glute_ham_bench", "hill", "treadmill",
)  # fmt: skip

#: Everything that is needed: a word, or a tuple of words of which any one will do.
Needs = tuple[str | tuple[str, ...], ...]


def read_needs(value: Any, where: str) -> Needs:
    """The key `needs` of a data file: a list of words, or of lists of words of which any one will
    do. `DataError` names `where`, what is wrong and the nearest word."""
    if not isinstance(value, list):
        raise DataError(f"{where} = '{value}' must be a list of {', '.join(EQUIPMENT)}")
    return tuple(_entry(entry, where) for entry in value)


def _entry(entry: Any, where: str) -> str | tuple[str, ...]:
    words = entry if isinstance(entry, list) else [entry]
    if not words:
        raise DataError(f"{where}: an empty list of alternatives")
    for word in words:
        if word not in EQUIPMENT:
            raise DataError(f"{where} = '{word}' is not known; {nearest(str(word), EQUIPMENT)}")
    return tuple(words) if isinstance(entry, list) else str(entry)
