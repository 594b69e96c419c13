"""The force scale: even steps of lightness, so it reads in gray and without color vision.

Colors are made in the OKLab space (Ottosson 2020, public domain), where equal steps look
equal. Light paper runs from pale to dark; a dark page from dim to bright.
"""

from __future__ import annotations

import math

__all__ = ["LEVELS", "TICKS", "level", "ramp", "scale_css", "share_of_level"]

LEVELS = 20
#: Shares of maximal force marked on the scale.
TICKS = (0.0, 0.05, 0.10, 0.25, 0.50, 1.0)


def level(share: float) -> int:
    """Step of the scale for a share of maximal force; square root, so that the lower
    half, where most exercises live, gets most of the steps."""
    return round(LEVELS * math.sqrt(min(max(share, 0.0), 1.0)))


def share_of_level(step: int) -> float:
    """Share of maximal force in the middle of a step."""
    return (step / LEVELS) ** 2


def _oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    lms = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    rows = (
        (4.0767416621, -3.3077115913, 0.2309699292),
        (-1.2684380046, 2.6097574011, -0.3413193965),
        (-0.0041960863, -0.7034186147, 1.7076147010),
    )
    result = "#"
    for row in rows:
        linear = min(max(sum(r * v for r, v in zip(row, lms, strict=True)), 0.0), 1.0)
        curve = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
        result += f"{round(255 * curve):02x}"
    return result


def ramp(dark: bool = False) -> list[str]:
    """Colors of all steps, from no force to maximal force."""
    colors = []
    for i in range(LEVELS + 1):
        t = i / LEVELS
        hue = 78 - 60 * t
        chroma = 0.035 + 0.125 * math.sin(math.pi * min(0.12 + 0.80 * t, 1.0))
        lightness = 0.955 - 0.665 * t
        if dark:
            lightness = 0.36 + 0.56 * t
            hue = 18 + 70 * t
            chroma = 0.02 + 0.12 * math.sin(math.pi * (0.08 + 0.72 * t))
        colors.append(_oklch_to_hex(lightness, chroma, hue))
    return colors


def scale_css() -> str:
    """Custom properties --s0 to --s20 for light, dark and print, and classes s0 to s20."""

    def variables(dark: bool) -> str:
        return "".join(f"--s{i}:{c};" for i, c in enumerate(ramp(dark)))

    classes = "".join(f".s{i}{{fill:var(--s{i})}}" for i in range(LEVELS + 1))
    return (
        f":root{{{variables(False)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(True)}}}}}{classes}"
    )
