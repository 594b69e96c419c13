"""How far predicted forces move when a constant moves by its spread; writes data/gait/spread.toml.

Each gait is solved anew, level at 3.5 m/s and uphill at 3 m/s, with one constant one standard
deviation up and down; the mean of the changes is the share. Run after a change of the model.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from dataclasses import replace

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import body_constants
from soleus.base.library import data_path
from soleus.muscle.parameters import load_muscle
from soleus.solve.gait import solution_from
from soleus.solve.gait_constants import gait_constants, gait_parameters
from soleus.solve.gait_library import load_library, reference_leg, start_of
from soleus.solve.gait_mesh import on_finer_mesh
from soleus.solve.gait_point import parameter_layout
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_solver import solve_raw

CONDITIONS = ((3.5, 0.0), (3.0, 0.1))
TISSUES = ("soleus", "gastrocnemius", "achilles")
ANKLE_ARM_SPREAD = 0.12  # share: Achilles moment arms differ by 35 to 64 mm between methods


def _with(leg: Leg, **columns: np.ndarray) -> Leg:
    return replace(leg, parameters=replace(leg.parameters, **columns))


def variants(leg: Leg, sign: int) -> dict[str, tuple[Leg, dict[str, float]]]:
    """One constant moved by one standard deviation: the leg, and factors on parameters."""
    p = leg.parameters
    tension = body_constants("strength", "muscle")["specific_tension"]
    index = list(leg.achilles_indices)
    soleus = load_muscle("soleus").constants
    strain = soleus["tendon_strain_at_one_norm_force"]
    strains = p.tendon_strain_at_one_norm_force.copy()
    strains[index] *= 1 + sign * strain.spread / strain.value
    fiber = soleus["optimal_fiber_length"]
    fibers = p.optimal_fiber_length.copy()
    fibers[index] *= 1 + sign * fiber.spread / fiber.value
    slack = p.tendon_slack_length.copy()
    slack[index] += sign * soleus["tendon_slack_length"].si_spread
    paths = list(leg.paths)
    factor = 1 + sign * ANKLE_ARM_SPREAD
    for i in index:
        ankle = paths[i].exponents[:, 2] > 0
        scaled = np.where(ankle, paths[i].coefficients * factor, paths[i].coefficients)
        paths[i] = replace(paths[i], coefficients=scaled)
    contact = gait_constants("contact")["stiffness_ball"]
    stiffness = contact.spread / contact.value
    return {
        "specific tension": (_with(leg, max_isometric_force=p.max_isometric_force
                                   * (1 + sign * tension.spread / tension.value)), {}),
        "Achilles strain": (_with(leg, tendon_strain_at_one_norm_force=strains), {}),
        "fiber length of the triceps": (_with(leg, optimal_fiber_length=fibers), {}),
        "tendon slack length of the triceps": (_with(leg, tendon_slack_length=slack), {}),
        "Achilles moment arm": (replace(leg, paths=tuple(paths)), {}),
        "contact stiffness": (leg, {f"contact_stiffness_{c}": 1 + sign * stiffness
                                    for c in ("heel", "ball", "toe")}),
        "effort against work": (leg, {"w_fiber_work": 3.0 if sign > 0 else 1 / 3}),
        "cost of impacts": (leg, {"w_ground": 2.0 if sign > 0 else 0.5}),
    }  # fmt: skip


def forces(leg: Leg, speed: float, grade: float, factors: dict[str, float]) -> dict[str, float]:
    parameters = gait_parameters(leg, speed, grade)
    layout, _ = parameter_layout()
    for name, factor in factors.items():
        parameters[layout[name]] *= factor
    library = load_library()
    assert library is not None
    start = start_of(library.nearest("run", speed, grade, None)[0])
    raw = solve_raw(parameters, start, None, 60.0)
    solution = replace(solution_from(raw, leg, speed, grade, "run", False), parameters=parameters)
    if not solution.accepted:
        raise SystemExit(f"{speed} m/s {grade} {factors}: {solution.verdict}")
    return _impulses(solution)


def other_minima(base: dict[str, float]) -> dict[str, float]:
    """The first condition from other starts and on twice the mesh: mean change."""
    library, leg = load_library(), reference_leg()
    assert library is not None
    speed, grade = CONDITIONS[0]
    parameters = gait_parameters(leg, speed, grade)
    found = []
    for v, g in ((speed - 1, grade), (speed + 1, grade), (speed, 0.1), (speed, -0.1)):
        raw = solve_raw(parameters, start_of(library.nodes["run", v, g, 0]), None, 60.0)
        found.append(solution_from(raw, leg, speed, grade, "run", False))
    found.append(on_finer_mesh(library.nodes["run", speed, grade, 0]))
    shares = {t: [abs(_impulses(s)[t] / base[t] - 1) for s in found if s.accepted] for t in TISSUES}
    return {t: float(np.mean(v)) for t, v in shares.items()}


def _impulses(solution: GaitSolution) -> dict[str, float]:
    s = solution.summary
    result = {t: s["muscles"][t]["impulse_bw_s"] for t in TISSUES[:2]}
    return {**result, "achilles": s["achilles"]["impulse_bw_s"]}


def main() -> None:
    leg = reference_leg()
    base = [forces(leg, *c, {}) for c in CONDITIONS]
    lines = [
        "# Written by tools/gait_spread.py; do not edit. Share by which the impulse a step moves",
        "# when a cause moves by one standard deviation (weights of the cost: by two or three).",
        "", "[causes]",
    ]  # fmt: skip
    for name in variants(leg, 1):
        shares = {t: [] for t in TISSUES}
        for sign in (1, -1):
            other, factors = variants(leg, sign)[name]
            for condition, reference in zip(CONDITIONS, base, strict=True):
                found = forces(other, *condition, factors)
                for t in TISSUES:
                    shares[t].append(abs(found[t] / reference[t] - 1))
        row = ", ".join(f"{t} = {np.mean(v):.4f}" for t, v in shares.items())
        lines.append(f'"{name}" = {{ {row} }}')
        print(lines[-1], flush=True)
    row = ", ".join(f"{t} = {v:.4f}" for t, v in other_minima(base[0]).items())
    lines.append(f'"other start, finer mesh" = {{ {row} }}')
    print(lines[-1])
    data_path("gait", "spread.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
