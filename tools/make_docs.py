"""Write the generated pages and pictures of docs/: `make docs`.

Every number on these pages comes out of the package when this runs. The walking comparison
needs the measured trial beside the project (`../shared/data/walk_with_emg`); without it, that
page is left as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from article_page import article_page
from body_pages import body_page
from pages import COLORS, DASHES, ROOT, plt, save, table, write
from running_pages import running_page, validation_page
from walking import WALK, walking_page

import soleus as so
from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.paths import load_path, path_table
from soleus.anatomy.skeleton import body_constants
from soleus.anatomy.strength import achilles_stiffness, dynamometer_moment, isometric_moment
from soleus.anatomy.uncertainty import load_uncertainty
from soleus.base.constants import list_models, load_constants
from soleus.base.library import data_path, load_quantities, load_sources, read_file
from soleus.base.quantities import Quantity
from soleus.dose.load_index import load_constants as load_index_constants
from soleus.dose.metrics import METRICS
from soleus.dose.sprint import speed_constants
from soleus.plan.rules import GROUPS, load_rules
from soleus.plan.scheme_files import load_scheme
from soleus.plan.scheme_words import describe_scheme
from soleus.solve.gait_constants import gait_constants
from soleus.solve.optimal_control import trial_constants


def example_leg() -> so.Leg:
    return so.build_leg(so.load_person(ROOT / "examples/runner.toml"))


# --- muscle paths --------------------------------------------------------------------------
def paths_page() -> None:
    rows = []
    for name, entry in path_table().items():
        crosses = ", ".join(load_path(name).crosses)
        rows.append(
            (name.replace("_", " "), crosses, len(entry["terms"]), f"{entry['rms_mm']:.4f}",
             f"{entry['largest_mm']:.3f}", entry.get("note", ""))
        )  # fmt: skip
    write(
        "paths.md",
        "# How well the muscle paths are fitted\n\n"
        "Lengths of the fitted polynomials against 1,024 sampled poses of the source model "
        "(RajagopalLaiUhlrich2023). Moment arms are the negative slope of the same polynomials.\n"
        "For the gastrocnemii the error is that of the plain fit; their knee terms are then "
        "replaced by integrated measured arms.\n\n"
        + table(("muscle", "angles", "terms", "rms, mm", "largest, mm", "note"), rows),
    )


# --- every assumption ----------------------------------------------------------------------
def _all_quantities() -> Iterable[tuple[str, Quantity]]:
    for name in so.list_muscles():
        for q in so.load_muscle(name).constants.values():
            yield f"{name}: {q.name}", q
    groups = {"segments": ("lengths", "foot", "male", "female"), "posture": ("contact",),
              "strength": ("muscle", "dynamometer", "heel_raise", "measurement_error", "range"),
              "fatigue": ("plantar_flexors", "plantar_flexors_male", "plantar_flexors_female"),
              }  # fmt: skip
    for file, tables in groups.items():
        for part in tables:
            for q in body_constants(file, part).values():
                yield f"{part}: {q.name}", q
    for part in ("contact", "feet", "joints", "muscle", "cost"):
        for q in gait_constants(part).values():
            yield f"running, {part}: {q.name}", q
    for q in speed_constants().values():
        yield f"sprint: {q.name}", q
    for part in ("cost", "mesh"):
        for q in trial_constants(part).values():
            yield f"optimal control, {part}: {q.name}", q
    for part in ("weights", "scales", "edges", "kinds"):
        for q in load_index_constants(part).values():
            yield f"load index, {part}: {q.name}", q
    for part, content in read_file(data_path("rules", "adaptation.toml")).items():
        for q in load_quantities(content, f"adaptation.toml: {part}").values():
            yield f"adaptation, {part}: {q.name}", q
    for model in list_models():
        for q in load_constants(model).quantities.values():
            yield f"{model.replace('_', ' ')}: {q.name}", q
    for p in load_uncertainty().values():
        if p.spread.name == "spread":  # its own number, not that of a constant above
            yield f"uncertainty: {p.label}", p.spread


def assumptions_page() -> None:
    rows = [
        (name, f"{q.value:g} ± {q.spread:g} {q.unit}", q.note)
        for name, q in _all_quantities()
        if q.source == "assumption"
    ]
    shares = [
        (f"{e.name}: open force split", f"{e.share.value:g} ({e.share.low:g} to {e.share.high:g})",
         e.share.about)
        for e in map(so.load_exercise, so.list_exercises()) if e.share
    ]  # fmt: skip
    derived = [
        (name, f"{q.value:g} ± {q.spread:g} {q.unit}", q.note)
        for name, q in _all_quantities()
        if q.source == "derived"
    ]
    sources = [
        (k, s.text, f"[{s.doi}](https://doi.org/{s.doi})" if s.doi else "")
        for k, s in load_sources().items()
    ]
    write(
        "assumptions.md",
        "# Numbers without a measurement behind them, and all sources\n\n"
        "## Assumptions\n\n" + table(("what", "value", "note"), [*rows, *shares])
        + "\n## Derived from other numbers\n\n" + table(("what", "value", "how"), derived)
        + "\n## Sources\n\n" + table(("key", "text", "DOI"), sources),
    )  # fmt: skip


# --- training ------------------------------------------------------------------------------
def training_pages() -> None:
    """The rules with source and strength, and every scheme as a coach reads it."""
    parts = []
    for group in GROUPS:
        rows = [
            (r.id, r.reason, ", ".join(r.sources), r.strength + (", ours" if r.ours else ""),
             r.overridable_by, r.note)
            for r in load_rules().group(group)
        ]  # fmt: skip
        names = ("rule", "what it says", "source", "strength", "who may override", "note")
        parts.append(f"## {group.capitalize()}\n\n{table(names, rows)}\n")
    write(
        "rules.md",
        "# The rules of training\n\nStrength: A trial or guideline, B cohort or laboratory, C "
        'consensus or trial protocol, D clinic habit, P our own. "Ours": the size of the cut, or '
        "the rule, is our own choice. None of this diagnoses; stop rules can be put aside by "
        "nobody.\n\n" + "\n".join(parts),
    )
    texts = [f"```\n{describe_scheme(load_scheme(n)).rstrip()}\n```\n" for n in so.list_schemes()]
    write(
        "schemes.md",
        "# The training schemes\n\nAs `soleus schemes NAME` prints them; the files are "
        "`src/soleus/data/schemes/*.yaml`.\n\n" + "\n".join(texts),
    )


# --- strength ------------------------------------------------------------------------------
def strength_page() -> None:
    leg = example_leg()
    mass = leg.person.mass
    ankles = np.arange(-40, 31, 2.0)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True)
    for axis, knee in zip(axes, (0, 90), strict=True):
        parts = [isometric_moment(leg, math.radians(a), math.radians(knee)) for a in ankles]
        total = np.array([sum(p.values()) for p in parts]) / mass
        axis.plot(ankles, total, color="black", lw=2)
        axis.annotate("all", (ankles[-1], total[-1]), xytext=(4, 0), textcoords="offset points")
        for name in ACHILLES:
            y = np.array([p[name] for p in parts]) / mass
            axis.plot(ankles, y, DASHES[name], color=COLORS[name], label=name.replace("_", " "))
        axis.set_title(f"knee at {knee}°", loc="left")
        axis.set_xlabel("ankle angle, ° (dorsiflexion +)")
    axes[0].set_ylabel("plantar-flexion moment, N m/kg")
    axes[0].legend(frameon=False, fontsize=8)
    save(figure, "strength.svg")
    straight = dynamometer_moment(leg)
    bent = dynamometer_moment(leg, 0.0, math.pi / 2)
    write(
        "strength.md",
        "# Strength of the plantar flexors\n\n"
        f"Example person: {leg.person.describe()}. Full activation, isometric, compliant "
        "tendons.\n\n![strength over ankle angle](../images/strength.svg)\n\n"
        "## What a dynamometer would read\n\n"
        "Activation 0.9 and 10° of ankle and heel movement inside the device (both "
        "assumptions).\n\n"
        + table(
            ("quantity", "model", "people"),
            [
                ("maximal isometric moment, straight knee", f"{straight / mass:.2f} N m/kg",
                 "1.5 to 2.9 N m/kg"),
                ("knee at 90° over straight knee", f"{bent / straight:.2f}",
                 "0.85 ± 0.09 (135 adults; degree of flexion not stated)"),
                ("stiffness of tendon and aponeurosis at 2.7 kN",
                 f"{achilles_stiffness(leg) / 1000:.0f} N/mm",
                 "180 (arampatzis2007), 430 ± 200 (peltonen2010)"),
            ],
        )
        + "\n## What the choice of strength does\n\n"
        "Published models differ 1.75-fold in soleus strength (3549 to 6195 N). The same "
        "single-leg calf raise with all muscles of the leg at those strengths:\n\n"
        + _strength_choice(leg),
    )  # fmt: skip


def _strength_choice(leg: so.Leg) -> str:
    exercise = so.load_exercise("single_leg_calf_raise")
    own = leg.parameters.max_isometric_force[leg.index("soleus")]
    rows = []
    for target in (3549.0, 4500.0, own, 6195.0):
        forces = leg.parameters.max_isometric_force * target / own
        other = replace(leg, parameters=replace(leg.parameters, max_isometric_force=forces))
        solution = so.solve_exercise(exercise, other)
        dose = so.measure_dose(solution)
        rows.append(
            (f"{target:.0f} N", f"{dose.per_repetition['achilles']['peak_force_bw']:.2f}",
             f"{dose.per_repetition['soleus']['peak_force_bw']:.2f}",
             f"{100 * dose.per_repetition['soleus']['peak_activation']:.0f} %",
             f"{100 * dose.moment_share['soleus']:.0f} %", solution.verdict)
        )  # fmt: skip
    head = ("soleus strength", "Achilles peak, BW", "soleus peak, BW", "soleus activation",
            "soleus share of moment", "verdict")  # fmt: skip
    return table(head, rows)


# --- exercises -----------------------------------------------------------------------------
def exercises_page() -> None:
    leg = example_leg()
    rows, text = [], []
    for name in so.list_exercises():
        exercise = so.load_exercise(name)
        dose = so.measure_dose(so.solve_exercise(exercise, leg))
        one, full = dose.per_repetition, dose.per_set
        rows.append(
            (name, f"{dose.ankle['peak_moment_nm_per_kg']:.2f}",
             f"{full['achilles']['peak_force_bw']:.2f}", f"{full['soleus']['peak_force_bw']:.2f}",
             f"{one['soleus']['impulse_bw_s']:.1f}", f"{full['soleus']['impulse_bw_s']:.0f}",
             f"{100 * dose.moment_share['soleus']:.0f} %",
             f"{full['soleus']['fiber_length_lowest']:.2f} to "
             f"{full['soleus']['fiber_length_highest']:.2f}",
             f"{full['achilles']['peak_strain_percent']:.1f}")
        )  # fmt: skip
        text.append(f"- **{name}**: {exercise.about} {exercise.describe()} *{dose.verdict}*.")
    head = ("exercise", "ankle moment, N m/kg", "Achilles peak, BW", "soleus peak, BW",
            "soleus impulse, BW s a repetition", "a set", "soleus share of moment",
            "soleus fiber length", "Achilles strain, %")  # fmt: skip
    metrics = [(m.key, m.unit, m.combine, m.about) for m in METRICS.values()]
    write(
        "exercises.md",
        f"# The exercises on one leg\n\nExample person: {leg.person.describe()}. One leg, no "
        "external load.\n\n" + table(head, rows) + "\n" + "\n".join(text)
        + "\n\n## Dose metrics\n\n" + table(("key", "unit", "adds up by", "meaning"), metrics),
    )  # fmt: skip
    share_figure(leg)


def share_figure(leg: so.Leg) -> None:
    """Who carries 80 N m at the ankle, over knee flexion."""
    knees = np.radians(np.linspace(0, 130, 131))
    still = {k: np.zeros_like(knees) for k in ("hip_flexion", "knee_angle", "ankle_angle")}
    moment = {"ankle_angle": np.full_like(knees, -80.0)}
    angles = {**still, "knee_angle": knees}
    trial = so.Trajectory("knee sweep", np.arange(131) / 10, angles, still, moment)
    solution = so.share_load(leg, trial)
    figure, axis = plt.subplots(figsize=(6, 3.4))
    moments = solution.plantar_flexion_moments
    total = np.maximum(moments, 0).sum(axis=1)
    for name in ACHILLES:
        y = 100 * moments[:, leg.index(name)] / total
        label = name.replace("_", " ")
        axis.plot(np.degrees(knees), y, DASHES[name], color=COLORS[name], lw=2, label=label)
    axis.legend(frameon=False, fontsize=8, loc="center right")
    axis.set_xlabel("knee flexion, °")
    axis.set_ylabel("share of 80 N m plantar flexion, %")
    axis.set_ylim(0, 100)
    save(figure, "share_over_knee.svg")


def main() -> None:
    paths_page()
    assumptions_page()
    training_pages()
    strength_page()
    exercises_page()
    running_page()
    validation_page()
    article_page()
    body_page()
    if WALK.exists():
        walking_page()
    else:
        print(f"docs/generated/walking.md left as it is: {WALK.name} is not beside the project")


if __name__ == "__main__":
    main()
