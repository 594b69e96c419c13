"""A raw trial through OpenSim: model, angles and ground forces in; moments and paths out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError, SoleusError
from soleus.motion.opensim_loads import loads_table, loads_xml, write_storage
from soleus.motion.recording_forces import GroundForces
from soleus.motion.recording_tables import recording_limits

__all__ = ["OpenSimResult", "opensim_python", "run_opensim"]

Array = NDArray[np.float64]
#: Names another Python interpreter that has the OpenSim wheel.
PYTHON_VARIABLE = "SOLEUS_OPENSIM_PYTHON"
_LONGEST = 1800.0
#: Exit code of the worker in a Python without OpenSim.
_WITHOUT = 3


@dataclass(frozen=True)
class OpenSimResult:
    """What OpenSim computed. `moments` by coordinate over `moment_time` (time,) s, N m in the
    model's signs; over the frames asked: `lengths` (frame, muscle) m, `arms` (frame, muscle, 3)
    m about hip, knee and ankle coordinates, `feet[side]` (frame, 2, 3) m, heel and toe tip."""

    moment_time: Array
    moments: Mapping[str, Array]
    lengths: Array
    arms: Array
    feet: Mapping[str, Array]


def opensim_python() -> str:
    """The interpreter that has OpenSim: named by SOLEUS_OPENSIM_PYTHON, or this one.

    Raises `SoleusError` that says what to install when there is none.
    """
    named = os.environ.get(PYTHON_VARIABLE, "")
    if named:
        if not Path(named).is_file():
            raise InputError(f"{PYTHON_VARIABLE}={named}: no such file")
        return named
    if find_spec("opensim") is None:
        raise SoleusError(
            "inverse dynamics needs OpenSim: pip install 'soleus[opensim]' (or name a Python that "
            f"has it in {PYTHON_VARIABLE}), or give joint moments with --moments"
        )
    return sys.executable


def run_opensim(
    model: Path,
    names: list[str],
    angle_time: Array,
    angles: Array,
    frames: Array,
    forces: GroundForces,
    muscles: Mapping[str, tuple[str, tuple[str, str, str]]],
) -> OpenSimResult:
    """Inverse dynamics over the time of `angles` (time, coordinate; rad and m, `names`), and
    muscle paths and foot points at `frames` (frame, coordinate).

    `muscles` maps a model's muscle to its side and the names of that side's hip, knee and ankle
    coordinates. Runs in a process of its own. Raises `DataError` with OpenSim's own words when
    it fails, or when frames are missing from what it wrote.
    """
    interpreter = opensim_python()
    with tempfile.TemporaryDirectory(prefix="soleus-") as place:
        folder = Path(place)
        start = max(float(angle_time[0]), float(forces.time[0]))
        end = min(float(angle_time[-1]), float(forces.time[-1]))
        write_storage(folder / "angles.sto", names, angle_time, angles)
        write_storage(folder / "forces.sto", *_forces(forces))
        (folder / "loads.xml").write_text(loads_xml(folder / "forces.sto", forces), "utf-8")
        np.savez(folder / "frames.npz", names=np.array(names), values=frames)
        (folder / "job.json").write_text(json.dumps(_job(model, start, end, forces, muscles)))
        _call(interpreter, folder)
        with np.load(folder / "result.npz") as data:
            result = _read(dict(data), list(forces.feet))
    inside = (angle_time >= start) & (angle_time <= end)
    if len(result.moment_time) < 0.9 * inside.sum():
        raise DataError(
            f"{model}: OpenSim gave moments for {len(result.moment_time)} of {inside.sum()} frames"
        )
    return result


def _forces(forces: GroundForces) -> tuple[list[str], Array, Array]:
    columns, values = loads_table(forces)
    return columns, forces.time, values


def _job(
    model: Path, start: float, end: float, forces: GroundForces,
    muscles: Mapping[str, tuple[str, tuple[str, str, str]]],
) -> dict[str, object]:  # fmt: skip
    foot = {k: q.si for k, q in recording_limits("foot").items()}
    bodies, ends = [], []
    for side in forces.feet:
        bodies += [f"calcn_{side[0]}", f"toes_{side[0]}"]
        ends += [[-foot["heel_behind_frame"], 0.0], [0.0, foot["toe_tip_beyond_toes_frame"]]]
    return {
        "model": str(model.resolve()), "start": start, "end": end, "muscles": list(muscles),
        "joints": [list(joints) for _, joints in muscles.values()], "bodies": bodies,
        "ends": ends,
    }  # fmt: skip


def _call(interpreter: str, folder: Path) -> None:
    worker = Path(__file__).with_name("opensim_worker.py")
    try:
        done = subprocess.run(
            [interpreter, str(worker), str(folder)], capture_output=True, text=True,
            errors="replace", cwd=folder, timeout=_LONGEST, check=False,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SoleusError(f"OpenSim did not finish within {_LONGEST / 60:.0f} minutes") from None
    except OSError as error:
        raise InputError(f"{interpreter}: cannot be run ({error.strerror})") from None
    if (folder / "result.npz").is_file() and done.returncode == 0:
        return
    if done.returncode == _WITHOUT:
        named = f" ({PYTHON_VARIABLE})" if os.environ.get(PYTHON_VARIABLE) else ""
        raise SoleusError(f"{interpreter}{named} has no OpenSim")
    failure = folder / "failure.txt"
    if failure.is_file():
        raise DataError(f"OpenSim: {failure.read_text('utf-8')}")
    words = [w for w in (done.stderr + done.stdout).splitlines() if w.strip()]
    raise DataError(f"OpenSim ended with code {done.returncode}: {words[-1] if words else ''}")


def _read(data: Mapping[str, Array], sides: list[str]) -> OpenSimResult:
    moments = {
        str(name).removesuffix("_moment"): data["moment_values"][:, i]
        for i, name in enumerate(data["moment_names"])
        if str(name).endswith("_moment")
    }
    feet = {}
    for k, side in enumerate(sides):
        heel, toe = data["places"][:, 2 * k, 0], data["places"][:, 2 * k + 1, 1]
        feet[side] = np.stack([heel, toe], axis=1)
    return OpenSimResult(data["moment_time"], moments, data["lengths"], data["arms"], feet)
