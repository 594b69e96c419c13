"""The page of a predicted gait: sections in order, style and script inside."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from soleus.dose.gait import gait_tissue_series
from soleus.faces.gait_report.curves import force_charts, joint_charts
from soleus.faces.gait_report.film import DEFS, Film
from soleus.faces.gait_report.frames import GaitFrames
from soleus.faces.gait_report.map_section import maps
from soleus.faces.gait_report.numbers import check_table, joint_table, muscle_table, step_table
from soleus.faces.gait_report.sentences import lead, step_sentences, title
from soleus.faces.gait_report.strip import band_scale, strip
from soleus.faces.report.markup import esc
from soleus.faces.report.palette import LEVELS, scale_css
from soleus.faces.report.sources import source_list
from soleus.solve.gait_solution import GaitSolution

if TYPE_CHECKING:
    from soleus.solve.gait_table import GaitTable

__all__ = ["document", "gait_page", "header", "section"]

_FRAMES = 60
_SHADED = (
    '<p class="note shaded">Near leg, from touch-down to touch-down. Shaded: its foot is on the '
    "ground. Point into a curve to see that moment above.</p>"
)
#: Behind the method: muscle curves, and the papers the cost leans on.
_METHOD = ("degroote2016", "miller2012", "handsfield2014", "vanwouwe2024")
_HOW = """
<p>Nobody was filmed. A body of nine segments with eleven muscle groups a leg was given a speed and
a slope, and the motion was computed that gets it along with the least effort of its muscles:
forces, fibers, tendons and ground contact obey physics at every instant. All values are for
<strong>one leg</strong>; 1 BW is the weight of the person.</p>
<p><strong>What it does not know.</strong></p>
<ul>
<li>People do not run with exactly the least effort: habit, pain, fatigue and shoes move these
numbers. The checks say where the gait leaves what was measured on runners.</li>
<li>The body moves in one plane; arms are part of the trunk’s weight and drawn by eye.</li>
<li>Muscle strength is estimated from body size unless measured. The two heads of the gastrocnemius
act as one.</li>
<li>Bands are drawn where the muscles lie; their color, thickness and numbers are computed. Not
drawn: adductor magnus, short head of the biceps femoris, deep plantar flexors; the tables have
them.</li>
<li>This is a calculation, not medical advice.</li>
</ul>
"""


def _asset(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def document(name: str, body: str, script: str = "") -> str:
    """A whole offline document in the looks of the report."""
    style = scale_css() + _asset("soleus.faces.report", "report.css")
    style += _asset("soleus.faces.gait_report", "gait.css")
    style += "".join(f".b{i}{{background:var(--s{i})}}" for i in range(LEVELS + 1))
    code = f"<script>{_asset('soleus.faces.gait_report', script)}</script>" if script else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{esc(name)}</title><style>{style}</style></head><body>{body}{code}</body></html>"
    )


def section(key: str, name: str, *parts: str) -> str:
    """A section with its heading."""
    return f'<section id="{key}"><h2>{esc(name)}</h2>{"".join(parts)}</section>'


def header(kicker: str, name: str, who: str, links: Sequence[tuple[str, str]], inner: str) -> str:
    """Top of a page: what, who, links to its sections (key, name), and what matters most."""
    items = "".join(f'<a href="#{key}">{esc(text)}</a>' for key, text in links)
    return (
        f'<header><p class="kicker">{esc(kicker)}</p><h1>{esc(name)}</h1><p class="person">'
        f'{esc(who)}</p>{inner}<nav aria-label="Sections">{items}</nav></header>'
    )


def gait_page(solution: GaitSolution, table: GaitTable | None, notes: Sequence[str]) -> str:
    """The whole document of a predicted gait."""
    frames = GaitFrames(solution, _FRAMES)
    film = Film(frames)
    tendon = gait_tissue_series(solution, "achilles")
    strain = tendon.time, tendon.strain
    sections = [
        ("stride", "One stride", (
            film.html(), _SHADED, f'<div data-gait-charts>{force_charts(frames, strain)}</div>',
            strip(film), band_scale())),
        ("joints", "Hip, knee and ankle", (
            f"<div data-gait-charts>{joint_charts(frames)}</div>")),
        ("map", "At other speeds and grades", _maps(solution, table)),
        ("technique", "What technique changes", (_notes(notes),) if notes else ()),
        ("numbers", "The numbers", (
            step_table(solution), muscle_table(solution), joint_table(solution))),
        ("checks", "Is this how people run?", (
            _verdict(solution), check_table(solution.checks))),
        ("method", "How this was computed, and what it does not know", (_HOW,)),
        ("sources", "Sources", (source_list(_sources(solution)),)),
    ]  # fmt: skip
    used = [(k, n, parts) for k, n, parts in sections if parts]
    names = {"stride": "Stride", "joints": "Joints", "map": "Speed and grade", "technique":
             "Technique", "numbers": "Numbers", "checks": "Checks", "method": "Method",
             "sources": "Sources"}  # fmt: skip
    top = header(
        "Soleus running", title(solution), solution.leg.person.describe(),
        [(k, names[k]) for k, _, _ in used], _findings(solution),
    )  # fmt: skip
    body = "".join(section(k, n, *parts) for k, n, parts in used)
    foot = (
        "<footer><p>Made by Soleus. This file works offline and asks nothing of the network.</p>"
        "</footer>"
    )
    return document(
        f"Soleus: {title(solution)}", f"{DEFS}{top}<main>{body}</main>{foot}", "gait.js"
    )


def _maps(solution: GaitSolution, table: GaitTable | None) -> tuple[str, ...]:
    """The maps, where the table spans both speeds and grades."""
    if table is None or min(len(table.speeds), len(table.grades)) < 2:
        return ()
    return (maps(solution, table),)


def _findings(solution: GaitSolution) -> str:
    items = "".join(f"<li>{esc(t)}</li>" for t in step_sentences(solution))
    return (
        f'<p class="lead-words">{esc(lead(solution))}</p><ul class="also">{items}</ul>'
        f"{_verdict(solution)}"
    )


def _verdict(solution: GaitSolution) -> str:
    """The verdict with its kind in word and sign."""
    missed = [c for c in solution.checks if not c.met]
    if not solution.accepted:
        kind, sign = "bad", "✗ Do not use:"
    elif missed:
        kind, sign = "fair", "◐ Read with care:"
    else:
        kind, sign = "good", "✓"
    text = solution.verdict
    return (
        f'<p class="verdict {kind}"><strong>{sign}</strong> {esc(text[:1].upper() + text[1:])}. '
        f"{sum(c.met for c in solution.checks)} of {len(solution.checks)} checks met.</p>"
    )


def _notes(notes: Sequence[str]) -> str:
    return f'<ul class="technique">{"".join(f"<li>{esc(n)}</li>" for n in notes)}</ul>'


def _sources(solution: GaitSolution) -> list[str]:
    from soleus.base.library import load_sources

    known = load_sources()
    used = {*_METHOD, *(c.source for c in solution.checks)} - {"derived", "assumption"}
    return sorted((k for k in used if k in known), key=lambda k: known[k].text.lower())
