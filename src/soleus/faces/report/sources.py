"""Where the numbers of a report come from."""

from __future__ import annotations

from collections.abc import Iterable

from soleus.anatomy.skeleton import body_constants
from soleus.base.constants import load_constants
from soleus.base.library import load_sources
from soleus.faces.report.markup import esc
from soleus.muscle.parameters import load_muscle
from soleus.solve.solution import Solution

__all__ = ["collect_sources", "source_list"]

_BODIES = (
    ("segments", "lengths"), ("segments", "foot"), ("strength", "muscle"),
    ("strength", "dynamometer"), ("strength", "range"), ("posture", "contact"),
)  # fmt: skip
#: Behind the method itself: muscle curves, gastrocnemius arms, strain window, drawn arms.
_METHOD = (
    "degroote2016", "uhlrich2022", "chen2024", "arampatzis2007", "kharazi2021", "winter2009",
)  # fmt: skip


def collect_sources(solutions: Iterable[Solution], scheme_source: str) -> list[str]:
    """Keys of all sources a report used, known ones only, sorted by their text."""
    used: set[str] = {scheme_source, *_METHOD}
    for solution in solutions:
        for muscle in solution.muscles:
            used |= {q.source for q in load_muscle(muscle).constants.values()}
        tables = [*_BODIES, ("segments", solution.leg.person.sex)]
        for file, name in tables:
            used |= {q.source for q in body_constants(file, name).values()}
        if solution.trajectory.exercise:
            used.add(solution.trajectory.exercise.source)
    used |= {q.source for q in load_constants("soleus_parts").quantities.values()}
    known = load_sources()
    return sorted((k for k in used if k in known), key=lambda k: known[k].text.lower())


def source_list(keys: Iterable[str]) -> str:
    """The list, with DOIs as links."""
    known = load_sources()
    items = []
    for key in keys:
        source = known[key]
        link = ""
        if source.doi:
            link = (
                f' <a href="https://doi.org/{esc(source.doi)}" rel="noreferrer">'
                f"doi:{esc(source.doi)}</a>"
            )
        items.append(f'<li id="source-{esc(key)}">{esc(source.text)}.{link}</li>')
    return f'<ol class="sources">{"".join(items)}</ol>'
