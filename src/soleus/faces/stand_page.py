"""Standing as a page of its own, in the looks of the reports."""

from __future__ import annotations

from importlib.resources import files

from soleus.faces.report.markup import esc
from soleus.faces.report.palette import scale_css
from soleus.faces.stand_console import Sheet, Standing, sheets
from soleus.faces.stand_words import about_ranges, lean_words, sentence, sway_words, verdict_words

__all__ = ["page"]

#: The drawing is on white, in the dark too; tables scroll on narrow screens.
_STYLE = (
    ".drawn{background:#fff;border:1px solid var(--rule);border-radius:10px;padding:.6rem;"
    "overflow-x:auto}.drawn svg{display:block;width:100%;min-width:44rem;height:auto}"
    ".sheet th,.sheet td{padding:.35rem .9rem;text-align:right;vertical-align:top;"
    "white-space:nowrap;border-bottom:1px solid var(--rule)}"
    ".sheet th:first-child,.sheet td:first-child{text-align:left;font-weight:400;white-space:pre}"
    ".sheet .ends{display:block;color:var(--soft)}"
    ".sheet thead th{font-weight:600}"
)


def page(s: Standing, drawing: str) -> str:
    """The whole document: the picture, what it means, and every table of the terminal with its
    intervals."""
    r = s.result
    first, *others = [_table(sheet) for sheet in sheets(s)]
    ranges = "".join(f'<p class="note">{esc(line)}.</p>' for line in about_ranges(s.spread))
    told = "".join(
        f"<p>{esc(text)}</p>" for text in (sentence(r, s.spread), sway_words(r, s.spread)) if text
    )
    verdict = verdict_words(r)
    body = (
        '<header><p class="kicker">Soleus</p><h1>Quiet standing</h1>'
        f'<p class="person">{esc(r.leg.person.describe())}; {esc(lean_words(r))}; '
        f"{r.time[-1]:.0f} s; {esc(r.control)} control</p>"
        f'<p class="lede">{esc(verdict[:1].upper() + verdict[1:])}.</p></header><main>'
        f'<section><h2>What happens</h2><div class="drawn">{drawing}</div>{told}</section>'
        '<section><h2>Numbers</h2><p class="note">Muscles of one leg; below a number the interval '
        "that holds 90 % of the legs such a person may have.</p>"
        f"{first}{others[0]}{ranges}{''.join(others[1:])}</section></main>"
        "<footer><p>Made by Soleus. This file works offline and asks nothing of the network.</p>"
        "</footer>"
    )
    looks = files("soleus.faces.report").joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>Quiet standing</title><style>{scale_css()}{looks}{_STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _table(sheet: Sheet) -> str:
    heads = "".join(f'<th scope="col">{esc(name)}</th>' for name in sheet.columns)
    rows = []
    for (name, _), *cells in sheet.rows:
        short = len(sheet.columns) - 1 - len(cells)
        told = [
            f"<td>{esc(text)}"
            + (f'<span class="ends">{esc(ends)}</span>' if ends else "")
            + "</td>"
            for text, ends in cells
        ]
        if short:
            told.append(f'<td colspan="{short}"></td>')
        rows.append(f'<tr><th scope="row">{esc(name)}</th>{"".join(told)}</tr>')
    return (
        f'<h3>{esc(sheet.title)}</h3><div class="scroll"><table class="sheet"><thead><tr>{heads}'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
