"""Numbers that know their unit, their spread and where they come from.

Inside Soleus everything is SI and radians. Units appear only at the edge: in data files
("20 s", "30 kg", "20 deg") and in column names and keys (`load_kg`, `angle_deg`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from soleus.base.errors import InputError

__all__ = ["GRAVITY", "Quantity", "check_range", "convert_to_si", "parse_quantity"]

#: Standard gravity, m/s^2 (CGPM 1901). One body weight (BW) = mass * GRAVITY.
GRAVITY = 9.80665

# unit -> (kind, factor to SI)
_UNITS: dict[str, tuple[str, float]] = {
    "": ("ratio", 1.0),
    "1": ("ratio", 1.0),
    "%": ("ratio", 0.01),
    "m": ("length", 1.0),
    "cm": ("length", 1e-2),
    "mm": ("length", 1e-3),
    "kg": ("mass", 1.0),
    "g": ("mass", 1e-3),
    "s": ("time", 1.0),
    "ms": ("time", 1e-3),
    "min": ("time", 60.0),
    "deg": ("angle", math.pi / 180),
    "rad": ("angle", 1.0),
    "N": ("force", 1.0),
    "kN": ("force", 1e3),
    "N/m": ("stiffness", 1.0),
    "N/mm": ("stiffness", 1e3),
    "N m": ("moment", 1.0),
    "N/cm2": ("stress", 1e4),
    "Pa": ("stress", 1.0),
    "cm3": ("volume", 1e-6),
    "m kg": ("size", 1.0),
    "cm3/(m kg)": ("volume per height and mass", 1e-6),
    "m3": ("volume", 1.0),
    "kg/m3": ("density", 1.0),
    "1/s": ("rate", 1.0),
    "m/s": ("speed", 1.0),
    "s/m": ("slowness", 1.0),
    "N m s": ("damping", 1.0),
    "kN/m1.5": ("contact stiffness", 1e3),
    "kN/m": ("stiffness", 1e3),
    "N s/m": ("linear damping", 1.0),
    "N m/rad": ("rotational stiffness", 1.0),
    "N m/deg": ("rotational stiffness", 180 / math.pi),
    "N m s/rad": ("rotational damping", 1.0),
    "mm2": ("area", 1e-6),
    "kPa": ("stress", 1e3),
    "MPa": ("stress", 1e6),
    "Hz": ("rate", 1.0),
    "days": ("time", 86400.0),
    "weeks": ("time", 604800.0),
    "deg/week": ("angle rate", math.pi / 180 / 604800),
}

_PATTERN = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")


def _look_up(unit: str, where: str) -> tuple[str, float]:
    try:
        return _UNITS[unit]
    except KeyError:
        known = ", ".join(u for u in _UNITS if u)
        raise InputError(f"{where}: unknown unit '{unit}'; known: {known}") from None


def convert_to_si(value: float, unit: str, where: str = "value") -> float:
    """`value` in `unit` as SI; raises `InputError` for a unit Soleus does not know."""
    return value * _look_up(unit, where)[1]


def parse_quantity(text: object, kind: str, where: str) -> float:
    """Read "20 s", "30 kg" or "20 deg" into SI.

    `kind` is the expected kind of quantity (length, mass, time, angle, ratio, ...). A bare
    number is accepted only for a ratio. Raises `InputError` naming `where`.
    """
    if kind == "ratio" and isinstance(text, int | float) and not isinstance(text, bool):
        if not math.isfinite(text):
            raise InputError(f"{where}: '{text}' is not finite")
        return float(text)
    example = next(u for u, (k, _) in _UNITS.items() if k == kind and u != "")
    match = _PATTERN.match(text) if isinstance(text, str) else None
    if match is None:
        raise InputError(f"{where}: '{text}' is no {kind}; write it like '20 {example}'")
    found, factor = _look_up(match[2], where)
    if found != kind:
        raise InputError(f"{where}: '{text}' is a {found}, a {kind} is needed ('20 {example}')")
    value = float(match[1]) * factor
    if not math.isfinite(value):
        raise InputError(f"{where}: '{text}' is not finite")
    return value


def check_range(
    where: str, what: str, value: float, allowed: tuple[float, float], unit: str
) -> None:
    """Raise `InputError` for a value outside an allowed range, both SI, said in `unit`."""
    low, high = allowed
    if not low - 1e-9 <= value <= high + 1e-9:  # also refuses NaN
        one, said = _look_up(unit, where)[1], "" if unit in ("", "1") else f" {unit}"
        ends = f"{low / one:g} to {high / one:g}{said}"
        raise InputError(f"{where}: {what} {value / one:g}{said} is outside {ends}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A constant as its data file states it.

    `value` and `spread` (one standard deviation, 0 where none is known) are in `unit`;
    `si` and `si_spread` are the same in SI. `source` is a key of `data/sources.toml`.
    """

    name: str
    value: float
    unit: str
    spread: float
    source: str
    note: str = ""

    @property
    def si(self) -> float:
        return convert_to_si(self.value, self.unit, self.name)

    @property
    def si_spread(self) -> float:
        return convert_to_si(self.spread, self.unit, self.name)
