"""A library gait against independent physics: balances, equilibrium, work and energy."""

import casadi as ca
import numpy as np
import pytest

from soleus.base.quantities import GRAVITY
from soleus.solve.gait_body import kinematics
from soleus.solve.gait_checks import load_checks, run_checks
from soleus.solve.gait_library import load_library, node_solution
from soleus.solve.gait_muscles import ACHILLES_GROUPS, GAIT_JOINTS
from soleus.solve.gait_point import parameter_layout, split
from soleus.solve.gait_solver import gait_problem
from soleus.solve.gait_summary import BANDS_BW, band_name, flatten


@pytest.fixture(scope="module", params=[("run", 3.5, 0.0, 0), ("run", 3.0, 0.1, 0)])
def gait(request):
    return node_solution(load_library().nodes[request.param])


def test_the_point_constraints_hold(gait):
    """The stored gait meets dynamics, equilibrium and differential equations."""
    problem = gait_problem()
    g = np.array(problem.nlp(problem.pack(gait.z, gait.step_time), gait.parameters)[1]).ravel()
    inner = g[: -problem.n_defects].reshape(problem.n_points, -1)
    assert np.abs(inner[:, : problem.n_equal]).max() < 5e-3
    assert np.abs(g[-problem.n_defects :]).max() < 1e-9


def test_ground_carries_the_weight(gait):
    weight = gait.leg.person.body_weight
    slope = np.arctan(gait.grade)
    impulse = gait.weights @ gait.ground_force
    assert impulse[1] == pytest.approx(weight * np.cos(slope) * gait.step_time, rel=1e-3)
    assert impulse[0] == pytest.approx(
        weight * np.sin(slope) * gait.step_time, abs=2e-3 * weight * gait.step_time
    )


def test_energy_is_accounted_for(gait):
    """Over a step: joint work of both legs lifts the body and feeds what contact takes."""
    joint_work = sum(
        float(gait.weights @ (gait.moments[j] * gait.velocities[j])) for j in GAIT_JOINTS
    )
    layout, _ = parameter_layout()
    p = {k: ca.DM(gait.parameters[v]) for k, v in layout.items()}
    weights = gait_problem().mesh.weights * gait.step_time
    contact_work = 0.0
    for z, w, forces in zip(gait.z, weights, gait._raw["contact_force"], strict=True):
        q, v, _, _, acc, *_ = split(ca.DM(z))
        motion = kinematics(q, v, acc, p)
        k = 0
        for leg in range(2):
            for place in ("heel", "ball", "toe"):
                velocity = np.array(motion.contacts[leg][place][1]).ravel()
                velocity[0] += gait.speed
                contact_work += w * float(velocity @ forces[:, k])
                k += 1
    climb = GRAVITY * gait.leg.person.mass * np.sin(np.arctan(gait.grade))
    lifted = climb * gait.speed * gait.step_time
    assert joint_work + contact_work == pytest.approx(lifted, abs=0.02 * abs(joint_work) + 1.0)
    assert contact_work < 0  # the ground gives no energy


def test_fibers_and_tendons_do_the_muscles_work(gait):
    """Fiber work and tendon work together are force times shortening of the whole unit."""
    total = gait.series("fiber_power") - gait.series("tendon_power")
    moments = gait._of("moments")
    joint = sum(moments[:, i] * gait.velocities[j] for i, j in enumerate(GAIT_JOINTS))
    power = gait.leg.person.mass * 0.5
    assert np.abs(total.sum(axis=1) - joint).max() < 0.02 * np.abs(joint).max() + power
    tendon = gait.weights @ gait.series("tendon_power")
    stored = gait.weights @ np.maximum(gait.series("tendon_power"), 0)
    pair = [gait.muscles.index(g) for g in ACHILLES_GROUPS]
    # through the tendon they share, soleus and gastrocnemius pass energy to each other; nothing
    # is lost or made
    assert abs(tendon[pair].sum()) < 0.01 * stored[pair].sum()
    others = np.delete(tendon, pair)
    assert np.abs(others).max() < 0.01 * stored.max()


def test_activations_follow_their_dynamics(gait):
    activation = gait.activation
    assert activation.min() > 0.005 and activation.max() <= 1.0 + 1e-6


def test_summary_says_what_the_series_say(gait):
    s, weight = gait.summary, gait.leg.person.body_weight
    assert s["cadence_spm"] == pytest.approx(60 / gait.step_time)
    assert s["step_length_m"] == pytest.approx(gait.speed * gait.step_time)
    assert s["achilles"]["peak_force_bw"] == pytest.approx(gait.achilles_force.max() / weight)
    soleus = s["muscles"]["soleus"]
    assert soleus["impulse_bw_s"] + s["muscles"]["gastrocnemius"]["impulse_bw_s"] == pytest.approx(
        s["achilles"]["impulse_bw_s"]
    )
    above = [s["achilles"][f"time_above_{band_name(b)}_bw_s"] for b in BANDS_BW]
    assert above == sorted(above, reverse=True)
    assert 0 < s["contact_time_s"] < gait.step_time
    for joint in ("hip", "knee", "ankle"):
        j = s[joint]
        assert j["net_work_j_per_kg"] == pytest.approx(
            j["positive_work_j_per_kg"] + j["negative_work_j_per_kg"]
        )
    flat = flatten(s)
    low, high = soleus["fiber_length_range"]
    assert flat["muscles.soleus.fiber_length_range_low"] == low < high


def test_the_stride_starts_with_touch_down(gait):
    assert gait.on_ground[0] and not gait.on_ground[-1]
    assert np.all(np.diff(gait.time) > 0) and gait.time[0] == 0
    points = gait.points()
    assert points.shape == (len(gait.time), 2, 7, 2)
    thigh = np.linalg.norm(points[:, 0, 1] - points[:, 0, 0], axis=1)
    assert np.allclose(thigh, gait.leg.skeleton.thigh.length)
    half = len(gait.time) // 2
    assert np.allclose(points[0, 0], points[half, 1], atol=1e-9)


def test_gait_is_accepted_on_physics(gait):
    assert gait.accepted, gait.verdict
    hard = [c for c in gait.checks if c.hard]
    assert hard and all(c.met for c in hard)
    stiff = {**gait.summary, "stance_knee_flexion_deg": 8.0}
    missed = [c for c in run_checks(stiff, "run", gait.speed, gait.grade) if not c.met]
    assert any(c.hard for c in missed)
    assert "knee" in missed[0].sentence()


def test_checks_are_declared_with_sources():
    assert len(load_checks()) >= 8
    for entry in load_checks():
        assert entry["note"] and entry["low"][0] < entry["high"][0]
