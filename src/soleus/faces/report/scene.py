"""What the body touches: ground, step, seat, wall, glute-ham bench; and where the arms are."""

from __future__ import annotations

import cmath

from soleus.faces.report.shapes import Pose, xy

__all__ = ["arms", "reach", "scenery"]

#: Upper arm and forearm with hand, shares of height (Drillis & Contini after Winter 2009).
_UPPER_ARM, _FOREARM = 0.186, 0.20
_FLOOR = 0.62


def _arm(shoulder: complex, height: float, upper: float, fore: float) -> list[complex]:
    """Shoulder, elbow and hand; directions in rad from straight down, forward +."""
    elbow = shoulder - 1j * _UPPER_ARM * height * cmath.exp(1j * upper)
    hand = elbow - 1j * _FOREARM * height * cmath.exp(1j * fore)
    return [shoulder, elbow, hand]


def arms(pose: Pose, support: str) -> list[complex]:
    """Shoulder, elbow, hand, m. Not part of the model: arms hang with the trunk's mass."""
    height = pose.length("shank") / 0.246
    shoulder = pose.at("trunk", 0.0, 0.95)
    lean = pose.tilts["trunk"]
    if support == "forefoot_and_wall":
        return _arm(shoulder, height, 1.42, 1.62)
    if support == "knee_pad_roller_plate":
        return _arm(shoulder, height, 0.35 - lean, 2.5 - lean)
    if support == "seat":
        return _arm(shoulder, height, 0.15, 1.0)
    if pose.tilts["thigh"] < -0.9:
        return _arm(shoulder, height, 0.55, 2.35)
    return _arm(shoulder, height, 0.02, 0.22)


def reach(pose: Pose, support: str, on_step: bool, lowest_heel: float) -> list[complex]:
    """Points the picture has to contain, m."""
    head = pose.at("trunk", 0.0, 1.19)
    top = head + 0.42 * pose.length("trunk") * cmath.exp(1j * (cmath.pi / 2)) * cmath.exp(
        -0.6j * pose.tilts["trunk"]
    )
    points = [
        pose.knee + 0.07, pose.hip - 0.13, pose.at("trunk", -0.23, 0.7), head + 0.1, top,
        head - 0.1, pose.ankle - 0.09, pose.mtp + 0.13, *arms(pose, support),
    ]  # fmt: skip
    floor = 0.0
    if on_step:
        floor = _step_drop(lowest_heel)
    if support == "knee_pad_roller_plate":
        floor = -_FLOOR
        points += [pose.ankle - 0.24, pose.at("shank", 0, 1) + 0.3]
    if support == "forefoot_and_wall":
        points.append(arms(pose, support)[-1] + 0.07)
    return [*points, complex(pose.ankle.real, floor - 0.035)]


def _step_drop(lowest_heel: float) -> float:
    return min(-0.12, lowest_heel - 0.04)


def _box(corner: complex, other: complex, kind: str = "prop", radius: int = 8) -> str:
    (x1, y1), (x2, y2) = xy(corner), xy(other)
    x, y, w, h = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}"/>'


def _ground(level: float) -> str:
    _, y = xy(1j * level)
    return f'<path class="ground" d="M-6000 {y}H6000V{y + 900}H-6000z"/>'


def scenery(pose: Pose, support: str, on_step: bool, lowest_heel: float) -> tuple[str, str]:
    """SVG behind and in front of the body, world mm."""
    if support == "knee_pad_roller_plate":
        return _bench(pose)
    if not on_step:
        back = _ground(0.0)
    else:
        drop = _step_drop(lowest_heel)
        back = _ground(drop) + _box(complex(-0.035, drop), complex(0.34, 0.0))
    if support == "seat":
        hip = pose.hip
        top = hip.imag - 0.085
        floor = _step_drop(lowest_heel) if on_step else 0.0
        back += _box(hip + complex(-0.21, -0.085), complex(hip.real + 0.15, top - 0.055))
        back += _box(complex(hip.real - 0.15, top - 0.05), complex(hip.real - 0.12, floor))
        back += _box(complex(hip.real + 0.05, top - 0.05), complex(hip.real + 0.08, floor))
    if support == "forefoot_and_wall":
        hand = arms(pose, support)[-1]
        back += _box(complex(hand.real + 0.012, 0.0), complex(hand.real + 0.09, 2.6), "prop", 0)
    return back, ""


def _bench(pose: Pose) -> tuple[str, str]:
    """Knee pad, roller on the lower leg, foot plate, and the frame that carries them."""
    knee = pose.knee
    ball = pose.ankle + pose.body.skeleton.ball * cmath.exp(-1j * pose.tilts["foot"])
    back = _ground(-_FLOOR)
    back += _box(complex(ball.real - 0.05, -0.33), complex(ball.real - 0.006, 0.06))
    back += _box(complex(ball.real - 0.04, -0.30), complex(knee.real + 0.14, -0.345), "frame", 4)
    for x in (ball.real + 0.06, knee.real + 0.06):
        back += _box(complex(x, -0.33), complex(x + 0.045, -_FLOOR), "frame", 4)
    back += _box(complex(ball.real + 0.0, -_FLOOR), complex(knee.real + 0.22, -_FLOOR + 0.035),
                 "frame", 4)  # fmt: skip
    back += _box(complex(knee.real + 0.05, -0.12), complex(knee.real + 0.09, -0.33), "frame", 4)
    back += _box(complex(knee.real - 0.09, -0.068), complex(knee.real + 0.27, -0.20), "prop", 62)
    roller = pose.at("shank", -0.16 - 0.11, 0.05)
    x, y = xy(roller)
    lower = pose.at("shank", 0.08 + 0.11, 0.16)
    x2, y2 = xy(lower)
    front = f'<circle class="prop" cx="{x}" cy="{y}" r="48"/>'
    front += f'<circle class="prop" cx="{x2}" cy="{y2}" r="48"/>'
    front += f'<circle class="frame" cx="{x}" cy="{y}" r="12"/>'
    front += f'<circle class="frame" cx="{x2}" cy="{y2}" r="12"/>'
    return back, front
