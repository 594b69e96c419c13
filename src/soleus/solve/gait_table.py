"""Instant answers: the library's numbers between its nodes, scaled to another body.

Bodies of one shape move alike at one Froude number: speeds go with the square root of leg
length, times too; forces go with weight, work per kilogram with leg length, and those of the
calf with its strength per weight besides. What that costs is in the docs (running). NumPy only,
so it loads at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg, build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import DataError
from soleus.base.library import data_path

__all__ = [
    "REFERENCE",
    "GaitTable",
    "follow_strength",
    "leg_scale",
    "load_gait_table",
    "read_library",
    "reference_leg",
    "strength_ratio",
]

Array = NDArray[np.float64]
#: The body of the library.
REFERENCE = Person(height=1.75, mass=70.0, sex="male", age=30.0)
_TIMES, _LENGTHS = 0.5, 1.0
_BEYOND = 0.25
#: How a number scales with leg length: the exponent, by the end of its key.
_EXPONENTS = (
    ("cadence_spm", -_TIMES), ("_per_s", -_TIMES), ("_bw_s", _TIMES), ("_s", _TIMES),
    ("_m", _LENGTHS),
    ("_j_per_kg", _LENGTHS), ("_nm_per_kg", _LENGTHS), ("speed_ms", _TIMES),
)  # fmt: skip


def read_library(path: Path | None = None) -> dict[str, Any] | None:
    """The stored arrays and, under "meta", the list of nodes; None where no library ships."""
    path = path or data_path("gait", "library.npz")
    if not path.exists():
        return None
    try:
        with np.load(path) as stored:
            data = {k: stored[k] for k in stored.files}
        data["meta"] = json.loads(bytes(data["meta"]).decode())
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path}: cannot be read as a gait library ({error})") from None
    return data


@dataclass(frozen=True)
class GaitTable:
    """Numbers of one gait over a grid.

    `speeds` (speed,) m/s and `grades` (grade,) of the reference body; `values` maps a key of
    `gait_summary.flatten` to (speed, grade, 3): cadence 8 % below, at, and 8 % above the
    preferred one. What did not solve is continued from its slower neighbor, and `reach`
    (grade,) tells the fastest node that did, `top` (grade,) the fastest gait found between nodes.
    `leg_length` m of the reference body.
    """

    gait: str
    speeds: Array
    grades: Array
    values: Mapping[str, Array]
    reach: Array
    top: Array
    leg_length: float

    def at(
        self, keys: list[str], speed: Any, grade: Any, cadence: Any = np.nan, scale: float = 1.0
    ) -> dict[str, Array]:
        """Numbers at speeds (m/s), grades and cadences (steps/min; NaN: preferred), arrays that
        broadcast; `scale` is this body's leg length over the reference's. Beyond the grid the
        nearest edge is used (`covered` tells where)."""
        speed, grade, cadence = np.broadcast_arrays(
            np.asarray(speed, float) / np.sqrt(scale), np.asarray(grade, float),
            np.asarray(cadence, float) * np.sqrt(scale),
        )  # fmt: skip
        i, u = _place(self.speeds, speed)
        j, w = _place(self.grades, grade)

        def plane(table: Array) -> Array:
            """(..., 3): between the four nodes around."""
            low = table[i, j] * (1 - w)[..., None] + table[i, j + 1] * w[..., None]
            high = table[i + 1, j] * (1 - w)[..., None] + table[i + 1, j + 1] * w[..., None]
            result: Array = low * (1 - u)[..., None] + high * u[..., None]
            return result

        cadences = plane(self.values["cadence_spm"])
        ratio = np.where(np.isfinite(cadence), cadence, cadences[..., 1])
        k, t = _place_rows(cadences, ratio)
        result = {}
        for key in keys:
            rows = plane(self.values[key])
            low = np.take_along_axis(rows, k[..., None], -1)[..., 0]
            high = np.take_along_axis(rows, k[..., None] + 1, -1)[..., 0]
            value = (low * (1 - t) + high * t) * scale ** _exponent(key)
            result[key] = np.clip(value, *_possible(key))
        return result

    def cadence_range(self, speed: Any, grade: Any, scale: float = 1.0) -> tuple[Array, Array]:
        """Lowest and highest cadence the library has at speeds and grades, steps/min."""
        speed, grade = np.broadcast_arrays(np.asarray(speed, float), np.asarray(grade, float))
        own = self.at(["cadence_spm"], speed, grade, np.nan, scale)["cadence_spm"]
        return own * (0.92 - 0.08 * _BEYOND), own * (1.08 + 0.08 * _BEYOND)

    def covered(self, speed: Any, grade: Any, scale: float = 1.0) -> NDArray[np.bool_]:
        """Where the library has solved gaits around."""
        v = np.asarray(speed, float) / np.sqrt(scale)
        g = np.asarray(grade, float)
        j = np.clip(np.searchsorted(self.grades, g, side="right") - 1, 0, len(self.grades) - 2)
        on_node = np.isclose(g, self.grades[j])
        top = np.where(on_node, self.reach[j], np.minimum(self.reach[j], self.reach[j + 1]))
        top = np.where(np.isclose(g, self.grades[-1]), self.reach[-1], top)
        mask: NDArray[np.bool_] = (
            (v >= self.speeds[0]) & (v <= top + 1e-9)
            & (g >= self.grades[0] - 1e-9) & (g <= self.grades[-1] + 1e-9)
        )  # fmt: skip
        return mask


def _place(axis: Array, values: Array) -> tuple[NDArray[np.int64], Array]:
    """Cell and place within it (0 to 1), held inside the axis."""
    cell = np.clip(np.searchsorted(axis, values, side="right") - 1, 0, len(axis) - 2)
    share = np.clip((values - axis[cell]) / (axis[cell + 1] - axis[cell]), 0.0, 1.0)
    return cell, share


def _place_rows(rows: Array, values: Array) -> tuple[NDArray[np.int64], Array]:
    """As `_place`, every value with an axis of three of its own; up to a quarter of a step (2 %)
    beyond its ends."""
    cell = (values > rows[..., 1]).astype(np.int64)
    low = np.take_along_axis(rows, cell[..., None], -1)[..., 0]
    high = np.take_along_axis(rows, cell[..., None] + 1, -1)[..., 0]
    return cell, np.clip((values - low) / (high - low), -_BEYOND, 1.0 + _BEYOND)


def _possible(key: str) -> tuple[float, float]:
    """What a number can be: between nodes and a little beyond it must stay there."""
    if key.endswith("peak_activation"):
        return 0.0, 1.0
    signed = ("work_j_per_kg", "overstride_m", "lean_deg", "power", "negative")
    return (-np.inf, np.inf) if any(s in key for s in signed) else (0.0, np.inf)


def _exponent(key: str) -> float:
    return next((n for end, n in _EXPONENTS if key.endswith(end)), 0.0)


def leg_scale(leg: Leg, table: GaitTable) -> float:
    """Leg length of a body over that of the library's."""
    return (leg.skeleton.thigh.length + leg.skeleton.shank.length) / table.leg_length


@cache
def reference_leg() -> Leg:
    """The leg of the library's body."""
    return build_leg(REFERENCE)


#: Tissues whose forces follow strength, and the muscles that give it.
_CALF = {
    "soleus": ACHILLES[:1], "gastrocnemius": ACHILLES[1:], "achilles": ACHILLES,
    ACHILLES[1]: ACHILLES[1:2], ACHILLES[2]: ACHILLES[2:],
}  # fmt: skip
_FOLLOWING = ("_force_bw", "impulse_bw_s", "work_j_per_kg", "work_negative_j_per_kg")


def strength_ratio(leg: Leg, tissue: str) -> float:
    """Strength of the calf per body weight over that of the library's body.

    Bodies solved directly load soleus, gastrocnemius and Achilles tendon in proportion to it
    (docs: running, what scaling costs): they use the same share of what their muscles can.
    """

    def per_weight(body: Leg) -> float:
        index = [body.index(m) for m in _CALF[tissue]]
        return float(body.parameters.max_isometric_force[index].sum() / body.person.body_weight)

    return per_weight(leg) / per_weight(reference_leg())


def follow_strength(values: Mapping[str, Array], leg: Leg) -> dict[str, Array]:
    """Numbers of `at` with the forces, impulses and work of the calf at this body's strength."""
    result = dict(values)
    for tissue in ("soleus", "gastrocnemius", "achilles"):
        ratio = strength_ratio(leg, tissue)
        for key, value in values.items():
            if key.removeprefix("muscles.").startswith(f"{tissue}.") and key.endswith(_FOLLOWING):
                result[key] = value * ratio
    return result


@cache
def load_gait_table(gait: str = "run") -> GaitTable:
    """The shipped library's numbers of one gait; `DataError` when none ships."""
    data = read_library()
    if data is None:
        raise DataError("no gait library ships with this installation; run 'make library'")
    meta = data["meta"]
    rows = [(n, i) for i, n in enumerate(meta["nodes"][: len(data["numbers"])]) if n[0] == gait]
    speeds = np.array(sorted({n[1] for n, _ in rows}))
    grades = np.array(sorted({n[2] for n, _ in rows}))
    shape = len(speeds), len(grades), 3
    filled = np.full((*shape, len(meta["names"])), np.nan)
    for n, i in rows:
        place = int(np.searchsorted(speeds, n[1])), int(np.searchsorted(grades, n[2])), n[3] + 1
        filled[place] = data["numbers"][i]
    reach = np.array(
        [speeds[np.flatnonzero(np.isfinite(filled[:, j, 1, 0]))].max(initial=0.0)
         for j in range(len(grades))]
    )  # fmt: skip
    cadence = meta["names"].index("cadence_spm")
    _check_cadences(filled[..., cadence], gait)
    _fill(filled, cadence)
    values = {name: filled[..., i] for i, name in enumerate(meta["names"])}
    found = {grade: speed for name, grade, speed, _ in meta["tops"] if name == gait}
    top = np.array([max(found.get(g, 0.0), r) for g, r in zip(grades, reach, strict=True)])
    return GaitTable(gait, speeds, grades, values, reach, top, float(meta["leg_length"]))


def _check_cadences(cadences: Array, gait: str) -> None:
    """Cadences must rise along their axis: 8 % below, at, and 8 % above the preferred."""
    steps = np.diff(cadences, axis=-1)
    if np.any(steps[np.isfinite(steps)] <= 0):
        raise DataError(f"gait/library.npz: cadences of a {gait} do not rise; run 'make library'")


def _fill(table: Array, cadence: int) -> None:
    """Continue what is missing: another cadence from the preferred one, a speed from the
    slower one (the faster one below the first)."""
    for k, factor in ((0, 0.92), (2, 1.08)):
        missing = np.isnan(table[:, :, k, 0]) & np.isfinite(table[:, :, 1, 0])
        table[missing, k] = table[missing, 1]
        table[missing, k, cadence] *= factor
    for order in (range(1, len(table)), range(len(table) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for i in order:
            missing = np.isnan(table[i, ..., 0])
            table[i][missing] = table[i + step][missing]
