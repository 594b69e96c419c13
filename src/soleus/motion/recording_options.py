"""What a user may say about a recorded trial."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from soleus.base.errors import InputError, nearest

__all__ = ["ANGLE_UNITS", "MOMENT_SIGNS", "MOMENT_UNITS", "TrialOptions", "mass_asked",
           "options_asked"]  # fmt: skip

#: Factors to rad and N m (the latter times body mass for nm_per_kg).
ANGLE_UNITS = {"deg": math.pi / 180, "rad": 1.0}
MOMENT_UNITS = {"nm": 1.0, "nmm": 1e-3, "nm_per_kg": 1.0}
#: The first is OpenSim's; the second has all joints extension positive, the third the ankle alone.
MOMENT_SIGNS = (
    "plantar-flexion-negative", "plantar-flexion-positive", "ankle-plantar-flexion-positive",
)  # fmt: skip
_RATES = (10.0, 2000.0)


@dataclass(frozen=True)
class TrialOptions:
    """What a user may say about a trial; None leaves it to the files.

    `side` both, right or left; `start` and `end` s cut the trial; `rate` 1/s; `angles` deg or
    rad; `moments_unit` nm, nmm or nm_per_kg; `moments_sign` see `MOMENT_SIGNS`. Raises
    `InputError` for words that are not known and numbers that are none.
    """

    side: str = "both"
    start: float | None = None
    end: float | None = None
    rate: float = 100.0
    angles: str | None = None
    moments_unit: str | None = None
    moments_sign: str | None = None

    def __post_init__(self) -> None:
        if self.side not in ("both", "right", "left"):
            raise InputError(f"--side '{self.side}' is not known; it is both, right or left")
        for option, value in (("from-s", self.start), ("to-s", self.end)):
            if value is not None and not _is_number(value):
                raise InputError(f"--{option} {value}: must be a number of seconds")
        if not _is_number(self.rate) or not _RATES[0] <= self.rate <= _RATES[1]:
            raise InputError(f"--rate-hz {self.rate}: frames a second are "
                             f"{_RATES[0]:g} to {_RATES[1]:g}")  # fmt: skip
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise InputError(f"--from-s {self.start:g} is not before --to-s {self.end:g}")
        for option, word, known in (
            ("angles", self.angles, ANGLE_UNITS),
            ("moments-unit", self.moments_unit, MOMENT_UNITS),
            ("moments-sign", self.moments_sign, MOMENT_SIGNS),
        ):
            if word is not None and (not isinstance(word, str) or word not in known):
                raise InputError(f"--{option} '{word}' is not known; {nearest(word, known)}")

    @property
    def sides(self) -> tuple[str, ...]:
        return ("right", "left") if self.side == "both" else (self.side,)


def options_asked(options: object) -> TrialOptions:
    """The options given, or the usual ones for None; `InputError` for anything else."""
    if options is None:
        return TrialOptions()
    if not isinstance(options, TrialOptions):
        raise InputError(f"options must be TrialOptions, not {type(options).__name__}")
    return options


def mass_asked(mass: object) -> float:
    """A body mass, kg; `InputError` for what is no positive number."""
    if not _is_number(mass) or not float(mass) > 0:  # type: ignore[arg-type]
        raise InputError(f"mass '{mass}' is not a body mass in kg: a positive number is needed")
    return float(mass)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
