"""Recorded ground forces of both feet, from OpenSim tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.base.quantities import GRAVITY
from soleus.motion.recording_tables import read_table, recording_limits, recording_words
from soleus.motion.recordings import Storage

__all__ = ["Foot", "GroundForces", "check_mass", "read_forces"]

Array = NDArray[np.float64]
#: Body weights by which the ends of a stride may differ.
_UNLIKE = 0.15


@dataclass(frozen=True)
class Foot:
    """Force of the ground on one foot: `force` N, `point` m (center of pressure) and `torque`
    N m (free), arrays (time, 3), x forward, y up, z to the right. `names` are the three
    beginnings of its columns (force, point, torque)."""

    force: Array
    point: Array
    torque: Array
    names: tuple[str, str, str]


@dataclass(frozen=True)
class GroundForces:
    """Ground forces over `time` (time,) s: `feet` by side, or by number ("1", "2") where the
    table does not say whose they are. `lines` (time,) are the lines of the file, if it has any."""

    path: Path
    time: Array
    feet: Mapping[str, Foot]
    lines: NDArray[np.int64] | None = None

    @property
    def sided(self) -> bool:
        """Whether the table says which foot is which."""
        return set(self.feet) <= {"right", "left"}

    def named(self, sides: Mapping[str, str]) -> GroundForces:
        """The same with numbers replaced by sides."""
        feet = {sides[k]: f for k, f in self.feet.items() if k in sides}
        return GroundForces(self.path, self.time, feet, self.lines)

    def at(self, side: str, time: Array) -> Foot:
        """One foot's forces at other times, s; forces between rows on a line, the center of
        pressure only from loaded rows."""
        foot = self.feet[side]
        loaded = foot.force[:, 1] > 1.0

        def line(values: Array, where: NDArray[np.bool_] | slice = slice(None)) -> Array:
            own = self.time[where]
            if not len(own):
                return np.zeros((len(time), values.shape[1]))
            return np.stack([np.interp(time, own, v[where]) for v in values.T], axis=1)

        return Foot(line(foot.force), line(foot.point, loaded), line(foot.torque), foot.names)


def read_forces(path: str | Path) -> GroundForces:
    """Read ground forces of a .mot, .sto or .csv table.

    Columns are named by a beginning and an ending: vx vy vz (force, N), px py pz (point, m) and
    x y z or mx my mz (torque, N m; optional). Raises `DataError` when no foot is complete,
    for gaps in forces and for lengths that are not meters.
    """
    table = read_table(path)
    words = recording_words()["forces"]
    feet: dict[str, Foot] = {}
    for spelling in words["sided"]:
        for side in ("right", "left"):
            start = spelling.replace("{side}", side).replace("{s}", side[0])
            foot = _foot(table, start)
            if foot is not None and side not in feet:
                feet[side] = foot
    for spelling in () if feet else words["numbered"]:
        for n in range(1, 5):
            foot = _foot(table, spelling.replace("{n}", str(n)))
            if foot is not None:
                feet[str(n)] = foot
    if not feet:
        known = ", ".join(table.columns[1:5])
        raise DataError(
            f"{table.path}: no ground forces; columns like ground_force_r_vx, _vy, _vz, _px, _py, "
            f"_pz are needed, it has {known} ..."
        )
    return GroundForces(table.path, table.time, feet, table.lines)


def _foot(table: Storage, start: str) -> Foot | None:
    lower = [c.lower() for c in table.columns]

    def three(names: list[str]) -> Array | None:
        if not all(n in lower for n in names):
            return None
        return table.values[:, [lower.index(n) for n in names]]

    force = three([f"{start}v{a}" for a in "xyz"])
    point = three([f"{start}p{a}" for a in "xyz"])
    if force is None or point is None:
        return None
    torque_start = next(
        (s for s in (f"{start}m", start.replace("force", "torque"), f"{start}t")
         if three([f"{s}{a}" for a in "xyz"]) is not None), "",
    )  # fmt: skip
    torque = three([f"{torque_start}{a}" for a in "xyz"]) if torque_start else None
    _check(table, start, force, point)
    point = np.where(np.isfinite(point), point, 0.0)
    return Foot(
        force, point, np.zeros_like(force) if torque is None else torque,
        (f"{start}v", f"{start}p", torque_start),
    )  # fmt: skip


def _check(table: Storage, start: str, force: Array, point: Array) -> None:
    bad = ~np.isfinite(force).all(axis=1)
    loaded = force[:, 1] > 20.0
    bad |= loaded & ~np.isfinite(point).all(axis=1)
    if bad.any():
        rows = f"{int(bad.sum())} rows" if bad.sum() > 1 else "1 row"
        raise DataError(
            f"{table.path}: {start}... has {rows} with missing values, the first in line "
            f"{table.lines[int(np.flatnonzero(bad)[0])]}"
        )
    if not loaded.any():
        raise DataError(f"{table.path}: {start}vy never rises above 20 N; y must point up, in N")
    far = float(np.abs(point[loaded]).max())
    if far > 50:
        raise DataError(
            f"{table.path}: {start}p.. reaches {far:.4g} m under a loaded foot; is it in mm?"
        )


def check_mass(forces: GroundForces, mass: float, start: float, end: float) -> str:
    """Compare the vertical force with a body mass, kg; returns a sentence on what was seen.

    Over whole strides (from touch-down to touch-down of one foot) the mean vertical force is
    body weight. Without a whole stride in the table only the peak is judged. Raises `DataError`
    when the mass cannot be right.
    """
    limits = {k: q.si for k, q in recording_limits().items()}
    vertical = np.sum([f.force[:, 1] for f in forces.feet.values()], axis=0)
    span = _whole_strides(forces, mass, limits["contact_force"], start, end)
    if span is None:
        inside = (forces.time >= start) & (forces.time <= end)
        peak = float(vertical[inside].max()) / GRAVITY / mass if inside.any() else 0.0
        if not limits["peak_force_low"] < peak < limits["peak_force_high"]:
            raise DataError(
                f"{forces.path}: vertical force peaks at {peak:.2f} body weights of {mass:g} kg; "
                f"{limits['peak_force_low']:g} to {limits['peak_force_high']:g} is usual. Is "
                "--mass-kg right, and the force in N?"
            )
        return (
            f"{forces.path}: no whole stride on the plates; vertical force peaks at {peak:.2f} BW"
        )
    first, last = span
    inside = (forces.time >= first) & (forces.time <= last)
    mean = float(np.trapezoid(vertical[inside], forces.time[inside])) / (last - first) / GRAVITY
    if abs(mean / mass - 1) > limits["mass_tolerance"]:
        raise DataError(
            f"{forces.path}: the ground carries {mean:.1f} kg on average over whole strides "
            f"({first:.2f} to {last:.2f} s), --mass-kg says {mass:g}"
        )
    return f"{forces.path}: the ground carries {mean:.1f} kg over whole strides, mass {mass:g} kg"


def _whole_strides(
    forces: GroundForces, mass: float, share: float, start: float, end: float
) -> tuple[float, float] | None:
    """A stretch of one stride whose ends look alike on both feet, so that no step off the
    plates is missing from it; None when there is none."""
    weight, time = mass * GRAVITY, forces.time
    if len(forces.feet) < 2:
        return None
    vertical = np.stack([f.force[:, 1] for f in forces.feet.values()])
    loaded = vertical > share * weight
    strides = [np.diff(time[1:][~on[:-1] & on[1:]]) for on in loaded]
    long = [float(s.min()) for s in strides if len(s)]
    if not long:
        return None
    stride = min(long)
    end = min(end, float(time[-1]))
    first = time[(time >= start) & (time + stride <= end)]
    if not len(first):
        return None

    def at(when: Array) -> Array:
        return np.stack([np.interp(when, time, v) for v in vertical])

    unlike = np.abs(at(first) - at(first + stride)).sum(axis=0)
    for begin in first[np.argsort(unlike)][: max(len(first) // 10, 1)]:
        inside = (time >= begin) & (time <= begin + stride)
        if loaded[:, inside].any(axis=1).all():
            i = int(np.flatnonzero(first == begin)[0])
            if unlike[i] < _UNLIKE * weight:
                return float(begin), float(begin + stride)
    return None
