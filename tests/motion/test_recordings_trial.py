"""A recorded trial as a whole: sides, time, forces, what is missing."""

import numpy as np
import pytest
import trial_writer as made

from soleus.base.errors import DataError, InputError
from soleus.motion.osim_geometry import MuscleGeometry
from soleus.motion.recording_clock import check_under_foot
from soleus.motion.recording_forces import check_mass, read_forces
from soleus.motion.recording_trial import TrialOptions, read_trial
from soleus.motion.trajectory import Trajectory


@pytest.fixture
def files(tmp_path):
    return (
        made.storage(tmp_path / "a.mot", made.angles(), True),
        made.storage(tmp_path / "m.sto", made.moments()),
    )


def test_column_order_does_not_count(tmp_path, files):
    names = list(made.angles())
    other = made.storage(tmp_path / "b.mot", made.angles(), True, order=names[::-1])
    one, two = (read_trial(f, files[1], made.MASS) for f in (files[0], other))
    for joint, values in one.legs["right"].angles.items():
        assert two.legs["right"].angles[joint] == pytest.approx(values)


def test_csv_gives_what_opensim_files_give(tmp_path, files):
    texts = (made.text(tmp_path / "a.csv", made.angles(), ";"),
             made.text(tmp_path / "m.csv", made.moments(), ","))  # fmt: skip
    one, two = (read_trial(*f, made.MASS) for f in (files, texts))
    assert set(one.legs) == set(two.legs) == {"right", "left"}
    for side in one.legs:
        ours, theirs = one.legs[side], two.legs[side]
        assert theirs.moments["knee_angle"] == pytest.approx(ours.moments["knee_angle"], abs=1e-5)
        assert theirs.velocities["ankle_angle"] == pytest.approx(
            ours.velocities["ankle_angle"], abs=1e-4
        )


def test_cut_and_rate(files):
    trial = read_trial(*files, made.MASS, TrialOptions("left", 0.2, 0.8, 50.0))
    assert list(trial.legs) == ["left"]
    time = trial.legs["left"].time
    assert (time[0], time[-1], len(time)) == (0.2, 0.8, 31)
    fast = read_trial(*files, made.MASS, TrialOptions(rate=400.0))
    assert any("was recorded at 100 Hz" in n for n in fast.notes)


def test_trials_of_other_length_use_the_common_time(tmp_path, files):
    half = {k: v[40:] for k, v in made.moments().items()}
    path = made.storage(tmp_path / "h.sto", half, time=made.TIME[40:])
    trial = read_trial(files[0], path, made.MASS)
    assert trial.legs["right"].time[0] == pytest.approx(0.4)
    assert any("tables of different length" in n for n in trial.notes)
    later = made.storage(tmp_path / "l.sto", made.moments(), time=made.TIME + 5)
    with pytest.raises(InputError, match=r"no time in common: .*5.000 to 6.200 s"):
        read_trial(files[0], later, made.MASS)
    with pytest.raises(InputError, match=r"--from-s 7 is outside the trial: 0.000 to 1.200 s"):
        read_trial(*files, made.MASS, TrialOptions(start=7.0))


def test_a_missing_leg_is_said_and_left_out(tmp_path, files):
    right = {k: v for k, v in made.moments().items() if "_r_" in k}
    path = made.storage(tmp_path / "r.sto", right)
    trial = read_trial(files[0], path, made.MASS)
    assert list(trial.legs) == ["right"]
    assert any(n.endswith("r.sto has no left leg; only the right is computed") for n in trial.notes)
    with pytest.raises(DataError, match=r"no column 'ankle_angle_l_moment' .*did you mean"):
        read_trial(files[0], path, made.MASS, TrialOptions("left"))


def test_missing_knee_and_missing_moments(tmp_path, files):
    without = {k: v for k, v in made.angles().items() if "knee" not in k}
    with pytest.raises(DataError, match=r"no column 'knee_angle_r' \(right knee angle\)"):
        read_trial(made.storage(tmp_path / "k.mot", without, True), files[1], made.MASS)
    ankle = {k: v for k, v in made.moments().items() if "ankle" in k}
    trial = read_trial(files[0], made.storage(tmp_path / "x.sto", ankle), made.MASS)
    assert list(trial.legs["right"].moments) == ["ankle_angle"]
    assert any("no moment of hip and knee" in n for n in trial.notes)


def test_gaps_in_used_columns_stop_the_trial(tmp_path, files):
    loads = made.moments()
    loads["knee_angle_l_moment"][60] = np.nan
    path = made.storage(tmp_path / "g.sto", loads)
    with pytest.raises(
        DataError, match=r"g.sto: column 'knee_angle_l_moment' has 1 missing value, in line 65"
    ):
        read_trial(files[0], path, made.MASS)
    assert read_trial(files[0], path, made.MASS, TrialOptions(end=0.5)).legs
    assert read_trial(files[0], path, made.MASS, TrialOptions("right")).legs


def test_wrong_words_are_refused():
    with pytest.raises(InputError, match="--side 'middle'"):
        TrialOptions("middle")
    for bad, message in (
        ({"rate": 5.0}, "--rate-hz 5.0: frames a second are 10 to 2000"),
        ({"rate": "fast"}, "--rate-hz fast"),
        ({"start": float("nan")}, "--from-s nan: must be a number"),
        ({"end": "1"}, "--to-s 1: must be a number"),
        ({"start": 1.0, "end": 0.5}, "--from-s 1 is not before --to-s 0.5"),
        ({"angles": 3}, "--angles '3' is not known"),
        ({"moments_sign": "up"}, "--moments-sign 'up' is not known"),
    ):
        with pytest.raises(InputError, match=message):
            TrialOptions(**bad)


@pytest.mark.parametrize("mass", [0.0, -5.0, float("nan"), float("inf"), "70", None, True])
def test_a_mass_that_is_none_is_refused(files, mass):
    with pytest.raises(InputError, match="is not a body mass in kg"):
        read_trial(*files, mass)


def test_options_and_paths_of_another_type_are_refused(files):
    with pytest.raises(InputError, match="options must be TrialOptions, not dict"):
        read_trial(*files, made.MASS, {"side": "left"})
    with pytest.raises(InputError, match="'None' is not the path of a file"):
        read_trial(None, files[1], made.MASS)


def test_time_in_milliseconds_is_asked_about(tmp_path):
    late = 10000 * made.TIME
    a = made.storage(tmp_path / "a.mot", made.angles(), True, time=late)
    m = made.storage(tmp_path / "m.sto", made.moments(), time=late)
    with pytest.raises(DataError, match=r"time runs 0 to 12000 s with 100 s between rows; is it"):
        read_trial(a, m, made.MASS)


def test_more_frames_than_can_be_solved_are_refused(tmp_path):
    columns, time = made.repeated(made.angles(), 20)
    loads, _ = made.repeated(made.moments(), 20)
    a = made.storage(tmp_path / "a.mot", columns, True, time=time)
    m = made.storage(tmp_path / "m.sto", loads, time=time)
    with pytest.raises(
        InputError, match=r"are 24000 frames .*--from-s and --to-s, or lower --rate"
    ):
        read_trial(a, m, made.MASS, TrialOptions(rate=1000.0))


def test_rows_missing_from_forces_are_named(tmp_path, files):
    kept = np.r_[0:60, 75 : len(made.TIME)]
    path = made.storage(
        tmp_path / "f.mot", {k: v[kept] for k, v in made.ground_forces().items()},
        time=made.TIME[kept],
    )  # fmt: skip
    with pytest.raises(DataError, match=r"f.mot: no rows between 0.590 s"):
        read_trial(*files, made.MASS, forces=path)


@pytest.mark.parametrize("which", ["a", "m"])
def test_rows_that_are_missing_are_named_and_never_filled(tmp_path, files, which):
    kept = np.r_[0:60, 75 : len(made.TIME)]
    whole = made.angles() if which == "a" else made.moments()
    path = made.text(
        tmp_path / f"{which}.csv", {k: v[kept] for k, v in whole.items()}, time=made.TIME[kept]
    )
    pair = (path, files[1]) if which == "a" else (files[0], path)
    message = rf"{which}.csv: no rows between 0.590 s \(line 61\) and 0.750 s \(line 62\)"
    with pytest.raises(DataError, match=message):
        read_trial(*pair, made.MASS)
    assert read_trial(*pair, made.MASS, TrialOptions(end=0.5)).legs


def test_too_short_a_cut_says_the_least(files):
    with pytest.raises(InputError, match=r"0.5 to 0.55 s is too short: .* at least 0.1 s"):
        read_trial(*files, made.MASS, TrialOptions(start=0.5, end=0.55))
    with pytest.raises(InputError, match="--to-s 9 is outside the trial"):
        read_trial(*files, made.MASS, TrialOptions(end=9.0))


@pytest.mark.parametrize("joint", ["ankle_angle", "knee_angle", "hip_flexion"])
def test_half_a_leg_is_an_error_that_names_the_column(tmp_path, files, joint):
    loads = {k: v for k, v in made.moments().items() if k != f"{joint}_l_moment"}
    path = made.storage(tmp_path / "h.sto", loads)
    what = f"left {joint.split('_')[0]} moment"
    with pytest.raises(DataError, match=rf"no column '{joint}_l_moment' \({what}\)"):
        read_trial(files[0], path, made.MASS)


def test_spikes_are_named_with_their_line(tmp_path, files):
    for joint, message in (
        ("hip_flexion", r"'hip_flexion_r_moment' says 99999 in line 45 \(0.4 s\)"),
        ("knee_angle", r"nobody gives more than 12 at the knee"),
        ("ankle_angle", r"in line 45, 1.43e\+03 N m/kg .* Correct that row"),
    ):
        loads = made.moments()
        loads[f"{joint}_r_moment"][40] = 99999.0
        path = made.storage(tmp_path / "s.sto", loads)
        with pytest.raises(DataError, match=message):
            read_trial(files[0], path, made.MASS)


def test_infinite_values_are_called_so(tmp_path, files):
    loads = made.moments()
    loads["knee_angle_r_moment"][40] = np.inf
    path = made.storage(tmp_path / "i.sto", loads)
    with pytest.raises(DataError, match=r"'knee_angle_r_moment' is infinite in line 45 \(0.4 s\)"):
        read_trial(files[0], path, made.MASS)


def test_an_ankle_plantar_flexed_at_its_peak_is_doubted(tmp_path, files):
    turned = {k: 2 * (-v if "ankle" in k else v / 2) for k, v in made.angles().items()}
    trial = read_trial(made.storage(tmp_path / "t.mot", turned, True), files[1], made.MASS)
    assert len(trial.warnings) == 2
    assert "right leg: at its largest plantar-flexion moment the ankle is" in trial.warnings[0]
    assert set(trial.warnings) <= set(trial.notes)
    assert not read_trial(*files, made.MASS).warnings


def test_mass_is_checked_against_whole_strides(tmp_path, files):
    columns, time = made.repeated(made.ground_forces())
    path = made.storage(tmp_path / "f.mot", columns, time=time)
    trial = read_trial(*files, made.MASS, forces=path)
    said = next(n for n in trial.notes if "over whole strides" in n)
    assert float(said.split("carries ")[1].split(" kg")[0]) == pytest.approx(made.MASS, rel=0.02)
    with pytest.raises(DataError, match=r"the ground carries .* --mass-kg says 95"):
        check_mass(read_forces(path), 95.0, 0.0, 9.0)


def test_one_step_is_judged_by_its_peak(tmp_path):
    right = {k: v for k, v in made.ground_forces().items() if "_r_" in k}
    forces = read_forces(made.storage(tmp_path / "f.mot", right))
    assert "no whole stride" in check_mass(forces, made.MASS, 0.0, 1.2)
    with pytest.raises(DataError, match="is usual"):
        check_mass(forces, 10 * made.MASS, 0.0, 1.2)


def test_bad_ground_forces_get_one_line(tmp_path):
    columns = made.ground_forces()
    far = columns | {"ground_force_r_px": columns["ground_force_r_px"] + 700.0}
    for bad, message in (
        ({"a": made.TIME}, "no ground forces; columns like ground_force_r_vx"),
        (far, "is it in mm"),
        ({k: -v for k, v in columns.items()}, "y must point up"),
    ):
        with pytest.raises(DataError, match=message):
            read_forces(made.storage(tmp_path / "f.mot", bad))


def walking_foot(late=0.0):
    """A foot moved by a belt at 3 m/s, its center of pressure rolling from heel to toe."""
    time = made.TIME + late
    heel = np.stack([1.2 - 3 * time, 0 * time, 0 * time], axis=1)
    return np.stack([heel, heel + np.array([0.25, 0, 0])], axis=1)


@pytest.mark.parametrize("late", [0.0, 0.04])
def test_clocks_that_are_offset_are_noticed(tmp_path, late):
    columns = made.ground_forces()
    loaded = columns["ground_force_r_vy"] > 20
    share = np.cumsum(loaded) / loaded.sum()
    columns["ground_force_r_px"] = walking_foot()[:, 0, 0] + 0.25 * share
    forces = read_forces(made.storage(tmp_path / "f.mot", columns))
    said = check_under_foot(forces, made.TIME, {"right": walking_foot(late)}, made.MASS)
    if late:
        assert "clocks look offset, with the forces" in said[0]
        assert "earlier" in said[0]
    else:
        assert not said


def test_geometry_must_fit_its_trial():
    frames = np.zeros((3, 1))
    geometry = MuscleGeometry(
        ("soleus",), ("ankle_angle",), frames + 0.3, frames, np.full((3, 1, 1), -0.05)
    )
    lengths, rates, arms = geometry.put_into(
        ("psoas", "soleus"), ("knee_angle", "ankle_angle"), np.ones((3, 2)), np.ones((3, 2)),
        np.ones((3, 2, 2)),
    )  # fmt: skip
    assert lengths.tolist() == [[1.0, 0.3]] * 3
    assert rates.tolist() == [[1.0, 0.0]] * 3
    assert arms[0].tolist() == [[1.0, 1.0], [1.0, -0.05]]
    still = np.zeros(4)
    with pytest.raises(InputError, match="muscle geometry has 3 frames, time has 4"):
        Trajectory("t", np.arange(4.0), {"ankle_angle": still}, {}, geometry=geometry)
    with pytest.raises(InputError, match="do not fit arrays"):
        MuscleGeometry(("soleus",), ("ankle_angle",), frames, frames, np.zeros((3, 2, 1)))
    with pytest.raises(InputError, match="no numbers"):
        MuscleGeometry(("soleus",), (), frames + np.nan, frames, np.zeros((3, 1, 0)))
