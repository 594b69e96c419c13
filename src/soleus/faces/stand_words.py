"""How standing reads: names, leans and sentences, the same in every face."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from soleus.anatomy.leg import ACHILLES

if TYPE_CHECKING:
    from soleus.solve.standing_result import StandingResult
    from soleus.solve.standing_spread import StandingSpread

__all__ = [
    "NAMES", "about_ranges", "as_usual", "held_words", "lean_name", "lean_words", "people",
    "sentence", "sway_words", "verdict_words",
]  # fmt: skip

NAMES = {
    "soleus": "soleus", "gastrocnemius_medialis": "inner calf (medialis)",
    "gastrocnemius_lateralis": "outer calf (lateralis)", "tibialis_anterior": "shin muscle",
}  # fmt: skip
#: Legs that may fall or be left out before it is told: fewer do not move a 90 % interval.
_FEW = 0.05
#: An interval of the time a muscle works, %, from which on the number alone says little.
_WIDE = 50.0


@cache
def _bounds(row: str) -> tuple[float, float]:
    """Ends of what people show, of a validation row."""
    from soleus.study.check_rows import load_checks

    return next(check.bounds for check in load_checks() if check.id == row)


@cache
def people() -> dict[str, str]:
    """What people show when they stand as usual, in words, by row of the table: the ranges of the
    validation rows behind; empty where no row is."""

    def span(row: str, unit: str) -> str:
        low, high = _bounds(row)
        return f"{low:g} to {high:g}{unit}"

    always = f"{_bounds('soleus_share_of_time')[0]:g} % of the time or more"
    hardly = f"{_bounds('lateralis_share_of_time')[1]:g} % of the time or less"
    return {
        "sway": span("sway_pressure", " mm"),
        "velocity": span("sway_velocity", " mm/s"),
        "soleus": f"{always}, at {span('soleus_level', ' %')}",
        "gastrocnemius_medialis": span("medialis_share_of_time", " % of the time"),
        "gastrocnemius_lateralis": hardly,
        "tibialis_anterior": "",
    }


def as_usual(r: StandingResult) -> bool:
    """Whether no further lean was asked for: only then people were measured like this."""
    return abs(math.degrees(r.lean)) < 0.05


def lean_name(degrees: float) -> str:
    """A lean beyond usual standing, in words."""
    if not degrees:
        return "as usual"
    return f"{abs(degrees):g} deg {'forward' if degrees > 0 else 'back'}"


def lean_words(r: StandingResult) -> str:
    """Where the center of mass is, in words."""
    degrees = math.degrees(r.lean)
    ahead = 1000 * float(r.center_of_mass.mean())
    side = f"{abs(ahead):.0f} mm {'ahead of' if ahead >= 0 else 'behind'} the ankles"
    if as_usual(r):
        return f"as usual (weight {side})"
    return f"{abs(degrees):.1f} deg further {'forward' if degrees > 0 else 'back'} (weight {side})"


def held_words(r: StandingResult) -> str:
    """How much of the moment silent tissue holds."""
    share = r.passive_share
    return f"{100 * share:.0f} %" if 0 <= share <= 1 else "more than needed"


def sentence(r: StandingResult, spread: StandingSpread | None = None) -> str:
    """What it means, in plain words; with how sure it is where possible legs differ much."""
    share = 100 * r.active_share("soleus")
    if share < 1:
        text = _resting(r)
    else:
        how = "all the time" if share > 99 else f"{share:.0f} % of the time"
        text = (
            f"Your soleus works {how}, at {100 * r.mean_activation('soleus'):.1f} % of its maximum"
        )
        silent = [NAMES[m] for m in ACHILLES[1:] if r.active_share(m) < 0.01]
        if silent:
            text += f"; the {' and the '.join(silent)} stay{'s' if len(silent) == 1 else ''} out"
        text += "."
    text += _how_sure(spread)
    if share >= 1 and r.sway_correlation("soleus") < -0.1:
        text += (
            " As you sway forward its fibers get shorter, not longer "
            f"({r.shortening_per_sway('soleus'):.3f} mm for each millimeter): the tendon gives "
            "way, and the muscle takes it up."
        )
    return text


def _resting(r: StandingResult) -> str:
    """Why the soleus has nothing to do."""
    shin = r.active_share("tibialis_anterior") >= 0.01
    if float(r.center_of_mass.mean()) < 0:
        return "The weight lies so far back that the calf rests" + (
            " and the shin muscle holds the body." if shin else "."
        )
    if r.passive_share <= 1:
        return "The soleus rests."
    text = "The silent calf already holds more than this stance asks for, so no calf muscle works"
    if any(r.active_share(m) >= 0.01 for m in ACHILLES):
        text = "The silent calf already holds more than this stance asks for, so the soleus rests"
    return text + (", and the shin muscle pulls against it." if shin else ".")


def _how_sure(spread: StandingSpread | None) -> str:
    ends = None if spread is None else spread.intervals.get("soleus_time_percent")
    if ends is None or ends[1] - ends[0] < _WIDE:
        return ""
    low, high = ends
    return (
        f" This is the middle estimate and far from sure: over the legs you may have, the soleus "
        f"works between {low:.0f} and {high:.0f} % of the time, for how tight your resting calf is "
        "decides it, and nobody measured yours."
    )


def sway_words(r: StandingResult, spread: StandingSpread) -> str:
    """Whether the sway is that of people; nothing where it is, or where they stood otherwise."""
    low, high = _bounds("sway_pressure")
    if not as_usual(r) or low <= r.sway_rms_mm <= high:
        return ""
    text = (
        f"The pressure sways {r.sway_rms_mm:.1f} mm, {'less' if r.sway_rms_mm < low else 'more'} "
        f"than the {low:g} to {high:g} mm people show"
    )
    ends = spread.intervals.get("sway_mm")
    if ends is not None and ends[0] <= high and ends[1] >= low:
        text += "; its range reaches theirs"
    if r.sway_rms_mm < low:
        text += ". This body has no hips, breath or heartbeat, which move people too"
    return text + "."


def verdict_words(r: StandingResult) -> str:
    """The verdict with muscles named as in the tables."""
    text = r.verdict
    for muscle, name in NAMES.items():
        text = text.replace(muscle.replace("_", " "), name)
    return text


def about_ranges(spread: StandingSpread) -> list[str]:
    """What to know about the intervals, a line each."""
    lines = []
    if spread.intervals and spread.held:
        lines.append(
            "the ranges are wide because legs differ most in how tight a resting calf is: in "
            f"{spread.held} of {spread.stood} possible legs it holds more than the body asks for, "
            "and the soleus rests"
        )
    lost = spread.fell + spread.cannot
    if lost > _FEW * spread.tried:
        what = [
            f"{count} {word}"
            for count, word in ((spread.fell, "fell"), (spread.cannot, "could not stand like this"))
            if count
        ]
        rest = "the ranges are of the others" if spread.intervals else "so no ranges are given"
        lines.append(f"of {spread.tried} possible legs {' and '.join(what)}: {rest}")
    return lines
