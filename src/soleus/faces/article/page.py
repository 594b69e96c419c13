"""The trial as one offline HTML page, in the looks of the reports."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from soleus.anatomy.person import Person
from soleus.base.library import load_sources
from soleus.faces.article.cards import cite_in_page, claim_card, counts, scores
from soleus.faces.article.postures import DEFS
from soleus.faces.article.words import SYMBOLS, headline, person_text
from soleus.faces.report.markup import esc
from soleus.faces.report.palette import scale_css
from soleus.faces.report.sources import source_list
from soleus.solve.gait_table import REFERENCE
from soleus.study.verdicts import GRADES, PEOPLE, Verdict

__all__ = ["how_to_read", "page", "style"]

_LEDE = """An article for runners makes claims about the soleus, the deep muscle of the calf. Here
every one of them stands trial: we ask a physical model of a leg, we look up what people were
measured to do, and the two are laid on one scale. The verdict is computed from the numbers."""
_NOT = """<p>The claims are the article's, in our words; the limits of every scale are ours and say
why. The model is one leg of one body, in one plane, with muscles estimated from body size; its 90 %
interval says how far its answer moves when its uncertain numbers do. People's numbers carry one
standard deviation between them where it was read. A verdict is about a claim as it is written, not
about whether the training helps. This is a calculation, not medical advice.</p>"""


def style() -> str:
    """The style of the trial, on top of that of the reports."""
    return files("soleus.faces.article").joinpath("article.css").read_text(encoding="utf-8")


def how_to_read() -> str:
    """What scores, marks and grades mean."""
    bands = [f"{SYMBOLS[name]} {name} from {low:g}" for name, low in GRADES[:-1]]
    grades = ", ".join([*bands, f"{SYMBOLS[GRADES[-1][0]]} {GRADES[-1][0]} below"])
    return (
        "<p>Every test is one number. Two limits say from where on the claim holds (score 1) and "
        "from where on it fails (score 0); between them the score goes straight. "
        '<span class="dotted">●</span> is the model with its 90 % interval, ◆ are people with one '
        "standard deviation. A number that is not sure pulls to the middle. People count "
        f"{PEOPLE:g} times as much as the model, and a claim's score is the mean of its tests: "
        f"{esc(grades)}. Where people were measured on less than half of a claim's weight (a ring "
        "with a dot) or on none of its scales (a ring), the model stands nearly alone and the "
        "verdict stops one short of either end. A test that this body cannot do is left out and "
        "not counted.</p>"
    )


def page(verdicts: Sequence[Verdict], person: Person | None = None) -> str:
    """The whole document."""
    who = person or REFERENCE
    cards = "".join(claim_card(v, who, "claim-", cite_in_page) for v in verdicts)
    known = load_sources()
    keys = sorted(
        {k for v in verdicts for k in v.claim.sources}, key=lambda k: known[k].text.lower()
    )
    listed = source_list(keys) if keys else "<p>None.</p>"
    links = "".join(
        f'<a href="#{key}">{name}</a>'
        for key, name in (("card", "Scorecard"), ("claims", "Claims"), ("method", "Method"),
                          ("sources", "Sources"))
    )  # fmt: skip
    body = (
        f'{DEFS}<header><p class="kicker">Soleus</p><h1>The article on trial</h1>'
        f'<p class="person">{esc(headline(verdicts))}</p><p class="lede">{_LEDE}</p>'
        f'<nav aria-label="Sections">{links}</nav></header><main class="trial">'
        f'<section id="card"><h2>Scorecard</h2>{counts(verdicts)}{scores(verdicts, "claim-")}'
        f'<p class="note">Asked: {esc(person_text(who.describe(), person is None))}.</p>'
        f'<details class="read"><summary>How to read this</summary>{how_to_read()}</details>'
        f'</section><section id="claims"><h2>The claims</h2>{cards}</section>'
        f'<section id="method"><h2>What a verdict is, and is not</h2>{_NOT}</section>'
        f'<section id="sources"><h2>Sources</h2>{listed}</section></main>'
        "<footer><p>Made by Soleus. This file works offline and asks nothing of the network.</p>"
        "</footer>"
    )
    looks = files("soleus.faces.report").joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>The article on trial</title><style>{scale_css()}{looks}{style()}</style></head>"
        f"<body>{body}</body></html>"
    )
