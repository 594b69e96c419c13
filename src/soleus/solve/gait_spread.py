"""How far a predicted force may be off: one standard deviation, as a share."""

from __future__ import annotations

import math

from soleus.base.library import data_path, read_file

__all__ = ["relative_spread", "spread_table"]


def spread_table() -> dict[str, dict[str, float]]:
    """Share by which each cause moves the force of each tissue (`data/gait/spread.toml`,
    written by tools/gait_spread.py: gaits solved anew with one constant moved by its spread)."""
    content: dict[str, dict[str, float]] = read_file(data_path("gait", "spread.toml"))["causes"]
    return content


def relative_spread() -> dict[str, float]:
    """All causes together (independent), by tissue."""
    rows = spread_table().values()
    tissues = next(iter(rows)).keys()
    return {t: math.sqrt(sum(row[t] ** 2 for row in rows)) for t in tissues}
