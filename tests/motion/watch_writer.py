"""Watch files for tests, written message by message and point by point: FIT, TCX and GPX."""

import struct

import numpy as np

START = 1_000_000_000  # FIT seconds: 2021-09-08 01:46:40 UTC
CODES = {"B": 0x02, "H": 0x84, "I": 0x86, "i": 0x85, "s": 0x07, "e": 0x00}
NUMBERS = {"file_id": 0, "session": 18, "lap": 19, "record": 20, "event": 21, "activity": 34,
           "sport": 12, "device_info": 23}  # fmt: skip
RECORD = {"time": (253, "I"), "lat": (0, "i"), "lon": (1, "i"), "distance": (5, "I"),
          "altitude": (2, "H"), "speed": (6, "H"), "cadence": (4, "B"), "fraction": (53, "B"),
          "contact": (41, "H"), "step": (85, "H"), "fast_speed": (73, "I"),
          "high": (78, "I")}  # fmt: skip
RUN, BIKE = 1, 2
TCX = """
 <?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase
 xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>
 {}</Activities></TrainingCenterDatabase>"""
GPX = """<?xml version="1.0"?><gpx xmlns:gpxtpx="x"><metadata><time>2020-01-01T00:00:00Z</time>
 </metadata>{}</gpx>"""


def crc(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


def message(kind, fields, end="<", developer=b"", local=0):
    """Definition and data of one message: `fields` maps field numbers to (code, raw value)."""
    number = NUMBERS.get(kind, kind)
    head = struct.pack(end + "BBHB", 0, end == ">", number, len(fields))
    packed = {n: struct.pack(end + c.replace("e", "B"), v) for n, (c, v) in fields.items()}
    layout = b"".join(bytes([n, len(packed[n]), CODES[c]]) for n, (c, _) in fields.items())
    data = b"".join(packed.values())
    flag = 0x60 if developer else 0x40
    extra = bytes([1, 9, len(developer), 0]) if developer else b""
    return bytes([flag | local]) + head + layout + extra + bytes([local]) + data + developer


def record(time, end="<", developer=b"", **values):
    """A record in raw FIT numbers: distance cm, speed mm/s, altitude 5 x (m + 500)."""
    fields = {RECORD[k][0]: (RECORD[k][1], v) for k, v in {"time": time, **values}.items()}
    return message("record", fields, end, developer)


def session(start, length, sport, sub_sport=0):
    fields = {253: ("I", start + length), 2: ("I", start), 7: ("I", 1000 * length)}
    return message("session", {**fields, 5: ("e", sport), 6: ("e", sub_sport)})


def lap(start, length, distance):
    fields = {253: ("I", start + length), 2: ("I", start), 7: ("I", 1000 * length)}
    return message("lap", {**fields, 9: ("I", 100 * distance)})


def timer(time, kind):
    return message("event", {253: ("I", time), 0: ("e", 0), 1: ("e", kind)})


def closed(*messages, kind=4):
    """A whole FIT file: header, file_id, messages, checksum."""
    body = message("file_id", {0: ("e", kind)}) + b"".join(messages)
    data = struct.pack("<BBHI4sH", 14, 0x20, 2100, len(body), b".FIT", 0) + body
    return data + struct.pack("<H", crc(data))


def running(start=START, seconds=300, speed=3.0, cadence=85, **more):
    """Records each second at one speed."""
    return b"".join(
        record(start + i, distance=round(100 * speed * i), speed=round(1000 * speed),
               cadence=cadence, altitude=3000, **more)
        for i in range(seconds + 1)
    )  # fmt: skip


def clock(second):
    return f"2021-09-08T01:{second // 60:02d}:{second % 60:02d}.000Z"


def tcx_points(seconds, speed=3.0):
    return "".join(
        f"<Trackpoint><Time>{clock(i)}</Time><DistanceMeters>{speed * i}</DistanceMeters>"
        f"<AltitudeMeters>{100 + 0.05 * speed * i}</AltitudeMeters><Cadence>1</Cadence>"
        "<HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>"
        f"{speed}</ns3:Speed><ns3:RunCadence>86</ns3:RunCadence><ns3:Watts>300</ns3:Watts>"
        "</ns3:TPX></Extensions></Trackpoint>"
        for i in seconds
    )


def tcx_lap(start, length, tracks):
    tracks = "".join(f"<Track>{track}</Track>" for track in tracks)
    return (
        f'<Lap StartTime="{clock(start)}"><TotalTimeSeconds>{length}</TotalTimeSeconds>'
        f"<DistanceMeters>{3.0 * length}</DistanceMeters><Cadence>90</Cadence>{tracks}</Lap>"
    )


def gpx_point(second, north, more=""):
    place = f'lat="{50 + np.degrees(north / 6371008.8):.8f}" lon="8.0"'
    return (
        f"<trkpt {place}>{more}<time>{clock(second)}</time></trkpt>"
        if second >= 0
        else (f"<trkpt {place}>{more}</trkpt>")
    )


def gpx_track(seconds, kind="<type>running</type>", speed=3.0):
    more = "<ele>{}</ele><extensions><gpxtpx:cad>84</gpxtpx:cad></extensions>"
    points = (gpx_point(i, speed * i, more.format(200 + 0.1 * speed * i)) for i in seconds)
    return f"<trk>{kind}<trkseg>{''.join(points)}</trkseg></trk>"
