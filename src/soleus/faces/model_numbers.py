"""The numbers of a model that `--set` may change, for JSON."""

from __future__ import annotations

from typing import Any

from soleus.base.constants import Constants

__all__ = ["SET_HELP", "constants_payload"]

SET_HELP = (
    "Change a number of the model, name=value; may be repeated. --json lists all names with units "
    "and limits."
)


def constants_payload(constants: Constants) -> dict[str, Any]:
    """Every constant by name: its usual value, unit and limits, and whether it was changed."""
    return {
        name: {
            "usual": q.value,
            "unit": q.unit,
            "limits": list(constants.limits[name]),
            "changed": name in constants.changes,
        }
        for name, q in constants.quantities.items()
    }
