"""How far predicted forces move when a constant moves by its spread; writes data/gait/spread.toml.

Each gait is solved anew, level at 3.5 m/s and uphill at 3 m/s, with one constant one standard
deviation up and down; the root mean square of the changes is the share. Run after a change of the
model, when the library is done.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from dataclasses import replace
from typing import Any

import numpy as np
from scaled_bodies import compare_bodies

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
from soleus.solve.gait_spread import SCALING

LIBRARY = load_library()
assert LIBRARY is not None
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


def measure(solution: GaitSolution) -> dict[str, dict[str, float]]:
    """Impulse of a step and peak force, by tissue."""
    s = solution.summary
    parts = {"soleus": s["muscles"]["soleus"], "gastrocnemius": s["muscles"]["gastrocnemius"],
             "achilles": s["achilles"]}  # fmt: skip
    return {
        "impulse": {t: parts[t]["impulse_bw_s"] for t in TISSUES},
        "peak": {t: parts[t]["peak_force_bw"] for t in TISSUES},
    }


def forces(leg: Leg, speed: float, grade: float, factors: dict[str, float]) -> GaitSolution:
    """A gait solved with one thing changed, from the library's."""
    parameters = gait_parameters(leg, speed, grade)
    layout, _ = parameter_layout()
    for name, factor in factors.items():
        parameters[layout[name]] *= factor
    start = start_of(LIBRARY.nearest("run", speed, grade, None)[0])
    raw = solve_raw(parameters, start, None, 60.0)
    solution = replace(solution_from(raw, leg, speed, grade, "run", False), parameters=parameters)
    if not solution.accepted:
        raise SystemExit(f"{speed} m/s {grade} {factors}: {solution.verdict}")
    return solution


def moved(what: str, pairs: list[tuple[GaitSolution, GaitSolution]]) -> dict[str, float]:
    """Root mean square of the relative changes in all pairs, by tissue."""
    result = {}
    for t in TISSUES:
        changes = [measure(b)[what][t] / measure(a)[what][t] - 1 for a, b in pairs]
        result[t] = float(np.sqrt(np.mean(np.square(changes))))
    return result


def causes() -> dict[str, list[tuple[GaitSolution, GaitSolution]]]:
    """Every cause with its pairs of gaits: as it is, and moved."""
    leg = reference_leg()
    base = {c: forces(leg, *c, {}) for c in CONDITIONS}
    result: dict[str, list[tuple[GaitSolution, GaitSolution]]] = {}
    for name in variants(leg, 1):
        result[name] = []
        for sign in (1, -1):
            other, factors = variants(leg, sign)[name]
            result[name] += [(base[c], forces(other, *c, factors)) for c in CONDITIONS]
        print(name, flush=True)
    result["twice the mesh"] = [
        (base[c], on_finer_mesh(LIBRARY.nearest("run", *c, None)[0])) for c in CONDITIONS
    ]
    result["another start"] = list(other_starts(base))
    result[SCALING] = [(p.solved, p.estimate) for p in compare_bodies()]
    return result


def other_starts(base: dict[tuple[float, float], GaitSolution]) -> Any:
    """The conditions solved from neighbors half a meter a second or 5 % away."""
    leg = reference_leg()
    for (speed, grade), own in base.items():
        for key in (("run", speed - 0.5, grade, 0), ("run", speed + 0.5, grade, 0),
                    ("run", speed, grade + 0.05, 0), ("run", speed, grade - 0.05, 0)):  # fmt: skip
            start = start_of(LIBRARY.nodes[key[0], key[1], round(key[2], 2), 0])
            raw = solve_raw(gait_parameters(leg, speed, grade), start, None, 60.0)
            found = solution_from(raw, leg, speed, grade, "run", False)
            if found.accepted:
                yield own, found


def main() -> None:
    pairs = causes()
    lines = [
        "# Written by tools/gait_spread.py; do not edit. Share by which the impulse of a step and",
        "# its peak force move (root mean square) when a cause moves by one standard deviation;",
        "# weights of the cost by two or three.",
    ]  # fmt: skip
    for what in ("impulse", "peak"):
        lines += ["", f"[{what}]"]
        for name, both in pairs.items():
            row = ", ".join(f"{t} = {v:.4f}" for t, v in moved(what, both).items())
            lines.append(f'"{name}" = {{ {row} }}')
    data_path("gait", "spread.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
