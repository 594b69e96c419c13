"""Load sharing over whole trials, one thread: `python benchmarks/optimal_control.py`.

A recorded walk (opt-in: the measured data must lie beside the project) and a bouncing calf raise,
quasi-static and by optimal control. Times are the best of several runs, of a process in which
everything is compiled and loaded; building the problem is included. MocoInverse's time is
the one stated with the reference answers (about 200 CPU s for both legs, 80 muscles), not measured
here: a run takes minutes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

import soleus as so
from soleus.motion.exercise import Phase
from soleus.solve.optimal_control import leg_with, optimal_control

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
WALK = Path(__file__).resolve().parents[2] / "shared/data/walk_with_emg"
TWELVE = (
    "soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis", "tibialis_posterior",
    "peroneus_longus", "flexor_hallucis_longus", "tibialis_anterior", "vastus_lateralis",
    "rectus_femoris", "semimembranosus", "gluteus_maximus_middle", "psoas",
)  # fmt: skip
MOCO_PER_LEG = 100.0
STANCE, TRIAL = (0.55, 1.20), (0.48, 1.61)


def best(function: Callable[[], so.Solution], runs: int = 3) -> tuple[float, so.Solution]:
    """Least CPU time, s, and the answer."""
    answer, least = function(), np.inf
    for _ in range(runs):
        begin = time.process_time()
        answer = function()
        least = min(least, time.process_time() - begin)
    return least, answer


def bouncing(hertz: float, leg: so.Leg) -> so.Trajectory:
    """One repetition of a two-leg calf raise at so many repetitions a second, without pause."""
    exercise = so.load_exercise("standing_calf_raise")
    phases = (Phase("raise", 0.5 / hertz), Phase("lower", 0.5 / hertz))
    return so.synthesize(replace(exercise, phases=phases), leg)


def cases() -> list[tuple[str, so.Leg, so.Trajectory, str, bool]]:
    """Label, leg, trial, time asked, and whether MocoInverse's time is for the same trial."""
    leg = so.build_leg(so.Person(1.78, 72, "male", 34))
    rows = [(f"calf raise, {f:g} Hz", leg, bouncing(f, leg), "", False) for f in (0.25, 1.0, 2.0)]
    if WALK.is_dir():
        from walking import walking_leg

        subject = walking_leg()
        for label, span, asked in (("stance", STANCE, "2"), ("walk", TRIAL, "5")):
            trial = so.read_recording(WALK / "coordinates.sto", WALK / "id_walk.sto", "right", span)
            few = leg_with(subject, TWELVE)
            rows.append((f"{label}, {span[1] - span[0]:.2f} s", few, trial, asked, False))
            rows.append((f"{label}, {span[1] - span[0]:.2f} s", subject, trial, "", span == TRIAL))
    return rows


def verdict(solution: so.Solution) -> str:
    """The verdict in a word or two; 12 muscles lack knee flexors, so reserves help them."""
    if solution.verdict.startswith("not converged"):
        return "not converged"
    return "carried" if solution.feasible else "needs reserves"


def main() -> None:
    console = Console(highlight=False, width=130)
    if not WALK.is_dir():
        console.print("the measured walk (shared/data/walk_with_emg) is not beside the project")
    table = Table(
        title="Load sharing over a trial, one leg, one thread",
        caption="Static: share_load; optimal: optimal_control, all of it. Asked: for 12 muscles. "
        f"Ratio: MocoInverse's {MOCO_PER_LEG:.0f} CPU s a leg (stated, not measured here) "
        "over ours. Difference: mean of |activation| between the two methods.",
    )
    columns = ("trial", "muscles", "static, s", "optimal, s", "asked, s", "steps", "ratio",
               "difference", "verdict")  # fmt: skip
    for column in columns:
        left = column in ("trial", "verdict")
        table.add_column(column, justify="left" if left else "right", no_wrap=True)
    for label, leg, trial, asked, same in cases():
        quick, still = best(lambda leg=leg, trial=trial: so.share_load(leg, trial))
        slow, moving = best(lambda leg=leg, trial=trial: optimal_control(leg, trial))
        difference = np.abs(still.state.activation - moving.state.activation).mean()
        table.add_row(
            label, str(len(leg.muscles)), f"{quick:.3f}", f"{slow:.2f}", asked,
            str(moving.iterations[0]), f"{MOCO_PER_LEG / slow:.0f} x" if same else "",
            f"{difference:.4f}", verdict(moving),
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    main()
