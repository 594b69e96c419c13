"""Units and signs of recorded tables: decided where certain, said always, asked otherwise."""

import numpy as np
import pytest
import trial_writer as made

from soleus.base.errors import DataError, InputError
from soleus.motion.recording_angles import read_angles
from soleus.motion.recording_trial import TrialOptions, read_trial


def in_radians():
    return {k: np.radians(v) for k, v in made.angles().items()}


@pytest.mark.parametrize(
    ("columns", "header", "taken", "said"),
    [
        (made.angles(), True, "deg", "header inDegrees=yes"),
        (made.angles(), None, "deg", "no header says so"),
        (in_radians(), False, "rad", "header inDegrees=no"),
        (in_radians(), None, "rad", "no header says so"),
    ],
)
def test_header_and_range_together(tmp_path, columns, header, taken, said):
    found = read_angles(made.storage(tmp_path / "a.mot", columns, header), ("right", "left"))
    assert found.unit.taken == taken
    assert said in found.unit.why
    assert found.values("left")["knee_angle"].max() == pytest.approx(np.radians(63.0), rel=0.01)


def test_radians_under_a_header_of_degrees_are_asked_for(tmp_path):
    path = made.storage(tmp_path / "a.mot", in_radians(), True)
    with pytest.raises(DataError, match=r"header says degrees .* but .* say --angles rad"):
        read_angles(path, ("right",))
    asked = read_angles(path, ("right",), "rad").unit
    assert asked.taken == "rad"
    assert "as asked, although the header says inDegrees=yes" in asked.why


def test_degrees_under_a_header_of_radians_are_asked_for(tmp_path):
    path = made.storage(tmp_path / "a.mot", made.angles(), False)
    with pytest.raises(DataError, match=r"header says radians .* like degrees; say --angles deg"):
        read_angles(path, ("right",))
    assert "although the header says inDegrees=no" in read_angles(path, ("right",), "deg").unit.why


def test_radians_read_as_degrees_are_doubted(tmp_path):
    path = made.storage(tmp_path / "a.mot", in_radians(), False)
    (warning,) = read_angles(path, ("right", "left"), "deg").warnings
    assert "no joint moves more than 0.96 deg" in warning and "look like radians" in warning
    assert not read_angles(path, ("right", "left")).warnings


def test_an_ankle_that_counts_ninety_at_neutral_is_asked_about(tmp_path):
    other = {k: v + (90 if "ankle" in k else 0) for k, v in made.angles().items()}
    path = made.storage(tmp_path / "a.mot", other, True)
    with pytest.raises(DataError, match=r"ankle_angle_r runs from 76 to 100 deg; does it count 90"):
        read_angles(path, ("right",))


def test_half_a_leg_of_angles_is_an_error(tmp_path):
    for joint in ("ankle_angle", "knee_angle", "hip_flexion"):
        lost = {k: v for k, v in made.angles().items() if k != f"{joint}_l"}
        path = made.storage(tmp_path / "a.mot", lost, True)
        with pytest.raises(DataError, match=rf"no column '{joint}_l' \(left "):
            read_angles(path, ("right", "left"))


def test_a_body_standing_still_is_asked_for(tmp_path):
    still = {k: 0.5 + 0.01 * v for k, v in in_radians().items()}
    path = made.text(tmp_path / "a.csv", still)
    with pytest.raises(DataError, match="nothing says whether angles are degrees or radians"):
        read_angles(path, ("right",))
    assert read_angles(path, ("right",), "deg").unit.taken == "deg"


def test_mixed_units_are_refused(tmp_path):
    mixed = in_radians() | {"knee_angle_r": made.angles()["knee_angle_r"]}
    path = made.storage(tmp_path / "a.mot", mixed, False)
    with pytest.raises(DataError, match="knee_angle_r does not"):
        read_angles(path, ("right", "left"))


def test_names_may_state_the_unit(tmp_path):
    named = {f"{k}_deg": 0.03 * v for k, v in made.angles().items()}
    found = read_angles(made.text(tmp_path / "a.csv", named), ("right",))
    assert found.unit.taken == "deg"
    assert "column names" in found.unit.why


def test_asked_units_must_be_possible(tmp_path):
    path = made.storage(tmp_path / "a.mot", made.angles(), True)
    with pytest.raises(DataError, match="which no joint does"):
        read_angles(path, ("right",), "rad")
    with pytest.raises(InputError, match=r"--angles 'degree' is not known; did you mean deg"):
        read_angles(path, ("right",), "degree")


def test_knees_counted_the_other_way_round_are_turned_and_said(tmp_path):
    turned = made.angles()
    loads = made.moments()
    for side in "rl":
        turned[f"knee_angle_{side}"] *= -1
        loads[f"knee_angle_{side}_moment"] *= -1
    a = made.storage(tmp_path / "a.mot", turned, True)
    trial = read_trial(a, made.storage(tmp_path / "m.sto", loads), made.MASS)
    plain = read_trial(
        made.storage(tmp_path / "b.mot", made.angles(), True),
        made.storage(tmp_path / "n.sto", made.moments()), made.MASS,
    )  # fmt: skip
    assert any("count knee flexion negative" in n for n in trial.notes)
    for ours, theirs in ((trial.legs["right"], plain.legs["right"]),):
        assert ours.angles["knee_angle"] == pytest.approx(theirs.angles["knee_angle"])
        assert ours.moments["knee_angle"] == pytest.approx(theirs.moments["knee_angle"])


def test_a_straight_knee_is_not_turned(tmp_path):
    standing = made.angles() | {k: np.full_like(made.TIME, -6.0) for k in ("knee_angle_r",)}
    found = read_angles(made.storage(tmp_path / "a.mot", standing, True), ("right",))
    assert found.knee.taken == "positive"


@pytest.fixture
def angle_file(tmp_path):
    return made.storage(tmp_path / "a.mot", made.angles(), True)


def scaled(factor):
    return {k: factor * v for k, v in made.moments().items()}


def test_moments_in_newton_millimeters_are_suspected(tmp_path, angle_file):
    path = made.storage(tmp_path / "m.sto", scaled(1000.0))
    with pytest.raises(DataError, match="--moments-unit nmm"):
        read_trial(angle_file, path, made.MASS)
    trial = read_trial(angle_file, path, made.MASS, TrialOptions(moments_unit="nmm"))
    assert trial.legs["right"].moments["ankle_angle"].min() == pytest.approx(-95.0, rel=1e-3)


def test_moments_per_kilogram_are_asked_for(tmp_path, angle_file):
    path = made.storage(tmp_path / "m.sto", scaled(1 / made.MASS))
    with pytest.raises(DataError, match="--moments-unit nm_per_kg"):
        read_trial(angle_file, path, made.MASS)
    trial = read_trial(angle_file, path, made.MASS, TrialOptions(moments_unit="nm_per_kg"))
    assert trial.legs["left"].moments["ankle_angle"].min() == pytest.approx(-95.0, rel=1e-3)
    assert read_trial(angle_file, path, made.MASS, TrialOptions(moments_unit="nm")).legs


def test_moments_nobody_gives_are_refused(tmp_path, angle_file):
    path = made.storage(tmp_path / "m.sto", scaled(1e6))
    with pytest.raises(DataError, match="Check the unit and --mass-kg"):
        read_trial(angle_file, path, made.MASS)


def test_the_other_sign_is_named_and_never_turned_silently(tmp_path, angle_file):
    path = made.storage(tmp_path / "m.sto", scaled(-1.0))
    with pytest.raises(DataError, match=r"--moments-sign plantar-flexion-positive \(turns hip, "):
        read_trial(angle_file, path, made.MASS)
    said = TrialOptions(moments_sign="plantar-flexion-positive")
    trial = read_trial(angle_file, path, made.MASS, said)
    assert trial.legs["right"].moments["ankle_angle"].min() == pytest.approx(-95.0, rel=1e-3)
    assert trial.legs["right"].moments["knee_angle"].min() == pytest.approx(-20.0, rel=1e-2)
    assert any("all three were turned" in n for n in trial.notes)
    right = made.storage(tmp_path / "n.sto", made.moments())
    with pytest.raises(DataError, match="--moments-sign plantar-flexion-negative"):
        read_trial(angle_file, right, made.MASS, said)


def test_an_ankle_alone_can_be_turned(tmp_path, angle_file):
    flipped = {k: -v if "ankle" in k else v for k, v in made.moments().items()}
    path = made.storage(tmp_path / "m.sto", flipped)
    with pytest.raises(DataError, match=r"--moments-sign ankle-plantar-flexion-positive \(turns t"):
        read_trial(angle_file, path, made.MASS)
    said = TrialOptions(moments_sign="ankle-plantar-flexion-positive")
    trial = read_trial(angle_file, path, made.MASS, said)
    plain = read_trial(angle_file, made.storage(tmp_path / "n.sto", made.moments()), made.MASS)
    for joint, values in plain.legs["left"].moments.items():
        assert trial.legs["left"].moments[joint] == pytest.approx(values)
    assert any("only they were turned" in n for n in trial.notes)


def test_the_sign_is_judged_on_the_whole_file(tmp_path, angle_file):
    """In swing a sound ankle pulls the foot up: a cut of it says nothing."""
    loads = made.moments()
    for side, shift in (("r", 0.4), ("l", 1.0)):
        loads[f"ankle_angle_{side}_moment"] += 5 * made.bell(shift + 0.6, 0.2)
    path = made.storage(tmp_path / "m.sto", loads)
    trial = read_trial(angle_file, path, made.MASS, TrialOptions("right", start=0.85))
    assert trial.legs["right"].moments["ankle_angle"].max() == pytest.approx(5, rel=0.02)
    swing = {k: v / 20 if "ankle" in k else v for k, v in loads.items()}
    path = made.storage(tmp_path / "s.sto", {k: -v for k, v in swing.items()})
    trial = read_trial(angle_file, path, made.MASS, TrialOptions(moments_unit="nm"))
    assert any("stays below 0.3 N m/kg; its sign could not be checked" in n for n in trial.notes)
