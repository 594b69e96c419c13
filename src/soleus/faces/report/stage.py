"""The animated stage of one exercise: whole body, close view of the calf, and their frames."""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.faces.report.drawing import (
    CALF,
    HEIGHT,
    WIDTH,
    View,
    describe,
    fit,
    label_svg,
    label_text,
    labels,
    view_of,
)
from soleus.faces.report.figure import Figure, Frame
from soleus.faces.report.markup import esc, json_script, number

__all__ = ["frame_numbers", "stage"]

_FRAMES = 29
_BODY_WIDTH = 230


def frame_numbers(figure: Figure) -> list[int]:
    """Frames of the animation: the repetition evenly, and both ends of what follows."""
    trajectory = figure.solution.trajectory
    if trajectory.exercise is None or trajectory.exercise.coordinate == "none":
        return [0]
    inside = np.flatnonzero(trajectory.window("repetition"))
    frames = [int(i) for i in np.linspace(inside[0], inside[-1], _FRAMES)]
    last, end = len(trajectory.time) - 1, int(inside[-1])
    if last > end:
        hold = trajectory.window("hold")
        start = int(np.flatnonzero(hold)[0]) if "hold" in trajectory.windows else end
        if start > end:
            frames += [int(i) for i in np.linspace(end, start, 11)[1:]]
        frames.append(last)
    return sorted(set(frames))


def _close_view(figure: Figure, frames: list[int]) -> View:
    """Calf and foot large, right of the label column, wherever they move."""
    points: list[complex] = []
    for frame in frames[:: max(1, len(frames) // 8)]:
        pose = figure.pose(frame)
        foot = [pose.at("foot", x, y) for x, y in ((-0.24, -0.26), (0.55, -0.26), (-0.2, 0.0))]
        shank = [pose.at("shank", x, 1.02) for x in (-0.2, 0.11)]
        points += [*foot, *shank, pose.at("shank", -0.22, 0.7), pose.at("shank", 0.1, 0.7)]
    left = 12 if figure.on_bench else 120
    bottom = HEIGHT - (4 if figure.on_bench else 14)
    return fit(points, left, 26, WIDTH - 10, bottom)


def _readout(figure: Figure, frame: int) -> str:
    angles = figure.solution.trajectory.angles
    knee, ankle = (float(np.degrees(angles[k][frame])) for k in ("knee_angle", "ankle_angle"))
    strain = 100 * float(figure.solution.achilles_strain[frame])
    return (
        f"{number(float(figure.solution.time[frame]), 1)} s · knee {number(knee, 0)}° · ankle "
        f"{number(ankle, 0)}° · Achilles strain {number(strain, 1)} %"
    )


def _stage_frame(figure: Figure, frame: int, view: View) -> Frame:
    """All attributes of a frame, with labels of the close view and the line of numbers."""
    result = figure.frame(frame)
    for name in CALF:
        x, y = view.place(figure.target(name, frame))
        result[f"lead_{name}"] = {"x2": f"{x:.0f}", "y2": f"{y:.0f}"}
        result[f"value_{name}"] = {"text": label_text(figure, name, frame)}
    result["readout"] = {"text": _readout(figure, frame)}
    return result


def _compact(frames: list[Frame]) -> dict[str, Any]:
    """Columns that change, as part, attribute and one value a frame; the rest stays."""
    columns = []
    for part, attributes in frames[0].items():
        for key in attributes:
            values = [f[part][key] for f in frames]
            if len(set(values)) > 1:
                known = {v: i for i, v in enumerate(dict.fromkeys(values))}
                columns.append([part, key, list(known), [known[v] for v in values]])
    return {"columns": columns}


def stage(figure: Figure, slug: str, label: str) -> str:
    """Stage with its controls and the data of its frames."""
    frames = frame_numbers(figure)
    still = len(frames) == 1
    close = _close_view(figure, frames)
    places = labels(figure, frames[0], close, HEIGHT, above=120.0 * figure.on_bench)
    texts = "".join(
        label_svg(n, p, label_text(figure, n, frames[0]), part=True) for n, p in places.items()
    )
    states = [_stage_frame(figure, f, close) for f in frames]
    body = view_of(figure, _BODY_WIDTH, HEIGHT, column=8)
    words = describe(figure, label, frames[0])
    times = [round(float(figure.solution.time[f]), 3) for f in frames]
    data = {"times": times, **_compact(states)}
    pictures = (
        f'<svg class="whole" viewBox="0 0 {_BODY_WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{esc(words)}"><g transform="{body.transform}"><g id="body-{slug}">'
        f"{figure.svg(states[0])}</g></g></svg>"
        f'<svg class="close" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Close view of the calf. {esc(words)}"><g transform="{close.transform}">'
        f'<use href="#body-{slug}"/></g>{texts}</svg>'
    )
    return (
        f'<div class="stage" data-stage="{slug}"><div class="pictures">{pictures}</div>'
        f"{_controls(slug, label, len(frames), still, states[0]['readout']['text'])}"
        f"{'' if still else json_script(f'frames-{slug}', data)}</div>"
    )


def _controls(slug: str, label: str, count: int, still: bool, readout: str) -> str:
    text = f'<p class="readout" data-part="readout">{esc(readout)}</p>'
    if still:
        return f'<div class="controls"><p class="note">Held still.</p>{text}</div>'
    return (
        '<div class="controls"><button type="button" data-play aria-pressed="false">'
        '<span aria-hidden="true">▶</span> <span data-word>Play</span></button>'
        f'<label class="slide"><span class="hidden">Moment of {esc(label)}</span>'
        f'<input type="range" data-slider min="0" max="{count - 1}" value="0" step="0.5" '
        f'aria-valuetext="{esc(readout)}" id="slider-{slug}"></label>{text}</div>'
    )
