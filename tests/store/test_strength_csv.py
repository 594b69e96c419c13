"""CSV of Hevy and Strong: columns by name, spellings of time, units, and what is broken."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from soleus.base.errors import DataError
from soleus.store.csv_hevy import read_hevy
from soleus.store.csv_strong import read_strong
from soleus.store.strength_csv import _app_names, find_exercise, session_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEVY = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,"
    "set_type,weight_kg,reps,distance_km,duration_seconds,rpe\n"
)
CALF = '"Legs","28 Mar 2025, 17:29","28 Mar 2025, 18:14","heavy","{}",,"",{},normal,{},{},,,{}\n'
STRONG = (
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;"
    "Distance (meters);Seconds;Notes;Workout Notes\n"
)


def hevy(*rows):
    return (HEVY + "".join(rows)).encode()


def test_hevy_sets_by_workout():
    data = hevy(
        CALF.format("Standing Calf Raise (Machine)", 0, 60, 15, 8),
        CALF.format("Standing Calf Raise (Machine)", 1, 60, 12, ""),
        CALF.format("Bench Press (Barbell)", 0, 80, 5, ""),
        CALF.format("Seated Calf Raise", 0, "", 20, "").replace("28 Mar", "30 Mar"),
    )
    first, second = read_hevy(data, "a.csv")
    assert [s.exercise for s in first.sets] == [
        "standing_calf_raise", "standing_calf_raise", "Bench Press (Barbell)"
    ]  # fmt: skip
    assert first.sets[0].effort == 8 and first.sets[1].effort is None
    assert first.sets[0].load_kg == 60 and first.sets[0].repetitions == 15
    assert first.unknown == {"Bench Press (Barbell)": 1}
    assert first.duration_s == 45 * 60
    assert second.sets[0].load_kg is None  # missing is not zero
    done = session_of(first, AMSTERDAM)
    assert done.started == dt.datetime(2025, 3, 28, 16, 29, tzinfo=dt.UTC)
    assert done.date == dt.date(2025, 3, 28)
    assert (done.origin, done.note, done.effort) == ("hevy", "heavy", None)


@pytest.mark.parametrize("spelling", ["2025-03-28 17:29:00", "2025-03-28T17:29:00"])
def test_hevy_other_times_pounds_and_places(spelling):
    """Columns in another order, pounds and miles, the other spelling of time, a byte-order mark."""
    text = (
        "weight_lbs,reps,exercise_title,start_time,title,distance_miles\r\n"
        f"100,10,Glute Ham Raise,{spelling},Legs,\r\n,,Running,{spelling},Legs,1\r\n"
    )
    (workout,) = read_hevy(b"\xef\xbb\xbf" + text.encode(), "a.csv")
    assert workout.start == dt.datetime(2025, 3, 28, 17, 29)
    assert workout.sets[0].load_kg == pytest.approx(45.359, abs=1e-3)
    assert workout.sets[1].distance_m == pytest.approx(1609.344)
    assert workout.duration_s is None


def test_strong_rests_and_notes_are_no_sets():
    rows = (
        '"Standing Calf Raise (Bodyweight)";W;0;20;;0;0;"";"ok"\n',
        '"Standing Calf Raise (Bodyweight)";1;62,5;8.0;9,5;0;0;;\n',
        '"Standing Calf Raise (Bodyweight)";Rest Timer;;;;;90;;\n',
        '"Plank";Note;;;;;;"line 1\nline 2";\n',
        '"Plank";1;;0;;0;60;;\n',
    )
    rows = "".join(f'1;2024-01-15 08:30:00;"Legs";3900;{row}' for row in rows)
    (workout,) = read_strong((STRONG + rows).encode(), "s.csv")
    assert len(workout.sets) == 3
    warm_up, heavy, plank = workout.sets
    assert (warm_up.load_kg, warm_up.repetitions, warm_up.effort) == (0, 20, None)
    assert (heavy.load_kg, heavy.repetitions, heavy.effort) == (62.5, 8, 9.5)
    assert heavy.duration_s is None and heavy.distance_m is None
    assert (plank.repetitions, plank.duration_s) == (None, 60)
    assert workout.duration_s == 3900 and workout.note == "ok"


def test_strong_older_columns_and_units():
    header = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,RPE\n"
    row = "2024-01-15 5:31:00\u202fPM,Legs,1h 5m,Seated Calf Raise (Machine),1,100,10,0,0,\n"
    data = (header + row).encode()
    (workout,) = read_strong(data, "s.csv", "lb")
    assert workout.start == dt.datetime(2024, 1, 15, 17, 31)
    assert workout.duration_s == 3900
    assert workout.sets[0].exercise == "seated_calf_raise"
    assert workout.sets[0].load_kg == pytest.approx(45.359, abs=1e-3)
    with pytest.raises(DataError, match=r"row 2, weight '100' has no unit.*--weight-unit"):
        read_strong(data, "s.csv")
    beside = data.replace(b"Weight,Reps", b"Weight,Weight Unit,Reps").replace(b",100,", b",100,kg,")
    assert read_strong(beside, "s.csv")[0].sets[0].load_kg == 100
    stones = beside.replace(b",kg,", b",stone,")
    with pytest.raises(DataError, match="is in 'stone'; known are kg"):
        read_strong(stones, "s.csv")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("60,15,,", "sixty,15,,", "row 2, weight_kg 'sixty' is not a number"),
        ("60,15,,", "nan,15,,", "row 2, weight_kg 'nan' is not a number"),
        ("60,15,,", "60,15.5,,", "row 2, reps '15.5' is not a whole number"),
        ("60,15,,", "900,15,,", "row 2: standing_calf_raise: load_kg 900 is outside 0 to 500"),
        ("28 Mar 2025, 17:29", "28th of March", "row 2, start_time '28th of March' is no time"),
        ("28 Mar 2025, 18:14", "27 Mar 2025, 18:14", "is before start_time"),
        ("Standing Calf Raise", "", "row 2, exercise_title '' is empty"),
        (",,,8\n", "", "row 2 has 11 cells, the header has 14; the file is cut"),
        ("reps,", "wiederholungen,", "column 'reps' is missing; it has title, start_time"),
        ("normal,60", '"normal,60', "is cut or damaged"),
    ],
)
def test_broken_tables_say_where(old, new, message):
    text = HEVY + CALF.format("Standing Calf Raise", 0, 60, 15, 8)
    assert old in text
    with pytest.raises(DataError, match=r"^a\.csv: ") as error:
        read_hevy(text.replace(old, new).encode(), "a.csv")
    assert message in str(error.value)


def test_not_utf8_and_empty_export():
    with pytest.raises(DataError, match="not UTF-8"):
        read_hevy(HEVY.encode() + "é".encode("latin-1"), "a.csv")
    assert read_hevy(HEVY.encode(), "a.csv") == []


def test_names_of_exercises():
    for app in ("hevy", "strong"):
        assert len(_app_names(app)) > 7
    assert find_exercise("hevy", "standing calf raise (smith)") == "standing_calf_raise"
    assert find_exercise("strong", "Standing Calf Raise (Smith Machine)") == "standing_calf_raise"
    assert find_exercise("hevy", "Deep squat calf raise") == "deep_squat_calf_raise"
    assert find_exercise("hevy", "Wall-lean calf hold") == "wall_lean_isometric"  # our label
    for left_out in ("Calf Press (Machine)", "Squat (Barbell)"):
        assert find_exercise("hevy", left_out) is None


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2026-03-29 01:30:00", "2026-03-29T00:30:00+00:00"),  # an hour before the clock changes
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00+00:00"),  # a time that was skipped
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00+00:00"),  # one that came twice: the first
        ("2026-10-25 00:10:00", "2026-10-24T22:10:00+00:00"),  # the day before in UTC
    ],
)
def test_days_of_a_clock_change(start, utc):
    text = HEVY + CALF.format("Seated Calf Raise", 0, 5, 5, "")
    text = text.replace("28 Mar 2025, 17:29", start).replace("28 Mar 2025, 18:14", "")
    (workout,) = read_hevy(text.encode(), "a.csv")
    done = session_of(workout, AMSTERDAM)
    assert done.started.isoformat() == utc
    assert done.date.isoformat() == start[:10]
