"""The trial inside another report: the scorecard, and every claim folded away."""

from __future__ import annotations

from collections.abc import Sequence

from soleus.anatomy.person import Person
from soleus.faces.article.cards import card_body, cite_by_doi, counts, scores, stamp
from soleus.faces.article.page import how_to_read, style
from soleus.faces.article.words import headline, number_of, person_text, slug
from soleus.faces.report.markup import esc
from soleus.solve.gait_table import REFERENCE
from soleus.study.verdicts import Verdict

__all__ = ["section"]


def section(verdicts: Sequence[Verdict], person: Person | None = None) -> str:
    """One <section id="article"> in the looks of the reports, with its own style."""
    who = person or REFERENCE
    folded = "".join(_folded(v, who) for v in verdicts)
    return (
        f'<section id="article" class="trial"><style>{style()}</style>'
        f"<h2>The article on trial</h2><p><strong>{esc(headline(verdicts))}</strong> The claims "
        "behind this training, each against the model and against measurements on people.</p>"
        f"{counts(verdicts)}{scores(verdicts, 'trial-')}"
        f'<p class="note">Asked: {esc(person_text(who.describe(), person is None))}.</p>'
        f'<details class="read"><summary>How to read this</summary>{how_to_read()}</details>'
        f"<h3>The claims one by one</h3>{folded}</section>"
    )


def _folded(v: Verdict, who: Person) -> str:
    c = v.claim
    return (
        f'<details class="claim g-{slug(v.grade)}"><summary>'
        f'<span class="no">{number_of(c)}</span><span class="title">{esc(c.title)}</span>'
        f"{stamp(v.grade)}</summary>"
        # a link to a place inside opens what is folded around it
        f'<div class="inner" id="trial-{esc(c.id)}">{card_body(v, who, cite_by_doi)}</div>'
        "</details>"
    )
