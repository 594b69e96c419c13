"""The drawing of `soleus arch`: the foot from the side, what holds its arch and what pulls at it.

Flattening is drawn larger than it is, by a factor that is said; everything else is to scale.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from html import escape

from soleus.faces.arch_console import ArchTable, signed
from soleus.faces.arch_shapes import BentFoot, smooth
from soleus.faces.report.palette import ramp
from soleus.solve.arch_motion import ArchMotion

__all__ = ["draw_arch"]

#: How much larger than true the flattening is drawn.
EXAGGERATION = 2.0
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_WIDTH, _PANEL, _TOP, _FLOOR = 430, 610, 92, 410
_SCALE = 980.0  # px a meter of foot
_FORCE, _TALLEST = 30.0, 260.0  # px a body weight, and of the longest arrow
_STRONGEST = 4.0  # BW at the end of the color scale
_WANTED = ("standing", "calf_raise", "calf_raise_top", "running")
_INK, _SOFT, _BONE, _EDGE = "#1f2933", "#6b7682", "#f3ead7", "#a8987a"
_GROUND, _PULL, _SOLEUS, _LIGAMENT = "#1d4e89", "#8a5a5a", "#c2410c", "#7a8f5a"


def draw_arch(table: ArchTable, motions: Mapping[str, ArchMotion]) -> str:
    """The SVG: one panel a posture, at most four, of the motions at their instants."""
    names = [n for n in _WANTED if n in table.postures] or list(table.postures)
    names = (names if len(table.postures) > 2 else list(table.postures))[:4]
    width = _WIDTH * max(len(names), 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_PANEL + 60}" '
        f'width="{width}" height="{_PANEL + 60}" font-family="{_FONT}" role="img">'
        "<title>The arch of the foot under load</title>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>',
        _text(28, 40, "The arch of the foot under load", size=22, bold=True),
        _text(28, 64, "Dashed: the unloaded foot. The sinking and rising of the arch is drawn "
              f"{EXAGGERATION:g} times as large as it is. In brackets: 90 % intervals.", _SOFT, 13),
    ]  # fmt: skip
    strongest = max(float(table.value(n, "achilles_bw")) for n in names)
    force = min(_FORCE, _TALLEST / strongest)
    for i, name in enumerate(names):
        parts.append(f'<g transform="translate({_WIDTH * i} 0)">')
        parts += _panel(table, name, motions[name], force)
        parts.append("</g>")
    parts += _legend(width)
    return "\n".join(parts) + "</svg>\n"


def _panel(table: ArchTable, name: str, motion: ArchMotion, scale: float) -> list[str]:
    state, foot = motion.state, motion.foot
    loads = state.loads
    pitch, toes = float(loads.pitch[0]), float(loads.toe_extension[0])
    now = BentFoot(foot, EXAGGERATION * float(state.flattening[0]), toes, pitch)
    ghost = BentFoot(foot, 0.0, toes, pitch)
    label = table.postures[name].label
    parts = [_text(28, _TOP + 20, label[0].upper() + label[1:], size=16, bold=True)]
    parts.append(_line(20, _FLOOR, _WIDTH - 20, _FLOOR, "#c5ccd3", 2))
    parts += [_outline(line, "none", "#8a94a0", 1.1, "4 4") for line in ghost.bones().values()]
    parts.append(_outline(now.skin(), "none", "#dcb9a0", 5, closed=False))
    for line in now.bones().values():
        parts.append(_outline(line, _BONE, _EDGE, 1.4))
    parts.append(_outline(now.ligament(), "none", _LIGAMENT, 4, closed=False))
    tension = float(state.fascia_tension[0]) / motion.body_weight
    parts.append(_outline(now.fascia(), "none", _INK, 8.5, closed=False))
    parts.append(_outline(now.fascia(), "none", _tension_color(tension), 6, closed=False))
    parts += _height(now)
    parts += _forces(motion, now, scale)
    return parts + _numbers(table, name)


def _height(now: BentFoot) -> list[str]:
    """The arch height as a measure, and the midfoot joint."""
    heel, ball, joint = now.hind(now.foot.heel), now.fore(now.foot.ball), now.joint
    along = (ball - heel) / abs(ball - heel)
    below = heel + along * ((joint - heel) * along.conjugate()).real
    (x1, y1), (x2, y2) = _px(joint), _px(below)
    return [
        _line(*_px(heel), *_px(ball), "#8a94a0", 1, "2 3"),
        _line(x1, y1, x2, y2, _INK, 1.2, "1 3"),
        f'<circle cx="{x1:.1f}" cy="{y1:.1f}" r="6" fill="#ffffff" stroke="{_INK}" '
        'stroke-width="2"/>',
    ]


def _forces(motion: ArchMotion, now: BentFoot, scale: float) -> list[str]:
    """Arrows, `scale` px a body weight: the ground under heel and forefoot, the Achilles tendon
    and the soleus' part."""
    loads, weight, parts = motion.state.loads, motion.body_weight, []
    turn = cmath.exp(-1j * now.pitch)
    front = complex(loads.forefoot[0]) * turn
    whole = float(loads.total[0])
    back = max(whole - abs(front), 0.0)
    held = abs(front) and float(loads.couple[0]) / abs(front)
    for force, at in (
        (front, now.fore(now.foot.ball) + held),
        (1j * back, now.hind(now.foot.heel)),
    ):
        if abs(force) > 0.02 * weight:
            tip = _px(complex(at.real, 0.0) if at.imag < 0.03 else at)
            parts.append(_arrow(tip, force / weight * scale, _GROUND, up=True))
            x, y = tip
            down = -force / weight * scale
            parts.append(_text(x + down.real, y - down.imag + 16, f"{abs(force) / weight:.2f} BW",
                               _GROUND, 12, "middle"))  # fmt: skip
    shank = now.pitch + float(motion.ankle_angle[0])
    upward = 1j * cmath.exp(-1j * shank)
    start, pull = now.achilles, float(loads.achilles_force[0]) / weight
    soleus = float(loads.pulls["soleus"][0]) / weight
    parts += _leg(now, upward)
    parts.append(_arrow(_px(start), pull * scale * upward, _PULL, width=7))
    parts.append(_arrow(_px(start), soleus * scale * upward, _SOLEUS, width=7, head=False))
    x, y = _px(start)
    end = x + max(pull * scale, 46) * upward.real, y - max(pull * scale, 46) * upward.imag
    parts.append(_text(end[0] - 26, end[1] + 4, f"Achilles {pull:.2f} BW", _PULL, 12, "end"))
    parts.append(_text(end[0] - 26, end[1] + 20, f"soleus {soleus:.2f}", _SOLEUS, 12, "end"))
    return parts


def _leg(now: BentFoot, upward: complex) -> list[str]:
    """The lower end of the shin bone, faint."""
    side, low = 0.020 * upward * -1j, now.ankle + 0.012 * upward
    high = now.ankle + 0.105 * upward
    line = [low - 1.3 * side, high - side, high + side, low + 1.3 * side]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_px, line))
    return [f'<polygon points="{points}" fill="#f3ead7" fill-opacity="0.6" stroke="{_EDGE}" '
            'stroke-opacity="0.5"/>']  # fmt: skip


def _numbers(table: ArchTable, name: str) -> list[str]:
    """The numbers and the sentence below the drawing."""
    y = _FLOOR + 92
    low, high = table.interval(name, "fascia_bw")
    lines = [
        ("arch", f"{table.value(name, 'arch_height_mm'):.1f} mm high, "
         f"{signed(table.value(name, 'arch_change_mm'))} mm from unloaded", _INK),
        ("fascia", f"{table.value(name, 'fascia_bw'):.2f} BW ({low:.2f} to {high:.2f}), "
         f"{table.value(name, 'fascia_n'):.0f} N", _INK),
        ("soleus", _effect(table, name), _SOLEUS),
        ("bent toes", _toes(table, name), _INK),
    ]  # fmt: skip
    parts = []
    for i, (what, words, color) in enumerate(lines):
        parts.append(_text(28, y + 22 * i, what, _SOFT, 13))
        parts.append(_text(100, y + 22 * i, words, color, 13, bold=color == _SOLEUS))
    return parts


def _effect(table: ArchTable, name: str) -> str:
    value, (low, high) = table.value(name, "soleus_mm"), table.interval(name, "soleus_mm")
    if low * high < 0:
        return f"may lower or raise it ({signed(value)} mm)"
    near, far = sorted((abs(low), abs(high)))
    return (f"{'lowers' if value < 0 else 'raises'} it by {abs(value):.1f} mm "
            f"({near:.1f} to {far:.1f})")  # fmt: skip


def _toes(table: ArchTable, name: str) -> str:
    value = table.value(name, "windlass_mm")
    return "straight" if value < 0.1 else f"raise it by {value:.1f} mm"


def _legend(width: float) -> list[str]:
    y, x = _PANEL + 22, 28
    parts = [_text(x, y + 12, "plantar fascia", _SOFT, 13)]
    colors = ramp()
    for i, color in enumerate(colors):
        parts.append(f'<rect x="{x + 98 + 9 * i}" y="{y}" width="9.5" height="14" fill="{color}"/>')
    parts.append(_text(x + 98, y + 30, "0", _SOFT, 11))
    end = x + 98 + 9 * len(colors)
    parts.append(_text(end, y + 30, f"{_STRONGEST:g} BW or more", _SOFT, 11, "middle"))
    items = (
        (_LIGAMENT, "long plantar ligament"), (_GROUND, "push of the ground"),
        (_PULL, "pull of the Achilles tendon"), (_SOLEUS, "the soleus' part of it"),
    )  # fmt: skip
    start = x = 368
    for color, words in items:
        if x + 30 + 7 * len(words) > width:
            x, y = start, y + 24
        parts.append(_line(x, y + 7, x + 22, y + 7, color, 5))
        parts.append(_text(x + 30, y + 12, words, _INK, 13))
        x += 52 + 7 * len(words)
    return parts


def _px(point: complex) -> tuple[float, float]:
    """A place of the foot (m, ball at the origin) in a panel."""
    return 332 + _SCALE * point.real, _FLOOR - _SCALE * point.imag


def _tension_color(tension: float) -> str:
    colors = ramp()
    return colors[round((len(colors) - 1) * min(max(tension / _STRONGEST, 0.0), 1.0))]


def _outline(
    points: list[complex], fill: str, stroke: str, width: float, dash: str = "",
    closed: bool = True,
) -> str:  # fmt: skip
    style = f' stroke-dasharray="{dash}"' if dash else ""
    data = smooth([_px(p) for p in points], closed)
    return (f'<path d="{data}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{style}/>')  # fmt: skip


def _line(
    x1: float, y1: float, x2: float, y2: float, color: str, width: float, dash: str = ""
) -> str:
    style = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
            f'stroke-width="{width:g}"{style}/>')  # fmt: skip


def _arrow(
    at: tuple[float, float], force: complex, color: str, up: bool = False, width: float = 6,
    head: bool = True,
) -> str:  # fmt: skip
    """An arrow of a force (px, complex) that starts at a place, or with `up` ends there."""
    size = abs(force)
    way = force / abs(force) if abs(force) else 1j
    step = complex(way.real, -way.imag)
    start = complex(*at) - (step * size if up else 0)
    end = start + step * size
    tip = min(13.0, 0.8 * size) if head else 0.0
    neck = end - step * tip
    side = step * 1j * 0.55 * 13.0
    parts = _line(start.real, start.imag, neck.real, neck.imag, color, width)
    if head:
        corners = (end, neck + side, neck - side)
        points = " ".join(f"{c.real:.1f},{c.imag:.1f}" for c in corners)
        parts += f'<polygon points="{points}" fill="{color}"/>'
    return parts


def _text(
    x: float, y: float, words: str, color: str = _INK, size: float = 13, anchor: str = "start",
    bold: bool = False,
) -> str:  # fmt: skip
    weight = ' font-weight="600"' if bold else ""
    assert math.isfinite(x) and math.isfinite(y)
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>')  # fmt: skip
