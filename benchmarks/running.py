"""Speed of the running model and of reading activities: `make bench`.

Gaits are solved cold (from the hand-drawn template), warm (from the library's neighbor) and read
from the library; activities are made here, written as one-hour TCX files, read and dosed.
Times are this machine's; the ratios compare within this one run.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InfeasibleError
from soleus.dose.running import measure_run
from soleus.motion.activities import read_activity
from soleus.solve import gait as gait_module
from soleus.solve.gait import predict_gait
from soleus.solve.gait_estimate import estimate_gait

# over the grid a body of average muscles can run, its edges among them, and one it cannot
CONDITIONS = (
    (2.1, -0.09), (2.4, 0.18), (2.75, 0.0), (3.25, 0.12), (3.6, -0.04), (4.25, 0.0), (4.6, 0.11),
    (5.3, 0.02), (5.9, -0.08), (6.3, 0.0),
)  # fmt: skip
BEYOND = (7.5, 0.12)


def seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def beyond(leg: Leg) -> str:
    """What a request no such body can meet ends with."""
    try:
        return predict_gait(leg, *BEYOND).verdict
    except InfeasibleError as error:
        return str(error)


def gaits(console: Console, leg: Leg, other: Leg, cold: int) -> None:
    """Solve times, one process."""
    predict_gait(leg, 3.0, 0.0)  # builds the problem
    warm, iterations = [], []
    for i, (speed, grade) in enumerate(CONDITIONS):
        begin = time.perf_counter()
        solution = predict_gait((leg, other)[i % 2], speed, grade)
        warm.append(time.perf_counter() - begin)
        iterations.append(solution.iterations)
        if not solution.accepted:
            console.print(f"{speed} m/s {grade:+.2f}: {solution.verdict}")
    library = gait_module.load_library
    gait_module.load_library = lambda path=None: None
    times = [seconds(lambda: predict_gait(leg, 3.5, 0.0, 168.0, seconds=120)) for _ in range(cold)]
    gait_module.load_library = library
    instant = min(seconds(lambda: estimate_gait(leg, 3.3, 0.02)) for _ in range(5))
    said: list[str] = []
    refused = seconds(lambda: said.append(beyond(leg)))
    console.print(
        f"{BEYOND[0]} m/s at {100 * BEYOND[1]:+.0f} %, told in {refused:.1f} s: {said[0]}"
    )
    table = Table("a gait of another body", "median s", "worst s", "iterations", "ratio to warm")
    base = statistics.median(warm)
    table.add_row("warm, library's neighbor", f"{base:.2f}", f"{max(warm):.2f}",
                  f"{statistics.median(iterations):.0f}", "1")  # fmt: skip
    table.add_row("cold, from the template", f"{statistics.median(times):.2f}", f"{max(times):.2f}",
                  "", f"{statistics.median(times) / base:.1f}")  # fmt: skip
    table.add_row("from the library, scaled", f"{instant:.5f}", "", "", f"{instant / base:.6f}")
    console.print(table)


def write_activity(path: Path, number: int) -> None:
    """One hour of running over hills as a TCX file."""
    rng = np.random.default_rng(number)
    t = np.arange(3600)
    speed = 3.2 + 0.4 * np.sin(t / 300 + number) + 0.1 * rng.normal(size=t.size)
    distance = np.cumsum(speed)
    altitude = 100 + 20 * np.sin(distance / 900)
    points = "".join(
        f"<Trackpoint><Time>2026-05-01T{8 + i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}Z</Time>"
        f"<AltitudeMeters>{altitude[i]:.1f}</AltitudeMeters>"
        f"<DistanceMeters>{distance[i]:.1f}</DistanceMeters><Cadence>84</Cadence></Trackpoint>"
        for i in t
    )
    path.write_text(
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        '<Activities><Activity Sport="Running"><Id>2026-05-01T08:00:00Z</Id>'
        '<Lap StartTime="2026-05-01T08:00:00Z"><Track>'
        f"{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )


def dose(path: Path) -> float:
    leg = build_leg(Person(height=1.70, mass=62.0, sex="female", age=30.0))
    return measure_run(read_activity(path)[0], leg).summary["soleus"]["impulse_bw_s"]


def activities(console: Console, count: int) -> None:
    """Hour-long activities a second, on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.tcx" for i in range(count)]
        for i, path in enumerate(paths):
            write_activity(path, i)
        with ProcessPoolExecutor() as pool:
            took = seconds(lambda: list(pool.map(dose, paths, chunksize=4)))
    cores = os.cpu_count()
    console.print(
        f"{count} activities of an hour (TCX, the slowest format) read and dosed on {cores} "
        f"cores in {took:.1f} s: {count / took:.1f} a second, 300 in {300 * took / count:.0f} s "
        "(asked: 60)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=int, default=1, help="cold solves")
    parser.add_argument("--activities", type=int, default=60, help="activities to read")
    arguments = parser.parse_args()
    console = Console(highlight=False, width=100)
    leg = build_leg(Person(height=1.78, mass=72.0, sex="male", age=34.0))
    other = build_leg(Person(height=1.65, mass=58.0, sex="female", age=30.0))
    gaits(console, leg, other, arguments.cold)
    activities(console, arguments.activities)


if __name__ == "__main__":
    main()
