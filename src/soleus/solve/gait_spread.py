"""How far a predicted force may be off: one standard deviation, as a share."""

from __future__ import annotations

import math

from soleus.base.library import data_path, read_file

__all__ = ["SCALING", "interval_90", "relative_spread", "spread_table"]

#: The cause that a gait solved for its own body does not have.
SCALING = "scaling to another body"
_NINETY = 1.645  # standard deviations to either side that hold 90 %


def spread_table(what: str = "impulse", scaled: bool = True) -> dict[str, dict[str, float]]:
    """Share by which each cause moves the `impulse` of a step or its `peak` force, by tissue
    (`data/gait/spread.toml`, written by tools/gait_spread.py: gaits solved anew with one
    constant moved by its spread); with what scaling to another body costs, if `scaled`."""
    content: dict[str, dict[str, float]] = read_file(data_path("gait", "spread.toml"))[what]
    return {c: row for c, row in content.items() if scaled or c != SCALING}


def relative_spread(what: str = "impulse", scaled: bool = True) -> dict[str, float]:
    """All causes together (independent), by tissue: one standard deviation as a share."""
    rows = spread_table(what, scaled).values()
    tissues = next(iter(rows)).keys()
    return {t: math.sqrt(sum(row[t] ** 2 for row in rows)) for t in tissues}


def interval_90(value: float, share: float) -> list[float]:
    """90 % interval of a force or impulse whose standard deviation is a share of it."""
    return [max(value * (1 - _NINETY * share), 0.0), value * (1 + _NINETY * share)]
