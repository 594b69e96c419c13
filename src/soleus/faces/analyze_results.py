"""The answer for a recorded trial: one result a leg, put together in one place."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InfeasibleError, InputError, SoleusError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from soleus.anatomy.leg import Leg
    from soleus.dose.measure import Dose
    from soleus.motion.recording_trial import Trial
    from soleus.motion.trajectory import Trajectory
    from soleus.solve.solution import Solution

__all__ = ["LegResult", "TrialResult", "analyze_trial", "check_method"]

METHODS = ("quasi-static", "optimal-control")
TENDONS = ("compliant", "rigid")
_TOLERANCE = 1e-6
_SETTLED = 1e-4
_WEAK = "this model cannot give the recorded moment: check mass, model and forces"


@dataclass(frozen=True)
class LegResult:
    """One leg of a trial: how it was solved and what it got (the trial as one repetition)."""

    side: str
    solution: Solution
    dose: Dose

    @property
    def largest_reserve(self) -> tuple[str, float]:
        """The joint muscles leave most to, and how much, N m."""
        peaks = np.abs(self.solution.reserves).max(axis=0)
        j = int(np.argmax(peaks))
        return self.solution.joints[j], float(peaks[j])

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Frames the solver converged in, (time,)."""
        s = self.solution
        finite = np.isfinite(s.state.tendon_force).all(axis=1)
        settled: NDArray[np.bool_] = finite & (s.residual <= _SETTLED)
        return settled

    @property
    def converged(self) -> bool:
        """Whether the solver converged in every frame; else no number has an interval."""
        return bool(self.settled.all())

    @property
    def short(self) -> NDArray[np.bool_]:
        """Frames in which a joint misses more than 5 % of its peak moment, (time,)."""
        from soleus.solve.solution import RESERVE_FLOOR, RESERVE_SHARE

        limits = np.maximum(
            RESERVE_FLOOR, RESERVE_SHARE * np.abs(self.solution.moments).max(axis=0)
        )
        short: NDArray[np.bool_] = (np.abs(self.solution.reserves) > limits).any(axis=1)
        return short

    @property
    def verdict(self) -> str:
        """The solver's sentence; where strength lacks, with what a recording may be wrong in."""
        said = self.solution.verdict
        return f"{said}; {_WEAK}" if self.converged and not self.solution.feasible else said


@dataclass(frozen=True)
class TrialResult:
    """A solved trial: `legs` by side, `notes` on what was decided or left out, `warnings` on what
    puts the answer in doubt (not among the notes)."""

    trial: Trial
    legs: Mapping[str, LegResult]
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """How it was solved, in words."""
        words = next(iter(self.legs.values())).solution.method
        lost = " and ".join(s for s, r in self.legs.items() if not r.converged)
        return re.sub(r" \([^)]*\)$", f" ({lost} not converged)" if lost else " (converged)", words)

    @property
    def leg(self) -> Leg:
        return next(iter(self.legs.values())).solution.leg

    def table(self) -> pd.DataFrame:
        """One row a frame, the columns of `Solution.table` with `right_` or `left_` before."""
        import pandas as pd

        first = next(iter(self.legs.values()))
        parts = [pd.DataFrame({"time_s": first.solution.time})]
        for side, result in self.legs.items():
            angles = result.solution.trajectory.table().drop(columns="time_s")
            values = result.solution.table().drop(columns="time_s")
            parts += [angles.add_prefix(f"{side}_"), values.add_prefix(f"{side}_")]
        return pd.concat(parts, axis=1)


def check_method(method: str, tendon: str) -> None:
    """Raise `InputError` for an unknown method or tendon, or two that do not go together."""
    if method not in METHODS:
        raise InputError(f"--method '{method}' is not known; {nearest(method, METHODS)}")
    if tendon not in TENDONS:
        raise InputError(f"--tendon '{tendon}' is not known; {nearest(tendon, TENDONS)}")
    if method == "optimal-control" and tendon != "compliant":
        raise InputError("--method optimal-control has compliant tendons only")


def analyze_trial(
    trial: Trial,
    leg: Leg,
    method: str = "quasi-static",
    tendon: str = "compliant",
    say: Callable[[str], None] = lambda _: None,
) -> TrialResult:
    """Solve every leg of a trial and measure what it got.

    `method` is "quasi-static" (load sharing frame by frame; `tendon` compliant or rigid) or
    "optimal-control" (the whole trial with activation dynamics). Where the trial brings the
    paths of a model, the model's own muscle constants go with them. Raises `InputError` for
    an unknown method, `InfeasibleError` when no leg converged, and what the solvers raise.
    """
    check_method(method, tendon)
    legs: dict[str, LegResult] = {}
    for side, trajectory in trial.legs.items():
        how = "as a whole, up to 4 minutes" if method == "optimal-control" else "frame by frame"
        with _ticking(say, f"solving the {side} leg, {len(trajectory.time)} frames, {how}"):
            legs[side] = _solve(side, trajectory, _own_leg(trial, leg, side), method, tendon)
    if not any(r.settled.any() for r in legs.values()):
        raise InfeasibleError(_nothing(legs, method))
    warnings = [
        f"{side} leg: the solver did not converge ({r.solution.verdict}); do not use its numbers"
        for side, r in legs.items()
        if not r.converged
    ]
    notes = [n for n in trial.notes if n not in trial.warnings]
    notes += [f"{s} leg: {w}" for s, r in legs.items() for w in r.solution.warnings]
    lost = [
        m.replace("_", " ")
        for own in (next(iter(trial.muscles.values()), None),)
        for m in leg.muscles
        if own is not None and m not in own
    ]
    if lost:
        notes.append(f"the model has no {', '.join(lost)}: our own paths and constants there")
    return TrialResult(trial, legs, tuple(notes), (*warnings, *trial.warnings))


def _nothing(legs: Mapping[str, LegResult], method: str) -> str:
    sides = " and ".join(legs)
    advice = (
        "cut the trial with --from-s and --to-s, or take --method quasi-static"
        if method == "optimal-control"
        else "check units, mass and forces"
    )
    return f"the solver did not converge for the {sides} leg, so there is no answer; {advice}"


@contextmanager
def _ticking(say: Callable[[str], None], text: str) -> Iterator[None]:
    """Say a text, and with it the seconds that went by, until done."""
    done = threading.Event()

    def tick() -> None:
        seconds = 0
        while not done.wait(1.0):
            seconds += 1
            say(f"{text}: {seconds} s")

    say(text)
    watch = threading.Thread(target=tick, daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _own_leg(trial: Trial, leg: Leg, side: str) -> Leg:
    from soleus.motion.osim_muscles import leg_with_muscles

    own = trial.muscles.get(side)
    return leg if own is None else leg_with_muscles(leg, own)


def _solve(side: str, trajectory: Trajectory, leg: Leg, method: str, tendon: str) -> LegResult:
    from soleus.dose.measure import measure_dose

    if method == "optimal-control":
        from soleus.solve.optimal_control import optimal_control

        solution: Any = optimal_control(leg, trajectory)
    else:
        from soleus.solve.load_sharing import share_load

        solution = share_load(leg, trajectory, tendon)
    _check_paths(solution)
    return LegResult(side, solution, measure_dose(solution))


def _check_paths(solution: Solution) -> None:
    """Paths and constants of a model belong together: refuse an answer that mixed them."""
    geometry = solution.trajectory.geometry
    if geometry is None or "ankle_angle" not in solution.joints:
        return
    index = [solution.leg.index(m) for m in ACHILLES]
    theirs = [geometry.muscles.index(m) for m in ACHILLES]
    used = solution.moment_arms[:, index, solution.joints.index("ankle_angle")]
    given = geometry.arms[:, theirs, geometry.joints.index("ankle_angle")]
    if used.shape != given.shape or np.abs(used - given).max() > _TOLERANCE:
        raise SoleusError(f"{solution.method} does not take the muscle paths of a model")
