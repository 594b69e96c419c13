"""The planar body against Lagrange's equations, derived by automatic differentiation."""

import casadi as ca
import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.base.quantities import GRAVITY
from soleus.solve.gait_body import COORDINATES, N_COORDINATES, Contact, joint_loads, kinematics
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_point import parameter_layout
from soleus.solve.gait_table import REFERENCE

SEGMENTS = ("thigh", "shank", "foot", "toes")


@pytest.fixture(scope="module")
def body():
    layout, _ = parameter_layout()
    vector = gait_parameters(build_leg(REFERENCE), 3.0, 0.12)
    return {name: vector[place] for name, place in layout.items()}


def lagrangian_loads(p, slope):
    """Generalized forces from d/dt dL/dv - dL/dq, energies written down independently."""
    q, v, a = (ca.SX.sym(n, N_COORDINATES) for n in "qva")
    kinetic, potential = 0, 0

    def add(mass, inertia, position, angle):
        nonlocal kinetic, potential
        velocity, rate = ca.jtimes(position, q, v), ca.jtimes(angle, q, v)
        kinetic += 0.5 * mass * ca.dot(velocity, velocity) + 0.5 * inertia * rate**2
        up = ca.vertcat(ca.sin(slope), ca.cos(slope))
        potential += mass * GRAVITY * ca.dot(position, up)

    def turned(angle, x, y):
        return ca.vertcat(
            ca.cos(angle) * x - ca.sin(angle) * y, ca.sin(angle) * x + ca.cos(angle) * y
        )

    hip = q[0:2]
    add(p["trunk_mass"], p["trunk_inertia"],
        hip + turned(-q[2], p["trunk_com_x"], p["trunk_com_y"]), -q[2])  # fmt: skip
    for leg in range(2):
        k = 3 + 4 * leg
        thigh = -q[2] + q[k]
        angles = [thigh, thigh - q[k + 1]]
        angles.append(angles[1] + q[k + 2])
        angles.append(angles[2] + q[k + 3])
        origins = [hip, hip + turned(angles[0], 0, -p["thigh_length"])]
        origins.append(origins[1] + turned(angles[1], 0, -p["shank_length"]))
        origins.append(origins[2] + turned(angles[2], p["mtp_x"], p["mtp_y"]))
        for name, angle, origin in zip(SEGMENTS, angles, origins, strict=True):
            com = origin + turned(angle, p[f"{name}_com_x"], p[f"{name}_com_y"])
            add(p[f"{name}_mass"], p[f"{name}_inertia"], com, angle)
    momentum = ca.gradient(kinetic, v)
    rate = ca.jtimes(momentum, q, v) + ca.jtimes(momentum, v, a)
    loads = rate - ca.gradient(kinetic - potential, q)
    return ca.Function("loads", [q, v, a], [loads])


def number(p):
    return {k: float(x[0]) if len(x) == 1 else x for k, x in p.items()}


def test_newton_euler_equals_lagrange(body):
    p = number(body)
    expected = lagrangian_loads(p, p["slope"])
    rng = np.random.default_rng(1)
    for _ in range(5):
        q, v, a = (rng.normal(size=N_COORDINATES) * s for s in (0.5, 3.0, 40.0))
        found = np.array(joint_loads(kinematics(ca.DM(q), ca.DM(v), ca.DM(a), p), [], p)).ravel()
        want = np.array(expected(q, v, a)).ravel()
        assert np.abs(found - want).max() < 1e-10 * np.abs(want).max()


def test_contact_forces_enter_by_virtual_work(body):
    """What contacts do to the generalized forces is minus the Jacobian of their points."""
    p = number(body)
    q = ca.SX.sym("q", N_COORDINATES)
    rng = np.random.default_rng(2)
    zero = ca.DM.zeros(N_COORDINATES)
    at = rng.normal(size=N_COORDINATES) * 0.4
    for leg in range(2):
        for place in ("heel", "ball", "toe"):
            force = rng.normal(size=2) * 500
            motion = kinematics(q, zero, zero, p)
            slope = ca.jacobian(motion.contacts[leg][place][0], q)
            work = ca.Function("w", [q], [ca.mtimes(slope.T, ca.DM(force))])
            still = kinematics(ca.DM(at), zero, zero, p)
            without = joint_loads(still, [], p)
            loaded = joint_loads(still, [Contact(leg, place, ca.DM(force))], p)
            assert np.allclose(np.array(without - loaded), np.array(work(at)), atol=1e-9)


def test_names_say_what_moves():
    assert len(COORDINATES) == N_COORDINATES == 11
    assert COORDINATES[:3] == ("hip_x", "hip_y", "trunk_lean")
