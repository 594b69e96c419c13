"""Dose of a step: the dose metrics on a predicted gait, and their place in the gait library."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES
from soleus.dose.gait_scale import tissue_key
from soleus.dose.metrics import TISSUES, TissueSeries, evaluate
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_summary import flatten

__all__ = ["gait_tissue_series", "library_numbers", "step_values"]

Array = NDArray[np.float64]
_FRAMES = 200
_GROUP = {"soleus": "soleus", ACHILLES[1]: "gastrocnemius", ACHILLES[2]: "gastrocnemius"}


def gait_tissue_series(solution: GaitSolution, tissue: str) -> TissueSeries:
    """Time series of one tissue over a stride of one leg (one step each).

    The running model moves both gastrocnemius heads as one; they share its force by their
    maximal forces. Achilles strain is that of the whole tendon at the total force.
    """
    leg = solution.leg
    time = np.linspace(0.0, 2 * solution.step_time, _FRAMES + 1)

    def even(values: Array) -> Array:
        """On even times, periodic, with the first instant again at the end."""
        resampled: Array = np.interp(time, solution.time, values, period=2 * solution.step_time)
        return resampled

    def rate(values: Array) -> Array:
        slope: Array = np.gradient(values, time)
        return slope

    weight, p = leg.person.body_weight, leg.parameters
    if tissue == "achilles":
        index = list(leg.achilles_indices)
        strength = p.max_isometric_force[index]
        force = even(solution.achilles_force)
        strain = leg.achilles_strain(force)
        power = sum(
            (even(solution.of(g, "tendon_power")) for g in ("soleus", "gastrocnemius")),
            np.zeros_like(time),
        )
        return TissueSeries(time, force, float(strength.sum()), weight, strain, rate(strain), power)
    group = _GROUP[tissue]
    members = [t for t, g in _GROUP.items() if g == group]
    own = float(p.max_isometric_force[leg.index(tissue)])
    share = own / sum(float(p.max_isometric_force[leg.index(m)]) for m in members)
    strain = np.maximum(even(solution.of(group, "strain")), 0.0)
    return TissueSeries(
        time, share * even(solution.of(group, "force")), own, weight, strain, rate(strain),
        share * even(solution.of(group, "tendon_power")),
        even(solution.of(group, "activation")), even(solution.of(group, "fiber_length")),
        share * even(solution.of(group, "fiber_power")),
    )  # fmt: skip


def step_values(solution: GaitSolution) -> dict[str, dict[str, float | None]]:
    """All dose metrics of one step of one leg: tissue to metric to value."""
    return {t: evaluate(gait_tissue_series(solution, t)) for t in TISSUES}


def library_numbers(solution: GaitSolution) -> dict[str, float]:
    """What the gait library keeps of a gait: its summary and its dose, per step of one leg."""
    numbers = flatten(solution.summary)
    for tissue, values in step_values(solution).items():
        for key, value in values.items():
            if value is not None:
                numbers[tissue_key(tissue, key)] = value
    return numbers
