"""Load sharing of a walk, ours and OpenSim's StaticOptimization: `python
benchmarks/opensim_static.py`.

Opt-in: needs the `opensim` wheel in this interpreter or in the one named by the environment
variable SOLEUS_OPENSIM_PYTHON, and the measured walk beside the project. The same frames, the same
28 muscles a leg, both legs: OpenSim's other muscles are removed and reserve actuators appended, so
that it works on as many muscles as we do. OpenSim solves inverse dynamics of the whole body on the
way, which costs little; our joint moments are its own, read from a file. One thread each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WALK = Path(__file__).resolve().parents[2] / "shared/data/walk_with_emg"
START, END, RATE, RESERVE = 0.60, 0.90, 100.0, 1.0
SHORT = {
    "addmagDist", "addmagIsch", "addmagMid", "addmagProx", "bflh", "bfsh", "edl", "ehl", "fdl",
    "fhl", "gaslat", "gasmed", "glmax1", "glmax2", "glmax3", "iliacus", "perbrev", "perlong",
    "psoas", "recfem", "semimem", "semiten", "soleus", "tibant", "tibpost", "vasint", "vaslat",
    "vasmed",
}  # fmt: skip


def static_optimization(folder: Path) -> dict[str, float]:
    """Runs where the wheel is: frames per second of OpenSim's StaticOptimization."""
    import opensim as osim

    osim.Logger.setLevelString("Off")
    processor = osim.ModelProcessor(str(WALK / "subject_walk_scaled.osim"))
    processor.append(osim.ModOpIgnoreTendonCompliance())
    processor.append(osim.ModOpReplaceMusclesWithDeGrooteFregly2016())
    processor.append(osim.ModOpAddReserves(RESERVE))
    model = processor.process()
    names = [model.getMuscles().get(i).getName() for i in range(model.getMuscles().getSize())]
    forces = model.updForceSet()
    for name in names:
        if name[:-2] not in SHORT:
            forces.remove(forces.getIndex(name))
    model.finalizeConnections()
    model.initSystem()
    muscles = model.getMuscles().getSize()
    model.printToXML(str(folder / "model.osim"))
    frames = write_coordinates(osim, model, folder / "coordinates.sto")
    tool = osim.AnalyzeTool()
    tool.setModelFilename(str(folder / "model.osim"))
    tool.setCoordinatesFileName(str(folder / "coordinates.sto"))
    tool.setExternalLoadsFileName(str(WALK / "grf_walk.xml"))
    tool.setLowpassCutoffFrequency(-1)
    tool.setInitialTime(START)
    tool.setFinalTime(END)
    tool.setResultsDir(str(folder))
    tool.setName("walk")
    analysis = osim.StaticOptimization()
    analysis.setStartTime(START)
    analysis.setEndTime(END)
    tool.updAnalysisSet().cloneAndAppend(analysis)
    tool.printToXML(str(folder / "setup.xml"))
    tool = osim.AnalyzeTool(str(folder / "setup.xml"))
    begin = time.perf_counter()
    tool.run()
    seconds = time.perf_counter() - begin
    result = osim.TimeSeriesTable(str(folder / "walk_StaticOptimization_force.sto"))
    if result.getNumRows() < frames - 1:
        raise SystemExit(f"OpenSim gave {result.getNumRows()} of {frames} frames")
    peak = sum(
        result.getDependentColumn(f"{m}_r").to_numpy() for m in ("soleus", "gasmed", "gaslat")
    ).max()
    return {"seconds": seconds, "frames": result.getNumRows(), "muscles": muscles, "peak": peak}


def write_coordinates(osim, model, path: Path) -> int:  # type: ignore[no-untyped-def]
    """The walk by coordinate name, at our frame rate; returns frames from start to end."""
    import numpy as np

    source = osim.TimeSeriesTable(str(WALK / "coordinates.sto"))
    at = np.array(source.getIndependentColumn())
    margin = 0.1  # s around the span, for the splines OpenSim puts through it
    first, last = -round(margin * RATE), round((END - START + margin) * RATE)
    time_ = START + np.arange(first, last + 1) / RATE
    table = osim.TimeSeriesTable()
    columns = {
        label.split("/")[-2]: np.interp(time_, at, source.getDependentColumn(label).to_numpy())
        for label in source.getColumnLabels()
    }
    table.setColumnLabels(list(columns))
    for row, instant in zip(np.array(list(columns.values())).T, time_, strict=True):
        table.appendRow(float(instant), osim.RowVector(row.tolist()))
    table.addTableMetaDataString("inDegrees", "no")
    osim.STOFileAdapter.write(table, str(path))
    return round((END - START) * RATE) + 1


def ask_opensim(python: str) -> dict[str, float] | str:
    """What `static_optimization` gives in a process of its own, or why it gives nothing."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [python, __file__, "--worker", folder], capture_output=True, text=True, check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        answer = Path(folder) / "answer.json"
        if run.returncode or not answer.exists():
            lines = (run.stderr or run.stdout).strip().splitlines()
            return lines[-1] if lines else f"ended with code {run.returncode}"
        result: dict[str, float] = json.loads(answer.read_text())
        return result


def ours() -> dict[str, tuple[float, float]]:
    """Frames per second (both legs make one frame) and right Achilles peak, N, by tendon."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
    from walking import walking_leg

    import soleus as so

    leg = walking_leg()
    trials = [
        so.read_recording(WALK / "coordinates.sto", WALK / "id_walk.sto", side, (START, END), RATE)
        for side in ("right", "left")
    ]
    rows = {}
    for tendon in ("rigid", "compliant"):
        best, solutions = float("inf"), []
        for _ in range(4):  # the first one compiles
            begin = time.perf_counter()
            solutions = [so.share_load(leg, trial, tendon=tendon) for trial in trials]
            best = min(best, time.perf_counter() - begin)
        rows[tendon] = len(trials[0].time) / best, float(solutions[0].achilles_force.max())
    return rows


def main() -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, width=100)
    python = os.environ.get("SOLEUS_OPENSIM_PYTHON", sys.executable)
    if not WALK.is_dir():
        console.print("the measured walk (shared/data/walk_with_emg) is not beside the project")
        return
    try:
        found = subprocess.run([python, "-c", "import opensim"], capture_output=True, check=False)
    except OSError as error:
        console.print(f"SOLEUS_OPENSIM_PYTHON = {python} cannot be run: {error.strerror}")
        return
    if found.returncode:
        console.print("no opensim wheel here, and SOLEUS_OPENSIM_PYTHON names no python with it")
        return
    theirs = ask_opensim(python)
    if isinstance(theirs, str):
        console.print(f"OpenSim's StaticOptimization gave no answer: {theirs}")
        return
    speed = theirs["frames"] / theirs["seconds"]
    table = Table(
        title=f"A walk, {START:g} to {END:g} s at {RATE:g} frames/s, both legs, one thread",
        caption="Ours, quasi-static: from angles and moments to forces, lengths and verdict, on "
        "so few frames mostly overhead of calls; benchmarks/load_sharing.py times the kernel.",
    )
    for column in ("", "muscles", "frames/s", "ratio", "right Achilles peak, N"):
        table.add_column(column, justify="left" if not column else "right")
    table.add_row(
        "OpenSim StaticOptimization, rigid", f"{theirs['muscles']:.0f}", f"{speed:.2f}", "1",
        f"{theirs['peak']:.0f}",
    )  # fmt: skip
    for tendon, (own, peak) in ours().items():
        row = (f"{2 * len(SHORT)}", f"{own:,.0f}", f"{own / speed:,.0f} x", f"{peak:.0f}")
        table.add_row(f"Soleus share_load, {tendon}", *row)
    console.print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        answer = static_optimization(Path(sys.argv[2]))
        Path(sys.argv[2], "answer.json").write_text(json.dumps(answer))
    else:
        main()
