"""Markers and force plates of .c3d files, through ezc3d (optional extra `soleus[c3d]`)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, SoleusError
from soleus.motion.markers import Markers, in_meters
from soleus.motion.recording_forces import Foot, GroundForces
from soleus.motion.recording_text import path_asked

__all__ = ["read_c3d"]

Array = NDArray[np.float64]
_FORCE_UNITS = {"N": 1.0}
_MOMENT_UNITS = {"Nmm": 1e-3, "Nm": 1.0}
_LENGTH_UNITS = {"mm": 1e-3, "m": 1.0, "cm": 1e-2}
_LOADED = 20.0


def read_c3d(path: str | Path) -> tuple[Markers, GroundForces]:
    """Markers, m, and ground forces by plate ("1", "2", ...), N and m, of a .c3d file; turned
    so that y points up.

    Raises `SoleusError` that says what to install without ezc3d, `DataError` for files without
    markers or plates and for units that are not known.
    """
    path = path_asked(path, "c3d")
    if find_spec("ezc3d") is None:
        raise SoleusError("reading .c3d needs ezc3d: pip install 'soleus[c3d]'")
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    import ezc3d

    try:
        content = ezc3d.c3d(str(path), extract_forceplat_data=True)
    except Exception as error:
        raise DataError(
            f"{path}: not a readable .c3d file ({' '.join(str(error).split())})"
        ) from None
    markers, up = _markers(content, path)
    plates = content["data"]["platform"]
    if not plates:
        raise DataError(f"{path}: no force plates")
    rate = float(content["parameters"]["ANALOG"]["RATE"]["value"][0])
    count = plates[0]["force"].shape[1]
    feet = {str(n): _plate(p, path, n, up) for n, p in enumerate(plates, 1)}
    return markers, GroundForces(path, np.arange(count) / rate, feet)


def _markers(content: Any, path: Path) -> tuple[Markers, int]:
    parameters = content["parameters"]["POINT"]
    labels = [str(label) for label in parameters["LABELS"]["value"]]
    values = np.asarray(content["data"]["points"][:3], dtype=float)
    if not labels or not values.size:
        raise DataError(f"{path}: no markers")
    units = parameters.get("UNITS", {"value": ["mm"]})["value"] or ["mm"]
    values[:, (values == 0).all(axis=0)] = np.nan  # how many systems write a marker not seen
    time = np.arange(values.shape[2]) / float(parameters["RATE"]["value"][0])
    up = _vertical(parameters, values)
    points = {label: _turned(values[:, i].T, up) for i, label in enumerate(labels)}
    return in_meters(Markers(path, time, points), str(units[0]).strip()), up


def _vertical(parameters: Any, values: Array) -> int:
    """Axis that points up, 0 to 2: what the file says, else the one markers spread most along."""
    said = str((parameters.get("Y_SCREEN", {"value": [""]})["value"] or [""])[0]).strip().upper()
    if said in ("+X", "+Y", "+Z", "X", "Y", "Z"):
        return "XYZ".index(said[-1])
    spread = np.nanmax(values, axis=1) - np.nanmin(values, axis=1)
    return int(np.argmax(np.nanmedian(spread, axis=1)))


def _turned(vectors: Array, up: int) -> Array:
    """Vectors (time, 3) turned so that y is up; the other axes keep their order of rotation."""
    order = [(up - 1) % 3, up, (up + 1) % 3]
    return vectors[:, order]


def _plate(plate: Any, path: Path, number: int, up: int) -> Foot:
    def scale(key: str, known: dict[str, float]) -> float:
        unit = str(plate[key]).strip()
        if unit not in known:
            raise DataError(f"{path}: plate {number}: unit '{unit}' is not {', '.join(known)}")
        return known[unit]

    force = _turned(scale("unit_force", _FORCE_UNITS) * plate["force"].T, up)
    length = scale("unit_position", _LENGTH_UNITS)
    point = _turned(length * plate["center_of_pressure"].T, up)
    torque = _turned(scale("unit_moment", _MOMENT_UNITS) * plate["Tz"].T, up)
    loaded = np.abs(force[:, 1]) > _LOADED
    if loaded.any() and force[loaded, 1].mean() < 0:  # the push on the plate, not on the foot
        force, torque = -force, -torque
    return Foot(force, np.where(np.isfinite(point), point, 0.0),
                np.where(np.isfinite(torque), torque, 0.0), ("", "", ""))  # fmt: skip
