"""Ctrl-C and its kin during a session: never lose what was done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Interrupts"]

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Takes the place of the handlers of Ctrl-C, termination and a closed terminal, and puts them
    back. While `mode` is "note" they only set `asked` (the loop looks at it); in "raise" they
    raise `KeyboardInterrupt` (a question waits for an answer); in "leave" they end the program at
    once with the line `last_words` gives: compiled code swallows exceptions. `final` is set where
    nobody is there to be asked any more."""

    def __init__(self, last_words: Callable[[], str]) -> None:
        self.asked = self.final = False
        self.mode = "note"
        self._last_words = last_words
        self._old: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for name in _SIGNALS:
                number = getattr(signal, name, None)
                if number is not None:
                    self._old[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _take(self, number: int, _: object) -> None:
        self.asked = True
        self.final = self.final or number != signal.SIGINT
        if self.mode == "raise":
            raise KeyboardInterrupt
        if self.mode == "leave":
            os.write(2, f"\n{self._last_words()}\n".encode())
            os._exit(130)
