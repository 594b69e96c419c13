"""Sessions of FIT files: which records belong to which sport, with their laps and pauses."""

from __future__ import annotations

import numpy as np

from soleus.motion.activity_track import Array, Recording, Rows, Span, Track, name_sport
from soleus.motion.fit_tables import FitTable, is_fit, read_fit_parts

__all__ = ["is_fit", "read_fit"]

#: FIT counts seconds from 1989-12-31 UTC; smaller times are seconds since the watch was started.
_EPOCH, _FIRST_DATE = 631065600.0, 0x10000000
_SEMICIRCLE = 180.0 / 2**31
Tables = dict[str, FitTable]


def read_fit(data: bytes) -> Recording:
    """All sessions of a FIT file and of files chained to it. Never raises for damaged content:
    what could not be read is said in the notes."""
    tracks: list[Track] = []
    notes: list[str] = []
    holds = ""
    parts, rest = read_fit_parts(data)
    for part in parts:
        kind = (part.tables["file_id"].words("type") or [""])[0]
        if kind in ("", "activity") or _is_recorded(part.tables):
            tracks += _sessions(part.tables)
        else:
            name = f"file of type {kind}" if kind.isdigit() else kind.replace("_", " ")
            holds = holds or f"a FIT {name}"
        if part.fault:
            notes.append(part.fault)
    if rest:
        notes.append(f"the last {rest} bytes are no FIT: left out")
    return Recording(tuple(tracks), tuple(notes), not notes, holds or "a FIT file without records")


def _is_recorded(tables: Tables) -> bool:
    """True for records with a session, whatever the file calls itself; courses have none."""
    return len(tables["record"].time) > 0 and len(tables["session"].time) > 0


def _sessions(tables: Tables) -> list[Track]:
    """The sessions of one FIT file: by the times its session messages give, or, where those are
    missing, by the sport messages between its records."""
    offset, dated, notes = _clock(tables)
    record, session = tables["record"], tables["session"]
    columns = _columns(record)
    time = record.time + offset
    laps = _spans(tables["lap"], offset)
    pauses = _pauses(tables["event"], offset)
    if not len(time):
        time, columns, laps = _from_totals(laps or _spans(session, offset))
    if not len(time):
        return []
    tracks = []
    for sport, rows in _split(tables, offset, time):
        part = {name: values[rows] for name, values in columns.items()}
        tracks.append(Track(sport, time[rows], part, pauses, laps, dated, notes))
    return tracks


def _clock(tables: Tables) -> tuple[float, bool, tuple[str, ...]]:
    """What to add to FIT seconds for seconds since 1970, whether that is a date, and a note."""
    activity, times = tables["activity"], tables["record"].time
    known = times[np.isfinite(times)]
    if not len(known) or np.median(known) >= _FIRST_DATE:
        return _EPOCH, True, ()
    local = activity.column("local_timestamp") - activity.time
    local = local[np.isfinite(local)]
    if len(local) and local[0] >= _FIRST_DATE / 2:
        return _EPOCH + float(local[0]), True, ("no UTC time in the file: local time taken for it",)
    return 0.0, False, ()


def _columns(record: FitTable) -> dict[str, Array]:
    """Columns of a track, SI, from those of FIT's records."""

    def best(name: str, other: str) -> Array:
        first = record.column(name)
        return np.where(np.isfinite(first), first, record.column(other))

    distance = record.column("distance")
    if not np.isfinite(distance).any():
        distance = _unwind(record.column("distance_count"))
    fraction = np.nan_to_num(record.column("fractional_cadence"))
    return {
        "speed": best("enhanced_speed", "speed"),
        "distance": distance,
        "altitude": best("enhanced_altitude", "altitude"),
        "latitude": record.column("position_lat") * _SEMICIRCLE,
        "longitude": record.column("position_long") * _SEMICIRCLE,
        "cadence": record.column("cadence") + fraction,
        "contact_time": record.column("stance_time") / 1000.0,
        "step_length": record.column("step_length") / 1000.0,
    }


def _unwind(count: Array) -> Array:
    """Distance, m, from a count of 1/16 m that starts anew at 4096."""
    distance = np.full(len(count), np.nan)
    known = np.isfinite(count)
    distance[known] = np.cumsum(np.diff(count[known], prepend=0.0) % 4096) / 16.0
    return distance


def _spans(table: FitTable, offset: float) -> tuple[Span, ...]:
    """Laps or sessions as spans; those without a start or an end are left out."""
    start = table.column("start_time")
    end = start + table.column("total_elapsed_time")
    end = np.where(np.isfinite(end), end, table.time)
    rows = zip(start + offset, end + offset, table.column("total_distance"), strict=True)
    return tuple((float(a), float(b), float(d)) for a, b, d in rows if b > a)


def _pauses(event: FitTable, offset: float) -> tuple[Span, ...]:
    """From each stop of the timer to its next start."""
    kinds = zip(event.words("event"), event.words("event_type"), event.time, strict=True)
    timer = [(float(t), kind) for name, kind, t in kinds if name == "timer" and np.isfinite(t)]
    pauses, stop = [], None
    for time, kind in sorted(timer, key=lambda item: item[0]):
        if kind.startswith("stop"):
            stop = time if stop is None else stop
        elif kind == "start" and stop is not None:
            pauses.append((stop + offset, time + offset, np.nan))
            stop = None
    return tuple(pauses)


def _from_totals(spans: tuple[Span, ...]) -> tuple[Array, dict[str, Array], tuple[Span, ...]]:
    """Where only totals were kept: two records a lap, at its ends."""
    return np.array([t for a, b, _ in spans for t in (a, b)], dtype=float), {}, spans


def _split(tables: Tables, offset: float, time: Array) -> list[tuple[str, Rows]]:
    """Sport and records of each session. Records before the first belong to it."""
    session, sport = tables["session"], tables["sport"]
    names, changes = _names(session), _names(sport)
    new = [i for i, name in enumerate(changes) if i == 0 or name != changes[i - 1]]
    if len(new) > max(1, len(names)) and len(tables["record"].time):
        # Sessions are written at their end: of a cut file, later ones are missing.
        return _between(sport.order[new], tables["record"].order, [changes[i] for i in new])
    starts = session.column("start_time")
    ends = session.time - session.column("total_elapsed_time")
    starts = offset + np.where(np.isfinite(starts), starts, ends)
    keep = [i for i, name in enumerate(names) if name != "multisport" and np.isfinite(starts[i])]
    if len(keep) > 1:
        return _between(starts[keep], time, [names[i] for i in keep])
    told = [*names, *changes, *_names(tables["lap"])]
    best = next((name for name in told if name not in ("unknown", "multisport")), "unknown")
    return [(best, np.arange(len(time)))]


def _names(table: FitTable) -> list[str]:
    """The sport of each message, in Soleus's words."""
    return [
        name_sport(sport, detail)
        for sport, detail in zip(table.words("sport"), table.words("sub_sport"), strict=True)
    ]


def _between(starts: Array, places: Array, names: list[str]) -> list[tuple[str, Rows]]:
    """Names with the rows of `places` from their start up to the next one."""
    order = np.argsort(starts, kind="stable")
    owner = np.maximum(np.searchsorted(starts[order], places, side="right") - 1, 0)
    return [(names[i], np.flatnonzero(owner == k)) for k, i in enumerate(order)]
