"""Says what takes its time, on standard error; quiet with --json or when nobody watches."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["Progress", "doing"]


def doing(name: str) -> str:
    import_numba_without_blas()
    from soleus.solve.kernel_cache import kernels_ready

    text = f"simulating {name.replace('_', ' ')}"
    if not kernels_ready():
        text += " (first run: compiling the solver, about 10 s, kept for next time)"
    return text


def import_numba_without_blas() -> None:
    """Import numba, which would import SciPy only to ask whether it has a BLAS: 0.4 s for
    something the kernels never use. Done in this process alone, which nobody shares."""
    name = "scipy.linalg.cython_blas"
    if "numba" not in sys.modules and name not in sys.modules:
        blocked: Any = None
        sys.modules[name] = blocked
        sys.modules["scipy.linalg"] = blocked
        importlib.import_module("numba.np.arraymath")

        del sys.modules[name], sys.modules["scipy.linalg"]


class Progress:
    """A context that hands out a function to say what is being done."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._last = ""

    def __enter__(self) -> Callable[[str], None]:
        return self._say

    def __exit__(self, *_: object) -> None:
        if self._last and not self._quiet and sys.stderr.isatty():
            sys.stderr.write("\r" + " " * len(self._last) + "\r")
            sys.stderr.flush()

    def _say(self, text: str) -> None:
        if self._quiet:
            return
        if sys.stderr.isatty():
            sys.stderr.write("\r" + text.ljust(len(self._last)))
            sys.stderr.flush()
            self._last = text
        elif "compiling" in text:
            sys.stderr.write(text + "\n")
