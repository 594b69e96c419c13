"""Helpers of the generated docs: markdown tables, pages, figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl

from soleus.anatomy.leg import ACHILLES

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "soleus"
import matplotlib.pyplot as plt  # noqa: E402

ROOT = Path(__file__).parents[1]
PAGES, IMAGES = ROOT / "docs/generated", ROOT / "docs/images"
HEAD = "<!-- Written by tools/make_docs.py (make docs); do not edit. -->\n\n"
COLORS = {"soleus": "#b2182b", ACHILLES[1]: "#2166ac", ACHILLES[2]: "#67a9cf"}
DASHES = {"soleus": "-", ACHILLES[1]: "--", ACHILLES[2]: ":"}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def write(name: str, text: str) -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    (PAGES / name).write_text(HEAD + text, encoding="utf-8")
    print(f"docs/generated/{name}")


def save(figure: plt.Figure, name: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    figure.savefig(IMAGES / name, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    print(f"docs/images/{name}")
