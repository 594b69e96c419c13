"""The generated page on running: the model beside people, slopes, speeds, what scaling costs."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
from pages import save, table, write
from scipy.interpolate import interp1d

import soleus as so
from soleus.base.errors import InfeasibleError
from soleus.motion.run_exercise import running_cost
from soleus.solve.gait import predict_gait, solution_from
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_estimate import estimate_gait
from soleus.solve.gait_library import load_library, reference_leg, start_of
from soleus.solve.gait_mesh import on_finer_mesh
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_solver import solve_raw
from soleus.solve.gait_spread import relative_spread, spread_table
from soleus.solve.gait_table import GaitTable, load_gait_table
from soleus.study.running_checks import evaluate_running

GRADES = np.linspace(-0.10, 0.20, 31)
TISSUES = {
    "soleus": ("muscles.soleus", "#b2182b", "-"),
    "gastrocnemius": ("muscles.gastrocnemius", "#2166ac", "--"),
    "Achilles tendon": ("achilles", "#4d4d4d", "-."),
}
BODIES = (
    so.Person(height=1.58, mass=50, sex="female", age=25),
    so.Person(height=1.65, mass=62, sex="female", age=40),
    so.Person(height=1.78, mass=72, sex="male", age=34),
    so.Person(height=1.88, mass=78, sex="male", age=28),
    so.Person(height=1.75, mass=92, sex="male", age=50),
)


def running_page() -> None:
    """Write docs/generated/running.md and its figures."""
    run = load_gait_table("run")
    slope_figure(run)
    map_figure(run)
    parts = [
        "# Running on any grade: the model beside people\n\n",
        f"Body of the gait library: {reference_leg().person.describe()}. One step of one leg.\n\n",
        scoreboard(),
        "\n## What the slope changes\n\n![slope](../images/slope.svg)\n\n",
        slope_table(run),
        "\n## Soleus force over speed and grade\n\n![map](../images/speed_grade.svg)\n\n",
        tops(run),
        "\n## How much a solution can be trusted\n\n", mesh_and_starts(),
        "\n## Where the intervals come from\n\n", spreads(),
        "\n## What scaling to another body costs\n\n", scaling(),
        "\n## The library\n\n", statistics(),
    ]  # fmt: skip
    write("running.md", "".join(parts))


def scoreboard() -> str:
    checks = evaluate_running()
    rows = []
    for c in checks:
        band = f" ({c.interval[0]:.3g} to {c.interval[1]:.3g})" if c.interval else ""
        rows.append(
            (c.quantity, c.condition, f"{c.target:g} ± {c.tolerance:g} {c.unit}",
             f"{c.model:.3g}{band}", "yes" if c.within else "**no**", c.source,
             c.why if not c.within else "")
        )  # fmt: skip
    within = sum(c.within for c in checks)
    head = ("quantity", "condition", "people", "model (90 %)", "within", "source", "why not")
    return (
        f"## Model and measurement\n\n{within} of {len(checks)} within. No constant is tuned to a "
        "row; the weights of the cost were chosen once, on level running at 3.5 m/s. Where methods "
        "of measuring disagree, both are listed.\n\n" + table(head, rows)
    )


def _series(run: GaitTable, keys: list[str], speed: object) -> dict[str, np.ndarray]:
    return run.at([*keys, "cadence_spm", "step_length_m"], speed, GRADES)


def _equal_metabolic() -> np.ndarray:
    """Speed at each grade for the metabolic power of 3 m/s on the level (`minetti2002`)."""
    return 3.0 * running_cost(0.0) / running_cost(GRADES)


def _equal_effort(run: GaitTable) -> np.ndarray:
    """Speed at each grade at which the model's muscle effort is that of 3 m/s on the level."""
    target = float(run.at(["muscle_effort"], 3.0, 0.0)["muscle_effort"])
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
        "equal speed, 3 m/s": np.full_like(GRADES, 3.0),
        "equal metabolic power": _equal_metabolic(),
        "equal muscle effort": _equal_effort(run),
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


def slope_table(run: GaitTable) -> str:
    """Forces, impulses and joint work over grade at 3 m/s, and what equal effort makes of it."""
    grades = [-0.10, -0.05, 0.0, 0.05, 0.10, 0.15, 0.20]
    joints = [f"{j}.net_work_j_per_kg" for j in ("ankle", "knee", "hip")]
    soleus = ["muscles.soleus.peak_force_bw", "muscles.soleus.impulse_bw_s",
              "muscles.soleus.fiber_work_j_per_kg"]  # fmt: skip
    keys = [*soleus, "achilles.peak_force_bw", "muscles.gastrocnemius.impulse_bw_s", *joints]
    rows = []
    for grade in grades:
        v = {k: float(x) for k, x in run.at([*keys, "step_length_m"], 3.0, grade).items()}
        per_km = v[soleus[1]] * 1000 / (2 * v["step_length_m"])
        climbed = f"{per_km / (1000 * grade):.2f}" if grade > 0 else ""
        rows.append(
            (f"{100 * grade:+.0f} %", f"{v[soleus[0]]:.2f}", f"{v[soleus[1]]:.3f}",
             f"{per_km:.0f}", climbed, f"{v['muscles.gastrocnemius.impulse_bw_s']:.3f}",
             f"{v['achilles.peak_force_bw']:.2f}", f"{v[soleus[2]]:.2f}",
             *[f"{v[j]:+.2f}" for j in joints])
        )  # fmt: skip
    head = ("grade at 3 m/s", "soleus peak, BW", "soleus BW s a step", "BW s a km",
            "BW s a meter climbed", "gastrocnemius BW s a step", "Achilles peak, BW",
            "soleus fiber work, J/kg", "ankle net work, J/kg", "knee", "hip")  # fmt: skip
    return table(head, rows) + _slope_words(run)


def _slope_words(run: GaitTable) -> str:
    key = "muscles.soleus.impulse_bw_s"
    where = int(np.argmin(abs(GRADES - 0.10)))

    def change(speed: float) -> tuple[float, float]:
        level = run.at([key, "cadence_spm"], 3.0, 0.0)
        hill = run.at([key, "cadence_spm"], speed, 0.10)
        step = float(hill[key] / level[key] - 1)
        second = float(hill[key] * hill["cadence_spm"] / level[key] / level["cadence_spm"] - 1)
        return 100 * step, 100 * second

    same = change(3.0)
    metabolic = change(float(_equal_metabolic()[where]))
    effort = change(float(_equal_effort(run)[where]))
    return (
        "\nThe article says the soleus works considerably more uphill. At +10 % the model gives "
        f"its impulse {same[0]:+.0f} % a step ({same[1]:+.0f} % a second) at equal speed, "
        f"{metabolic[0]:+.0f} % ({metabolic[1]:+.0f} %) at equal metabolic power, and "
        f"{effort[0]:+.0f} % ({effort[1]:+.0f} %) at equal muscle effort.\n"
    )


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


def tops(run: GaitTable) -> str:
    library = load_library()
    assert library is not None
    rows = [
        (f"{100 * g:+.0f} %", f"{library.tops['run', g][0]:.2f}",
         ", ".join(m.replace("_", " ") for m in library.tops["run", g][1]) or "none")
        for g in run.grades if ("run", g) in library.tops
    ]  # fmt: skip
    return "Fastest accepted gait at each grade, and who is at full activation there:\n\n" + table(
        ("grade", "top speed, m/s", "at the limit"), rows
    )


def mesh_and_starts() -> str:
    """The same gait on twice the mesh, and from its neighbors."""
    library = load_library()
    assert library is not None
    node = library.nodes["run", 3.5, 0.0, 0]
    leg, parameters = reference_leg(), gait_parameters(reference_leg(), 3.5, 0.0)

    def solved(start: np.ndarray) -> GaitSolution:
        raw = solve_raw(parameters, start, None, 120.0)
        return solution_from(raw, leg, 3.5, 0.0, "run", False)

    found = {
        "from itself": solved(start_of(node)),
        "twice the mesh, from itself": on_finer_mesh(node),
    }
    for name, key in (
        ("from 2.5 m/s", ("run", 2.5, 0.0, 0)), ("from 4.5 m/s", ("run", 4.5, 0.0, 0)),
        ("from 3.5 m/s at +10 %", ("run", 3.5, 0.10, 0)),
        ("from 3.5 m/s at -10 %", ("run", 3.5, -0.10, 0)),
    ):  # fmt: skip
        found[name] = solved(start_of(library.nodes[key]))
    rows = []
    for name, s in found.items():
        n = s.summary
        rows.append(
            (name, f"{s.cost:.4f}", f"{n['cadence_spm']:.0f}", f"{1000 * n['contact_time_s']:.0f}",
             f"{n['muscles']['soleus']['peak_force_bw']:.2f}",
             f"{n['achilles']['peak_force_bw']:.2f}", f"{n['achilles']['impulse_bw_s']:.3f}",
             "yes" if s.accepted else "no")
        )  # fmt: skip
    head = ("3.5 m/s, level", "cost a meter", "cadence", "contact, ms", "soleus peak, BW",
            "Achilles peak, BW", "Achilles BW s", "accepted")  # fmt: skip
    return table(head, rows)


def spreads() -> str:
    tissues = ("soleus", "gastrocnemius", "achilles")
    rows = [
        (cause, *[f"{100 * row[t]:.1f} %" for t in tissues])
        for cause, row in spread_table().items()
    ]
    total = relative_spread()
    rows.append(("**together**", *[f"**{100 * total[t]:.0f} %**" for t in tissues]))
    return (
        "Share by which the impulse of a step moves when a cause moves by its standard deviation, "
        "gaits solved anew (tools/gait_spread.py):\n\n" + table(("cause", *tissues), rows)
    )


def scaling() -> str:
    """Bodies solved directly against the scaled library."""
    rows, errors = [], []
    for person in BODIES:
        leg = so.build_leg(person)
        for speed, grade in ((3.0, 0.0), (3.0, 0.08), (4.0, 0.0)):
            try:
                solved = predict_gait(leg, speed, grade)
                estimate = estimate_gait(leg, speed, grade)
            except InfeasibleError as error:
                rows.append((person.describe(), f"{speed:g}", f"{100 * grade:+.0f} %", str(error)))
                continue
            row: list[object] = [person.describe(), f"{speed:g}", f"{100 * grade:+.0f} %"]
            for path in (("achilles", "peak_force_bw"), ("achilles", "impulse_bw_s")):
                a, b = solved.summary[path[0]][path[1]], estimate.summary[path[0]][path[1]]
                row.append(f"{a:.2f} / {b:.2f}")
                errors.append(abs(b / a - 1))
            a = solved.summary["muscles"]["soleus"]["impulse_bw_s"]
            b = estimate.summary["muscles"]["soleus"]["impulse_bw_s"]
            errors.append(abs(b / a - 1))
            row.append(f"{a:.2f} / {b:.2f}")
            cadence = solved.summary["cadence_spm"], estimate.summary["cadence_spm"]
            row.append(f"{cadence[0]:.0f} / {cadence[1]:.0f}")
            row.append(f"{solved.solve_time:.1f} s, {solved.iterations}")
            rows.append(tuple(row))
    head = ("body", "m/s", "grade", "Achilles peak, BW (solved / scaled)", "Achilles BW s",
            "soleus BW s", "cadence", "solve time, iterations")  # fmt: skip
    words = (
        f"Mean difference {100 * np.mean(errors):.1f} %, largest {100 * np.max(errors):.1f} %.\n\n"
    )
    return words + table(head, _even(rows, len(head)))


def _even(rows: Iterable[tuple[object, ...]], width: int) -> list[tuple[object, ...]]:
    return [(*r, *[""] * (width - len(r))) for r in rows]


def statistics() -> str:
    library = load_library()
    assert library is not None
    nodes = list(library.nodes.values())
    solved = [n for n in nodes if n.status == "solved"]
    attainable = [n for n in nodes if n.status != "unattainable"]
    times = np.array([n.time for n in solved])
    counts = {s: sum(n.status == s for n in nodes) for s in sorted({n.status for n in nodes})}
    return (
        f"{len(nodes)} nodes: {counts}. Of the attainable {len(attainable)}, "
        f"{100 * len(solved) / len(attainable):.1f} % are solved. Solve time of a node from its "
        f"neighbor, two at a time on two cores: median {np.median(times):.1f} s, 95 % within "
        f"{np.quantile(times, 0.95):.1f} s, largest {times.max():.1f} s; median "
        f"{np.median([n.iterations for n in solved]):.0f} iterations; largest scaled residual "
        f"{max(n.violation for n in solved):.1e}.\n"
    )
