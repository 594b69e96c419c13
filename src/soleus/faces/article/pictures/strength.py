"""Strength: which tendon, at which knee angle, and whose share."""

from __future__ import annotations

import numpy as np

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.person import Person
from soleus.faces.article.pictures.registry import Picture, picture
from soleus.faces.article.plot import Bar, Line, Shade, bars, curves
from soleus.faces.article.words import limit, plain
from soleus.study.check_results import nominal
from soleus.study.experiments.strength import ramp, voluntary

_TENDONS = {
    "Achilles tendon (soleus, gastrocnemius)": ACHILLES,
    "Quadriceps tendon (four muscles)": (
        "rectus_femoris", "vastus_intermedius", "vastus_lateralis", "vastus_medialis"
    ),
    "Iliopsoas tendon (hip flexors)": ("iliacus", "psoas"),
    "Peroneus longus": ("peroneus_longus",), "Tibialis posterior": ("tibialis_posterior",),
    "Tibialis anterior": ("tibialis_anterior",),
}  # fmt: skip
_KNEES = np.arange(0.0, 131.0, 5.0)
_MOMENTS = (20.0, 60.0)  # N m: a light push, and about half of a strong one


@picture("strongest_tendon")
def strongest_tendon(person: Person) -> Picture:
    """Largest forces the muscles of the big tendons can give, in body weights."""
    leg = nominal(person)
    found = {
        name: sum(float(leg.parameters.max_isometric_force[leg.index(m)]) for m in muscles)
        / person.body_weight
        for name, muscles in _TENDONS.items()
    }
    order = sorted(found, key=lambda n: -found[n])
    rows = [
        Bar(n, found[n], "soleus" if n.startswith("Achilles") else "other", f"{found[n]:.1f}")
        for n in order
    ]
    plain_names = [n.split(" (")[0] for n in order[:2]]
    names = [n if n.startswith("Achilles") else n[0].lower() + n[1:] for n in plain_names]
    return Picture(
        bars("What the muscles of a tendon can pull with", "body weights, one leg", rows),
        f"All muscles of a tendon at full activation and best length. The {names[0]} is pulled by "
        f"up to {found[order[0]]:.1f} body weights, the {names[1]} by {found[order[1]]:.1f}.",
    )


@picture("any_knee_angle")
def any_knee_angle(person: Person) -> Picture:
    """Strength at knee angles, stacked by muscle."""
    leg = nominal(person)
    knees = np.array([0.0, 30.0, 60.0, 90.0, 120.0])
    moments = voluntary(leg, np.zeros(len(knees)), knees).moments
    soleus, heads = (_of(leg, moments, names) for names in (ACHILLES[:1], ACHILLES[1:]))
    others = moments.sum(axis=-1) - soleus - heads
    rows = [
        Bar(
            f"knee bent {k:.0f} degrees" if k else "knee straight", 0.0,
            text=f"{s + h + o:.0f}, soleus {s:.0f}",
            parts=((s, "soleus"), (h, "medialis"), (max(o, 0.0), "other_soft")),
        )
        for k, s, h, o in zip(knees, soleus, heads, others, strict=True)
    ]  # fmt: skip
    return Picture(
        bars(
            "Pushing as hard as possible, foot at a right angle",
            "turning force at the ankle, N m", rows,
            key=(("soleus", "soleus", False), ("medialis", "gastrocnemius", True),
                 ("other_soft", "others", True)),
        ),
        f"Bending the knee from 0 to {knees[-1]:.0f} degrees takes the gastrocnemius from "
        f"{heads[0]:.0f} to {heads[-1]:.0f} N m; the soleus keeps its {soleus[0]:.0f} N m, because "
        "it does not cross the knee.",
    )  # fmt: skip


def _of(leg: Leg, moments: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    total: np.ndarray = moments[..., [leg.index(m) for m in names]].sum(axis=-1)
    return total


@picture("most_when_bent")
def most_when_bent(person: Person) -> Picture:
    """Share of the soleus in the push of the calf over the knee angle."""
    leg = nominal(person)
    lines, ends = [], []
    for moment, dash in zip(_MOMENTS, ("", "7 5"), strict=True):
        s = ramp(leg, np.full(len(_KNEES), moment), 0.0, _KNEES)
        parts = {m: s.plantar_flexion_moments[:, leg.index(m)] for m in ACHILLES}
        share = 100 * parts["soleus"] / sum(parts.values())
        lines.append(Line(_KNEES, share, f"push of {moment:.0f}\u00a0N\u00a0m", "soleus", dash))
        ends.append((share[0], float(np.interp(90.0, _KNEES, share))))
    harder = lines[1].y
    most = limit("most_when_bent", "force_share")
    enough = _KNEES[harder > most] if most is not None else _KNEES[:0]
    svg = curves(
        "The soleus' share of the calf's push", "% of soleus and gastrocnemius together",
        "knee bend, degrees", lines,
        [] if most is None else [Shade(most, 100.0, f"most: {most:.0f} % and more")],
        y_range=(0.0, 104.0),
    )  # fmt: skip
    lesson = ""
    if len(enough) and enough[0] > 0:
        lesson = (
            f"In raises for the soleus bend the knee {enough[0]:.0f} degrees or more: it then "
            f"does more than {most:.0f} % of the calf's push."
        )
    return Picture(
        svg,
        f"With the knee straight the soleus gives {ends[1][0]:.0f} % of a push of "
        f"{plain(_MOMENTS[1])} N m, at 90 degrees {ends[1][1]:.0f} %.",
        lesson,
    )
