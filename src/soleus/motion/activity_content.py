"""What a file holds, told by its content: FIT, TCX or GPX, bare, gzipped or zipped."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from soleus.base.errors import DataError
from soleus.motion.activity_fit import is_fit, read_fit
from soleus.motion.activity_track import Recording
from soleus.motion.activity_xml import is_xml, read_xml

__all__ = ["read_content"]

#: Larger files, B, are no activities; this also bounds what a packed one may grow to.
_LARGEST = 100 * 1024 * 1024
_PIECE = 1 << 14  # B unpacked at once: what precedes a damage is kept
_ALLOWED = "an activity is FIT, TCX or GPX, gzipped or zipped or not"
_KINDS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format", "a database"), (b"{", "JSON"), (b"[", "JSON"),
)  # fmt: skip


def read_content(path: Path) -> Recording:
    """All sessions of a file, whatever its name ends in. Raises `DataError` for a file that
    cannot be read or is of another kind."""
    if path.is_dir():
        raise DataError(f"{path}: is a folder; {_ALLOWED}")
    try:
        if path.exists() and not path.is_file():
            raise DataError(f"{path}: is no regular file; {_ALLOWED}")
        if path.stat().st_size > _LARGEST:
            raise DataError(f"{path}: is larger than {_LARGEST >> 20} MB; {_ALLOWED}")
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    return _read(data, str(path))


def _read(data: bytes, name: str, packed: int = 0) -> Recording:
    """Content of a file that was `packed` times."""
    if not data:
        raise DataError(f"{name}: is empty; {_ALLOWED}")
    if packed > 2:
        raise DataError(f"{name}: is packed more than twice; {_ALLOWED}")
    if data[:2] == b"\x1f\x8b":
        unpacked, cut = _unzip(data, name)
        recording = _read(unpacked, name, packed + 1)
        if not cut:
            return recording
        note = f"packed file of {len(data)} bytes is cut or damaged: only its start used"
        return Recording(recording.tracks, (note, *recording.notes), False, recording.holds)
    if data[:4] == b"PK\x03\x04":
        return _read_archive(data, name, packed + 1)
    if is_fit(data):
        return read_fit(data)
    if is_xml(data):
        return read_xml(data, name)
    kind = next((word for mark, word in _KINDS if data.lstrip().startswith(mark)), "")
    if not kind:
        kind = "text" if all(b > 8 for b in data[:256]) else "of an unknown kind"
    raise DataError(f"{name}: is {kind}; {_ALLOWED}")


def _unzip(data: bytes, name: str) -> tuple[bytes, bool]:
    """What a gzip file holds, and whether it is cut or damaged after that."""
    pieces: list[bytes] = []
    room = _LARGEST
    stream = zlib.decompressobj(wbits=31)
    for start in range(0, len(data), _PIECE):
        try:
            pieces.append(stream.decompress(data[start : start + _PIECE], room + 1))
        except zlib.error:
            break
        room -= len(pieces[-1])
        if room < 0:
            raise DataError(f"{name}: unpacks to more than {_LARGEST >> 20} MB; {_ALLOWED}")
        if stream.eof:
            break
    result = b"".join(pieces)
    if not result and not stream.eof:
        raise DataError(f"{name}: is a gzip file that cannot be unpacked; {_ALLOWED}")
    return result, not stream.eof


def _read_archive(data: bytes, name: str, packed: int) -> Recording:
    """The one activity in a zip file."""
    found: list[Recording] = []
    refused = ""
    room = _LARGEST
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        for entry in archive.infolist():
            last = entry.filename.rpartition("/")[2]
            if not last or last.startswith(".") or entry.filename.startswith("__MACOSX"):
                continue
            room -= entry.file_size
            if room < 0:
                raise DataError(f"{name}: unpacks to more than {_LARGEST >> 20} MB; {_ALLOWED}")
            with archive.open(entry) as stream:
                content = stream.read(entry.file_size)
            if content[:2] == b"PK":
                continue
            try:
                found.append(_read(content, f"{name}/{entry.filename}", packed))
            except DataError as error:
                refused = refused or str(error)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise DataError(f"{name}: the zip file cannot be unpacked ({error})") from None
    found = [r for r in found if r.tracks] or found
    if len(found) > 1:
        raise DataError(f"{name}: holds {len(found)} activities; unpack it and give one of them")
    if not found:
        raise DataError(refused or f"{name}: the zip file holds no activity; {_ALLOWED}")
    return found[0]
