"""Tables of `soleus function` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from soleus.faces.intervals import span
from soleus.faces.muscle_words import CALF

if TYPE_CHECKING:
    from soleus.anatomy.function import Insufficiency
    from soleus.anatomy.function_spread import FunctionNumbers, Reach

__all__ = ["limit_words", "show_function"]

Array = NDArray[np.float64]
_TENDON = {
    "compliant": "tendons that stretch under load, as they do",
    "rigid": "tendons that do not stretch (for comparison: real ones do)",
}


def show_function(out: Console, numbers: FunctionNumbers) -> None:
    """Strength over knee and ankle, the bend that takes the gastrocnemius out, and the range."""
    out.print(f"[bold]What this calf can do[/bold]\n{escape(numbers.leg.person.describe())}")
    out.print(
        f"one leg, every fiber working, joints still; {_TENDON[numbers.strength.tendon]}; "
        "below each number the range of 90 % of the legs such a person may have\n"
    )
    out.print("over the knee, ankle at a right angle, N m")
    out.print(_over_knee(numbers))
    out.print(
        "[dim]others: the deep muscles behind the shin bone and the peroneals, which point the "
        "foot too, less what the silent muscles of the shin hold against it[/dim]"
    )
    out.print()
    out.print("over the ankle (toes up +), N m; gastroc.: gastrocnemius")
    out.print(_over_ankle(numbers))
    out.print()
    out.print(insufficiency_words(numbers))
    out.print()
    out.print(_ranges(numbers))
    for name, reach in (("straight", numbers.straight), ("bent", numbers.bent)):
        out.print(f"knee {name}: {limit_words(reach)}")


def _table(*names: str) -> Table:
    made = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(names):
        made.add_column(name, justify="right" if place else "left", overflow="fold")
    return made


def _over_knee(n: FunctionNumbers) -> Table:
    ankle = int(np.argmin(np.abs(n.strength.ankle_angles)))
    table = _table("", "soleus", "gastrocnemius", "others", "all", "soleus'\nshare, %")
    moments = {**n.strength.moments, "total": n.strength.total}
    share = 100 * n.strength.soleus / n.strength.total
    for k, knee in enumerate(np.degrees(n.strength.knee_angles)):
        cells = [
            f"{values[k, ankle]:.0f}\n[dim]{_whole(n.moments[part][k, ankle])}[/dim]"
            for part, values in moments.items()
        ]
        ends = _whole(100 * n.shares[k, ankle])
        table.add_row(_knee(knee), *cells, f"{share[k, ankle]:.0f}\n[dim]{ends}[/dim]")
    return table


def _whole(ends: Sequence[float] | Array) -> str:
    low, high = float(ends[0]), float(ends[1])
    if round(low) < 0:  # a dash between would read as a second minus
        return f"{low:.0f} to {high:.0f}".replace("-", "\u2212")
    return span(max(low, 0.0), high, 0)


def _knee(degrees: float) -> str:
    return "knee straight" if degrees < 1 else f"knee bent {degrees:.0f} deg"


def _over_ankle(n: FunctionNumbers) -> Table:
    s = n.strength
    bent = int(np.argmin(np.abs(np.degrees(s.knee_angles) - 90)))
    table = _table("ankle, deg", "soleus", "gastroc.,\nknee straight", "gastroc.,\nknee 90 deg",
                   "all,\nknee straight", "all,\nknee 90 deg")  # fmt: skip
    for a, ankle in enumerate(np.degrees(s.ankle_angles)):
        values = (s.soleus[0, a], s.gastrocnemius[0, a], s.gastrocnemius[bent, a],
                  s.total[0, a], s.total[bent, a])  # fmt: skip
        table.add_row(f"{ankle:+.0f}" if round(ankle) else "0", *(f"{v:.0f}" for v in values))
    return table


def insufficiency_words(n: FunctionNumbers) -> str:
    """The bend that takes the gastrocnemius out, in sentences."""
    i = n.insufficiency
    pointed, up = (_bend(found, i.insufficient_share) for found in n.at_ankles)
    return (
        "Bending the knee makes the gastrocnemius too short to pull. Half of its strength is gone "
        f"at {_bend(i, i.half_share)} of knee bend ({_span(n.half_interval)}); from "
        f"{_bend(i, i.insufficient_share)} ({_span(n.insufficient_interval)}) on less than "
        f"{100 * i.insufficient_share:.0f} % is left: it is actively insufficient. With the toes "
        f"pointed 20 deg that comes at {pointed}, pulled up 20 deg at {up}; with "
        f"{n.other_tendon.tendon} tendons at {_bend(n.other_tendon, i.insufficient_share)}. "
        "The soleus does not cross the knee and keeps all of its strength."
    )


def _bend(found: Insufficiency, share: float) -> str:
    knee = found.knee_at(share)
    return "no bend up to 130 deg" if np.isnan(knee) else f"{np.degrees(knee):.0f} deg"


def _span(ends: tuple[float, float]) -> str:
    return _whole(np.degrees(ends))


def _ranges(n: FunctionNumbers) -> Table:
    table = _table("how far the ankle bends (toes up)", "knee straight", "knee bent")
    both = (n.straight, n.bent)
    hand = n.straight.by_hand.moment
    table.add_row(
        f"by hand, to a pull of {hand:.0f} N m, deg",
        *(f"{_by_hand(r)}\n[dim]{_span(r.by_hand_interval)}[/dim]" for r in both),
    )
    table.add_row(
        "full stretch: with body weight, deg",
        *(f"{np.degrees(r.stretch.ankle_angle):.0f}\n[dim]{_span(r.range_interval)}[/dim]"
          for r in both),
    )  # fmt: skip
    table.add_row(
        "pull of the resting calf at full stretch, N m",
        *(f"{r.stretch.moment:.0f}\n[dim]{_whole(r.moment_interval)}[/dim]" for r in both),
    )
    for muscle in n.straight.stretch.forces:
        table.add_row(
            f"{CALF[muscle]}: fibers, share of best length; pull, N",
            *(f"{r.stretch.normalized_fiber_lengths[muscle]:.2f}; {r.stretch.forces[muscle]:.0f}"
              for r in both),
        )  # fmt: skip
    table.add_row(
        "Achilles tendon stretched by, %", *(f"{100 * r.stretch.tendon_strain:.1f}" for r in both)
    )
    return table


def _by_hand(reach: Reach) -> str:
    return f"{'' if reach.by_hand.reached else 'over '}{np.degrees(reach.by_hand.angle):.0f}"


def limit_words(reach: Reach) -> str:
    """What ends the movement at full stretch."""
    s = reach.stretch
    bearable = f"{s.tolerated_moment:.0f} ± {s.tolerated_spread:.0f} N m"
    if s.limited_by == "calf":
        over = s.moment - s.tolerated_moment
        if over > s.tolerated_spread:
            times = s.moment / s.tolerated_moment
            size = f"{times:.1f} times as hard as" if times >= 1.15 else "harder than"
        else:
            size = "about as hard as"
        return (
            f"the calf ends it, most of all the {s.tightest}: at rest it pulls with "
            f"{s.moment:.0f} N m, {size} people bear ({bearable}); so in "
            f"{100 * reach.calf_share:.0f} % of possible legs"
        )
    return (
        f"a calf of usual stiffness pulls with {s.moment:.0f} N m, less than people bear "
        f"({bearable}), so the joint itself may end it; so in "
        f"{100 * (1 - reach.calf_share):.0f} % of possible legs"
    )
