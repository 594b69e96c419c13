"""The arch in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.leg import Leg
from soleus.base.constants import Constants
from soleus.dose.spread import interval_about
from soleus.faces.model_numbers import constants_payload
from soleus.solve.arch_postures import ArchReading, ArchSpread, Posture

__all__ = [
    "ArchTable",
    "arch_payload",
    "beyond_words",
    "show_arch",
    "signed",
    "soleus_sentence",
]

_SMALL = 0.05
_OUTSIDE = (
    "With or without the soleus the fascia is slack and only the joint in the middle of the foot "
    "holds the arch down; how far it then rises was never measured."
)
#: What is settled by the posture and needs no interval.
_PLAIN = ("heel_raise_deg", "toe_extension_deg")


@dataclass(frozen=True)
class ArchTable:
    """What one question found: postures (gaits as found) and readings by name, `spread` the same
    on many feet; `intrinsics` 0 to 1."""

    leg: Leg
    postures: Mapping[str, Posture]
    readings: Mapping[str, ArchReading]
    spread: ArchSpread
    intrinsics: float
    constants: Constants

    def value(self, posture: str, key: str) -> float:
        return float(getattr(self.readings[posture], key))

    def interval(self, posture: str, key: str) -> tuple[float, float]:
        """90 % interval that holds the value shown."""
        samples = np.asarray(getattr(self.spread.readings[posture], key), dtype=float)
        return interval_about(samples, self.value(posture, key))

    def beyond(self, posture: str) -> bool:
        """Whether the fascia carries more here than fasciae of cadavers bore."""
        return self.value(posture, "fascia_over_failure") > 1

    def outside(self, posture: str) -> bool:
        """Whether only the midfoot joint, never measured that way, holds the arch down here."""
        return bool(self.readings[posture].outside)

    def marks(self, posture: str) -> str:
        """What is put behind a posture's name."""
        return " *" * self.beyond(posture) + " †" * self.outside(posture)


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, as text."""
    text = f"{value:+.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def _span(ends: tuple[float, float], digits: int = 1) -> str:
    """An interval whose ends may have signs."""
    return f"{signed(ends[0], digits)} to {signed(ends[1], digits)}"


def soleus_sentence(table: ArchTable, posture: str) -> str:
    """Which way the soleus moves the arch in a posture, in one plain sentence."""
    label = table.postures[posture].label
    value, (low, high) = table.value(posture, "soleus_mm"), table.interval(posture, "soleus_mm")
    hundred = table.value(posture, "soleus_mm_per_100n")
    force = table.value(posture, "soleus_n")
    if table.outside(posture):
        least = table.value(posture, "least_soleus_mm")
        verb = "lowers" if value < 0 else "raises"
        near, far = sorted((abs(least), abs(value)))
        return (
            f"{label}: the soleus {verb} the arch by {near:.1f} to {far:.1f} mm, pulling with "
            f"{force:.0f} N; under so light a load nothing measured says more"
        )
    if abs(value) < _SMALL and max(abs(low), abs(high)) < 2 * _SMALL:
        return f"{label}: the soleus hardly pulls ({force:.0f} N) and hardly moves the arch"
    if low * high < 0:
        way = f"may lower or raise the arch ({signed(value)} mm, 90 %: {_span((low, high))})"
    else:
        verb = "lowers" if value < 0 else "raises"
        near, far = sorted((abs(low), abs(high)))
        way = f"{verb} the arch by {abs(value):.1f} mm (90 %: {near:.1f} to {far:.1f})"
    text = f"{label}: the soleus {way}, pulling with {force:.0f} N; {signed(hundred, 2)} mm for "
    text += "each further 100 N"
    windlass = table.value(posture, "windlass_mm")
    if windlass >= 0.5:
        text += f". The bent toes wind up the fascia and raise it by {windlass:.1f} mm"
    return text


def show_arch(console: Console, table: ArchTable) -> None:
    """The table, a sentence a posture, and what the words mean."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("posture", min_width=18, overflow="fold")
    for title in ("arch\nheight, mm", "height\nchange, mm", "pull of\nfascia, BW",
                  "pull of\nfascia, N"):  # fmt: skip
        grid.add_column(title, justify="right", overflow="fold")
    for name, posture in table.postures.items():
        change, fascia = (table.interval(name, k) for k in ("arch_change_mm", "fascia_bw"))
        grid.add_row(
            escape(posture.label) + table.marks(name),
            f"{table.value(name, 'arch_height_mm'):.1f}",
            signed(table.value(name, "arch_change_mm")),
            f"{table.value(name, 'fascia_bw'):.2f}",
            f"{table.value(name, 'fascia_n'):.0f}",
        )
        grid.add_row(
            "[dim]  90 % interval[/]", "", f"[dim]{_span(change)}[/]",
            f"[dim]{fascia[0]:.2f} to {fascia[1]:.2f}[/]",
        )  # fmt: skip
        grid.add_row(
            "  without the soleus", "", signed(table.value(name, "arch_change_without_mm")),
            f"{table.value(name, 'fascia_without_bw'):.2f}",
        )  # fmt: skip
    console.print(grid)
    if any(table.beyond(n) for n in table.postures):
        console.print(f"[dim]* {escape(beyond_words(table))}[/]")
    if any(table.outside(n) for n in table.postures):
        console.print(f"[dim]† {_OUTSIDE}[/]")
    console.print()
    for name in table.postures:
        sentence = soleus_sentence(table, name)
        console.print(escape(sentence[0].upper() + sentence[1:] + "."))
    console.print()
    for line in _notes(table):
        console.print(f"[dim]{escape(line)}[/]")


def beyond_words(table: ArchTable) -> str:
    """What it means that the fascia carries more than it was seen to bear."""
    bore = table.constants["fascia_failure"]
    return (
        f"More than fasciae of cadavers bore ({bore / 1000:.1f} kN): other tissue must carry a "
        "part that this model gives to the fascia."
    )


def _notes(table: ArchTable) -> list[str]:
    lines = [
        "Arch height: of the joint in the middle of the foot above the line from heel to ball; its "
        "change is that from the unloaded foot. BW: body weights.",
        "Without the soleus: same posture, same weight, all other muscles pull as before; what "
        "the soleus held, a support under the heel takes over: the floor, or a block where the "
        "heel is up.",
        "The forces are those of a leg with a stiff foot; the arch is worked out afterwards and "
        "does not change them. A side view: rolling inward is not in it.",
    ]  # fmt: skip
    active = 100 * table.intrinsics
    lines.append(
        f"Short muscles of the sole: {active:.0f} % active."
        if active
        else "Short muscles of the sole: off (--intrinsics-percent turns them on)."
    )
    if any(p.gait for p in table.postures.values()):
        lines.append(
            "Running and walking: forces of the gait library's body, scaled, at the nearest speed "
            "and grade it has; their own spread is not in the intervals."
        )
    for name, skipped in table.spread.skipped.items():
        if skipped:
            lines.append(
                f"{table.postures[name].label}: {skipped} of "
                f"{skipped + len(table.spread.readings[name].soleus_mm)} possible legs do not "
                "reach it and are not in its intervals."
            )
    return lines


def arch_payload(table: ArchTable) -> dict[str, Any]:
    """All numbers with 90 % intervals, and the sentences."""
    person = table.leg.person
    rows = []
    for name, posture in table.postures.items():
        row: dict[str, Any] = {"posture": name, "label": posture.label, "instant": posture.instant}
        if posture.gait:
            row |= {"speed_ms": posture.speed, "grade_percent": 100 * posture.grade}
        for key in (f.name for f in fields(ArchReading)):
            row[key] = table.value(name, key)
            if key not in _PLAIN:
                row[f"{key}_interval"] = list(table.interval(name, key))
        row["fascia_beyond_tested"] = table.beyond(name)
        row["outside_measured"] = table.outside(name)
        row["least_soleus_mm"] = table.value(name, "least_soleus_mm")
        row["legs_that_cannot"] = table.spread.skipped[name]
        row["sentence"] = soleus_sentence(table, name)
        rows.append(row)
    return {
        "person": {"height_m": person.height, "mass_kg": person.mass},
        "intrinsics_percent": 100 * table.intrinsics,
        "changed": sorted(table.constants.changes),
        "postures": rows,
        "beyond_tested": beyond_words(table),
        "notes": _notes(table),
        "constants": constants_payload(table.constants),
    }
