"""What happens at one instant of the stride, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.dose.gait import gait_tissue_series
from soleus.faces.gait_report.bands import LABELS
from soleus.faces.gait_report.frames import GaitFrames
from soleus.faces.gait_report.sentences import speed_words
from soleus.faces.report.markup import esc, number, percent

__all__ = ["Instants"]

Array = NDArray[np.float64]
_CALF = ("soleus", "gastrocnemius")
_STILL = 0.15  # optimal lengths a second, below which a fiber holds its length


@dataclass(frozen=True)
class Instants:
    """Words and numbers of every frame."""

    frames: GaitFrames

    @cached_property
    def _forces(self) -> dict[str, Array]:
        return {n: self.frames.force(n) for n in LABELS}

    def force(self, name: str, frame: int) -> float:
        """Force of a drawn muscle, BW."""
        return float(self._forces[name][frame])

    @cached_property
    def _shares(self) -> dict[str, Array]:
        return {n: self.frames.share(n) for n in LABELS}

    def share(self, name: str, frame: int) -> float:
        """Force over the muscle's maximum."""
        return float(self._shares[name][frame])

    @cached_property
    def start(self) -> int:
        """The frame shown first: the Achilles tendon at its peak."""
        return int(np.argmax(self._forces["achilles"]))

    @cached_property
    def strain(self) -> Array:
        """Strain of the whole Achilles tendon (frame,)."""
        series = gait_tissue_series(self.frames.solution, "achilles")
        result: Array = np.interp(self.frames.time, series.time, series.strain)
        return result

    @cached_property
    def _fibers(self) -> dict[str, dict[str, Array]]:
        """Activation, fiber length (of optimal) and its rate (1/s), by calf muscle."""
        s, step = self.frames.solution, self.frames.stride / self.frames.count
        result = {}
        for name in _CALF:
            length = self.frames.even(s.of(name, "fiber_length"))
            rate = (np.roll(length, -1) - np.roll(length, 1)) / (2 * step)
            active = self.frames.even(s.of(name, "activation"))
            result[name] = {"activation": active, "length": length, "rate": rate}
        return result

    @cached_property
    def moments(self) -> dict[str, int]:
        """Frames worth a picture, in order of time."""
        end = self.frames.contact()[1]
        step, count = self.frames.stride / self.frames.count, self.frames.count
        swing = [i % count for i in range(int(end / step) + 1, count)]
        knee = self.frames.even(self.frames.solution.angles["knee_angle"])
        folded = max(swing or [0], key=lambda i: knee[i])
        return {
            "Touch-down": 0,
            "Achilles peak": self.start,
            "Toe-off": int(end / step) % count,
            "Knee bent most": folded,
            "Before landing": round(0.95 * count) % count,
        }

    def phase(self, frame: int) -> str:
        """What the near leg does, in a word or two."""
        start, end = self.frames.contact()
        time = float((self.frames.time[frame] - start) % self.frames.stride)
        if time <= end - start:
            along = self.frames.ground_force(0)[0][frame]
            return "on the ground, braking" if along < 0 else "on the ground, pushing forward"
        other = self.frames.ground_force(1)[1][frame] > 0.07
        return "in the air, the other foot on the ground" if other else "in the air, both feet"

    def texts(self, frame: int) -> dict[str, str]:
        """Texts that change with time, by part."""
        time = float(self.frames.time[frame])
        result = {
            "readout": f"{1000 * time:.0f} ms · {percent(time / self.frames.stride)} of the "
            f"stride · {self.phase(frame)}",
            "achilles_force": number(self.force("achilles", frame), 1),
            "achilles_strain": f"stretched {number(100 * float(self.strain[frame]), 1)}\u202f%",
        }
        for name, fiber in self._fibers.items():
            rate = float(fiber["rate"][frame])
            doing = "holding" if abs(rate) < _STILL else "lengthening" if rate > 0 else "shortening"
            result[f"{name}_force"] = number(self.force(name, frame), 1)
            result[f"{name}_active"] = percent(float(fiber["activation"][frame]))
            result[f"{name}_length"] = number(float(fiber["length"][frame]))
            result[f"{name}_doing"] = doing
        return result

    def table(self, first: dict[str, dict[str, str]]) -> str:
        """The calf at this instant: force, activation, fibers, tendon."""

        def cell(part: str, kind: str = "num") -> str:
            return f'<td class="{kind}" data-part="{part}">{esc(first[part]["text"])}</td>'

        rows = "".join(
            f'<tr><th scope="row">{LABELS[n]}</th>{cell(f"{n}_force")}{cell(f"{n}_active")}'
            f"{cell(f'{n}_length')}{cell(f'{n}_doing', 'word')}</tr>"
            for n in _CALF
        )
        rows += (
            f'<tr><th scope="row">Achilles</th>{cell("achilles_force")}<td class="num">–</td>'
            f'<td class="word" colspan="2" data-part="achilles_strain">'
            f"{esc(first['achilles_strain']['text'])}</td></tr>"
        )
        head = "".join(
            f'<th scope="col">{h}</th>'
            for h in ("", "force, BW", "active", "fiber length", "fibers are")
        )
        return (
            f'<table class="now"><caption class="hidden">The calf at this instant</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def describe(self, frame: int) -> str:
        """The picture in words."""
        s = self.frames.solution
        forces = ", ".join(f"{LABELS[n]} {number(self.force(n, frame), 1)}" for n in LABELS)
        return (
            f"A runner from the side at {speed_words(s.speed, s.grade)}, "
            f"{self.phase(frame)}. Forces of the near leg in body weights: {forces}."
        )
