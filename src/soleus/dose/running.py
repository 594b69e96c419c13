"""What a recorded run gave: soleus, gastrocnemius and Achilles load, second by second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.motion.activities import Activity
from soleus.solve.gait_spread import interval_90, relative_spread
from soleus.solve.gait_summary import BANDS_BW, band_name
from soleus.solve.gait_table import GaitTable, follow_strength, leg_scale, load_gait_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RUN_TISSUES", "RunDose", "measure_run"]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: Tissues of a run, and where their numbers stand in the gait table.
RUN_TISSUES = {
    "soleus": ("muscles.soleus.peak_force_bw", "muscles.soleus.impulse_bw_s"),
    "gastrocnemius": ("muscles.gastrocnemius.peak_force_bw", "muscles.gastrocnemius.impulse_bw_s"),
    "achilles": ("achilles.peak_force_bw", "achilles.impulse_bw_s"),
}
_RUN_FROM, _RUN_CADENCE = 2.0, 145.0  # m/s, steps/min: either one makes a second running
_NOT_IN_THE_INTERVAL = (
    "intervals hold the model's spread, not the watch's errors in speed and grade"
)
_STANDING = 0.5  # m/s, below which nobody steps forward


@dataclass(frozen=True)
class RunDose:
    """Load of one leg over a run or walk, (second,) unless said otherwise.

    `moving`, `running` masks; `cadence` steps/min of both feet as used (recorded or the
    model's); `peak_bw` and `impulse_rate` map tissue (soleus, gastrocnemius, achilles) to the
    peak force of a step, BW, and to BW s gained per second by one leg; both 0 at rest.
    `band_rate` maps a force band, BW, to seconds per second above it (Achilles, one leg).
    `relative` maps tissue to one standard deviation of its impulse as a share, `relative_peak`
    of its peaks (model and body).
    """

    activity: Activity
    leg: Leg
    moving: Mask
    running: Mask
    cadence: Array
    peak_bw: Mapping[str, Array]
    impulse_rate: Mapping[str, Array]
    band_rate: Mapping[float, Array]
    relative: Mapping[str, float]
    relative_peak: Mapping[str, float]
    assumptions: tuple[str, ...]

    @property
    def time(self) -> Array:
        return self.activity.time

    @cached_property
    def steps(self) -> Array:
        """Steps of one leg in each second."""
        result: Array = np.where(self.moving, self.cadence / 120.0, 0.0)
        return result

    def cumulative(self, tissue: str) -> Array:
        """Impulse so far, BW s, one leg."""
        total: Array = np.cumsum(self.impulse_rate[tissue])
        return total

    def interval(self, tissue: str, value: float) -> tuple[float, float]:
        """90 % interval of an impulse of a tissue."""
        low, high = interval_90(value, self.relative[tissue])
        return low, high

    def peak_interval(self, tissue: str, value: float) -> tuple[float, float]:
        """90 % interval of a peak force of a tissue."""
        low, high = interval_90(value, self.relative_peak[tissue])
        return low, high

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The whole run; forces in BW, impulses in BW s of one leg."""
        return self.over(np.ones(len(self.time), dtype=bool))

    def over(self, mask: Mask) -> dict[str, Any]:
        """Sums and peaks over the seconds of a mask."""
        moving = mask & self.moving
        distance = self.activity.distance
        covered = np.diff(distance, prepend=distance[:1])
        result: dict[str, Any] = {
            "duration_s": float(mask.sum()),
            "moving_s": float(moving.sum()),
            "distance_m": float(covered[mask].sum()),
            "climb_m": float(np.maximum(covered * self.activity.grade, 0)[moving].sum()),
            "steps": round(2 * float(self.steps[mask].sum())),
        }
        for tissue in RUN_TISSUES:
            impulse = float(self.impulse_rate[tissue][mask].sum())
            peak = float(self.peak_bw[tissue][mask].max(initial=0.0))
            result[tissue] = {
                "impulse_bw_s": impulse,
                "impulse_bw_s_interval": list(self.interval(tissue, impulse)),
                "peak_force_bw": peak,
                "peak_force_bw_interval": list(self.peak_interval(tissue, peak)),
            }
        result["peak_achilles_bw"] = result["achilles"]["peak_force_bw"]
        result["time_above_bands"] = {
            f"{band:g}": float(rate[mask].sum()) for band, rate in self.band_rate.items()
        }
        result["steps_above_bands"] = {
            f"{band:g}": round(
                2 * float(self.steps[mask & (self.peak_bw["achilles"] > band)].sum())
            )
            for band in BANDS_BW
        }
        return result

    @cached_property
    def laps(self) -> list[dict[str, Any]]:
        """`over` each lap, with its number, start and end; every second belongs to one lap."""
        laps = sorted(self.activity.laps, key=lambda lap: lap.start_s)
        starts = np.array([lap.start_s for lap in laps])
        place = np.clip(np.searchsorted(starts, self.time, side="right") - 1, 0, None)
        rows = []
        for i, lap in enumerate(laps):
            head = {"lap": lap.number, "start_s": lap.start_s, "end_s": lap.end_s}
            rows.append({**head, **self.over(place == i)})
        return rows

    @cached_property
    def per_km(self) -> list[dict[str, Any]]:
        """`over` each kilometer; the last is what is left."""
        kilometer = np.floor(self.activity.distance / 1000.0)
        rows = []
        for k in np.unique(kilometer[np.isfinite(kilometer)]):
            rows.append({"km": int(k) + 1, **self.over(kilometer == k)})
        return rows

    def table(self) -> pd.DataFrame:
        """One row a second."""
        import pandas as pd

        columns: dict[str, Any] = {
            "time_s": self.time, "moving": self.moving, "running": self.running,
            "speed_ms": self.activity.speed, "grade_percent": 100 * self.activity.grade,
            "cadence_spm": self.cadence,
        }  # fmt: skip
        for tissue in RUN_TISSUES:
            columns[f"{tissue}_peak_bw"] = self.peak_bw[tissue]
            columns[f"{tissue}_impulse_bw_s_per_s"] = self.impulse_rate[tissue]
        return pd.DataFrame(columns)


def measure_run(activity: Activity, leg: Leg) -> RunDose:
    """Load of a recorded run or walk on one leg, from the gait library scaled to this body.

    Every moving second takes the gait at its speed, grade and cadence (the model's preferred
    cadence where none was recorded). Seconds outside the library take its nearest edge; the
    assumptions say how many. Raises `DataError` when no library ships.
    """
    tables = {gait: load_gait_table(gait) for gait in ("run", "walk")}
    scale = leg_scale(leg, tables["run"])
    speed = np.nan_to_num(activity.speed)
    moving = activity.moving & (speed >= _STANDING)
    recorded = activity.cadence
    running = moving & ((speed >= _RUN_FROM) | (np.nan_to_num(recorded) >= _RUN_CADENCE))
    n = len(speed)
    cadence = np.zeros(n)
    peaks = {t: np.zeros(n) for t in RUN_TISSUES}
    rates = {t: np.zeros(n) for t in RUN_TISSUES}
    bands = {b: np.zeros(n) for b in BANDS_BW}
    notes: list[str] = []
    for gait, mask in (("run", running), ("walk", moving & ~running)):
        if not mask.any():
            continue
        grade = np.nan_to_num(activity.grade[mask])
        values = _look_up(tables[gait], speed[mask], grade, recorded[mask], scale)
        values = follow_strength(values, leg)
        used = np.where(np.isfinite(recorded[mask]), recorded[mask], values["cadence_spm"])
        cadence[mask] = used
        per_second = used / 120.0
        for tissue, (peak, impulse) in RUN_TISSUES.items():
            peaks[tissue][mask] = values[peak]
            rates[tissue][mask] = values[impulse] * per_second
        for band in BANDS_BW:
            above = values[RUN_TISSUES["achilles"][0]] > band  # no time above what no step reaches
            bands[band][mask] = np.where(above, values[_band_key(band)] * per_second, 0.0)
        notes += _beyond(tables[gait], speed[mask], grade, recorded[mask], scale)
    if not moving.any():
        notes.append("no motion in it: nothing to count")
    walked = int((moving & ~running).sum())
    if walked and "run" in activity.sport:
        notes.append(f"{walked} s below {_RUN_FROM:g} m/s and a runner's cadence: taken as walking")
    return RunDose(
        activity, leg, moving, running, cadence, peaks, rates, bands, relative_spread("impulse"),
        relative_spread("peak"),
        (*activity.assumptions, *notes, _NOT_IN_THE_INTERVAL),
    )  # fmt: skip


def _band_key(band: float) -> str:
    return f"achilles.time_above_{band_name(band)}_bw_s"


def _look_up(
    table: GaitTable, speed: Array, grade: Array, cadence: Array, scale: float
) -> dict[str, Array]:
    keys = ["cadence_spm", *(k for pair in RUN_TISSUES.values() for k in pair)]
    return table.at([*keys, *map(_band_key, BANDS_BW)], speed, grade, cadence, scale)


def _beyond(
    table: GaitTable, speed: Array, grade: Array, cadence: Array, scale: float
) -> list[str]:
    """What lies outside the library, in words."""
    low, high = table.grades[0], table.grades[-1]
    inside = np.clip(grade, low, high)
    slowest = table.speeds[0] * np.sqrt(scale)
    slow = speed < 0.98 * slowest
    fast = ~slow & ~table.covered(np.maximum(speed, slowest), inside, scale)
    steep = (grade < low - 0.005) | (grade > high + 0.005)
    least, most = table.cadence_range(speed, inside, scale)
    odd = (cadence < least) | (cadence > most)
    words = (
        (
            steep,
            f"steeper than the {100 * low:g} to {100 * high:g} % the {table.gait} model covers",
        ),
        (fast, f"faster than the model's {table.gait} of such a body"),
        (slow, f"slower than the model's slowest {table.gait} ({slowest:.1f} m/s)"),
        (odd, f"at a cadence more than 10 % off the model's own for a {table.gait}"),
    )
    return [f"{int(m.sum())} s {text}: its edge taken" for m, text in words if m.any()]
