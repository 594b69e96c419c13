"""JSON of runs: predicted, recorded, sprinted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soleus.anatomy.person import person_fields
from soleus.faces.intervals import samples_with_intervals
from soleus.faces.payload import rounded
from soleus.solve.gait_estimate import GaitEstimate, add_intervals

if TYPE_CHECKING:
    from soleus.anatomy.person import Person
    from soleus.dose.running import RunDose
    from soleus.dose.sprint import SprintDose
    from soleus.solve.gait_solution import GaitSolution

__all__ = ["activity_payload", "gait_payload", "sprint_payload"]


def _person(person: Person) -> dict[str, Any]:
    return {k: v for k, v in person_fields(person).items() if v not in (None, "")}


def gait_payload(gait: GaitSolution | GaitEstimate, notes: tuple[str, ...]) -> dict[str, Any]:
    """A predicted gait, per step of one leg."""
    summary = add_intervals(gait.summary, isinstance(gait, GaitEstimate))
    solver: dict[str, Any] = {"method": "library", "solve_time_s": None}
    if not isinstance(gait, GaitEstimate):
        solver = {
            "method": "solved", "solve_time_s": gait.solve_time, "iterations": gait.iterations,
            "residual": gait.violation, "status": gait.status, "cost": gait.cost,
        }  # fmt: skip
    checks = [
        {
            "quantity": c.quantity, "label": c.label, "value": c.value, "range": [c.low, c.high],
            "met": c.met, "source": c.source,
        }
        for c in gait.checks
    ]  # fmt: skip
    inputs = ["speed", "grade", "strength of this body"]
    result: dict[str, Any] = rounded(
        {
            "person": _person(gait.leg.person),
            "gait": gait.gait,
            "verdict": gait.verdict,
            **solver,
            **summary,
            "inputs": [*inputs, "cadence"] if gait.cadence_is_input else inputs,
            "checks": checks,
            "technique": list(notes),
        }
    )
    return result


def activity_payload(run: RunDose) -> dict[str, Any]:
    """A recorded run; forces in BW, impulses of one leg."""
    activity = run.activity
    result: dict[str, Any] = rounded(
        {
            "file": str(activity.path),
            "sport": activity.sport,
            "start": activity.start.isoformat() if activity.start else None,
            "complete": activity.complete,
            "summary": {**run.summary, "assumptions": list(run.assumptions)},
            "laps": run.laps,
            "per_km": run.per_km,
        }
    )
    return result


def sprint_payload(sprint: SprintDose, speeds: dict[str, Any]) -> dict[str, Any]:
    """One hard run; the dose of one leg over the whole run."""
    result: dict[str, Any] = rounded(
        {
            "run": sprint.run.name,
            "verdict": sprint.verdict,
            **speeds,
            "dose": samples_with_intervals(sprint.dose, sprint.drawn(sprint.dose)),
            "relative_spread": dict(sprint.relative),
            "technique": list(sprint.notes),
            "assumptions": list(sprint.assumptions),
        }
    )
    return result
