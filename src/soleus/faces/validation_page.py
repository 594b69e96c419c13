"""The page of the scoreboard: words for everybody, the table, the reasons, the sources."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from soleus.base.errors import InputError
from soleus.base.library import load_sources
from soleus.faces.validation_console import closing_lines
from soleus.faces.validation_forest import forest
from soleus.faces.validation_panels import panels
from soleus.faces.validation_words import label, measured, modeled, verdict
from soleus.study.check_facts import load_not_used, load_unused_parts, used_facts
from soleus.study.check_results import Result, summarize
from soleus.study.check_rows import EVIDENCE, load_topics

__all__ = ["write_page"]

_HEAD = "<!-- Written by `soleus validate --page` (make docs); do not edit. -->\n\n"
_FIGURES = {"validation.svg": forest, "validation_curves.svg": panels}
_INTRO = """\
This page lays the model beside what has been measured on people. **A row that disagrees stays here
with the reason**, as far as experiments with the model could find it. A few numbers of the model
were chosen with measurements of this page in sight, and rows that test those are marked and counted
apart: of two published slack lengths of each gastrocnemius tendon the one that fits contracted
fascicles was taken (kawakami1998); the tendon curve was laid through a measured force and strain
(arampatzis2007), the strains that make tendons adapt at their forces (kharazi2021), and a stiffness
(peltonen2010); the weights of the gait's cost were set once, on level running at 3.5 m/s, so that
the leg bends, the trunk stays up and cadences come out human, with ground force counted in units of
2.5 body weights; and two rows needed a definition (what an onset is), which was made knowing what
each would give. No number of the model was changed because a row of this page disagreed.

How to read a row: *people* is what a study measured and how far it may be missed. **That tolerance
is the standard deviation between the study's people.** For a range of reports it is half the range
or the standard deviation between studies, with that between people added where it is known (the
root of the sum of squares); never two standard deviations. Where none was read the last column says
"ours": {own} of the {tolerances} tolerances are, wholly or in part, this project's own choice.
*Model* is what this program computes when it is asked the same question, and, in brackets, its 90 %
interval: the range of its answers when its uncertain constants (muscle strength, fiber and tendon
lengths, moment arms) vary as far as they are known to. *Within* is yes when the model's number lies
inside the tolerance, when a sequence rises as measured, or when a curve is off by at most one
tolerance (root mean square over its points). Where a study does not describe its people, a man of
1.75 m and 70 kg is taken. Studies disagree with each other, too: peak Achilles forces measured in
running go from 3.8 to 10.1 body weights, so any model misses some of those rows. Names in `this
type` are the rows' own; `soleus validate --only NAME` runs one.

Words in brackets mark rows whose evidence is not direct: """


def write_page(page: Path, results: Sequence[Result], images: Path | None = None) -> None:
    """Write the page and its figures into `images` (default: beside the page).

    `InputError` when something cannot be written."""
    folder = page.parent if images is None else images
    link = os.path.relpath(folder, page.parent).replace(os.sep, "/")
    prefix = "" if link == "." else f"{link}/"
    try:
        for name, draw in _FIGURES.items():
            (folder / name).write_text(draw(results), encoding="utf-8")
        page.write_text(_HEAD + _text(results, prefix), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{page}: cannot be written ({error.strerror})") from None


def _text(results: Sequence[Result], prefix: str) -> str:
    kinds = "; ".join(f"*{k}*, {about}" for k, about in EVIDENCE.items())
    s = summarize(results)
    intro = _INTRO.format(own=s["own_tolerances"], tolerances=s["tolerances"])
    parts = ["# The scoreboard: model against measurement\n\n", intro, kinds, ".\n\n"]
    parts += [f"**{line[0].upper()}{line[1:]}.**\n\n" for line in closing_lines(results)[:2]]
    parts.append(f"![how far each check is off]({prefix}validation.svg)\n\n")
    parts.append(f"![model and measurement as curves]({prefix}validation_curves.svg)\n\n")
    for topic in load_topics():
        rows = [r for r in results if r.check.topic == topic.name]
        parts += [_topic(topic.title, topic.about, rows)] if rows else []
    return "".join([*parts, _not_used(), _sources(results)])


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def _topic(title: str, about: str, rows: Sequence[Result]) -> str:
    within = sum(r.within for r in rows)
    lines = []
    for row in rows:
        c = row.check
        kind = f" *({c.evidence})*" if c.evidence else ""
        yes = verdict(row) if row.within else f"**{verdict(row)}**"
        sources = ", ".join(f"[{s}](#{s})" for s in c.sources)
        lines.append(
            (
                f"{c.quantity}{kind}<br>`{c.id}`",
                c.condition,
                measured(c),
                modeled(row),
                yes,
                sources,
                c.spread,
            )
        )
    head = ("check", "condition", "people", "model (90 %)", "within", "source", "tolerance is")
    text = f"## {title}\n\n{about} {within} of {len(rows)} within.\n\n" + _table(head, lines)
    reasons = [
        f"- `{r.check.id}`, {label(r.check)}: {_sentence(r.check.why)}\n"
        for r in rows
        if not r.within
    ]
    notes = [f"- `{r.check.id}`: {_sentence(r.check.note)}\n" for r in rows if r.check.note]
    if reasons:
        text += "Why not:\n\n" + "".join(reasons) + "\n"
    if notes:
        text += "Notes:\n\n" + "".join(notes) + "\n"
    return text


def _not_used() -> str:
    entries = load_not_used()
    count = sum(len(e.records) for e in entries)
    rows = [(e.what, str(len(e.records)), e.why) for e in entries]
    parts = [(f"`{p.record}`", p.part, p.why) for p in load_unused_parts()]
    return (
        "## Published numbers that are not used\n\n"
        f"Of the collection this project started from, {len(used_facts())} records stand behind "
        f"rows of this page and {count} do not:\n\n"
        + _table(("what", "records", "why not"), rows)
        + "Of some records one part is used and another is not:\n\n"
        + _table(("record", "part", "why not"), parts)
    )


def _sources(results: Sequence[Result]) -> str:
    known = load_sources()
    keys = sorted({s for r in results for s in r.check.sources}, key=lambda k: known[k].text)
    lines = []
    for key in keys:
        source = known[key]
        doi = f" [doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
        lines.append(f'- <a id="{key}"></a>`{key}`: {source.text}.{doi}\n')
    return "## Sources\n\n" + "".join(lines)
