"""Small pieces of HTML: escaping, numbers as people read them, tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

__all__ = ["NOTHING", "esc", "json_script", "number", "percent", "table", "words"]

#: Shown where a value has no meaning or is not known.
NOTHING = "–"


def esc(text: object) -> str:
    """Text safe inside an element or a quoted attribute."""
    return escape(str(text), quote=True)


def number(value: float | None, digits: int = 2) -> str:
    """A number with a fixed count of decimals and a true minus sign."""
    if value is None:
        return NOTHING
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\u2212")


def percent(share: float | None) -> str:
    """A share as whole percent; below one percent says so."""
    if share is None:
        return NOTHING
    if 0 < share < 0.005:
        return "<1\u2009%"
    return f"{100 * share:.0f}\u2009%"


def words(key: str) -> str:
    """A key of code or data as words."""
    return key.replace("_", " ")


def json_script(element_id: str, data: Any) -> str:
    """Data for the script, as JSON that cannot close its element early."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{esc(element_id)}">{text}</script>'


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], label_columns: int = 1
) -> str:
    """A table that scrolls inside its own frame; cells are HTML, the head is text."""
    cells = "".join(f'<th scope="col">{esc(h)}</th>' for h in head)
    body = []
    for row in rows:
        parts = [f'<th scope="row">{row[0]}</th>']
        for i, cell in enumerate(row[1:], start=1):
            kind = "" if i < label_columns else ' class="num"'
            parts.append(f"<td{kind}>{cell}</td>")
        body.append(f"<tr>{''.join(parts)}</tr>")
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table>'
        f"<caption>{esc(caption)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
