"""Muscle-tendon lengths and moment arms against the OpenSim model they were fitted to.

Origin: `shared/data/geometry/leg_muscle_geometry.csv.gz`, 1,024 poses of RajagopalLaiUhlrich2023
(unscaled), lengths and arms as OpenSim reports them. The lengths in it do not change with the
subtalar and metatarsophalangeal angles (those joints were locked when they were sampled), so
lengths are compared with both at zero, and at these two joints the arms.
"""

import numpy as np
import pandas as pd
import pytest

from soleus.anatomy.paths import COORDINATES, load_path, path_table
from soleus.muscle.parameters import list_muscles

pytestmark = pytest.mark.shared

SHORT = {
    "gastrocnemius_medialis": "gasmed", "gastrocnemius_lateralis": "gaslat",
    "tibialis_anterior": "tibant", "tibialis_posterior": "tibpost",
    "peroneus_longus": "perlong", "peroneus_brevis": "perbrev",
    "extensor_digitorum_longus": "edl", "extensor_hallucis_longus": "ehl",
    "flexor_digitorum_longus": "fdl", "flexor_hallucis_longus": "fhl",
    "semimembranosus": "semimem", "semitendinosus": "semiten",
    "biceps_femoris_long_head": "bflh", "biceps_femoris_short_head": "bfsh",
    "rectus_femoris": "recfem", "vastus_intermedius": "vasint",
    "vastus_lateralis": "vaslat", "vastus_medialis": "vasmed",
    "gluteus_maximus_superior": "glmax1", "gluteus_maximus_middle": "glmax2",
    "gluteus_maximus_inferior": "glmax3", "adductor_magnus_distal": "addmagDist",
    "adductor_magnus_ischial": "addmagIsch", "adductor_magnus_middle": "addmagMid",
    "adductor_magnus_proximal": "addmagProx",
}  # fmt: skip
HEADS = ("gastrocnemius_medialis", "gastrocnemius_lateralis")
# largest rms difference of moment arms, mm; what the polynomial cannot follow are the source's
# jumps where a wrap surface lets go (vasti and rectus femoris beyond about 100 degrees)
ARMS = {
    "soleus": 0.05, "tibialis_posterior": 0.05, "tibialis_anterior": 0.1,
    "peroneus_longus": 0.05, "peroneus_brevis": 0.05, "flexor_digitorum_longus": 0.05,
    "flexor_hallucis_longus": 0.05, "semimembranosus": 0.2, "semitendinosus": 0.25,
    "biceps_femoris_long_head": 0.15, "biceps_femoris_short_head": 0.2, "rectus_femoris": 2.5,
    "vastus_intermedius": 1.5, "vastus_lateralis": 1.2, "vastus_medialis": 1.3,
}  # fmt: skip


@pytest.fixture(scope="module")
def sampled(shared):
    """Muscle -> (angles in rad, rows of the table)."""
    path = shared / "data" / "geometry" / "leg_muscle_geometry.csv.gz"
    groups = dict(tuple(pd.read_csv(path, comment="#").groupby("muscle")))
    result = {}
    for name in list_muscles():
        rows = groups[SHORT.get(name, name)]
        result[name] = (
            {c: np.radians(rows[f"{c}_r"].to_numpy()) for c in COORDINATES},
            rows.assign(arm_mtp_angle=-rows["arm_mtp_angle"]),
        )
        result[name][0]["mtp_angle"] *= -1  # the source counts toe flexion positive
    return result


def locked(angles):
    """The angles with subtalar and toe joints at zero, where the lengths were sampled."""
    still = np.zeros_like(angles["subtalar_angle"])
    return {**angles, "subtalar_angle": still, "mtp_angle": still}


@pytest.mark.parametrize("name", [m for m in list_muscles() if m not in HEADS])
def test_lengths_are_within_the_stated_fit_error(name, sampled):
    angles, rows = sampled[name]
    error = 1e3 * (load_path(name).length(locked(angles)) - rows["length"].to_numpy())
    entry = path_table()[name]
    assert np.sqrt(np.mean(error**2)) < entry["rms_mm"] + 1e-4
    assert np.abs(error).max() < entry["largest_mm"] + 1e-3
    if name == "soleus":
        assert np.abs(error).max() < 0.05


@pytest.mark.parametrize("name", [m for m in list_muscles() if m not in HEADS])
def test_moment_arms_agree(name, sampled):
    angles, rows = sampled[name]
    path = load_path(name)
    for coordinate in ("hip_flexion", "knee_angle", "ankle_angle"):
        if coordinate in path.crosses:
            arm = path.moment_arm(angles, coordinate)
            error = 1e3 * (arm - rows[f"arm_{coordinate}"].to_numpy())
            assert np.sqrt(np.mean(error**2)) < ARMS.get(name, 0.8), coordinate


@pytest.mark.parametrize("name", HEADS)
def test_gastrocnemius_departs_at_the_knee_only(name, sampled):
    """At the ankle the source's arms hold; lengths differ by a function of the knee alone."""
    angles, rows = sampled[name]
    path = load_path(name)
    ankle = 1e3 * (path.moment_arm(angles, "ankle_angle") - rows["arm_ankle_angle"].to_numpy())
    assert np.sqrt(np.mean(ankle**2)) < 0.15
    departure = 1e3 * (path.length(locked(angles)) - rows["length"].to_numpy())
    knee = np.polynomial.Chebyshev.fit(angles["knee_angle"], departure, 9)
    rest = departure - knee(angles["knee_angle"])
    assert np.sqrt(np.mean(rest**2)) < path_table()[name]["rms_mm"] + 0.01
    straight = np.abs(angles["knee_angle"]) < np.radians(3)
    assert np.abs(departure[straight]).max() < 2.0


@pytest.mark.parametrize("name", [m for m in list_muscles() if m not in HEADS])
@pytest.mark.parametrize(("coordinate", "limit_mm"), [("subtalar_angle", 4.5), ("mtp_angle", 0.7)])
def test_arms_of_locked_joints_agree(name, coordinate, limit_mm, sampled):
    """Fitted over the joint's own angle alone, so they follow the source in the mean."""
    angles, rows = sampled[name]
    arm = load_path(name).moment_arm(angles, coordinate)
    error = 1e3 * (arm - rows[f"arm_{coordinate}"].to_numpy())
    assert np.sqrt(np.mean(error**2)) < limit_mm


@pytest.mark.parametrize("name", ["flexor_hallucis_longus", "flexor_digitorum_longus"])
def test_long_toe_flexors_lengthen_as_the_toes_extend(name):
    angles = {"mtp_angle": np.array([0.0, np.radians(30)])}
    at_rest, extended = load_path(name).length(angles)
    assert extended - at_rest > 2e-3
