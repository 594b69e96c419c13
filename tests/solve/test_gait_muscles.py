"""Lumped muscles do what their members do together; the shared tendon carries their sum."""

import casadi as ca
import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.muscle.contraction import muscle_state
from soleus.muscle.curves import C_TENDON, inverse_tendon_force, pull_only, tendon_shape
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_muscles import (
    ACHILLES_GROUPS,
    gait_muscles,
    groups,
    member_shares,
    path_forms,
)
from soleus.solve.gait_point import (
    MUSCLE_FIELDS,
    N_GROUPS,
    N_MUSCLES,
    N_POINT,
    N_STATES,
    parameter_layout,
    point_problem,
    split,
)
from soleus.solve.gait_table import REFERENCE


@pytest.fixture(scope="module")
def leg():
    return build_leg(REFERENCE)


@pytest.fixture(scope="module")
def outputs():
    p = point_problem()
    return ca.Function("f", [p.variables, p.parameters], [p.outputs["length_right"],
                       p.outputs["arms_right"], p.outputs["residual_right"],
                       p.outputs["force_right"], p.outputs["strain_right"],
                       p.outputs["fiber_length_right"]])  # fmt: skip


def point(hip=0.3, knee=0.5, ankle=0.1, tension=0.2, activation=0.3):
    z = np.zeros(N_POINT)
    z[1] = 0.9
    z[3:7] = hip, knee, ankle, 0.0
    z[22 : 22 + N_MUSCLES] = tension
    z[22 + N_MUSCLES : N_STATES] = activation
    return z


def test_every_group_moves_like_its_members_together(leg, outputs):
    angles = {"hip_flexion": 0.3, "knee_angle": 0.5, "ankle_angle": 0.1}
    parameters = gait_parameters(leg, 3.0, 0.0)
    length, arms, *_ = (np.array(o) for o in outputs(point(), parameters))
    force = leg.parameters.max_isometric_force
    lengths = leg.muscle_tendon_lengths({k: np.array([v]) for k, v in angles.items()})[0]
    member_arms = leg.moment_arms({k: np.array([v]) for k, v in angles.items()}, tuple(angles))[0]
    for g, members in enumerate(groups().values()):
        index = [leg.index(m) for m in members]
        weight = force[index] / force[index].sum()
        assert length[g, 0] == pytest.approx(weight @ lengths[index], abs=1e-9)
        assert arms[g, :3] == pytest.approx(weight @ member_arms[index], abs=1e-9)


def test_forces_add_up_and_volumes_are_kept(leg):
    lumped, p = gait_muscles(leg).parameters, leg.parameters
    for g, members in enumerate(groups().values()):
        index = [leg.index(m) for m in members]
        assert lumped.max_isometric_force[g] == pytest.approx(p.max_isometric_force[index].sum())
        volume = (p.max_isometric_force * p.optimal_fiber_length)[index].sum()
        own = lumped.max_isometric_force[g] * lumped.optimal_fiber_length[g]
        assert own == pytest.approx(volume)
    assert len(path_forms()) == N_GROUPS


def test_a_muscle_alone_on_its_tendon_is_in_the_same_equilibrium(leg, outputs):
    """Isometric vasti: what the static solver finds has no residual here."""
    parameters = gait_parameters(leg, 3.0, 0.0)
    layout, _ = parameter_layout()
    i = list(groups()).index("vasti")
    own = MuscleParameters(**{f: parameters[layout[f]][i] for f in MUSCLE_FIELDS})
    length = float(np.array(outputs(point(), parameters)[0])[i, 0])
    state = muscle_state(own, 0.4, length)
    share = float(state.tendon_force / own.max_isometric_force)
    z = point(activation=0.4)
    z[22 + i] = share + 1e-9
    residual = float(np.array(outputs(z, parameters)[2])[i, 0])
    assert abs(residual) < 2e-4
    assert float(np.array(outputs(z, parameters)[5])[i, 0]) == pytest.approx(
        float(state.normalized_fiber_length), abs=1e-3
    )


def test_soleus_and_gastrocnemius_stretch_one_tendon(leg, outputs):
    """More gastrocnemius force lengthens the free tendon, and so the whole soleus tendon."""
    parameters = gait_parameters(leg, 3.0, 0.0)
    s, g = (list(groups()).index(n) for n in ACHILLES_GROUPS)
    z = point(tension=0.3)
    low = np.array(outputs(z, parameters)[4]).ravel()
    z[22 + g] = 0.6
    high = np.array(outputs(z, parameters)[4]).ravel()
    assert high[s] > low[s] + 1e-4  # although its own force is the same
    i = list(groups()).index("vasti")
    assert high[i] == pytest.approx(low[i], abs=1e-12)


def test_equal_loads_strain_the_achilles_like_one_tendon(leg, outputs):
    parameters = gait_parameters(leg, 3.0, 0.0)
    strain = np.array(outputs(point(tension=0.4), parameters)[4]).ravel()
    shape = tendon_shape(leg.parameters.tendon_strain_at_one_norm_force[leg.index("soleus")])
    for name in ACHILLES_GROUPS:
        expected = inverse_tendon_force(0.4, shape)
        assert strain[list(groups()).index(name)] == pytest.approx(expected, rel=1e-3)


def test_a_slack_tendon_pulls_with_nothing():
    assert pull_only(0.01 - C_TENDON) < 1e-30
    assert pull_only(0.5) == pytest.approx(0.5, abs=1e-9)


def test_split_takes_all_variables_once():
    parts = split(np.arange(N_POINT))
    assert np.array_equal(np.concatenate(parts), np.arange(N_POINT))


def test_members_share_a_group_by_strength(leg):
    for group, members in groups().items():
        shares = member_shares(leg, group)
        assert tuple(shares) == members
        assert sum(shares.values()) == pytest.approx(1.0)
    heads = member_shares(leg, "gastrocnemius")
    medial, lateral = (leg.parameters.max_isometric_force[leg.index(m)] for m in heads)
    assert heads["gastrocnemius_medialis"] == pytest.approx(medial / (medial + lateral))
