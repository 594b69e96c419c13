"""Pictures of the live screen, for the documents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from soleus.faces.session.guide import Guide
from soleus.faces.session.screen import draw
from soleus.faces.session.script import script
from soleus.faces.session.view import view

if TYPE_CHECKING:
    from soleus.plan.plan import Session

__all__ = ["screen_svg"]

#: Background, text, the eight colors and their bright forms: light on dark, 7:1 and more.
_THEME = TerminalTheme(
    (18, 22, 28),
    (232, 236, 240),
    [(60, 66, 74), (255, 110, 110), (90, 230, 120), (255, 205, 80), (110, 175, 255),
     (225, 150, 255), (90, 220, 235), (232, 236, 240)],
    [(150, 158, 168), (255, 130, 130), (90, 240, 125), (255, 215, 90), (120, 185, 255),
     (235, 165, 255), (100, 230, 245), (255, 255, 255)],
)  # fmt: skip
_STEP_S = 0.25
_MOST_S = 6 * 3600.0


def screen_svg(
    session: Session, kind: str, seconds: float, set_number: int = 1, width: int = 80,
    height: int = 24,
) -> str:  # fmt: skip
    """The screen as SVG, `seconds` into the first step of that `kind` (warm_up, set_up, ready,
    work, hold, run, steady, break, rest, end) in a set with that number. The same session gives
    the same picture. Raises `ValueError` where the session has no such step."""
    guide = _guide_at(session, kind, set_number)
    start = guide.elapsed
    while guide.elapsed - start < seconds - 1e-9:
        guide.advance(guide.elapsed + min(_STEP_S, seconds - (guide.elapsed - start)))
    console = Console(
        record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        width=width, height=height, legacy_windows=False,
    )  # fmt: skip
    console.print(draw(view(guide, session.label), width, height))
    return console.export_svg(title="soleus do", theme=_THEME, unique_id=f"soleus-{kind}")


def _guide_at(session: Session, kind: str, set_number: int) -> Guide:
    guide = Guide(script(session))
    guide.advance(0.0)
    while guide.elapsed < _MOST_S:
        step = guide.step
        here = step.slot.set if step.slot else set_number
        if step.kind == kind and here == set_number:
            return guide
        if guide.waits:
            guide.press("space")
            if guide.ended:
                break
        else:
            guide.advance(guide.elapsed + _STEP_S)
    raise ValueError(f"the session has no step '{kind}' in a set {set_number}")
