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
from soleus.motion.recording_options import ANGLE_UNITS, MOMENT_SIGNS, MOMENT_UNITS
from soleus.motion.recording_tables import recording_limits

__all__ = ["Decision", "angle_unit", "check_moment_sign", "knee_sign", "moment_unit"]

Array = NDArray[np.float64]
_WORDS = {"deg": "degrees", "rad": "radians"}


@dataclass(frozen=True)
class Decision:
    """What was taken (a key of the units above), why, as a sentence, and what to beware of."""

    taken: str
    why: str
    warning: str = ""


def angle_unit(columns: Sequence[Column], asked: str | None = None) -> Decision:
    """Unit of the angles of one table, "deg" or "rad".

    The user's word comes first, then unit endings of the names, then header and range together.
    Raises `InputError` for an unknown word, `DataError` where they contradict each other, where
    there is no header and hardly any motion, and for angles no joint has.
    """
    path = columns[0].table.path
    if asked is not None and asked not in ANGLE_UNITS:
        raise InputError(f"--angles '{asked}' is not known; {nearest(asked, ANGLE_UNITS)}")
    named = {c.unit for c in columns if c.unit}
    if asked is not None:
        said = columns[0].table.header.get("inDegrees", "").strip().lower()
        against = said in ("yes", "no") and (said == "yes") != (asked == "deg")
        but = f", although the header says inDegrees={said}" if against else ""
        found = Decision(asked, f"angles of {path} taken as {_WORDS[asked]}, as asked{but}")
    elif named:
        if len(named) > 1 or not all(c.unit for c in columns):
            raise DataError(f"{path}: some columns end in {' and '.join(sorted(named))}, some do "
                            "not; say --angles deg or --angles rad")  # fmt: skip
        unit = named.pop()
        found = Decision(unit, f"angles of {path} taken as {_WORDS[unit]}: column names end so")
    else:
        found = _from_header(columns)
    _refuse_impossible(columns, found.taken)
    return Decision(found.taken, found.why, _hardly_moving(columns, found.taken))


def _hardly_moving(columns: Sequence[Column], unit: str) -> str:
    """A warning where all joints move so little that degrees look like radians."""
    widest = max(float(np.ptp(_finite(c))) for c in columns)
    if unit == "rad" or math.radians(widest) > recording_limits()["hardly_moving"].si:
        return ""
    return (
        f"{columns[0].table.path}: as degrees no joint moves more than {widest:.2g} deg; these "
        "look like radians (--angles rad)"
    )


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
                f"{path}: the header says degrees (inDegrees=yes), but {reach} and looks like "
                "radians; say --angles rad, or --angles deg if this body hardly moves"
            )
        return Decision("deg", f"angles of {path} taken as degrees: header inDegrees=yes, {reach}")
    if said == "no":
        if not beyond:
            return Decision("rad", f"angles of {path} taken as radians: header inDegrees=no, "
                            f"{reach}")  # fmt: skip
        turning = [c for c in columns if np.ptp(_finite(c)) > 0]
        if len(beyond) < len(turning):
            _mixed(beyond, turning)
        raise DataError(
            f"{path}: the header says radians (inDegrees=no), but {reach} and looks like degrees; "
            "say --angles deg, or correct the file"
        )
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
                f"{c.table.path}: {c.name} reaches {_largest(c):.4g} {unit} in line {_line(c)}, "
                "which no joint does; is the unit right?"
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
    to_kg = MOMENT_UNITS[unit] / (1.0 if unit == "nm_per_kg" else mass)
    per_kg = peak * to_kg
    highest = max(columns, key=_largest)
    name = highest.name
    if per_kg > limits["largest_ankle_moment"]:
        # in another unit all of a loaded stance is too large, not some rows
        spike = np.quantile(np.abs(_finite(highest)), 0.98) * to_kg < limits["largest_ankle_moment"]
        as_mm = per_kg / 1000 < limits["largest_ankle_moment"]
        hint = "--moments-unit nmm, if it is N mm" if as_mm else "check the unit and --mass-kg"
        hint = "correct that row" if spike else hint
        raise DataError(
            f"{path}: {name} reaches {peak:.4g} in line {_line(highest)}, {per_kg:.3g} N m/kg for "
            f"{mass:g} kg; nobody gives more than {limits['largest_ankle_moment']:g}. "
            f"{hint[0].upper() + hint[1:]}"
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


def check_moment_sign(column: Column, moment: Array, mass: float, asked: str | None) -> Decision:
    """Judge the sign of an ankle moment by its largest lobes in the whole file.

    `moment` (row,) is in N m, read as `asked`: plantar flexion negative wanted. Raises
    `DataError` when the largest moment pulls the foot up; nothing is turned unasked. Without a
    large moment of either sign (a foot in the air) nothing is judged, and that is said.
    """
    if asked is not None and asked not in MOMENT_SIGNS:
        raise InputError(f"--moments-sign '{asked}' is not known; {nearest(asked, MOMENT_SIGNS)}")
    limits = {k: q.si for k, q in recording_limits().items()}
    seen = moment[np.isfinite(moment)] / mass
    up, down = max(float(seen.max()), 0.0), max(float(-seen.min()), 0.0)
    taken = asked or MOMENT_SIGNS[0]
    where = f"{column.table.path}: {column.name}"
    if max(up, down) < limits["telling_moment"]:
        return Decision(
            taken, f"{where} stays below {limits['telling_moment']:g} N m/kg; its sign could not "
            f"be checked and is taken as {taken.replace('-', ' ')}",
        )  # fmt: skip
    if up > limits["one_sided"] * down:
        way = (
            f"say --moments-sign {MOMENT_SIGNS[0]}"
            if taken != MOMENT_SIGNS[0]
            else f"say --moments-sign {MOMENT_SIGNS[1]} (turns hip, knee and ankle) or "
            f"--moments-sign {MOMENT_SIGNS[2]} (turns the ankle alone)"
        )
        raise DataError(
            f"{where} pulls the foot up with {up:.2g} N m/kg, and down with {down:.2g} at most, "
            f"when read as {taken}; a loaded ankle pushes down: {way}"
        )
    if down > limits["one_sided"] * up:
        return Decision(taken, f"{where}: {taken.replace('-', ' ')}")
    return Decision(
        taken, f"{where} is about as much up as down; its sign could not be checked and is taken "
        f"as {taken.replace('-', ' ')}",
    )  # fmt: skip


def _line(column: Column) -> int:
    """Line of the file with the largest value of a column."""
    values = np.where(np.isfinite(column.values), np.abs(column.values), -1.0)
    return int(column.table.lines[int(np.argmax(values))])


def _finite(column: Column) -> Array:
    values = column.values[np.isfinite(column.values)]
    if not len(values):
        raise DataError(f"{column.table.path}: column '{column.name}' has no numbers")
    return values


def _largest(column: Column) -> float:
    return float(np.abs(_finite(column)).max())
