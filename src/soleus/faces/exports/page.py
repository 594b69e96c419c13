"""What stands on the printed plan: plain text and numbers for `data/print/plan.typ`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from soleus.base.library import data_path, read_file
from soleus.faces.exports import words
from soleus.plan.plan import Block, Plan, Session, Week

__all__ = ["page_content"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: More strips (days of a session) in a week than the first make a landscape page; the second is
#: how many stand beside each other at most.
_PORTRAIT_STRIPS, _MOST_STRIPS = 4, 7
#: A week with more text than this may run over two pages: nothing is ever cut.
_LONG_WEEK = 5000
_HEAD = 40  # what a heading adds to the length of a text, characters
_TISSUES = (("soleus", "soleus"), ("achilles", "Achilles"))


def page_content(plan: Plan) -> dict[str, Any]:
    """Title, weeks with dose bars and groups of equal sessions, how-to and pain rule. Text is
    ready to be set: unbreakable long words carry break points."""
    dates = [s.date for s in plan.sessions()]
    light = read_file(data_path("print", "pain_light.toml"))
    most = {t: max((_impulse(w, t) or 0.0 for w in plan.weeks), default=0.0) for t, _ in _TISSUES}
    phases = {p.name: p.label or p.name for p in plan.scheme.phases}
    weeks = [_week(w, most, phases) for w in plan.weeks if w.sessions]
    strips = max(sum(len(g["days"]) for g in w["groups"]) for w in weeks)
    landscape = strips > _PORTRAIT_STRIPS
    content = {
        "title": plan.scheme.label,
        "name": plan.person.name,
        "dates": _span(min(dates), max(dates), year=True),
        "goal": words.goal_words(plan.request.goal or (plan.scheme.goals or ("",))[0]),
        "landscape": landscape,
        "strips": min(strips, _MOST_STRIPS),
        "weeks": weeks,
        "how": _columns(_how(plan), 3 if landscape else 2),
        "lights": light["lights"],
        "rule": light["rule"],
        "stop": f"{light['stop']} ({', '.join(light['stop_rules'])})",
        "why": [str(r) for r in plan.reasons],
    }
    result: dict[str, Any] = _breakable(content)
    return result


def _breakable(value: Any) -> Any:
    """Break points (zero-width spaces) in words longer than a column, through all texts."""
    if isinstance(value, str):
        clean = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in value)
        return re.sub(r"\S{18,}", lambda m: "\u200b".join(re.findall(r".{1,9}", m[0])), clean)
    if isinstance(value, dict):
        return {k: _breakable(v) for k, v in value.items()}
    return [_breakable(v) for v in value] if isinstance(value, list) else value


def _span(first: dt.date, last: dt.date, year: bool = False) -> str:
    """Two dates as a range: "5-11 Jan", with the year where asked."""
    end = f"{last.day} {last:%b}" + (f" {last.year}" if year else "")
    if first == last:
        return end
    if (first.month, first.year) == (last.month, last.year):
        return f"{first.day}\u2013{end}"
    start = f"{first.day} {first:%b}"
    if year and first.year != last.year:
        start += f" {first.year}"
    return f"{start} \u2013 {end}"


def _impulse(part: Week | Session, tissue: str) -> float | None:
    return part.dose.get(tissue, {}).get("impulse_bw_s")


def _week(week: Week, most: dict[str, float], phases: dict[str, str]) -> dict[str, Any]:
    monday = week.start - dt.timedelta(days=week.start.weekday())
    bars = []
    for tissue, label in _TISSUES:
        value = _impulse(week, tissue)
        if value is not None and most[tissue]:
            share = value / most[tissue]
            bars.append({"label": label, "value": f"{value:.0f}", "share": round(share, 4)})
    minutes = sum(s.minutes * s.times for s in week.sessions)
    groups = _groups(week)
    return {
        "number": week.number,
        "dates": _span(week.start, monday + dt.timedelta(days=6)),
        "phase": "" if week.phase == "all" else phases.get(week.phase, week.phase),
        "minutes": f"{minutes:.0f} min",
        "bars": bars,
        "why": [str(r) for r in week.reasons],
        "groups": groups,
        "long": len(str(groups)) > _LONG_WEEK,
    }


def _groups(week: Week) -> list[dict[str, Any]]:
    """The sessions of a week, those with the same content together with the days they are on."""
    groups: list[dict[str, Any]] = []
    for session in week.sessions:
        content = _session(session)
        day = f"{_DAYS[session.date.weekday()]} {session.date.day}"
        entry = {"label": day, "times": session.times}
        same = next((g for g in groups if g["session"] == content), None)
        if same:
            same["days"].append(entry)
        else:
            groups.append({"session": content, "days": [entry]})
    return groups


def _session(session: Session) -> dict[str, Any]:
    return {
        "title": words.session_title(session),
        "tier": session.tier,
        "minutes": f"{session.minutes:.0f} min",
        "blocks": [_block(b) for b in session.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "name": block.label,
        "amount": _kept(words.amount(block)),
        "details": _kept(", ".join(words.details(block))),
    }


def _kept(text: str) -> str:
    """Numbers stay with their units at the end of a line."""
    return re.sub(r"(?<=\d) (?=(?:s|min|kg|m|km|%)(?![a-z]))", "\u00a0", text)


def _how(plan: Plan) -> list[dict[str, str]]:
    """How each exercise is done, in the order they come."""
    found: dict[str, dict[str, str]] = {}
    for session in plan.sessions():
        for block in session.blocks:
            about = words.how_to(block)
            entry = found.setdefault(block.exercise, {"name": block.label, "text": about})
            if block.note and block.note not in entry["text"]:
                entry["text"] = f"{entry['text']} {block.note}".strip()
    return [entry for entry in found.values() if entry["text"]]


def _columns(entries: list[dict[str, str]], count: int) -> list[list[dict[str, str]]]:
    """Entries in order over columns of about the same height."""
    columns: list[list[dict[str, str]]] = [[] for _ in range(count)]
    whole = sum(len(e["text"]) + _HEAD for e in entries)
    before = 0
    for entry in entries:
        length = len(entry["text"]) + _HEAD
        columns[min(count - 1, int(count * (before + length / 2) / whole))].append(entry)
        before += length
    return [c for c in columns if c]
