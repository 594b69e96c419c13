"""Single keys from the terminal, which is left as it was found."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Keyboard", "open_keyboard"]

_NAMES = {" ": "space", "\r": "enter", "\n": "enter"}


class Keyboard:
    """Keys as a context manager; `closed` once no key can ever come. This one has none."""

    closed = True

    def __enter__(self) -> Keyboard:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, seconds: float) -> str | None:
        """The next key (its character, "space" or "enter"), None when none came in time."""
        time.sleep(seconds)
        return None

    def rest(self, aside: Callable[[Callable[[], None]], None]) -> bool:
        """Stop the program where Ctrl-Z asked for it, and say whether it was; `aside` does
        something while the screen is left alone."""
        return False


class _PosixKeyboard(Keyboard):
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: list[Any] | None = None
        self._stop_asked = False
        self._old_handler: Any = None
        self.closed = False

    def __enter__(self) -> Keyboard:
        if os.isatty(self._descriptor):
            self._raw()
            self._old_handler = signal.signal(signal.SIGTSTP, self._ask_stop)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            self._restore()
            signal.signal(signal.SIGTSTP, self._old_handler)

    def _raw(self) -> None:
        import termios
        import tty

        before = termios.tcgetattr(self._descriptor)
        tty.setcbreak(self._descriptor)
        self._before = before

    def _restore(self) -> None:
        import termios

        assert self._before is not None
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def _ask_stop(self, *_: object) -> None:
        self._stop_asked = True

    def rest(self, aside: Callable[[Callable[[], None]], None]) -> bool:
        if not self._stop_asked:
            return False
        self._stop_asked = False
        aside(self._sleep)
        return True

    def _sleep(self) -> None:
        self._restore()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)  # returns when the shell brings us back
        signal.signal(signal.SIGTSTP, self._ask_stop)
        self._raw()

    def read(self, seconds: float) -> str | None:
        if self.closed:
            return super().read(seconds)
        data = self._byte(seconds)
        if data is None:
            return None
        if data == b"":
            self.closed = True
            return None
        if data == b"\x1b":  # an arrow or function key: none of ours
            while self._byte(0.0):
                pass
            return None
        character = data.decode("ascii", "ignore")
        return _NAMES.get(character, character) or None

    def _byte(self, seconds: float) -> bytes | None:
        import select

        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return None
        try:
            return os.read(self._descriptor, 1)
        except OSError:  # the terminal is gone
            return b""


class _WindowsKeyboard(Keyboard):
    closed = False

    def read(self, seconds: float) -> str | None:
        import msvcrt

        console: Any = msvcrt  # its functions are only there on Windows
        end = time.monotonic() + seconds
        while not console.kbhit():
            if time.monotonic() >= end:
                return None
            time.sleep(0.01)
        character = str(console.getwch())
        if character in ("\x00", "\xe0"):  # an arrow or function key
            console.getwch()
            return None
        if character == "\x03":
            signal.raise_signal(signal.SIGINT)
            return None
        return _NAMES.get(character, character)


def open_keyboard() -> Keyboard:
    """The keyboard of standard input: a terminal, or characters from a pipe (not on Windows)."""
    try:
        descriptor = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):  # no standard input at all
        return Keyboard()
    if os.name != "nt":
        return _PosixKeyboard(descriptor)
    return _WindowsKeyboard() if os.isatty(descriptor) else Keyboard()
