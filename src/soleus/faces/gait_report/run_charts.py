"""The course of a recorded run over its distance, as charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.dose.running import RunDose
from soleus.faces.gait_report.charts import Chart, Curve, nice_ticks
from soleus.faces.gait_report.sentences import pace
from soleus.faces.report.markup import number

__all__ = ["Course"]

Array = NDArray[np.float64]
_BINS = 240
_NAMES = {"achilles": "Achilles", "soleus": "soleus"}


@dataclass(frozen=True)
class Course:
    """A run in stretches of equal length: means over the moving seconds of each."""

    run: RunDose

    @cached_property
    def _edges(self) -> Array:
        distance = self.run.activity.distance
        result: Array = np.linspace(float(distance[0]), max(float(distance[-1]), 1.0), _BINS + 1)
        return result

    @cached_property
    def km(self) -> Array:
        """Middle of each stretch, km."""
        result: Array = 0.5 * (self._edges[:-1] + self._edges[1:]) / 1000.0
        return result

    def mean(self, values: Array, moving: bool = True) -> Array:
        """Mean of a series (second,) over each stretch; gaps are bridged."""
        use = np.isfinite(values) & (self.run.moving if moving else True)
        place = np.clip(np.searchsorted(self._edges, self.run.activity.distance) - 1, 0, _BINS - 1)
        total = np.bincount(place[use], values[use], _BINS)
        count = np.bincount(place[use], minlength=_BINS)
        known = np.flatnonzero(count)
        if not len(known):
            return np.zeros(_BINS)
        result: Array = np.interp(np.arange(_BINS), known, total[known] / count[known])
        return result

    @cached_property
    def series(self) -> Mapping[str, Array]:
        """All that is drawn, by name: m, ratio, m/s, BW, BW s."""
        activity = self.run.activity
        result = {
            "altitude": self.mean(activity.altitude, False), "grade": self.mean(activity.grade),
            "speed": self.mean(activity.speed), "cadence": self.mean(self.run.cadence),
        }  # fmt: skip
        for tissue in _NAMES:
            result[f"{tissue}_peak"] = self.mean(self.run.peak_bw[tissue])
            at = np.interp(self.km * 1000.0, activity.distance, self.run.cumulative(tissue))
            result[f"{tissue}_sum"] = at
        return result

    def html(self) -> str:
        """All charts, one under the other over the same distance."""
        parts = [self._altitude(), self._grade(), self._speed(), self._peaks(), self._sums()]
        return f'<div class="charts course">{"".join(c.html() for c in parts)}</div>'

    def _chart(
        self, title: str, unit: str, curves: list[Curve], ticks: int = 4,
        y_range: tuple[float, float] | None = None,
    ) -> Chart:  # fmt: skip
        start, end = float(self.km[0]), float(self.km[-1])
        places = [(t, f"{t:g}") for t in nice_ticks(start, end, 8)]
        return Chart(
            title, unit, self.km, curves, x_ticks=places, x_title="km", y_range=y_range,
            kind="ends", ticks=ticks, label_gap=11.0,
        )  # fmt: skip

    def _altitude(self) -> Chart:
        y = self.series["altitude"]
        low, high = float(y.min()), float(y.max())
        room = max(high - low, 20.0)
        low = low - 0.1 * room
        floor = np.full(len(y), low)
        return self._chart(
            "Altitude", "m", [Curve(y, "c-ground", low=floor, high=y)], 3, (low, low + 1.25 * room)
        )  # fmt: skip

    def _grade(self) -> Chart:
        y = 100.0 * self.series["grade"]
        top = max(float(np.abs(y).max()), 4.0) * 1.08
        return self._chart("Grade", "%, uphill +", [Curve(y, "c-along")], 6, (-top, top))

    def _speed(self) -> Chart:
        return self._chart("Speed", "m/s", [Curve(self.series["speed"], "c-joint")], 3)

    def _peaks(self) -> Chart:
        """Peak force of a step, with the interval that holds in nine of ten bodies."""
        curves = []
        for tissue, name in _NAMES.items():
            y, half = self.series[f"{tissue}_peak"], 1.645 * self.run.relative_peak[tissue]
            low, high = y * max(1 - half, 0.0), y * (1 + half)
            curves.append(Curve(y, f"c-{tissue}", name, low=low, high=high))
        return self._chart("Peak of each step", "body weights", curves)

    def _sums(self) -> Chart:
        curves = []
        for tissue, name in _NAMES.items():
            y, half = self.series[f"{tissue}_sum"], 1.645 * self.run.relative[tissue]
            low, high = y * max(1 - half, 0.0), y * (1 + half)
            text = f"{name} {number(float(self.run.cumulative(tissue)[-1]), 0)}"
            curves.append(Curve(y, f"c-{tissue}", text, low=low, high=high))
        return self._chart("Force × time so far", "body weights × seconds, one leg", curves)

    def texts(self) -> list[str]:
        """The numbers of each stretch in one line, for the pointer."""
        s = self.series
        return [
            f"km {number(float(k), 2)} · {pace(v) if v > 0.3 else '–'} a km · "
            f"{number(100 * float(g), 1)}\u202f% · {number(float(c), 0)} steps/min · Achilles "
            f"{number(float(a), 1)}, soleus {number(float(m), 1)} BW a step"
            for k, v, g, c, a, m in zip(
                self.km, s["speed"], s["grade"], s["cadence"], s["achilles_peak"],
                s["soleus_peak"], strict=True,
            )
        ]  # fmt: skip
