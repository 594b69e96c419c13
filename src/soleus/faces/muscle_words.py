"""Plain names of the calf's muscles, for people who are no anatomists: one table for pictures and
tables alike."""

from __future__ import annotations

__all__ = ["CALF"]

#: The muscles of the Achilles tendon -> what they are called; the anatomist's word in brackets.
CALF = {
    "soleus": "soleus",
    "gastrocnemius_medialis": "inner calf (medialis)",
    "gastrocnemius_lateralis": "outer calf (lateralis)",
}
