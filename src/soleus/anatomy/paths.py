"""Muscle paths: muscle-tendon length as a polynomial of the joint angles.

The coefficients are our own fits (`tools/fit_paths.py`) to lengths sampled from an OpenSim
model (`rajagopal2016`, `uhlrich2022`). A moment arm is the negative slope of the fitted
length, exactly and everywhere, so force and work are always consistent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError
from soleus.base.library import check_keys, data_path, read_file

__all__ = ["COORDINATES", "FITTED_RANGE", "MusclePath", "load_path", "path_table"]

#: Joint angles in rad: hip flexion +, knee flexion +, ankle dorsiflexion +, subtalar
#: inversion +, metatarsophalangeal extension +.
COORDINATES = ("hip_flexion", "knee_angle", "ankle_angle", "subtalar_angle", "mtp_angle")
#: Joint angles, rad, the paths were fitted on. `Leg` continues lengths in a straight line beyond.
FITTED_RANGE = {
    "hip_flexion": (np.radians(-30.0), np.radians(120.0)),
    "knee_angle": (0.0, np.radians(140.0)),
    "ankle_angle": (np.radians(-50.0), np.radians(40.0)),
    "subtalar_angle": (np.radians(-20.0), np.radians(20.0)),
    "mtp_angle": (np.radians(-20.0), np.radians(60.0)),
}


@dataclass(frozen=True)
class MusclePath:
    """Length of one muscle-tendon unit over joint angles.

    length = reference_length + sum over terms of coefficient * product(angle ** exponent),
    all angles zero giving `reference_length` (m). `exponents` has shape (term, 5) in the
    order of `COORDINATES`, `coefficients` (term,) in m / rad^n. For many legs at once
    `coefficients` are (term, leg, 1) and `reference_length` (leg, 1), so lengths come out as
    (leg, time).
    """

    name: str
    reference_length: Any
    exponents: NDArray[np.int64]
    coefficients: NDArray[np.float64]

    @property
    def crosses(self) -> tuple[str, ...]:
        """Names of the joint angles the length depends on."""
        used: NDArray[np.bool_] = np.any(self.exponents, axis=0)
        return tuple(c for c, u in zip(COORDINATES, used, strict=True) if u)

    def length(self, angles: Any) -> Any:
        """Muscle-tendon length, m; `angles` is a mapping from coordinate to rad (arrays,
        floats or CasADi expressions; absent ones are zero)."""
        return self._sum(angles, None) + self.reference_length

    def moment_arm(self, angles: Any, coordinate: str) -> Any:
        """Moment arm about `coordinate`, m: minus the slope of the length. Positive when
        tension turns the joint in the positive direction."""
        return -self._sum(angles, COORDINATES.index(coordinate))

    def scaled(self, length_scale: float, arm_scale: dict[str, float]) -> MusclePath:
        """The path in a body of other size.

        The reference length scales with `length_scale`; what a joint adds scales with the
        joint's `arm_scale` (a term of two joints with the geometric mean), so that moment
        arms scale with the bones around their joint.
        """
        scales = np.array([arm_scale.get(c, length_scale) for c in COORDINATES])
        used = self.exponents > 0
        log_scale = (used * np.log(scales)).sum(axis=1) / used.sum(axis=1)
        return MusclePath(
            self.name,
            self.reference_length * length_scale,
            self.exponents,
            self.coefficients * np.exp(log_scale),
        )

    def with_arms(self, factors: Mapping[str, NDArray[np.float64]]) -> MusclePath:
        """Many legs' paths: moment arms about some coordinates multiplied by factors (leg,),
        lengths unchanged where those coordinates are 0."""
        scale = np.ones((len(self.coefficients), *np.shape(next(iter(factors.values())))))
        for coordinate, factor in factors.items():
            scale[self.exponents[:, COORDINATES.index(coordinate)] > 0] *= factor
        return MusclePath(
            self.name,
            self.reference_length * np.ones((scale.shape[1], 1)),
            self.exponents,
            (self.coefficients.reshape(len(scale), -1) * scale)[..., None],
        )

    def _sum(self, angles: Any, slope_of: int | None) -> Any:
        columns = [i for i, c in enumerate(COORDINATES) if c in angles]
        powers: dict[tuple[int, int], Any] = {}
        for i in columns:
            value = angles[COORDINATES[i]]
            powers[i, 0], powers[i, 1] = 1.0, value
            for n in range(2, int(self.exponents[:, i].max(initial=1)) + 1):
                powers[i, n] = powers[i, n - 1] * value
        total: Any = 0.0
        for exponents, coefficient in zip(self.exponents, self.coefficients, strict=True):
            if np.ndim(coefficient) == 0:
                coefficient = float(coefficient)  # CasADi does not take NumPy's scalars
            term = self._term(exponents, coefficient, powers, columns, slope_of)
            if term is not None:
                total = total + term
        return total

    @staticmethod
    def _term(
        exponents: NDArray[np.int64],
        coefficient: Any,
        powers: dict[tuple[int, int], Any],
        columns: list[int],
        slope_of: int | None,
    ) -> Any:
        orders = list(exponents)
        if slope_of is not None:
            coefficient = coefficient * orders[slope_of]
            orders[slope_of] -= 1
        if np.all(coefficient == 0.0) or any(
            n > 0 for i, n in enumerate(orders) if i not in columns
        ):
            return None
        term: Any = coefficient
        for i in columns:
            if orders[i] > 0:
                term = term * powers[i, int(orders[i])]
        return term


@cache
def path_table() -> dict[str, Any]:
    """All fitted paths with their fit errors, as stored in `data/paths/leg.toml`."""
    return read_file(data_path("paths", "leg.toml"))


@cache
def load_path(name: str) -> MusclePath:
    """The fitted path of one muscle; `DataError` when there is none."""
    where = "paths/leg.toml"
    entry = path_table().get(name)
    if entry is None:
        raise DataError(f"{where}: no path for muscle '{name}'; run tools/fit_paths.py")
    required = {"reference_length", "terms", "source", "rms_mm", "largest_mm"}
    check_keys(entry, required, {"knee_reference_deg", "note"}, f"{where}: {name}")
    terms = np.array(entry["terms"], dtype=float)
    return MusclePath(name, entry["reference_length"], terms[:, :5].astype(int), terms[:, 5])
