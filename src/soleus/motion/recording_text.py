"""The text of a recorded file, or one line on why it has none."""

from __future__ import annotations

import os
from pathlib import Path

from soleus.base.errors import DataError, InputError

__all__ = ["path_asked", "text_of"]

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def path_asked(path: object, what: str) -> Path:
    """A path from what was given; `InputError` that names `what` for anything that is none."""
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(f"{what}: '{path}' is not the path of a file")
    return Path(path)


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Raises `DataError` for files that cannot be read, are UTF-16, or are no text at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    half = max(len(content) // 2, 1)
    zeros = max(content[0::2].count(0), content[1::2].count(0)) / half
    if content.startswith(_UTF_16) or zeros > 0.4:
        raise DataError(f"{path}: is UTF-16; save it as UTF-8")
    if b"\0" in content:
        raise DataError(f"{path}: not a text file")
    return content.decode("utf-8-sig", errors="replace")
