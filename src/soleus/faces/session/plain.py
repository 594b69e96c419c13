"""A session as lines, for screen readers, pipes and terminals without a screen."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from soleus.faces.session.guide import Guide
from soleus.faces.session.view import clock_text, place_words

__all__ = ["PlainScreen", "plain_line"]

_KEYS = "keys: space next or pause, s skip, S skip exercise, r repeat, b back, q stop"


class PlainScreen:
    """Prints one line when a step begins, when the clock is stopped, and when a message comes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: tuple[int, int] | None = None
        self._message = ""

    def __enter__(self) -> PlainScreen:
        self._say(_KEYS)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, guide: Guide) -> None:
        """Print what is new."""
        if (guide.index, guide.entered) != self._last:
            self._last = guide.index, guide.entered
            self._say(plain_line(guide))
        message = guide.message or ("Paused; space goes on." if guide.paused else "")
        if message != self._message:
            self._message = message
            if message:
                self._say(message)

    def aside(self, act: Callable[[], None]) -> None:
        """Do something in between."""
        act()

    def _say(self, text: str) -> None:
        self._console.print(escape(text), soft_wrap=True)


def plain_line(guide: Guide) -> str:
    """The present step in a line."""
    step = guide.step
    place = place_words(step, guide.load_of(step))
    head = ", ".join(t for t in (step.title, place) if t)
    # a step that only waits for its time says how long
    long = f" {clock_text(step.seconds)}." if step.seconds and not step.works else ""
    how = " Space goes on." if step.seconds is None and step.kind not in ("run", "end") else ""
    return f"{head}: {step.words}{long}{how}"
