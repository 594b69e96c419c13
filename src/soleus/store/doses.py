"""Doses of entries: by far the most of a log's text, and read only when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from soleus.base.errors import DataError

__all__ = ["Dose", "KeptDose"]

Dose: TypeAlias = Mapping[str, Mapping[str, float | None]]


class KeptDose(Mapping[str, Mapping[str, float | None]]):
    """The dose of a JSON `text`, tissue to metric to value; equal to a dictionary of the same
    values. Raises `DataError` when it is read and is none."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: dict[str, Mapping[str, float | None]] | None = None

    def _read(self) -> dict[str, Mapping[str, float | None]]:
        if self._values is None:
            try:
                self._values = dict(json.loads(self._text))
            except (ValueError, TypeError):
                raise DataError(f"a dose in the log cannot be read: {self._text[:40]}") from None
        return self._values

    def __getitem__(self, tissue: str) -> Mapping[str, float | None]:
        return self._read()[tissue]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(self._read())
