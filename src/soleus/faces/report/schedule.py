"""The plan as a month calendar and as a table a week."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from soleus.dose.measure import Values
from soleus.dose.spread import interval_about
from soleus.faces.report.markup import NOTHING, esc, number, table

if TYPE_CHECKING:
    from soleus.plan.plan import Block, Plan, Session, Week

__all__ = ["month_grids", "week_tables"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_KINDS = 6


def _code(label: str, used: set[str]) -> str:
    """One or two letters that tell a session from the others."""
    parts = [w for w in label.replace(",", " ").split() if w[0].isalnum()] or ["?"]
    initials = "".join(w[0] for w in parts[:2])
    numbered = (f"{parts[0][0]}{n}" for n in range(2, 99))
    for code in (initials, parts[0][0], parts[0][:2], parts[0][0] + parts[-1][0], *numbered):
        if code.upper() not in used:
            return code.upper()
    return label


def _codes(plan: Plan) -> dict[str, tuple[int, str, str]]:
    """Session name -> (pattern, code, label); codes are made different."""
    result: dict[str, tuple[int, str, str]] = {}
    for week in plan.weeks:
        for session in week.sessions:
            if session.name in result:
                continue
            code = _code(session.label, {c for _, c, _ in result.values()})
            result[session.name] = (len(result) % _KINDS, code, session.label)
    return result


def month_grids(plan: Plan) -> str:
    """Calendar months with a mark, a pattern and a word for every session."""
    codes = _codes(plan)
    by_day: dict[dt.date, list[Session]] = {}
    for week in plan.weeks:
        for session in week.sessions:
            by_day.setdefault(session.date, []).append(session)
    if not by_day:
        return '<p class="note">No session falls into the plan’s days.</p>'
    legend = "".join(
        f'<li><span class="chip k{kind}">{esc(code)}</span> {esc(label)}</li>'
        for kind, code, label in codes.values()
    )
    months = sorted({(d.year, d.month) for d in by_day})
    grids = "".join(_month(y, m, by_day, codes) for y, m in months)
    return f'<ul class="kinds">{legend}</ul><div class="months">{grids}</div>'


def _month(
    year: int,
    month: int,
    by_day: Mapping[dt.date, Sequence[Session]],
    codes: Mapping[str, tuple[int, str, str]],
) -> str:
    title = f"{calendar.month_name[month]} {year}"
    head = "".join(f'<th scope="col"><abbr title="{d}">{d[:2]}</abbr></th>' for d in _DAYS)
    rows = []
    for days in calendar.Calendar().monthdatescalendar(year, month):
        cells = "".join(
            _day(day, by_day.get(day, ()), codes) if day.month == month else '<td class="out"></td>'
            for day in days
        )
        rows.append(f"<tr>{cells}</tr>")
    return (
        f'<table class="month"><caption>{esc(title)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _day(
    day: dt.date, sessions: Sequence[Session], codes: Mapping[str, tuple[int, str, str]]
) -> str:
    chips = ""
    for session in sessions:
        kind, code, label = codes[session.name]
        chips += (
            f'<span class="chip k{kind}" title="{esc(label)}"><span aria-hidden="true">'
            f'{esc(code)}</span><span class="hidden">{esc(label)}</span></span>'
        )
    return f'<td><time datetime="{day.isoformat()}">{day.day}</time>{chips}</td>'


def week_tables(plan: Plan) -> str:
    """A bar and a folded table for each week; the first is open."""
    loads = [_value(w.dose, "soleus", "impulse_bw_s") or 0.0 for w in plan.weeks]
    highest = max([*loads, 1e-9])
    return "".join(
        _week(week, load / highest, i == 0)
        for i, (week, load) in enumerate(zip(plan.weeks, loads, strict=True))
    )


def _value(dose: Values, tissue: str, metric: str) -> float | None:
    return dose[tissue][metric] if tissue in dose else None


def _dose_cells(
    dose: Values | None, parts: int = 1, samples: Mapping[str, Any] | None = None
) -> list[str]:
    """Soleus and Achilles impulse, and Achilles peak, with the intervals of `samples`; sums are
    divided by `parts`."""
    if not dose:
        return [NOTHING] * 3
    cells = []
    for tissue, key, divisor, digits in (
        ("soleus", "impulse_bw_s", parts, 0), ("achilles", "impulse_bw_s", parts, 0),
        ("achilles", "peak_force_bw", 1, 1),
    ):  # fmt: skip
        value = _value(dose, tissue, key)
        text = number(None if value is None else value / divisor, digits)
        drawn = (samples or {}).get(tissue, {}).get(key)
        if value is not None and drawn is not None:
            low, high = (v / divisor for v in interval_about(drawn, value))
            text += f' <small class="pair">{number(low, digits)}–{number(high, digits)}</small>'
        cells.append(text)
    return cells


def _week(week: Week, share: float, opened: bool) -> str:
    head = (
        "Session", "Exercise", "Sets × reps", "Tempo", "Hold", "Rest", "Load", "Distance",
        "Soleus, BW·s a set (bold: total)", "Achilles, BW·s a set (bold: total)",
        "Achilles peak, BW",
    )  # fmt: skip
    rows: list[list[str]] = []
    notes: dict[str, None] = {}
    for session in week.sessions:
        for i, block in enumerate(session.blocks):
            rows.append(_block_row(session, block, i == 0))
            for note in (block.note, _limits(block)):
                if note:
                    notes[f"<strong>{esc(block.label)}.</strong> {esc(note)}"] = None
        rows.append(_total_row(session))
    texts = "".join(f"<li>{n}</li>" for n in notes)
    soleus, achilles, peak = _dose_cells(week.dose, samples=week.samples)
    count = f"{len(week.sessions)} session{'s' if len(week.sessions) != 1 else ''}"
    caption = f"Week {week.number}, from {_date(week.start)}; dose for one leg"
    inner = table(caption, head, rows, 8) + (f'<ul class="notes">{texts}</ul>' if texts else "")
    return (
        f'<details class="week"{" open" if opened else ""}><summary><span class="wk">'
        f'Week {week.number}</span> <span>{count}</span> <span class="wkbar" '
        f'aria-hidden="true"><i style="width:{100 * share:.1f}%"></i></span> <span>soleus '
        f"{soleus} BW·s, Achilles {achilles} BW·s, peak {peak} BW</span></summary>{inner}</details>"
    )


def _date(day: dt.date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {calendar.month_abbr[day.month]}"


def _limits(block: Block) -> str:
    """The verdict, where it is more than that muscles carry it all."""
    if not block.verdict or block.verdict.startswith("carried by muscles alone;"):
        return " ".join(block.technique)
    if block.technique:
        return " ".join([f"{block.verdict[0].upper()}{block.verdict[1:]}.", *block.technique])
    return f"{block.verdict[0].upper()}{block.verdict[1:]}."


def _total_row(session: Session) -> list[str]:
    """Dose of a session."""
    text = "Session"
    return [
        "",
        f'<strong class="total">{text}</strong>',
        *[""] * 6,
        *_dose_cells(session.dose, samples=session.samples),
    ]


def _block_row(session: Session, block: Block, first: bool) -> list[str]:
    name = f"{_date(session.date)}<br>{esc(session.label)}" if first else ""
    distance = NOTHING if block.distance_m is None else f"{number(block.distance_m, 0)} m"
    if block.grade_percent:
        distance += f", {block.grade_percent:g} %"
    per_set = _dose_cells(block.dose, max(block.sets, 1), block.samples)
    return [
        name, esc(block.label), f"{block.sets} × {block.repetitions}",
        f'<span class="pair">{esc(block.tempo) or NOTHING}</span>',
        NOTHING if block.hold_s is None else f"{block.hold_s:g} s",
        f"{block.rest_s:g} s", f"{block.load_kg:g} kg" if block.load_kg else NOTHING, distance,
        *per_set,
    ]  # fmt: skip
