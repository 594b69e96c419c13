"""The generated page on running: the model beside people, slopes, speeds, what scaling costs."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")


import numpy as np
from pages import IMAGES, PAGES, table, write
from running_figures import (
    BASE,
    GRADES,
    equal_effort,
    equal_metabolic,
    map_figure,
    slope_figure,
    work_figure,
)
from scaled_bodies import compare_bodies

from soleus.faces.validation_page import write_page
from soleus.faces.validation_words import measured, modeled
from soleus.solve.gait import solution_from
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_library import load_library, reference_leg, start_of
from soleus.solve.gait_mesh import on_finer_mesh
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_solver import solve_raw
from soleus.solve.gait_spread import relative_spread, spread_table
from soleus.solve.gait_table import GaitTable, load_gait_table
from soleus.study.check_results import evaluate
from soleus.study.check_rows import load_checks


def running_page() -> None:
    """Write docs/generated/running.md and its figures."""
    run = load_gait_table("run")
    slope_figure(run)
    work_figure(run)
    map_figure(run)
    parts = [
        "# Running on any grade: the model beside people\n\n",
        f"Body of the gait library: {reference_leg().person.describe()}. One step of one leg.\n\n",
        scoreboard(),
        "\n## What the slope changes\n\n![slope](../images/slope.svg)\n\n",
        slope_table(run),
        "\n![joint work](../images/slope_work.svg)\n",
        "\n## Soleus force over speed and grade\n\n![map](../images/speed_grade.svg)\n\n",
        tops(run),
        "\n## How much a solution can be trusted\n\n", mesh_and_starts(),
        "\n## Where the intervals come from\n\n", spreads(),
        "\n## What scaling to another body costs\n\n", scaling(),
        "\n## The library\n\n", statistics(),
    ]  # fmt: skip
    write("running.md", "".join(parts))


def scoreboard() -> str:
    """The rows on running, walking and slopes out of the scoreboard of the whole model."""
    results = evaluate([c for c in load_checks() if c.topic in ("running", "grade")])
    rows = []
    for r in results:
        c = r.check
        rows.append(
            (c.quantity, c.condition, measured(c), modeled(r), "yes" if r.within else "**no**",
             ", ".join(c.sources), "" if r.within else c.why)
        )  # fmt: skip
    within = sum(r.within for r in results)
    head = ("quantity", "condition", "people", "model (90 %)", "within", "source", "why not")
    return (
        f"## Model and measurement\n\n{within} of {len(results)} within. The weights of "
        "the cost were set once, on level running at 3.5 m/s, so that the leg bends, the trunk "
        "stays up and cadences come out human; rows this touches are marked in the scoreboard. "
        "Where methods of measuring disagree, both are listed. The whole model's rows: "
        "[the scoreboard](validation.md).\n\n" + table(head, rows)
    )


def validation_page() -> None:
    """Write docs/generated/validation.md, the scoreboard of the whole model, and its figures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    write_page(PAGES / "validation.md", evaluate(), IMAGES)
    print("docs/generated/validation.md")


def load_rows(run: GaitTable, places: list[tuple[str, float, float]]) -> str:
    """Loads of one leg at places (name, speed, grade): a step, a second, a kilometer."""
    tissues = ("muscles.soleus", "muscles.gastrocnemius", "achilles")
    joints = [f"{j}.net_work_j_per_kg" for j in ("ankle", "knee", "hip")]
    keys = [*(f"{t}.impulse_bw_s" for t in tissues), *(f"{t}.peak_force_bw" for t in tissues),
            "muscles.soleus.fiber_work_j_per_kg", "step_length_m", "cadence_spm",
            *joints]  # fmt: skip
    rows = []
    for name, speed, grade in places:
        v = {k: float(x) for k, x in run.at(keys, speed, grade).items()}
        step = [v[f"{t}.impulse_bw_s"] for t in tissues]
        km = [x * 1000 / (2 * v["step_length_m"]) for x in step]
        climbed = f"{km[0] / (1000 * np.sin(np.arctan(grade))):.2f}" if grade > 0 else ""
        rows.append(
            (name, " / ".join(f"{v[f'{t}.peak_force_bw']:.1f}" for t in tissues),
             " / ".join(f"{x:.2f}" for x in step),
             " / ".join(f"{x * v['cadence_spm'] / 120:.2f}" for x in step),
             " / ".join(f"{x:.0f}" for x in km), climbed,
             f"{v['muscles.soleus.fiber_work_j_per_kg']:.2f}",
             " / ".join(f"{v[j]:+.2f}" for j in joints))
        )  # fmt: skip
    head = ("soleus / gastrocnemius / Achilles", "peak, BW", "BW s a step", "BW s a second",
            "BW s a km", "soleus BW s a meter climbed", "soleus fiber work, J/kg a step",
            "net work ankle / knee / hip, J/kg a step")  # fmt: skip
    return table(head, rows)


def slope_table(run: GaitTable) -> str:
    """Loads over grade and over speed, who does the added work, and equal effort."""
    grades = [-0.10, -0.05, 0.0, 0.05, 0.10, 0.15, 0.20]
    over_grade = [(f"{BASE:g} m/s, {100 * g:+.0f} %", BASE, g) for g in grades]
    over_speed = [
        (f"{v:g} m/s, level", v, 0.0) for v in (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
    ]
    return (
        load_rows(run, over_grade)
        + "\n"
        + load_rows(run, over_speed)
        + "\n"
        + added_work(run)
        + _slope_words(run)
    )


def added_work(run: GaitTable) -> str:
    """Which joint takes the added work of a slope (Roberts & Belliveau 2005: the hip, all)."""
    joints = ("hip", "knee", "ankle")
    keys = [f"{j}.net_work_j_per_kg" for j in joints]
    rows = []
    for speed in (3.0, 3.5, 4.5):
        level = run.at(keys, speed, 0.0)
        for grade in (0.05, 0.10, 0.15, 0.20):
            if not run.covered(speed, grade):
                continue
            hill = run.at(keys, speed, grade)
            added = {j: float(hill[k] - level[k]) for j, k in zip(joints, keys, strict=True)}
            most = max(added, key=lambda j: added[j])
            share = 100 * added[most] / sum(added.values())
            rows.append(
                (f"{speed:g} m/s, {100 * grade:+.0f} %", *[f"{added[j]:+.2f}" for j in joints],
                 f"{most}, {share:.0f} %")
            )  # fmt: skip
    head = ("added net work against level, J/kg a step", *joints, "largest part")
    return "Who does the added work uphill (people: nearly all of it the hip):\n\n" + table(
        head, rows
    )


def _slope_words(run: GaitTable) -> str:
    key = "muscles.soleus.impulse_bw_s"
    where = int(np.argmin(abs(GRADES - 0.10)))

    def change(speed: float) -> tuple[float, float]:
        level = run.at([key, "cadence_spm"], BASE, 0.0)
        hill = run.at([key, "cadence_spm"], speed, 0.10)
        step = float(hill[key] / level[key] - 1)
        second = float(hill[key] * hill["cadence_spm"] / level[key] / level["cadence_spm"] - 1)
        return 100 * step, 100 * second

    same = change(BASE)
    metabolic = change(float(equal_metabolic()[where]))
    effort = change(float(equal_effort(run)[where]))
    return (
        "\nThe article says the soleus works considerably more uphill. At +10 % the model gives "
        f"its impulse {same[0]:+.0f} % a step ({same[1]:+.0f} % a second) at equal speed, "
        f"{metabolic[0]:+.0f} % ({metabolic[1]:+.0f} %) at equal metabolic power, and "
        f"{effort[0]:+.0f} % ({effort[1]:+.0f} %) at equal muscle effort.\n"
    )


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
    tables = {w: spread_table(w) for w in ("impulse", "peak")}
    rows = [
        (cause, *[f"{100 * tables[w][cause][t]:.1f} %" for w in tables for t in tissues])
        for cause in tables["impulse"]
    ]
    total = [relative_spread(w)[t] for w in tables for t in tissues]
    rows.append(("**together**", *[f"**{100 * v:.0f} %**" for v in total]))
    head = ("cause", *[f"{t} {w}" for w in tables for t in tissues])
    return (
        "Share by which a step's impulse and peak move when a cause moves by its standard "
        "deviation (weights of the cost: by two or three), gaits solved anew "
        "(tools/gait_spread.py). Solved gaits do not have the last cause. What is not in it: the "
        "twofold difference between the methods of measuring tendon force.\n\n" + table(head, rows)
    )


def scaling() -> str:
    """Bodies solved directly against the scaled library."""
    rows: list[tuple[object, ...]] = []
    for pair in compare_bodies():
        a, b = pair.solved.summary, pair.estimate.summary
        values = [
            (a["achilles"]["peak_force_bw"], b["achilles"]["peak_force_bw"]),
            (a["achilles"]["impulse_bw_s"], b["achilles"]["impulse_bw_s"]),
            (a["muscles"]["soleus"]["impulse_bw_s"], b["muscles"]["soleus"]["impulse_bw_s"]),
        ]
        rows.append(
            (pair.solved.leg.person.describe(), f"{pair.solved.speed:g}",
             f"{100 * pair.solved.grade:+.0f} %",
             *[f"{x:.2f} / {y:.2f} ({100 * (y / x - 1):+.0f} %)" for x, y in values],
             f"{a['cadence_spm']:.0f} / {b['cadence_spm']:.0f}",
             f"{pair.solved.solve_time:.1f} s, {pair.solved.iterations}")
        )  # fmt: skip
    head = ("body", "m/s", "grade", "Achilles peak, BW (solved / scaled)", "Achilles BW s",
            "soleus BW s", "cadence", "solve time, iterations")  # fmt: skip
    return (
        "Bodies of one shape at one Froude number; the calf's forces follow its strength per "
        "weight, as those of bodies solved directly do. What is left is a cause of its own in "
        "every interval from the library.\n\n" + table(head, rows)
    )


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
