"""The page of a recorded trial: its picture, the numbers, how the files were read; and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from soleus.base.errors import InputError
from soleus.faces.analyze_figure import trial_svg
from soleus.faces.report.markup import esc, table

if TYPE_CHECKING:
    from soleus.faces.analyze_results import TrialResult

__all__ = ["check_figure", "trial_html", "write_figure"]

_SPAN = "font-size:.85em;opacity:.7;margin-left:.6em;white-space:nowrap"


def trial_html(result: TrialResult) -> str:
    """The picture in an offline page with the numbers and what was decided about the files."""
    from soleus.faces.analyze_console import method_words, summary_rows
    from soleus.faces.gait_report.page import document, header, section

    rows = [[esc(label), *map(_cell, cells)] for label, cells in summary_rows(result)]
    notes = "".join(f"<li>{esc(n)}</li>" for n in (*result.warnings, *result.notes))
    warnings = "".join(f"<li><strong>Warning: {esc(w)}</strong></li>" for w in result.warnings)
    verdicts = "".join(
        f"<li>{esc(side)}: {esc(leg.verdict)}</li>" for side, leg in result.legs.items()
    )
    name = f"Recorded trial: {result.trial.name}"
    top = header(
        "Soleus", name, result.leg.person.describe(),
        [("time", "Over time"), ("numbers", "Numbers"), ("files", "How the files were read")],
        f'<ul class="also">{warnings}{verdicts}</ul>',
    )  # fmt: skip
    head = [s if r.converged else f"{s}, not converged" for s, r in result.legs.items()]
    said = f'<p class="note">{esc(method_words(result.method))} Small: 90 % intervals.</p>'
    body = (
        section("time", "Over time", f'<div class="scroll">{trial_svg(result)}</div>')
        + section("numbers", "The numbers", table("Over the whole trial", ["", *head], rows), said)
        + section("files", "How the files were read", f"<ul>{notes}</ul>")
    )
    foot = (
        "<footer><p>Made by Soleus. This file works offline and asks nothing of the network.</p>"
        "</footer>"
    )
    return document(f"Soleus: {result.trial.name}", f"{top}<main>{body}</main>{foot}")


def _cell(cell: tuple[str, str]) -> str:
    """A value, and its interval smaller behind it."""
    value, interval = cell
    small = f'<span class="interval" style="{_SPAN}">{esc(interval)}</span>' if interval else ""
    return esc(value) + small


def check_figure(path: Path) -> None:
    """Raise `InputError` early when `write_figure` could not write there."""
    from soleus.faces.report import check_writable

    if path.suffix.lower() not in (".svg", ".html", ".htm"):
        raise InputError(f"cannot write {path}: a figure is an .svg or .html file")
    check_writable(path if path.suffix.lower() != ".svg" else path.with_suffix(".html"))
    if path.is_dir():
        raise InputError(f"cannot write {path}: is a directory")


def write_figure(path: Path, result: TrialResult) -> None:
    """Write the picture as .svg, or the page as .html; all of it or nothing."""
    from soleus.faces.report import write_report

    write_report(path, trial_svg(result) if path.suffix.lower() == ".svg" else trial_html(result))
