"""The plan on paper: one page to pin to a wall, set by typst from `data/print/plan.typ`.

Everything a user wrote reaches typst as data, never as markup.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from soleus.base.errors import InputError, nearest
from soleus.base.library import data_path
from soleus.faces.exports.page import page_content
from soleus.plan.plan import Plan

__all__ = ["PAPERS", "render_pdf", "render_png"]

#: Paper by our name to typst's.
PAPERS = {"a4": "a4", "letter": "us-letter"}
#: Text sizes tried from the largest down, pt; those of a plan that needs more than one page.
_SIZES = (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_LONG_SIZES = (10.0, 9.5, 9.0, 8.5)


def render_pdf(plan: Plan, saved_at: dt.datetime, paper: str = "a4") -> bytes:
    """The plan as PDF. A plan that fits one page stands on one, in the largest type that does;
    a longer one has a heading on each page, and no week is split.

    `saved_at` (with zone) dates the document: the same plan gives the same bytes. Raises
    `InputError` for unknown paper.
    """
    _, size, content = _fitted(plan, paper)
    stamp = int(saved_at.timestamp())
    return _compile(content | {"size": size}, "pdf", timestamp=stamp)[0]


def render_png(plan: Plan, paper: str = "a4", ppi: float = 100.0) -> list[bytes]:
    """The same pages as pictures."""
    _, size, content = _fitted(plan, paper)
    return _compile(content | {"size": size}, "png", ppi=ppi)


def _fitted(plan: Plan, paper: str) -> tuple[int, float, dict[str, Any]]:
    """Pages, type size and content of the best setting."""
    if paper not in PAPERS:
        raise InputError(f"--paper '{paper}' is not known; {nearest(paper, PAPERS)}")
    content = {**page_content(plan), "paper": PAPERS[paper]}
    one = _pages(content | {"size": _SIZES[-1]}) == 1
    sizes = _SIZES if one else _LONG_SIZES
    fewest = 1 if one else _pages(content | {"size": sizes[-1]})
    size = next(s for s in sizes if _pages(content | {"size": s}) == fewest)
    return fewest, size, content


def _pages(content: dict[str, Any]) -> int:
    import typst

    source, inputs, system = _source(content)
    found = typst.query(
        source, "<pages>", field="value", one=True, ignore_system_fonts=not system,
        sys_inputs=inputs,
    )  # fmt: skip
    return int(json.loads(found))


def _compile(content: dict[str, Any], kind: Any, **options: Any) -> list[bytes]:
    import typst

    source, inputs, system = _source(content)
    made: Any = typst.compile(
        source, format=kind, ignore_system_fonts=not system, sys_inputs=inputs, **options
    )
    return list(made) if isinstance(made, list) else [made]


def _source(content: dict[str, Any]) -> tuple[bytes, dict[str, str], bool]:
    """Template, data, and whether to look for fonts beyond those that ship with typst: only for
    letters these lack, as the page would otherwise differ from machine to machine."""
    data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    foreign = any(ord(c) > 0x052F and not 0x1E00 <= ord(c) <= 0x2BFF for c in data)
    return data_path("print", "plan.typ").read_bytes(), {"page": data}, foreign
