"""The drawn body: which parts there are, and what each looks like in each frame.

A frame is a table of SVG attributes, part by part. The still pictures and the animation use
the same tables; the script only writes attributes and knows no geometry.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.faces.report.markup import esc
from soleus.faces.report.palette import level
from soleus.faces.report.scene import arms, scenery
from soleus.faces.report.shapes import (
    BONES,
    MUSCLES,
    OUTLINES,
    Pose,
    outline_path,
    pose_at,
    ribbon,
    xy,
)
from soleus.motion.trajectory import BodyMotion
from soleus.solve.solution import Solution

__all__ = ["GROUPS", "LABELS", "Figure", "Frame", "element", "transform", "transforms"]

Array = NDArray[np.float64]
Frame = dict[str, dict[str, str]]

#: Drawn muscle -> muscles of the model it stands for.
GROUPS: dict[str, tuple[str, ...]] = {
    "soleus": ("soleus",),
    "gastrocnemius_medialis": ("gastrocnemius_medialis",),
    "gastrocnemius_lateralis": ("gastrocnemius_lateralis",),
    "achilles": ("soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis"),
    "tibialis_anterior": ("tibialis_anterior",),
    "quadriceps": ("rectus_femoris", "vastus_lateralis", "vastus_intermedius", "vastus_medialis"),
    "hamstrings": (
        "semimembranosus", "semitendinosus", "biceps_femoris_long_head",
        "biceps_femoris_short_head",
    ),
    "gluteus": (
        "gluteus_maximus_superior", "gluteus_maximus_middle", "gluteus_maximus_inferior",
    ),
}  # fmt: skip
LABELS = {
    "soleus": "Soleus",
    "gastrocnemius_medialis": "Gastroc. med.",
    "gastrocnemius_lateralis": "Gastroc. lat.",
    "achilles": "Achilles tendon",
    "tibialis_anterior": "Tibialis anterior",
    "quadriceps": "Quadriceps",
    "hamstrings": "Hamstrings",
    "gluteus": "Gluteus maximus",
}
_BODY = ("trunk", "head", "thigh", "shank", "foot", "toes")
_BONES = {
    "spine": "trunk", "pelvis": "trunk", "femur": "thigh", "fibula": "shank", "tibia": "shank",
    "calcaneus": "foot", "midfoot": "foot", "toe_bones": "toes",
}  # fmt: skip
_FREE = {"free_thigh": "thigh", "free_shank": "shank", "free_foot": "foot"}
#: Length of the arrow of one body weight, m.
ARROW = 0.42
_SLACK = 0.004


@dataclass(frozen=True)
class Figure:
    """The drawn body of one solved exercise."""

    solution: Solution

    @cached_property
    def body(self) -> BodyMotion:
        body = self.solution.trajectory.body
        assert body is not None, "only synthesized motion can be drawn"
        return body

    @property
    def support(self) -> str:
        exercise = self.solution.trajectory.exercise
        return exercise.support if exercise else "forefoot"

    @property
    def on_bench(self) -> bool:
        return self.support == "knee_pad_roller_plate"

    def pose(self, frame: int) -> Pose:
        return pose_at(self.body, frame, toes_follow_foot=self.on_bench)

    @cached_property
    def shares(self) -> dict[str, Array]:
        """Force over maximal isometric force (time,), by drawn muscle."""
        strength = self.solution.leg.parameters.max_isometric_force
        result = {}
        for name, members in GROUPS.items():
            index = [self.solution.leg.index(m) for m in members]
            force = self.solution.state.tendon_force[:, index].sum(axis=1)
            result[name] = force / float(strength[index].sum())
        return result

    @cached_property
    def forces_bw(self) -> dict[str, Array]:
        """Force in body weights (time,), by drawn muscle."""
        weight = self.solution.leg.person.body_weight
        return {
            name: np.sum([self.solution.force(m) for m in members], axis=0) / weight
            for name, members in GROUPS.items()
        }

    @cached_property
    def swell(self) -> dict[str, Array]:
        """How much thicker the bellies are drawn as their fibers shorten (time,)."""
        lengths = self.solution.state.normalized_fiber_length
        result = {"achilles": np.ones(len(lengths))}
        for name, members in GROUPS.items():
            index = [self.solution.leg.index(m) for m in members]
            if name != "achilles":
                result[name] = np.clip(lengths[:, index].mean(axis=1) ** -0.4, 0.85, 1.3)
        return result

    def frame(self, frame: int) -> Frame:
        """Attributes of every part in one frame."""
        pose = self.pose(frame)
        places = transforms(pose)
        result: Frame = {name: {"transform": places[name]} for name in _BODY}
        result |= {bone: {"transform": places[segment]} for bone, segment in _BONES.items()}
        result |= {k: {"transform": v} for k, v in self._free_leg(pose).items()}
        for name, anchors in MUSCLES.items():
            share = float(self.shares[name][frame])
            slack = " slack" if share < _SLACK else ""
            result[name] = {
                "d": ribbon(pose, anchors, float(self.swell[name][frame])),
                "class": f"muscle s{level(share)}{slack}",
            }
        x, y = xy(pose.place(("patella", 0.128, 0.0, 0.0)))
        result["patella"] = {"transform": f"translate({x} {y})"}
        result["knee"] = {"transform": places["thigh"]}
        points = " ".join("{},{}".format(*xy(p)) for p in arms(pose, self.support))
        result["arm"] = {"points": points}
        result |= self._arrows(frame)
        if self.body.load_mass:
            x, y = xy(complex(self.body.point(self.body.load_at, self.body.load_point)[0][frame]))
            result["load"] = {"transform": f"translate({x} {y})"}
        return result

    def _free_leg(self, pose: Pose) -> dict[str, str]:
        result, origin = {}, pose.hip
        for name, segment, tilt in zip(
            _FREE, self.body.free_leg, self.body.free_tilts, strict=False
        ):
            end = origin - 1j * segment.length * np.exp(-1j * tilt)
            at = origin if name == "free_foot" else end
            result[name] = transform(at, tilt)
            origin = end
        return result

    def _arrows(self, frame: int) -> Frame:
        weight = self.solution.leg.person.body_weight
        result: Frame = {}
        for contact in self.solution.contacts:
            point = complex(contact.point[frame])
            if contact.name == "wall":
                point = arms(self.pose(frame), self.support)[-1]
            force = complex(contact.force[frame]) / weight * ARROW
            tail, head = (point, point + force) if contact.name == "ground" else (
                point - force, point
            )  # fmt: skip
            (x1, y1), (x2, y2) = xy(tail), xy(head)
            faint = " none" if abs(force) < 0.03 * ARROW else ""
            result[f"arrow_{contact.name}"] = {
                "x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2),
                "class": f"arrow{faint}",
            }  # fmt: skip
        return result

    def target(self, name: str, frame: int) -> complex:
        """Where a label of a muscle points, m."""
        pose, anchors = self.pose(frame), MUSCLES[name]
        index = {"achilles": 2, "gastrocnemius_medialis": 2}.get(name, len(anchors) // 2)
        if name == "soleus":
            a, b = pose.place(anchors[2]), pose.place(anchors[3])
            return 0.35 * a + 0.65 * b
        return pose.place(anchors[index])

    def svg(self, frame: Mapping[str, Mapping[str, str]]) -> str:
        """All parts as SVG elements in world mm, in drawing order."""
        canonical = replace(
            self.pose(0), tilts=dict.fromkeys(self.body.tilts, 0.0), ankle=0j, knee=0j, hip=0j
        )
        shapes = {name: outline_path(name, _length(canonical, name)) for name in OUTLINES}
        shapes |= {name: ribbon(canonical, anchors) for name, anchors in BONES.items()}
        free = "".join(
            element("path", name, frame, f'class="free" d="{shapes[_FREE[name]]}"')
            for name in _FREE
            if name in frame
        )
        body = "".join(element("path", n, frame, f'class="body" d="{shapes[n]}"') for n in _BODY)
        knee = round(127 * canonical.length("shank"))
        body += element("circle", "knee", frame, f'class="body" r="{knee}"')
        bones = "".join(element("path", n, frame, f'class="bone" d="{shapes[n]}"') for n in _BONES)
        bones += element("circle", "patella", frame, 'class="bone" r="21"')
        muscles = "".join(
            element("path", name, frame, "", f"<title>{LABELS[name]}</title>") for name in MUSCLES
        )
        arm = element("polyline", "arm", frame, 'class="arm"')
        load = ""
        if "load" in frame:
            text = f"<title>{self.body.load_mass:g} kg</title>"
            load = element("circle", "load", frame, 'class="load" r="120"', text)
        arrows = "".join(
            element("line", n, frame, 'marker-end="url(#head)"')
            for n in frame
            if n.startswith("arrow_")
        )
        back, front = scenery(self.pose(0), self.support, self.on_step, self.lowest_heel)
        return back + free + body + bones + muscles + arm + front + load + arrows

    @property
    def on_step(self) -> bool:
        exercise = self.solution.trajectory.exercise
        return bool(exercise and exercise.surface == "step")

    @cached_property
    def lowest_heel(self) -> float:
        heel = self.body.point("foot", self.body.skeleton.heel)[0].imag
        return float(heel.min())


def _length(pose: Pose, name: str) -> float:
    segment = {
        "head": "trunk", "pelvis": "trunk", "toes": "foot", "toe_bones": "foot",
        "calcaneus": "foot", "midfoot": "foot",
    }.get(name, name)  # fmt: skip
    return pose.length(segment)


def transform(origin: complex, tilt: float) -> str:
    """SVG transform that puts an upright segment in its place; tilt in rad."""
    x, y = xy(origin)
    return f"translate({x} {y})rotate({math.degrees(tilt):.1f})"


def transforms(pose: Pose) -> dict[str, str]:
    """`transform` of every segment of a pose, toes and head."""
    result = {
        name: transform(pose.origin(name), pose.tilts[name])
        for name in ("foot", "shank", "thigh", "trunk")
    }
    result["toes"] = transform(pose.mtp, pose.toe_tilt)
    result["head"] = transform(pose.at("trunk", 0.0, 1.19), 0.6 * pose.tilts["trunk"])
    return result


def element(
    tag: str, name: str, frame: Mapping[str, Mapping[str, str]], fixed: str, inner: str = ""
) -> str:
    attributes = " ".join(f'{k}="{esc(v)}"' for k, v in frame[name].items())
    return f'<{tag} data-part="{name}" {fixed} {attributes}>{inner}</{tag}>'
