"""Answers of the opensim wheel, as JSON: run by `test_opensim_oracle.py` in a process of its own.

OpenSim and CasADi carry two versions of one shared library, so they cannot share a process. A
request comes on standard input, `{"task": ..., ...}`; the answer goes to the file named as the
only argument. Needs nothing of Soleus.
"""

import json
import sys
from pathlib import Path

import opensim as osim

osim.Logger.setLevelString("Off")


def curves(request):
    """Multipliers of DeGrooteFregly2016Muscle, its own constants: no fitting, no scaling."""
    muscle = osim.DeGrooteFregly2016Muscle()
    muscle.set_tendon_strain_at_one_norm_force(request["tendon_strain_at_one_norm_force"])
    muscle.set_passive_fiber_strain_at_one_norm_force(request["passive_strain"])
    return {
        "active": [muscle.calcActiveForceLengthMultiplier(x) for x in request["lengths"]],
        "passive": [muscle.calcPassiveForceMultiplier(x) for x in request["lengths"]],
        "velocity": [muscle.calcForceVelocityMultiplier(x) for x in request["velocities"]],
        "tendon": [muscle.calcTendonForceMultiplier(x) for x in request["tendon_lengths"]],
    }


def one_muscle(parameters):
    """A block on a slider, held by one muscle: its length is the slider's coordinate."""
    model = osim.Model()
    body = osim.Body("block", 1.0, osim.Vec3(0), osim.Inertia(1, 1, 1))
    model.addBody(body)
    slider = osim.SliderJoint("slider", model.getGround(), body)
    slider.updCoordinate().setName("length")
    slider.updCoordinate().setRangeMax(10.0)
    model.addJoint(slider)
    muscle = osim.DeGrooteFregly2016Muscle()
    muscle.setName("muscle")
    for name, value in parameters.items():
        getattr(muscle, f"set_{name}")(value)
    muscle.set_ignore_tendon_compliance(False)
    muscle.set_ignore_activation_dynamics(False)
    muscle.set_fiber_damping(0.0)
    muscle.addNewPathPoint("origin", model.updGround(), osim.Vec3(0))
    muscle.addNewPathPoint("insertion", body, osim.Vec3(0))
    model.addForce(muscle)
    model.finalizeConnections()
    return model


def equilibrium(request):
    """Isometric states at given activations and muscle-tendon lengths."""
    rows = []
    for parameters, activation, length in request["cases"]:
        model = one_muscle(parameters)
        state = model.initSystem()
        muscle = osim.DeGrooteFregly2016Muscle.safeDownCast(model.getMuscles().get("muscle"))
        model.getCoordinateSet().get("length").setValue(state, length)
        muscle.setActivation(state, activation)
        muscle.computeEquilibrium(state)
        model.realizeDynamics(state)
        rows.append(
            {
                "fiber_length": muscle.getFiberLength(state),
                "tendon_force": muscle.getTendonForce(state),
                "pennation_angle": muscle.getPennationAngle(state),
                "tendon_strain": muscle.getTendonStrain(state),
                "passive_fiber_force": muscle.getPassiveFiberForce(state),
            }
        )
    return rows


def geometry(request):
    """Muscle-tendon lengths (m) and moment arms (m) of the right leg of a model file."""
    model = osim.Model(request["model"])
    state = model.initSystem()
    coordinates = model.getCoordinateSet()
    rows = []
    for pose in request["poses"]:
        for name, value in pose.items():
            coordinates.get(f"{name}_r").setValue(state, value, False)
        model.assemble(state)
        model.realizePosition(state)
        row = {}
        for short, crossed in request["muscles"].items():
            muscle = model.getMuscles().get(f"{short}_r")
            arms = {c: muscle.computeMomentArm(state, coordinates.get(f"{c}_r")) for c in crossed}
            row[short] = {"length": muscle.getLength(state), "arms": arms}
        rows.append(row)
    return rows


TASKS = {"curves": curves, "equilibrium": equilibrium, "geometry": geometry}

if __name__ == "__main__":
    request = json.load(sys.stdin)
    answer = TASKS[request["task"]](request)
    Path(sys.argv[1]).write_text(json.dumps(answer))
