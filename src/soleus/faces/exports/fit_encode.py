"""A small writer of FIT files: definitions, data messages, checksums.

Written here because the one open library that writes FIT is 8 MB and tens of times slower.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from soleus.base.errors import InputError
from soleus.motion.fit_checksum import fit_checksum

__all__ = ["FIT_EPOCH", "TEXT_BYTES", "Field", "Message", "cut_text", "fit_file"]

#: 1989-12-31 00:00 UTC, s since 1970.
FIT_EPOCH = 631_065_600
#: Longest text of a field, bytes of UTF-8 without the closing zero.
TEXT_BYTES = 254
#: Field number, kind (a key of `_KINDS` or "string"), value.
Field = tuple[int, str, int | str]
#: Message number and its fields.
Message = tuple[int, Sequence[Field]]

# kind -> (base type, struct code, lowest, highest); the highest number of a type says "invalid",
# and 0 does in a type that ends in z
_KINDS = {
    "enum": (0x00, "B", 0, 0xFE),
    "uint16": (0x84, "H", 0, 0xFFFE),
    "uint32": (0x86, "I", 0, 0xFFFFFFFE),
    "uint32z": (0x8C, "I", 1, 0xFFFFFFFF),
}
_TEXT_TYPE = 0x07
_PROTOCOL, _PROFILE = 0x10, 2132  # protocol 1.0: no developer fields are written


def cut_text(text: str, limit: int = TEXT_BYTES) -> str:
    """Text as a watch can take it: one line without control characters, at most `limit` bytes of
    UTF-8, cut between characters with an ellipsis where it is longer."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    clean = " ".join(clean.encode("utf-8", "replace").decode("utf-8").split())
    raw = clean.encode("utf-8")
    if len(raw) <= limit:
        return clean
    return raw[: limit - 3].decode("utf-8", "ignore").rstrip() + "…"


def fit_file(messages: Sequence[Message]) -> bytes:
    """A whole FIT file of these messages. Raises `InputError` for a number its type cannot hold
    or a text above 254 bytes."""
    body, last = b"", b""
    for number, fields in messages:
        definition, data = _message(number, fields)
        body += definition if definition != last else b""
        body += data
        last = definition
    head = struct.pack("<BBHI4s", 14, _PROTOCOL, _PROFILE, len(body), b".FIT")
    whole = head + struct.pack("<H", fit_checksum(head)) + body
    return whole + struct.pack("<H", fit_checksum(whole))


def _message(number: int, fields: Sequence[Field]) -> tuple[bytes, bytes]:
    """Definition and data of one message, local type 0, little endian."""
    layout, data = b"", b"\0"
    for index, kind, value in fields:
        base, packed = _packed(number, index, kind, value)
        layout += bytes([index, len(packed), base])
        data += packed
    return struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields)) + layout, data


def _packed(message: int, index: int, kind: str, value: int | str) -> tuple[int, bytes]:
    where = f"FIT message {message}, field {index}"
    if isinstance(value, str):
        raw = value.encode("utf-8")
        if b"\0" in raw or len(raw) > TEXT_BYTES:
            raise InputError(f"{where}: the text does not fit: {len(raw)} bytes of {TEXT_BYTES}")
        return _TEXT_TYPE, raw + b"\0"
    base, code, low, high = _KINDS[kind]
    if not low <= value <= high:
        raise InputError(f"{where}: {value} is outside {low} to {high}")
    return base, struct.pack("<" + code, value)
