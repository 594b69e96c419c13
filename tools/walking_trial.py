"""The recorded walk behind the walking page: the leg, the trial, OpenSim's answers, and our leg
with the numbers of the reference model in it."""

from __future__ import annotations

import csv
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
from pages import ROOT

import soleus as so
from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.skeleton import body_constants
from soleus.motion.recordings import read_recording
from soleus.muscle.curves import inverse_tendon_force, tendon_shape
from soleus.solve.optimal_control import optimal_control

WALK = ROOT.parent / "shared/data/walk_with_emg"
COMPLIANT = "OpenSim MocoInverse, compliant Achilles"
MODELS = {
    "OpenSim StaticOptimization": "opensim_static_optimization",
    "OpenSim MocoInverse, rigid tendons": "opensim_moco_inverse_rigid_tendon",
    COMPLIANT: "opensim_moco_inverse_compliant_achilles",
}
OURS = {
    "rigid": "Soleus, rigid tendons",
    "compliant": "Soleus, compliant tendons, quasi-static",
    "optimal": "Soleus, compliant tendons, optimal control",
}
OTHER = {"soleus": "soleus", ACHILLES[1]: "gasmed", ACHILLES[2]: "gaslat"}
SPAN = (0.48, 1.61)
#: CPU time of MocoInverse for this trial, s (both legs, design notes; not measured here).
MOCO_CPU = 200.0
#: Mean knee arm of the reference model over ours, 5 to 65 degrees of flexion, as the opensim wheel
#: gives them for its scaled model (slope of its lengths).
KNEE_ARM = {ACHILLES[1]: 0.70, ACHILLES[2]: 0.67}
Answers = dict[str, so.Solution]


def walking_leg() -> so.Leg:
    """Leg of the subject: 85.27 kg, segments against the generic model from its scaled joints
    (knee 398.9 over 409.6 mm below the hip, ankle 465.2 over 400 mm below the knee, foot 1.156)."""
    lengths = body_constants("segments", "lengths")
    reference = body_constants("strength", "muscle")["reference_height"].si
    thigh, shank, foot = 398.9 / 409.6, 465.2 / 400.0, 1.156
    height = reference * (398.9 + 465.2) / (409.6 + 400.0)
    return so.build_leg(
        so.Person(
            height=height, mass=85.27, sex="male", age=30,
            thigh_length=thigh * lengths["thigh"].si * reference,
            shank_length=shank * lengths["shank"].si * reference,
            foot_length=foot * lengths["foot"].si * reference,
        )
    )  # fmt: skip


def walking_trial(side: str) -> so.Trajectory:
    return read_recording(WALK / "coordinates.sto", WALK / "id_walk.sto", side, SPAN)


def read_reference(name: str) -> tuple[list[str], np.ndarray]:
    with (WALK / f"reference/{name}.csv").open() as stream:
        rows = list(csv.reader(line for line in stream if not line.startswith("#")))
    return rows[0], np.array(rows[1:], dtype=float)


def correlation(activation: np.ndarray, time: np.ndarray, emg: np.ndarray, at: np.ndarray) -> float:
    return float(np.corrcoef(activation, np.interp(time, at, emg))[0, 1])


def moco_force(muscle: str, side: str, at: np.ndarray) -> np.ndarray:
    """Force of MocoInverse with a compliant Achilles, N, at times `at`."""
    names, values = read_reference(MODELS[COMPLIANT])
    return np.interp(at, values[:, 0], values[:, names.index(f"{OTHER[muscle]}_{side[0]}")])


def distance(solution: so.Solution, muscle: str, side: str) -> float:
    """Root-mean-square difference from MocoInverse as a share of its peak."""
    theirs = moco_force(muscle, side, solution.time)
    difference = solution.force(muscle) - theirs
    return float(np.sqrt(np.mean(difference**2)) / theirs.max())


def solve_all(leg: so.Leg) -> tuple[Answers, dict[str, float]]:
    """Answers by "method side", and CPU seconds of both legs by method (compiled before)."""
    answers, seconds = {}, {}
    solvers = {
        "rigid": lambda trial: so.share_load(leg, trial, tendon="rigid"),
        "compliant": lambda trial: so.share_load(leg, trial),
        "optimal": lambda trial: optimal_control(leg, trial),
    }
    for method, solver in solvers.items():
        solver(walking_trial("right"))
        trials = {side: walking_trial(side) for side in ("right", "left")}
        begin = time.process_time()
        for side, trial in trials.items():
            answers[f"{method} {side}"] = solver(trial)
        seconds[method] = time.process_time() - begin
    return answers, seconds


# --- what the reference model's own muscles would do ----------------------------------------
def reference_muscles() -> dict[str, dict[str, float]]:
    """Constants of the Achilles muscles of the reference model."""
    fields = ("max_isometric_force", "optimal_fiber_length", "tendon_slack_length",
              "pennation_angle_at_optimal")  # fmt: skip
    root = ElementTree.parse(WALK / "subject_walk_scaled.osim").getroot()
    found = {e.get("name"): e for e in root.iter("Millard2012EquilibriumMuscle")}
    return {
        m: {f: float(found[f"{OTHER[m]}_r"].findtext(f) or "nan") for f in fields} for m in ACHILLES
    }


def _moco_length(muscle: str, constants: dict[str, float], at: np.ndarray) -> np.ndarray:
    """Muscle-tendon length in MocoInverse, m, from its fiber length and force."""
    names, values = read_reference(MODELS[COMPLIANT])
    share = moco_force(muscle, "right", at) / constants["max_isometric_force"]
    strain = inverse_tendon_force(np.maximum(share, 1e-6), tendon_shape(0.1))
    normalized = values[:, names.index(f"fiber_m_{OTHER[muscle]}_r")]
    fiber = constants["optimal_fiber_length"] * np.interp(at, values[:, 0], normalized)
    height = constants["optimal_fiber_length"] * np.sin(constants["pennation_angle_at_optimal"])
    return np.sqrt(fiber**2 - height**2) + constants["tendon_slack_length"] * (1 + strain)


def with_reference_muscles(leg: so.Leg, trial: so.Trajectory) -> so.Leg:
    """The leg with strength, fiber length, pennation and slack length of the reference model for
    the three Achilles muscles; slack lengths shifted by how our paths differ in length."""
    parameters = {f: getattr(leg.parameters, f).copy() for f in reference_muscles()["soleus"]}
    lengths = leg.muscle_tendon_lengths(dict(trial.angles))
    for muscle, constants in reference_muscles().items():
        i = leg.index(muscle)
        for name, value in constants.items():
            parameters[name][i] = value
        shift = lengths[:, i] - _moco_length(muscle, constants, trial.time)
        parameters["tendon_slack_length"][i] += shift.mean()
    return replace(leg, parameters=replace(leg.parameters, **parameters))


def with_reference_knee(leg: so.Leg) -> so.Leg:
    """The leg with the gastrocnemii's knee terms scaled to the reference model's smaller arms."""
    paths = list(leg.paths)
    for muscle, ratio in KNEE_ARM.items():
        path = paths[leg.index(muscle)]
        knee = path.exponents[:, 1] > 0
        scaled = path.coefficients * np.where(knee, ratio, 1.0)
        paths[leg.index(muscle)] = replace(path, coefficients=scaled)
    return replace(leg, paths=tuple(paths))
