"""Dose of a steady run or walk: one step of the gait library as often as it is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soleus.anatomy.leg import Leg
from soleus.dose.gait_scale import scaled_dose, tissue_key
from soleus.dose.measure import Values
from soleus.dose.metrics import METRICS, TISSUES
from soleus.dose.sprint import draw_gait
from soleus.motion.steady_run import SteadyRun
from soleus.solve.gait_spread import relative_spread
from soleus.solve.gait_table import leg_scale, load_gait_table

__all__ = ["SteadyDose", "measure_steady"]


@dataclass(frozen=True)
class SteadyDose:
    """`dose` of one leg over the whole run; `cadence` steps/min and `steps` of both feet."""

    run: SteadyRun
    cadence: float
    steps: int
    dose: Values
    verdict: str

    def drawn(self, dose: Values) -> Values:
        """A dose of this run on many possible bodies, arrays (sample,)."""
        return draw_gait(dose, relative_spread())


def measure_steady(run: SteadyRun, leg: Leg) -> SteadyDose:
    """What a steady run or walk gives one leg, from the gait library scaled to this body. Speeds
    beyond the library take its nearest edge; the verdict says so."""
    table = load_gait_table(run.gait)
    scale = leg_scale(leg, table)
    speed, grade = np.array([run.speed]), np.array([run.grade])
    keys = [k for t in TISSUES for m in METRICS if (k := tissue_key(t, m)) in table.values]
    values = table.at(["cadence_spm", *keys], speed, grade, np.nan, scale)
    cadence = float(values["cadence_spm"][0])
    steps = cadence / 120.0 * run.duration
    rows = scaled_dose(values, leg, scale)
    dose = {
        t: {
            key: None if rows[t][key] is None else _times(key, float(rows[t][key][0]), steps)  # type: ignore[index]
            for key in METRICS
        }
        for t in TISSUES
    }
    slow, covered = table.speeds[0] * np.sqrt(scale), table.covered(speed, grade, scale)
    if run.speed >= 0.98 * slow and not bool(covered[0]):
        verdict = f"faster than the model's {run.gait} of such a body: its edge taken"
    elif run.speed < 0.98 * slow:
        verdict = f"slower than the model's slowest {run.gait} ({slow:.1f} m/s): its edge taken"
    else:
        verdict = f"{2 * steps:.0f} steps at {cadence:.0f} a minute"
    return SteadyDose(run, cadence, round(2 * steps), dose, verdict)


def _times(key: str, value: float, steps: float) -> float:
    return value * steps if METRICS[key].combine == "sum" else value
