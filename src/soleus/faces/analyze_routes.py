"""What the files given to `soleus analyze` make possible, and what does not go together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from soleus.base.errors import InputError

__all__ = ["TrialFiles", "check_outputs", "refuse_unused", "route_of"]

_ROUTES = {
    "moments": "with --moments", "opensim": "to compute moments from --model and --forces",
    "markers": "with --markers", "c3d": "with --c3d",
}  # fmt: skip
_USED_BY = {
    "marker": ("markers", "c3d"), "filter-hz": ("opensim", "markers", "c3d"),
    "angles": ("moments", "opensim"), "moments-unit": ("moments",), "moments-sign": ("moments",),
    "right-foot": ("opensim",), "left-foot": ("opensim",),
}  # fmt: skip


@dataclass(frozen=True)
class TrialFiles:
    """The files of a trial, as given."""

    coordinates: Path | None
    moments: Path | None
    model: Path | None
    forces: Path | None
    external_loads: Path | None
    markers: Path | None
    c3d: Path | None


def refuse_unused(route: str, given: Mapping[str, object]) -> None:
    """Options a route would not use are refused, not ignored."""
    for option, value in given.items():
        if value is not None and route not in _USED_BY[option]:
            ways = " or ".join(_ROUTES[r] for r in _USED_BY[option])
            raise InputError(f"--{option} is used only {ways}")


def route_of(files: TrialFiles) -> str:
    """What the files given make possible: moments, opensim, markers or c3d."""
    if files.c3d is not None:
        _refuse(files, "c3d", ("coordinates", "moments", "markers", "forces", "external_loads"))
        return "c3d"
    if files.markers is not None:
        _refuse(files, "markers", ("coordinates", "moments", "external_loads"))
        if files.forces is None:
            raise InputError("--markers needs --forces: the ground forces of the same trial")
        return "markers"
    if files.coordinates is None:
        raise InputError(
            "give --coordinates with --moments, --model with --coordinates and --forces, "
            "--markers with --forces, or --c3d"
        )
    if files.moments is not None:
        _refuse(files, "moments", ("external_loads",))
        return "moments"
    if files.forces is None:
        raise InputError("--coordinates needs --moments, or --model and --forces to compute them")
    if files.model is None:
        raise InputError("--coordinates with --forces needs --model, or give --moments")
    return "opensim"


def _refuse(files: TrialFiles, given: str, others: tuple[str, ...]) -> None:
    for name in others:
        if getattr(files, name) is not None:
            raise InputError(f"--{name.replace('_', '-')} does not go with --{given}")


def check_outputs(figure: Path | None, table: Path | None) -> None:
    """Raise `InputError` early where a figure or table could not be written."""
    if figure is not None:
        from soleus.faces.analyze_page import check_figure

        check_figure(figure)
    if table is not None:
        if table.suffix.lower() != ".csv":
            raise InputError(f"cannot write {table}: a table is a .csv file")
        if table.is_dir():
            raise InputError(f"cannot write {table}: is a directory")
    for option, path in (("figure", figure), ("table", table)):
        if path is not None and not path.parent.is_dir():
            raise InputError(f"--{option} {path}: there is no folder {path.parent}")
        if path is not None and not os.access(path.parent, os.W_OK | os.X_OK):
            raise InputError(f"--{option} {path}: nothing can be written into {path.parent}")
