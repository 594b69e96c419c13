"""Markers: reading .trc and .c3d, angles and moments of an ankle known by construction."""

import numpy as np
import pytest
import trial_writer as made

from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import body_constants
from soleus.base.errors import DataError, InputError, SoleusError
from soleus.base.quantities import GRAVITY
from soleus.motion.markers import landmarks, marker_overrides, read_trc
from soleus.motion.markers_c3d import read_c3d
from soleus.motion.markers_trial import read_c3d_trial, read_marker_trial
from soleus.motion.recording_checks import check_computed
from soleus.motion.recording_filter import low_pass
from soleus.motion.recording_trial import TrialOptions

PERSON = Person(height=1.78, mass=made.MASS, sex="male", age=30)
SHANK, THIGH, FOOT = 0.42, 0.43, 0.24
CUT = 39.0  # the made-up motion is slow: no filter is wanted
LABELS = {
    "lateral_malleolus": "{S}ANK", "medial_malleolus": "{S}MANK", "lateral_epicondyle": "{S}KNE",
    "medial_epicondyle": "{S}MKNE", "heel": "{S}HEE", "toe": "{S}TOE", "hip": "{S}HJC",
}  # fmt: skip


def legs():
    """Landmarks (time, 3) m of both legs: the foot flat, the shank leaning, the knee bending;
    also the angles of the right leg, rad."""
    ankle_angle = 0.25 * made.bell(0.45, 0.25)
    knee_angle = 0.2 + 0.5 * made.bell(0.7, 0.3)
    zero = np.zeros_like(ankle_angle)
    points = {}
    for side, z in (("right", 0.1), ("left", -0.1)):
        out = np.array([0.0, 0.0, 0.04 if side == "right" else -0.04])
        ankle = np.stack([zero, zero + 0.08, zero + z], axis=1)
        lean = np.stack([np.sin(ankle_angle), np.cos(ankle_angle), zero], axis=1)
        knee = ankle + SHANK * lean
        tilt = ankle_angle - knee_angle
        hip = knee + THIGH * np.stack([np.sin(tilt), np.cos(tilt), zero], axis=1)
        points[side] = {
            "lateral_malleolus": ankle + out, "medial_malleolus": ankle - out,
            "lateral_epicondyle": knee + out, "medial_epicondyle": knee - out,
            "heel": np.tile([-0.06, 0.03, z], (len(zero), 1)),
            "toe": np.tile([-0.06 + FOOT, 0.05, z], (len(zero), 1)), "hip": hip,
        }  # fmt: skip
    return points, ankle_angle, knee_angle


def trc(path, points, unit="mm", said=None, hide=()):
    factor = {"mm": 1000.0, "m": 1.0}[unit]
    columns = {
        LABELS[name].format(S=side[0].upper()): factor * values
        for side, own in points.items()
        for name, values in own.items()
    }
    head = [
        "PathFileType\t4\t(X/Y/Z)\tmade.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames",
        f"100\t100\t{len(made.TIME)}\t{len(columns)}\t{said or unit}\t100\t1\t{len(made.TIME)}",
        "Frame#\tTime\t" + "\t\t\t".join(columns),
        "\t\t" + "\t".join(f"{a}{i + 1}" for i in range(len(columns)) for a in "XYZ"),
        "",
    ]
    for k, t in enumerate(made.TIME):
        cells = [str(k + 1), f"{t:.4f}"]
        for label, values in columns.items():
            seen = (label, k) not in hide
            cells += [f"{v:.5f}" for v in values[k]] if seen else ["", "", ""]
        head.append("\t".join(cells))
    path.write_text("\n".join(head) + "\n")
    return path


def forces(path, names=("r", "l"), ahead=0.10):
    """Both feet share the body's weight all the time, at `ahead` m of the ankle."""
    columns = {}
    for name, z in zip(names, (0.1, -0.1), strict=True):
        start = f"ground_force_{name}_"
        values = {"vx": 0, "vy": made.MASS * GRAVITY / 2, "vz": 0, "px": ahead, "py": 0, "pz": z}
        columns |= {start + k: np.full_like(made.TIME, v) for k, v in values.items()}
    return made.storage(path, columns)


def expected_moment(ahead=0.10):
    """Ground force and foot weight about the ankle, by hand."""
    body = body_constants("segments", "male")
    center = -0.06 + body["foot_com"].si * FOOT
    weight = body["foot_mass"].si * made.MASS * GRAVITY
    return -(ahead * made.MASS * GRAVITY / 2 - center * weight)


@pytest.mark.parametrize("unit", ["mm", "m"])
def test_angles_and_moment_of_a_leg_made_by_hand(tmp_path, unit):
    points, ankle_angle, knee_angle = legs()
    trial, person = read_marker_trial(
        trc(tmp_path / "a.trc", points, unit), forces(tmp_path / "f.mot"), PERSON, cutoff=CUT
    )
    assert set(trial.legs) == {"right", "left"}
    for leg in trial.legs.values():
        assert leg.angles["ankle_angle"] == pytest.approx(ankle_angle, abs=2e-3)
        assert leg.angles["knee_angle"] == pytest.approx(knee_angle, abs=2e-3)
        assert leg.moments["ankle_angle"] == pytest.approx(expected_moment(), rel=1e-3)
    assert person.shank_length == pytest.approx(SHANK, abs=1e-4)
    assert any("only the ankle is balanced" in n for n in trial.notes)


def test_plates_go_to_the_feet_they_lie_under(tmp_path):
    points, *_ = legs()
    path = trc(tmp_path / "a.trc", points)
    table = forces(tmp_path / "f.mot", names=("2", "1"))
    for options in (TrialOptions(), TrialOptions("left")):
        trial, _ = read_marker_trial(path, table, PERSON, options, cutoff=CUT)
        for leg in trial.legs.values():
            assert leg.moments["ankle_angle"] == pytest.approx(expected_moment(), rel=1e-3)


def test_units_a_body_contradicts_are_put_right_and_said(tmp_path):
    points, *_ = legs()
    markers = read_trc(trc(tmp_path / "a.trc", points, "mm", said="m"))
    assert "taken as mm although the file says m" in markers.notes[0]
    assert np.ptp(markers.points["RKNE"][:, 1]) < 0.1
    tiny = {s: {k: v / 50 for k, v in own.items()} for s, own in points.items()}
    with pytest.raises(DataError, match="that is no body"):
        read_trc(trc(tmp_path / "b.trc", tiny, "mm"))


def test_force_off_the_foot_is_refused(tmp_path):
    points, *_ = legs()
    path, far = trc(tmp_path / "a.trc", points), forces(tmp_path / "f.mot", ahead=0.5)
    with pytest.raises(DataError, match=r"the center of pressure lies 32 cm off the loaded right"):
        read_marker_trial(path, far, PERSON, cutoff=CUT)
    swapped = forces(tmp_path / "g.mot", names=("l", "r"))
    with pytest.raises(DataError, match="feet swapped, or another trial"):
        read_marker_trial(path, swapped, PERSON, cutoff=CUT)


def test_a_filter_rows_cannot_hold_is_refused(tmp_path):
    points, *_ = legs()
    path, table = trc(tmp_path / "a.trc", points), forces(tmp_path / "f.mot")
    with pytest.raises(InputError, match=r"--filter-hz 50: .*at 100 Hz, the filter must be below"):
        read_marker_trial(path, table, PERSON, cutoff=50.0)
    for bad in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError, match=r"a low-pass filter is 2 to 60 Hz"):
            read_marker_trial(path, table, PERSON, cutoff=bad)


def test_moments_no_loaded_ankle_has_are_refused():
    time, loaded = made.TIME, made.bell(0.4) > 0.1
    good = {"ankle_angle": -90 * made.bell(0.4)}
    check_computed("m.osim", "right", good, loaded, time, made.MASS)
    with pytest.raises(
        DataError, match=r"m.osim: the right ankle moment reaches 12.9 N m/kg at 0.4"
    ):
        check_computed("m.osim", "right", {"ankle_angle": 10 * good["ankle_angle"]}, loaded, time,
                       made.MASS)  # fmt: skip
    with pytest.raises(DataError, match=r"in contact the right ankle pulls the foot up with 1.29"):
        check_computed("m.osim", "right", {"ankle_angle": 90 * made.bell(0.4)}, loaded, time,
                       made.MASS)  # fmt: skip


def test_missing_landmarks_are_named(tmp_path):
    points, *_ = legs()
    del points["left"]["medial_malleolus"]
    path, table = trc(tmp_path / "a.trc", points), forces(tmp_path / "f.mot")
    trial, _ = read_marker_trial(path, table, PERSON, cutoff=CUT)
    assert list(trial.legs) == ["right"]
    assert any("the left leg is left out" in n and "no medial malleolus (LMMAL" in n
               for n in trial.notes)  # fmt: skip
    with pytest.raises(DataError, match="no medial malleolus"):
        read_marker_trial(path, table, PERSON, TrialOptions("left"))
    del points["right"]["hip"]
    with pytest.raises(DataError, match="no hip or trochanter marker of the right leg"):
        read_marker_trial(trc(tmp_path / "b.trc", points), table, PERSON)


def test_markers_not_seen_stop_the_trial_only_where_used(tmp_path):
    points, *_ = legs()
    path = trc(tmp_path / "a.trc", points, hide={("RHEE", 3), ("RHEE", 4)})
    table = forces(tmp_path / "f.mot")
    with pytest.raises(
        DataError, match=r"marker 'RHEE' \(heel\) is not seen in 2 frames, the first at"
    ):
        read_marker_trial(path, table, PERSON)
    assert read_marker_trial(path, table, PERSON, TrialOptions(start=0.1), cutoff=CUT)[0].legs


def test_overrides_name_landmarks(tmp_path):
    points, *_ = legs()
    markers = read_trc(trc(tmp_path / "a.trc", points))
    found, _ = landmarks(markers, "right", marker_overrides(["right_heel=RTOE"]))
    assert found["heel"] is markers.points["RTOE"]
    with pytest.raises(InputError, match=r"no marker 'RHEEL'; did you mean .*rhee"):
        landmarks(markers, "right", {"right_heel": "RHEEL"})
    with pytest.raises(InputError, match="no landmark 'right_heal'; did you mean right_heel"):
        marker_overrides(["right_heal=RHEE"])
    with pytest.raises(InputError, match="write it like right_heel=RCAL"):
        marker_overrides(["right_heel"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nothing\n", "not a .trc file"),
        ("PathFileType\n" * 7, "does not say the units"),
    ],
)
def test_bad_trc_files_get_one_line(tmp_path, content, message):
    path = tmp_path / "bad.trc"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        read_trc(path)


def test_the_filter_keeps_what_is_slow_and_halves_at_its_cutoff():
    time = np.linspace(0, 4, 801)
    slow, fast = np.sin(2 * np.pi * 1 * time), np.sin(2 * np.pi * 6 * time)
    middle = slice(200, 600)
    assert low_pass(slow, time, 6.0)[middle] == pytest.approx(slow[middle], abs=0.01)
    kept = low_pass(fast, time, 6.0)[middle].std() / fast[middle].std()
    assert kept == pytest.approx(np.sqrt(0.5), abs=0.03)
    assert low_pass(fast, time[:801], 500.0) is fast


def c3d(path, points):
    """A file as a laboratory writes it: z up, mm, one plate a foot, action on the plate."""
    ezc3d = pytest.importorskip("ezc3d", reason="ezc3d is not installed")
    content = ezc3d.c3d()
    labels, values = [], []
    for side, own in points.items():
        for name, xyz in own.items():
            labels.append(LABELS[name].format(S=side[0].upper()))
            values.append(1000 * xyz[:, [2, 0, 1]])  # y up becomes z up
    parameters = content["parameters"]
    parameters["POINT"]["RATE"]["value"] = [100.0]
    parameters["POINT"]["LABELS"]["value"] = labels
    parameters["POINT"]["UNITS"]["value"] = ["mm"]
    marks = np.ones((4, len(labels), len(made.TIME)))
    marks[:3] = np.stack(values, axis=1).transpose(2, 1, 0)
    content["data"]["points"] = marks
    parameters["ANALOG"]["RATE"]["value"] = [100.0]
    channels = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
    parameters["ANALOG"]["LABELS"]["value"] = [f"{a}{n}" for n in (1, 2) for a in channels]
    signals = np.zeros((1, 12, len(made.TIME)))
    push = made.MASS * GRAVITY / 2
    corners = []
    for n, z in enumerate((0.1, -0.1)):
        x0 = 1000 * z  # across is x here, ahead is y; plates are 160 mm wide, 400 mm long
        corners.append([[x0 + 80, 300, 0], [x0 - 80, 300, 0], [x0 - 80, -100, 0],
                        [x0 + 80, -100, 0]])  # fmt: skip
        signals[0, 6 * n + 2] = -push
        # no moments: the foot pushes on the plate's center, 100 mm ahead of the origin
    content["data"]["analogs"] = signals
    plates = parameters["FORCE_PLATFORM"]
    plates["USED"]["value"] = [2]
    plates["TYPE"]["value"] = np.array([2, 2])
    plates["ZERO"]["value"] = np.array([1, 0])
    plates["CHANNEL"]["value"] = np.arange(1, 13).reshape(2, 6).T
    plates["CORNERS"]["value"] = np.array(corners, dtype=float).transpose(2, 1, 0)
    plates["ORIGIN"]["value"] = np.zeros((3, 2))
    content.write(str(path))
    return path


def test_a_c3d_file_gives_the_same_ankle(tmp_path):
    points, ankle_angle, _ = legs()
    path = c3d(tmp_path / "a.c3d", points)
    trial, _ = read_c3d_trial(path, PERSON, cutoff=CUT)
    for leg in trial.legs.values():
        assert leg.angles["ankle_angle"] == pytest.approx(ankle_angle, abs=2e-3)
        assert leg.moments["ankle_angle"] == pytest.approx(expected_moment(), rel=1e-3)


def test_without_ezc3d_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("soleus.motion.markers_c3d.find_spec", lambda _: None)
    with pytest.raises(SoleusError, match=r"pip install 'soleus\[c3d\]'"):
        read_c3d(tmp_path / "a.c3d")
