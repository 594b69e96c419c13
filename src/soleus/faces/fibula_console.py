"""The fibula in the terminal, in plain words, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.anatomy.uncertainty import interval
from soleus.faces.model_numbers import constants_payload
from soleus.solve.fibula import CAUSES
from soleus.solve.fibula_spread import FibulaEstimate
from soleus.solve.gait_node import gait_title

if TYPE_CHECKING:
    from soleus.anatomy.leg import Leg

__all__ = [
    "CAUSE_WORDS",
    "beyond_words",
    "fibula_payload",
    "interval",
    "show_fibula",
    "title",
    "way",
]

Array = NDArray[np.float64]
CAUSE_WORDS = {
    "soleus": "soleus",
    "dorsiflexion": "ankle angle (the talus is a wedge)",
    "axial_load": "load from the foot",
    "other_muscles": "other muscles",
}
_WAYS = (("forward", "backward"), ("up", "down"), ("outward", "inward"))
#: Below this the head does not move in a way worth naming, mm.
_NOTHING = 0.1
#: What a hand moves the head by in an examination, mm (`caron2014`).
_BY_HAND = (1.0, 3.0)
_SHARE = "Share: how far the soleus alone moves the head, over the sum of the ways of all causes."
MEASURED = (
    "What measured this: nobody, for the soleus alone. The joint was pushed in 6 cadaver legs, the "
    "membrane between the bones was pulled only in forearms, nothing was found along the shin. "
    "So the intervals are wide, and they hold only as far as the model does."
)


def title(e: FibulaEstimate) -> str:
    """Name of what was done, as people say it."""
    if e.speed is not None and e.grade is not None:
        return gait_title(e.posture, e.speed, e.grade)
    return e.posture.replace("_", " ")


def way(vector: Array, samples: Array | None = None, unit: str = "") -> str:
    """Where a displacement (3,) m goes, its largest part first, in mm: "down 1.9, backward 1.4".
    With `samples` (sample, 3) of it, a part whose interval holds both ways has no way."""
    order = sorted(range(3), key=lambda k: -abs(vector[k]))
    sure, open_ones = [], []
    for k in (k for k in order if 1e3 * abs(vector[k]) >= _NOTHING):
        plus, minus = _WAYS[k]
        low, high = interval(samples[:, k]) if samples is not None else (0.0, 0.0)
        if low < 0 < high:
            open_ones.append(f"{plus} or {minus}" if vector[k] > 0 else f"{minus} or {plus}")
        else:
            sure.append(f"{plus if vector[k] > 0 else minus} {1e3 * abs(vector[k]):.1f}")
    text = ", ".join(sure) + unit if sure else ""
    if not open_ones:
        return text or "nowhere to speak of"
    unknown = f"{' and '.join(open_ones)} not known"
    return f"{text} ({unknown})" if text else unknown


def _size(vectors: Array) -> Array:
    """Lengths in mm."""
    size: Array = 1e3 * np.linalg.norm(vectors, axis=-1)
    return size


def _cell(value: float, values: Array, digits: int, mark: str = "") -> str:
    """A number and, on a line of its own, its interval."""
    low, high = interval(values)
    return f"{value:.{digits}f}{mark}\n[dim]{low:.{digits}f} to {high:.{digits}f}[/dim]"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right", overflow="fold")
    return table


def show_fibula(console: Console, leg: Leg, found: Sequence[FibulaEstimate]) -> None:
    """One exercise in full, or several in a table."""
    console.print("[bold]The soleus and the head of the fibula[/bold]")
    console.print(
        f"{escape(leg.person.describe())}; at the hardest pull of the soleus, against the resting "
        "leg; 90 % intervals\n"
    )
    if len(found) > 1:
        _show_several(console, leg, found)
    else:
        _show_one(console, leg, found[0])
    for e in found:
        console.print(escape(verdict(e)))
    for e in (e for e in found if e.skipped):
        console.print(
            f"[dim]{escape(title(e).capitalize())}: {e.skipped} of {e.skipped + len(e.pull)} "
            "possible legs cannot do it and are not in its intervals.[/dim]"
        )
    console.print(f"\n[dim]{MEASURED}[/dim]")
    console.print(
        "[dim]Left out: bending of the bone, the ligaments from the fibula to knee and foot, "
        "stiffening of ligaments under large loads.[/dim]"
    )


def _show_several(console: Console, leg: Leg, found: Sequence[FibulaEstimate]) -> None:
    table = _table(
        "", "soleus\npulls on\nfibula, BW", "moves head\nalone,\nmm", "of it\ndown,\nmm",
        "all causes\ntogether,\nmm", "share of\nsoleus,\n%",
    )  # fmt: skip
    weight = leg.person.body_weight
    for e in found:
        m, head = e.motion, e.nominal_head
        table.add_row(
            title(e) + ("*" if m.beyond_tested else ""),
            _cell(m.pull_size[m.peak] / weight, e.pull / weight, 1),
            _cell(float(_size(head[0])), _size(e.head[:, 0]), 1),
            _cell(-1e3 * head[0, 1], -1e3 * e.head[:, 0, 1], 1),
            _cell(
                float(_size(head.sum(axis=0))),
                _size(e.head.sum(axis=1)),
                1,
                "*" if m.beyond_tested else "",
            ),
            _cell(100 * m.shares[0, m.peak], 100 * e.share, 0),
        )
    console.print(table)
    console.print(f"[dim]{_SHARE} BW: body weights.[/dim]")
    if any(e.motion.beyond_tested for e in found):
        console.print(f"[dim]* {beyond_words(found[0])}[/dim]")
    console.print()


def _show_one(console: Console, leg: Leg, e: FibulaEstimate) -> None:
    m, weight = e.motion, leg.person.body_weight
    low, high = interval(e.pull)
    pull = m.pull_size[m.peak]
    console.print(
        f"{title(e)}: the soleus pulls on the fibula with [bold]{pull:.0f} N[/bold] "
        f"({low:.0f} to {high:.0f}), {pull / weight:.1f} body weights, {_lean(m.pull[m.peak])}\n"
    )
    table = _table("what moves the head", "how far, mm", "which way, mm")
    table.columns[2].justify = "left"
    rows = [(CAUSE_WORDS[c], e.nominal_head[i], e.head[:, i]) for i, c in enumerate(CAUSES)]
    rows.append(("together", e.nominal_head.sum(axis=0), e.head.sum(axis=1)))
    for i, (words, nominal, samples) in enumerate(rows):
        mark = "*" if m.beyond_tested and i == len(rows) - 1 else ""
        table.add_row(
            words, _cell(float(_size(nominal)), _size(samples), 1, mark), way(nominal, samples)
        )
    console.print(table)
    upper, lower = (
        float(np.linalg.norm(m.held_by[g][:, m.peak].sum(axis=0))) for g in ("ptfj", "syndesmosis")
    )
    console.print(
        f"\nheld by the upper joint with {upper:.0f} N, by the lower one with {lower:.0f} N; share "
        f"of the soleus in the motion {100 * m.shares[0, m.peak]:.0f} %"
    )
    console.print(f"[dim]{_SHARE} Not known: the 90 % interval holds both ways.[/dim]\n")
    if m.beyond_tested:
        console.print(f"[dim]* {beyond_words(e)}[/dim]\n")


def _lean(pull: Array) -> str:
    down = np.degrees(np.arctan2(np.hypot(pull[0], pull[2]), -pull[1]))
    return "straight down" if down < 3 else f"down, {down:.0f} deg off the line of the shin"


def beyond_words(e: FibulaEstimate) -> str:
    """What it means that the head goes further than the joint was tested."""
    tested = 1e3 * e.motion.fibula.constants["ptfj_tested"]
    return (
        f"In some moment the head goes more than {tested:g} mm forward or backward: further than "
        "the joint was ever pushed in a test. Other tissue must hold it there; read it as 'a lot'."
    )


def verdict(e: FibulaEstimate) -> str:
    """One sentence: how much it is, and whether it could be felt."""
    size = float(_size(e.nominal_head[0]))
    low, high = interval(_size(e.head[:, 0]))
    gone = way(e.nominal_head[0], e.head[:, 0], " mm")
    head = f"{title(e).capitalize()}: the soleus alone moves the head {gone}"
    if high < 0.5 * _BY_HAND[0]:
        return f"{head}: too little to feel."
    if size < _BY_HAND[0]:
        return f"{head}: less than a therapist moves it by hand (1 to 3 mm), hardly to be felt."
    sure = "" if low >= _BY_HAND[0] else ", though it may be less"
    return (
        f"{head}: as far as a therapist moves it by hand (1 to 3 mm) or further{sure}. A finger on "
        "the head might notice; nobody tested that."
    )


def fibula_payload(leg: Leg, found: Sequence[FibulaEstimate]) -> dict[str, Any]:
    """Everything shown, as plain numbers."""
    return {
        "person": leg.person.describe(),
        "axes": ["forward", "up", "outward"],
        "interval": "90 %",
        "postures": [_entry(leg, e) for e in found],
        "measured": MEASURED,
        "constants": constants_payload(found[0].motion.fibula.constants),
    }


def _entry(leg: Leg, e: FibulaEstimate) -> dict[str, Any]:
    m, weight = e.motion, leg.person.body_weight
    i = m.peak

    def pair(values: Array, scale: float = 1.0) -> list[float]:
        return [scale * v for v in interval(values)]

    def moved(nominal: Array, samples: Array) -> dict[str, Any]:
        return {
            "mm": [1e3 * float(v) for v in nominal],
            "mm_interval": [pair(samples[:, k], 1e3) for k in range(3)],
            "size_mm": float(_size(nominal)),
            "size_mm_interval": pair(_size(samples)),
        }

    return {
        "posture": e.posture,
        "title": title(e),
        "speed_ms": e.speed,
        "grade_percent": None if e.grade is None else 100 * e.grade,
        "pull_n": float(m.pull_size[i]),
        "pull_n_interval": pair(e.pull),
        "pull_bw": float(m.pull_size[i] / weight),
        "head": {c: moved(e.nominal_head[k], e.head[:, k]) for k, c in enumerate(CAUSES)}
        | {"together": moved(e.nominal_head.sum(axis=0), e.head.sum(axis=1))},
        "rotation_deg": {
            c: [float(v) for v in np.degrees(m.rotation[k, i])] for k, c in enumerate(CAUSES)
        },
        "soleus_share_percent": 100 * float(m.shares[0, i]),
        "soleus_share_percent_interval": pair(100 * e.share),
        "soleus_way": way(e.nominal_head[0], e.head[:, 0], " mm"),
        "upper_joint_force_n": [float(v) for v in m.held_by["ptfj"][:, i].sum(axis=0)],
        "lower_joint_force_n": [float(v) for v in m.held_by["syndesmosis"][:, i].sum(axis=0)],
        "beyond_tested": m.beyond_tested,
        "legs_that_cannot": e.skipped,
        "verdict": verdict(e),
    }
