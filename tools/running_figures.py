"""Figures of the running model: over grade, and over speed and grade."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from pages import save
from scipy.interpolate import interp1d

from soleus.motion.run_exercise import running_cost
from soleus.solve.gait_table import GaitTable

GRADES = np.linspace(-0.10, 0.20, 31)
BASE = 3.5  # m/s on the level: what slopes are compared with
TISSUES = {
    "soleus": ("muscles.soleus", "#b2182b", "-"),
    "gastrocnemius": ("muscles.gastrocnemius", "#2166ac", "--"),
    "Achilles tendon": ("achilles", "#4d4d4d", "-."),
}


def _series(run: GaitTable, keys: list[str], speed: object) -> dict[str, np.ndarray]:
    return run.at([*keys, "cadence_spm", "step_length_m"], speed, GRADES)


def equal_metabolic() -> np.ndarray:
    """Speed at each grade for the metabolic power of the base speed (`minetti2002`)."""
    return BASE * running_cost(0.0) / running_cost(GRADES)


def equal_effort(run: GaitTable) -> np.ndarray:
    """Speed at each grade at which the model's muscle effort is that of the base speed."""
    target = float(run.at(["muscle_effort"], BASE, 0.0)["muscle_effort"])
    speeds = np.linspace(run.speeds[0], run.speeds[-1], 400)
    result = []
    for grade in GRADES:
        effort = run.at(["muscle_effort"], speeds, grade)["muscle_effort"]
        reach = float(np.interp(grade, run.grades, run.reach))
        good = (speeds <= reach) & np.r_[True, np.diff(effort) > 0]
        value = float(interp1d(effort[good], speeds[good], bounds_error=False)(target))
        result.append(value)
    return np.array(result)


def slope_figure(run: GaitTable) -> None:
    paces = {
        f"equal speed, {BASE:g} m/s": np.full_like(GRADES, BASE),
        "equal metabolic power": equal_metabolic(),
        "equal muscle effort": equal_effort(run),
    }
    figure, axes = plt.subplots(3, 3, figsize=(10, 8.4), sharex=True)
    for column, (title, speed) in enumerate(paces.items()):
        inside = run.covered(speed, GRADES)
        for name, (key, color, dash) in TISSUES.items():
            v = _series(run, [f"{key}.impulse_bw_s"], speed)
            step = v[f"{key}.impulse_bw_s"]
            per_second = step * v["cadence_spm"] / 120
            per_km = step * 1000 / (2 * v["step_length_m"])
            for row, values in enumerate((step, per_second, per_km)):
                axes[row, column].plot(
                    100 * GRADES[inside], values[inside], dash, color=color, lw=2, label=name
                )
        axes[0, column].set_title(title, loc="left", fontsize=10)
        low, high = np.nanmin(speed[inside]), np.nanmax(speed[inside])
        if high - low > 0.01:
            axes[0, column].annotate(
                f"{high:.1f} to {low:.1f} m/s", (0.03, 0.05), xycoords="axes fraction", fontsize=8
            )
        axes[2, column].set_xlabel("grade, %")
    for row, label in enumerate(("a step, BW s", "a second, BW", "a kilometer, BW s")):
        axes[row, 0].set_ylabel(f"impulse {label}")
        top = max(a.get_ylim()[1] for a in axes[row])
        for axis in axes[row]:
            axis.set_ylim(0, top)
            axis.axvline(0, color="0.85", lw=1, zorder=0)
            axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].legend(frameon=False, fontsize=8)
    figure.tight_layout()
    save(figure, "slope.svg")


def work_figure(run: GaitTable) -> None:
    """Net work of ankle, knee and hip over grade, at three speeds."""
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharey=True)
    for axis, joint in zip(axes, ("ankle", "knee", "hip"), strict=True):
        key = f"{joint}.net_work_j_per_kg"
        for speed, dash in ((2.5, ":"), (3.5, "-"), (4.5, "--")):
            inside = run.covered(speed, GRADES)
            values = run.at([key], speed, GRADES)[key]
            axis.plot(100 * GRADES[inside], values[inside], dash, color="#b2182b", lw=2,
                      label=f"{speed:g} m/s")  # fmt: skip
        axis.axhline(0, color="0.85", lw=1, zorder=0)
        axis.set_title(joint, loc="left", fontsize=10)
        axis.set_xlabel("grade, %")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("net work, J/kg a step of one leg")
    axes[0].legend(frameon=False, fontsize=8)
    figure.tight_layout()
    save(figure, "slope_work.svg")


def map_figure(run: GaitTable) -> None:
    speeds, grades = np.linspace(2, 7, 101), np.linspace(-0.10, 0.20, 61)
    v, g = np.meshgrid(speeds, grades)
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
    inside = run.covered(v, g)
    step = run.at(["muscles.soleus.peak_force_bw", "muscles.soleus.impulse_bw_s",
                   "step_length_m"], v, g)  # fmt: skip
    per_km = step["muscles.soleus.impulse_bw_s"] * 1000 / (2 * step["step_length_m"])
    for axis, values, title in (
        (axes[0], step["muscles.soleus.peak_force_bw"], "peak soleus force, BW"),
        (axes[1], per_km, "soleus impulse a kilometer, BW s"),
    ):
        shown = np.where(inside, values, np.nan)
        filled = axis.contourf(v, 100 * g, shown, 12, cmap="YlOrRd")
        lines = axis.contour(v, 100 * g, shown, filled.levels[::2], colors="0.2", linewidths=0.6)
        axis.clabel(lines, fontsize=7)
        axis.set_facecolor("0.92")
        axis.set_title(title, loc="left", fontsize=10)
        axis.set_xlabel("speed, m/s")
    axes[0].set_ylabel("grade, %")
    axes[1].annotate("beyond this body", (6.9, 19), ha="right", va="top", fontsize=8, color="0.35")
    figure.tight_layout()
    save(figure, "speed_grade.svg")
