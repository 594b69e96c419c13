"""The drawing of `soleus arch`: the foot from the side, what holds its arch and what pulls at it.

Flattening is drawn larger than it is, by a factor that is said; everything else is to scale.
"""

from __future__ import annotations

import cmath
from collections.abc import Mapping

from soleus.faces.arch_console import ArchTable, signed
from soleus.faces.arch_shapes import BentFoot
from soleus.faces.report.palette import ramp
from soleus.faces.validation_svg import COLORS, Canvas, Point
from soleus.solve.arch_motion import ArchMotion

__all__ = ["draw_arch"]

#: How much larger than true the flattening is drawn.
EXAGGERATION = 2.0
_WIDTH, _PANEL, _TOP, _FLOOR = 430, 630, 112, 430
_SCALE = 980.0  # px a meter of foot
_FORCE, _TALLEST = 30.0, 260.0  # px a body weight, and of the longest arrow
_HEAD = 13.0  # px, of an arrow
_STRONGEST = 4.0  # BW at the end of the color scale
_WANTED = ("standing", "calf_raise", "calf_raise_top", "running")
_RAMP = {f"tension{i}": color for i, color in enumerate(ramp())}


class _Drawing(Canvas):
    """A canvas in colors of bone, sinew and forces."""

    palette: Mapping[str, str] = {
        **COLORS, **_RAMP, "bone": "#f3ead7", "edge": "#a8987a", "floor": "#c5ccd3",
        "skin": "#dcb9a0", "achilles": "#8a5a5a", "soleus": COLORS["off"], "ligament": "#7a8f5a",
        "ground": COLORS["model"],
    }  # fmt: skip


def draw_arch(table: ArchTable, motions: Mapping[str, ArchMotion]) -> str:
    """The SVG: one panel a posture, at most four, of the motions at their instants."""
    names = [n for n in _WANTED if n in table.postures] or list(table.postures)
    names = (names if len(table.postures) > 2 else list(table.postures))[:4]
    c = _Drawing(_WIDTH * max(len(names), 2), _PANEL + 60, "The arch of the foot under load")
    c.text(28, 40, "The arch of the foot under load", size=22, bold=True)
    who = table.leg.person.describe()
    if len(names) < len(table.postures):
        who += f"; {len(names)} of the {len(table.postures)} postures of the table are drawn"
    c.text(28, 64, who, "ink", 13)
    c.text(28, 84, "Dashed: the unloaded foot. The sinking and rising of the arch is drawn "
           f"{EXAGGERATION:g} times as large as it is. In brackets: 90 % intervals.", "soft", 13,
           )  # fmt: skip
    strongest = max(float(table.value(n, "achilles_bw")) for n in names)
    force = min(_FORCE, _TALLEST / strongest)
    for i, name in enumerate(names):
        with c.moved(_WIDTH * i, 0):
            _panel(c, table, name, motions[name], force)
    _legend(c)
    return c.render()


def _panel(c: Canvas, table: ArchTable, name: str, motion: ArchMotion, scale: float) -> None:
    state, foot = motion.state, motion.foot
    loads = state.loads
    pitch, toes = float(loads.pitch[0]), float(loads.toe_extension[0])
    now = BentFoot(foot, EXAGGERATION * float(state.flattening[0]), toes, pitch)
    ghost = BentFoot(foot, 0.0, toes, pitch)
    label = table.postures[name].label
    c.text(28, _TOP + 20, label[0].upper() + label[1:], size=16, bold=True)
    c.line(20, _FLOOR, _WIDTH - 20, _FLOOR, "floor", 2)
    for line in ghost.bones().values():
        c.outline(_all_px(line), "", "input", 1.1, "4 4")
    c.outline(_all_px(now.skin()), "", "skin", 5, closed=False)
    for line in now.bones().values():
        c.outline(_all_px(line), "bone", "edge", 1.4)
    c.outline(_all_px(now.ligament()), "", "ligament", 4, closed=False)
    tension = float(state.fascia_tension[0]) / motion.body_weight
    c.outline(_all_px(now.fascia()), "", "ink", 8.5, closed=False)
    c.outline(_all_px(now.fascia()), "", _tension_color(tension), 6, closed=False)
    _height(c, now)
    _forces(c, motion, now, scale)
    _numbers(c, table, name)


def _height(c: Canvas, now: BentFoot) -> None:
    """The arch height as a measure, and the midfoot joint."""
    heel, ball, joint = now.hind(now.foot.heel), now.fore(now.foot.ball), now.joint
    along = (ball - heel) / abs(ball - heel)
    below = heel + along * ((joint - heel) * along.conjugate()).real
    c.line(*_px(heel), *_px(ball), "input", 1, "2 3")
    c.line(*_px(joint), *_px(below), "ink", 1.2, "1 3")
    c.dot(*_px(joint), "ink", 6, hollow=True)


def _forces(c: Canvas, motion: ArchMotion, now: BentFoot, scale: float) -> None:
    """Arrows, `scale` px a body weight: the ground under heel and forefoot, the Achilles tendon
    and the soleus' part."""
    loads, weight = motion.state.loads, motion.body_weight
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
            x, y = tip = _px(complex(at.real, 0.0) if at.imag < 0.03 else at)
            up = force / weight * scale
            start = (x - up.real, y + up.imag)
            c.pull(start, tip, "ground", 6, _HEAD)
            c.text(start[0], start[1] + 16, f"{abs(force) / weight:.2f} BW", "ground", 12, "middle")
    shank = now.pitch + float(motion.ankle_angle[0])
    upward = 1j * cmath.exp(-1j * shank)
    pull = float(loads.achilles_force[0]) / weight
    soleus = float(loads.pulls["soleus"][0]) / weight
    _leg(c, now, upward)
    x, y = start = _px(now.achilles)

    def above(length: float) -> Point:
        return x + length * upward.real, y - length * upward.imag

    c.pull(start, above(pull * scale), "achilles", 7, _HEAD)
    c.pull(start, above(soleus * scale), "soleus", 7, head=0)
    end = above(max(pull * scale, 46))
    c.text(end[0] - 26, end[1] + 4, f"Achilles {pull:.2f} BW", "achilles", 12, "end")
    c.text(end[0] - 26, end[1] + 20, f"soleus {soleus:.2f}", "soleus", 12, "end")


def _leg(c: Canvas, now: BentFoot, upward: complex) -> None:
    """The lower end of the shin bone, faint."""
    side, low = 0.020 * upward * -1j, now.ankle + 0.012 * upward
    high = now.ankle + 0.105 * upward
    c.area(_all_px([low - 1.3 * side, high - side, high + side, low + 1.3 * side]), "bone")


def _numbers(c: Canvas, table: ArchTable, name: str) -> None:
    """The numbers and the sentence below the drawing."""
    y = _FLOOR + 92
    low, high = table.interval(name, "fascia_bw")
    lines = (
        ("arch", f"{table.value(name, 'arch_height_mm'):.1f} mm high, "
         f"{signed(table.value(name, 'arch_change_mm'))} mm from unloaded", "ink"),
        ("fascia", f"{table.value(name, 'fascia_bw'):.2f} BW ({low:.2f} to {high:.2f}), "
         f"{table.value(name, 'fascia_n'):.0f} N", "ink"),
        ("soleus", _effect(table, name), "soleus"),
        ("bent toes", _toes(table, name), "ink"),
    )  # fmt: skip
    for i, (what, words, color) in enumerate(lines):
        c.text(28, y + 22 * i, what, "soft", 13)
        c.text(100, y + 22 * i, words, color, 13, bold=color == "soleus")


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


def _legend(c: Canvas) -> None:
    y, x = _PANEL + 22, 28
    c.text(x, y + 12, "plantar fascia", "soft", 13)
    for i, color in enumerate(_RAMP):
        c.box(x + 98 + 9 * i, y, 9.5, 14, color)
    c.text(x + 98, y + 30, "0", "soft", 11)
    end = x + 98 + 9 * len(_RAMP)
    c.text(end, y + 30, f"{_STRONGEST:g} BW or more", "soft", 11, "middle")
    items = (
        ("ligament", "long plantar ligament"), ("ground", "push of the ground"),
        ("achilles", "pull of the Achilles tendon"), ("soleus", "the soleus' part of it"),
    )  # fmt: skip
    start = x = 368
    for color, words in items:
        if x + 30 + 7 * len(words) > c.width:
            x, y = start, y + 24
        c.line(x, y + 7, x + 22, y + 7, color, 5)
        c.text(x + 30, y + 12, words, "ink", 13)
        x += 52 + 7 * len(words)


def _px(point: complex) -> Point:
    """A place of the foot (m, ball at the origin) in a panel."""
    return 332 + _SCALE * point.real, _FLOOR - _SCALE * point.imag


def _all_px(points: list[complex]) -> list[Point]:
    return [_px(p) for p in points]


def _tension_color(tension: float) -> str:
    names = list(_RAMP)
    return names[round((len(names) - 1) * min(max(tension / _STRONGEST, 0.0), 1.0))]
