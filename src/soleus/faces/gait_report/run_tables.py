"""Load of a run by kilometer, lap and slope: bars with their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from soleus.dose.running import RunDose
from soleus.faces.gait_report.sentences import pace
from soleus.faces.report.markup import NOTHING, esc, number, table

__all__ = ["bands_table", "kilometers", "laps", "slopes"]

_TISSUES = (("achilles", "Achilles"), ("soleus", "Soleus"))
_LEVEL = 0.02  # grade up to which ground counts as level
_SHORT = 20.0  # m, a stretch too short to be worth a row
Row = Mapping[str, Any]


def kilometers(run: RunDose) -> str:
    """One row a kilometer; the last may be short."""
    rows = [r for r in run.per_km if r["distance_m"] >= _SHORT]

    def name(r: Row) -> str:
        whole = r["distance_m"] > 950
        return f"{r['km']}" if whole else f"{r['km']} <small>({r['distance_m']:.0f} m)</small>"

    return _bars("By kilometer", "km", [(name(r), r) for r in rows])


def laps(run: RunDose) -> str:
    """One row a lap; empty when the watch has only one."""
    rows = [r for r in run.laps if r["duration_s"] > 0]
    if len(rows) < 2:
        return ""
    named = [(f"{r['lap']} <small>{clock(r['duration_s'])}</small>", r) for r in rows]
    return _bars("By lap", "lap", named)


def clock(seconds: float) -> str:
    """Duration as h:mm:ss or m:ss."""
    s = round(seconds)
    if s >= 3600:
        return f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}"
    return f"{s // 60}:{s % 60:02d}"


def _bars(caption: str, first: str, rows: Sequence[tuple[str, Row]]) -> str:
    """Rows with bars of both tissues; whiskers are the 90 % interval."""
    top = max((r["achilles"]["impulse_bw_s_interval"][1] for _, r in rows), default=1.0) or 1.0
    head = (first, "pace", "climb, m", "Achilles and soleus, BW·s of one leg", "Achilles peak, BW")
    kinds = ("", "", "", ' class="bars-head"', "")
    cells = "".join(f'<th scope="col"{k}>{esc(h)}</th>' for h, k in zip(head, kinds, strict=True))
    body = ""
    for name, r in rows:
        speed = r["distance_m"] / r["moving_s"] if r["moving_s"] > 0 else 0.0
        bars = "".join(_bar(t, label, r[t], top) for t, label in _TISSUES)
        body += (
            f'<tr><th scope="row">{name}</th><td class="num">'
            f"{pace(speed) if speed > 0.2 else NOTHING}</td>"
            f'<td class="num">{number(r["climb_m"], 0)}</td><td class="bars-cell">{bars}</td>'
            f'<td class="num">{number(r["peak_achilles_bw"], 1)}</td></tr>'
        )
    return (
        f'<div class="scroll loads" tabindex="0" role="region" aria-label="{esc(caption)}"><table>'
        f"<caption>{esc(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>{body}</tbody>"
        "</table></div>"
    )


def _bar(tissue: str, label: str, values: Row, top: float) -> str:
    value = values["impulse_bw_s"]
    low, high = (100 * v / top for v in values["impulse_bw_s_interval"])
    return (
        f'<span class="track" title="{esc(label)}: {number(value, 0)} '
        f"({number(values['impulse_bw_s_interval'][0], 0)} to "
        f'{number(values["impulse_bw_s_interval"][1], 0)}) BW·s">'
        f'<span class="bar {tissue}" style="width:{100 * value / top:.1f}%"></span>'
        f'<span class="error" style="left:{low:.1f}%;width:{high - low:.1f}%"></span>'
        f'<span class="val" style="left:{high:.1f}%">{number(value, 0)}</span></span>'
    )


def slopes(run: RunDose) -> str:
    """What uphill, level and downhill gave, and what each gives a kilometer."""
    grade = np.nan_to_num(run.activity.grade)
    rows = []
    for name, mask in (
        (f"Uphill, over {100 * _LEVEL:g} %", grade > _LEVEL),
        ("Level", np.abs(grade) <= _LEVEL),
        (f"Downhill, over {100 * _LEVEL:g} %", grade < -_LEVEL),
    ):
        r = run.over(mask & run.moving)
        km = r["distance_m"] / 1000.0
        if km < 0.05:
            continue
        rows.append((
            esc(name), number(km, 2), number(r["achilles"]["impulse_bw_s"], 0),
            number(r["achilles"]["impulse_bw_s"] / km, 0),
            number(r["soleus"]["impulse_bw_s"] / km, 0), number(r["peak_achilles_bw"], 1),
        ))  # fmt: skip
    head = (
        "Slope", "km", "Achilles, BW·s", "Achilles, BW·s a km", "Soleus, BW·s a km",
        "Achilles peak, BW",
    )  # fmt: skip
    return table("By slope, one leg", head, rows)


def bands_table(run: RunDose) -> str:
    """How long and how often the Achilles tendon was above each force."""
    s = run.summary
    rows = [
        (f"{band} BW", clock(seconds), f"{s['steps_above_bands'][band]:,}".replace(",", "\u202f"))
        for band, seconds in s["time_above_bands"].items()
        if seconds >= 1
    ]
    return table(
        "Achilles tendon above a force", ("Force", "Time, one leg", "Steps, both legs"), rows
    )
