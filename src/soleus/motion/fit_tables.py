"""The messages of FIT files as NumPy tables, in the names and units of fitdecode's profile.

A FIT file is a row of messages, each laid out as the definition before it says. fitdecode decodes
them field by field, 0.4 s for an hour of running; here the messages of one layout are collected as
bytes and decoded together, 0.02 s. Developer fields are stepped over: they are named, scaled and
typed in too many ways to trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.motion.fit_checksum import fit_checksum

__all__ = ["FitPart", "FitTable", "is_fit", "read_fit_parts"]

Array = NDArray[np.float64]

#: Messages that are read, and their fields.
_WANTED = {
    "record": ("position_lat", "position_long", "altitude", "enhanced_altitude", "speed",
               "enhanced_speed", "distance", "compressed_speed_distance", "cadence",
               "fractional_cadence", "stance_time", "step_length"),
    "session": ("start_time", "total_elapsed_time", "total_distance", "sport", "sub_sport"),
    "lap": ("start_time", "total_elapsed_time", "total_distance", "sport", "sub_sport"),
    "event": ("event", "event_type"),
    "sport": ("sport", "sub_sport"),
    "activity": ("local_timestamp",),
    "file_id": ("type",),
}  # fmt: skip
_TIMESTAMP, _NO_TIME = 253, 0xFFFFFFFF
_FIXED = 12  # bytes of the header up to the mark ".FIT"


@dataclass
class FitTable:
    """All messages of one kind in file order: `time` (row,) FIT seconds, NaN unknown; `order`
    (row,) their place among all messages; `columns` (row,) in the units of FIT's profile, NaN
    unknown; `names` the words of enumerations."""

    time: Array
    order: Array
    columns: dict[str, Array]
    names: dict[str, dict[int, str]]

    def column(self, name: str) -> Array:
        """A field, all NaN where the file has none."""
        found = self.columns.get(name)
        return np.full(len(self.time), np.nan) if found is None else found

    def words(self, name: str) -> list[str]:
        """An enumeration as words; values that have no name stay numbers, "" unknown."""
        known = self.names.get(name, {})
        numbers = self.column(name).tolist()
        return ["" if v != v else known.get(int(v), str(int(v))) for v in numbers]


@dataclass(frozen=True)
class FitPart:
    """One of the files chained in a FIT file: a table for each kind of message, and `fault`, what
    is wrong with it ("" nothing)."""

    tables: dict[str, FitTable]
    fault: str


@dataclass
class _Layout:
    """Where the fields of a definition lie in its messages (offset, size, base type, profile),
    and the messages themselves with their places among all."""

    message: str
    little_endian: bool
    size: int = 0
    stamp: int = -1
    fields: dict[str, tuple[int, int, Any, Any]] = field(default_factory=dict)
    rows: list[bytes] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


class _DamageError(Exception):
    """No message can begin at this byte."""


def is_fit(data: bytes) -> bool:
    """True for the bytes of a FIT file, by the mark in its header."""
    return data[8:_FIXED] == b".FIT"


def read_fit_parts(data: bytes) -> tuple[list[FitPart], int]:
    """All chained files, and how many bytes after them are none. Never raises for damage: what
    comes before it is there, and `fault` says so."""
    parts = []
    start = 0
    while is_fit(data[start : start + _FIXED]):
        body = int.from_bytes(data[start + 4 : start + 8], "little")
        end = start + data[start] + body + 2
        closed = body > 0 and end <= len(data)  # 0 where a watch died
        part = data[start : end if closed else len(data)]
        tables, broken = _read_tables(part[: len(part) - 2 * closed])
        records = len(tables["record"].time)
        fault = ""
        if broken is not None:
            place = f"at byte {start + broken}"
            fault = f"file is damaged {place}: the {records} records before it used"
        elif not closed:
            fault = f"file is cut short after {len(data)} bytes: {records} of its records used"
        elif part[-2:] != b"\0\0" and fit_checksum(part):
            fault = "the checksum of the file is wrong: some of its values may be, too"
        parts.append(FitPart(tables, fault))
        start += len(part)
    return parts, len(data[start:].strip(b"\0"))


def _read_tables(part: bytes) -> tuple[dict[str, FitTable], int | None]:
    """The wanted messages of one FIT file, and the byte where it is damaged. A message that the
    end cuts off is no damage."""
    layouts: dict[Any, _Layout] = {}
    times: list[float] = []
    broken = None
    try:
        for layout, row, time in _messages(part, layouts):
            layout.rows.append(row)
            layout.places.append(len(times))
            times.append(time)
    except _DamageError as damage:
        broken = int(str(damage))
    clock = np.array(times, dtype=float)
    return {kind: _tabulate(kind, list(layouts.values()), clock) for kind in _WANTED}, broken


def _messages(part: bytes, layouts: dict[Any, _Layout]) -> Iterator[tuple[_Layout, bytes, float]]:
    """Each wanted message: layout, bytes and time (FIT seconds, NaN unknown), in file order.
    Layouts are kept in `layouts`, equal ones once."""
    defined: dict[int, _Layout] = {}
    position, last = part[0], 0
    while position < len(part):
        head = part[position]
        if head & 0xC0 == 0x40:
            position, defined[head & 0xF] = _define(part, position, layouts)
            continue
        layout = defined.get((head >> 5) & 0x3 if head & 0x80 else head & 0xF)
        if layout is None:
            raise _DamageError(position)
        begin, position = position + 1, position + 1 + layout.size
        if position > len(part):
            return
        stamp = _NO_TIME
        if head & 0x80:  # the time of the message before, and the five bits that changed
            stamp = last + ((head - last) & 0x1F)
        elif layout.stamp >= 0:
            four = part[begin + layout.stamp : begin + layout.stamp + 4]
            stamp = int.from_bytes(four, "little" if layout.little_endian else "big")
        if stamp != _NO_TIME:
            last = stamp
        if layout.message:
            yield layout, part[begin:position], float(stamp) if stamp != _NO_TIME else np.nan


def _define(part: bytes, position: int, layouts: dict[Any, _Layout]) -> tuple[int, _Layout]:
    """Read the definition message at `position`: where it ends, and its layout."""
    from fitdecode import profile, types

    begin = position + 6
    end = begin + 3 * int.from_bytes(part[begin - 1 : begin])
    developer = b""
    if part[position] & 0x20:
        developer = part[end + 1 : end + 1 + 3 * int.from_bytes(part[end : end + 1])]
        end += 1 + len(developer)
    key = part[position + 1 : end]
    if key in layouts or end > len(part):
        return end, layouts.get(key, _Layout("", True))
    little_endian = not part[position + 2]
    number = int.from_bytes(part[position + 3 : position + 5], "little" if little_endian else "big")
    kind = profile.MESSAGE_TYPES.get(number)
    wanted = _WANTED.get(kind.name, ()) if kind else ()
    layout = _Layout(kind.name if wanted else "", little_endian)
    fields = key[5 : len(key) - len(developer) - (part[position] & 0x20 > 0)]
    for name, size, base in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        known = kind.fields.get(name) if wanted else None
        if name == _TIMESTAMP and size >= 4:
            layout.stamp = layout.size
        elif size and known is not None and known.name in wanted:
            type_ = types.BASE_TYPES.get(base, types.BASE_TYPE_BYTE)
            layout.fields.setdefault(known.name, (layout.size, size, type_, known))
        layout.size += size
    layout.size += sum(developer[1::3])
    layouts[key] = layout
    return end, layout


def _tabulate(kind: str, layouts: list[_Layout], clock: Array) -> FitTable:
    """All messages of a kind in file order, whatever their layouts."""
    mine = [layout for layout in layouts if layout.message == kind and layout.rows]
    places = np.array([p for layout in mine for p in layout.places], dtype=np.intp)
    order = np.argsort(places, kind="stable")
    table = FitTable(clock[places[order]], places[order].astype(float), {}, {})
    begin = 0
    for layout in mine:
        end = begin + len(layout.rows)
        content = np.frombuffer(b"".join(layout.rows), np.uint8)
        content = content.reshape(len(layout.rows), layout.size)
        for name, (offset, size, base, profile) in layout.fields.items():
            raw = np.ascontiguousarray(content[:, offset : offset + size])
            for key, values in _decode(name, raw, layout.little_endian, base, profile):
                column = table.columns.setdefault(key, np.full(len(places), np.nan))
                column[begin:end] = values
            table.names[name] = dict(profile.type.enum or {})
        begin = end
    table.columns = {key: column[order] for key, column in table.columns.items()}
    return table


def _decode(
    name: str, raw: NDArray[np.uint8], little_endian: bool, base: Any, profile: Any
) -> list[tuple[str, Array]]:
    """A field (row, byte) as numbers with its name: scaled, NaN where invalid. Of a list, the
    first number; a number in fewer bytes than its type has (COROS) counts as unsigned."""
    known = ~np.all(raw == 0xFF, axis=1)
    size = raw.shape[1]
    if name == "compressed_speed_distance":
        return _unpack(np.where(known[:, None], raw.astype(float), np.nan)) if size == 3 else []
    odd = base.name == "byte" or size % base.size > 0
    if base.name == "string" or (odd and size > 8):
        return []
    if odd:
        powers = np.arange(size) if little_endian else np.arange(size)[::-1]
        value = np.where(known, raw @ 256.0**powers, np.nan)
    else:
        number = raw.view(np.dtype(("<" if little_endian else ">") + base.fmt))[:, 0]
        value = number.astype(float)
        if number.dtype.kind in "iu":
            value[number == (0 if base.name.endswith("z") else np.iinfo(number.dtype).max)] = np.nan
    return [(name, value / (profile.scale or 1.0) - (profile.offset or 0.0))]


def _unpack(raw: Array) -> list[tuple[str, Array]]:
    """Twelve bits of speed, 1/100 m/s, and twelve of distance, 1/16 m, which count round."""
    low, middle, high = raw.T
    count = np.floor(middle / 16) + 16.0 * high
    return [("speed", (low + 256.0 * (middle % 16)) / 100.0), ("distance_count", count)]
