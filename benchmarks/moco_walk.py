"""One predicted walk, ours and OpenSim Moco's, one core each: `python benchmarks/moco_walk.py`.

Opt-in: needs the `opensim` wheel (4.6, with Moco). Its model is our reference body (segments,
ligaments, contacts, muscle groups, path polynomials) but for what is printed under the table.
OpenSim and our casadi package carry two versions of one shared library, which cannot live in one
process: Moco runs in a process of its own, and what needs our casadi is imported where it is used.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import multiprocessing
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from soleus.anatomy.leg import build_leg
from soleus.muscle.activation import ACTIVATION_TIME, DEACTIVATION_TIME
from soleus.solve.gait_muscles import ACHILLES_GROUPS, GAIT_JOINTS, gait_muscles, path_forms
from soleus.solve.gait_table import REFERENCE

SPEED, START, TOLERANCE = 1.34, ("walk", 1.25, 0.0, 0), 1e-4
SIDES, ROOT, PLACES = ("right", "left"), ("hip_x", "hip_y", "trunk_lean"), ("heel", "ball", "toe")
RADIUS = 0.02  # m, of the contact spheres
UNLIKE = """Unlike ours, Moco's model has rigid tendons but for soleus and gastrocnemius (they share
none); excitations with activation dynamics (ours: bounds on activation rates); effort alone as
cost (ours: also its rate, fiber work, smoothness, lean, ground force); spheres of 2 cm with
OpenSim's friction curve as contacts (ours: points). Moco: Hermite-Simpson, explicit dynamics,
forward differences, limited-memory Hessian. Ours: Radau, exact derivatives."""


def first_guess() -> tuple[dict[str, float], np.ndarray, dict[str, Any]]:
    """Numbers of the reference body; times of the library's walk; its course over ground, with
    our bounds, as lowest, highest and values of every variable by its path in the Moco problem."""
    from soleus.solve.gait_library import load_library, node_solution
    from soleus.solve.gait_point import SCALARS, parameter_layout, split
    from soleus.solve.gait_solver import gait_problem, swap_legs, variable_bounds

    gait, (layout, _) = node_solution(load_library().nodes[START]), parameter_layout()
    z = np.vstack([gait.z[-1][swap_legs()], gait.z])  # a step begins as it ends, legs swapped
    t = np.r_[0.0, gait_problem().mesh.time] * gait.step_time
    q, v, s, a, _, ds, _ = (rows.copy() for rows in split(z.T))
    q[0] += gait.speed * t - q[0, 0]
    v[0] += gait.speed
    names, rows = [*ROOT, *(f"{j}_{side}" for side in SIDES for j in GAIT_JOINTS)], {}
    for i, name in enumerate(names):
        path, sign = f"{'root' if name in ROOT else name}/{name}", -1 if name == ROOT[2] else 1
        for kind, k, values in (("value", i, q[i]), ("speed", len(names) + i, v[i])):
            low, high = sorted(float(sign * bound[k]) for bound in variable_bounds())
            rows[f"/jointset/{path}/{kind}"] = low, high, sign * values
    for i, (side, form) in enumerate((side, f) for side in SIDES for f in path_forms()):
        path, tendon = f"/forceset/{form.name}_{side}", "normalized_tendon_force"
        rows[path] = rows[f"{path}/activation"] = 0.01, 1.0, a[i]
        if form.name in ACHILLES_GROUPS:
            rows[f"{path}/{tendon}"] = 0.0, 3.0, s[i]
            rows[f"{path}/implicitderiv_{tendon}"] = -1e3, 1e3, ds[i]  # OpenSim's bounds
    return {n: float(gait.parameters[layout[n]][0]) for n in SCALARS}, t, rows


def build_model(osim: Any, p: dict[str, float]) -> Any:
    """Our body in OpenSim; coordinates have our names and signs (but lean: backward +)."""
    model, up = osim.Model(), osim.Vec3(0, 0, -math.pi / 2)
    root = osim.PlanarJoint("root", model.getGround(), add_body(osim, model, p, "trunk", ""))
    for i, name in enumerate(("trunk_lean", "hip_x", "hip_y")):
        root.upd_coordinates(i).setName(name)
    model.addJoint(root)
    ground = osim.ContactHalfSpace(osim.Vec3(0), up, model.getGround(), "ground")
    model.addContactGeometry(ground)
    for side in SIDES:
        add_leg(osim, model, p, f"_{side}", ground)
        add_muscles(osim, model, p["fiber_damping"], f"_{side}")
    model.finalizeConnections()
    return model


def add_body(osim: Any, model: Any, p: dict[str, float], segment: str, side: str) -> Any:
    mass, inertia, x, y = (p[f"{segment}_{k}"] for k in ("mass", "inertia", "com_x", "com_y"))
    body = osim.Body(segment + side, mass, osim.Vec3(x, y, 0), osim.Inertia(*[inertia] * 3))
    model.addBody(body)
    return body


def add_leg(osim: Any, model: Any, p: dict[str, float], side: str, ground: Any) -> None:
    """Segments; at each joint ligaments, damping and the spring of the toes; contacts."""
    above = model.getBodySet().get("trunk")
    at = ((0, 0), (0, -p["thigh_length"]), (0, -p["shank_length"]), (p["mtp_x"], p["mtp_y"]))
    for segment, j, xy in zip(("thigh", "shank", "foot", "toes"), GAIT_JOINTS, at, strict=True):
        body = add_body(osim, model, p, segment, side)
        axes = osim.Vec3(math.pi * (j == "knee_angle"), 0, 0)  # its bending is positive
        joint = osim.PinJoint(j + side, above, osim.Vec3(*xy, 0), axes, body, osim.Vec3(0), axes)
        joint.updCoordinate().setName(j + side)
        model.addJoint(joint)
        k, stiffness = p["limit_steepness"], p["mtp_stiffness"] * (j == "mtp_angle")
        moment = (
            f"{p['limit_moment']}*(exp({k}*({p[f'{j}_low']}-q))-exp({k}*(q-{p[f'{j}_high']})))"
            f"-{p[f'{j}_damping']}*qdot-{stiffness}*q"
        )
        ligaments = osim.ExpressionBasedCoordinateForce(j + side, moment)
        ligaments.setName(f"ligaments_{j}{side}")
        model.addForce(ligaments)
        above = body
    foot, y = model.getBodySet().get(f"foot{side}"), p["sole_y"] + RADIUS
    points = ((foot, p["heel_x"], y), (foot, p["mtp_x"], y), (above, p["toe_x"], y - p["mtp_y"]))
    for place, (body, x, y) in zip(PLACES, points, strict=True):
        sphere = osim.ContactSphere(RADIUS, osim.Vec3(x, y, 0), body, place + side)
        model.addContactGeometry(sphere)
        contact = osim.SmoothSphereHalfSpaceForce(f"contact_{place}{side}", sphere, ground)
        # OpenSim's force: 4/3 sqrt(radius) (1/2)^1.5 stiffness depth^1.5
        contact.set_stiffness(p[f"contact_stiffness_{place}"] * 0.75 * (8 / RADIUS) ** 0.5)
        contact.set_dissipation(p[f"contact_dissipation_{place}"])
        contact.set_static_friction(p["friction"])
        contact.set_dynamic_friction(p["friction"])
        contact.set_transition_velocity(p["friction_speed"])
        model.addForce(contact)


def add_muscles(osim: Any, model: Any, damping: float, side: str) -> None:
    """Our muscle groups with our path polynomials (OpenSim's has every power up to an order)."""
    groups, start = gait_muscles(build_leg(REFERENCE)), 0
    for i, form in enumerate(path_forms()):
        muscle, path = osim.DeGrooteFregly2016Muscle(), osim.FunctionBasedPath()
        muscle.setName(form.name + side)
        for name in groups.parameters.__slots__:
            getattr(muscle, f"set_{name}")(float(getattr(groups.parameters, name)[i]))
        muscle.set_fiber_damping(damping)
        muscle.set_activation_time_constant(ACTIVATION_TIME)
        muscle.set_deactivation_time_constant(DEACTIVATION_TIME)
        muscle.set_ignore_tendon_compliance(form.name not in ACHILLES_GROUPS)
        muscle.set_tendon_compliance_dynamics_mode("implicit")
        used, order = np.flatnonzero(form.exponents.any(axis=0)), form.exponents.sum(axis=1).max()
        numbers, n = np.zeros([order + 1] * len(used)), len(form.exponents)
        numbers[tuple(form.exponents[:, used].T)] = groups.coefficients[start : start + n]
        numbers.flat[0], start = groups.reference_length[i], start + n
        numbers = osim.Vector(numbers[np.indices(numbers.shape).sum(axis=0) <= order].tolist())
        path.setLengthFunction(osim.MultivariatePolynomialFunction(numbers, len(used), int(order)))
        for name in (GAIT_JOINTS[j] + side for j in used):
            path.appendCoordinatePath(f"/jointset/{name}/{name}")
        muscle.set_path(path)
        model.addForce(muscle)


def build_study(osim: Any, intervals: int, p: Any, times: Any, rows: dict[str, Any]) -> Any:
    """Half a cycle of walking at `SPEED` that ends as it began, legs swapped."""
    study, symmetry = osim.MocoStudy(), osim.MocoPeriodicityGoal("symmetry")
    problem = study.updProblem()
    problem.setModel(build_model(osim, p))
    problem.setTimeBounds(0.0, [0.25, 0.86])
    for name, (low, high, _) in rows.items():
        pair = name, re.sub("right|left", lambda m: SIDES[m[0] == "right"], name)
        if name.endswith("hip_x/value"):
            problem.setStateInfo(name, [0.0, 2.0], 0.0)
        elif name.count("/") == 2:
            problem.setControlInfo(name, [low, high])
            symmetry.addControlPair(osim.MocoPeriodicityGoalPair(*pair))
        elif "/implicitderiv" not in name:
            problem.setStateInfo(name, [low, high])
            symmetry.addStatePair(osim.MocoPeriodicityGoalPair(*pair))
    speed = osim.MocoAverageSpeedGoal("speed")
    speed.set_desired_average_speed(SPEED)
    effort = osim.MocoControlGoal("effort", p["w_effort"])
    effort.setDivideByDisplacement(True)
    for goal in (symmetry, speed, effort):
        problem.addGoal(goal)
    solver = study.initCasADiSolver()
    solver.set_num_mesh_intervals(intervals)
    solver.set_optim_finite_difference_scheme("forward")
    solver.set_optim_constraint_tolerance(TOLERANCE)
    solver.set_optim_convergence_tolerance(TOLERANCE)
    solver.set_scale_variables_using_bounds(True)  # converges better
    solver.set_parallel(0)
    guess = solver.createGuess()
    guess.setNumTimes(len(times))
    guess.setTime(times)
    for kind in ("State", "Control", "Derivative"):
        for name in getattr(guess, f"get{kind}Names")():
            getattr(guess, f"set{kind}")(name, np.clip(rows[name][2], *rows[name][:2]))
    solver.setGuess(guess)
    return study


def solve_moco(folder: str, intervals: int, *guess: Any) -> tuple[Any, ...]:
    """As `moco`, without limit; Moco's messages go to a file of the folder."""
    os.chdir(folder)
    os.dup2(os.open("messages", os.O_CREAT | os.O_WRONLY), 1)
    osim = importlib.import_module("opensim")
    study, begin = build_study(osim, intervals, *guess), time.perf_counter()
    solution, seconds = study.solve(), time.perf_counter() - begin
    solution.unseal()
    feet = [osim.StdVectorString([f"/forceset/contact_{c}_{s}" for c in PLACES]) for s in SIDES]
    loads = osim.createExternalLoadsTableForGait(build_model(osim, guess[0]), solution, *feet)
    peak = max(loads.getDependentColumn(f"ground_force_{s}_vy").to_numpy().max() for s in "rl")
    end, cadence = solution.getStatus(), 60 / solution.getFinalTime()
    return end, seconds, solution.getNumIterations(), cadence, peak / REFERENCE.body_weight


def moco(intervals: int, limit: float) -> tuple[Any, ...]:
    """Ended, seconds, iterations, steps/min, peak normal force on a foot in body weights."""
    guess, context = first_guess(), multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
        try:
            return pool.apply_async(solve_moco, (folder, intervals, *guess)).get(limit)
        except multiprocessing.TimeoutError:
            rows = re.findall(r"\n *(\d+)r? +-?\d\.\d+e", Path(folder, "messages").read_text())
    return "stopped", limit, f"> {rows[-1] if rows else 0}", math.nan, math.nan


def ours() -> dict[str, tuple[Any, ...]]:
    """The same numbers for us; building the problem, once a process, is not counted."""
    g, leg, rows = importlib.import_module("soleus.solve.gait"), build_leg(REFERENCE), {}
    p, node = g.gait_parameters(leg, SPEED, 0.0), g.load_library().nodes[START]
    cold, warm = g.template("walk", g.gait_problem(), p, 60 / 115), g.start_of(node)
    for name, start in (("ours, cold", cold), ("ours, warm", warm)):
        raw = g.solve_raw(p, start, seconds=300.0)
        gait = g.solution_from(raw, leg, SPEED, 0.0, "walk", False)
        peak = gait.ground_force[:, 1].max() / REFERENCE.body_weight
        rows[name] = raw.status, raw.time, raw.iterations, gait.summary["cadence_spm"], peak
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--intervals", type=int, default=25, help="Moco's mesh of the half cycle")
    parser.add_argument("--limit", type=float, default=1200.0, help="s, most that Moco may take")
    a, console = parser.parse_args(), Console(highlight=False, width=100)
    if importlib.util.find_spec("opensim") is None:
        console.print("the opensim wheel (4.6, with Moco) is missing: nothing to compare with")
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before a solver is loaded
    rows = {**ours(), "Moco, warm": moco(a.intervals, a.limit)}
    columns = ("", "ended", "wall s", "iterations", "steps/min", "peak force, BW", "time, ratio")
    title = f"A walk at {SPEED} m/s, one core. Warm: from our library's walk at {START[1]} m/s"
    table = Table(*columns, title=title, caption=UNLIKE)
    for name, (status, seconds, iterations, cadence, peak) in rows.items():
        ratio = f"{'> ' * (status == 'stopped')}{seconds / rows['ours, warm'][1]:.1f}"
        numbers = f"{seconds:.1f}", f"{iterations}", f"{cadence:.1f}", f"{peak:.2f}", ratio
        table.add_row(name, status.replace("_", " "), *numbers)
    console.print(table)


if __name__ == "__main__":
    main()
