"""Time curves as plain Plotly figures: force, fiber length, tendon strain, activation.

Colors are names ("@soleus") the script replaces by those of the page, light or dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.dose.metrics import STRAIN_WINDOW
from soleus.solve.solution import Solution

__all__ = ["curve_figure"]

Array = NDArray[np.float64]
_POINTS = 280
#: A hold stands still; this share of the repetition's time is enough to show it.
_HOLD_SHOWN = 0.6
_HEIGHT = 690
_STYLES = {
    "achilles": ("Achilles", "@achilles", "solid", 4.4, "▬"),
    "soleus": ("Soleus", "@soleus", "solid", 2.6, "━"),
    "gastrocnemius_medialis": ("Gastroc. med.", "@medialis", "dash", 2.0, "╍"),
    "gastrocnemius_lateralis": ("Gastroc. lat.", "@lateralis", "dot", 2.0, "┄"),
}
_MUSCLES = ("soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis")


@dataclass(frozen=True)
class _Panel:
    title: str
    curves: dict[str, Array]
    floor: float | None
    least: float


def _sample(solution: Solution) -> NDArray[np.int64]:
    """At most 280 frames: most for the repetition, few for a hold that stands still."""
    inside = np.flatnonzero(solution.trajectory.window("repetition"))
    after = np.arange(inside[-1] + 1, len(solution.time))
    if not len(after):
        chosen = np.linspace(inside[0], inside[-1], min(_POINTS, len(inside)))
    else:
        after = after[solution.time[after] <= _shown_until(solution)]
        first = np.linspace(inside[0], inside[-1], min(_POINTS - 80, len(inside)))
        chosen = np.concatenate([first, np.linspace(after[0], after[-1], min(80, len(after)))])
    return np.unique(chosen.astype(np.int64))


def _shown_until(solution: Solution) -> float:
    """End of the time axis, s: a long hold is cut short."""
    end, windows = float(solution.time[-1]), solution.trajectory.windows
    if "hold" not in windows or "repetition" not in windows:
        return end
    begin, stop = windows["repetition"]
    return min(end, windows["hold"][0] + _HOLD_SHOWN * (stop - begin))


def _panels(solution: Solution, frames: NDArray[np.int64]) -> list[_Panel]:
    weight = solution.leg.person.body_weight
    force = {"achilles": solution.achilles_force[frames] / weight}
    force |= {m: solution.force(m)[frames] / weight for m in _MUSCLES}
    strain = {"achilles": 100 * solution.achilles_strain[frames]}
    strain |= {m: 100 * solution.of(m, "tendon_strain")[frames] for m in _MUSCLES}
    length = {m: solution.of(m, "normalized_fiber_length")[frames] for m in _MUSCLES}
    active = {m: solution.of(m, "activation")[frames] for m in _MUSCLES}
    return [
        _Panel("Force, body weights", force, 0.0, 0.5),
        _Panel("Fiber length, of optimal", length, None, 0.4),
        _Panel("Tendon strain, %", {k: np.maximum(v, 0) for k, v in strain.items()}, 0.0, 2.0),
        _Panel("Activation, 0 to 1", active, 0.0, 0.2),
    ]


def _spread(values: list[float], gap: float) -> list[float]:
    """Label heights moved apart to at least `gap`, staying inside 0 to 1."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = [min(max(values[i], 0.04), 0.96) for i in order]
    for k in range(1, len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + gap)
    over = placed[-1] - 0.97
    if over > 0:
        placed[-1] -= over
        for k in range(len(placed) - 2, -1, -1):
            placed[k] = min(placed[k], placed[k + 1] - gap)
    result = [0.0] * len(values)
    for k, i in enumerate(order):
        result[i] = placed[k]
    return result


def _number(values: Array) -> list[float]:
    return [float(f"{v:.4g}") for v in values]


def curve_figure(solution: Solution) -> dict[str, Any]:
    """A Plotly figure as plain JSON: four panels over one time axis."""
    frames = _sample(solution)
    time = solution.time[frames]
    panels = _panels(solution, frames)
    data: list[dict[str, Any]] = []
    layout = _layout(solution)
    share = 1 / len(panels)
    for i, panel in enumerate(panels):
        axis = "" if i == 0 else str(i + 1)
        bottom = 1 - (i + 1) * share + (0.028 if i < 3 else 0.0)
        domain = [max(bottom, 0.0), 1 - i * share - 0.046]
        low, high = _range(panel)
        layout[f"yaxis{axis}"] = {
            "domain": domain, "range": [low, high], "zeroline": False, "nticks": 5,
            "gridcolor": "@grid", "fixedrange": True, "tickfont": {"size": 11},
        }  # fmt: skip
        layout["annotations"] += _panel_texts(panel, domain, low, high)
        data += _traces(panel, axis, time)
        if i == 2:
            layout["shapes"].append(_strain_window(low, high))
            if high > 100 * STRAIN_WINDOW[0]:
                layout["annotations"].append(_window_text())
    return {"data": data, "layout": layout}


def _range(panel: _Panel) -> tuple[float, float]:
    values = np.concatenate(list(panel.curves.values()))
    low, high = float(values.min()), float(values.max())
    if panel.floor is not None:
        low = panel.floor
    high = max(high, low + panel.least)
    pad = 0.06 * (high - low)
    return (low if panel.floor is not None else low - pad), high + pad


def _traces(panel: _Panel, axis: str, time: Array) -> list[dict[str, Any]]:
    result = []
    for key, values in panel.curves.items():
        name, color, dash, width, _ = _STYLES[key]
        result.append({
            "type": "scatter", "mode": "lines", "name": name, "x": _number(time),
            "y": _number(values), "xaxis": "x", "yaxis": f"y{axis}", "showlegend": False,
            "line": {"color": color, "dash": dash, "width": width},
            "hovertemplate": "%{y:.3g}",
        })  # fmt: skip
    return result


def _panel_texts(
    panel: _Panel, domain: list[float], low: float, high: float
) -> list[dict[str, Any]]:
    """Title above a panel and direct labels at the ends of its lines."""
    size = domain[1] - domain[0]
    texts: list[dict[str, Any]] = [{
        "text": f"<b>{panel.title}</b>", "xref": "paper", "yref": "paper", "x": 0, "xanchor":
        "left", "y": domain[1], "yanchor": "bottom", "showarrow": False, "font": {"size": 12.5},
    }]  # fmt: skip
    ends = [(float(v[-1]) - low) / (high - low) for v in panel.curves.values()]
    heights = _spread(ends, 15 / (size * (_HEIGHT - 64)))
    for key, height in zip(panel.curves, heights, strict=True):
        name, color, _, _, sample = _STYLES[key]
        texts.append({
            "text": f"{sample} {name}", "xref": "paper", "yref": "paper", "x": 1.0,
            "xanchor": "left", "xshift": 5, "y": domain[0] + size * height, "yanchor": "middle",
            "showarrow": False, "font": {"size": 11.5, "color": color},
        })  # fmt: skip
    return texts


def _strain_window(low: float, high: float) -> dict[str, Any]:
    """The strain window that makes a tendon adapt, as a band."""
    bottom, top = (100 * s for s in STRAIN_WINDOW)
    return {
        "type": "rect", "xref": "x domain", "yref": "y3", "x0": 0, "x1": 1,
        "y0": min(max(bottom, low), high), "y1": min(max(top, low), high),
        "fillcolor": "@band", "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _window_text() -> dict[str, Any]:
    low, high = (100 * s for s in STRAIN_WINDOW)
    return {
        "text": f"{low:g}–{high:g} %: tendon adapts", "xref": "x domain", "yref": "y3", "x": 0.99,
        "xanchor": "right", "y": low, "yanchor": "bottom", "showarrow": False,
        "font": {"size": 11, "color": "@faint"},
    }  # fmt: skip


def _layout(solution: Solution) -> dict[str, Any]:
    windows = solution.trajectory.windows
    end = _shown_until(solution)
    names = {"repetition": "repetition", "hold": "hold"}
    shapes, texts = [], []
    for i, (key, (start, stop)) in enumerate(windows.items()):
        if i:
            shapes.append({
                "type": "line", "xref": "x", "yref": "paper", "x0": start, "x1": start, "y0": 0,
                "y1": 1, "line": {"color": "@faint", "width": 1, "dash": "dash"},
            })  # fmt: skip
        cut = "" if stop <= end + 1e-6 else " →"
        texts.append({
            "text": f"{names.get(key, key)} {stop - start:g} s{cut}", "xref": "x",
            "yref": "paper", "x": (start + min(stop, end)) / 2, "y": 1.0,
            "yanchor": "bottom", "showarrow": False,
            "font": {"size": 11.5, "color": "@faint"},
        })  # fmt: skip
    return {
        "height": _HEIGHT, "margin": {"l": 36, "r": 104, "t": 22, "b": 42}, "shapes": shapes,
        "annotations": texts, "hovermode": "x unified", "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "color": "@ink", "size": 12},
        "hoverlabel": {"bgcolor": "@paper", "bordercolor": "@faint", "font": {"color": "@ink"}},
        "xaxis": {
            "range": [0, end], "anchor": "y4", "title": {"text": "time, s", "standoff": 6},
            "gridcolor": "@grid", "zeroline": False, "fixedrange": True, "nticks": 8,
        },
    }  # fmt: skip
