"""Writing exports: whole files or none, and nothing replaced that is not ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from soleus.base.errors import InputError
from soleus.faces.exports.fit_workout import PRODUCT
from soleus.faces.exports.ics import PRODUCER
from soleus.faces.exports.intervals_text import HEADING
from soleus.faces.exports.table import HISTORY_COLUMNS, PLAN_COLUMNS
from soleus.faces.whole_files import check_place, write_whole, writing_words

__all__ = ["check_target", "is_ours", "write_files"]

_LOOKED_AT = 4096  # bytes at the beginning of a file that tell whose it is
_FIT_SIGNATURE = bytes([255, 0, *PRODUCT.to_bytes(2, "little")])


def check_target(path: Path, data: bytes) -> str:
    """What writing would do: "new", "same" or "replaced"; touches nothing. Raises `InputError`
    where it cannot be written, or would replace a file that is no export of ours."""
    check_place(path)
    if not path.exists():
        return "new"
    try:
        old = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot write {path}: {writing_words(error)}") from None
    if old == data:
        return "same"
    if not is_ours(path.suffix.lower(), old):
        raise InputError(
            f"{path} is there already and was not written by soleus export; move it, or name "
            "another with --out"
        )
    return "replaced"


def is_ours(suffix: str, data: bytes) -> bool:
    """Whether the content of a file is an export of ours (an empty file counts as one)."""
    head = data[:_LOOKED_AT]
    if not data.strip():
        return True
    if suffix == ".fit":
        return head[8:12] == b".FIT" and _FIT_SIGNATURE in head[:80]
    if suffix == ".pdf":
        return data.startswith(b"%PDF") and b"Soleus plan" in data
    starts = (
        HEADING.encode(), ",".join(PLAN_COLUMNS).encode(), ",".join(HISTORY_COLUMNS).encode()
    )  # fmt: skip
    if head.startswith(starts):
        return True
    if head.startswith(b"BEGIN:VCALENDAR"):
        return PRODUCER.encode() in head
    return head.startswith(b'{\n "format":')


def write_files(files: Mapping[Path, bytes]) -> dict[Path, str]:
    """Write all of them, each whole or not at all; path to "new", "same" or "replaced". All are
    looked at before the first is written. Raises `InputError` as `check_target` does."""
    states = {path: check_target(path, data) for path, data in files.items()}
    for path, data in files.items():
        if states[path] != "same":
            write_whole(path, data)
    return states
