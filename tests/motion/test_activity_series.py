"""What follows from the records of a session: time put right, speed, grade, steps, and the
sentence for every assumption."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.motion.activity_series import make_series
from soleus.motion.activity_speed import STANDING
from soleus.motion.activity_track import FOOT_SPORTS, Track, name_sport, order_records

START = 1.6e9
DAY = 86400.0


def series(time, sport="running", pauses=(), laps=(), **columns):
    """The series of records at `time` (s since the start); constants stand for columns."""
    time = np.asarray(time, dtype=float)
    columns = {k: np.broadcast_to(v, time.shape).astype(float) for k, v in columns.items()}
    track = Track(
        sport,
        time + START,
        columns,
        tuple((a + START, b + START, np.nan) for a, b in pauses),
        tuple((a + START, b + START, d) for a, b, d in laps),
    )
    line = order_records(track)
    return make_series(track, line), line


SECONDS = np.arange(601.0)


def test_speed_follows_from_distance():
    s, _ = series(SECONDS, distance=3 * SECONDS)
    np.testing.assert_allclose(s.pace.speed, 3.0)
    assert "no speed: taken from distance" in s.notes


def test_speed_follows_from_positions_without_their_jitter():
    """Fixes that jitter by 0.5 m would add a quarter to the way if it were summed up."""
    rng = np.random.default_rng(1)
    degree = np.degrees(1 / 6371008.8)
    north = 3 * SECONDS + rng.normal(0, 0.5, 601)
    east = rng.normal(0, 0.5, 601)
    north[300] += 500  # one fix is far off
    place = {"latitude": 60 + north * degree, "longitude": 10 + 2 * east * degree}
    s, _ = series(SECONDS, **place)
    assert s.pace.distance[-1] == pytest.approx(1800, rel=0.02)
    np.testing.assert_allclose(s.pace.speed[5:-5], 3.0, atol=0.3)
    assert "no speed or distance: taken from satellite positions" in s.notes
    lost = {k: np.where(SECONDS < 60, 0.0, v) for k, v in place.items()}
    assert series(SECONDS, **lost)[0].pace.distance[-1] == pytest.approx(1620, rel=0.03)


def test_speed_follows_from_steps_and_from_laps():
    s, _ = series(SECONDS, cadence=85, step_length=1.0)
    np.testing.assert_allclose(s.pace.speed, 170 / 60)
    s, _ = series(SECONDS, laps=((0, 200, 600), (200, 600, 800)))
    np.testing.assert_allclose(s.pace.speed[[100, 400]], [3.0, 2.0])
    assert series(SECONDS, altitude=1.0)[0] is None
    still, _ = series(SECONDS, speed=0.0, distance=0.0)
    assert not still.pace.moving.any() and "no motion in it" in still.notes


@pytest.mark.parametrize("wrong", [0.0, 3 * 3.6])
def test_a_speed_of_zero_or_in_other_units_is_not_believed(wrong):
    s, _ = series(SECONDS, speed=wrong, distance=3 * SECONDS)
    np.testing.assert_allclose(s.pace.speed, 3.0)
    assert "speed contradicts the distance: taken from distance" in s.notes
    north = 50 + np.degrees(3 * SECONDS / 6371008.8)
    s, _ = series(SECONDS, speed=wrong, latitude=north, longitude=8.0)
    np.testing.assert_allclose(s.pace.speed, 3.0, rtol=1e-5)
    assert "speed contradicts the positions: taken from satellite positions" in s.notes


def test_speed_is_scaled_to_the_distance_or_the_contradiction_said():
    s, _ = series(SECONDS, speed=2.85, distance=3 * SECONDS)
    np.testing.assert_allclose(s.pace.speed, 3.0)
    assert "speed -5% off the distance: scaled to it" in s.notes
    s, _ = series(SECONDS, speed=2.0, distance=3 * SECONDS)
    np.testing.assert_allclose(s.pace.speed, 2.0)
    assert "speed -33% off the distance: speed used" in s.notes


def test_impossible_speeds_are_left_out():
    speed = np.where((SECONDS > 100) & (SECONDS < 110), 40.0, 3.0)
    s, _ = series(SECONDS, speed=speed)
    np.testing.assert_allclose(s.pace.speed, 3.0)
    assert "speed impossible (over 12.4 m/s) for 9 s: left out" in s.notes
    jump = 3 * SECONDS + np.where(SECONDS > 300, 5000, 0)
    s, _ = series(SECONDS, distance=jump)
    assert s.pace.distance[-1] == pytest.approx(1800)


def test_standing_is_no_motion():
    speed = np.where((SECONDS >= 200) & (SECONDS < 300), 0.1, 3.0)
    s, _ = series(SECONDS, speed=speed, cadence=85, contact_time=0.25)
    assert not s.pace.moving[203:297].any() and s.pace.moving[:197].all()
    assert np.isnan(s.cadence[250]) and np.isnan(s.contact_time[250])
    assert not s.pace.speed[~s.pace.moving].any()


def test_seldom_and_frequent_records_keep_speed_and_way():
    """Smart recording: a record every 1 to 9 s; or one each 30 s, or five a second, all along."""
    smart = np.cumsum(np.random.default_rng(2).integers(1, 10, 120)) - 1
    for time in (smart - smart[0], np.arange(0, 601, 30), 0.2 * np.arange(3001)):
        s, _ = series(time, distance=3.0 * time, altitude=100 + 0.15 * time)
        assert s.pace.moving.all()
        np.testing.assert_allclose(s.pace.speed, 3.0, rtol=1e-6)
        np.testing.assert_allclose(s.grade, 0.05, atol=0.006)


def test_gaps_are_rest():
    time = np.concatenate([np.arange(300), np.arange(900, 1201)])
    s, _ = series(time, speed=3.0)
    assert "no records once for 601 s in total: taken as rest" in s.notes
    assert s.pace.moving.sum() == 600 and len(s.time) == 1201
    stop = np.concatenate([3.0 * np.arange(300), 3.0 * np.arange(300, 601)])
    s, _ = series(np.concatenate([np.arange(300), np.arange(340, 641)]), distance=stop)
    assert s.pace.moving[310:330].sum() == 0  # 40 s for 3 m is standing


def test_a_pause_and_the_gap_it_leaves_are_told_once():
    time = np.concatenate([np.arange(300), np.arange(900, 1201)])
    s, _ = series(time, speed=3.0, pauses=((305, 899),))
    assert [n for n in s.notes if "total" in n] == ["paused once for 601 s in total"]


def test_weeks_without_records_are_taken_out():
    time = np.concatenate([np.arange(10), 20 * DAY + np.arange(600)])
    s, line = series(time, speed=3.0)
    assert s.time[-1] == 609 and s.pace.moving.all()
    assert line.start == START + 20 * DAY - 10  # the date of the longer part
    assert s.notes[0] == "gap of 20 days ignored from 2020-09-13 12:26 to 2020-10-03 12:26"


def test_times_out_of_order_are_sorted_and_doubles_merged():
    time = SECONDS.copy()
    time[[100, 101]] = time[[101, 100]]
    time[200] = 199
    s, _ = series(time, speed=3.0, distance=3 * time)
    np.testing.assert_allclose(s.pace.distance, 3 * SECONDS)
    assert s.notes[0] == "time steps back once: records sorted by time"


def test_single_wrong_times_are_dropped_and_a_clock_set_back_runs_on():
    time = SECONDS.copy()
    time[[50, 90]] = [5000, -3000]
    s, _ = series(time, speed=3.0)
    assert len(s.time) == 601 and s.notes[0] == "2 records with a time out of place left out"
    back = np.where(SECONDS > 300, SECONDS - 250, SECONDS)
    s, _ = series(back, distance=3 * SECONDS)
    assert s.time[-1] == 600 and s.notes[0] == "clock set back once: time runs on"
    np.testing.assert_allclose(s.pace.speed, 3.0)


def test_less_than_a_second_is_no_session():
    for time in ([], [1.0], [np.nan, np.nan, 3.0], [1.0, 1.0, 1.5]):
        assert order_records(Track("running", np.array(time), {})) is None


def hill(x):
    """A hill sprint: 400 m level, 200 m at 12 %, level."""
    return 100 + 0.12 * np.clip(x - 400, 0, 200)


@pytest.mark.parametrize(
    ("noise", "worst", "window"), [(0.0, 0.005, ""), (0.3, 0.02, ""), (1.2, 0.03, "100 m")]
)
def test_a_hill_keeps_its_grade(noise, worst, window):
    rng = np.random.default_rng(3)
    way = 2.0 * np.arange(501)
    altitude = np.round(5 * (hill(way) + rng.normal(0, noise, 501))) / 5
    s, _ = series(np.arange(501), speed=2.0, distance=way, altitude=altitude)
    middle = (way > 460) & (way < 540)
    np.testing.assert_allclose(s.grade[middle].mean(), 0.12, atol=worst)
    assert np.abs(s.grade[(way < 340) | (way > 660)]).max() < 2 * worst
    assert any(f"smoothed over {window}" in n for n in s.notes) == bool(window)
    assert s.altitude[-1] == pytest.approx(124, abs=1)


def test_grade_does_not_depend_on_standing_pauses_and_lifts():
    """In a pause the altitude drifts by 30 m: that is no slope."""
    time = np.concatenate([np.arange(300), np.arange(900, 1200)])
    altitude = 100 + 0.1 * 3.0 * np.arange(600) + np.where(time >= 900, 30, 0)
    s, _ = series(time, speed=3.0, altitude=altitude, pauses=((300, 900),))
    np.testing.assert_allclose(s.grade[s.pace.moving][10:-10], 0.1, atol=0.01)


@pytest.mark.parametrize("leap", [-600.0, 12507.0, 40.0, -25.0])
def test_leaps_and_codes_for_unknown_are_no_slope(leap):
    altitude = 100 + 0.05 * 3 * SECONDS + np.where((SECONDS > 200) & (SECONDS < 230), leap, 0)
    s, _ = series(SECONDS, speed=3.0, altitude=altitude)
    np.testing.assert_allclose(s.grade, 0.05, atol=0.01)
    step = 100 + 0.05 * 3 * SECONDS + np.where(SECONDS > 300, 20, 0)  # the watch sets itself
    s, _ = series(SECONDS, speed=3.0, altitude=step)
    np.testing.assert_allclose(s.grade, 0.05, atol=0.005)
    assert "altitude leaps once: leaps taken out" in s.notes


@pytest.mark.parametrize(
    ("altitude", "words", "level"),
    [(-500, "altitude impossible", 0), (0, "altitude never changes", 0),
     (321, "altitude never changes", 321), (12607, "altitude impossible", 0),
     (np.nan, "altitude missing", 0)],
)  # fmt: skip
def test_ground_is_flat_without_an_altitude(altitude, words, level):
    s, _ = series(SECONDS, speed=3.0, altitude=altitude)
    assert f"{words}: flat ground assumed" in s.notes
    assert not s.grade.any() and (s.altitude == level).all()


def test_belts_are_level():
    for sport in ("treadmill_running", "virtual_running", "treadmill_walking"):
        s, _ = series(SECONDS, sport, speed=2.0, altitude=SECONDS)
        assert not s.grade.any() and any("level belt" in n for n in s.notes)


def test_drift_over_a_loop_is_taken_out():
    angle = 2 * np.pi * SECONDS / 600
    place = {"latitude": 50 + 0.003 * np.sin(angle), "longitude": 8 + 0.004 * np.cos(angle)}
    altitude = 100 + 10 * np.sin(angle) + 20 * SECONDS / 600
    s, _ = series(SECONDS, speed=3.5, altitude=altitude, **place)
    assert s.altitude[-1] == pytest.approx(s.altitude[0], abs=1)
    assert "altitude drifted 20 m between start and end at one place: taken out" in s.notes


def test_grade_stays_within_its_range():
    s, _ = series(SECONDS, speed=1.0, altitude=0.8 * SECONDS)
    assert s.grade.max() == 0.45
    assert any(n.startswith("grade beyond 45% for") for n in s.notes)


@pytest.mark.parametrize(
    ("speed", "counted", "steps"),
    [(3.0, 85, 170), (3.0, 172, 172), (5.5, 95, 190), (1.4, 57, 114), (1.4, 115, 115),
     (0.8, 45, 90), (0.8, 90, 90), (2.0, 80, 160)],
)  # fmt: skip
def test_one_foot_is_told_from_two(speed, counted, steps):
    s, _ = series(SECONDS, speed=speed, cadence=counted)
    np.testing.assert_allclose(s.cadence, steps)
    assert ("cadence counted one foot: doubled" in s.notes) == (steps != counted)


def test_lost_cadence_is_left_to_the_model():
    cadence = np.where(SECONDS < 300, 85, 0)
    s, _ = series(SECONDS, speed=3.0, cadence=cadence)
    assert np.isnan(s.cadence[320:]).all()
    assert "no cadence for 301 s: left to the model there" in s.notes
    assert "no cadence: left to the model" in series(SECONDS, speed=3.0)[0].notes
    wrong, _ = series(SECONDS, speed=3.0, contact_time=3.0)
    assert np.isnan(wrong.contact_time).all()


@pytest.mark.parametrize(
    ("words", "sport"),
    [("Running", "running"), ("Run", "running"), ("VirtualRun", "virtual_running"),
     ("trail running", "trail_running"), ("Treadmill", "treadmill_running"), ("9", "running"),
     ("Walking", "walking"), ("Hike", "hiking"), ("Biking", "cycling"), ("road_biking", "cycling"),
     ("Other", "unknown"), ("", "unknown"), ("42", "unknown"), ("Swim", "swim"),
     ("transition", "transition"), ("wheelchair_push_run", "wheelchair_push_run"),
     ("track_running", "track_running"), ("track_cycling", "cycling")],
)  # fmt: skip
def test_sports_by_any_name(words, sport):
    assert name_sport(words) == sport
    assert name_sport("transition", "run_to_bike_transition") not in FOOT_SPORTS


NUMBER = st.floats(-1e12, 1e12) | st.just(np.nan)


@given(
    st.lists(
        st.tuples(st.floats(-1e5, 1e5) | st.just(np.nan), NUMBER, NUMBER, NUMBER, NUMBER, NUMBER),
        min_size=2, max_size=20,
    )
)  # fmt: skip
def test_any_numbers_give_series_that_are_possible(rows):
    time, speed, distance, altitude, cadence, latitude = np.array(rows).T
    track = Track(
        "running",
        time + START,
        {"speed": speed, "distance": distance, "altitude": altitude, "cadence": cadence,
         "latitude": latitude, "longitude": latitude},
    )  # fmt: skip
    line = order_records(track)
    if line is None or (s := make_series(track, line)) is None:
        return
    pace = s.pace
    for values in (pace.speed, pace.distance, s.grade, s.altitude):
        assert np.isfinite(values).all() and values.shape == s.time.shape
    assert (pace.speed[pace.moving] >= STANDING).all() and pace.speed.max() < 20
    assert (np.diff(pace.distance) >= 0).all() and np.abs(s.grade).max() <= 0.45
