"""All exercises side by side: bars with their values, and tables of the dose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from soleus.dose.measure import TISSUES, Dose
from soleus.dose.metrics import METRICS
from soleus.dose.spread import place_interval
from soleus.faces.report.markup import NOTHING, esc, number, percent, table
from soleus.solve.solution import Solution

__all__ = ["Bands", "all_metrics", "bars", "dose_table", "label_of"]

Bands = Mapping[str, Mapping[str, tuple[float, float]]]
_TISSUES = (("achilles", "Achilles"), ("soleus", "soleus"), ("gastrocnemius", "gastroc."))


_Value = Callable[[str, str], float]


@dataclass(frozen=True)
class _Panel:
    title: str
    about: str
    metric: str
    value: _Value
    digits: int


def label_of(key: str, solution: Solution) -> str:
    """Name of an exercise for people; the load in the key (\"... 20 kg\") stays visible."""
    exercise = solution.trajectory.exercise
    label = exercise.label if exercise else key.replace("_", " ")
    load = exercise.load_mass if exercise else 0.0
    return f"{label}, {load:g} kg" if load else label


def bars(comparison: Mapping[str, Solution], doses: Mapping[str, Dose]) -> str:
    """Three panels of bars with 90 % intervals, each sorted by the Achilles tendon."""

    def peak(key: str, tissue: str) -> float:
        if tissue == "gastrocnemius":
            s = comparison[key]
            both = s.force("gastrocnemius_medialis") + s.force("gastrocnemius_lateralis")
            inside = s.trajectory.window("repetition")
            return float(both[inside].max() / s.leg.person.body_weight)
        return doses[key].per_repetition[tissue]["peak_force_bw"] or 0.0

    def added(metric: str) -> Callable[[str, str], float]:
        def value(key: str, tissue: str) -> float:
            values = doses[key].per_repetition
            if tissue != "gastrocnemius":
                return values[tissue][metric] or 0.0
            heads = [values[f"gastrocnemius_{h}"][metric] or 0.0 for h in ("medialis", "lateralis")]
            return max(heads) if metric == "time_in_strain_window_s" else sum(heads)

        return value

    panels = (
        _Panel("Peak force", "body weights, one leg", "peak_force_bw", peak, 2),
        _Panel("Force × time of one repetition", "body weights × seconds; a held posture counts "
               "as one repetition", "impulse_bw_s", added("impulse_bw_s"), 1),
        _Panel("Time at 4.5–6.5 % strain, per repetition", "seconds in the window that makes "
               "tendon adapt; gastrocnemius: the head with more", "time_in_strain_window_s",
               added("time_in_strain_window_s"), 1),
    )  # fmt: skip
    return "".join(_panel(p, comparison, doses) for p in panels)


def _interval(dose: Dose, tissue: str, metric: str, value: float) -> tuple[float, float] | None:
    """90 % interval of a bar; of both gastrocnemius heads together where they add up."""
    if tissue != "gastrocnemius":
        return dose.interval("repetition", tissue, metric)
    if dose.spread is None or metric == "time_in_strain_window_s":
        return None
    parts = [
        dose.spread.of("repetition", f"gastrocnemius_{h}", metric)
        for h in ("medialis", "lateralis")
    ]
    both = np.sum([p for p in parts if p is not None], axis=0)
    return place_interval(dose.spread.samples(both), both[0], value)


def _panel(panel: _Panel, comparison: Mapping[str, Solution], doses: Mapping[str, Dose]) -> str:
    values = {k: {t: panel.value(k, t) for t, _ in _TISSUES} for k in comparison}
    found = {
        (k, t): _interval(doses[k], t, panel.metric, values[k][t])
        for k in comparison
        for t, _ in _TISSUES
    }
    top = [v for row in values.values() for v in row.values()]
    top += [band[1] for band in found.values() if band]
    highest = max([*top, 1e-9])
    order = sorted(values, key=lambda k: (-values[k]["achilles"], -values[k]["soleus"]))
    rows, none = [], []
    for key in order:
        if panel.metric == "time_in_strain_window_s" and not any(values[key].values()):
            none.append(label_of(key, comparison[key]).lower())
            continue
        lines = "".join(
            _bar(t, name, values[key][t], highest, panel, found[key, t]) for t, name in _TISSUES
        )
        label = label_of(key, comparison[key])
        span = ""
        if panel.metric == "impulse_bw_s":
            start, end = comparison[key].trajectory.windows.get("repetition", (0.0, 0.0))
            span = f" <small>{end - start:g} s</small>"
        rows.append(f'<div class="row"><h4>{esc(label)}{span}</h4><ul>{lines}</ul></div>')
    return (
        f'<section class="bars"><h3>{esc(panel.title)}</h3><p class="note">{esc(panel.about)}</p>'
        f"{''.join(rows)}{_none(none)}</section>"
    )


def _none(names: list[str]) -> str:
    return f'<p class="note zero">No time in it: {esc(", ".join(names))}.</p>' if names else ""


def _bar(
    tissue: str, name: str, value: float, highest: float, panel: _Panel,
    band: tuple[float, float] | None,
) -> str:  # fmt: skip
    width = 100 * value / highest
    error, text, end = "", number(value, panel.digits), width
    if band:
        low, high = (100 * b / highest for b in band)
        end = max(width, high)
        error = f'<span class="error" style="left:{low:.1f}%;width:{high - low:.1f}%"></span>'
        text += f" ({number(band[0], panel.digits)} to {number(band[1], panel.digits)})"
    return (
        f'<li><span class="who">{name}</span><span class="track">'
        f'<span class="bar {tissue}" style="width:{width:.1f}%"></span>{error}'
        f'<span class="val" style="left:{end:.1f}%">{text}</span></span></li>'
    )


def dose_table(comparison: Mapping[str, Solution], doses: Mapping[str, Dose]) -> str:
    """The dose in short: one row an exercise."""
    head = (
        "Exercise", "Ankle moment, N·m/kg", "Achilles peak, BW", "Soleus peak, BW",
        "Gastroc. med., lat., BW", "Soleus share of moment", "Soleus fiber length",
        "Achilles strain, %", "Soleus, BW·s a rep", "Achilles, BW·s a rep", "Set",
        "Soleus, BW·s a set", "Achilles, BW·s a set",
    )  # fmt: skip
    rows = []
    for key, d in doses.items():
        r, s = d.per_repetition, d.per_set
        sol = r["soleus"]
        rows.append([
            esc(label_of(key, comparison[key])), number(d.ankle.get("peak_moment_nm_per_kg")),
            number(r["achilles"]["peak_force_bw"]), number(sol["peak_force_bw"]),
            _pair(r["gastrocnemius_medialis"]["peak_force_bw"],
                  r["gastrocnemius_lateralis"]["peak_force_bw"]),
            percent(d.moment_share.get("soleus")),
            _pair(sol["fiber_length_lowest"], sol["fiber_length_highest"], "–"),
            number(r["achilles"]["peak_strain_percent"], 1),
            number(sol["impulse_bw_s"], 1), number(r["achilles"]["impulse_bw_s"], 1),
            f"1 × {d.repetitions}" + (" + hold" if d.per_hold else ""),
            number(s["soleus"]["impulse_bw_s"], 0), number(s["achilles"]["impulse_bw_s"], 0),
        ])  # fmt: skip
    return table("Dose for one leg, per repetition and per set", head, rows)


def _pair(low: float | None, high: float | None, between: str = ", ") -> str:
    """Two numbers that stay on one line."""
    return f'<span class="pair">{number(low)}{between}{number(high)}</span>'


def all_metrics(dose: Dose, label: str) -> str:
    """Every metric of one exercise, folded away."""
    scopes = {"repetition": dose.per_repetition, "hold": dose.per_hold, "set": dose.per_set}
    names = ("Soleus", "Gastroc. med.", "Gastroc. lat.", "Achilles")
    rows = []
    for scope, values in scopes.items():
        if not values:
            continue
        for key, m in METRICS.items():
            cells = [_cell(values[t][key], dose.interval(scope, t, key)) for t in TISSUES]
            if set(cells) != {NOTHING}:
                name = f'<span title="{esc(m.about)}">{esc(m.label)}</span>'
                unit = "" if m.unit == "1" else f" <small>{esc(m.unit)}</small>"
                rows.append([name + unit, esc(scope), *cells])
    inner = table(f"{label}: every metric, with 90 % intervals", ("Metric", "Per", *names), rows, 2)
    return f"<details><summary>All metrics: {esc(label)}</summary>{inner}</details>"


def _cell(value: float | None, band: tuple[float, float] | None) -> str:
    if value is None:
        return NOTHING
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = number(value, digits)
    if band:
        text += f' <small class="pair">{number(band[0], digits)}–{number(band[1], digits)}</small>'
    return text
