"""The walking page of the docs: a recorded trial against OpenSim and EMG."""

from __future__ import annotations

import csv

import numpy as np
from pages import COLORS, ROOT, plt, save, table, write

import soleus as so
from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.skeleton import body_constants
from soleus.motion.recordings import read_recording, read_storage

WALK = ROOT.parent / "shared/data/walk_with_emg"
MODELS = {
    "OpenSim StaticOptimization": "opensim_static_optimization",
    "OpenSim MocoInverse, rigid tendons": "opensim_moco_inverse_rigid_tendon",
    "OpenSim MocoInverse, compliant Achilles": "opensim_moco_inverse_compliant_achilles",
}
OTHER = {"soleus": "soleus", ACHILLES[1]: "gasmed", ACHILLES[2]: "gaslat"}


def walking_leg() -> so.Leg:
    """Leg of the subject: 85.27 kg, segments against the generic model from its scaled joints
    (knee 398.9 over 409.6 mm below the hip, ankle 465.2 over 400 mm below the knee, foot 1.156)."""
    lengths = body_constants("segments", "lengths")
    reference = body_constants("strength", "muscle")["reference_height"].si
    thigh, shank, foot = 398.9 / 409.6, 465.2 / 400.0, 1.156
    height = reference * (398.9 + 465.2) / (409.6 + 400.0)
    return so.build_leg(
        so.Person(
            height=height, mass=85.27, sex="male", age=30,
            thigh_length=thigh * lengths["thigh"].si * reference,
            shank_length=shank * lengths["shank"].si * reference,
            foot_length=foot * lengths["foot"].si * reference,
        )
    )  # fmt: skip


def read_reference(name: str) -> tuple[list[str], np.ndarray]:
    with (WALK / f"reference/{name}.csv").open() as stream:
        rows = list(csv.reader(line for line in stream if not line.startswith("#")))
    return rows[0], np.array(rows[1:], dtype=float)


def correlation(activation: np.ndarray, time: np.ndarray, emg: np.ndarray, at: np.ndarray) -> float:
    return float(np.corrcoef(activation, np.interp(time, at, emg))[0, 1])


def walking_page() -> None:
    leg = walking_leg()
    weight = leg.person.body_weight
    recording = read_storage(WALK / "electromyography.sto")
    emg = {"soleus": recording.column("soleus"), ACHILLES[1]: recording.column("gastrocnemius")}
    rows = []
    answers: dict[str, so.Solution] = {}
    for tendon in ("rigid", "compliant"):
        cells: list[object] = [f"**Soleus, {tendon} tendons**"]
        for side in ("right", "left"):
            trial = read_recording(
                WALK / "coordinates.sto", WALK / "id_walk.sto", side, (0.48, 1.61)
            )
            s = so.share_load(leg, trial, tendon=tendon)
            answers[f"{tendon} {side}"] = s
            cells += [f"{s.achilles_force.max() / weight:.2f}"]
            cells += [f"{s.force(m).max() / weight:.2f}" for m in ACHILLES]
        right = answers[f"{tendon} right"]
        for name in ("soleus", ACHILLES[1]):
            activation = right.of(name, "activation")
            cells.append(f"{correlation(activation, right.time, emg[name], recording.time):.3f}")
        rows.append(cells)
    rows += _reference_rows(weight, emg, recording.time)
    head = ["model", "right: Achilles", "soleus", "gastr. med.", "gastr. lat.",
            "left: Achilles", "soleus", "gastr. med.", "gastr. lat.",
            "r with soleus EMG", "r with gastrocnemius EMG"]  # fmt: skip
    walking_figure(answers, weight, emg, recording.time)
    write("walking.md", _walking_text(answers, weight, table(head, rows)))


def _reference_rows(
    weight: float, emg: dict[str, np.ndarray], at: np.ndarray
) -> list[list[object]]:
    rows = []
    for label, file in MODELS.items():
        names, values = read_reference(file)
        cells: list[object] = [label]
        for side in "rl":
            parts = [values[:, names.index(f"{OTHER[m]}_{side}")] for m in ACHILLES]
            cells.append(f"{sum(parts).max() / weight:.2f}")
            cells += [f"{p.max() / weight:.2f}" for p in parts]
        for name in ("soleus", ACHILLES[1]):
            activation = values[:, names.index(f"act_{OTHER[name]}_r")]
            cells.append(f"{correlation(activation, values[:, 0], emg[name], at):.3f}")
        rows.append(cells)
    return rows


def _walking_text(answers: dict[str, so.Solution], weight: float, rows: str) -> str:
    names, values = read_reference(MODELS["OpenSim MocoInverse, compliant Achilles"])
    lines = []
    for side in ("right", "left"):
        theirs = sum(values[:, names.index(f"{OTHER[m]}_{side[0]}")] for m in ACHILLES)
        ours = answers[f"compliant {side}"].achilles_force
        ratio = ours.max() / theirs.max() - 1
        lines.append(
            f"- {side}: peak {ours.max() / weight:.2f} BW against {theirs.max() / weight:.2f} BW "
            f"({100 * ratio:+.1f} %; asked: within 15 %)"
        )
    return (
        "# A recorded walking trial\n\n"
        "Joint angles and moments of OpenSim's `example3DWalking` (85.27 kg) through "
        "`share_load` on a leg scaled from the subject's segment lengths, next to OpenSim's own "
        "answers for the same trial and to the recorded EMG. Peak forces in body weights; r is "
        "the correlation of activation with the EMG envelope of the right leg, without delay.\n\n"
        + rows
        + "\nAchilles force against MocoInverse with a compliant Achilles:\n\n"
        + "\n".join(lines)
        + "\n\n![forces and EMG](../images/walking.svg)\n\n"
        "The total in the Achilles tendon is almost the same in all models: moment over moment "
        "arm fixes it. The split is not: with compliant tendons our soleus carries more and our "
        "gastrocnemii less than in MocoInverse, which shares by dynamics over the whole trial and "
        "uses longer gastrocnemius fibers (59 and 69 mm before scaling, ours are the dissected 51 "
        "and 59 mm). Without direct measurement of the single muscles nobody knows which split is "
        "right; both agree with the timing of the EMG.\n"
    )


def walking_figure(
    answers: dict[str, so.Solution], weight: float, emg: dict[str, np.ndarray], at: np.ndarray
) -> None:
    figure, axes = plt.subplots(2, 3, figsize=(11, 5.4), sharex=True)
    references = {k: read_reference(v) for k, v in MODELS.items()}
    gray = {"OpenSim StaticOptimization": ":", "OpenSim MocoInverse, rigid tendons": "--",
            "OpenSim MocoInverse, compliant Achilles": "-"}  # fmt: skip
    for row, side in enumerate(("right", "left")):
        ours = answers[f"compliant {side}"]
        for axis, name in zip(axes[row], ACHILLES, strict=True):
            for label, (names, values) in references.items():
                force = values[:, names.index(f"{OTHER[name]}_{side[0]}")] / weight
                axis.plot(values[:, 0], force, gray[label], color="0.55", lw=1.2, label=label)
            if side == "right" and name in emg:
                envelope = np.interp(ours.time, at, emg[name])
                scale = (ours.force(name) / weight).max()
                axis.fill_between(ours.time, scale * envelope / envelope.max(), color="0.9",
                                  label="EMG, scaled", zorder=0)  # fmt: skip
            axis.plot(ours.time, ours.force(name) / weight, color=COLORS[name], lw=2.2,
                      label="Soleus, compliant tendons")  # fmt: skip
            axis.set_title(f"{name.replace('_', ' ')}, {side}", loc="left", fontsize=9)
        axes[row, 0].set_ylabel("force, BW")
    for axis in axes[1]:
        axis.set_xlabel("time, s")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncol=5, frameon=False, fontsize=8)
    figure.subplots_adjust(bottom=0.16, hspace=0.25)
    save(figure, "walking.svg")
