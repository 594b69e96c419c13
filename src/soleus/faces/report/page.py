"""The page: sections in order, style and script inside."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from soleus.dose.measure import Dose
from soleus.faces.leg3d import leg_section, leg_style
from soleus.faces.report.certainty import certainty
from soleus.faces.report.comparison import Bands, all_metrics, bars, dose_table, label_of
from soleus.faces.report.curves import curve_figure
from soleus.faces.report.drawing import force_scale, key_frames, overview, posture, view_of
from soleus.faces.report.figure import Figure
from soleus.faces.report.findings import findings, split_note
from soleus.faces.report.markup import esc, json_script
from soleus.faces.report.palette import scale_css
from soleus.faces.report.schedule import month_grids, week_tables
from soleus.faces.report.sources import collect_sources, source_list
from soleus.faces.report.stage import stage
from soleus.solve.solution import Solution

if TYPE_CHECKING:
    from soleus.plan.plan import Plan

__all__ = ["page"]

_DEFS = (
    '<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>'
    '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="4" markerHeight="4" '
    'orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs></svg>'
)
_HOW = """
<p>The person’s bones, muscle paths and muscle strength are scaled from height, mass and sex
(measured traits replace estimates). Each exercise becomes a motion by contact and balance; inverse
dynamics gives the joint moments; these are shared between muscles so that the sum of squared
activations is smallest, with elastic tendons in equilibrium at every instant. The dose is measured
on the result. All values are for <strong>one leg</strong>; 1 BW is the weight of the person.</p>
<p><strong>What it does not know.</strong></p>
<ul>
<li>Muscle strength is estimated from body size; published models differ by a factor of 1.75.
Forces depend little on it, shares of maximum and strains directly.</li>
<li>Muscles that work against each other are seen only as far as the least-effort rule wants them.
Pain, fatigue, habit and technique are not in it.</li>
<li>The body moves in one plane, the foot is one stiff piece with toes (its arch is worked out
apart: <code>soleus arch</code>), and the leg on the ground is one of two equal ones.</li>
<li>When the gastrocnemius goes slack depends on moment arms and reference lengths that differ
between people; the boundary is a zone, not a line.</li>
<li>The pictures show where muscles lie; attachments and bellies are drawn by eye, colors and
numbers are computed.</li>
<li>Sprints take the steady gait at each instant of the run from the running model, scaled to this
body; acceleration counts as the slope it is like.</li>
<li>This is a calculation, not medical advice.</li>
</ul>
"""


def _asset(name: str) -> str:
    return files("soleus.faces.report").joinpath(name).read_text(encoding="utf-8")


def _plotly() -> str:
    """Plotly's script from its wheel, without importing plotly's Python side."""
    text = files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")


def page(
    plan: Plan, comparison: Mapping[str, Solution], doses: Mapping[str, Dose], bands: Bands,
    article: str = "",
) -> str:  # fmt: skip
    """The whole document; `article` is the trial of the article as a section, or nothing."""
    figures = {k: Figure(s) for k, s in comparison.items() if s.trajectory.body is not None}
    wanted = dict.fromkeys(b.exercise for w in plan.weeks for s in w.sessions for b in s.blocks)
    main = [k for k in figures if k.split(" ")[0] in wanted]
    order = list(wanted)
    main.sort(key=lambda k: order.index(k.split(" ")[0]))
    others = [k for k in figures if k not in main]
    body = [
        _DEFS,
        _header(plan, comparison, doses, bands, bool(article)),
        "<main>",
        _overview(figures),
        _section("scheme", "The exercises of the scheme", [
            _exercise(k, figures[k], doses.get(k), bands, folded=False) for k in main]),
        _section("others", "Other exercises", [
            '<p class="note">Open one to see its postures, its motion and its curves.</p>',
            *(_exercise(k, figures[k], doses.get(k), bands, folded=True) for k in others)]),
        leg_section({k: figures[k] for k in (*main, *others)}),
        _section("comparison", "Side by side", [
            '<p class="note">Whiskers and brackets: nine of ten bodies of this size lie there '
            "(90 % interval over everything uncertain in muscles, tendon, joints and "
            "motion).</p>",
            '<div class="panels">', bars(comparison, doses), "</div>",
            *(split_note(k, comparison[k], bands) for k in bands if k in comparison)]),
        _section("dose", "The dose", [
            dose_table(comparison, doses),
            *(all_metrics(d, label_of(k, comparison[k])) for k, d in doses.items())]),
        _plan_section(plan),
        article,
        _section("method", "How this was computed, and what it does not know", [_HOW]),
        _section("sources", "Sources", [
            source_list(collect_sources(comparison.values(), plan.scheme.source))]),
        "</main>",
        '<footer><p>Made by Soleus. This file works offline and asks nothing of the '
        "network.</p></footer>",
    ]  # fmt: skip
    return _document(f"Soleus: {plan.scheme.label}", "".join(body))


def _document(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{esc(title)}</title>"
        f"<style>{scale_css()}{_asset('report.css')}{leg_style()}</style></head>"
        f'<body>{body}<script id="plotly">{_plotly()}</script>'
        f"<script>{_asset('report.js')}</script></body></html>"
    )


def _header(
    plan: Plan, comparison: Mapping[str, Solution], doses: Mapping[str, Dose], bands: Bands,
    tried: bool,
) -> str:  # fmt: skip
    warnings = "".join(f"<li>{esc(w)}</li>" for w in plan.warnings)
    warn = ""
    if warnings:
        warn = f'<aside class="warn"><h2>Read with care</h2><ul>{warnings}</ul></aside>'
    items = findings(comparison, doses, bands, plan)
    text = "".join(f"<p><strong>{head}</strong> {body}</p>" for head, body in items)
    weeks = f"{len(plan.weeks)} week{'s' if len(plan.weeks) != 1 else ''}"
    start = f" from {plan.weeks[0].start.isoformat()}" if plan.weeks else ""
    links = "".join(
        f'<a href="#{key}">{name}</a>'
        for key, name in (
            ("overview", "Overview"), ("scheme", "Exercises"), ("leg", "In 3D"),
            ("comparison", "Side by side"), ("dose", "Dose"), ("plan", "Plan"),
            ("article", "The article"), ("method", "Method"), ("sources", "Sources"),
        )
        if tried or key != "article"
    )  # fmt: skip
    return (
        f'<header><p class="kicker">Soleus report</p><h1>{esc(plan.scheme.label)}</h1>'
        f'<p class="person">{esc(plan.person.describe())} <span>· {weeks}{start}</span></p>'
        f'<p class="lede">{esc(plan.scheme.about)}</p><nav aria-label="Sections">{links}</nav>'
        f'<section class="findings" aria-label="Key findings"><h2>Key findings</h2>{text}'
        f"</section>{warn}</header>"
    )


def _section(key: str, title: str, parts: list[str]) -> str:
    return f'<section id="{key}"><h2>{esc(title)}</h2>{"".join(parts)}</section>'


def _slug(key: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in key)


def _overview(figures: Mapping[str, Figure]) -> str:
    cards = "".join(
        overview(f, label_of(k, f.solution), f"exercise-{_slug(k)}") for k, f in figures.items()
    )
    return _section("overview", "Every exercise when the soleus pulls hardest", [
        '<p class="note">One leg. Numbers are forces in body weights at that moment.</p>',
        f'<div class="cards">{cards}</div>', force_scale(),
    ])  # fmt: skip


def _exercise(key: str, figure: Figure, dose: Dose | None, bands: Bands, folded: bool) -> str:
    """Postures, stage and curves of one exercise."""
    solution, slug = figure.solution, _slug(key)
    label = label_of(key, solution)
    exercise = solution.trajectory.exercise
    about = exercise.about if exercise else ""
    doing = exercise.describe() if exercise else ""
    view = view_of(figure)
    pictures = "".join(
        posture(figure, title, frame, view)
        for title, frame in key_frames(solution.time, figure).items()
    )
    verdict = solution.verdict
    inner = (
        f'<p class="about">{esc(about)}</p><p class="note">{esc(doing)} '
        f"<br>Verdict: {esc(verdict)}.</p>"
        f'<div class="postures">{pictures}</div>{"" if folded else force_scale()}'
        f'{split_note(key, solution, bands)}<div class="live">{stage(figure, slug, label)}'
        f'<div class="curves" id="curves-{slug}" data-curves="{slug}" role="img" '
        f'aria-label="Force, fiber length, tendon strain and activation over time; the numbers '
        f'are in the dose tables"></div></div>'
        f"{json_script(f'curve-data-{slug}', curve_figure(solution))}"
        f"{certainty(dose, label) if dose else ''}"
    )
    if not folded:
        return f'<article id="exercise-{slug}"><h3>{esc(label)}</h3>{inner}</article>'
    peak = dose.per_repetition["soleus"]["peak_force_bw"] if dose else None
    brief = f"soleus peak {peak:.2f} BW" if peak is not None else ""
    return (
        f'<details class="exercise" id="exercise-{slug}"><summary><span class="title">'
        f'{esc(label)}</span> <span class="brief">{brief}</span></summary>{inner}</details>'
    )


def _plan_section(plan: Plan) -> str:
    source = f'<a href="#source-{esc(plan.scheme.source)}">source</a>'
    return _section("plan", "The plan", [
        f'<p class="note">{esc(plan.scheme.label)} ({source}). Doses are for one '
        "leg; small numbers are 90 % intervals.</p>",
        month_grids(plan), "<h3>Week by week</h3>", week_tables(plan),
    ])  # fmt: skip
