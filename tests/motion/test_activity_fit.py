"""FIT files: fields, clocks, pauses, chains and damage.

The files are written here; their values, and those of the real ones beside the project, are
compared with what fitdecode, an independent reader, makes of them.
"""

import struct
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from watch_writer import (
    BIKE,
    RUN,
    START,
    closed,
    crc,
    lap,
    message,
    record,
    running,
    session,
    timer,
)

from soleus.base.errors import DataError
from soleus.motion.activities import read_activity
from soleus.motion.activity_fit import read_fit
from soleus.motion.fit_checksum import fit_checksum


@pytest.fixture
def read(tmp_path):
    """`read(content, sport)`: the activities in a file of that content."""

    def call(content, sport=None, name="watch.bin"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_activity(file, sport)

    return call


def test_a_run_is_read_in_si(read):
    laps = lap(START, 100, 300) + lap(START + 100, 200, 600)
    extra = {"fraction": 64, "contact": 2400}
    (a,) = read(closed(running(**extra), laps, session(START, 300, RUN)))
    assert (a.sport, a.complete, a.start) == (
        "running",
        True,
        datetime(2021, 9, 8, 1, 46, 40, 0, UTC),
    )
    assert a.time[-1] == 300 and a.moving.all()
    np.testing.assert_allclose(a.speed, 3.0)
    np.testing.assert_allclose(a.distance, 3.0 * a.time)
    np.testing.assert_allclose(a.cadence, 171.0)
    np.testing.assert_allclose(a.contact_time, 0.24)
    np.testing.assert_allclose(a.altitude, 100.0)
    assert [(k.number, k.start_s, k.end_s, k.distance_m) for k in a.laps] == [
        (1, 0, 100, 300),
        (2, 100, 300, 600),
    ]
    assert a.assumptions == (
        "altitude never changes: flat ground assumed",
        "cadence counted one foot: doubled",
    )
    assert list(a.table())[:3] == ["time_s", "moving", "speed_m_s"]


def test_enhanced_fields_are_taken_before_plain_ones(read):
    more = {"fast_speed": 4000, "high": 5 * 620}
    (a,) = read(closed(running(**more), session(START, 300, RUN)))
    assert "speed +33% off the distance: speed used" in a.assumptions
    np.testing.assert_allclose(a.altitude, 120.0)
    np.testing.assert_allclose(a.speed, 4.0)


def test_big_endian_developer_and_short_fields_are_read(read):
    """COROS writes numbers with fewer bytes than their type; unnamed developer fields abound."""
    records = b"".join(
        record(START + i, ">" if i % 2 else "<", b"\x01\x02\x03", distance=300 * i, speed=3000)
        for i in range(100)
    )
    odd = bytes([0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 4, 1, 0x86])
    odd += b"".join(b"\0" + struct.pack("<IB", START + i, 85) for i in range(100))
    (a,) = read(closed(records, odd, session(START, 99, RUN)))
    np.testing.assert_allclose(a.speed, 3.0, rtol=0.01)
    np.testing.assert_allclose(a.cadence, 170.0)
    assert a.complete


def test_dates_written_as_lists_and_a_session_without_sub_sport_are_read(read):
    define = bytes([0x40, 0, 0, 20, 0, 2, 253, 8, 0x86, 6, 2, 0x84])
    rows = b"".join(b"\0" + struct.pack("<IIH", START + i, 2**32 - 1, 3000) for i in range(60))
    plain = message("session", {2: ("I", START), 5: ("e", RUN)})
    (a,) = read(closed(define, rows, plain))
    assert (a.sport, a.time[-1], a.start.year) == ("running", 59, 2021)


def test_a_watch_without_a_clock_has_local_time_or_none(read):
    rows = b"".join(record(1000 + i, speed=3000) for i in range(60))
    (a,) = read(closed(rows, session(1000, 60, RUN)))
    assert a.start is None and a.time[-1] == 59
    local = message("activity", {253: ("I", 1060), 5: ("I", START + 60)})
    (a,) = read(closed(rows, local))
    assert a.start == datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)
    assert a.assumptions[0] == "no UTC time in the file: local time taken for it"


def test_compressed_headers_and_fields_are_unwound(read):
    """Time in five bits, speed and distance in three bytes: both count round."""
    define = bytes([0x40, 0, 0, 20, 0, 1, 8, 3, 0x0D])
    start = message("device_info", {253: ("I", START)}, local=1)
    rows = b""
    for i in range(1, 200):
        sixteenths = (48 * i) % 4096
        word = 300 | sixteenths << 12
        rows += bytes([0x80 | (START + i) & 0x1F]) + word.to_bytes(3, "little")
    (a,) = read(closed(start, define, rows, session(START, 200, RUN)))
    assert a.time[-1] == 198
    np.testing.assert_allclose(a.speed, 3.0)
    assert a.distance[-1] == pytest.approx(3 * 198)


def test_a_timer_that_stops_is_a_pause(read):
    first, second = running(seconds=100), running(START + 400, 100)
    events = timer(START, 0) + timer(START + 100, 4) + timer(START + 400, 0)
    (a,) = read(closed(first, events, second, session(START, 500, RUN)))
    assert "paused once for 300 s in total" in a.assumptions
    assert a.time[-1] == 500 and a.moving.sum() == 201
    assert not a.moving[100:400].any() and not a.speed[100:400].any()
    assert np.isnan(a.cadence[100:400]).all()


def test_a_cut_multisport_file_is_split_by_its_sport_messages(read):
    whole = closed(
        message("sport", {0: ("e", BIKE)}),
        running(START, 300, speed=8.0),
        session(START, 300, BIKE),
        message("sport", {0: ("e", RUN)}),
        running(START + 300, 300),
    )
    (a,) = read(whole[:-40])
    assert a.sport == "running" and a.time[-1] < 300 and not a.complete


def test_chained_files_are_all_read(read):
    first = closed(running(), session(START, 300, RUN))
    second = closed(running(START + 86400), session(START + 86400, 300, RUN))
    a, b = read(first + closed(kind=2) + second)
    assert (b.start - a.start).days == 1 and a.complete
    (a,) = read(first + b"something else")
    assert a.assumptions[0] == "the last 14 bytes are no FIT: left out" and not a.complete


def test_totals_stand_in_for_records(read):
    (a,) = read(closed(lap(START, 600, 1800), session(START, 600, RUN)))
    assert "no speed or distance in the records: laps taken as even" in a.assumptions
    np.testing.assert_allclose(a.speed, 3.0)


def test_damage_is_said(read):
    whole = closed(running(), session(START, 300, RUN))
    (cut,) = read(whole[:-1000])
    assert not cut.complete and cut.time[-1] > 200
    count = len(cut.time)
    assert cut.assumptions[0] == (
        f"file is cut short after {len(whole) - 1000} bytes: {count} of its records used"
    )
    place = whole.index(session(START, 300, RUN))
    (bad,) = read(whole[:place] + b"\x0f" + whole[place + 1 :])
    assert bad.assumptions[0] == (
        f"file is damaged at byte {place}: the 301 records before it used"
    )
    (off,) = read(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert off.assumptions[0].startswith("the checksum of the file is wrong") and not off.complete
    (died,) = read(whole[:4] + b"\0\0\0\0" + whole[8:-2])
    assert died.time[-1] == 300 and not died.complete


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), place=st.integers(0, 3000), value=st.integers(0, 255))
def test_no_damage_ends_in_anything_but_data_errors(read, cut, place, value):
    data = bytearray(closed(running(seconds=40, lat=10**8, lon=10**8), session(START, 40, RUN)))
    data[place % len(data)] = value
    try:
        activities = read(bytes(data[: len(data) - cut % 60]))
    except DataError as error:
        assert "\n" not in str(error)
    else:
        assert all(np.isfinite(a.speed).all() for a in activities)


def test_the_checksum_is_that_of_the_definition():
    data = np.random.default_rng(4).bytes(700)
    for length in (0, 1, 2, 3, 50, 699, 700):
        assert fit_checksum(data[:length]) == crc(data[:length])


def compare_with_fitdecode(content):
    """Each column of ours against fitdecode's own decoding of the records."""
    fitdecode = pytest.importorskip("fitdecode")
    ours = read_fit(content).tracks[0]
    names = {"speed": "enhanced_speed", "distance": "distance", "altitude": "enhanced_altitude",
             "latitude": "position_lat", "cadence": "cadence", "fraction": "fractional_cadence",
             "contact_time": "stance_time", "step_length": "step_length", "time": "timestamp",
             "slow": "speed"}  # fmt: skip
    rows = []
    with fitdecode.FitReader(
        content, processor=None, error_handling=fitdecode.ErrorHandling.IGNORE,
        check_crc=fitdecode.CrcCheck.DISABLED,
    ) as reader:  # fmt: skip
        try:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    rows.append([frame.get_value(v, fallback=None) for v in names.values()])
        except fitdecode.FitError:
            pass
    theirs = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    theirs["cadence"] += np.nan_to_num(theirs.pop("fraction"))
    slow = theirs.pop("slow")
    theirs["speed"] = np.where(np.isnan(theirs["speed"]), slow, theirs["speed"])
    factors = {"latitude": 180 / 2**31, "contact_time": 1e-3, "step_length": 1e-3}
    for name, values in theirs.items():
        mine = ours.time - ours.time[0] if name == "time" else ours.column(name)
        values = values - values[0] if name == "time" else values * factors.get(name, 1.0)
        np.testing.assert_allclose(mine, values, rtol=1e-12, err_msg=name)


def test_fitdecode_reads_the_same_from_our_files():
    mixed = running(fraction=0, contact=2400) + b"".join(
        record(START + 301 + i, ">", b"\1\2", fast_speed=2900, high=3333, step=1010, lat=-(10**8))
        for i in range(50)
    )
    compare_with_fitdecode(closed(mixed, session(START, 351, RUN)))


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["18360138543_ACTIVITY_Osaka_Marathon_2025", "2013-02-06-12-11-14", "garmin-fenix-5-walk",
     "activity-settings-corruptheader", "activity-small-fenix2-run", "activity-unexpected-eof",
     "compressed-speed-distance", "developer-types-sample", "garmin-fenix-5-run"],
)  # fmt: skip
def test_fitdecode_reads_the_same_from_real_files(shared, name):
    compare_with_fitdecode((shared / "data" / "watch_files" / f"{name}.fit").read_bytes())
