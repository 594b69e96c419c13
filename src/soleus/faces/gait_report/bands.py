"""The muscles of a running leg as they are drawn: bands along the bones.

Placed by eye, like those of `report.shapes`, which most are; colors and widths are computed.
"""

from __future__ import annotations

from soleus.faces.report.shapes import MUSCLES, Anchor

__all__ = ["BANDS", "LABELS", "TARGETS", "swell"]

#: Drawn muscle (a group of the running model, or "achilles") -> anchors, deep ones first.
BANDS: dict[str, tuple[Anchor, ...]] = {
    "iliopsoas": (
        ("trunk", -0.065, 0.44, 0.02), ("trunk", -0.01, 0.27, 0.085), ("trunk", 0.055, 0.09, 0.085),
        ("thigh", 0.075, 0.98, 0.06), ("thigh", 0.0, 0.84, 0.02),
    ),
    "gluteus_maximus": MUSCLES["gluteus"],
    "vasti": (
        ("thigh", 0.045, 0.88, 0.02), ("thigh", 0.080, 0.66, 0.105), ("thigh", 0.088, 0.42, 0.130),
        ("thigh", 0.090, 0.19, 0.085), ("patella", 0.112, 0, 0.03), ("shank", 0.075, 0.88, 0.02),
    ),
    "hamstrings": MUSCLES["hamstrings"],
    "rectus_femoris": (
        ("trunk", 0.075, 0.05, 0.016), ("thigh", 0.130, 0.84, 0.045), ("thigh", 0.168, 0.62, 0.072),
        ("thigh", 0.166, 0.40, 0.066), ("thigh", 0.138, 0.17, 0.026), ("patella", 0.128, 0, 0.018),
    ),
    "dorsiflexors": MUSCLES["tibialis_anterior"],
    "soleus": MUSCLES["soleus"],
    "gastrocnemius": MUSCLES["gastrocnemius_medialis"],
    "achilles": MUSCLES["achilles"],
}  # fmt: skip
LABELS = {
    "iliopsoas": "Iliopsoas",
    "rectus_femoris": "Rectus femoris",
    "vasti": "Vasti",
    "dorsiflexors": "Dorsiflexors",
    "gluteus_maximus": "Gluteus maximus",
    "hamstrings": "Hamstrings",
    "gastrocnemius": "Gastrocnemius",
    "soleus": "Soleus",
    "achilles": "Achilles tendon",
}
#: Where a label points: the anchor before, and how far on to the next.
TARGETS: dict[str, tuple[int, float]] = {
    "iliopsoas": (1, 0.4), "rectus_femoris": (2, 0.3), "vasti": (2, 0.7), "dorsiflexors": (2, 0.3),
    "gluteus_maximus": (2, 0.0), "hamstrings": (2, 0.2), "gastrocnemius": (2, 0.0),
    "soleus": (2, 0.75), "achilles": (2, 0.3),
}  # fmt: skip
#: Width of a belly at no force and at maximal force, of the width drawn for exercises.
_THIN, _THICK = 0.55, 1.45


def swell(share: float) -> float:
    """How wide a band is drawn for a share of maximal force: width says what color says."""
    return _THIN + (_THICK - _THIN) * min(max(share, 0.0), 1.0)
