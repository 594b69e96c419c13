"""A claim as a card of HTML, and the scorecard: shared by the page and the section."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from soleus.anatomy.person import Person
from soleus.base.library import load_sources
from soleus.faces.article.pictures import draw
from soleus.faces.article.postures import postures
from soleus.faces.article.scale import scale_picture
from soleus.faces.article.words import (
    SPEAKS_SYMBOLS,
    SYMBOLS,
    cited,
    count_by_grade,
    left_out_notes,
    measured_scales,
    measured_text,
    model_text,
    notes,
    number_of,
    people_text,
    score_of,
    slug,
    value_text,
    why,
)
from soleus.faces.report.markup import esc as escaped
from soleus.faces.report.markup import table
from soleus.study.verdicts import Verdict

__all__ = ["Cite", "card_body", "cite_by_doi", "cite_in_page", "claim_card", "counts", "scores",
           "stamp"]  # fmt: skip


def esc(text: object) -> str:
    """Safe text in which a number keeps its percent sign."""
    return escaped(text).replace(" %", "\u00a0%")


#: How a source is named: a link into the page's list, or to its DOI.
Cite = Callable[[str], str]


def cite_in_page(key: str) -> str:
    """A source as a link to its entry in the list of the page."""
    return f'<a href="#source-{esc(key)}">{esc(cited(key))}</a>'


def cite_by_doi(key: str) -> str:
    """A source as a link to its DOI, or as words with its full text on pointing."""
    source = load_sources()[key]
    name, text = esc(cited(key)), esc(source.text)
    if not source.doi:
        return f'<span title="{text}">{name}</span>'
    link = f"https://doi.org/{esc(source.doi)}"
    return f'<a href="{link}" rel="noreferrer" title="{text}">{name}</a>'


def stamp(grade: str) -> str:
    """The verdict as a stamp: symbol and word."""
    return (
        f'<span class="stamp g-{slug(grade)}"><span aria-hidden="true">{SYMBOLS[grade]}</span> '
        f"{grade}</span>"
    )


def counts(verdicts: Sequence[Verdict]) -> str:
    """How many claims got which grade, as a bar with its parts named."""
    parts = "".join(
        f'<li class="g-{slug(name)}" style="flex-grow:{n}"><b>{n}</b> '
        f'<span aria-hidden="true">{SYMBOLS[name]}</span> {name}</li>'
        for name, n in count_by_grade(verdicts).items()
        if n
    )
    return f'<ul class="counts" aria-label="Verdicts">{parts}</ul>'


def scores(verdicts: Sequence[Verdict], anchor: str) -> str:
    """The scorecard: number, title, place on the scale, verdict."""
    rows = []
    for v in verdicts:
        dot = f'<i{_mark(v)} style="left:{100 * v.score:.1f}%"></i>' if v.answers else ""
        says = f"score {score_of(v)} of 1" if v.answers else "not tried"
        rows.append(
            f'<li><span class="no">{number_of(v.claim)}</span>'
            f'<a href="#{anchor}{esc(v.claim.id)}">{esc(v.claim.title)}</a>'
            f'<span class="rule" role="img" aria-label="{says}">{dot}</span>'
            f'<span class="score">{score_of(v)}</span>{stamp(v.grade)}</li>'
        )
    ends = '<p class="rule-ends"><span>← contradicted</span><span>supported →</span></p>'
    return f'{ends}<ol class="scores">{"".join(rows)}</ol>'


def _mark(v: Verdict) -> str:
    """Hollow where nobody was measured, with a dot where people were on too few scales."""
    if v.measured:
        return ""
    kind = "partly" if measured_scales(v)[0] else "alone"
    return f' class="{kind}" title="people measured: {measured_text(v)}"'


def claim_card(v: Verdict, who: Person, anchor: str, cite: Cite) -> str:
    """A whole card, open."""
    c = v.claim
    return (
        f'<article class="claim g-{slug(v.grade)}" id="{anchor}{esc(c.id)}"><div class="top">'
        f'<span class="no" aria-hidden="true">{number_of(c)}</span><h3>{esc(c.title)}</h3>'
        f"{stamp(v.grade)}</div>{card_body(v, who, cite)}</article>"
    )


def card_body(v: Verdict, who: Person, cite: Cite) -> str:
    """Everything of a claim below its title."""
    c = v.claim
    drawn = draw(c.id, who)
    own = ""
    if drawn is None and v.left_out:
        own = '<p class="quiet">No picture: this body cannot do what it would show.</p>'
    if drawn is not None:
        body = postures(who, drawn.exercise) if drawn.exercise else ""
        own = (
            f'<div><figure class="own">{drawn.svg}<figcaption>{esc(drawn.caption)}</figcaption>'
            f"</figure>{body}</div>"
        )
    scales = "".join(f"<figure>{scale_picture(a)}</figure>" for a in v.answers)
    lesson = ""
    if drawn is not None and drawn.lesson:
        lesson = f'<p class="lesson"><strong>For your training.</strong> {esc(drawn.lesson)}</p>'
    care = "".join(
        f'<p class="care"><strong>Mind.</strong> {esc(n)}</p>'
        for n in [*notes(v), *left_out_notes(v)]
    )
    return (
        f'<blockquote><span class="by">The article says</span>{esc(c.says)}</blockquote>'
        f'<p class="tried"><strong>What we tried.</strong> {esc(c.asks)}</p>'
        f'<div class="twin">{own}<div class="scales">{scales}</div></div>'
        f"{_why(v)}"
        f"{care}{_also(v, cite)}{lesson}{_numbers(v, cite)}"
    )


def _why(v: Verdict) -> str:
    sentences = why(v)
    if len(sentences) < 4:
        inner = f"<p>{esc(' '.join(sentences))}</p>"
    else:
        inner = f"<ul>{''.join(f'<li>{esc(s)}</li>' for s in sentences)}</ul>"
    return f'<div class="why"><h4>Why this verdict</h4>{inner}</div>'


def _also(v: Verdict, cite: Cite) -> str:
    if not v.claim.also:
        return ""
    items = "".join(
        f'<li><b><span aria-hidden="true">{SPEAKS_SYMBOLS[e.speaks]}</span> {e.speaks}</b> '
        f'<span>{esc(e.text)} <span class="src">({cite(e.source)})</span></span></li>'
        for e in v.claim.also
    )
    return (
        '<h4>Other evidence <span class="quiet">shown, not counted</span></h4>'
        f'<ul class="also">{items}</ul>'
    )


def _numbers(v: Verdict, cite: Cite) -> str:
    rows = []
    for a in v.answers:
        t = a.test
        people = "<br>".join(
            f"{esc(people_text(m, t.unit))}, {esc(m.what)} ({cite(m.source)})" for m in t.people
        )
        rows.append((
            esc(t.what), esc(model_text(a)), people or "not measured",
            esc(value_text(t.holds, t.unit)), esc(value_text(t.fails, t.unit)), esc(t.why),
        ))  # fmt: skip
    for t in (one.test for one in v.left_out):
        rows.append((
            esc(t.what), "left out", "not counted", esc(value_text(t.holds, t.unit)),
            esc(value_text(t.fails, t.unit)), esc(t.why),
        ))  # fmt: skip
    head = ("test", "model (90 %)", "people (± SD)", "holds at", "fails at", "why these limits")
    inner = table(f"Numbers behind claim {number_of(v.claim)}", head, rows, label_columns=6)
    return f'<details class="numbers"><summary>The numbers</summary>{inner}</details>'
