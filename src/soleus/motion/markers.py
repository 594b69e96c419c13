"""Recorded markers: .trc files, and the landmarks of a leg among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError, nearest
from soleus.motion.recording_columns import spellings
from soleus.motion.recording_text import path_asked, text_of

__all__ = ["LANDMARKS", "Markers", "in_meters", "landmarks", "marker_overrides", "read_trc"]

Array = NDArray[np.float64]
#: Landmarks the ankle needs, and those that add the knee angle.
LANDMARKS = (
    "lateral_malleolus", "medial_malleolus", "lateral_epicondyle", "medial_epicondyle", "heel",
    "toe",
)  # fmt: skip
#: A body spans this much, m, along its longest side: what tells mm from m.
_SPAN = (0.25, 4.0)
_UNITS = {"m": 1.0, "cm": 1e-2, "mm": 1e-3}


@dataclass(frozen=True)
class Markers:
    """Markers by label: `points[label]` (time, 3) m, NaN where not seen, over `time` s. `notes`
    say what was decided about units, `lines` (time,) where a text file has its rows."""

    path: Path
    time: Array
    points: Mapping[str, Array]
    notes: tuple[str, ...] = ()
    lines: NDArray[np.int64] | None = None


def read_trc(path: str | Path) -> Markers:
    """Read a .trc file; units from its header, checked against the size of a body.

    Empty cells are markers not seen. Raises `DataError` naming the line for anything that is
    no .trc file, and for units that fit no body.
    """
    path = path_asked(path, "markers")
    lines = text_of(path).splitlines()
    if len(lines) < 7 or not lines[0].startswith("PathFileType"):
        raise DataError(f"{path}: not a .trc file (its first line starts with PathFileType)")
    head = dict(zip(lines[1].split(), lines[2].split(), strict=False))
    if "Units" not in head:
        raise DataError(f"{path}: line 3 does not say the units")
    labels = [c.strip() for c in lines[3].split("\t")[2:] if c.strip()]
    rows = [(n, line.split("\t")) for n, line in enumerate(lines[5:], 6) if line.strip()]
    width = 2 + 3 * len(labels)
    table = np.full((len(rows), width), np.nan)
    for k, (number, cells) in enumerate(rows):
        if len([c for c in cells if c.strip()]) > width:
            raise DataError(
                f"{path}: line {number} has {len(cells)} values for {len(labels)} markers"
            )
        for i, cell in enumerate(cells[:width]):
            if cell.strip():
                table[k, i] = _number(cell, path, number)
    time = table[:, 1]
    if len(time) < 2 or not np.all(np.diff(time) > 0):
        row = int(np.flatnonzero(~(np.diff(time) > 0))[0]) if len(time) > 1 else 0
        raise DataError(f"{path}: time must rise; it does not after line {rows[row][0]}")
    points = {label: table[:, 2 + 3 * i : 5 + 3 * i] for i, label in enumerate(labels)}
    numbers = np.array([n for n, _ in rows], dtype=np.int64)
    return in_meters(Markers(path, time, points, lines=numbers), head["Units"])


def _number(cell: str, path: Path, line: int) -> float:
    try:
        return float(cell)
    except ValueError:
        raise DataError(f"{path}: line {line}: '{cell.strip()}' is no number") from None


def in_meters(markers: Markers, unit: str) -> Markers:
    """Markers in m from a stated unit; where the body would be a thousand times too large or
    too small in it, the other one is taken and said."""
    if unit.lower() not in _UNITS:
        raise DataError(f"{markers.path}: unit '{unit}'; {nearest(unit, _UNITS)}")
    every = np.stack(list(markers.points.values()), axis=1)
    spans = np.nanmax(every, axis=1) - np.nanmin(every, axis=1)
    span = float(np.nanmedian(spans.max(axis=1)))
    taken = unit.lower()
    notes: tuple[str, ...] = ()
    if not _SPAN[0] < span * _UNITS[taken] < _SPAN[1]:
        fits = [u for u, f in _UNITS.items() if _SPAN[0] < span * f < _SPAN[1] and u != "cm"]
        if len(fits) != 1:
            raise DataError(
                f"{markers.path}: markers span {span * _UNITS[taken]:.3g} m in the unit stated "
                f"({unit}); that is no body"
            )
        taken = fits[0]
        notes = (
            f"{markers.path}: markers taken as {taken} although the file says {unit}: they span "
            f"{span:.4g} {unit}",
        )
    scaled = {k: v * _UNITS[taken] for k, v in markers.points.items()}
    return replace(markers, points=scaled, notes=(*markers.notes, *notes))


def marker_overrides(texts: list[str]) -> dict[str, str]:
    """Landmarks by the user's word: "right_heel=RCAL" gives {"right_heel": "RCAL"}.

    Raises `InputError` for anything else, with the nearest landmark.
    """
    known = [f"{side}_{name}" for side in ("right", "left") for name in (*LANDMARKS, "hip")]
    result = {}
    for text in texts:
        name, equal, label = text.partition("=")
        if not equal or not label:
            raise InputError(f"--marker '{text}': write it like right_heel=RCAL")
        if name not in known:
            raise InputError(f"--marker '{text}': no landmark '{name}'; {nearest(name, known)}")
        result[name] = label
    return result


def landmarks(
    markers: Markers, side: str, overrides: Mapping[str, str] | None = None
) -> tuple[dict[str, Array], list[str]]:
    """Landmarks of one leg, (time, 3) m each, and one word for each that is missing, with the
    labels it may have. The hip (a trochanter or hip center) is optional."""
    found: dict[str, Array] = {}
    missing = []
    labels = {label.lower().rsplit(":", 1)[-1]: label for label in markers.points}
    for name in (*LANDMARKS, "hip"):
        asked = (overrides or {}).get(f"{side}_{name}")
        wanted = [asked] if asked else spellings("markers", name, side)
        label = next((labels[w.lower()] for w in wanted if w.lower() in labels), None)
        if asked and label is None:
            raise InputError(f"{markers.path}: no marker '{asked}'; {nearest(asked, labels)}")
        if label is not None:
            found[name] = markers.points[label]
        elif name != "hip":
            missing.append(f"{name.replace('_', ' ')} ({', '.join(wanted[:3])} ...)")
    return found, missing
