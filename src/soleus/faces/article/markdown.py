"""The page of the docs: the scorecard, then every claim with its pictures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from soleus.anatomy.person import Person
from soleus.base.library import load_sources
from soleus.faces.article.canvas import WIDTH
from soleus.faces.article.pictures import draw
from soleus.faces.article.scale import scale_picture
from soleus.faces.article.scorecard import scorecard
from soleus.faces.article.words import (
    SPEAKS_SYMBOLS,
    SYMBOLS,
    cited,
    headline,
    left_out_notes,
    measured_text,
    model_text,
    notes,
    number_of,
    people_text,
    person_text,
    score_of,
    value_text,
    why,
)
from soleus.faces.whole_files import write_whole
from soleus.solve.gait_table import REFERENCE
from soleus.study.claims import Claim
from soleus.study.verdicts import GRADES, PEOPLE, Answer, Verdict

__all__ = ["write_page"]

_HEAD = "<!-- Written by `soleus article --page` (make docs); do not edit. -->\n\n"
_INTRO = """\
An article for runners makes claims about the soleus, the deep muscle of the calf. Here each of
them is put on trial, in our words: what the model of this program computes when it is asked, what
people were measured to do, and what follows. **Verdicts are computed**, not written.

How to read: every test is one number with two limits of our own: from the one on the claim
holds (score 1), from the other on it fails (score 0), between them it gets the share of the way. ●
is the model with its 90 % interval, ◆ are people with one standard deviation between them; a number
that is not sure pulls to the middle. People count {people:g} times as much as the model; a claim's
score is the mean over its tests. {grades}. Where people were measured on less than half
of a claim's weight, or on nothing, the model stands nearly alone and neither “supported” nor
“contradicted” is given. A test that the body asked cannot do is left out and not counted. One claim
in the terminal: `soleus article NAME`; for your own body: add `--height-m 1.7 --mass-kg 60 --sex
female --age 35`.
"""


def write_page(
    page: Path, verdicts: Sequence[Verdict], images: Path, person: Person | None = None
) -> None:
    """Write the page, and its pictures into `images`. `InputError` when something cannot be
    written."""
    who = person or REFERENCE
    link = os.path.relpath(images, page.parent).replace(os.sep, "/")
    files = {"scorecard.svg": scorecard(verdicts)}
    for v in verdicts:
        if (drawn := draw(v.claim.id, who)) is not None:
            files[_picture_name(v.claim)] = drawn.svg
        files |= {_scale_name(v.claim, a): scale_picture(a) for a in v.answers}
    for name, svg in files.items():
        write_whole(images / name, svg.encode())
    write_whole(page, (_HEAD + _text(verdicts, link, who, person is None)).encode())


def _picture_name(claim: Claim) -> str:
    return f"{claim.id}.svg"


def _scale_name(claim: Claim, answer: Answer) -> str:
    return f"{claim.id}_{answer.test.id}_scale.svg"


def _text(verdicts: Sequence[Verdict], link: str, who: Person, reference: bool) -> str:
    bands = [f"{SYMBOLS[name]} {name} from {low:g} up" for name, low in GRADES[:-1]]
    grades = ", ".join([*bands, f"{SYMBOLS[GRADES[-1][0]]} {GRADES[-1][0]} below"])
    parts = [
        "# The article on trial\n\n", _INTRO.format(people=PEOPLE, grades=grades),
        f"\nAsked was the {person_text(who.describe(), reference)}.\n\n"
        if reference else f"\nAsked was {who.describe()}.\n\n",
        f"**{headline(verdicts)}**\n\n",
        _image(link, "scorecard.svg", headline(verdicts)), _card_table(verdicts),
    ]  # fmt: skip
    parts += [_claim(v, link, who) for v in verdicts]
    return "".join([*parts, _sources(verdicts)])


def _image(link: str, name: str, alt: str) -> str:
    words = alt.replace('"', "'").replace("<", "&lt;")
    return f'<img src="{link}/{name}" width="{1.2 * WIDTH:.0f}" alt="{words}">\n\n'


def _cell(text: str) -> str:
    return _safe(text).replace("|", "\\|")


def _safe(text: str) -> str:
    """Text whose angle brackets do not open a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _card_table(verdicts: Sequence[Verdict]) -> str:
    lines = ["| | claim | verdict | score | people measured |", "|---|---|---|---|---|"]
    for v in verdicts:
        measured = measured_text(v) + (", disagree with the model" if v.disagree else "")
        lines.append(
            f"| {number_of(v.claim)} | [{_cell(v.claim.title)}](#{v.claim.id}) | "
            f"{SYMBOLS[v.grade]} {v.grade} | {score_of(v)} | {measured} |"
        )
    return "\n".join(lines) + "\n\n"


def _claim(v: Verdict, link: str, who: Person) -> str:
    c = v.claim
    parts = [
        f'## <a id="{c.id}"></a>{number_of(c)}. {_safe(c.title)}\n\n',
        f"**{SYMBOLS[v.grade]} {v.grade}**, {_score(v)}. `{c.id}`\n\n",
        f"> {_safe(c.says)}\n\n", f"**What we tried.** {_safe(c.asks)}\n\n",
    ]  # fmt: skip
    drawn = draw(c.id, who)
    if drawn is not None:
        parts += [_image(link, _picture_name(c), drawn.caption), f"{_safe(drawn.caption)}\n\n"]
    for a in v.answers:
        alt = f"{a.test.what}: model {model_text(a)}"
        parts.append(_image(link, _scale_name(c, a), alt))
    parts.append(_tests(v))
    parts.append("**Why this verdict.** " + _safe(" ".join(why(v))) + "\n\n")
    parts += [f"**Mind:** {_safe(n)}\n\n" for n in [*notes(v), *left_out_notes(v)]]
    if c.also:
        parts.append("Other evidence, shown but not counted:\n\n")
        parts += [
            f"- {SPEAKS_SYMBOLS[e.speaks]} {e.speaks}: {_safe(e.text)} "
            f"([{cited(e.source)}](#{e.source}))\n"
            for e in c.also
        ]
        parts.append("\n")
    if drawn is not None and drawn.lesson:
        parts.append(f"**For your training.** {_safe(drawn.lesson)}\n\n")
    return "".join(parts)


def _score(v: Verdict) -> str:
    return f"score {score_of(v)} of 1" if v.answers else "not tried"


def _tests(v: Verdict) -> str:
    lines = [
        "| test | model (90 %) | people (± SD) | holds at | fails at | why these limits |",
        "|---|---|---|---|---|---|",
    ]
    for a in v.answers:
        t = a.test
        people = "<br>".join(
            f"{people_text(m, t.unit)}, {_cell(m.what)} ([{cited(m.source)}](#{m.source}))"
            for m in t.people
        )
        lines.append(
            f"| {_cell(t.what)} | {model_text(a)} | {people or 'not measured'} | "
            f"{value_text(t.holds, t.unit)} | {value_text(t.fails, t.unit)} | {_cell(t.why)} |"
        )
    for t in (one.test for one in v.left_out):
        lines.append(
            f"| {_cell(t.what)} | left out | not counted | {value_text(t.holds, t.unit)} | "
            f"{value_text(t.fails, t.unit)} | {_cell(t.why)} |"
        )
    return "\n".join(lines) + "\n\n"


def _sources(verdicts: Sequence[Verdict]) -> str:
    known = load_sources()
    keys = sorted({k for v in verdicts for k in v.claim.sources}, key=lambda k: known[k].text)
    if not keys:
        return ""
    lines = []
    for key in keys:
        source = known[key]
        doi = f" [doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
        lines.append(f'- <a id="{key}"></a>{_safe(source.text)}.{doi}\n')
    return "## Sources\n\n" + "".join(lines)
