"""The page of the article on trial and its pictures, from the claims as they stand."""

from __future__ import annotations

from pages import IMAGES, PAGES

from soleus.faces.article.markdown import write_page
from soleus.study.claims import find_claims
from soleus.study.verdicts import try_claims


def article_page() -> None:
    """Write docs/generated/article.md and docs/images/article/*.svg for the reference body;
    pictures of claims that are gone are removed."""
    images = IMAGES / "article"
    for old in images.glob("*.svg"):
        old.unlink()
    write_page(PAGES / "article.md", try_claims(find_claims(None)), images)
    print("docs/generated/article.md\ndocs/images/article/*.svg")
