"""The picture-rich report: one offline HTML file.

html = render_report(plan, comparison, doses, bands=bands)
write_report(Path("report.html"), html)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from soleus.base.errors import InputError
from soleus.faces.whole_files import check_place, write_whole

if TYPE_CHECKING:
    from soleus.dose.measure import Dose
    from soleus.plan.plan import Plan
    from soleus.solve.solution import Solution

__all__ = ["check_writable", "render_report", "write_report"]


def render_report(
    plan: Plan,
    comparison: Mapping[str, Solution],
    doses: Mapping[str, Dose],
    bands: Mapping[str, Mapping[str, tuple[float, float]]] | None = None,
    article: str = "",
) -> str:
    """The report as one HTML document that needs no network.

    `comparison` and `doses` share their keys (exercise names). `bands` maps an exercise to
    "<tissue>_<metric>" (achilles_peak_force_bw, soleus_peak_force_bw, ...) to the lowest and
    highest value its open force split allows; drawn as error bars and said in words. `article` is
    a section of its own (`soleus.faces.article.article_section`).
    """
    from soleus.faces.report.page import page

    return page(plan, comparison, doses, bands or {}, article)


def check_writable(path: Path) -> None:
    """Raise `InputError` early when `write_report` could not write there; touches nothing."""
    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm") and not path.is_dir():
        raise InputError(f"cannot write {path}: a report is an .html file")
    check_place(path)


def write_report(path: Path, html: str) -> None:
    """Write the report, all of it or nothing; an older file stays until the new one is whole.

    Raises `InputError` when the folder cannot be created or written to.
    """
    write_whole(path, html.encode("utf-8"))
