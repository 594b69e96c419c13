"""What a file to import holds, told by its content: an activity, an app's CSV, an export."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from soleus.base.errors import DataError

__all__ = ["KINDS", "Content", "OtherContentError", "header_cells", "read_content"]

#: Kinds of content in words.
KINDS = {
    "activity": "an activity", "hevy": "a Hevy export", "strong": "a Strong export",
    "export": "a Soleus export",
}  # fmt: skip
_LARGEST = 100 * 1024 * 1024  # B, unpacked: as activities are read
_PIECE = 1 << 14  # B unpacked at once: what precedes a damage is kept


class OtherContentError(DataError):
    """The file is of another kind: nothing here is meant for a training log."""


@dataclass(frozen=True, slots=True)
class Content:
    """`data` is unpacked; `digest` its SHA-256, hex, so that a file and its packed copy are the
    same; `kind` is a key of `KINDS`; `whole` is False where a packed file was cut."""

    data: bytes
    digest: str
    kind: str
    whole: bool


def read_content(path: Path) -> Content:
    """Read and unpack a file. Raises `DataError` for one that cannot be read, is empty or too
    large, and `OtherContentError` for a CSV or JSON that is not ours to read."""
    try:
        if path.is_dir():
            raise DataError(f"{path}: is a folder; give the files in it, or watch it")
        if path.exists() and not path.is_file():
            raise DataError(f"{path}: is no regular file")
        if path.stat().st_size > _LARGEST:
            raise DataError(f"{path}: is larger than {_LARGEST >> 20} MB")
        packed = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path}: no such file") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    data, whole = _unpack(packed)
    if not data:
        raise DataError(f"{path}: is empty")
    return Content(data, hashlib.sha256(data).hexdigest(), _kind(data, path), whole)


def _unpack(data: bytes, times: int = 0) -> tuple[bytes, bool]:
    """What is in a gzip file, or in a zip file with one file in it; anything else as it is."""
    if times < 2 and data[:2] == b"\x1f\x8b":
        inside, cut = _gunzip(data)
        if not inside:
            return data, not cut
        found, whole = _unpack(inside, times + 1)
        return found, whole and not cut
    if times < 2 and data[:4] == b"PK\x03\x04":
        only = _only_file(data)
        return (data, True) if only is None else _unpack(only, times + 1)
    return data, True


def _gunzip(data: bytes) -> tuple[bytes, bool]:
    """What could be unpacked, and whether it is cut or damaged after that."""
    stream, pieces, room = zlib.decompressobj(wbits=31), [], _LARGEST
    for start in range(0, len(data), _PIECE):
        try:
            pieces.append(stream.decompress(data[start : start + _PIECE], room + 1))
        except zlib.error:
            break
        room -= len(pieces[-1])
        if stream.eof or room < 0:
            break
    return b"".join(pieces), not stream.eof


def _only_file(data: bytes) -> bytes | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [
            entry
            for entry in archive.infolist()
            if not entry.is_dir()
            and not entry.filename.rpartition("/")[2].startswith(".")
            and not entry.filename.startswith("__MACOSX")
        ]
        if len(names) != 1 or names[0].file_size > _LARGEST:
            return None
        return archive.read(names[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error):
        return None


def header_cells(data: bytes) -> tuple[str, list[str]]:
    """The separator of a CSV (comma, semicolon or tab) and its header cells, lower case."""
    line = data[:4096].split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip()
    separator = max(",;\t", key=line.count)
    return separator, [" ".join(c.strip(' "\r').lower().split()) for c in line.split(separator)]


def _kind(data: bytes, path: Path) -> str:
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[8:12] == b".FIT" or head.startswith((b"<", b"PK\x03\x04")):
        return "activity"
    if head.startswith((b"{", b"[")):
        return _json_kind(data, path)
    _, cells = header_cells(data)
    if "exercise_title" in cells:
        return "hevy"
    if "exercise name" in cells:
        return "strong"
    if ".csv" in path.name.lower() or (len(cells) > 3 and all(c.isprintable() for c in cells)):
        shown = ", ".join(c[:20] for c in cells[:5])
        raise OtherContentError(
            f"{path}: is a table from neither Hevy (column exercise_title) nor Strong (column "
            f"Exercise Name); its columns are {shown}"
        )
    return "activity"


def _json_kind(data: bytes, path: Path) -> str:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise DataError(f"{path}: is JSON that is cut or damaged") from None
    if isinstance(found, dict) and {"format", "athletes"} <= set(found):
        return "export"
    raise OtherContentError(f"{path}: is JSON, but not an export of a Soleus log")
