"""What a guided session becomes in the log, and how it is shown and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from soleus.base.errors import SoleusError
from soleus.faces.session.kept import Kept
from soleus.faces.session.questions import Answers
from soleus.plan.history import DoneSession, DoneSet, PainEntry

if TYPE_CHECKING:
    from soleus.plan.plan import Plan, Session

__all__ = [
    "Result", "done_session", "dose_of", "pain_entries", "pain_notes", "set_words", "show_result",
    "with_answers",
]  # fmt: skip

_SHOWN = (
    ("soleus", "impulse_bw_s", "soleus impulse", "BW s"),
    ("achilles", "impulse_bw_s", "Achilles impulse", "BW s"),
    ("achilles", "peak_force_bw", "Achilles peak", "BW"),
)


@dataclass
class Result:
    """How a session ended: `state` is logged, kept, nothing or dry_run; `interrupted` where it was
    left in the middle."""

    state: str
    session: DoneSession | None = None
    answers: Answers = field(default_factory=Answers)
    change: int | None = None
    interrupted: bool = False
    notes: list[str] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """With stable keys, for JSON."""
        from soleus.faces.payload import rounded

        done = self.session
        result: dict[str, Any] = {
            "state": self.state,
            "interrupted": self.interrupted,
            "change": self.change,
        }
        result["session"] = done and {
            "date": done.date.isoformat(),
            "label": done.label,
            "session_uid": done.session_uid,
            "complete": done.complete,
            "started": done.started.isoformat() if done.started else None,
            "duration_s": done.duration_s,
            "sets": [asdict(s) for s in done.sets],
            "dose": {t: dict(v) for t, v in done.dose.items()},
        }
        answer: dict[str, Any] = rounded(
            {**result, **asdict(self.answers), "notes": list(self.notes)}
        )
        return answer


def dose_of(
    plan: Plan, sets: Sequence[DoneSet], session_uid: str | None = None
) -> Mapping[str, Mapping[str, float | None]]:
    """The dose of one leg over sets as they were done, on the leg of a plan, at the tempo of the
    planned session they answer."""
    from soleus.plan.done_dose import dose_of_sets
    from soleus.plan.doser import Doser

    planned = [b for s in plan.sessions() if s.uid == session_uid for b in s.blocks]
    return dose_of_sets(sets, Doser(plan.leg), planned)


def done_session(kept: Kept, sets: Sequence[DoneSet], complete: bool) -> DoneSession:
    """What was done, as the log takes it; effort and dose not known yet."""
    return DoneSession(
        kept.date, kept.label, tuple(sets), kept.session_uid, None, kept.started,
        round(kept.elapsed, 1), complete, "", "do",
    )  # fmt: skip


def with_answers(done: DoneSession, answers: Answers) -> DoneSession:
    """The session with its effort."""
    return replace(done, effort=answers.effort)


def pain_entries(done: DoneSession, answers: Answers) -> list[PainEntry]:
    """Pain that is known, with the session it belongs to."""
    pairs = (("during", answers.pain_during), ("after", answers.pain_after))
    return [
        PainEntry(done.date, when, value, session_uid=done.session_uid)
        for when, value in pairs
        if value is not None
    ]


def set_words(done: DoneSet) -> str:
    """A set in a few words."""
    parts = []
    if done.distance_m is not None and done.repetitions is not None:
        parts.append(f"{done.repetitions} x {done.distance_m:.0f} m")
    elif done.duration_s is not None:
        parts.append(f"{done.repetitions or 1} x {done.duration_s:g} s")
    elif done.repetitions is not None:
        parts.append(f"{done.repetitions} repetition{'s' if done.repetitions != 1 else ''}")
    if done.hold_s:
        parts.append(f"hold {done.hold_s:g} s")
    if done.load_kg:
        parts.append(f"{done.load_kg:g} kg")
    if done.side != "both":
        parts.append(done.side)
    return ", ".join(parts)


def show_result(console: Console, done: DoneSession, planned: Session | None) -> None:
    """The sets that will be logged, and their dose beside the planned one."""
    whole = "whole session" if done.complete else "broken off"
    console.print(f"\n[bold]{escape(done.label)}[/bold], {done.date}, {whole}")
    for name in dict.fromkeys(s.exercise for s in done.sets):
        sets = [set_words(s) for s in done.sets if s.exercise == name]
        label = _label(name, planned)
        console.print(escape(f"  {label}: {len(sets)} set{'s' if len(sets) != 1 else ''}: ")
                      + escape("; ".join(sets)))  # fmt: skip
    if done.dose:
        console.print("dose of one leg:")
    for tissue, key, words, unit in _SHOWN:
        value = done.dose.get(tissue, {}).get(key)
        if value is not None:
            before = (planned.dose if planned else {}).get(tissue, {}).get(key)
            beside = f" (planned {before:.3g})" if before is not None else ""
            console.print(f"  {words} {value:.3g} {unit}{beside}")


def _label(name: str, planned: Session | None) -> str:
    blocks = planned.blocks if planned else ()
    return next((b.label for b in blocks if b.exercise == name), name.replace("_", " "))


def pain_notes(answers: Answers) -> list[str]:
    """The sentences of the pain rules about this session itself."""
    if answers.pain_during is None or answers.pain_during <= 5:
        return []
    try:
        from soleus.plan.rules import load_rules

        rule = load_rules()["PAIN-DURING"]
    except SoleusError as error:
        return [str(error)]
    return [f"{rule.reason} [{rule.id}]"]
