"""The soleus in its four parts and the three subtendons, for people and for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import span
from soleus.faces.muscle_words import CALF

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg
    from soleus.solve.parts_spread import Sharing

__all__ = ["parts_payload", "show_parts"]

_BAR = 24
#: How the subtendons hold together: words, coupling.
_COUPLINGS = (("slide freely", 0.0), ("as we believe", None), ("glued", 1.0))
#: Held still at full effort: words, knee angle in deg; the ankle at 0.
_HELD = (("full effort, straight knee", 0.0), ("full effort, knee at 90°", 90.0))
_EXERCISES = ("single_leg_calf_raise", "deep_squat_calf_raise")
#: Key -> number of `PartsAtFullEffort`, and what it is multiplied by.
_PART_KEYS = {
    "share_percent": ("share", 100.0), "optimal_fiber_length_mm": ("optimal_fiber_length", 1e3),
    "pennation_deg": ("pennation_angle", math.degrees(1.0)), "full_effort_force_n": ("force", 1.0),
}  # fmt: skip


def parts_payload(muscle: str, leg: Leg | None = None) -> dict[str, Any]:
    """Parts and subtendon of a calf muscle of a leg (None: of the reference body), with 90 %
    intervals; nothing for other muscles. Units are in the keys."""
    if muscle not in ACHILLES:
        return {}
    from soleus.anatomy.leg import build_leg
    from soleus.faces.payload import rounded
    from soleus.solve.gait_table import REFERENCE

    body = leg or build_leg(REFERENCE)
    result: dict[str, Any] = {"for_body": body.person.describe()}
    if muscle == "soleus":
        result |= _parts(body)
    result |= {"subtendons": _subtendons(body), "sharing": _sharing(body)}
    answer: dict[str, Any] = rounded(result)
    return answer


def _parts(leg: Leg) -> dict[str, Any]:
    from soleus.solve.parts_spread import full_effort

    found = full_effort(leg)
    rows = []
    for i, part in enumerate(found.parts.parts):
        row = {"part": part.name, "label": part.label, "bone": part.bone}
        for key, (name, times) in _PART_KEYS.items():
            row[key] = times * found.numbers[name][i]
            row[f"{key}_interval"] = (times * found.intervals[name][i]).tolist()
        rows.append(row | {"fibula_share_percent": 100 * part.fibula_share})
    return {
        "parts": rows,
        "fibula_pull_percent": 100 * found.fibula_pull,
        "fibula_pull_percent_interval": [100 * v for v in found.fibula_pull_interval],
    }


def _subtendons(leg: Leg) -> list[dict[str, Any]]:
    from soleus.anatomy.subtendons import subtendons

    s = subtendons(leg)
    strength = s.muscles.max_isometric_force / s.strength
    return [
        {
            "muscle": name, "tendon_share_percent": 100 * s.share[i],
            "strength_share_percent": 100 * strength[i], "twist_deg": math.degrees(s.twist[i]),
            "longer_through_twist_mm": 1e3 * (s.path_length[i] - s.length),
        }
        for i, name in enumerate(s.names)
    ]  # fmt: skip


def _sharing(leg: Leg) -> list[dict[str, Any]]:
    """What sharing changes: one row a situation and coupling; activations are the same."""
    from soleus.solve.parts_spread import sharing_held, sharing_in

    couplings = [coupling for _, coupling in _COUPLINGS]
    held = sharing_held(leg, [math.radians(knee) for _, knee in _HELD], couplings)
    found = {words: shared for (words, _), shared in zip(_HELD, held, strict=True)}
    found |= {name.replace("_", " "): sharing_in(leg, name, couplings) for name in _EXERCISES}
    return [
        _row(words, how, one)
        for words, shared in found.items()
        for (how, _), one in zip(_COUPLINGS, shared, strict=True)
    ]


def _row(words: str, how: str, s: Sharing) -> dict[str, Any]:
    row: dict[str, Any] = {
        "situation": words, "subtendons": how, "coupling": s.coupling, "moment_nm": s.moment,
        "muscle_force_n": s.muscle_force.tolist(), "heel_force_n": s.heel_force.tolist(),
        "strain_percent": (100 * s.strain).tolist(), "sliding_mm": 1e3 * s.sliding,
        "fiber_length_norm": s.fiber_length.tolist(),
    }  # fmt: skip
    if s.strain_interval is not None and s.sliding_interval is not None:
        row["strain_percent_interval"] = (100 * s.strain_interval).tolist()
        row["sliding_mm_interval"] = [1e3 * v for v in s.sliding_interval]
    return row


def show_parts(console: Console, payload: Mapping[str, Any]) -> None:
    """Tables of `parts_payload`; nothing where it is empty."""
    if not payload:
        return
    console.print(f"\n[dim]for {escape(payload['for_body'])}; with 90 % intervals[/dim]")
    if "parts" in payload:
        _show_parts(console, payload)
    _show_subtendons(console, payload)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right", overflow="fold")
    return table


def _with(row: Mapping[str, Any], key: str, digits: int = 0) -> str:
    low, high = row[f"{key}_interval"]
    return f"{row[key]:.{digits}f} [dim]{span(low, high, digits)}[/dim]"


def _show_parts(console: Console, payload: Mapping[str, Any]) -> None:
    console.print("[bold]The soleus by where it arises[/bold]")
    table = _table("part", "share, %", "fiber length, mm", "angle, °", "force at\nfull effort, N")
    for row in payload["parts"]:
        table.add_row(
            row["label"],
            *(_with(row, key).replace(" [dim]", "\n[dim]") for key in _PART_KEYS),
        )
    console.print(table)
    most = max(row["share_percent"] for row in payload["parts"])
    for row in payload["parts"]:
        bar = "█" * max(1, round(_BAR * row["share_percent"] / most))
        console.print(f"{bar:<{_BAR}} {row['share_percent']:.0f} % {escape(row['label'])}")
    console.print(
        f"{_with(payload, 'fibula_pull_percent')} % of its pull goes into the fibula (half of the "
        "arch's; shares by origin were not measured, they follow the length of each origin)\n"
    )


def _show_subtendons(console: Console, payload: Mapping[str, Any]) -> None:
    console.print("[bold]Its strand of the Achilles tendon, and its neighbors[/bold]")
    table = _table("strand of", "of the tendon, %", "of the strength, %", "twist, °")
    for row in payload["subtendons"]:
        table.add_row(
            CALF[row["muscle"]], f"{row['tendon_share_percent']:.0f}",
            f"{row['strength_share_percent']:.0f}", f"{row['twist_deg']:.0f}",
        )  # fmt: skip
    console.print(table)
    console.print("\n[bold]What sharing the tendon changes[/bold] (same muscle activity)")
    table = _table(
        "\nstrands", "moment,\nN m", "strain, %\nsoleus", "\ninner", "\nouter", "sliding,\nmm"
    )
    last = ""
    for row in payload["sharing"]:
        if row["situation"] != last:
            last = row["situation"]
            table.add_row(f"[bold]{escape(last.replace('_', ' '))}[/bold]")
        table.add_row(f"  {row['subtendons']}", f"{row['moment_nm']:.0f}", *_strains(row))
    console.print(table)
    console.print(
        "[dim]strain of each strand in the free tendon; sliding: how far the soleus' strand is "
        "ahead of the other two[/dim]"
    )


def _ends(low: float, high: float) -> str:
    """An interval; a dash between would read as a second minus."""
    if round(low, 1) < 0:
        return f"\u2212{abs(low):.1f} to {high:.1f}"
    return span(max(low, 0.0), high, 1)


def _strains(row: Mapping[str, Any]) -> list[str]:
    """Strains of the three and the sliding, with intervals where there are some."""
    values = [*row["strain_percent"], row["sliding_mm"]]
    spans: list[list[float] | None] = [None] * len(values)
    if "sliding_mm_interval" in row:
        spans = [*row["strain_percent_interval"], row["sliding_mm_interval"]]
    return [
        f"{abs(v):.1f}" + (f"\n[dim]{_ends(*pair)}[/dim]" if pair else "")
        for v, pair in zip(values, spans, strict=True)
    ]
