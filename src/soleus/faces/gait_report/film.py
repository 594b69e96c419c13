"""The moving picture of a stride: runner on the slope, close view of the calf, and their data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from soleus.faces.gait_report.bands import LABELS
from soleus.faces.gait_report.frames import GaitFrames
from soleus.faces.gait_report.instant import Instants
from soleus.faces.gait_report.runner import ARROW, Frame, Runner
from soleus.faces.report.drawing import View, fit
from soleus.faces.report.markup import esc, json_script, number
from soleus.faces.report.palette import level

__all__ = ["DEFS", "Film"]

WIDTH, HEIGHT = 640, 560
_CLOSE_WIDTH, _CLOSE_HEIGHT = 400, 400
_CLOSE_SCALE = 0.60  # px a mm
#: Label columns: muscles behind the bones left, others right; and the heights they span on level
#: ground, shares of the picture.
_LEFT = ("gluteus_maximus", "hamstrings", "gastrocnemius", "soleus", "achilles")
_RIGHT = ("iliopsoas", "rectus_femoris", "vasti", "dorsiflexors")
_LEFT_SPAN, _RIGHT_SPAN = (0.36, 0.86), (0.34, 0.74)
_COLUMN = 128
_FULL_BAR = 10.0  # BW
_MARKS = 4  # marks on the ground a stride
DEFS = (
    '<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>'
    '<marker id="gait-head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="3.6" '
    'markerHeight="3.6" orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs></svg>'
)
Columns = list[list[Any]]


@dataclass(frozen=True)
class Film:
    """The stage of one stride."""

    frames: GaitFrames

    @cached_property
    def runner(self) -> Runner:
        return Runner(self.frames)

    @cached_property
    def instants(self) -> Instants:
        return Instants(self.frames)

    @cached_property
    def view(self) -> View:
        """One view for all frames: the whole body, and the ground under both feet."""
        points: list[complex] = []
        for i in range(0, self.frames.count, 6):
            for leg in (0, 1):
                pose = self.runner.pose(i, leg)
                points += [pose.ankle - 0.1, pose.at("trunk", 0.0, 1.62), pose.mtp + 0.09]
            points += self.runner.arm(i, 0) + self.runner.arm(i, 1)
        along = complex(math.cos(self.frames.slope), math.sin(self.frames.slope))
        points += [-0.55 * along - 0.06j, 0.45 * along - 0.06j]
        return fit(points, _COLUMN, 12, WIDTH - _COLUMN, HEIGHT - 26)

    @cached_property
    def heights(self) -> dict[str, float]:
        """Heights of the labels, shares of the picture: above the ground on either side."""
        result: dict[str, float] = {}
        grade = self.frames.solution.grade
        for names, (top, bottom), rise in (
            (_LEFT, _LEFT_SPAN, -grade), (_RIGHT, _RIGHT_SPAN, grade),
        ):  # fmt: skip
            low = bottom - 0.75 * max(rise, 0.0)
            result |= dict(zip(names, np.linspace(top, low, len(names)).tolist(), strict=True))
        return result

    @cached_property
    def spacing(self) -> float:
        """Distance of the marks on the ground, m: a stride is a whole number of them."""
        return self.frames.solution.speed * self.frames.stride / _MARKS

    def _close(self, frame: int) -> str:
        """The camera of the close view rides with the lower leg."""
        pose = self.runner.pose(frame)
        center = pose.ankle + 0.42 * (pose.knee - pose.ankle) + 0.1 * (pose.mtp - pose.ankle)
        x = _CLOSE_WIDTH / 2 - _CLOSE_SCALE * 1000 * center.real
        y = _CLOSE_HEIGHT / 2 + _CLOSE_SCALE * 1000 * center.imag
        return f"translate({x:.1f} {y:.1f})scale({_CLOSE_SCALE})"

    def frame(self, i: int) -> Frame:
        """All that changes on the stage, one frame."""
        result = self.runner.frame(i)
        result["camera"] = {"transform": self._close(i)}
        for name in LABELS:
            x, y = self.view.place(self.runner.target(name, i))
            left = f"{100 * x / WIDTH:.1f}%"
            result[f"lead_{name}"] = {"x2": f"{x:.0f}", "y2": f"{y:.0f}"}
            result[f"mark_{name}"] = {"style": f"left:{left};top:{100 * y / HEIGHT:.1f}%"}
            force, share = self.instants.force(name, i), self.instants.share(name, i)
            width = min(100 * force / _FULL_BAR, 100)
            result[f"value_{name}"] = {"text": number(force, 1)}
            result[f"bar_{name}"] = {
                "class": f"level b{level(share)}", "style": f"width:{width:.1f}%",
            }  # fmt: skip
        result |= {k: {"text": v} for k, v in self.instants.texts(i).items()}
        return result

    @cached_property
    def states(self) -> list[Frame]:
        return [self.frame(i) for i in range(self.frames.count)]

    def html(self) -> str:
        """The stage with its controls and data."""
        first = self.states[self.instants.start]
        body, arrows = self.runner.svg(first)
        scene = f'<g id="gait-scene">{body}{self._ground()}{arrows}</g>'
        words = esc(self.instants.describe(self.instants.start))
        whole = (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
            f'<g transform="{self.view.transform}">{scene}</g>{self._leads(first)}'
            f"{self._key()}</svg>"
        )
        camera = first["camera"]["transform"]
        close = (
            f'<svg viewBox="0 0 {_CLOSE_WIDTH} {_CLOSE_HEIGHT}" role="img" aria-label="Close view '
            f'of the lower leg. {words}"><g data-part="camera" transform="{camera}">'
            '<use href="#gait-scene"/></g></svg>'
        )
        data = {
            "stride": self.frames.stride, "count": self.frames.count,
            "start": self.instants.start, "columns": _columns(self.states),
            "belt": round(1000 * self.spacing),
        }  # fmt: skip
        return (
            f'<div class="gait" data-gait tabindex="-1"><div class="views"><div class="whole">'
            f'<div class="sheet">{whole}{self._marks(first)}</div>{self._labels(first)}'
            f'{self._grade()}</div><div class="calf">{close}{self.instants.table(first)}</div>'
            f"</div>{self._controls(first)}{json_script('gait-data', data)}</div>"
        )

    def _ground(self) -> str:
        """Ground at its slope, with marks that move backward; over the feet, which sink in."""
        step, turn = round(1000 * self.spacing), math.degrees(self.frames.slope)
        marks = "".join(f"M{k * step} 0l-26 60" for k in range(-6, 7))
        return (
            f'<g transform="rotate({-turn:.2f})">'
            '<path class="ground" d="M-9000 0H9000V3000H-9000z"/>'
            f'<path class="belt" data-belt d="{marks}"/>'
            '<path class="surface" d="M-9000 0H9000"/></g>'
        )

    def _grade(self) -> str:
        grade = self.frames.solution.grade
        if abs(grade) < 0.002:
            text = "level ground"
        else:
            text = f"{number(100 * abs(grade), 0)}\u202f% {'uphill' if grade > 0 else 'downhill'}"
        marks = f"marks every {number(self.spacing)} m"
        return f'<p class="grade">{text} · {marks}</p>'

    def _key(self) -> str:
        """How long the arrow of one body weight is."""
        length = self.view.scale * 1000 * ARROW
        return (
            f'<g class="key"><line class="rule" x1="16" x2="16" y1="{14 + length:.0f}" y2="14"/>'
            f'<path class="rule" d="M11 14h10M11 {14 + length:.0f}h10"/>'
            f'<text x="26" y="26">Arrows: ground force</text><text x="26" y="42">this long is '
            "1 body weight</text></g>"
        )

    def _leads(self, first: Frame) -> str:
        lines = ""
        for name in LABELS:
            x, y = (_COLUMN - 14 if name in _LEFT else WIDTH - 122), self.heights[name]
            end = " ".join(f'{k}="{v}"' for k, v in first[f"lead_{name}"].items())
            lines += (
                f'<line class="lead" data-part="lead_{name}" x1="{x}" y1="{HEIGHT * y + 10:.0f}" '
                f"{end}/>"
            )
        return f'<g class="leads">{lines}</g>'

    def _marks(self, first: Frame) -> str:
        """Numbers on the muscles, for screens too narrow for labels beside the picture."""
        return "".join(
            f'<b class="mark" data-part="mark_{n}" style="{first[f"mark_{n}"]["style"]}" '
            f'aria-hidden="true">{k}</b>'
            for k, n in enumerate((*_LEFT, *_RIGHT), start=1)
        )

    def _labels(self, first: Frame) -> str:
        items = ""
        for k, name in enumerate((*_LEFT, *_RIGHT), start=1):
            side = "left" if name in _LEFT else "right"
            bar, value = first[f"bar_{name}"], first[f"value_{name}"]["text"]
            items += (
                f'<li class="{side}" style="--y:{100 * self.heights[name]:.0f}%"><b class="digit" '
                f'aria-hidden="true">{k}</b><span class="name">{LABELS[name]}</span>'
                f'<span class="value"><span data-part="value_{name}">{value}</span>'
                '<span class="unit"> BW</span></span><span class="gauge">'
                f'<i data-part="bar_{name}" class="{bar["class"]}" '
                f'style="{bar["style"]}"></i></span></li>'
            )
        return f'<ol class="labels">{items}</ol>'

    def _controls(self, first: Frame) -> str:
        speeds = "".join(
            f'<option value="{v}"{" selected" if v == 0.25 else ""}>{text}</option>'
            for v, text in ((1, "true speed"), (0.5, "½ speed"), (0.25, "¼ speed"),
                            (0.1, "⅒ speed"))
        )  # fmt: skip
        readout = first["readout"]["text"]
        return (
            '<div class="controls"><button type="button" data-play aria-pressed="false">'
            '<span aria-hidden="true">▶</span> <span data-word>Play</span></button>'
            '<label class="slide"><span class="hidden">Moment of the stride</span>'
            f'<input type="range" data-slider min="0" max="{self.frames.count}" step="0.25" '
            f'value="{self.instants.start}" aria-valuetext="{esc(readout)}"></label>'
            f'<label class="pace"><span class="hidden">Speed of the picture</span>'
            f"<select data-pace>{speeds}</select></label>"
            f'<p class="readout" data-part="readout">{esc(readout)}</p>'
            '<p class="keys note">Space plays and stops, ← and → step.</p></div>'
        )


def _columns(states: list[Frame]) -> Columns:
    """What changes: part, attribute, its values, and which of them each frame has."""
    columns: Columns = []
    for part, attributes in states[0].items():
        for key in attributes:
            values = [s[part][key] for s in states]
            known = {v: i for i, v in enumerate(dict.fromkeys(values))}
            if len(known) > 1:
                columns.append([part, key, list(known), [known[v] for v in values]])
    return columns
