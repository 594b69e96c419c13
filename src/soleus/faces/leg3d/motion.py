"""Where every bone is in every frame shown: rigid transforms in the side plane."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soleus.faces.report.figure import Figure
from soleus.faces.report.shapes import Pose

__all__ = ["FRAMES", "PATELLA", "place", "places"]

Array = NDArray[np.float64]
#: Frames bones and anchors are fixed to; "wrap" anchors need the knee besides, the thigh's origin.
FRAMES = ("thigh", "shank", "foot", "toes", "patella")
#: The lower pole of the patella in the shank frame, from the knee, in shank lengths, knee straight;
#: how far it goes back, and how far it tips against the shank, rad, at 120 degrees of flexion: from
#: the joint equations of the source model (`rajagopal2016`), taken as straight lines.
PATELLA = (0.110, -0.036, 0.024, 0.30, math.radians(120))


def place(pose: Pose) -> dict[str, tuple[float, float, float]]:
    """Origin (m, x forward, y up) and tilt (rad, top forward +) of every frame in one posture."""
    shank, thigh, foot = (pose.tilts[k] for k in ("shank", "thigh", "foot"))
    x, y, back, tip, full = PATELLA
    bent = (shank - thigh) / full
    length = pose.length("shank")
    pole = pose.knee + complex(x - back * bent, y) * length * np.exp(-1j * shank)
    return {
        "thigh": (pose.knee.real, pose.knee.imag, thigh),
        "shank": (pose.ankle.real, pose.ankle.imag, shank),
        "foot": (pose.ankle.real, pose.ankle.imag, foot),
        "toes": (pose.mtp.real, pose.mtp.imag, pose.toe_tilt),
        "patella": (float(pole.real), float(pole.imag), shank - tip * bent),
    }


def places(figure: Figure, frames: Sequence[int]) -> dict[str, Array]:
    """`place` over frames, (frame, 3) each."""
    found = [place(figure.pose(f)) for f in frames]
    return {name: np.array([p[name] for p in found]) for name in FRAMES}
