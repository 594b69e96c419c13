"""Moments of the stride as still pictures, and the legend of color and width."""

from __future__ import annotations

import math

from soleus.faces.gait_report.bands import LABELS, swell
from soleus.faces.gait_report.film import Film
from soleus.faces.report.drawing import fit
from soleus.faces.report.markup import esc, number, percent
from soleus.faces.report.palette import LEVELS, TICKS, level, share_of_level

__all__ = ["band_scale", "strip"]

_WIDTH, _HEIGHT = 240, 300
_SHOWN = 3


def strip(film: Film) -> str:
    """Touch-down to the next, five pictures; a click shows that moment above."""
    pictures = "".join(_moment(film, n, f) for n, f in film.instants.moments.items())
    return f'<div class="strip">{pictures}</div>'


def _moment(film: Film, name: str, frame: int) -> str:
    runner, instants = film.runner, film.instants
    points: list[complex] = []
    for i in instants.moments.values():
        for leg in (0, 1):
            pose = runner.pose(i, leg)
            points += [pose.ankle - 0.1, pose.at("trunk", 0.0, 1.62), pose.mtp + 0.09, -0.04j]
        points += runner.arm(i, 0) + runner.arm(i, 1)
    view = fit(points, 6, 8, _WIDTH - 6, _HEIGHT - 12)
    body, arrows = runner.svg(film.states[frame])
    turn = math.degrees(film.frames.slope)
    ground = f'<path class="ground" transform="rotate({-turn:.2f})" d="M-9000 0H9000V3000H-9000z"/>'
    most = sorted(LABELS, key=lambda n: -instants.share(n, frame))[:_SHOWN]
    said = ", ".join(
        f"{LABELS[n].lower() if n != 'achilles' else 'Achilles'} "
        f"{number(instants.force(n, frame), 1)}"
        for n in most
    )
    milliseconds = 1000 * float(film.frames.time[frame])
    return (
        f'<figure class="moment"><button type="button" data-moment="{frame}" '
        f'aria-label="Show {esc(name.lower())} above"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'role="img" aria-label="{esc(name)}: {esc(instants.describe(frame))}">'
        f'<g transform="{view.transform}">{body}{ground}{arrows}</g></svg></button>'
        f"<figcaption><strong>{esc(name)}</strong> <span>{milliseconds:.0f} ms</span><br>"
        f"{esc(said)} BW</figcaption></figure>"
    )


def band_scale() -> str:
    """Color and width against force: a band that swells along the scale."""
    width, middle = 320.0, 15.0
    cell = width / (LEVELS + 1)

    def half(step: int) -> float:
        return 8.0 * swell(share_of_level(step))

    cells = ""
    for i in range(LEVELS + 1):
        a, b = half(i), half(min(i + 1, LEVELS))
        x, end = 10 + i * cell, 10 + (i + 1) * cell + 0.4
        cells += (
            f'<path class="s{i}" d="M{x:.1f} {middle - a:.1f}L{end:.1f} {middle - b:.1f}'
            f'V{middle + b:.1f}L{x:.1f} {middle + a:.1f}z">'
            f"<title>{percent(share_of_level(i))}</title></path>"
        )
    ticks = "".join(
        f'<text x="{10 + (level(t) + 0.5) * cell:.1f}" y="44" text-anchor="middle">'
        f"{100 * t:.0f}</text>"
        for t in TICKS
    )
    return (
        '<figure class="legend"><svg viewBox="0 0 340 50" role="img" aria-label="Scale: thin and '
        'light is no force, thick and dark is maximal force; on a dark page bright is maximal">'
        f"{cells}{ticks}</svg><figcaption>Color and thickness of a muscle: its force as percent of "
        "the most it can hold. Dashed outline: slack. The bars beside the names show body weights, "
        "a full bar is 10.</figcaption></figure>"
    )
