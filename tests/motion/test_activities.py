"""Watch files of all formats: what is read, left out and refused, and how it is said."""

import gzip
import zipfile

import numpy as np
import pytest
from watch_writer import (
    BIKE,
    GPX,
    RUN,
    START,
    TCX,
    clock,
    closed,
    gpx_point,
    gpx_track,
    running,
    session,
    tcx_lap,
    tcx_points,
)

from soleus.base.errors import DataError, InputError
from soleus.motion.activities import Activity, read_activity


@pytest.fixture
def read(tmp_path):
    """`read(content, sport)`: the activities in a file of that content."""

    def call(content, sport=None, name="watch.bin"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_activity(file, sport)

    return call


def test_only_the_parts_on_foot_are_used(read):
    ride = running(START + 400, 300, speed=8.0, cadence=90)
    parts = [
        session(START, 300, RUN),
        session(START + 400, 300, BIKE),
        session(START + 800, 300, 11),
    ]
    walk = running(START + 800, 300, speed=1.4, cadence=56)
    run, stroll = read(closed(running(), ride, walk, *parts))
    assert (run.sport, stroll.sport) == ("running", "walking")
    assert run.distance[-1] == pytest.approx(900)
    assert (stroll.start - run.start).total_seconds() == 800
    np.testing.assert_allclose(stroll.cadence, 112.0)
    assert all(a.assumptions[-1] == "1 cycling session left out" for a in (run, stroll))


@pytest.mark.parametrize(
    ("sport", "sub_sport", "name"),
    [(RUN, 1, "treadmill_running"), (RUN, 3, "trail_running"), (RUN, 4, "track_running"),
     (RUN, 58, "virtual_running"), (RUN, 45, "treadmill_running"), (4, 1, "treadmill_running"),
     (11, 27, "treadmill_walking"), (17, 0, "hiking"), (RUN, 200, "running")],
)  # fmt: skip
def test_sports_on_foot(read, sport, sub_sport, name):
    (a,) = read(closed(running(), session(START, 300, sport, sub_sport)))
    assert a.sport == name
    if "treadmill" in name:
        assert "treadmill: a level belt assumed" in a.assumptions


def test_other_sports_are_refused_unless_asked_for(read):
    ride = closed(running(cadence=80), session(START, 300, BIKE))
    with pytest.raises(DataError, match="holds only cycling; give the sport running"):
        read(ride)
    (a,) = read(ride, "trail_running")
    assert a.sport == "trail_running"
    assert "cycling in the file: trail_running as asked" in a.assumptions
    with pytest.raises(InputError, match=r"'runing' is not known; did you mean running"):
        read(ride, "runing")


def test_an_unknown_sport_is_told_by_its_speed(read):
    (run,) = read(closed(running()))
    assert run.sport == "running"
    assert any(s.startswith("no sport in the file: running by its speed") for s in run.assumptions)
    assert read(closed(running(speed=1.3)))[0].sport == "walking"
    with pytest.raises(DataError, match="not given and too fast for one on foot"):
        read(closed(running(speed=8.0)))
    assert "check the sport" in read(closed(running(speed=8.0)), "running")[0].assumptions[-2]


def test_tcx(read):
    first = tcx_lap(0, 200, [tcx_points(range(100)), tcx_points(range(150, 200))])
    laps = first + tcx_lap(200, 100, [tcx_points(range(200, 301))])
    run = f'<Activity Sport="Running"><Id>{clock(0)}</Id>{laps}</Activity>'
    ride = f'<Activity Sport="Biking">{tcx_lap(400, 50, [tcx_points(range(400, 451))])}</Activity>'
    (a,) = read(TCX.format(run + ride))
    assert (a.sport, a.start.isoformat()) == ("running", "2021-09-08T01:00:00+00:00")
    np.testing.assert_allclose(a.cadence[a.moving], 172.0)
    np.testing.assert_allclose(a.grade[a.moving][20:-20], 0.05, atol=0.005)
    assert [lap.distance_m for lap in a.laps] == [600, 300]
    assert not a.moving[99:150].any() and a.moving.sum() == 250
    assert a.assumptions == (
        "paused once for 51 s in total",
        "cadence counted one foot: doubled",
        "1 cycling session left out",
    )


def test_tcx_without_points_and_with_an_unknown_sport(read):
    (a,) = read(TCX.format(f'<Activity Sport="Other">{tcx_lap(0, 300, [])}</Activity>'))
    assert a.sport == "running" and a.distance[-1] == pytest.approx(900, abs=4)
    with pytest.raises(DataError, match="is a TCX course or workout, not an activity"):
        read(TCX.format("").replace("Activities", "Courses"))


def test_gpx(read):
    (a,) = read(GPX.format(gpx_track(range(301))))
    np.testing.assert_allclose(a.speed[5:-5], 3.0, rtol=1e-3)
    np.testing.assert_allclose(a.grade[10:-10], 0.1, atol=0.005)
    np.testing.assert_allclose(a.cadence, 168.0)
    assert a.distance[-1] == pytest.approx(900, rel=0.01)
    assert "no speed or distance: taken from satellite positions" in a.assumptions
    assert "no laps in the file: one" in a.assumptions and len(a.laps) == 1
    assert read(GPX.format(gpx_track(range(60), "<type>9</type>")))[0].sport == "running"
    with pytest.raises(DataError, match="holds only cycling"):
        read(GPX.format(gpx_track(range(60), "<type>1</type>")))


def test_gpx_without_times_says_so(read):
    points = "".join(gpx_point(-1, 3.0 * i) for i in range(9))
    with pytest.raises(DataError, match="has no times"):
        read(GPX.format(f"<trk><trkseg>{points}</trkseg></trk>"))
    with pytest.raises(DataError, match="is a GPX route, not an activity"):
        read(GPX.format("<rte></rte>"))


def test_cut_and_broken_xml_is_used_as_far_as_it_goes(read):
    whole = GPX.format(gpx_track(range(100)))
    cut = whole[: whole.index("<trkpt", len(whole) // 2) + 9]
    (a,) = read(cut)
    assert not a.complete and 40 < len(a.time) < 60
    assert a.assumptions[0] == (
        f"file is cut short after {len(cut)} bytes: {len(a.time)} of its points used"
    )
    (a,) = read(cut + "</wrong>")
    assert a.assumptions[0].startswith("file is damaged at line 2: the ")


def test_entity_bombs_and_web_pages_are_refused(read):
    bomb = '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>'
    for content in (bomb, '<?xml version="1.0" encoding="UTF-16"?>' + bomb):
        encoded = content.encode("utf-16" if "UTF-16" in content else "utf-8")
        with pytest.raises(DataError, match="document type declaration"):
            read(encoded)
    for page in ("<!DOCTYPE html><html></html>", "<html><body>Log in</body></html>"):
        with pytest.raises(DataError, match="this is a web page"):
            read(page)
    with pytest.raises(DataError, match="XML of a kind <kml>"):
        read("<kml></kml>")


def test_packed_files_are_unpacked(read, tmp_path):
    fit, gpx = closed(running(), session(START, 300, RUN)), GPX.format(gpx_track(range(99)))
    for content in (fit, gpx.encode(), ("  \n" + TCX).format(
        f'<Activity Sport="Running">{tcx_lap(0, 99, [tcx_points(range(99))])}</Activity>'
    ).encode()):  # fmt: skip
        (a,) = read(gzip.compress(content), name="export.gpx")
        assert a.sport == "running" and a.complete
    (a,) = read(gzip.compress(fit, 0)[:-1500])
    assert not a.complete and a.assumptions[0].startswith("packed file of ")
    for names, words in (
        (["a.gpx", "b.txt", "__MACOSX/a.gpx"], ""),
        (["a.gpx", "b.gpx"], "holds 2 activities; unpack it"),
        (["b.txt"], "b.txt: is text; an activity is FIT"),
        ([], "holds no activity"),
    ):
        file = tmp_path / "download.gpx"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("notes", b"PK")
            for name in names:
                archive.writestr(name, gpx if name.endswith("gpx") else "some text")
        if words:
            with pytest.raises(DataError, match=words):
                read_activity(file)
        else:
            assert len(read_activity(file)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"time,speed\n0,3\n", "is text"), (b"%PDF-1.7", "is a PDF"),
     (b'{"laps": 3}', "is JSON"), (bytes(range(40)), "is of an unknown kind"),
     (closed(kind=5), "is a FIT workout, not an activity"),
     (closed(running(), kind=6), "is a FIT course, not an activity"),
     (closed(), "is a FIT file without records, not an activity"),
     (closed(running(seconds=0), session(START, 1, RUN)), "lasts less than 1 s"),
     (gzip.compress(b""), "is empty"),
     (b"\x1f\x8b nothing", "gzip file that cannot be unpacked"),
     (gzip.compress(gzip.compress(gzip.compress(b"run"))), "packed more than twice"),
     (b"PK\x03\x04 broken", "cannot be unpacked")],
)  # fmt: skip
def test_what_is_no_activity_gets_one_line(read, content, words):
    with pytest.raises(DataError, match=words) as error:
        read(content)
    assert "\n" not in str(error.value) and "watch.bin" in str(error.value)


def test_files_that_unpack_to_too_much_are_refused(read, tmp_path, monkeypatch):
    monkeypatch.setattr("soleus.motion.activity_content._LARGEST", 1 << 20)
    with pytest.raises(DataError, match="unpacks to more than 1 MB"):
        read(gzip.compress(bytes(2 << 20)))
    with zipfile.ZipFile(tmp_path / "big.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.gpx", bytes(2 << 20))
    with pytest.raises(DataError, match="unpacks to more than 1 MB"):
        read_activity(tmp_path / "big.zip")
    with pytest.raises(DataError, match="is larger than 1 MB"):
        read(bytes(2 << 20))


def test_what_cannot_be_opened_gets_one_line(tmp_path):
    with pytest.raises(DataError, match=r"cannot be read \(No such file"):
        read_activity(tmp_path / "absent.fit")
    with pytest.raises(DataError, match="is a folder"):
        read_activity(tmp_path)


def test_arrays_of_an_activity_fit(read):
    (a,) = read(closed(running(), session(START, 300, RUN)))
    values = {**a.__dict__, "speed": a.speed[1:]}
    with pytest.raises(InputError, match="speed has 300 values, time has 301"):
        Activity(**values)


@pytest.mark.shared
def test_real_files(shared):
    folder = shared / "data" / "watch_files"
    (marathon,) = read_activity(folder / "18360138543_ACTIVITY_Osaka_Marathon_2025.fit")
    assert marathon.distance[-1] == pytest.approx(42429, abs=5)
    assert marathon.speed.sum() == pytest.approx(42429, rel=0.01)
    assert 180 < np.nanmedian(marathon.cadence) < 190 and len(marathon.laps) == 10
    assert np.abs(marathon.grade).max() < 0.1
    (polar,) = read_activity(folder / "3173437224.tcx")
    assert "paused once for 399 s in total" in polar.assumptions and len(polar.laps) == 2
    (cut,) = read_activity(folder / "activity-unexpected-eof.fit")
    assert cut.assumptions[0] == "file is cut short after 768 bytes: 14 of its records used"
    (treadmill_pod,) = read_activity(folder / "compressed-speed-distance.fit")
    assert treadmill_pod.distance[-1] == pytest.approx(10248, abs=2)
    (walk,) = read_activity(folder / "garmin-fenix-5-walk.fit")
    assert walk.sport == "walking" and np.nanmedian(walk.cadence) == pytest.approx(122, abs=1)
    for name in ("CustomTargetValues", "IndividualSteps", "RepeatSteps"):
        with pytest.raises(DataError, match="is a FIT workout, not an activity"):
            read_activity(folder / f"Workout{name}.fit")
