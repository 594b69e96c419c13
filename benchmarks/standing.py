"""Speed of simulated standing: seconds of standing a second of this machine.

One thread, step 1 ms, four muscles with tendons. What is asked: a minute of standing in less
than a second. The ratio column compares with the first row of this one run.
"""

from __future__ import annotations

import math
import time

from rich.console import Console
from rich.table import Table

from soleus.anatomy.leg import build_leg
from soleus.solve.gait_table import REFERENCE
from soleus.solve.standing import START, simulate_standing

MINUTE, RUNS, ASKED = 60.0, 3, 60.0


def best_time(lean_deg: float, control: str, duration: float = MINUTE) -> float:
    leg = build_leg(REFERENCE)
    simulate_standing(leg, duration=1.0)  # compiles
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        simulate_standing(leg, math.radians(lean_deg), duration, control, allow_fall=True)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    table = Table(title="Simulated standing")
    for column in ("control", "lean, deg", "60 s take, s", "simulated s/s", "asked", "ratio"):
        table.add_column(column, justify="right")
    first = None
    for control, lean in (("continuous", 0.0), ("intermittent", 0.0), ("continuous", 4.0)):
        seconds = best_time(lean, control)
        first = first or seconds
        table.add_row(
            control, f"{lean:g}", f"{seconds:.2f}", f"{(MINUTE + START) / seconds:,.0f}",
            f"{ASKED:.0f}", f"{seconds / first:.2f}",
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
