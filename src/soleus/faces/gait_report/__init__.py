"""Pages of the running model: a predicted gait with its moving picture, and a recorded run.

html = render_gait(predict_gait(person, 3.5, 0.05), load_gait_table())
write_report(Path("gait.html"), html)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soleus.dose.running import RunDose
    from soleus.solve.gait_solution import GaitSolution
    from soleus.solve.gait_table import GaitTable

__all__ = ["map_figure", "render_activity", "render_gait"]


def render_gait(
    solution: GaitSolution, estimate_map: GaitTable | None, notes: Sequence[str] = ()
) -> str:
    """A predicted gait as one HTML document that needs no network.

    `estimate_map` adds the maps over speed and grade; `notes` are sentences about technique.
    """
    from soleus.faces.gait_report.page import gait_page

    return gait_page(solution, estimate_map, notes)


def render_activity(run: RunDose) -> str:
    """A recorded run or walk as one HTML document that needs no network."""
    from soleus.faces.gait_report.activity import activity_page

    return activity_page(run)


def map_figure(
    table: GaitTable, quantity: str = "muscles.soleus.peak_force_bw", scale: float = 1.0
) -> str:
    """One quantity over speed (m/s) and grade, an HTML figure with inline SVG in the page's
    looks; see `speed_grade.map_figure`."""
    from soleus.faces.gait_report import speed_grade

    return speed_grade.map_figure(table, quantity, scale)
