"""The compiled kernels on disk: is there one, and is it still what the source says?

numba notices a change in the file of a compiled function, not in what that function calls or in
the constants it froze. So a stamp of all of these lies beside the cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

from soleus.base.library import data_path

__all__ = ["compiled", "drop_stale_cache", "kernels_ready"]

_STAMP = "kernel.stamp"
# what may be reordered without changing how NaN and infinity behave
_FAST = {"contract", "reassoc", "arcp", "nsz"}


def compiled() -> Callable[[Callable[..., Any]], Any]:
    """The decorator of every kernel: numba without Python objects, kept on disk where possible
    (an installation nobody may write to, and no home folder, leave it in memory)."""

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")(function)
        except RuntimeError:
            return numba.njit(nogil=True, fastmath=_FAST, error_model="numpy")(function)

    return decorate


def _stamp() -> str:
    here = Path(__file__).parent
    sources = sorted(here.glob("kernel*.py"))
    sources += [here.parent / "muscle/curves.py", here.parent / "muscle/activation.py"]
    digest = hashlib.sha256()
    for path in [*sources, data_path("curves.toml")]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale_cache(kernel: Any) -> None:
    """Remove compiled kernels that were made from other sources or constants.

    A folder that cannot be written is left alone: numba then keeps its cache elsewhere.
    """
    place = getattr(kernel._cache, "cache_path", None)
    if place is None:
        return
    folder = Path(place)
    stamp, file = _stamp(), folder / _STAMP
    try:
        if file.exists() and file.read_text() == stamp:
            return
        for old in [*folder.glob("kernel*.nbi"), *folder.glob("kernel*.nbc")]:
            old.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(stamp)
    except OSError:
        return


def kernels_ready() -> bool:
    """True when the compiled kernels are on disk, so that the first call is instant."""
    from soleus.solve.kernel import share_compliant

    place = getattr(share_compliant._cache, "cache_path", None)
    return place is not None and any(Path(place).glob("kernel.share_compliant*.nbi"))
