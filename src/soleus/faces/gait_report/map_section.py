"""The maps of a page: one for each quantity, one shown at a time, and what they say."""

from __future__ import annotations

import numpy as np

from soleus.faces.gait_report.sentences import grade_words, per_km
from soleus.faces.gait_report.speed_grade import QUANTITIES, Mark, map_figure
from soleus.faces.report.markup import esc, number
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_table import GaitTable, leg_scale

__all__ = ["maps"]

_SOLEUS = "muscles.soleus.peak_force_bw"


def maps(solution: GaitSolution, table: GaitTable) -> str:
    """Chooser and maps, with this gait marked."""
    scale = leg_scale(solution.leg, table)
    s = solution.summary
    here = {
        _SOLEUS: s["muscles"]["soleus"]["peak_force_bw"],
        "achilles.peak_force_bw": s["achilles"]["peak_force_bw"],
        "achilles.impulse_bw_s_per_km": per_km(s["achilles"]["impulse_bw_s"], s["step_length_m"]),
        "muscles.soleus.fiber_work_j_per_kg": s["muscles"]["soleus"]["fiber_work_j_per_kg"],
    }
    inputs, tabs, figures = "", "", ""
    for i, (key, q) in enumerate(QUANTITIES.items()):
        if not all(k in table.values for k in q.keys):
            continue
        checked = "" if inputs else " checked"
        inputs += f'<input class="hidden" type="radio" name="gait-map" id="map-{i}"{checked}>'
        tabs += f'<label for="map-{i}">{esc(q.label)}</label>'
        digits = 0 if here[key] >= 50 else 2 if here[key] < 1 else 1
        text = f"this gait {number(here[key], digits)}"
        mark = Mark(solution.speed, solution.grade, text) if table.gait == solution.gait else None
        figures += map_figure(table, key, scale, mark)
    return (
        f'<p class="about">{_findings(solution, table, scale)}</p><div class="maps">{inputs}'
        f'<div class="tabs">{tabs}</div><div class="sheets">{figures}</div></div>'
        '<p class="note">Dashed: the fastest gait found at each grade. From gaits computed '
        "beforehand for one body and scaled to this one’s leg length; the marked gait was computed "
        "for this body itself, so the two may differ a little.</p>"
    )


def _findings(solution: GaitSolution, table: GaitTable, scale: float) -> str:
    """What grade and speed do to the soleus, from the table."""
    speed, top = solution.speed, float(table.grades[-1])
    root = np.sqrt(scale)
    fastest = root * np.interp([0.0, top], table.grades, np.maximum(table.reach, table.top))
    parts = []
    steepest = table.grades[table.reach * root >= speed - 1e-9]
    if len(steepest):
        grade = min(0.10, float(steepest.max()))
        values = table.at([_SOLEUS], speed, np.array([0.0, grade]), scale=scale)[_SOLEUS]
        if grade > 0.005:
            parts.append(
                f"At {number(speed, 1)} m/s the soleus peaks at {number(float(values[0]), 1)} body "
                f"weights {grade_words(0.0)} and at {number(float(values[1]), 1)} "
                f"going {grade_words(grade)}."
            )
    parts.append(
        f"The fastest this body was found to run is {number(float(fastest[0]), 1)} m/s "
        f"{grade_words(0.0)} and {number(float(fastest[1]), 1)} m/s {grade_words(top)}."
    )
    return " ".join(esc(p) for p in parts)
