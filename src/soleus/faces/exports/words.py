"""Sessions and blocks in plain words, the same in calendar, watch, text and print."""

from __future__ import annotations

from collections.abc import Sequence

from soleus.base.errors import SoleusError
from soleus.plan.plan import Block, Reason, Session

__all__ = [
    "KINDS", "amount", "by_distance", "details", "distance_words", "dose_words", "goal_words",
    "hold_words", "how_to", "is_walk", "kind", "load_words", "number", "pace", "reasons_of",
    "sentence", "session_title", "tempo_words", "time_words", "times_words", "turns",
]  # fmt: skip

#: What a block is: a hard run, a steady run or walk, a held posture, repetitions.
KINDS = ("sprint", "steady", "held", "repetitions")
_PHASES = {"raise": "up", "hold_top": "at the top", "lower": "down", "hold_bottom": "at the bottom"}
_GOALS = {
    "strength": "stronger calves", "sprint": "sprinting", "return_to_run": "back to running",
    "prevention": "staying healthy",
}  # fmt: skip


def kind(block: Block) -> str:
    """Which of `KINDS` a block is, by its fields alone, so that an old plan reads as well."""
    if block.speed_ms is not None:
        return "steady"
    if block.distance_m is not None:
        return "sprint"
    return "repetitions" if block.duration_s is None else "held"


def is_walk(block: Block) -> bool:
    """Whether a steady block is walked."""
    from soleus.motion.steady_run import list_steady, load_steady

    if block.exercise in list_steady():
        return load_steady(block.exercise).gait == "walk"
    return "walk" in block.exercise


def number(value: float, digits: int = 1) -> str:
    """A number without needless zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def time_words(seconds: float) -> str:
    """A duration a runner would say: "20 s", "90 s", "2 min", "2:45 min"."""
    whole = round(seconds)
    if abs(seconds - whole) > 0.05:
        return f"{number(seconds)} s"
    if whole <= 100 and whole != 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02d} min" if rest else f"{minutes} min"


def distance_words(meters: float) -> str:
    """A distance: "200 m", "5.2 km"."""
    return f"{number(meters)} m" if meters < 2000 else f"{number(meters / 1000, 2)} km"


def pace(speed_ms: float) -> str:
    """Minutes and seconds for a kilometer."""
    minutes, seconds = divmod(round(1000.0 / speed_ms), 60)
    return f"{minutes}:{seconds:02d} min/km"


def turns(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in groups that are done in turn: neighboring runs and walks of the same count and
    without rest, a walk before each run. Any other block is a group of its own."""
    groups: list[list[Block]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        if last and _turn(last) and _turn(last) == _turn(block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _turn(block: Block) -> int:
    """How often a run or walk without rest comes, 0 where it can take no turns."""
    rounds = block.sets * block.repetitions
    return rounds if kind(block) == "steady" and not block.rest_s and rounds > 1 else 0


def load_words(block: Block) -> str:
    """The load, or "" without one."""
    return f"{number(block.load_kg, 2)} kg" if block.load_kg else ""


def times_words(times: int) -> str:
    """How often on a day: "", "twice", "3 times"."""
    return {1: "", 2: "twice"}.get(times, f"{times} times")


def session_title(session: Session) -> str:
    """The session's label, and how often it is done that day."""
    often = times_words(session.times)
    return f"{session.label} ({often} this day)" if often else session.label


def amount(block: Block) -> str:
    """How much: sets, repetitions, distance or time, each leg, load."""
    what = kind(block)
    rounds = block.sets * block.repetitions
    if what == "repetitions":
        text = f"{block.sets} × {block.repetitions}"
    elif what == "held":
        held = f"{block.repetitions} × " if block.repetitions > 1 else ""
        text = f"{block.sets} × {held}{time_words(block.duration_s or 0.0)} hold"
    else:
        text = _stretch(block)
        text = f"{rounds} × {text}" if rounds > 1 else text
    if block.legs == 1:
        text += " each leg"
    return ", ".join(t for t in (text, load_words(block)) if t)


def by_distance(block: Block) -> bool:
    """Whether a run or walk was asked for by its distance, else by its time."""
    return block.duration_s is None or (block.spec is not None and block.spec.distance is not None)


def _stretch(block: Block) -> str:
    """One run or walk."""
    if by_distance(block):
        text = distance_words(block.distance_m or 0.0)
    else:
        text = time_words(block.duration_s or 0.0)
    return f"{text}{block.manner}"


def tempo_words(block: Block) -> str:
    """The phases of a repetition, "1.5 s up, 2 s at the top, 3 s down"; "" without any."""
    if not block.tempo:
        return ""
    try:
        phases = block.spec.resolve().phases if block.spec else ()
    except SoleusError:  # an exercise that has gone since the plan was made
        phases = ()
    if not phases:
        return f"tempo {block.tempo}"
    return ", ".join(f"{number(p.duration)} s {_PHASES[p.kind]}" for p in phases)


def hold_words(block: Block) -> str:
    """The hold that closes a set, "hold 20 s at full stretch"; "" without one."""
    if not block.hold_s:
        return ""
    try:
        hold = block.spec.resolve().finishing_hold if block.spec else None
    except SoleusError:
        hold = None
    place = f" at {hold.at.replace('_', ' ')}".replace("at top", "at the top") if hold else ""
    return f"hold {time_words(block.hold_s)}{place}"


def details(block: Block) -> list[str]:
    """How: tempo, closing hold, pace, rest."""
    parts = [tempo_words(block)] if block.tempo else []
    if block.hold_s:
        parts.append(f"then {hold_words(block)}")
    if block.speed_ms is not None:
        parts.append(f"at {pace(block.speed_ms)}")
    if block.rest_s and block.sets * block.repetitions > 1:
        easy = "walk " if kind(block) in ("sprint", "steady") else ""
        parts.append(f"{time_words(block.rest_s)} {easy}between" if easy else _rest(block))
    return parts


def _rest(block: Block) -> str:
    return f"rest {time_words(block.rest_s)}"


def sentence(block: Block) -> str:
    """The whole block in one line."""
    return f"{block.label}: " + ", ".join([amount(block), *details(block)])


def how_to(block: Block) -> str:
    """How the exercise is done, from its data file; "" for one that has gone since."""
    from soleus.motion.exercise_files import list_exercises, load_exercise
    from soleus.motion.run_exercise import list_runs, load_run
    from soleus.motion.steady_run import list_steady, load_steady

    for names, load in (
        (list_exercises(), load_exercise), (list_runs(), load_run), (list_steady(), load_steady)
    ):  # fmt: skip
        if block.exercise in names:
            return str(load(block.exercise).about)
    return ""


def reasons_of(session: Session) -> list[Reason]:
    """Why the session and its blocks are as they are, each reason once."""
    found = [*session.reasons, *(r for block in session.blocks for r in block.reasons)]
    return list(dict.fromkeys(found))


def dose_words(session: Session) -> str:
    """What one leg gets in the day's session; "" where it is not known."""
    soleus = session.dose.get("soleus", {}).get("impulse_bw_s")
    tendon = session.dose.get("achilles", {}).get("impulse_bw_s")
    peak = session.dose.get("achilles", {}).get("peak_force_bw")
    if soleus is None or tendon is None or peak is None:
        return ""
    return (
        f"One leg gets: soleus {soleus:.0f} BW s, Achilles tendon {tendon:.0f} BW s, "
        f"at most {peak:.1f} BW (body weights)."
    )


def goal_words(goal: str) -> str:
    """A goal of a request in words."""
    return _GOALS.get(goal, goal.replace("_", " "))
