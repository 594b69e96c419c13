"""What is heard of a session: the bell of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

__all__ = ["Bell"]


class Bell:
    """Rings once for whatever a guide has to beep for since it was last asked; a `quiet` one, or
    one without a terminal, never does."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self._stream = stream
        self._quiet = quiet or not stream.isatty()

    def ring(self, sounds: Sequence[str]) -> None:
        """Ring for sounds, if there are any."""
        if sounds and not self._quiet:
            self._stream.write("\a")
            self._stream.flush()
