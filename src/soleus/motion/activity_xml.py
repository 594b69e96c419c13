"""TCX and GPX files, read as a stream: tags are told by their local names, so that missing or
odd name spaces do not matter."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cache
from xml.parsers import expat

import numpy as np

from soleus.base.errors import DataError
from soleus.motion.activity_track import Array, Recording, Span, Track, name_sport

__all__ = ["is_xml", "read_xml"]

_BLANK = b"\xef\xbb\xbf \t\r\n\0"
_SESSIONS = ("Activity", "trk")
_PIECES = ("Track", "trkseg")
_POINTS = ("Trackpoint", "trkpt")
#: Leaves of a point, by their column; the running cadence counts more than the plain one.
_LEAVES = {
    "Time": "time", "time": "time",
    "LatitudeDegrees": "latitude", "LongitudeDegrees": "longitude",
    "AltitudeMeters": "altitude", "ele": "altitude",
    "DistanceMeters": "distance",
    "Speed": "speed", "speed": "speed",
    "RunCadence": "run_cadence", "Cadence": "cadence", "cadence": "cadence", "cad": "cadence",
}  # fmt: skip
_COLUMNS = ("latitude", "longitude", "altitude", "distance", "speed", "cadence", "run_cadence")
_LONGEST = 100  # characters of a leaf that are kept: no number or time has more
_ROOTS = ("TrainingCenterDatabase", "gpx")
_AT_END = {
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


def is_xml(data: bytes) -> bool:
    """True for bytes that begin as XML does, after a byte order mark and blank space."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:1024].lstrip(_BLANK)[:1] == b"<"


def read_xml(data: bytes, name: str) -> Recording:
    """All sessions of a TCX or GPX file. Of a cut or damaged one, what comes before the damage.

    Raises `DataError` beginning with `name` for other XML, and for a document type declaration:
    no watch writes one, and entities declared there can grow without bound.
    """
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        data = data.lstrip(_BLANK)
    scan = _Scan(name)
    fault = ""
    try:
        scan.parser.Parse(data, True)
    except expat.ExpatError as error:
        line = error.lineno
        scan.close()
        points = sum(len(track.time) for track in scan.tracks)
        fault = f"file is damaged at line {line}: the {points} points before it used"
        if error.code in _AT_END:
            fault = f"file is cut short after {len(data)} bytes: {points} of its points used"
    except (LookupError, ValueError) as error:  # an encoding Python does not know
        raise DataError(f"{name}: XML that cannot be read ({error})") from None
    return Recording(tuple(scan.tracks), (fault,) if fault else (), not fault, scan.holds)


class _Scan:
    """What the parser has seen so far: where it is, the session it is in, and those before."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tracks: list[Track] = []
        self.holds = "an XML file without content"
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._read
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._path: list[str] = []
        self._text = ""
        self._point: dict[str, str] | None = None
        self._session: _Session | None = None

    def close(self) -> None:
        """End the session that is open, if any."""
        if self._session is not None:
            self.tracks.append(self._session.track())
            self._session = None

    def _refuse(self, kind: str, *_: object) -> None:
        if kind.lower() == "html":
            raise DataError(f"{self.name}: this is a web page, not an activity (FIT, TCX or GPX)")
        raise DataError(
            f"{self.name}: has a document type declaration, which no activity needs; refused"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._text = ""
        if not self._path:
            self._check_root(name)
        self._path.append(name)
        if name in _POINTS:
            self._point = {}
            for key, column in (("lat", "latitude"), ("lon", "longitude")):
                if key in attributes:
                    self._point[column] = attributes[key]
        elif name in _SESSIONS:
            self.close()
            self._session = _Session(attributes.get("Sport", ""))
        elif self._session is not None:
            if name == "Lap":
                self._session.laps.append({"start": attributes.get("StartTime", "")})
                self._session.begin_piece(0)
            elif name in _PIECES:
                self._session.begin_piece(1)

    def _check_root(self, name: str) -> None:
        if name.lower() == "html":
            self._refuse("html")
        if name not in _ROOTS:
            raise DataError(f"{self.name}: XML of a kind <{name}>; an activity is FIT, TCX or GPX")
        self.holds = "a GPX route" if name == "gpx" else "a TCX course or workout"

    def _read(self, text: str) -> None:
        if len(self._text) < _LONGEST:
            self._text += text

    def _end(self, tag: str) -> None:
        name = self._path.pop()
        session = self._session
        if self._point is not None:
            if name in _LEAVES:
                self._point[_LEAVES[name]] = self._text
            elif name in _POINTS:
                if session is not None:
                    session.add_point(self._point)
                self._point = None
        elif session is not None:
            if name in _SESSIONS:
                self.close()
            elif self._path and self._path[-1] == "Lap" and session.laps:
                session.laps[-1][name] = self._text
            elif name == "type" and self._path and self._path[-1] == "trk":
                session.sport = self._text


class _Session:
    """An <Activity> or <trk> in the making: points, and where laps and pieces of track begin."""

    def __init__(self, sport: str) -> None:
        self.sport = sport
        self.points: list[dict[str, str]] = []
        self.laps: list[dict[str, str]] = []
        self._breaks: list[int] = []
        self._pieces = 0

    def begin_piece(self, number: int) -> None:
        """A new piece of track (1) or a new lap (0): from the second piece of a lap on, the time
        between the pieces is a pause."""
        self._pieces = self._pieces + 1 if number else 0
        if self._pieces > 1:
            self._breaks.append(len(self.points))

    def add_point(self, point: dict[str, str]) -> None:
        self.points.append(point)

    def track(self) -> Track:
        """The session as columns; without points, two records a lap, at its ends."""
        time = np.array([_instant(p.get("time", "")) for p in self.points], dtype=float)
        columns = {
            key: np.array([_number(p.get(key)) for p in self.points], dtype=float)
            for key in _COLUMNS
        }
        run = columns.pop("run_cadence")
        columns["cadence"] = np.where(np.isfinite(run), run, columns["cadence"])
        laps = self._laps()
        if not self.points and laps:
            time = np.array([t for a, b, _ in laps for t in (a, b)], dtype=float)
            columns = {}
        return Track(name_sport(self.sport), time, columns, self._pauses(time), laps)

    def _laps(self) -> tuple[Span, ...]:
        spans = []
        for lap in self.laps:
            start, length = _instant(lap["start"]), _number(lap.get("TotalTimeSeconds"))
            if length > 0 and math.isfinite(start):
                spans.append((start, start + length, _number(lap.get("DistanceMeters"))))
        return tuple(spans)

    def _pauses(self, time: Array) -> tuple[Span, ...]:
        spans = [(time[i - 1], time[i]) for i in self._breaks if 0 < i < len(time)]
        return tuple((float(a), float(b), math.nan) for a, b in spans if b - a > 2.0)


@cache
def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(text: str | None) -> float:
    """A number, NaN where there is none."""
    try:
        return float(text) if text else math.nan
    except ValueError:
        return math.nan


def _instant(text: str) -> float:
    """An ISO 8601 time as seconds since 1970, NaN where there is none; without a zone it is
    UTC, as both formats want."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan
