"""Which unit and sign a recorded table is in: from its header, its names and its range.

What is certain is decided and said; what is not is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import DataError, InputError, nearest
from soleus.motion.recording_columns import Column
from soleus.motion.recording_tables import recording_limits

__all__ = ["ANGLE_UNITS", "MOMENT_SIGNS", "MOMENT_UNITS", "Decision", "angle_unit",
           "check_moment_sign", "knee_sign", "moment_unit"]  # fmt: skip

Array = NDArray[np.float64]
#: Factors to rad and N m (the latter times body mass for nm_per_kg).
ANGLE_UNITS = {"deg": math.pi / 180, "rad": 1.0}
MOMENT_UNITS = {"nm": 1.0, "nmm": 1e-3, "nm_per_kg": 1.0}
MOMENT_SIGNS = ("plantar-flexion-negative", "plantar-flexion-positive")
_WORDS = {"deg": "degrees", "rad": "radians"}


@dataclass(frozen=True)
class Decision:
    """What was taken (a key of the units above), and why, as a sentence."""

    taken: str
    why: str


def angle_unit(columns: Sequence[Column], asked: str | None = None) -> Decision:
    """Unit of the angles of one table, "deg" or "rad".

    The user's word comes first, then unit endings of the names, then header and range together.
    Raises `InputError` for an unknown word, `DataError` where they contradict each other
    without showing which is right, or where there is no header and hardly any motion.
    """
    path = columns[0].table.path
    if asked is not None:
        if asked not in ANGLE_UNITS:
            raise InputError(f"--angles '{asked}' is not known; {nearest(asked, ANGLE_UNITS)}")
        _refuse_impossible(columns, asked)
        said = columns[0].table.header.get("inDegrees", "").strip().lower()
        against = said in ("yes", "no") and (said == "yes") != (asked == "deg")
        but = f", although the header says inDegrees={said}" if against else ""
        return Decision(asked, f"angles of {path} taken as {_WORDS[asked]}, as asked{but}")
    named = {c.unit for c in columns if c.unit}
    if named:
        if len(named) > 1 or not all(c.unit for c in columns):
            raise DataError(f"{path}: some columns end in {' and '.join(sorted(named))}, some do "
                            "not; say --angles deg or --angles rad")  # fmt: skip
        unit = named.pop()
        _refuse_impossible(columns, unit)
        return Decision(unit, f"angles of {path} taken as {_WORDS[unit]}: column names end so")
    return _from_header(columns)


def _from_header(columns: Sequence[Column]) -> Decision:
    path, header = columns[0].table.path, columns[0].table.header
    said = header.get("inDegrees", "").strip().lower()
    beyond = [c for c in columns if _largest(c) > math.pi]
    moving = max(float(np.ptp(_finite(c))) for c in columns) > recording_limits()["moving_angle"].si
    biggest = max(columns, key=_largest)
    reach = f"{biggest.name} reaches {_largest(biggest):.3g}"
    if said == "yes":
        if not beyond and moving:
            raise DataError(
                f"{path}: the header says degrees, but {reach} and looks like radians; say "
                "--angles rad, or --angles deg if this body hardly moves"
            )
        return Decision("deg", f"angles of {path} taken as degrees: header inDegrees=yes, {reach}")
    if said == "no":
        if not beyond:
            return Decision("rad", f"angles of {path} taken as radians: header inDegrees=no, "
                            f"{reach}")  # fmt: skip
        turning = [c for c in columns if np.ptp(_finite(c)) > 0]
        if len(beyond) < len(turning):
            _mixed(beyond, turning)
        return Decision(
            "deg", f"angles of {path} taken as DEGREES although the header says inDegrees=no: "
            f"{reach}, which no joint does in radians",
        )  # fmt: skip
    if beyond:
        return Decision(
            "deg", f"angles of {path} taken as degrees: no header says so, but {reach}, which no "
            "joint does in radians",
        )  # fmt: skip
    if moving:
        return Decision(
            "rad", f"angles of {path} taken as radians: no header says so, but {reach} at most; "
            "degrees would be no motion",
        )  # fmt: skip
    raise DataError(
        f"{path}: nothing says whether angles are degrees or radians ({reach}, hardly any "
        "motion); say --angles deg or --angles rad"
    )


def _mixed(beyond: Sequence[Column], turning: Sequence[Column]) -> None:
    inside = next(c for c in turning if c not in beyond)
    raise DataError(
        f"{beyond[0].table.path}: the header says radians; {inside.name} looks so "
        f"(up to {_largest(inside):.3g}), {beyond[0].name} does not (up to "
        f"{_largest(beyond[0]):.3g}); say --angles deg or --angles rad"
    )


def _refuse_impossible(columns: Sequence[Column], unit: str) -> None:
    for c in columns:
        degrees = math.degrees(_largest(c) * ANGLE_UNITS[unit])
        if degrees > 180:
            raise DataError(
                f"{c.table.path}: {c.name} reaches {_largest(c):.4g} {unit}, which no joint does; "
                f"is the unit right?"
            )


def knee_sign(columns: Sequence[Column], unit: str) -> Decision:
    """Sign of knee flexion over all knee columns (in `unit`): "positive", or "negative" as in
    models after gait2392, where a knee bends to -120 degrees; no knee extends that far."""
    values = np.concatenate([_finite(c) for c in columns])
    furthest = recording_limits()["hyperextension"].si / ANGLE_UNITS[unit]
    if -values.min() > max(furthest, values.max()):
        names = " and ".join(c.name for c in columns)
        return Decision(
            "negative", f"{columns[0].table.path}: {names} count knee flexion negative (down to "
            f"{values.min():.3g}, up to {values.max():.3g}); turned to flexion positive, knee "
            "moments with them",
        )  # fmt: skip
    return Decision("positive", "knee flexion positive")


def moment_unit(columns: Sequence[Column], mass: float, asked: str | None) -> Decision:
    """Unit of joint moments, "nm", "nmm" or "nm_per_kg", from the ankle moments' size.

    Only N m is taken without being told (by name ending or `asked`); what looks like N mm or
    N m/kg raises `DataError` that asks. Raises `InputError` for an unknown unit.
    """
    path = columns[0].table.path
    peak = max(_largest(c) for c in columns)
    named = {c.unit for c in columns if c.unit}
    unit = asked or (named.pop() if len(named) == 1 else "nm")
    if unit not in MOMENT_UNITS:
        raise InputError(f"--moments-unit '{unit}' is not known; {nearest(unit, MOMENT_UNITS)}")
    limits = {k: q.si for k, q in recording_limits().items()}
    per_kg = peak * MOMENT_UNITS[unit] / (1.0 if unit == "nm_per_kg" else mass)
    name = max(columns, key=_largest).name
    if per_kg > limits["largest_moment"]:
        as_mm = per_kg / 1000 < limits["largest_moment"]
        hint = "--moments-unit nmm, if it is N mm" if as_mm else "check the unit and --mass-kg"
        raise DataError(
            f"{path}: {name} reaches {peak:.4g}, {per_kg:.3g} N m/kg for {mass:g} kg; nobody gives "
            f"more than {limits['largest_moment']:g}. {hint[0].upper() + hint[1:]}"
        )
    told = asked is not None or unit != "nm"
    small = per_kg < limits["smallest_moment"] and peak < limits["largest_moment_per_kg"]
    if small and not told:
        raise DataError(
            f"{path}: {name} reaches only {peak:.3g}; if that is N m/kg say --moments-unit "
            "nm_per_kg, if it is N m say --moments-unit nm"
        )
    words = {"nm": "N m", "nmm": "N mm", "nm_per_kg": "N m/kg"}[unit]
    why = "as asked" if asked else ("column names end so" if told else f"{per_kg:.2f} N m/kg")
    return Decision(unit, f"moments of {path} taken as {words}: {name} reaches {peak:.4g} ({why})")


def check_moment_sign(column: Column, moment: Array, time: Array, asked: str | None) -> Decision:
    """Raise `DataError` when the ankle moment (N m, plantar flexion negative wanted) pushes the
    foot up for most of the trial: then its sign is another one. Nothing is turned unasked."""
    if asked is not None and asked not in MOMENT_SIGNS:
        raise InputError(f"--moments-sign '{asked}' is not known; {nearest(asked, MOMENT_SIGNS)}")
    up = float(np.trapezoid(np.maximum(moment, 0.0), time))
    down = float(np.trapezoid(np.maximum(-moment, 0.0), time))
    factor = recording_limits()["one_sided"].si
    taken = asked or MOMENT_SIGNS[0]
    where = f"{column.table.path}: {column.name}"
    if up > factor * down:
        other = next(s for s in MOMENT_SIGNS if s != taken)
        raise DataError(
            f"{where} pulls the foot up for most of the trial when read as {taken}; a loaded "
            f"ankle pushes down. Say --moments-sign {other}"
        )
    if down > factor * up:
        return Decision(taken, f"{where}: {taken.replace('-', ' ')}")
    return Decision(
        taken, f"{where} is about as much up as down; its sign could not be checked and is taken "
        f"as {taken.replace('-', ' ')}",
    )  # fmt: skip


def _finite(column: Column) -> Array:
    values = column.values[np.isfinite(column.values)]
    if not len(values):
        raise DataError(f"{column.table.path}: column '{column.name}' has no numbers")
    return values


def _largest(column: Column) -> float:
    return float(np.abs(_finite(column)).max())
