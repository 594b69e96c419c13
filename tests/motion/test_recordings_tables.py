"""Reading tables of recorded trials: forms, spellings, and one line for what is wrong."""

import numpy as np
import pytest
import trial_writer as made

from soleus.base.errors import DataError
from soleus.motion.recording_columns import check_gaps, find_column, missing_column
from soleus.motion.recording_tables import read_table, recording_limits, recording_words, time_note


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(("name", "at"), [("time", 0), ("time_s", 3), ("Time", 6)])
def test_text_tables_with_time_anywhere(tmp_path, mark, name, at):
    path = made.text(tmp_path / "a.csv", made.angles(), mark, name, time_at=at)
    table = read_table(path)
    assert table.columns[0] == name
    assert table.time == pytest.approx(made.TIME)
    column = find_column(table, "angles", "knee_angle", "left")
    assert column.values == pytest.approx(made.angles()["knee_angle_l"], abs=1e-6)
    assert table.lines[0] == 2


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("ankle_angle_r", ""),
        ("/jointset/ankle_r/ankle_angle_r/value", ""),
        ("Right_Ankle_Angle", ""),
        ("ankle_angle_r_deg", "deg"),
        ("ankle_angle_r (rad)", "rad"),
    ],
)
def test_spellings_of_one_angle(tmp_path, spelling, unit):
    path = made.text(tmp_path / "a.csv", {"other": made.TIME, spelling: made.TIME})
    column = find_column(read_table(path), "angles", "ankle_angle", "right")
    assert (column.name, column.unit) == (spelling, unit)
    assert find_column(read_table(path), "angles", "ankle_angle", "left") is None


def test_speeds_and_coupled_kneecaps_are_not_angles(tmp_path):
    columns = {"/jointset/k/knee_angle_r/speed": made.TIME, "knee_angle_r_beta": made.TIME}
    table = read_table(made.text(tmp_path / "a.csv", columns))
    assert find_column(table, "angles", "knee_angle", "right") is None


def test_a_missing_column_names_the_nearest(tmp_path):
    table = read_table(made.text(tmp_path / "a.csv", {"ankel_angle_r": made.TIME, "b": made.TIME}))
    message = missing_column(table, "angles", "ankle_angle", "right")
    assert "a.csv: no column 'ankle_angle_r' (right ankle angle)" in message
    assert "did you mean ankel_angle_r?" in message


def test_the_nearest_name_is_of_the_same_side(tmp_path):
    columns = {"ankle_angle_l": made.TIME, "ankle_angel_r": made.TIME}
    table = read_table(made.text(tmp_path / "a.csv", columns))
    message = missing_column(table, "angles", "ankle_angle", "right")
    assert message.endswith("did you mean ankle_angel_r?")


def test_a_table_without_time_says_so_and_others_name_their_column(tmp_path):
    path = made.text(tmp_path / "a.csv", {"b": made.TIME}, time_name="frame")
    with pytest.raises(DataError, match=r"no column 'time' \(or time_s, t, .*begin frame, b"):
        read_table(path)
    for name in ("t", "Time (s)", "time_s"):
        table = read_table(made.text(tmp_path / "b.csv", {"b": made.TIME}, time_name=name))
        assert table.columns[0] == name
        assert f"time is column '{name}'" in time_note(table)[0]
    assert not time_note(read_table(made.text(tmp_path / "c.csv", {"b": made.TIME})))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("time,a\n0,1\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("time,a\n0,1\n".encode("utf-16-le"), "is UTF-16; save it as UTF-8"),
        (bytes(range(256)) * 4, "not a text file"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "mot"])
def test_files_that_are_no_text_are_named(tmp_path, ending, content, message):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_table(path)


def test_twice_the_same_column_is_refused(tmp_path):
    columns = {"ankle_angle_r": made.TIME, "/jointset/a/ankle_angle_r/value": made.TIME}
    table = read_table(made.text(tmp_path / "a.csv", columns))
    with pytest.raises(DataError, match="both the right ankle_angle"):
        find_column(table, "angles", "ankle_angle", "right")


def test_gaps_are_named_and_never_filled(tmp_path):
    values = made.TIME.copy()
    values[[40, 41, 90]] = np.nan
    table = read_table(made.text(tmp_path / "a.csv", {"ankle_angle_r": values}))
    column = find_column(table, "angles", "ankle_angle", "right")
    with pytest.raises(DataError, match=r"3 missing values, the first in line 42 \(0.4 s\)"):
        check_gaps(column, 0.0, 1.2)
    check_gaps(column, 0.45, 0.85)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("time ankle\n0 1\n", "no comma, semicolon or tab"),
        ("0,1\n1,2\n", "should name the columns"),
        ("time,a\n0,1\n1\n", "line 3 has 1 values, the header 2"),
        ("time,a\n0,1\n1,x\n", "line 3, column 'a': could not convert 'x'"),
        ("time,a\n0,1\n2,1\n1,1\n", "time must rise, but line 4 says 1 s after 2 s"),
        ("time,a\n0,1\n", "at least two rows; it has 1"),
    ],
)
def test_bad_text_tables_get_one_line(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        read_table(path)


def test_unknown_endings_and_absent_files(tmp_path):
    with pytest.raises(DataError, match=r"ends in .mot, .sto or .csv"):
        read_table(tmp_path / "a.mott")
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path / "a.csv")


def test_every_limit_has_a_source_and_every_muscle_is_ours():
    from soleus.muscle.parameters import list_muscles

    assert set(recording_words()["muscles"]) == set(list_muscles())
    for table in ("limits", "foot", *(f"bodies.{b}" for b in recording_words()["bodies"])):
        assert all(q.note for q in recording_limits(table).values())
