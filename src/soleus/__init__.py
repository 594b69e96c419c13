"""Soleus: what standing, an exercise, a run or a training week does to the calf, by physics.

    import soleus as so
    leg = so.build_leg(so.Person(height=1.78, mass=72, sex="male", age=34))
    motion = so.synthesize(so.load_exercise("deep_squat_calf_raise"), leg)
    solution = so.share_load(leg, motion)
    print(so.measure_dose(solution))

SI units and radians inside; names and signs are OpenSim's. Everything below loads on first use,
so `import soleus` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.5.0"

_HOME = {
    "soleus.base.errors": ("DataError", "InfeasibleError", "InputError", "SoleusError"),
    "soleus.muscle.parameters": ("Muscle", "MuscleParameters", "list_muscles", "load_muscle"),
    "soleus.muscle.contraction": ("MuscleState", "muscle_state"),
    "soleus.anatomy.person": ("IsometricTest", "Person", "load_person"),
    "soleus.anatomy.calibration": ("Calibration", "calibrate_leg"),
    "soleus.anatomy.sampling": ("LegSamples", "sample_legs"),
    "soleus.anatomy.leg": ("Leg", "build_leg"),
    "soleus.motion.exercise": ("Exercise",),
    "soleus.motion.exercise_files": ("list_exercises", "load_exercise"),
    "soleus.motion.trajectory": ("Trajectory",),
    "soleus.motion.synthesis": ("synthesize",),
    "soleus.motion.recordings": ("read_recording", "read_storage"),
    "soleus.motion.recording_trial": ("Trial", "TrialOptions", "read_trial"),
    "soleus.motion.opensim_trial": ("read_raw_trial",),
    "soleus.motion.markers_trial": ("read_c3d_trial", "read_marker_trial"),
    "soleus.solve.inverse_dynamics": ("JointLoads", "inverse_dynamics"),
    "soleus.solve.load_sharing": ("share_load", "solve_exercise"),
    "soleus.solve.batch": ("BatchSolution", "share_load_batch"),
    "soleus.solve.ensemble": ("Ensemble", "solve_ensemble"),
    "soleus.solve.optimal_control": ("optimal_control",),
    "soleus.solve.solution": ("Solution",),
    "soleus.motion.activities": ("Activity", "read_activity"),
    "soleus.motion.run_exercise": ("RunExercise", "list_runs", "load_run"),
    "soleus.solve.gait": ("predict_gait",),
    "soleus.solve.gait_estimate": ("GaitEstimate", "estimate_gait"),
    "soleus.solve.gait_solution": ("GaitSolution",),
    "soleus.dose.measure": ("Dose", "measure_dose"),
    "soleus.dose.running": ("RunDose", "measure_run"),
    "soleus.dose.sprint": ("SprintDose", "measure_sprint"),
    "soleus.motion.steady_run": ("SteadyRun", "list_steady", "load_steady"),
    "soleus.dose.steady": ("SteadyDose", "measure_steady"),
    "soleus.plan.scheme": ("Scheme",),
    "soleus.plan.scheme_files": ("list_schemes", "load_scheme"),
    "soleus.plan.request": ("PlanRequest",),
    "soleus.plan.history": ("History",),
    "soleus.plan.plan": ("Plan",),
    "soleus.plan.planner": ("make_plan",),
    "soleus.anatomy.soleus_parts": ("SoleusParts", "soleus_parts"),
    "soleus.anatomy.subtendons": ("Subtendons", "subtendons"),
    "soleus.anatomy.foot": ("Foot", "build_foot"),
    "soleus.anatomy.fibula": ("Fibula", "build_fibula"),
    "soleus.anatomy.function": (
        "StrengthMap",
        "gastrocnemius_insufficiency",
        "plantar_flexion_strength",
    ),
    "soleus.anatomy.ankle_range": ("full_stretch", "passive_range"),
    "soleus.solve.soleus_parts": ("part_forces", "part_states", "solve_parts"),
    "soleus.solve.subtendons": ("SharedTendon", "share_tendon", "share_tendon_in"),
    "soleus.solve.standing": ("simulate_standing",),
    "soleus.solve.standing_result": ("StandingResult",),
    "soleus.solve.arch_motion": ("ArchMotion", "arch_over"),
    "soleus.solve.fibula": ("FibulaMotion", "fibula_over"),
    "soleus.dose.mobility": ("Mobility", "measure_mobility", "mobility_after"),
    "soleus.study.claims": ("Claim", "find_claims", "load_claims"),
    "soleus.study.verdicts": ("Verdict", "try_claims"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted([*_MODULE_OF, "__version__"])

if TYPE_CHECKING:
    from soleus.anatomy.ankle_range import full_stretch as full_stretch
    from soleus.anatomy.ankle_range import passive_range as passive_range
    from soleus.anatomy.calibration import Calibration as Calibration
    from soleus.anatomy.calibration import calibrate_leg as calibrate_leg
    from soleus.anatomy.fibula import Fibula as Fibula
    from soleus.anatomy.fibula import build_fibula as build_fibula
    from soleus.anatomy.foot import Foot as Foot
    from soleus.anatomy.foot import build_foot as build_foot
    from soleus.anatomy.function import StrengthMap as StrengthMap
    from soleus.anatomy.function import gastrocnemius_insufficiency as gastrocnemius_insufficiency
    from soleus.anatomy.function import plantar_flexion_strength as plantar_flexion_strength
    from soleus.anatomy.leg import Leg as Leg
    from soleus.anatomy.leg import build_leg as build_leg
    from soleus.anatomy.person import IsometricTest as IsometricTest
    from soleus.anatomy.person import Person as Person
    from soleus.anatomy.person import load_person as load_person
    from soleus.anatomy.sampling import LegSamples as LegSamples
    from soleus.anatomy.sampling import sample_legs as sample_legs
    from soleus.anatomy.soleus_parts import SoleusParts as SoleusParts
    from soleus.anatomy.soleus_parts import soleus_parts as soleus_parts
    from soleus.anatomy.subtendons import Subtendons as Subtendons
    from soleus.anatomy.subtendons import subtendons as subtendons
    from soleus.base.errors import DataError as DataError
    from soleus.base.errors import InfeasibleError as InfeasibleError
    from soleus.base.errors import InputError as InputError
    from soleus.base.errors import SoleusError as SoleusError
    from soleus.dose.measure import Dose as Dose
    from soleus.dose.measure import measure_dose as measure_dose
    from soleus.dose.mobility import Mobility as Mobility
    from soleus.dose.mobility import measure_mobility as measure_mobility
    from soleus.dose.mobility import mobility_after as mobility_after
    from soleus.dose.running import RunDose as RunDose
    from soleus.dose.running import measure_run as measure_run
    from soleus.dose.sprint import SprintDose as SprintDose
    from soleus.dose.sprint import measure_sprint as measure_sprint
    from soleus.dose.steady import SteadyDose as SteadyDose
    from soleus.dose.steady import measure_steady as measure_steady
    from soleus.motion.activities import Activity as Activity
    from soleus.motion.activities import read_activity as read_activity
    from soleus.motion.exercise import Exercise as Exercise
    from soleus.motion.exercise_files import list_exercises as list_exercises
    from soleus.motion.exercise_files import load_exercise as load_exercise
    from soleus.motion.markers_trial import read_c3d_trial as read_c3d_trial
    from soleus.motion.markers_trial import read_marker_trial as read_marker_trial
    from soleus.motion.opensim_trial import read_raw_trial as read_raw_trial
    from soleus.motion.recording_trial import Trial as Trial
    from soleus.motion.recording_trial import TrialOptions as TrialOptions
    from soleus.motion.recording_trial import read_trial as read_trial
    from soleus.motion.recordings import read_recording as read_recording
    from soleus.motion.recordings import read_storage as read_storage
    from soleus.motion.run_exercise import RunExercise as RunExercise
    from soleus.motion.run_exercise import list_runs as list_runs
    from soleus.motion.run_exercise import load_run as load_run
    from soleus.motion.steady_run import SteadyRun as SteadyRun
    from soleus.motion.steady_run import list_steady as list_steady
    from soleus.motion.steady_run import load_steady as load_steady
    from soleus.motion.synthesis import synthesize as synthesize
    from soleus.motion.trajectory import Trajectory as Trajectory
    from soleus.muscle.contraction import MuscleState as MuscleState
    from soleus.muscle.contraction import muscle_state as muscle_state
    from soleus.muscle.parameters import Muscle as Muscle
    from soleus.muscle.parameters import MuscleParameters as MuscleParameters
    from soleus.muscle.parameters import list_muscles as list_muscles
    from soleus.muscle.parameters import load_muscle as load_muscle
    from soleus.plan.history import History as History
    from soleus.plan.plan import Plan as Plan
    from soleus.plan.planner import make_plan as make_plan
    from soleus.plan.request import PlanRequest as PlanRequest
    from soleus.plan.scheme import Scheme as Scheme
    from soleus.plan.scheme_files import list_schemes as list_schemes
    from soleus.plan.scheme_files import load_scheme as load_scheme
    from soleus.solve.arch_motion import ArchMotion as ArchMotion
    from soleus.solve.arch_motion import arch_over as arch_over
    from soleus.solve.batch import BatchSolution as BatchSolution
    from soleus.solve.batch import share_load_batch as share_load_batch
    from soleus.solve.ensemble import Ensemble as Ensemble
    from soleus.solve.ensemble import solve_ensemble as solve_ensemble
    from soleus.solve.fibula import FibulaMotion as FibulaMotion
    from soleus.solve.fibula import fibula_over as fibula_over
    from soleus.solve.gait import predict_gait as predict_gait
    from soleus.solve.gait_estimate import GaitEstimate as GaitEstimate
    from soleus.solve.gait_estimate import estimate_gait as estimate_gait
    from soleus.solve.gait_solution import GaitSolution as GaitSolution
    from soleus.solve.inverse_dynamics import JointLoads as JointLoads
    from soleus.solve.inverse_dynamics import inverse_dynamics as inverse_dynamics
    from soleus.solve.load_sharing import share_load as share_load
    from soleus.solve.load_sharing import solve_exercise as solve_exercise
    from soleus.solve.optimal_control import optimal_control as optimal_control
    from soleus.solve.soleus_parts import part_forces as part_forces
    from soleus.solve.soleus_parts import part_states as part_states
    from soleus.solve.soleus_parts import solve_parts as solve_parts
    from soleus.solve.solution import Solution as Solution
    from soleus.solve.standing import simulate_standing as simulate_standing
    from soleus.solve.standing_result import StandingResult as StandingResult
    from soleus.solve.subtendons import SharedTendon as SharedTendon
    from soleus.solve.subtendons import share_tendon as share_tendon
    from soleus.solve.subtendons import share_tendon_in as share_tendon_in
    from soleus.study.claims import Claim as Claim
    from soleus.study.claims import find_claims as find_claims
    from soleus.study.claims import load_claims as load_claims
    from soleus.study.verdicts import Verdict as Verdict
    from soleus.study.verdicts import try_claims as try_claims


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'soleus' has no attribute '{name}'")


def __dir__() -> list[str]:
    return list(__all__)
