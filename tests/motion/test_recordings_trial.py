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
    with pytest.raises(InputError, match="too short or outside the trial"):
        read_trial(*files, made.MASS, TrialOptions(start=7.0))


def test_a_missing_leg_is_said_and_left_out(tmp_path, files):
    right = {k: v for k, v in made.moments().items() if "_r_" in k}
    path = made.storage(tmp_path / "r.sto", right)
    trial = read_trial(files[0], path, made.MASS)
    assert list(trial.legs) == ["right"]
    assert any(n.startswith("the left leg is left out: ") and "r.sto" in n for n in trial.notes)
    with pytest.raises(DataError, match=r"no column 'ankle_angle_l_moment' .*did you mean"):
        read_trial(files[0], path, made.MASS, TrialOptions("left"))


def test_missing_knee_and_missing_moments(tmp_path, files):
    without = {k: v for k, v in made.angles().items() if "knee" not in k}
    with pytest.raises(DataError, match="no column 'knee_angle_r'"):
        read_trial(made.storage(tmp_path / "k.mot", without, True), files[1], made.MASS)
    ankle = {k: v for k, v in made.moments().items() if "ankle" in k}
    trial = read_trial(files[0], made.storage(tmp_path / "x.sto", ankle), made.MASS)
    assert list(trial.legs["right"].moments) == ["ankle_angle"]
    assert any("no moment of hip and knee" in n for n in trial.notes)


def test_gaps_in_used_columns_stop_the_trial(tmp_path, files):
    loads = made.moments()
    loads["knee_angle_l_moment"][60] = np.nan
    path = made.storage(tmp_path / "g.sto", loads)
    with pytest.raises(DataError, match=r"g.sto: column 'knee_angle_l_moment' has 1 missing"):
        read_trial(files[0], path, made.MASS)
    assert read_trial(files[0], path, made.MASS, TrialOptions(end=0.5)).legs
    assert read_trial(files[0], path, made.MASS, TrialOptions("right")).legs


def test_wrong_words_are_refused():
    with pytest.raises(InputError, match="--side 'middle'"):
        TrialOptions("middle")
    with pytest.raises(InputError, match="--rate-hz 5 is outside"):
        TrialOptions(rate=5.0)


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
