"""What the numbers say, in words; every sentence is computed, none is fixed in advance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from soleus.anatomy.uncertainty import interval
from soleus.dose.measure import Dose, Values
from soleus.dose.metrics import STRAIN_WINDOW
from soleus.faces.report.comparison import Bands, label_of
from soleus.faces.report.markup import esc, number, percent
from soleus.plan.plan import Block, Plan
from soleus.solve.solution import Solution

__all__ = ["findings", "split_note"]

#: Below this share of its maximum a muscle is not under the "high tension" of the article.
_HIGH = 0.25


def findings(
    comparison: Mapping[str, Solution],
    doses: Mapping[str, Dose],
    bands: Bands,
    plan: Plan | None = None,
) -> list[tuple[str, str]]:
    """(headline, sentence) pairs, HTML; of the runs in a plan, too."""
    found = [_most_per_set(comparison, doses), _who_carries(doses)]
    found.append(_glute_ham(comparison, doses, bands))
    found += [_constant(comparison), _strain(comparison, doses)]
    if plan is not None:
        found.append(_runs(plan))
    return [f for f in found if f]


def _runs(plan: Plan) -> tuple[str, str] | None:
    """What the hardest run of the plan gives one leg."""
    blocks = [b for w in plan.weeks for s in w.sessions for b in s.blocks]
    runs = [b for b in blocks if b.distance_m is not None and b.dose]
    if not runs:
        return None

    def achilles(block: Block, key: str) -> float:
        return (block.dose or {}).get("achilles", {}).get(key) or 0.0

    top = max(runs, key=lambda b: achilles(b, "peak_force_bw"))
    return (
        f"Every step of the {esc(top.label.lower())} pulls the Achilles tendon with up to "
        f"{number(achilles(top, 'peak_force_bw'), 1)} body weights.",
        f"In nine of ten bodies {_span(top.samples, 'peak_force_bw')}. "
        f"That is {number(achilles(top, 'peak_strain_percent'), 1)} % strain; "
        f"{top.repetitions} × {top.distance_m:g} m gives one leg "
        f"{number(achilles(top, 'impulse_bw_s'), 0)} BW·s.",
    )


def _span(samples: Values, key: str) -> str:
    """The 90 % interval of a number of the Achilles tendon, in words."""
    low, high = interval(np.asarray(samples["achilles"][key]))
    return f"{number(low, 1)} to {number(high, 1)}"


def _most_per_set(comparison: Mapping[str, Solution], doses: Mapping[str, Dose]) -> tuple[str, str]:
    sets = {k: d.per_set["soleus"]["impulse_bw_s"] or 0.0 for k, d in doses.items()}
    ranked = sorted(sets, key=lambda k: -sets[k])
    if not ranked:
        return "", ""
    first = ranked[0]
    name = esc(label_of(first, comparison[first]))
    hold = " and its finishing hold" if doses[first].per_hold else ""
    text = (
        f"One set of {doses[first].repetitions}{hold} gives the soleus "
        f"{number(sets[first], 0)} BW·s"
    )
    if found := doses[first].interval("set", "soleus", "impulse_bw_s"):
        text += f" ({number(found[0], 0)} to {number(found[1], 0)} in nine of ten bodies)"
    if len(ranked) > 1:
        second = esc(label_of(ranked[1], comparison[ranked[1]]).lower())
        text += f", against {number(sets[ranked[1]], 0)} in the runner-up, the {second}"
    return f"{name} loads the soleus most per set.", text + "."


def _who_carries(doses: Mapping[str, Dose]) -> tuple[str, str] | None:
    squat, straight = doses.get("deep_squat_calf_raise"), doses.get("standing_calf_raise")
    if not squat or not straight:
        return None

    def gastrocnemius(d: Dose) -> float:
        heads = ("gastrocnemius_medialis", "gastrocnemius_lateralis")
        return sum(d.moment_share.get(h, 0.0) for h in heads)

    return (
        f"In the deep squat the soleus carries {percent(squat.moment_share['soleus'])} of the "
        "plantar-flexion moment.",
        f"With straight knees it is {percent(straight.moment_share['soleus'])}, and the "
        f"gastrocnemius gives {percent(gastrocnemius(straight))}; bent deep, it is left with "
        f"{percent(gastrocnemius(squat))}.",
    )


def _glute_ham(
    comparison: Mapping[str, Solution], doses: Mapping[str, Dose], bands: Bands
) -> tuple[str, str] | None:
    key = "glute_ham_raise"
    if key not in doses:
        return None
    r, d = doses[key].per_repetition, doses[key]
    share, peak = r["soleus"]["peak_force_share"] or 0.0, r["soleus"]["peak_force_bw"]
    low, high = bands.get(key, {}).get("soleus_peak_force_bw", (peak or 0.0, peak or 0.0))
    strength = (peak or 0.0) / share if share else 1.0
    agree = high / strength >= _HIGH
    heads = sum(d.moment_share.get(f"gastrocnemius_{h}", 0.0) for h in ("medialis", "lateralis"))
    text = (
        f"It peaks at {number(peak)} BW, {percent(share)} of its maximum. The gastrocnemius, "
        f"which also bends the knee, gives {percent(heads)} of the plantar-flexion moment. "
    )
    if high > low:
        text += (
            f"How hard the forefeet press on the plate decides: over the possible range the "
            f"soleus peaks at {number(low)} to {number(high)} BW, up to "
            f"{percent(high / strength)} of its maximum. "
        )
    if agree:
        text += "The article’s high soleus tension is there at the upper end of that range."
        return "The glute-ham raise loads the soleus only if the forefeet press hard.", text
    text += (
        "<strong>This contradicts the article</strong>, which expects constant high soleus "
        "tension here: on this model it is a hamstring and gastrocnemius exercise."
    )
    return "The glute-ham raise gives the soleus little.", text


def _constant(comparison: Mapping[str, Solution]) -> tuple[str, str] | None:
    s = comparison.get("deep_squat_calf_raise")
    if s is None:
        return None
    force = s.force("soleus")[s.trajectory.window("repetition")] / s.leg.person.body_weight
    low, high = float(np.min(force)), float(np.max(force))
    if low < 0.5 * high:
        return (
            "The tension in the deep squat is not constant.",
            f"Through a repetition the soleus goes from {number(high)} down to {number(low)} BW, "
            "against the article’s “constant tension”.",
        )
    return (
        "In the deep squat the soleus never lets go.",
        f"Through a repetition its force stays between {number(low)} and {number(high)} BW; the "
        "article’s “constant tension” holds in the sense that there is no rest.",
    )


def _strain(comparison: Mapping[str, Solution], doses: Mapping[str, Dose]) -> tuple[str, str]:
    low, high = (100 * s for s in STRAIN_WINDOW)
    strains = {
        k: d.per_repetition["achilles"]["peak_strain_percent"] or 0.0 for k, d in doses.items()
    }
    reach = [k for k in strains if strains[k] >= low]
    window = f"{low:g}–{high:g} %"
    if not reach:
        best = max(strains, key=lambda k: strains[k])
        return (
            "No exercise strains the whole tendon enough to make it adapt.",
            f"The {esc(label_of(best, comparison[best]).lower())} comes closest, "
            f"{number(strains[best], 1)} % of the {window} window: add load.",
        )
    names = ", ".join(
        f"{esc(label_of(k, comparison[k]).lower())} ({number(strains[k], 1)} %)"
        for k in sorted(reach, key=lambda k: -strains[k])
    )
    return (
        f"{len(reach)} of {len(strains)} exercises {'reaches' if len(reach) == 1 else 'reach'} the "
        f"tendon’s window of {window} strain.",
        f"Inside it: {names}. The others need added load if the tendon is to adapt.",
    )


def split_note(key: str, solution: Solution, bands: Bands) -> str:
    """The open force split of an exercise, in words; empty where statics decides."""
    exercise = solution.trajectory.exercise
    if exercise is None or exercise.share is None:
        return ""
    share = exercise.share
    text = (
        f"<strong>What statics leaves open.</strong> {esc(share.about)} Shown with "
        f"{number(share.value)}; possible: {number(share.low)} to {number(share.high)}."
    )
    names = {"achilles_peak_force_bw": "Achilles", "soleus_peak_force_bw": "soleus"}
    parts = [
        f"{names[n]} peak {number(low)} to {number(high)} BW"
        for n, (low, high) in bands.get(key, {}).items()
        if n in names
    ]
    if parts:
        text += f" Over that range: {', '.join(parts)}."
    return f'<p class="split">{text}</p>'
