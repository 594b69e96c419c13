"""The drawn runner: both legs, trunk, head and arms, muscles of the near leg, ground forces.

As in `report.figure`, a frame is a table of SVG attributes, part by part; the script writes
attributes and knows no geometry. World units are mm, y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.faces.gait_report.bands import BANDS, LABELS, TARGETS, swell
from soleus.faces.gait_report.frames import SEGMENTS, GaitFrames
from soleus.faces.report.figure import element, transforms
from soleus.faces.report.markup import esc
from soleus.faces.report.palette import level
from soleus.faces.report.scene import arms
from soleus.faces.report.shapes import BONES, OUTLINES, Pose, outline_path, ribbon, xy
from soleus.motion.trajectory import BodyMotion

__all__ = ["ARROW", "Frame", "Runner"]

Array = NDArray[np.float64]
Points = NDArray[np.complex128]
Frame = dict[str, dict[str, str]]
#: Length of the arrow of one body weight, m.
ARROW = 0.27
_NEAR, _FAR = 0, 1
_FAINT = 0.12  # BW, below which no arrow is drawn
_SLACK = 0.004
#: Outline or bone -> the segment it moves with.
_SEGMENT = {
    "spine": "trunk", "pelvis": "trunk", "femur": "thigh", "fibula": "shank", "tibia": "shank",
    "calcaneus": "foot", "midfoot": "foot", "toe_bones": "toes",
}  # fmt: skip
_LENGTH = {"toes": "foot", "toe_bones": "foot", "head": "trunk"}
#: Arms are not in the model (their mass is the trunk's): they swing with the other leg's thigh.
_SWING, _ARM_BACK = 0.85, 0.10
_ELBOW = {"run": 1.75, "walk": 0.4}  # rad


@dataclass(frozen=True)
class Runner:
    """The runner in every frame of a stride."""

    frames: GaitFrames

    @cached_property
    def _motion(self) -> BodyMotion:
        """What `Pose` reads the bones from."""
        return BodyMotion(self.frames.solution.leg.skeleton, 2, {}, np.zeros((3, 1), complex))

    @cached_property
    def _tilts(self) -> tuple[dict[str, Array], dict[str, Array]]:
        return self.frames.tilts(_NEAR), self.frames.tilts(_FAR)

    def pose(self, frame: int, leg: int = _NEAR) -> Pose:
        """Posture of the trunk and one leg."""
        bones = self._motion.skeleton
        tilts = {k: float(v[frame]) for k, v in self._tilts[leg].items()}
        toes, tilts["trunk"] = tilts.pop("toes"), float(self.frames.lean[frame])
        hip = complex(self.frames.hip[frame])
        knee = hip - 1j * bones.thigh.length * _turned(tilts["thigh"])
        ankle = knee - 1j * bones.shank.length * _turned(tilts["shank"])
        return Pose(self._motion, tilts, ankle, knee, hip, toes)

    @cached_property
    def _swing(self) -> tuple[Array, Array]:
        """Angle of the upper arms from straight down (frame,), rad, forward +: near, far."""
        result = []
        for other in (_FAR, _NEAR):
            forward = np.fft.rfft(-self._tilts[other]["thigh"])
            forward[0] = 0.0
            forward[3:] = 0.0
            swing = np.fft.irfft(forward, self.frames.count)
            result.append(_SWING * swing - _ARM_BACK)
        return result[0], result[1]

    def arm(self, frame: int, side: int) -> list[complex]:
        """Shoulder, elbow and hand, m."""
        pose = self.pose(frame)
        shoulder, elbow, hand = arms(pose, "forefoot")
        upper = float(self._swing[side][frame])
        fore = upper + _ELBOW[self.frames.solution.gait] - 0.35 * (upper + _ARM_BACK)
        down = [-1j * abs(b - a) for a, b in ((shoulder, elbow), (elbow, hand))]
        bent = shoulder + down[0] * np.exp(1j * upper)
        return [shoulder, complex(bent), complex(bent + 0.92 * down[1] * np.exp(1j * fore))]

    @cached_property
    def _shares(self) -> dict[str, Array]:
        return {name: self.frames.share(name) for name in BANDS}

    @cached_property
    def _pushes(self) -> list[tuple[Points, Points]]:
        return [self.frames.push(leg) for leg in (_NEAR, _FAR)]

    def frame(self, frame: int) -> Frame:
        """Attributes of every part in one frame."""
        near, far = self.pose(frame), self.pose(frame, _FAR)
        places, behind = transforms(near), transforms(far)
        result: Frame = {f"far_{s}": {"transform": behind[s]} for s in SEGMENTS}
        result |= {s: {"transform": places[s]} for s in (*SEGMENTS, "trunk", "head")}
        result |= {b: {"transform": places[s]} for b, s in _SEGMENT.items()}
        result["knee"] = {"transform": places["thigh"]}
        result["far_knee"] = {"transform": behind["thigh"]}
        x, y = xy(near.place(("patella", 0.128, 0.0, 0.0)))
        result["patella"] = {"transform": f"translate({x} {y})"}
        for name, side in (("arm", 0), ("far_arm", 1)):
            points = " ".join("{},{}".format(*xy(p)) for p in self.arm(frame, side))
            result[name] = {"points": points}
        for name, anchors in BANDS.items():
            share = float(self._shares[name][frame])
            slack = " slack" if share < _SLACK else ""
            result[name] = {
                "d": ribbon(near, anchors, swell(share)),
                "class": f"muscle s{level(share)}{slack}",
            }
        result["push"], result["far_push"] = self._arrow(frame, _NEAR), self._arrow(frame, _FAR)
        return result

    def _arrow(self, frame: int, leg: int) -> dict[str, str]:
        place, force = (complex(v[frame]) for v in self._pushes[leg])
        (x1, y1), (x2, y2) = xy(place), xy(place + ARROW * force)
        kind = ("arrow", "arrow far")[leg] + (" none" if abs(force) < _FAINT else "")
        return {"x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2), "class": kind}

    def target(self, name: str, frame: int) -> complex:
        """Where a label of a muscle points, m."""
        pose, (index, share) = self.pose(frame), TARGETS[name]
        a, b = (pose.place(BANDS[name][index + k]) for k in (0, 1))
        return (1 - share) * a + share * b

    @cached_property
    def _shapes(self) -> dict[str, str]:
        """Paths of outlines and bones, upright about their own origin."""
        upright = dict.fromkeys((*SEGMENTS, "trunk"), 0.0)
        still = replace(self.pose(0), tilts=upright, ankle=0j, knee=0j, hip=0j)

        def length(name: str) -> float:
            return still.length(_LENGTH.get(name, _SEGMENT.get(name, name)))

        result = {name: outline_path(name, length(name)) for name in OUTLINES}
        return result | {name: ribbon(still, anchors) for name, anchors in BONES.items()}

    def svg(self, frame: Frame) -> tuple[str, str]:
        """The body, and the arrows that go over the ground, as SVG in world mm."""
        shapes = self._shapes
        knee = round(127 * self._motion.skeleton.shank.length)

        def path(name: str, kind: str, shape: str) -> str:
            return element("path", name, frame, f'class="{kind}" d="{shapes[shape]}"')

        behind = element("polyline", "far_arm", frame, 'class="arm"')
        behind += "".join(path(f"far_{s}", "free", s) for s in SEGMENTS)
        behind += element("circle", "far_knee", frame, f'class="free" r="{knee}"')
        body = "".join(path(s, "body", s) for s in ("trunk", "head", *SEGMENTS))
        body += element("circle", "knee", frame, f'class="body" r="{knee}"')
        bones = "".join(path(b, "bone", b) for b in _SEGMENT)
        bones += element("circle", "patella", frame, 'class="bone" r="21"')
        bands = "".join(
            element("path", n, frame, "", f"<title>{esc(LABELS[n])}</title>") for n in BANDS
        )
        arm = element("polyline", "arm", frame, 'class="arm"')
        heads = 'marker-end="url(#gait-head)"'
        arrows = "".join(element("line", n, frame, heads) for n in ("far_push", "push"))
        return f'<g class="behind">{behind}</g>{body}{bones}{bands}{arm}', arrows


def _turned(tilt: float) -> complex:
    """Turns a vector of an upright segment into the tilted one."""
    return complex(math.cos(tilt), -math.sin(tilt))
