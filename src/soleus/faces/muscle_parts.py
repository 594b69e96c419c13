"""The soleus in its four parts and the three subtendons, for people and for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.leg import ACHILLES
from soleus.faces.intervals import span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from soleus.anatomy.leg import Leg

__all__ = ["parts_payload", "show_parts"]

#: Samples for intervals; few, so that a look at a muscle stays quick.
_SAMPLES = 30
_BAR = 24
#: How the subtendons hold together: words, coupling.
_COUPLINGS = (("slide freely", 0.0), ("as we believe", None), ("glued", 1.0))
#: Held still at full effort: words, knee angle in deg; the ankle at 0.
_HELD = (("full effort, straight knee", 0.0), ("full effort, knee at 90°", 90.0))
_EXERCISES = ("single_leg_calf_raise", "deep_squat_calf_raise")
_LABELS = dict(zip(ACHILLES, ("soleus", "medial calf head", "lateral calf head"), strict=True))


def parts_payload(muscle: str, leg: Leg | None = None) -> dict[str, Any]:
    """Parts and subtendon of a calf muscle of a leg (None: of the reference body), with 90 %
    intervals; nothing for other muscles. Units are in the keys."""
    if muscle not in ACHILLES:
        return {}
    from soleus.anatomy.leg import build_leg
    from soleus.anatomy.sampling import sample_legs
    from soleus.faces.payload import rounded
    from soleus.solve.gait_table import REFERENCE

    body = leg or build_leg(REFERENCE)
    drawn = sample_legs(body, _SAMPLES)
    legs = [drawn.leg(i) for i in range(_SAMPLES)]
    result: dict[str, Any] = {"for_body": body.person.describe()}
    if muscle == "soleus":
        result |= _parts(body, legs)
    result |= {"subtendons": _subtendons(body), "sharing": _sharing(body, legs)}
    answer: dict[str, Any] = rounded(result)
    return answer


def _parts(leg: Leg, legs: list[Leg]) -> dict[str, Any]:
    def numbers(one: Leg, sample: int | None) -> NDArray[np.float64]:
        states = _full_effort(one, sample)
        p = states.parts.parameters
        pull = states.fibula_force[0] / states.force[0].sum()
        columns = [
            100 * states.parts.shares, 1e3 * p.optimal_fiber_length,
            np.degrees(p.pennation_angle_at_optimal), states.force[0], np.full(4, 100 * pull),
        ]  # fmt: skip
        return np.array(columns)

    nominal = numbers(leg, None)
    spread = _interval(np.array([numbers(one, i) for i, one in enumerate(legs)]))
    keys = ("share_percent", "optimal_fiber_length_mm", "pennation_deg", "full_effort_force_n")
    rows = []
    for i, part in enumerate(_full_effort(leg, None).parts.parts):
        row = {"part": part.name, "label": part.label, "bone": part.bone}
        for k, key in enumerate(keys):
            row |= {key: nominal[k, i], f"{key}_interval": spread[:, k, i].tolist()}
        rows.append(row | {"fibula_share_percent": 100 * part.fibula_share})
    return {
        "parts": rows,
        "fibula_pull_percent": nominal[4, 0],
        "fibula_pull_percent_interval": spread[:, 4, 0].tolist(),
    }


def _full_effort(leg: Leg, sample: int | None) -> Any:
    """The parts at full activation, ankle at 0."""
    from soleus.solve.soleus_parts import solve_parts

    soleus = leg.paths[leg.index("soleus")]
    still = dict.fromkeys(("subtalar_angle", "knee_angle", "ankle_angle"), np.zeros(1))
    length = soleus.length(still)
    return solve_parts(leg, 1.0, length, sample=sample)


def _interval(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Central 90 % of samples (sample, ...): (2, ...)."""
    ends: NDArray[np.float64] = np.quantile(values, (0.05, 0.95), axis=0)
    return ends


def _subtendons(leg: Leg) -> list[dict[str, Any]]:
    from soleus.anatomy.subtendons import subtendons

    s = subtendons(leg)
    strength = s.muscles.max_isometric_force / s.strength
    return [
        {
            "muscle": name, "tendon_share_percent": 100 * s.share[i],
            "strength_share_percent": 100 * strength[i], "twist_deg": np.degrees(s.twist[i]),
            "longer_through_twist_mm": 1e3 * (s.path_length[i] - s.length),
        }
        for i, name in enumerate(s.names)
    ]  # fmt: skip


def _sharing(leg: Leg, legs: list[Leg]) -> list[dict[str, Any]]:
    """What sharing changes: one row a situation and coupling; activations are the same."""
    from soleus.motion.exercise_files import load_exercise
    from soleus.solve.load_sharing import solve_exercise
    from soleus.solve.subtendons import share_tendon, share_tendon_in

    knees = {"knee_angle": np.radians([knee for _, knee in _HELD]), "ankle_angle": 0.0}
    samples = [share_tendon(one, knees, 1.0, sample=i) for i, one in enumerate(legs)]
    strains = _interval(np.array([100 * s.strain for s in samples]))
    slides = _interval(np.array([1e3 * s.sliding.mean(axis=-1) for s in samples]))
    rows = []
    for i, (words, _) in enumerate(_HELD):
        for how, coupling in _COUPLINGS:
            shared = share_tendon(leg, knees, 1.0, coupling)
            row = _row(words, how, shared, np.arange(2) == i)
            if coupling is None:
                row["strain_percent_interval"] = strains[:, i].T.tolist()
                row["sliding_mm_interval"] = slides[:, i].tolist()
            rows.append(row)
    for name in _EXERCISES:
        exercise = load_exercise(name)
        solution = solve_exercise(exercise, leg)
        for how, coupling in _COUPLINGS:
            shared = share_tendon_in(solution, coupling)
            rows.append(_row(name.replace("_", " "), how, shared, slice(None)))
    return rows


def _row(words: str, how: str, shared: Any, frames: Any) -> dict[str, Any]:
    """The largest over some frames; fiber lengths are the shortest."""
    fibers = shared.normalized_fiber_length[frames].min(axis=0)
    return {
        "situation": words, "subtendons": how, "coupling": shared.subtendons.coupling,
        "moment_nm": shared.moment[frames].max(),
        "muscle_force_n": shared.muscle_force[frames].max(axis=0).tolist(),
        "heel_force_n": shared.heel_force[frames].max(axis=0).tolist(),
        "strain_percent": (100 * shared.strain[frames].max(axis=0)).tolist(),
        "sliding_mm": 1e3 * shared.sliding[frames].mean(axis=-1).max(),
        "fiber_length_norm": fibers.tolist(),
    }  # fmt: skip


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
        table.add_column(name, justify="left" if i == 0 else "right")
    return table


def _with(row: Mapping[str, Any], key: str, digits: int = 0) -> str:
    low, high = row[f"{key}_interval"]
    return f"{row[key]:.{digits}f} [dim]{span(low, high, digits)}[/dim]"


def _show_parts(console: Console, payload: Mapping[str, Any]) -> None:
    console.print("[bold]The soleus by where it arises[/bold]")
    table = _table("part", "share, %", "fiber length, mm", "angle, °", "force at full effort, N")
    for row in payload["parts"]:
        table.add_row(
            row["label"], _with(row, "share_percent"), _with(row, "optimal_fiber_length_mm"),
            _with(row, "pennation_deg"), _with(row, "full_effort_force_n"),
        )  # fmt: skip
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
            _LABELS[row["muscle"]], f"{row['tendon_share_percent']:.0f}",
            f"{row['strength_share_percent']:.0f}", f"{row['twist_deg']:.0f}",
        )  # fmt: skip
    console.print(table)
    console.print("\n[bold]What sharing the tendon changes[/bold] (same muscle activity)")
    table = _table(
        "", "strands", "moment,\nN m", "strain, %\nsoleus", "\nmedial", "\nlateral", "sliding,\nmm"
    )
    table.columns[0].no_wrap = True
    last = ""
    for row in payload["sharing"]:
        words = row["situation"] if row["situation"] != last else ""
        last = row["situation"]
        table.add_row(
            words.replace("_", " "), row["subtendons"], f"{row['moment_nm']:.0f}", *_strains(row)
        )
    console.print(table)
    console.print(
        "[dim]strain of each strand in the free tendon; sliding: how far the soleus' strand is "
        "ahead of the other two[/dim]"
    )


def _strains(row: Mapping[str, Any]) -> list[str]:
    """Strains of the three and the sliding, with intervals where there are some."""
    values = [*row["strain_percent"], row["sliding_mm"]]
    spans: list[list[float] | None] = [None] * len(values)
    if "sliding_mm_interval" in row:
        spans = [*row["strain_percent_interval"], row["sliding_mm_interval"]]
    return [
        f"{abs(v):.1f}" + (f" [dim]{span(pair[0], pair[1], 1)}[/dim]" if pair else "")
        for v, pair in zip(values, spans, strict=True)
    ]
