"""The compiled kernels on disk: is there one, and is it still what the source says?

numba notices a change in the file of a compiled function, not in what that function calls or in
the constants it froze. So a stamp of all of these lies beside the cache.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from soleus.base.library import data_path

__all__ = ["drop_stale_cache", "kernels_ready"]

_STAMP = "kernel.stamp"


def _stamp() -> str:
    here = Path(__file__).parent
    sources = [*sorted(here.glob("kernel*.py")), here.parent / "muscle/curves.py"]
    digest = hashlib.sha256()
    for path in [*sources, data_path("curves.toml")]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale_cache(kernel: Any) -> None:
    """Remove compiled kernels that were made from other sources or constants.

    A folder that cannot be written is left alone: numba then keeps its cache elsewhere.
    """
    folder = Path(kernel._cache.cache_path)
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

    cache: Any = share_compliant._cache  # type: ignore[attr-defined]
    return any(Path(cache.cache_path).glob("kernel.share_compliant*.nbi"))
