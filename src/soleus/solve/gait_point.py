"""The running problem at one instant: mechanics, muscles and cost as one CasADi function."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import casadi as ca
import numpy as np

from soleus.base.quantities import GRAVITY
from soleus.muscle.activation import ACTIVATION_TIME, DEACTIVATION_TIME
from soleus.muscle.contraction import fiber_forces
from soleus.muscle.curves import (
    C_TENDON,
    force_velocity,
    pull_only,
    strain_at_tension,
    tendon_shape,
)
from soleus.muscle.parameters import MuscleParameters
from soleus.solve.gait_body import LEGS, N_COORDINATES, joint_loads, kinematics, leg_slice
from soleus.solve.gait_contact import ground_contacts
from soleus.solve.gait_muscles import ACHILLES_GROUPS, GAIT_JOINTS, groups, path_forms

if hasattr(ca.GlobalOptions, "setNumpyMode"):
    ca.GlobalOptions.setNumpyMode(-1)  # NumPy functions on expressions give expressions

N_GROUPS = len(groups())
N_MUSCLES = 2 * N_GROUPS
#: State: q, its rates, tendon tension and activation of all muscles.
N_STATES = 2 * N_COORDINATES + 2 * N_MUSCLES
#: With their rates (accelerations, tension rates, activation rates).
N_POINT = N_STATES + N_COORDINATES + 2 * N_MUSCLES
_BODY = (
    "thigh_length shank_length mtp_x mtp_y heel_x sole_y toe_x "
    + " ".join(
        f"{s}_{k}"
        for s in ("trunk", "thigh", "shank", "foot", "toes")
        for k in ("mass", "inertia", "com_x", "com_y")
    )
).split()
_CONTACT = [
    "contact_stiffness_heel",
    "contact_stiffness_ball",
    "contact_stiffness_toe",
    "contact_dissipation_heel",
    "contact_dissipation_ball",
    "contact_dissipation_toe",
    "contact_smoothing",
    "friction",
    "friction_speed",
]
_JOINT = [f"{j}_{k}" for j in GAIT_JOINTS for k in ("low", "high", "damping")] + [
    "limit_moment",
    "limit_steepness",
    "mtp_stiffness",
]
WEIGHTS = ["effort", "effort_rate", "fiber_work", "acceleration", "tension_rate", "lean", "ground"]
_TASK = ["speed", "slope", "body_mass"]
MUSCLE_FIELDS = [f.name for f in fields(MuscleParameters)]
SCALARS = [
    *_TASK,
    *_BODY,
    *_CONTACT,
    *_JOINT,
    *[f"w_{w}" for w in WEIGHTS],
    "fiber_damping",
    "free_tendon_length",
    "effort_exponent",
]


@dataclass(frozen=True)
class PointProblem:
    """`variables` (N_POINT,) and `parameters` (see `pack`) with the running `cost`, `equal`ities
    and `unequal`ities with their bounds; `outputs` named expressions for reading a solution."""

    variables: Any
    parameters: Any
    cost: Any
    equal: Any
    unequal: Any
    upper: np.ndarray
    outputs: dict[str, Any]


def split(z: Any) -> tuple[Any, ...]:
    """q, rates, tensions, activations, accelerations, tension rates, activation rates."""
    nq, nm = N_COORDINATES, N_MUSCLES
    ends = np.cumsum([nq, nq, nm, nm, nq, nm, nm])
    return tuple(z[a:b] for a, b in zip([0, *ends[:-1]], ends, strict=True))


def parameter_layout() -> tuple[dict[str, slice], int]:
    """Where each parameter stands in the parameter vector, and its length."""
    layout, start = {}, 0
    sizes = [(n, 1) for n in SCALARS]
    sizes += [(f, N_GROUPS) for f in MUSCLE_FIELDS] + [("reference_length", N_GROUPS)]
    sizes += [("coefficients", sum(len(f.exponents) for f in path_forms()))]
    for name, size in sizes:
        layout[name] = slice(start, start + size)
        start += size
    return layout, start


def _path_lengths(q: Any, v: Any, p: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Lengths and their rates (group,) and moment arms (group, joint) of one leg's groups."""
    joints = ca.SX.sym("joints", len(GAIT_JOINTS))
    powers: list[list[Any]] = []
    for i in range(len(GAIT_JOINTS)):
        row = [ca.SX(1)]
        for _ in range(8):
            row.append(row[-1] * joints[i])
        powers.append(row)
    lengths, k = [], 0
    for g, form in enumerate(path_forms()):
        total = p["reference_length"][g]
        for exponents in form.exponents:
            term = p["coefficients"][k]
            for i, n in enumerate(exponents):
                if n:
                    term = term * powers[i][n]
            total = total + term
            k += 1
        lengths.append(total)
    length = ca.vertcat(*lengths)
    slope = ca.jacobian(length, joints)
    length, slope = ca.substitute([length, slope], [joints], [q])
    return length, ca.mtimes(slope, v), -slope


def _achilles(
    tension: Any, rate: Any, p: dict[str, Any], names: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Stretch of the common free tendon (per group: length, lengthening rate), m and m/s."""
    i = [names.index(g) for g in ACHILLES_GROUPS]
    force = [p["max_isometric_force"][k] for k in i]
    total = sum(force)
    mean = sum(f * tension[k] for f, k in zip(force, i, strict=True)) / total
    mean_rate = sum(f * rate[k] for f, k in zip(force, i, strict=True)) / total
    shape = tendon_shape(
        sum(f * p["tendon_strain_at_one_norm_force"][k] for f, k in zip(force, i, strict=True))
        / total
    )
    free = p["free_tendon_length"]
    length = free * (1.0 + strain_at_tension(mean, shape))
    speed = free * mean_rate / (shape * (mean + C_TENDON))
    return dict.fromkeys(ACHILLES_GROUPS, length), dict.fromkeys(ACHILLES_GROUPS, speed)


def _leg_muscles(q: Any, v: Any, s: Any, a: Any, ds: Any, p: dict[str, Any]) -> dict[str, Any]:
    """Equilibrium residuals, joint moments and states of one leg's muscles."""
    names = list(groups())
    length, rate, arms = _path_lengths(q, v, p)
    common, common_rate = _achilles(s, ds, p, names)
    columns: dict[str, list[Any]] = {
        k: []
        for k in (
            "residual",
            "force",
            "fiber_length",
            "fiber_velocity",
            "fiber_power",
            "tendon_power",
            "strain",
        )
    }
    for g, name in enumerate(names):
        mp = MuscleParameters(**{f: p[f][g] for f in MUSCLE_FIELDS})
        shape = tendon_shape(mp.tendon_strain_at_one_norm_force)
        free = p["free_tendon_length"] if name in common else 0.0
        own = mp.tendon_slack_length - free
        strain = strain_at_tension(s[g], shape)
        tendon = own * (1.0 + strain) + common.get(name, 0.0)
        tendon_rate = own * ds[g] / (shape * (s[g] + C_TENDON)) + common_rate.get(name, 0.0)
        along = length[g] - tendon
        fiber = ca.sqrt(along**2 + mp.fiber_height**2)
        cosine = along / fiber
        along_rate = rate[g] - tendon_rate
        velocity = along_rate * cosine
        fastest = mp.max_contraction_velocity * mp.optimal_fiber_length
        normalized = velocity / fastest
        active, passive = fiber_forces(along, a[g], force_velocity(normalized), mp)
        # along the tendon, not the fiber: it must not vanish where fibers stand across
        damped = p["fiber_damping"] * along_rate / fastest
        pull = pull_only(s[g])
        newton = pull * mp.max_isometric_force
        columns["residual"].append(pull - active - passive - damped)
        columns["force"].append(newton)
        columns["fiber_length"].append(fiber / mp.optimal_fiber_length)
        columns["fiber_velocity"].append(velocity)
        columns["fiber_power"].append(-newton * along_rate)
        columns["tendon_power"].append(newton * tendon_rate)
        columns["strain"].append((tendon / mp.tendon_slack_length) - 1.0)
    result = {k: ca.vertcat(*c) for k, c in columns.items()}
    result["moments"] = ca.mtimes(arms.T, result["force"])
    result["length"] = length
    result["arms"] = arms
    return result


def _passive_moments(q: Any, v: Any, p: dict[str, Any]) -> Any:
    """Moments of ligaments near the end of a joint's range, of damping, and the toes' spring."""
    rows = []
    for i, joint in enumerate(GAIT_JOINTS):
        k, m = p["limit_steepness"], p["limit_moment"]
        moment = m * (
            ca.exp(k * (p[f"{joint}_low"] - q[i])) - ca.exp(k * (q[i] - p[f"{joint}_high"]))
        )
        moment -= p[f"{joint}_damping"] * v[i]
        if joint == "mtp_angle":
            moment -= p["mtp_stiffness"] * q[i]
        rows.append(moment)
    return ca.vertcat(*rows)


def _cost(z: Any, p: dict[str, Any], muscles: list[dict[str, Any]], normal: Any) -> Any:
    """Cost per second; see `data/gait/model.toml` for what each term stands for."""
    q, _, _, a, acc, ds, da = split(z)
    work = 0.0
    for m in muscles:
        power = m["fiber_power"]
        work += ca.sum1(0.5 * (power + ca.sqrt(power**2 + 25.0)))
    mg = p["body_mass"] * GRAVITY
    return (
        p["w_effort"] * ca.sum1(a ** p["effort_exponent"])
        + p["w_effort_rate"] * ca.sumsqr(da / 30.0)
        + p["w_fiber_work"] * work / mg
        + p["w_acceleration"] * (ca.sumsqr(acc[2:] / 300.0))
        + p["w_tension_rate"] * ca.sumsqr(ds / 30.0)
        + p["w_lean"] * ((q[2] - p["slope"]) / 0.2) ** 2
        + p["w_ground"] * (normal / (2.5 * mg)) ** 4
    )


@cache
def point_problem() -> PointProblem:
    """Build the expressions once; a person, speed and grade enter as parameters only."""
    z = ca.SX.sym("z", N_POINT)
    layout, size = parameter_layout()
    vector = ca.SX.sym("p", size)
    p = {name: vector[place] for name, place in layout.items()}
    q, v, s, a, acc, ds, da = split(z)
    motion = kinematics(q, v, acc, p)
    contacts = ground_contacts(motion, p["speed"], p)
    needed = joint_loads(motion, contacts, p)
    given = [ca.SX.zeros(3)]
    muscles = []
    for leg in range(2):
        part, own = leg_slice(leg), slice(leg * N_GROUPS, (leg + 1) * N_GROUPS)
        m = _leg_muscles(q[part], v[part], s[own], a[own], ds[own], p)
        m["passive"] = _passive_moments(q[part], v[part], p)
        given.append(m["moments"] + m["passive"])
        muscles.append(m)
    mg = p["body_mass"] * GRAVITY
    scale = ca.vertcat(mg, mg, 150.0, *([100.0, 80.0, 80.0, 15.0] * 2))
    forces = {leg: sum(c.force for c in contacts if c.leg == leg) for leg in range(2)}
    normal = forces[0][1] + forces[1][1]
    equal = ca.vertcat(
        (needed - ca.vertcat(*given)) / scale, muscles[0]["residual"], muscles[1]["residual"]
    )
    unequal = ca.vertcat(-(da + a / DEACTIVATION_TIME), da + a / ACTIVATION_TIME) / 20.0
    upper = np.concatenate([np.zeros(N_MUSCLES), np.full(N_MUSCLES, 1 / ACTIVATION_TIME / 20.0)])
    outputs = {
        "ground_force": ca.horzcat(forces[0], forces[1]),
        "contact_force": ca.horzcat(*[c.force for c in contacts]),
        "loads": needed,
        **{f"{k}_{s}": m[k] for s, m in zip(LEGS, muscles, strict=True) for k in m},
    }
    frames = motion.legs
    for leg, name in enumerate(LEGS):
        outputs[f"points_{name}"] = ca.horzcat(
            motion.trunk.position,
            frames[leg]["shank"].position,
            frames[leg]["foot"].position,
            *[motion.contacts[leg][c][0] for c in ("heel", "ball", "toe")],
            frames[leg]["toes"].position,
        )
    return PointProblem(
        z, vector, _cost(z, p, muscles, normal) / p["speed"], equal, unequal, upper, outputs
    )
