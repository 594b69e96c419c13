"""Recorded runs for tests: GPX text of a level run northwards at one speed."""

import datetime as dt

EARTH = 6371008.8


def gpx(start, seconds=600, speed=3.0, sport="running", every=5):
    """A run that began at `start` (UTC, "2026-01-06T17:00:00")."""
    begin = dt.datetime.fromisoformat(start)
    points = "".join(
        f'<trkpt lat="{50 + speed * i / EARTH * 57.29577951:.8f}" lon="8.0"><ele>100</ele>'
        f"<time>{begin + dt.timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for i in range(0, seconds + 1, every)
    )
    return (
        f'<?xml version="1.0"?><gpx><trk><type>{sport}</type><trkseg>{points}</trkseg></trk></gpx>'
    )


def write(folder, name, start, **more):
    path = folder / name
    path.write_text(gpx(start, **more))
    return path
