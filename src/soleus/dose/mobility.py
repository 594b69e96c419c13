"""What stretching, or work at full stretch, does to ankle range over weeks: how many seconds a
scheme gives, and what published trials say such seconds do.

The numbers come from meta-analyses (`data/models/mobility.toml`), not from mechanics: how fast a
calf gets longer, or learns to bear its stretch, follows from no physics known. Where trials allow
no number, `Mobility.no_number` says so in words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from soleus.anatomy.ankle_range import FullStretch, full_stretch
from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import body_constants
from soleus.anatomy.uncertainty import SAMPLES, interval
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InputError
from soleus.base.quantities import check_range, convert_to_si
from soleus.dose.spread import interval_about
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize

__all__ = [
    "LONGEST", "Mobility", "MobilityGain", "OpenQuestion", "StretchDose", "mean_gain",
    "measure_mobility", "mobility_after", "stretch_dose",
]  # fmt: skip

Interval = tuple[float, float]
#: Programs that were tried last up to about this many weeks, and this many seconds a week (an
#: hour a day, `warneke2023_flexibility`); beyond there is no number.
LONGEST, MOST = 24.0, 25200.0
_STEP, _SEED = 0.02, 13


@dataclass(frozen=True)
class StretchDose:
    """Time near full stretch an exercise gives, s: in one repetition (`repetition`) and in the
    hold that closes a set (`hold`). Angles rad, those of the stretched end; `muscles` are the
    calf muscles it stretches: the gastrocnemius only where the knee is straight enough."""

    exercise: str
    ankle_angle: float
    knee_angle: float
    muscles: tuple[str, ...]
    repetition: float
    hold: float
    repetitions: int
    sets: int
    per_week: float

    @property
    def weekly_hold(self) -> float:
        """Seconds a week in holds."""
        return self.per_week * self.sets * self.hold

    @property
    def weekly_repetitions(self) -> float:
        """Seconds a week near full stretch in repetitions."""
        return self.per_week * self.sets * self.repetitions * self.repetition

    @property
    def weekly(self) -> float:
        return self.weekly_hold + self.weekly_repetitions


def stretch_dose(
    leg: Leg,
    exercise: str = "deep_squat_calf_raise",
    sets: int = 3,
    repetitions: int = 18,
    hold: float = 20.0,
    per_week: float = 2.5,
    sample: int | None = None,
) -> StretchDose:
    """Seconds near full stretch (within `near_stretch` of this person's largest dorsiflexion) that
    a scheme gives; the default is the article's, in the middle of its ranges (15 to 20 repetitions,
    two to three times a week). `hold` in s, 0 for none.

    Raises `InputError` for counts outside 1 to 20 sets and 1 to 100 repetitions (whole numbers),
    0.1 to 21 sessions a week and 0 to 600 s, and for an exercise without a hold at full stretch.
    """
    for what, value, allowed, unit in (
        ("sets", sets, (1, 20), "1"), ("repetitions", repetitions, (1, 100), "1"),
        ("sessions a week", per_week, (0.1, 21), "1"), ("hold", hold, (0, 600), "s"),
    ):  # fmt: skip
        check_range("mobility", what, value, allowed, unit)
    for what, value in (("sets", sets), ("repetitions", repetitions)):
        if value != int(value):
            raise InputError(f"mobility: {what} {value:g}: a whole number is needed")
    chosen = load_exercise(exercise)
    closing = chosen.finishing_hold
    if closing is None or closing.at != "full_stretch":
        raise InputError(f"mobility: no hold at full stretch closes the sets of {exercise}")
    motion = synthesize(chosen.with_hold(0.0), leg, time_step=_STEP)
    ankle, knee = motion.angles["ankle_angle"], motion.angles["knee_angle"]
    near = load_constants("mobility").drawn(sample)["near_stretch"]
    deepest = int(np.argmax(ankle))
    stretched = (ankle >= leg.max_dorsiflexion(knee) - near).astype(float)
    straight = knee[deepest] < body_constants("strength", "range")["knee_bend_for_full_range"].si
    return StretchDose(
        exercise, float(ankle[deepest]), float(knee[deepest]),
        ("soleus", "gastrocnemius") if straight else ("soleus",),
        float(np.trapezoid(stretched, motion.time)), hold, repetitions, sets, per_week,
    )  # fmt: skip


@dataclass(frozen=True)
class MobilityGain:
    """Ankle range gained in `weeks` of `weekly_seconds` near full stretch, rad: the mean over
    people with its 90 % `interval`, and the 90 % interval of a single person's change, which
    holds its scatter and that of the measurement. `loaded` tells work from stretching.
    `range_before` is the largest weight-bearing dorsiflexion with a bent knee."""

    weeks: float
    weekly_seconds: float
    loaded: bool
    gain: float
    interval: Interval
    person_interval: Interval
    range_before: float

    @property
    def range_after(self) -> float:
        return self.range_before + self.gain

    @property
    def verdict(self) -> str:
        """What the trials say, as a sentence."""
        gain, (low, high) = (np.degrees(v) for v in (self.gain, self.interval))
        least, most = np.degrees(self.person_interval)
        if self.gain == 0:
            return "nothing is done, so nothing is gained"
        return (
            f"about {gain:.0f} deg more on average after {self.weeks:g} "
            f"week{'s' * (self.weeks != 1)} (90 % interval "
            f"{low:.1f} to {high:.1f}); one person's change lies between {least:+.0f} and "
            f"{most:+.0f} deg"
        )


def mean_gain(
    weekly_seconds: float, weeks: float, loaded: bool = True, constants: Constants | None = None
) -> float:
    """Dorsiflexion range gained on average over people, rad (+ for more), by `weekly_seconds` near
    full stretch over `weeks`; see `data/models/mobility.toml` for the formula.

    `InputError` for weeks or seconds beyond what was tried."""
    check_range("mobility", "weekly stretch", weekly_seconds, (0.0, MOST), "s")
    if not 0 <= weeks <= LONGEST:
        raise InputError(
            f"mobility: programs of 0 to {LONGEST:g} weeks were tried; the evidence allows no "
            f"number for {weeks:g} weeks"
        )
    c = load_constants("mobility") if constants is None else constants
    dose = -math.expm1(-weekly_seconds / c["weekly_scale"])
    course = -math.expm1(-convert_to_si(weeks, "weeks") / c["weeks_scale"])
    return c["full_gain"] * dose * course * (c["loaded_share"] if loaded else 1.0)


@cache
def _drawn() -> tuple[Constants, ...]:
    return tuple(load_constants("mobility").drawn(i) for i in range(SAMPLES))


@lru_cache(maxsize=512)
def _spread(weekly_seconds: float, weeks: float, loaded: bool) -> tuple[Interval, Interval]:
    """90 % intervals of the mean gain and of one person's."""
    nominal = mean_gain(weekly_seconds, weeks, loaded)
    drawn = _drawn()
    means = np.array([mean_gain(weekly_seconds, weeks, loaded, c) for c in drawn])
    z = np.random.default_rng(_SEED).standard_normal((20, SAMPLES))
    people = (means + z * np.array([c["between_people"] for c in drawn])).ravel()
    return interval_about(means, nominal), interval(people)


def mobility_after(
    leg: Leg, weekly_seconds: float, weeks: float, loaded: bool = True, sample: int | None = None
) -> MobilityGain:
    """Ankle range gained by a weekly time near full stretch, s, kept up for some weeks, over doing
    nothing of the kind. `loaded` is work with the calf's load on it, else quiet stretching. With
    a `sample`, one possible set of the model's constants. Errors as in `mean_gain`."""
    constants = load_constants("mobility").drawn(sample)
    gain = mean_gain(weekly_seconds, weeks, loaded, constants)
    mean, person = _spread(float(weekly_seconds), float(weeks), loaded)
    return MobilityGain(
        weeks, weekly_seconds, loaded, gain, mean, person, leg.max_dorsiflexion_bent
    )  # fmt: skip


@dataclass(frozen=True)
class OpenQuestion:
    """A question without a number, the reason, and the keys of the sources behind it."""

    question: str
    reason: str
    sources: tuple[str, ...]


_OPEN = (
    OpenQuestion(
        "what one 20 s hold with the muscle working does",
        "no trial of it was found; its seconds are counted as those of strength training",
        ("alizadeh2023", "afonso2021"),
    ),
    OpenQuestion(
        "whether trained people gain at all",
        "young soccer players who lowered their heels and stretched for twelve weeks gained less "
        "than those who did not, and of men who stretched daily only the untrained gained",
        ("soccer_eccentric2021", "abdelaziem2012"),
    ),
    OpenQuestion(
        "whether the muscle gets longer or only bears more",
        "in weeks of stretching people come to bear a stronger pull and the muscle softens; which "
        "of them this work does was not measured",
        ("shah2023", "fukaya2020"),
    ),
    OpenQuestion(
        "how long it lasts",
        "after five weeks of stretching and five without, nothing was left in 15 men; for this "
        "work nobody looked",
        ("nakamura2021_detraining",),
    ),
)
_STRAIGHT_KNEE = OpenQuestion(
    "range with a straight knee",
    "with the knee this bent the gastrocnemius is slack and not stretched, and no trial measured "
    "the straight knee after such work",
    ("derived",),
)
_JOINT = OpenQuestion(
    "whether this ankle can gain as much",
    "at full stretch a calf of usual stiffness pulls less than people bear, so the front of the "
    "joint may end the movement, which stretching does not change",
    ("derived", "fukaya2020"),
)


@dataclass(frozen=True)
class Mobility:
    """A scheme's stretch, what it gains by the trials, and the calf at full stretch (silent, at
    the knee angle of the exercise)."""

    dose: StretchDose
    gain: MobilityGain
    stretch: FullStretch

    @property
    def verdict(self) -> str:
        where = "with a straight knee" if len(self.dose.muscles) > 1 else "with a bent knee"
        return f"ankle range {where}: {self.gain.verdict}"

    @property
    def enough(self) -> float:
        """Weekly seconds from where on trials find hardly any more gain: three times the scale,
        where 95 % of it is reached."""
        return 3.0 * load_constants("mobility")["weekly_scale"]

    @property
    def acute(self) -> Interval:
        """Range gained right after one session of stretching or slow lowering, rad, from the
        smaller to the larger study: an effect of the hour, not of training."""
        c = load_constants("mobility")
        return c["acute_low"], c["acute_high"]

    @property
    def no_number(self) -> tuple[OpenQuestion, ...]:
        """Questions the evidence allows no number for."""
        found = list(_OPEN)
        if "gastrocnemius" not in self.dose.muscles:
            found.append(_STRAIGHT_KNEE)
        if self.stretch.limited_by == "joint":
            found.append(_JOINT)
        return tuple(found)


def measure_mobility(
    leg: Leg,
    weeks: float = 8.0,
    exercise: str = "deep_squat_calf_raise",
    sets: int = 3,
    repetitions: int = 18,
    hold: float = 20.0,
    per_week: float = 2.5,
) -> Mobility:
    """A scheme of work at full stretch and what trials say it gains.

    `weeks` of `per_week` sessions of `sets` times `repetitions` of an exercise whose sets close
    with a hold at full stretch of `hold` s, 0 for none. The gain is dorsiflexion range, rad, above
    0 for more. Raises `InputError` as `stretch_dose` and `mean_gain` of `soleus.dose.mobility` do.
    """
    dose = stretch_dose(leg, exercise, sets, repetitions, hold, per_week)
    gain = mobility_after(leg, dose.weekly, weeks)
    return Mobility(dose, gain, full_stretch(leg, dose.knee_angle))
