"""Muscle paths: lengths whose negative slopes are the moment arms."""

import casadi as ca
import numpy as np
import pytest

from soleus.anatomy.paths import COORDINATES, load_path
from soleus.base.errors import DataError
from soleus.muscle.parameters import list_muscles

RANGES = {
    "hip_flexion": (-20, 100), "knee_angle": (0, 135), "ankle_angle": (-40, 30),
    "subtalar_angle": (-15, 15), "mtp_angle": (0, 50),
}  # fmt: skip


def poses(n=200):
    rng = np.random.default_rng(1)
    return {k: np.radians(rng.uniform(*RANGES[k], n)) for k in COORDINATES}


@pytest.mark.parametrize("name", list_muscles())
def test_moment_arm_is_minus_the_slope_of_length(name, leg):
    path, angles, h = leg.paths[leg.index(name)], poses(), 1e-5
    for coordinate in COORDINATES:
        plus, minus = (path.length({**angles, coordinate: angles[coordinate] + s}) for s in (h, -h))
        slope = np.broadcast_to((plus - minus) / (2 * h), (200,))
        arm = np.broadcast_to(path.moment_arm(angles, coordinate), (200,))
        np.testing.assert_allclose(arm, -slope, atol=1e-8)


@pytest.mark.parametrize("name", list_muscles())
def test_absent_angles_are_zero(name):
    path, knee = load_path(name), np.radians([0.0, 40.0, 100.0])
    full = dict.fromkeys(COORDINATES, 0 * knee) | {"knee_angle": knee}
    np.testing.assert_allclose(
        path.length({"knee_angle": knee}) + 0 * knee, path.length(full), rtol=1e-14
    )
    assert path.length(dict.fromkeys(COORDINATES, 0.0)) == path.reference_length


@pytest.mark.parametrize(
    ("name", "coordinate", "sign"),
    [
        ("soleus", "ankle_angle", -1),
        ("gastrocnemius_medialis", "ankle_angle", -1),
        ("gastrocnemius_medialis", "knee_angle", 1),
        ("gastrocnemius_lateralis", "knee_angle", 1),
        ("tibialis_anterior", "ankle_angle", 1),
        ("flexor_hallucis_longus", "ankle_angle", -1),
        ("extensor_digitorum_longus", "ankle_angle", 1),
        ("semimembranosus", "knee_angle", 1),
        ("semimembranosus", "hip_flexion", -1),
        ("rectus_femoris", "knee_angle", -1),
        ("rectus_femoris", "hip_flexion", 1),
        ("vastus_lateralis", "knee_angle", -1),
        ("gluteus_maximus_middle", "hip_flexion", -1),
        ("psoas", "hip_flexion", 1),
    ],
)
def test_muscles_pull_the_way_anatomy_says(name, coordinate, sign):
    """Through the common range; some sources flip at the very ends of it."""
    angles = {k: np.clip(v, np.radians(-25), np.radians(95)) for k, v in poses().items()}
    arm = load_path(name).moment_arm(angles, coordinate)
    assert (sign * arm > 0.002).mean() > 0.97


def test_soleus_crosses_no_knee():
    assert "knee_angle" not in load_path("soleus").crosses
    assert load_path("vastus_medialis").crosses == ("knee_angle",)


def test_scaling_moves_lengths_and_arms_each_by_their_own():
    path, angles = load_path("gastrocnemius_medialis"), poses()
    scaled = path.scaled(2.0, {"ankle_angle": 3.0, "knee_angle": 5.0, "subtalar_angle": 3.0})
    assert scaled.reference_length == 2 * path.reference_length
    for coordinate, factor in (("ankle_angle", 3.0), ("knee_angle", 5.0)):
        np.testing.assert_allclose(
            scaled.moment_arm(angles, coordinate),
            factor * path.moment_arm(angles, coordinate),
            rtol=1e-9,
            atol=1e-12,
        )


def test_casadi_runs_the_same_paths():
    if hasattr(ca.GlobalOptions, "setNumpyMode"):
        ca.GlobalOptions.setNumpyMode(-1)
    path, angles = load_path("semitendinosus"), poses(20)
    hip, knee = ca.SX.sym("hip"), ca.SX.sym("knee")
    symbols = {"hip_flexion": hip, "knee_angle": knee}
    length = path.length(symbols)
    mismatch = path.moment_arm(symbols, "knee_angle") + ca.jacobian(length, knee)
    compiled = ca.Function("path", [hip, knee], [length, mismatch])
    numbers = {k: angles[k] for k in symbols}
    found, mismatch = compiled.map(20)(*(v[None] for v in numbers.values()))
    np.testing.assert_allclose(np.array(found)[0], path.length(numbers), rtol=1e-13)
    assert np.abs(np.array(mismatch)).max() < 1e-13


def test_muscle_without_path_is_said():
    with pytest.raises(DataError, match="no path for muscle 'plantaris'"):
        load_path("plantaris")
