"""Sessions in the workout text of intervals.icu: runs as steps, strength as prose."""

from __future__ import annotations

from soleus.faces.exports import words
from soleus.faces.exports.fit_exercises import warm_up_seconds
from soleus.plan.plan import Block, Plan, Session

__all__ = ["HEADING", "plan_text", "session_text"]

#: First line of a file, which marks it as ours.
HEADING = "# Soleus plan as intervals.icu workout text, one workout after each '##' line"


def plan_text(plan: Plan) -> str:
    """All sessions: each below a line "## 2026-01-06 Hill sprints", to be pasted one by one."""
    parts = [HEADING]
    for session in plan.sessions():
        parts.append(f"## {session.date.isoformat()} {_line(words.session_title(session))}")
        parts.append(session_text(session))
    return "\n\n".join(parts) + "\n"


def session_text(session: Session) -> str:
    """One session. Lines that start with "- " are steps; `m` is minutes there and `mtr` meters.
    Repeats stand between blank lines and are never nested."""
    hard = any(words.kind(b) == "sprint" for b in session.blocks)
    parts: list[str] = []
    if hard:
        parts.append(f"Warm up\n- Easy {_time(warm_up_seconds())} Z1 HR")
    runs = [b for b in session.blocks if words.kind(b) in ("sprint", "steady")]
    others = [b for b in session.blocks if words.kind(b) not in ("sprint", "steady")]
    parts += [_runs(group) for group in words.turns(runs)]
    if hard:
        parts.append("- Cool down 10m Z1 HR")
    if others:
        lines = [_line(words.sentence(b)) + (f" ({_line(b.note)})" if b.note else "")
                 for b in others]  # fmt: skip
        parts.append("Strength\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _runs(blocks: list[Block]) -> str:
    """Runs or walks done in turn: one step, or a section that repeats them with recovery."""
    rounds = blocks[0].sets * blocks[0].repetitions
    steps = [line for block in blocks for line in _steps(block, rounds)]
    if rounds == 1:
        return "\n".join(steps)
    title = " and ".join(_line(b.label) for b in blocks)
    return "\n".join([f"{title} {rounds}x", *steps])


#: Below this effort, %, nobody would call it a sprint.
_SPRINT = 80


def _steps(block: Block, rounds: int) -> list[str]:
    hard = words.kind(block) == "sprint"
    walk = not hard and words.is_walk(block)
    if hard:
        pace = "sprint" if (block.effort_percent or 100) >= _SPRINT else "run, not fast"
        cue = f"Uphill {pace}" if block.grade_percent else pace.capitalize()
    else:
        cue = "Walk" if walk else "Run"
    goal = f" {words.pace(block.speed_ms).split()[0]}/km Pace" if block.speed_ms else ""
    if words.by_distance(block):
        step = f"- {cue} {round(block.distance_m or 0.0)}mtr{goal}"
    else:
        step = f"- {cue} {_time(block.duration_s or 0.0)}{goal}"
    if rounds == 1 or not block.rest_s:
        return [step]
    if hard:
        return [step, f"- Walk back press lap {_time(block.rest_s)}"]
    return [step, f"- {'Stand' if walk else 'Walk'} {_time(block.rest_s)}"]


def _time(seconds: float) -> str:
    """Seconds as intervals.icu reads them: 30s, 15m, 2m45s, 1h5m."""
    whole = max(1, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{value}{unit}" for value, unit in parts if value)


def _line(text: str) -> str:
    """Text on one line that starts no step."""
    return " ".join(text.split()).lstrip("-# ")
