"""The faces of the article on trial: terminal, JSON, a Markdown page, an HTML page, a section.

html = article_page(try_claims(find_claims(None)))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soleus.anatomy.person import Person
    from soleus.study.verdicts import Verdict

__all__ = ["article_page", "article_section"]


def article_page(verdicts: Sequence[Verdict], person: Person | None = None) -> str:
    """The trial as one HTML document that needs no network; `person` is who it was held for
    (None: the reference body)."""
    from soleus.faces.article.page import page

    return page(verdicts, person)


def article_section(verdicts: Sequence[Verdict], person: Person | None = None) -> str:
    """The trial as a part of another report in the same looks: the scorecard, and every claim
    folded away; brings its own style."""
    from soleus.faces.article.section import section

    return section(verdicts, person)
