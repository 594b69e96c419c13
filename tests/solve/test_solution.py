"""The answer: verdicts that read as sentences, tables with units."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES
from soleus.motion.trajectory import Trajectory
from soleus.solve.load_sharing import share_load

ANKLE = {"ankle_angle": 0.0, "knee_angle": 0.0}


def test_light_load_is_carried(leg, held):
    s = share_load(leg, held(ANKLE, {"ankle_angle": -40.0}))
    assert s.feasible
    assert s.verdict.startswith("carried by muscles alone; the hardest worked is the ")
    assert s.verdict.endswith(" % activation")
    assert not s.saturated.any()


def test_saturated_muscle_is_named(leg, held):
    """Near the limit of the ankle some muscle is at full activation but nothing is missing."""
    strongest = share_load(leg, held(ANKLE, {"ankle_angle": -2000.0}))
    most = strongest.plantar_flexion_moments.sum(axis=1)[0]
    s = share_load(leg, held(ANKLE, {"ankle_angle": -0.985 * most}))
    assert s.feasible
    assert s.verdict.startswith("carried by muscles alone, but the ")
    assert s.verdict.endswith("at the limit")
    named = [m for m in s.muscles if m.replace("_", " ") in s.verdict]
    assert named
    assert all(s.saturated[:, leg.index(m)].any() for m in named)


def test_moment_beyond_strength_says_joint_shortfall_and_muscle(leg, held):
    s = share_load(leg, held(ANKLE, {"ankle_angle": -1000.0}))
    assert not s.feasible
    assert s.uncarried_joints() == ["ankle_angle"]
    missing = abs(s.reserves[:, 0]).max()
    assert s.verdict.startswith("beyond this body's strength: ")
    for words in (f"ankle lacks {missing:.0f} ", "1000 N m", "with the soleus"):
        assert words in s.verdict
    assert "full activation" in s.verdict
    assert "\n" not in s.verdict


def test_dorsiflexion_beyond_strength_names_dorsiflexors(leg, held):
    s = share_load(leg, held(ANKLE, {"ankle_angle": 300.0}))
    assert "tibialis anterior" in s.verdict
    assert "soleus" not in s.verdict


def test_unconverged_answer_says_so(leg, held):
    s = share_load(leg, held(ANKLE, {"ankle_angle": -40.0}))
    s.residual[1] = 1.0
    assert s.verdict == "not converged in 1 of 2 frames"


def test_bent_knee_gastrocnemius_is_reported_slack(leg, held):
    s = share_load(leg, held({"knee_angle": 130.0, "ankle_angle": -20.0}, {"ankle_angle": -20.0}))
    slack = [m for i, m in enumerate(s.muscles) if s.slack[0, i]]
    assert "gastrocnemius_medialis" in slack
    assert "soleus" not in slack


def test_achilles_is_the_sum_of_its_three(solved):
    s = solved("standing_calf_raise")
    np.testing.assert_allclose(s.achilles_force, sum(s.force(m) for m in ACHILLES))


def test_achilles_strain_follows_its_force(solved):
    s = solved("single_leg_calf_raise")
    order = np.argsort(s.achilles_force)
    assert np.all(np.diff(s.achilles_strain[order]) >= -1e-12)
    assert 0.02 < s.achilles_strain.max() < 0.08


def test_plantar_flexion_moments_sum_to_the_joint_moment(solved):
    s = solved("bent_knee_calf_raise")
    ankle = s.joints.index("ankle_angle")
    np.testing.assert_allclose(
        s.plantar_flexion_moments.sum(axis=1),
        -(s.moments - s.reserves)[:, ankle],
        atol=1e-4,
    )


def test_table_says_the_unit_in_every_column(solved):
    s = solved("seated_calf_raise")
    table = s.table()
    assert len(table) == len(s.time)
    units = ("_s", "_nm", "_bw", "_percent", "_n", "_activation", "_norm")
    assert all(c.endswith(units) for c in table.columns), list(table.columns)
    weight = s.leg.person.body_weight
    np.testing.assert_allclose(table["achilles_force_bw"] * weight, s.achilles_force)
    np.testing.assert_array_equal(table["soleus_force_n"], s.force("soleus"))


def test_xarray_keeps_names(solved):
    pytest.importorskip("xarray")
    s = solved("seated_calf_raise")
    data = s.to_xarray()
    np.testing.assert_array_equal(
        data["tendon_force"].sel(muscle="soleus").values, s.force("soleus")
    )
    assert dict(data.sizes) == {"time": len(s.time), "muscle": len(s.muscles)}


def test_a_motion_beyond_the_fitted_paths_warns(leg, held):
    solution = share_load(leg, held({**ANKLE, "knee_angle": 150.0}, {"ankle_angle": -20.0}))
    assert any("knee_angle goes 10 deg beyond" in w for w in solution.warnings)


def test_wild_motion_stays_finite(leg):
    """Hip angles that jump from frame to frame, with moments no hip can give."""
    rng = np.random.default_rng(0)
    time = np.arange(60) * 0.1
    hip = np.radians(rng.uniform(-20, 118, 60))
    angles = {"hip_flexion": hip, "knee_angle": np.full(60, 0.7), "ankle_angle": np.zeros(60)}
    rates = {k: np.gradient(v, time) for k, v in angles.items()}
    trial = Trajectory("wild", time, angles, rates, {"hip_flexion": np.full(60, -800.0)})
    solution = share_load(leg, trial)
    strength = leg.parameters.max_isometric_force
    assert (solution.state.tendon_force < 3 * strength).all()
    assert "the hip lacks" in solution.verdict


def test_numbers_that_are_not_finite_are_not_a_good_verdict(solved):
    good = solved("standing_calf_raise")
    force = good.state.tendon_force.copy()
    force[3, 0] = np.nan
    bad = replace(good, state=replace(good.state, tendon_force=force))
    assert "not converged in 1 of" in bad.verdict
