"""Runs inside a Python that has OpenSim, in a process of its own: inverse dynamics and exact
muscle paths. `python opensim_worker.py FOLDER` reads `job.json` there and writes `result.npz`.

Alone on purpose: OpenSim and CasADi's own wheel cannot share a process, so this file imports
nothing of Soleus.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_WITHOUT = 3

try:
    import numpy as np
    import opensim
except ImportError:
    sys.exit(_WITHOUT)


def main(folder: Path) -> None:
    """Do the job of a folder. A failure is written to `failure.txt` as one line."""
    # OpenSim's tools go to the folder of the model, and its log would follow them there
    opensim.Logger.removeFileSink()
    opensim.Logger.addFileSink(str(folder / "opensim.log"))
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        result = {**_inverse_dynamics(folder, job), **_geometry(folder, job)}
    except Exception as error:
        return _fail(folder, " ".join(str(error).split()))
    np.savez(folder / "result.npz", **result)
    return None


def _fail(folder: Path, text: str) -> None:
    (folder / "failure.txt").write_text(text, encoding="utf-8")
    sys.exit(1)


def _inverse_dynamics(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Generalized forces of all coordinates, from angles and ground forces in the folder."""
    tool = opensim.InverseDynamicsTool()
    tool.setModelFileName(job["model"])
    tool.setCoordinatesFileName(str(folder / "angles.sto"))
    tool.setExternalLoadsFileName(str(folder / "loads.xml"))
    tool.setStartTime(job["start"])
    tool.setEndTime(job["end"])
    excluded = opensim.ArrayStr()
    excluded.append("Muscles")
    tool.setExcludedForces(excluded)
    tool.setResultsDir(str(folder))
    tool.setOutputGenForceFileName("moments.sto")
    written = folder / "moments.sto"
    if not tool.run() or not written.is_file():
        raise RuntimeError("inverse dynamics failed")
    table = opensim.TimeSeriesTable(str(written))
    values = table.getMatrix().to_numpy()
    if not np.isfinite(values).all():
        raise RuntimeError("inverse dynamics gave values that are no numbers")
    return {
        "moment_names": np.array(list(table.getColumnLabels())),
        "moment_time": np.array(table.getIndependentColumn()),
        "moment_values": values,
    }


def _geometry(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Muscle lengths, moment arms and foot points over the frames of `frames.npz`."""
    model = opensim.Model(job["model"])
    state = model.initSystem()
    coordinates = model.getCoordinateSet()
    known = {coordinates.get(i).getName() for i in range(coordinates.getSize())}
    frames = np.load(folder / "frames.npz")
    names = [n for n in map(str, frames["names"]) if n in known]
    columns = [list(map(str, frames["names"])).index(n) for n in names]
    movers = [coordinates.get(n) for n in names]
    muscles = [model.getMuscles().get(n) for n in job["muscles"]]
    joints = [[coordinates.get(j) for j in row] for row in job["joints"]]
    bodies = [model.getBodySet().get(b) for b in job["bodies"]]
    count = len(frames["values"])
    lengths = np.zeros((count, len(muscles)))
    arms = np.zeros((count, len(muscles), 3))
    places = np.zeros((count, len(bodies), 2, 3))
    for k, row in enumerate(frames["values"]):
        for mover, column in zip(movers, columns, strict=True):
            mover.setValue(state, float(row[column]), False)
        model.assemble(state)
        model.realizePosition(state)
        for i, (muscle, own) in enumerate(zip(muscles, joints, strict=True)):
            lengths[k, i] = muscle.getLength(state)
            arms[k, i] = [muscle.computeMomentArm(state, j) for j in own]
        for b, body in enumerate(bodies):
            for end, x in enumerate(job["ends"][b]):
                place = body.findStationLocationInGround(state, opensim.Vec3(x, 0.0, 0.0))
                places[k, b, end] = [place.get(axis) for axis in range(3)]
    return {"lengths": lengths, "arms": arms, "places": places}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
