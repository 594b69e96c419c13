"""The answer for a recorded trial: one result a leg, put together in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from soleus.anatomy.leg import ACHILLES
from soleus.base.errors import InputError, SoleusError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from soleus.anatomy.leg import Leg
    from soleus.dose.measure import Dose
    from soleus.motion.recording_trial import Trial
    from soleus.motion.trajectory import Trajectory
    from soleus.solve.solution import Solution

__all__ = ["LegResult", "TrialResult", "analyze_trial"]

METHODS = ("quasi-static", "optimal-control")
_TOLERANCE = 1e-6


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


@dataclass(frozen=True)
class TrialResult:
    """A solved trial: `legs` by side, `notes` on what was decided, warned of or left out."""

    trial: Trial
    legs: Mapping[str, LegResult]
    notes: tuple[str, ...]

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
    an unknown method and what the solvers raise.
    """
    if method not in METHODS:
        raise InputError(f"--method '{method}' is not known; {nearest(method, METHODS)}")
    if method == "optimal-control" and tendon != "compliant":
        raise InputError("--method optimal-control has compliant tendons only")
    legs: dict[str, LegResult] = {}
    for side, trajectory in trial.legs.items():
        say(f"solving the {side} leg")
        legs[side] = _solve(side, trajectory, _own_leg(trial, leg, side), method, tendon)
    warnings = [f"{s} leg: {w}" for s, r in legs.items() for w in r.solution.warnings]
    lost = [
        m.replace("_", " ")
        for own in (next(iter(trial.muscles.values()), None),)
        for m in leg.muscles
        if own is not None and m not in own
    ]
    if lost:
        warnings.append(f"the model has no {', '.join(lost)}: our own paths and constants there")
    return TrialResult(trial, legs, (*trial.notes, *warnings))


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
