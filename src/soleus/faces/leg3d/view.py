"""The section with the viewer, and a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from soleus.base.errors import InputError
from soleus.faces.leg3d.scene import Bones, scene
from soleus.faces.leg3d.tubes import LABELS
from soleus.faces.report.drawing import force_scale
from soleus.faces.report.figure import Figure
from soleus.faces.report.markup import esc, json_script
from soleus.faces.report.palette import scale_css
from soleus.faces.whole_files import write_whole
from soleus.solve.solution import Solution

__all__ = ["leg_page", "leg_section", "leg_style", "write_leg_page"]

_VIEWS = (
    ("side", "Outer side"), ("corner", "Behind, outside"), ("back", "Back"),
    ("inside", "Inner side"), ("front", "Front"),
)  # fmt: skip
_SHOW = (
    ("show-bones", "bones"), ("show-soleus", "soleus"), ("show-gastrocnemius", "gastrocnemius"),
    ("show-achilles", "Achilles tendon"), ("show-labels", "labels"),
)  # fmt: skip
_SCRIPTS = ("draw.js", "shape.js", "labels.js", "hands.js", "leg3d.js")
_CAPTION = "Color: force as percent of the muscle’s maximum; the lowest step is slack."


def _text(name: str) -> str:
    return files("soleus.faces.leg3d").joinpath(name).read_text(encoding="utf-8")


def leg_style() -> str:
    """The style sheet of the section; colors come from the page around it."""
    return _text("leg3d.css")


def _figures(shown: Mapping[str, Figure] | Mapping[str, Solution]) -> dict[str, Figure]:
    """What can be drawn: motions made here; recordings have no body to draw."""
    figures = {k: v if isinstance(v, Figure) else Figure(v) for k, v in shown.items()}
    return {k: f for k, f in figures.items() if f.solution.trajectory.body is not None}


def leg_section(shown: Mapping[str, Figure] | Mapping[str, Solution]) -> str:
    """The section "The leg in three dimensions" with its data and scripts, as HTML.

    `shown` maps exercise keys to figures or solutions; empty when none of them can be drawn. The
    page around it needs `leg_style` and the force colors of `report.palette.scale_css`. One
    section a page.
    """
    figures = _figures(shown)
    if not figures:
        return ""
    data, bones = scene(figures)
    names = [(name, text) for name, text, *_ in LABELS]
    exercises = [(e["key"], e["label"]) for e in data["exercises"]]
    scripts = "".join(f"<script>{_text(name)}</script>" for name in _SCRIPTS)
    return (
        '<section id="leg"><h2>The leg in three dimensions</h2>'
        '<p class="note">Drag to turn; pinch, or hold Ctrl and turn the wheel, to come closer. The '
        "arrow keys, + and \u2212 do the same, the space bar plays. "
        "Colors are forces as percent of each muscle’s maximum, as in the other pictures.</p>"
        f'<div id="leg3d-viewer">{_bar(exercises)}{_frame(names)}{_controls()}</div>'
        f"{force_scale(_CAPTION)}{_method(bones)}{json_script('leg3d-data', data)}{scripts}"
        "</section>"
    )


def _bar(exercises: list[tuple[str, str]]) -> str:
    options = "".join(
        f'<option value="{i}">{esc(n)}</option>' for i, (_, n) in enumerate(exercises)
    )
    views = "".join(
        f'<button type="button" data-view="{key}">{esc(name)}</button>' for key, name in _VIEWS
    )
    boxes = "".join(
        f'<label><input type="checkbox" data-leg3d="{key}" checked>{esc(name)}</label>'
        for key, name in _SHOW
    )
    return (
        '<div class="leg3d-bar"><label><span class="hidden">Exercise</span>'
        f'<select data-leg3d="choice">{options}</select></label>'
        f'<div class="leg3d-views" role="group" aria-label="Seen from">{views}</div></div>'
        f'<div class="leg3d-bar" role="group" aria-label="Show">{boxes}'
        '<label><input type="checkbox" data-leg3d="whole">whole leg</label></div>'
        '<p class="note leg3d-trouble" data-leg3d="trouble"></p>'
        '<noscript><p class="note">This picture needs a script; the drawings above show the same '
        "from the side.</p></noscript>"
    )


def _frame(names: list[tuple[str, str]]) -> str:
    leads = "".join(f'<line data-leg3d="lead-{key}"/>' for key, _ in names)
    labels = "".join(
        f'<div class="leg3d-label" data-leg3d="label-{key}" hidden><span class="leg3d-name">'
        f'{esc(name)}</span><span class="leg3d-value"></span></div>'
        for key, name in names
    )
    return (
        '<div class="leg3d-frame"><canvas tabindex="0" role="img" aria-label="The bones of the leg '
        "with soleus, gastrocnemius and Achilles tendon, colored by force. Arrow keys turn it, "
        'plus and minus zoom, space plays."></canvas>'
        f'<svg aria-hidden="true" focusable="false">{leads}</svg>{labels}</div>'
    )


def _controls() -> str:
    return (
        '<div class="controls"><button type="button" data-leg3d="play" aria-pressed="false">'
        '<span aria-hidden="true">▶</span> <span>Play</span></button>'
        '<label class="slide"><span class="hidden">Moment</span><input type="range" min="0" '
        'max="1" value="0" step="any" data-leg3d="slider"></label>'
        '<p class="readout" data-leg3d="readout" aria-live="off"></p></div>'
    )


def _method(bones: Bones) -> str:
    """Where bones and tubes come from, and what is only drawn."""
    if bones.real:
        origin = (
            "Bones: shapes of real bones, from MyoSim (Apache 2.0) and before that from the "
            "OpenSim leg models, scaled to this leg’s thigh, shank and foot."
        )
    elif bones.trouble:
        origin = f"Bones: drawn by hand; the real shapes could not be read ({esc(bones.trouble)})."
    else:
        origin = "Bones: drawn by hand, in the proportions of this leg; not shapes of real bones."
    return (
        f'<p class="note">{origin} The knee is a hinge, as in the calculation. Computed: the '
        "motion, all forces, the volume of each belly (a belly keeps it, so it thickens as it "
        "shortens), and how far its lower end is pulled up. Estimated, as in the model of its "
        "parts: where the four bundles of the soleus arise and how its force divides between them. "
        "Drawn by eye: the ways in between, the origins of the gastrocnemius above the condyles "
        "and the insertion on the heel bone. Skin, fat pads and all other muscles are left out.</p>"
    )


def leg_page(solutions: Mapping[str, Solution]) -> str:
    """A page with nothing but the viewer, as one HTML document that needs no network.

    Raises `InputError` when none of the solutions can be drawn.
    """
    section = leg_section(solutions)
    if not section:
        raise InputError("the leg can be drawn only for exercises; recordings have no body to draw")
    style = files("soleus.faces.report").joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        "<title>Soleus: the leg in three dimensions</title>"
        f"<style>{scale_css()}{style}{leg_style()}</style></head>"
        f"<body><main>{section}</main></body></html>"
    )


def write_leg_page(path: Path, solutions: Mapping[str, Solution]) -> None:
    """Write `leg_page`, all of it or nothing.

    Raises `InputError` when nothing can be drawn or the file cannot be written.
    """
    write_whole(path, leg_page(solutions).encode("utf-8"))
