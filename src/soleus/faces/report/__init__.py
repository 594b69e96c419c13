"""The picture-rich report: one offline HTML file.

html = render_report(plan, comparison, doses, bands=bands)
write_report(Path("report.html"), html)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from soleus.base.errors import InputError
from soleus.faces.entry import UNFINISHED

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
) -> str:
    """The report as one HTML document that needs no network.

    `comparison` and `doses` share their keys (exercise names). `bands` maps an exercise to
    "<tissue>_<metric>" (achilles_peak_force_bw, soleus_peak_force_bw, ...) to the lowest and
    highest value its open force split allows; drawn as error bars and said in words.
    """
    from soleus.faces.report.page import page

    return page(plan, comparison, doses, bands or {})


def check_writable(path: Path) -> None:
    """Raise `InputError` early when `write_report` could not write there; touches nothing."""
    path = Path(path)
    if len(path.name.encode()) > 200:
        raise InputError(f"cannot write {path.name[:40]}...: the name is too long")
    if path.is_dir():
        raise InputError(f"cannot write {path}: is a directory")
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"cannot write {path}: a report is an .html file")
    if path.exists() and not path.is_file():
        raise InputError(f"cannot write {path}: not an ordinary file")
    folder = path.parent.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {path.parent}: {folder} is not a directory")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"cannot write {path.parent}: permission denied")


def write_report(path: Path, html: str) -> None:
    """Write the report, all of it or nothing; an older file stays until the new one is whole.

    Raises `InputError` when the folder cannot be created or written to.
    """
    path = Path(path).resolve()  # a link keeps leading where it led
    folder = path.parent
    temporary = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
        UNFINISHED.add(temporary)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(html)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
        UNFINISHED.discard(temporary)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot write {folder}: {reason}") from None
