"""The picture of `soleus mobility`: range over weeks with its intervals, trials beside it, and the
seconds a week at full stretch."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from soleus.base.library import data_path, read_file
from soleus.dose.mobility import LONGEST, mobility_after
from soleus.faces.article.words import cited
from soleus.faces.mobility_console import verdict_words
from soleus.faces.validation_svg import Canvas, Scale

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.dose.mobility import Mobility

__all__ = ["Trial", "draw_mobility", "trials"]

_WIDTH, _HEIGHT = 1120, 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 640, 118, 470
_RANGE = (-8.0, 15.0)


@dataclass(frozen=True)
class Trial:
    """What people gained, deg, and how far off a number may be; the dose of quiet stretching."""

    source: str
    condition: str
    gain: float
    tolerance: float
    weeks: float
    weekly_seconds: float

    @property
    def name(self) -> str:
        """Author and year."""
        return cited(self.source)


def trials() -> list[Trial]:
    """The rows of the scoreboard that lay a measured gain beside the model's."""
    rows = read_file(data_path("validation", "mobility.yaml"))["checks"]
    found = []
    for row in rows:
        at = row.get("at", {})
        if at.get("experiment") != "range_gain":
            continue
        low, high = row.get("range", (0.0, 0.0))
        gain = row.get("target", (low + high) / 2)
        found.append(
            Trial(row["source"], row["condition"].split(" (")[0], gain,
                  row.get("tolerance", (high - low) / 2), at["weeks"], at["weekly_seconds"])
        )  # fmt: skip
    return found


def draw_mobility(leg: Leg, found: Mobility) -> str:
    """The SVG as text."""
    canvas = Canvas(_WIDTH, _HEIGHT, "Ankle range over weeks of work at full stretch")
    d, g = found.dose, found.gain
    canvas.text(24, 36, "What weeks at full stretch do to ankle range", size=20, bold=True)
    canvas.text(
        24, 58, f"{leg.person.describe()}; deep-squat calf raise {d.sets} x {d.repetitions}, "
        f"{d.hold:g} s hold after each set, {d.per_week:g} times a week", "soft", 13,
    )  # fmt: skip
    last = min(max(12.0, 1.25 * g.weeks), LONGEST)
    _curves(canvas, leg, found, last)
    _key(canvas)
    _seconds(canvas, found)
    for i, line in enumerate(wrap(verdict_words(found), 116)):
        canvas.text(24, 552 + 18 * i, line, "ink", 13, bold=True)
    words = (
        "No trial tried a hold of 20 s with the muscle working, and none this scheme: the curve is "
        "that of quiet stretching, scaled by how strength training compares with it."
    )
    for i, line in enumerate(wrap(words, 150)):
        canvas.text(24, 602 + 17 * i, line, "soft", 12)
    return canvas.render()


def _curves(canvas: Canvas, leg: Leg, found: Mobility, last: float) -> None:
    g = found.gain
    weeks = np.linspace(0.0, last, 49)
    gains = [mobility_after(leg, g.weekly_seconds, float(w), g.loaded) for w in weeks]
    x, y = Scale(0, last, _LEFT, _RIGHT), Scale(*_RANGE, _BOTTOM, _TOP)
    canvas.text(24, _TOP - 22, "ankle range gained with a bent knee, degrees", "soft", 12)
    for value in range(-5, 16, 5):
        canvas.line(_LEFT, y(value), _RIGHT, y(value), "grid", 1.5 if value == 0 else 1.0)
        canvas.text(_LEFT - 8, y(value) + 4, f"{value:+d}" if value else "0", "soft", 11, "end")
    step = 2 if last <= 16 else 4
    for value in range(0, int(last) + 1, step):
        canvas.text(x(value), _BOTTOM + 18, f"{value}", "soft", 11, "middle")
    canvas.text(_LEFT, _BOTTOM + 38, "weeks", "soft", 12)
    canvas.line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, "soft")
    for name, color in (("person_interval", "grid"), ("interval", "model_soft")):
        ends = np.clip(np.degrees([getattr(m, name) for m in gains]), *_RANGE)
        up = [(x(w), y(v)) for w, v in zip(weeks, ends[:, 1], strict=True)]
        down = [(x(w), y(v)) for w, v in zip(weeks, ends[:, 0], strict=True)]
        canvas.area([*up, *reversed(down)], color)
    canvas.path([(x(w), y(np.degrees(m.gain))) for w, m in zip(weeks, gains, strict=True)], "model")
    _trial_dots(canvas, x, y)
    canvas.dot(x(g.weeks), y(np.degrees(g.gain)), "model", 6)
    end = gains[-1]
    for gain, below, label, ink in (
        (end.gain, -8, "this scheme, mean of people", "model"),
        (end.interval[1], 18, "90 % for the mean", "model"),
        (end.person_interval[1], 18, "90 % for one person", "soft"),
    ):
        canvas.text(x(last) - 6, y(np.degrees(gain)) + below, label, ink, 12, "end")


def _trial_dots(canvas: Canvas, x: Scale, y: Scale) -> None:
    """Numbered; those of one week side by side."""
    beside: dict[float, int] = {}
    for number, trial in enumerate(trials(), start=1):
        week = trial.weeks
        place = x(week) + 17 * (beside.get(week, 0) - (2 if week == 6 else 0.5))
        beside[week] = beside.get(week, 0) + 1
        middle, half = trial.gain, trial.tolerance
        canvas.line(place, y(middle - half), place, y(middle + half), "second", 1.4)
        canvas.dot(place, y(middle), "second", 4.2, hollow=True)
        canvas.text(place, y(middle + half) - 6, f"{number}", "second", 11, "middle", bold=True)


def _key(canvas: Canvas) -> None:
    left, top = 690, 96
    canvas.text(left, top, "Measured on people: quiet stretching", "second", 14, bold=True)
    canvas.text(
        left, top + 18, "mean or pooled mean, and how far off a number may be", "soft", 11.5
    )
    for number, trial in enumerate(trials(), start=1):
        y = top + 24 + 32 * number
        words = f"{trial.name}: {trial.gain:.1f}°, {trial.weekly_seconds / 60:.3g} min a week"
        canvas.text(left, y, f"{number}", "second", 12, bold=True)
        canvas.text(left + 20, y, words, size=12)
        for i, line in enumerate(wrap(trial.condition, 74)):
            canvas.text(left + 20, y + 14 + 11 * i, line, "soft", 10.5)


def _seconds(canvas: Canvas, found: Mobility) -> None:
    """Bar of the weekly seconds against where more hardly helps."""
    d = found.dose
    left, top, width = 690, 440, 390
    most = max(found.enough * 1.08, d.weekly)
    x = Scale(0, most, left, left + width)
    canvas.text(left, top - 12, "Seconds a week near full stretch", size=14, bold=True)
    canvas.box(left, top, width, 20, "grid")
    canvas.box(left, top, x(d.weekly_hold) - left, 20, "model")
    canvas.box(x(d.weekly_hold), top, x(d.weekly) - x(d.weekly_hold), 20, "model_soft")
    canvas.line(x(found.enough), top - 5, x(found.enough), top + 25, "ink", 1.5)
    canvas.text(left, top + 40, f"{d.weekly_hold:.0f} in holds", "model", 12, bold=True)
    canvas.text(left + 96, top + 40, f"+ {d.weekly_repetitions:.0f} in repetitions", "model", 12)
    canvas.text(x(found.enough) + 3, top + 40, f"{found.enough:.0f}", "ink", 11.5, "middle")
    canvas.text(x(found.enough) + 3, top + 56, "more hardly helps", "soft", 11.5, "end")
