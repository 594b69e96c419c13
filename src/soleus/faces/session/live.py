"""Runs a guide with a real clock, keyboard, screen and bell."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from rich.console import Console

from soleus.faces.session.guide import LONGEST_GAP_S, Guide
from soleus.faces.session.interrupts import Interrupts
from soleus.faces.session.keys import Keyboard, open_keyboard
from soleus.faces.session.plain import PlainScreen
from soleus.faces.session.screen import Screen
from soleus.faces.session.sound import Bell
from soleus.faces.session.view import view

__all__ = ["LONGEST_GAP_S", "run_guide"]

#: Time between two looks at keyboard and clock, s.
_TICK_S = 0.05


def run_guide(
    guide: Guide,
    label: str,
    console: Console,
    interrupts: Interrupts,
    keep: Callable[[], None],
    *,
    plain: bool = False,
    quiet: bool = False,
    speed: float = 1.0,
    keyboard: Keyboard | None = None,
) -> None:
    """Guide until the end, a stop, or an interrupt (then `interrupts.asked` is set, or the keys
    have run dry where one is needed: `interrupts.final` too). `keep` is called whenever the sets
    done changed. `speed` makes the clock run faster. The terminal is left as it was."""
    stream: TextIO = console.file  # type: ignore[assignment]
    bell = Bell(stream, quiet)
    screen = PlainScreen(console) if plain else Screen(console)
    keys = keyboard or open_keyboard()
    kept = guide.revision
    start = time.monotonic()
    with keys, screen:
        while not (guide.ended or interrupts.asked):
            if isinstance(screen, PlainScreen):
                screen.show(guide)
            else:
                screen.show(view(guide, label))
            key = keys.read(_TICK_S)
            guide.advance(speed * (time.monotonic() - start))
            if key is not None:
                guide.press(key)
            if guide.revision != kept:
                kept = guide.revision
                keep()
            bell.ring(guide.sounds)
            guide.sounds.clear()
            keys.rest(screen.aside)
            if keys.closed and (guide.waits or guide.paused) and not guide.ended:
                interrupts.asked = interrupts.final = True
    if interrupts.asked:
        guide.stop()
        keep()
